"""What the server does before the first person comes: what it keeps is what would be read each time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from sakimori.ui.frame.beside import ahead
from sakimori.ui.frame.beside.ahead import GONE, forget_gone_widgets, read_theme_once


def the_theme() -> CustomThemeConfig:
    """All sections of the theme, in the order in which each run of a page is sent them."""
    theme = CustomThemeConfig()
    app_session._populate_theme_msg(theme)
    for section, message in (("light", theme.light), ("dark", theme.dark), ("sidebar", theme.sidebar)):
        app_session._populate_theme_msg(message, f"theme.{section}")
    return theme


def test_the_theme_is_read_once_and_is_the_one_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_session, "_populate_theme_msg", app_session._populate_theme_msg)  # put back at the end
    expected = the_theme()
    assert expected.light.primary_color
    assert not expected.HasField("sidebar")
    read_theme_once()
    first = the_theme()
    monkeypatch.setattr(config, "get_options_for_section", None)
    assert first == the_theme() == expected


SHOWN = 30


def _thirty_buttons() -> None:
    import streamlit as st  # noqa: PLC0415 - the page is this function alone

    first = int(st.number_input("first", value=0, key="first"))
    for number in range(first, first + 30):
        st.button(f"{number}", key=f"button{number}", on_click=st.session_state.update, args=({"pressed": number},))


@pytest.fixture
def buttons(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A page of thirty buttons that go when others are asked for, in a server that forgets."""
    monkeypatch.setattr(
        SessionState, "_remove_stale_widgets", SessionState._remove_stale_widgets
    )  # put back at the end
    forget_gone_widgets()
    return AppTest.from_function(_thirty_buttons).run()


def state_of(page: AppTest) -> SessionState:
    """The state of the session, without the locks around it."""
    state: Any = page.session_state
    while not isinstance(state, SessionState):
        state = state._state
    return state


def known(page: AppTest) -> list[str]:
    """The keys of the widgets of which something is known, those that were shown last at the end."""
    state = state_of(page)
    names = state._key_id_mapper.id_key_mapping
    return [names[one] for one in state._new_widget_state.widget_metadata]


def test_widgets_that_left_the_screen_long_ago_are_forgotten(buttons: AppTest) -> None:
    for first in range(SHOWN, 20 * SHOWN, SHOWN):
        buttons.number_input(key="first").set_value(first).run()
    assert len(known(buttons)) == SHOWN + 1 + GONE
    last = 20 * SHOWN - 1
    buttons.button(key=f"button{last}").click().run()
    assert buttons.session_state["pressed"] == last


def test_of_gone_widgets_those_shown_last_are_still_known(buttons: AppTest) -> None:
    for first in (*range(SHOWN, 6 * SHOWN, SHOWN), 0, 6 * SHOWN):
        buttons.number_input(key="first").set_value(first).run()
    assert "button0" in known(buttons), "it was shown a page ago, though it was first made long before"
    assert f"button{SHOWN}" not in known(buttons)


def test_a_part_of_a_page_says_nothing_of_what_stands_around_it(
    buttons: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for first in range(SHOWN, 4 * SHOWN, SHOWN):
        buttons.number_input(key="first").set_value(first).run()
    before = known(buttons)
    monkeypatch.setattr(ahead, "get_script_run_ctx", lambda: SimpleNamespace(fragment_ids_this_run=["part"]))
    state_of(buttons)._remove_stale_widgets(frozenset())
    assert known(buttons) == before
