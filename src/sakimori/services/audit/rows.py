"""The audit trail as people read it: who wrote what and when, and what stood there before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sakimori.domain.trail import ERASED
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import end_of_day
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.errors import NotFoundError
from sakimori.exchange.registers.fields import RECORD_WORDS
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.records import RECORD_TYPES, TABLES, columns
from sakimori.store.trail import Trail, TrailLine

LIMIT: Final = 500
RECORD_KINDS: Final = (*RECORD_TYPES, "policy", "to_judge", "rollover")
"""What entries speak of."""
REGISTER_WORDS: Final = {TABLES[kind]: words for kind, words in RECORD_WORDS.items() if kind in TABLES}
"""What one record of each kind of the register is called, by the kind that its entries bear."""

_LABELS: Final = (
    "legal_name", "name", "title", "clause_id", "scheme", "filename", "question_id", "text", "reason", "number",
)  # fmt: skip
_SILENT: Final = frozenset(
    {
        "id", "third_party_id", "version", "pack_digest", "facts", "facts_digest", "assessment_id", "gap_id", "persons",
        "request", "verdict", "case_body",
    }
)  # fmt: skip
"""Not told field by field: a question and its answer are read on the slip or in the inquiry, not as they are stored."""
_EMPTY: Final = ("", "[]")


def record_type(record_kind: str) -> type | None:
    """The record that entries of a kind speak of; None for what is no record."""
    return RECORD_TYPES.get(record_kind)


def kind_of(record: object) -> str:
    """The kind that entries on a record bear."""
    return TABLES[type(record)]


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


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called: people, third parties, services."""

    people: Mapping[str, str]
    third_parties: Mapping[str, str]
    services: Mapping[str, str]
    packs: Mapping[str, Text]

    def all(self) -> dict[str, str]:
        """Every name by its id."""
        return {**self.services, **self.third_parties, **self.people}


def names(workspace: Workspace) -> Names:
    """The present names of everybody and everything that entries point to."""
    with workspace.unit() as unit:
        return _names(unit)


def _names(unit: Unit) -> Names:
    return Names(
        {user.id: user.name for user in unit.records.select(User)},
        {str(r["id"]): str(r["legal_name"]) for r in unit.query("SELECT id, legal_name FROM third_party ORDER BY id")},
        {str(r["id"]): str(r["name"]) for r in unit.query("SELECT id, name FROM service ORDER BY id")},
        {
            str(r["pack_id"]): unit.pack(str(r["digest"])).title
            for r in unit.query("SELECT pack_id, digest FROM pack_snapshot ORDER BY version")
        },
    )


def trail_rows(
    workspace: Workspace,
    *,
    actor: Actor,
    number: int,
    reads: bool = False,
    by: str | None = None,
    record_kind: str | None = None,
    third_party_id: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = LIMIT,
) -> tuple[TrailRow, ...]:
    """The newest entries up to a number, narrowed; `reads` gives sign-ins, reads and downloads instead of changes."""
    require(actor, Permission.READ_TRAIL)
    with workspace.unit() as unit:
        trail = unit.accesses if reads else unit.trail
        lines = trail.lines(
            actor=by,
            record_kind=record_kind,
            third_party_id=third_party_id,
            since=end_of_day(since - timedelta(days=1)) if since else None,
            before=end_of_day(until) if until else None,
            up_to=None if reads else number,
            limit=limit,
        )
        known, told = _names(unit), _gap_titles(unit, lines) | _flow_names(unit, lines)
    return tuple(_row(line, known, told) for line in lines)


def trail_detail(workspace: Workspace, seq: int, *, actor: Actor, reads: bool = False) -> TrailDetail:
    """One entry with what it changed, field by field.

    Raises:
        NotFoundError: There is no entry of this number.
    """
    require(actor, Permission.READ_TRAIL)
    with workspace.unit() as unit:
        trail: Trail = unit.accesses if reads else unit.trail
        line = trail.line(seq)
        if line is None:
            raise NotFoundError(what="entry", key=seq)
        known, told = _names(unit), _gap_titles(unit, [line]) | _flow_names(unit, [line])
    return TrailDetail(_row(line, known, told), _fields(line))


def labels_of(unit: Unit, lines: Sequence[TrailLine]) -> tuple[Text, ...]:
    """What the records were called that entries speak of; no words where only their third party names them."""
    known, told = _names(unit), _gap_titles(unit, lines) | _flow_names(unit, lines)
    return tuple(_label(line, known, told) for line in lines)


def _gap_titles(unit: Unit, lines: Sequence[TrailLine]) -> dict[str, Text]:
    """What the gaps are called that entries speak of."""
    ids = sorted({gap for line in lines if (gap := _gap_of(line))})
    keys = {f"i{place}": gap for place, gap in enumerate(ids)}
    if not keys:
        return {}
    rows = unit.query(
        "SELECT gap_id, title_ja, title_en FROM gap_span "
        f"WHERE gap_id IN ({', '.join(':' + key for key in keys)}) ORDER BY id",
        **keys,
    )
    return {str(r["gap_id"]): Text(str(r["title_ja"]), str(r["title_en"])) for r in rows}


def _flow_names(unit: Unit, lines: Sequence[TrailLine]) -> dict[str, Text]:
    """What the flows are called whose facts, basis or erasure entries speak of."""
    ids = sorted({flow for line in lines if (flow := _flow_of(line))})
    keys = {f"i{place}": flow for place, flow in enumerate(ids)}
    if not keys:
        return {}
    rows = unit.query(
        f"SELECT id, name FROM data_flow WHERE id IN ({', '.join(':' + key for key in keys)}) ORDER BY id", **keys
    )
    return {str(r["id"]): Text(str(r["name"]), str(r["name"])) for r in rows}


def _flow_of(line: TrailLine) -> str:
    return str((line.after or line.before).get("flow_id") or "")


def _gap_of(line: TrailLine) -> str:
    if line.entry.record_kind == "gap":
        return line.entry.record_id
    return str((line.after or {}).get("gap_id") or "")


def _row(line: TrailLine, known: Names, told: Mapping[str, Text]) -> TrailRow:
    entry = line.entry
    return TrailRow(
        seq=entry.seq,
        at=entry.at,
        actor_id=entry.actor,
        who=known.people.get(entry.actor, entry.actor),
        action=entry.action,
        record_kind=entry.record_kind,
        record_id=entry.record_id,
        label=_label(line, known, told),
        third_party_id=entry.third_party_id,
        third_party=known.third_parties.get(entry.third_party_id, ""),
        reason=line.reason,
    )


def _label(line: TrailLine, known: Names, told: Mapping[str, Text]) -> Text:
    """What a record was called when the entry was made; one without words of its own is known by its third party."""
    after = line.after or {}
    if line.entry.record_kind == "assessment":
        return known.packs.get(str(after.get("pack_id")), NO_TEXT)
    words = next((str(after[key]) for key in _LABELS if after.get(key) not in (None, "", ERASED)), "")
    return told.get(_gap_of(line)) or told.get(_flow_of(line)) or Text(words, words)


def _fields(line: TrailLine) -> tuple[TrailField, ...]:
    kind = RECORD_TYPES.get(line.entry.record_kind)
    after = line.after or {}
    if kind is None:
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
