"""Calendars to take along, as values: what the file of a member's phone calendar is made from."""

from dataclasses import dataclass
from datetime import datetime

from flows.replies import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting. `uid` is the same when the file is taken again: a phone replaces it and adds nothing.

    `sequence` grows with every change of the meeting (RFC 5545), so that a phone takes the newer one.
    """

    uid: str
    begins: datetime
    minutes: int
    cancelled: bool = False
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """Meetings under one title, which is the same for everybody: a phone shows it to whoever looks."""

    title: Text
    place: str
    made_at: datetime
    entries: tuple[Entry, ...]
