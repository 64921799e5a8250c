"""What happened to a third party, and how two days of it differ; both out of the trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sakimori.domain.questions.assessment import Assessment, Condition, Evidence
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.values.days import end_of_day
from sakimori.domain.values.text import Text
from sakimori.services.audit.rows import labels_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.record_table import OF_PARTIES, OURS
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.trail import called
from sakimori.store.records import TABLES

COMPARED: Final[tuple[type, ...]] = (
    ThirdParty, Service, Alias, Contact, Assessment, Evidence, Condition, *OF_PARTIES,
    *(kind for kind in OURS if kind is not CountryProfile),
)  # fmt: skip
SILENT: Final = frozenset(
    {"id", "third_party_id", "version", "sha256", "size", "media_type", "request_id", "pack_id", "pack_digest", "facts"}
)
"""Fields that tell a person nothing: ids, digests, and what never changes once the record is there."""

_NAMES: Final = ("legal_name", "name", "title", "filename", "text", "clause_id", "scheme")
_UNSAID: Final[tuple[object, ...]] = (None, "", frozenset(), ())


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One entry of the trail about a third party."""

    seq: int
    at: datetime
    who: str
    action: str
    record_kind: str
    label: Text
    reason: str


class ChangeKind(StrEnum):
    """What became of a record between two days."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class DayChange:
    """A field that says something else on the later of two days, or a record that is there on one of them only.

    `record` is the name of the record; a record that was added or is gone names no field.
    """

    kind: ChangeKind
    record_kind: str
    record: Text
    field: str = ""
    before: Any = None
    after: Any = None


@needs(Permission.READ)
def name_of(workspace: Workspace, third_party_id: str) -> str:
    """The present name of a third party; empty when there is none with this id."""
    with workspace.unit() as unit:
        party = unit.records.find(ThirdParty, third_party_id)
    return party.legal_name if party else ""


@needs(Permission.READ)
def party_history(
    workspace: Workspace, third_party_id: str, *, number: int, limit: int = 200
) -> tuple[HistoryEntry, ...]:
    """What was written about a third party up to an entry, newest first."""
    with workspace.unit() as unit:
        lines = unit.trail.lines(third_party_id=third_party_id, up_to=number, limit=limit)
        labels, users = labels_of(unit, lines), called(unit.engine, (line.entry.actor for line in lines))
    return tuple(
        HistoryEntry(
            seq=line.entry.seq,
            at=line.entry.at,
            who=users.get(line.entry.actor, line.entry.actor),
            action=line.entry.action,
            record_kind=line.entry.record_kind,
            label=label,
            reason=line.reason,
        )
        for line, label in zip(lines, labels, strict=True)
    )


@needs(Permission.READ)
def compare_days(workspace: Workspace, third_party_id: str, *, earlier: date, later: date) -> tuple[DayChange, ...]:
    """Every field of a dossier that says something else at the end of a later day than at the end of an earlier one."""
    with workspace.unit() as unit:
        before = _standing(unit, third_party_id, unit.trail.number_at(end_of_day(earlier)))
        after = _standing(unit, third_party_id, unit.trail.number_at(end_of_day(later)))
        changes: list[DayChange] = []
        for key in (*before, *(key for key in after if key not in before)):
            name = _name(unit, after.get(key) or before[key])
            changes.extend(_differences(name, before.get(key), after.get(key)))
    return tuple(changes)


def _standing(unit: Unit, third_party_id: str, number: int) -> dict[tuple[type, str], Any]:
    return {
        (kind, record.id): record
        for kind in COMPARED
        for record in unit.trail.records_at(kind, number, third_party_id=third_party_id)
    }


def _name(unit: Unit, record: Any) -> Text:  # noqa: ANN401 - records of any kind
    if isinstance(record, Assessment):
        return unit.pack(record.pack_digest).title
    words = next((str(getattr(record, name)) for name in _NAMES if getattr(record, name, None)), "")
    return Text(words, words)


def _differences(name: Text, before: Any, after: Any) -> Iterator[DayChange]:  # noqa: ANN401 - records of any kind
    table = TABLES[type(after or before)]
    if before is None or after is None:
        yield DayChange(ChangeKind.ADDED if before is None else ChangeKind.GONE, table, name)
        return
    for spec in fields(before):
        was, now = getattr(before, spec.name), getattr(after, spec.name)
        if spec.name not in SILENT and was != now and not (was in _UNSAID and now in _UNSAID):
            yield DayChange(ChangeKind.CHANGED, table, name, spec.name, was, now)
