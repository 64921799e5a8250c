"""Which flows the page shows: by verdict, by route, abroad only, of one country; and how it looks at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from sakimori.domain.records.data_flow import LegalRoute
from sakimori.services.flows.rows import FlowRow, flow_rows
from sakimori.services.flows.states import FlowState, FlowVerdict
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import Mark, chip
from sakimori.ui.frame.text import language, t

VERDICTS, ROUTES, ABROAD, VIEW = (f"flows_{part}" for part in ("verdicts", "routes", "abroad", "view"))
_CAME_WITH = "flows_came_with"


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

    def but_verdict(self, rows: Iterable[FlowRow]) -> list[FlowRow]:
        """The rows that all but the verdicts leave; the counts are taken from them."""
        return [
            row
            for row in rows
            if (not self.routes or group_of(row.flow.route) in self.routes) and (not self.abroad or row.leaves_japan)
        ]

    def apply(self, rows: Iterable[FlowRow]) -> list[FlowRow]:
        """The rows that are left."""
        return [row for row in self.but_verdict(rows) if not self.verdicts or row.verdict in self.verdicts]


def rows_of(page: Page) -> tuple[FlowRow, ...]:
    """Every flow of the day, worst first."""
    return memo(page, "flows", lambda: flow_rows(page.workspace, on=page.on, number=page.number))


def chosen_filter() -> FlowFilter:
    """What the controls ask for."""
    return FlowFilter(
        frozenset(FlowVerdict(code) for code in st.session_state.get(VERDICTS) or ()),
        frozenset(RouteGroup(code) for code in st.session_state.get(ROUTES) or ()),
        bool(st.session_state.get(ABROAD)),
    )


def take_address() -> None:
    """What an address asks for, once: `view=`, `verdict=`, `abroad=1`."""
    came_with = tuple((key, st.query_params.get(key, "")) for key in ("view", "verdict", "abroad"))
    if st.session_state.get(_CAME_WITH) == came_with:
        return
    st.session_state[_CAME_WITH] = came_with
    asked = dict(came_with)
    if asked["view"] in set(View):
        st.session_state[VIEW] = View(asked["view"])
    if asked["verdict"] in set(FlowVerdict):
        st.session_state[VERDICTS] = [FlowVerdict(asked["verdict"])]
    if asked["abroad"]:
        st.session_state[ABROAD] = True


def show_filters(page: Page, rows: Sequence[FlowRow]) -> View:
    """The controls above the views, and the view that is chosen."""
    counts = Counter(row.verdict for row in chosen_filter().but_verdict(rows))
    words = {verdict: f"{chip(mark_of(verdict), language())} {counts[verdict]:,}" for verdict in FlowVerdict}
    present = [verdict for verdict in FlowVerdict if counts[verdict] or verdict in chosen_filter().verdicts]
    views = {view: t(f"flows.view_{view.value}") for view in View}
    st.session_state.setdefault(VIEW, View.PATHS)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.pills(
            t("flows.verdict"), present, selection_mode="multi", key=VERDICTS, label_visibility="collapsed",
            format_func=words.__getitem__, wrap=True,
        )  # fmt: skip
        st.space("stretch")
        view = st.segmented_control(
            t("flows.view"), list(View), key=VIEW, label_visibility="collapsed", required=True,
            format_func=views.__getitem__,
        )  # fmt: skip
    used = {group_of(row.flow.route) for row in rows}
    groups = {group: t(f"flows.route_{group.value}") for group in RouteGroup}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.pills(
            t("flows.col_route"), [group for group in RouteGroup if group in used], selection_mode="multi", key=ROUTES,
            label_visibility="collapsed", format_func=groups.__getitem__, wrap=True,
        )  # fmt: skip
        st.toggle(t("flows.only_abroad"), key=ABROAD)
        st.space("stretch")
        if st.button(
            t("flows.register"), icon=":material/add:", key="flows_register",
            disabled=not page.may(Permission.EDIT_REGISTER),
        ):  # fmt: skip
            go_to("flow_entry")
    return View(view or View.PATHS)


def mark_of(state: FlowState | FlowVerdict) -> Mark:
    """How the worst gap of a flow, or its verdict, is drawn."""
    return Mark(state.value)
