"""The questions of a questionnaire in its dry run: what a person decides of each, and what happens to the rest."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.domain.questions.pack import Question
from sakimori.domain.values.days import legal_day
from sakimori.services.assessments.sheet import FILLABLE
from sakimori.services.questionnaires.plan import Line, QuestionnairePlan, Step
from sakimori.services.settings.users import list_users
from sakimori.ui.assessments.words import answer_words, words_of
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.questionnaires.state import FormIntake, decide, key_of
from sakimori.ui.questionnaires.words import cut, differing, normal_word


def show_accepting(intake: FormIntake, lines: Sequence[Line]) -> None:
    """Questions in other words, side by side with ours; each counts only once a person has said that it is the same."""
    if not lines:
        return
    section(t_count("intake.suggested", len(lines)), t("intake.suggested_note"))
    for line in lines:
        if line.question is None or line.match is None:
            continue
        theirs, ours = differing(line.asked.text, line.question.text.get(language()))
        with st.container(border=True):
            left, right = st.columns(2)
            left.markdown(
                f":small[:gray[{t('intake.theirs', at=plain(line.at), id=plain(line.asked.id))}]]  \n{theirs}"
            )
            right.markdown(f":small[:gray[{t('intake.ours', id=plain(line.question.id))}]]  \n{ours}")
            with st.container(horizontal=True, vertical_alignment="center"):
                _checkbox(intake, line, "accepted", t("intake.is_same"), is_chosen=line.at in intake.accepted)
                st.caption(
                    t("intake.score", score=f"{line.match.score:.0%}", answer=plain(_theirs(line))), width="content"
                )


def show_conflicts(page: Page, intake: FormIntake, plan: QuestionnairePlan) -> None:
    """Answers that differ from what stands; what stands, stays, unless a person says that the file holds."""
    lines = plan.of(Step.CONFLICT, Step.CHANGE)
    if not lines:
        return
    section(t_count("intake.conflicts", len(lines)), t("intake.conflicts_note"))
    is_fillable = plan.assessment is not None and plan.assessment.state in FILLABLE
    if not is_fillable:
        st.caption(t("intake.not_fillable"))
    names = {user.id: user.name for user in list_users(page.workspace)}
    for line in lines:
        if line.question is None or line.standing is None or line.given is None:
            continue
        standing, given = line.standing, line.given
        with st.container(border=True):
            st.markdown(f"**{plain(line.question.id)}** {plain(line.question.text.get(language()))}")
            left, right = st.columns(2)
            on = day(legal_day(standing.at), language())
            who = names.get(standing.by, standing.by)
            left.markdown(f":small[:gray[{t('intake.standing', who=plain(who), day=on)}]]  \n" + _with_words(
                words_of(line.question, standing), standing.reason or "", standing.note or ""
            ))  # fmt: skip
            right.markdown(f":small[:gray[{t('intake.in_this_file', at=plain(line.at))}]]  \n" + _with_words(
                answer_words(line.question, given.state, given.value), given.reason, given.note
            ))  # fmt: skip
            _checkbox(
                intake, line, "overwritten", t("intake.take_file"), is_chosen=line.at in intake.overwritten,
                is_disabled=not is_fillable,
            )  # fmt: skip


def _with_words(answer: str, *beside: str) -> str:
    said = [plain(one) for one in beside if one]
    return plain(answer) + "".join(f"  \n:small[{one}]" for one in said)


def _checkbox(
    intake: FormIntake, line: Line, kind: str, words: str, *, is_chosen: bool, is_disabled: bool = False
) -> None:
    key = key_of(f"imports_form_{kind}_{line.at}")
    st.checkbox(
        words, value=is_chosen, key=key, disabled=is_disabled,
        on_change=lambda: decide(intake, kind, line.at, is_chosen=bool(st.session_state[key])),
    )  # fmt: skip


def show_lines(plan: QuestionnairePlan, step: Step, *, is_open: bool = False) -> None:
    """The questions to which one thing happens, with the answer of the file and what it becomes."""
    lines = plan.of(step)
    if not lines:
        return
    title = t("intake.lines", step=t(f"intake.step_of_{step.value}"), count=f"{len(lines):,}")
    with st.expander(title, expanded=is_open):
        st.caption(t(f"intake.step_of_{step.value}_help"))
        columns = {
            "at": text_column(t("intake.col_at"), width=120),
            "id": text_column(t("intake.col_id"), width=80),
            "text": text_column(t("intake.col_question"), width=330),
            "raw": text_column(t("intake.col_raw"), width=190),
            "given": text_column(t("intake.col_given"), width=170),
            "why": text_column(t("intake.col_remark"), width=260),
        }
        table(
            [_cells(line) for line in lines], columns, key=key_of(f"imports_form_lines_{step.value}"), alt=title
        )  # fmt: skip


def _cells(line: Line) -> list[Cell]:
    nothing = "–"
    given = nothing
    if line.given is not None and line.question is not None:
        given = answer_words(line.question, line.given.state, line.given.value)
    remark = line.why.get(language()) if line.why else nothing
    if line.is_unreasoned:
        remark = t("intake.unreasoned")
    return [
        line.at,
        line.question.id if line.question else line.asked.id or nothing,
        cut(line.asked.text),
        cut(line.asked.raw) or nothing,
        given,
        remark,
    ]


def show_unasked(plan: QuestionnairePlan) -> None:
    """The questions of the pack that the file does not ask: they stay as they are."""
    if not plan.unasked:
        return
    title = t_count("intake.unasked", len(plan.unasked))
    with st.expander(title):
        st.caption(t("intake.unasked_note"))
        columns = {
            "id": text_column(t("intake.col_id"), width=120),
            "text": text_column(t("intake.col_question"), width=700),
        }
        table(list(map(_unasked, plan.unasked)), columns, key=key_of("imports_form_unasked"), alt=title)


def _unasked(question: Question) -> list[Cell]:
    return [question.id, question.text.get(language())]


def _theirs(line: Line) -> str:
    return cut(line.asked.raw) or normal_word(line.asked.normal)
