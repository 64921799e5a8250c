"""What a list or table remembers between runs: the page that it shows and the chosen rows, as its address says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from sakimori.ui.frame.tables import Cell, table
from sakimori.ui.frame.views import say_in_address

_MOST: Final = 20
"""So many rows an address names; whoever chose more works through them now, and sends no link to them."""


@dataclass(frozen=True, slots=True)
class Turned:
    """Of which rows a list shows a page, what the address says of it, and the control, which began with `first`."""

    of: object
    said: str
    control: str
    first: int


def asked_rows(name: str, listing: str, key: str, identities: Sequence[str]) -> tuple[int, ...]:
    """The places of the rows with which a table begins, the same at each run: those that the address names.

    Without a name it names none. Where other rows come in its place while somebody looks at it, after a write for one,
    none of them is chosen.
    """
    if not name:
        return ()
    before, places = cast("tuple[str, tuple[int, ...]]", st.session_state.get(_begun(listing), ("", ())))
    is_shown = bool(before) and before in st.session_state
    if is_shown and before == key:
        return places
    wanted = set() if is_shown else set(st.query_params.get(name, "").split(","))
    places = tuple(place for place, identity in enumerate(identities) if identity in wanted)
    st.session_state[_begun(listing)] = (key, places)
    return places


def say_rows(name: str, identities: Sequence[str]) -> None:
    """Have the address name the rows that are chosen; one that does so already stays."""
    said = ",".join(identities) if len(identities) <= _MOST else ""
    if not said:
        st.query_params.pop(name, None)
    elif said != st.query_params.get(name):
        st.query_params[name] = said


def _begun(listing: str) -> str:
    return f"{listing}_rows_begun"


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
