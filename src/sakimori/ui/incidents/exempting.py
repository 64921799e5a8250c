"""Claims that end an incident, below its facts: who stands for each, what was answered, and the second person."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sakimori.domain.incident import ASSURED_OF, Assured, Exempting, Exemption
from sakimori.domain.records.incidents import Incident
from sakimori.services.incidents.exempting import judge_exemption, propose_exemption, take_back_exemption
from sakimori.services.incidents.shapes import IncidentView
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.formats import day, plain, yes_no
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.incidents.state import view_of


def show_claims(page: Page, view: IncidentView, *, may_edit: bool) -> None:
    """Each claim that somebody made, with its state and the next step; nothing where nobody made one."""
    made = [claim for claim in Exempting if getattr(view.incident, claim.fact)]
    if not made:
        return
    section(t("incidents.claims"), t("incidents.claims_about"))
    for claim in made:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap=None, width="stretch"):
                st.markdown(f"**{plain(label(claim))}**")
                st.caption(plain(_state(view, view.incident.exemption(claim))))
            if may_edit:
                _buttons(page, view.incident, claim)


def _state(view: IncidentView, standing: Exemption | None) -> str:
    if standing is None:
        return t("incidents.claim_open")
    is_judged = standing.judged_on is not None
    who, on = standing.judged_by if is_judged else standing.proposed_by, standing.judged_on or standing.proposed_on
    key = "incidents.claim_judged" if is_judged else "incidents.claim_proposed"
    return t(key, who=view.choices.people.get(who or "", who or ""), day=day(on, language()), reason=standing.reason)


def _buttons(page: Page, incident: Incident, claim: Exempting) -> None:
    standing = incident.exemption(claim)
    of = {"incident_id": incident.id, "claim": claim}
    if standing is None or standing.judged_on is None:
        is_second = standing is not None and not page.actor.is_among(standing.proposed_by, incident.reported_by)
        words = t("incidents.claim_judge" if is_second else "incidents.claim_propose")
        st.button(words, key=f"incident_exempt_{claim}", on_click=open_dialog, args=("incident_exempt",), kwargs=of)
    if standing is not None:
        st.button(
            t("incidents.claim_take_back"),
            key=f"incident_unexempt_{claim}",
            on_click=open_dialog,
            args=("incident_unexempt",),
            kwargs=of,
        )


def exempt_dialog(page: Page, *, incident_id: str, claim: Exempting) -> None:
    """Reason and answers of whoever stands for a claim, or the agreement of the second person."""
    view = view_of(page, incident_id)
    standing = view.incident.exemption(claim)
    st.markdown(f"**{plain(label(claim))}**")
    if standing is not None and not page.actor.is_among(standing.proposed_by, view.incident.reported_by):
        _agree(page, view, standing)
        return
    answers = {one: _answer(one) for one in ASSURED_OF[claim]}
    reason = st.text_area(t("incidents.claim_reason"), key="exempt_reason", height=96)
    write = partial(propose_exemption, page.workspace, incident_id, claim, answers)
    act(
        page,
        t("incidents.claim_save"),
        write,
        key="exempt_save",
        of=view.incident,
        reason=reason,
        note=t("incidents.claim_done"),
    )


def _agree(page: Page, view: IncidentView, standing: Exemption) -> None:
    who = view.choices.people.get(standing.proposed_by, standing.proposed_by)
    st.markdown(plain(t("incidents.claim_judge_about", reason=standing.reason, who=who)))
    for one in ASSURED_OF[standing.claim]:
        st.caption(plain(f"{label(one)}：{yes_no(one in standing.yes, language())}"))
    write = partial(judge_exemption, page.workspace, view.incident.id, standing.claim)
    act(page, t("incidents.claim_agree"), write, key="exempt_agree", of=view.incident, note=t("incidents.claim_done"))


def _answer(question: Assured) -> bool | None:
    """The answer to one question; none is chosen beforehand."""
    words = {yes_no(answer, language()): answer for answer in (True, False)}
    said = st.radio(label(question), list(words), index=None, key=f"exempt_{question}", horizontal=True)
    return None if said is None else words[said]


def take_back_dialog(page: Page, *, incident_id: str, claim: Exempting) -> None:
    """Take a claim back, with a reason."""
    st.markdown(f"**{plain(label(claim))}**")
    reason = st.text_area(t("incidents.claim_take_back_reason"), key="unexempt_reason", height=96)
    write = partial(take_back_exemption, page.workspace, incident_id, claim)
    incident = view_of(page, incident_id).incident
    act(page, t("incidents.claim_take_back"), write, key="unexempt_save", of=incident, reason=reason)
