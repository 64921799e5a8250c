"""The calendar that programs of our people follow: what falls due of all that its person may see, as a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from typing import Final
from urllib.parse import urlencode

from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import Actor, User
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.domain.values.text import Text
from sakimori.exchange.ical import DayEvent, calendar_file
from sakimori.services.calendar.deadlines import Deadline, DeadlineFilter, deadline_page
from sakimori.services.calendar.places import Place, place_of
from sakimori.services.calendar.words import kind_words, texts
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.reach import reached
from sakimori.store.reads.deadlines import last_touched
from sakimori.store.records import parse_instant

FOLDER: Final = "/calendar"
"""Where calendars are followed: below it a token, and in the query whose and of what."""
WHOSE, WHAT, MINE = "whose", "kind", "me"

BACK: Final = timedelta(days=92)
AHEAD: Final = timedelta(days=731)
"""So far back and ahead a calendar goes; what is overdue stands in it however long ago it was due."""
MOST: Final = 2_000
"""So many deadlines a calendar holds, the soonest first: more are no help to whoever looks at a month."""
_LONG_AGO: Final = (0, "2000-01-01T00:00:00Z")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants in their calendar: of one owner or of everybody, of some kinds or of all."""

    owner: str = ""
    kinds: frozenset[DeadlineKind] = frozenset()


def address_of_calendar(secret: str, wish: Wish, *, base: str, me: str) -> str:
    """Where a calendar is followed; whoever knows this address sees what its person may see."""
    said = [(WHOSE, MINE if wish.owner == me else wish.owner)] if wish.owner else []
    said += [(WHAT, kind.value) for kind in DeadlineKind if kind in wish.kinds]
    return f"{base.rstrip('/')}{FOLDER}/{secret}.ics" + (f"?{urlencode(said)}" if said else "")


@needs(Permission.READ)
def calendar_tag(workspace: Workspace, wish: Wish, *, actor: Actor, on: date, base: str) -> str:
    """What stays as it is for as long as the calendar does; it costs no reading of the calendar."""
    with workspace.unit() as unit:
        language = _language(unit, actor)
        head, company = unit.trail.head(), unit.meta("name")
    said = (
        head,
        company,
        actor.id,
        wish.owner,
        sorted(wish.kinds),
        on.isoformat(),
        base,
        language,
        version("sakimori"),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


@needs(Permission.READ)
def calendar_of(workspace: Workspace, wish: Wish, *, actor: Actor, on: date, base: str) -> bytes:
    """The calendar of a person as a file, in their language, with links to a server."""
    wanted = DeadlineFilter(first=on - BACK, last=on + AHEAD, overdue=True, kinds=wish.kinds, owner=wish.owner)
    found, total = deadline_page(workspace, AsOf(on, NEWEST), wanted, first=0, limit=MOST, actor=actor)
    with workspace.unit() as unit:
        language = _language(unit, actor)
        name = _name(unit, wish)
        touched = last_touched(unit.engine, {one.third_party_id for one in found})
    events = [_event(one, touched.get(one.third_party_id, _LONG_AGO), base=base, language=language) for one in found]
    if total > len(found):
        events.append(_rest(found[-1], max(touched.values()), base=base, language=language))
    return calendar_file(name.get(language), events, language=language)


def _event(one: Deadline, touched: tuple[int, str], *, base: str, language: str) -> DayEvent:
    words, kind = texts(), kind_words(one.kind)
    owner = words["feed.owner"].format(who=one.owner_name) if one.owner_name else words["feed.no_owner"]
    url = place_of(one).address(base)
    said = (one.title, owner, words["feed.basis"].format(cites=one.cites), words["feed.until"])
    return DayEvent(
        uid=f"{one.id}@sakimori",
        day=one.day,
        summary=words["feed.summary"].format(kind=kind, party=one.third_party_name or words["feed.ours"]).get(language),
        description="\n".join([*(text.get(language) for text in said), url]),
        url=url,
        category=kind.get(language),
        sequence=touched[0],
        modified=parse_instant(touched[1]),
    )


def _rest(last: Deadline, touched: tuple[int, str], *, base: str, language: str) -> DayEvent:
    """That there is more than a calendar holds, on the last day that it does hold."""
    words, url = texts(), Place("calendar", {}).address(base)
    more = words["feed.more_what"].format(count=f"{MOST:,}").get(language)
    summary = words["feed.more"].get(language)
    return DayEvent(
        "more@sakimori", last.day, summary, f"{more}\n{url}", url, summary, touched[0], parse_instant(touched[1])
    )


def _language(unit: Unit, actor: Actor) -> str:
    return reached(unit, [unit.records.get(User, actor.id)])[actor.id].reach.language


def _name(unit: Unit, wish: Wish) -> Text:
    company = unit.meta("name") or ""
    key = "feed.mine" if wish.owner else "feed.all"
    return texts()[key].format(company=company, who=unit.user_name(wish.owner))
