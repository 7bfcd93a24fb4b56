"""Two devices of one member and many members at once, on each kind of database: nothing is overwritten."""

import asyncio
from datetime import datetime

import pytest

from bot.database import Database
from storage.engines import FlowSession
from tests.conftest import make_cell
from tests.conversations import Page, World
from tests.robustness import plan_model
from tests.robustness.model import SIGNS, kept
from tests.robustness.seats import seat

MEMBERS = 4
pytestmark = pytest.mark.usefixtures("kind")


async def test_taps_at_the_same_moment_are_all_kept(database: Database, now: datetime) -> None:
    def work(session: FlowSession) -> tuple[int, tuple[int, ...], list[int]]:
        cell = make_cell(session, now, "CB1", names=tuple(f"Đảng viên {n}" for n in range(MEMBERS)))
        chats = [[("web", f"{n}-phone"), ("web", f"{n}-home")] for n in range(MEMBERS)]
        vaults = [seat(session, m, some, now) for m, some in zip(cell.members, chats, strict=True)]
        return cell.unit_id, cell.members, vaults

    unit_id, members, vaults = await database.run(work)
    world = World(database, unit_id, members, now)
    cycle = await world.opens_cycle()
    devices = [[Page(world, f"{n}-{name}") for name in ("phone", "home")] for n in range(MEMBERS)]
    # Both begin at once, too: one review, whoever was first.
    await asyncio.gather(*(page.taps(f"way:{cycle}:sign") for pair in devices for page in pair))
    signs = [sign for sign, known in SIGNS.items() if not known.in_person]
    for one, other in zip(signs[::2], signs[1::2], strict=False):
        taps = [
            page.taps(f"rate:{cycle}:{sign}:1")
            for pair in devices
            for page, sign in zip(pair, (one, other), strict=True)
        ]
        await asyncio.gather(*taps)
        for page in (page for pair in devices for page in pair):
            assert "trục trặc" not in page.text

    def rated(session: FlowSession) -> list[int]:
        found = [kept(session, vault)[cycle] for vault in vaults]
        return [sum(said[0] == "1" for said in sheet.signs.values()) for sheet in found]

    assert await database.run(rated) == [len(signs) // 2 * 2] * MEMBERS


async def test_lines_and_notes_of_the_same_moment_are_all_kept(database: Database, now: datetime) -> None:
    def work(session: FlowSession) -> tuple[int, tuple[int, ...], int]:
        cell = make_cell(session, now, "CB1", names=("An",))
        vault = seat(session, cell.members[0], [("web", name) for name in ("phone", "home")], now)
        return cell.unit_id, cell.members, vault

    unit_id, members, vault = await database.run(work)
    world = World(database, unit_id, members, now)
    pages = [Page(world, name) for name in ("phone", "home")]
    for round_ in range(5):
        # The first time there is no plan yet; later there is a line to write about.
        await asyncio.gather(*(page.taps("planown:-") for page in pages))
        await asyncio.gather(*(page.says(f"Việc {page.address} {round_}") for page in pages))
        await asyncio.gather(*(page.taps("planask:1:note") for page in pages))
        await asyncio.gather(*(page.says(f"Ghi {page.address} {round_}") for page in pages))
        assert not any("trục trặc" in page.text for page in pages)
    plan = await database.run(lambda session: plan_model.kept(session, vault))
    names = [(page.address, round_) for page in pages for round_ in range(5)]
    assert sorted(line.words for line in plan.lines.values()) == sorted(f"Việc {n} {i}" for n, i in names)
    assert sorted(plan.lines[1].told) == sorted(("note", f"Ghi {n} {i}") for n, i in names)


async def test_the_same_event_many_times_at_once_is_taken_once(database: Database, now: datetime) -> None:
    def work(session: FlowSession) -> tuple[int, tuple[int, ...], int]:
        cell = make_cell(session, now, "CB1", names=("An",))
        return cell.unit_id, cell.members, seat(session, cell.members[0], [("web", "page-1")], now)

    unit_id, members, vault = await database.run(work)
    world = World(database, unit_id, members, now)
    cycle = await world.opens_cycle()
    page = Page(world)
    await page.taps(f"way:{cycle}:sign")
    event = page.event(text="không")
    await asyncio.gather(*(world.turns.take(event) for _ in range(6)))
    sheet = (await database.run(lambda session: kept(session, vault)))[cycle]
    assert [said[0] for said in sheet.signs.values() if said[0]] == ["0"]
