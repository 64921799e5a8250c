"""The steps of a questionnaire on the page 取込, one at a time."""

from __future__ import annotations

import streamlit as st

from sakimori.services.questionnaires.intake import TakenIn
from sakimori.ui.frame.components import link_to
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.questionnaires.columns import choose_columns, say_meanings
from sakimori.ui.questionnaires.dry_run import show_plan
from sakimori.ui.questionnaires.file import (
    choose_form,
    choose_from_archive,
    file_line,
    hand_in,
    offer_keeping,
    other_file_buttons,
    show_reading,
    stages_line,
)
from sakimori.ui.questionnaires.state import FormIntake, Stage, current, forget, go, planned
from sakimori.ui.questionnaires.target import choose_target

_QUESTIONNAIRE, _LISTS = "questionnaire", "lists"
_KIND, _ASKED = "imports_kind_of_file", "imports_kind_asked"


def is_questionnaire() -> bool:
    """Which of both is taken in: a list, or a questionnaire; the address may say so (`kind=questionnaire`)."""
    asked = st.query_params.get("kind", "")
    if asked != st.session_state.get(_ASKED, ""):
        st.session_state[_ASKED] = asked
        if asked in {_QUESTIONNAIRE, _LISTS}:
            st.session_state[_KIND] = asked
    words = {_LISTS: t("imports.of_lists"), _QUESTIONNAIRE: t("imports.of_questionnaire")}
    st.session_state.setdefault(_KIND, st.session_state.get(f"{_KIND}_kept", _LISTS))
    chosen = st.segmented_control(
        t("imports.of_what"), list(words), format_func=words.__getitem__, key=_KIND, label_visibility="collapsed",
        required=True,
    )  # fmt: skip
    st.session_state[f"{_KIND}_kept"] = chosen or _LISTS
    return chosen == _QUESTIONNAIRE


def show_questionnaire(page: Page) -> None:
    """The step at which the questionnaire of this session stands."""
    intake = current(page) if page.is_editable else None
    stages_line(intake)
    if intake is None:
        hand_in(page)
        return
    if intake.file is None:
        choose_from_archive(page, intake)
        return
    if intake.stage is not Stage.DONE:
        file_line(intake)
    match intake.stage:
        case Stage.TOKENS:
            say_meanings(page, intake)
            offer_keeping(page, intake)
        case Stage.TARGET:
            choose_target(page, intake)
        case Stage.TRY:
            show_plan(page, intake, planned(page, intake))
        case Stage.DONE if intake.result is not None:
            _done(page, intake, intake.result)
        case _:
            _form(page, intake)


def _form(page: Page, intake: FormIntake) -> None:
    """What was read and by which form; columns that are only guessed are confirmed before anything else."""
    choose_form(page, intake)
    show_reading(intake)
    if intake.needs_columns:
        choose_columns(page, intake)
        st.caption(t("intake.columns_first"))
    elif intake.is_table:
        with st.expander(t("intake.mend_columns"), icon=":material/view_column:"):
            choose_columns(page, intake)
    with st.container(horizontal=True):
        if not intake.needs_columns:
            st.button(
                t("intake.to_tokens"), type="primary", key="imports_form_to_tokens", on_click=go,
                args=(intake, Stage.TOKENS), shortcut="Ctrl+Enter",
            )  # fmt: skip
        other_file_buttons(intake)


def _done(page: Page, intake: FormIntake, result: TakenIn) -> None:
    """What went in, where it is to be seen, and that nothing was blanked."""
    title = plain(result.pack.title.get(language()))
    if result.assessment is None:
        st.success(t("intake.done_pack", title=title, version=plain(result.pack.version)),
                   icon=":material/check_circle:")  # fmt: skip
    else:
        st.success(t_count("intake.done", result.answers, title=title), icon=":material/check_circle:")
        st.caption(t("intake.nothing_blanked"))
    with st.container(horizontal=True):
        if result.assessment is not None:
            link_to("assess", t("intake.to_assessment"), icon="checklist", id=result.assessment.id)
        if result.registered is not None:
            link_to("packs", t("intake.to_pack"), icon="quiz", pack=result.pack.id)
    offer_keeping(page, intake)
    st.button(t("intake.next_file"), type="primary", key="imports_form_next", on_click=forget)
