"""The Zalo channel, against the strict server: what leaves, what comes, and what goes wrong on the way."""

import json
import logging
import traceback
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels import zalo_bot, zalo_wire
from bot.channels.outcomes import Outcome, Rejected, Sent, Throttled, Unknown, Unreachable
from bot.channels.zalo_bot import CAPABILITIES, Trouble, ZaloBot
from bot.messages import Message, render, split
from flows.replies import Raw, Reply
from tests.servers.faults import Fault, drop, flood, hang, http_error
from tests.servers.zalo import TOKEN, User, ZaloServer, zalo_server
from tests.servers.zalo_world import Doubts, size

SECRET = TOKEN.partition(":")[2]
CASES = Path(__file__).parent / "zalo"


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    """A running server."""
    async with zalo_server() as running:
        yield running


@pytest.fixture
async def zalo(server: ZaloServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ZaloBot]:
    """A bot that waits for nothing long."""
    monkeypatch.setattr(zalo_bot, "CALL_WITHIN", 0.5)
    made = ZaloBot(server.token, server.base_url)
    yield made
    await made.close()


@pytest.fixture
def lan(server: ZaloServer) -> User:
    """Somebody who may be written to."""
    return server.user("1a2b3c", "Lan")


def cases(name: str) -> list[Any]:
    """Cases that anybody can read: what is given, and what is to come of it."""
    found: list[Any] = json.loads((CASES / name).read_text("utf-8"))
    return [pytest.param(case, id=case["name"]) for case in found]


@pytest.mark.parametrize("case", cases("outgoing.json"))
async def test_what_leaves(case: dict[str, Any], zalo: ZaloBot, lan: User, server: ZaloServer) -> None:
    assert isinstance(await zalo.send(lan.id, Message(case["html"])), Sent)
    [call] = [call for call in server.calls if call.method == "sendMessage"]
    assert call.parameters == {"chat_id": lan.id, **case["call"]}
    assert not server.violations


@pytest.mark.parametrize("case", cases("incoming.json"))
def test_what_comes(case: dict[str, Any]) -> None:
    found = [zalo_wire.arrived(one) for one in zalo_wire.updates_of(case["body"])]
    told = [
        None
        if one is None
        else {key: getattr(one, key) for key in ("chat", "private", "text", "photo", "caption")}
        for one in found
    ]
    assert told == case["told"]


def test_a_message_is_known_again_and_tells_nobody_whose_it_is() -> None:
    def name(chat: str, message: str) -> str:
        found = zalo_wire.arrived(
            {
                "event_name": zalo_wire.TEXT,
                "message": {"chat": {"id": chat}, "message_id": message, "text": "a"},
            }
        )
        assert found is not None
        return found.name

    assert name("c1", "m1") == name("c1", "m1")
    assert len({name("c1", "m1"), name("c1", "m2"), name("c2", "m1"), name("c1m", "1")}) == 4
    assert "lan" not in name("lan", "m1")
    assert len(name("lan", "m1")) <= 80


REFUSALS = (
    (429, Throttled),
    (403, Unreachable),
    (401, Unreachable),
    (400, Rejected),
    (404, Rejected),
    (408, Unknown),
    (500, Unknown),
)


@pytest.mark.parametrize(("code", "outcome"), REFUSALS)
@pytest.mark.parametrize("doubts", [Doubts(), Doubts(errors_as_200=False), Doubts(camel=True)])
def test_what_a_refusal_means(code: int, outcome: type[Outcome], doubts: Doubts) -> None:
    body = json.dumps({"ok": False, "errorCode" if doubts.camel else "error_code": code})
    with pytest.raises(Trouble) as caught:
        zalo_bot._result(200 if doubts.errors_as_200 else code, body.encode())
    assert isinstance(zalo_bot._outcome(caught.value), outcome)


@pytest.mark.parametrize(
    ("fault", "outcome", "there"),
    [
        (http_error(502), Unknown, 0),
        (flood(), Throttled, 0),
        (drop(), Unknown, 0),
        (drop(after=True), Unknown, 1),
        (hang(), Unknown, 0),
        (hang(after=True), Unknown, 1),
    ],
    ids=str,
)
async def test_what_may_have_arrived_is_not_repeated(
    zalo: ZaloBot, lan: User, server: ZaloServer, fault: Fault, outcome: type[Outcome], there: int
) -> None:
    server.fails("sendMessage", fault)
    sent, found = await zalo.answer(lan.id, [Message("một")])
    assert isinstance(found, outcome)
    assert sent == (outcome is Unknown), "what may have arrived counts"
    assert [shown.text for shown in lan.messages] == ["một"] * there


async def test_after_what_did_not_arrive_nothing_further_is_sent(
    zalo: ZaloBot, lan: User, server: ZaloServer
) -> None:
    server.fails("sendMessage", flood())
    found = await zalo.answer(lan.id, [Message("một"), Message("hai")])
    assert found == (0, Throttled(zalo_bot.SATURATED))
    assert not lan.messages
    number, last = await zalo.answer(lan.id, [Message("một"), Message("hai")])
    assert isinstance(last, Sent)
    assert (number, last.id) == (2, lan.messages[1].id)


async def test_who_never_wrote_cannot_be_written_to(zalo: ZaloBot) -> None:
    assert isinstance(await zalo.send("nobody", Message("một")), Rejected)


async def test_neither_words_nor_a_trace_show_the_token(
    server: ZaloServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in a log at its most talkative, an exception, its cause or its context."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(zalo_bot, "CALL_WITHIN", 0.2)
    for base, fault in (
        ("http://127.0.0.1:9", None),
        ("http://nowhere.invalid", None),
        (server.base_url, drop()),
        (server.base_url, hang()),
        (server.base_url, http_error()),
    ):
        if fault:
            server.fails("getMe", fault)
        zalo = ZaloBot(TOKEN, base)
        with pytest.raises(Trouble) as caught:
            await zalo.call("getMe", {})
        await zalo.close()
        error = caught.value
        assert error.__cause__ is None
        assert error.__context__ is None
        assert SECRET not in "".join(traceback.format_exception(error)) + repr(zalo)
    assert SECRET not in caplog.text


@pytest.mark.parametrize("idle", ["408 as 200", "408", "null", "empty", "nothing"])
async def test_nothing_came(idle: str) -> None:
    async with zalo_server(doubts=Doubts(idle=idle)) as server:
        zalo = ZaloBot(server.token, server.base_url)
        assert await zalo.fetch(0) == []
        await zalo.close()
        assert not server.violations


@pytest.mark.parametrize("listed", [False, True])
async def test_one_update_at_a_time_or_perhaps_a_list(listed: bool) -> None:
    async with zalo_server(doubts=Doubts(listed=listed)) as server:
        zalo = ZaloBot(server.token, server.base_url)
        await server.user("1a", "Lan").says("chào")
        [update] = await zalo.fetch(5)
        await zalo.close()
        found = zalo_wire.arrived(update)
        assert found is not None
        assert (found.chat, found.text) == ("1a", "chào")


def test_texts_are_split_after_nfc_and_nothing_is_lost() -> None:
    """Decomposed Vietnamese is longer before it is put together; a face is two units."""
    words = "Tự soi, tự sửa 😀 "
    decomposed = unicodedata.normalize("NFD", words)
    messages = render(Reply((Raw(decomposed * 400),)), "vi", CAPABILITIES)
    sent = [zalo_wire.styled(one.html)[0] for one in messages]
    assert len(sent) > 1
    assert all(0 < size(one) <= 2000 for one in sent)
    assert " ".join(" ".join(sent).split()) == " ".join((words * 400).split())
    assert all(size(part) <= 2000 for letter in "x😀" for part in split(letter * 2500, 2000))


def test_letters_that_grow_when_they_are_put_together_fit_all_the_same() -> None:
    growing = "\u0958\ufb2c" * 900
    sent = [zalo_wire.styled(one.html)[0] for one in render(Reply((Raw(growing),)), "vi", CAPABILITIES)]
    assert all(size(one) <= 2000 for one in sent)
    assert "".join(sent) == unicodedata.normalize("NFC", growing)
