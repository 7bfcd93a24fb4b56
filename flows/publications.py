"""Publication: what a closed cycle gives back, once, by the clock (disclosure.md, rules 1 to 5 and 10).

It goes in steps, each a transaction, so that a large organisation does not hold the writer: the cells of one
parent at a time; then all figures become visible together and the members are told; then what they did not
ask to keep is dropped, and the key of the rounding is destroyed. A step undone by a crash gives the same
numbers when it is repeated, because they depend on the answers and that key alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import answers, disclosure, joiners, plan_lines
from flows import units as unit_rules
from flows.answers import OTHER, Answers
from flows.disclosure import Part, Pool
from flows.replies import choice, dump, reply, stack
from locales import checklists
from locales.checklists import Checklist
from storage import cycles, outbox, plans, publications, reviews, turnouts, units
from storage.cycles import Cycle
from storage.encryption import KeyGone
from storage.mailings import FAR, NOTICE

AT_ONCE = 200
"""Reviews dropped, chats told, cells counted in one transaction."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """A member who is counted, what he answered, and how his plan stands."""

    member_id: int
    cell_id: int
    answers: Answers
    plan: frozenset[str]


def publish_some(session: Session, now: datetime) -> bool:
    """One step of whatever publication is due; False when nothing is."""
    if cycle := publications.due(session, now):
        _publish(session, cycle, now)
        return True
    if cycle := publications.unforgotten(session):
        _finish(session, cycle, now)
        return True
    return False


def names_of(checklist: Checklist) -> list[str]:
    """The figures published for every pool, whatever was answered: each sign, each cause, the plans."""
    signs = checklist.signs_for(())
    causes = dict.fromkeys(cause.id for sign in signs for cause in sign.causes)
    names = [f"sign:{sign.id}" for sign in signs] + [f"cause:{name}" for name in (*causes, OTHER)]
    return [*names, *plan_lines.FIGURES]


def morning(now: datetime, timezone: str) -> datetime:
    """The last six o'clock: as of then officers see who has handed in."""
    local = now.astimezone(ZoneInfo(timezone))
    six = local.replace(hour=6, minute=0, second=0, microsecond=0)
    return (six if six <= local else six - timedelta(days=1)).astimezone(UTC)


def count_some(session: Session, now: datetime, morning: datetime) -> bool:
    """Count who has handed in, as of this morning, in some cells of open cycles; False when all are done.

    That is what officers see while a cycle is open: never an hour's news, never a decrease (1).
    """
    return turnouts.count(session, now, morning, AT_ONCE) > 0


def _publish(session: Session, cycle: Cycle, now: datetime) -> None:
    assert cycle.id is not None
    if cycle.noise_owner is None:
        cycles.make_noise(session, cycle)
    try:
        key = cycles.noise_of(session, cycle)
    except KeyGone:
        # An old backup brought the cycle back. It was published once; another rounding would tell more.
        cycle.published_at = cycle.forgotten_at = now
        return
    cells = publications.next_siblings(session, cycle.id)
    if cells:
        _publish_siblings(session, cycle, cells, key, now)
    else:
        cycle.published_at = now


def _publish_siblings(session: Session, cycle: Cycle, cells: list[int], key: bytes, now: datetime) -> None:
    """Pool, count, round and store the cells of one parent."""
    assert cycle.id is not None
    checklist = checklists.load(cycle.checklist, session.info.get("checklists"))
    counting = joiners.counting(session, cycle, cells)
    respondents = _respondents(session, cycle, cells, counting.counted)
    kinds = units.kinds_of(session, cells)
    parts = [
        Part(sum(one.cell_id == cell for one in respondents), cell, kinds[cell], counting.kept.get(cell))
        for cell in cells
    ]
    for pool in disclosure.pools(parts, cycle.step):
        figures = _figures(cycle, names_of(checklist), pool, respondents, key)
        members = {part.cell: part.n for part in pool.parts}
        publications.add_pool(session, cycle.id, pool.kind, members, figures)
        _add_up(session, cycle, pool, figures)
    turnouts.settle(session, cycle.id, cells, cycle.closes_at)
    cycles.mark_counted(session, cycle.id, cells, counting.counted)


def _respondents(
    session: Session, cycle: Cycle, cells: Sequence[int], counted: Iterable[int]
) -> list[Respondent]:
    """Those counted who handed in here; of several reviews (a seat may have several vaults) the last."""
    handed = publications.handed_in(session, cycle.id or 0, cells)
    last = {member: (cell, review) for cell, member, review in handed if member in counted}
    written = plans.contents_of(session, [review.vault_id for _, review in last.values()])
    since = {cell: _closed_before(session, cycle, cell) for cell in cells}
    zones = {cell: ZoneInfo(unit_rules.timezone_of(session, cell)) for cell in cells}
    found = []
    for member, (cell, review) in last.items():
        given = answers.load(reviews.answers_of(session, review))
        plan, today = written.get(review.vault_id), cycle.closes_at.astimezone(zones[cell]).date()
        stands = plan_lines.figures(plan_lines.load(plan), since[cell], cycle.closes_at, today)
        found.append(Respondent(member, cell, given, stands))
    return found


def _closed_before(session: Session, cycle: Cycle, cell: int) -> datetime:
    """When the cell's cycle before this one closed: what was done since then counts as done."""
    about = publications.cycles_about(session, cell)
    earlier = [one.closes_at for one in about if one.closes_at < cycle.closes_at and one.published_at]
    return max(earlier, default=datetime.min.replace(tzinfo=UTC))


def _figures(
    cycle: Cycle, names: Sequence[str], pool: Pool, respondents: Sequence[Respondent], key: bytes
) -> dict[str, int]:
    """Each figure counts members, once each: who marked the sign, who named the cause at least once (5)."""
    found: dict[str, set[int]] = {name: set() for name in names}
    for one in respondents:
        if one.cell_id in pool.cells:
            for name in (_figures_of(one.answers) | one.plan) & found.keys():
                found[name].add(one.member_id)
    cells = ",".join(map(str, pool.cells))
    return {
        name: disclosure.rounded(ids, pool.n, key, f"{cycle.id}\0{name}\0{cells}", cycle.step)
        for name, ids in found.items()
    }


def _figures_of(given: Answers) -> set[str]:
    """The figures in which a member is counted."""
    marked = {sign_id: answer for sign_id, answer in given.signs.items() if answer.marked}
    causes = {cause for answer in marked.values() for cause in answer.causes}
    causes |= {OTHER for answer in marked.values() if answer.other}
    return {f"sign:{sign_id}" for sign_id in marked} | {f"cause:{cause}" for cause in causes}


def _add_up(session: Session, cycle: Cycle, pool: Pool, figures: dict[str, int]) -> None:
    """Add a pool's figures to those of every unit above it: sums of leaves, never a new count (4)."""
    assert cycle.id is not None
    leaves = {name: disclosure.leaf(value, pool.n, cycle.step) for name, value in figures.items()}
    above = units.lineage_of(session, pool.cells[0])[1:]
    if cycle.unit_id not in above:
        return
    for unit_id in above[: above.index(cycle.unit_id) + 1]:
        for kind in sorted({"", pool.kind}):
            publications.add_total(session, cycle.id, unit_id, kind, len(pool.parts), pool.n, leaves)


def _finish(session: Session, cycle: Cycle, now: datetime) -> None:
    """Tell members, drop what nobody asked to keep, some at a time; at the end the rounding's key."""
    assert cycle.id is not None
    occasion = f"figures:{cycle.id}"
    if untold := publications.untold(session, cycle.id, occasion, AT_ONCE):
        rows = stack(choice("results", "menu-results"), choice("plan", "menu-plan"))
        notice = dump(reply("figures-are-out", rows=rows))
        for account_id, vault_id in untold:
            outbox.put(session, account_id, vault_id, occasion, notice, now, rank=NOTICE, lane=FAR)
        return
    if unkept := reviews.unkept_of(session, cycle.id, AT_ONCE):
        reviews.drop_answers(session, unkept, now)
        return
    cycles.forget_noise(session, cycle, now)
    cycle.forgotten_at = now
