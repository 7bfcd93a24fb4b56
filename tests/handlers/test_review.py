"""The self-review as conversations, on every channel."""

import logging
import unicodedata
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, delete

from handlers.events import Event
from storage import units
from storage.cycles import Cycle, Participant
from storage.engines import FlowSession
from storage.members import Role
from tests.conftest import make_cell
from tests.conversations import Direct, Page, Person, Phone, Plain, World, agrees, joins, only


async def test_nothing_to_mark_takes_few_steps(person: Person) -> None:
    await joins(person)
    await agrees(person)
    assert "27 biểu hiện" in person.text
    assert "Bí thư thấy gì?" in person.text
    steps = ["Theo trang", "Xong, không", "Xong, không", "Xong, không", "Nộp và giữ"]
    for step in steps:
        await person.picks(step)
    assert "đã nộp" in person.text
    assert "được giữ lại cho riêng đồng chí" in person.text
    assert len(steps) + 1 <= 8  # one more tap from the menu


async def test_sign_by_sign_with_a_mark_a_cause_and_a_note(person: Person) -> None:
    await joins(person)
    await agrees(person)
    await person.picks("Từng biểu hiện một")
    assert "Biểu hiện 1/27" in person.text
    await person.says("không")
    assert "Biểu hiện 2/27" in person.text
    await person.picks("Có dấu hiệu")
    assert "1.2" in person.text
    await person.picks("Do: Nể nang")
    await person.picks("Ghi biểu hiện cụ thể")
    await person.says("Hay nể nang khi góp ý 2 lần")
    assert "Hay nể nang khi góp ý 2 lần" in person.text
    await person.picks("Tiếp tục")
    assert "Biểu hiện 3/27" in person.text
    await person.picks("Làm theo trang")
    assert "Trang 1/3" in person.text
    await person.picks("Xong trang này (1")
    for _ in range(2):
        await person.picks("Xong, không có")
    assert "1.2" in person.text
    assert "Nể nang" in person.text
    await person.picks("Nộp, xóa")
    assert "sẽ được xóa" in person.text


async def test_it_goes_on_where_it_stopped_a_month_later(person: Person) -> None:
    await joins(person)
    await person.world.opens_cycle(days=60)
    await agrees(person)
    await person.picks("Từng biểu hiện một")
    for _ in range(4):
        await person.says("khong")
    await person.picks("Tạm dừng")
    assert "Đã lưu hết" in person.text
    person.world.passes(days=31)
    await person.says("/tusoi")
    assert "Biểu hiện 5/27" in person.text


async def test_what_is_not_understood_is_answered_once(person: Person) -> None:
    await joins(person)
    await agrees(person)
    await person.picks("Từng biểu hiện một")
    await person.says("trời hôm nay đẹp")
    assert "chưa hiểu" in person.text
    assert "Biểu hiện 1/27" in person.text
    await person.says("99")
    assert "Biểu hiện 1/27" not in person.text
    await person.says("1")
    assert "Biểu hiện 2/27" in person.text


async def begins(person: Person, way: str = "Từng biểu hiện một") -> None:
    """Join, agree, and choose a way."""
    await joins(person)
    await agrees(person)
    await person.picks(way)


async def test_without_buttons_nothing_to_mark_takes_six_messages(plain: Plain) -> None:
    await joins(plain)
    await agrees(plain)
    for words in ("/tusoi", "1", "0", "0", "0", "nộp"):
        await plain.says(words)
    assert "đã nộp" in plain.text


async def test_the_opening_card_says_what_is_at_stake(person: Person) -> None:
    await joins(person)
    await agrees(person)
    for part in (
        "27 biểu hiện",
        "Khoảng 10 phút",
        "dừng lúc nào cũng được",
        "Ví dụ (số đặt ra)",
        "khoảng 4/12",
    ):
        assert part in person.text
    assert "Không cán bộ nào, không đảng viên nào khác" in person.text
    assert "Hạn nộp: 09:00 06/12/2026" in person.text
    assert "gộp chung" not in person.text, "the cell has no siblings"
    assert "Đợt trước" not in person.text


async def test_the_cells_that_may_be_pooled_are_named(page: Page) -> None:
    world = page.world

    def grow(session: FlowSession) -> None:
        ward = units.Unit(code="PX", name="Phường X", kind="other", created_at=world.now)
        session.add(ward)
        session.flush()
        units.get_unit(session, world.unit_id).parent_id = ward.id
        for number in range(2, 8):
            session.add(
                units.Unit(
                    code=f"CB{number}",
                    name=f"Chi bộ {number}",
                    kind="residential",
                    parent_id=ward.id,
                    created_at=world.now,
                    closed_at=world.now if number == 7 else None,
                )
            )

    await world.database.run(grow)
    await joins(page)
    await agrees(page)
    assert "gộp chung với: Chi bộ 2, Chi bộ 3, Chi bộ 4, Chi bộ 5 hoặc 1 chi bộ khác" in page.text


async def test_a_few_siblings_are_all_named(page: Page) -> None:
    world = page.world

    def grow(session: FlowSession) -> None:
        ward = units.Unit(code="PX", name="Phường X", kind="other", created_at=world.now)
        session.add(ward)
        session.flush()
        units.get_unit(session, world.unit_id).parent_id = ward.id
        session.add(
            units.Unit(code="CB2", name="Chi bộ 2", kind="other", parent_id=ward.id, created_at=world.now)
        )

    await world.database.run(grow)
    await joins(page)
    await agrees(page)
    assert "gộp chung với: Chi bộ 2." in page.text


async def test_who_came_after_the_opening_is_told_that_he_is_not_counted(person: Person) -> None:
    world = person.world

    def work(session: FlowSession) -> None:
        session.exec(delete(Participant).where(col(Participant.member_id) == world.members[0]))

    await world.database.run(work)
    await joins(person)
    await agrees(person)
    assert "chưa tính vào số chung" in person.text
    await person.picks("Theo trang")
    assert "Trang 1/3" in person.text


async def test_switching_in_the_middle_loses_no_tick(person: Person) -> None:
    await begins(person, "Theo trang")
    for sign in ("1.2 ", "1.5 "):
        await person.picks(sign)
    assert "(2 điều đã chọn)" in " ".join(person.labels)
    await person.picks("Từng biểu hiện")
    assert "Biểu hiện 1/27" in person.text
    await person.says("không")
    assert "1.2" in person.text
    assert "Mức độ ở đồng chí" in person.text
    await person.picks("Có, cần khắc phục")
    await person.picks("Tiếp tục")
    assert "Biểu hiện 3/27" in person.text
    await person.picks("Làm theo trang")
    assert "(2 điều đã chọn)" in " ".join(person.labels)
    await person.picks("Xong trang này")
    for _ in range(2):
        await person.picks("Xong, không")
    assert "1.5" in person.text
    await person.picks("Có dấu hiệu")
    await person.picks("Tiếp tục")
    assert "• 1.2" in person.text
    assert "Có, cần khắc phục" in person.text
    assert "• 1.5" in person.text


async def test_back_list_jump_and_pause(person: Person) -> None:
    await begins(person)
    for _ in range(3):
        await person.says("không")
    await person.says("lùi")
    assert "Biểu hiện 3/27" in person.text
    assert "Đang ghi: Không có" in person.text
    await person.picks("Danh sách")
    assert "Danh sách 1/3" in person.text
    assert person.text.count("chưa trả lời") == 6
    await person.picks("Trang sau")
    await person.picks("Trang sau")
    assert "Danh sách 3/3" in person.text
    await person.picks("3.9")
    assert "Biểu hiện 27/27" in person.text
    await person.says("để trống")
    assert "Biểu hiện 4/27" in person.text
    await person.picks("Danh sách")
    await person.picks("1.1")
    await person.picks("Có dấu hiệu")
    assert "1.1" in person.text
    await person.picks("Thực ra tôi không")
    assert "Biểu hiện 4/27" in person.text
    await person.picks("Tạm dừng")
    assert "Đã lưu hết" in person.text
    await person.says("tự soi")
    assert "Biểu hiện 4/27" in person.text


async def test_several_numbers_tick_several_boxes(person: Person) -> None:
    await begins(person, "Theo trang")
    await person.says("2 5 7")
    assert "(3 điều đã chọn)" in " ".join(person.labels)
    await person.says("5, 6; 1")
    assert "(4 điều đã chọn)" in " ".join(person.labels)
    await person.says("2 5 99")
    assert "chưa hiểu" in person.text
    assert "(4 điều đã chọn)" in " ".join(person.labels)


async def test_degrees_causes_other_words_and_taking_them_back(person: Person) -> None:
    await begins(person)
    await person.picks("Có dấu hiệu")
    await person.picks("Do: Thiếu thông tin")
    await person.picks("Do: Hiểu chưa kỹ")
    await person.picks("Do: Thiếu thông tin")
    await person.picks("Có, cần khắc phục")
    await person.picks("Nguyên nhân khác")
    await person.says("Xa trung tâm <b>& ít sách")
    assert "Nguyên nhân khác: Xa trung tâm <b>& ít sách" in person.text
    await person.picks("Ghi biểu hiện")
    await person.says("Bỏ hai buổi học")
    await person.picks("Ghi biểu hiện")
    assert "Đang ghi: Bỏ hai buổi học" in person.text
    await person.picks("Xóa dòng đã ghi")
    assert "Bỏ hai buổi học" not in person.text
    await person.picks("Ghi biểu hiện")
    await person.says("0")
    await person.picks("Tiếp tục")
    await person.picks("Làm theo trang")
    for _ in range(3):
        await person.picks("Xong")
    assert "Có, cần khắc phục (do Hiểu chưa kỹ, Xa trung tâm <b>& ít sách)" in person.text


async def test_the_line_of_strengths_comes_at_the_end(person: Person) -> None:
    await begins(person, "Theo trang")
    for _ in range(3):
        await person.picks("Xong, không")
    await person.picks("Thêm một dòng ưu điểm")
    await person.says("/menu")
    await person.says("/tusoi")
    await person.picks("Thêm một dòng ưu điểm")
    await person.says("Hay giúp hàng xóm")
    assert "Ưu điểm: Hay giúp hàng xóm" in person.text
    await person.picks("Sửa dòng ưu điểm")
    await person.picks("Xóa dòng đã ghi")
    assert "Hay giúp" not in person.text


async def test_signs_to_be_talked_over_in_person(person: Person) -> None:
    await begins(person)
    await person.picks("Danh sách")
    await person.picks("Trang sau")
    await person.picks("2.3")
    assert "nên trao đổi trực tiếp" in person.text
    assert not [label for label in person.labels if label.startswith("Do:")]
    await person.picks("Có")
    assert "Biểu hiện 1/27" in person.text, "no cause and no words are asked for"
    await person.says("/tusoi")
    await person.picks("Làm theo trang")
    await person.picks("Xong, không")
    assert "Riêng 2.3, 2.7, 2.8 nên trao đổi trực tiếp" in person.text
    await person.picks("Để trống những điều")
    await person.picks("Để trống những điều")
    assert "2.3" not in person.text
    assert "không ghi biểu hiện nào" in person.text
    assert "Những điều trao đổi trực tiếp không nêu ở đây" in person.text
    await person.picks("Xem hết danh sách")
    await person.picks("Trang sau")
    assert "2.3" in person.text
    assert person.text.count("Để trống, sẽ trao đổi trực tiếp") == 2


async def test_the_summary_names_what_is_missing_and_comes_back_after_a_change(person: Person) -> None:
    await begins(person)
    await person.picks("Có dấu hiệu")
    await person.picks("Tiếp tục")
    await person.picks("Làm theo trang")
    for _ in range(3):
        await person.picks("Xong")
    await person.picks("Sửa 1.1")
    await person.picks("Có, cần khắc phục")
    await person.picks("Tiếp tục")
    assert "Tổng hợp" in person.text
    assert "• 1.1 Phai nhạt lý tưởng, giảm sút niềm tin: Có, cần khắc phục" in person.text


async def test_submitting_with_something_missing_is_refused(page: Page) -> None:
    await begins(page)
    await page.says("không")
    cycle = page.world.cycle_id
    await page.taps(f"sum:{cycle}")
    assert "Còn 26 điều chưa trả lời" in page.text
    assert not [label for label in page.labels if label.startswith("Nộp")]
    await page.taps(f"submit:{cycle}:keep")
    assert "chưa nộp được" in page.text
    assert "Biểu hiện 2/27" in page.text


async def submits(person: Person, how: str = "Nộp và giữ") -> None:
    """A whole review with one mark."""
    await begins(person)
    await person.picks("Có dấu hiệu")
    await person.picks("Tiếp tục")
    await person.picks("Làm theo trang")
    for _ in range(3):
        await person.picks("Xong")
    await person.picks(how)
    assert "đã nộp" in person.text


async def test_a_submitted_review_is_reopened_until_the_cycle_closes(person: Person) -> None:
    await submits(person, "Nộp, xóa")
    assert "sửa được đến 09:00 06/12/2026" in person.text
    await person.picks("Mở lại để sửa")
    await person.picks("Sửa 1.1")
    await person.picks("Thực ra tôi không")
    await person.picks("Nộp và giữ")
    assert "được giữ lại cho riêng đồng chí" in person.text
    person.world.passes(days=14)
    await person.picks("Mở lại để sửa") if not isinstance(person, Plain) else await person.says("2")
    assert "đã đóng lúc 09:00 06/12/2026" in person.text


async def test_afterwards_it_is_read_only_and_says_when_the_next_one_opens(person: Person) -> None:
    world = person.world
    await submits(person)
    world.passes(days=20)
    await person.says("/tusoi")
    assert "đã đóng lúc 09:00 06/12/2026" in person.text
    assert "Đợt tiếp theo chưa có ngày" in person.text

    def plan(session: FlowSession) -> None:
        opens = world.now + timedelta(days=30)
        session.add(
            Cycle(
                unit_id=world.unit_id,
                checklist="nq04_2016",
                version="1",
                opens_at=opens,
                closes_at=opens + timedelta(days=14),
            )
        )

    await world.database.run(plan)
    await person.says("/tusoi")
    assert "Đợt tiếp theo mở ngày 11/01/2027" in person.text
    await person.picks("Xem bài đợt trước")
    assert "Chỉ để xem" in person.text
    assert "• 1.1" in person.text
    await person.picks("Quay lại")
    assert "đã đóng" in person.text


async def test_the_copy_of_last_time_is_on_the_next_opening_card(person: Person) -> None:
    await submits(person)
    person.world.passes(days=100)
    await person.world.opens_cycle()
    await person.says("/tusoi")
    assert "Đợt trước (đóng ngày 06/12/2026) đồng chí ghi 1 biểu hiện" in person.text
    await person.picks("Xem bài đợt trước")
    assert "• 1.1" in person.text
    await person.picks("Quay lại")
    await person.picks("Theo trang")
    assert "(1 điều" not in " ".join(person.labels), "a new review begins empty"


async def test_no_cycle_is_open(page: Page) -> None:
    page.world.passes(days=20)
    await joins(page)
    await page.says("/tusoi")
    assert "đã đóng" in page.text
    assert "Xem bài đợt trước" not in page.labels
    await page.taps("paper")
    assert "đã đóng" in page.text
    await page.taps(f"paperyes:{page.world.cycle_id}")
    assert "đã đóng lúc" in page.text


async def test_a_secretary_has_optional_items_of_his_office(person: Person) -> None:
    world = person.world

    def appoint(session: FlowSession) -> None:
        session.add(
            Role(member_id=world.members[0], unit_id=world.unit_id, name="secretary", from_at=world.now)
        )

    await world.database.run(appoint)
    await joins(person)
    await agrees(person)
    await person.picks("Từng biểu hiện một")
    assert "Biểu hiện 1/30" in person.text
    await person.picks("Làm theo trang")
    for _ in range(3):
        await person.picks("Xong, không")
    assert "Trang 4/4" in person.text
    await person.picks("Từng biểu hiện")
    assert "Biểu hiện 28/30" in person.text
    await person.picks("Tới phần tổng hợp")
    await person.picks("Nộp và giữ")
    assert "đã nộp" in person.text


@pytest.mark.parametrize(
    "words", ["TUYỆT MẬT số 12", "văn bản Mật của tỉnh", unicodedata.normalize("NFD", "TỐI MẬT")]
)
async def test_marks_of_secrecy_are_refused_before_anything_is_stored(
    page: Page, words: str, disk: Callable[[], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await begins(page)
    await page.picks("Có dấu hiệu")
    await page.picks("Ghi biểu hiện")
    await page.says(words)
    assert "dấu chỉ độ mật" in page.text
    assert "không được lưu" in page.text
    assert "Cụ thể là việc gì?" in page.text
    await page.taps(f"detail:{page.world.cycle_id}:1.1")
    assert "Biểu hiện cụ thể:" not in page.text
    assert words.encode() not in disk()
    assert words not in caplog.text


async def test_a_refused_line_is_taken_out_of_the_chat_where_that_can_be_done(person: Person) -> None:
    await begins(person)
    await person.picks("Có dấu hiệu")
    await person.picks("Ghi biểu hiện")
    await person.says("Hồ sơ TỐI MẬT của xã")
    assert "xóa cho cả hai bên" in person.text
    if isinstance(person, Phone):
        assert "TỐI MẬT" not in " ".join(m.text for m in person.server.chat(person.user.id).visible)
    await person.says("Giữ bí mật việc nhà")
    assert "Giữ bí mật việc nhà" in person.text


async def test_a_long_text_is_refused_with_its_length_and_the_longest_fits(person: Person) -> None:
    await begins(person)
    await person.picks("Có dấu hiệu")
    await person.picks("Ghi biểu hiện")
    await person.says("ă" * 1001)
    assert "dài 1" in person.text
    assert "1.001" in person.text or "1001" in person.text or "1,001" in person.text
    longest = ("<&> " * 250).strip()
    await person.says(longest)
    assert longest[:200] in person.text
    await person.picks("Tiếp tục")
    assert "Biểu hiện 2/27" in person.text


@pytest.mark.parametrize(
    ("typed", "lands_on"),
    [
        ("có", "Đồng chí có thể chọn nguyên nhân"),
        ("CO", "Đồng chí có thể chọn nguyên nhân"),
        ("Có dấu hiệu.", "Đồng chí có thể chọn nguyên nhân"),
        (unicodedata.normalize("NFD", "có, cần khắc phục"), "Đồng chí có thể chọn nguyên nhân"),
        ("can khac phuc", "Đồng chí có thể chọn nguyên nhân"),
        ("không", "Biểu hiện 2/27"),
        ("KHÔNG CÓ", "Biểu hiện 2/27"),
        (unicodedata.normalize("NFD", "Không"), "Biểu hiện 2/27"),
        ("khong", "Biểu hiện 2/27"),
        (" ko ", "Biểu hiện 2/27"),
        ("1", "Biểu hiện 2/27"),
        ("1.", "Biểu hiện 2/27"),
        ("２", "Đồng chí có thể chọn nguyên nhân"),
        ("3", "Đồng chí có thể chọn nguyên nhân"),
    ],
)
async def test_typed_answers_work(page: Page, typed: str, lands_on: str) -> None:
    await begins(page)
    await page.says(typed)
    assert lands_on in page.text


async def test_a_card_of_a_month_ago_still_answers(page: Page) -> None:
    await joins(page)
    await page.world.opens_cycle(days=60)
    await agrees(page)
    await page.picks("Từng biểu hiện một")
    old = dict(page.buttons)
    await page.says("không")
    page.world.passes(days=31)
    await page.taps(old["Có dấu hiệu"])
    assert "1.1" in page.text
    assert "chọn nguyên nhân" in page.text
    await page.picks("Tiếp tục")
    assert "Biểu hiện 2/27" in page.text


async def test_a_card_of_another_cycle_changes_nothing(page: Page) -> None:
    await begins(page)
    old = page.buttons["Có dấu hiệu"]
    page.world.passes(days=20)
    await page.taps(old)
    assert "đã đóng lúc" in page.text
    await page.world.opens_cycle()
    await page.taps(old)
    assert "đã đóng lúc" in page.text
    assert "Tự soi theo 27" in page.text
    await page.picks("Từng biểu hiện một")
    await page.taps(old)
    await page.picks("Từng biểu hiện một")
    assert "Biểu hiện 1/27" in page.text


async def test_double_taps_and_repeated_deliveries_change_nothing_more(page: Page) -> None:
    await begins(page)
    await page.taps(page.buttons["Có dấu hiệu"])
    cause = page.buttons["Do: Thiếu thông tin"]
    tap = page.event(choice=cause, event_id="tap")
    await page.sends(tap)
    await page.sends(tap)
    await page.taps(cause)
    assert [m.ticked for row in page.messages[-1].rows for m in row if "Thiếu thông tin" in m.label] == [True]
    await page.picks("Tiếp tục")
    await page.picks("Làm theo trang")
    for _ in range(3):
        await page.taps(page.buttons[only(page.labels, "Xong")])
    submit = page.buttons["Nộp và giữ bản của tôi"]
    await page.taps(submit)
    receipt = page.text
    page.world.passes(hours=1)
    await page.taps(submit)
    assert "lúc 09:00 22/11/2026" in receipt
    assert "lúc 09:00 22/11/2026" in page.text


FORGED = """
    rate:{0}:1.1:7 rate:{0}:1.1:t rate:{0}:1.1: rate:{0}:9.9:1 rate:{0}:4.1:1 rate:{0}:2.3:1
    rate:{0}::0 rate:x:1.1:1 rate:-1:1.1:1 rate:999999999999999:1.1:1
    rate:99999999999999999999999:1.1:1 rate:{0}:1.1:1:1 rate tick:{0}: tick:{0}:+ tick:{0}:9.9+
    tick:{0}:1.1+,,1.2+ tick:{0}:4.1+ page:{0}:99 page:{0}:-1 list:{0}:3 done:{0}:999999999999
    skip:{0}:77 cause:{0}:1.1:busy+ cause:{0}:2.3:busy+ write:{0}:note:1.2 write:{0}:note:2.3
    write:{0}:degree:1.1 write:{0}:note write:{0}:strengths:1.1 write:{0}::1.1 clear:{0}:degree:1.1
    clear:{0}:note:9.9 way:99999:sign way:{1}:sign sum:{1} last:{1} last:424242 reopen:{1}
    submit:{1}:keep paperyes:{1} paperyes:77 next:0 unlink:999999999999999 claim:999999999999999:yes
    speak:xx speak: withdraw:x here page review:1 : :: ☭
"""


async def test_forged_and_unknown_choices_change_nothing_and_break_nothing(page: Page) -> None:
    world = page.world
    await begins(page)
    await page.says("không")
    theirs = await another_cells_cycle(world)
    for form in [*FORGED.split(), "", "\0"]:
        await page.taps(form.format(world.cycle_id, theirs))
        assert page.text, form
        await page.says("/tusoi")
        assert "Biểu hiện 2/27" in page.text, form
        assert page.messages[-1].progress == (1, 27), form


async def another_cells_cycle(world: World) -> int:
    """A cycle that is open in a cell this member does not belong to."""

    def work(session: FlowSession) -> int:
        cell = make_cell(session, world.now, "CB9")
        cycle = Cycle(
            unit_id=cell.unit_id,
            checklist="nq04_2016",
            version="1",
            opens_at=world.now,
            closes_at=world.now + timedelta(days=9),
            frozen_at=world.now,
        )
        session.add(cycle)
        session.flush()
        return cycle.id or 0

    return await world.database.run(work)


@pytest.mark.parametrize(
    "form", ["cause:{0}:1.1:nonsense+", "cause:{0}:1.1:", "cause:{0}:1.1:busy-", "cause:{0}:1.1:+"]
)
async def test_causes_that_do_not_exist_are_not_kept(page: Page, form: str) -> None:
    await begins(page)
    await page.says("có")
    await page.taps(form.format(page.world.cycle_id))
    assert [
        item for row in page.messages[-1].rows for item in row if item.ticked and "Do:" in item.label
    ] == []


async def test_the_same_forged_field_typed_into_is_refused(page: Page) -> None:
    await begins(page)
    await page.says("có")
    await page.taps(f"write:{page.world.cycle_id}:degree:1.1")
    assert "Nút này thuộc về một bài khác" in page.text
    await page.says("không hiểu gì")
    assert "chưa hiểu" in page.text


async def test_commands_work_in_the_middle_of_free_text(person: Person) -> None:
    await begins(person)
    await person.says("có")
    await person.picks("Ghi biểu hiện")
    await person.says("/trogiup")
    assert "/quyenriengtu: xem" in person.text
    await person.says("xin chào")
    assert "chưa hiểu" in person.text
    await person.says("/tusoi")
    assert "Biểu hiện 2/27" in person.text
    assert "xin chào" not in person.text


PLACES = """
    review menu help language privacy seedata withdraw deletedata links unlinks pinnew openrecovery
    consent paper
"""


async def test_huy_leads_home_from_everywhere(page: Page) -> None:
    await begins(page)
    await page.says("có")
    for place in PLACES.split():
        await page.taps(place)
        await page.says("/huy")
        assert "Những gì đã lưu vẫn còn nguyên" in page.text, place
        assert "Nguyễn Văn An" in page.text, place
    await page.says("/tusoi")
    assert "Biểu hiện 2/27" in page.text


async def test_a_sticker_is_answered_and_the_place_is_kept(person: Person) -> None:
    await begins(person)
    if isinstance(person, Phone):
        await person.user.sends("sticker")
        await person.server.until(lambda: (person.server.confirmed or 0) >= (person.user.last_update or 0))
    else:
        assert isinstance(person, Direct)
        await person.sends(Event(person.bot, "sticker", person.address, "media"))
    assert "chỉ đọc được chữ" in person.text
    await person.says("không")
    assert "Biểu hiện 2/27" in person.text


async def test_an_edited_message_changes_no_answer(page: Page) -> None:
    await begins(page)
    await page.says("không")
    await page.sends(Event("web", "edit", page.address, "edited"))
    assert "Sửa tin cũ không làm đổi" in page.text
    await page.says("/tusoi")
    assert "Biểu hiện 2/27" in page.text


async def test_an_answer_that_was_lost_is_shown_again(page: Page) -> None:
    await begins(page)
    event = page.event(text="không", event_id="lost")
    await page.sends(event)
    await page.sends(event)
    assert "Biểu hiện 2/27" in page.text
    await page.taps("here")
    assert "Biểu hiện 2/27" in page.text


async def test_the_whole_of_it_in_english(person: Person) -> None:
    await joins(person)
    await person.says("/language")
    await person.picks("English")
    await person.says("/review")
    for _ in range(3):
        agree = next((label for label in person.labels if label.startswith("I agree")), None)
        if agree is None:
            break
        await person.picks(agree)
    assert "27 signs" in person.text
    await person.says("1")
    assert "1/3" in person.text
    for _ in range(3):
        await person.picks("Done")
    await person.says("/menu")
    await person.says("/ngonngu")
    await person.picks("Tiếng Việt")
    assert "Nguyễn Văn An" in person.text
