"""The dialogs of a hand-over on the page of its flow: its facts, its approval, and the questions left to a person."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sakimori.domain.clearance import ReasonKind
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver, Judgement
from sakimori.services.clearance.deciding import approve_hand_over, decide_question
from sakimori.services.flows.view import FlowView
from sakimori.services.kernel.access import Permission
from sakimori.ui.clearance.words import cites, part_names, said
from sakimori.ui.flows.hand_over import answer_of
from sakimori.ui.flows.hand_over_questions import FACTS, RECORD, ask_facts, asked_fields, choose_more
from sakimori.ui.frame.conflicts import first_shown, first_version
from sakimori.ui.frame.dialogs import act, save_record
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.own_decision import tell_own
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t


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
            st.markdown(f"**{said(reason)}**")
    ask_facts(facts, asked_fields(None, facts), key=f"ho_seen_{view.flow.id}_{facts.version}", disabled=True)

    may, why = _reason(page, key="hand_over_approve_reason")
    is_own = page.actor.id in answer.recorders
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
        st.markdown(f"**{said(reason)}**　:gray[{cites(reason)}]" + (f"　{plain(parts)}" if parts else ""))
    ids = {part for reason in asked for part in reason.parts}
    words = {"": t("hand_over.everybody"), **{part.id: part.name for part in answer.parts if part.id in ids}}
    whom = ""
    if len(words) > 2:  # one part alone is everybody
        whom = st.selectbox(
            t("hand_over.decide_for"), list(words), format_func=words.__getitem__, key="hand_over_decide_for"
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
    can = may and holds is not None
    act(page, t("hand_over.decide"), write, key="hand_over_decide_do", reason=why, disabled=not can)


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
