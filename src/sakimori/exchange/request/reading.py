"""Values of a request file into records, strictly: what is misspelt, missing or of a wrong kind is told, with where."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import pycountry

from sakimori.domain.values.personal_number import find_personal_numbers
from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.reference.countries import parse_country
from sakimori.exchange.request.parts import FORMER, INSTEAD, default_of, fields_of, hints_of

T = TypeVar("T")
BAD: Final[Any] = object()
"""Stands for a value that was refused."""

_UNKNOWN_KEY: Final = Text("「{name}」という項目はありません。", "There is no “{name}” here.")
_NEAREST: Final = Text("「{nearest}」の誤記ではありませんか。", "Did you mean “{nearest}”?")
_KNOWN: Final = Text("使える項目：{known}", "What may stand here: {known}")
_MISSING: Final = Text("「{name}」がありません。", "“{name}” is missing.")
_WRITE: Final = Text("書き加えてください。", "Write it.")
_WRONG: Final = Text("値の形が違います。", "The value has the wrong form.")
_CODE: Final = Text("知らないコードです。", "This code is not known.")
_NUMBER: Final = Text("個人の番号と思われる値があります。", "This looks like a person's number.")
_REMOVE: Final = Text("値を消してください。", "Remove it.")
_NOT_HERE: Final = Text("このファイルにない記録です。", "No such record is in this file.")
_ADD_OR_MEND: Final = Text("記録を書き加えるか、番号を直してください。", "Write the record, or correct the id.")
_FORMER: Final = Text("「{name}」は使わなくなった項目です。", "“{name}” is no longer used.")
_ANSWER_ANEW: Final = Text("「{field}」に答えてください。", "Answer “{field}”.")
_TWICE: Final = Text("同じ項目が2回あります。", "The same key stands there twice.")
_ONCE: Final = Text("1つにしてください。", "Keep one.")

OBJECT: Final = Text("{…} の形にしてください。", "Write it as {…}.")
LIST: Final = Text("[…] の形にしてください。", "Write it as […].")
_BOOL: Final = Text(
    "true か false にしてください。未回答は書かないか null です。", "Write true or false; null is unanswered."
)
_INT: Final = Text("0以上の整数にしてください。", "Write a whole number from 0.")
_STRING: Final = Text('"…" の文字にしてください。', 'Write a text "…".')
_DATE: Final = Text('"2026-11-26" の形の日にしてください。', 'Write a day like "2026-11-26".')
_INSTANT: Final = Text('"2026-11-26T09:00:00+09:00" の形にしてください。', 'Write it like "2026-11-26T09:00:00+09:00".')


@cache
def country_codes() -> frozenset[str]:
    """Every code of a country."""
    return frozenset(country.alpha_2 for country in pycountry.countries)


class Reading:
    """One reading of a file: the problems found so far."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self.problems: list[Problem] = []

    def problem(
        self, path: str, code: str, message: Text, expected: Text, value: object = "", *, is_error: bool = True
    ) -> Any:  # noqa: ANN401 - stands for whatever was refused
        """Note a problem; gives what stands for the value."""
        severity = ProblemSeverity.ERROR if is_error else ProblemSeverity.WARNING
        shown = value if isinstance(value, str) else _shown(value)
        self.problems.append(Problem(code, message, expected, column=path, value=shown, severity=severity))
        return BAD

    def wrong(self, path: str, expected: Text, value: object) -> Any:  # noqa: ANN401
        """A value of the wrong form."""
        return self.problem(path, "form", _WRONG, expected, value)

    def missing(self, path: str) -> Any:  # noqa: ANN401
        """Something that must be there and is not."""
        return self.problem(path, "missing", _MISSING.format(name=path.rpartition(".")[2]), _WRITE)

    def twice(self, key: str) -> None:
        """A key that an object holds twice; the last one would win silently."""
        self.problem(key, "twice", _TWICE, _ONCE, key)

    def not_here(self, path: str, record_id: str) -> None:
        """A record that the file names and does not hold: nothing is known of it."""
        self.problem(path, "not_here", _NOT_HERE, _ADD_OR_MEND, record_id, is_error=False)

    def keys(self, raw: Mapping[str, object], known: tuple[str, ...], path: str) -> None:
        """Tell every key that does not belong there, with the nearest that does."""
        for name in raw:
            if name in known:
                continue
            nearest = get_close_matches(name, known, n=1)
            expected = _NEAREST.format(nearest=nearest[0]) if nearest else _KNOWN.format(known=", ".join(known))
            self.problem(_at(path, name), "unknown_key", _UNKNOWN_KEY.format(name=name), expected)

    def table(self, raw: object, path: str) -> Mapping[str, Any]:
        """An object of the file; an empty one where it is none."""
        if raw is None:
            return {}
        if isinstance(raw, dict):
            return raw
        self.wrong(path, OBJECT, raw)
        return {}

    def rows(self, raw: object, path: str) -> list[Any]:
        """A list of the file; an empty one where it is none."""
        if raw is None:
            return []
        if isinstance(raw, list):
            return raw
        self.wrong(path, LIST, raw)
        return []

    def record(
        self, kind: type[T], raw: object, path: str, *, given: Mapping[str, Any], also: tuple[str, ...] = ()
    ) -> T:
        """A record; `given` is what its place says of it, `also` names keys beside its own. BAD where it cannot be."""
        if not isinstance(raw, dict):
            bad: T = self.wrong(path, OBJECT, raw)
            return bad
        of: Any = kind
        raw = self._renewed(of, raw, path)
        known = fields_of(of)
        self.keys(raw, (*(field.name for field in known), *also), path)
        values: dict[str, Any] = {}
        for field in known:
            name = field.name
            if name in raw:
                values[name] = self.value(hints_of(of)[name], raw[name], _at(path, name))
            elif name in given:
                values[name] = given[name]
            elif (default := default_of(of, field)) is not MISSING:
                values[name] = default
            else:
                values[name] = self.missing(_at(path, name))
        for name, instead in INSTEAD.get(kind, {}).items():
            if values[name] is None:
                values[name] = values[instead]
        made: T = BAD if any(value is BAD for value in values.values()) else kind(**values)
        return made

    def _renewed(self, kind: type, raw: Mapping[str, Any], path: str) -> Mapping[str, Any]:
        """The record with what an earlier file says under a former name said under the name of today."""
        said = dict(raw)
        for name, former in FORMER.get(kind, {}).items():
            if name not in said:
                continue
            value = said.pop(name)
            expected = _ANSWER_ANEW.format(field=former.now)
            self.problem(_at(path, name), "former", _FORMER.format(name=name), expected, value, is_error=False)
            if isinstance(value, bool) and value in former.answers:
                said.setdefault(former.now, former.answers[value])
        return said

    def value(self, hint: Any, raw: object, path: str) -> Any:  # noqa: ANN401 - a value of any field
        """A value of one type, or BAD."""
        origin, args = get_origin(hint), get_args(hint)
        if origin in (Union, types.UnionType):
            return None if raw is None else self.value(next(a for a in args if a is not type(None)), raw, path)
        if origin in (frozenset, tuple):
            if not isinstance(raw, list):
                return self.wrong(path, LIST, raw)
            hint_of_one = args[0]
            found = [self.value(hint_of_one, one, f"{path}[{n}]") for n, one in enumerate(raw)]
            if path.endswith("countries"):
                found = [self.country(one, f"{path}[{n}]") for n, one in enumerate(found)]
            return BAD if any(one is BAD for one in found) else origin(found)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return self.code(hint, raw, path)
        if isinstance(hint, type) and is_dataclass(hint):
            return self.record(hint, raw, path, given={})
        return self._plain(hint, raw, path)

    def code(self, kind: type[Enum], raw: object, path: str) -> Any:  # noqa: ANN401
        """One code of a closed list."""
        known = [str(member.value) for member in kind]
        if isinstance(raw, str) and raw in known:
            return kind(raw)
        nearest = get_close_matches(str(raw), known, n=1)
        expected = _NEAREST.format(nearest=nearest[0]) if nearest else _KNOWN.format(known=", ".join(known))
        return self.problem(path, "code", _CODE, expected, raw)

    def country(self, raw: Any, path: str) -> Any:  # noqa: ANN401
        """The code of a country that was named by code or name."""
        if raw is BAD or raw in country_codes():
            return raw
        parsed = parse_country(raw)
        if parsed.value is not None:
            return parsed.value
        fault = parsed.fault or parse_country("?!").fault
        return self.problem(path, "country", fault.message, fault.expected, raw) if fault else BAD

    def _plain(self, hint: Any, raw: object, path: str) -> Any:  # noqa: ANN401
        if hint is bool:
            return raw if isinstance(raw, bool) else self.wrong(path, _BOOL, raw)
        if hint is int:
            is_count = isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0
            return raw if is_count else self.wrong(path, _INT, raw)
        if hint in (date, datetime):
            return self._day(hint, raw, path)
        if not isinstance(raw, str):
            return self.wrong(path, _STRING, raw)
        if find_personal_numbers(raw):
            return self.problem(path, "personal_number", _NUMBER, _REMOVE, raw)
        return self.country(raw, path) if path.endswith((".country", ".governing_law")) else raw

    def _day(self, hint: type[date], raw: object, path: str) -> Any:  # noqa: ANN401
        expected = _INSTANT if hint is datetime else _DATE
        if not isinstance(raw, str):
            return self.wrong(path, expected, raw)
        try:
            found = hint.fromisoformat(raw)
        except ValueError:
            return self.wrong(path, expected, raw)
        is_naive = isinstance(found, datetime) and found.tzinfo is None
        return self.wrong(path, expected, raw) if is_naive else found


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(value: object) -> str:
    match value:
        case dict():
            return "{…}"
        case list():
            return "[…]"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)
