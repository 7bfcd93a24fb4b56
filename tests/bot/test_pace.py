"""The pace of one bot: replies first, no bursts, and quiet for all when the platform asks for it."""

import asyncio
from time import perf_counter

import pytest

from bot.pace import Pace


async def goes(pace: Pace, address: str, gone: list[str], *, patient: bool = False) -> None:
    """Wait for a turn, and say so."""
    await pace.turn(address, patient=patient)
    gone.append(address)


async def test_a_reply_waits_for_at_most_one_of_a_broadcast() -> None:
    pace, gone = Pace(100), list[str]()
    broadcast = [asyncio.create_task(goes(pace, f"b{n}", gone, patient=True)) for n in range(30)]
    await asyncio.sleep(0.05)
    before = len(gone)
    await asyncio.gather(*(goes(pace, f"reply{n}", gone) for n in range(5)))
    assert len([name for name in gone[before:] if name.startswith("b")]) <= 1
    await asyncio.gather(*broadcast)
    assert [name for name in gone if name.startswith("b")] == [f"b{n}" for n in range(30)]


async def test_so_many_a_second_and_no_more_at_once() -> None:
    pace, gone = Pace(100), list[str]()
    begin = perf_counter()
    await asyncio.gather(*(goes(pace, "x", gone) for _ in range(31)))
    assert perf_counter() - begin > 0.29


async def test_when_the_platform_asks_for_quiet_all_wait_and_then_go_one_by_one() -> None:
    pace, gone = Pace(200), list[str]()
    tasks = [asyncio.create_task(goes(pace, f"{n}", gone, patient=n % 2 == 0)) for n in range(20)]
    await asyncio.sleep(0.02)
    pace.be_still(0.2)
    await asyncio.sleep(0.02)
    before = len(gone)
    await asyncio.sleep(0.12)
    assert len(gone) == before
    begin = perf_counter()
    await asyncio.gather(*tasks)
    assert perf_counter() - begin > (20 - before - 2) / 200
    assert not pace.still


async def test_a_group_gets_twenty_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    pace, gone = Pace(1000), list[str]()
    for _ in range(20):
        await goes(pace, "-7", gone)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await goes(pace, "-7", gone)
    await goes(pace, "-8", gone)
