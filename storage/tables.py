"""All tables in one import: for migrations, backups and the lists that must name every one of them."""

from sqlmodel import SQLModel

from storage import (
    accounts,
    codes,
    consents,
    cycles,
    installation,
    meetings,
    members,
    outbox,
    publications,
    readings,
    reviews,
    turnouts,
    units,
)

metadata = SQLModel.metadata

__all__ = [
    "accounts",
    "codes",
    "consents",
    "cycles",
    "installation",
    "meetings",
    "members",
    "metadata",
    "outbox",
    "publications",
    "readings",
    "reviews",
    "turnouts",
    "units",
]
