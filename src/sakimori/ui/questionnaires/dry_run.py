"""The dry run of a questionnaire: what would happen to each of its questions, and the button that does it."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.values.days import legal_day
from sakimori.errors import RefusedError
from sakimori.exchange.questionnaires.reading.matching import How
from sakimori.services.kernel.access import Permission
from sakimori.services.questionnaires.plan import QuestionnairePlan, Step
from sakimori.ui.assessments.state import fresh
from sakimori.ui.frame.components import refusal, tile
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.questionnaires.lines import show_accepting, show_conflicts, show_lines, show_unasked
from sakimori.ui.questionnaires.state import FormIntake, Stage, go, write


def show_plan(page: Page, intake: FormIntake, plan: QuestionnairePlan) -> None:
    """One sentence, the figures that add up, what a person has to decide, then every question."""
    is_filled = bool(plan.target.third_party_id)
    _say(plan, is_filled=is_filled)
    if is_filled:
        _tiles(plan)
    _act(page, intake, plan)
    if not is_filled:
        _as_pack(intake, plan)
        return
    show_accepting(intake, [line for line in plan.lines if line.match and line.match.how is How.SUGGESTED])
    show_conflicts(page, intake, plan)
    show_lines(plan, Step.LOOK, is_open=True)
    show_lines(plan, Step.UNKNOWN)
    show_unasked(plan)
    for step in (Step.NEW, Step.SILENT, Step.SAME):
        show_lines(plan, step)


def _say(plan: QuestionnairePlan, *, is_filled: bool) -> None:
    """What would happen, whether this file was taken in before, and what stands in the way."""
    title = plain(plan.pack.title.get(language()))
    if plan.taken_in is not None:
        on = day(legal_day(plan.taken_in.at), language())
        st.info(plain(t("intake.taken_in", day=on, who=plan.taken_in_by)), icon=":material/task_alt:")
    if plan.blocked is not None:
        st.warning(plain(plan.blocked.get(language())), icon=":material/block:")
    elif not is_filled:
        st.info(t("intake.as_pack", title=title, version=plain(plan.pack.version)), icon=":material/preview:")
    else:
        where = "intake.into_running" if plan.assessment else "intake.into_new"
        st.info(t(where, title=title, version=plain(plan.pack.version)), icon=":material/preview:")


def _tiles(plan: QuestionnairePlan) -> None:
    with st.grid(5, min_column_width=130):
        tile(t("intake.in_file"), f"{len(plan.lines):,}")
        for step, number in plan.counts.items():
            tile(t(f"intake.step_of_{step.value}"), f"{number:,}", help_text=t(f"intake.step_of_{step.value}_help"))
    parts = " + ".join(f"{t(f'intake.step_of_{step.value}')} {number:,}" for step, number in plan.counts.items())
    st.caption(plain(f"{t('intake.in_file')} {len(plan.lines):,} = {parts}"))


def _as_pack(intake: FormIntake, plan: QuestionnairePlan) -> None:
    """What is registered where nobody's answers are taken."""
    st.caption(t_count("intake.pack_questions", len(plan.lines)))
    if intake.read.is_filled:
        st.warning(t("intake.answers_left"), icon=":material/warning:")


def _act(page: Page, intake: FormIntake, plan: QuestionnairePlan) -> None:
    may = page.may(Permission.IMPORT) and page.may(Permission.FILL_ASSESSMENT)
    is_done = plan.taken_in is not None and not plan.writes
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            _label(plan, is_done=is_done), type="primary", icon=":material/upload:", key="imports_form_run",
            disabled=not may or plan.blocked is not None or is_done, shortcut="Ctrl+Enter",
        )  # fmt: skip
        st.button(t("intake.back_to_target"), key="imports_form_back", on_click=go, args=(intake, Stage.TARGET))
    if pressed:
        _run(page, intake)


def _label(plan: QuestionnairePlan, *, is_done: bool) -> str:
    if not plan.target.third_party_id:
        return t("intake.run_pack")
    if is_done:
        return t("imports.nothing_to_run")
    if not plan.writes:
        return t("intake.run_without")
    return t_count("intake.run", len(plan.writes))


def _run(page: Page, intake: FormIntake) -> None:
    with st.status(t("intake.running"), expanded=False) as status:
        try:
            write(fresh(page), intake)
        except RefusedError as error:
            status.update(label=t("imports.not_run"), state="error")
            refusal(error)
            return
    st.rerun()
