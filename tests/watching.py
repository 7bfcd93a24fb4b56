"""Which tests coverage watches: it doubles their time, and more than that of an import."""

import gc
import pkgutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module

import pytest
from coverage import Coverage

import flows
import storage

ONE_CHANNEL = (
    *("test_summary", "test_periods", "test_pushes", "test_calendars"),
    *("test_audit", "test_rolls", "test_offices", "test_handovers", "test_proposals", "test_units"),
    *("test_rosters", "test_slips", "test_inbox", "test_notices", "test_notice_files", "test_notice_people"),
    *("test_notice_progress", "test_notice_results"),
    *("test_plan", "test_plan_years", "test_check_ins", "test_carry_overs", "test_commitments"),
    *("test_zalo_budget", "test_zalo_links", "test_zalo_numbers"),
)
"""Conversations some of which are on one channel only, because rules of their own are met there alone."""


@contextmanager
def unwatched() -> Iterator[None]:
    """Without coverage, of which pytest-cov starts one above the other."""
    stopped = []
    while coverage := Coverage.current():
        coverage.stop()
        stopped.append(coverage)
    try:
        yield
    finally:
        for coverage in reversed(stopped):
            coverage.start()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Of all that is imported for tests only the rules are watched: all else takes three times as long."""
    for package in (flows, storage):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if not module.ispkg:
                import_module(module.name)
    with unwatched():
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Only the tests of the rules are watched, on one kind of database and one channel."""
    with nullcontext() if _is_watched(item) else unwatched():
        return (yield)


def _is_watched(item: pytest.Item) -> bool:
    if item.path.parent.name not in ("flows", "storage", "handlers"):
        return False
    params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    if item.path.parent.name == "handlers":
        channel = params.get("person") or params.get("tapping")
        return channel in ("plain", "zalo") or (channel in (None, "web") and item.path.stem in ONE_CHANNEL)
    return params.get("kind", "sqlite") == "sqlite"


def pytest_collection_finish() -> None:
    """What is imported by now stays for good: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
