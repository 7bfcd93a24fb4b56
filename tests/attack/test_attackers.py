"""The attackers' own parts, each on a case that can be worked out by hand."""

from collections import Counter
from datetime import datetime
from itertools import product
from random import Random

import pytest

from flows import disclosure, plan_lines
from storage.cycles import Cycle
from tests.attack import bounds, constancy, emitted, organisations, plans, solver
from tests.attack.constancy import Series
from tests.attack.emitted import Ledger, Said, Subject, Viewer
from tests.attack.knowledge import Contradiction, Knowledge, Pool, Sum
from tests.attack.organisations import FIGURES, IN_PERSON, PLANS, Person

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
    assert read("• Có việc đang mở: khoảng 4/12 đồng chí (1–7)") == {"open": said}
    assert read("• Có việc đã xong từ đợt trước đến nay: khoảng 4/12 đồng chí (1–7)") == {"done": said}
    assert read("• Have late lines: about 4/12 members (1–7)") == {"overdue": said}
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
    lines[2] = "Có việc quá hạn"
    assert list(emitted.read(lines, "", UNITS)) == [
        (Subject((2,), "", "overdue", "01/2026"), Said(4, 12, 1, 7))
    ]


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


def test_what_is_overdue_is_open() -> None:
    """Between 1 and 7 are late with something, but 3 at most have anything to do; so 1 at least has."""
    known = Knowledge((pool(0),), {"overdue": {0: Said(4, 12, 1, 7)}, "open": {0: Said(0, 12, 0, 3)}}, {})
    assert bounds.spans(known, "overdue") == bounds.spans(known, "open") == [(1, 3)]
    all_late = Knowledge((pool(0, 3),), {"overdue": {0: Said(3, 3, 3, 3)}, "open": {0: Said(0, 3, 0, 3)}}, {})
    late = {(0, "overdue")}
    assert solver.certain(all_late, PLANS, {}) == late
    assert solver.certain(all_late, PLANS, {}, linked=True) == {*late, (0, "open")}


@pytest.mark.parametrize("plan", ["open", "done"])
def test_who_has_a_line_has_marked_a_sign_that_it_may_be_about(plan: str) -> None:
    """Of 3 members all have a line, and of the signs that it may be about only one can have been marked."""
    nobody, unknown = Said(0, 3, 0, 0), Said(0, 3, 0, 3)
    said = {sign: {0: unknown if sign in {*IN_PERSON, "2.4"} else nobody} for sign in FIGURES}
    known = Knowledge((pool(0, 3),), said | {plan: {0: Said(3, 3, 3, 3)}}, {})
    figures = [*FIGURES, plan]
    assert (0, "2.4") not in solver.certain(known, figures, {})
    found = solver.certain(known, figures, {}, linked=True)
    assert (0, "2.4") in found
    assert not {sign for _, sign in found} & IN_PERSON


def test_insiders_know_how_their_own_plans_stand() -> None:
    """At most three of twelve have an open line; whoever knows of three knows that the others have none."""
    known = Knowledge((pool(0),), {"open": {0: Said(0, 12, 0, 3)}}, {})
    mine = dict.fromkeys((0, 1, 2), frozenset({"open"}))
    assert solver.certain(known, PLANS, mine, linked=True) == {(0, "open"), (0, "overdue")}
    assert solver.certain(known, PLANS, dict.fromkeys((0, 1), frozenset({"open"})), linked=True) == set()


def test_plans_stand_as_they_are_said_to() -> None:
    """By the product's own rule; and nobody has a line without a mark that it is about."""
    random, seen = Random(5), Counter[str]()
    opens = datetime.fromisoformat("2026-01-05T09:00+00:00")
    cycle = Cycle(id=1, unit_id=1, checklist="", version="", opens_at=opens, closes_at=opens + 14 * plans.DAY)
    before = opens - 168 * plans.DAY
    for _ in range(400):
        person = Person(1, 1, 1, organisations.given(random, {}), frozenset(), 1.0)
        person.stands = organisations.standing(random, person.marked, {})
        lines = (
            plan.lines if person.marked - IN_PERSON and (plan := plans.plan_of(person, cycle, random)) else []
        )
        found = plan_lines.figures(plan_lines.Plan(lines), before, cycle.closes_at, cycle.closes_at.date())
        assert found == {f"plan:{name}" for name in person.stands}
        assert plan_lines.signs_of(lines) <= person.marked - IN_PERSON
        seen.update(person.stands or {"none"})
    assert min(seen[name] for name in (*PLANS, "none")) > 40


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


@pytest.mark.parametrize("step", range(3, 7))
def test_nor_do_two_values_of_which_one_is_within_the_other(step: int) -> None:
    """Overdue within open, and insiders who know both of themselves: of the others neither is certain."""
    for n in range(2 * step, 41):
        said = [disclosure.estimate(value, n, step) for value in disclosure.points(n, step)]
        for late, busy in product(said, repeat=2):
            for insiders in range(step - 1):
                for own_busy, own_late in ((b, o) for b in range(insiders + 1) for o in range(b + 1)):
                    least = max(0, late.low - own_late)
                    most = min(n - insiders, busy.high - own_busy)
                    if least <= most:  # or it cannot have been published
                        assert most > 0
                        assert max(least, busy.low - own_busy) < n - insiders
