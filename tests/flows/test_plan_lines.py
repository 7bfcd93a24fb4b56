"""A plan as a value: what may be done with a line, how it stands on a day, what is kept and for how long."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import plan_lines
from flows.plan_lines import HELPERS, MOST_CLOSED, MOST_STEPS, MOVES, Change, Line, Plan, Step

START = datetime(2026, 11, 22, 2, tzinfo=UTC)
TODAY = START.date()
MOMENTS = st.integers(0, 400 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
WORDS = st.text(max_size=30)
STEPS = st.builds(Step, MOMENTS, st.sampled_from(["note", "words", "due", *MOVES]), WORDS)
LINES = st.builds(
    Line,
    st.integers(1, 99),
    st.lists(st.sampled_from(["1.3", "2.4"]), unique=True),
    WORDS,
    MOMENTS,
    st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.sampled_from(["", *HELPERS]),
    st.lists(STEPS, max_size=5),
)
CHANGES = st.builds(
    Change, st.integers(1, 99), MOMENTS, st.sampled_from(["due", "check"]), st.just([(1, None)])
)
PLANS = st.builds(
    Plan,
    st.lists(LINES, max_size=4, unique_by=lambda line: line.id),
    st.lists(CHANGES, max_size=2),
    st.integers(0, 99),
    st.just(3),
    st.lists(st.sampled_from(["1.1", "1.2"]), min_size=1, unique=True),
)


def line(**more: object) -> Line:
    """A line made at the start."""
    values: dict[str, object] = {"id": 1, "signs": ["1.3"], "words": "Đọc", "made_at": START, **more}
    return Line(**values)  # type: ignore[arg-type]


@given(PLANS)
def test_a_plan_is_read_as_it_was_kept(plan: Plan) -> None:
    assert plan_lines.load(plan_lines.dump(plan)) == plan


def test_no_plan_is_an_empty_one() -> None:
    assert plan_lines.load(None) == Plan()
    assert plan_lines.load(plan_lines.dump(Plan())) == Plan()


@pytest.mark.parametrize("state", ["new", "going", "done", "dropped"])
@pytest.mark.parametrize("act", list(MOVES))
def test_acts_lead_on_by_the_table_alone(state: str, act: str) -> None:
    before = {"new": [], "going": ["begin"], "done": ["finish"], "dropped": ["drop"]}[state]
    one = line(steps=[Step(START, step) for step in before])
    assert one.state == state
    fits = state in MOVES[act][0]
    assert one.move(act, START + timedelta(days=1)) == fits
    assert one.state == (MOVES[act][1] if fits else state)
    assert (one.closed_at is not None) == (one.state in ("done", "dropped"))


@given(st.lists(st.sampled_from(list(MOVES)), max_size=12), st.integers(0, 12))
def test_how_a_line_stood_is_what_had_happened(acts: list[str], upto: int) -> None:
    one, same = line(), line()
    for number, act in enumerate(acts):
        one.move(act, START + timedelta(days=number))
        if number < upto:
            same.move(act, START + timedelta(days=number))
    assert one.as_of(START + timedelta(days=upto) - timedelta(minutes=1)).state == same.state


@pytest.mark.parametrize(
    ("due", "late", "soon"),
    [(None, 0, False), (-3, 3, False), (-1, 1, False), (0, 0, True), (7, 0, True), (8, 0, False)],
)
def test_late_and_soon(due: int | None, late: int, soon: bool) -> None:
    one = line(due_on=None if due is None else TODAY + timedelta(days=due))
    assert (plan_lines.overdue(one, TODAY), plan_lines.due_soon(one, TODAY)) == (late, soon)
    one.move("finish", START)
    assert (plan_lines.overdue(one, TODAY), plan_lines.due_soon(one, TODAY)) == (0, False)


def test_what_is_due_first_comes_first() -> None:
    days = [None, TODAY + timedelta(days=9), TODAY, TODAY]
    plan = Plan([line(id=number, due_on=due) for number, due in enumerate(days)])
    assert [one.id for one in plan.open] == [2, 3, 1, 0]


def test_a_month_is_noted_once_and_the_last_word_counts() -> None:
    one = line(steps=[Step(START, "check", "2026-11 none"), Step(START, "check", "2026-12 going")])
    assert (one.checked("2026-11"), one.checked("2026-12"), one.checked("2027-01")) == ("none", "going", "")


def test_a_long_history_keeps_what_matters() -> None:
    one = line(steps=[Step(START, "words", "lời đầu")])
    for number in range(2 * MOST_STEPS):
        one.note(START + timedelta(days=30 * number), "check", "2026-11 going")
    assert len(one.steps) == MOST_STEPS
    assert one.steps[0].words == "lời đầu", "the oldest monthly ones went"


def test_figures_count_as_of_the_closing_time() -> None:
    closing, before = START + timedelta(days=100), START + timedelta(days=50)
    today = closing.date()
    done_late = line(steps=[Step(closing + timedelta(days=1), "finish")])
    done_then = line(steps=[Step(before + timedelta(days=1), "finish")])
    done_long_ago = line(steps=[Step(before - timedelta(days=1), "finish")])
    overdue, later = line(due_on=today - timedelta(days=1)), line(made_at=closing + timedelta(days=1))

    def counted(*lines: Line) -> set[str]:
        return set(plan_lines.figures(Plan(list(lines)), before, closing, today))

    assert counted() == set()
    assert counted(line()) == {"plan:open"}
    assert counted(done_late) == {"plan:open"}
    assert counted(done_then) == {"plan:done"}
    assert counted(done_long_ago) == set()
    assert counted(overdue) == {"plan:open", "plan:overdue"}
    put_off = line(due_on=today + timedelta(days=9))
    put_off.note(closing + timedelta(hours=1), "due", f"{today - timedelta(days=1):%d/%m/%Y}")
    assert counted(put_off) == {"plan:open", "plan:overdue"}, "put off only afterwards"
    assert counted(later) == set()
    assert counted(overdue, done_then) == set(plan_lines.FIGURES)


@given(PLANS, MOMENTS)
def test_trimming_forgets_when_it_is_time_and_not_before(plan: Plan, now: datetime) -> None:
    plan.changes.sort(key=lambda change: change.at)
    plan_lines.trim(plan, now)
    assert all(now - change.at < plan_lines.UNDONE for change in plan.changes)
    left, due = plan_lines.dump(plan), plan_lines.trim_at(plan)
    assert due is None or due > now
    if due is not None:
        plan_lines.trim(plan, due - timedelta(seconds=1))
        assert plan_lines.dump(plan) == left
        plan_lines.trim(plan, due)
        assert plan_lines.dump(plan) != left


def test_of_very_many_closed_lines_the_latest_stay() -> None:
    days = range(MOST_CLOSED + 5)
    lines = [line(id=number, steps=[Step(START + timedelta(days=number), "finish")]) for number in days]
    plan = Plan([*lines, line(id=999)])
    plan_lines.trim(plan, START + timedelta(days=200))
    assert [one.id for one in plan.lines] == [*range(5, MOST_CLOSED + 5), 999]
