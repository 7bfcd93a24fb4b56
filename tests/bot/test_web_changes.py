"""Messages on open pages that are changed or taken back, and nothing of them left behind."""

import asyncio

from bot.channels.outcomes import Rejected, Sent, Unreachable, Withheld
from bot.channels.web import Listener, Push, Web
from bot.messages import File, Message

WORDS = Message("Họp lúc 19:30", aside=True)


def got(listener: Listener) -> list[Push]:
    """What a page got, but for where it stands."""
    found = []
    while not listener.queue.empty():
        found.append(listener.queue.get_nowait())
    return [push for push in found if push.event != "hello"]


async def test_a_page_is_told_what_a_message_says_now() -> None:
    web = Web()
    listener = web.open("a")
    sent = await web.send("a", WORDS)
    assert isinstance(sent, Sent)
    assert await web.change("a", sent.id, Message("Họp lúc 20:00")) == Sent(sent.id)
    _, push = got(listener)
    assert (push.event, push.value["id"], push.value["message"]["id"]) == ("change", sent.id, sent.id)
    assert push.value["message"]["lines"] == [[{"t": "Họp lúc 20:00"}]]


async def test_what_was_taken_back_is_not_pushed_again_to_who_lost_the_connection() -> None:
    web = Web()
    listener = web.open("a")
    (hello,) = [listener.queue.get_nowait()]
    stored = File("a.pdf", b"", stored=7)
    words, file = await web.send("a", WORDS), await web.send("a", Message("", file=stored, aside=True))
    assert isinstance(words, Sent)
    assert isinstance(file, Sent)
    url = got(listener)[1].value["messages"][0]["file"]["url"]
    assert web.shelves.fetch(url.removeprefix("/files/"), "a") == stored
    for name in (words.id, file.id):
        assert await web.delete("a", name) == Sent(name)
    assert web.shelves.fetch(url.removeprefix("/files/"), "a") is None
    again = web.open("a", after=hello.number)
    assert [push.value["message"] for push in got(again)] == [None, None]


async def test_a_closed_page_is_not_there_and_what_is_not_wanted_does_not_leave() -> None:
    async def wanted() -> bool:
        return False

    web = Web()
    assert await web.change("a", "x", WORDS) == await web.delete("a", "x") == Unreachable()
    assert await web.refresh("a", WORDS) == Rejected("no card is known")
    listener = web.open("a")
    assert await web.send("a", WORDS, wanted=wanted) == Withheld()
    assert await web.change("a", "x", WORDS, wanted=wanted) == Withheld()
    await asyncio.sleep(0)
    assert got(listener) == []
