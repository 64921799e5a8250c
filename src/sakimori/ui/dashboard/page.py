"""What the dashboard holds below its first charts: a tab a question, of which only the open one is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.services.dashboard.view import Overview
from sakimori.ui.dashboard.charts import show_counts, show_coverage, show_persons
from sakimori.ui.dashboard.figures import show_departments, show_reviews, show_waivers
from sakimori.ui.dashboard.register import show_register
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t
from sakimori.ui.frame.views import tabs


class Tab(StrEnum):
    """The tabs; the address names the open one."""

    DUE = "due"
    REGISTER = "register"
    DEPARTMENTS = "departments"
    PERSONS = "persons"
    COVERAGE = "coverage"


def _due(page: Page, figures: Overview) -> None:
    left, right = st.columns([54, 46], gap="medium")
    with left:
        show_reviews(page, figures)
    with right:
        show_waivers(page, figures)


def _coverage(_page: Page, figures: Overview) -> None:
    show_coverage(figures)
    show_counts(figures)


_SHOW: Final[Mapping[Tab, Callable[[Page, Overview], None]]] = {
    Tab.DUE: _due,
    Tab.REGISTER: lambda page, _: show_register(page),
    Tab.DEPARTMENTS: lambda _, figures: show_departments(figures),
    Tab.PERSONS: show_persons,
    Tab.COVERAGE: _coverage,
}


def show_rest(page: Page, figures: Overview) -> None:
    """The open tab."""
    tab, panel = tabs({tab: t(f"risk.tab_{tab.value}") for tab in Tab}, key="risk_tabs")
    with panel:
        _SHOW[tab](page, figures)
