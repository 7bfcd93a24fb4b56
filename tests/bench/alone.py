"""Only ours, in a process of its own: how long a tap takes while other work is under way, and its memory.

`python -m tests.bench.alone FOLDER SECONDS` prints JSON; the crowd in FOLDER is there already.
"""

import asyncio
import csv
import json
import os
import re
import resource
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from bot import documents
from bot.app import CHANNELS, spare_the_collector
from flows.replies import Attachment, Raw, Reply
from tests.bench.contenders import Ours, open_database
from tests.bench.crowd import Place, Taps, address, on_sqlite
from tests.bench.measure import arrivals_during, percentile
from tests.bot.documents.examples import groups

RATE = 75
"""Taps a second of a large organisation at its busiest."""
QUIET_RATE = 20
"""Taps a second while other work is under way."""
SPELLS = 3
LANES = 200
ROWS = 100_000
"""Members in an imported file."""
Work = Callable[[], Awaitable[object]]


async def run(folder: Path, seconds: float, tappers: range) -> dict[str, Any]:
    """All that is measured of ours alone."""
    place = on_sqlite(folder)
    with open_database(place) as database:
        ours = Ours("alone", place, Taps(tappers, LANES), LANES, database)
        await arrivals_during(ours, RATE, lambda: asyncio.sleep(1))  # warm up
        spare_the_collector()
        files = write_rosters(folder)
        return {
            "at_75": await _steadily(ours, RATE, lambda: asyncio.sleep(seconds)),
            "during_backup": await _measured(ours, QUIET_RATE, lambda: backups(place, folder, seconds / 2)),
            "during_import": await _measured(ours, QUIET_RATE, lambda: imports(place, files, seconds / 2)),
            "during_export": await _steadily(ours, QUIET_RATE, lambda: exports(ours, seconds / 2)),
            **await _drawn(ours, seconds / 2),
            "rss_mb": round(peak_resident() / 2**20, 1),
        }


async def _steadily(ours: Ours, rate: float, work: Work) -> dict[str, float]:
    """The middle one of three spells: a machine shared with others holds everything up at times."""
    spells = [await _measured(ours, rate, work) for _ in range(SPELLS)]
    return sorted(spells, key=lambda spell: spell["p99_ms"])[SPELLS // 2]


async def _measured(ours: Ours, rate: float, work: Work) -> dict[str, float]:
    millis, took = await arrivals_during(ours, rate, work)
    return {
        "taps": len(millis),
        "seconds": round(took, 1),
        "p50_ms": round(percentile(millis, 50), 2),
        "p99_ms": round(percentile(millis, 99), 2),
        "max_ms": round(max(millis), 2),
    }


async def _drawn(ours: Ours, seconds: float) -> dict[str, Any]:
    """How long a picture takes for the web chat, hence in both themes; and taps meanwhile."""
    millis: list[float] = []
    taps = await _measured(ours, QUIET_RATE, lambda: pictures(seconds, millis))
    await documents.close()
    warm = round(percentile(millis[1:], 50), 1)
    return {"during_pictures": taps, "picture_ms_cold": round(millis[0], 1), "picture_ms_warm": warm}


async def pictures(seconds: float, millis: list[float]) -> None:
    """All 27 signs as bars, another title each time, one after the other for that long, at least three."""
    begin = perf_counter()
    while len(millis) < 3 or perf_counter() < begin + seconds:
        chart = replace(groups(), title=Raw(f"Chi bộ {len(millis)}"))
        reply = Reply((), attachment=Attachment("chart", "ket-qua.png", chart))
        asked = perf_counter()
        _, picture = await documents.attached(reply, "vi", CHANNELS["web"])
        assert picture is not None
        millis.append((perf_counter() - asked) * 1000)


async def tusoi(place: Place, *arguments: str) -> None:
    """Run a command as an operator would, beside the bot."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli", *arguments),
        env={**os.environ, **place.environment},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaint = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"tusoi {arguments[0]}: {complaint.decode()}")


async def backups(place: Place, folder: Path, seconds: float) -> None:
    """One backup after the other for that long, at least one."""
    end = perf_counter() + seconds
    while True:
        await tusoi(place, "backup", str(folder / "backups"))
        if perf_counter() >= end:
            return


async def imports(place: Place, files: Sequence[Path], seconds: float) -> None:
    """A long roster into an empty unit, then the next one, for that long; at least one."""
    end = perf_counter() + seconds
    for number, file in enumerate(files):
        await tusoi(place, "roster", "import", str(file), "--unit", f"MOI{number}")
        if perf_counter() >= end:
            return


def write_rosters(folder: Path, number: int = 3, rows: int = ROWS) -> list[Path]:
    """Written before anything is measured: this process is the one whose taps are looked at."""
    files = [folder / f"roster{one}.csv" for one in range(number)]
    for one, file in enumerate(files):
        write_roster(file, rows, f"M{one}-")
    return files


def write_roster(file: Path, rows: int, prefix: str = "M") -> None:
    """A roster as a secretary's spreadsheet gives it."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("Họ và tên", "Mã", "Chức vụ"))
        writer.writerows((f"Nguyễn Văn {_letters(n)}", f"{prefix}{n}", "Đảng viên") for n in range(rows))


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).capitalize()


async def exports(ours: Ours, seconds: float) -> None:
    """Members take their copies along, one after the other for that long."""
    end = perf_counter() + seconds
    number = 0
    while perf_counter() < end:
        await ours.send(address(number), "takedata")
        number += 1


def peak_resident() -> int:
    """The most memory this process ever held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what `getrusage` says goes back to the process that forked this one
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        assert found
        return int(found.group(1)) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    folder_, seconds_, first, last = sys.argv[1:]
    tapping = range(int(first), int(last))
    print(json.dumps(asyncio.run(run(Path(folder_), float(seconds_), tapping))))
