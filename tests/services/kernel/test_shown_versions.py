"""Every write names the version that was shown: each service is called with one that no longer stands, and refused."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.demos import DemoIn
from kit.files.documents.made import WorkedDocument, as_pdf
from sakimori import services
from sakimori.domain.clearance import Inquiry, Slip
from sakimori.domain.codes import Decision, Lifecycle
from sakimori.domain.dossier import Merge
from sakimori.domain.errand import Errand, ErrandState
from sakimori.domain.gap import Gap, Waiver
from sakimori.domain.incident import Entruster, Report, ReportWay
from sakimori.domain.invitation import LINK_HOLDS, Invitation
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.questions.assessment import Answer, Assessment, Comment, Condition, Evidence
from sakimori.domain.questions.questionnaire import KeptProfile, PrivatePack
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause, ContractCover
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, Erasure
from sakimori.domain.records.governance import AuditFinding, PolicyException, PolicyText
from sakimori.domain.records.hand_over import HandOver, Judgement, ProvisionRecord, Release
from sakimori.domain.records.incidents import (
    CauseKind,
    Incident,
    IncidentMeasure,
    IncidentReport,
    IncidentStep,
    PersonsTold,
    ReportItem,
)
from sakimori.domain.records.own_registers import Notice, Purpose
from sakimori.domain.records.passed_on import PassedOn, PassedOnAnswer, PassedOnWay
from sakimori.domain.records.person_requests import (
    AskedBy,
    IdentityCheck,
    PersonRequest,
    RequestChannel,
    RequestKind,
    RequestResult,
    Searched,
)
from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.user import Actor, Delegation, Reach, SavedView, User
from sakimori.errors import ConflictError
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.services.assessments import decisions, write
from sakimori.services.assessments import opening as assessment_opening
from sakimori.services.assessments import pack_upgrade as taking_over
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.packs import shelf as pack_shelf
from sakimori.services.assessments.report_answers import take_report_answers
from sakimori.services.clearance import errands, flow_answers, inquiries, slips
from sakimori.services.contracts import write as contract_write
from sakimori.services.contracts.proposals import TakenPassage, take_passages
from sakimori.services.contracts.write import ClauseCheck
from sakimori.services.countries import profiles as countries
from sakimori.services.evidence import review as evidence_review
from sakimori.services.flows import drafts as flow_entry
from sakimori.services.gaps import write as gap_write
from sakimori.services.incidents import closing as incident_closing
from sakimori.services.incidents import prepared
from sakimori.services.incidents import reports as incident_reports
from sakimori.services.incidents import write as incidents
from sakimori.services.invitations import vendor
from sakimori.services.invitations import write as inviting
from sakimori.services.kernel import confirmations as confirming
from sakimori.services.kernel import evidence, recording
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company import governance_steps
from sakimori.services.own_company import write as own_company
from sakimori.services.own_company.registers import take_over_purpose
from sakimori.services.parties import lifecycle, merge, merge_records, sub_processors
from sakimori.services.parties import write as third_parties
from sakimori.services.questionnaires import reading as questionnaire_reading
from sakimori.services.records import corrections as records
from sakimori.services.records import releases
from sakimori.services.requests import passing_on
from sakimori.services.requests.persons import erasing
from sakimori.services.requests.persons import write as persons
from sakimori.services.requests.persons.check import ReplyDraft, RequestDraft
from sakimori.services.settings import delegations, handing_over, reach, saved_views, users
from sakimori.services.settings import policy as settings
from sakimori.services.talk import remarks
from sakimori.services.webhooks import write as webhooks

ACTOR = an_actor()
WHY: dict[str, Any] = {"reason": "確かめた"}
ASKED = RequestDraft(
    RequestKind.DISCLOSURE, TODAY, RequestChannel.FORM, AskedBy.PERSON, person_name="見本 花子", customer_number="M-1",
    contact="メール", wish="見たい",
)  # fmt: skip
PROFILE = "profile: kokyaku-a\ntitle: 取引先A\nform: list\n"

Call = Callable[..., Any]


def step(service: Call, kind: type, /, *before: Any, after: tuple[Any, ...] = (), **facts: Any) -> tuple[Call, Call]:
    """A service that takes the id of a record and the version that was shown of it."""

    def call(workspace: Workspace, **who: Any) -> None:
        record = one(workspace, kind)
        service(workspace, *before, record.id, *after, **facts, **who, seen=record.version - 1)

    return service, call


def edit(
    service: Call, kind: type, wrap: Callable[[Any], Any] = lambda stale: stale, **facts: Any
) -> tuple[Call, Call]:
    """A service that takes the changed record itself, with the version that it was read with."""

    def call(workspace: Workspace, **who: Any) -> None:
        record = one(workspace, kind)
        service(workspace, wrap(replace(record, version=record.version - 1)), **facts, **who)

    return service, call


def many(service: Call, kind: type, **facts: Any) -> tuple[Call, Call]:
    """A service that takes several ids and the version that was shown of each."""

    def call(workspace: Workspace, **who: Any) -> None:
        record = one(workspace, kind)
        service(workspace, [record.id], **facts, **who, seen={record.id: record.version - 1})

    return service, call


def _merged(workspace: Workspace, **who: Any) -> None:
    first, second = (party for party in _all(workspace, ThirdParty)[:2])
    merge.merge(workspace, from_id=first.id, into_id=second.id, choices={}, **WHY, **who, seen={second.id: 0})


def _handed_over(workspace: Workspace, **who: Any) -> None:
    party = next(party for party in _all(workspace, ThirdParty) if party.owner_id)
    to = {handing_over.WorkPart.PARTIES: _successor(workspace, str(party.owner_id))}
    handing_over.hand_over(workspace, str(party.owner_id), to=to, seen={party.id: party.version - 1}, **who)


def _successor(workspace: Workspace, user_id: str) -> str:
    return handing_over.possible_successors(workspace, user_id, Permission.EDIT_PARTY, on=TODAY)[0].id


def _given(workspace: Workspace, **who: Any) -> None:
    given = _answered(workspace)
    item = AnswerInput(given.question_id, value=given.value, seen_seq=given.seq - 1)
    write.answer(workspace, given.assessment_id, item, **who)


def _many_given(workspace: Workspace, **who: Any) -> None:
    given = _answered(workspace)
    item = AnswerInput(given.question_id, value=given.value, seen_seq=given.seq - 1)
    write.answer_many(workspace, given.assessment_id, [item], **who)


def _taken(workspace: Workspace, **who: Any) -> None:
    clause = one(workspace, ContractClause)
    taken = [TakenPassage(clause.clause_id, clause.version - 1, ClauseState.ABSENT)]
    take_passages(workspace, clause.contract_id, "ev_paper", taken, **who)


def _answers_taken(workspace: Workspace, **who: Any) -> None:
    given = _answered(workspace)
    item = AnswerInput(given.question_id, value=given.value, seen_seq=given.seq - 1)
    take_report_answers(workspace, given.assessment_id, "ev_paper", [item], **who)


def _checked(workspace: Workspace, **who: Any) -> None:
    clause = one(workspace, ContractClause)
    check = ClauseCheck(clause.clause_id, clause.version - 1, note="別の所見")
    contract_write.check_clauses(workspace, clause.contract_id, [check], **who)


def _published(workspace: Workspace, **who: Any) -> None:
    notice = replace(one(workspace, Notice), published_on=TODAY, published_until=None)
    wanted = replace(notice, id="", version=1, published_on=TODAY + timedelta(days=1), external_key=None)
    own_company.publish_version(workspace, wanted, replaces=replace(notice, version=notice.version - 1), **who)


def _decided_again(workspace: Workspace, **who: Any) -> None:
    made = one(workspace, Judgement)
    flow_answers.decide_question(
        workspace, made.flow_id, made.rule_id, holds=True, part_id=made.part_id, seen=made.version - 1, **WHY, **who
    )


def _kept_again(workspace: Workspace, **who: Any) -> None:
    questionnaire_reading.keep_profile(workspace, PROFILE, seen=0, **who)


def _policy(workspace: Workspace, **who: Any) -> None:
    wanted = replace(DEFAULT_POLICY, due_low=400)
    settings.change_policy(workspace, wanted, seen=replace(DEFAULT_POLICY, due_low=399), **who)


VENDOR = Actor("iv_1", "西村 遥", frozenset(), frozenset({Permission.ANSWER_INVITED}))


def by_vendor(service: Call, record_id: str, **facts: Any) -> tuple[Call, Call]:
    """A service that a vendor calls for a record of its own."""

    def call(workspace: Workspace, **who: Any) -> None:
        service(workspace, record_id, **facts, **who | {"actor": VENDOR}, seen=0)

    return service, call


def _handed_in(workspace: Workspace, **who: Any) -> None:
    vendor.vendor_submit(workspace, **who | {"actor": VENDOR}, seen=0)


STALE: Mapping[Call, Call] = dict(
    [
        step(inviting.new_link, Invitation),
        step(inviting.send_by_mail, Invitation),
        step(inviting.release, Invitation),
        step(inviting.revoke, Invitation, **WHY),
        step(inviting.erase_invited, Invitation),
        by_vendor(vendor.colleague_link, "iv_2"),
        by_vendor(vendor.mail_colleague, "iv_2"),
        by_vendor(vendor.vendor_take_back, "ev_1", **WHY),
        (vendor.vendor_submit, _handed_in),
        step(assessment_opening.cancel_assessment, Assessment, **WHY),
        step(assessment_opening.adopt, Assessment),
        step(decisions.submit, Assessment),
        step(decisions.send_back, Assessment, **WHY),
        step(decisions.decide, Assessment, decision=Decision.APPROVED, **WHY),
        step(decisions.fulfil_condition, Condition),
        step(flow_answers.approve_hand_over, HandOver, **WHY),
        step(inquiries.complete_inquiry, Inquiry, after=({},)),
        step(inquiries.answer_inquiry, Inquiry, approve=False, **WHY),
        step(inquiries.withdraw_inquiry, Inquiry),
        step(remarks.ask_back, Inquiry, text="いつの分ですか"),
        step(remarks.reply, Inquiry, text="今年の分です"),
        step(errands.close_errand, Errand, state=ErrandState.DONE),
        step(incidents.erase_finder, Incident),
        step(prepared.erase_plan_contacts, IncidentPlan),
        step(incidents.save_fact, Incident, after=("name", "別の名称")),
        step(incidents.save_facts, Incident, after=({"entrusters": (Entruster("別の委託元"),)},)),
        step(incidents.save_item, Incident, after=(ReportItem.CAUSE, "別の原因")),
        step(incidents.say_rest_not_yet, Incident),
        step(incidents.tell_persons, Incident, after=(PersonsTold.SUBSTITUTE, TODAY), **WHY),
        step(
            incident_reports.send_report,
            Incident,
            after=(Report.PERSONS,),
            sent_on=TODAY,
            way=ReportWay.LETTER,
            addressee="本人",
            receipt_number="1",
            text="おわび",
        ),
        step(
            incident_reports.tell_entrusters,
            Incident,
            after=({"しおさい百貨店株式会社": "通知"},),
            sent_on=TODAY,
            way=ReportWay.MAIL,
        ),
        step(incident_reports.add_receipt, IncidentReport, after=("1",)),
        step(incident_reports.note_reached, IncidentReport, after=(1,)),
        step(incident_closing.plan_step, IncidentStep, owner_id=None, due_on=TODAY),
        step(incident_closing.finish_step, IncidentStep, on=TODAY, note_text="済み"),
        step(incident_closing.skip_step, IncidentStep, **WHY),
        step(incident_closing.finish_measure, IncidentMeasure, on=TODAY),
        step(incident_closing.close_incident, Incident, after=(CauseKind.OTHER, "確かめた")),
        step(incident_closing.reopen_incident, Incident, after=("確かめた",)),
        edit(incident_closing.set_measure, IncidentMeasure),
        edit(prepared.save_plan, IncidentPlan),
        edit(prepared.save_drill, Drill),
        step(records.correct_record, ProvisionRecord, ProvisionRecord, after=({},), **WHY),
        step(records.purge_record, ProvisionRecord, ProvisionRecord, **WHY),
        step(releases.extend_release, Release, last_on=TODAY, person_count=None),
        step(releases.review_release, Release, **WHY),
        step(slips.revoke_slip, Slip, **WHY),
        step(write.resolve_comment, Comment),
        step(confirming.confirm_cover, ContractCover),
        step(confirming.remove_cover, ContractCover, **WHY),
        step(confirming.decide_renewal, Contract, goes_on=True),
        step(confirming.approve_clause_reason, ContractClause),
        step(confirming.compare_scope, Certificate, covers_us=True),
        step(confirming.decide_route, DataFlow),
        step(confirming.sign_off_cloud, CloudFacts, **WHY),
        step(confirming.confirm_ai_facts, AiFacts, **WHY),
        step(confirming.confirm_erasure, Erasure),
        step(confirming.decide_sub_processor, SubProcessorLink, after=(Approval.APPROVED,)),
        step(confirming.judge_purpose_change, Purpose, judgement="関連する"),
        step(evidence.withdraw_evidence, Evidence, **WHY),
        step(evidence_review.accept_evidence, Evidence),
        step(evidence_review.refuse_evidence, Evidence, **WHY),
        step(lifecycle.change_lifecycle, ThirdParty, to=Lifecycle.IN_USE, **WHY),
        step(lifecycle.archive, ThirdParty, **WHY),
        step(lifecycle.restore, ThirdParty, **WHY),
        step(merge_records.undo_merge, Merge, **WHY),
        step(pack_shelf.withdraw_private, PrivatePack, **WHY),
        step(questionnaire_reading.withdraw_profile, KeptProfile, **WHY),
        step(sub_processors.link_to_third_party, SubProcessorLink, after=("tp_none",)),
        step(sub_processors.register_sub_processor, SubProcessorLink),
        step(gap_write.decide_waiver, Waiver, approve=False, note="期限が長い"),
        step(gap_write.withdraw_waiver, Waiver),
        step(third_parties.set_owner, ThirdParty, after=(None,)),
        step(third_parties.end_service, Service, ended_on=TODAY),
        step(third_parties.remove_alias, Alias),
        step(third_parties.erase_contact, Contact),
        step(delegations.take_back, Delegation),
        step(saved_views.rename_view, SavedView, after=("期限切れ",)),
        step(saved_views.remove_view, SavedView),
        step(reach.set_reach, Reach, email="sato@tsumugi.example.jp", language="en", lead_id=None),
        step(users.record_leaving, User, left_on=TODAY),
        many(third_parties.set_owner_many, ThirdParty, owner_id=None, batch_id="ba"),
        many(gap_write.assign, Gap, owner_id=None),
        many(passing_on.tell_recipient, PassedOn, how=PassedOnWay.MAIL, told_on=TODAY),
        many(passing_on.note_answer, PassedOn, answer=PassedOnAnswer.DONE, answered_on=TODAY),
        edit(third_parties.edit, ThirdParty),
        edit(third_parties.edit_many, ThirdParty, lambda stale: [stale], batch_id="ba"),
        edit(third_parties.edit_service, Service),
        edit(third_parties.edit_contact, Contact),
        edit(users.change_user, User),
        edit(recording.record, Contract),
        edit(recording.record_many, Contract, lambda stale: [stale], batch_id="ba"),
        edit(countries.save_profile, CountryProfile),
        edit(flow_entry.save_flow, DataFlow),
        edit(take_over_purpose, Purpose, flow_ids=[]),
        (
            gap_write.plan,
            lambda workspace, **who: gap_write.plan(
                workspace, one(workspace, Gap).id, plan="直す", plan_due_on=None, version=0, **who
            ),
        ),
        step(governance_steps.approve_policy, PolicyText, approver="取締役会", approved_on=TODAY),
        step(governance_steps.approve_exception, PolicyException),
        step(governance_steps.confirm_mended, AuditFinding, note="直した"),
        step(passing_on.ask_again, PassedOn),
        step(persons.edit_request, PersonRequest, after=(ASKED,)),
        step(persons.check_identity, PersonRequest, after=(IdentityCheck.LOGIN,), on=TODAY),
        step(persons.note_fee, PersonRequest, after=(None,)),
        step(persons.note_search, PersonRequest, after=("ds_none", Searched.FOUND)),
        step(persons.search_records, PersonRequest),
        step(persons.ask_recipients, PersonRequest, after=((),)),
        step(persons.reply_to_request, PersonRequest, after=(ReplyDraft(RequestResult.WITHDRAWN, TODAY),)),
        step(persons.explain_refusal, PersonRequest),
        step(erasing.erase_person, PersonRequest),
        many(erasing.erase_due, PersonRequest),
        (merge.merge, _merged),
        (handing_over.hand_over, _handed_over),
        (write.answer, _given),
        (write.answer_many, _many_given),
        (contract_write.check_clauses, _checked),
        (take_passages, _taken),
        (take_report_answers, _answers_taken),
        (own_company.publish_version, _published),
        (flow_answers.decide_question, _decided_again),
        (questionnaire_reading.keep_profile, _kept_again),
        (settings.change_policy, _policy),
    ]
)

OF_ANOTHER_SHAPE = {
    taking_over.take_over, vendor.vendor_answer, webhooks.change_webhook, webhooks.resume_webhook,
    webhooks.remove_webhook,
}  # fmt: skip
"""The version of the pack that was shown is named itself; a vendor is told question by question who was faster; a
webhook is handed in as it was seen.
"""

PLANNED = {
    "assessments.write.bring_back", "imports.intake.import_file", "imports.intake.run_import",
    "questionnaires.intake.take_in", "imports.register_files.folder.import_folder",
    "parties.sub_processors.take_list",
}  # fmt: skip
"""Files: the plan that was shown is made again within the write, and refused where it has become another one."""

TYPED = {
    "access.tokens.revoke_own_tokens",
    "incidents.exempting.propose_exemption",
    "incidents.exempting.judge_exemption",
    "incidents.exempting.take_back_exemption",
    "contracts.write.add_cover",
    "requests.stop_list.import_stops",
    "requests.stops.record_stop",
    "requests.stops.withdraw_stop",
    "access.tokens.revoke_token",
    "calendar.reminders.view.switch_reminders",
    "settings.first_steps.skip_step",
    "settings.first_steps.take_up_step",
}
"""The record is found by what was typed or pressed; none was shown."""

ADDS = {
    "clearance.confirming.confirm_facts", "clearance.confirming.state_with_evidence",
    "clearance.unconfirmed.confirm_many",
    "assessments.opening.open_assessment", "clearance.inquiries.send_inquiry", "records.receipts.record_receipt",
    "records.releases.release", "records.releases.release_without_clearance", "clearance.slips.issue_slip",
    "requests.screened_release.release_screened", "own_company.training.begin_course",
    "own_company.training.hand_in_quiz", "own_company.attendance.import_attendance",
    "own_company.governance_steps.acknowledge", "own_company.governance_steps.import_readings",
    "own_company.erasing.record_own_erasure",
    "clearance.slips.issue_slip_from_inquiry", "assessments.write.comment", "assessments.write.rule_on_na",
    "contracts.write.register_contract", "certificates.write.register_certificate",
    "countries.profiles.adopt_profiles", "kernel.evidence.file_evidence", "kernel.evidence.file_evidence_many",
    "kernel.evidence.reuse_evidence", "flows.drafts.take_over", "assessments.gap_pack.make_gap_pack",
    "assessments.decisions.record_certificate_check", "parties.write.add_alias", "parties.write.add_contact",
    "parties.write.add_service", "parties.write.register", "parties.write.register_many", "settings.users.add_user",
    "clearance.errands.ask_errand", "incidents.report.report_incident", "incidents.write.add_note",
    "settings.saved_views.save_view", "requests.persons.write.receive_request", "access.tokens.make_token",
    "access.service_tokens.make_service_token", "webhooks.write.make_webhook", "webhooks.write.end_webhook",
    "webhooks.write.send_again", "webhooks.write.webhook_secret", "access.service_tokens.renew_service_token",
    "gaps.write.ask_waiver", "settings.delegations.lend", "invitations.write.invite", "invitations.write.note_sent",
    "invitations.vendor.invite_colleague", "invitations.vendor.vendor_file", "invitations.vendor.describe_measure",
    "invitations.vendor.reply", "imports.register_files.carried.dismiss_carried",
}  # fmt: skip
"""New records, or facts where nothing was known: nobody's words are overwritten."""

READS = {
    "access.tokens.standing_tokens", "audit.keys_told.keys_for", "access.program_reads.note_read",
    "assessments.files.note_given", "audit.backup.back_up", "clearance.view.slip_paper", "records.book.numbers_of",
    "records.book.export_records", "records.book.print_records",
    "records.corrections.records_of_person", "clearance.slip_checks.check_slip", "clearance.view.print_slip",
    "clearance.what_if.what_if", "evidence.giving.evidence_for",
    "dashboard.reports.issuing.report_file", "dashboard.reports.issuing.note_issued",
    "evidence.giving.pictures_for", "evidence.reading.reading_of", "contracts.proposals.contract_offers",
    "certificates.proposals.certificate_offers", "assessments.report_answers.report_answers",
    "parties.sub_processors.plan_from_report",
    "kernel.evidence.read_evidence", "questionnaires.reply.reply",
    "imports.register_files.folder.export_folder", "imports.register_files.folder.plan_folder",
    "imports.register_files.workbook.register_workbook", "requests.screening.screen_list",
    "requests.persons.view.who_asked", "requests.persons.letters.reply_draft", "requests.persons.letters.reply_paper",
    "requests.persons.letters.recipient_drafts", "requests.persons.letters.recipient_papers",
    "requests.screening.screened_list", "requests.screening.suppression_file", "requests.stops.is_stopped",
    "requests.stops_on_list.stops_on_list", "requests.stops_on_record.stopped_on_record",
    "requests.stops_on_record.suppression_of_record", "invitations.view.vendor_view",
    "invitations.copy.vendor_copy",
}  # fmt: skip
"""What notes in the chain of accesses that somebody looked."""


_ASKED = {"workspace", "actor", "at"}


def named(service: Any) -> str:
    return f"{service.__module__}.{service.__qualname__}".removeprefix("sakimori.services.")


def services_that_act() -> Iterator[FunctionType]:
    """Every public service with somebody who acts at a time."""
    for module in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        if module.name.startswith(("sakimori.demo", "sakimori.bench")):
            continue
        for name, found in vars(importlib.import_module(module.name)).items():
            is_own = isinstance(found, FunctionType) and found.__module__ == module.name
            if is_own and not name.startswith("_") and inspect.signature(found).parameters.keys() >= _ASKED:
                yield found


def one(workspace: Workspace, kind: type) -> Any:
    return _all(workspace, kind)[0]


def _all(workspace: Workspace, kind: type) -> list[Any]:
    where = {
        ThirdParty: "id <> 'self' AND merged_into IS NULL AND archived_on IS NULL",
        Service: "third_party_id IN (SELECT id FROM third_party WHERE merged_into IS NULL)",
        Contact: "third_party_id IN (SELECT id FROM third_party WHERE merged_into IS NULL)",
        Assessment: "pack_id <> ''",
        Incident: "closed_on IS NULL",
        IncidentStep: "done_on IS NULL AND incident_id IN (SELECT id FROM incident WHERE closed_on IS NULL)",
        IncidentMeasure: "done_on IS NULL",
        Judgement: f"decided_on = '{TODAY.isoformat()}'",
    }
    with workspace.unit() as unit:
        return unit.records.select(kind, where.get(kind, "1 = 1"), order="id")


def _answered(workspace: Workspace) -> Answer:
    with workspace.unit() as unit:
        return unit.records.select(
            Answer,
            "assessment_id IN (SELECT id FROM assessment WHERE state = 'draft') AND state = 'answered'",
            order="seq DESC",
        )[0]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    """The demo of a run, with all that the calls above need."""
    return furnished(demo_in(tmp_path_factory.mktemp("demo"), TODAY))


def furnished(path: Path) -> Workspace:
    """The demo, with a private pack, a kept profile and a decision of today besides."""
    workspace = Workspace(path)
    with workspace.change("test.added", actor=ACTOR, at=AT) as change:
        digest = str(change.query("SELECT digest FROM pack_snapshot")[0]["digest"])
        change.insert(
            PrivatePack(
                "pp_1", "own-form", "1.0", digest, "自社の様式", "", "", "ja", "", "f.xlsx", "0" * 64, TODAY, ACTOR.id
            )
        )
        change.insert(Delegation("dg_1", "us01", "us02", "decide_waiver", TODAY, TODAY, "休暇", "us01"))
        change.insert(SavedView("sv_1", ACTOR.id, "自分の担当", "gaps", "whose=mine"))
        change.insert(KeptProfile("kp_1", "kokyaku-a", "取引先A", PROFILE, TODAY, ACTOR.id))
        flow = change.records.select(DataFlow, order="id")[0]
        rule = CLEARANCE_RULES[0].id
        _invited(change)
        _paper(change)
        change.insert(Judgement("jd_1", flow.third_party_id, flow.id, rule, True, "確かめた", ACTOR.id, TODAY))
    return workspace


def _paper(change: Change) -> None:
    """The document of a contract, for whoever reads its clauses in it."""
    clause = change.records.select(ContractClause, order="id")[0]
    body = as_pdf(WorkedDocument("paper", "contract", "ja", "第1条　乙は、個人データを第三者に提供してはならない。"))
    change.insert(
        Evidence(
            id="ev_paper", third_party_id=clause.third_party_id, filename="契約書.pdf", sha256=change.files.put(body),
            size=len(body), media_type="application/pdf", uploaded_on=TODAY, uploaded_by=ACTOR.id,
        )
    )  # fmt: skip


def _invited(change: Change) -> None:
    """Two people of a vendor, one by the other, and a document that they sent up."""
    draft = change.records.select(Assessment, "state = 'draft' AND third_party_id <> 'self'")[0]
    first = Invitation(
        "iv_1", draft.id, draft.third_party_id, "ja", "us01", AT, "西村 遥", "a@vendor.example.jp",
        expires_at=AT + LINK_HOLDS, sent_at=AT,
    )  # fmt: skip
    change.insert(first)
    change.insert(replace(first, id="iv_2", name="小林 蓮", email="b@vendor.example.jp", invited_by="iv_1"))
    filed = change.records.select(Evidence)[0]
    change.insert(
        replace(filed, id="ev_1", third_party_id=draft.third_party_id, assessment_id=draft.id, uploaded_by="iv_1",
                question_id=None, request_id=None)
    )  # fmt: skip


@pytest.mark.parametrize("service", list(STALE), ids=named)
def test_a_version_that_stands_no_more_is_refused_and_nothing_is_written(service: Call, everything: Workspace) -> None:
    before = everything.head()
    with pytest.raises(ConflictError) as refused:
        STALE[service](everything, actor=ACTOR, at=AT)
    assert everything.head() == before
    assert {"who", "ours", "theirs"} <= refused.value.details.keys()


def test_every_service_that_acts_is_held_to_the_version_or_said_why_not() -> None:
    told = {named(service) for service in (*STALE, *OF_ANOTHER_SHAPE)} | PLANNED | TYPED | ADDS | READS
    assert {named(service) for service in services_that_act()} == told


def test_a_service_that_only_adds_or_reads_updates_nothing_by_itself() -> None:
    for service in services_that_act():
        if named(service) in ADDS | READS:
            assert ".update(" not in inspect.getsource(service), named(service)
        if named(service) in READS:
            assert "workspace.change(" not in inspect.getsource(service), named(service)


def test_a_step_is_refused_with_what_was_shown_and_what_stands() -> None:
    workspace = a_workspace()
    shown = third_parties.register(workspace, a_third_party(), actor=ACTOR, at=AT).record
    third_parties.set_owner(workspace, shown.id, "us01", actor=ACTOR, at=AT, seen=shown.version)
    with pytest.raises(ConflictError) as refused:
        third_parties.set_owner(workspace, shown.id, None, actor=ACTOR, at=AT, seen=shown.version)
    ours, theirs = refused.value.details["ours"], refused.value.details["theirs"]
    assert isinstance(theirs, ThirdParty)
    assert (ours, theirs.owner_id, refused.value.details["who"]) == (shown, "us01", "佐藤 美咲")
    third_parties.set_owner(workspace, shown.id, None, actor=ACTOR, at=AT, seen=theirs.version)


def test_several_records_are_refused_together_when_one_of_them_was_changed() -> None:
    workspace = a_workspace()
    first, second = (
        third_parties.register(workspace, a_third_party(legal_name=name), actor=ACTOR, at=AT).record
        for name in ("株式会社あおば", "株式会社みどり")
    )
    third_parties.set_owner(workspace, second.id, "us01", actor=ACTOR, at=AT)
    seen = {party.id: party.version for party in (first, second)}
    with pytest.raises(ConflictError):
        third_parties.set_owner_many(
            workspace, list(seen), "us01", actor=ACTOR, at=AT, batch_id="ba", seen=seen
        )  # fmt: skip
    with workspace.unit() as unit:
        assert unit.records.get(ThirdParty, first.id) == first


def test_a_country_that_somebody_else_recorded_meanwhile_is_not_overwritten() -> None:
    workspace = a_workspace()
    shown_none = CountryProfile("SG", TODAY, source="法令集", version=0)
    assert countries.save_profile(workspace, shown_none, actor=ACTOR, at=AT).record.version == 1
    with pytest.raises(ConflictError):
        countries.save_profile(workspace, replace(shown_none, source="別の資料"), actor=ACTOR, at=AT)
