"""Opening an assessment: whom, on which pack, how deep, by when."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.codes import AssessmentKind
from sakimori.errors import RefusedError
from sakimori.services.assessments.opening import (
    PackProposal,
    open_assessment,
    parties_to_assess,
    propose_packs,
    usual_due_day,
)
from sakimori.ui.assessments.state import fresh
from sakimori.ui.frame.components import go_to, refusal
from sakimori.ui.frame.formats import Unit, count, day
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, label, language, t

_OPEN = "assess_opening"


def open_form_button(page: Page, party_id: str) -> None:
    """The primary button of the list, and its dialog."""

    def opened() -> None:
        st.session_state[_OPEN] = True

    st.button(t("assess.new"), key="assess_new", type="primary", icon=":material/add:", on_click=opened)
    if st.session_state.get(_OPEN):
        st.dialog(t("assess.new"), width="medium", on_dismiss=_close)(_form)(page, party_id)


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def _form(page: Page, party_id: str) -> None:
    names = dict(parties_to_assess(page.workspace))
    if not names:
        st.info(t("assess.no_party"), icon=":material/domain:")
        return
    chosen = st.selectbox(
        t("assess.party"),
        list(names),
        index=list(names).index(party_id) if party_id in names else None,
        format_func=lambda party: names[party],
        placeholder=t("assess.choose"),
        key="assess_new_party",
    )
    if chosen is None:
        return
    proposals = {proposal.pack_id: proposal for proposal in propose_packs(page.workspace, chosen)}
    titles = {pack: _title(proposal) for pack, proposal in proposals.items()}
    pack_id = st.radio(
        t("assess.pack"),
        list(titles),
        format_func=titles.__getitem__,
        captions=[_note(proposal) for proposal in proposals.values()],
        key=f"assess_new_pack_{chosen}",
    )
    proposal = proposals[pack_id]
    if proposal.running_id is not None:
        if st.button(t("assess.go_on"), key="assess_go_on", type="primary"):
            _close()
            go_to("assess", id=proposal.running_id)
        return
    _details(page, chosen, proposal)


def _details(page: Page, party_id: str, proposal: PackProposal) -> None:
    titles = {group: title.get(language()) for group, title in proposal.groups}
    left, middle, right = st.columns(3)
    group = left.selectbox(
        t("assess.group"),
        list(titles),
        index=list(titles).index(proposal.group),
        format_func=lambda g: titles[g],
        key=f"assess_new_group_{party_id}_{proposal.pack_id}",
    )
    first = AssessmentKind.PERIODIC if proposal.last_decided_on else AssessmentKind.ONBOARDING
    kinds = {kind.value: label(kind) for kind in AssessmentKind}
    kind = middle.selectbox(
        t("assess.kind"),
        list(kinds),
        index=list(kinds).index(first),
        format_func=kinds.__getitem__,
        key=f"assess_new_kind_{party_id}_{proposal.pack_id}",
    )
    due = right.date_input(
        t("assess.due"), value=usual_due_day(page.workspace, page.today), min_value=page.today, key="assess_new_due"
    )
    if st.button(t("assess.begin"), key="assess_begin", type="primary", shortcut="Ctrl+Enter"):
        now = fresh(page)
        try:
            opened = open_assessment(
                now.workspace,
                party_id,
                pack_id=proposal.pack_id,
                group=group,
                kind=AssessmentKind(kind),
                due_on=due,
                actor=now.actor,
                at=now.at,
            )
        except RefusedError as error:
            refusal(error)
            return
        _close()
        go_to("assess", id=opened.id)


def _title(proposal: PackProposal) -> str:
    return t(
        "assess.pack_option",
        title=plain(proposal.title.get(language())),
        version=proposal.version,
        questions=count(proposal.questions, Unit.QUESTIONS, language()),
        minutes=count(proposal.minutes, Unit.MINUTES, language()),
    )


def _note(proposal: PackProposal) -> str:
    parts = [t("assess.pack_required" if proposal.is_required else "assess.pack_optional")]
    if proposal.running_id is not None:
        parts.append(t("assess.pack_running"))
    if proposal.last_decided_on is not None:
        parts.append(t("assess.pack_last", day=day(proposal.last_decided_on, language())))
    return dotted(parts)
