"""A year, month by month: who notes every month, who does half of the time, who never does."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from flows import plan_lines, publications, retention
from storage.engines import FlowSession
from tests.conversations import Page, Person, Plain, World, joins
from tests.meetings import led
from tests.plans import hands_in, plan_of

MONTHS = 12
NUMBERS = {"always": 1, "half": 2, "never": 3}
SECOND_CYCLE = 6
"""In this month the next cycle opens."""


@pytest.fixture
async def world(world: World) -> World:
    """A cell that meets on the third. The first cycle is open."""
    return await led(world)


async def makes_a_plan(person: Person) -> None:
    """A line for each of three signs, due at different times."""
    await hands_in(person, "1.3", "1.5", "2.4")
    await person.picks("Lập kế hoạch")
    for due in ("Một tháng", "Ba tháng", "cuối năm sau"):
        measure = next(label for label in person.labels if len(label) > 40)
        await person.picks(measure)
        await (person.picks(due) if due[0].isupper() else person.says("31/10/2027"))
        await person.picks("Tự tôi")
    assert len((await plan_of(person.world, number_of(person))).lines) == 3


def number_of(person: Person) -> int:
    """Which member of the cell somebody plays."""
    return NUMBERS[person.address]  # type: ignore[attr-defined]


async def always(person: Person, month: int) -> None:
    """Every line every month; the first is finished in the fourth month. What is late is put off."""
    await person.says("/viec")
    await person.picks("Ghi tiến độ")
    finished = month != 4
    while person.text.startswith("Tiến độ tháng"):
        await person.picks("Đang làm" if finished else "Đã xong")
        finished = True
        if "lùi đến khi nào" in person.text:
            await person.picks("Ba tháng")
    assert "Đã ghi tiến độ tháng" in person.text
    assert "Ghi tiến độ" not in "".join(person.labels)


async def half(person: Person, month: int) -> None:
    """Every other month, by numbers, the first line alone."""
    if month % 2:
        return
    said = await person.says("/checkin")
    if "gõ một số" in said:
        count = said.count("hạn ")
        await person.says(" ".join(["3"] + ["0"] * (count - 1)))
        assert "Đã ghi tiến độ tháng" in person.text


async def never(person: Person, month: int) -> None:
    """Looks at what is to be done, and leaves it."""
    said = await person.says("/viec")
    assert "Kế hoạch tự sửa: 3 việc đang mở" in said
    for reproach in ("chưa ghi", "bỏ lỡ", "quên", "tháng trước"):
        assert reproach not in said.lower()


WAYS: dict[str, Callable[[Person, int], Awaitable[None]]] = {"always": always, "half": half, "never": never}


async def goes_by(world: World, days: int) -> None:
    """Days pass; what is kept long enough goes, what is due is published."""

    def nightly(session: FlowSession) -> None:
        while publications.publish_some(session, world.now):
            pass
        retention.run(session, world.now, dry_run=False)

    for _ in range(days // 10):
        world.passes(days=10)
        await world.database.run(nightly)


async def test_a_year(world: World) -> None:
    people: dict[str, Person] = {
        "always": Page(world, "always"),
        "half": Plain(world, "half"),
        "never": Page(world, "never"),
    }
    for person in people.values():
        await joins(person, number_of(person))
        await makes_a_plan(person)
    for month in range(1, MONTHS + 1):
        await goes_by(world, 30)
        if month == SECOND_CYCLE:
            await world.opens_cycle()
            for person in people.values():
                await hands_in(person, "1.3")
        for name, person in people.items():
            await WAYS[name](person, month)
            await stands_as_noted(world, name, month)
    summaries = {name: await summary_of(person) for name, person in people.items()}
    assert "3 việc: 1 xong, 2 đang mở, 0 đã thôi." in summaries["always"]
    assert "3 việc: 0 xong, 3 đang mở, 0 đã thôi." in summaries["half"]
    assert "3 việc: 0 xong, 3 đang mở, 0 đã thôi." in summaries["never"]


async def stands_as_noted(world: World, name: str, month: int) -> None:
    """What the plan must hold after so many months, counted by hand."""
    plan = await plan_of(world, NUMBERS[name])
    notes = [sum(step.act == "check" for step in line.steps) for line in plan.lines]
    today = world.now.date()
    late = sum(plan_lines.overdue(line, today) > 0 for line in plan.lines)
    if name == "always":
        assert sum(notes) >= 2 * month
        assert late == 0
        assert sum(line.state == "done" for line in plan.lines) == (month >= 4)
    elif name == "half":
        assert sum(notes) == month // 2
        assert notes.count(0) >= 2 or month > 2
    else:
        assert notes == [0, 0, 0]
        assert late == sum(line.due_on is not None and line.due_on < today for line in plan.lines)
        assert all(line.state == "new" and not line.steps for line in plan.lines)
    assert all(change.at > world.now - timedelta(days=1) for change in plan.changes), "trimmed at night"


async def summary_of(person: Person) -> str:
    """Both years, as he reads them."""
    said = ""
    for year in ("2026", "2027"):
        await person.says("/kehoach")
        await person.picks("Tổng kết")
        said += await person.picks(f"Năm {year}")
    return said
