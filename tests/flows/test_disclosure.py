"""The disclosure rule as properties: pools depend on numbers of respondents only, points stay in place."""

import secrets
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from flows import disclosure
from flows.disclosure import Estimate, Part

STEPS = st.integers(3, 6)


@st.composite
def cells(draw: st.DrawFn) -> list[Part]:
    """The cells of one parent: some with a pool of before."""
    sizes = draw(st.lists(st.integers(0, 20), min_size=1, max_size=12))
    return [
        Part(
            n,
            cell,
            draw(st.sampled_from(("school", "residential"))),
            draw(st.sampled_from((None, None, 1, 2))),
        )
        for cell, n in enumerate(sizes)
    ]


@given(cells(), STEPS)
def test_every_pool_is_large_enough_and_nobody_is_left_over(parts: list[Part], step: int) -> None:
    formed = disclosure.pools(parts, step)
    assert all(pool.n >= disclosure.threshold(step) for pool in formed)
    pooled = Counter(part for pool in formed for part in pool.parts)
    assert set(pooled.values()) <= {1}
    everybody = sum(part.n for part in parts)
    assert sum(pool.n for pool in formed) == (everybody if formed else 0)
    assert bool(formed) == (everybody >= disclosure.threshold(step))


@given(cells(), STEPS, st.randoms())
def test_pools_do_not_depend_on_the_order(parts: list[Part], step: int, random: secrets.SystemRandom) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)
    assert disclosure.pools(shuffled, step) == disclosure.pools(parts, step)


@given(cells(), STEPS)
def test_a_pool_of_before_stays_together(parts: list[Part], step: int) -> None:
    for pool in disclosure.pools(parts, step):
        for kept in {part.kept for part in pool.parts} - {None}:
            together = {part for part in parts if part.kept == kept}
            assert together <= set(pool.parts)


def test_small_cells_of_a_kind_come_together_smallest_first() -> None:
    parts = [Part(6, 1, "school"), Part(7, 2, "agency"), Part(3, 3, "school"), Part(5, 4, "agency")]
    assert [pool.cells for pool in disclosure.pools(parts)] == [(1, 3), (2, 4)]
    parts = [Part(7, 1, "school"), Part(3, 2, "school"), Part(5, 3, "school"), Part(4, 4, "school")]
    assert [pool.cells for pool in disclosure.pools(parts)] == [(1, 2, 3, 4)]
    parts += [Part(6, 5, "school")]
    assert [pool.cells for pool in disclosure.pools(parts)] == [(1, 5), (2, 3, 4)]


def test_a_rest_joins_the_smallest_other_pool() -> None:
    parts = [Part(12, 1, "school"), Part(9, 2, "agency"), Part(4, 3, "armed")]
    assert [pool.cells for pool in disclosure.pools(parts)] == [(1,), (2, 3)]


def test_a_cell_in_which_nobody_took_part_is_in_no_pool() -> None:
    assert [pool.cells for pool in disclosure.pools([Part(0, 1, "school"), Part(9, 2, "school")])] == [(2,)]


@given(st.integers(6, 300), STEPS)
def test_points_are_regular_but_for_the_last(n: int, step: int) -> None:
    lattice = disclosure.points(n, step)
    assert lattice[0] == 0
    assert lattice[-1] == n
    assert lattice[:-1] == list(range(0, lattice[-2] + 1, step))
    assert step <= n - lattice[-2] < 2 * step


@given(st.integers(8, 60), st.data())
def test_a_value_says_no_more_than_the_points_around(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    value = disclosure.rounded(range(count), n, b"key", "cycle 1")
    assert value in disclosure.gap(count, n)
    said = disclosure.estimate(value, n)
    assert said.low <= count <= said.high
    possible = {k for k in range(n + 1) if value in disclosure.gap(k, n)}
    assert possible == set(range(said.low, said.high + 1))


@given(st.integers(8, 60), st.sets(st.integers(1, 10**6), max_size=8))
def test_the_same_members_give_the_same_value(n: int, ids: set[int]) -> None:
    backwards = sorted(ids, reverse=True)
    assert disclosure.rounded(ids, n, b"k", "a") == disclosure.rounded(backwards, n, b"k", "a")


def test_rounding_is_unbiased() -> None:
    for n, count in ((12, 1), (12, 6), (15, 11), (40, 37)):
        values = [disclosure.rounded(range(count), n, secrets.token_bytes(32), "a") for _ in range(4000)]
        below, above = disclosure.gap(count, n)
        error = sum(values) / len(values) - count
        assert abs(error) < 4 * (above - below) / 2 / len(values) ** 0.5


def test_another_figure_key_or_member_is_another_throw() -> None:
    def throws(**changed: object) -> list[int]:
        given: dict[str, object] = {"key": b"k", "label": "a"} | changed
        return [disclosure.rounded(range(n, n + 2), 12, **given) for n in range(64)]  # type: ignore[arg-type]

    assert len({tuple(throws()), tuple(throws(key=b"l")), tuple(throws(label="b"))}) == 3
    assert set(throws()) == {0, 4}


def test_a_sum_says_more_than_its_parts() -> None:
    leaves = [disclosure.leaf(4, 12) for _ in range(25)]
    sums = [sum(column) for column in zip(*leaves, strict=True)]
    said = disclosure.total(sums, 300)
    assert (said.value, said.n) == (100, 300)
    assert (said.low, said.high) == (80, 120)
    assert disclosure.total(disclosure.leaf(4, 12), 12) == Estimate(4, 12, 1, 7)


def test_nineteen_of_twenty_sums_lie_in_their_range() -> None:
    inside = 0
    for _ in range(400):
        counts = [secrets.randbelow(13) for _ in range(20)]
        values = [disclosure.rounded(range(count), 12, secrets.token_bytes(16), "a") for count in counts]
        sums = [sum(column) for column in zip(*(disclosure.leaf(v, 12) for v in values), strict=True)]
        said = disclosure.total(sums, 240)
        inside += said.low <= sum(counts) <= said.high
    assert inside >= 380


def test_an_arrow_needs_twice_the_step() -> None:
    def arrow(before: tuple[int, int], now: tuple[int, int]) -> int:
        return disclosure.trend(Estimate(*before, 0, 0), Estimate(*now, 0, 0))

    assert arrow((4, 12), (8, 12)) == 0
    assert arrow((0, 12), (8, 12)) == 1
    assert arrow((12, 12), (4, 12)) == -1
    assert arrow((8, 16), (8, 8)) == 0  # half of 16, all of 8: four of the eight
    assert arrow((0, 40), (8, 8)) == 1
