"""What of the outbox may go out now, in which words: asked for each message just before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from flows import budgets, digests, nudges, recurrences, reminders, replies
from flows.replies import Reply, Text
from storage import mailings, outbox, reminding
from storage.accounts import Account, address_of
from storage.encryption import KeyGone
from storage.mailings import CORRECTION, MEETING, NOTICE, REST, Mailing
from storage.members import Member, Vault
from storage.outbox import Outbox
from storage.units import Unit

TAKES = {"all": REST, "meetings": MEETING, "notices": NOTICE}
"""The last kind that a member still gets, by what he wants to be reminded of."""

DIGESTED = (MEETING, REST)
"""Kinds of which the secretary gets a digest, whether he has done his own part or not."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, ready to be drawn and sent."""

    row_id: int
    account_id: int
    bot: str
    address: str | None
    language: str
    reply: Reply
    tries: int
    created_at: datetime
    expires_at: datetime | None


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
    entities: tuple[Any, ...] = (Outbox, Account, Vault.member_id, Unit.timezone, Mailing)
    query: Any = (
        sa.select(*entities)
        .join(Account, col(Account.id) == Outbox.account_id)
        .join(Vault, col(Vault.id) == Outbox.vault_id)
        .join(Member, col(Member.id) == Vault.member_id)
        .join(Unit, col(Unit.id) == Member.unit_id)
        .join(Mailing, col(Mailing.id) == Outbox.mailing_id, isouter=True)
        .where(col(Outbox.id).in_(row_ids))
    )
    found = {row.id: (row, *rest) for row, *rest in session.exec(query).all()}
    modes = reminding.modes_of(session, [row.vault_id for row, *_ in found.values()])
    for row_id in row_ids:
        row, account, member_id, zone, mailing = found[row_id]
        mode = modes.get(row.vault_id, "all")
        leads = mailing is not None and mailing.rank in DIGESTED
        leads = leads and digests.reads(session, member_id, mailing.unit_id, now)
        if not _may_go(session, row, mailing, mode, leads, zone or timezone, monthly, now):
            continue
        try:
            reply = _words(session, row, mailing, leads)
            written.append(_letter(session, row, account, reply))
        except KeyGone:
            written.append(Unreadable(row_id, "gone"))
        except Exception as bug:  # one that cannot be read must not hold up the others
            written.append(Unreadable(row_id, "rejected", bug))
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
    if row.rank > TAKES[mode] or not needed:
        outbox.settle(session, row_id, "not needed", now)
        return False
    urgent = mailing is not None and mailing.code == reminders.URGENT
    if (row.rank > CORRECTION or row.mailing_id) and not urgent:
        waking = reminders.awake(now, timezone)
        if waking > now:  # so it is for all of the cell
            outbox.postpone(session, row, waking, together=True)
            return False
        if row.rank == REST and (later := _next_day(session, row, timezone, now)) > now:
            outbox.postpone(session, row, later)
            return False
    code = mailing.code if mailing else ""
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


def _letter(session: Session, row: Outbox, account: Account, reply: Reply) -> Letter:
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
    )


def without_buttons(reply: Reply) -> Reply:
    """The same where there are no buttons: numbers would be taken for those of the card the member is at."""
    if not reply.rows:
        return reply
    return replace(reply, rows=(), lines=(*reply.lines, Text("reminder-type")))


def gone(session: Session, row_id: int, account_id: int, now: datetime) -> None:
    """The person blocked this chat: the message goes to his next one, or to nobody."""
    account = session.get_one(Account, account_id)
    account.blocked_at = account.blocked_at or now
    session.add(account)
    session.flush()
    if not outbox.hand_on(session, account_id, only=row_id):
        outbox.settle(session, row_id, "gone", now)
