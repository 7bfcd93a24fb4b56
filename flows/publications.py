"""Publication: what a closed cycle gives back, once, by the clock (disclosure.md, rules 1 to 5 and 10).

It goes in steps, each a transaction, so that a large organisation does not hold the writer: the pools of one
parent are formed, then counted some at a time, parent by parent; then all figures become visible together and
the members are told; then what they did not ask to keep is dropped, and the key of the rounding is destroyed.
A step undone by a crash gives the same numbers when it is repeated, because they depend on the answers and
that key alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import answers, cycle_news, disclosure, joiners, plan_lines
from flows import units as unit_rules
from flows.answers import OTHER, Answers
from flows.disclosure import Part
from flows.replies import choice, reply, stack
from locales import checklists
from locales.checklists import Checklist
from storage import cycles, plans, publications, reviews, turnouts, units
from storage.cycles import Cycle
from storage.encryption import KeyGone, keyring_of
from storage.publications import Sums, Waiting

AT_ONCE = 200
"""Reviews whose answers are dropped in one transaction."""
FIGURES, NEWS = "figures", timedelta(days=30)
"""The news that they are out, and for how long they are news."""
CELLS_AT_ONCE = 100
"""Cells whose turnout is counted in one."""
COUNTED_AT_ONCE = 30
"""Respondents whose answers are opened and counted in one transaction (of a larger pool all)."""


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
    return turnouts.count(session, now, morning, CELLS_AT_ONCE) > 0


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
    if pools := publications.uncounted(session, cycle.id, COUNTED_AT_ONCE):
        _count(session, cycle, pools, key)
    elif cells := publications.next_siblings(session, cycle.id):
        _form(session, cycle, cells)
    else:
        cycle.published_at = now


def _form(session: Session, cycle: Cycle, cells: list[int]) -> None:
    """Who counts in the cells of one parent, and which of them are counted together; their turnout."""
    assert cycle.id is not None
    counting = joiners.counting(session, cycle, cells)
    handed = publications.respondents_of(session, cycle.id, cells)
    kinds = units.kinds_of(session, cells)
    parts = [
        Part(len(handed[cell] & counting.counted), cell, kinds[cell], counting.kept.get(cell))
        for cell in cells
    ]
    pools = disclosure.pools(parts, cycle.step)
    formed = [(pool.kind, {part.cell: part.n for part in pool.parts}) for pool in pools]
    publications.form_pools(session, cycle.id, formed)
    turnouts.settle(session, cycle.id, cells, cycle.closes_at)
    cycles.mark_counted(session, cycle.id, counting.counted)


def _count(session: Session, cycle: Cycle, pools: Sequence[Waiting], key: bytes) -> None:
    """Count, round and store the figures of some pools."""
    assert cycle.id is not None
    checklist = checklists.load(cycle.checklist, session.info.get("checklists"))
    names = names_of(checklist)
    cells = [cell for pool in pools for cell in pool.parts]
    respondents, lineages = _respondents(session, cycle, cells), units.lineages_of(session, cells)
    sums: dict[tuple[int, str], Sums] = {}
    for pool in pools:
        figures = _figures(cycle, names, pool, respondents, key)
        publications.count_pool(session, pool.pool_id, figures)
        leaves = {name: [*disclosure.leaf(value, pool.n, cycle.step)] for name, value in figures.items()}
        for place in _above(cycle, pool, lineages[min(pool.parts)]):
            sums.setdefault(place, Sums()).add(Sums(1, len(pool.parts), pool.n, leaves))
    for (unit_id, kind), found in sums.items():
        publications.add_total(session, cycle.id, unit_id, kind, found)


def _respondents(session: Session, cycle: Cycle, cells: Sequence[int]) -> list[Respondent]:
    """Those counted who handed in here; of several reviews (a seat may have several vaults) the last."""
    handed = publications.counted_reviews(session, cycle.id or 0, cells)
    last = {member: (cell, review) for cell, member, review in handed}
    keyring_of(session).load([review.id for _, review in last.values()])
    written = plans.contents_of(session, [review.vault_id for _, review in last.values()])
    since = _closed_before(session, cycle, cells)
    zones = unit_rules.zones_of(session, cells)
    found = []
    for member, (cell, review) in last.items():
        given = answers.load(reviews.answers_of(session, review))
        plan, today = written.get(review.vault_id), cycle.closes_at.astimezone(zones[cell]).date()
        stands = plan_lines.figures(plan_lines.load(plan), since[cell], cycle.closes_at, today)
        found.append(Respondent(member, cell, given, stands))
    return found


def _closed_before(session: Session, cycle: Cycle, cells: Sequence[int]) -> dict[int, datetime]:
    """When each cell's cycle before this one closed: what was done since then counts as done."""
    never = datetime.min.replace(tzinfo=UTC)
    return {
        cell: max(
            (one.closes_at for one in about if one.closes_at < cycle.closes_at and one.published_at),
            default=never,
        )
        for cell, about in publications.cycles_about_all(session, cells).items()
    }


def _figures(
    cycle: Cycle, names: Sequence[str], pool: Waiting, respondents: Sequence[Respondent], key: bytes
) -> dict[str, int]:
    """Each figure counts members, once each: who marked the sign, who named the cause at least once (5)."""
    found: dict[str, set[int]] = {name: set() for name in names}
    for one in respondents:
        if one.cell_id in pool.parts:
            for name in (_figures_of(one.answers) | one.plan) & found.keys():
                found[name].add(one.member_id)
    cells = ",".join(map(str, sorted(pool.parts)))
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


def _above(cycle: Cycle, pool: Waiting, lineage: Sequence[int]) -> list[tuple[int, str]]:
    """Where a pool's figures are added up: every unit above it, in all and by kind; never a new count (4)."""
    above = lineage[1:]
    if cycle.unit_id not in above:
        return []
    within = above[: above.index(cycle.unit_id) + 1]
    return [(unit_id, kind) for unit_id in within for kind in sorted({"", pool.kind})]


def _finish(session: Session, cycle: Cycle, now: datetime) -> None:
    """Tell members, drop what nobody asked to keep, some at a time; at the end the rounding's key."""
    assert cycle.id is not None
    rows = stack(choice("results", "menu-results"), choice("plan", "menu-plan"))
    if cycle_news.tell_some(session, cycle, FIGURES, reply("figures-are-out", rows=rows), now, now + NEWS):
        return
    if unkept := reviews.unkept_of(session, cycle.id, AT_ONCE):
        reviews.drop_answers(session, unkept, now)
        return
    cycles.forget_noise(session, cycle, now)
    cycle.forgotten_at = now
