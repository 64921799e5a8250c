"""The dialog in which compliance answers an inquiry: what it asks, what is open, and approval or refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.clearance import InquiryState, Reason, ReasonKind, Step
from sakimori.domain.gap import Fix
from sakimori.domain.values.days import legal_day
from sakimori.errors import RefusedError
from sakimori.services.clearance.inquiries import Ruling, answer_inquiry, complete_inquiry, needs_approval
from sakimori.services.clearance.view import InquiryPaper, inquiry_paper
from sakimori.services.kernel.access import Permission
from sakimori.ui.clearance.inquiries import say_state
from sakimori.ui.clearance.own_words import choose_sure
from sakimori.ui.clearance.slip_dialog import slip_dialogs
from sakimori.ui.clearance.talk.remarks import ask_back_form, show_remarks
from sakimori.ui.clearance.words import (
    cites,
    outcome_on_tint,
    part_names,
    reason_line,
    reason_markdown,
    request_rows,
    show_rows,
)
from sakimori.ui.flows.hand_over_questions import BY_STEP, FACTS, RECORD, ask_facts
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.dialogs import Dialogs, act
from sakimori.ui.frame.formats import Unit, aside, count, moment, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.frame.trail_words import forget_shown, refuse
from sakimori.ui.own_company.address import FIXED_IN_OWN, own_address

ANSWER: Final = "inquiry_answer"
_OF_FLOW: Final = frozenset({"data_flow", "foreign_basis", "cloud_facts", "annual_check", RECORD})


def answer_body(page: Page, inquiry_id: str) -> None:
    """An inquiry from its question to the answer; one that is closed is only shown."""
    paper = inquiry_paper(page.workspace, inquiry_id, on=page.on, actor=page.actor)
    _show_question(page, paper)
    show_remarks(paper)
    inquiry = paper.inquiry
    if inquiry.state is not InquiryState.OPEN:
        say_state(paper)
        if paper.slip is not None:
            st.markdown(plain(t("inbox.slip", number=paper.slip.number)))
        return
    is_own = page.actor.is_among(inquiry.asked_by)
    may_answer = page.may(Permission.DECIDE_CLEARANCE) and not is_own
    if may_answer:
        ask_back_form(page, inquiry)
    sure = _ask_sure(paper, disabled=not may_answer)
    if sure:
        paper = inquiry_paper(page.workspace, inquiry_id, on=page.on, actor=page.actor, confirmed=sure)
    _show_bars(paper)
    _show_unknown(page, paper, may_complete=may_answer)
    decided: list[Ruling] = []
    asked: set[tuple[str, tuple[str, ...]]] = set()
    while new := [r for r in paper.now.of_kind(ReasonKind.QUESTION) if _key(r) not in asked]:
        asked |= {_key(reason) for reason in new}
        more = _ask_questions(paper, new, disabled=not may_answer)
        if not more:
            break
        decided += more  # what one decision opens is asked next
        paper = inquiry_paper(page.workspace, inquiry_id, on=page.on, actor=page.actor, decided=decided, confirmed=sure)
    _show_conditions(paper)
    if is_own:
        st.info(t("inbox.own"), icon=":material/person_off:")
    elif may_answer:
        _answer(page, paper, decided, sure)


def _ask_sure(paper: InquiryPaper, *, disabled: bool) -> tuple[str, ...]:
    """What only the asker says, each with a box for whoever made sure of it."""
    if not paper.unconfirmed:
        return ()
    section(t("inbox.stated"), t("inbox.stated_note"))
    with st.container(border=True, gap="xsmall"):
        return choose_sure(
            paper.request.facts, paper.unconfirmed, key=f"inbox_sure_{paper.inquiry.id}", disabled=disabled
        )


def _show_question(page: Page, paper: InquiryPaper) -> None:
    inquiry, asker, lang = paper.inquiry, paper.asker, language()
    who = inquiry.asked_by if asker is None else asker.name
    if asker is not None and asker.department:
        who = aside(who, asker.department, lang)
    until = legal_day(inquiry.answered_at) if inquiry.answered_at else page.on
    waited = waited_words(legal_day(inquiry.asked_at), until)
    st.caption(plain(t("inbox.from", who=who, at=moment(inquiry.asked_at, lang), waited=waited)))
    st.markdown(
        f"### {t('inbox.then_now', then=outcome_on_tint(inquiry.outcome), now=outcome_on_tint(paper.now.outcome))}"
    )
    if inquiry.message:
        with st.container(border=True):
            st.text(inquiry.message)
    else:
        st.caption(t("inbox.no_message"))
    show_rows(request_rows(paper.request, paper.case), small=True)


def waited_words(since: date, until: date) -> str:
    """How long somebody waited, or has waited so far."""
    days = (until - since).days
    return t("inbox.waited", days=count(days, Unit.DAYS, language())) if days else t("inbox.today")


def _show_bars(paper: InquiryPaper) -> None:
    bars = paper.now.of_kind(ReasonKind.BAR)
    if not bars:
        return
    section(t("inbox.bars"), t("inbox.bars_note"))
    for reason in bars:
        _line(paper, reason)


def _show_unknown(page: Page, paper: InquiryPaper, *, may_complete: bool) -> None:
    """Facts of the hand-over itself are asked in place; the others are recorded where they belong."""
    unknown = paper.now.of_kind(ReasonKind.UNKNOWN)
    if not unknown:
        return
    section(t("inbox.unknown"), t("inbox.unknown_note"))
    named: set[str] = set()
    for reason in unknown:
        field = _typed_field(reason.fix)
        if field in paper.unconfirmed:  # it has its box above
            st.markdown(reason_line(reason, paper.case.parts))
        elif field and may_complete:
            named.add(field)
            st.markdown(reason_line(reason, paper.case.parts))
        else:
            _line(paper, reason)
    if not named:
        return
    inquiry = paper.inquiry
    key = f"inbox_facts_{inquiry.id}_{inquiry.version}"
    with st.container(border=True):
        given = ask_facts(paper.request.facts, [name for name in FACTS if name in named], key=key)
        st.caption(t("inbox.facts_note"))
        known = {name: value for name, value in given.items() if value != getattr(paper.request.facts, name)}
        if st.button(t("inbox.facts_save"), key=f"{key}_save", disabled=not known):
            _complete(page, paper, known)


def _complete(page: Page, paper: InquiryPaper, known: dict[str, Any]) -> None:
    """Store facts; the dialog stays open, with the answer that they give."""
    inquiry = paper.inquiry
    try:
        complete_inquiry(page.workspace, inquiry.id, known, actor=page.actor, at=now(), seen=inquiry.version)
    except RefusedError as error:
        refuse(error)
        return
    forget_shown()
    st.rerun()


def _typed_field(fix: Fix | None) -> str:
    """The fact of the hand-over that a reason asks for, where it is one that somebody types."""
    return fix.field if fix is not None and fix.record == RECORD and fix.field in FACTS else ""


def _key(reason: Reason) -> tuple[str, tuple[str, ...]]:
    return reason.rule_id, reason.parts


def _ask_questions(paper: InquiryPaper, questions: Sequence[Reason], *, disabled: bool) -> list[Ruling]:
    """Each question that no rule answers, with its decision and the reason of it; what is complete counts."""
    section(t("inbox.questions"))
    answers = {True: t("hand_over.decide_yes"), False: t("hand_over.decide_no")}
    decided: list[Ruling] = []
    for reason in questions:
        key = f"inbox_question_{paper.inquiry.id}_{reason.rule_id}_{'_'.join(reason.parts)}"
        whom = part_names(reason, paper.case.parts)
        with st.container(border=True, gap="xsmall"):
            st.markdown(
                f"**{reason_markdown(reason)}**　:gray[:small[{cites(reason)}]]" + (f"　{plain(whom)}" if whom else "")
            )
            holds = st.segmented_control(
                t("inbox.questions"), list(answers), format_func=answers.__getitem__, key=f"{key}_holds",
                label_visibility="collapsed", disabled=disabled,
            )  # fmt: skip
            why = st.text_input(t("inbox.question_reason"), key=f"{key}_why", disabled=disabled).strip()
        if holds is not None and why:
            decided += [Ruling(reason.rule_id, holds, why, part) for part in reason.parts or (None,)]
    return decided


def _show_conditions(paper: InquiryPaper) -> None:
    conditions = paper.now.of_kind(ReasonKind.CONDITION)
    for key, is_met in (("inbox.approves", True), ("inbox.conditions", False)):
        found = [reason for reason in conditions if (reason.step is Step.APPROVAL) is is_met]
        if found:
            section(t(key))
        for reason in found:
            _line(paper, reason, has_link=not is_met)


def _answer(page: Page, paper: InquiryPaper, decided: Sequence[Ruling], sure: Sequence[str]) -> None:
    inquiry, verdict = paper.inquiry, paper.now
    is_open = bool(verdict.of_kind(ReasonKind.BAR, ReasonKind.UNKNOWN, ReasonKind.QUESTION))
    is_barred = needs_approval(verdict) and page.actor.is_among(*paper.completed_by)
    if is_barred:
        st.info(t("inbox.completed"), icon=":material/person_off:")
    elif is_open:
        st.caption(t("inbox.not_yet"))
    why = st.text_area(t("inbox.reason"), key=f"inbox_reason_{inquiry.id}", height=80, help=t("inbox.reason_help"))
    if not why.strip():
        st.caption(t("inbox.needs_reason"))

    answer = partial(answer_inquiry, page.workspace, inquiry.id)
    shared: dict[str, Any] = {"of": inquiry, "reason": why, "note": t("inbox.answered_note")}
    approve = partial(answer, approve=True, decided=decided, confirmed=sure)
    with st.container(horizontal=True):
        act(
            page, t("inbox.approve"), approve, key="inbox_approve",
            icon=":material/check:", disabled=is_open or is_barred, **shared,
        )  # fmt: skip
        act(
            page, t("inbox.refuse"), partial(answer, approve=False, decided=()), key="inbox_refuse",
            icon=":material/close:", type="secondary", **shared,
        )  # fmt: skip


def _line(paper: InquiryPaper, reason: Reason, *, has_link: bool = True) -> None:
    """A reason with the way to where it is mended."""
    fix = reason.fix
    if fix is None or not has_link or fix.field in BY_STEP:
        st.markdown(reason_line(reason, paper.case.parts))
        return
    line, link = st.columns([76, 24], vertical_alignment="center", gap="small")
    with line:
        st.markdown(reason_line(reason, paper.case.parts))
    with link:
        _lead(paper, fix)


def _lead(paper: InquiryPaper, fix: Fix) -> None:
    flow = paper.request.flow
    if fix.record in _OF_FLOW and flow.id:
        link_to("flow", t("inbox.to_flow"), icon="account_tree", flow=flow.id)
    elif fix.record in _OF_FLOW:
        link_to("flow_entry", t("inbox.to_new_flow"), icon="account_tree", new=flow.third_party_id)
    elif fix.record in FIXED_IN_OWN:
        name, query = own_address(fix)
        link_to(name, t("inbox.to_own"), icon="menu_book", **query)
    elif fix.record == "passed_on":
        link_to("purposes", t("check.to_stops"), icon="campaign", tab="stops", line=fix.record_id)
    elif fix.record == "country_profile":
        link_to("settings", t("inbox.to_country"), icon="public", tab="countries")
    else:
        link_to("party", t("inbox.to_party"), icon="folder_shared", party=flow.third_party_id)


def desk_dialogs(page: Page) -> Dialogs:
    """The dialogs of the desk: an inquiry that is answered, a slip."""
    return {ANSWER: ("inbox.answer_title", partial(answer_body, page)), **slip_dialogs(page)}
