"""The rows of a comparison: sums as filter, search, the table, and both questions behind the chosen row."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.services.comparisons.view import Cell as Stand
from sakimori.services.comparisons.view import Comparison, Pairing, Row, SideAnswer
from sakimori.ui.comparisons.state import (
    KINDS,
    LEFT,
    QUERY,
    RIGHT,
    STANDINGS,
    answer_of,
    answered_in,
    answers_of,
    difference_chip,
    difference_chips,
    kinds_of,
    points_in,
    points_of,
    side_word,
    standing_chip,
    standing_chips,
    visible_rows,
)
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.formats import Unit, aside, count, day, plain
from sakimori.ui.frame.tables import Cell, chip_column, number_column, table, text_column
from sakimori.ui.frame.text import ENGLISH, JAPANESE, language, t, t_count

_WIDTHS = {
    JAPANESE: {"difference": 122, "question": 226, "standing": 92, "answer": 96},
    ENGLISH: {"difference": 130, "question": 210, "standing": 104, "answer": 96},
}
"""How the sides stand fits on a screen of 1280; points, documents and days follow to the right."""


@st.fragment
def show_rows(compared: Comparison) -> None:
    """Sums and search above, what they leave below; each keystroke draws only this part anew."""
    kinds = kinds_of(compared)
    words = {kind: f"{difference_chip(kind, compared)} {compared.sums[kind]:,}" for kind in kinds}
    st.session_state[KINDS] = [kind for kind in st.session_state.get(KINDS) or () if kind in kinds]
    st.pills(
        t("compare.kinds"), kinds, selection_mode="multi", key=KINDS, format_func=words.__getitem__,
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text_input(
            t("compare.search"), type="search", live="250ms", key=QUERY, label_visibility="collapsed",
            placeholder=t("compare.search"), width=320,
        )  # fmt: skip
        shown = visible_rows(compared)
        st.caption(_counted(compared, shown), width="stretch")
    if shown:
        _table(compared, shown)
    elif compared.rows:
        st.info(t("compare.none_left"), icon=":material/filter_alt:")


def _counted(compared: Comparison, shown: Sequence[Row]) -> str:
    if not compared.rows:
        return t("compare.nothing")
    if compared.pairing is Pairing.PACKS:
        return t_count("compare.controls", len(shown), total=f"{len(compared.rows):,}")
    return t("compare.questions", count=count(len(shown), Unit.QUESTIONS, language()), total=f"{len(compared.rows):,}")


def _table(compared: Comparison, rows: Sequence[Row]) -> None:
    left, right, wide = side_word(LEFT, compared), side_word(RIGHT, compared), _WIDTHS[language()]
    by_control = compared.pairing is Pairing.PACKS
    columns = {
        "difference": chip_column(
            t("compare.col_difference"), difference_chips(compared), width=wide["difference"], pinned=True
        ),
        "question": text_column(
            t("compare.col_control" if by_control else "compare.col_question"), width=wide["question"]
        ),
    }
    for side, word in ((LEFT, left), (RIGHT, right)):
        columns[f"{side}_standing"] = chip_column(
            t("compare.col_standing", side=word), standing_chips(), width=wide["standing"]
        )
        columns[f"{side}_answer"] = text_column(t("compare.col_answer", side=word), width=wide["answer"])
    for side, word in ((LEFT, left), (RIGHT, right)):
        columns[f"{side}_points"] = text_column(t("compare.col_points", side=word), width=84)
        columns[f"{side}_evidence"] = number_column(t("compare.col_evidence", side=word), width=84)
        columns[f"{side}_day"] = text_column(t("compare.col_day", side=word), width=104)
    columns["section"] = text_column(t("compare.col_source" if by_control else "compare.col_section"), width=180)
    # Another key for other rows: a choice must not move on to whatever stands in its place now.
    key = f"compare_rows_{hash(tuple(row.key for row in rows)) & 0xFFFFFF}"
    picked = table([_cells(compared, row) for row in rows], columns, key=key, alt=t("compare.table_alt"), select="one")
    if picked and picked[0] < len(rows):
        _both(compared, rows[picked[0]])
    else:
        st.caption(t("compare.row_hint"))


def _cells(compared: Comparison, row: Row) -> list[Cell]:
    cells: list[Cell] = [[difference_chip(row.difference, compared)], row_words(compared, row)]
    for side in (row.left, row.right):
        cells += [[standing_chip(side.standing)], answers_of(side)]
    for side in (row.left, row.right):
        cells += [points_in(side), side.evidence, answered_in(side)]
    return [*cells, row.section.get(language())]


def row_words(compared: Comparison, row: Row) -> str:
    """The question with its id, or the control with its source."""
    text = row.text.get(language())
    if compared.pairing is Pairing.PACKS:
        source = row.section.get(language())
        return aside(text, source, language()) if source else text
    return f"{row.key} {text}".strip()


def _both(compared: Comparison, row: Row) -> None:
    """The chosen row in full, each side with the way to its question."""
    with st.container(border=True):
        # The words of a control name its source already.
        section = "" if compared.pairing is Pairing.PACKS else row.section.get(language())
        st.markdown(f"**{plain(row_words(compared, row))}**" + (f"　:gray[{plain(section)}]" if section else ""))
        sides = ((LEFT, row.left, compared.left), (RIGHT, row.right, compared.right))
        for (name, stand, side), column in zip(sides, st.columns(2, gap="medium"), strict=True):
            with column:
                st.markdown(f"{side_word(name, compared)}　{_badge(stand)}")
                for given in stand.answers:
                    _answer(name, side.assessment.id, given, with_text=compared.pairing is Pairing.PACKS)


def _badge(stand: Stand) -> str:
    """The standing as a word on a tint."""
    drawn, word = STANDINGS[stand.standing], standing_chip(stand.standing)
    return f":{drawn.colour}-badge[{word}]" if drawn.colour else word


def _answer(side: str, assessment_id: str, given: SideAnswer, *, with_text: bool) -> None:
    lang = language()
    if with_text:
        st.caption(plain(f"{given.question.id} {given.question.text.get(lang)}"))
    st.markdown(plain(answer_of(given)))
    if given.answer is not None and given.answer.reason:
        st.caption(t("compare.reason", text=plain(given.answer.reason)))
    on = day(given.answered_on, lang) if given.answered_on else t("compare.blank")
    st.caption(t("compare.facts", points=points_of(given), evidence=count(given.evidence, Unit.CASES, lang), day=on))
    if st.button(
        t("compare.open_question"), key=f"compare_open_{side}_{given.question.id}", icon=":material/checklist:",
        type="tertiary",
    ):  # fmt: skip
        go_to("assess", id=assessment_id, q=given.question.id)
