"""The control for each type of question; what is chosen or typed is saved by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import streamlit as st

from sakimori.domain.questions.pack import AnswerState, Question, QuestionType
from sakimori.services.assessments.check import AnswerInput, takes_na
from sakimori.services.assessments.view_parts import FilledQuestion
from sakimori.ui.assessments.saving import give, waiting_answer
from sakimori.ui.assessments.words import option_word, state_word
from sakimori.ui.frame.formats import countries, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

NA, UNKNOWN = AnswerState.NA.value, AnswerState.UNKNOWN.value
_NA_KEY, _UNKNOWN_KEY = "4", "5"


def show_input(page: Page, assessment_id: str, asked: FilledQuestion, *, is_current: bool) -> None:
    """The control that answers a question; the current one is answered by the keys 1–5."""
    match asked.question.type:
        case QuestionType.CHOICE if is_current and waiting_answer(assessment_id, asked.question.id) is None:
            _buttons(page, assessment_id, asked)
        case QuestionType.CHOICE:
            _segments(page, assessment_id, asked)
        case _:
            _FIELDS[asked.question.type](page, assessment_id, asked)
            _without_value(page, assessment_id, asked, is_current=is_current)


def options(asked: FilledQuestion) -> list[str]:
    """What can be chosen: the choices of the question and 不明, and whatever else was answered in the past."""
    codes = [choice.id for choice in asked.question.choices] + [UNKNOWN]
    standing = code_of(asked.question, asked.answer.state, asked.answer.value) if asked.answer else UNKNOWN
    return codes if standing in codes else [*codes, standing]


def code_of(question: Question, state: AnswerState, value: tuple[str, ...]) -> str:
    """The option that stands for an answer; 該当なし stands under the choice that says so."""
    if state is AnswerState.ANSWERED:
        return value[0] if value else UNKNOWN
    excluded = next((choice.id for choice in question.choices if choice.excluded), NA)
    return excluded if state is AnswerState.NA else state.value


def given_for(asked: FilledQuestion, code: str) -> AnswerInput:
    """The answer that an option stands for; what was noted beside the old one stays."""
    note = (asked.answer.note or "") if asked.answer else ""
    question = asked.question
    choice = question.choice(code)
    if choice is not None and not choice.excluded:
        return AnswerInput(question.id, value=(code,), note=note, seen_seq=asked.seq)
    state = AnswerState.NA if choice is not None else AnswerState(code)
    return AnswerInput(question.id, state, note=note, seen_seq=asked.seq)


def _buttons(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    with st.container(horizontal=True, gap="xsmall", width="content"):
        for number, code in enumerate(options(asked), start=1):
            st.button(
                plain(option_word(asked.question, code)),
                key=f"key_{asked.question.id}_{code}",
                shortcut=str(number),
                on_click=give,
                args=(page, assessment_id, given_for(asked, code)),
            )


def _segments(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    question, key = asked.question, f"answer_{asked.question.id}"
    held = waiting_answer(assessment_id, question.id)
    standing = held or asked.answer
    st.session_state[key] = code_of(question, standing.state, standing.value) if standing else None
    words = {code: plain(option_word(question, code)) for code in options(asked)}
    given = {code: given_for(asked, code) for code in words}

    def chosen() -> None:
        code = st.session_state[key]
        if code is not None:
            give(page, assessment_id, given[code])

    st.segmented_control(
        plain(question.text.get(language())),
        list(words),
        format_func=words.__getitem__,
        key=key,
        on_change=chosen,
        label_visibility="collapsed",
        required=standing is not None,
    )


def _without_value(page: Page, assessment_id: str, asked: FilledQuestion, *, is_current: bool) -> None:
    """Beside a field: 該当なし and 不明, marked when they are the answer."""
    held = waiting_answer(assessment_id, asked.question.id)
    state = held.state if held else asked.answer.state if asked.answer else None
    for code, shortcut in ((NA, _NA_KEY), (UNKNOWN, _UNKNOWN_KEY)):
        if code == NA and not takes_na(asked.question):
            continue
        st.button(
            state_word(AnswerState(code)),
            key=f"{code}_{asked.question.id}",
            type="primary" if state == code else "secondary",
            shortcut=shortcut if is_current else None,
            on_click=give,
            args=(page, assessment_id, given_for(asked, code)),
        )


def _standing(asked: FilledQuestion) -> tuple[str, ...]:
    given = asked.answer
    return given.value if given is not None and given.state is AnswerState.ANSWERED else ()


def _saver(page: Page, assessment_id: str, asked: FilledQuestion, key: str) -> Callable[[], None]:
    """What a field does when it changes; an emptied field is no answer, and shows the old one again."""
    note = (asked.answer.note or "") if asked.answer else ""
    empty = AnswerInput(asked.question.id, note=note, seen_seq=asked.seq)

    def changed() -> None:
        value = _texts(st.session_state[key])
        if value:
            give(page, assessment_id, replace(empty, value=value))

    return changed


def _texts(value: object) -> tuple[str, ...]:
    match value:
        case None | "":
            return ()
        case date():
            return (value.isoformat(),)
        case list():
            return tuple(str(item) for item in value)
        case float():
            return (str(Decimal(str(value))),)
        case _:
            return (str(value),)


def _label(asked: FilledQuestion) -> str:
    return plain(asked.question.text.get(language()))


def _typed_key(asked: FilledQuestion) -> str:
    """A new field for each version of the answer, so that the keys answer the next question and are not typed here."""
    return f"answer_{asked.question.id}_{asked.seq}"


def _number(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    key, standing = _typed_key(asked), _standing(asked)
    st.session_state[key] = float(standing[0]) if standing else None
    unit = asked.question.unit
    st.number_input(
        _label(asked),
        min_value=0.0,
        value=None,
        step=1.0,
        format="%g",
        key=key,
        placeholder=unit.get(language()) if unit else None,
        on_change=_saver(page, assessment_id, asked, key),
        label_visibility="collapsed",
        width=130,
    )
    if unit and standing:
        st.caption(plain(unit.get(language())), width="content")


def _day(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    key, standing = f"answer_{asked.question.id}", _standing(asked)
    st.session_state[key] = date.fromisoformat(standing[0]) if standing else None
    st.date_input(
        _label(asked),
        value=None,
        key=key,
        on_change=_saver(page, assessment_id, asked, key),
        label_visibility="collapsed",
        width=180,
    )


def _countries(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    key = f"answer_{asked.question.id}"
    st.session_state[key] = list(_standing(asked))
    names = countries(language())
    st.multiselect(
        _label(asked),
        list(names),
        format_func=lambda code: names[code],
        key=key,
        placeholder=t("assess.text_hint"),
        on_change=_saver(page, assessment_id, asked, key),
        label_visibility="collapsed",
        width=330,
    )


def _several(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    key = f"answer_{asked.question.id}"
    st.session_state[key] = list(_standing(asked))
    words = {c.id: plain(option_word(asked.question, c.id)) for c in asked.question.choices if not c.excluded}
    st.pills(
        _label(asked),
        list(words),
        selection_mode="multi",
        format_func=words.__getitem__,
        key=key,
        on_change=_saver(page, assessment_id, asked, key),
        label_visibility="collapsed",
        wrap=True,
    )


def _line(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    key, standing = _typed_key(asked), _standing(asked)
    st.session_state[key] = "\n".join(standing)
    st.text_input(
        _label(asked),
        key=key,
        placeholder="https://" if asked.question.type is QuestionType.URL else t("assess.text_hint"),
        on_change=_saver(page, assessment_id, asked, key),
        label_visibility="collapsed",
        width=330,
    )


def _table(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    key = f"answer_{asked.question.id}"
    st.session_state[key] = "\n".join(_standing(asked))
    st.text_area(
        _label(asked),
        key=key,
        on_change=_saver(page, assessment_id, asked, key),
        label_visibility="collapsed",
        width=330,
    )


def _file(_page: Page, _assessment_id: str, asked: FilledQuestion) -> None:
    """A document is the answer: it is filed under 証跡, and named here."""
    standing = _standing(asked)
    names = {document.evidence.id: document.evidence.filename for document in asked.documents}
    st.markdown(plain(names.get(standing[0], "")) if standing else t("assess.file_hint"), width="content")


_FIELDS: dict[QuestionType, Callable[[Page, str, FilledQuestion], None]] = {
    QuestionType.MULTI: _several,
    QuestionType.NUMBER: _number,
    QuestionType.DURATION: _number,
    QuestionType.DATE: _day,
    QuestionType.COUNTRY_LIST: _countries,
    QuestionType.TEXT: _line,
    QuestionType.URL: _line,
    QuestionType.TABLE: _table,
    QuestionType.FILE: _file,
}
