"""All tables in one import: for migrations, backups and the lists that must name every one of them."""

from sqlmodel import SQLModel

from storage import (
    accounts,
    attendance,
    codes,
    commitments,
    consents,
    cycles,
    installation,
    mailings,
    meetings,
    members,
    outbox,
    plans,
    publications,
    readings,
    reminding,
    reviews,
    turnouts,
    units,
)

metadata = SQLModel.metadata

__all__ = [
    "accounts",
    "attendance",
    "codes",
    "commitments",
    "consents",
    "cycles",
    "installation",
    "mailings",
    "meetings",
    "members",
    "metadata",
    "outbox",
    "plans",
    "publications",
    "readings",
    "reminding",
    "reviews",
    "turnouts",
    "units",
]
