"""The tables of a page that a test has drawn, as a person sees them: lists with links, and grids in which one types."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from sakimori.ui.frame.tables import ROWS

_DRAWN = ("bidi_component", "arrow_data_frame")


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
    return [_seen(one) for one in at._tree if one.type in _DRAWN and _is_ours(one)]


def choose_rows(at: AppTest, *places: int, table: int = 0) -> AppTest:
    """Choose rows of a table, as a press would."""
    at.session_state[tables(at)[table].key] = {"selection": {"rows": list(places)}}
    return at.run()


def _is_ours(one: Any) -> bool:
    return one.type != "bidi_component" or one.proto.component_name == ROWS


def _seen(one: Any) -> SeenTable:
    key = one.proto.id.partition("-")[2].partition("-")[2]
    if one.type == "arrow_data_frame":
        return SeenTable(one.value, key, {})
    told = json.loads(one.proto.json)
    rows = [
        [told["columns"][at]["unknown"] if cell is None else cell for at, cell in enumerate(row)]
        for row in told["rows"]
    ]
    return SeenTable(pd.DataFrame(rows, columns=[one["name"] for one in told["columns"]], dtype=object), key, told)
