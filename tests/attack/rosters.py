"""Rosters alone, many of them, for what is too rare to be met in whole organisations: constant answers.

Cells that stay by themselves, whose members come, go and now and then do not hand in; published by the rule's
own functions.
"""

from collections.abc import Iterator, Sequence
from random import Random

from flows import disclosure
from tests.attack import constancy
from tests.attack.constancy import Series
from tests.attack.knowledge import Pool
from tests.attack.organisations import FIGURES, ITEMS, rate_of, standing

ENOUGH = disclosure.threshold(disclosure.STEP)
COMING, GOING = (1, 1, 1, 2, 2, 3, 5, 6), (1, 1, 1, 2, 2, 3)
"""How many come and go at a time, when any do."""


def certain(random: Random, cells: int, cycles: int, figures: Sequence[str] = ITEMS) -> tuple[int, int]:
    """In how many pool-signs an answer is certain over so many cycles, and of how many; plans among them."""
    found = seen = 0
    for _ in range(cells):
        pools = tuple(_pools(random, cycles))
        if len(pools) < cycles:
            continue
        truth = _truth(random, pools)
        spans = {figure: [_span(random, pool, figure, truth) for pool in pools] for figure in figures}
        series = Series(pools, spans, constancy.classes_of(pools))
        for figure in figures:
            found += len(frozenset[int]().union(*constancy.certain(series, figure, truth)))
            seen += cycles
    return found, seen


def _pools(random: Random, cycles: int) -> Iterator[Pool]:
    """Who is counted in each cycle, as long as they are enough."""
    roster = list(range(round(random.triangular(8, 25, 10))))
    entered, born = set(roster), len(roster)
    for _ in range(cycles):
        members = frozenset(member for member in roster if member in entered and random.random() < 0.97)
        if len(members) < ENOUGH:
            return
        yield Pool((1,), members, disclosure.STEP)
        if random.random() < 0.45:
            random.shuffle(roster)
            del roster[: random.choice(GOING)]
        if random.random() < 0.4:
            coming = random.choice(COMING)
            roster += range(born, born + coming)
            born += coming
        if len(set(roster) - entered) > disclosure.STEP:
            entered |= set(roster)


def _truth(random: Random, pools: tuple[Pool, ...]) -> dict[int, frozenset[str]]:
    everybody = sorted(frozenset[int]().union(*(pool.members for pool in pools)))
    marks = {
        member: frozenset(figure for figure in FIGURES if random.random() < rate_of(figure))
        for member in everybody
    }
    return {member: marked | standing(random, marked, {}) for member, marked in marks.items()}


def _span(random: Random, pool: Pool, figure: str, truth: dict[int, frozenset[str]]) -> tuple[int, int]:
    """What one published value says of how many marked a sign."""
    ids = [member for member in pool.members if figure in truth[member]]
    value = disclosure.rounded(ids, pool.n, random.randbytes(32), figure, pool.step)
    said = disclosure.estimate(value, pool.n, pool.step)
    return said.low, said.high
