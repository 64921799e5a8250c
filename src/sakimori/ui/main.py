"""The entry script: frame, menu, and the page that was asked for."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import streamlit as st

from sakimori.clock import today
from sakimori.errors import SakimoriError
from sakimori.ui.frame.browser import forget_widgets_gone, note_activity, uploads_let_go
from sakimori.ui.frame.coming_in import in_place_of_pages, watch_session
from sakimori.ui.frame.components import LAND, OPEN_PAGE, not_for_you, refusal
from sakimori.ui.frame.pages import PAGES, VIEW, Section, landing, opened, views_of
from sakimori.ui.frame.session import actor, current_roles, note_refusal, workspace
from sakimori.ui.frame.session_language import settle_language
from sakimori.ui.frame.states import Theme, theme
from sakimori.ui.frame.text import t
from sakimori.ui.incidents.report import show_report
from sakimori.ui.settings.first_steps import begins_here, landing_of, show_way_back

ASSETS = Path(__file__).parent / "assets"


def come_in() -> None:
    """The address without a page: go where this person's work is, and keep what the address says."""
    st.switch_page(landing_of(current_roles()).file, query_params=st.query_params.to_dict())


st.set_page_config(page_title="Sakimori 先守", page_icon="🛡️", layout="wide", initial_sidebar_state=228)
note_activity()
forget_widgets_gone()
settle_language()
st.logo(ASSETS / ("logo-dark.svg" if theme() is Theme.DARK else "logo.svg"), size="large")

instead = in_place_of_pages()
roles = current_roles() if instead is None else frozenset()
in_menu = {spec.name for spec in PAGES if spec.in_menu and any(view.is_for(roles) for view in views_of(spec.name))}
if instead is None and begins_here(roles):
    in_menu.add("start")
menu: dict[str, list[st.Page]] = defaultdict(list)
menu[""] = [st.Page(come_in, title="Sakimori 先守", default=True, visibility="hidden")]
names: set[str] = set()
for spec in PAGES:
    if not spec.within:
        names.add(spec.name)
        menu[t(f"section.{Section(spec.section).value}")].append(
            st.Page(
                spec.file,
                title=t(f"page.{spec.name}"),
                icon=f":material/{spec.icon}:",
                url_path=spec.name,
                visibility="visible" if spec.name in in_menu else "hidden",
            )
        )

chosen = st.navigation(menu, expanded=True, position="hidden" if instead else "sidebar")
if instead is None and st.session_state.pop(LAND, False):
    come_in()
asked = opened(chosen.url_path, st.query_params.get(VIEW, ""), roles) if chosen.url_path in names else None
if instead is None:
    show_report(workspace().seen_by(actor()), actor(), today())
if instead is not None:
    instead(chosen.url_path)
elif asked is not None and not asked.is_for(roles):
    note_refusal(asked.name)
    not_for_you(asked.roles, instead=landing(roles))
else:
    st.session_state[OPEN_PAGE] = chosen.url_path
    try:
        with uploads_let_go():
            show_way_back(chosen.url_path)
            chosen.run()
        watch_session()
    except SakimoriError as error:
        refusal(error)
