"""Whether a record of a kind may be stored: what it needs and refers to, and what may stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final, TypeVar

from sakimori.domain.records.contract import Contract, ContractClause
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.record import type_of
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.services.kernel.record_table import KINDS, WRITTEN_APART, RecordKind
from sakimori.services.kernel.unit import Unit
from sakimori.services.parties.check import (
    NAME_LENGTH,
    TEXT_LENGTH,
    clean,
    country_codes,
    invalid_value,
    refuse_personal_numbers,
    require_standing,
)

T = TypeVar("T")

_LONG: Final = (
    "note",
    "wording",
    "reason",
    "rationale",
    "judgement",
    "exceptions",
    "item_",
    "trouble",
    "method",
    "quote",
)
_LISTS: Final = ("countries",)
_CODES: Final = frozenset({"country", "governing_law"})
_LARGEST: Final = 1_000_000_000
_LIMITS: Final = {"days": 3_650, "months": 1_200, "hours": 8_760}
"""The largest number of a unit that makes sense: ten years, a hundred, one."""
_FIRST_DAY, _LAST_DAY = date(1868, 1, 1), date(2300, 12, 31)
"""The days that lists are read with; 8040 is 令和8年4月 typed into a year."""

_NEEDED: Final = Text("入れてください。", "Give one.")
_TOO_LONG: Final = Text("{limit}字までにしてください。", "Use up to {limit} characters.")
_COUNTRY: Final = Text("国を一覧から選んでください。", "Choose countries from the list.")
_COUNT: Final = Text("0から{most}までの整数にしてください。", "Give a whole number from 0 to {most}.")
_ORDER: Final = Text("{first}以後の日にしてください。", "Give a day on or after: {first}.")
_DAY: Final = Text(
    "年は西暦の4桁で、{first}年から{last}年までにしてください。",
    "Write the year in four digits, from {first} to {last}.",
)
_UNKNOWN: Final = Text("一覧から選び直してください。", "Choose it again from the list.")
_ONCE: Final = Text(
    "すでに登録されています。登録済みのものを直してください。", "It is recorded already; edit that one."
)
_CIRCLE: Final = Text("並びが輪になります。", "They would form a circle.")
_OTHERS: Final = Text("別の取引先のものです。", "It belongs to another third party.")


def checked_record(unit: Unit, record: T) -> T:
    """The record as it may be stored.

    Raises:
        InvalidValueError: A field holds what it cannot.
        MyNumberError: A field holds a My Number.
        NotFoundError: The third party does not exist.
        StateError: The third party was merged away, or there is such a record already.
    """
    kind = KINDS.get(type(record)) or WRITTEN_APART[type(record)]
    record = _cleaned(record)
    for name in kind.needed:
        if not getattr(record, name):
            raise _invalid(record, name, "", _NEEDED)
    for first, second in kind.in_order:
        begin, end = getattr(record, first), getattr(record, second)
        if begin is not None and end is not None and end < begin:
            raise _invalid(record, second, f"{end:%Y/%m/%d}", _ORDER.format(first=field_words(type(record), first)))
    third_party_id = getattr(record, "third_party_id", "")
    if third_party_id:
        require_standing(unit, third_party_id)
    _check_references(unit, record, kind)
    _check_circle(unit, record)
    _check_once(unit, record, kind)
    return record


def _cleaned(record: T) -> T:
    changed: dict[str, Any] = {}
    kind: type = type(record)
    texts = _texts(kind)
    for spec in fields(record):  # type: ignore[arg-type]
        name, value = spec.name, getattr(record, spec.name)
        if value is None and name in _filled(kind):
            raise _invalid(record, name, "", _NEEDED)
        if isinstance(value, bool) or value is None:
            continue
        if isinstance(value, int) and not 0 <= value <= most_of(name):
            raise _invalid(record, name, str(value), _COUNT.format(most=f"{most_of(name):,}"))
        is_day = isinstance(value, date) and not isinstance(value, datetime)
        if is_day and not _FIRST_DAY <= value <= _LAST_DAY:
            years = {"first": _FIRST_DAY.year, "last": _LAST_DAY.year}
            raise _invalid(record, name, f"{value:%Y/%m/%d}", _DAY.format(**years))
        if name in _CODES and value and value not in country_codes():
            raise _invalid(record, name, str(value), _COUNTRY)
        if name.endswith(_LISTS):
            for code in sorted(value - country_codes()):
                raise _invalid(record, name, code, _COUNTRY)
        if name in texts:
            changed[name] = _clean_text(record, name, value) or (None if texts[name] else "")
        elif isinstance(value, tuple) and not name.endswith("_ids"):
            items = (_cleaned(item) if is_dataclass(item) else _clean_text(record, name, item) for item in value)
            changed[name] = tuple(filter(None, items))
    return replace(record, **changed)  # type: ignore[type-var]


def most_of(field: str) -> int:
    """The largest number that a field may hold."""
    return next((most for unit, most in _LIMITS.items() if unit in field), _LARGEST)


def _clean_text(record: object, name: str, value: str) -> str:
    one_line = not name.startswith("item_") and not any(part in name for part in _LONG)
    text = clean(value, one_line=one_line)
    limit = NAME_LENGTH if name in {"name", "title"} else TEXT_LENGTH
    if len(text) > limit:
        raise _invalid(record, name, text, _TOO_LONG.format(limit=f"{limit:,}"))
    refuse_personal_numbers(name, text, words=field_words(type(record), name))
    return text


@cache
def _texts(kind: type) -> dict[str, bool]:
    """The fields that hold words (ids and codes apart), and whether nothing in one is None."""
    found: dict[str, bool] = {}
    for name in (spec.name for spec in fields(kind)):
        inner, is_optional = type_of(kind, name)
        if inner is str and name != "id" and not name.endswith(("_id", "_by")) and name not in _CODES:
            found[name] = is_optional
    return found


@cache
def _filled(kind: type) -> frozenset[str]:
    """The fields in which something always stands."""
    return frozenset(spec.name for spec in fields(kind) if not type_of(kind, spec.name)[1])


_OF_ONE_PARTY: Final = frozenset({"flow_id", "flow_ids", "service_id", "campaign_id"})
"""References that stay within one dossier; the clauses of a contract stand in the dossier that keeps it as well."""


def read_named(unit: Unit, record: object) -> None:
    """Read what a record is checked by, and what stands in its place."""
    kind = KINDS.get(type(record)) or WRITTEN_APART[type(record)]
    if record_id := record.id:  # type: ignore[attr-defined]
        unit.records.find(type(record), record_id)
    if third_party_id := getattr(record, "third_party_id", ""):
        unit.records.find(ThirdParty, third_party_id)
    for _, other, record_id in _named(record, kind):
        unit.records.find(other, record_id)


def _named(record: object, kind: RecordKind) -> Iterator[tuple[str, type[Any], str]]:
    """The other records that a record names, each with its field and its kind."""
    for name, other in kind.references.items():
        value = getattr(record, name)
        for record_id in value if isinstance(value, tuple) else (value,):
            if record_id is not None and name != "third_party_id":
                yield name, other, record_id


def _check_references(unit: Unit, record: object, kind: RecordKind) -> None:
    for name, other, record_id in _named(record, kind):
        found = unit.records.find(other, record_id)
        if found is None:
            raise _invalid(record, name, record_id, _UNKNOWN)
        own = getattr(record, "third_party_id", "")
        is_own = name in _OF_ONE_PARTY or (name == "contract_id" and isinstance(record, ContractClause))
        if is_own and found.third_party_id != own:
            raise _invalid(record, name, record_id, _OTHERS)


def _check_circle(unit: Unit, record: Any) -> None:  # noqa: ANN401 - a record with a parent of its own kind
    name = {Contract: "parent_id", SubProcessorLink: "parent_id", Purpose: "replaces_id"}.get(type(record))
    if name is None:
        return
    seen, above = {record.id}, getattr(record, name)
    while above is not None:
        if above in seen:
            raise _invalid(record, name, "", _CIRCLE)
        seen.add(above)
        above = getattr(unit.records.get(type(record), above), name)


def _check_once(unit: Unit, record: Any, kind: RecordKind) -> None:  # noqa: ANN401 - any kind of the register
    if not kind.once_per:
        return
    where = " AND ".join(f"{name} = :{name}" for name in kind.once_per)
    params = {name: getattr(record, name) for name in kind.once_per}
    if any(other.id != record.id for other in unit.records.select(type(record), where, params)):
        raise StateError(why=_ONCE)


def _invalid(record: object, name: str, value: str, expected: Text) -> Exception:
    return invalid_value(name, value, expected, words=field_words(type(record), name))
