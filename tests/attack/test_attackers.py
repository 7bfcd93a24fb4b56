"""The attackers' own parts, each on a case that can be worked out by hand."""

import pytest

from flows import disclosure
from tests.attack import bounds, constancy, emitted, solver
from tests.attack.constancy import Series
from tests.attack.emitted import Ledger, Said, Subject, Viewer
from tests.attack.knowledge import Contradiction, Knowledge, Pool, Sum

UNITS = {"Chi bộ 1": 1, "Chi bộ 2": 2}


def pool(first: int, n: int = 12, cell: int = 1) -> Pool:
    """So many members, from this number on."""
    return Pool((cell,), frozenset(range(first, first + n)), 4)


def read(*lines: str) -> dict[str, Said]:
    """The figures in a card's lines."""
    title = "Chi bộ 1, Chi bộ 2 · đợt đóng ngày 19/01/2026"
    found = dict(emitted.read([title, *lines], "", UNITS))
    assert {subject.units for subject in found} <= {(1, 2)}
    assert {subject.closed for subject in found} <= {"01/2026"}
    return {subject.figure: said for subject, said in found.items()}


def test_a_line_is_read_in_each_of_its_forms() -> None:
    said = Said(4, 12, 1, 7)
    assert read("• 2.5 Quan liêu, xa rời quần chúng: khoảng 4/12 đồng chí (1–7), một số") == {"2.5": said}
    assert read("• 2.5 Bureaucracy: about 4/12 members (1–7), some ↑ more") == {"2.5": said}
    assert read("• 1.1, 1.2: khoảng 4/12 đồng chí (1–7), một số") == {"1.1": said, "1.2": said}
    assert read("• Nể nang, ngại va chạm, Chủ quan: about 4/12 members (1–7)") == {
        "deference": said,
        "careless": said,
    }
    mine = "• 2.5 Quan liêu: Có dấu hiệu. Cả chi bộ: khoảng 4/12 (1–7)"
    assert read(mine, "Tính trên 12 bài tự soi.") == {"2.5": said}


def test_the_words_of_a_picture_over_cycles_are_read() -> None:
    lines = [
        "Chi bộ 2",
        "2 đợt",
        "1.1 Phai nhạt",
        "• 01/2026: khoảng 4/12 đồng chí (1–7)",
        "• 07/2026: chưa có",
    ]
    assert list(emitted.read(lines, "", UNITS)) == [(Subject((2,), "", "1.1", "01/2026"), Said(4, 12, 1, 7))]


@pytest.mark.parametrize("line", ["• Lạ lùng: khoảng 4/12 đồng chí (1–7)", "Quan liêu 4/12 đồng chí (1–7)"])
def test_a_figure_that_cannot_be_read_is_no_secret(line: str) -> None:
    with pytest.raises(ValueError, match="a figure"):
        read(line)


def test_two_numbers_for_one_figure_are_noticed() -> None:
    subject, ledger = Subject((1,), "", "1.1", "01/2026"), Ledger()
    for member, value in ((1, 4), (2, 4), (3, 0)):
        ledger.note(Viewer(member, "secretary", 1), [(subject, Said(value, 12, 0, 7))])
    assert [(one.value, other.value) for _, one, other in ledger.conflicts] == [(4, 0)]


@pytest.mark.parametrize(
    ("span", "marked", "insiders", "certain"),
    [
        ((0, 3), 2, 2, False),
        ((0, 3), 3, 3, True),  # three who all marked it know that nobody else did
        ((0, 3), 2, 3, False),  # … but there are not three
        ((9, 12), 10, 2, False),
        ((9, 12), 9, 3, True),  # three who did not: everybody else did
        ((0, 0), 0, 0, True),
        ((12, 12), 12, 1, True),
        ((1, 1), 1, 0, False),
        ((1, 1), 1, 1, True),
    ],
)
def test_when_an_interval_makes_an_answer_certain(
    span: tuple[int, int], marked: int, insiders: int, certain: bool
) -> None:
    assert bounds.certain(span, 12, marked, insiders) is certain


def summed(value: int) -> Knowledge:
    """Two pools of 12 of which only the sum of one figure is known."""
    return Knowledge((pool(0), pool(100, cell=2)), {}, {"1.1": [Sum(value, (0, 1))]})


def test_a_sum_bounds_its_parts() -> None:
    assert bounds.spans(summed(0), "1.1") == [(0, 3), (0, 3)]
    assert bounds.spans(summed(4), "1.1") == [(0, 7), (0, 7)]
    assert bounds.spans(summed(24), "1.1") == [(9, 12), (9, 12)]
    with pytest.raises(Contradiction):
        bounds.spans(summed(28), "1.1")


def test_the_difference_of_two_sums_is_a_part() -> None:
    known = Knowledge((pool(0), pool(100, cell=2)), {}, {"1.1": [Sum(12, (0, 1)), Sum(0, (0,))]})
    assert bounds.spans(known, "1.1") == [(0, 3), (9, 12)]
    assert solver.certain(known, ["1.1"], {}) == set()
    nobody, everybody = (
        dict.fromkeys(range(start, start + 3), marks) for start, marks in ((0, {"1.1"}), (100, ()))
    )
    inside = {member: frozenset(marks) for member, marks in (nobody | everybody).items()}
    assert solver.certain(known, ["1.1"], inside) == {(0, "1.1"), (1, "1.1")}


def test_who_named_a_cause_has_marked_a_sign_that_bears_it() -> None:
    """Of 3 members all named a cause that one sign alone bears: so all marked it, whatever its own range."""
    three = pool(0, 3)
    said = {"2.4": {0: Said(0, 3, 0, 3)}, "1.9": {0: Said(0, 3, 0, 0)}, "pressure": {0: Said(3, 3, 3, 3)}}
    known = Knowledge((three,), said, {})
    figures = ["2.4", "1.9", "pressure"]
    assert (0, "2.4") not in solver.certain(known, figures, {})
    assert (0, "2.4") in solver.certain(known, figures, {}, linked=True)


def series(*published: tuple[Pool, tuple[int, int]]) -> Series:
    """Cycles of one pool, and what each said of one figure."""
    pools = tuple(pool for pool, _ in published)
    return Series(pools, {"1.1": [span for _, span in published]}, constancy.classes_of(pools))


def test_two_who_leave_at_once_can_be_found_out_if_nobody_changes_his_mind() -> None:
    """Why constancy has a rate and not a nought: from 5 or more of 10 to 3 or fewer of the 8 who stayed."""
    left = series((pool(0, 10), (5, 10)), (pool(0, 8), (0, 3)))
    truth = {member: frozenset({"1.1"} if member in (0, 1, 2, 8, 9) else ()) for member in range(10)}
    assert constancy.certain(left, "1.1", truth) == [frozenset({0})]
    wider = series((pool(0, 10), (4, 10)), (pool(0, 8), (0, 3)))
    assert constancy.certain(wider, "1.1", truth) == []


def test_what_one_change_cannot_tell_is_solved() -> None:
    """Three pools in a ring: any one answer is held by its pools, an exchange is not."""
    first, second, third = frozenset({1, 2}), frozenset({2, 3}), frozenset({3, 1})
    pools = tuple(Pool((place,), members, 4) for place, members in enumerate((first, second, third)))
    truth = {1: frozenset({"1.1"}), 2: frozenset[str](), 3: frozenset[str]()}
    ring = Series(pools, {"1.1": [(1, 1), (0, 2), (1, 1)]}, constancy.classes_of(pools))
    assert constancy.certain(ring, "1.1", truth) == []
    closed = Series(pools, {"1.1": [(1, 1), (0, 0), (1, 1)]}, constancy.classes_of(pools))
    assert len(constancy.certain(closed, "1.1", truth)) == 3


@pytest.mark.parametrize("step", range(3, 7))
def test_no_value_of_any_size_tells_fewer_than_b_less_one(step: int) -> None:
    """The rule itself, once through: it takes b − 1 members who know their own answers to know another's."""
    told = [False] * step
    for n in range(2 * step, 41):
        for value in disclosure.points(n, step):
            said = disclosure.estimate(value, n, step)
            for marked in range(said.low, said.high + 1):
                for insiders in range(step):
                    told[insiders] |= bounds.certain((said.low, said.high), n, marked, insiders)
    assert told == [False] * (step - 1) + [True]
