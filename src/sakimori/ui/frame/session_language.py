"""The language of the person who looks: what the session remembers, else the address, else the browser."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

import streamlit as st

from sakimori.domain.values.text import ENGLISH, LANGUAGES
from sakimori.ui.frame import browser

_SETTLED = "language"
_ADDRESS = "language_address"
OF_RUN: Final[ContextVar[str | None]] = ContextVar("language_of_run", default=None)
"""The language of this run: a page asks a thousand times. A fragment that runs alone begins with none."""


def session_language() -> str:
    """The language of this session."""
    if (of_run := OF_RUN.get()) is not None:
        return of_run
    settled: str | None = st.session_state.get(_SETTLED)
    if settled in LANGUAGES:
        OF_RUN.set(settled)
        return settled
    return settle_language()


def settle_language() -> str:
    """Decide the language of this run: own choice, then `?lang=`, then the browser, then English.

    What the address asked for once holds for the session, and is said again where the menu led to one without it: a
    reload or a sent link shows the same.
    """
    if st.query_params.get("lang") in LANGUAGES:
        st.session_state[_ADDRESS] = st.query_params["lang"]
    elif _ADDRESS in st.session_state:
        st.query_params["lang"] = st.session_state[_ADDRESS]
    known = browser.session()
    chosen = decide_language(
        chosen=known.language if known else None,
        address=st.session_state.get(_ADDRESS),
        browser=st.context.locale,
    )
    _settle(chosen)
    return chosen


def decide_language(*, chosen: str | None, address: str | None, browser: str | None) -> str:
    """The first of the three that names a language we have; otherwise English."""
    for wish in (chosen, address, (browser or "").replace("_", "-").split("-")[0].lower()):
        if wish in LANGUAGES:
            return wish
    return ENGLISH


def choose_language(wanted: str) -> None:
    """Remember that this person asked for a language; the address says so too, also where nobody is signed in."""
    browser.change(language=wanted)
    st.session_state[_ADDRESS] = wanted
    _settle(wanted)
    st.query_params["lang"] = wanted


def _settle(language: str) -> None:
    st.session_state[_SETTLED] = language
    OF_RUN.set(language)
