"""A workspace that holds the records of a worked hand-over, and the question about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from kit.cases.worked_cases import a_pack
from kit.clearing import EVERY_CLAUSE, SOUND_COUNTRIES, TODAY, a_case
from sakimori.clock import today
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import UserRole
from sakimori.domain.dossier import Dossier
from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.domain.questions.pack import AnswerValue
from sakimori.domain.records.data_flow import Erasure, ErasureKind
from sakimori.domain.records.own_registers import DataSet, OtherLaw
from sakimori.domain.user import Actor
from sakimori.exchange.packs.folder import pack_digest
from sakimori.rules.clearance.case import Case
from sakimori.services.kernel.packs import freeze_pack
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user

AT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
SALES = Actor("us1", "営業 花", frozenset({UserRole.SALES}))
OTHER_SALES = Actor("us4", "営業 空", frozenset({UserRole.SALES}))
COMPLIANCE = Actor("us2", "法務 一", frozenset({UserRole.COMPLIANCE}))
PROCUREMENT = Actor("us3", "調達 海", frozenset({UserRole.PROCUREMENT}))
AUDITOR = Actor("us5", "監査 風", frozenset({UserRole.AUDITOR}))
PEOPLE = (SALES, COMPLIANCE, PROCUREMENT, OTHER_SALES, AUDITOR)
SURE = "us8"
"""Who made sure of the facts: none of those who ask."""
BEFORE = "fl_before"
"""A flow that has ended: what was made sure of for it counts for a question about the same data, purpose and way."""
ADMIN = Actor("us9", "管理 星", frozenset(UserRole))


def a_workspace_of(*, recorded_flow: bool = False, workspace: Workspace | None = None, **given: Any) -> Workspace:
    """A workspace with the records of the sound hand-over, changed in a few facts; its flow only where it is asked."""
    workspace = workspace or Workspace(None)
    for person in PEOPLE:
        add_user(
            workspace, name=person.name, department="", roles=person.roles, user_id=person.id, actor=ADMIN, at=AT
        )  # fmt: skip
    case = a_case(given)
    with workspace.change("register.recorded", actor=ADMIN, at=AT) as change:
        for record in _records(change, case, recorded_flow=recorded_flow):
            change.insert(record)
    return workspace


def sound_today() -> dict[str, Any]:
    """What makes the worked hand-over sound on whichever day the tests run."""
    since = today() - timedelta(days=50)
    return {
        "recorded_flow": True,
        "assessments": [{"decided_on": since, "valid_until": since + timedelta(days=350)}],
        "reviews": [{"completed_on": since}],
        "contracts": [{"clauses": EVERY_CLAUSE, "end_on": since + timedelta(days=450)}],
        "countries": {code: {"checked_on": since} for code in SOUND_COUNTRIES},
    }


def a_workspace_today(folder: Path, **given: Any) -> Workspace:
    """The same as the demo of a home folder, sound for most of the year to come."""
    workspace = a_workspace_of(workspace=Workspace(folder / "demo.db"), **(sound_today() | given))
    workspace.set_meta(kind=DEMO_KIND, name="検査の会社")
    return workspace


def _records(change: Change, case: Case, *, recorded_flow: bool) -> Iterator[Any]:
    dossier: Dossier = case.dossier
    yield from dossier.sub_third_parties.values()
    yield dossier.third_party
    packs = {assessment.id: a_pack(assessment.pack_id) for assessment in dossier.assessments}
    for pack in packs.values():
        freeze_pack(change.engine, pack, pack_digest(pack))
    own = dossier.registers
    yield from (*own.purposes, *own.consent_texts, *own.notices, *own.joint_uses, *own.filings)
    yield from (
        DataSet(of, "通販の顧客", other_laws=frozenset({OtherLaw.NONE}))
        for of in sorted({part.data_set_id for part in own.data_set_parts})
    )
    yield from own.data_set_parts
    yield from dossier.countries.values()
    for one in dossier.assessments:
        yield replace(one, pack_digest=pack_digest(packs[one.id]))
    for governing in dossier.governing:
        for question_id, value in governing.values.items():
            yield an_answer(change, governing.assessment, question_id, value)
    yield from (*dossier.evidence, *dossier.conditions, *dossier.periodic_reviews, *dossier.certificates)
    for covering in dossier.contracts:
        yield covering.contract
        yield covering.cover
        yield from covering.clauses
    yield from dossier.sub_processors
    if recorded_flow:
        yield case.flow
        yield from (*dossier.cloud_facts, *dossier.foreign_bases, *dossier.annual_checks)
        yield replace(case.facts, id="ho1", flow_id=case.flow.id)
    flow_id = case.flow.id if recorded_flow else BEFORE
    if not recorded_flow:
        yield replace(case.flow, id=BEFORE, name="以前の提供", end_on=date(2025, 12, 31))
        ended, party = date(2025, 12, 31), case.flow.third_party_id
        yield Erasure("er_before", party, BEFORE, ErasureKind.ERASED, ended, confirmed_by=ADMIN.id, confirmed_on=ended)
    yield from (replace(one, flow_id=flow_id, confirmed_by=SURE) for one in case.confirmations)


def an_answer(change: Change, assessment: Assessment, question_id: str, value: AnswerValue) -> Answer:
    """What was answered to one question of an assessment."""
    return Answer(
        change.new_id("an"), assessment.id, question_id, 1, value.state, "us3", AT, value.given, value.reason or None
    )


def a_question(*, on: date = TODAY, recorded_flow: bool = False, **given: Any) -> ClearanceRequest:
    """The question about that hand-over, of a registered flow or on its own."""
    case = a_case(given)
    flow = case.flow if recorded_flow else replace(case.flow, id="")
    return ClearanceRequest(flow, replace(case.facts, id="", flow_id=flow.id), on)
