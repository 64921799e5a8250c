"""リスト照合: a list of customers is dropped, compared with who asked us to stop, and taken back without them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sakimori.clock import now
from sakimori.domain.clearance import ClearanceRequest
from sakimori.errors import RefusedError
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.exchange.paper.safe_files import safe_csv
from sakimori.exchange.parties.customer_list import CustomerColumn
from sakimori.exchange.progress import Progress, told_to
from sakimori.rules.clearance.grounds.row_consents import LACK_WORDS, RowLack
from sakimori.services.clearance.judged_line import judged_line
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.evidence import MEGABYTE
from sakimori.services.requests.row_consents import CoverageBy
from sakimori.services.requests.screened_columns import STAYS_WORDS, needed_places, why_stays
from sakimori.services.requests.screening import Screened, screen_list
from sakimori.ui.clearance.screening_give import DONE, FILE, MIME, NOTED, give, suppression
from sakimori.ui.clearance.state import CheckQuestion
from sakimori.ui.clearance.words import outcome_on_tint
from sakimori.ui.frame.browser import hold_upload
from sakimori.ui.frame.components import refusal, section
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import Unit, count, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, number_column, table, text_column
from sakimori.ui.frame.text import dotted, label, language, t, t_count

SCREEN: Final = "list_screen"
_TEXT: Final = "screen_text"
_COMPARES: Final = 90
_TYPES: Final = ["csv", "tsv", "txt", "xlsx"]


def screen_button(page: Page, asked: CheckQuestion) -> None:
    """The way to the comparison, where something is about to be handed over."""
    st.button(
        t("screen.open"),
        key="check_screen",
        icon=":material/person_search:",
        type="tertiary",
        disabled=not (page.is_editable and page.may(Permission.ASK_CLEARANCE)),
        on_click=open_dialog,
        args=(SCREEN,),
        kwargs={"asked": replace(asked, slots={})},
    )


def screen_body(page: Page, asked: CheckQuestion) -> None:
    """The list, what became of it, and what of it may go."""
    st.markdown(t("screen.note"))
    limit = MAX_FILE_BYTES // MEGABYTE
    file = st.file_uploader(t("screen.file", limit=limit), type=_TYPES, key=FILE, max_upload_size=limit)
    if file is None:
        st.session_state.pop(DONE, None)
        st.session_state.pop(NOTED, None)
        return
    hold_upload(file.file_id)
    place = st.empty()  # there in each run, so that what is below it keeps its place, and what is unfolded stays so
    try:
        screened = _screened(page, asked.request, file.file_id, place)
    except RefusedError as error:
        refusal(error)
        return
    _show_outcome(screened)
    _ask_text(screened)
    _show(screened)
    places = _choose_columns(asked, screened)
    if not screened.is_barred or st.checkbox(t("screen.anyway"), key="screen_anyway"):
        if screened.kept and places:
            give(page, asked, screened, places)
        suppression(page, asked, screened)
    st.caption(t("screen.kept_nothing"))


def _show_outcome(screened: Screened) -> None:
    """Whether the list may go at all, before what was found on it."""
    verdict = screened.answer.verdict
    st.markdown(f"### {outcome_on_tint(verdict.outcome)}")
    st.caption(plain(judged_line(screened.answer.case, verdict.on, language())))
    if screened.is_barred:
        st.error(t("screen.barred"), icon=":material/block:")


def _screened(page: Page, request: ClearanceRequest, file_id: str, place: DeltaGenerator) -> Screened:
    """Compared once for a file and a question; of the list only numbers of rows and heads stay with the session."""
    text_id = st.session_state.get(_TEXT)
    done: tuple[str, ClearanceRequest, str | None, Screened] | None = st.session_state.get(DONE)
    if done is None or done[:3] != (file_id, request, text_id):
        file = st.session_state[FILE]
        bar = place.progress(0, text=t("screen.reading"))

        def show(progress: Progress) -> None:
            bar.progress(progress.share, text=_doing(progress.done))

        with told_to(show):
            found = screen_list(
                page.workspace, file.getvalue(), file.name, request, actor=page.actor, at=now(), text_id=text_id
            )
        place.empty()
        st.session_state.pop(NOTED, None)
        st.session_state[DONE] = done = (file_id, request, text_id, found)
    return done[3]


def _doing(percent: int) -> str:
    return t("screen.reading" if percent < _COMPARES else "screen.comparing")


def _ask_text(screened: Screened) -> None:
    """Where neither the list nor the register says what the persons agreed to, somebody does, or no row goes."""
    consent = screened.consent
    if consent.by in {CoverageBy.UNKNOWN, CoverageBy.PERSON}:
        names = dict(consent.texts)
        st.selectbox(
            t("screen.which_text"), list(names), index=None, format_func=names.__getitem__, key=_TEXT,
            placeholder=t("screen.which_text_none"), help=t("screen.which_text_help"),
        )  # fmt: skip
    elif consent.by is not CoverageBy.NOT_ASKED:
        st.caption(t(f"screen.consent_{consent.by.value}"))


def _show(screened: Screened) -> None:
    lang = language()
    words = {"read": count(screened.read, Unit.ROWS, lang), "kept": count(screened.kept, Unit.ROWS, lang)}
    if screened.left_out:
        said = "screen.found" if screened.is_barred else "screen.result"
        st.warning(t(said, left=len(screened.left_out), **words), icon=":material/person_off:")
        rows = _reasons(screened)
        table(
            rows, {"why": text_column(t("screen.col_why")), "rows": number_column(t("screen.col_rows"), width=110)},
            key="screen_reasons", alt=t("screen.alt"),
        )  # fmt: skip
        file_button(
            t("screen.take_rows"), lambda: safe_csv(_row_lines(screened)), name=t("screen.rows_name"), mime=MIME,
            key="screen_rows", type="tertiary",
        )  # fmt: skip
    else:
        st.success(t("screen.nobody", **words), icon=":material/how_to_reg:")
    if screened.missing:
        kinds = dotted(label(kind) for kind in screened.missing)
        st.warning(plain(t("screen.missing", kinds=kinds)), icon=":material/help:")
    if screened.partly:
        st.caption(t_count("screen.partly", screened.partly))


def _reasons(screened: Screened) -> list[tuple[Cell, ...]]:
    """How many rows for each reason; a row can have several."""
    found = Counter(channel for channels in screened.stopped.values() for channel in channels)
    lacks, lang = Counter(screened.lacking.values()), language()
    rows: list[tuple[Cell, ...]] = [
        (t("screen.stopped", channel=label(channel)), found[channel]) for channel in screened.channels if found[channel]
    ]
    rows += [(LACK_WORDS[lack].get(lang), lacks[lack]) for lack in RowLack if lacks[lack]]
    if screened.untold:
        rows.append((t("screen.untold"), len(screened.untold)))
    return rows


def _row_lines(screened: Screened) -> list[tuple[str | int, str]]:
    """Each row that is left out, with every reason for it; no value of the list."""
    why: defaultdict[int, list[str]] = defaultdict(list)
    for number, channels in screened.stopped.items():
        why[number] += [t("screen.stopped", channel=label(channel)) for channel in channels]
    for number, lack in screened.lacking.items():
        why[number].append(LACK_WORDS[lack].get(language()))
    for number in screened.untold:
        why[number].append(t("screen.untold"))
    lines = ((number, dotted(reasons)) for number, reasons in sorted(why.items()))
    return [(t("screen.col_row"), t("screen.col_why")), *lines]


def _choose_columns(asked: CheckQuestion, screened: Screened) -> list[int]:
    """Which columns go: those that were judged are ticked, and each other one says why it stays."""
    names = {column.place: _column_words(column) for column in screened.columns}
    section(t("screen.columns"))
    chosen = st.multiselect(
        t("screen.columns"), list(names), default=list(needed_places(asked.request, screened.columns)),
        format_func=names.__getitem__, key="screen_columns", label_visibility="collapsed",
        placeholder=t("screen.columns_none"),
    )  # fmt: skip
    staying: defaultdict[str, list[str]] = defaultdict(list)
    for column in screened.columns:
        if column.place not in chosen:
            why = why_stays(asked.request, column)
            staying[STAYS_WORDS[why].get(language()) if why else t("screen.not_chosen")].append(names[column.place])
    for reason, columns in staying.items():
        st.caption(plain(t("screen.dropped", columns=dotted(columns), why=reason)))
    if not staying:
        st.caption(t("screen.all_columns"))
    return [place for place in names if place in chosen]


def _column_words(column: CustomerColumn) -> str:
    return f"{column.title or t('screen.no_head')} ({column.letter})"
