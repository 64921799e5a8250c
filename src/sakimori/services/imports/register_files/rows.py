"""Records as lines of a CSV that people can read in a diff, and back without loss."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final, get_origin

from sakimori.domain.records.record import type_of
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text
from sakimori.exchange.paper.safe_files import needs_neutralising
from sakimori.exchange.registers.packed import Cells
from sakimori.store.engine import Value
from sakimori.store.records import columns, from_row, to_row

_QUOTE: Final = "'"
_LEFT_OUT: Final = frozenset({"version"})

_MISSING: Final = Text("列「{column}」がありません。", "The column “{column}” is missing.")
_AS_EXPORTED: Final = Text("書き出したときの列のままにしてください。", "Keep the columns of the export.")
_BAD: Final = Text("値を読めません。", "The value cannot be read.")
_FORM: Final = Text(
    "書き出したときの形（コード、ISOの日付）にしてください。", "Write codes and ISO dates, as exported."
)
_UNREADABLE: Final = Text("UTF-8のCSVとして読めません。", "This cannot be read as a CSV in UTF-8.")
_SAVE_AS: Final = Text("UTF-8のCSVで保存してください。", "Save it as CSV in UTF-8.")


@dataclass(frozen=True, slots=True)
class FolderRow:
    """One record of a folder, with the line on which it stands."""

    file: str
    line: int
    record: Any


def csv_of(kind: type, records: Iterable[object]) -> bytes:
    """One line a record in the order of ids, LF, no byte order mark: a change of one record is a change of one line."""
    names = _names(kind)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    rows = sorted((to_row(record) for record in records), key=lambda row: str(row["id"]))
    writer.writerows([[_written(row[name]) for name in names] for row in rows])
    return out.getvalue().encode()


def read_csv(kind: type, file: str, lines: Cells | None, problems: list[Problem]) -> Iterator[FolderRow]:
    """The records of one file; what cannot be read becomes a problem, and its line is left out."""
    if lines is None:
        problems.append(Problem(code="not_csv", message=_UNREADABLE, expected=_SAVE_AS, sheet=file))
        return
    header: Sequence[str] = lines[0] if lines else ()
    missing = [name for name in _names(kind) if name not in header]
    for name in missing:
        problems.append(
            Problem(
                code="missing_column", message=_MISSING.format(column=name), expected=_AS_EXPORTED, sheet=file, row=1
            )
        )
    if missing:
        return
    place = {name: header.index(name) for name in _names(kind)}
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cells):
            continue
        record = _record(
            kind, file, number, {n: cells[i] if i < len(cells) else "" for n, i in place.items()}, problems
        )
        if record is not None:
            yield FolderRow(file, number, record)


def _record(kind: type, file: str, line: int, cells: dict[str, str], problems: list[Problem]) -> object | None:
    row: dict[str, Value] = {"version": 1}
    bad = False
    for column in columns(kind):
        if column.name in _LEFT_OUT:
            continue
        text = cells[column.name]
        try:
            row[column.name] = _value(kind, column.field, _restored(text))
            if row[column.name] is not None:
                column.from_row(row[column.name])
        except (ValueError, TypeError, KeyError):
            bad = True
            problems.append(
                Problem(
                    code="bad_value", message=_BAD, expected=_FORM, sheet=file, row=line, column=column.name,
                    value=text,
                )
            )  # fmt: skip
    return None if bad else from_row(kind, row)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(c.name for c in columns(kind) if c.name not in _LEFT_OUT)


def _value(kind: type, field: str, text: str) -> Value:
    """A cell as the store holds it; an empty one is nothing where nothing may stand."""
    hint, may_be_none = type_of(kind, field)
    if text == "" and may_be_none:
        return None
    if hint in (int, bool):
        return int(text)
    if hint in (date, datetime) and not text:
        raise ValueError(field)
    if get_origin(hint) in (frozenset, tuple):
        if not isinstance(json.loads(text), list):
            raise TypeError(field)
        return text
    return text


def _written(value: Value) -> str:
    text = "" if value is None else str(value)
    return f"{_QUOTE}{text}" if text.startswith(_QUOTE) or needs_neutralising(text) else text


def _restored(text: str) -> str:
    return text.removeprefix(_QUOTE)
