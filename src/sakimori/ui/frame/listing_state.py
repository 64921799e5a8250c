"""What a list or table remembers between runs: its controls, its page and the chosen rows, as its address says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, cast
from urllib.parse import urlencode

import streamlit as st

from sakimori.ui.frame.pages import FRAME, page
from sakimori.ui.frame.tables import Cell, TableColumn, table
from sakimori.ui.frame.views import say_in_address

Place = tuple[str, Mapping[str, str]]
"""The name of a page, and what its address says."""

_YES: Final = "1"
_MOST: Final = 20
"""So many rows an address names; whoever chose more works through them now, and sends no link to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What can be set above a list: `name` in the address, `<list>_<name>` in the session.

    `options` are what can be chosen; without any it holds a text, a day where the default is None, or yes and no where
    it is one of these.
    """

    name: str
    options: tuple[object, ...] = ()
    default: object = ""
    is_many: bool = False

    def asked(self) -> Any:  # noqa: ANN401 - whatever a control holds
        """What the address asks; what it cannot hold asks nothing."""
        said = st.query_params.get(self.name, "")
        if self.default is None and not self.options:
            return _day_in(said)
        if not self.options:
            return said == _YES if isinstance(self.default, bool) else said
        parts = said.split(",")
        found = [option for option in self.options if str(option) in parts]
        return found if self.is_many else next(iter(found), self.default)

    def said(self, value: Any) -> str:  # noqa: ANN401 - whatever a control holds
        """A value as the address says it; of the default it says nothing."""
        if self.is_many:
            return ",".join(str(option) for option in self.options if option in (value or ()))
        if value is None or value == self.default:
            return ""
        return _YES if value is True else str(value)


def _day_in(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def address_of(name: str, query: Mapping[str, str]) -> str:
    """The address of a page or view of ours as seen from another one; the day and the language of that one stay."""
    spec = page(name)
    kept = {one: said for one, said in st.query_params.to_dict().items() if one in FRAME}
    return f"{spec.file.stem}?{urlencode({**kept, **spec.query, **query})}"


def address_with(name: str, value: str) -> str:
    """This page as it stands, with something else said under a name."""
    return f"?{urlencode({**st.query_params.to_dict(), name: value})}"


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
    columns: Mapping[str, TableColumn],
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
