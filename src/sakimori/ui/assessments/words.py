"""Answers in words, and what makes up the risk value: a bar and a row a question, adding up to it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from sakimori.domain.questions.assessment import Answer
from sakimori.domain.questions.pack import AnswerState, Question, QuestionType
from sakimori.domain.values.text import JAPANESE
from sakimori.services.assessments.view_parts import AssessmentView, EarlierAnswer
from sakimori.ui.charts import Contribution, contribution_bars, draw
from sakimori.ui.frame.formats import country, day, lost_words, percent
from sakimori.ui.frame.states import theme
from sakimori.ui.frame.tables import number_column, table, text_column
from sakimori.ui.frame.text import language, listed, t

_SHORT = 40


def state_word(state: AnswerState) -> str:
    """The word for an answer that is no value."""
    return t(f"assess.{state.value}")


def option_word(question: Question, code: str) -> str:
    """The wording of one option: a choice of the question, or 不明 and the like."""
    choice = question.choice(code)
    return choice.label.get(language()) if choice else state_word(AnswerState(code))


def answer_words(question: Question, state: AnswerState, value: tuple[str, ...]) -> str:
    """An answer in words, with its unit."""
    if state is not AnswerState.ANSWERED:
        return state_word(state)
    match question.type:
        case QuestionType.CHOICE | QuestionType.MULTI:
            return listed(option_word(question, code) for code in value)
        case QuestionType.COUNTRY_LIST:
            return listed(country(code, language()) for code in value)
        case QuestionType.NUMBER | QuestionType.DURATION:
            return f"{value[0]}{_unit(question)}"
        case QuestionType.DATE:
            return day(date.fromisoformat(value[0]), language())
        case _:
            return listed(value)


def words_of(question: Question, answer: Answer | EarlierAnswer) -> str:
    """A given answer in words."""
    return answer_words(question, answer.state, answer.value)


def short(text: str) -> str:
    """The beginning of a text, for a button."""
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _unit(question: Question) -> str:
    if question.unit is None:
        return ""
    unit = question.unit.get(language())
    return unit if language() == JAPANESE or unit == "%" else f" {unit}"


def show_score(work: AssessmentView) -> None:
    """The value in words, and its parts when somebody opens them."""
    title = f"{t('assess.score_title')}　{score_words(work)}"
    box = st.expander(title, icon=":material/bar_chart:", key="assess_score", on_change="rerun")
    if box.open:
        with box:
            _parts(work)


def score_words(work: AssessmentView) -> str:
    """Points lost, how many they could be at worst, and how much is settled."""
    return t(
        "assess.score_line",
        lost=lost_words(work.score.risk),
        worst=lost_words(work.score.pessimistic),
        coverage=percent(work.score.coverage, language()),
    )


def _parts(work: AssessmentView) -> None:
    texts = {question.id: question.topic.get(language()) for question in work.asked_questions}
    parts = [
        Contribution(part.question, texts[part.question], float(part.risk))
        for part in work.score.contributions
        if part.risk
    ]
    if work.score.risk is None:
        st.caption(t("assess.score_none"))
        return
    st.caption(t("assess.score_formula", formula=work.score.formula))
    drawing = contribution_bars(parts, total=work.score.risk, theme=theme(), language=language())
    if parts:
        draw(drawing, "assess_score_bars")
        rows = [(part.code, part.title, round(part.points, 2)) for part in sorted(parts, key=lambda p: -p.points)]
        rows.append(("", t("assess.score_total"), round(work.score.risk, 2)))
        columns = {
            "id": text_column(t("assess.batch_col.question"), width=80),
            "text": text_column(t("assess.batch_col.text"), width=420),
            "value": number_column(t("assess.score_col.value"), width=80),
        }
        table(rows, columns, key="assess_score_rows", alt=t("assess.score_alt"))
    else:
        st.caption(drawing.alt)
