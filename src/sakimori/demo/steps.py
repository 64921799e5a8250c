"""Steps of the made-up register: a day and what somebody does on it, and what all kinds of records share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from sakimori.demo.hands import Hands
from sakimori.demo.rows import Entry, build, happened, happening
from sakimori.domain.user import Actor
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.recording import record, record_many

_AHEAD = 20
"""So many days before it takes effect people turn to what is recorded."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is done on a day."""

    day: date
    act: Callable[[], object]


def start_of(entry: Entry, hands: Hands) -> date:
    """The day on which people turn to an entry: its own, else shortly before it takes effect.

    Never before somebody has registered whose it is.
    """
    today = hands.at.date()
    begins = entry.says.get("start_on")
    number = entry.on if entry.on is not None or begins is None else begins - _AHEAD
    return today if number is None else max(today, min(hands.day(number), later(hands.on, -_AHEAD)))


def later(day: date, days: int) -> date:
    """Some days later."""
    return day + timedelta(days=days)


def write(entry: Entry, hands: Hands, actor: Actor, **given: Any) -> str:  # noqa: ANN401 - fields of any record
    """Record an entry as it is known today, and keep its id under its key."""
    item: Any = build(entry.kind, entry.says, known=hands.at.date(), on=hands.on, ids=hands.ids, id="", **given)
    stored: Any = record(hands.workspace, item, actor=actor, at=hands.at).record
    hands.ids[entry.key] = stored.id
    return str(stored.id)


def write_many(entries: list[Entry], hands: Hands, actor: Actor, **given: Any) -> None:  # noqa: ANN401 - as above
    """Record entries that do not refer to each other in one write."""
    known = hands.at.date()
    items: list[Any] = [build(e.kind, e.says, known=known, on=hands.on, ids=hands.ids, id="", **given) for e in entries]
    batch = hands.workspace.ids("ba")
    stored = record_many(hands.workspace, items, actor=actor, at=hands.at, batch_id=batch).record
    hands.ids.update({e.key: item.id for e, item in zip(entries, stored, strict=True)})


def happenings(entry: Entry, hands: Hands, actor: Actor, *, after: date) -> Iterator[Step]:
    """Later days on which something about a record happened, each noted on its day."""
    for day in happening(entry, after=after, on=hands.on):
        yield Step(day, partial(_note, entry, hands, actor))


def _note(entry: Entry, hands: Hands, actor: Actor) -> None:
    with hands.workspace.unit() as unit:
        standing: Any = unit.records.get(entry.kind, hands.ids[entry.key])
    news = happened(entry, known=hands.at.date(), on=hands.on)
    batch = hands.workspace.ids("ba")
    record_many(hands.workspace, [replace(standing, **news)], actor=actor, at=hands.at, batch_id=batch)


def filed(hands: Hands, party: str, name: str) -> str:
    """File a document of a third party that belongs to no assessment, and give its id."""
    paper = file_evidence(
        hands.workspace,
        third_party_id=hands.parties[party],
        filename=name,
        body=f"{name}\n（架空の文書）\n".encode(),
        media_type="text/plain",
        actor=hands.buyer,
        at=hands.at,
    )
    return paper.record.id
