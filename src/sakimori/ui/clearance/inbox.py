"""照会・判定一覧: what waits for compliance, which answers turn soon, how slips stand, each list narrowed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

import streamlit as st

from sakimori.domain.codes import Outcome
from sakimori.domain.values.names import fold
from sakimori.services.clearance.inbox import ComingAnswer, Inbox, InquiryRow, SlipRow, inbox
from sakimori.services.clearance.slips import SlipState
from sakimori.services.clearance.standing_requests import SLIP as SLIP_KIND
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.clearance.answer_words import why_in
from sakimori.ui.clearance.inbox_answer import ANSWER, waited_words
from sakimori.ui.clearance.inquiries import OUTCOME_WIDTH, SLIP_STATES, STATES, inquiry_chip, slip_chip
from sakimori.ui.clearance.slip_dialog import SLIP
from sakimori.ui.clearance.words import data_words
from sakimori.ui.frame.components import NextStep, empty_state, go_to, link_to, tabs, tile
from sakimori.ui.frame.dialogs import fresh_key, open_dialog
from sakimori.ui.frame.formats import Unit, count, day, distance, moment
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import chip, mark
from sakimori.ui.frame.tables import button_column, chip_column, outcome_column, table, text_column
from sakimori.ui.frame.text import JAPANESE, label, language, t

_HORIZONS = (30, 60, 90)
_GOING = "inbox_going"


class _Which(StrEnum):
    """Which inquiries are listed."""

    WAITING = "waiting"
    CLOSED = "closed"
    ALL = "all"


def follow() -> None:
    """Go to the page that a row of the last run leads to."""
    if flow := st.session_state.pop(_GOING, ""):
        go_to("flow", flow=flow)


def show_asked(page: Page, found: Inbox) -> None:
    """What waits longest first; what is closed on demand."""
    names = {which: t(f"inbox.which_{which.value}") for which in _Which}
    with st.container(horizontal=True, vertical_alignment="center"):
        text = _search("asked")
        which = st.segmented_control(
            t("inbox.which"), list(_Which), default=_Which.WAITING, required=True, format_func=names.__getitem__,
            key="inbox_which", label_visibility="collapsed",
        )  # fmt: skip
    by_which = {_Which.WAITING: found.waiting, _Which.CLOSED: found.closed, _Which.ALL: found.waiting + found.closed}
    rows = by_which[which]
    outcomes = _outcomes(row.inquiry.outcome for row in rows)
    shown = [
        row
        for row in rows
        if (not outcomes or row.inquiry.outcome in outcomes)
        and _is_meant(text, row.party, row.asker, row.inquiry.message, data_words(row.request, row.data_set))
    ]
    if not shown:
        st.caption(t("inbox.none_left" if rows else "inbox.none_waiting"))
        return

    def opened(place: int) -> None:
        open_dialog(ANSWER, inquiry_id=shown[place].inquiry.id)

    def can_answer(row: InquiryRow) -> bool:
        return row.is_open and page.may(Permission.DECIDE_CLEARANCE) and row.inquiry.asked_by != page.actor.id

    key = fresh_key(f"inbox_asked_{which}")
    states = {inquiry_chip(state): colour for state, (_, colour) in STATES.items()}
    table(
        [
            [
                [inquiry_chip(row.inquiry.state)],
                t("inbox.today") if not row.days else waited_words(page.on - timedelta(days=row.days), page.on),
                row.party,
                data_words(row.request, row.data_set),
                [chip(mark(row.inquiry.outcome), language())],
                row.asker,
                moment(row.inquiry.asked_at, language()),
                t("inbox.answer_button" if can_answer(row) else "inbox.see_button"),
            ]
            for row in shown
        ],
        {
            "state": chip_column(t("inquiry.col_state"), states, width=96, pinned=True),
            "wait": text_column(t("inbox.col_wait"), width=76),
            "party": text_column(t("inquiry.col_party"), width=156),
            "data": text_column(t("inquiry.col_data"), width=164),
            "outcome": outcome_column(t("inquiry.col_outcome"), width=OUTCOME_WIDTH[language()]),
            "asker": text_column(t("inbox.col_asker"), width=94),
            "when": text_column(t("inquiry.col_when"), width=118),
            "open": button_column("", key=f"{key}_open", on_row=opened, width=82),
        },
        key=key,
        alt=t("inbox.asked_alt"),
    )


def show_turning(page: Page, found: Inbox) -> None:
    """Which answers change their word, soonest first."""
    if not found.turnings:
        st.caption(t("inbox.none_turning"))
        return
    spans = {days: t("inbox.within_days", days=days) for days in _HORIZONS}
    with st.container(horizontal=True, vertical_alignment="center"):
        text = _search("turning")
        within = st.segmented_control(
            t("inbox.within"), list(spans), default=_HORIZONS[-1], required=True, format_func=spans.__getitem__,
            key="inbox_within", label_visibility="collapsed",
        )  # fmt: skip
        only_worse = st.toggle(t("inbox.only_worse"), key="inbox_worse")
    last = page.on + timedelta(days=within)
    shown = [
        one
        for one in found.turnings
        if one.on <= last and (one.is_worse or not only_worse) and _is_meant(text, one.party, one.name)
    ]
    if not shown:
        st.caption(t("inbox.none_left"))
        return

    def opened(place: int) -> None:
        one = shown[place]
        if one.kind == SLIP_KIND:
            open_dialog(SLIP, slip_id=one.subject_id)
        else:
            st.session_state[_GOING] = one.subject_id

    key = fresh_key("inbox_turning")
    table(
        [
            [
                t("inbox.on_day", day=day(one.on, language()), distance=distance(one.on, page.on, language())),
                one.party,
                one.name,
                [chip(mark(one.outcome), language())],
                [chip(mark(one.next_outcome), language())],
                _why(one),
                t("inquiry.open"),
            ]
            for one in shown
        ],
        {
            "on": text_column(t("inbox.col_on"), width=152 if language() == JAPANESE else 118),
            "party": text_column(t("inquiry.col_party"), width=150),
            "name": text_column(t("inbox.col_name"), width=126),
            "now": outcome_column(t("inbox.col_now"), width=OUTCOME_WIDTH[language()]),
            "then": outcome_column(t("inbox.col_then"), width=OUTCOME_WIDTH[language()]),
            "why": text_column(t("inbox.col_why"), width=214 if language() == JAPANESE else 190),
            "open": button_column("", key=f"{key}_open", on_row=opened, width=58),
        },
        key=key,
        alt=t("inbox.turning_alt"),
        wraps=True,
    )


def _why(one: ComingAnswer) -> str:
    return why_in(one.reasons, language(), is_by_going=one.is_by_going)


def show_slips(found: Inbox) -> None:
    """All slips, newest first, and the way to check one that somebody holds in hand."""
    link_to("slip", t("slip.check_link"), icon="receipt_long")
    if not found.slips:
        st.caption(t("inbox.none_slips"))
        return
    names = {state: slip_chip(state) for state in SlipState}
    if all(row.standing.state is not SlipState.JUDGED_AGAIN for row in found.slips):
        del names[SlipState.JUDGED_AGAIN]
    with st.container(horizontal=True, vertical_alignment="center"):
        text = _search("slips")
        states = st.pills(
            t("inbox.states"), list(names), selection_mode="multi", format_func=names.__getitem__,
            key="inbox_states", label_visibility="collapsed", wrap=True,
        )  # fmt: skip
    shown = [
        row
        for row in found.slips
        if (not states or row.standing.state in states)
        and _is_meant(text, row.party, row.issuer, row.slip.number, data_words(row.request, row.data_set))
    ]
    if not shown:
        st.caption(t("inbox.none_left"))
        return

    def opened(place: int) -> None:
        open_dialog(SLIP, slip_id=shown[place].slip.id)

    key = fresh_key("inbox_slips")
    table(
        [_slip_cells(row) for row in shown],
        {
            "state": chip_column(
                t("inquiry.col_state"), {slip_chip(s): colour for s, (_, colour) in SLIP_STATES.items()}, width=86,
                pinned=True,
            ),
            "number": text_column(t("inbox.col_number"), width=112),
            "party": text_column(t("inquiry.col_party"), width=172),
            "data": text_column(t("inquiry.col_data"), width=110),
            "outcome": outcome_column(t("inquiry.col_outcome"), width=OUTCOME_WIDTH[language()]),
            "judged": text_column(t("inbox.col_judged"), width=86),
            "until": text_column(t("inquiry.col_until"), width=88),
            "issuer": text_column(t("inbox.col_issuer"), width=78),
            "open": button_column("", key=f"{key}_open", on_row=opened, width=50),
        },
        key=key,
        alt=t("inbox.slips_alt"),
    )  # fmt: skip


def _slip_cells(row: SlipRow) -> list[str | list[str]]:
    lang, slip = language(), row.slip
    return [
        [slip_chip(row.standing.state)],
        slip.number,
        row.party,
        data_words(row.request, row.data_set),
        [chip(mark(slip.outcome), lang)],
        day(slip.judged_on, lang),
        day(slip.valid_until, lang) if slip.valid_until else t("slip.no_end_short"),
        row.issuer,
        t("inquiry.open"),
    ]


def _search(which: str) -> str:
    return st.text_input(
        t("inbox.search"), type="search", live="250ms", key=f"inbox_q_{which}", label_visibility="collapsed",
        placeholder=t("inbox.search"), width="stretch",
    )  # fmt: skip


def _outcomes(of: Iterable[Outcome]) -> list[Outcome]:
    """Which answers are listed; with one sort of them there is nothing to choose."""
    found = sorted(set(of), key=list(Outcome).index)
    if len(found) < 2:
        return []
    return list(
        st.pills(
            t("inbox.outcome"), found, selection_mode="multi", format_func=label, key="inbox_outcomes",
            label_visibility="collapsed", wrap=True,
        )
    )  # fmt: skip


def _is_meant(text: str, *words: str) -> bool:
    wanted = fold(text)
    return not wanted or any(wanted in fold(word) for word in words)


class Tab(StrEnum):
    """The parts of the desk."""

    ASKED = "asked"
    TURNING = "turning"
    SLIPS = "slips"


_GONE = frozenset({SlipState.LAPSED, SlipState.REVOKED})


def show_inbox(page: Page) -> None:
    """Three figures, then the lists behind them."""
    found = memo(
        page, "inbox", lambda: inbox(page.workspace, on=page.on, number=page.number, actor=page.actor)
    )  # fmt: skip
    if not (found.inquiries or found.slips or found.turnings):
        steps = [NextStep(t("inbox.to_check"), to="check")] if may(page.actor, Permission.ASK_CLEARANCE) else []
        empty_state("inbox", t("inbox.empty"), *steps)
        return
    _tiles(found)
    words = {
        Tab.ASKED: t("inbox.tab_asked", count=len(found.waiting)),
        Tab.TURNING: t("inbox.tab_turning", count=len(found.turnings)),
        Tab.SLIPS: t("inbox.tab_slips", count=len(found.slips)),
    }
    opened, panel = tabs(words, key="inbox_tab")
    with panel:
        match opened:
            case Tab.ASKED:
                show_asked(page, found)
            case Tab.TURNING:
                show_turning(page, found)
            case Tab.SLIPS:
                show_slips(found)


def _tiles(found: Inbox) -> None:
    lang = language()
    longest = max((row.days for row in found.waiting), default=None)
    days = count(longest, Unit.DAYS, lang) if longest else t("inbox.today")
    wait = t("inbox.tile_none") if longest is None else t("inbox.tile_longest", days=days)
    good = sum(row.standing.state is SlipState.GOOD for row in found.slips)
    gone = sum(row.standing.state in _GONE for row in found.slips)
    worse = sum(turning.is_worse for turning in found.turnings)
    with st.grid(3, min_column_width=150):
        tile(t("inbox.tile_waiting"), count(len(found.waiting), Unit.CASES, lang), note=wait)
        tile(
            t("inbox.tile_turning"), count(len(found.turnings), Unit.CASES, lang),
            note=t("inbox.tile_worse", count=count(worse, Unit.CASES, lang)),
        )  # fmt: skip
        tile(
            t("inbox.tile_good"), count(good, Unit.CASES, lang),
            note=t("inbox.tile_lapsed", count=count(gone, Unit.CASES, lang)),
        )  # fmt: skip
