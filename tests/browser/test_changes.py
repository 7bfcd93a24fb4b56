"""What was pushed to an open page is changed where it stands, and taken out of it."""

from playwright.async_api import expect

from bot.channels.outcomes import Sent
from bot.messages import Button, Message
from tests.browser.conftest import Served
from tests.browser.visits import Visit

OPEN = ((Button("Mở thông báo", "menu"),),)


async def test_a_message_is_changed_and_taken_out_wherever_it_stands(visit: Visit, served: Served) -> None:
    await visit.plays(0)
    web = served.app.web
    await expect(visit.page.locator(".message.bot")).to_have_count(1)
    while not web.present():
        await visit.page.wait_for_timeout(50)
    (address,) = web.present()
    sent = await web.send(address, Message("Họp lúc 19:30", OPEN, aside=True))
    assert isinstance(sent, Sent)
    await visit.sees("19:30")
    await visit.says("/menu", "Tự soi")
    await web.change(address, sent.id, Message("Họp lúc <b>20:00</b>", OPEN, aside=True))
    told = visit.page.locator(f'[data-message="{sent.id}"]')
    await expect(told.locator("strong")).to_have_text("20:00")
    await expect(told.locator("button")).to_have_text("Mở thông báo")
    await expect(visit.page.locator("#announce")).to_contain_text("20:00")
    await expect(visit.card).not_to_contain_text("20:00")  # it stands where it stood
    await told.locator("button").focus()
    await web.delete(address, sent.id)
    await expect(told).to_have_count(0)
    await web.change(address, sent.id, Message("Họp lúc 21:00", aside=True))  # late
    await visit.says("/menu", "Tự soi")
    await expect(visit.page.locator("#log")).not_to_contain_text("21:00")
