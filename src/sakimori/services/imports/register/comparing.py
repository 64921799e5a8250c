"""An entry laid over the record that it speaks of: what it fills, what it changes, what contradicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, Final

from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.values.text import Text
from sakimori.errors import RefusedError
from sakimori.exchange.lists.values import Fault
from sakimori.exchange.registers.columns import RegisterColumn
from sakimori.exchange.registers.entry import RegisterEntry
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.kinds import OF_PARTIES
from sakimori.services.imports.plan import FieldAnswer, FieldChange, FieldConflict, OnConflict, answer_of, key_of
from sakimori.services.imports.plan_rows import UNKNOWN, refusal_of
from sakimori.services.imports.register_files.workbook import cell_of
from sakimori.services.kernel.record_kinds import checked_record
from sakimori.services.kernel.record_table import ALL, KINDS
from sakimori.services.kernel.unit import Unit
from sakimori.services.parties.check import checked_party

_NEEDED: Final = Text("「{field}」がありません。", "“{field}” is missing.")
_GIVE: Final = Text("新しい記録には必要です。書いてください。", "A new record needs it.")


@dataclass(frozen=True, slots=True)
class Overlay:
    """A record as it would stand, what the entry changes in it, and what contradicts; `fault` forbids it all."""

    record: Any = None
    changes: tuple[FieldChange, ...] = ()
    conflicts: tuple[FieldConflict, ...] = ()
    fault: Fault | None = None
    field: str = ""
    value: str = ""
    unsettles: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a choice is missing."""
        return any(conflict.answer is None for conflict in self.conflicts)


def new_record(unit: Unit, entry: RegisterEntry, values: Mapping[str, Any], *, third_party_id: str) -> Overlay:
    """The new record that an entry gives."""
    given = {**entry.defaults, **values}
    for spec in fields(entry.kind):
        is_needed = spec.default is MISSING and spec.default_factory is MISSING
        if is_needed and spec.name not in {*given, "id", "third_party_id"}:
            fault = Fault("missing_value", _NEEDED.format(field=field_words(entry.kind, spec.name)), _GIVE)
            return Overlay(fault=fault, field=spec.name)
    own = {"third_party_id": third_party_id} if entry.kind in OF_PARTIES or _has_party(entry.kind) else {}
    return _checked(unit, entry.kind(id="", **own, **given))


def overlay_of(
    unit: Unit,
    entry: RegisterEntry,
    values: Mapping[str, Any],
    standing: Any,  # noqa: ANN401 - any kind of the register
    *,
    answers: Mapping[tuple[int, RegisterColumn], FieldAnswer],
    on_conflict: OnConflict,
    names: Mapping[str, str],
    is_again: bool = False,
) -> Overlay:
    """The record that stands with what an entry says; a blank cell says nothing, and blanks nothing.

    With `is_again` earlier rows of the file were laid over it. Where rows differ a person is asked, even if the file
    wins in all: that does not say which of its rows does.
    """
    otherwise = OnConflict.STOP if is_again and on_conflict is OnConflict.UPDATE else on_conflict
    said = _checked(unit, replace(standing, **values))
    if said.fault is not None:
        return said
    changes: list[FieldChange] = []
    conflicts: list[FieldConflict] = []
    taken: dict[str, Any] = {}
    for name in values:
        ours, theirs = getattr(standing, name), getattr(said.record, name)
        if _is_same(ours, theirs) or is_open(theirs):
            continue
        column = RegisterColumn(name, field_words(entry.kind, name))
        words = (_shown(name, ours, names), _shown(name, theirs, names))
        if not is_open(ours):
            if name in entry.fills_only:
                continue
            answer = answer_of(answers, entry.key, column, otherwise)
            conflicts.append(FieldConflict(column, *words, answer, is_within_file=is_again))
            if answer is not FieldAnswer.FILE:
                continue
        taken[name] = theirs
        changes.append(FieldChange(column, *words))
    laid = _checked(unit, replace(standing, **taken)) if taken else Overlay(standing)
    return replace(
        laid, changes=tuple(changes), conflicts=tuple(conflicts), unsettles=_takes_back(entry.kind, standing, taken)
    )


def is_open(value: Any) -> bool:  # noqa: ANN401 - any value of a field
    """Whether nobody has answered a field; the empty set is an answer."""
    return value is None or value in ("", ()) or value is LegalRoute.UNDECIDED


def record_words(
    entry: RegisterEntry, record: object, values: Mapping[str, Any], names: Mapping[str, str]
) -> list[tuple[Text, Text]]:
    """Label and value of everything that an entry says of a new record."""
    shown = [name for name in {**entry.defaults, **values} if not is_open(getattr(record, name))]
    return [(field_words(entry.kind, name), _shown(name, getattr(record, name), names)) for name in shown]


def _has_party(kind: type) -> bool:
    return any(spec.name == "third_party_id" and spec.default is MISSING for spec in fields(kind))


def _is_same(ours: Any, theirs: Any) -> bool:  # noqa: ANN401
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return sorted(ours) == sorted(theirs)
    return bool(ours == theirs)


def _checked(unit: Unit, record: Any) -> Overlay:  # noqa: ANN401
    """The record cleaned and checked; records that the same file brings are not there yet and are left out of it."""
    absent: dict[str, Any] = {}
    for spec in fields(record):
        value = getattr(record, spec.name)
        if isinstance(value, str) and key_of(value) is not None:
            absent[spec.name] = SELF_ID if spec.name == "third_party_id" else _stand_in(spec.name, record)
        elif isinstance(value, tuple) and any(isinstance(v, str) and key_of(v) is not None for v in value):
            absent[spec.name] = tuple(v for v in value if key_of(v) is None)
    kept = {name: getattr(record, name) for name in absent}
    check: Callable[[Any], Any] = checked_party if isinstance(record, ThirdParty) else (
        lambda one: checked_record(unit, one) if type(one) in KINDS and not _needs_absent(one) else one
    )  # fmt: skip
    try:
        return Overlay(replace(check(replace(record, **absent)), **kept))
    except RefusedError as error:
        fault, field, value = refusal_of(error)
        return Overlay(fault=fault, field=field, value=value)


def _stand_in(name: str, record: Any) -> Any:  # noqa: ANN401
    """What stands in a field while its record is not there: nothing, unless something must."""
    needed = next(spec for spec in fields(record) if spec.name == name).default is MISSING
    return "" if needed else None


def _needs_absent(record: Any) -> bool:  # noqa: ANN401
    """Whether a field that names a record had to be left empty, so that its reference cannot be looked up yet."""
    return any(getattr(record, name) == "" for name in KINDS[type(record)].references)


def _shown(name: str, value: Any, names: Mapping[str, str]) -> Text:  # noqa: ANN401
    if is_open(value):
        return UNKNOWN
    return Text(*(_worded(cell_of(name, value, names, language)) for language in ("ja", "en")))


def _worded(cell: Any) -> str:  # noqa: ANN401 - a cell
    return f"{cell:,}" if isinstance(cell, int) else "" if cell is None else str(cell)


def _takes_back(kind: type, standing: Any, taken: Mapping[str, Any]) -> bool:  # noqa: ANN401
    """Whether a change takes back what somebody has confirmed or decided."""
    spec = KINDS.get(kind)
    if spec is None or not any(getattr(standing, name) not in (None, "", False) for name in spec.stamps):
        return False
    return bool(taken) if spec.unsettles == ALL else any(name in spec.unsettles for name in taken)
