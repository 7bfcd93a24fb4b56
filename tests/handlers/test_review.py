"""The self-review as conversations, on every channel: from the first card to the summary."""

import pytest

from storage.engines import FlowSession
from storage.members import Role
from tests.conversations import Friend, Person, Plain, agrees, begins, finishes_pages, joins, praises

TICKED_ONE_BY_ONE = ("plain", "web", "telegram")
"""Where a page stays until it is said to be done; on Zalo its numbers say it at once (`test_zalo_budget`)."""


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
    await begins(person)
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


async def test_without_buttons_nothing_to_mark_takes_six_messages(plain: Plain) -> None:
    await joins(plain)
    await agrees(plain)
    for words in ("/tusoi", "1", "0", "0", "0", "nộp"):
        await plain.says(words)
    assert "đã nộp" in plain.text


@pytest.mark.parametrize("person", TICKED_ONE_BY_ONE, indirect=True)
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


@pytest.mark.parametrize("person", TICKED_ONE_BY_ONE, indirect=True)
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
    await finishes_pages(person)
    assert "Có, cần khắc phục (do Hiểu chưa kỹ, Xa trung tâm <b>& ít sách)" in person.text


async def test_the_line_of_strengths_comes_at_the_end(person: Person) -> None:
    await begins(person, "Theo trang")
    for _ in range(3):
        await person.picks("Xong, không")
    if not isinstance(person, Friend):
        await person.picks("Thêm một dòng ưu điểm")
    await person.says("/menu")
    await person.says("/tusoi")
    await praises(person, "Hay giúp hàng xóm")
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
    await finishes_pages(person)
    await person.picks("Sửa 1.1")
    await person.picks("Có, cần khắc phục")
    await person.picks("Tiếp tục")
    assert "Tổng hợp" in person.text
    assert "• 1.1 Phai nhạt lý tưởng, giảm sút niềm tin: Có, cần khắc phục" in person.text


async def test_a_secretary_has_optional_items_of_his_office(person: Person) -> None:
    world = person.world

    def appoint(session: FlowSession) -> None:
        session.add(
            Role(member_id=world.members[0], unit_id=world.unit_id, name="secretary", from_at=world.now)
        )

    await world.database.run(appoint)
    await joins(person)
    await person.says("/menu")
    assert "đã trả lời 0/30" in person.text
    await agrees(person)
    assert "Tự soi theo 27 biểu hiện" in person.text
    assert "có thêm 3 điều, không bắt buộc; tất cả là 30" in person.text
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
