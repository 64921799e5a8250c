"""The tables of a page that a test has drawn, as a person sees them: lists with links, and grids in which one types."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from sakimori.ui.frame.tables import ROWS

_LIST, _GRID = "bidi_component", "dataframe"


@dataclass(frozen=True, slots=True)
class SeenTable:
    """A table: its rows, the key under which the session keeps what is chosen, and what the browser is told of it."""

    value: pd.DataFrame
    key: str
    told: dict[str, Any]

    @property
    def links(self) -> list[str]:
        """The addresses to which the names lead; none where they are no links."""
        return self.told.get("links") or []


def tables(at: AppTest) -> list[SeenTable]:
    """All tables of a page in their order."""
    return [seen for one in at._tree if (seen := seen_table(one)) is not None]


def seen_table(node: Any) -> SeenTable | None:
    """What a part of a page shows as a table; None of any other part."""
    if node.type == _GRID:
        return SeenTable(node.value, _key(node), {})
    if node.type != _LIST or node.proto.component_name != ROWS:
        return None
    told = json.loads(node.proto.json)
    columns = told["columns"]
    rows = [
        [column["unknown"] if cell is None else cell for column, cell in zip(columns, row, strict=True)]
        for row in told["rows"]
    ]
    return SeenTable(pd.DataFrame(rows, columns=[one["name"] for one in columns], dtype=object), _key(node), told)


def choose_rows(at: AppTest, *places: int, table: int = 0) -> AppTest:
    """Choose rows of a table, as a press would."""
    at.session_state[tables(at)[table].key] = {"selection": {"rows": list(places)}}
    return at.run()


def _key(node: Any) -> str:
    """The key of an element: its id is a mark, a hash and the key."""
    return str(node.proto.id).partition("-")[2].partition("-")[2]
