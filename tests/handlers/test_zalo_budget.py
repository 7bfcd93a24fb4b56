"""What a member costs on a platform that sells its messages (zalo.md, A6)."""

from collections.abc import AsyncIterator

import pytest

from tests.conversations import Friend, World, agrees, joins, zalo_polling
from tests.handlers.test_check_ins import plans
from tests.servers.zalo import ZaloServer, zalo_server


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    """A running server."""
    async with zalo_server() as running:
        yield running


@pytest.fixture
async def lan(world: World, server: ZaloServer) -> AsyncIterator[Friend]:
    """Somebody on Zalo."""
    async with zalo_polling(world, server) as receiver:
        friend = Friend(world, server.user("1a", "Lan"), server, receiver)
        yield friend


async def test_a_review_with_nothing_marked_takes_six_messages(lan: Friend, server: ZaloServer) -> None:
    await joins(lan)
    await agrees(lan)
    before = server.sent
    await lan.says("/tusoi")
    await lan.picks("Theo trang")
    for _ in range(3):
        await lan.picks("Xong")
    await lan.picks("Nộp, xóa")
    assert "đã nộp" in lan.text
    assert server.sent - before == 6


async def test_each_page_with_marks_takes_one_more_and_so_does_each_text(
    lan: Friend, server: ZaloServer
) -> None:
    await joins(lan)
    await agrees(lan)
    before = server.sent
    await lan.says("/tusoi")
    await lan.picks("Theo trang")
    said = await lan.says("2 5")
    assert "Đã ghi 2 điều là “Có dấu hiệu”." in said
    assert lan.labels == [
        "1.2 Xa rời tôn chỉ, mục đích của Đảng; phụ họa quan điểm sai",
        "1.5 Tự phê bình giấu giếm; phê bình nể nang, ngại va chạm",
        "Chọn lại trang này",
        "Đúng rồi, sang phần sau",
    ]
    assert "Trang 2/3" in await lan.says("2")
    await lan.says("4")
    assert "Trang 3/3" in await lan.says("0")
    await lan.says("0")
    assert "Đã ghi dòng ưu điểm" in await lan.says("+ Gần dân, chịu học")
    assert "Ưu điểm: Gần dân, chịu học" in lan.text
    assert "Có dấu hiệu" in lan.text
    assert "Có, cần khắc phục" in lan.text, "what was typed on the first page's card"
    await lan.picks("Nộp, xóa")
    assert "đã nộp" in lan.text
    assert server.sent - before == 6 + 2 + 1


async def test_words_about_a_sign_take_one_where_it_was_marked_and_at_the_end(
    lan: Friend, server: ZaloServer
) -> None:
    await joins(lan)
    await agrees(lan)
    before = server.sent
    await lan.says("/tusoi")
    await lan.picks("Theo trang")
    await lan.says("2 5")
    said = await lan.says("1.5: 2 lần không dám nói thẳng")
    assert "Đã ghi cho 1.5: 2 lần không dám nói thẳng" in said
    assert "Đúng rồi, sang phần sau" in said, "the card he was at"
    for _ in range(3):
        await lan.says("0")
    await lan.says("1.5 Không dám nói thẳng với cấp trên")
    assert "Tổng hợp" in lan.text
    assert "Đã ghi nguyên nhân của 1.5: nể nang" in await lan.says("1.5 Vì nể nang")
    assert "(do nể nang)" in lan.text
    await lan.picks("Nộp, xóa")
    assert "đã nộp" in lan.text
    assert server.sent - before == 6 + 1 + 3


async def test_words_that_do_not_say_what_they_are_about_are_not_taken(lan: Friend) -> None:
    await joins(lan)
    await agrees(lan)
    await lan.says("/tusoi")
    await lan.picks("Theo trang")
    await lan.says("2")
    for unclear in ("Hay ngại nói", "1.23 Hay ngại nói", "9.9 Hay ngại nói", "1.2 88", "+ 1"):
        assert "chưa hiểu" in await lan.says(unclear), unclear
        assert "bấm" not in lan.text, "there is nothing to tap here"
    assert "Dòng này có ghi dấu chỉ độ mật" in await lan.says("1.2 TUYỆT MẬT")
    assert "chưa ghi là có" in await lan.says("1.4 Hay ngại nói")


async def test_a_check_in_takes_two(lan: Friend, server: ZaloServer) -> None:
    await plans(lan, 3)
    before = server.sent
    await lan.says("/checkin")
    await lan.says("2 1 1")
    assert "Đã" in lan.text
    assert server.sent - before == 2
