"""What was pushed to an open page is changed where it stands, and taken out of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from bot.channels.outcomes import Sent
from bot.messages import Button, Message
from storage.engines import FlowSession
from storage.notices import RECALLED, Notice
from tests.announced import announce, correct
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
    await web.change(address, sent.id, Message("Đã gửi: 7\nĐang chờ: 3", OPEN, aside=True))
    await expect(told).to_contain_text("Đã gửi: 7")
    await web.change(address, sent.id, Message("Đã gửi: 10\nĐã xong", OPEN, aside=True))
    await expect(visit.page.locator("#announce")).to_contain_text("Đã xong")
    await expect(visit.page.locator("#announce")).not_to_contain_text(
        "Đã gửi: 10"
    )  # it only went on counting
    await told.locator("button").focus()
    await web.delete(address, sent.id)
    await expect(told).to_have_count(0)
    await web.change(address, sent.id, Message("Họp lúc 21:00", aside=True))  # late
    await visit.says("/menu", "Tự soi")
    await expect(visit.page.locator("#log")).not_to_contain_text("21:00")


async def test_an_opened_notice_is_corrected_and_taken_back_before_the_readers_eyes(
    visit: Visit, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = served.app
    noon = (datetime.now(UTC) + timedelta(days=1)).replace(hour=5)  # at night messages wait for the morning
    for clocked in (app.turns, app.jobs.layouts):
        monkeypatch.setattr(clocked, "clock", lambda: noon)
    await visit.plays(1)
    while not app.web.present():
        await visit.page.wait_for_timeout(50)
    (address,) = app.web.present()

    async def does(work: Callable[[FlowSession], int | None]) -> int:
        done = await app.database.run(work)
        await app.jobs.layouts.tick()
        await served.delivers()
        await app.refresher.tick()
        return done or 0

    def sends(session: FlowSession) -> int | None:
        actor = app.turns.actor(session, "web", address)
        assert actor is not None
        return announce(session, actor.unit_id or 0, actor.member_id or 0, noon, needs_answer=True).id

    def corrects(session: FlowSession) -> None:
        correct(session, session.get_one(Notice, notice_id), "Họp lúc **20:00**.")

    def recalls(session: FlowSession) -> None:
        session.get_one(Notice, notice_id).state = RECALLED

    notice_id = await does(sends)
    await visit.taps("Mở để trả lời", "19:30")
    log = visit.page.locator("#log")
    await does(corrects)
    await expect(visit.page.locator(".message.bot:has-text('Đã xem')")).to_contain_text("20:00")
    await expect(visit.card).to_contain_text("Đính chính")
    await expect(log).not_to_contain_text("19:30")
    await does(recalls)
    await expect(log).to_contain_text("đã được thu hồi")
    await expect(log).not_to_contain_text("20:00")
