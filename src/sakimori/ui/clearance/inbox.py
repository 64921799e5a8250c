"""照会・判定一覧: what waits for compliance, which answers turn soon, how slips stand, each list narrowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.services.clearance.inbox import (
    ComingAnswer,
    DeskCounts,
    DeskSearch,
    InquiryRow,
    SlipRow,
    desk_counts,
    inquiry_outcomes,
    inquiry_page,
    slip_page,
    turning_page,
)
from sakimori.services.clearance.slips import SlipState
from sakimori.services.clearance.standing_requests import SLIP as SLIP_KIND
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.clearance.answer_words import why_in
from sakimori.ui.clearance.confirming import facts_waiting, show_facts
from sakimori.ui.clearance.inbox_answer import ANSWER, waited_words
from sakimori.ui.clearance.inbox_tiles import show_tiles
from sakimori.ui.clearance.inquiries import OUTCOME_WIDTH, SLIP_STATES, inquiry_chip, inquiry_chips, slip_chip
from sakimori.ui.clearance.slip_dialog import SLIP
from sakimori.ui.clearance.words import data_words
from sakimori.ui.frame.components import NextStep, empty_state, go_to, link_to
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import day, distance, moment
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, OUTCOMES, chip, mark
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.frame.views import tabs

_HORIZONS = (30, 60, 90)
_GOING = "inbox_going"
_WIDE: Final = (OUTCOME_WIDTH[JAPANESE], OUTCOME_WIDTH[ENGLISH])


class _Which(StrEnum):
    """Which inquiries are listed."""

    WAITING = "waiting"
    CLOSED = "closed"
    ALL = "all"


_IS_OPEN: Final = {_Which.WAITING: True, _Which.CLOSED: False, _Which.ALL: None}


def follow() -> None:
    """Go to the page that a row of the last run leads to."""
    if flow := st.session_state.pop(_GOING, ""):
        go_to("flow", flow=flow)


def _column(name: str, widths: tuple[int, int], cell: Callable[[Any], str]) -> Column[Any]:
    return Column(name=name, widths=widths, cell=lambda row, _: cell(row))


def _outcome(name: str, of: Callable[[Any], Outcome]) -> Column[Any]:
    return Column(
        name=name, widths=_WIDE, cell=lambda row, _: [chip(mark(of(row)), language())],
        chips=lambda: {chip(state, language()): LOOKS[state].colour for state in OUTCOMES},
    )  # fmt: skip


def _state(width: int, cell: Callable[[Any], str], chips: Callable[[], Mapping[str, str]]) -> Column[Any]:
    return Column(name="state", widths=(width, width), cell=lambda row, _: [cell(row)], chips=chips)


def _data(row: InquiryRow | SlipRow) -> str:
    return data_words(row.request, row.data_set)


def _waited(row: InquiryRow, page: Page) -> str:
    return waited_words(page.on - timedelta(days=row.days), page.on) if row.days else t("inbox.today")


def _step(row: InquiryRow, page: Page) -> str:
    can_answer = row.is_open and page.may(Permission.DECIDE_CLEARANCE) and not page.actor.is_among(row.asked_by)
    return t("inbox.answer_button" if can_answer else "inbox.see_button")


ASKED: Final[Listing[InquiryRow]] = Listing(
    name="inbox_asked",
    link="party",
    words="inbox",
    alt="inbox.asked_alt",
    select="none",
    identity=lambda row: row.id,
    controls=(
        Control(name="q"),
        Control(name="which", options=tuple(_Which), default=_Which.WAITING),
        Control(name="outcomes", options=tuple(Outcome), is_many=True),
    ),
    columns=(
        _state(
            96, inquiry_chip, inquiry_chips,
        ),
        Column(name="wait", widths=(76, 106), cell=_waited),
        _column("party", (156, 142), lambda row: row.party),
        _column("data", (164, 148), _data),
        _outcome("outcome", lambda row: row.outcome),
        _column("asker", (94, 94), lambda row: row.asker),
        _column("when", (118, 118), lambda row: moment(row.asked_at, language())),
        Column(
            name="open", widths=(82, 82), cell=_step,
            press=lambda row: open_dialog(ANSWER, inquiry_id=row.id),
        ),
    ),
)  # fmt: skip


def show_asked(page: Page) -> None:
    """What waits longest first; what is closed on demand."""
    ASKED.take_address()
    names = {which: t(f"inbox.which_{which.value}") for which in _Which}
    with st.container(horizontal=True, vertical_alignment="center"):
        _search(ASKED, "q")
        st.segmented_control(
            t("inbox.which"), list(_Which), required=True, format_func=names.__getitem__, key=ASKED.key("which"),
            label_visibility="collapsed",
        )  # fmt: skip
    is_open = _IS_OPEN[ASKED.chosen("which")]
    known = inquiry_outcomes(page.workspace, page.as_of, is_open=is_open, actor=page.actor)
    outcomes = _outcomes(known)
    ASKED.keep_address()
    text = ASKED.chosen("q")
    search = DeskSearch(text=text, categories=_kinds(text))
    read = _reader(page, inquiry_page, is_open=is_open, outcomes=tuple(outcomes), search=search)
    if read(0, 0)[1]:
        ASKED.draw(page, read, of=(is_open, text, tuple(outcomes), page.on))
    else:
        st.caption(t("inbox.none_left" if known else "inbox.none_waiting"))


def _go(one: ComingAnswer) -> None:
    if one.kind == SLIP_KIND:
        open_dialog(SLIP, slip_id=one.subject_id)
    else:
        st.session_state[_GOING] = one.subject_id


def _turns_on(one: ComingAnswer, page: Page) -> str:
    return t("inbox.on_day", day=day(one.on, language()), distance=distance(one.on, page.on, language()))


TURNING: Final[Listing[ComingAnswer]] = Listing(
    name="inbox_turning",
    link="party",
    words="inbox",
    alt="inbox.turning_alt",
    address="tp",
    select="none",
    identity=lambda one: f"{one.kind}{one.subject_id}",
    controls=(
        Control(name="qt"),
        Control(name="within", options=_HORIZONS, default=_HORIZONS[-1]),
        Control(name="worse", default=False),
    ),
    columns=(
        Column(name="on", widths=(152, 118), cell=_turns_on),
        _column("party", (150, 150), lambda one: one.party),
        _column("name", (126, 126), lambda one: one.name),
        _outcome("now", lambda one: one.outcome),
        _outcome("then", lambda one: one.next_outcome),
        _column("why", (214, 190), lambda one: why_in(one.reasons, language(), is_by_going=one.is_by_going)),
        Column(name="open", widths=(58, 58), cell=lambda _row, _page: t("inquiry.open"), press=_go),
    ),
)


def show_turning(page: Page, found: DeskCounts) -> None:
    """Which answers change their word, soonest first."""
    if not found.turnings:
        st.caption(t("inbox.none_turning"))
        return
    TURNING.take_address()
    spans = {days: t("inbox.within_days", days=days) for days in _HORIZONS}
    with st.container(horizontal=True, vertical_alignment="center"):
        _search(TURNING, "qt")
        st.segmented_control(
            t("inbox.within"), list(spans), required=True, format_func=spans.__getitem__, key=TURNING.key("within"),
            label_visibility="collapsed",
        )  # fmt: skip
        st.toggle(t("inbox.only_worse"), key=TURNING.key("worse"))
    TURNING.keep_address()
    text, within, only_worse = (TURNING.chosen(name) for name in ("qt", "within", "worse"))
    read = _reader(page, turning_page, within=timedelta(days=within), only_worse=only_worse, text=text)
    if read(0, 0)[1]:
        TURNING.draw(page, read, of=(text, within, only_worse, page.on))
    else:
        st.caption(t("inbox.none_left"))


SLIPS: Final[Listing[SlipRow]] = Listing(
    name="inbox_slips",
    words="inbox",
    alt="inbox.slips_alt",
    address="sp",
    select="none",
    identity=lambda row: row.id,
    controls=(Control(name="qs"), Control(name="states", options=tuple(SlipState), is_many=True)),
    columns=(
        _state(
            86, lambda row: slip_chip(row.state),
            lambda: {slip_chip(state): colour for state, (_, colour) in SLIP_STATES.items()},
        ),
        _column("number", (112, 112), lambda row: row.number),
        _column("party", (172, 172), lambda row: row.party),
        _column("data", (110, 110), _data),
        _outcome("outcome", lambda row: row.outcome),
        _column("judged", (86, 86), lambda row: day(row.judged_on, language())),
        _column(
            "until", (88, 88),
            lambda row: day(row.valid_until, language()) if row.valid_until else t("slip.no_end_short"),
        ),
        _column("issuer", (78, 78), lambda row: row.issuer),
        Column(
            name="open", widths=(58, 58), cell=lambda _row, _page: t("inquiry.open"),
            press=lambda row: open_dialog(SLIP, slip_id=row.id),
        ),
    ),
)  # fmt: skip


def show_slips(page: Page, found: DeskCounts) -> None:
    """All slips, newest first, and the way to check one that somebody holds in hand."""
    link_to("slip", t("slip.check_link"), icon="receipt_long")
    if not found.slips:
        st.caption(t("inbox.none_slips"))
        return
    SLIPS.take_address()
    names = {state: slip_chip(state) for state in SlipState}
    if SlipState.JUDGED_AGAIN not in found.slips and SlipState.JUDGED_AGAIN not in (SLIPS.chosen("states") or ()):
        del names[SlipState.JUDGED_AGAIN]
    with st.container(horizontal=True, vertical_alignment="center"):
        _search(SLIPS, "qs")
        st.pills(
            t("inbox.states"), list(names), selection_mode="multi", format_func=names.__getitem__,
            key=SLIPS.key("states"), label_visibility="collapsed", wrap=True,
        )  # fmt: skip
    SLIPS.keep_address()
    text, states = SLIPS.chosen("qs"), tuple(SLIPS.chosen("states") or ())
    read = _reader(page, slip_page, states=states, search=DeskSearch(text=text, categories=_kinds(text)))
    if read(0, 0)[1]:
        SLIPS.draw(page, read, of=(text, states, page.on))
    else:
        st.caption(t("inbox.none_left"))


def _reader(page: Page, read: Callable[..., Any], **asked: Any) -> Callable[[int, int], Any]:  # noqa: ANN401
    """Reads a page of a list once for each version of the data."""

    def some(first: int, limit: int) -> Any:  # noqa: ANN401
        found = partial(read, page.workspace, page.as_of, actor=page.actor, first=first, limit=limit, **asked)
        return memo(page, read.__name__, found, first, limit, *asked.values())

    return some


def _kinds(text: str) -> frozenset[DataCategory]:
    """The kinds of data that are called so in the language of the page."""
    wanted = fold(text)
    return frozenset(kind for kind in DataCategory if wanted and wanted in fold(label(kind)))


def _search(listing: Listing[Any], control: str) -> None:
    st.text_input(
        t("inbox.search"), type="search", live="250ms", key=listing.key(control), label_visibility="collapsed",
        placeholder=t("inbox.search"), width="stretch",
    )  # fmt: skip


def _outcomes(found: list[Outcome]) -> list[Outcome]:
    """Which answers are listed; with one sort of them there is nothing to choose."""
    if len(found) < 2:
        return []
    key = ASKED.key("outcomes")
    st.session_state[key] = [one for one in st.session_state.get(key) or () if one in found]
    return list(
        st.pills(
            t("inbox.outcome"), found, selection_mode="multi", format_func=label, key=key, label_visibility="collapsed",
            wrap=True,
        )
    )  # fmt: skip


class Tab(StrEnum):
    """The parts of the desk."""

    ASKED = "asked"
    TURNING = "turning"
    SLIPS = "slips"
    FACTS = "facts"


def show_inbox(page: Page) -> None:
    """Three figures, then the lists behind them."""
    found = memo(page, "inbox", partial(desk_counts, page.workspace, page.as_of, actor=page.actor))
    waiting = facts_waiting(page)
    if not (found.inquiries or found.slips or found.turnings or waiting):
        steps = [NextStep(t("inbox.to_check"), to="check")] if may(page.actor, Permission.ASK_CLEARANCE) else []
        empty_state("inbox", t("inbox.empty"), *steps)
        return
    show_tiles(found)
    words = {
        Tab.ASKED: t("inbox.tab_asked", count=found.waiting),
        Tab.TURNING: t("inbox.tab_turning", count=found.turnings),
        Tab.SLIPS: t("inbox.tab_slips", count=sum(found.slips.values())),
    }
    if page.may(Permission.DECIDE_CLEARANCE):
        words[Tab.FACTS] = t("inbox.tab_facts", count=len(waiting))
    opened, panel = tabs(words, key="inbox_tab")
    with panel:
        match opened:
            case Tab.ASKED:
                show_asked(page)
            case Tab.TURNING:
                show_turning(page, found)
            case Tab.SLIPS:
                show_slips(page, found)
            case Tab.FACTS:
                show_facts(page)
