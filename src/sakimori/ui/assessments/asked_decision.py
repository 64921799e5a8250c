"""The decision on an assessment, asked of a person by a day: the button, its dialog, and how it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import streamlit as st

from sakimori.domain.codes import UserRole
from sakimori.domain.errand import Errand, ErrandKind
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.days import legal_day
from sakimori.services.assessments.view_parts import AssessmentView
from sakimori.services.kernel.access import Permission
from sakimori.services.talk.decisions import asked_decisions
from sakimori.ui.assessments.state import fresh, view_of
from sakimori.ui.clearance.errands import ask_errand_form, take_back_button
from sakimori.ui.frame.dialogs import is_open, open_dialog, show_dialog
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import language, t

_DIALOG: Final = "ask_decision"
_WEEK: Final = timedelta(days=7)


def ask_decision_button(page: Page, work: AssessmentView) -> None:
    """The way to ask somebody who may decide."""
    if not page.may(Permission.ASK_CLEARANCE):
        return
    st.button(
        t("assess.ask_decision"),
        key="assess_ask_decision",
        icon=":material/forward_to_inbox:",
        on_click=open_dialog,
        args=(_DIALOG,),
        kwargs={"assessment_id": work.assessment.id},
    )


def show_asked_decisions(page: Page, work: AssessmentView) -> None:
    """Of whom it was asked, when and by which day; and the dialog, while it is open."""
    if page.is_editable:  # what was asked for is a matter of today
        of = work.assessment.id
        for errand, who in memo(page, "asked_decisions", lambda: asked_decisions(page.workspace, of), of):
            _line(page, errand, who)
    if is_open(_DIALOG) == {"assessment_id": work.assessment.id}:
        show_dialog({_DIALOG: ("assess.ask_decision", lambda **facts: _dialog(page, **facts))})


def _line(page: Page, errand: Errand, who: str) -> None:
    key = "assess.decision_asked_you" if errand.person_id == page.actor.id else "assess.decision_asked"
    asked, due = (day(one, language()) for one in (legal_day(errand.asked_at), errand.due_on))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"asked_{errand.id}"):
        st.caption(f":material/forward_to_inbox: {plain(t(key, who=who, day=asked, due=due))}", width="content")
        if errand.asked_by == page.actor.id:
            take_back_button(page, errand)


def _dialog(page: Page, *, assessment_id: str) -> None:
    page = fresh(page)
    work = view_of(page, assessment_id)
    party = t("wanted.own") if work.assessment.third_party_id == SELF_ID else work.party_name
    text = t("assess.ask_decision_text", party=party, pack=work.pack.get(language()))
    errand = Errand(
        "",
        ErrandKind.DECISION,
        party,
        text,
        "",
        page.at,
        "",
        page.today + _WEEK,
        work.assessment.third_party_id,
        assessment_id=assessment_id,
    )
    key = f"decision_{assessment_id}"
    if not ask_errand_form(page, errand, UserRole.COMPLIANCE, key=key, without=work.answered_by):
        st.markdown(t("assess.ask_decision_nobody"))
