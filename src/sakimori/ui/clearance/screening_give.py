"""What leaves after a comparison: the list, the note that it went with its record, and a list of stops."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.data_flow import TransferMethod
from sakimori.domain.records.hand_over import Release
from sakimori.errors import RefusedError
from sakimori.exchange.parties.list_parts import SuppressionForm, SuppressionHow
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.requests.screened_release import ReleaseTerms, release_screened
from sakimori.services.requests.screening import Screened, check_how, screened_list, suppression_file
from sakimori.ui.clearance.state import CheckQuestion, keep_answer
from sakimori.ui.frame.choices import pick_one
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import act, close_dialog
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t, t_count

FILE: Final = "screen_file"
DONE: Final = "screen_done"
NOTED: Final = "screen_noted"
MIME: Final = "text/csv"


def give(page: Page, asked: CheckQuestion, screened: Screened, places: list[int]) -> None:
    """The list as it may go, and beside it what goes on record."""

    def made() -> bytes:
        file = st.session_state[FILE]
        return screened_list(
            page.workspace, file.getvalue(), file.name, screened, places, recipient_id=asked.party.id,
            actor=page.actor, at=now(), anyway=screened.is_barred,
        )  # fmt: skip

    with st.container(horizontal=True):
        file_button(
            t_count("screen.take", screened.kept), made, name=t("screen.list_name"), mime=MIME, key="screen_take",
            type="primary",
        )  # fmt: skip
        st.button(
            t("screen.settle"), key="screen_settle", on_click=_settle, args=(asked,), help=t("screen.settle_help"),
        )  # fmt: skip
    if page.may(Permission.RELEASE) and not screened.is_barred:
        _note(page, asked, screened, places)


def _note(page: Page, asked: CheckQuestion, screened: Screened, places: list[int]) -> None:
    """That the list goes today: slip, release and record in one step."""
    if noted := st.session_state.get(NOTED):
        st.success(t("screen.noted", count=f"{noted:,}"), icon=":material/task_alt:")
        return
    with st.expander(t("screen.note_release"), icon=":material/outbox:"):
        st.caption(t("screen.note_release_help"))
        method: Any = pick_one(t("screen.method"), TransferMethod, key="screen_method")
        numbers = screened.has_numbers and st.checkbox(
            t_count("screen.with_numbers", screened.kept), key="screen_numbers", help=t("screen.with_numbers_help")
        )
        how = st.text_input(
            t("screen.persons_how"), value=t("screen.by_number") if screened.has_numbers else "", key="screen_how",
            placeholder=t("screen.persons_how_hint"),
        )  # fmt: skip
        file = st.session_state[FILE]
        write = partial(
            release_screened, page.workspace, file.getvalue(), file.name, screened, places=places,
            terms=ReleaseTerms(method, how, with_numbers=bool(numbers)), request=asked.request,
        )  # fmt: skip
        needs = {t("screen.method"): method}
        act(page, t("screen.note_save"), write, key="screen_note", type="secondary", then=_noted, needs=needs)


def _noted(stored: WriteResult[Release]) -> None:
    st.session_state[NOTED] = stored.record.person_count


def suppression(page: Page, asked: CheckQuestion, screened: Screened) -> None:
    """Who of the list has stopped, for the recipient to take out of what it already holds."""
    if not screened.stopped:
        return
    with st.expander(t("screen.suppression"), icon=":material/person_cancel:"):
        suppression_form(page, asked.party.id, frozenset(screened.stopped), FILE)


def suppression_form(page: Page, recipient_id: str, numbers: frozenset[int], upload: str) -> None:
    """In which form the recipient gets who has stopped, and the file."""
    st.caption(t("screen.suppression_note"))
    forms = {form: t(f"screen.form_{form.value}") for form in SuppressionForm}
    chosen = st.radio(t("screen.form"), list(forms), format_func=forms.__getitem__, key="screen_form")
    form = chosen or SuppressionForm.SHA256
    key, agreed = "", True
    if form is SuppressionForm.KEYED:
        key = st.text_input(t("screen.key"), type="password", key="screen_key", help=t("screen.key_help"))
    if form is SuppressionForm.PLAIN:
        agreed = st.checkbox(t("screen.plain_agreed"), key="screen_plain")
    file = st.session_state[upload]
    how = SuppressionHow(form, (t("screen.col_kind"), t("screen.col_value")), key)
    make = partial(
        suppression_file, page.workspace, file.getvalue(), file.name, numbers, how, recipient_id=recipient_id,
        actor=page.actor,
    )  # fmt: skip
    if not agreed or not _is_usable(how):
        return
    file_button(
        t_count("screen.take_suppression", len(numbers)), lambda: make(at=now()), name=t("screen.suppression_name"),
        mime=MIME, key="screen_suppression",
    )  # fmt: skip


def _is_usable(how: SuppressionHow) -> bool:
    try:
        check_how(how)
    except RefusedError as error:
        if how.key:
            refusal(error)
        return False
    return True


def _settle(asked: CheckQuestion) -> None:
    """The question goes on with the list that was compared: who objected is taken out of it."""
    keep_answer(asked, "objectors_removed", True)  # noqa: FBT003 - a fact, as it is kept
    st.session_state.pop(DONE, None)
    close_dialog()
