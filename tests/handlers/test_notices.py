"""/guithongbao: a notice written step by step, gone back to, thrown away, looked at, sent once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from flows import roles
from flows.transfers import leave
from storage import notices
from storage.audit import Act
from storage.engines import FlowSession
from storage.notices import CANCELLED, DRAFT, RECALLED, Notice
from tests.conversations import Page, Person, Plain, World, joins
from tests.handlers.test_rolls import gives

CONFIRMED = ("fixing", "waiting")
"""States right after the confirmation: a notice to few is fixed at once."""


async def does(world: World, work: Callable[[FlowSession], Any]) -> Any:
    """Something in the database."""
    return await world.database.run(work)


async def newest(world: World) -> tuple[Notice, dict[str, Any]]:
    """The newest notice, and what it says."""

    def work(session: FlowSession) -> tuple[Notice, dict[str, Any]]:
        found = session.exec(select(Notice).order_by(col(Notice.id).desc())).first()
        assert found is not None
        return found, notices.content_of(session, found)

    found: tuple[Notice, dict[str, Any]] = await does(world, work)
    return found


async def acts(world: World) -> list[str]:
    """What was noted about notices."""
    query = select(Act.name).where(col(Act.name).startswith("notice_")).order_by(col(Act.id))
    found: list[str] = await does(world, lambda session: list(session.exec(query).all()))
    return found


async def leads(person: Person, number: int = 0, office: str = "secretary") -> None:
    """He joins and has an office in the cell."""
    await gives(person.world, number, office)
    await joins(person, number)


async def begins(person: Person, template: str = "Tự viết") -> None:
    """To the first step of a new notice."""
    await person.says("/guithongbao")
    await person.picks("Soạn thông báo mới")
    await person.picks(template)


async def to_files(person: Person, title: str = "Lịch trực Tết", words: str = "Trực từ **28 Tết**.") -> None:
    """A free text, as far as its files."""
    await begins(person)
    await person.says(title)
    await person.says(words)


async def from_people(person: Person, *answers: str) -> None:
    """From its recipients on: to these, at once; then what these answers are."""
    for label in ("Gửi cho những người này", "Gửi ngay khi xác nhận", *answers):
        await person.picks(label)


async def writes(person: Person, *said: str) -> None:
    """A free text to the whole cell, to its last step."""
    await to_files(person, *said)
    await person.picks("Không kèm tệp")
    await from_people(person, "Không cần trả lời", "Tin để biết")


async def sends(person: Person) -> None:
    """From the overview to the end."""
    await person.picks("Xem như người nhận")
    await person.picks("Gửi")
    await person.picks("Đúng, gửi")


async def test_a_secretary_writes_to_his_cell(person: Person) -> None:
    """On every channel, from the menu to the confirmation."""
    world = person.world
    await leads(person)
    await person.says("/menu")
    assert "chưa soạn thông báo nào" in await person.picks("Gửi thông báo")
    await person.picks("Soạn thông báo mới")
    assert "Thông báo của Chi bộ CB1" in person.text
    assert "Tiêu đề là gì" in await person.picks("Tự viết")
    assert "viết nội dung" in await person.says("Lịch trực Tết")
    await person.says("Trực từ **28 Tết**, xem https://tusoi.test/a_b_c\nCảm ơn!")
    said = await person.picks("Không kèm tệp")
    assert "5 đồng chí ở 1 chi bộ" in said
    assert "Chọn theo tổ chức" not in person.labels, "a cell has none below"
    await person.picks("Gửi cho những người này")
    await person.picks("Gửi ngay khi xác nhận")
    await person.picks("Không cần trả lời")
    said = await person.picks("Tin để biết")
    assert "Xem lại" in said
    assert "Trực từ 28 Tết, xem https://tusoi.test/a_b_c" in said
    said = await person.picks("Xem như người nhận")
    assert "Chi bộ CB1\nLịch trực Tết\n\nTrực từ 28 Tết" in said
    said = await person.picks("Gửi")
    assert "Gửi cho 5 đồng chí ở 1 chi bộ" in said
    assert "ngay khi xác nhận" in said
    said = await person.picks("Đúng, gửi")
    assert "Đã xác nhận" in said
    notice, content = await newest(world)
    assert notice.state in CONFIRMED
    assert (notice.revision, notice.official, notice.needs_answer) == (1, False, False)
    assert notice.confirmed_at == notice.due_at == world.now
    assert content == {
        "title": "Lịch trực Tết",
        "words": "Trực từ **28 Tết**, xem https://tusoi.test/a_b_c\nCảm ơn!",
        "template": "",
        "fields": {},
    }
    assert await acts(world) == ["notice_sent"]


async def test_it_is_nothing_for_who_leads_nothing(world: World, page: Page) -> None:
    await joins(page)
    await page.says("/menu")
    assert "Gửi thông báo" not in page.labels
    unknown = await page.says("/khongcolenhnay")
    assert "chưa hiểu câu vừa rồi" in unknown
    await page.says("/menu")
    assert await page.says("/guithongbao") == unknown, "he tapped no button, and learns nothing"
    assert await page.says("/guithongbao") == await page.says("/khongcolenhnay")
    await gives(world, 0, "deputy")
    assert "chưa soạn" in await page.says("/broadcast")


async def test_a_template_asks_for_its_fields(world: World, plain: Plain) -> None:
    """Typed day and hour as people type them; what is not clear is said; the title comes along."""
    await leads(plain)
    await begins(plain, "Giấy mời")
    assert "Mời dự việc gì" in plain.text
    await plain.says("Hội nghị sơ kết")
    assert "Ngày giờ nào" in plain.text
    assert "chưa hiểu" in await plain.says("khi nào rảnh")
    assert "thiếu giờ" in await plain.says("15/12")
    assert "thiếu giờ" in await plain.says("mai")
    assert "thiếu giờ" in await plain.says("tối mai")
    assert "không dám đoán" in await plain.says("20h sáng mai")
    assert "đã qua" in await plain.says("7h 22/11")
    assert "Ở đâu" in await plain.says("7h30 tối 15/12")
    assert "Ai chủ trì" in await plain.says("Hội trường xã, tầng 2")
    await plain.picks("Để trống")
    await plain.picks("Để trống")
    assert "viết thêm" in plain.text
    await plain.picks("Để trống")
    await plain.picks("Không kèm tệp")
    await from_people(plain, "Cần trả lời")
    for part in (
        "Giấy mời",
        "Nội dung: Hội nghị sơ kết",
        "Thời gian: Thứ Ba, 15/12/2026, lúc 19:30",
        "Hội trường",
    ):
        assert part in plain.text, part
    assert "Chủ trì:" not in plain.text
    await plain.picks("Sửa: Thời gian")
    assert "Hiện đang ghi:\nThứ Ba, 15/12/2026, lúc 19:30" in plain.text
    assert "Thứ Hai, 23/11/2026, lúc 08:00" in await plain.says("8h mai")
    await sends(plain)
    notice, content = await newest(world)
    assert content["fields"]["at"] == "2026-11-23T08:00:00+07:00"
    assert notice.answer_by is not None
    assert notice.answer_by - notice.confirmed_at == timedelta(hours=23)  # type: ignore[operator]


async def test_a_forum_names_signs_that_are_talked_over_openly(world: World, page: Page) -> None:
    await leads(page)
    await begins(page, "Thông báo diễn đàn")
    for words in ("19h 15/12", "Nhà văn hóa", "Nói đi đôi với làm"):
        await page.says(words)
    assert "Đang chọn: chưa có" in page.text
    shown = set()
    for _ in range(3):
        shown |= {
            choice.split(":")[3][:-1] for choice in page.buttons.values() if choice.startswith("noticesign:")
        }
        if "Trang sau" in page.labels:
            await page.picks("Trang sau")
    assert "1.6" in shown
    assert not shown & {"2.3", "2.7", "2.8", "3.1"}
    notice, _ = await newest(world)
    await page.taps(f"noticesign:{notice.id}:0:2.3+")
    assert "không còn dùng" in page.text, "never those to be talked over in person"
    await page.taps(f"noticesigns:{notice.id}:0")
    await page.taps(f"noticesign:{notice.id}:0:1.6+")
    await page.taps(f"noticesign:{notice.id}:0:1.6+")
    assert "Đang chọn: 1.6" in page.text
    await page.taps(f"noticesign:{notice.id}:0:1.5+")
    await page.picks("Xong, 2 biểu hiện")
    assert "Tài liệu nào" in page.text
    await page.picks("Xem lại")
    assert "Biểu hiện sẽ trao đổi: 1.5, 1.6" in page.text


async def test_signs_are_ticked_by_typing_their_numbers(plain: Plain) -> None:
    await leads(plain)
    await begins(plain, "Thông báo diễn đàn")
    for words in ("19h 15/12", "Nhà văn hóa", "Nói đi đôi với làm"):
        await plain.says(words)
    await plain.says("2 5")
    assert "Đang chọn: 1.2, 1.5" in plain.text


async def test_a_draft_waits_for_days_on_another_device(world: World, page: Page, plain: Plain) -> None:
    """What is asked next is derived from what was answered."""
    await leads(page)
    await begins(page)
    await page.says("Lịch trực")
    world.passes(days=20)
    await page.says("/lienket")
    await page.picks("Nối thêm máy")
    code = next(word for word in page.text.split() if len(word) == 9 and word[4] == "-")
    await plain.says(code)
    await plain.says("/guithongbao")
    assert "Nháp: Lịch trực · 22/11/2026" in plain.labels
    await plain.picks("Nháp: Lịch trực")
    assert "viết nội dung" in await plain.picks("Làm tiếp")
    await plain.says("Trực từ 28 Tết.")
    await page.says("/guithongbao")
    await page.picks("Nháp: Lịch trực")
    assert "Trực từ 28 Tết." in page.text
    await page.picks("Sửa: Tiêu đề")
    await page.says("Lịch trực Tết")
    assert "gửi kèm" in page.text, "on to what was not asked yet"
    await page.picks("Xem lại")
    await page.picks("Bỏ bản nháp này")
    await page.picks("Bỏ hẳn")
    assert "Đã bỏ bản nháp" in page.text
    assert await does(world, lambda session: session.exec(select(Notice)).all()) == []


async def test_tapped_twice_it_is_one_draft_and_one_notice(world: World, page: Page) -> None:
    await leads(page)
    await page.says("/guithongbao")
    await page.picks("Soạn thông báo mới")
    free = page.buttons["Tự viết"]
    await page.taps(free)
    await page.taps(free)
    assert "Xem lại" in page.text
    assert len(await does(world, lambda session: session.exec(select(Notice)).all())) == 1
    await page.picks("Làm tiếp")
    await page.says("Lịch trực")
    await page.says("Trực từ 28 Tết.")
    await page.picks("Không kèm")
    await from_people(page, "Không cần trả lời", "Tin để biết", "Xem như người nhận", "Gửi")
    yes = page.buttons["Đúng, gửi"]
    await page.taps(yes)
    said = await page.taps(yes)
    assert "không còn là bản nháp" in said
    assert await acts(world) == ["notice_sent"]
    notice, _ = await newest(world)
    for old in ("noticedraft", "noticesee", "noticesend", "noticedrop", "noticedropyes"):
        assert "không còn là bản nháp" in await page.taps(f"{old}:{notice.id}")


async def test_what_changed_since_the_count_is_shown_again(world: World, page: Page, other: Page) -> None:
    await leads(page)
    await writes(page)
    await page.picks("Xem như người nhận")
    await page.picks("Gửi")
    yes = page.buttons["Đúng, gửi"]
    await does(world, lambda session: leave(session, world.members[4], world.now))
    said = await page.taps(yes)
    assert "Có thay đổi từ lúc nãy" in said
    assert "4 đồng chí ở 1 chi bộ" in said
    notice, _ = await newest(world)
    yes = page.buttons["Đúng, gửi"]
    await page.taps(f"noticeask:{notice.id}:words")
    await page.says("Trực từ 29 Tết.")
    assert "Có thay đổi từ lúc nãy" in await page.taps(yes)
    assert (await newest(world))[0].state == DRAFT
    await page.picks("Đúng, gửi")
    assert (await newest(world))[0].state in CONFIRMED


async def test_the_same_words_to_the_same_people_are_asked_about(world: World, page: Page) -> None:
    """Within two days; not what was taken back."""
    await leads(page)
    await writes(page)
    await sends(page)
    first, _ = await newest(world)
    world.passes(hours=47)
    await writes(page, "LỊCH trực  Tết", "trực từ **28 tết**.")
    await page.picks("Xem như người nhận")
    said = await page.picks("Gửi")
    assert "y như vậy đã được xác nhận Chủ nhật, 22/11/2026, lúc 09:00" in said
    again = page.buttons["Vẫn gửi lại"]
    assert "Có thay đổi" in await page.taps(again.replace(":1:", ":0:")), "it cannot be passed by"
    await does(world, lambda session: setattr(session.get_one(Notice, first.id), "state", RECALLED))
    await page.taps("noticesend:2")
    assert "Đúng, gửi" in page.labels
    await does(world, lambda session: setattr(session.get_one(Notice, first.id), "state", "done"))
    world.passes(hours=2)
    await page.taps("noticesend:2")
    assert "Đúng, gửi" in page.labels


async def test_what_must_not_be_sent_is_refused(page: Page) -> None:
    await leads(page)
    await begins(page)
    assert "dấu chỉ độ mật" in await page.says("Tài liệu TUYỆT MẬT")
    assert "Tiêu đề là gì" in page.text
    await page.says("Tài liệu")
    assert "dấu chỉ độ mật" in await page.says("Kèm văn bản\nTỐI MẬT\nsố 5")
    said = await page.says("a" * 3001)
    assert "dài 3.001 ký tự, nhiều nhất là 3.000 ký tự" in said
    assert "dòng" not in said.lower()
    assert "https" not in said, "an example would be drawn as a link"
    await page.says("a" * 3000)
    assert "gửi kèm" in page.text
    await begins(page, "Giấy mời")
    assert "dấu chỉ độ mật" in await page.says("Phổ biến văn bản (MẬT)")


async def test_what_is_over_is_not_sent(world: World, page: Page) -> None:
    """The day of an invitation went by while it was a draft, or comes before its hour."""
    await leads(page)
    await begins(page, "Nhắc nộp báo cáo")
    assert "Báo cáo gì" in page.text
    await page.says("Báo cáo quý IV")
    assert "chưa hiểu ngày này" in await page.says("sớm")
    await page.says("15/12")
    await page.picks("Để trống")
    await page.picks("Để trống")
    await page.picks("Không kèm")
    await page.picks("Gửi cho những")
    await page.picks("Hẹn ngày giờ")
    assert "Chỉ hẹn được trong vòng một năm" in await page.says("8h 5/12/2028")
    await page.says("8h 16/12")
    await page.picks("Không cần")
    await page.picks("Thông báo chính thức")
    assert "Gửi lúc: Thứ Tư, 16/12/2026, lúc 08:00" in page.text
    await page.picks("Xem như người nhận")
    assert "sẽ qua trước khi" in await page.picks("Gửi")
    assert "Hiện đang ghi:\nThứ Ba, 15/12/2026" in page.text
    await page.says("20/12")
    await sends(page)
    notice, _ = await newest(world)
    assert notice.due_at is not None
    assert notice.due_at.isoformat() == "2026-12-16T01:00:00+00:00"


async def test_who_holds_the_office_no_more_writes_no_more(world: World, page: Page, other: Page) -> None:
    await leads(page)
    await begins(page)
    notice, _ = await newest(world)
    await joins(other, 1)
    await gives(world, 1, "deputy")
    assert "không còn dùng" in await other.taps(f"noticedraft:{notice.id}"), "another's draft"
    await other.says("/guithongbao")
    assert not any(label.startswith("Nháp") for label in other.labels)
    await does(world, lambda session: roles.take(session, world.members[0], "secretary", "CB1", world.now))
    assert "không còn dùng" in await page.says("Lịch trực")
    assert "không còn dùng" in await page.taps(f"noticedraft:{notice.id}")
    assert (await newest(world))[1]["title"] == ""


async def test_it_is_stopped_goes_on_and_is_ended_by_whoever_may(
    world: World, page: Page, other: Page
) -> None:
    await leads(page)
    await writes(page)
    await sends(page)
    notice, _ = await newest(world)
    await gives(world, 1, "deputy")
    await joins(other, 1)
    await other.says("/guithongbao")
    await other.picks("Đang gửi" if notice.state == "fixing" else "Hẹn giờ")
    await other.picks("Tạm dừng")
    assert "Đã tạm dừng" in other.text
    assert (await newest(world))[0].state == "paused"
    await page.taps(f"noticepause:{notice.id}")
    await page.taps(f"noticego:{notice.id}")
    assert (await newest(world))[0].state in CONFIRMED
    await page.picks("Hủy, không gửi nữa")
    assert "Hủy hẳn thông báo này" in page.text
    await page.picks("Hủy hẳn")
    await page.taps(f"noticestopyes:{notice.id}")
    await page.taps(f"noticego:{notice.id}")
    assert "không gửi thêm cho ai nữa" in page.text
    assert (await newest(world))[0].state == CANCELLED
    assert await acts(world) == ["notice_sent", "notice_paused", "notice_resumed", "notice_cancelled"]
