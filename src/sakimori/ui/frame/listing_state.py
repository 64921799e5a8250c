"""What a list remembers between runs: the page that it shows and the chosen rows, both as its address says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

import streamlit as st

_ROW: Final = "row"
_MOST: Final = 20
"""So many rows an address names; whoever chose more works through them now, and sends no link to them."""


@dataclass(frozen=True, slots=True)
class Turned:
    """Of which rows a list shows a page, what the address says of it, and the control, which began with `first`."""

    of: object
    said: str
    control: str
    first: int


def asked_rows(listing: str, key: str, identities: Sequence[str]) -> tuple[int, ...]:
    """The places of the rows with which a table begins, the same at each run: those that the address names.

    Where other rows come in its place while somebody looks at it, after a write for one, none of them is chosen.
    """
    before, places = cast("tuple[str, tuple[int, ...]]", st.session_state.get(_begun(listing), ("", ())))
    is_shown = bool(before) and before in st.session_state
    if is_shown and before == key:
        return places
    wanted = set() if is_shown else set(st.query_params.get(_ROW, "").split(","))
    places = tuple(place for place, identity in enumerate(identities) if identity in wanted)
    st.session_state[_begun(listing)] = (key, places)
    return places


def say_rows(identities: Sequence[str]) -> None:
    """Have the address name the rows that are chosen; one that does so already stays."""
    said = ",".join(identities) if len(identities) <= _MOST else ""
    if not said:
        st.query_params.pop(_ROW, None)
    elif said != st.query_params.get(_ROW):
        st.query_params[_ROW] = said


def _begun(listing: str) -> str:
    return f"{listing}_rows_begun"
