"""How long a publication takes, and `/summary` over trees of a thousand and of twenty thousand cells."""

import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.database import Database
from flows import publications, summary
from locales import checklists
from storage import engines, schema, tables
from storage.accounts import Actor, State
from storage.cycles import Cycle
from storage.engines import FlowSession
from storage.members import Member
from storage.units import Unit
from tests.bench.contenders import open_database
from tests.bench.crowd import CHECKLIST, Place
from tests.organisations import cell_of, hands_in, opens

LARGE = 40
TREES = (1_000, 20_000)
BRANCH = 20
"""Cells below one committee."""
TIMES = 7
BATCH = 2000


def measure(place: Place) -> dict[str, float]:
    """Milliseconds, each the median of some runs; and the most memory that a summary takes, in MB."""
    with open_database(place) as database:
        schema.initialise(database.engine, database.keyring.store, database.keyring, False, datetime.now(UTC))
        found = {"publication_ms_40": _publication(database)}
        with engines.transaction(database.engine, database.keyring, keep=False) as session:
            found |= _summaries(session)
    return {name: round(value, 1) for name, value in found.items()}


def _publication(database: Database) -> float:
    """The cell's step of a publication, as the job takes it: decrypt, count, round, store, commit."""
    times = []
    for number in range(TIMES):
        closes = database.run_now(partial(_reviewed, code=f"LON{number}"))
        step = partial(database.run_now, partial(publications.publish_some, now=closes))
        times.append(_timed(step))
        while step():
            pass
    return median(times)


def _reviewed(session: FlowSession, code: str) -> datetime:
    """A large cell, whose members have all submitted; when their cycle closes."""
    now = datetime.now(UTC)
    cell = cell_of(session, now, code, LARGE)
    cycle = opens(session, now, cell.code)
    signs = [sign.id for sign in checklists.load(CHECKLIST).signs_for(())]
    for place, member in enumerate(cell.members):
        hands_in(session, now, cycle, member, signs[place % 5 :: 5])
    return cycle.closes_at


def _summaries(session: FlowSession) -> dict[str, float]:
    found = {}
    reader = session.exec(select(Member.id).limit(1)).one()
    start = 1000
    for cells in TREES:
        top = _tree(session, start, cells)
        start += cells + cells // BRANCH + 10
        cycle = _cycle(session, top)
        _turnouts(session, cycle, top)
        found[f"summary_ms_{cells}_open"], found[f"summary_mb_{cells}"] = _summary(session, top, reader)
        _publish(session, cycle, top)
        found[f"summary_ms_{cells}_closed"], _ = _summary(session, top, reader)
    return found


def _timed(work: Callable[[], object]) -> float:
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1000


def _tree(session: FlowSession, start: int, cells: int) -> int:
    """A committee with branches of twenty cells; its id."""
    now = datetime.now(UTC)
    base = {"kind": "residential", "created_at": now}
    rows = [{"id": start, "code": f"T{start}", "name": "Tỉnh ủy", "parent_id": None, **base}]
    branches = range(start + 1, start + 1 + cells // BRANCH)
    rows += [{"id": n, "code": f"T{n}", "name": f"Đảng ủy {n}", "parent_id": start, **base} for n in branches]
    first = branches.stop
    for n in range(cells):
        above = branches[n // BRANCH]
        rows.append(
            {"id": first + n, "code": f"T{first + n}", "name": f"Chi bộ {n}", "parent_id": above, **base}
        )
    _insert(session, "unit", rows)
    return start


def _cycle(session: FlowSession, top: int) -> Cycle:
    now = datetime.now(UTC)
    cycle = Cycle(
        unit_id=top,
        checklist=CHECKLIST,
        version="1",
        opens_at=now - timedelta(days=10),
        closes_at=now + timedelta(days=4),
        frozen_at=now - timedelta(days=10),
    )
    session.add(cycle)
    session.flush()
    return cycle


def _cells(session: FlowSession, top: int) -> list[int]:
    branch = aliased(Unit)
    query = select(Unit.id).join(branch, col(Unit.parent_id) == branch.id).where(branch.parent_id == top)
    return [cell or 0 for cell in session.exec(query).all()]


def _turnouts(session: FlowSession, cycle: Cycle, top: int) -> None:
    rows = [
        {
            "cycle_id": cycle.id,
            "cell_id": cell,
            "expected": 14,
            "submitted": cell % 15,
            "paper": 0,
            "as_of": datetime.now(UTC),
            "final": False,
        }
        for cell in _cells(session, top)
    ]
    _insert(session, "turnout", rows)


def _publish(session: FlowSession, cycle: Cycle, top: int) -> None:
    """Figures as a publication leaves them: the sums above are what `/summary` reads."""
    names = publications.names_of(checklists.load(CHECKLIST))
    n = 14 * len(_cells(session, top))
    figures = {name: [n // 3, n, n // 4, n // 2] for name in names}
    total = {"cycle_id": cycle.id, "unit_id": top, "pools": 9, "cells": 99, "n": n, "figures": figures}
    _insert(session, "total", [{**total, "kind": kind} for kind in ("", "residential")])
    cycle.closes_at = cycle.published_at = cycle.forgotten_at = datetime.now(UTC) - timedelta(hours=1)
    session.add(cycle)
    session.flush()


def _summary(session: FlowSession, top: int, reader: int) -> tuple[float, float]:
    roles = frozenset({("deputy", top)})
    actor = Actor(1, "web", "vi", 1, reader, top, "Asia/Ho_Chi_Minh", frozenset(), roles, State())
    now = datetime.now(UTC)
    took = median(_timed(lambda: summary.show(session, actor, now)) for _ in range(TIMES))
    tracemalloc.start()
    summary.show(session, actor, now)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return took, peak / 2**20


def _insert(session: FlowSession, table: str, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        session.connection().execute(sa.insert(tables.metadata.tables[table]), rows[start : start + BATCH])
