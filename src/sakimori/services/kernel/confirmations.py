"""The steps by which a named person confirms or decides what stands in the register; each leaves name and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final, TypeVar

from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause, ContractCover
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, Erasure, LegalRoute
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.domain.user import Actor
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.errors import SelfApprovalError, StateError
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.recording import stamp
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_reason
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result

T = TypeVar("T")

_REMOVED: Final = Text("契約の対象から外されています。", "It was taken out of the contract.")
_NO_TERM: Final = Text("自動更新の期間が登録されていません。", "No renewing term is recorded.")
_NO_FACTS: Final = Text("事実に未回答があります。先に答えてください。", "A fact is not answered yet. Answer it first.")
_NO_REASON: Final = Text("承認する理由が書かれていません。", "There is no reason to approve.")
_NOT_READ: Final = Text("先に契約書で有無を確かめてください。", "Read the contract for it first.")
_NO_ROUTE: Final = Text("根拠と理由を先に登録してください。", "Record the route and its reason first.")


@needs(Permission.EDIT_REGISTER)
def confirm_cover(
    workspace: Workspace, cover_id: str, *, actor: Actor, at: datetime, seen: int | None = None, reason: str = ""
) -> WriteResult[ContractCover]:
    """Say that a contract covers a third party: somebody has read it for that."""
    with workspace.change("contract_cover.confirmed", actor=actor, at=at, reason=reason) as change:
        cover = change.as_shown(change.records.get(ContractCover, cover_id), seen)
        if cover.removed_on is not None:
            raise StateError(why=_REMOVED)
        done = stamp(change, cover, confirmed_by=actor.id, confirmed_on=change.today)
    return write_result(done, change)


@needs(Permission.EDIT_REGISTER)
def remove_cover(
    workspace: Workspace, cover_id: str, *, actor: Actor, at: datetime, seen: int | None = None, reason: str
) -> WriteResult[ContractCover]:
    """Take a third party out of a contract from today."""
    why = needed_reason(reason)
    with workspace.change("contract_cover.removed", actor=actor, at=at, reason=why) as change:
        cover = change.as_shown(change.records.get(ContractCover, cover_id), seen)
        if cover.removed_on is not None:
            raise StateError(why=_REMOVED)
        done = stamp(change, cover, removed_on=change.today)
    return write_result(done, change)


@needs(Permission.EDIT_REGISTER)
def decide_renewal(
    workspace: Workspace,
    contract_id: str,
    *,
    goes_on: bool,
    actor: Actor,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
) -> WriteResult[Contract]:
    """Decide whether a contract goes on after its next undecided term, or ends with it.

    Raises:
        StateError: It does not renew by itself.
    """
    action = "contract.renewal_decided" if goes_on else "contract.notice_given"
    with workspace.change(action, actor=actor, at=at, reason=reason) as change:
        contract = change.as_shown(change.records.get(Contract, contract_id), seen)
        end = contract.undecided_term_end
        if end is None:
            raise StateError(why=_NO_TERM)
        if goes_on:
            done = stamp(
                change,
                contract,
                renewal_decided_until=decided_until(contract, end, change.today),
                renewal_decided_by=actor.id,
            )
        else:
            done = change.update(
                replace(contract, terminated_on=contract.term_end(change.today) or end, renewal_decided_by=actor.id)
            )
    return write_result(done, change)


def decided_until(contract: Contract, undecided: date, today: date) -> date:
    """The end of the last term that a decision to go on settles; terms that are over went on by themselves."""
    until = undecided
    while (following := contract.term_end(next_day(until))) is not None and following < today:
        until = following
    return until


@needs(Permission.DECIDE_REGISTER)
def approve_clause_reason(
    workspace: Workspace,
    clause_record_id: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
) -> WriteResult[ContractClause]:
    """Accept why a clause may be missing, or what stands in for it; not by whoever wrote it.

    Raises:
        SelfApprovalError: The approver is the reader who gave the reason.
        StateError: No reason is written, or nobody has read the contract for the clause.
    """
    with workspace.change("contract_clause.reason_approved", actor=actor, at=at, reason=reason) as change:
        clause = change.as_shown(change.records.get(ContractClause, clause_record_id), seen)
        if not clause.reason:
            raise StateError(why=_NO_REASON)
        if clause.state is ClauseState.NOT_CHECKED:
            raise StateError(why=_NOT_READ)
        if actor.is_among(clause.checked_by):
            raise SelfApprovalError
        done = stamp(change, clause, reason_approved_by=actor.id, reason_approved_on=change.today)
    return write_result(done, change)


@needs(Permission.EDIT_REGISTER)
def compare_scope(
    workspace: Workspace,
    certificate_id: str,
    *,
    covers_us: bool,
    actor: Actor,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
) -> WriteResult[Certificate]:
    """Say whether the scope of a certificate covers what is done for us."""
    with workspace.change("certificate.scope_compared", actor=actor, at=at, reason=reason) as change:
        certificate = change.as_shown(change.records.get(Certificate, certificate_id), seen)
        done = stamp(
            change, certificate, covers_us=covers_us, scope_compared_by=actor.id, scope_compared_on=change.today
        )
    return write_result(done, change)


@needs(Permission.DECIDE_REGISTER)
def decide_route(
    workspace: Workspace, flow_id: str, *, actor: Actor, at: datetime, reason: str = "", seen: int | None = None
) -> WriteResult[DataFlow]:
    """Decide that the recorded route is the ground of a flow.

    Raises:
        StateError: Route or reason is not recorded.
    """
    with workspace.change("data_flow.route_decided", actor=actor, at=at, reason=reason) as change:
        flow = change.as_shown(change.records.get(DataFlow, flow_id), seen)
        if flow.route is LegalRoute.UNDECIDED or not flow.route_rationale:
            raise StateError(why=_NO_ROUTE)
        done = stamp(change, flow, route_decided_by=actor.id, route_decided_on=change.today)
    return write_result(done, change)


@needs(Permission.DECIDE_REGISTER)
def sign_off_cloud(
    workspace: Workspace, facts_id: str, *, actor: Actor, at: datetime, reason: str, seen: int | None = None
) -> WriteResult[CloudFacts]:
    """Judge that a provider does not handle the data (Q&A 7-53): never automatic, and only on answered facts.

    Raises:
        StateError: A fact is not answered.
    """
    why = needed_reason(reason)
    with workspace.change("cloud_facts.signed_off", actor=actor, at=at, reason=why) as change:
        facts = change.as_shown(change.records.get(CloudFacts, facts_id), seen)
        if not facts.is_answered:
            raise StateError(why=_NO_FACTS)
        done = stamp(change, facts, signed_off_by=actor.id, signed_off_on=change.today)
    return write_result(done, change)


@needs(Permission.DECIDE_REGISTER)
def confirm_ai_facts(
    workspace: Workspace, facts_id: str, *, actor: Actor, at: datetime, reason: str, seen: int | None = None
) -> WriteResult[AiFacts]:
    """Confirm the facts of a service that learns, compared with contract, terms and setting: not by their recorder.

    Raises:
        SelfApprovalError: Whoever recorded the facts confirms them.
        StateError: A fact is not answered.
    """
    why = needed_reason(reason)
    with workspace.change("ai_facts.confirmed", actor=actor, at=at, reason=why) as change:
        facts = change.as_shown(change.records.get(AiFacts, facts_id), seen)
        if facts.unanswered:
            raise StateError(why=_NO_FACTS)
        if facts.recorded_by is None or actor.is_among(facts.recorded_by):
            raise SelfApprovalError
        done = stamp(change, facts, confirmed_by=actor.id, confirmed_on=change.today)
    return write_result(done, change)


@needs(Permission.EDIT_REGISTER)
def confirm_erasure(
    workspace: Workspace, erasure_id: str, *, actor: Actor, at: datetime, reason: str = "", seen: int | None = None
) -> WriteResult[Erasure]:
    """Confirm that the data of a flow were returned or erased."""
    with workspace.change("erasure.confirmed", actor=actor, at=at, reason=reason) as change:
        erasure = change.as_shown(change.records.get(Erasure, erasure_id), seen)
        done = stamp(change, erasure, confirmed_by=actor.id, confirmed_on=change.today)
    return write_result(done, change)


@needs(Permission.READ)
def decide_sub_processor(
    workspace: Workspace,
    link_id: str,
    approval: Approval,
    *,
    actor: Actor,
    at: datetime,
    note: str = "",
    reason: str = "",
    seen: int | None = None,
) -> WriteResult[SubProcessorLink]:
    """Give or refuse our prior consent to a sub-processor (GL 3-4-4, 番号法10条); waiting may be noted by all."""
    is_noted = approval in {Approval.PENDING, Approval.REPORTED}
    require(actor, Permission.EDIT_REGISTER if is_noted else Permission.DECIDE_REGISTER)
    with workspace.change("sub_processor_link.decided", actor=actor, at=at, reason=reason) as change:
        link = change.as_shown(change.records.get(SubProcessorLink, link_id), seen)
        done = stamp(
            change,
            link,
            approval=approval,
            approval_note=checked_reason(note),
            approved_by=actor.id,
            approved_on=change.today,
        )
    return write_result(done, change)


@needs(Permission.DECIDE_REGISTER)
def judge_purpose_change(
    workspace: Workspace, purpose_id: str, *, judgement: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Purpose]:
    """Judge that a changed purpose is reasonably related to the earlier one (法17条2項), with the reason."""
    why = needed_reason(judgement)
    with workspace.change("purpose.change_judged", actor=actor, at=at, reason=why) as change:
        purpose = change.as_shown(change.records.get(Purpose, purpose_id), seen)
        done = stamp(change, purpose, related_judgement=why, related_judged_by=actor.id, related_judged_on=change.today)
    return write_result(done, change)
