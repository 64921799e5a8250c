"""A calendar as a file that programs follow (RFC 5545): whole days, each with a name that it keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from icalendar import Event

_PRODUCT: Final = "-//Sakimori//Deadlines//JA"
_ASK_AGAIN: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class DayEvent:
    """Something on a whole day. `sequence` grows, and `modified` moves on, whenever it may say something else."""

    uid: str
    day: date
    summary: str
    description: str
    url: str
    category: str
    sequence: int
    modified: datetime


def calendar_file(name: str, events: Iterable[DayEvent], *, language: str) -> bytes:
    """The bytes of a calendar; the same events give the same bytes."""
    from icalendar import Calendar  # noqa: PLC0415 - most servers hand out none, and start sooner without

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name, parameters={"language": language})
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Tokyo")
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for one in events:
        calendar.add_component(_event(one))
    made: bytes = calendar.to_ical()
    return made


def _event(one: DayEvent) -> Event:
    from icalendar import Event  # noqa: PLC0415 - see above

    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.modified)
    event.add("last-modified", one.modified)
    event.add("sequence", one.sequence)
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", one.summary)
    event.add("description", one.description)
    event.add("url", one.url)
    event.add("categories", [one.category])
    event.add("transp", "TRANSPARENT")
    return event
