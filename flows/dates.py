"""Dates as members read them: in the unit's time zone, day first."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def day(moment: datetime, timezone: str) -> str:
    """``05/12/2026``"""
    return moment.astimezone(_zone(timezone)).strftime("%d/%m/%Y")


def short(moment: datetime, timezone: str) -> str:
    """``05/12``"""
    return moment.astimezone(_zone(timezone)).strftime("%d/%m")


def hour(moment: datetime, timezone: str) -> str:
    """``07:30 05/12/2026``"""
    return moment.astimezone(_zone(timezone)).strftime("%H:%M %d/%m/%Y")
