""" "There is something new" in a real browser: offered, explained, turned on; what the worker then shows."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from playwright.async_api import Browser, expect

from bot.pushes import Vapid
from storage.reminding import PushSubscription
from tests.bot.surfers import count
from tests.browser.conftest import Served, serving
from tests.browser.visits import Visit, visiting

DONE = re.compile("^Xong")
STUB = """
Object.defineProperty(PushManager.prototype, "subscribe", { value: async function (options) {
  window.asked = { ...options, applicationServerKey: [...options.applicationServerKey] };
  return { endpoint: "https://fcm.googleapis.com/fcm/send/browser-test" };
} });
"""
"""A push service cannot be reached from here; all else is the browser's own."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A demo where browsers can be told."""
    async with serving(tmp_path_factory.mktemp("pushes")) as running:
        running.app.database.info["push"] = ("fcm.googleapis.com",)
        yield running


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def _nobody_told_yet(served: Served) -> None:
    """What another test has left does not count."""
    await served.app.database.run(lambda session: session.exec(sa.delete(PushSubscription)))


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, served: Served) -> AsyncIterator[Visit]:
    """A phone that lets this page notify."""
    async with visiting(browser, served.address, permissions=["notifications"]) as made:
        await made.page.add_init_script(STUB)
        yield made


async def hands_in(visit: Visit) -> None:
    """A whole review, to the receipt."""
    await visit.opens_review("Theo trang")
    while await visit.button(DONE).count():
        await visit.taps(DONE)
    await visit.taps("Nộp và giữ", "đã nộp")


async def offers(visit: Visit) -> None:
    """From the receipt to what it is."""
    await visit.taps("Báo cho tôi khi có việc mới", "đúng ba chữ")


async def subscriptions(served: Served) -> int:
    """How many browsers may be told."""
    return await count(served.app.database, PushSubscription)


async def rings(visit: Visit) -> None:
    """The browser gets a signal, as from its push service, while the page is looked at by nobody."""
    cdp = await visit.context.new_cdp_session(visit.page)
    workers: asyncio.Queue[str] = asyncio.Queue()

    def note(event: Any) -> None:
        for registration in event["registrations"]:
            workers.put_nowait(registration["registrationId"])

    cdp.on("ServiceWorker.workerRegistrationUpdated", note)
    await cdp.send("ServiceWorker.enable")
    worker = await asyncio.wait_for(workers.get(), 5)
    signal = {"origin": visit.address, "registrationId": worker, "data": ""}
    await cdp.send("ServiceWorker.deliverPushMessage", signal)


async def shown(visit: Visit) -> list[dict[str, str]]:
    """The notifications that stand."""
    found: list[dict[str, str]] = await visit.value(
        """async () => {
          const all = await (await navigator.serviceWorker.ready).getNotifications();
          return all.map(({ title, body, tag, lang }) => ({ title, body, tag, lang }));
        }"""
    )
    return found


async def test_offered_after_handing_in_turned_on_told_and_turned_off(visit: Visit, served: Served) -> None:
    await visit.plays(1)
    await hands_in(visit)
    assert await visit.value("document.documentElement.scrollWidth") <= 360
    await offers(visit)
    await visit.sees("Google, Apple")
    await visit.taps("Bật trên máy này", "Đã bật trên máy này")
    assert await subscriptions(served) == 1
    asked = await visit.value("window.asked")
    key = base64.urlsafe_b64encode(bytes(asked["applicationServerKey"])).rstrip(b"=").decode()
    assert key == Vapid(served.app.database.keyring).public
    assert asked["userVisibleOnly"] is True
    for _ in range(2):
        await rings(visit)
    await eventually(
        lambda: shown(visit), [{"title": "Có việc mới", "body": "", "tag": "tusoi", "lang": "vi"}]
    )

    async def looked_at() -> list[dict[str, str]]:
        await visit.value("document.dispatchEvent(new Event('visibilitychange'))")
        return await shown(visit)

    await eventually(looked_at, [])  # it has been read, the second signal too, whenever it came
    await visit.taps("Tắt trên máy này", "Chào đồng chí")
    assert await subscriptions(served) == 0
    assert await visit.value("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


async def eventually(look: Callable[[], Awaitable[object]], wanted: object) -> None:
    """It comes to this within a while, on a busy machine too."""
    found: object = None
    for _ in range(200):
        found = await look()
        if found == wanted:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(found)


REFUSED = {
    "denied": ("Notification.requestPermission = async () => 'denied';", "đang chặn thông báo"),
    "later": ("Notification.requestPermission = async () => 'default';", "chọn Cho phép"),
    "unsupported": ("delete window.PushManager;", "Chrome, Edge hoặc Firefox"),
    "on plain http": ("Object.defineProperty(window, 'isSecureContext', { value: false });", "Chrome, Edge"),
    "no service": (
        "PushManager.prototype.subscribe = async () => { throw new DOMException('x', 'AbortError'); };",
        "có thể do mạng",
    ),
    "another service": (
        "PushManager.prototype.subscribe = async () => ({ endpoint: 'https://push.evil.example/x' });",
        "có thể do mạng",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_why_it_is_not_on_is_said_in_one_sentence(browser: Browser, served: Served, case: str) -> None:
    script, said = REFUSED[case]
    async with visiting(browser, served.address, permissions=["notifications"]) as visit:
        await visit.page.add_init_script(script)
        await visit.plays(2)
        await says_choice(visit, "push")
        await visit.taps("Bật trên máy này", said)
        await expect(visit.button("Thử bật lại")).to_be_visible()
        visit.problems[:] = [problem for problem in visit.problems if "status of 400" not in problem]
    assert await subscriptions(served) == 0


async def says_choice(visit: Visit, choice: str) -> None:
    """Tap a choice that stands on another card."""
    await visit.value(
        "choice => { document.querySelector('[data-choice]').dataset.choice = choice; }", choice
    )
    await visit.page.locator(f"[data-choice={choice}]").click()
    await visit.settles()


async def test_on_an_iphone_it_is_had_from_the_home_screen(browser: Browser, served: Served) -> None:
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
    async with visiting(browser, served.address, user_agent=phone) as visit:
        await visit.page.add_init_script("delete window.PushManager;")
        await visit.plays(2)
        await says_choice(visit, "push")
        await visit.taps("Bật trên máy này", "Thêm vào MH chính")


async def test_a_browser_without_any_of_it_chats_and_forgets_all_the_same(
    browser: Browser, served: Served
) -> None:
    async with visiting(browser, served.address) as visit:
        await visit.page.add_init_script(
            "delete Navigator.prototype.serviceWorker; delete window.PushManager; delete window.Notification;"
        )
        await visit.plays(3)
        await visit.says("/lienket", "Máy và kênh")
        await forgets(visit)


async def forgets(visit: Visit) -> None:
    """Take everything off this machine."""
    await visit.page.locator("#menu-button").click()
    await visit.page.locator("#forget").click()
    await visit.page.locator("#forget-yes").click()
    await expect(visit.page).to_have_url(f"{visit.address}/demo")


async def test_a_machine_that_forgets_is_not_told_any_more(visit: Visit, served: Served) -> None:
    await visit.plays(4)
    await says_choice(visit, "push")
    await visit.taps("Bật trên máy này", "Đã bật")
    assert await subscriptions(served) == 1
    await forgets(visit)
    assert await subscriptions(served) == 0
    assert await visit.value("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


async def test_the_worker_speaks_the_language_of_the_page(visit: Visit) -> None:
    await visit.plays(5)
    await says_choice(visit, "push")
    await visit.taps("Bật trên máy này", "Đã bật")
    await visit.says("/language")
    await visit.taps("English")
    await expect(visit.page.locator("html")).to_have_attribute("lang", "en")

    async def worker() -> object:
        return await visit.value("navigator.serviceWorker.ready.then(({ active }) => active?.scriptURL)")

    await eventually(worker, f"{visit.address}/sw.js?lang=en")
    await rings(visit)
    await eventually(
        lambda: shown(visit), [{"title": "Something new", "body": "", "tag": "tusoi", "lang": "en"}]
    )
    await forgets(visit)
