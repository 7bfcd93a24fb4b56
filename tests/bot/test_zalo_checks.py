"""The live checks against the strict server, in both readings of each doubt."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import SecretStr
from typer.testing import CliRunner

from bot import cli
from bot.commands import zalo_live
from bot.commands.zalo_checks import NAMES, Patience, Result
from bot.commands.zalo_probe import Answer, shape
from bot.settings import Settings
from tests.servers.faults import drop, http_error
from tests.servers.zalo import TOKEN, User, ZaloServer, zalo_server
from tests.servers.zalo_world import Doubts

SECRET = TOKEN.partition(":")[2]
QUICK = Patience(poll=0.2, person=2.0, again=0.3)
TOLD = re.compile(r"Write `(.+)` to the bot now")


class Hand:
    """An operator with a phone: does what he is told, and looks whether it is bold."""

    def __init__(self, lan: User, *, counter: bool = True, picture: bool = True) -> None:
        self.lan, self.counter, self.picture = lan, counter, picture
        self.heard: list[str] = []
        self.refuses: tuple[str, ...] = ()
        self._tasks: set[asyncio.Task[Any]] = set()

    def say(self, sentence: str) -> None:
        self.heard.append(sentence)
        if found := TOLD.search(sentence):
            self._do(self.lan.says(found[1]))
        if "a picture" in sentence and self.picture:
            self._do(self.lan.sends_photo("https://photo.example.zdn.vn/private-name.jpg"))

    def _do(self, doing: Any) -> None:
        async def soon() -> None:
            await asyncio.sleep(0.05)
            await doing

        task = asyncio.create_task(soon())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def agrees(self, question: str) -> bool:
        self.heard.append(question)
        if any(words in question for words in self.refuses):
            return False
        if word := re.search("“(.+)”", question):
            shown = self.lan.messages[-1]
            units = shown.text.encode("utf-16-le")
            code = "i" if "italic" in question else "b"
            seen = [units[2 * at : 2 * (at + size)] for at, size, codes in shown.styles if code in codes]
            return seen == [word[1].encode("utf-16-le")]
        return True

    async def number(self, question: str) -> int | None:
        self.heard.append(question)
        server = self.lan.server
        return server.sent + server.received * server.doubts.counts_both if self.counter else None


def settings(server: ZaloServer, *, public: bool = True, bots: str = TOKEN) -> Settings:
    """A bot of that server, with a free port for the web chat."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Settings.model_construct(
        zalo_bots=SecretStr(bots),
        zalo_bot_api_base=server.base_url,
        web_port=port,
        public_url=f"http://127.0.0.1:{port}" if public else None,
    )


async def check(
    doubts: Doubts | None = None, *, public: bool = True, **hand: bool
) -> tuple[dict[str, Result], Hand, ZaloServer]:
    """All ten, by name, with somebody else writing in between."""
    async with zalo_server(doubts=doubts) as server:
        operator = Hand(server.user("1a2b3c", "Lan"), **hand)
        other = server.user("9f8e7d", "Minh")
        await other.says("điều kín của người khác")
        results = await zalo_live.go(settings(server, public=public), operator, QUICK)
        assert server.webhook is None
    heard = "\n".join([*operator.heard, *(f"{one.result} {one.follows}" for one in results)])
    for secret in (SECRET, "điều kín", "Minh", "Lan", "private-name", "1a2b3c"):
        assert secret not in heard
    assert [one.check for one in results] == [f"{number}. {name}" for number, name in enumerate(NAMES, 1)]
    return dict(zip(NAMES, results, strict=True)), operator, server


async def test_all_ten() -> None:
    found, operator, server = await check()
    assert [(one.result, one.follows) for one in found.values()] == [
        ("HTTP 200, ok: True", "nothing"),
        ("HTTP 200, ok: False, error_code: 408, after 0 s", "nothing"),
        ("one object; chat.id is the same as from.id", "nothing"),
        ("photo_url", "nothing"),
        ("2000: accepted; 2001: HTTP 200, ok: False, error_code: 400", "nothing"),
        ("an emoji counts two (UTF-16)", "nothing"),
        ("bold: seen, italic: seen", "nothing"),
        ("verification.ok: True; the probe came with the secret", "nothing"),
        ("not sent again within 0 s", "what is written while the machine is off may be lost: keep it on"),
        ("they do not count", "TUSOI_ZALO_COUNTS_BOTH=false"),
    ]
    assert server.violations == ["a text of 2001 units"]
    assert "  message.text: text of 12" in operator.heard
    assert "  event_name: message.image.received" in operator.heard
    assert any("X-Bot-Api-Secret-Token" in words for words in operator.heard)


@pytest.mark.parametrize(
    ("doubts", "check_name", "result", "follows"),
    [
        (
            Doubts(idle="408", errors_as_200=False),
            NAMES[1],
            "HTTP 408, ok: False, error_code: 408",
            "nothing",
        ),
        (Doubts(idle="empty"), NAMES[1], "HTTP 200, ok: True", "nothing"),
        (Doubts(idle="null"), NAMES[1], "HTTP 200, ok: True", "nothing"),
        (Doubts(idle="bare"), NAMES[1], "HTTP 200, ok: True", "nothing"),
        (Doubts(listed=True), NAMES[2], "in a list; chat.id is the same as from.id", "nothing"),
        (Doubts(apart=True), NAMES[2], "one object; chat.id is not from.id", "nothing"),
        (Doubts(photo="photo"), NAMES[3], "photo", "nothing"),
        (Doubts(photo="picture"), NAMES[3], "neither", "please report it"),
        (Doubts(camel=True, errors_as_200=False), NAMES[4], "2000: accepted; 2001: HTTP 400", "nothing"),
        (Doubts(probe_secret=False), NAMES[7], "verification.ok: True; the probe came without", "a probe"),
        (Doubts(retries=1), NAMES[8], "sent again after 0 s", "nothing"),
        (Doubts(retries=1, bare=True), NAMES[8], "sent again after 0 s", "nothing"),
        (Doubts(counts_both=True), NAMES[9], "they count", "TUSOI_ZALO_COUNTS_BOTH=true"),
    ],
)
async def test_the_other_reading(doubts: Doubts, check_name: str, result: str, follows: str) -> None:
    found, _, _ = await check(doubts)
    assert found[check_name].result.startswith(result)
    assert found[check_name].follows.startswith(follows)


async def test_without_a_public_address_a_picture_or_a_counter() -> None:
    found, _, _ = await check(public=False, counter=False, picture=False)
    assert found[NAMES[3]].result == "nothing came"
    for name in NAMES[7:9]:
        assert found[name].follows == "set TUSOI_PUBLIC_URL to use a webhook"
    assert found[NAMES[9]].follows == "TUSOI_ZALO_COUNTS_BOTH=true, to be safe"


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    """A running server."""
    async with zalo_server() as running:
        yield running


@pytest.fixture
def operator(server: ZaloServer) -> Hand:
    """Somebody who does as told."""
    return Hand(server.user("1a2b3c", "Lan"))


@pytest.mark.parametrize("doubts", [Doubts(), Doubts(camel=True)])
async def test_a_wrong_token_ends_it(doubts: Doubts) -> None:
    async with zalo_server(doubts=doubts) as server:
        operator = Hand(server.user("1a2b3c", "Lan"))
        results = await zalo_live.go(settings(server, bots="1:wrong-secret"), operator, QUICK)
    assert results[0].result == f"HTTP 200, ok: False, {'errorCode' if doubts.camel else 'error_code'}: 401"
    assert results[0].follows.startswith("correct TUSOI_ZALO_BOTS")
    assert {one.result for one in results[1:]} == {"not tried"}


@pytest.mark.parametrize("agreed", [True, False])
async def test_a_webhook_is_taken_away_only_with_consent(
    server: ZaloServer, operator: Hand, agreed: bool
) -> None:
    server.webhook = "https://tusoi.example.org/zalo", "a-secret"
    operator.refuses = () if agreed else ("Take it away?",)
    results = await zalo_live.go(settings(server, public=False), operator, QUICK)
    assert (server.webhook is None) is agreed
    assert (results[1].result == "not tried") is not agreed


class Mistaken(Hand):
    """An operator who writes something else than he is told."""

    def say(self, sentence: str) -> None:
        self.heard.append(sentence)
        if TOLD.search(sentence):
            self._do(self.lan.says("xin chào 99"))


async def test_nothing_is_sent_to_whoever_did_not_write_what_was_asked(server: ZaloServer) -> None:
    operator = Mistaken(server.user("1a2b3c", "Lan"))
    results = await zalo_live.go(settings(server, public=False), operator, replace(QUICK, person=0.4))
    assert results[2].result == "nothing came that could be read"
    assert [one.result for one in results[3:7]] == ["not tried"] * 4
    assert not server.counters["sendMessage"]


async def test_the_platform_in_trouble(server: ZaloServer, operator: Hand) -> None:
    server.fails("getUpdates", http_error(502))
    server.fails("setWebhook", drop())
    results = await zalo_live.go(settings(server), operator, QUICK)
    assert results[1].result.startswith("HTTP 502, no JSON object")
    assert results[1].follows.startswith("please report it")
    assert [one.result for one in results[7:9]] == ["no answer", "not tried"]


async def test_one_of_several_bots(server: ZaloServer, operator: Hand) -> None:
    operator.refuses = ("Check bot 7 (CB1)?",)
    found = settings(server, public=False, bots=f"7:other-secret CB1; {TOKEN} CB2 CB3")
    assert (await zalo_live.go(found, operator, QUICK))[0].follows == "nothing"
    assert "Check bot 12345689 (CB2, CB3)?" in operator.heard
    operator.refuses = ("Check bot",)
    with pytest.raises(typer.Exit):
        await zalo_live.go(found, operator, QUICK)


async def test_not_while_the_bot_runs(
    server: ZaloServer, operator: Hand, capsys: pytest.CaptureFixture[str]
) -> None:
    found = settings(server)
    with socket.create_server(("127.0.0.1", found.web_port)), pytest.raises(typer.Exit):
        await zalo_live.go(found, operator, QUICK)
    assert "Stop `tusoi run` first" in capsys.readouterr().err
    operator.refuses = ("Is `tusoi run` stopped",)
    with pytest.raises(typer.Exit):
        await zalo_live.go(found, operator, QUICK)
    assert not server.calls


async def test_an_address_that_is_not_of_this_machine(server: ZaloServer, operator: Hand) -> None:
    found = settings(server).model_copy(update={"web_host": "192.0.2.1"})
    with pytest.raises(OSError, match="192"):
        await zalo_live.go(found, operator, QUICK)
    assert not operator.heard


def test_at_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TUSOI_ZALO_BOTS", raising=False)
    missing = CliRunner().invoke(cli.app, ["doctor", "--zalo"])
    assert (missing.exit_code, "set TUSOI_ZALO_BOTS" in missing.stderr) == (1, True)
    monkeypatch.setenv("TUSOI_ZALO_BOTS", TOKEN)
    monkeypatch.setenv("TUSOI_WEB_PORT", "0")
    for typed, asked in (("n\n", 1), ("", 1), ("\nperhaps\nn\n", 3)):  # only a clear answer counts
        refused = CliRunner().invoke(cli.app, ["doctor", "--zalo"], input=typed)
        assert refused.exit_code == 1, refused.output
        assert refused.stderr.count("Is `tusoi run` stopped") == asked
        assert SECRET not in refused.output


def test_nothing_that_somebody_wrote_is_shown() -> None:
    found = {
        "result": [{"text": "kín", "is_bot": False, "date": 1767225600123, "x": None}] * 2,
        "hint": "why",
    }
    assert list(shape(found)) == [
        "result: list of 2",
        "result[0].text: text of 3",
        "result[0].is_bot: False",
        "result[0].date: number of 13 digits",
        "result[0].x: None",
        "hint: why",
    ]
    assert str(Answer(0, None)) == "no answer"
