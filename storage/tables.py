"""All tables in one import: for migrations, backups and the lists that must name every one of them."""

from sqlmodel import SQLModel

from storage import (
    accounts,
    attendance,
    audit,
    codes,
    commitments,
    consents,
    covers,
    cycles,
    files,
    installation,
    mailings,
    meetings,
    members,
    notices,
    outbox,
    plans,
    proposals,
    publications,
    reminding,
    reviews,
    turnouts,
    unit_settings,
    units,
)

metadata = SQLModel.metadata

__all__ = [
    "accounts",
    "attendance",
    "audit",
    "codes",
    "commitments",
    "consents",
    "covers",
    "cycles",
    "files",
    "installation",
    "mailings",
    "meetings",
    "members",
    "metadata",
    "notices",
    "outbox",
    "plans",
    "proposals",
    "publications",
    "reminding",
    "reviews",
    "turnouts",
    "unit_settings",
    "units",
]
