"""Published figures as values: what a cell's or a unit's cards and pictures show. Nothing is counted here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from flows import disclosure
from flows.disclosure import IN_PERSON_FROM, Estimate
from flows.replies import Text, text
from locales import checklists
from locales.checklists import Checklist, Sign
from storage import publications, turnouts, units
from storage.cycles import Cycle

MOST_FREQUENT = 5
"""So many signs are shown first: what a phone's screen has room for."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The figures of one pool, or the sums of a unit's pools; `cells` names what was counted together."""

    checklist: Checklist
    cells: tuple[str, ...]
    n: int
    said: Mapping[str, Estimate]
    arrows: Mapping[str, int]

    def of(self, sign: Sign) -> Estimate:
        """The figure of a sign."""
        return self.said[f"sign:{sign.id}"]

    def shown(self, sign: Sign) -> bool:
        """Whether a sign may be shown: one to be talked over in person only from 50 respondents on (6)."""
        return f"sign:{sign.id}" in self.said and (not sign.in_person or self.n >= IN_PERSON_FROM)

    @property
    def signs(self) -> list[Sign]:
        """The signs that may be shown, in the checklist's order."""
        return [sign for sign in self.checklist.signs_for(()) if self.shown(sign)]

    @property
    def most_frequent(self) -> list[Sign]:
        """The most frequent signs by published value, ties in the checklist's order (7)."""
        ranked = sorted(self.signs, key=lambda sign: -self.of(sign).value)
        return [sign for sign in ranked if self.of(sign).value][:MOST_FREQUENT]


def of_cell(session: Session, cycle: Cycle, cell_id: int) -> Findings | None:
    """The figures of the pool a cell is in; None where there are none."""
    assert cycle.id is not None
    found = publications.pool_of(session, cycle.id, cell_id)
    if found is None or cycle.published_at is None:
        return None
    pool, cells = found
    said = {name: disclosure.estimate(value, pool.n, cycle.step) for name, value in pool.figures.items()}
    called = units.names_at(session, cells, cycle.closes_at)
    names = tuple(called[cell] for cell in cells)
    arrows = _arrows(session, cycle, cell_id, cells, said)
    return Findings(_checklist(session, cycle), names, pool.n, said, arrows)


def of_unit(session: Session, cycle: Cycle, unit_id: int, kind: str = "") -> Findings | None:
    """The sums over a unit, or over its cells of one kind; never one cell's own figures (5, 9)."""
    assert cycle.id is not None
    total = publications.totals_of(session, cycle.id, unit_id).get(kind)
    if total is None or cycle.published_at is None or total.cells < 2:
        return None
    if kind and kind not in kinds_of(session, cycle, unit_id):
        return None
    said = {name: disclosure.total(sums, total.n) for name, sums in total.figures.items()}
    name = units.names_at(session, [unit_id], cycle.closes_at)[unit_id]
    return Findings(_checklist(session, cycle), (name,), total.n, said, {})


def kinds_of(session: Session, cycle: Cycle, unit_id: int) -> list[str]:
    """The kinds of organisation with sums of their own: each of two pools or more, and so is the rest (5)."""
    totals = publications.totals_of(session, cycle.id or 0, unit_id)
    kinds = [kind for kind in units.KINDS if kind in totals]
    rest = totals[""].pools - sum(totals[kind].pools for kind in kinds) if "" in totals else 0
    enough = rest != 1 and all(totals[kind].pools > 1 for kind in kinds)
    return kinds if enough and len(kinds) + bool(rest) > 1 else []


def why_none(session: Session, cycle: Cycle, unit_id: int) -> Text:
    """Why there are no figures, by turnout alone: the same whatever was answered."""
    handed, paper = turnouts.taken(session, cycle.id or 0, unit_id)
    if not handed and not paper:
        return Text("summary-none-nobody")
    if not handed:
        return Text("summary-none-paper")
    return text("summary-none-few", enough=disclosure.threshold(cycle.step))


def _checklist(session: Session, cycle: Cycle) -> Checklist:
    return checklists.load(cycle.checklist, session.info.get("checklists"))


def _arrows(
    session: Session, cycle: Cycle, cell_id: int, cells: Sequence[int], said: Mapping[str, Estimate]
) -> dict[str, int]:
    """Changes since the last figures of the very same pool (7)."""
    earlier = publications.formed_before(session, cycle.id or 0, [cell_id])[cell_id]
    older = [formed for formed in earlier if formed.closes_at < cycle.closes_at]
    if not older or set(older[0].parts) != set(cells):
        return {}
    before = session.get_one(publications.Pool, older[0].pool_id)
    step = session.get_one(Cycle, before.cycle_id).step
    return {
        name: disclosure.trend(disclosure.estimate(before.figures[name], before.n, step), now, cycle.step)
        for name, now in said.items()
        if name in before.figures
    }
