"""The self-review as conversations, on every channel."""

from tests.conversations import Person, agrees, joins


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
