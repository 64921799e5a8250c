"""What is chosen on a page stands in its address, so that Back, reload and a sent link show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from sakimori.ui.frame.tables import Cell, table
from sakimori.ui.frame.views import say_in_address


@dataclass(frozen=True, slots=True)
class _Said:
    """What the address says of a table, with what the table began, and which drawing of it this is."""

    value: str
    first: str
    turn: int


def chosen_row(
    name: str,
    ids: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    columns: Mapping[str, ColumnConfig | ButtonColumnResult],
    *,
    key: str,
    alt: str,
) -> int | None:
    """Draw a table of which one row is chosen, and give its place; the address holds its id under a name.

    Another address than the one that the table itself has led to draws it anew, with that row chosen.
    """
    asked, slot = st.query_params.get(name, ""), f"{key}_{name}_said"
    said: _Said | None = st.session_state.get(slot)
    if said is None or said.value != asked or f"{key}_{said.turn}" not in st.session_state:
        said = _Said(asked, asked, said.turn + 1 if said else 0)
    begins = (ids.index(said.first),) if said.first in ids else ()
    chosen = table(rows, columns, key=f"{key}_{said.turn}", alt=alt, select="one", begins_with=begins)
    place = chosen[0] if chosen and chosen[0] < len(ids) else None
    value = say_in_address(name, "" if place is None else ids[place])
    st.session_state[slot] = replace(said, value=value)
    return place
