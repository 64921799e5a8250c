"""The rows of a comparison: sums as filter, search, the table, and both questions behind the chosen row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Final

import streamlit as st

from sakimori.errors import RefusedError
from sakimori.exchange.paper.safe_files import Cell as FileCell
from sakimori.services.assessments.comparisons.view import Cell as Stand
from sakimori.services.assessments.comparisons.view import Comparison, Difference, Pairing, Row, Side, SideAnswer
from sakimori.ui.assessments.comparisons.state import (
    LEFT,
    RIGHT,
    SIDES,
    STANDINGS,
    answer_of,
    answered_in,
    answers_of,
    comparison_of,
    difference_chip,
    difference_chips,
    difference_word,
    id_on,
    kinds_of,
    newest_day,
    points_for,
    points_in,
    points_of,
    rows_with,
    side_word,
    standing_chip,
    standing_chips,
)
from sakimori.ui.frame.components import Export, apart, go_to
from sakimori.ui.frame.formats import Unit, aside, count, day, plain
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell
from sakimori.ui.frame.text import language, t, t_count

_Part = tuple[tuple[int, int], Callable[[Stand], Cell], Callable[[Stand], FileCell], int]
_PARTS: Final[Mapping[str, _Part]] = {
    "standing": (
        (92, 104), lambda one: [standing_chip(one.standing)], lambda one: standing_chip(one.standing), 14,
    ),
    "answer": ((96, 96), answers_of, answers_of, 30),
    "points": ((84, 84), points_in, lambda one: points_in(one) if points_for(one) is None else points_for(one), 10),
    "evidence": ((84, 84), lambda one: one.evidence, lambda one: one.evidence, 10),
    "day": ((104, 104), answered_in, lambda one: newest_day(one) or answered_in(one), 14),
}  # fmt: skip
"""How wide a part of a side is on the page, what it says there and in files, and how wide it is in these.

In files what is a figure or a day stays one, so that a spreadsheet can sort by it.
"""
_FIRST: Final = ("standing", "answer")
"""How the sides stand fits on a screen of 1280; points, documents and days follow to the right."""


def compared_list(compared: Comparison) -> Listing[Row]:
    """The list of what two assessments differ in; its headings name both sides."""
    by_control = compared.pairing is Pairing.PACKS

    def part(side: str, name: str, *, on_page: bool, in_file: bool) -> Column[Row]:
        widths, cell, file, file_width = _PARTS[name]
        stand = attrgetter(side)
        return Column(
            name=f"{side}_{name}",
            title=lambda: t(f"compare.col_{name}", side=side_word(side, compared)),
            widths=widths,
            chips=standing_chips if name == "standing" else None,
            is_number=name == "evidence",
            cell=(lambda row, _: cell(stand(row))) if on_page else None,
            file=(lambda row, _: file(stand(row))) if in_file else None,
            file_width=file_width,
        )

    return Listing(
        name="comparison",
        words="compare",
        alt="compare.table_alt",
        record="assessment",
        identity=lambda row: row.key,
        choice="row",
        controls=(Control(name="q"), Control(name="kinds", options=tuple(Difference), is_many=True)),
        columns=(
            Column(
                name="difference", widths=(122, 130), chips=partial(difference_chips, compared),
                cell=lambda row, _: [difference_chip(row.difference, compared)],
                file=lambda row, _: difference_word(row.difference, compared), file_width=16,
            ),
            Column(name="id", file=lambda row, _: row.key, file_width=12),
            Column(
                name="control" if by_control else "question", widths=(226, 210),
                cell=lambda row, _: row_words(compared, row), file=lambda row, _: row.text.get(language()),
                file_width=60,
            ),
            *(part(side, name, on_page=name in _FIRST, in_file=True) for side in SIDES for name in _PARTS),
            *(
                part(side, name, on_page=True, in_file=False)
                for side in SIDES for name in _PARTS if name not in _FIRST
            ),
            Column(
                name="source" if by_control else "section", widths=(180, 180),
                both=lambda row, _: row.section.get(language()), file_width=30,
            ),
        ),
    )  # fmt: skip


def _visible(listing: Listing[Row], compared: Comparison) -> list[Row]:
    return rows_with(compared, listing.chosen("kinds") or (), listing.chosen("q"))


def comparison_exports(page: Page) -> tuple[Export, ...]:
    """What search and filter leave of the two chosen assessments, as files; none while there is nothing to give."""
    if not all(id_on(side) for side in SIDES):
        return ()
    try:
        compared = comparison_of(page)
    except RefusedError:
        return ()
    listing = compared_list(compared)

    def narrowed() -> list[str]:
        kinds = set(listing.chosen("kinds") or ())
        words = [difference_word(kind, compared) for kind in kinds_of(compared) if kind in kinds]
        return [*words, *filter(None, [listing.chosen("q")])]

    def sides() -> list[tuple[str, str]]:
        return [
            (side_word(LEFT, compared), _named(compared.left)),
            (side_word(RIGHT, compared), _named(compared.right)),
        ]

    return listing.exports(page, lambda: _visible(listing, compared), narrowed, about=sides, key=id_on(RIGHT))


def _named(side: Side) -> str:
    name = aside(side.party_name, side.service, language()) if side.service else side.party_name
    return f"{name}　{side.pack.title.get(language())} {side.pack.version}　{side.assessment.id}"


@apart
def show_rows(page: Page, compared: Comparison) -> None:
    """Sums and search above, what they leave below; each keystroke draws only this part anew."""
    listing = compared_list(compared)
    listing.take_address()
    kinds = kinds_of(compared)
    words = {kind: f"{difference_chip(kind, compared)} {compared.sums[kind]:,}" for kind in kinds}
    key = listing.key("kinds")
    st.session_state[key] = [kind for kind in st.session_state.get(key) or () if kind in kinds]
    st.pills(
        t("compare.kinds"), kinds, selection_mode="multi", key=key, format_func=words.__getitem__,
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        listing.search_box(width=320)
        shown = _visible(listing, compared)
        st.caption(_counted(compared, shown), width="stretch")
    listing.keep_address()
    if not shown:
        if compared.rows:
            st.info(t("compare.none_left"), icon=":material/filter_alt:")
        return
    of = (id_on(LEFT), id_on(RIGHT), tuple(row.key for row in shown))
    if picked := listing.draw(page, lambda first, limit: (shown[first : first + limit], len(shown)), of=of):
        _both(compared, picked[0])
    else:
        st.caption(t("compare.row_hint"))


def _counted(compared: Comparison, shown: Sequence[Row]) -> str:
    if not compared.rows:
        return t("compare.nothing")
    if compared.pairing is Pairing.PACKS:
        return t_count("compare.controls", len(shown), total=f"{len(compared.rows):,}")
    return t("compare.questions", count=count(len(shown), Unit.QUESTIONS, language()), total=f"{len(compared.rows):,}")


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
