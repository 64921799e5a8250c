"""The answer to one flow on its page: the word of the day, what stands in the way, and the dialogs that mend it."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from sakimori.domain.clearance import Reason, ReasonKind, Verdict
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver, Judgement
from sakimori.services.clearance.flow_answers import FlowAnswer, approve_hand_over, decide_question, flow_answer
from sakimori.services.clearance.reason_words import in_order_in, of_way
from sakimori.services.flows.view import FlowView
from sakimori.services.kernel.access import Permission
from sakimori.services.settings.users import list_users
from sakimori.ui.clearance.answer_words import duties, open_reasons
from sakimori.ui.clearance.own_words import confirm_body, confirm_button, show_confirmations
from sakimori.ui.clearance.words import (
    cites,
    outcome_on_tint,
    part_names,
    reason_line,
    reason_markdown,
    show_law_changes,
    stands_until,
    who_words,
)
from sakimori.ui.flows.fix import lead_to_fix
from sakimori.ui.flows.hand_over_questions import BY_STEP, FACTS, RECORD, ask_facts, asked_fields, choose_more
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.dialogs import act, open_dialog, save_record, tell_own
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.frame.trail_words import first_shown, first_version


def answer_of(page: Page, view: FlowView) -> FlowAnswer:
    """The answer to a flow on the day of the page."""
    return flow_answer(page.workspace, view.flow.id, on=page.on, today=page.today, number=page.known, actor=page.actor)


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
    show_confirmations(page, answer)
    if page.is_editable:
        confirm_button(page, view.flow.id, answer)
    _show_buttons(page, view, answer)
    if answer.verdict is not None:
        show_confirmed(answer.verdict)
        show_law_changes(answer.verdict)


def _show_word(verdict: Verdict) -> None:
    until, why = stands_until(verdict)
    line = f"{plain(until)}　:gray[:small[{plain(why)}]]" if until else f":gray[:small[{t('hand_over.no_end')}]]"
    st.markdown(f"**{outcome_on_tint(verdict.outcome)}**　{line}")


def _show_open(page: Page, view: FlowView, answer: FlowAnswer, verdict: Verdict) -> None:
    reasons = sorted(open_reasons(verdict), key=lambda reason: reason.kind is not ReasonKind.BAR)
    end = of_way(view.flow.comes_in)
    if not reasons:
        st.caption(t(f"hand_over.nothing_open{end}"))
    has_fix = page.may(Permission.EDIT_REGISTER)
    head = ""
    for place, reason in enumerate(reasons):
        under = t("check.reasons") if reason.kind is ReasonKind.BAR else t(f"check.to_do{end}")
        if under != head:
            st.markdown(f"**{under}**")
            head = under
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
        lines = [[f":green[:material/check:] {reason_markdown(r)}", f":gray[:small[{cites(r)}]]"] for r in found]
        frame = pd.DataFrame(lines, columns=[title, t("flows.col_cites")])
        st.table(frame, border="horizontal", hide_index=True, hide_header=True)


def facts_dialog(page: Page, view: FlowView) -> None:
    """The facts that the check asks for, and those that stand."""
    answer = answer_of(page, view)
    facts = answer.facts
    key = f"ho_{view.flow.id}"
    names = asked_fields(answer.verdict, facts)
    if names:
        st.caption(t("hand_over.answer_why"))
    else:
        st.info(t("hand_over.nothing_asked"), icon=":material/task_alt:")
    if facts.approved_on is not None:
        st.warning(t("hand_over.unsettles", day=day(facts.approved_on, language())), icon=":material/undo:")
    given = ask_facts(facts, names, key=key)
    more = choose_more(set(FACTS).difference(names), key=key, disabled=not page.may(Permission.EDIT_REGISTER))
    given |= ask_facts(facts, more, key=key)
    if given:
        save_record(page, facts, given, key="hand_over")


def confirm_dialog(page: Page, view: FlowView) -> None:
    """Make sure of facts of the hand-over that somebody else stated."""
    confirm_body(page, view.flow.id, answer_of(page, view))


def approve_dialog(page: Page, view: FlowView) -> None:
    """Approve a hand-over of high risk, with the reason; the facts are shown as they are approved."""
    answer = answer_of(page, view)
    facts = answer.facts
    if not facts.id:
        st.info(t("hand_over.approve_facts_first"), icon=":material/edit_note:")
        return
    facts = first_shown(facts, key="hand_over_approve_do")
    st.caption(t("hand_over.approve_why"))
    for reason in answer.verdict.of_kind(ReasonKind.CONDITION) if answer.verdict else ():
        if reason.fix is not None and (reason.fix.record, reason.fix.field) == (RECORD, "approved_by"):
            st.markdown(f"**{reason_markdown(reason)}**")
    ask_facts(facts, asked_fields(None, facts), key=f"ho_seen_{view.flow.id}_{facts.version}", disabled=True)

    may, why = _reason(page, key="hand_over_approve_reason")
    is_own = page.actor.is_among(*answer.recorders)
    if is_own:
        st.info(t("hand_over.approve_own"), icon=":material/person_off:")
    else:
        tell_own(page, HandOver, facts.id, Permission.DECIDE_CLEARANCE)
    write = partial(approve_hand_over, page.workspace, facts.id)
    act(page, t("hand_over.approve"), write, key="hand_over_approve_do", of=facts, reason=why, disabled=not may)


def decide_dialog(page: Page, view: FlowView, *, rule_id: str) -> None:
    """Decide a question that no rule answers: it may go on, or not, and why."""
    answer = answer_of(page, view)
    asked = [r for r in answer.verdict.of_kind(ReasonKind.QUESTION) if r.rule_id == rule_id] if answer.verdict else []
    if not asked:
        st.info(t("hand_over.nothing_asked"), icon=":material/task_alt:")
        return
    for reason in asked:
        parts = part_names(reason, answer.parts)
        st.markdown(f"**{reason_markdown(reason)}**　:gray[{cites(reason)}]" + (f"　{plain(parts)}" if parts else ""))
    ids = {part for reason in asked for part in reason.parts}
    words = {"": t("hand_over.everybody"), **{part.id: part.name for part in answer.parts if part.id in ids}}
    whom: str | None = ""
    if len(words) > 2:  # one part alone is everybody
        whom = st.selectbox(
            t("hand_over.decide_for"),
            list(words),
            index=None,
            format_func=words.__getitem__,
            key="hand_over_decide_for",
            placeholder=t("party.choose_hint"),
        )
    answers = {True: t("hand_over.decide_yes"), False: t("hand_over.decide_no")}
    holds = st.segmented_control(
        t("hand_over.decide"), list(answers), format_func=answers.__getitem__, key="hand_over_decide_holds",
        label_visibility="collapsed",
    )  # fmt: skip
    may, why = _reason(page, key="hand_over_decide_reason")
    tell_own(page, DataFlow, view.flow.id, Permission.DECIDE_CLEARANCE)
    write = partial(
        decide_question, page.workspace, view.flow.id, rule_id, holds=bool(holds), part_id=whom or None,
        seen=_decided_today(page, view, rule_id, whom or None),
    )  # fmt: skip
    needs = {t("hand_over.decide_for"): whom, t("hand_over.decide"): holds}
    act(page, t("hand_over.decide"), write, key="hand_over_decide_do", reason=why, disabled=not may, needs=needs)


def _decided_today(page: Page, view: FlowView, rule_id: str, part_id: str | None) -> int:
    """The version of the answer of today that a new one would take the place of; 0 where there is none."""
    with page.workspace.unit() as unit:
        found = unit.records.select(
            Judgement,
            "flow_id = :flow AND rule_id = :rule AND decided_on = :day",
            {"flow": view.flow.id, "rule": rule_id, "day": page.today.isoformat()},
        )
    version = next((judgement.version for judgement in found if judgement.part_id == part_id), 0)
    return first_version(f"{view.flow.id}/{rule_id}/{part_id}", version, key="hand_over_decide_do")


def _reason(page: Page, *, key: str) -> tuple[bool, str]:
    """Whether this person may decide, and the reason that was typed."""
    may = page.may(Permission.DECIDE_CLEARANCE)
    if not may:
        st.info(t("flows.for_compliance"), icon=":material/lock:")
    return may, st.text_area(t("hand_over.reason"), key=key, height=80)
