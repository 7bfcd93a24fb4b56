"""`python -m tests.bench.province`: every screen of a whole province as a whole turn; jobs by the clock.

The province is made once, in build/. Whoever opens a screen is an officer of the province, one of a commune,
a cell's secretary, a member; they follow every button that changes nothing, so a screen that comes later is
measured as well. Exits with 1 when a screen takes over 200 ms, or a job holds the writer over 50.
"""

import argparse
import asyncio
import json
import re
import resource
import shutil
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from bot import documents, provinces
from bot.app import CHANNELS, spare_the_collector
from bot.database import Database
from bot.jobs import CELLS_AT_ONCE
from bot.layouts import FEWEST
from bot.turn import Turns
from flows import cycles, demo_tree, notice_layouts, nudges, onboarding, publications, reminders
from handlers.events import Event
from handlers.routers import create_dispatcher
from storage.cycles import Cycle
from storage.engines import FlowSession
from storage.members import Member, Role, Vault
from storage.units import Unit
from tests.announced import announce
from tests.bench.contenders import open_database
from tests.bench.crowd import Place, on_sqlite
from tests.bench.measure import percentile
from tests.servers.postgresql import postgresql

FOLDER, RESULT = Path("build/province"), Path("build/province.json")
SLOWEST, LONGEST = 200, 50
"""Milliseconds: a screen at the 99th percentile, and the writer held by one transaction."""
WHO = {
    "officer of the province": (demo_tree.TOP, "officer"),
    "officer of a commune": ("X001", "officer"),
    "secretary of a cell": ("X001-C02", "secretary"),
    "member": ("X001-C02", ""),
}
COMMANDS = (
    *("/menu", "/summary", "/ketqua", "/chibo", "/nhatky", "/dot", "/lichhop", "/viec", "/tusoi", "/kehoach"),
    *("/checkin", "/chucvu", "/camket", "/nhacviec", "/quyenriengtu", "/lienket", "/donvi", "/thongbao"),
    *("/guithongbao", "/trogiup"),
)
CHANGING = re.compile(
    r".*(yes|set|save|tick|done|code|link|kept?)$|rate|next|way|begin|submit|attend|speak|last|reopen|carry|skip"
    r"|consent|agree|withdraw|forget.*|newrecovery|takedata|erase.*|delete.*|unlink|clear|undo|uncover|write.*|finish|drop|start|pin.*"
    r"|notice.*(send|go|ok|keep|stop|answer|seen).*|remark|export.*|download.*|meetheld|calendar|push.*"
)
"""Verbs that change something, make a document, or hash slowly on purpose; the rest is followed."""
MOST = 120
"""Different screens a person."""


@dataclass(slots=True)
class Screen:
    """One screen: whose, which, how long it took."""

    who: str
    name: str
    millis: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def p99(self) -> float:
        return percentile(self.millis, 99)


@dataclass(slots=True)
class Job:
    """A job: how many transactions it took, in all and at most."""

    name: str
    millis: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def main() -> None:
    """Parse, make, measure, show, write."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.province", description=__doc__)
    options.add_argument("--members", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--times", type=int, default=20)
    options.add_argument("--kinds", nargs="+", default=["sqlite", "postgresql"])
    options.add_argument("--no-jobs", action="store_true", help="only the screens")
    chosen = options.parse_args()
    result: dict[str, Any] = {"members": chosen.members, "seed": chosen.seed}
    late: list[str] = []
    for kind in chosen.kinds:
        with (
            province_on(kind, chosen.members, chosen.seed, result) as place,
            open_database(place) as database,
        ):
            jobs = list(announced(database, kind))
            screens = asyncio.run(opened(database, chosen.times))
            jobs += [] if chosen.no_jobs else by_the_clock(database, kind)
        late += shown(kind, screens, jobs, result)
    result["mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print("\n".join(late) or "All within their limits.")
    sys.exit(bool(late))


@contextmanager
def province_on(kind: str, members: int, seed: int, result: dict[str, Any]) -> Iterator[Place]:
    """A province to work on: on SQLite a copy of the one made once, on PostgreSQL one of its own."""
    if kind == "sqlite":
        whole, working = FOLDER / f"{members}-{seed}", FOLDER / "working"
        if not (whole / "made").exists():
            shutil.rmtree(whole, ignore_errors=True)
            whole.mkdir(parents=True)
            made(on_sqlite(whole), members, seed, result, kind)
            (whole / "made").touch()
        shutil.rmtree(working, ignore_errors=True)
        shutil.copytree(whole, working)
        yield on_sqlite(working)
        shutil.rmtree(working)
        return
    folder = FOLDER / "postgresql"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with postgresql("province", lambda _: None) as address:
        admin = sa.create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE province"))
        admin.dispose()
        place = Place(address.format("province"), f"sqlite:///{folder}/keys.db")
        made(place, members, seed, result, kind)
        yield place


def made(place: Place, members: int, seed: int, result: dict[str, Any], kind: str) -> None:
    """Make the province; how long it took."""
    engine, keyring = place.open()
    begin, cpu = perf_counter(), process_time()
    provinces.build(engine, keyring, members, seed, datetime.now(UTC), lambda *_: None)
    result[f"made_seconds_{kind}"] = round(perf_counter() - begin, 1)
    result[f"made_cpu_seconds_{kind}"] = round(process_time() - cpu, 1)
    engine.dispose()
    keyring.store.dispose()


async def opened(database: Database, times: int) -> list[Screen]:
    """Everything these people can open, so many times each."""
    turns = Turns(database, create_dispatcher(), CHANNELS)
    spare_the_collector()
    found = []
    for number, (who, (code, office)) in enumerate(WHO.items()):
        address = f"bench-{number}-{datetime.now(UTC).timestamp()}"
        await database.run(partial(sits, code=code, office=office, address=address))
        found += await walked(turns, who, address, times)
    await documents.close()
    return found


def announced(database: Database, kind: str) -> Iterator[Job]:
    """A notice to everybody: its recipients are fixed, it is laid out for them, step by step."""
    now = datetime.now(UTC)

    def write(session: FlowSession) -> int:
        author = session.exec(_holders(demo_tree.TOP, "officer")).first()
        top = session.exec(select(Unit.id).where(Unit.code == demo_tree.TOP)).one()
        return announce(session, top or 0, author or 0, now, official=True).id or 0

    notice_id, job = database.run_now(write), Job("notice to all")
    place: notice_layouts.Place | None = None
    while database.run_now(partial(notice_layouts.pending, now=now)):
        begin, cpu = perf_counter(), process_time()
        step = partial(notice_layouts.step, notice_id=notice_id, place=place, now=now, limit=FEWEST[kind])
        place = database.run_now(step)
        job.millis.append((perf_counter() - begin) * 1000)
        job.cpu.append((process_time() - cpu) * 1000)
    yield job


def _holders(code: str, office: str) -> Any:
    held = select(Role.member_id).join(Unit).where(Unit.code == code, Role.name == office)
    return select(Member.id).where(col(Member.id).in_(held)).order_by(col(Member.id))


def sits(session: FlowSession, code: str, office: str, address: str) -> None:
    """A chat for who holds an office there, or for a member of that cell without one."""
    query = _holders(code, office)
    if not office:
        query = select(Member.id).join(Unit).where(Unit.code == code).order_by(col(Member.id))
        query = query.where(col(Member.id).not_in(select(Role.member_id)))
    joined = select(Vault.member_id)
    member = session.exec(query.where(col(Member.id).in_(joined))).first()
    assert member is not None, code
    onboarding.play(session, member, "web", address, datetime.now(UTC))


async def walked(turns: Turns, who: str, address: str, times: int) -> list[Screen]:
    """From the commands on, by every button that changes nothing and leads somewhere new."""
    waiting = deque((command, command) for command in COMMANDS)
    known, found = set(COMMANDS), list[Screen]()
    while waiting and len(found) < MOST:
        name, way = waiting.popleft()
        screen = Screen(who, name)
        for time in range(times + 1):  # the first one warms up what is kept: texts, keys, pictures
            event = _event(way, address)
            begin, cpu = perf_counter(), process_time()
            taken = await turns.take(event)
            if time:
                screen.millis.append((perf_counter() - begin) * 1000)
                screen.cpu.append((process_time() - cpu) * 1000)
        assert "incident" not in str(taken.messages[-1:]), way
        found.append(screen)
        for button in (item for m in taken.messages for row in m.rows for item in row):
            verb, kind = button.choice.partition(":")[0], re.sub(r"\d+", "#", button.choice)
            if kind not in known and not CHANGING.fullmatch(verb):
                known.add(kind)
                waiting.append((kind, button.choice))
    return found


def _event(way: str, address: str) -> Event:
    number = f"{perf_counter()}"
    if way.startswith("/"):
        return Event("web", number, address, "text", way)
    return Event("web", number, address, "choice", None, way)


def by_the_clock(database: Database, kind: str) -> Iterator[Job]:
    """Reminders, a morning's count, a publication, an opening: each transaction as the jobs run it."""
    now, cells = datetime.now(UTC), CELLS_AT_ONCE[kind]
    closes = database.run_now(lambda session: session.exec(select(sa.func.max(Cycle.closes_at))).one())
    tomorrow, after = now + timedelta(days=1), closes + timedelta(minutes=1)
    six = publications.morning(tomorrow, "Asia/Ho_Chi_Minh")
    yield _timed(database, "reminders", partial(reminders.draw_some, now=now, limit=cells))
    yield _timed(database, "nudges", partial(nudges.draw_some, now=now, limit=cells))
    yield _timed(database, "turnout", partial(publications.count_some, now=tomorrow, morning=six))
    yield _timed(database, "publication", partial(publications.publish_some, now=after))
    opens, last = after + timedelta(days=1), (after + timedelta(days=20)).isoformat()

    def open_(session: FlowSession) -> bool:
        cycles.open_cycle(session, demo_tree.TOP, last, opens, within_budget=False)
        return False

    yield _timed(database, "opening", open_)
    freezing = partial(cycles.open_some, now=opens, limit=cycles.CELLS_AT_ONCE)
    yield _timed(database, "roster", lambda session: not freezing(session))


def _timed(database: Database, name: str, work: Callable[[FlowSession], bool]) -> Job:
    job, more = Job(name), True
    while more:
        begin, cpu = perf_counter(), process_time()
        more = database.run_now(work)
        job.millis.append((perf_counter() - begin) * 1000)
        job.cpu.append((process_time() - cpu) * 1000)
    return job


def shown(kind: str, screens: list[Screen], jobs: list[Job], result: dict[str, Any]) -> list[str]:
    """The table; what is over its limit."""
    table = Table("who", "screen", "median ms", "p99 ms", "CPU ms", title=f"Screens on {kind}, slowest first")
    for one in sorted(screens, key=lambda one: -one.p99):
        table.add_row(
            one.who, one.name, f"{median(one.millis):.0f}", f"{one.p99:.0f}", f"{median(one.cpu):.0f}"
        )
    console = Console(width=120)
    console.print(table)
    steps = Table("job", "transactions", "seconds", "CPU s", "longest ms", "longest CPU ms")
    for job in jobs:
        numbers = (sum(job.millis) / 1000, sum(job.cpu) / 1000, max(job.millis), max(job.cpu))
        steps.add_row(job.name, str(len(job.millis)), *(f"{number:.1f}" for number in numbers))
    if jobs:
        console.print(steps)
    result[f"screens_{kind}"] = [
        [one.who, one.name, round(median(one.millis), 1), round(one.p99, 1), round(median(one.cpu), 1)]
        for one in screens
    ]
    result[f"jobs_{kind}"] = [
        [job.name, len(job.millis), round(sum(job.millis)), round(max(job.millis)), round(max(job.cpu))]
        for job in jobs
    ]
    late = [f"{kind}: {one.who}: {one.name} {one.p99:.0f} ms" for one in screens if one.p99 > SLOWEST]
    if kind == "sqlite":  # elsewhere nobody waits for a writer
        held = [(job.name, percentile(job.millis, 99)) for job in jobs]
        late += [f"{kind}: {name} holds the writer {ms:.0f} ms" for name, ms in held if ms > LONGEST]
    return late


if __name__ == "__main__":
    main()
