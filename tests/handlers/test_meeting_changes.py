"""One meeting is moved, cancelled, given a theme; who is concerned is told once."""

from datetime import UTC, datetime

import icalendar
import pytest
from sqlmodel import select

from storage.engines import FlowSession
from storage.mailings import CORRECTION, MEETING, NOTICE, Mailing
from tests.conversations import Page, Person, World, joins
from tests.meetings import goes_out, led, row_of, told

ONE = "{unit}:20261203"


@pytest.fixture
async def world(world: World) -> World:
    """A cell that meets on the third, and its secretary."""
    return await led(world)


async def opens(person: Person, label: str = "03/12/2026") -> str:
    """Go to one meeting."""
    await person.says("/lichhop")
    await person.picks("Đặt, đổi lịch")
    await person.picks("Đổi một buổi")
    return await person.picks(label)


async def reminders(world: World) -> list[Mailing]:
    """Of meetings, still to go out."""

    def work(session: FlowSession) -> list[Mailing]:
        query = select(Mailing).where(Mailing.rank == MEETING, Mailing.laid_at == None)  # noqa: E711
        return sorted(session.exec(query).all(), key=lambda one: one.due_at)

    return await world.database.run(work)


async def test_a_meeting_is_moved_by_tapping(person: Person) -> None:
    await joins(person)
    assert "Buổi Thứ Năm, 03/12/2026, lúc 19:30" in await opens(person)
    await person.picks("Chuyển sang ngày khác")
    assert [label for label in person.labels if "/" in label] == [
        *("Thứ Tư, 02/12/2026", "Thứ Sáu, 04/12/2026", "Thứ Năm, 10/12/2026")
    ]
    said = await person.picks("Thứ Sáu, 04/12")
    assert "từ Thứ Năm, 03/12/2026, lúc 19:30 sang Thứ Sáu, 04/12/2026, lúc 19:30?" in said
    assert "được báo một lần" in said
    assert await row_of(person.world) is None
    said = await person.picks("Chuyển và báo")
    assert "Thứ Sáu, 04/12/2026, lúc 19:30 (chuyển từ Thứ Năm, 03/12/2026, lúc 19:30)" in said
    said = await person.says("/lichhop")
    assert "Buổi tới: Thứ Sáu, 04/12/2026, lúc 19:30" in said
    assert "(Chuyển từ Thứ Năm, 03/12/2026" in said
    assert "Buổi sau đó: Chủ nhật, 03/01/2027" in said
    (change,) = await told(person.world)
    assert change.rank == NOTICE
    assert "meeting-told-moved" in change.content
    assert {one.occasion.split(":")[2] for one in await reminders(person.world)} == {"202612041230"}


async def test_a_day_and_an_hour_typed(person: Person) -> None:
    await joins(person)
    await opens(person)
    await person.picks("Chuyển sang ngày khác")
    assert "Tôi chưa rõ ngày" in await person.says("khi nào tiện")
    assert "Tôi chưa rõ ngày" in await person.says("20h sáng mai")
    assert "sang Thứ Năm, 03/12/2026, lúc 20:00?" in await person.says("8h tối")
    await person.picks("Chọn ngày khác")
    assert "Ngày giờ này đã qua" in await person.says("21/11")
    await person.picks("Chuyển sang")
    assert "trong vòng 31 ngày" in await person.says("4/1/2027")
    assert "đúng ngày giờ này rồi" in await person.says("3/12")
    said = await person.says("1/1 8h")
    assert "sang Thứ Sáu, 01/01/2027, lúc 08:00?" in said
    assert "trùng Tết Dương lịch; có thể họp Thứ Hai, 04/01/2027" in said
    await person.picks("Chọn ngày khác")
    assert "sang Thứ Sáu, 04/12/2026, lúc 19:45?" in await person.says("thứ Sáu 19h45")
    await person.picks("Chuyển và báo")
    row = await row_of(person.world)
    assert row
    assert row.begins_at == datetime(2026, 12, 4, 12, 45, tzinfo=UTC)


async def test_a_meeting_is_cancelled_and_brought_back(person: Person) -> None:
    await joins(person)
    await opens(person)
    assert "được báo một lần" in await person.picks("Hủy buổi này")
    assert "đã hủy" in await person.picks("Hủy và báo")
    said = await person.says("/lichhop")
    assert "Buổi Thứ Năm, 03/12/2026, lúc 19:30 đã hủy." in said
    assert "Buổi tới: Chủ nhật, 03/01/2027" in said
    assert "• Thứ" not in said
    assert await reminders(person.world) == []
    assert await goes_out(person.world) == 0
    person.world.passes(minutes=4)
    assert await goes_out(person.world) == 1
    await opens(person, "(hủy)")
    assert person.labels == ["Vẫn họp buổi này", "Quay lại"]
    assert "Thứ Năm, 03/12/2026, lúc 19:30" in await person.picks("Vẫn họp")
    await person.picks("Họp và báo")
    assert "Buổi tới: Thứ Năm, 03/12/2026" in await person.says("/lichhop")
    cancelled, back = await told(person.world)
    assert "meeting-told-cancelled" in cancelled.content
    assert "meeting-told-back" in back.content


async def test_a_theme_and_an_agenda_line(person: Person) -> None:
    await joins(person)
    await opens(person)
    await person.picks("Ghi chuyên đề")
    assert "không được lưu" in await person.says("Văn bản TỐI MẬT")
    assert "200 ký tự" in await person.says("a" * 201)
    said = await person.says(" Học tập  <làm theo> Bác ")
    assert "Chuyên đề: Học tập <làm theo> Bác" in said
    await person.picks("Ghi nội dung")
    assert "300 ký tự" in await person.says("a" * 301)
    assert "Nội dung: 2" in await person.says("2")
    said = await person.says("/lichhop")
    assert "Chuyên đề: Học tập <làm theo> Bác\nNội dung: 2" in said
    (change,) = await told(person.world)
    assert "Học tập <làm theo> Bác" in change.content
    assert "meeting-told-both" in change.content
    await opens(person)
    await person.picks("Ghi nội dung")
    assert "Nội dung" not in (await person.says("-")).replace("Ghi nội dung", "")


async def test_what_is_changed_at_once_is_told_at_once(world: World, page: Page) -> None:
    """Nobody was told of the first change yet: the one message says all of it, from what they know."""
    await joins(page)
    one = ONE.format(unit=world.unit_id)
    await page.taps(f"meetmoveyes:{one}:0:202612041930")
    await page.taps(f"meetmoveyes:{one}:1:202612051930")
    await page.taps(f"meetline:{one}:theme")
    await page.says("Chuyên đề mới")
    (change,) = await told(world)
    for part in ("03/12/2026", "05/12/2026", "Chuyên đề mới", "meeting-told-moved-more"):
        assert part in change.content
    assert "04/12/2026" not in change.content
    world.passes(minutes=5)
    await goes_out(world)
    await page.taps(f"meetcancelyes:{one}:3")
    *_, last = await told(world)
    assert "05/12/2026" in last.content
    assert len(await told(world)) == 2


async def test_reminders_already_sent_are_followed_by_a_correction(world: World, page: Page) -> None:
    await joins(page)
    world.passes(days=5)  # Friday, 27 November: a week before went out
    assert await goes_out(world) == 1
    one = ONE.format(unit=world.unit_id)
    await page.taps(f"meetmoveyes:{one}:0:202612081930")
    (change,) = await told(world)
    assert change.rank == CORRECTION
    later = [one.occasion.split(":")[2:] for one in await reminders(world)]
    assert later == [["202612081230", code] for code in ("7d", "3d", "1d", "2h")]


async def test_twice_is_once_and_an_old_button_says_what_has_changed(world: World, page: Page) -> None:
    await joins(page)
    one = ONE.format(unit=world.unit_id)
    for _ in range(2):
        assert "Đã chuyển" in await page.taps(f"meetmoveyes:{one}:0:202612041930")
    assert len(await told(world)) == 1
    await page.taps(f"meetmoveyes:{one}:1:202612051930")
    said = await page.taps(f"meetmoveyes:{one}:0:202612041930")
    assert "vừa được đổi khác" in said
    assert "Buổi Thứ Bảy, 05/12/2026" in said
    assert "vừa được đổi khác" in await page.taps(f"meetcancelyes:{one}:0")
    for _ in range(2):
        assert "Đã hủy" in await page.taps(f"meetcancelyes:{one}:2")
    assert "vừa được đổi khác" in await page.taps(f"meetmoveyes:{one}:2:202612051930")
    row = await row_of(world)
    assert row
    assert row.revision == 3
    for _ in range(2):
        await page.taps(f"meetbackyes:{one}:3")
    row = await row_of(world)
    assert row
    assert (row.revision, row.cancelled_at) == (4, None)
    assert row.begins_at == datetime(2026, 12, 5, 12, 30, tzinfo=UTC)
    assert "Thứ Năm, 03/12/2026, lúc 19:30" in await page.taps(f"meetbackyes:{one}:4")
    await page.taps(f"meetline:{one}:theme")
    await page.says("Một")
    revision = (await row_of(world) or row).revision
    await page.taps(f"meetline:{one}:theme")
    await page.says("Một")
    assert (await row_of(world) or row).revision == revision


async def test_not_onto_another_meeting(world: World, page: Page) -> None:
    await joins(page)
    one = ONE.format(unit=world.unit_id)
    await page.taps(f"meetmoveyes:{one}:0:202612041930")
    said = await page.taps(f"meetmoveto:{world.unit_id}:20270103:202612042030")
    assert "đã có buổi họp khác" in said
    assert "đã có buổi họp khác" in await page.taps(f"meetmoveto:{one}:202701031930")
    assert "chuyển từ Thứ Năm" in await page.taps(f"meetone:{one}")
    await page.taps(f"meetcancelyes:{one}:1")
    await page.taps(f"meetmoveyes:{world.unit_id}:20270103:0:202612042030")
    assert "đã có buổi họp khác" in await page.taps(f"meetbackyes:{one}:2")


async def test_not_once_it_has_begun(world: World, page: Page) -> None:
    await joins(page)
    one = ONE.format(unit=world.unit_id)
    world.passes(days=12)
    for verb in ("meetmove:{}", "meetmoveyes:{}:0:202612101930", "meetcancelyes:{}:0", "meetline:{}:theme"):
        said = await page.taps(verb.format(one))
        assert "đã bắt đầu" in said
        assert "Buổi này có họp không?" in said
    assert await row_of(world) is None
    world.passes(days=32)
    assert "không còn trong lịch" in await page.taps(f"meetone:{one}")


async def test_the_file_has_the_move_and_the_cancellation(world: World, page: Page) -> None:
    await joins(page)
    await page.says("/lichhop")
    await page.picks("Thêm vào lịch")
    before = page.messages[-1].file
    one = ONE.format(unit=world.unit_id)
    await page.taps(f"meetmoveyes:{one}:0:202612051930")
    await page.taps(f"meetcancelyes:{world.unit_id}:20270103:0")
    await page.says("/lichhop")
    assert "11 buổi tới" in await page.picks("Thêm vào lịch")
    after = page.messages[-1].file
    assert before
    assert after
    old, new = (icalendar.Calendar.from_ical(file.data).walk("VEVENT") for file in (before, after))
    assert [str(event["uid"]) for event in old] == [str(event["uid"]) for event in new]
    assert new[0].decoded("dtstart") == datetime(2026, 12, 5, 12, 30, tzinfo=UTC)
    assert [str(event["status"]) for event in new[:3]] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [int(str(event["sequence"])) for event in new[:3]] == [1, 1, 0]
    assert {str(event["summary"]) for event in new} == {"Sinh hoạt chi bộ"}


async def test_reminder_offsets_are_ticked(person: Person) -> None:
    await joins(person)
    world = person.world
    await person.says("/lichhop")
    await person.picks("Đặt, đổi lịch")
    await person.picks("Nhắc trước buổi họp")
    await person.picks("Trước 14 ngày")
    await person.picks("Trước 7 ngày")
    await person.picks("Trước 1 ngày")
    assert await codes(world) == ["3d", "2h"]
    for label in ("Trước 14 ngày", "Trước 3 ngày", "Trước 2 giờ"):
        await person.picks(label)
    assert await codes(world) == []
    assert await reminders(world) == []


async def codes(world: World) -> list[str]:
    """The reminders of the next meeting that are drawn."""
    return [one.code for one in await reminders(world) if ":20261203" in one.occasion]


async def test_offsets_stay_when_the_rule_changes_and_a_double_tap_sets(world: World, page: Page) -> None:
    await joins(page)
    for _ in range(2):
        await page.taps(f"meetremindset:{world.unit_id}:7d-,14d+")
    assert "Nút này không còn dùng nữa" in await page.taps(f"meetremindset:{world.unit_id}:9d+")
    await page.taps(f"meetsave:{world.unit_id}:d10:1930:90")
    assert [one.code for one in await reminders(world)] == ["14d", "3d", "1d", "2h"]


OTHERS = (
    *("meetchange:{unit}", "meetone:{one}", "meetmove:{one}", "meetmoveto:{one}:202612041930"),
    *("meetmoveyes:{one}:0:202612041930", "meetcancel:{one}", "meetcancelyes:{one}:0", "meetback:{one}"),
    *("meetbackyes:{one}:0", "meetline:{one}:theme", "meetremind:{unit}", "meetremindset:{unit}:7d-"),
    *("meetpast:{unit}", "meetheld:{one}:1", "meetnote:{one}:present", "meetnumber:{one}:spoke:0"),
    *("meeting:{unit}:1", "meetone:{one}:1"),
)


async def test_nobody_else_changes_it(world: World, other: Page) -> None:
    await joins(other, 1)
    one = ONE.format(unit=world.unit_id)
    for verb in OTHERS:
        said = await other.taps(verb.format(unit=world.unit_id, one=one))
        assert "Nút này không còn dùng nữa" in said, verb
        assert await row_of(world) is None, verb
    assert len(await reminders(world)) == 4


FORGED = (
    *("meetone:{unit}:20261204", "meetone:{unit}:20261399", "meetone:{unit}:2026123", "meetone:999:20261203"),
    *("meetmoveyes:{unit}:20261203:0:202612049930", "meetmoveyes:{unit}:20261203:7:202612041930"),
    *("meetline:{unit}:20261203:present", "meetmoveyes:{unit}:20261203:0:209912041930"),
    *("meetcancelyes:{unit}:20361203:0", "meetbackyes:{unit}:20261203:9", "meetnote:{unit}:20261203:x"),
)


async def test_a_forged_choice_changes_nothing(world: World, page: Page) -> None:
    await joins(page)
    for verb in FORGED:
        await page.taps(verb.format(unit=world.unit_id))
        assert await row_of(world) is None, verb
        assert await told(world) == [], verb
