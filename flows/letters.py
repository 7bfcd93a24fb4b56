"""What of the outbox may go out now, in which words: asked for each message just before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows import (
    budgets,
    digests,
    notice_cards,
    notice_letters,
    notice_nudges,
    nudges,
    recurrences,
    reminders,
    replies,
)
from flows.replies import Reply, Text, text
from storage import mailings, outbox, outbox_chats, reminding, sendings
from storage.accounts import Account, address_of
from storage.encryption import KeyGone
from storage.mailings import CORRECTION, MEETING, NOTICE, REST, Mailing
from storage.members import Member, Vault
from storage.notices import Notice
from storage.outbox import DELETE, EDIT, SEND, Outbox
from storage.sendings import Told
from storage.units import Unit

TAKES = {"all": REST, "meetings": MEETING, "notices": NOTICE}
"""The last kind that a member still gets, by what he wants to be reminded of."""

NOTHING = Told()
INBOX = f"{notice_cards.OPEN}:"
"""What is opened in the inbox."""

DIGESTED = (MEETING, REST)
"""Kinds of which the secretary gets a digest, whether he has done his own part or not."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, ready to be drawn and sent, or to be changed.

    `told`: its parts that are there already; of one to be changed, what is there. `files`: what goes after
    the words. `revision`: of the notice's words, where it is one.
    """

    row_id: int
    account_id: int
    bot: str
    address: str | None
    language: str
    reply: Reply
    tries: int
    created_at: datetime
    expires_at: datetime | None
    act: str = SEND
    told: Told = NOTHING
    notice_id: int | None = None
    revision: int = 0
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that nobody can read any more, or ever could: it is done with."""

    row_id: int
    outcome: str
    bug: Exception | None = None


def write(
    session: Session, row_ids: Sequence[int], timezone: str, monthly: int, now: datetime
) -> list[Letter | Unreadable]:
    """The messages that may go out now; what is not needed any more is ended, what is too early put off.

    `monthly`: how many messages the bot may send in a month, 0 for any number.
    """
    written: list[Letter | Unreadable] = []
    entities: tuple[Any, ...] = (Outbox, Account, Vault.member_id, Unit.timezone, Mailing, Notice)
    query: Any = (
        sa.select(*entities)
        .join(Account, col(Account.id) == Outbox.account_id)
        .join(Vault, col(Vault.id) == Outbox.vault_id)
        .join(Member, col(Member.id) == Vault.member_id)
        .join(Unit, col(Unit.id) == Member.unit_id)
        .join(Mailing, col(Mailing.id) == Outbox.mailing_id, isouter=True)
        .join(Notice, col(Notice.id) == Outbox.notice_id, isouter=True)
        .where(col(Outbox.id).in_(row_ids))
    )
    found = {row.id: (row, *rest) for row, *rest in session.exec(query).all()}
    modes = reminding.modes_of(session, [row.vault_id for row, *_ in found.values()])
    for row_id in row_ids:
        row, account, member_id, zone, mailing, notice = found[row_id]
        mode = modes.get(row.vault_id, "all")
        leads = mailing is not None and mailing.rank in DIGESTED
        leads = leads and digests.reads(session, member_id, mailing.unit_id, now)
        if notice is not None and not notice_letters.may_go(session, row, notice, now):
            continue
        if not _may_go(session, row, mailing, mode, leads, zone or timezone, monthly, now):
            continue
        try:
            written.append(_letter(session, row, account, mailing, notice, leads))
        except KeyGone:
            written.append(Unreadable(row_id, "gone"))
        except Exception as bug:  # one that cannot be read must not hold up the others
            written.append(Unreadable(row_id, "rejected", bug))
    ours = [one.row_id for one in written if isinstance(one, Letter) and one.notice_id is not None]
    if ours:
        sendings.mark_going(session, ours)
    return written


def _may_go(
    session: Session,
    row: Outbox,
    mailing: Mailing | None,
    mode: str,
    leads: bool,
    timezone: str,
    monthly: int,
    now: datetime,
) -> bool:
    """Whether it may go out now; else it is ended or put off here."""
    row_id = row.id or 0
    needed = not (mailing and mailing.unless) or leads or nudges.needed(session, row.vault_id, mailing.unless)
    needed = needed and notice_nudges.needed(session, row.occasion)
    if row.rank > TAKES[mode] or not needed:
        outbox.settle(session, row_id, "not needed", now)
        return False
    urgent = mailing is not None and mailing.code == reminders.URGENT
    silent = row.act in (EDIT, DELETE)
    if (row.rank > CORRECTION or row.mailing_id or row.notice_id) and not urgent and not silent:
        waking = reminders.awake(now, timezone)
        if waking > now:  # so it is for all of the cell
            outbox.postpone(session, row, waking, together=True)
            return False
        if row.rank == REST and (later := _next_day(session, row, timezone, now)) > now:
            outbox.postpone(session, row, later)
            return False
    code = mailing.code if mailing else ""
    monthly = 0 if silent else monthly
    if monthly and not budgets.carries(session, row.bot, code, row.rank, monthly, now, timezone):
        outbox.settle(session, row_id, "over budget", now)
        return False
    return True


def _next_day(session: Session, row: Outbox, timezone: str, now: datetime) -> datetime:
    """Of "the rest" one a day: the second waits until tomorrow morning."""
    today = recurrences.today(now, timezone)
    if not outbox.sent_today(session, row.vault_id, recurrences.moment(today, time().isoformat(), timezone)):
        return now
    return recurrences.moment(today + timedelta(days=1), reminders.MORNING, timezone)


def _words(session: Session, row: Outbox, mailing: Mailing | None, leads: bool) -> Reply:
    if mailing is None:
        return replies.parse(outbox.content_of(session, row))
    said = replies.parse(mailings.words_of(mailing))
    return digests.write(session, mailing, said) if leads else said


def _letter(
    session: Session,
    row: Outbox,
    account: Account,
    mailing: Mailing | None,
    notice: Notice | None,
    leads: bool,
) -> Letter:
    if notice is None:
        reply, files = _words(session, row, mailing, leads), tuple[int, ...]()
    else:
        reply = notice_letters.words(session, row, notice)
        files = notice_letters.files_of(session, row, notice)
    return Letter(
        row.id or 0,
        row.account_id,
        account.bot,
        address_of(session, account),
        account.language,
        reply,
        row.tries,
        row.created_at,
        row.expires_at,
        row.act,
        sendings.told_so_far(row),
        row.notice_id,
        notice.revision if notice else 0,
        files,
    )


def without_buttons(reply: Reply) -> Reply:
    """The same where there are no buttons: numbers would be taken for those of the card the member is at."""
    if not reply.rows:
        return reply
    opens = any(item.verb.startswith(INBOX) for row in reply.rows for item in row)
    typed = Text("inbox-type" if opens else "reminder-type")
    return replace(reply, rows=(), lines=(*reply.lines, typed))


def without_files(reply: Reply, files: int, home: str) -> Reply:
    """The same where no files can be sent: they are read in the web chat."""
    if not files:
        return reply
    line = text("letter-files", count=files, home=home) if home else text("letter-files-web", count=files)
    return replace(reply, lines=(*reply.lines, replies.GAP, line))


def gone(session: Session, row_id: int, account_id: int, now: datetime) -> None:
    """The person blocked this chat: the message goes to his next one, or to nobody. A message that is there
    is changed there or not at all."""
    account = session.get_one(Account, account_id)
    account.blocked_at = account.blocked_at or now
    session.add(account)
    session.flush()
    act = session.exec(select(Outbox.act).where(Outbox.id == row_id)).one()
    if act in (EDIT, DELETE) or not outbox_chats.hand_on(session, account_id, only=row_id):
        outbox.settle(session, row_id, "gone", now)
