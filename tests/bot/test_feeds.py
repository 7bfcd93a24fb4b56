"""A member's calendar over real HTTP, for whoever has its address; and where a page says it can be told."""

import json
import logging
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest
from aiohttp import ClientResponse
from sqlmodel import select

from bot.limits import Bucket
from bot.pushes import Vapid
from bot.web import Site
from flows import onboarding
from flows.onboarding import Recovery
from storage import meetings, reminding
from storage.engines import FlowSession
from storage.members import Member
from storage.reminding import PushSubscription
from storage.units import Unit
from tests.bot.surfers import JSON, Surfer, count
from tests.conftest import make_cell
from tests.conversations import World

ENDPOINT = "https://fcm.googleapis.com/fcm/send/dQw4w9WgXcQ:APA91b"


@pytest.fixture
def world(world: World) -> World:
    """The cell meets on the third of every month; browsers can be told."""
    world.database.info["push"] = ("fcm.googleapis.com", "*.push.apple.com")
    world.database.run_now(lambda session: rules(session, world.unit_id, world.now))
    return world


def rules(session: FlowSession, unit_id: int, now: datetime, day: int = 3) -> None:
    """Let a cell meet."""
    rule = f"FREQ=MONTHLY;BYMONTHDAY={day}"
    meetings.set_rule(session, unit_id, rule, date(2026, 11, 1), "19:30", 90, now)
    meetings.set_place(session, unit_id, "Nhà văn hóa khu phố 3", now)


def subscribed(world: World, number: int = 0) -> str:
    """The token of one of the members' calendar address."""

    def work(session: FlowSession) -> None:
        vault = onboarding.open_vault(session, world.members[number], Recovery("", "", ""), world.now)
        reminding.set_calendar_token(session, vault, token, world.now)

    token = f"{number}".ljust(43, "t")
    world.database.run_now(work)
    return token


async def events_in(response: ClientResponse) -> list[Any]:
    """The meetings of a calendar."""
    assert response.status == 200
    return list(icalendar.Calendar.from_ical(await response.read()).walk("VEVENT"))


async def test_whoever_has_the_address_gets_the_meetings_and_nothing_else(
    surfer: Surfer, world: World
) -> None:
    response = await surfer.get(f"/lich/{subscribed(world)}.ics")
    assert response.content_type == "text/calendar"
    assert response.charset == "utf-8"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in response.headers
    raw = (await response.read()).replace(b"\r\n ", b"").decode()
    assert "METHOD" not in raw
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in raw
    assert "X-PUBLISHED-TTL:PT6H\r\n" in raw
    assert "Chi bộ CB1" not in raw
    found = await events_in(response)
    assert len(found) == 12
    assert found[0].decoded("dtstart") == datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
    assert {str(event["summary"]) for event in found} == {"Sinh hoạt chi bộ"}
    assert {str(event["location"]) for event in found} == {"Nhà văn hóa khu phố 3"}


async def test_a_calendar_that_did_not_change_is_not_sent_again(surfer: Surfer, world: World) -> None:
    path = f"/lich/{subscribed(world)}.ics"
    first = await surfer.get(path)
    world.passes(days=2)
    known = await surfer.get(path, **{"If-None-Match": first.headers["ETag"]})
    assert (known.status, await known.read()) == (304, b"")
    head = await surfer.client.head(path)
    assert (head.status, await head.read()) == (200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]

    def work(session: FlowSession) -> None:
        row = meetings.special(session, world.unit_id, date(2026, 12, 3), world.now)
        row.begins_at, row.revision = datetime(2026, 12, 4, 12, 30, tzinfo=UTC), 1

    world.database.run_now(work)
    changed = await surfer.get(path, **{"If-None-Match": first.headers["ETag"]})
    found = await events_in(changed)
    assert found[0].decoded("dtstart") == datetime(2026, 12, 4, 12, 30, tzinfo=UTC)
    assert found[0].decoded("dtstamp") == world.now.astimezone(UTC)


async def test_an_unknown_address_is_nobodys(surfer: Surfer, world: World) -> None:
    token = subscribed(world)
    for path in (f"/lich/{'x' * 43}.ics", "/lich/x.ics", f"/lich/{token}", f"/lich/{token}x.ics", "/lich/"):
        assert (await surfer.get(path)).status == 404, path
    assert (await surfer.client.post(f"/lich/{token}.ics")).status == 405


async def test_it_follows_a_member_to_his_cell_and_ends_when_he_leaves(surfer: Surfer, world: World) -> None:
    path = f"/lich/{subscribed(world)}.ics"

    def moves(session: FlowSession) -> None:
        cell = make_cell(session, world.now, "CB2")
        rules(session, cell.unit_id, world.now, day=9)
        session.get_one(Member, world.members[0]).unit_id = cell.unit_id

    def unrules(session: FlowSession) -> None:
        unit_id = session.get_one(Member, world.members[0]).unit_id
        session.delete(meetings.rule_of(session, unit_id))

    def leaves(session: FlowSession) -> None:
        session.get_one(Member, world.members[0]).left_at = world.now

    world.database.run_now(moves)
    assert (await events_in(await surfer.get(path)))[0].decoded("dtstart").day == 9
    world.database.run_now(unrules)
    assert await events_in(await surfer.get(path)) == []
    world.database.run_now(leaves)
    assert (await surfer.get(path)).status == 404


async def test_an_old_address_is_dead_at_once(surfer: Surfer, world: World) -> None:
    token = subscribed(world)

    def work(session: FlowSession) -> None:
        vault = reminding.find_calendar(session, token)
        assert vault
        reminding.set_calendar_token(session, vault, "n" * 43, world.now)

    world.database.run_now(work)
    assert (await surfer.get(f"/lich/{token}.ics")).status == 404
    assert (await surfer.get(f"/lich/{'n' * 43}.ics")).status == 200


async def test_calendars_have_a_measure_of_their_own(surfer: Surfer, world: World, site: Site) -> None:
    path = f"/lich/{subscribed(world)}.ics"
    site.feeds._hosts = Bucket(0.1, 2)
    site._hosts = Bucket(0.1, 1)
    office = {"X-Forwarded-For": "203.0.113.5"}
    assert [(await surfer.get(path, **office)).status for _ in range(3)] == [200, 200, 429]
    assert (await surfer.get("/", **office)).status == 200  # the chat of the same office is not held up
    assert (await surfer.get("/", **office)).status == 429


async def test_no_log_and_no_refusal_names_the_address(
    surfer: Surfer, world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(logging.getLogger("aiohttp.access"), "disabled", True)  # as bot/app.py has none
    token = subscribed(world)
    await surfer.get(f"/lich/{token}.ics")
    monkeypatch.setattr("flows.calendar_links.feed", None)
    failed = await surfer.get(f"/lich/{token}.ics")
    assert failed.status == 500
    assert token not in await failed.text()
    assert "could not be answered" in caplog.text
    assert token not in caplog.text
    unit = world.database.run_now(lambda session: session.get_one(Unit, world.unit_id))
    assert unit.name not in caplog.text


async def tells(surfer: Surfer, body: Any, **odd: str | None) -> int:
    """What the page posts once its browser agreed; the status."""
    headers = {name: value for name, value in {**JSON, **odd}.items() if value is not None}
    response = await surfer.client.post("/api/push", data=json.dumps(body), headers=headers)
    return response.status


async def test_a_page_says_where_it_can_be_told(
    surfer: Surfer, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await surfer.joins(await world.code())
    assert await tells(surfer, {"endpoint": ENDPOINT}) == 204
    assert await tells(surfer, {"endpoint": ENDPOINT}) == 204
    [row] = await world.database.run(_rows)
    assert ENDPOINT.encode() not in row.endpoint
    assert ENDPOINT not in caplog.text
    assert "APA91b" not in caplog.text


def _rows(session: FlowSession) -> list[PushSubscription]:
    return list(session.exec(select(PushSubscription)).all())


ELSEWHERE = [
    *("http://fcm.googleapis.com/a", "https://127.0.0.1/a", "https://localhost/a", "https://[::1]/a"),
    *("https://169.254.169.254/latest/meta-data", "https://10.0.0.1/a", "//fcm.googleapis.com/a", ""),
    *("https://fcm.googleapis.com.evil.example/a", "https://evilfcm.googleapis.com/a"),
    *("https://push.apple.com/a", "https://evilpush.apple.com/a", "https://fcm.googleapis.com:8080/a"),
    *("https://fcm.googleapis.com@evil.example/a", "https://evil.example/fcm.googleapis.com"),
    *("https://evil.example#.push.apple.com/a", "https://evil.example\\.push.apple.com/a"),
    *("https://evil.example/?.push.apple.com/a", "https://fcm.googleapis.com", " " + ENDPOINT),
    *("https://fcm.googleapis.com/a b", "https://fcm.googleapis.com/ê", "https://fcm.googleapis.com/a\n"),
    "https://fcm.googleapis.com/" + "a" * 480,
]  # fmt: skip


async def test_no_other_server_can_be_named(surfer: Surfer, world: World, site: Site) -> None:
    site._pages = Bucket(100, 100)
    await surfer.joins(await world.code())
    for endpoint in ELSEWHERE:
        assert await tells(surfer, {"endpoint": endpoint}) == 400, endpoint
    odd: list[Any] = [{}, {"endpoint": 5}, {"endpoint": [ENDPOINT]}, [], None]
    for body in odd:
        assert await tells(surfer, body) == 400
    assert await count(world.database, PushSubscription) == 0
    for endpoint in (
        ENDPOINT,
        "https://web.push.apple.com/QGuQy",
        "https://fcm.googleapis.com:443/wp/x-_:%2F",
    ):
        assert await tells(surfer, {"endpoint": endpoint}) == 204


async def test_only_a_member_on_our_own_page_can_say_so(surfer: Surfer, world: World) -> None:
    body = {"endpoint": ENDPOINT}
    assert await tells(surfer, body) == 403  # no page
    await surfer.get("/")
    assert await tells(surfer, body) == 403  # nobody yet
    await surfer.answers(text="xin chào")
    assert await tells(surfer, body) == 403  # a stranger
    await surfer.joins(await world.code())
    odd: list[dict[str, str | None]] = [{"Origin": "https://evil.example"}, {"X-Tusoi": None}]
    for headers in odd:
        assert await tells(surfer, body, **headers) == 403
    assert await tells(surfer, body, **{"Content-Type": "text/plain"}) == 415
    assert await tells(surfer, {"endpoint": "x" * 40_000}) == 413
    world.database.info["push"] = ()
    assert await tells(surfer, body) == 400  # it is not to be had here
    assert await count(world.database, PushSubscription) == 0


async def test_too_many_are_told_to_wait(surfer: Surfer, world: World, site: Site) -> None:
    await surfer.joins(await world.code())
    site._pages = Bucket(0.1, 2)
    found = [await tells(surfer, {"endpoint": ENDPOINT}) for _ in range(3)]
    assert found == [204, 204, 429]


async def test_the_page_knows_the_key_where_browsers_can_be_told(surfer: Surfer, world: World) -> None:
    key = Vapid(world.database.keyring).public
    assert f'data-push-key="{key}"' in await (await surfer.get("/")).text()
    world.database.info["push"] = ()
    assert 'data-push-key=""' in await (await surfer.get("/")).text()


async def test_the_worker_says_one_thing_in_one_language(surfer: Surfer) -> None:
    for asked, title in (
        ("?lang=vi", "Có việc mới"),
        ("?lang=en", "Something new"),
        ("?lang=x", "Có việc mới"),
    ):
        response = await surfer.get(f"/sw.js{asked}")
        assert response.content_type == "text/javascript"
        assert response.headers["Cache-Control"] == "no-cache"
        script = await response.text()
        assert "{{" not in script
        assert title.encode("ascii", "backslashreplace").decode().replace("\\x", "\\u00") in script
        assert "fetch" not in script.replace("touches no request", "")
        again = await surfer.get(f"/sw.js{asked}", **{"If-None-Match": response.headers["ETag"]})
        assert again.status == 304


async def test_a_telephone_can_put_the_page_on_its_home_screen(surfer: Surfer) -> None:
    response = await surfer.get("/manifest.webmanifest")
    assert response.content_type == "application/manifest+json"
    value = json.loads(await response.text())
    assert (value["name"], value["display"], value["start_url"]) == ("Tự soi", "standalone", "/")
    for icon in value["icons"]:
        found = await surfer.get(icon["src"])
        assert (found.status, found.content_type) == (200, icon["type"])
    page = await (await surfer.get("/")).text()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
