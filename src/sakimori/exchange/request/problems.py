"""Problems of a request file: worded, each with its place and what to do about it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sakimori.domain.values.numbers import mask
from sakimori.domain.values.problem import MOST_PROBLEMS, Problem, ProblemSeverity
from sakimori.domain.values.text import Text, table_of
from sakimori.exchange.lists.model_keys import keys_at
from sakimori.exchange.reference import EXPECTED, parse_country

_MESSAGES: Final = table_of("""
    missing | 「{name}」がありません。 | “{name}” is missing.
    unknown_key | 「{name}」という項目はありません。 | There is no “{name}” here.
    blank | 「{name}」が空白です。 | “{name}” is blank.
    form | 値の形が違います。 | The value has the wrong form.
    code | 知らないコードです。 | This code is not known.
    personal_number | 個人の番号と思われる値があります。 | This looks like a person's number.
    undated | 「{name}」がないため、この資料は無いものとして扱います。 | Without “{name}” it counts as absent.
    not_here | このファイルにない記録です。 | No such record is in this file.
    former | 「{name}」は使わなくなった項目です。 | “{name}” is no longer used.
    country | 知らない国の名前です。 | This country is not known.
    twice | 同じ項目が2回あります。 | The same key stands there twice.
    too_many | 値が多すぎるため、先頭だけを調べました。 | There are too many values; only the first ones were looked at.
""")
_DO: Final = table_of("""
    missing | 書き加えてください。 | Write it.
    blank | 文字を書いてください。 | Write a text.
    undated | 届いた日か、資料の日付を書いてください。 | Write the day on which it was filed, or its own.
    personal_number | 値を消してください。 | Remove it.
    not_here | 記録を書き加えるか、番号を直してください。 | Write the record, or correct the id.
    former | 「{field}」に答えてください。 | Answer “{field}”.
    twice | 1つにしてください。 | Keep one.
    too_many | {most}個までにしてください。 | Give up to {most}.
    nearest | 「{nearest}」の誤記ではありませんか。 | Did you mean “{nearest}”?
    known | 使える項目：{known} | What may stand here: {known}
    dict | {{…}} の形にしてください。 | Write it as {{…}}.
    list | […] の形にしてください。 | Write it as […].
    bool | true か false にしてください。未回答は書かないか null です。 | Write true or false; null is unanswered.
    int | 0以上の整数にしてください。 | Write a whole number from 0.
    less | {most}以下の整数にしてください。 | Write a whole number up to {most}.
    string | "…" の文字にしてください。 | Write a text "…".
    date | "2026-11-26" の形の日にしてください。 | Write a day like "2026-11-26".
    datetime | "2026-11-26T09:00:00+09:00" の形にしてください。 | Write it like "2026-11-26T09:00:00+09:00".
""")
_FORMS: Final = {"model": "dict", "tuple": "list", "frozen": "list", "greater": "int"}
"""Kinds of values that pydantic names otherwise than we do, by the first word of its error."""
_LONGEST_GUESSED: Final = 100
"""A longer key is no misspelling of one of ours, and comparing a megabyte takes a second."""


def problem(path: str, code: str, value: object = "", *, is_error: bool = True, **words: str) -> Problem:
    """A problem with what to do about it, which `words` fill in."""
    return _problem(path, code, _DO[code].format(**words), value, is_error=is_error)


def form_problems(error: ValidationError, form: Any) -> Iterator[Problem]:  # noqa: ANN401 - the class of a form
    """What is wrong with the form of a file, the first `MOST_PROBLEMS` places: each costs a look for what was meant."""
    for detail in islice(error.errors(include_url=False), MOST_PROBLEMS):
        yield _of_form(detail, form)


def _of_form(detail: ErrorDetails, form: Any) -> Problem:  # noqa: ANN401
    loc = [part for part in detail["loc"] if part != "[key]"]
    path, kind, value = place(loc), detail["type"], detail["input"]
    if kind == "extra_forbidden":
        return _problem(path, "unknown_key", _nearest(str(loc[-1]), keys_at(form, loc[:-1])))
    if kind == "enum":
        return _problem(path, "code", _nearest(str(value), re.findall("'([^']*)'", detail["ctx"]["expected"])), value)
    if kind == "country":
        fault = parse_country(value).fault
        return Problem(kind, fault.message if fault else _MESSAGES[kind], EXPECTED, column=mask(path), value=value)
    if kind in _DO:
        return problem(path, kind, "" if kind == "missing" else value)
    what = kind.partition("_")[0]
    expected = _DO[_FORMS.get(what, what)].format(most=detail.get("ctx", {}).get("le"))
    return _problem(path, "form", expected, value)


def place(loc: Iterable[str | int]) -> str:
    """A place of the file as it is told: `contracts[0].kind`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).removeprefix(".")


def _nearest(name: str, known: list[str]) -> Text:
    nearest = get_close_matches(name[:_LONGEST_GUESSED], known, n=1)
    return _DO["nearest"].format(nearest=nearest[0]) if nearest else _DO["known"].format(known=", ".join(known))


def _problem(path: str, code: str, expected: Text, value: object = "", *, is_error: bool = True) -> Problem:
    place_told = mask(path)
    message = _MESSAGES[code].format(name=place_told.rpartition(".")[2])
    severity = ProblemSeverity.ERROR if is_error else ProblemSeverity.WARNING
    return Problem(code, message, expected, column=place_told, value=_shown(value), severity=severity)


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    return value if isinstance(value, str) else json.dumps(value)
