"""Opening an assessment of a third party: which pack, how deep, why and by when, each proposed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from sakimori.domain.codes import OF_OURSELVES, AssessmentKind
from sakimori.errors import RefusedError
from sakimori.services.assessments.opening import PackProposal, open_assessment, propose_packs, usual_due_day
from sakimori.ui.assessments.state import fresh
from sakimori.ui.frame.components import go_to, refusal
from sakimori.ui.frame.formats import Unit, count, day, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, label, language, t


def begin_form(page: Page, party_id: str, *, close: Callable[[], None]) -> None:
    """What is proposed for a third party, and the button that opens it; where one is under way, the way to that."""
    proposals = {proposal.pack_id: proposal for proposal in propose_packs(page.workspace, party_id)}
    titles = {pack: _title(proposal) for pack, proposal in proposals.items()}
    pack_id = st.radio(
        t("assess.pack"),
        list(titles),
        format_func=titles.__getitem__,
        captions=[_note(proposal) for proposal in proposals.values()],
        key=f"assess_new_pack_{party_id}",
    )
    proposal = proposals[pack_id]
    if proposal.running_id is not None:
        if st.button(t("assess.go_on"), key="assess_go_on", type="primary"):
            close()
            go_to("assess", id=proposal.running_id)
        return
    _details(page, party_id, proposal, close=close)


def _details(page: Page, party_id: str, proposal: PackProposal, *, close: Callable[[], None]) -> None:
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
    kinds = {kind.value: label(kind) for kind in AssessmentKind if kind not in OF_OURSELVES}
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
        close()
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
