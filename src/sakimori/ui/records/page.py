"""The book of records: how many are due and there, what is missing first, the records in tabs, and finding them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord
from sakimori.errors import RefusedError
from sakimori.services.kernel.access import Permission
from sakimori.services.records.corrections import records_of_person
from sakimori.services.records.rows import BookCounts
from sakimori.ui.frame.components import NextStep, empty_state, refusal, tile
from sakimori.ui.frame.dialogs import close_dialog, open_dialog, show_dialog, show_done
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.frame.views import tabs
from sakimori.ui.records.dialogs import correct_body, lacking_body, purge_body, receipt_body, record_body, review_body
from sakimori.ui.records.listing import PROVISIONS, record_count, show_due, show_free, show_provisions, show_receipts
from sakimori.ui.records.release_dialog import RELEASE_DIALOGS
from sakimori.ui.records.state import (
    FOUND,
    FROM,
    OLD,
    QUERY,
    TABS,
    UNTIL,
    Tab,
    counts_of,
    follow_address,
    is_narrowed,
    may_read_numbers,
    widen,
)

_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9000, 12, 31)
_SHOW: Final[dict[Tab, Callable[[Page], None]]] = {
    Tab.PROVISIONS: show_provisions,
    Tab.RECEIPTS: show_receipts,
    Tab.FREE: show_free,
}


def show_records(page: Page) -> None:
    """The whole page."""
    follow_address(page)
    show_done()
    PROVISIONS.take_address()
    book = counts_of(page)
    is_new = not book.records
    if is_new and not book.lacking and not book.uncleared:
        _show_empty(page, book)
    else:
        _show_tiles(book)
        _acts(page)
        show_due(page, book)
    if not is_new:
        show_search(page)
    PROVISIONS.keep_address()
    _show_tabs(page, book)
    dialogs: dict[str, tuple[str, Callable[..., Any]]] = {
        name: (title, partial(body, page)) for name, (title, body) in _DIALOGS.items()
    }
    show_dialog(dialogs)


def _show_tiles(book: BookCounts) -> None:
    if not book.is_whole:
        st.caption(t("records.own"))
    words = {
        "needed": (book.current + book.lacking, t("records.note_needed")),
        "there": (book.current, t("records.note_there")),
        "none": (book.lacking, t("records.note_none", count=count(book.late, Unit.CASES, language()))),
        "incomplete": (book.incomplete, t("records.note_incomplete")),
        "uncleared": (book.unreviewed, t("records.note_uncleared")),
    }
    shown = words if book.is_whole else {name: words[name] for name in ("there", "incomplete", "uncleared")}
    with st.grid(len(shown), min_column_width=150, gap="small"):
        for name, (number, note) in shown.items():
            tile(t(f"records.tile_{name}"), count(number, Unit.CASES, language()), note=note)


def _acts(page: Page) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        _act("release", "outbox", primary=True, can=page.may(Permission.RELEASE))
        _act("receipt", "inbox", primary=False, can=page.may(Permission.RELEASE))


def _act(which: str, icon: str, *, primary: bool, can: bool) -> None:
    st.button(
        t(f"records.act_{which}"), key=f"records_{which}", icon=f":material/{icon}:", disabled=not can,
        on_click=open_dialog, args=(which,), type="primary" if primary else "secondary",
    )  # fmt: skip


def _show_empty(page: Page, book: BookCounts) -> None:
    """Nothing is recorded and nothing is due yet: what will be, and the first step."""
    if not book.is_whole:
        sentence = t("records.empty_own")
    elif book.coming:
        sentence = t("records.empty_coming", count=count(book.coming, Unit.CASES, language()))
    else:
        sentence = t("records.empty")
    steps = []
    if page.may(Permission.RELEASE):
        steps.append(NextStep(t("records.act_release"), act=lambda: open_dialog("release")))
        steps.append(NextStep(t("records.act_receipt"), act=lambda: open_dialog("receipt")))
    elif book.is_whole:
        steps.append(NextStep(t("records.to_flows"), to="flows"))
    empty_state("inventory_2", sentence, *steps)
    if book.coming:
        show_due(page, book)


def _show_tabs(page: Page, book: BookCounts) -> None:
    counts = {
        Tab.PROVISIONS: record_count(page, ProvisionRecord),
        Tab.RECEIPTS: record_count(page, ReceiptRecord),
        Tab.FREE: book.free,
    }
    words = {tab: t(f"records.tab_{tab.value}", count=f"{counts[tab]:,}") for tab in Tab}
    tab, panel = tabs(words, key=TABS)
    with panel:
        _SHOW[tab](page)


def show_search(page: Page) -> None:
    """One line: name, period, person; what narrows the lists can be taken away at once."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(t("records.search"), type="search", key=QUERY, placeholder=t("records.search_hint"), width=250)
        for key, words in ((FROM, t("records.from")), (UNTIL, t("records.until"))):
            st.date_input(
                words, value=None, min_value=_FIRST_DAY, max_value=_LAST_DAY, format="YYYY/MM/DD", key=key, width=140
            )
        if may_read_numbers(page):
            st.button(
                t("records.by_person"), key="records_by_person", icon=":material/person_search:",
                on_click=open_dialog, args=("record_find",),
            )  # fmt: skip
        if is_narrowed():
            st.button(t("records.widen"), key="records_widen", type="tertiary", on_click=widen)
        st.toggle(t("records.with_old"), key=OLD)
    ids = st.session_state.get(FOUND)
    if ids is not None:
        st.info(t("records.found", count=count(len(ids), Unit.CASES, language())), icon=":material/person_search:")


def find_body(page: Page) -> None:
    """The records that name one person; the number itself is not kept, that somebody looked is."""
    st.caption(t("records.find_note"))
    number = st.text_input(t("records.find_number"), key="records_number")
    if not st.button(t("records.find"), type="primary", key="records_find", disabled=not number.strip()):
        return
    try:
        provisions, receipts = records_of_person(page.workspace, number, actor=page.actor, at=now())
    except RefusedError as error:
        refusal(error)
        return
    st.session_state[FOUND] = frozenset(r.id for r in provisions) | frozenset(r.id for r in receipts)
    close_dialog()
    st.rerun()


_DIALOGS: Final[dict[str, tuple[str, Callable[..., None]]]] = {
    **RELEASE_DIALOGS,
    "receipt": ("receipt.title", receipt_body),
    "record": ("records.dialog_record", record_body),
    "record_lacking": ("records.dialog_lacking", lacking_body),
    "record_correct": ("records.dialog_correct", correct_body),
    "record_purge": ("records.dialog_purge", purge_body),
    "record_review": ("records.dialog_review", review_body),
    "record_find": ("records.dialog_find", find_body),
}
