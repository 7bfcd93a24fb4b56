"""One event, one turn, one transaction: passing trouble, bugs, refusals, repeated deliveries."""

import asyncio
import logging
import sqlite3
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import select

from bot import standing
from bot.turn import Busy, describe
from flows import links, menu, privacy
from flows.replies import Answer, FlowError, Reply, Show, reply
from handlers.events import Event
from storage.accounts import Account
from storage.attempts import Attempt
from storage.engines import FlowSession
from storage.events import Event as Taken
from tests.conversations import Page, World, joins

SECRET = "Đồng chí An nghĩ gì"


@pytest.fixture
async def member(world: World) -> Page:
    """Somebody who has joined."""
    page = Page(world)
    await joins(page)
    return page


def events_of(world: World) -> dict[str, str | None]:
    """The events that were taken, and under which id they failed."""
    work = lambda session: {row.event_id: row.failed for row in session.exec(select(Taken)).all()}  # noqa: E731
    return dict(world.database.run_now(work))


async def help_with(world: World, monkeypatch: pytest.MonkeyPatch, flow: Any) -> None:
    """A dispatcher in which `/help` is this flow."""
    monkeypatch.setattr(menu, "assist", flow)
    world.renew()


async def test_passing_trouble_is_busy_and_nothing_is_recorded(
    member: Page, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(session: FlowSession, *_: Any) -> Answer:
        session.add(Attempt(purpose="x", subject="y", count=1, since=world.now))
        raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))

    await help_with(world, monkeypatch, locked)
    with pytest.raises(Busy):
        await member.sends(member.event(text="/help", event_id="busy"))
    assert "busy" not in events_of(world)
    assert world.database.run_now(lambda session: session.exec(select(Attempt)).all()) == []
    monkeypatch.undo()
    await help_with(world, monkeypatch, menu.assist)
    assert "Trợ giúp" in await member.sends(member.event(text="/help", event_id="busy"))
    assert events_of(world)["busy"] is None


async def test_trouble_while_a_bug_is_noted_is_busy_too(
    member: Page, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Answer:
        async def out_of_order(work: Any) -> Any:
            raise OperationalError("x", {}, sqlite3.OperationalError("disk I/O error"))

        monkeypatch.setattr(world.database, "run", out_of_order)
        raise ValueError(SECRET)

    await help_with(world, monkeypatch, broken)
    with pytest.raises(Busy):
        await member.says("/help")


@pytest.mark.parametrize(
    "bug",
    [
        ValueError(SECRET),
        ProgrammingError(SECRET, {"note": SECRET}, sqlite3.ProgrammingError(SECRET)),
        KeyError(SECRET),
    ],
    ids=["value", "statement", "key"],
)
async def test_a_bug_is_recorded_and_answered_with_one_sentence(
    member: Page,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    bug: Exception,
) -> None:
    def broken(session: FlowSession, *_: Any) -> Answer:
        session.add(Attempt(purpose="x", subject="y", count=1, since=world.now))
        session.flush()
        raise bug

    await help_with(world, monkeypatch, broken)
    caplog.set_level(logging.DEBUG)
    await member.sends(member.event(text="/help", event_id="bug"))
    assert "vừa có trục trặc" in member.text
    [line] = [record.getMessage() for record in caplog.records if record.name == "tusoi.turn"]
    incident = events_of(world)["bug"]
    assert incident is not None
    assert incident in member.text
    assert incident in line
    assert "broken" in line
    assert SECRET not in caplog.text
    assert world.database.run_now(lambda session: session.exec(select(Attempt)).all()) == []
    await member.sends(member.event(text="/help", event_id="bug"))
    assert "Chào đồng chí Nguyễn Văn An" in member.text, "not tried again for ever"


@pytest.mark.parametrize("forbidden", ["commit", "rollback"])
async def test_a_flow_that_ends_its_transaction_is_refused(
    member: Page, world: World, monkeypatch: pytest.MonkeyPatch, forbidden: str
) -> None:
    def cheats(session: FlowSession, *_: Any) -> Answer:
        session.add(Attempt(purpose="x", subject="y", count=1, since=world.now))
        getattr(session, forbidden)()
        return reply("help-member")

    await help_with(world, monkeypatch, cheats)
    await member.says("/help")
    assert "trục trặc" in member.text
    assert world.database.run_now(lambda session: session.exec(select(Attempt)).all()) == []


async def test_a_refusal_undoes_the_flow_but_counts_the_try(
    member: Page, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(session: FlowSession, *_: Any) -> Answer:
        session.add(Attempt(purpose="undone", subject="y", count=1, since=world.now))
        session.flush()
        refusal = FlowError("recovery-wrong")
        refusal.tries.append(("recovery", "somebody"))
        raise refusal

    await help_with(world, monkeypatch, refuses)
    for _ in range(2):
        await member.sends(member.event(text="/help", event_id="refused"))
    rows = world.database.run_now(lambda session: session.exec(select(Attempt)).all())
    assert [(row.purpose, row.count) for row in rows] == [("recovery", 1)]
    assert events_of(world)["refused"] is None


async def test_one_event_is_one_transaction(
    member: Page, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []
    run = world.database.run

    async def counted(work: Any) -> Any:
        runs.append("transaction")
        return await run(work)

    monkeypatch.setattr(world.database, "run", counted)
    await member.taps("help")
    assert runs == ["transaction"]


async def test_places_that_lead_in_a_circle_are_a_bug(
    member: Page, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await help_with(world, monkeypatch, lambda *_: Show("help"))
    await member.says("/help")
    assert "trục trặc" in member.text


async def test_taps_of_one_chat_are_taken_one_after_the_other(member: Page, world: World) -> None:
    events = [member.event(choice=choice) for choice in ("help", "language", "menu") * 4]
    taken = await asyncio.gather(*(world.turns.take(event) for event in events))
    assert all(len(item.messages) == 1 for item in taken)
    assert world.turns._chats == {}
    assert "Chào đồng chí" in await member.taps("here")


async def test_who_is_behind_a_chat_is_known(member: Page, world: World) -> None:
    actor = world.database.run_now(lambda session: world.turns.actor(session, "web", member.address))
    assert actor is not None
    assert actor.member_id == world.members[0]
    assert world.database.run_now(lambda session: world.turns.actor(session, "web", "nobody")) is None


async def test_a_spoilt_state_is_a_bug_like_any_other(member: Page, world: World) -> None:
    def spoil(session: FlowSession) -> None:
        session.exec(select(Account)).one().state = b"not what was sealed, surely"

    await world.database.run(spoil)
    assert "trục trặc" in await member.says("chào")


async def test_a_locked_chat_may_do_three_things_only() -> None:
    assert (links.enter_pin, links.forgot_pin, links.forget_here) == standing.WHILE_LOCKED
    assert privacy.delete not in standing.WHILE_LOCKED


def test_a_bug_is_described_without_its_values() -> None:
    def inner() -> Reply:
        raise ValueError(SECRET)

    try:
        inner()
    except ValueError as bug:
        told = describe(bug)
    assert told.startswith("ValueError at ")
    assert "inner" in told
    assert SECRET not in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/help", True),
        ("/HELP@tusoi_bot", True),
        ("/help me", True),
        ("help", False),
        ("/helpme", False),
        ("/ help", False),
    ],
)
async def test_commands_as_people_type_them(member: Page, text: str, words: bool) -> None:
    await member.sends(Event("web", text, member.address, "text", text))
    assert ("/lienket: thêm máy" in member.text) == words
