"""A calendar as an iCalendar file (RFC 5545) for phones. Its moments are in UTC: no time zone goes along."""

from datetime import timedelta

import icalendar

from flows.calendars import Calendar
from locales import texts

KIND = "text/calendar"
PRODUCT = "-//Tu soi//vi"


def make(value: Calendar, language: str) -> bytes:
    """The file's bytes."""
    title = texts.plain(language, value.title)
    found = icalendar.Calendar()
    found.add("version", "2.0")
    found.add("prodid", PRODUCT)
    for entry in value.entries:
        event = icalendar.Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", value.made_at)
        event.add("dtstart", entry.begins)
        event.add("dtend", entry.begins + timedelta(minutes=entry.minutes))
        event.add("summary", title)
        if value.place:
            event.add("location", value.place)
        found.add_component(event)
    return bytes(found.to_ical())
