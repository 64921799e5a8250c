"""Order and room of a digest: days of law first, days ahead before days that are over, the old by their kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import IntEnum
from typing import Final, Protocol, TypeVar

from sakimori.domain.codes import Basis
from sakimori.domain.rule import DeadlineKind
from sakimori.services.calendar.deadlines import Deadline

MOST: Final = 40
"""So many lines one part of a digest has; what finds no room is told in the next."""
OLD_DAYS: Final = 30
"""What is over for longer is old, and told by its kind."""
COUNTED_BY_LAW: Final = frozenset({DeadlineKind.INCIDENT, DeadlineKind.REQUEST, DeadlineKind.CHANGE_NOTICE})
"""Kinds that the law has done promptly or within days, towards authorities and persons: never old."""


class Place(IntEnum):
    """The parts of a digest, in their order."""

    STATUTORY = 0
    COMING = 1
    LATE = 2
    OLD = 3


class HasDeadline(Protocol):
    """A line about one deadline."""

    @property
    def deadline(self) -> Deadline:
        """What falls due."""


L = TypeVar("L", bound=HasDeadline)


def is_statutory(one: Deadline) -> bool:
    """Whether a day rests on law: by its kind, or by the rule that says so."""
    return one.kind in COUNTED_BY_LAW or one.basis is Basis.LAW


def place_of_line(one: Deadline, on: date) -> Place:
    """The part of a digest in which a deadline stands on a day."""
    is_old = one.day < on - timedelta(days=OLD_DAYS)
    if one.kind in COUNTED_BY_LAW or (is_statutory(one) and not is_old):
        return Place.STATUTORY
    if one.day >= on:
        return Place.COMING
    return Place.OLD if is_old else Place.LATE


def alike(one: Deadline) -> tuple[date, str, str, str, str]:
    """What deadlines of one line have in common."""
    return one.day, one.third_party_name, one.third_party_id, one.kind.value, one.owner_name


def in_order(lines: Iterable[L], on: date) -> list[L]:
    """Lines in the order of a digest: by part, there the soonest ahead first, then what is over, the newest first."""

    def key(line: L) -> tuple[int, bool, int, int, str, str]:
        one = line.deadline
        is_over = one.day < on
        return (
            place_of_line(one, on),
            is_over,
            abs((one.day - on).days),
            one.severity.rank,
            one.third_party_name,
            one.id,
        )

    return sorted(lines, key=key)


def fitting(lines: Iterable[L], on: date) -> tuple[list[L], list[L]]:
    """The lines for which a digest has room, and those that wait: nobody is taken for told of what no text holds."""
    seen: defaultdict[Place, set[object]] = defaultdict(set)
    held: list[L] = []
    waiting: list[L] = []
    for line in in_order(lines, on):
        place, what = place_of_line(line.deadline, on), alike(line.deadline)
        if place is Place.OLD or what in seen[place] or len(seen[place]) < MOST:
            seen[place].add(what)
            held.append(line)
        else:
            waiting.append(line)
    return held, waiting


def by_kind(some: Sequence[Deadline]) -> list[list[Deadline]]:
    """Deadlines of each kind together, those that rest on law first, then the kind with the oldest."""
    kinds: defaultdict[DeadlineKind, list[Deadline]] = defaultdict(list)
    for one in some:
        kinds[one.kind].append(one)
    return sorted(kinds.values(), key=lambda of: (not any(map(is_statutory, of)), min(one.day for one in of)))
