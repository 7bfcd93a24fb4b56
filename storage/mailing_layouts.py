"""Mailings laid out: a message for each of a cell's members, by one statement of the database."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from storage import chats, members
from storage.accounts import Account
from storage.cycles import Participant
from storage.engines import Moment
from storage.mailings import MEETING, NOTICE, Mailing
from storage.members import Member, Vault
from storage.outbox import Outbox
from storage.reminding import Reminding


def lay_out(
    session: Session, mailing_ids: Sequence[int], now: datetime, cycle_id: int | None = None
) -> Counter[int]:
    """A message of each mailing for every member of its cell who wants it and has a chat; how many each.

    With a cycle: for whoever its roster has in that cell, wherever he is by now. By one statement of the
    database: its words are the mailing's, nothing is opened or sealed here.
    """
    chat: Any = sa.orm.aliased(Account)
    wanted = (
        col(Reminding.mode).is_(None)
        | ((col(Reminding.mode) == "meetings") & (col(Mailing.rank) <= MEETING))
        | (col(Mailing.rank) <= NOTICE)
    )
    rows = (
        sa.select(
            chat.id,
            col(Vault.id),
            chat.bot,
            sa.literal("m") + sa.cast(col(Mailing.id), sa.String),
            col(Mailing.id),
            col(Mailing.lane),
            col(Mailing.rank),
            sa.literal(now, Moment),
            col(Mailing.due_at),
            col(Mailing.expires_at),
            sa.literal(0),
        )
        .select_from(_mailed_to(mailing_ids, cycle_id))
        .join(chat, chat.id == chats.preferred(col(Vault.id)))
        .join(Reminding, col(Reminding.vault_id) == col(Vault.id), isouter=True)
        .where(col(Mailing.id).in_(mailing_ids), wanted)
        .order_by(col(Mailing.id), chat.id)
    )
    names = (
        "account_id",
        "vault_id",
        "bot",
        "occasion",
        "mailing_id",
        "lane",
        "rank",
        "created_at",
        "due_at",
    )
    every = [*names, "expires_at", "tries"]
    insert = sa.insert(Outbox).from_select(every, rows, include_defaults=False)
    laid = session.connection().scalars(insert.returning(col(Outbox.mailing_id)))
    return Counter(row_id or 0 for row_id in laid)


def _mailed_to(mailing_ids: Sequence[int], cycle_id: int | None) -> Any:
    """Mailings with the vaults of those they are for."""
    if cycle_id is None:
        here = (col(Member.unit_id) == col(Mailing.unit_id)) & members.is_present()
        of_members = col(Vault.member_id) == col(Member.id)
        return sa.orm.join(Mailing, Member, here).join(Vault, of_members)
    cells = sa.select(col(Mailing.unit_id)).where(col(Mailing.id).in_(mailing_ids))
    there = (
        (col(Participant.cycle_id) == cycle_id)
        & (col(Participant.cell_id) == col(Mailing.unit_id))
        & col(Participant.cell_id).in_(cells)  # said twice: else SQLite looks through the whole roster
    )
    of_roster = col(Vault.member_id) == col(Participant.member_id)
    return sa.orm.join(Mailing, Participant, there).join(Vault, of_roster)
