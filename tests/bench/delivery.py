"""`python -m tests.bench.delivery`: how fast messages go out and reminders are planned.

A table, and `build/delivery.json`.

A broadcast to 3,000 against the strict server, which enforces 30 messages a second, while a member talks with
the bot; the same with a plain aiogram loop. Then the reminders of a province of 300,000, while members tap;
and a notice to all of them (that alone: ``python -m tests.bench.delivery notice``).
"""

import asyncio
import json
import logging
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from rich.console import Console
from rich.table import Table
from sqlmodel import col, func, select

from bot.app import spare_the_collector
from bot.jobs import Jobs
from bot.layouts import Layouts
from flows.replies import Raw, dump, reply
from storage import accounts, outbox, schema
from storage.engines import FlowSession
from storage.mailings import FAR, Mailing
from storage.notices import Notice
from storage.outbox import Outbox
from storage.units import Unit
from tests.announced import announce
from tests.bench.__main__ import POSTGRES_MEMBERS, machine, postgres_place
from tests.bench.alone import peak_resident
from tests.bench.contenders import Ours, open_database
from tests.bench.crowd import Place, Taps, on_sqlite
from tests.bench.measure import arrivals_during, percentile
from tests.conftest import make_cell
from tests.robustness.processes import Nursery, environment, forking
from tests.robustness.seats import seat
from tests.servers.telegram import TelegramServer, User, telegram_server
from tests.servers.telegram_limits import RateLimits

RESULT = Path("build/delivery.json")
TARGETS = {
    "per_second": (">=", 27.5),
    "status_429": ("<=", 0),
    "reply_p95_ms": ("<", 300),
    "planning_s": ("<", 60),
}
RECIPIENTS, FIRST = 3000, 1001
BOT = "telegram:424242"
BETWEEN = 1.5
"""Seconds between two things that the talking member does."""
CELLS, CELL = 20_000, 15
TAPS, LANES = 20, 200
PROVINCE = (
    "INSERT INTO unit (id, code, name, kind, parent_id, created_at) SELECT 1000000 + g, 'P' || g,"
    " 'Chi bộ ' || g, 'residential', 1, :at FROM generate_series(0, :cells) g",
    "INSERT INTO member (id, unit_id, profile, standing, created_at)"
    " SELECT :seat + g, 1000000 + g / :cell, '', 'official', :at FROM generate_series(0, :members) g",
    "INSERT INTO vault (id, member_id, recovery_salt, recovery_hash, created_at)"
    " SELECT 2 * :seat + g, :seat + g, '', '', :at FROM generate_series(0, :members) g",
    "INSERT INTO account (bot, address_index, address, vault_id, language, created_at)"
    " SELECT 'telegram:7', 'p' || g, 'x', 2 * :seat + g, 'vi', :at FROM generate_series(0, :members) g",
    "INSERT INTO meetingrule (unit_id, rrule, starts_on, at, minutes, place, reminders, changed_at,"
    " drawn_until) SELECT 1000000 + g, 'FREQ=MONTHLY;BYMONTHDAY=3', '2026-01-01', '19:30', 90,"
    " 'Nhà văn hóa khu phố ' || g, '7d,3d,1d,2h', :at, :at FROM generate_series(0, :cells) g",
)


def main() -> None:
    """Measure, show, write."""
    logging.getLogger("aiogram").setLevel(logging.CRITICAL)
    if sys.argv[1:] == ["notice"]:
        with tempfile.TemporaryDirectory(prefix="tusoi-delivery-") as name:
            show({**announce_to_all(Path(name)), "plain_loop": {}})
        return
    with tempfile.TemporaryDirectory(prefix="tusoi-delivery-") as name:
        folder = Path(name)
        ours = asyncio.run(broadcast(folder))
        plain = asyncio.run(plain_loop())
        planned = plan(folder)
    with tempfile.TemporaryDirectory(prefix="tusoi-delivery-") as name:
        announced = announce_to_all(Path(name))
    result = {
        **ours,
        **planned,
        **announced,
        "plain_loop": plain,
        "recipients": RECIPIENTS,
        "machine": machine(),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")
    show(result)


async def broadcast(folder: Path) -> dict[str, Any]:
    """The bot's real main path in a process of its own; the member who talks is here."""
    place = on_sqlite(folder)
    fill(place)
    nursery = Nursery()
    try:
        async with telegram_server() as server:
            users = await arrive(server, RECIPIENTS + 1)
            server.rate_limits = RateLimits()
            env = environment(folder, place.url, server.base_url, server.token, TUSOI_TELEGRAM_RATE="29")
            env["TUSOI_KEYS_URL"] = place.keys_url
            async with forking(nursery, folder, env) as bot:
                bot.start()
                millis = await talks_until(server, users[-1], RECIPIENTS)
                await bot.kill(signal.SIGTERM)
            replies = {"reply_p95_ms": round(percentile(millis, 95), 1), "replies": len(millis)}
            return {**_figures(server), **replies}
    finally:
        nursery.close()


async def arrive(server: TelegramServer, people: int) -> list[User]:
    """People who have started the bot long ago: what they said then is confirmed."""
    users = [server.user(FIRST + number, f"Đảng viên {number}") for number in range(people)]
    for user in users:
        await user.says("/start")
    async with Bot(server.token, session=_session(server)) as bot:
        await bot.get_updates(offset=(users[-1].last_update or 0) + 1, timeout=0)
    return users


def _session(server: TelegramServer) -> AiohttpSession:
    return AiohttpSession(api=TelegramAPIServer.from_base(server.base_url))


def fill(place: Place) -> None:
    """A cell with a chat for everybody, and one message for all but the one who talks."""
    now = datetime.now(UTC)
    with open_database(place) as database:
        schema.initialise(database.engine, database.keyring.store, database.keyring, False, now)

        def work(session: FlowSession) -> None:
            names = tuple(f"Đảng viên {number}" for number in range(RECIPIENTS + 1))
            cell = make_cell(session, now, "CB1", names=names)
            for number, member in enumerate(cell.members):
                vault = seat(session, member, [(BOT, str(FIRST + number))], now)
                if number < RECIPIENTS:
                    account = accounts.accounts_of(session, vault)[0].id or 0
                    words = dump(reply(Raw(f"Thông báo số {number}")))
                    outbox.put(session, account, vault, "notice", words, now, lane=FAR)

        database.run_now(work)


async def talks_until(server: TelegramServer, user: User, messages: int) -> list[float]:
    """A member types and taps until everybody has the message; milliseconds until each answer."""
    await server.until(lambda: server.counters["sendMessage"] > 60, seconds=60)
    millis: list[float] = []
    chat, turn = user.private, 0
    while _sent(server) < messages + turn // 2:
        seen, begin = chat.changes, perf_counter()
        if turn % 2 == 0:
            await user.says("/menu")
        else:
            await user.taps("help", message=[m for m in chat.from_bot if m.buttons][-1])
        turn += 1
        await server.until(lambda seen=seen: _answered(chat, seen), seconds=30)  # type: ignore[misc]
        millis.append((perf_counter() - begin) * 1000)
        await asyncio.sleep(BETWEEN)
    return millis


def _answered(chat: Any, seen: int) -> bool:
    return chat.changes > seen and any(m.changed > seen and m.buttons for m in chat.from_bot)


def _sent(server: TelegramServer) -> int:
    return sum(call.method == "sendMessage" and call.status == 200 for call in server.calls)


def _figures(server: TelegramServer) -> dict[str, Any]:
    """How fast messages were taken, from the first to the last one."""
    sent = [call for call in server.calls if call.method == "sendMessage" and call.status == 200]
    ended = [call.ended_at for call in sent if call.ended_at is not None]
    refused = sum(call.status == 429 for call in server.calls)
    return {
        "per_second": round((len(ended) - 1) / (max(ended) - min(ended)), 2),
        "status_429": refused,
    }


async def plain_loop() -> dict[str, Any]:
    """One message after the other, sleeping 1/30 s between them, as tutorials have it."""
    async with telegram_server() as server:
        await arrive(server, RECIPIENTS)
        server.rate_limits = RateLimits()
        bot = Bot(server.token, session=_session(server))
        for number in range(RECIPIENTS):
            await _insist(bot, FIRST + number)
            await asyncio.sleep(1 / 30)
        await bot.session.close()
        return _figures(server)


async def _insist(bot: Bot, chat: int) -> None:
    while True:
        try:
            await bot.send_message(chat, "Thông báo")
        except TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
        else:
            return


def plan(folder: Path) -> dict[str, Any]:
    """On PostgreSQL: the reminders of a province for a month are drawn, then one laid out for everybody."""
    with postgres_place(folder) as place:
        _province(place)
        return asyncio.run(_plan(place))


async def _plan(place: Place) -> dict[str, Any]:
    with open_database(place) as database:
        moments = {"now": datetime(2026, 11, 22, 2, tzinfo=UTC)}
        jobs = Jobs(database, lambda: moments["now"], None)
        ours = Ours("planning", place, Taps(range(POSTGRES_MEMBERS), LANES), LANES, database)
        await arrivals_during(ours, TAPS, lambda: asyncio.sleep(3))  # warm up
        spare_the_collector()
        quiet, _ = await arrivals_during(ours, TAPS, lambda: asyncio.sleep(15))
        before = peak_resident()
        drawing, drawn = await _timed(ours, lambda: jobs._draw(moments["now"]))
        moments["now"] = datetime(2026, 11, 26, 1, tzinfo=UTC)
        laying, laid = await _timed(ours, lambda: jobs._lay_out(moments["now"]))
        mailings, messages = await database.run(_counts)
        return {
            "planning_s": round(drawn + laid, 1),
            "drawing_s": round(drawn, 1),
            "laying_s": round(laid, 1),
            "planning_rss_mb": round((peak_resident() - before) / 2**20, 1),
            "mailings": mailings,
            "messages": messages,
            "taps_p99_ms_quiet": round(percentile(quiet, 99), 1),
            "taps_p99_ms_drawing": round(percentile(drawing, 99), 1),
            "taps_p99_ms_laying": round(percentile(laying, 99), 1),
        }


def announce_to_all(folder: Path) -> dict[str, Any]:
    """On PostgreSQL: the recipients of a notice to everybody are fixed, and it is laid out for them."""
    with postgres_place(folder) as place:
        _province(place)
        return asyncio.run(_announce(place))


async def _announce(place: Place) -> dict[str, Any]:
    with open_database(place) as database:
        now = datetime.now(UTC)
        layouts = Layouts(database, lambda: now)
        ours = Ours("notice", place, Taps(range(POSTGRES_MEMBERS), LANES), LANES, database)
        await arrivals_during(ours, TAPS, lambda: asyncio.sleep(3))  # warm up
        spare_the_collector()
        quiet, _ = await arrivals_during(ours, TAPS, lambda: asyncio.sleep(15))
        later = now + timedelta(hours=1)
        notice_id = await database.run(partial(_write, now=now, due_at=later))
        fixing, fixed = await _timed(ours, layouts.tick)
        await database.run(partial(_change, notice_id=notice_id, due_at=now))
        laying, laid = await _timed(ours, layouts.tick)
        people, messages = await database.run(partial(_laid, notice_id=notice_id))
        return {
            "notice_fixing_s": round(fixed, 1),
            "notice_laying_s": round(laid, 1),
            "notice_people": people,
            "notice_messages": messages,
            "notice_rows_a_step": layouts.rows,
            "taps_p99_ms_before_notice": round(percentile(quiet, 99), 1),
            "taps_p99_ms_notice_fixing": round(percentile(fixing, 99), 1),
            "taps_p99_ms_notice_laying": round(percentile(laying, 99), 1),
        }


def _write(session: FlowSession, now: datetime, due_at: datetime) -> int:
    top = session.exec(select(Unit.id).where(col(Unit.parent_id).is_(None)).limit(1)).one()
    return announce(session, top or 0, 1, now, due_at=due_at).id or 0


def _change(session: FlowSession, notice_id: int, due_at: datetime) -> None:
    session.get_one(Notice, notice_id).due_at = due_at


def _laid(session: FlowSession, notice_id: int) -> tuple[int, int]:
    messages = select(func.count()).select_from(Outbox).where(Outbox.notice_id == notice_id)
    return session.get_one(Notice, notice_id).people, session.exec(messages).one()


async def _timed(ours: Ours, work: Callable[[], Awaitable[None]]) -> tuple[list[float], float]:
    return await arrivals_during(ours, TAPS, work)


def _counts(session: FlowSession) -> tuple[int, int]:
    mailings = session.exec(select(func.count()).select_from(Mailing)).one()
    return mailings, session.exec(select(func.count()).select_from(Outbox)).one()


def _province(place: Place) -> None:
    """Cells that all meet on the 3rd: one reminder of everybody falls on one moment, the worst case."""
    engine, keyring = place.open()
    values = {"at": datetime.now(UTC) - timedelta(days=30), "cell": CELL, "cells": CELLS - 1}
    values |= {"members": CELLS * CELL - 1, "seat": 10**12}
    with engine.begin() as connection:
        for statement in PROVINCE:
            connection.execute(sa.text(statement), values)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()
    keyring.store.dispose()


def show(result: dict[str, Any]) -> None:
    """As a table."""
    table = Table("", "ours", "plain aiogram loop")
    plain = result["plain_loop"]
    for name, value in result.items():
        if isinstance(value, int | float):
            sign, target = TARGETS.get(name, ("", ""))
            table.add_row(f"{name} {sign} {target}".strip(), str(value), str(plain.get(name, "")))
    Console().print(table)


if __name__ == "__main__":
    main()
