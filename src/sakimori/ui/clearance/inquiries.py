"""From an answer onwards: sent to compliance, a slip issued on it, and what one person has asked and issued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.clearance import ClearanceRequest, InquiryState, Reason, ReasonKind, Slip
from sakimori.domain.codes import Outcome, UserRole
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.services.clearance.inbox import InquiryRow, SlipRow, newest_own
from sakimori.services.clearance.inquiries import withdraw_inquiry
from sakimori.services.clearance.judging import ClearanceAnswer, judge
from sakimori.services.clearance.slips import ISSUABLE, SlipState, issue_slip, issue_slip_from_inquiry
from sakimori.services.clearance.view import InquiryPaper, inquiry_paper
from sakimori.services.kernel.access import Permission, may
from sakimori.services.kernel.unit import WriteResult
from sakimori.ui.clearance.answer_words import open_reasons
from sakimori.ui.clearance.screening import SCREEN, screen_body
from sakimori.ui.clearance.slip_dialog import SLIP, open_slip, slip_dialogs, state_word
from sakimori.ui.clearance.state import CheckQuestion
from sakimori.ui.clearance.talk.inquiry_send import KEYS, SEND, people_of, show_request
from sakimori.ui.clearance.talk.remarks import reply_form, show_remarks
from sakimori.ui.clearance.words import (
    data_words,
    outcome_on_tint,
    reason_line,
    request_rows,
    show_law_changes,
    show_rows,
)
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.dialogs import Dialogs, act, close_dialog, fresh_key, has_dialog, open_dialog, remember
from sakimori.ui.frame.formats import day, moment, not_applicable, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import chip, mark
from sakimori.ui.frame.tables import Cell, button_column, chip_column, outcome_column, table, text_column
from sakimori.ui.frame.text import label, language, t

ISSUE: Final = "slip_issue"
OWN: Final = "inquiry_own"


def show_buttons(page: Page, asked: CheckQuestion, answer: ClearanceAnswer) -> None:
    """What can be done with an answer; the one that goes on is the primary one and has the keys."""
    is_good = answer.verdict.outcome in ISSUABLE and not asked.comes_in
    if is_good:
        _open_button(page, ISSUE, asked.request, is_primary=True)
    _open_button(page, SEND, asked.request, is_primary=answer.verdict.outcome is Outcome.REVIEW)


def _open_button(page: Page, dialog: str, request: ClearanceRequest, *, is_primary: bool) -> None:
    # An open dialog has the keys for itself: both buttons would hear them.
    has_keys = is_primary and not has_dialog()
    st.button(
        t("slip.issue" if dialog == ISSUE else "inquiry.ask"),
        key=f"check_{dialog}",
        icon=":material/receipt_long:" if dialog == ISSUE else ":material/contact_support:",
        type="primary" if is_primary else "secondary",
        shortcut=KEYS if has_keys else None,
        width="stretch",
        disabled=not page.may(Permission.ASK_CLEARANCE),
        help=None if page.is_editable else t("inquiry.only_today"),
        on_click=open_dialog,
        args=(dialog,),
        kwargs={"request": request},
    )


def asks_compliance(page: Page, reason: Reason) -> bool:
    """Whether an inquiry is the way to the person whose matter a reason is."""
    return reason.who is UserRole.COMPLIANCE and reason.who not in page.actor.roles


def ask_about(page: Page, request: ClearanceRequest, reason: Reason) -> None:
    """A small button beside a condition: the inquiry begins with what it says."""
    st.button(
        t("inquiry.about"),
        key=f"check_about_{reason.rule_id}_{reason.text.ja}",
        type="tertiary",
        icon=":material/contact_support:",
        disabled=not page.may(Permission.ASK_CLEARANCE),
        on_click=open_dialog,
        args=(SEND,),
        kwargs={"request": request, "about": reason},
    )


def issue_body(page: Page, request: ClearanceRequest) -> None:
    """What the slip will say, before it gets its number."""
    answer = judge(page.workspace, request, actor=page.actor)
    show_request(page, request, answer)
    if conditions := answer.verdict.of_kind(ReasonKind.CONDITION):
        section(t("slip.conditions"))
        for reason in conditions:
            st.markdown(reason_line(reason, answer.case.parts))
    st.caption(t("slip.issue_what"))
    write = partial(issue_slip, page.workspace, request)
    act(page, t("slip.issue_do"), write, key="slip_issue_do", shortcut=KEYS, then=_open_issued)


def own_body(page: Page, inquiry_id: str) -> None:
    """One's own inquiry: what came of it, and the step that follows."""
    paper = inquiry_paper(page.workspace, inquiry_id, on=page.on, actor=page.actor)
    inquiry = paper.inquiry
    say_state(paper)
    if inquiry.state is InquiryState.OPEN and (people := people_of(page, UserRole.COMPLIANCE)):
        st.caption(plain(t("inquiry.say_open_of", who=people)))
    show_rows(request_rows(paper.request, paper.case), small=True)
    if inquiry.message:
        section(t("inquiry.message"))
        st.text(inquiry.message)
    show_remarks(paper)
    if not page.may(Permission.ASK_CLEARANCE) or inquiry.asked_by != page.actor.id:
        return
    if inquiry.state is InquiryState.OPEN:
        reply_form(page, inquiry)
    if inquiry.state is InquiryState.OPEN:
        withdraw = partial(withdraw_inquiry, page.workspace, inquiry_id)
        act(page, t("inquiry.withdraw"), withdraw, key="inquiry_withdraw", of=inquiry, type="secondary")
    if inquiry.state is not InquiryState.APPROVED:
        return
    _say_now(paper)
    if paper.now.outcome in ISSUABLE and not paper.request.flow.comes_in:
        write = partial(issue_slip_from_inquiry, page.workspace, inquiry_id)
        act(
            page, t("slip.issue"), write, key="inquiry_issue", shortcut=KEYS, icon=":material/receipt_long:",
            then=_open_issued,
        )  # fmt: skip


def say_state(paper: InquiryPaper) -> None:
    """When it was asked, and what was answered by whom with which reason."""
    inquiry, lang = paper.inquiry, language()
    st.caption(t("inquiry.asked_at", at=moment(inquiry.asked_at, lang), outcome=label(inquiry.outcome)))
    if inquiry.answered_at is None:
        key = "inquiry.say_asked_back" if inquiry.awaits_reply else f"inquiry.say_{inquiry.state.value}"
        st.info(t(key), icon=":material/hourglass_top:")
        return
    words = plain(t("inquiry.answered", who=paper.answerer, at=moment(inquiry.answered_at, lang), why=inquiry.answer))
    if inquiry.state is InquiryState.APPROVED:
        st.success(f"**{t('inquiry.say_approved')}**　{words}", icon=":material/check_circle:")
    else:
        st.error(f"**{t('inquiry.say_refused')}**　{words}", icon=":material/cancel:")


def _say_now(paper: InquiryPaper) -> None:
    """What stands in the way today, where the answer got worse after the approval."""
    st.markdown(t("inquiry.now", outcome=outcome_on_tint(paper.now.outcome)))
    if paper.now.outcome not in ISSUABLE:
        for reason in open_reasons(paper.now):
            st.markdown(reason_line(reason, paper.case.parts))
    show_law_changes(paper.now)


def _open_issued(saved: WriteResult[Slip]) -> None:
    remember(saved, at=now(), note=t("slip.issued_note", number=saved.record.number))
    close_dialog()
    open_slip(saved.record.id)


def check_dialogs(page: Page) -> Dialogs:
    """Everything that the check page opens."""
    return {
        ISSUE: ("slip.issue_title", partial(issue_body, page)),
        OWN: ("inquiry.own_title", partial(own_body, page)),
        SCREEN: ("screen.title", partial(screen_body, page)),
        **slip_dialogs(page),
    }


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
    SlipState.JUDGED_AGAIN: ("◇", "violet"),
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


_ASKED_BACK = ("?", "orange")


def inquiry_chip(row: InquiryRow) -> str:
    """Shape and word of how an inquiry stands: while it is open, for whom it waits."""
    return _asked_back_chip() if row.awaits_reply else _state_chip(row.state)


def inquiry_chips() -> dict[str, str]:
    """Each of them with its colour."""
    return {_asked_back_chip(): _ASKED_BACK[1]} | {_state_chip(one): colour for one, (_, colour) in STATES.items()}


def _state_chip(state: InquiryState) -> str:
    return f"{STATES[state][0]} {t(f'inquiry.state_{state.value}')}"


def _asked_back_chip() -> str:
    return f"{_ASKED_BACK[0]} {t('inquiry.state_asked_back')}"


def slip_chip(state: SlipState) -> str:
    """Shape and word."""
    return f"{SLIP_STATES[state][0]} {state_word(state)}"


def show_own(page: Page) -> None:
    """The list below the check."""
    if not may(page.actor, Permission.ASK_CLEARANCE):
        return
    read = partial(newest_own, page.workspace, page.as_of, actor=page.actor, limit=_SHOWN)
    asked, issued = memo(page, "own_inbox", read, page.actor.id)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{t('inquiry.mine')}**", width="content")
        link_to("slip", t("slip.check_link"), icon="receipt_long")
    rows = sorted(_lines(asked, issued), key=lambda one: one.at, reverse=True)[:_SHOWN]
    if not rows:
        st.caption(t("inquiry.mine_empty"))
        return

    def opened(place: int) -> None:
        name, facts = rows[place].opens
        open_dialog(name, **facts)

    states = inquiry_chips() | {slip_chip(state): colour for state, (_, colour) in SLIP_STATES.items()}
    key = fresh_key("own_inquiries")
    table(
        [_cells(row) for row in rows],
        {
            "when": text_column(t("inquiry.col_when"), width=118),
            "party": text_column(t("inquiry.col_party"), width=172),
            "data": text_column(t("inquiry.col_data"), width=132 if language() == JAPANESE else 122),
            "outcome": outcome_column(t("inquiry.col_outcome"), width=OUTCOME_WIDTH[language()]),
            "state": chip_column(t("inquiry.col_state"), states, width=90),
            "until": text_column(t("inquiry.col_until"), width=84),
            "slip": text_column(t("inquiry.col_slip"), width=104),
            "open": button_column("", on_row=opened, width=54),
        },
        key=key,
        alt=t("inquiry.mine_alt"),
    )


def _lines(asked: Sequence[InquiryRow], issued: Sequence[SlipRow]) -> Iterator[_Mine]:
    """Slips that came of an inquiry stand for it."""
    lang = language()
    for one in asked:
        yield _Mine(
            one.asked_at, one.party, one.request, one.data_set, one.outcome, inquiry_chip(one),
            not_applicable(lang), t("inquiry.no_slip"), (OWN, {"inquiry_id": one.id}),
        )  # fmt: skip
    for slip in issued:
        until = day(slip.valid_until, lang) if slip.valid_until else t("slip.no_end_short")
        yield _Mine(
            slip.issued_at, slip.party, slip.request, slip.data_set, slip.outcome, slip_chip(slip.state), until,
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
