"""When the cell meets, as conversations on every channel."""

from datetime import UTC, date, datetime

import icalendar
import pytest

from flows import roles
from storage import meetings
from storage.engines import FlowSession
from storage.meetings import MeetingRule
from tests.conversations import NUMBERED_ONLY, Page, Person, World, joins


@pytest.fixture
async def world(world: World) -> World:
    """The first member is the cell's secretary. It is Sunday, 22 November 2026."""
    await world.database.run(
        lambda session: roles.give(session, world.members[0], "secretary", "CB1", world.now)
    )
    return world


async def rule_of(world: World) -> MeetingRule | None:
    """What is kept."""

    def work(session: FlowSession) -> MeetingRule | None:
        return session.get(MeetingRule, world.unit_id)

    return await world.database.run(work)


async def test_a_secretary_sets_when_the_cell_meets(person: Person) -> None:
    await joins(person)
    assert "chưa đặt lịch" in await person.says("/lichhop")
    await person.picks("Đặt, đổi lịch")
    await person.picks("Đặt lịch")
    await person.picks("Một thứ cố định")
    await person.picks("Lần đầu")
    await person.picks("Thứ Tư")
    await person.picks("19:30")
    said = await person.picks("90 phút")
    assert "Thứ Tư đầu tiên hằng tháng, lúc 19:30, 90 phút" in said
    assert said.count("• Thứ Tư") == 6
    assert "• Thứ Tư, 02/12/2026, lúc 19:30" in said
    assert await rule_of(person.world) is None
    assert "Chi bộ họp ở đâu?" in await person.picks("Lưu lịch này")
    said = await person.says("  Nhà văn hóa <khu phố> 3 ")
    assert "Đã ghi nơi họp" in said
    assert "Nơi họp: Nhà văn hóa <khu phố> 3" in said
    kept = await rule_of(person.world)
    assert kept
    assert (kept.rrule, kept.at, kept.minutes) == ("FREQ=MONTHLY;BYDAY=1WE", "19:30", 90)


async def test_a_day_of_the_month_an_hour_typed_and_holidays_pointed_out(person: Person) -> None:
    await joins(person)
    await person.says("/lichhop")
    await person.picks("Đặt, đổi lịch")
    await person.picks("Đặt lịch")
    await person.picks("Một ngày cố định")
    assert "Họp ngày 1 hằng tháng" in await person.picks("1")
    assert "Tôi chưa rõ giờ" in await person.says("buổi tối")
    assert "Bắt đầu lúc 19:45" in await person.says("19h45")
    said = await person.picks("120 phút")
    assert "• Thứ Sáu, 01/01/2027, lúc 19:45\ntrùng Tết Dương lịch; có thể họp Thứ Hai, 04/01/2027" in said
    assert "Quốc tế Lao động" in said or "01/05/2027" in said


async def test_a_member_sees_the_next_meeting_and_what_he_still_has_to_do(
    world: World, page: Page, other: Page
) -> None:
    await joins(page)
    await joins(other, 1)
    await page.taps(f"meetsave:{world.unit_id}:last:1930:90")
    said = await other.says("/lichhop")
    assert "Buổi tới: Thứ Hai, 30/11/2026, lúc 19:30, 90 phút" in said
    assert "Buổi sau đó: Thứ Năm, 31/12/2026, lúc 19:30" in said
    assert "Nơi họp" not in said
    assert "0/27" in said
    assert not any("đổi lịch" in label for label in other.labels)
    world.passes(days=8.3)
    assert "Buổi tới: Thứ Hai, 30/11/2026" in await other.says("/lichhop")
    world.passes(hours=4)
    assert "Buổi tới: Thứ Năm, 31/12/2026" in await other.says("/lichhop")


async def test_the_next_meetings_as_a_file_for_the_phone(world: World, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    await page.taps(f"meetsave:{world.unit_id}:d3:1930:120")
    await page.says("Hội trường, tầng 2")
    files = []
    for _ in range(2):
        await other.says("/lichhop")
        assert "12 buổi tới" in await other.picks("Thêm vào lịch")
        files.append(other.messages[-1].file)
    first, again = files
    assert first
    assert again
    assert (first.name, first.kind) == ("sinh-hoat-chi-bo.ics", "text/calendar")
    assert b"\r\n" in first.data
    found = icalendar.Calendar.from_ical(first.data).walk("VEVENT")
    assert len(found) == 12
    assert found[0].decoded("dtstart") == datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
    assert found[0].decoded("dtend") == datetime(2026, 12, 3, 14, 30, tzinfo=UTC)
    assert {str(event["summary"]) for event in found} == {"Sinh hoạt chi bộ"}
    assert {str(event["location"]) for event in found} == {"Hội trường, tầng 2"}
    ids = [str(event["uid"]) for event in found]
    assert len(set(ids)) == 12
    assert ids == [str(event["uid"]) for event in icalendar.Calendar.from_ical(again.data).walk("VEVENT")]


async def test_the_file_comes_where_files_can_go(person: Person) -> None:
    await joins(person)
    assert not any("Thêm vào lịch" in label for label in await _labels(person))
    rule, world = "FREQ=MONTHLY;BYMONTHDAY=3", person.world
    starts_on = date(2026, 11, 22)
    await world.database.run(
        lambda session: meetings.set_rule(session, world.unit_id, rule, starts_on, "19:30", 90, world.now)
    )
    await person.says("/lichhop")
    said = await person.picks("Thêm vào lịch")
    assert ("12 buổi tới" in said) != isinstance(person, NUMBERED_ONLY)
    assert ("không gửi được tệp" in said) == isinstance(person, NUMBERED_ONLY)


async def _labels(person: Person) -> list[str]:
    await person.says("/lichhop")
    return person.labels


async def test_changing_the_hour_leaves_the_place(world: World, page: Page) -> None:
    await joins(page)
    await page.taps(f"meetsave:{world.unit_id}:d3:1930:90")
    await page.says("Hội trường")
    assert "Đã lưu lịch" in await page.taps(f"meetsave:{world.unit_id}:d4:0800:90")
    assert "Nơi họp: Hội trường" in page.text
    before = await rule_of(world)
    world.passes(days=1)
    await page.taps(f"meetsave:{world.unit_id}:d4:0800:90")
    assert await rule_of(world) == before


OTHERS = (
    *("meeting:{unit}", "meetset:{unit}", "meetday:{unit}", "meetweek:{unit}", "meetweekday:{unit}:1"),
    *("meethour:{unit}:d3", "meetlong:{unit}:d3:1930", "meetplan:{unit}:d3:1930:90"),
    *("meetsave:{unit}:d3:1930:90", "meetplace:{unit}"),
)


async def test_nobody_else_sets_it(world: World, other: Page) -> None:
    await joins(other, 1)
    for verb in OTHERS:
        assert "Nút này không còn dùng nữa" in await other.taps(verb.format(unit=world.unit_id)), verb
        assert await rule_of(world) is None, verb


@pytest.mark.parametrize(
    "verb",
    [
        *("meetweekday:{unit}:5", "meethour:{unit}:d31", "meethour:{unit}:x", "meetlong:{unit}:d3:2500"),
        *("meetlong:{unit}:d3:19300", "meetplan:{unit}:d3:1930:7", "meetsave:{unit}:d3:1930:7"),
        *("meetsave:{unit}:w9TU:1930:90", "meetplace:{unit}", "meeting:999"),
    ],
)
async def test_a_forged_choice_sets_nothing(world: World, page: Page, verb: str) -> None:
    await joins(page)
    assert "Nút này không còn dùng nữa" in await page.taps(verb.format(unit=world.unit_id))
    assert await rule_of(world) is None


async def test_a_place_is_short_and_no_secret(world: World, page: Page) -> None:
    await joins(page)
    await page.taps(f"meetsave:{world.unit_id}:d3:1930:90")
    assert "không được lưu" in await page.says("Theo văn bản TỐI MẬT")
    assert "120" in await page.says("a" * 121)
    kept = await rule_of(world)
    assert kept
    assert kept.place == ""
