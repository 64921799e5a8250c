"""The pages of a document as pictures, and on one of them the passage that is spoken of."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import streamlit as st

from sakimori.clock import now
from sakimori.domain.questions.assessment import Evidence
from sakimori.errors import RefusedError
from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.evidence.show import PAGES
from sakimori.services.evidence.giving import pictures_for
from sakimori.services.evidence.marks import marks_in_words
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t

_HIGH: Final = 560
_AFTER, _SHOWN = "evidence_after", "evidence_marked"


def address_of(evidence_id: str) -> str:
    """Where the file is taken out, by whoever may."""
    return f"/evidence/{quote(evidence_id, safe='')}"


def show_pages(page: Page, filed: Evidence, passage: Passage | None = None, *, high: int = _HIGH) -> None:
    """The pictures by their own addresses; they were drawn before, so that it is known how many there are.

    Of a long document some pages are shown at a time: those around the passage, else from the first.
    """
    after = _turned_to(filed, passage.page if passage else 0)
    try:
        with st.spinner(t("evidence.drawing", name=plain(filed.filename)), show_time=True):
            count = len(pictures_for(page.workspace, filed.id, actor=page.actor, at=now(), after=after))
    except RefusedError as error:
        refusal(error)
        return
    with st.container(height=high, border=True, key="evidence_pages"):
        for number in range(after + 1, after + count + 1):
            _show_page(filed, number, passage)
    _turn(filed, after, count)


def _show_page(filed: Evidence, number: int, passage: Passage | None) -> None:
    """One page. By its key the script of the screens finds the passage, so far down, and brings it into sight."""
    boxes = [box for box in passage.boxes if box.page == number] if passage else []
    alt = t("evidence.page_alt", name=plain(filed.filename), page=number)
    address, picture = f"{address_of(filed.id)}/page/{number}", ".png"
    key = f"evidence_page_{number}"
    if boxes:
        alt, picture = t("evidence.marked_alt", alt=alt), f".svg?mark={marks_in_words(boxes)}"
        key = f"passage_{number}_{round(1000 * min(box.top for box in boxes))}"
    with st.container(key=key):
        st.markdown(f"![{alt}]({address}{picture})")


def _turned_to(filed: Evidence, number: int) -> int:
    """After how many pages the shown ones begin; a passage that was not shown before turns to its page."""
    state = st.session_state
    before = state.get(_SHOWN, ("", 0))
    if before != (filed.id, number) and (number or before[0] != filed.id):
        state[_AFTER] = max(number - 1, 0) // PAGES * PAGES
    state[_SHOWN] = (filed.id, number)
    return int(state.get(_AFTER, 0))


def _turn(filed: Evidence, after: int, count: int) -> None:
    """To the pages before and after, where there are so many that not all are shown."""
    if not after and count < PAGES:
        return

    def to(first: int) -> None:
        st.session_state[_AFTER] = first

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("evidence.pages_of", first=after + 1, last=after + count), width="content")
        st.button(
            t("evidence.pages_before"), key=f"evidence_before_{filed.id}", icon=":material/chevron_left:",
            type="tertiary", disabled=not after, on_click=to, args=(max(after - PAGES, 0),),
        )  # fmt: skip
        st.button(
            t("evidence.pages_after"), key=f"evidence_after_{filed.id}", icon=":material/chevron_right:",
            type="tertiary", disabled=count < PAGES, on_click=to, args=(after + PAGES,),
        )  # fmt: skip
