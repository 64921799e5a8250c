"""The dry run of a questionnaire: what would happen to each question, what a person decides, and the button."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.domain.questions.pack import Question
from sakimori.domain.values.days import legal_day
from sakimori.errors import RefusedError
from sakimori.exchange.questionnaires.reading.matching import How
from sakimori.services.assessments.sheet import FILLABLE
from sakimori.services.audit.rows import people
from sakimori.services.kernel.access import Permission
from sakimori.services.questionnaires.plan import AnswerLine, AnswerStep, QuestionnairePlan
from sakimori.ui.assessments.state import fresh
from sakimori.ui.assessments.words import answer_words, words_of
from sakimori.ui.frame.components import refusal, section, tile
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.questionnaires.state import FormIntake, Stage, decide, go, key_of, write
from sakimori.ui.questionnaires.words import cut, differing, normal_word


def show_accepting(intake: FormIntake, lines: Sequence[AnswerLine]) -> None:
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
    lines = plan.of(AnswerStep.CONFLICT, AnswerStep.CHANGE)
    if not lines:
        return
    section(t_count("intake.conflicts", len(lines)), t("intake.conflicts_note"))
    is_fillable = plan.assessment is not None and plan.assessment.state in FILLABLE
    if not is_fillable:
        st.caption(t("intake.not_fillable"))
    names = people(page.workspace)
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
    intake: FormIntake, line: AnswerLine, kind: str, words: str, *, is_chosen: bool, is_disabled: bool = False
) -> None:
    key = key_of(f"imports_form_{kind}_{line.at}")
    st.checkbox(
        words, value=is_chosen, key=key, disabled=is_disabled,
        on_change=lambda: decide(intake, kind, line.at, is_chosen=bool(st.session_state[key])),
    )  # fmt: skip


def show_lines(plan: QuestionnairePlan, step: AnswerStep, *, is_open: bool = False) -> None:
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


def _cells(line: AnswerLine) -> list[Cell]:
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


def _theirs(line: AnswerLine) -> str:
    return cut(line.asked.raw) or normal_word(line.asked.normal)


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
    show_lines(plan, AnswerStep.LOOK, is_open=True)
    show_lines(plan, AnswerStep.UNKNOWN)
    show_unasked(plan)
    for step in (AnswerStep.NEW, AnswerStep.SILENT, AnswerStep.SAME):
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
