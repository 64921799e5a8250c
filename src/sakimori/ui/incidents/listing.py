"""The list of incidents: what is open first, the earliest day first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.services.incidents.shapes import IncidentRow
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import Unit, count, day, distance, none, not_set
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.incidents.state import rows_of


class Standing(StrEnum):
    """How an incident stands, for the list."""

    LATE = "late"
    REPORTED = "reported"
    OPEN = "open"
    NOT_REPORTED = "not_reported"
    CLOSED = "closed"


_LOOKS: Final[Mapping[Standing, tuple[str, str]]] = {
    Standing.LATE: ("▲", "red"),
    Standing.REPORTED: ("●", "orange"),
    Standing.OPEN: ("？", "gray"),
    Standing.NOT_REPORTED: ("○", "blue"),
    Standing.CLOSED: ("✓", "green"),
}
_STATE: Final = "state"


def standing_of(row: IncidentRow) -> Standing:
    """How an incident stands."""
    if row.incident.closed_on is not None:
        return Standing.CLOSED
    if row.is_late:
        return Standing.LATE
    return {True: Standing.REPORTED, None: Standing.OPEN, False: Standing.NOT_REPORTED}[row.reportable]


def _chip(standing: Standing) -> str:
    return f"{_LOOKS[standing][0]} {t(f'incidents.standing_{standing.value}')}"


def _due(row: IncidentRow, page: Page) -> str:
    if row.due_on is None:
        return none(language())
    words = row.due_words.get(language())
    return t("incidents.due_cell", what=words, far=distance(row.due_on, page.on, language()))


INCIDENTS: Final[Listing[IncidentRow]] = Listing(
    name="incidents",
    words="incidents",
    alt="page.incidents",
    record="incident",
    identity=lambda row: row.incident.id,
    none_left="incidents.none_left",
    leads=lambda row, _: ("incidents", {"incident": row.incident.id}),
    link="name",
    controls=(Control(name="q"), Control(name=_STATE, options=tuple(Standing), default="")),
    columns=(
        Column(
            name="standing", widths=(112, 146), cell=lambda row, _: [_chip(standing_of(row))],
            chips=lambda: {_chip(one): look[1] for one, look in _LOOKS.items()},
            file=lambda row, _: t(f"incidents.standing_{standing_of(row).value}"), file_width=16,
        ),
        Column(name="due", widths=(118, 134), both=_due, file_width=26),
        Column(name="name", widths=(206, 176), both=lambda row, _: row.incident.name, file_width=50),
        Column(
            name="next", widths=(206, 188),
            both=lambda row, _: row.next.words.get(language()) if row.next else none(language()), file_width=50,
        ),
        Column(name="where", widths=(140, 124), both=lambda row, _: _where(row), file_width=30),
        Column(
            name="known", widths=(92, 104), cell=lambda row, _: day(row.incident.known_on, language()),
            file=lambda row, _: row.incident.known_on, file_width=14,
        ),
        Column(name="owner", file=lambda row, _: row.owner_name or not_set(language())),
    ),
)  # fmt: skip


def _where(row: IncidentRow) -> str:
    return row.third_party_name if row.incident.place is not None else t("incidents.where_open")


def wanted(rows: Sequence[IncidentRow]) -> list[IncidentRow]:
    """The rows that the controls leave."""
    text, standing = INCIDENTS.chosen("q").casefold(), INCIDENTS.chosen(_STATE)
    return [
        row
        for row in rows
        if (not text or text in f"{row.incident.name} {row.third_party_name} {row.owner_name}".casefold())
        and (not standing or standing_of(row) is standing)
    ]


def show_list(page: Page, rows: Sequence[IncidentRow]) -> None:
    """The controls and the list."""
    with st.container(horizontal=True, vertical_alignment="center"):
        INCIDENTS.search_box(width=300)
        words = {"": t("incidents.standing_all")} | {one: _chip(one) for one in Standing}
        st.selectbox(
            t("incidents.col_standing"), list(words), key=INCIDENTS.key(_STATE), format_func=words.__getitem__,
            label_visibility="collapsed", width=180,
        )  # fmt: skip
    INCIDENTS.keep_address()
    found = wanted(rows)
    INCIDENTS.draw(
        page, lambda first, most: (found[first : first + most], len(found)), of=tuple(r.incident.id for r in found)
    )


def list_exports(page: Page) -> tuple[Export, ...]:
    """All incidents that the controls leave, as files."""
    INCIDENTS.take_address()
    return INCIDENTS.exports(page, lambda: wanted(rows_of(page)), lambda: _narrowed(page))


def _narrowed(page: Page) -> list[str]:
    standing = INCIDENTS.chosen(_STATE)
    said = [INCIDENTS.chosen("q"), _chip(standing) if standing else ""]
    return [word for word in said if word] or [count(len(rows_of(page)), Unit.CASES, language())]
