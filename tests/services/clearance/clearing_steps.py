"""A worked case of clearance as people record it: each record by its service, each confirmation by its step and day."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from kit.clearing_workspace import CLERK, FIRST, LAWYER, PEOPLE, SURE, at, sound
from sakimori.domain.codes import Lifecycle
from sakimori.domain.gap import Waiver
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import ClauseState, ContractClause, ContractCover, CoveringContract
from sakimori.domain.records.data_flow import CloudFacts, DataFlow
from sakimori.domain.records.hand_over import HandOver, Judgement
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose
from sakimori.domain.records.passed_on import PassedOn, PassedOnAnswer, PassedOnWay
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.errors import RefusedError
from sakimori.rules.clearance.case import Case
from sakimori.services.clearance.confirming import confirm_facts
from sakimori.services.clearance.flow_answers import approve_hand_over, decide_question
from sakimori.services.contracts.write import ClauseCheck, check_clauses
from sakimori.services.gaps.write import ask_waiver, decide_waiver
from sakimori.services.kernel.confirmations import (
    approve_clause_reason,
    compare_scope,
    confirm_ai_facts,
    confirm_cover,
    decide_route,
    decide_sub_processor,
    judge_purpose_change,
    remove_cover,
    sign_off_cloud,
)
from sakimori.services.kernel.evidence import withdraw_evidence
from sakimori.services.kernel.keep_in_step import keep_in_step
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.unit import Change, Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import STEPS as LIFECYCLE_STEPS
from sakimori.services.parties.lifecycle import archive, change_lifecycle
from sakimori.services.parties.write import add_service, edit, register
from sakimori.services.requests.passing_on import note_answer, tell_recipient
from sakimori.services.requests.stops import record_stop

WHY = "確かめた"


class NobodyError(Exception):
    """A confirmation lacks who confirmed, what was confirmed, or when."""


class Rehearsal(Workspace):
    """A workspace inside one open change: each service takes its step in it, and all of it is taken back together."""

    def __init__(self, whole: Change) -> None:
        self.whole = whole
        self.ids = whole.ids
        self.target = None

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        yield self.whole

    @contextmanager
    def change(
        self, action: str, *, actor: Actor, at: datetime, reason: str = "", batch_id: str = ""
    ) -> Iterator[Change]:
        yield Change(self.whole.engine, actor, at, action, reason, batch_id, self.ids)


class Recorder:
    """Records one case in a workspace, each record as a form does and each confirmation by its own step.

    A confirmation that no step takes (of a fact that is not answered, by nobody) is left out.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def record(self, case: Case, *, on: date) -> None:
        """Everything that the shared workspace does not hold yet; exceptions are asked for on the day."""
        dossier, own = case.dossier, case.dossier.registers
        for party_id, party in dossier.sub_third_parties.items():
            register(self.workspace, replace(party, id=party_id), actor=CLERK, at=FIRST)
        self._recipient(case.recipient)
        for evidence in dossier.evidence:
            if evidence.withdrawn_on:
                withdraw_evidence(self.workspace, evidence.id, reason=WHY, actor=CLERK, at=at(evidence.withdrawn_on))
        services = {
            case.flow.service_id,
            *(one.service_id for one in dossier.ai_facts),
            *(link.service_id for link in dossier.sub_processors),
        }
        for service_id in sorted(s for s in services if s):
            add_service(self.workspace, Service(service_id, "tp1", "受託サービス"), actor=CLERK, at=FIRST)
        self._keep(self._other_purposes(case))
        self._keep(sorted(own.purposes, key=lambda one: one.replaces_id or ""))
        sets = {one.id: one for one in own.data_sets}
        for part in own.data_set_parts:
            sets.setdefault(part.data_set_id, DataSet(part.data_set_id, "顧客台帳"))
        self._keep([*sets.values(), *own.consent_texts, *own.notices, *own.joint_uses, *own.filings])
        self._keep([*own.data_set_parts, *own.own_certificates, *own.sharing_changes, *dossier.countries.values()])
        if dossier.contracts != sound().dossier.contracts:
            for covering in dossier.contracts:
                self._contract(covering)
        # A flow has one basis: of several the last is the one that is recorded.
        bases = {basis.flow_id: basis for basis in dossier.foreign_bases}
        self._keep([*dossier.certificates, case.flow, *dossier.cloud_facts, *dossier.ai_facts, *bases.values()])
        self._keep([*dossier.annual_checks, *dossier.sub_processors, case.facts])
        campaigns = {one.id for one in dossier.campaigns}  # of one by another flow the case holds the addresses alone
        self._keep([*dossier.campaigns, *(one for one in dossier.address_groups if one.campaign_id in campaigns)])
        for judgement in case.judgements:
            self._judgement(judgement)
        if case.confirmations:
            self._confirmed(case)
        self._keep(dossier.passed_on)
        self._stops(case)
        for waiver, (rule_id, _, _) in dossier.waivers:
            self._waiver(waiver, rule_id, at(min(on, waiver.last_day)))

    def _recipient(self, wanted: ThirdParty) -> None:
        with self.workspace.unit() as unit:
            stands = unit.records.get(ThirdParty, wanted.id)
        facts = replace(wanted, version=stands.version, created_on=stands.created_on, lifecycle=stands.lifecycle,
                        archived_on=None)  # fmt: skip
        edit(self.workspace, facts, actor=CLERK, at=FIRST)
        for step in _way(stands.lifecycle, wanted.lifecycle):
            change_lifecycle(self.workspace, wanted.id, to=step, reason=WHY, actor=CLERK, at=FIRST)
        if wanted.archived_on:
            archive(self.workspace, wanted.id, reason=WHY, actor=CLERK, at=at(wanted.archived_on))

    def _other_purposes(self, case: Case) -> Iterable[Purpose]:
        """What the records name and the case says nothing of: other purposes of ours."""
        own = case.dossier.registers
        naming: tuple[DataSetPart | ConsentText | Notice, ...] = (*own.data_set_parts, *own.consent_texts, *own.notices)
        named = {purpose for one in naming for purpose in one.purpose_ids}
        named |= {one.replaces_id for one in own.purposes if one.replaces_id}
        return [Purpose(i, "ほかの利用目的", "別の文言") for i in sorted(named - {one.id for one in own.purposes})]

    def _keep(self, records: Iterable[Any]) -> None:
        for one in records:
            wanted = self._linked(one)
            stands = record(self.workspace, wanted, actor=CLERK, at=FIRST).record
            stamps = KINDS[type(wanted)].stamps
            if all(getattr(stands, name) == getattr(wanted, name) for name in stamps):
                continue
            with suppress(RefusedError, NobodyError):
                STEPS[type(wanted)](self.workspace, wanted)

    def _linked(self, one: Any) -> Any:
        """Without ids behind which nothing stands: no form would take them."""
        changed: dict[str, Any] = {}
        with self.workspace.unit() as unit:
            for name, kind in KINDS[type(one)].references.items():
                value = getattr(one, name)
                if not isinstance(value, tuple) and value is not None and unit.records.find(kind, value) is None:
                    changed[name] = None
        return replace(one, **changed) if changed else one

    def _contract(self, covering: CoveringContract) -> None:
        wanted, cover = covering.contract, covering.cover
        self._keep([wanted])
        with self.workspace.unit() as unit:
            (made,) = unit.records.select(ContractCover, "contract_id = :id", {"id": wanted.id})
        if cover.confirmed_on and cover.confirmed_by:
            confirm_cover(self.workspace, made.id, actor=PEOPLE[cover.confirmed_by], at=at(cover.confirmed_on))
        if cover.removed_on:
            remove_cover(self.workspace, made.id, reason=WHY, actor=CLERK, at=at(cover.removed_on))
        told = [c for c in covering.clauses if c.state is not ClauseState.NOT_CHECKED or c.reason]
        for day, clauses in groupby(told, key=lambda clause: clause.checked_on):
            checks = [ClauseCheck(c.clause_id, 0, c.state, c.page, c.note, c.reason) for c in clauses]
            check_clauses(self.workspace, wanted.id, checks, actor=CLERK, at=at(day) if day else FIRST)
        for clause in covering.clauses:
            if clause.reason_approved_by and clause.reason_approved_on:
                self._approved(clause, clause.reason_approved_by, clause.reason_approved_on)

    def _approved(self, wanted: ContractClause, person: str, day: date) -> None:
        with self.workspace.unit() as unit:
            (stands,) = unit.records.select(
                ContractClause, "contract_id = :id AND clause_id = :clause",
                {"id": wanted.contract_id, "clause": wanted.clause_id},
            )  # fmt: skip
        with suppress(RefusedError):
            approve_clause_reason(self.workspace, stands.id, actor=PEOPLE[person], at=at(day))

    def _confirmed(self, case: Case) -> None:
        """What the case says was made sure of, by its step; it counts as long there, which no policy would let it."""
        facts = [one.fact for one in case.confirmations]
        made = confirm_facts(self.workspace, case.flow.id, facts, reason=WHY, actor=SURE, at=FIRST).record
        last = {one.fact: one.last_day for one in case.confirmations}
        with self.workspace.change("fact_confirmation.confirmed", actor=SURE, at=FIRST) as change:
            for one in made:
                change.update(replace(one, last_day=last[one.fact]))

    def _judgement(self, judgement: Judgement) -> None:
        decide_question(
            self.workspace, judgement.flow_id, judgement.rule_id, holds=judgement.holds, reason=judgement.reason,
            part_id=judgement.part_id, actor=PEOPLE[judgement.decided_by], at=at(judgement.decided_on),
        )  # fmt: skip

    def _stops(self, case: Case) -> None:
        for channel, count in case.stops.items():
            for number in range(count):
                person = Identifier(IdentifierKind.CUSTOMER_NUMBER, f"{channel.name}-{number}")
                record_stop(self.workspace, person, channel, received_on=FIRST.date(), actor=CLERK, at=FIRST)
        if case.stops:  # the case says nothing of whom they were passed on to: everybody knows of them
            self._tell_all()

    def _tell_all(self) -> None:
        with self.workspace.unit() as unit:
            due = [one.id for one in unit.records.select(PassedOn) if one.told_on is None]
        if due:
            who: dict[str, Any] = {"actor": CLERK, "at": FIRST}
            tell_recipient(self.workspace, due, how=PassedOnWay.MAIL, told_on=FIRST.date(), **who)
            note_answer(self.workspace, due, answer=PassedOnAnswer.DONE, answered_on=FIRST.date(), **who)

    def _waiver(self, wanted: Waiver, rule_id: str, day: datetime) -> None:
        """An exception for the gap that the facts raise: by then the rules have run over all of them."""
        with self.workspace.change("rules.run", actor=CLERK, at=day) as change:
            change.touched.add(wanted.third_party_id)
            keep_in_step(change)
            spans = change.spans.as_known(change.number(), change.today, third_party_id=wanted.third_party_id)
        (gap_id,) = {span.gap_id for span in spans if span.rule_id == rule_id}
        asked = ask_waiver(self.workspace, gap_id, justification=WHY, last_day=wanted.last_day, actor=CLERK, at=day)
        decide_waiver(self.workspace, asked.record.id, approve=bool(wanted.approved), note=WHY, actor=LAWYER, at=day)


def _way(begin: Lifecycle, end: Lifecycle) -> tuple[Lifecycle, ...]:
    """The shortest way of allowed steps from one place of the relation to another."""
    waiting: deque[tuple[Lifecycle, ...]] = deque([()])
    while waiting:
        way = waiting.popleft()
        here = way[-1] if way else begin
        if here is end:
            return way
        waiting.extend((*way, step) for step in LIFECYCLE_STEPS[here])
    raise AssertionError(end)


def _by(person: str | None, day: date | None) -> dict[str, Any]:
    """Who takes a step, and when."""
    if person is None or day is None:
        raise NobodyError
    return {"actor": PEOPLE[person], "at": at(day)}


def _route(workspace: Workspace, wanted: DataFlow) -> None:
    decide_route(workspace, wanted.id, **_by(wanted.route_decided_by, wanted.route_decided_on))


def _cloud(workspace: Workspace, wanted: CloudFacts) -> None:
    sign_off_cloud(workspace, wanted.id, reason=WHY, **_by(wanted.signed_off_by, wanted.signed_off_on))


def _ai(workspace: Workspace, wanted: AiFacts) -> None:
    confirm_ai_facts(workspace, wanted.id, reason=WHY, **_by(wanted.confirmed_by, wanted.confirmed_on))


def _scope(workspace: Workspace, wanted: Certificate) -> None:
    if wanted.covers_us is None:
        raise NobodyError
    by = _by(wanted.scope_compared_by, wanted.scope_compared_on)
    compare_scope(workspace, wanted.id, covers_us=wanted.covers_us, **by)


def _sub(workspace: Workspace, wanted: SubProcessorLink) -> None:
    if wanted.approval is None:
        raise NobodyError
    decide_sub_processor(workspace, wanted.id, wanted.approval, note=wanted.approval_note,
                         **_by(wanted.approved_by, wanted.approved_on))  # fmt: skip


def _purpose(workspace: Workspace, wanted: Purpose) -> None:
    judge_purpose_change(workspace, wanted.id, judgement=wanted.related_judgement,
                         **_by(wanted.related_judged_by, wanted.related_judged_on))  # fmt: skip


def _passed_on(workspace: Workspace, wanted: PassedOn) -> None:
    by = _by(wanted.told_by, wanted.told_on)
    tell_recipient(workspace, [wanted.id], how=wanted.told_how or PassedOnWay.MAIL, told_on=by["at"].date(), **by)
    if wanted.answer is not None and wanted.answered_on is not None:
        by = _by(wanted.told_by, wanted.answered_on)
        note_answer(workspace, [wanted.id], answer=wanted.answer, answered_on=wanted.answered_on, **by)


def _approval(workspace: Workspace, wanted: HandOver) -> None:
    approve_hand_over(workspace, wanted.id, reason=WHY, **_by(wanted.approved_by, wanted.approved_on))


STEPS: Mapping[type, Callable[[Workspace, Any], None]] = {
    DataFlow: _route,
    CloudFacts: _cloud,
    AiFacts: _ai,
    Certificate: _scope,
    SubProcessorLink: _sub,
    Purpose: _purpose,
    HandOver: _approval,
    PassedOn: _passed_on,
}
"""By which step each kind of record is confirmed."""
