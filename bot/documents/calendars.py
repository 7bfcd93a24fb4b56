"""A calendar as an iCalendar file (RFC 5545) for phones. Its moments are in UTC: no time zone goes along."""

from datetime import timedelta

import icalendar

from flows.calendars import Calendar
from locales import texts

KIND = "text/calendar"
PRODUCT = "-//Tu soi//vi"


def make(value: Calendar, language: str, refresh: timedelta | None = None) -> bytes:
    """The file's bytes; for a calendar that subscribes, how often it is to look again."""
    title = texts.plain(language, value.title)
    found = icalendar.Calendar()
    found.add("version", "2.0")
    found.add("prodid", PRODUCT)
    if refresh:
        found.add("x-wr-calname", title)
        found.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        found.add("x-published-ttl", f"PT{refresh // timedelta(hours=1)}H")
    for entry in value.entries:
        event = icalendar.Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", value.made_at)
        event.add("dtstart", entry.begins)
        event.add("dtend", entry.begins + timedelta(minutes=entry.minutes))
        event.add("sequence", entry.sequence)
        event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
        event.add("summary", title)
        if value.place:
            event.add("location", value.place)
        found.add_component(event)
    return bytes(found.to_ical())
