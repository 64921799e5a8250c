"""Saving what was found of clauses as it is chosen, and saying what went wrong where it happened."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.contract import ClauseState
from sakimori.errors import RefusedError
from sakimori.services.contracts.view import SheetClause
from sakimori.services.contracts.write import ClauseCheck, check_clauses
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import Done, done_in_words
from sakimori.ui.frame.session import Page

_TROUBLE, _SAVED = "contracts_trouble", "contracts_saved"


def save_checks(page: Page, contract_id: str, checks: Sequence[ClauseCheck]) -> None:
    """Store what was found; a refusal is said when the page is drawn again."""
    st.session_state.pop(_TROUBLE, None)
    if not checks:
        return
    at = now()
    try:
        saved = check_clauses(page.workspace, contract_id, checks, actor=page.actor, at=at)
    except RefusedError as error:
        note_trouble(error)
        return
    st.session_state[_SAVED] = Done(at, saved.opened, saved.closed)


def note_trouble(error: RefusedError) -> None:
    """Have a refusal said when the page is drawn again."""
    st.session_state[_TROUBLE] = error


def show_trouble() -> None:
    """Say once why the last write was refused; the page shows what is stored."""
    error: RefusedError | None = st.session_state.pop(_TROUBLE, None)
    if error is not None:
        refusal(error)


def saved_in_words() -> str:
    """What the last find changed, told once and in a place of its own: nothing moves under the hand of a reader."""
    done: Done | None = st.session_state.pop(_SAVED, None)
    return done_in_words(done) if done is not None else ""


def a_check(clause: SheetClause, *, state: ClauseState | None = None, page: str | None = None) -> ClauseCheck:
    """What was found of a clause, over what the reader saw of it."""
    return ClauseCheck(clause.clause.id, clause.record.version if clause.record else 0, state, page)
