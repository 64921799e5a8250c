"""枠組みの充足: how far a third party answers a framework, worst first, and what each answer rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import streamlit as st

from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.rules.facts.certificates import SCHEMES
from sakimori.services.assessments.comparisons.coverage import (
    ControlQuestion,
    Coverage,
    CoverageRow,
    FrameworkCoverage,
    coverage,
    frameworks,
)
from sakimori.services.assessments.comparisons.view import AnswerStanding
from sakimori.services.parties.history import name_of
from sakimori.services.questionnaires.answer_library import Stale
from sakimori.ui.assessments.comparisons.state import WordStyle, standing_chip, standing_chips
from sakimori.ui.frame.components import Export, NextStep, apart, empty_state, go_to, refusal
from sakimori.ui.frame.formats import Unit, count, day, none, plain
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, chip_column, table, text_column
from sakimori.ui.frame.text import language, listed, t, t_count

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
    asked = CONTROLS.chosen("framework") or st.query_params.get("framework", "")
    return asked if asked in known else known[0]


def coverage_of(page: Page, third_party_id: str) -> FrameworkCoverage:
    """The chosen framework as a third party answers it on the day of the page."""
    framework = chosen_framework()
    return memo(
        page,
        "coverage",
        lambda: coverage(page.workspace, third_party_id, framework, on=page.on, number=page.known),
        third_party_id,
        framework,
    )


def visible_controls(found: FrameworkCoverage) -> list[CoverageRow]:
    """The controls that the filters leave, worst first, and within one state what rests on something old first."""
    states, only_old = frozenset(CONTROLS.chosen("states") or ()), CONTROLS.chosen("old")
    order = list(STATE_LOOKS)
    rows = [row for row in found.rows if (not states or row.state in states) and (row.is_stale or not only_old)]
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
    CONTROLS.take_address()
    key = CONTROLS.key("framework")
    st.session_state[key] = chosen_framework()
    st.segmented_control(
        t("coverage.framework"), list(titles), key=key, format_func=lambda one: plain(titles[one]),
        label_visibility="collapsed", required=True, wrap=True,
    )  # fmt: skip
    found = coverage_of(page, third_party_id)
    if not any(row.asked for row in found.rows):
        _nothing(third_party_id)
    st.caption(
        t_count("coverage.known", len(found.rows), framework=plain(found.title.get(language()))), width="stretch"
    )
    _list(page, found)


def _nothing(third_party_id: str) -> None:
    """Nobody answered anything of it: what to do, above the controls that wait."""
    way = (("party", third_party_id),)
    empty_state("rule", t("coverage.nothing"), NextStep(t("compare.to_assess"), to="assess", query=way))


@apart
def _list(page: Page, found: FrameworkCoverage) -> None:
    states = [state for state in STATE_LOOKS if found.sums[state]]
    words = {state: f"{state_chip(state)} {found.sums[state]:,}" for state in states}
    key = CONTROLS.key("states")
    st.session_state[key] = [state for state in st.session_state.get(key) or () if state in states]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.pills(
            t("coverage.states"), states, selection_mode="multi", key=key, format_func=words.__getitem__,
            label_visibility="collapsed", wrap=True,
        )  # fmt: skip
        old = sum(row.is_stale for row in found.rows)
        if old:
            st.toggle(t("coverage.only_old", count=f"{old:,}"), key=CONTROLS.key("old"))
        else:
            st.session_state.pop(CONTROLS.key("old"), None)
    CONTROLS.keep_address()
    if found.stale:
        st.caption(f":orange[:material/history:] {t_count('coverage.stale', found.stale)}")
    rows = visible_controls(found)
    if not rows:
        st.info(t("coverage.none_left"), icon=":material/filter_alt:")
        return
    of = (found.framework, tuple(row.id for row in rows))
    if chosen := CONTROLS.draw(page, lambda first, limit: (rows[first : first + limit], len(rows)), of=of):
        _grounds(chosen[0])
    else:
        st.caption(t("coverage.row_hint"))


def coverage_exports(page: Page, third_party_id: str) -> tuple[Export, ...]:
    """What `show_coverage` shows of a third party, a line for each question of a control; none while none is chosen."""
    if not is_known(page, third_party_id):
        return ()

    def rows() -> Iterator[_Line]:
        for control in visible_controls(coverage_of(page, third_party_id)):
            yield from ((control, ground) for ground in control.grounds or (None,))

    def narrowed() -> list[str]:
        picked = set(CONTROLS.chosen("states") or ())
        words = [state_word(state) for state in STATE_LOOKS if state in picked]
        return [*words, *([t("coverage.only_old_words")] if CONTROLS.chosen("old") else [])]

    def about() -> list[tuple[str, str]]:
        framework = coverage_of(page, third_party_id).title.get(language())
        name = name_of(page.workspace, third_party_id) or t("page.own")
        return [(t("compare.party"), name), (t("coverage.framework"), framework)]

    return _LINES.exports(page, rows, narrowed, about=about, key=third_party_id)


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


CONTROLS: Final[Listing[CoverageRow]] = Listing(
    name="coverage",
    words="coverage",
    alt="coverage.table_alt",
    identity=lambda row: row.id,
    choice="row",
    controls=(
        Control(name="framework"),
        Control(name="states", options=tuple(STATE_LOOKS), is_many=True), Control(name="old", default=False),
    ),
    columns=(
        Column(
            name="state", widths=(124, 124), cell=lambda row, _: [state_chip(row.state)],
            chips=lambda: {state_chip(state): drawn.colour for state, drawn in STATE_LOOKS.items()},
        ),
        Column(name="id", widths=(84, 84), cell=lambda row, _: row.id),
        Column(name="asked", widths=(100, 100), cell=lambda row, _: asked_words(row)),
        Column(
            name="ground", widths=(262, 262),
            cell=lambda row, _: ground_words((row.asked or row.grounds)[0]) if row.grounds else none(language()),
        ),
        Column(name="certificate", widths=(118, 118), cell=lambda row, _: certificate_words(row.grounds)),
        Column(name="old", widths=(136, 136), cell=lambda row, _: old_words(row.asked)),
        Column(
            name="oldest", widths=(104, 104),
            cell=lambda row, _: day(row.oldest, language()) if row.oldest else none(language()),
        ),
    ),
)  # fmt: skip

_Line = tuple[CoverageRow, ControlQuestion | None]


def _of_ground(words: Callable[[ControlQuestion], str]) -> Callable[[_Line, Page], str]:
    return lambda line, _: words(line[1]) if line[1] is not None else ""


_LINES: Final[Listing[_Line]] = Listing(
    name="coverage",
    words="coverage",
    alt="",
    title="compare.view_coverage",
    record="third_party",
    identity=lambda line: line[0].id,
    columns=(
        Column(name="id", file=lambda line, _: line[0].id, file_width=14),
        Column(name="state", file=lambda line, _: state_word(line[0].state), file_width=16),
        Column(name="standing", file=_of_ground(lambda one: standing_chip(one.standing)), file_width=14),
        Column(
            name="ground", file_width=60,
            file=lambda line, _: ground_words(line[1]) if line[1] is not None else t("coverage.no_question"),
        ),
        Column(name="pack", file=_of_ground(lambda one: one.pack.get(language())), file_width=30),
        Column(name="day", file=_of_ground(answered_words), file_width=14),
        Column(name="old", file=_of_ground(lambda one: old_words([one])), file_width=30),
        Column(name="certificate", file=_of_ground(lambda one: certificate_words([one])), file_width=30),
    ),
)  # fmt: skip
"""The same as files have it: each question that names a control on a line of its own."""


def _grounds(row: CoverageRow) -> None:
    """Every question that names a control; a row leads to it on 審査."""
    with st.container(border=True):
        st.markdown(f"**{plain(row.id)}**　{state_chip(row.state)}")
        if not row.grounds:
            st.caption(t("coverage.no_question"))
            return
        columns = {
            "standing": chip_column(t("coverage.col_standing"), standing_chips(), width=104),
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
