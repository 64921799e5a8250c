"""あなたの直近の照会: what one person has asked and issued, newest first, each with its way on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from sakimori.domain.clearance import ClearanceRequest, InquiryState
from sakimori.domain.codes import Outcome
from sakimori.services.clearance.inbox import Inbox, own_inbox
from sakimori.services.clearance.slips import SlipState
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.clearance.inquiry_dialogs import OWN
from sakimori.ui.clearance.request_words import data_words
from sakimori.ui.clearance.slip_dialog import SLIP
from sakimori.ui.clearance.slip_sheet import state_word
from sakimori.ui.frame.components import link_to
from sakimori.ui.frame.dialogs import fresh_key, open_dialog
from sakimori.ui.frame.formats import day, moment, not_applicable
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.states import chip, mark
from sakimori.ui.frame.tables import Cell, button_column, chip_column, outcome_column, table, text_column
from sakimori.ui.frame.text import ENGLISH, JAPANESE, language, t

_SHOWN = 8
OUTCOME_WIDTH = {JAPANESE: 106, ENGLISH: 134}
"""Wide enough for the longest answer."""
STATES = {
    InquiryState.OPEN: ("◇", "violet"),
    InquiryState.APPROVED: ("✓", "green"),
    InquiryState.REFUSED: ("✕", "red"),
    InquiryState.WITHDRAWN: ("–", "gray"),
}
"""Shape and colour of the state of an inquiry."""
SLIP_STATES = {
    SlipState.GOOD: ("○", "green"),
    SlipState.NOT_YET: ("△", "blue"),
    SlipState.LAPSED: ("✕", "red"),
    SlipState.REVOKED: ("⬣", "gray"),
}
"""The same for slips."""


@dataclass(frozen=True, slots=True)
class _Mine:
    """A line: an inquiry until a slip was issued on it, afterwards that slip."""

    at: datetime
    party: str
    request: ClearanceRequest
    data_set: str
    outcome: Outcome
    state: str
    until: str
    number: str
    opens: tuple[str, dict[str, str]]


def inquiry_chip(state: InquiryState) -> str:
    """Shape and word."""
    return f"{STATES[state][0]} {t(f'inquiry.state_{state.value}')}"


def slip_chip(state: SlipState) -> str:
    """Shape and word."""
    return f"{SLIP_STATES[state][0]} {state_word(state)}"


def show_own(page: Page) -> None:
    """The list below the check."""
    if not may(page.actor, Permission.ASK_CLEARANCE):
        return
    found = kept(
        page, "own_inbox", lambda: own_inbox(page.workspace, on=page.on, number=page.number, actor=page.actor),
        page.actor.id,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{t('inquiry.mine')}**", width="content")
        link_to("slip", t("slip.check_link"), icon="receipt_long")
    rows = sorted(_lines(found), key=lambda one: one.at, reverse=True)[:_SHOWN]
    if not rows:
        st.caption(t("inquiry.mine_empty"))
        return

    def opened(place: int) -> None:
        name, facts = rows[place].opens
        open_dialog(name, **facts)

    states = {inquiry_chip(state): colour for state, (_, colour) in STATES.items()}
    states |= {slip_chip(state): colour for state, (_, colour) in SLIP_STATES.items()}
    key = fresh_key("own_inquiries")
    table(
        [_cells(row) for row in rows],
        {
            "when": text_column(t("inquiry.col_when"), width=118),
            "party": text_column(t("inquiry.col_party"), width=172),
            "data": text_column(t("inquiry.col_data"), width=164 if language() == JAPANESE else 154),
            "outcome": outcome_column(t("inquiry.col_outcome"), width=OUTCOME_WIDTH[language()]),
            "state": chip_column(t("inquiry.col_state"), states, width=90),
            "until": text_column(t("inquiry.col_until"), width=84),
            "slip": text_column(t("inquiry.col_slip"), width=104),
            "open": button_column("", key=f"{key}_open", on_row=opened, width=54),
        },
        key=key,
        alt=t("inquiry.mine_alt"),
    )


def _lines(found: Inbox) -> Iterator[_Mine]:
    """Slips that came of an inquiry stand for it."""
    lang = language()
    for asked in found.inquiries:
        if asked.slip is None:
            inquiry = asked.inquiry
            yield _Mine(
                inquiry.asked_at, asked.party, asked.request, asked.data_set, inquiry.outcome,
                inquiry_chip(inquiry.state), not_applicable(lang), t("inquiry.no_slip"),
                (OWN, {"inquiry_id": inquiry.id}),
            )  # fmt: skip
    for row in found.slips:
        slip = row.slip
        until = day(slip.valid_until, lang) if slip.valid_until else t("slip.no_end_short")
        yield _Mine(
            slip.issued_at, row.party, row.request, row.data_set, slip.outcome, slip_chip(row.standing.state), until,
            slip.number, (SLIP, {"slip_id": slip.id}),
        )  # fmt: skip


def _cells(row: _Mine) -> list[Cell]:
    return [
        moment(row.at, language()),
        row.party,
        data_words(row.request, row.data_set),
        [chip(mark(row.outcome), language())],
        [row.state],
        row.until,
        row.number,
        t("inquiry.open"),
    ]
