"""How the page of people writes: a dialog is opened, its step tried, told once, and the dialog closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sakimori.errors import RefusedError
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.trail_words import forget_shown, refuse

_OPEN, _NOTE, _TURN = "settings_person", "settings_note", "settings_turn"


def open_step(what: str) -> None:
    """Have the next run open a dialog: that of a person by their id, or another by its name."""
    forget_shown()
    st.session_state[_OPEN] = what


def opened_step() -> str | None:
    """Which dialog is open; None while there is none."""
    found: str | None = st.session_state.get(_OPEN)
    return found


def close_step() -> None:
    """No dialog is open any more."""
    st.session_state.pop(_OPEN, None)
    forget_shown()
    st.session_state[_TURN] = turn() + 1


def turn() -> int:
    """How many dialogs have been closed: fields of the next one have keys of their own."""
    count: int = st.session_state.get(_TURN, 0)
    return count


def show_note() -> None:
    """Say once what the last step did."""
    if note := st.session_state.pop(_NOTE, None):
        st.info(plain(note), icon=":material/task_alt:")


def attempt(write: Callable[[], Any], done: Callable[[Any], str] | str = "", *, then: str | None = None) -> None:
    """Write, tell it, and close the dialog or go on to another; a refusal is said in the dialog instead."""
    try:
        found = write()
    except RefusedError as error:
        refuse(error)
        return
    st.session_state[_NOTE] = done if isinstance(done, str) else done(found)
    close_step()
    if then is not None:
        open_step(then)
    st.rerun()
