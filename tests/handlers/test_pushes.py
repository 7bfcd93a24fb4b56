""" "There is something new" while the page is closed, as a conversation: offered, explained, on, off."""

import pytest

from flows import pushes
from flows.replies import FlowError
from storage import erasure
from storage.accounts import Actor
from storage.engines import FlowSession
from storage.reminding import PushSubscription
from tests.bot.surfers import count
from tests.conversations import Page, Person, World, begins, finishes_pages, joins

ENDPOINT = "https://fcm.googleapis.com/fcm/send/{}"


@pytest.fixture
def world(world: World) -> World:
    """Where browsers can be told."""
    world.database.info["push"] = ("fcm.googleapis.com",)
    return world


async def acts(page: Page, name: str = "a") -> None:
    """What the page's script does at "on": it tells the server where its browser can be told."""

    def work(session: FlowSession) -> None:
        pushes.subscribe(session, actor_of(session, page), ENDPOINT.format(name), page.world.now)

    await page.world.database.run(work)


def actor_of(session: FlowSession, page: Page) -> Actor:
    """Who is at that page."""
    actor = page.world.turns.actor(session, page.bot, page.address)
    assert actor
    return actor


async def submits(person: Person) -> None:
    """A whole review."""
    await begins(person)
    await finishes_pages(person)
    await person.picks("Nộp và giữ")
    assert "đã nộp" in person.text


async def test_after_handing_in_it_is_offered_explained_turned_on_and_off(world: World, page: Page) -> None:
    await submits(page)
    said = await page.picks("Báo cho tôi khi có việc mới")
    assert "đúng ba chữ “Có việc mới”" in said
    assert "Google, Apple" in said
    await acts(page)
    assert "Đã bật trên máy này" in await page.picks("Bật trên máy này")
    await page.says("/tusoi")
    assert "Báo cho tôi khi có việc mới" not in page.labels
    assert "Đã bật trên máy này" in await page.taps("push")
    said = await page.picks("Tắt trên máy này")
    assert "Đã tắt" in said
    assert await count(world.database, PushSubscription) == 0
    await page.says("/tusoi")
    assert "Báo cho tôi khi có việc mới" in page.labels


async def test_it_is_offered_on_the_web_alone_and_only_where_it_can_be_had(person: Person) -> None:
    await submits(person)
    on_web = isinstance(person, Page)
    assert ("Báo cho tôi khi có việc mới" in person.labels) == on_web
    person.world.database.info["push"] = ()
    await person.says("/tusoi")
    assert "Báo cho tôi khi có việc mới" not in person.labels
    if isinstance(person, Page):
        for verb in ("push", "pushon", "pushon:denied"):
            assert "Nút này không còn dùng nữa" in await person.taps(verb)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("denied", "đang chặn thông báo"),
        ("later", "chọn Cho phép"),
        ("home", "Thêm vào MH chính"),
        ("unsupported", "Chrome, Edge hoặc Firefox"),
        ("failed", "có thể do mạng"),
        ("made-up", "có thể do mạng"),
    ],
)
@pytest.mark.usefixtures("world")
async def test_why_it_is_not_on_and_what_he_can_do(page: Page, why: str, said: str) -> None:
    await joins(page)
    assert said in await page.taps(f"pushon:{why}")
    assert "Thử bật lại" in page.labels


@pytest.mark.usefixtures("world")
async def test_a_page_that_told_the_server_nothing_is_not_on(page: Page) -> None:
    await joins(page)
    assert "Chưa bật được" in await page.taps("pushon")


async def test_five_browsers_at_most_and_the_oldest_goes(world: World) -> None:
    pages = [Page(world, f"page-{number}") for number in range(6)]
    for number, page in enumerate(pages):
        if number == 0:
            await joins(page)
        else:
            await pages[0].says("/lienket")
            await pages[0].picks("Nối thêm")
            code = pages[0].text.partition("#")[2][:8]
            await page.says(f"/start {code}")
        world.passes(minutes=1)
        await acts(page, str(number))
    assert await count(world.database, PushSubscription) == 5
    on = ["Đã bật" in await page.taps("push") for page in pages]
    assert on == [False, True, True, True, True, True]


async def test_a_browser_is_one_place_even_with_a_new_address(world: World, page: Page) -> None:
    await joins(page)
    for name in ("a", "b", "b"):
        await acts(page, name)
    assert await count(world.database, PushSubscription) == 1


async def test_a_browser_that_changed_hands_belongs_to_the_new_one(
    world: World, page: Page, other: Page
) -> None:
    await joins(page)
    await joins(other, 1)
    await acts(page)
    await acts(other)
    assert await count(world.database, PushSubscription) == 1
    assert "Đã bật" not in await page.taps("push")
    assert "Đã bật" in await other.taps("push")


async def test_forgetting_here_and_deleting_everything_erase_it(
    world: World, page: Page, other: Page
) -> None:
    await joins(page)
    await joins(other, 1)
    await acts(page, "a")
    await acts(other, "b")
    await page.taps("forgethere")
    assert await count(world.database, PushSubscription) == 1

    def work(session: FlowSession) -> None:
        vault = actor_of(session, other).vault_id
        assert vault
        erasure.erase_vaults(session, [vault], world.now)

    await world.database.run(work)
    assert await count(world.database, PushSubscription) == 0


async def test_a_locked_chat_and_a_stranger_keep_nothing(world: World, page: Page, other: Page) -> None:
    await other.says("xin chào")
    with pytest.raises(FlowError, match="not-joined"):
        await acts(other)
    await joins(page)
    await page.says("/lienket")
    await page.picks("Đặt mã PIN")
    await page.says("2468")
    world.passes(minutes=11)
    with pytest.raises(FlowError):
        await acts(page)
    assert await count(world.database, PushSubscription) == 0
