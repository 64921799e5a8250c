"""手引き: what one of the fifteen points means for a salesperson, on half a page."""

from __future__ import annotations

import streamlit as st

from sakimori.services.dashboard.points import POINTS
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.formats import linked
from sakimori.ui.frame.pages import page as spec_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import TEXTS, point_label, t
from sakimori.ui.frame.views import from_address

_CHOSEN = "guide_point"
_PARTS = ("asks", "law", "example", "here", "ask")
"""The parts of a page; not every point has something to ask of legal."""


def show_guide(page: Page) -> None:
    """The chosen point, which the address names: what it asks, what the law says, an example, what to do here."""
    follow = from_address("point", _CHOSEN, POINTS, POINTS[0])
    st.selectbox(t("points.point"), POINTS, key=_CHOSEN, format_func=point_label, on_change=follow)
    point = str(st.session_state[_CHOSEN])
    for part in (one for one in _PARTS if f"point.{point}.{one}" in TEXTS):
        section(t(f"points.{part}"))
        st.markdown(linked(t(f"point.{point}.{part}")))
    st.caption(linked(t(f"point.{point}.articles")))
    with st.container(horizontal=True):
        for name in ("check", "scorecard"):
            if spec_of(name).is_for(page.actor.roles):
                link_to(name, t(f"page.{name}"), **({"point": point} if name == "scorecard" else {}))
