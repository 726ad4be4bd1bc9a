"""A calendar as an iCalendar file (RFC 5545). The same content gives the same bytes."""

import unicodedata
from datetime import timedelta

from icalendar import Calendar, Event

from models.rules.text import storable
from reports.content.registers.calendar import CalendarContent, CalendarEvent


def render(content: CalendarContent) -> bytes:
    """The bytes of an .ics file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Malvakten//Malvakten//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _legible(content.title))
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for each in content.events:
        calendar.add_component(_event(each))
    written: bytes = calendar.to_ical()
    return written


def _event(each: CalendarEvent) -> Event:
    event = Event()
    event.add("uid", each.uid)
    # Not the time of writing: then the same calendar would never be the same.
    event.add("dtstamp", each.changed_at)
    event.add("last-modified", each.changed_at)
    event.add("dtstart", each.day)
    event.add("dtend", each.day + timedelta(days=1))
    event.add("summary", _legible(each.title))
    if each.description:
        event.add("description", _legible(each.description))
    event.add("categories", [_legible(each.about)])
    event.add("status", "TENTATIVE" if each.is_preliminary else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _legible(text: str) -> str:
    """The text without the control characters that RFC 5545 forbids (3.1, CONTROL)."""
    return "".join(c for c in storable(text) if c in "\n\t" or unicodedata.category(c) != "Cc")
