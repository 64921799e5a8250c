"""Records to rows and back, by the annotations of each dataclass; a write names the version that it read."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from itertools import starmap
from typing import Any, Final, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from sakimori.domain.clearance import Inquiry, InquiryRemark, Slip
from sakimori.domain.dossier import Merge
from sakimori.domain.errand import Errand
from sakimori.domain.gap import Gap, Span, Waiver
from sakimori.domain.invitation import Invitation
from sakimori.domain.questions.assessment import (
    Answer,
    Assessment,
    Comment,
    Condition,
    Evidence,
    GivenAnswer,
    PeriodicReview,
)  # fmt: skip
from sakimori.domain.questions.questionnaire import KeptProfile, PrivatePack, QuestionnaireImport
from sakimori.domain.records.hand_over import Release
from sakimori.domain.records.record import record_kinds
from sakimori.domain.trail import ERASED
from sakimori.domain.user import Delegation, Reach, SavedView, User
from sakimori.domain.values.text import Text
from sakimori.errors import BusyError, NotFoundError
from sakimori.store.engine import Engine, Params, Row, Value

T = TypeVar("T")

TABLES: dict[type, str] = {
    User: "app_user",
    Delegation: "delegation",
    SavedView: "saved_view",
    Reach: "reach",
    Assessment: "assessment",
    Answer: "answer",
    Comment: "comment",
    Invitation: "invitation",
    Evidence: "evidence",
    Condition: "condition",
    PeriodicReview: "periodic_review",
    **{kind: name for name, kind in record_kinds().items()},
    Release: "hand_over_release",
    Inquiry: "inquiry",
    InquiryRemark: "inquiry_remark",
    Errand: "errand",
    Slip: "slip",
    PrivatePack: "private_pack",
    KeptProfile: "kept_profile",
    QuestionnaireImport: "questionnaire_import",
    Gap: "gap",
    Waiver: "waiver",
    Merge: "merge",
    Span: "gap_span",
}
_READ_OF: Final[dict[type, str]] = {**TABLES, GivenAnswer: TABLES[Answer]}
"""Where the rows are of which a value is made: that of a record, or of a part of it that is only read."""
RECORD_TYPES: dict[str, type] = {table: kind for kind, table in TABLES.items() if kind is not Span}

# Words that SQL keeps for itself, or that would read badly in it.
COLUMN_NAMES = {
    "by": "made_by", "at": "made_at", "group": "group_id", "foreign": "foreign_handling",
    # One reason once stood for country and measures; it goes on as that for the country, of which more is asked.
    "country_unknown_reason": "unknown_reason",
}  # fmt: skip
ANSWER_COLUMNS = {"by": "answered_by", "at": "answered_at"}


_REMEMBERED = 4096
"""So many texts of one type are read once: codes, days and short lists come back in thousands of rows."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field with its column, and the two ways across."""

    field: str
    name: str
    to_row: Callable[[Any], Value]
    from_row: Callable[[Any], Any]
    personal: bool


def instant(at: datetime) -> str:
    """The text of an instant: UTC, so that text order is time order."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(_REMEMBERED)
def parse_instant(text: str) -> datetime:
    """The instant of a text made by `instant`."""
    return datetime.fromisoformat(text)


_list_to_text: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Writes any JSON value; `dumps` would make an encoder for each text."""


def _tuple_of(text: Any) -> tuple[Any, ...]:  # noqa: ANN401 - whatever the column holds
    """A list out of its text; of one that was erased only this is left."""
    return (ERASED,) if text == ERASED else tuple(json.loads(text))


def _converters(annotation: Any) -> tuple[Callable[[Any], Value], Callable[[Any], Any]]:  # noqa: ANN401, PLR0911
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        inner = next(a for a in args if a is not type(None))
        to_row, from_row = _converters(inner)
        if to_row is _same and from_row is _same:
            return _same, _same
        return (lambda v: None if v is None else to_row(v)), (lambda v: None if v is None else from_row(v))
    if origin is frozenset:
        item = args[0]
        return (lambda v: _list_to_text(sorted(v)), lru_cache(_REMEMBERED)(_set_of(item)))
    if origin is tuple:
        if is_dataclass(args[0]):
            return _rows_of(args[0])
        if get_origin(args[0]) is tuple:
            return (lambda v: _list_to_text([list(x) for x in v]), lambda v: tuple(tuple(x) for x in json.loads(v)))
        return (lambda v: _list_to_text(list(v)), _tuple_of)
    if annotation is datetime:
        return instant, parse_instant
    if annotation is date:
        return (lambda v: v.isoformat()), _day
    if annotation is bool:
        return int, bool
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return (lambda v: v.value), lru_cache(_REMEMBERED)(annotation)
    return _same, _same


_short_list = lru_cache(_REMEMBERED)(_tuple_of)


def _rows_of(kind: Any) -> tuple[Callable[[Any], Value], Callable[[Any], Any]]:  # noqa: ANN401 - a dataclass
    """The converters of a list of values that have fields of their own: one object each."""

    def from_text(text: str) -> tuple[Any, ...]:
        return tuple(from_row(kind, {**blanks(kind), **one}) for one in json.loads(text))

    return (lambda v: _list_to_text([to_row(one) for one in v])), lru_cache(_REMEMBERED)(from_text)


def _set_of(item: Callable[[Any], Any]) -> Callable[[Any], frozenset[Any]]:
    return lambda text: frozenset(item(x) for x in json.loads(text))


@lru_cache(_REMEMBERED)
def _day(text: Any) -> date:  # noqa: ANN401 - a text, or what an engine makes of a day
    return date.fromisoformat(str(text))


def _same(value: Any) -> Any:  # noqa: ANN401 - any value that the store holds as it is
    return value


@dataclass(frozen=True, slots=True)
class _Form:
    """How records of one type are read: their columns in the order of the fields, and what statements select of them.

    `made` is the record of the values of its columns, in their order.
    """

    columns: tuple[Column, ...]
    whole: str
    lean: str
    made: Callable[..., Any]


def _read_form(kind: type) -> _Form:
    found = _read_columns(kind)
    return _Form(
        found,
        ", ".join(c.name for c in found),
        ", ".join(f"CASE {c.name} WHEN '[]' THEN '[]' ELSE '[\"\"]' END" if c.personal else c.name for c in found),
        _maker(kind, found),
    )


_form: Final[Callable[[type], _Form]] = cache(_read_form)


def _maker(kind: type, found: Sequence[Column]) -> Callable[..., Any]:
    """What makes a record of values, converting only what needs it: thousands of rows come in, so it is compiled."""
    known: dict[str, Any] = {f"to_{c.field}": c.from_row for c in found} | {"kind_": kind}
    values = [
        c.field if c.from_row is _same else f"None if {c.field} is None else to_{c.field}({c.field})" for c in found
    ]
    made: Callable[..., Any] = eval(f"lambda {', '.join(c.field for c in found)}: kind_({', '.join(values)})", known)  # noqa: S307 - of names of our own fields
    return made


def columns(kind: type) -> tuple[Column, ...]:
    """The columns of a record type, in the order of its fields."""
    return _form(kind).columns


def _read_columns(kind: type) -> tuple[Column, ...]:
    hints = get_type_hints(kind, localns={"typing": typing})
    names = COLUMN_NAMES | (ANSWER_COLUMNS if kind in {Answer, GivenAnswer} else {})
    found = []
    for f in fields(kind):
        is_personal = bool(f.metadata.get("personal"))
        to_row, from_row = _converters(hints[f.name])
        if from_row is _tuple_of and not is_personal:  # of persons nothing is remembered
            from_row = _short_list
        found.append(Column(f.name, names.get(f.name, f.name), to_row, from_row, is_personal))
    return tuple(found)


def to_row(record: object) -> dict[str, Value]:
    """The row of a record."""
    return {c.name: c.to_row(getattr(record, c.field)) for c in columns(type(record))}


@lru_cache
def blanks(kind: type[Any]) -> Mapping[str, Value]:
    """What stands in the columns of which nobody has said anything: those that came after an entry was written."""
    given: dict[str, Any] = {f.name: f.default_factory() for f in fields(kind) if f.default_factory is not MISSING}
    given |= {f.name: f.default for f in fields(kind) if f.default is not MISSING}
    return {c.name: c.to_row(given[c.field]) for c in columns(kind) if c.field in given}


def from_row(kind: type[T], row: Row) -> T:
    """The record of a row."""
    form = _form(kind)
    return typing.cast("T", form.made(*[row[c.name] for c in form.columns]))


class Picked(NamedTuple):
    """Records of one kind that a statement picks; without a statement there are none."""

    kind: type[Any]
    sql: str = ""
    params: Params | None = None


def picked(
    kind: type[Any], where: str = "1 = 1", params: Params | None = None, *, order: str = "id", lean: bool = False
) -> Picked:
    """The records that a portable condition picks; in lean ones one empty text stands for any personal values."""
    form = _form(kind)
    sql = f"SELECT {form.lean if lean else form.whole} FROM {_READ_OF[kind]} WHERE {where} ORDER BY {order}"
    return Picked(kind, sql, params)


def picked_by_ids(kind: type[Any], ids: Iterable[str], *, column: str = "id", order: str = "id") -> Picked:
    """The records with some ids; where there are no ids nothing is asked."""
    params = {f"i{n}": value for n, value in enumerate(sorted(ids))}
    in_ids = f"{column} IN ({', '.join(':' + key for key in params)})"
    return picked(kind, in_ids, params, order=order) if params else Picked(kind)


class Records:
    """Reads and writes records of one engine; permission, trail and gaps are the services' concern."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def find(self, kind: type[T], record_id: str) -> T | None:
        """The record, or None."""
        return next(iter(self.with_ids(kind, [record_id])), None)

    def get(self, kind: type[T], record_id: str, *, what: Text | None = None) -> T:
        """The record; `what` names its kind to the person who asked for one that is not there.

        Raises:
            NotFoundError: There is none with this id.
        """
        record = self.find(kind, record_id)
        if record is None:
            raise NotFoundError(what=what or TABLES[kind], key=record_id)
        return record

    def select(
        self,
        kind: type[T],
        where: str = "1 = 1",
        params: Params | None = None,
        *,
        order: str = "id",
        lean: bool = False,
    ) -> list[T]:
        """The records that a portable condition picks; in lean ones one empty text stands for any personal values."""
        return self.select_all([picked(kind, where, params, order=order, lean=lean)])[0]

    def select_all(self, wanted: Sequence[Picked]) -> list[list[Any]]:
        """The records of several conditions, which may be of several kinds, read together."""
        found = iter(self._engine.values_of([(one.sql, one.params) for one in wanted if one.sql]))
        return [list(starmap(_form(one.kind).made, next(found))) if one.sql else [] for one in wanted]

    def with_ids(self, kind: type[T], ids: Iterable[str], *, column: str = "id") -> list[T]:
        """The records with some ids, in one statement."""
        return self.select_all([picked_by_ids(kind, ids, column=column)])[0]

    def insert(self, record: object) -> dict[str, Any]:
        """Store a new record and give its row."""
        return self.insert_all([record])[0]

    def insert_all(self, records: Sequence[object]) -> list[dict[str, Any]]:
        """Store new records of one kind in one statement, and give their rows."""
        rows = [to_row(record) for record in records]
        if records:
            self._engine.insert_all(TABLES[type(records[0])], rows)
        return rows

    def update_all(self, records: Sequence[T]) -> list[T]:
        """Store changed records of one kind, each under the version that it carries, and give them as stored.

        Raises:
            BusyError: Another write to one of them was faster; the others are stored unless a transaction ends with it.
        """
        if not records:
            return []
        changed: list[T] = [replace(one, version=one.version + 1) for one in records]  # type: ignore[attr-defined,type-var]
        kind = type(records[0])
        sets = ", ".join(f"{c.name} = :{c.name}" for c in columns(kind) if c.name != "id")
        done = self._engine.execute_all(
            f"UPDATE {TABLES[kind]} SET {sets} WHERE id = :id AND version = :version - 1", list(map(to_row, changed))
        )
        if done != len(changed):
            raise BusyError
        return changed

    def current_answers(self, assessment_id: str) -> list[Answer]:
        """The last version of each answer of one assessment."""
        return self.select(
            Answer,
            "assessment_id = :id AND seq = (SELECT MAX(a.seq) FROM answer a WHERE a.assessment_id = :id "
            "AND a.question_id = answer.question_id)",
            {"id": assessment_id},
            order="question_id",
        )


def changed_fields(before: Row, after: Row) -> dict[str, Any]:
    """What stood before in the fields that differ; the version alone is no difference."""
    return {key: before[key] for key in before if key != "version" and before[key] != after[key]}
