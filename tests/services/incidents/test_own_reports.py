"""Whoever reported an incident sees what he wrote and how it stands, and nothing that others found out."""

from __future__ import annotations

from dataclasses import replace

from kit.builders import AT, TODAY, a_workspace, an_actor
from sakimori.domain.codes import ContactKind, UserRole
from sakimori.domain.records.incidents import Incident
from sakimori.domain.records.third_party import SELF_ID, Contact
from sakimori.services.incidents.own_reports import OwnReport, ReportState, own_reports
from sakimori.services.incidents.report import IncidentDraft, report_incident
from sakimori.services.incidents.write import add_note, save_fact
from sakimori.services.kernel.workspace import Workspace
from services.incidents.made import ACTOR, KNOWN, reported

SELLER = an_actor(UserRole.SALES, user_id="us_seller")
WHAT = "顧客名簿を別の会社に送った。\n昨日の夜に気づいた。"


def the_report(workspace: Workspace) -> OwnReport:
    (found,) = own_reports(workspace, actor=SELLER)
    return found


def test_the_words_of_a_reporter_and_the_state_come_back_and_nothing_else() -> None:
    workspace = a_workspace()
    with workspace.change("contact.recorded", actor=ACTOR, at=AT) as change:
        desk = Contact("ct1", SELF_ID, ContactKind.INCIDENT, department="個人情報窓口", phone="03-0000-0000")
        change.insert(desk)
    reported(workspace, what="ほかの人の報告")
    incident = report_incident(workspace, IncidentDraft(WHAT, KNOWN), actor=SELLER, at=AT).record
    add_note(workspace, incident.id, "攻撃者は特定できた", actor=ACTOR, at=AT)
    received = the_report(workspace)
    assert (received.what, received.known_on, received.state) == (WHAT, KNOWN, ReportState.RECEIVED)
    assert received.contact == "個人情報窓口　03-0000-0000"
    save_fact(workspace, incident.id, "owner_id", ACTOR.id, actor=ACTOR, at=AT)
    taken = the_report(workspace)
    assert (taken.what, taken.state, taken.contact) == (WHAT, ReportState.TAKEN, ACTOR.name)
    with workspace.change("incident.closed", actor=ACTOR, at=AT) as change:
        change.update(replace(change.records.get(Incident, incident.id), closed_on=TODAY))
    assert (the_report(workspace).state, the_report(workspace).closed_on) == (ReportState.CLOSED, TODAY)
    assert "攻撃者" not in repr(the_report(workspace))


def test_who_reported_nothing_sees_nothing() -> None:
    workspace = a_workspace()
    reported(workspace)
    assert own_reports(workspace, actor=SELLER) == ()
