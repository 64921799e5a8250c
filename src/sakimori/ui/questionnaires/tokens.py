"""What the tokens of a questionnaire mean: those that may mean two things are said by a person, never guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from sakimori.exchange.questionnaires.reading.normal import fold_token
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestion
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import ROW_HEIGHT
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.questionnaires.state import FormIntake, Stage, go, key_of, say
from sakimori.ui.questionnaires.words import SAYABLE, cut, normal_word

_TOKEN, _MEANING, _COUNT = "token", "meaning", "count"
_SAMPLES = 3
_MOST_ROWS = 14
_SILENT = frozenset({Normal.BLANK, Normal.TEXT})


def say_meanings(page: Page, intake: FormIntake) -> None:
    """Every open token with its questions; then the vocabulary that is known, which a person may correct."""
    questions = intake.read.reading.questions
    waiting: defaultdict[str, list[ReadQuestion]] = defaultdict(list)
    for question in questions:
        if question.normal is Normal.AMBIGUOUS:
            waiting[question.token].append(question)
    said = _waiting(waiting) if waiting else {}
    if not waiting:
        st.success(t("intake.all_clear"), icon=":material/task_alt:")
    changed = _vocabulary(questions)
    said |= changed
    is_open = len(said.keys() & waiting.keys()) < len(waiting)
    with st.container(horizontal=True):
        if waiting or changed:
            st.button(
                t("intake.read_tokens"), type="primary", key="imports_form_say", disabled=is_open,
                on_click=say, args=(page, intake, said), shortcut="Ctrl+Enter",
            )  # fmt: skip
        else:
            st.button(
                t("intake.to_target"), type="primary", key="imports_form_to_target", on_click=go,
                args=(intake, Stage.TARGET), shortcut="Ctrl+Enter",
            )  # fmt: skip
        st.button(t("intake.back_to_form"), key="imports_form_back", on_click=go, args=(intake, Stage.FORM))
    if is_open:
        st.caption(t("intake.tokens_open"))


def _waiting(waiting: dict[str, list[ReadQuestion]]) -> dict[str, Normal]:
    """A choice for each token, with nothing chosen beforehand."""
    st.warning(t_count("intake.tokens", len(waiting)), icon=":material/help:")
    said: dict[str, Normal] = {}
    words = {normal: normal_word(normal) for normal in SAYABLE}
    for place, (token, asked) in enumerate(sorted(waiting.items(), key=lambda pair: -len(pair[1]))):
        with st.container(border=True):
            st.markdown(t("intake.token", token=plain(cut(token)), count=count(len(asked), Unit.QUESTIONS, language())))
            if "+" in token:
                st.caption(t("intake.token_twice"))
            for question in asked[:_SAMPLES]:
                st.caption(plain(f"{question.address}　{question.id} {cut(question.text)}"))
            meaning = st.selectbox(
                t("intake.token_means", token=plain(cut(token))), SAYABLE, index=None, format_func=words.__getitem__,
                placeholder=t("intake.choose"), key=key_of(f"imports_form_token_{place}"), width=320,
            )  # fmt: skip
            if meaning is not None:
                said[token] = meaning
    return said


def _vocabulary(questions: Sequence[ReadQuestion]) -> dict[str, Normal]:
    """The tokens that are understood, what they mean, how often; and those of which a person says otherwise.

    Where a column says what a mark means, one mark means several things, and is not to be changed here.
    """
    found: Counter[tuple[str, Normal]] = Counter()
    written: dict[str, str] = {}
    for question in questions:
        if question.token and question.normal is not Normal.AMBIGUOUS:
            folded = fold_token(question.token)
            written.setdefault(folded, question.token)
            found[folded, question.normal] += 1
    meant = Counter(token for token, _ in found)
    rows = [(token, normal, number) for (token, normal), number in found.most_common() if meant[token] == 1]
    section(t("intake.vocabulary"), t("intake.vocabulary_note"))
    _silent(questions)
    by_column = [(token, normal, number) for (token, normal), number in found.items() if meant[token] > 1]
    if by_column:
        parts = "・".join(f"{written[token]} → {normal_word(normal)} {number:,}" for token, normal, number in by_column)
        st.caption(plain(t("intake.by_column", parts=parts)))
    if not rows:
        return {}
    meanings = {normal_word(normal): normal for normal in SAYABLE}
    frame = pd.DataFrame(
        [[written[token], normal_word(normal), number] for token, normal, number in rows],
        columns=[_TOKEN, _MEANING, _COUNT],
        dtype=object,
    )
    edited = st.data_editor(
        frame, hide_index=True, row_height=ROW_HEIGHT, key=key_of("imports_form_vocabulary"),
        height=ROW_HEIGHT * (min(len(rows), _MOST_ROWS) + 1) + 4, disabled=[_TOKEN, _COUNT],
        alt=t("intake.vocabulary"),
        column_config={
            _TOKEN: st.column_config.TextColumn(t("intake.col_token"), width=260),
            _MEANING: st.column_config.SelectboxColumn(
                t("intake.col_meaning"), width=220, options=list(meanings), required=True
            ),
            _COUNT: st.column_config.NumberColumn(t("intake.col_count"), width=90),
        },
    )  # fmt: skip
    chosen = [meanings[word] for word in edited[_MEANING]]
    return {
        written[token]: meaning
        for (token, normal, _), meaning in zip(rows, chosen, strict=True)
        if meaning is not normal
    }


def _silent(questions: Sequence[ReadQuestion]) -> None:
    """How many answers are words, and how many are missing."""
    counts = Counter(question.normal for question in questions if question.normal in _SILENT)
    st.caption(t("intake.words_and_blanks", texts=f"{counts[Normal.TEXT]:,}", blanks=f"{counts[Normal.BLANK]:,}"))
