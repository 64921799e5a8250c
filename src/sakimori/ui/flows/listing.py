"""The flows that the page shows: by verdict, by route, abroad only; and the tables in which they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

import streamlit as st

from sakimori.domain.records.data_flow import LegalRoute
from sakimori.services.flows.groups import FedService
from sakimori.services.flows.rows import FlowBook, FlowRow, flow_book
from sakimori.services.flows.states import FlowVerdict
from sakimori.services.kernel.access import Permission
from sakimori.ui.flows.words import (
    abroad_in_words,
    gaps_in_words,
    groups_in_words,
    kinds_in_words,
    mark_of,
    phase_in_words,
    places_in_words,
    to_whom,
    verdict_cell,
    verdict_options,
)
from sakimori.ui.frame.components import Export, go_to
from sakimori.ui.frame.formats import unknown
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import chip, word
from sakimori.ui.frame.text import dotted, label, language, t

T = TypeVar("T")


class View(StrEnum):
    """The ways to look at flows."""

    PATHS = "paths"
    COUNTRIES = "countries"
    LIST = "list"
    SERVICES = "services"


class RouteGroup(StrEnum):
    """Routes as the pills put them together."""

    CONSENT = "consent"
    ENTRUST = "entrust"
    JOINT = "joint"
    OPTOUT = "optout"
    EXCEPTION = "exception"
    CLOUD = "cloud"
    REST = "rest"
    UNDECIDED = "undecided"


_GROUPS = {
    LegalRoute.CONSENT: RouteGroup.CONSENT,
    LegalRoute.CONSENT_28: RouteGroup.CONSENT,
    LegalRoute.ENTRUST: RouteGroup.ENTRUST,
    LegalRoute.JOINT: RouteGroup.JOINT,
    LegalRoute.OPTOUT: RouteGroup.OPTOUT,
    LegalRoute.NOT_PROVISION: RouteGroup.CLOUD,
    LegalRoute.UNDECIDED: RouteGroup.UNDECIDED,
}


def group_of(route: LegalRoute) -> RouteGroup:
    """The pill to which a route belongs."""
    return RouteGroup.EXCEPTION if route.is_exception else _GROUPS.get(route, RouteGroup.REST)


@dataclass(frozen=True, slots=True)
class FlowFilter:
    """Everything that narrows the page; an empty set narrows nothing."""

    verdicts: frozenset[FlowVerdict]
    routes: frozenset[RouteGroup]
    abroad: bool

    def apply(self, rows: Sequence[FlowRow]) -> Sequence[FlowRow]:
        """The rows that are left."""
        left = self._but_verdict(rows)
        return [row for row in left if row.verdict in self.verdicts] if self.verdicts else left

    def counts(self, book: FlowBook) -> Mapping[FlowVerdict, int]:
        """How many rows of each verdict all but the verdicts leave."""
        if self.abroad:
            return Counter(row.verdict for row in self._but_verdict(book.rows))
        found: Counter[FlowVerdict] = Counter()
        for (verdict, route), number in book.counts.items():
            if not self.routes or group_of(route) in self.routes:
                found[verdict] += number
        return found

    def _but_verdict(self, rows: Sequence[FlowRow]) -> Sequence[FlowRow]:
        if self.routes:
            rows = [row for row in rows if group_of(row.flow.route) in self.routes]
        return [row for row in rows if row.leaves_japan] if self.abroad else rows

    def in_words(self) -> list[str]:
        """What it asks for, for files."""
        parts = [word(mark_of(verdict), language()) for verdict in FlowVerdict if verdict in self.verdicts]
        parts += [t(f"flows.route_{group.value}") for group in RouteGroup if group in self.routes]
        return [*parts, t("flows.only_abroad")] if self.abroad else parts or [t("flows.export_all")]


def _text(name: str, words: Callable[[FlowRow], str], width: int) -> Column[FlowRow]:
    """A column that says the same on the page and in files."""
    return Column(
        name=name, widths=(width, width),
        both=lambda row, _: words(row),
    )  # fmt: skip


def _service(row: FlowRow) -> str:
    return row.service.name if row.service else t("flows.no_service")


_COLUMNS: Final[tuple[Column[FlowRow], ...]] = (
    Column(
        name="verdict", widths=(104, 104), chips=verdict_options,
        cell=lambda row, _: verdict_cell(row.verdict),
        file=lambda row, _: word(mark_of(row.verdict), language()), file_width=10,
    ),
    _text("name", lambda row: row.flow.name, 170),
    _text("to", to_whom, 170),
    _text("gaps", gaps_in_words, 120),
    _text("whose", lambda row: groups_in_words(row.flow.subject_groups), 90),
    _text("what", lambda row: kinds_in_words(row.flow.categories), 130),
    _text("where", lambda row: places_in_words(row.reaches), 90),
    _text("route", lambda row: label(row.flow.route), 100),
    _text("abroad", lambda row: abroad_in_words(row.abroad), 96),
    Column(name="persons", widths=(70, 70), is_number=True, both=lambda row, _: row.flow.persons, file_width=10),
    _text("service", _service, 130),
    _text("span", phase_in_words, 160),
)  # fmt: skip
_BELOW: Final = ("verdict", "to", "whose", "what", "where", "route", "abroad", "persons")


def _table_of(
    name: str, columns: Sequence[Column[FlowRow]] = _COLUMNS, *, address: str = "p", choice: str = ""
) -> Listing[FlowRow]:
    return Listing(
        name=name, words="flows", alt="flows.table_alt", record="data_flow", identity=lambda row: row.flow.id,
        columns=tuple(columns), address=address, choice=choice, none_left="flows.none_left",
        leads=None if choice else lambda row, _: ("flow", {"flow": row.flow.id}),
        controls=(
            Control(name="verdict", options=tuple(FlowVerdict), is_many=True),
            Control(name="route", options=tuple(RouteGroup), is_many=True),
            Control(name="abroad", default=False),
            Control(name="view", options=tuple(View), default=View.PATHS),
        ),
    )  # fmt: skip


FLOWS: Final = _table_of("flows")
BELOW_BANDS: Final = _table_of(
    "flows_paths", [one for name in _BELOW for one in _COLUMNS if one.name == name], choice="row"
)
OF_GROUP: Final = _table_of("flows_of", address="gp")
"""The flows of one country or of one service."""
OF_PARTY: Final = _table_of("party_flows", [one for one in _COLUMNS if one.name != "to"], address="fp")

FED: Final[Listing[FedService]] = Listing(
    name="flows_services",
    words="flows",
    choice="row",
    alt="flows.services_alt",
    identity=lambda fed: f"{fed.party.id} {fed.service.id if fed.service else ''}",
    columns=(
        Column(
            name="verdict", widths=(104, 104), chips=verdict_options,
            cell=lambda fed, _: verdict_cell(fed.verdict),
        ),
        Column(
            name="service", widths=(150, 150),
            cell=lambda fed, _: fed.service.name if fed.service else t("flows.no_service"),
        ),
        Column(name="to", widths=(150, 150), cell=lambda fed, _: fed.party.legal_name),
        Column(name="flows", widths=(64, 64), is_number=True, cell=lambda fed, _: len(fed.flow_ids)),
        Column(name="whose", widths=(96, 96), cell=lambda fed, _: groups_in_words(fed.groups)),
        Column(name="what", widths=(136, 136), cell=lambda fed, _: kinds_in_words(fed.categories)),
        Column(name="systems", widths=(110, 110), cell=lambda fed, _: dotted(fed.systems) or unknown(language())),
        Column(name="persons", widths=(76, 76), is_number=True, cell=lambda fed, _: fed.persons),
    ),
)  # fmt: skip


def chosen_of(page: Page, listing: Listing[T], rows: Sequence[T], of: object) -> T | None:
    """Draw a page of rows that are at hand, and give the one that is chosen."""
    chosen = listing.draw(page, lambda first, limit: (rows[first : first + limit], len(rows)), of=(of, page.on))
    return chosen[0] if chosen else None


def book_of(page: Page) -> FlowBook:
    """Every flow of the day, worst first, and how many there are of which."""
    return memo(page, "flows", lambda: flow_book(page.workspace, on=page.on, number=page.known))


def chosen_filter() -> FlowFilter:
    """What the controls ask for."""
    return FlowFilter(
        frozenset(FLOWS.chosen("verdict") or ()), frozenset(FLOWS.chosen("route") or ()), bool(FLOWS.chosen("abroad"))
    )


def flow_exports(page: Page) -> tuple[Export, ...]:
    """A workbook and a CSV of what the filters leave."""
    wanted = chosen_filter()
    book = book_of(page)
    return FLOWS.exports(page, lambda: wanted.apply(book.rows), wanted.in_words) if book.rows else ()


def show_filters(page: Page, book: FlowBook) -> View:
    """The controls above the views, and the view that is chosen."""
    wanted = chosen_filter()
    counts = memo(page, "flow_counts", lambda: wanted.counts(book), wanted, of=book)
    words = {verdict: f"{chip(mark_of(verdict), language())} {counts.get(verdict, 0):,}" for verdict in FlowVerdict}
    present = [verdict for verdict in FlowVerdict if counts.get(verdict) or verdict in wanted.verdicts]
    views = {view: t(f"flows.view_{view.value}") for view in View}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.pills(
            t("flows.verdict"), present, selection_mode="multi", key=FLOWS.key("verdict"), label_visibility="collapsed",
            format_func=words.__getitem__, wrap=True,
        )  # fmt: skip
        st.space("stretch")
        view = st.segmented_control(
            t("flows.view"), list(View), key=FLOWS.key("view"), label_visibility="collapsed", required=True,
            format_func=views.__getitem__,
        )  # fmt: skip
    used = {group_of(route) for _, route in book.counts} | wanted.routes
    groups = {group: t(f"flows.route_{group.value}") for group in RouteGroup}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.pills(
            t("flows.col_route"), [group for group in RouteGroup if group in used], selection_mode="multi",
            key=FLOWS.key("route"), label_visibility="collapsed", format_func=groups.__getitem__, wrap=True,
        )  # fmt: skip
        st.toggle(t("flows.only_abroad"), key=FLOWS.key("abroad"))
        st.space("stretch")
        if st.button(
            t("flows.register"), icon=":material/add:", key="flows_register",
            disabled=not page.may(Permission.EDIT_REGISTER),
        ):  # fmt: skip
            go_to("flow_entry")
    return View(view or View.PATHS)
