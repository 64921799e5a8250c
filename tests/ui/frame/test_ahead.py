"""What the server does before the first person comes: what it keeps is what would be read each time."""

from __future__ import annotations

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from sakimori.ui.frame.beside.ahead import read_theme_once


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
