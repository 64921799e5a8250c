"""枠組みの充足: how far a third party answers a framework, worst first, and what each answer rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import streamlit as st

from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.rules.facts.certificates import SCHEMES
from sakimori.services.comparisons.coverage import (
    ControlQuestion,
    Coverage,
    CoverageRow,
    FrameworkCoverage,
    coverage,
    frameworks,
)
from sakimori.services.comparisons.view import AnswerStanding
from sakimori.services.parties.history import name_of
from sakimori.services.questionnaires.answer_library import Stale
from sakimori.ui.comparisons.state import WordStyle, standing_chip, standing_chips
from sakimori.ui.frame.components import NextStep, empty_state, go_to, refusal
from sakimori.ui.frame.formats import Unit, count, day, none, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, chip_column, table, text_column
from sakimori.ui.frame.text import language, listed, t, t_count

FRAMEWORK, STATES, OLD = "coverage_framework", "coverage_states", "coverage_old"
_PARTY = Text("取引先", "third party")

STATE_LOOKS: Final[Mapping[Coverage, WordStyle]] = {
    Coverage.NOT_MET: WordStyle("✕", "red"),
    Coverage.PARTLY: WordStyle("△", "yellow"),
    Coverage.OPEN: WordStyle("？", "gray"),
    Coverage.NOT_ASKED: WordStyle("□", "gray"),
    Coverage.TOUCHED: WordStyle("◐", "blue"),
    Coverage.SOUND: WordStyle("✓", "green"),
    Coverage.NOT_APPLICABLE: WordStyle("–", ""),
}
"""Worst first: what nobody asked stands before what was answered soundly."""


def state_word(state: Coverage) -> str:
    """How far a control is answered, as a word."""
    return t(f"coverage.state.{state.value}")


def state_chip(state: Coverage) -> str:
    """Glyph and word: ✓ 充足."""
    return f"{STATE_LOOKS[state].glyph} {state_word(state)}"


def chosen_framework() -> str:
    """The framework that is chosen, or that the address names; the first one otherwise."""
    known = [one for one, _ in frameworks()]
    asked = st.session_state.get(FRAMEWORK) or st.query_params.get("framework", "")
    return asked if asked in known else known[0]


def coverage_of(page: Page, third_party_id: str) -> FrameworkCoverage:
    """The chosen framework as a third party answers it on the day of the page."""
    framework = chosen_framework()
    return memo(
        page,
        "coverage",
        lambda: coverage(page.workspace, third_party_id, framework, on=page.on, number=page.number),
        third_party_id,
        framework,
    )


def visible_controls(found: FrameworkCoverage) -> list[CoverageRow]:
    """The controls that the filters leave, worst first, and within one state what rests on something old first."""
    states = frozenset(st.session_state.get(STATES) or ())
    order = list(STATE_LOOKS)
    rows = [
        row
        for row in found.rows
        if (not states or row.state in states) and (row.is_stale or not st.session_state.get(OLD))
    ]
    return sorted(rows, key=lambda row: (order.index(row.state), not row.is_stale))


def is_known(page: Page, third_party_id: str) -> bool:
    """Whether somebody has this id; our own company may still be without a name."""
    return third_party_id == SELF_ID or bool(name_of(page.workspace, third_party_id))


def show_coverage(page: Page, third_party_id: str) -> None:
    """The choice of framework, the sums, and the controls; `coverage_exports` gives the same as a file."""
    if not is_known(page, third_party_id):
        refusal(NotFoundError(what=_PARTY, key=third_party_id))
        return
    titles = {one: title.get(language()) for one, title in frameworks()}
    st.session_state[FRAMEWORK] = chosen_framework()
    st.segmented_control(
        t("coverage.framework"), list(titles), key=FRAMEWORK, format_func=lambda one: plain(titles[one]),
        label_visibility="collapsed", required=True, wrap=True,
    )  # fmt: skip
    found = coverage_of(page, third_party_id)
    if not any(row.asked for row in found.rows):
        _nothing(third_party_id)
    st.caption(
        t_count("coverage.known", len(found.rows), framework=plain(found.title.get(language()))), width="stretch"
    )
    _list(found)


def _nothing(third_party_id: str) -> None:
    """Nobody answered anything of it: what to do, above the controls that wait."""
    way = (("party", third_party_id),)
    empty_state("rule", t("coverage.nothing"), NextStep(t("compare.to_assess"), to="assess", query=way))


@st.fragment
def _list(found: FrameworkCoverage) -> None:
    states = [state for state in STATE_LOOKS if found.sums[state]]
    words = {state: f"{state_chip(state)} {found.sums[state]:,}" for state in states}
    st.session_state[STATES] = [state for state in st.session_state.get(STATES) or () if state in states]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.pills(
            t("coverage.states"), states, selection_mode="multi", key=STATES, format_func=words.__getitem__,
            label_visibility="collapsed", wrap=True,
        )  # fmt: skip
        old = sum(row.is_stale for row in found.rows)
        if old:
            st.toggle(t("coverage.only_old", count=f"{old:,}"), key=OLD)
        else:
            st.session_state.pop(OLD, None)
    if found.stale:
        st.caption(f":orange[:material/history:] {t_count('coverage.stale', found.stale)}")
    rows = visible_controls(found)
    if not rows:
        st.info(t("coverage.none_left"), icon=":material/filter_alt:")
        return
    key = f"coverage_rows_{hash((found.framework, tuple(row.id for row in rows))) & 0xFFFFFF}"
    columns = {
        "state": chip_column(
            t("coverage.col_state"), {state_chip(state): drawn.colour for state, drawn in STATE_LOOKS.items()},
            width=124, pinned=True,
        ),
        "id": text_column(t("coverage.col_id"), width=84, pinned=True),
        "asked": text_column(t("coverage.col_asked"), width=100),
        "ground": text_column(t("coverage.col_ground"), width=262),
        "certificate": text_column(t("coverage.col_certificate"), width=118),
        "old": text_column(t("coverage.col_old"), width=136),
        "day": text_column(t("coverage.col_oldest"), width=104),
    }  # fmt: skip
    chosen = table([_cells(row) for row in rows], columns, key=key, alt=t("coverage.table_alt"), select="one")
    if chosen and chosen[0] < len(rows):
        _grounds(rows[chosen[0]])
    else:
        st.caption(t("coverage.row_hint"))


def _cells(row: CoverageRow) -> list[Cell]:
    lang = language()
    return [
        [state_chip(row.state)],
        row.id,
        asked_words(row),
        ground_words(row.asked[0] if row.asked else row.grounds[0]) if row.grounds else none(lang),
        certificate_words(row.grounds),
        old_words(row.asked),
        day(row.oldest, lang) if row.oldest else none(lang),
    ]


def asked_words(row: CoverageRow) -> str:
    """How many of the questions that name a control were asked."""
    if not row.grounds:
        return t("coverage.no_grounds")
    return t("coverage.asked", asked=len(row.asked), all=count(len(row.grounds), Unit.QUESTIONS, language()))


def ground_words(ground: ControlQuestion) -> str:
    """A question with its id."""
    return f"{ground.question.id} {ground.question.text.get(language())}".strip()


def old_words(grounds: Iterable[ControlQuestion]) -> str:
    """Why some grounds are too old, each reason once; なし where all of them still hold."""
    reasons = {reason for ground in grounds for reason in ground.stale}
    return listed(t(f"coverage.old.{one.value}") for one in Stale if one in reasons) or none(language())


def certificate_words(grounds: Iterable[ControlQuestion]) -> str:
    """The certificates that answer in place of the third party, each scheme once; なし where none does."""
    names = {ground.certificate.scheme: "" for ground in grounds if ground.certificate is not None}
    return listed(SCHEMES[scheme].name.get(language()) for scheme in names) or none(language())


def answered_words(ground: ControlQuestion) -> str:
    """Since when a question is answered."""
    if ground.answered_on is not None:
        return day(ground.answered_on, language())
    return t("compare.not_asked" if ground.standing is AnswerStanding.NOT_ASKED else "compare.blank")


def _grounds(row: CoverageRow) -> None:
    """Every question that names a control; a row leads to it on 審査."""
    with st.container(border=True):
        st.markdown(f"**{plain(row.id)}**　{state_chip(row.state)}")
        if not row.grounds:
            st.caption(t("coverage.no_question"))
            return
        columns = {
            "standing": chip_column(t("coverage.col_standing"), standing_chips(), width=104, pinned=True),
            "question": text_column(t("compare.col_question"), width=300),
            "pack": text_column(t("coverage.col_pack"), width=150),
            "day": text_column(t("coverage.col_day"), width=96),
            "old": text_column(t("coverage.col_old"), width=150),
            "certificate": text_column(t("coverage.col_certificate"), width=150),
        }
        cells: list[list[Cell]] = [
            [
                [standing_chip(ground.standing)],
                ground_words(ground),
                ground.pack.get(language()),
                answered_words(ground),
                old_words([ground]),
                certificate_words([ground]),
            ]
            for ground in row.grounds
        ]
        key = f"coverage_grounds_{hash(row.control) & 0xFFFFFF}"
        chosen = table(cells, columns, key=key, alt=t("coverage.grounds_alt"), select="one")
        if any(ground.assessment_id for ground in row.grounds):
            st.caption(t("coverage.ground_hint"))
        if chosen and chosen[0] < len(row.grounds) and (ground := row.grounds[chosen[0]]).assessment_id:
            go_to("assess", id=ground.assessment_id, q=ground.question.id)
