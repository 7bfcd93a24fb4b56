"""What the page sends and gets: cards, words, files; what goes wrong, and what is forgotten."""

import asyncio
import logging
import re
from typing import Any

import pytest
from aiohttp.test_utils import BaseTestServer
from sqlalchemy.exc import OperationalError

from bot.channels import web_shelves
from bot.web import Site
from storage.accounts import Account
from storage.events import Event
from tests.bot.surfers import JSON, Surfer, choices, count, event_id, words
from tests.conversations import World


async def test_a_page_joins_by_code_and_is_told_so(surfer: Surfer, world: World) -> None:
    answer = await surfer.joins(await world.code())
    assert "Nguyễn Văn An" in words(answer)
    assert answer["messages"][0]["keep"] is True
    assert (answer["secret"], answer["language"]) == (False, "vi")
    assert "review" in choices(answer)


async def test_the_same_id_twice_does_nothing_twice(surfer: Surfer, world: World) -> None:
    cycle = world.cycle_id
    await surfer.begins(await world.code(), cycle)
    body = {"id": event_id(), "choice": f"rate:{cycle}:1.1:0"}
    first = await (await surfer.post(body)).json()
    events = await count(world.database, Event)
    again = await (await surfer.post(body)).json()
    assert words(again) == words(first)
    assert choices(again) == choices(first)
    assert first["messages"][0]["progress"] == again["messages"][0]["progress"] == [1, 27]
    assert await count(world.database, Event) == events


async def test_a_card_is_replaced_by_its_answer_only(surfer: Surfer, world: World) -> None:
    await surfer.joins(await world.code())
    answer = await surfer.answers(choice="menu", card="c1")
    assert answer["messages"][0]["replaces"] == "c1"
    assert (await surfer.answers(text="/menu", card="c1"))["messages"][0]["replaces"] is None
    kept = await surfer.answers(choice="linkcode", card="c1")
    assert kept["messages"][0]["replaces"] is None
    assert "https://tusoi.test/#" in words(kept)


async def test_what_a_member_writes_comes_back_as_text(surfer: Surfer, world: World) -> None:
    cycle, evil = world.cycle_id, "<script>alert(1)</script> <b>x</b> &amp; https://a.test/?q=1&r=2"
    await surfer.begins(await world.code(), cycle)
    await surfer.answers(choice=f"rate:{cycle}:1.1:1")
    await surfer.answers(choice=f"write:{cycle}:note:1.1")
    answer = await surfer.answers(text=evil)
    assert evil in words(answer)
    runs = [run for message in answer["messages"] for line in message["lines"] for run in line]
    assert {"t": "x", "b": True} not in runs
    assert [run["href"] for run in runs if "href" in run] == ["https://a.test/?q=1&r=2"]


async def test_control_characters_are_dropped(surfer: Surfer, world: World) -> None:
    await surfer.get("/")
    code = await world.code()
    answer = await surfer.answers(text=f"/start {code}\u0000\u0007")
    assert "Nguyễn Văn An" in words(answer)


async def test_words_that_must_not_be_kept_are_hidden(surfer: Surfer, world: World) -> None:
    await surfer.joins(await world.code())
    await surfer.answers(choice="links")
    asked = await surfer.answers(choice="pinnew")
    assert asked["secret"] is True
    answer = await surfer.answers(text="2468")
    assert (answer["hide"], answer["secret"]) == (True, False)


async def test_passing_trouble_is_told_as_such(
    surfer: Surfer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surfer.get("/")
    locked = OperationalError("", {}, Exception("database is locked"))

    async def trouble(work: Any) -> Any:
        raise locked

    with monkeypatch.context() as patch:
        locked.orig = type("OperationalError", (Exception,), {})()
        patch.setattr(world.database, "run", trouble)
        for response in (
            await surfer.post({"id": event_id(), "choice": "here"}),
            await surfer.get("/healthz"),
            await surfer.get("/"),
        ):
            assert response.status == 503
            assert response.headers["Retry-After"] == "1"
            assert response.headers["Content-Security-Policy"]
    assert (await surfer.get("/healthz")).status == 200


async def test_a_bug_says_nothing_and_the_log_neither(
    surfer: Surfer, site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await surfer.get("/")

    async def bug(work: Any) -> Any:
        raise RuntimeError("SECRET")

    with monkeypatch.context() as patch:
        patch.setattr(site.turns.database, "run", bug)
        response = await surfer.get("/")
    assert response.status == 500
    assert await response.text() == "500: Internal Server Error"
    assert "RuntimeError" in caplog.text
    assert "SECRET" not in caplog.text


async def test_the_log_names_no_address_and_no_text(
    surfer: Surfer, server: BaseTestServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await surfer.get("/")
    await surfer.answers(text="MARKER-1")
    await surfer.post(None, raw=b"MARKER-2")
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nMARKER-3\x00: \r\n\r\n")
    assert b"400" in await reader.readline()
    writer.close()
    ours = [record for record in caplog.records if record.name.startswith(("aiohttp.server", "tusoi"))]
    assert ours
    said = "\n".join(f"{record.getMessage()} {record.exc_info}" for record in ours)
    assert not re.search(r"MARKER|127\.0\.0\.1|Traceback", said)


async def test_a_file_is_for_its_own_page_and_for_a_while(
    surfer: Surfer, other: Surfer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surfer.joins(await world.code())
    await other.joins(await world.code(1))
    file = (await surfer.answers(choice="takedata"))["messages"][0]["file"]
    response = await surfer.get(file["url"])
    assert response.status == 200
    assert response.content_type == "application/octet-stream"
    assert response.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{file['name']}"
    assert (await response.read())[:2] == b"PK"
    assert (await other.get(file["url"])).status == 404
    assert (await surfer.get("/files/wrong")).status == 404
    monkeypatch.setattr(web_shelves, "monotonic", lambda: 1e12)
    assert (await surfer.get(file["url"])).status == 404


async def test_files_do_not_pile_up(
    surfer: Surfer, site: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surfer.joins(await world.code())
    urls = [(await surfer.answers(choice="takedata"))["messages"][0]["file"]["url"] for _ in range(7)]
    assert [(await surfer.get(url)).status for url in urls] == [404, 404, 200, 200, 200, 200, 200]
    monkeypatch.setattr(web_shelves, "FILES_KEPT", 0.01)
    site.channel.shelves = web_shelves.Shelves()
    await surfer.answers(choice="takedata")
    await asyncio.sleep(0.05)
    assert len(site.channel.shelves) == 0


async def test_forget_takes_everything_off_this_browser(surfer: Surfer, world: World) -> None:
    await surfer.joins(await world.code())
    taken = await surfer.answers(choice="takedata")
    url = taken["messages"][0]["file"]["url"]
    token = surfer.client.session.cookie_jar.filter_cookies(surfer.client.make_url("/"))["tusoi"].value
    assert await count(world.database, Account) == 1
    response = await surfer.client.post("/api/forget", headers=JSON)
    assert response.status == 204
    cleared = response.cookies["tusoi"]
    assert (cleared.value, cleared["max-age"], cleared["path"]) == ("", "0", "/")
    assert await count(world.database, Account) == 0
    assert (await surfer.get(url, Cookie=f"tusoi={token}")).status == 404
    assert (await surfer.post({"id": event_id(), "choice": "here"})).status == 403
    # The old cookie, in a tab that lags behind, is a stranger's.
    answer = await (await surfer.post({"id": event_id(), "choice": "review"}, Cookie=f"tusoi={token}")).json()
    assert "Nguyễn Văn An" not in words(answer)
