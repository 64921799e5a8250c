"""Facts that count for nothing yet: what the asker alone says, whom to ask, and how somebody else makes sure of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.records.hand_over import HandOver
from sakimori.rules.clearance.gate import own_decisions
from sakimori.services.clearance.confirming import confirm_facts, state_with_evidence
from sakimori.services.clearance.flow_answers import FlowAnswer
from sakimori.services.clearance.judging import ClearanceAnswer, judge
from sakimori.services.clearance.own_decisions import others_who_may
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.evidence import LARGEST, MEGABYTE, Paper
from sakimori.services.settings.users import list_users
from sakimori.ui.clearance.words import outcome_on_tint
from sakimori.ui.frame.components import link_to
from sakimori.ui.frame.dialogs import act, open_dialog, tell_own
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import language, t, t_count

CONFIRM: Final = "hand_over_confirm"
PROVE: Final = "check_prove"


def show_second_person(page: Page, answer: ClearanceAnswer) -> None:
    """Nobody else of compliance works here, though an answer waits for a second person: the way to add one."""
    if not (answer.unconfirmed or own_decisions(answer.case)):
        return
    read = partial(others_who_may, page.workspace, Permission.DECIDE_CLEARANCE, actor=page.actor, on=page.today)
    if memo(page, "check_others", read, page.actor.id):
        return
    with st.container(border=True, gap="xsmall", key="check_second"):
        st.markdown(f"**:violet[:material/group_add: {t('check.second')}]**")
        st.caption(t("check.second_why"))
        if page.may(Permission.MANAGE_USERS):
            link_to("settings", t("check.second_add"), icon="person_add", tab="users", add="person")
        else:
            st.caption(t("check.second_ask"))


def show_unconfirmed(page: Page, request: ClearanceRequest, answer: ClearanceAnswer, *, send: str) -> None:
    """The asker's answers that count for nothing yet, what the answer is once they do, and the way to compliance."""
    if not answer.unconfirmed:
        return
    with st.container(border=True, gap="xsmall", key="check_unconfirmed"):
        st.markdown(f"**:violet[:material/how_to_reg: {t_count('check.unconfirmed', len(answer.unconfirmed))}]**")
        st.markdown("  \n".join(f":small[{line}]" for line in _lines(request.facts, answer.unconfirmed)))
        if answer.if_sure is not None:
            key = "check.if_sure_still" if answer.if_sure is answer.verdict.outcome else "check.if_sure"
            st.markdown(t(key, outcome=outcome_on_tint(answer.if_sure)))
        with st.container(horizontal=True):
            for key, icon, dialog in (("ask_to_confirm", "contact_support", send), ("prove", "attach_file", PROVE)):
                st.button(
                    t(f"check.{key}"),
                    key=f"check_{key}",
                    icon=f":material/{icon}:",
                    on_click=open_dialog,
                    args=(dialog,),
                    kwargs={"request": request},
                    disabled=not page.may(Permission.ASK_CLEARANCE),
                )


def prove_body(page: Page, request: ClearanceRequest) -> None:
    """File a document for facts of a question: which, the document, and what it shows."""
    unconfirmed = judge(page.workspace, request, actor=page.actor).unconfirmed
    st.caption(t("check.prove_why"))
    shown = choose_sure(request.facts, unconfirmed, key="check_shown")
    upload = st.file_uploader(t("check.prove_file"), key="check_prove_file", max_upload_size=LARGEST // MEGABYTE)
    why = st.text_area(t("check.prove_reason"), key="check_prove_reason", height=80, help=t("check.no_names"))
    paper = Paper(upload.name, upload.getvalue()) if upload else Paper("", b"")
    write = partial(state_with_evidence, page.workspace, request, shown, paper=paper)
    act(page, t("check.prove_do"), write, key="check_prove_do", reason=why, disabled=not (shown and upload))


def choose_sure(facts: HandOver, names: Iterable[str], *, key: str, disabled: bool = False) -> tuple[str, ...]:
    """A box for each fact, none ticked: those of which this person says that they made sure."""
    return tuple(
        name
        for name, line in zip(names, _lines(facts, names), strict=True)
        if st.checkbox(line, key=f"{key}_{name}", disabled=disabled)
    )


def confirm_button(page: Page, flow_id: str, answer: FlowAnswer) -> None:
    """The way to the dialog in which the facts of a flow are made sure of, where some count for nothing."""
    if not answer.unconfirmed:
        return
    st.markdown(f":violet[:material/how_to_reg: {t_count('check.unconfirmed', len(answer.unconfirmed))}]")
    st.button(
        t("hand_over.confirm"),
        key="hand_over_confirm",
        icon=":material/how_to_reg:",
        on_click=open_dialog,
        args=(CONFIRM,),
        kwargs={"flow_id": flow_id},
        disabled=not page.may(Permission.DECIDE_CLEARANCE),
    )


def confirm_body(page: Page, flow_id: str, answer: FlowAnswer) -> None:
    """Make sure of facts of a flow: which, and how one knows."""
    if not answer.unconfirmed:
        st.info(t("hand_over.nothing_asked"), icon=":material/task_alt:")
        return
    may = page.may(Permission.DECIDE_CLEARANCE)
    st.caption(t("hand_over.confirm_why"))
    sure = choose_sure(answer.facts, answer.unconfirmed, key=f"ho_sure_{flow_id}", disabled=not may)
    why = st.text_area(t("hand_over.confirm_reason"), key="hand_over_confirm_reason", height=80)
    tell_own(page, HandOver, answer.facts.id, Permission.DECIDE_CLEARANCE)
    write = partial(confirm_facts, page.workspace, flow_id, sure)
    act(
        page,
        t("hand_over.confirm"),
        write,
        key="hand_over_confirm_do",
        of=answer.facts,
        reason=why,
        disabled=not (may and sure),
    )


def show_confirmations(page: Page, answer: FlowAnswer) -> None:
    """Who made sure of which facts of a flow, why, and through which day."""
    if not answer.confirmations:
        return
    names = {user.id: user.name for user in list_users(page.workspace)}
    with st.expander(t_count("hand_over.confirmed_head", len(answer.confirmations)), icon=":material/how_to_reg:"):
        for one in sorted(answer.confirmations, key=lambda c: (c.confirmed_on or c.last_day, c.id), reverse=True):
            who = names.get(one.confirmed_by or "", one.confirmed_by or "")
            words = t(
                "hand_over.confirmed",
                fact=record_label(HandOver, one.fact),
                who=who,
                reason=one.reason,
                day=day(one.confirmed_on or one.last_day, language()),
                last=day(one.last_day, language()),
            )
            st.markdown(f":small[{plain(words)}]")


def fact_answered(name: str, answer: object) -> str:
    """The answer to a fact in words; nobody found is an answer as well."""
    return t("hand_over.none_on_file") if answer == frozenset() else record_shown(HandOver, name, answer)


def _lines(facts: HandOver, names: Iterable[str]) -> list[str]:
    told = ((record_label(HandOver, name), fact_answered(name, getattr(facts, name))) for name in names)
    return [plain(t("check.fact_line", fact=fact, answer=answer)) for fact, answer in told]
