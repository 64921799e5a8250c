"""What pydantic says of a pack's shape, turned into flaws that name the nearest key."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sakimori.domain.values.problem import MOST_PROBLEMS
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.model_keys import keys_at
from sakimori.exchange.packs.file import PackFile
from sakimori.exchange.packs.problems import Flaw, flaw
from sakimori.exchange.packs.yaml_reading import Node

_OWN_CODES = {"placeholders", "braces", "condition_shape", "gap_trigger"}

_EXPECTED = {
    "bool": Text('"true" か "false" にしてください。', 'Write "true" or "false".'),
    "duration": Text("「P1Y」「P90D」のような期間にしてください。", "Write a duration such as P1Y or P90D."),
    "days": Text("「P30D」のように日数で書いてください。", "Give days, such as P30D."),
    "date": Text("「2026-01-15」のような日付にしてください。", "Write a date such as 2026-01-15."),
    "decimal": Text("数字にしてください。", "Write a number."),
    "range": Text("範囲は{least}から{most}までです。", "It must be from {least} to {most}."),
    "list": Text("一覧（[ ]）にしてください。", "Write a list, in [ ]."),
    "mapping": Text("キーと値の組（{{ }}）にしてください。", "Write keys and values, in {{ }}."),
    "text": Text("1つの文字列にしてください。", "Write a single text."),
    "empty": Text("空にはできません。", "It may not be empty."),
    "choice": Text("使えるもの：{known}。", "Known: {known}."),
    "form": Text(
        "英数字とハイフンなど、決まった形にしてください。",
        "Use letters, digits and hyphens in the form this key asks for.",
    ),
}

_KINDS = {
    "flag": "bool",
    "bool_type": "bool",
    "duration": "duration",
    "days": "days",
    "int_type": "days",
    "int_parsing": "days",
    "is_instance_of": "duration",
    "date_from_datetime_parsing": "date",
    "date_parsing": "date",
    "date_type": "date",
    "decimal_parsing": "decimal",
    "decimal_type": "decimal",
    "finite_number": "decimal",
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "list_type": "list",
    "model_type": "mapping",
    "dict_type": "mapping",
    "string_type": "text",
    "string_too_short": "empty",
    "too_short": "empty",
    "enum": "choice",
    "literal_error": "choice",
}

_RANGES = {"weight": ("0", "1000"), "points": ("0", "1")}


def shape_flaws(error: ValidationError) -> Iterator[Flaw]:
    """The first flaws of shape, in the order of the file: each costs a look for what was meant."""
    for detail in islice(error.errors(include_url=False), MOST_PROBLEMS):
        yield _flaw(detail)


def _flaw(detail: ErrorDetails) -> Flaw:
    path = tuple(part for part in detail["loc"] if part != "choices")
    kind, context = detail["type"], detail.get("ctx", {})
    name = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        known = keys_at(PackFile, path[:-1])
        nearest = get_close_matches(name, known, n=1)
        if nearest:
            return flaw(path, "misspelt_key", name=name, nearest=nearest[0])
        return flaw(path, "unknown_key", name=name, known=", ".join(known))
    if kind == "missing":
        return flaw(path, "missing_language" if name in {"ja", "en"} else "missing", name=name)
    if kind in _OWN_CODES:
        return flaw(path, kind, **{key: str(value) or "-" for key, value in context.items()})
    return flaw(path, "value", value=_shown(detail["input"]), expected=_expectation(kind, name, context))


def _expectation(kind: str, name: str, context: dict[str, Any]) -> Text:
    """What would have been accepted."""
    what = _KINDS.get(kind, "form")
    least, most = _RANGES.get(name, ("0", "-"))
    return _EXPECTED[what].format(known=str(context.get("expected", "")).replace("'", ""), least=least, most=most)


def _shown(value: Node) -> str:
    """A value, short enough to be read in a message."""
    if isinstance(value, str):
        return value if len(value) <= 60 else value[:59] + "…"
    return "[ ]" if isinstance(value, list) else "{ }"
