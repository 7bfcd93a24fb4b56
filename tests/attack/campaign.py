"""All attackers on one history: what they find, as numbers that can be added up over many histories."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from storage import plans
from tests.attack import bounds, changes, collusion, conduct, constancy, knowledge, observers, solver
from tests.attack.history import History, Round
from tests.attack.knowledge import Knowledge, Pool, Shape
from tests.attack.organisations import CAUSES, FIGURES, ITEMS, PLANS

INSIDERS = ("certain_outsider", "certain_insider", "certain_two_insiders")
ALL = (*FIGURES, *CAUSES, *PLANS)
Tally = Counter[str]
Truth = Mapping[int, frozenset[str]]


def every(history: History) -> Iterator[tuple[Round, Shape, Knowledge]]:
    """Each cycle of each organisation, with all that was emitted to anybody."""
    for round_ in history.rounds:
        for shape in round_.shapes:
            yield round_, shape, knowledge.known(shape, round_.pools(shape), round_.seen.everything)


def count(pool: Pool, figure: str, truth: Truth) -> int:
    """How many of a pool are truly counted in a figure."""
    return sum(figure in truth[member] for member in pool.members)


def by_bounds(history: History, figures: Sequence[str] = ITEMS) -> Tally:
    """T1: cell-items, and in how many of them an answer is certain to none, one or two insiders."""
    tally: Tally = Counter()
    for _, _, known in every(history):
        for figure in figures:
            for pool, span in zip(known.pools, bounds.spans(known, figure), strict=True):
                marked = count(pool, figure, history.truth)
                if not span[0] <= marked <= span[1]:
                    raise knowledge.Contradiction(f"{figure} of {pool.cells}: {marked} is not in {span}")
                tally["cell_items"] += len(pool.cells)
                for insiders, name in enumerate(INSIDERS):
                    tally[name] += len(pool.cells) * bounds.certain(span, pool.n, marked, insiders)
    return tally


def by_solver(history: History, random: Random, systems: int) -> Tally:
    """T2: some pools, all figures hanging together. The solver and the closed form must agree."""
    tally: Tally = Counter()
    found = [(known, number) for _, _, known in every(history) for number in range(len(known.pools))]
    for known, number in random.sample(found, min(systems, len(found))):
        pool = known.pools[number]
        alone = {figure: {0: said[number]} for figure, said in known.leaves.items() if number in said}
        single = Knowledge((pool,), alone, {})
        for insiders in range(3):
            chosen = random.sample(sorted(pool.members), insiders)
            inside = {member: history.truth[member] for member in chosen}
            solved = solver.certain(single, ALL, inside, linked=True)
            tally["systems"] += 1
            tally["certain_by_solver"] += len(solved)
            tally["disagreements"] += solved != set(_closed(single, inside))
    return tally


def _closed(single: Knowledge, inside: Truth) -> Iterator[tuple[int, str]]:
    """The figures of one pool of which another's answer is certain to just these insiders."""
    (pool,) = single.pools
    for figure in ALL:
        ((low, high),) = bounds.spans(single, figure)
        own = sum(figure in figures for figures in inside.values())
        if low - own >= pool.n - len(inside) or high <= own:
            yield 0, figure


def by_collusion(history: History, random: Random, systems: int, figures: Sequence[str] = ALL) -> Tally:
    """T6: so many times two officers and a figure, solved with the sums that they know."""
    tally: Tally = Counter()
    found = [
        (round_, shape, pair)
        for round_, shape, _ in every(history)
        for pair in collusion.pairs(round_, shape)
    ]
    for _ in range(systems if found else 0):
        round_, shape, pair = random.choice(found)
        certain = collusion.certain(round_, shape, pair, random.choice(figures), history.truth)
        tally["collusions"] += 1
        tally["certain_by_collusion"] += len(certain)
    return tally


def by_constancy(history: History, cycles: int) -> Tally:
    """T2 over so many cycles in a row: pool-signs, and those with an answer that is certain."""
    tally: Tally = Counter()
    for series in constancy.windows(history, cycles):
        for figure in ITEMS:
            certain = constancy.certain(series, figure, history.truth)
            tally[f"pool_signs_{cycles}"] += len(series.pools)
            tally[f"certain_over_{cycles}"] += len(frozenset[int]().union(*certain))
    return tally


def by_changes(history: History) -> Tally:
    """T3: what the change from one cycle to the next would tell."""
    return changes.alone(history) + changes.broken_up(history)


def by_conduct(history: History) -> Tally:
    """What must not be shown at all, and was."""
    tally: Tally = Counter()
    for round_, shape, _ in every(history):
        found = conduct.breaches(round_, shape)
        tally.update(found)
        tally["breaches"] += found.total()
    return tally


def by_repeats(history: History) -> Tally:
    """T4: everybody looks again, later, in the other language, by old buttons; how often a figure differs.

    Meanwhile everybody has withdrawn his plan: what was published stays.
    """
    tally: Tally = Counter()
    vaults = [person.vault for person in history.world.people.values()]
    plans.erase(history.world.session, plans.ids_of(history.world.session, vaults), history.world.now)
    for round_ in history.rounds:
        observers.look(history.world, history.ledger, "en", round_.cycles)
        tally["looks"] += sum(map(len, round_.seen.by_viewer.values()))
    tally["conflicts"] = len(history.ledger.conflicts)
    return tally


def errors(history: History) -> Tally:
    """By how many hundredths of a percentage point signs' figures are wrong at each level, in sum."""
    tally: Tally = Counter()
    for round_, shape, known in every(history):
        parts = {pool.cells: [pool] for pool in known.pools}
        for unit, cells in shape.below.items():
            parts[unit,] = [pool for pool in known.pools if cells.issuperset(pool.cells)]
        for subject, said in round_.seen.everything.items():
            if subject.units in parts and subject.figure in FIGURES and not subject.kind:
                true = sum(count(pool, subject.figure, history.truth) for pool in parts[subject.units])
                level = _level(shape, subject.units[0])
                tally[f"off_{level}"] += round(10_000 * abs(said.value - true) / said.n)
                tally[f"figures_{level}"] += 1
    return tally


def _level(shape: Shape, unit: int) -> str:
    if unit not in shape.below:
        return "cell"
    return "organisation" if unit == shape.top else "branch"
