"""What the models say is kept of one member: his reviews, his plan, what he promised his cell."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.robustness import model, plan_deeds
from tests.robustness.model import SIGNS, Sheet, cycle_of, marked
from tests.robustness.plan_model import Case, Plan


@dataclass(frozen=True, slots=True)
class Known:
    """What the models say: reviews by cycle, when each cycle opened, plan, promise; and his language."""

    opened: dict[int, datetime]
    sheets: dict[int, Sheet] = field(default_factory=dict)
    plan: Plan = field(default_factory=Plan)
    promise: str = ""
    language: str = "vi"

    @property
    def kept(self) -> Any:
        """What the database must hold."""
        sheets = {n: (sheet.value, sheet.over) for n, sheet in self.sheets.items() if sheet.begun}
        return sheets, self.plan, self.promise

    def case(self, now: datetime) -> Case:
        """On what the plan's choices depend now."""
        over = [cycle for cycle, sheet in self.sheets.items() if sheet.over == "submitted"]
        if not over:
            return Case(now, self.language)
        sheet = self.sheets[max(over)]
        signs = tuple(sign for sign in SIGNS if marked(sheet, sign))
        return Case(now, self.language, max(over), self.opened[max(over)], signs)

    def after(self, verb: str, words: str | None, now: datetime) -> "Known":
        """All of it after a choice, or after words about the place where they were asked for."""
        case, open_cycle = self.case(now), max(self.opened)
        made = replace(
            self,
            plan=plan_deeds.after(self.plan, verb, case, words),
            promise=plan_deeds.promised(self.promise, verb, case, words),
            language=verb[-2:] if verb in ("speak:vi", "speak:en") else self.language,
        )
        if cycle_of(verb) != open_cycle:
            return made
        sheet = model.after(self.sheets.get(open_cycle, Sheet()), verb, (words or "").strip())
        return replace(made, sheets=self.sheets | {open_cycle: sheet})
