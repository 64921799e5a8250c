"""The audit trail as people read it: who wrote what and when, and what stood there before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sakimori.domain.trail import ERASED
from sakimori.domain.user import Actor
from sakimori.domain.values.days import end_of_day
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.errors import NotFoundError
from sakimori.exchange.registers.fields import RECORD_WORDS
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads import trail
from sakimori.store.reads.naming import names_of_people
from sakimori.store.records import RECORD_TYPES, TABLES, columns
from sakimori.store.trail import TrailLine

RECORD_KINDS: Final = (*RECORD_TYPES, "policy", "to_judge", "rollover", "signature")
"""What entries speak of."""
REGISTER_WORDS: Final = {TABLES[kind]: words for kind, words in RECORD_WORDS.items() if kind in TABLES}
"""What one record of each kind of the register is called, by the kind that its entries bear."""

_LABELS: Final = (
    "legal_name", "name", "title", "clause_id", "scheme", "filename", "question_id", "text", "reason", "number",
)  # fmt: skip
_SILENT: Final = frozenset(
    {
        "id", "third_party_id", "version", "pack_digest", "facts", "facts_digest", "assessment_id", "gap_id", "persons",
        "request", "verdict", "case_body", "person_name", "customer_number", "contact", "wish",
    }
)  # fmt: skip
"""Not told field by field: a question and its answer are read on the slip or in the inquiry, not as they are stored."""
_EMPTY: Final = ("", "[]")
_ISSUED: Final = "paper_sha256"


def record_type(record_kind: str) -> type | None:
    """The record that entries of a kind speak of; None for what is no record."""
    return RECORD_TYPES.get(record_kind)


def kind_of(record: object) -> str:
    """The kind that entries on a record bear."""
    return TABLES[type(record)]


TrailFilter = trail.TrailFilter


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One entry: number, instant, person, act, record, reason."""

    seq: int
    at: datetime
    actor_id: str
    who: str
    action: str
    record_kind: str
    record_id: str
    label: Text
    third_party_id: str
    third_party: str
    reason: str


@dataclass(frozen=True, slots=True)
class TrailField:
    """One field of an entry, before and after; None stands for nothing recorded."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class TrailDetail:
    """One entry with the fields that it changed."""

    row: TrailRow
    fields: tuple[TrailField, ...]


@needs(Permission.ENTER)
def people(workspace: Workspace) -> dict[str, str]:
    """What everybody is called who writes here, by id: our people, and those of vendors who were invited."""
    with workspace.unit() as unit:
        return names_of_people(unit.engine)


@needs(Permission.ENTER)
def called(workspace: Workspace, contents: Iterable[object]) -> Mapping[str, str]:
    """What people, third parties and services are called whose ids stand in some values."""
    with workspace.unit() as unit:
        return trail.called(unit.engine, _texts(contents))


def _texts(contents: Iterable[object]) -> Iterator[str]:
    for content in contents:
        yield from _texts(content) if isinstance(content, tuple | frozenset) else [str(content)]


@needs(Permission.READ_TRAIL)
def party_called(workspace: Workspace, third_party_id: str) -> str:
    """What a third party is called; empty where there is none of this id."""
    with workspace.unit() as unit:
        return trail.party_called(unit.engine, third_party_id)


def wanted_of(
    *,
    since: date | None = None,
    until: date | None = None,
    words: str = "",
    **narrowed: Any,  # noqa: ANN401
) -> TrailFilter:
    """Which entries somebody asks for, by days in Japan with both ends, and a part of a name."""
    return TrailFilter(
        since=end_of_day(since - timedelta(days=1)) if since else None,
        before=end_of_day(until) if until else None,
        words=fold(words),
        **narrowed,
    )


@needs(Permission.READ_TRAIL)
def trail_count(workspace: Workspace, wanted: TrailFilter, *, actor: Actor) -> int:
    """How many entries a filter leaves."""
    with workspace.unit() as unit:
        return trail.count(unit.engine, wanted)


@needs(Permission.READ_TRAIL)
def trail_page(workspace: Workspace, wanted: TrailFilter, *, actor: Actor, first: int, limit: int) -> list[TrailRow]:
    """Some of the entries that a filter leaves, newest first."""
    with workspace.unit() as unit:
        return _rows(unit, trail.page_of(unit.engine, wanted, first, limit))


@needs(Permission.READ_TRAIL)
def all_rows(workspace: Workspace, wanted: TrailFilter, *, actor: Actor) -> Iterator[TrailRow]:
    """Every entry that a filter leaves, newest first, one by one."""
    with workspace.unit() as unit:
        for lines in trail.all_of(unit.engine, wanted):
            yield from _rows(unit, lines)


@needs(Permission.READ_TRAIL)
def trail_detail(workspace: Workspace, seq: int, *, actor: Actor, reads: bool = False) -> TrailDetail:
    """One entry with what it changed, field by field.

    Raises:
        NotFoundError: There is no entry of this number.
    """
    with workspace.unit() as unit:
        line = (unit.accesses if reads else unit.trail).line(seq)
        if line is None:
            raise NotFoundError(what="entry", key=seq)
        return TrailDetail(_rows(unit, [line])[0], _fields(line))


def labels_of(unit: Unit, lines: Sequence[TrailLine]) -> tuple[Text, ...]:
    """What the records were called that entries speak of; no words where only their third party names them."""
    told = trail.gap_titles(unit.engine, filter(None, map(_gap_of, lines)))
    flows = trail.flow_names(unit.engine, filter(None, map(_flow_of, lines)))
    digests = trail.pack_digests(unit.engine) if any(line.entry.record_kind == "assessment" for line in lines) else []
    packs = {pack_id: unit.pack(digest).title for pack_id, digest in digests}
    return tuple(_label(line, packs, {**told, **flows}) for line in lines)


def _flow_of(line: TrailLine) -> str:
    return str((line.after or line.before).get("flow_id") or "")


def _gap_of(line: TrailLine) -> str:
    if line.entry.record_kind == "gap":
        return line.entry.record_id
    return str((line.after or {}).get("gap_id") or "")


def _rows(unit: Unit, lines: Sequence[TrailLine]) -> list[TrailRow]:
    ids = {one for line in lines for one in (line.entry.actor, line.entry.third_party_id)}
    names = trail.called(unit.engine, ids)
    return [
        TrailRow(
            seq=entry.seq,
            at=entry.at,
            actor_id=entry.actor,
            who=names.get(entry.actor, entry.actor),
            action=entry.action,
            record_kind=entry.record_kind,
            record_id=entry.record_id,
            label=label,
            third_party_id=entry.third_party_id,
            third_party=names.get(entry.third_party_id, ""),
            reason=line.reason,
        )
        for line, label in zip(lines, labels_of(unit, lines), strict=True)
        for entry in [line.entry]
    ]


def _label(line: TrailLine, packs: Mapping[str, Text], told: Mapping[str, Text]) -> Text:
    """What a record was called when the entry was made; one without words of its own is known by its third party."""
    after = line.after or {}
    if line.entry.record_kind == "assessment":
        return packs.get(str(after.get("pack_id")), NO_TEXT)
    words = next((str(after[key]) for key in _LABELS if after.get(key) not in (None, "", ERASED)), "")
    return told.get(_gap_of(line)) or told.get(_flow_of(line)) or Text(words, words)


def _fields(line: TrailLine) -> tuple[TrailField, ...]:
    kind = RECORD_TYPES.get(line.entry.record_kind)
    after = line.after or {}
    if kind is None or _ISSUED in after:  # of a paper that was issued, what is said of the paper
        return tuple(TrailField(key, line.before.get(key), value) for key, value in after.items())
    is_new = not line.before
    return tuple(
        TrailField(
            column.field,
            _value(column.from_row, line.before.get(column.name)),
            _value(column.from_row, after.get(column.name)),
        )
        for column in columns(kind)
        if column.field not in _SILENT
        and ((is_new and after.get(column.name) not in (None, *_EMPTY)) or column.name in line.before)
    )


def differences(before: object, after: object) -> tuple[TrailField, ...]:
    """The fields in which two states of a record differ, without those that only the program reads."""
    both = ((name, getattr(before, name), getattr(after, name)) for name in (c.field for c in columns(type(after))))
    return tuple(TrailField(name, was, is_now) for name, was, is_now in both if was != is_now and name not in _SILENT)


def _value(from_row: Any, value: object) -> object:  # noqa: ANN401 - the converter of a column
    return value if value is None or value == ERASED else from_row(value)
