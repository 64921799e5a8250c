"""What was found of clauses, stored as it is chosen; what that changed is told when the page is drawn again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.contract import ClauseState
from sakimori.errors import RefusedError
from sakimori.services.contracts.proposals import TakenPassage, take_passages
from sakimori.services.contracts.view import SheetClause
from sakimori.services.contracts.write import ClauseCheck, check_clauses
from sakimori.services.kernel.unit import WriteResult
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import WriteNotice, tell
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t

_TROUBLE, _SAVED = "contracts_trouble", "contracts_saved"


def save_checks(page: Page, contract_id: str, checks: Sequence[ClauseCheck]) -> bool:
    """Store what was found, and say whether it was; a refusal is told when the page is drawn again."""
    return _saved(page, partial(check_clauses, page.workspace, contract_id, checks))


def save_taken(page: Page, contract_id: str, evidence_id: str, taken: TakenPassage) -> bool:
    """The same, with the document and the passage on which it rests."""
    return _saved(page, partial(take_passages, page.workspace, contract_id, evidence_id, [taken]))


def _saved(page: Page, write: Callable[..., WriteResult[Any]]) -> bool:
    st.session_state.pop(_TROUBLE, None)
    at = now()
    try:
        saved = write(actor=page.actor, at=at)
    except RefusedError as error:
        note_trouble(error)
        return False
    st.session_state[_SAVED] = WriteNotice(at, saved.opened, saved.closed)
    return True


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
    done: WriteNotice | None = st.session_state.pop(_SAVED, None)
    if done is None:
        return ""
    told = tell(done)
    rest = t("party.to_fill", count=len(told.rest)) if told.rest else ""
    return "　".join(part for part in (told.done, told.opened, rest) if part)


def a_check(clause: SheetClause, *, state: ClauseState | None = None, page: str | None = None) -> ClauseCheck:
    """What was found of a clause, over what the reader saw of it."""
    return ClauseCheck(clause.clause.id, clause.record.version if clause.record else 0, state, page)
