"""From Zalo to the web and Telegram and back, with the review going on in the middle."""

from collections.abc import AsyncIterator

import pytest

from tests.conversations import (
    Friend,
    Page,
    Person,
    Phone,
    World,
    agrees,
    joins,
    polling,
    zalo_polling,
)
from tests.handlers.test_links import link_code
from tests.servers.telegram import telegram_server
from tests.servers.zalo import zalo_server


@pytest.fixture
async def lan(world: World) -> AsyncIterator[Friend]:
    """Somebody on Zalo."""
    async with zalo_server() as server, zalo_polling(world, server) as receiver:
        yield Friend(world, server.user("1a", "Lan"), server, receiver)


@pytest.fixture
async def phone(world: World) -> AsyncIterator[Phone]:
    """The same person on Telegram."""
    async with telegram_server() as server, polling(world, server):
        yield Phone(world, server.user(1001, "Lan"), server)


async def links(old: Person, new: Person) -> None:
    """A code from one chat, typed in the other."""
    await new.says(await link_code(old))


async def test_a_review_goes_on_wherever_he_is(lan: Friend, page: Page, phone: Phone) -> None:
    await joins(lan)
    await agrees(lan)
    await lan.picks("Theo trang")
    await lan.says("2 5")
    assert "Trang 2/3" in await lan.says("1")
    await links(lan, page)
    await page.says("/tusoi")
    assert "Trang 2/3" in page.text
    await page.picks("2.4")
    await page.picks("Xong trang này")
    assert "Trang 3/3" in page.text
    await links(page, phone)
    await agrees(phone)
    assert "Trang 3/3" in phone.text
    await phone.picks("Xong")
    said = await lan.says("/tusoi")
    assert "2.4" in said, "what was ticked on the web has no degree yet"
    await lan.says("0")
    await lan.picks("Nộp và giữ")
    assert "đã nộp" in lan.text
    assert "đã nộp" in (await page.says("/tusoi")).lower()


async def test_from_the_web_to_zalo(lan: Friend, page: Page) -> None:
    await joins(page)
    await agrees(page)
    await page.picks("Theo trang")
    await page.picks("Xong")
    await links(page, lan)
    await agrees(lan)
    assert "Trang 2/3" in lan.text
