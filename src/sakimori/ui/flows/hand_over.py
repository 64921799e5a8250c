"""The answer to one flow on its page: the word of the day, what stands in the way, and where each is mended."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from sakimori.domain.clearance import Reason, ReasonKind, Verdict
from sakimori.domain.records.hand_over import HandOver
from sakimori.services.clearance.flow_answers import FlowAnswer, flow_answer
from sakimori.services.flows.view import FlowView
from sakimori.services.kernel.access import Permission
from sakimori.services.settings.users import list_users
from sakimori.ui.clearance.answer_words import duties, in_order_in, of_way, open_reasons
from sakimori.ui.clearance.whom import who_words
from sakimori.ui.clearance.words import cites, outcome_on_tint, reason_line, said, show_notices, stands_until
from sakimori.ui.flows.fix import lead_to_fix
from sakimori.ui.flows.hand_over_questions import BY_STEP, RECORD
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t


def answer_of(page: Page, view: FlowView) -> FlowAnswer:
    """The answer to a flow on the day of the page."""
    return flow_answer(page.workspace, view.flow.id, on=page.on, today=page.today, number=page.number, actor=page.actor)


def show_hand_over(page: Page, view: FlowView) -> None:
    """The word of the day, what is open, what was approved and decided, and what is in order."""
    answer = answer_of(page, view)
    end = of_way(view.flow.comes_in)
    head = t(f"hand_over.section{end}")
    section(head if page.is_editable else t(f"hand_over.section_on{end}", day=day(page.on, language())))
    if answer.verdict is None:
        st.caption(t("hand_over.no_verdict"))
    else:
        _show_word(answer.verdict)
        _show_open(page, view, answer, answer.verdict)
    _show_decided(page, answer)
    _show_buttons(page, view, answer)
    if answer.verdict is not None:
        show_confirmed(answer.verdict)
        show_notices(answer.verdict)


def _show_word(verdict: Verdict) -> None:
    until, why = stands_until(verdict)
    line = f"{plain(until)}　:gray[:small[{plain(why)}]]" if until else f":gray[:small[{t('hand_over.no_end')}]]"
    st.markdown(f"**{outcome_on_tint(verdict.outcome)}**　{line}")


def _show_open(page: Page, view: FlowView, answer: FlowAnswer, verdict: Verdict) -> None:
    reasons = open_reasons(verdict)
    end = of_way(view.flow.comes_in)
    if not reasons:
        st.caption(t(f"hand_over.nothing_open{end}"))
    else:
        st.markdown(f"**{t(f'check.to_do{end}')}**")
    has_fix = page.may(Permission.EDIT_REGISTER)
    for place, reason in enumerate(reasons):
        who = plain(t("check.who", who=who_words(page, reason.who))) if reason.who is not None else ""
        line, way = st.columns([84, 16], vertical_alignment="top", gap="small")
        with line:
            st.markdown(reason_line(reason, answer.parts, more=who))
        if has_fix and (words := _fix_words(reason)):
            way.button(
                words, key=f"flow_reason_{place}", type="tertiary", icon=":material/edit:", on_click=_lead,
                args=(view, answer, reason),
            )  # fmt: skip
    if kept := duties(verdict):
        st.markdown(f"**{t(f'check.duties{end}')}**")
        for reason in kept:
            st.markdown(reason_line(reason, answer.parts))


def _fix_words(reason: Reason) -> str:
    if reason.kind is ReasonKind.QUESTION:
        return t("hand_over.fix_decide")
    if reason.fix is None:
        return ""
    if reason.fix.record == RECORD:
        return t("hand_over.fix_approve" if reason.fix.field in BY_STEP else "hand_over.fix_here")
    return t("hand_over.fix_open")


def _lead(view: FlowView, answer: FlowAnswer, reason: Reason) -> None:
    """Open what mends a reason: a dialog of this page, or the record elsewhere."""
    flow_id = view.flow.id
    if reason.kind is ReasonKind.QUESTION:
        open_dialog("hand_over_decide", flow_id=flow_id, rule_id=reason.rule_id)
    elif reason.fix is not None and reason.fix.record == RECORD:
        is_approval = reason.fix.field in BY_STEP
        open_dialog("hand_over_approve" if is_approval and answer.facts.id else "hand_over_facts", flow_id=flow_id)
    elif reason.fix is not None:
        lead_to_fix(flow_id, view.party.id, reason.fix)


def _show_buttons(page: Page, view: FlowView, answer: FlowAnswer) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("hand_over.answer"), icon=":material/edit_note:", key="hand_over_answer", on_click=open_dialog,
            args=("hand_over_facts",), kwargs={"flow_id": view.flow.id},
            disabled=not page.may(Permission.EDIT_REGISTER),
        )  # fmt: skip
        asks = answer.verdict is not None and any(
            reason.fix is not None and reason.fix.record == RECORD and reason.fix.field in BY_STEP
            for reason in answer.verdict.of_kind(ReasonKind.CONDITION)
        )
        if asks:
            st.button(
                t("hand_over.approve"), icon=":material/gavel:", key="hand_over_approve", on_click=open_dialog,
                args=("hand_over_approve",), kwargs={"flow_id": view.flow.id},
                disabled=not page.may(Permission.DECIDE_CLEARANCE),
            )  # fmt: skip
        is_asked_there = answer.verdict is not None and not view.flow.comes_in
        if is_asked_there and page.may(Permission.ASK_CLEARANCE):
            link_to("check", t("hand_over.to_check"), icon="fact_check", party=view.party.id, flow=view.flow.id)


def _show_decided(page: Page, answer: FlowAnswer) -> None:
    names = {user.id: user.name for user in list_users(page.workspace)}
    facts: HandOver = answer.facts
    if facts.approved_by is not None and facts.approved_on is not None:
        who = names.get(facts.approved_by, facts.approved_by)
        st.caption(plain(t("hand_over.approved", who=who, day=day(facts.approved_on, language()))))
    if not answer.judgements:
        return
    with st.expander(t("hand_over.judged_head", count=len(answer.judgements)), icon=":material/gavel:"):
        for one in sorted(answer.judgements, key=lambda j: j.decided_on, reverse=True):
            words = t(
                "hand_over.judged",
                who=names.get(one.decided_by, one.decided_by),
                day=day(one.decided_on, language()),
                what=t("hand_over.decide_yes" if one.holds else "hand_over.decide_no"),
                reason=one.reason,
            )
            st.markdown(plain(words))


def show_confirmed(verdict: Verdict) -> None:
    """What was looked at and is in order, in the order of the procedure; static, so that it can be read aloud."""
    found = verdict.of_kind(ReasonKind.CONFIRMED)
    if not found:
        return
    title = in_order_in(len(found), language())
    with st.expander(title, icon=":material/check_circle:", type="compact"):
        lines = [[f":green[:material/check:] {said(r)}", f":gray[:small[{cites(r)}]]"] for r in found]
        frame = pd.DataFrame(lines, columns=[title, t("flows.col_cites")])
        st.table(frame, border="horizontal", hide_index=True, hide_header=True)
