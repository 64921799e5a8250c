"""Rows of a list that name people, held against our users: who is meant, and why a row cannot be taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sakimori.domain.user import User
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.registers.attendance_list import AttendanceRow
from sakimori.services.kernel.unit import Unit

_NOBODY: Final = Text(
    "この氏名の利用者がいません。「設定」の利用者の氏名と同じにしてください。",
    "No user has this name. Write it as under Settings, Users.",
)
_SEVERAL: Final = Text("同じ氏名の利用者が複数います。", "Several users have this name.")
_NO_DAY: Final = Text("日付がありません。", "There is no day.")
_LATER: Final = Text("日付が先の日です。", "The day is still to come.")


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be taken, by its number, and why."""

    row: int
    why: Text


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What taking in a list does: rows read = new + standing already + faults; `unsaid` of the new say no result."""

    read: int
    new: int
    already: int
    faults: tuple[RowFault, ...]
    unsaid: int = 0


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row with the person whom it names, and the day."""

    user_id: str
    done_on: date
    row: AttendanceRow


@dataclass(slots=True)
class Matched:
    """What a list holds: rows read = found + standing already + faults."""

    read: int = 0
    already: int = 0
    found: list[MatchedRow] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def match_people(
    unit: Unit,
    rows: Iterable[AttendanceRow],
    *,
    key: Callable[[str, date], Hashable],
    standing: Collection[Hashable],
    today: date,
    refuse: Callable[[AttendanceRow], Text | None] = lambda _: None,
) -> Matched:
    """Every row with the person of its name; `key` tells of two rows whether they say the same, `standing` is known."""
    people: defaultdict[str, list[User]] = defaultdict(list)
    for user in unit.records.select(User):
        if not user.is_program:
            people[fold(user.name)].append(user)
    matched, seen = Matched(), set(standing)
    for row in rows:
        matched.read += 1
        named = people.get(fold(row.person), [])
        why = row.problem or _refused(row, named, today) or refuse(row)
        if why is not None or row.done_on is None:
            matched.faults.append(RowFault(row.number, why or _NO_DAY))
        elif (one := key(named[0].id, row.done_on)) in seen:
            matched.already += 1
        else:
            seen.add(one)
            matched.found.append(MatchedRow(named[0].id, row.done_on, row))
    return matched


def _refused(row: AttendanceRow, named: list[User], today: date) -> Text | None:
    if len(named) != 1:
        return _SEVERAL if named else _NOBODY
    if row.done_on is None:
        return _NO_DAY
    return _LATER if row.done_on > today else None
