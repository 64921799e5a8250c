"""A JSON list of records to a grid."""

from __future__ import annotations

import json
from typing import Final

from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import Grid, GridRow

MAX_COLUMNS: Final = 500
_REJECTED = (
    "記録の一覧ではありません。[{…}, {…}] の形にしてください。",
    "It is not a list of records. Give it the form [{…}, {…}].",
)


def read_json_records(text: str, sheet: str) -> tuple[Grid, ...]:
    """Each list of records in a JSON text, at the top or one level down; row 0 holds the names, row 1 is the first."""
    try:
        content: object = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as broken:
        raise refuse("JSONとして正しくありません。", "It is not valid JSON.") from broken
    lists = {sheet: content} if isinstance(content, list) else content
    if not isinstance(lists, dict):
        raise refuse(*_REJECTED)
    grids = tuple(
        _grid_of(str(name), [dict(record) for record in value])
        for name, value in lists.items()
        if isinstance(value, list) and value and all(isinstance(record, dict) for record in value)
    )
    if not grids:
        raise refuse(*_REJECTED)
    return grids


def _grid_of(sheet: str, records: list[dict[str, object]]) -> Grid:
    flat = [_flatten(record) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    if len(names) > MAX_COLUMNS:
        raise refuse("項目名が多すぎます。", "Its records have too many different names.")
    rows = (
        GridRow(number, tuple(record.get(name, "") for name in names)) for number, record in enumerate(flat, start=1)
    )
    return Grid(sheet, (GridRow(0, tuple(names)), *rows))


def _flatten(record: dict[str, object]) -> dict[str, str]:
    """The values of a record as text; those of a record inside it get a name of two parts."""
    flat: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{inner}": _shown(deeper) for inner, deeper in value.items()})
        else:
            flat[name] = _shown(value)
    return flat


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case list() if not any(isinstance(item, (list, dict)) for item in value):
            return "、".join(_shown(item) for item in value)
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)
