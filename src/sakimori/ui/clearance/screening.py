"""リスト照合: a list of customers is dropped, compared with who asked us to stop, and taken back without them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.values.names import fold
from sakimori.errors import RefusedError
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.exchange.paper.safe_files import safe_csv
from sakimori.exchange.parties.customer_list import CustomerColumn
from sakimori.exchange.parties.stop_list import kind_named
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.evidence import MEGABYTE
from sakimori.services.requests.screening import Screened, screen_list, screened_list
from sakimori.ui.clearance.state import CheckQuestion, keep_answer
from sakimori.ui.frame.browser import hold_upload
from sakimori.ui.frame.components import refusal, section
from sakimori.ui.frame.dialogs import close_dialog, open_dialog
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import Unit, count, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, number_column, table, text_column
from sakimori.ui.frame.text import dotted, label, language, t, t_count

SCREEN: Final = "list_screen"
_FILE, _DONE = "screen_file", "screen_done"
_TYPES: Final = ["csv", "tsv", "txt", "xlsx"]
_MIME: Final = "text/csv"


def screen_button(page: Page, asked: CheckQuestion) -> None:
    """The way to the comparison, where something is about to be handed over."""
    pressed = st.button(
        t("screen.open"), key="check_screen", icon=":material/person_search:", type="tertiary",
        disabled=not (page.is_editable and page.may(Permission.ASK_CLEARANCE)),
    )  # fmt: skip
    if pressed:
        open_dialog(SCREEN, asked=replace(asked, slots={}))
        st.rerun()


def screen_body(page: Page, asked: CheckQuestion) -> None:
    """The list, what became of it, and what of it may go."""
    st.markdown(t("screen.note"))
    limit = MAX_FILE_BYTES // MEGABYTE
    file = st.file_uploader(t("screen.file", limit=limit), type=_TYPES, key=_FILE, max_upload_size=limit)
    if file is None:
        st.session_state.pop(_DONE, None)
        return
    hold_upload(file.file_id)
    try:
        with st.spinner(t("screen.comparing")):
            screened = _screened(page, asked.request, file.file_id)
    except RefusedError as error:
        refusal(error)
        return
    _show(page, asked, screened)


def _screened(page: Page, request: ClearanceRequest, file_id: str) -> Screened:
    """Compared once for a file and a question; of the list only numbers of rows and heads stay with the session."""
    done: tuple[str, ClearanceRequest, Screened] | None = st.session_state.get(_DONE)
    if done is None or done[:2] != (file_id, request):
        file = st.session_state[_FILE]
        found = screen_list(page.workspace, file.getvalue(), file.name, request, actor=page.actor, at=now())
        st.session_state[_DONE] = done = (file_id, request, found)
    return done[2]


def _show(page: Page, asked: CheckQuestion, screened: Screened) -> None:
    lang = language()
    words = {"read": count(screened.read, Unit.ROWS, lang), "kept": count(screened.kept, Unit.ROWS, lang)}
    if screened.left_out:
        st.warning(t("screen.result", left=len(screened.left_out), **words), icon=":material/person_off:")
        rows = _reasons(screened)
        table(
            rows, {"why": text_column(t("screen.col_why")), "rows": number_column(t("screen.col_rows"), width=110)},
            key="screen_reasons", alt=t("screen.alt"),
        )  # fmt: skip
        file_button(
            t("screen.take_rows"), lambda: safe_csv(_row_lines(screened)), name=t("screen.rows_name"), mime=_MIME,
            key="screen_rows", type="tertiary",
        )  # fmt: skip
    else:
        st.success(t("screen.nobody", **words), icon=":material/how_to_reg:")
    if screened.missing:
        kinds = dotted(label(kind) for kind in screened.missing)
        st.warning(plain(t("screen.missing", kinds=kinds)), icon=":material/help:")
    if screened.partly:
        st.caption(t_count("screen.partly", screened.partly))
    places = _choose_columns(asked, screened)
    if screened.kept and places:
        _give(page, asked, screened, places)


def _reasons(screened: Screened) -> list[tuple[Cell, ...]]:
    """How many rows for each reason; a row can have several."""
    found = Counter(channel for channels in screened.stopped.values() for channel in channels)
    rows: list[tuple[Cell, ...]] = [
        (t("screen.stopped", channel=label(channel)), found[channel]) for channel in screened.channels if found[channel]
    ]
    if screened.untold:
        rows.append((t("screen.untold"), len(screened.untold)))
    return rows


def _row_lines(screened: Screened) -> list[tuple[str | int, str]]:
    stopped = {number: dotted(map(label, channels)) for number, channels in screened.stopped.items()}
    why = stopped | dict.fromkeys(screened.untold, t("screen.untold"))
    return [(t("screen.col_row"), t("screen.col_why")), *sorted(why.items())]


def _choose_columns(asked: CheckQuestion, screened: Screened) -> list[int]:
    """Which columns go: those that the question names are ticked, all where it names none."""
    items = asked.request.flow.data_items
    wanted, kinds = set(map(fold, items)), set(map(kind_named, items)) - {None}
    names = {column.place: _column_words(column) for column in screened.columns}
    ticked = [
        column.place
        for column in screened.columns
        if not wanted or fold(column.title) in wanted or column.kind in kinds
    ]
    section(t("screen.columns"))
    chosen = st.multiselect(
        t("screen.columns"), list(names), default=ticked, format_func=names.__getitem__, key="screen_columns",
        label_visibility="collapsed", placeholder=t("screen.columns_none"),
    )  # fmt: skip
    dropped = dotted(names[place] for place in names if place not in chosen)
    st.caption(plain(t("screen.dropped", columns=dropped)) if dropped else t("screen.all_columns"))
    return [place for place in names if place in chosen]


def _column_words(column: CustomerColumn) -> str:
    return f"{column.title or t('screen.no_head')} ({column.letter})"


def _give(page: Page, asked: CheckQuestion, screened: Screened, places: list[int]) -> None:
    def made() -> bytes:
        file = st.session_state[_FILE]
        return screened_list(
            page.workspace, file.getvalue(), file.name, screened, places, recipient_id=asked.party.id,
            actor=page.actor, at=now(),
        )  # fmt: skip

    with st.container(horizontal=True):
        file_button(
            t_count("screen.take", screened.kept), made, name=t("screen.list_name"), mime=_MIME, key="screen_take",
            type="primary",
        )  # fmt: skip
        st.button(
            t("screen.settle"), key="screen_settle", on_click=_settle, args=(asked,), help=t("screen.settle_help"),
        )  # fmt: skip
    st.caption(t("screen.kept_nothing"))


def _settle(asked: CheckQuestion) -> None:
    """The question goes on with the list that was compared: who objected is taken out of it."""
    keep_answer(asked, "objectors_removed", True)  # noqa: FBT003 - a fact, as it is kept
    st.session_state.pop(_DONE, None)
    close_dialog()
