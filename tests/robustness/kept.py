"""What is kept of members who review and plan: as it begins, after each deed, and as a database holds it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.database import Database
from flows import answers, plan_lines
from storage import plans as stored_plans
from storage import reviews
from storage.encryption import Keyring
from storage.engines import FlowSession, open_engine, open_key_store, transaction
from tests.conftest import MASTER, make_cell, make_cycle
from tests.robustness import model, plan_deeds, plan_model
from tests.robustness.model import Sheet
from tests.robustness.plan_model import Case, Plan
from tests.robustness.seats import seat

FIRST = 1001
A_MONTH = timedelta(days=30)
MARKED = ("1.1", "1.2", "2.4")
"""What those who live with a plan have marked."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A tap on a choice; or words, about the place where they were asked for."""

    verb: str
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A member's review and his plan."""

    sheet: Sheet = field(default_factory=Sheet)
    plan: Plan = field(default_factory=Plan)

    @property
    def value(self) -> Any:
        """What is compared: everything but the hours."""
        return self.sheet.value, self.sheet.over, self.plan.value

    def after(self, deed: Deed, cycle_id: int) -> "Kept":
        """Both after a deed."""
        if model.cycle_of(deed.verb) is not None:
            asks = deed.verb.startswith("write:") and deed.words is None
            sheet = self.sheet if asks else model.after(self.sheet, deed.verb, deed.words or "")
            return Kept(sheet, self.plan)
        case = Case(datetime.now(UTC), cycle=cycle_id if self.sheet.over == "submitted" else 0)
        return Kept(self.sheet, plan_deeds.after(self.plan, deed.verb, case, deed.words))


def plans(number: int) -> bool:
    """Whether a member begins with a plan: every other one."""
    return number % 2 == 1


def prepare(
    url: str, folder: Path, chats: list[tuple[str, str]], *, planning: bool = True
) -> tuple[list[int], int]:
    """Members of one cell with one of these chats (bot, address) each, and a cycle; their vaults.

    Some have a plan, where there is any `planning`.
    """
    database = Database(
        open_engine(url), Keyring(MASTER, open_key_store(f"sqlite:///{folder}/keys.db")), public_url=""
    )
    now = datetime.now(UTC)

    def work(session: FlowSession) -> tuple[list[int], int]:
        names = tuple(f"Đảng viên {n}" for n, _ in enumerate(chats))
        cell = make_cell(session, now, "CB1", names=names)
        vaults = [seat(session, m, [chat], now) for m, chat in zip(cell.members, chats, strict=True)]
        cycle_id = make_cycle(session, cell.unit_id, cell.members, now)
        for vault in vaults[1::2] if planning else ():
            settle_in(session, cycle_id, vault, now)
        return vaults, cycle_id

    try:
        return database.run_now(work)
    finally:
        database.close()


def settle_in(session: FlowSession, cycle_id: int, vault_id: int, now: datetime) -> None:
    """He has handed in his review, and has a plan of before: lines that are late, or not marked any more."""
    degrees = {sign: answers.Answer("1" if sign in MARKED else "0") for sign in model.SIGNS}
    review = reviews.start_review(session, cycle_id, vault_id, now)
    given = answers.dump(answers.Answers(degrees, way="group"))
    reviews.save_answers(session, review, given, keep_copy=True, submitted_at=now)
    lines = [
        plan_lines.Line(number, [sign], f"Việc {number}", now - A_MONTH, (now + days).date(), "self")
        for number, (sign, days) in enumerate((("1.1", -A_MONTH), ("2.5", A_MONTH), ("2.6", A_MONTH)), 1)
    ]
    content = plan_lines.dump(plan_lines.Plan(lines, counted=len(lines)))
    stored_plans.save_content(session, None, vault_id, content, None, now + 12 * A_MONTH)


def read(url: str, folder: Path, vaults: list[int], cycle_id: int) -> list[Kept]:
    """What the database holds for these vaults."""
    engine, store = open_engine(url), open_key_store(f"sqlite:///{folder}/keys.db")
    try:
        with transaction(engine, Keyring(MASTER, store), keep=False) as session:
            return [
                Kept(model.kept(session, vault).get(cycle_id, Sheet()), plan_model.kept(session, vault))
                for vault in vaults
            ]
    finally:
        engine.dispose()
        store.dispose()
