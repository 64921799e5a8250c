"""Steps by which a named person confirms or decides: who may, what is kept, and what takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.contracting import (
    AUDITOR,
    BUYER,
    LAWYER,
    SELLER,
    a_contract,
    a_party,
    a_register,
    a_renewing,
    cover_of,
    day,
    found,
    later,
)
from sakimori.domain.codes import DataCategory
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import ClauseState, ContractClause, ContractCover
from sakimori.domain.records.data_flow import (
    CloudFacts,
    DataFlow,
    Direction,
    Erasure,
    ErasureKind,
    LegalRoute,
    SupportAccess,
)
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import (
    ConflictError,
    InvalidValueError,
    MyNumberError,
    NotPermittedError,
    SelfApprovalError,
    StateError,
)
from sakimori.services.contracts.write import ClauseCheck, check_clauses
from sakimori.services.kernel.confirmations import (
    approve_clause_reason,
    compare_scope,
    confirm_cover,
    confirm_erasure,
    decide_renewal,
    decide_route,
    decide_sub_processor,
    judge_purpose_change,
    remove_cover,
    sign_off_cloud,
)
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.recording import record, record_many
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register


def put(workspace: Workspace, item: Any, *, actor: Actor = BUYER) -> Any:
    """Store a record of the register."""
    return record(workspace, item, actor=actor, at=AT).record


def a_flow(workspace: Workspace, party: ThirdParty, **facts: Any) -> DataFlow:
    given: dict[str, Any] = {
        "name": "顧客データの受託処理",
        "direction": Direction.OUT,
        "route": LegalRoute.ENTRUST,
        "route_rationale": "受託業務に必要な範囲",
        "categories": frozenset({DataCategory.PI_CONTACT}),
    }
    flow: DataFlow = put(workspace, DataFlow("", party.id, **(given | facts)))
    return flow


def cloud_facts(workspace: Workspace, party: ThirdParty, **facts: Any) -> CloudFacts:
    given: dict[str, Any] = {
        "no_handling_clause": True,
        "technical_block": True,
        "support_access": SupportAccess.NONE,
        "uses_data_itself": False,
    }
    flow = a_flow(workspace, party)
    stored: CloudFacts = put(workspace, CloudFacts("", party.id, flow.id, **(given | facts)))
    return stored


def an_erasure(workspace: Workspace, party: ThirdParty) -> Erasure:
    flow = a_flow(workspace, party)
    stored: Erasure = put(workspace, Erasure("", party.id, flow.id, ErasureKind.ERASED, TODAY))
    return stored


def a_changed_purpose(workspace: Workspace) -> Purpose:
    first = put(workspace, Purpose("", "受注", "ご注文の商品の発送のため"), actor=LAWYER)
    changed = Purpose("", "受注", "ご注文の商品の発送とご案内のため", replaces_id=first.id)
    stored: Purpose = put(workspace, changed, actor=LAWYER)
    return stored


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it stands on, how it is taken, who may take it, what it leaves, and what takes it back."""

    name: str
    make: Callable[[Workspace, ThirdParty], Any]
    take: Callable[[Workspace, Any, Actor], WriteResult[Any]]
    by_procurement: bool
    leaves: dict[str, Any]
    by: str
    on: str
    undone_by: dict[str, Any]


def _clause_with_reason(workspace: Workspace, party: ThirdParty) -> ContractClause:
    return found(workspace, a_contract(workspace, party), "ITK-12", ClauseState.ABSENT, reason="年次の報告で確かめる")


STEPS = (
    Step(
        "confirm_cover",
        lambda w, p: cover_of(w, a_contract(w, p, confirmed=False), p),
        lambda w, r, who: confirm_cover(w, r.id, actor=who, at=AT),
        True, {}, "confirmed_by", "confirmed_on", {"removed_on": TODAY},
    ),
    Step(
        "approve_clause_reason",
        _clause_with_reason,
        lambda w, r, who: approve_clause_reason(w, r.id, actor=who, at=AT),
        False, {}, "reason_approved_by", "reason_approved_on", {"reason": "別の理由"},
    ),
    Step(
        "compare_scope",
        lambda w, p: put(w, Certificate("", p.id, Scheme.ISO27001, scope="受託業務", issued_on=day(-30))),
        lambda w, r, who: compare_scope(w, r.id, covers_us=False, actor=who, at=AT),
        True, {"covers_us": False}, "scope_compared_by", "scope_compared_on", {"scope": "別の業務"},
    ),
    Step(
        "decide_route",
        a_flow,
        lambda w, r, who: decide_route(w, r.id, actor=who, at=AT),
        False, {}, "route_decided_by", "route_decided_on", {"route": LegalRoute.CONSENT},
    ),
    Step(
        "sign_off_cloud",
        cloud_facts,
        lambda w, r, who: sign_off_cloud(w, r.id, actor=who, at=AT, reason="条項と遮断を確認"),
        False, {}, "signed_off_by", "signed_off_on", {"technical_block": False},
    ),
    Step(
        "confirm_erasure",
        an_erasure,
        lambda w, r, who: confirm_erasure(w, r.id, actor=who, at=AT),
        True, {}, "confirmed_by", "confirmed_on", {"method": "上書き"},
    ),
    Step(
        "decide_sub_processor",
        lambda w, p: put(w, SubProcessorLink("", p.id, "株式会社さざなみ", task="印刷", country="JP")),
        lambda w, r, who: decide_sub_processor(w, r.id, Approval.APPROVED, actor=who, at=AT, note="覚書の一覧"),
        False, {"approval": Approval.APPROVED, "approval_note": "覚書の一覧"}, "approved_by", "approved_on",
        {"country": "US"},
    ),
    Step(
        "judge_purpose_change",
        lambda w, _: a_changed_purpose(w),
        lambda w, r, who: judge_purpose_change(w, r.id, judgement="案内は通常予期できる", actor=who, at=AT),
        False, {"related_judgement": "案内は通常予期できる"}, "related_judged_by", "related_judged_on",
        {"wording": "広告の配信のため"},
    ),
)  # fmt: skip

each_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)


@each_step
def test_a_step_leaves_name_and_day(step: Step) -> None:
    workspace = a_register()
    made = step.make(workspace, a_party(workspace))
    done = step.take(workspace, made, LAWYER).record
    assert {name: getattr(done, name) for name in step.leaves} == step.leaves
    assert (getattr(done, step.by), getattr(done, step.on)) == (LAWYER.id, TODAY)
    with workspace.unit() as unit:
        (line,) = unit.trail.lines(record_id=made.id, limit=1)
    assert line.entry.actor == LAWYER.id
    assert not line.entry.action.endswith((".recorded", ".edited"))


@each_step
def test_only_who_may_takes_a_step(step: Step) -> None:
    workspace = a_register()
    made = step.make(workspace, a_party(workspace))
    for actor in (SELLER, AUDITOR):
        with pytest.raises(NotPermittedError):
            step.take(workspace, made, actor)
    if step.by_procurement:
        assert getattr(step.take(workspace, made, BUYER).record, step.by) == BUYER.id
    else:
        with pytest.raises(NotPermittedError):
            step.take(workspace, made, BUYER)


@each_step
def test_what_a_step_sets_is_not_written_by_hand(step: Step) -> None:
    workspace = a_register()
    made = step.make(workspace, a_party(workspace))
    kind = KINDS[type(made)]
    assert {step.by, step.on, *step.leaves} <= set(kind.stamps)
    claimed = replace(made, **(step.leaves | {step.by: LAWYER.id, step.on: TODAY}))
    stored = put(workspace, claimed, actor=LAWYER)
    blank = {f.name: f.default for f in fields(made) if f.name in kind.stamps}
    assert {name: getattr(stored, name) for name in kind.stamps} == blank


@each_step
def test_a_change_of_what_was_confirmed_takes_it_back(step: Step) -> None:
    workspace = a_register()
    done = step.take(workspace, step.make(workspace, a_party(workspace)), LAWYER).record
    changed = put(workspace, replace(done, **step.undone_by), actor=LAWYER)
    assert (getattr(changed, step.by), getattr(changed, step.on)) == (None, None)


def test_a_change_of_something_else_leaves_a_confirmation() -> None:
    workspace = a_register()
    flow = a_flow(workspace, a_party(workspace))
    decided = decide_route(workspace, flow.id, actor=LAWYER, at=AT).record
    changed = put(workspace, replace(decided, person_count=120))
    assert (changed.route_decided_by, changed.person_count) == (LAWYER.id, 120)


def test_a_new_record_that_claims_a_confirmation_has_none() -> None:
    workspace = a_register()
    party = a_party(workspace)
    other = a_party(workspace, "あさぎり印刷株式会社")
    contract = a_contract(workspace, party, renewal_decided_until=day(400), renewal_decided_by=LAWYER.id)
    assert (contract.renewal_decided_until, contract.renewal_decided_by) == (None, None)
    claimed = ContractCover("", contract.id, other.id, confirmed_by=LAWYER.id, confirmed_on=TODAY)
    (cover,) = record_many(workspace, [claimed], actor=BUYER, at=AT, batch_id="b1").record
    assert (cover.confirmed_by, cover.confirmed_on) == (None, None)


# Covers


def test_recording_a_contract_names_its_signatory_unconfirmed() -> None:
    workspace = a_register()
    party = a_party(workspace)
    cover = cover_of(workspace, a_contract(workspace, party, confirmed=False), party)
    assert (cover.confirmed_by, cover.confirmed_on, cover.removed_on) == (None, None, None)


def test_confirming_and_removing_turn_the_gap_of_the_covered_party() -> None:
    workspace = a_register()
    party = a_party(workspace)
    cover = cover_of(workspace, a_contract(workspace, party, confirmed=False), party)
    confirmed = confirm_cover(workspace, cover.id, actor=BUYER, at=AT)
    assert {"C-CN1", "C-CN3"} <= {span.rule_id for span in confirmed.closed}
    removed = remove_cover(workspace, cover.id, actor=BUYER, at=AT, reason="誤り")
    assert "C-CN1" in {span.rule_id for span in removed.opened}


def test_who_was_taken_out_is_neither_confirmed_nor_taken_out_again() -> None:
    workspace = a_register()
    party = a_party(workspace)
    cover = cover_of(workspace, a_contract(workspace, party), party)
    remove_cover(workspace, cover.id, actor=BUYER, at=AT, reason="誤り")
    with pytest.raises(StateError):
        confirm_cover(workspace, cover.id, actor=BUYER, at=later(1))
    with pytest.raises(StateError):
        remove_cover(workspace, cover.id, actor=BUYER, at=later(1), reason="もう一度")


def test_taking_out_needs_a_reason_and_a_role() -> None:
    workspace = a_register()
    party = a_party(workspace)
    cover = cover_of(workspace, a_contract(workspace, party), party)
    with pytest.raises(InvalidValueError):
        remove_cover(workspace, cover.id, actor=BUYER, at=AT, reason=" ")
    with pytest.raises(MyNumberError):
        remove_cover(workspace, cover.id, actor=BUYER, at=AT, reason="123456789018")
    with pytest.raises(NotPermittedError):
        remove_cover(workspace, cover.id, actor=AUDITOR, at=AT, reason="誤り")


# Renewal


def test_going_on_settles_the_term_and_moves_the_day_of_notice() -> None:
    workspace = a_register()
    contract = a_renewing(workspace, a_party(workspace), end_on=day(45))
    saved = decide_renewal(workspace, contract.id, goes_on=True, actor=BUYER, at=AT)
    assert (saved.record.renewal_decided_until, saved.record.renewal_decided_by) == (day(45), BUYER.id)
    assert saved.record.undecided_term_end is not None
    assert saved.record.undecided_term_end > day(400)
    assert "C-CN5" in {span.rule_id for span in saved.closed}


def test_ending_gives_the_contract_its_last_day() -> None:
    workspace = a_register()
    contract = a_renewing(workspace, a_party(workspace), end_on=day(45))
    saved = decide_renewal(workspace, contract.id, goes_on=False, actor=BUYER, at=AT, reason="乗り換え")
    assert (saved.record.terminated_on, saved.record.renewal_decided_by) == (day(45), BUYER.id)
    assert [(s.rule_id, s.from_on) for s in saved.opened if s.rule_id == "C-CN1"] == [("C-CN1", day(46))]


def test_a_contract_that_went_on_for_years_ends_with_its_present_term() -> None:
    workspace = a_register()
    contract = a_renewing(workspace, a_party(workspace), signed_on=day(-900), start_on=day(-900), end_on=day(-500))
    ended = decide_renewal(workspace, contract.id, goes_on=False, actor=BUYER, at=AT).record
    assert ended.terminated_on is not None
    assert day(0) <= ended.terminated_on < day(365)


def test_going_on_after_years_settles_what_is_over_and_leaves_the_next_term_open() -> None:
    workspace = a_register()
    contract = a_renewing(workspace, a_party(workspace), signed_on=day(-900), start_on=day(-900), end_on=day(-500))
    decided = decide_renewal(workspace, contract.id, goes_on=True, actor=BUYER, at=AT).record
    assert decided.renewal_decided_until is not None
    assert decided.renewal_decided_until < TODAY
    assert decided.undecided_term_end is not None
    assert TODAY <= decided.undecided_term_end < day(365)


def test_a_new_term_takes_a_decision_back_but_a_new_title_does_not() -> None:
    workspace = a_register()
    contract = a_renewing(workspace, a_party(workspace), end_on=day(45))
    decided = decide_renewal(workspace, contract.id, goes_on=True, actor=BUYER, at=AT).record
    titled = put(workspace, replace(decided, title="新しい名前"))
    assert titled.renewal_decided_until == day(45)
    longer = put(workspace, replace(titled, end_on=day(60)))
    assert (longer.renewal_decided_until, longer.renewal_decided_by) == (None, None)


@pytest.mark.parametrize(
    "facts",
    [
        {"auto_renews": False},
        {"renewal_months": None},
        {"auto_renews": None},
        {"end_on": None},
        {"terminated_on": TODAY},
    ],
    ids=str,
)
def test_what_does_not_renew_is_not_decided_on(facts: dict[str, Any]) -> None:
    workspace = a_register()
    contract = a_renewing(workspace, a_party(workspace), **facts)
    for goes_on in (True, False):
        with pytest.raises(StateError):
            decide_renewal(workspace, contract.id, goes_on=goes_on, actor=BUYER, at=AT)


def test_a_renewal_is_decided_by_procurement_or_compliance() -> None:
    workspace = a_register()
    contract = a_renewing(workspace, a_party(workspace))
    for actor in (SELLER, AUDITOR):
        with pytest.raises(NotPermittedError):
            decide_renewal(workspace, contract.id, goes_on=True, actor=actor, at=AT)


# Reasons for missing clauses


def test_whoever_gave_a_reason_does_not_approve_it() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    found_by_buyer = found(workspace, contract, "ITK-12", ClauseState.ABSENT)
    check = ClauseCheck("ITK-12", found_by_buyer.version, reason="年次の報告で確かめる")
    (reasoned,) = check_clauses(workspace, contract.id, [check], actor=LAWYER, at=AT).record
    assert reasoned.checked_by == LAWYER.id, "who gives the reason stands for it"
    with pytest.raises(SelfApprovalError):
        approve_clause_reason(workspace, reasoned.id, actor=LAWYER, at=AT)


def test_nobody_is_named_as_reader_but_who_read() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    claimed = ContractClause(
        "", contract.id, contract.third_party_id, "ITK-12", ClauseState.ABSENT, reason="理由", checked_by=BUYER.id
    )
    stored = put(workspace, claimed, actor=LAWYER)
    assert stored.checked_by == LAWYER.id
    renamed = put(workspace, replace(stored, checked_by=BUYER.id, page="p.1"), actor=LAWYER)
    assert renamed.checked_by == LAWYER.id
    with pytest.raises(SelfApprovalError):
        approve_clause_reason(workspace, stored.id, actor=LAWYER, at=AT)


def test_what_is_set_back_to_unread_names_no_reader() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    clause = found(workspace, contract, "ITK-12", ClauseState.PRESENT)
    back = put(workspace, replace(clause, state=ClauseState.NOT_CHECKED))
    assert (back.checked_by, back.checked_on) == (None, None)


def test_a_reason_that_is_not_written_or_not_read_for_is_not_approved() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    silent = found(workspace, contract, "ITK-12", ClauseState.ABSENT)
    unread = found(workspace, contract, "ITK-13", ClauseState.NOT_CHECKED, reason="あるはず")
    for clause in (silent, unread):
        with pytest.raises(StateError):
            approve_clause_reason(workspace, clause.id, actor=LAWYER, at=AT)


def test_an_approval_closes_the_gap_of_the_clause() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    clause = found(workspace, contract, "ITK-12", ClauseState.ABSENT, reason="年次の報告で確かめる")
    saved = approve_clause_reason(workspace, clause.id, actor=LAWYER, at=AT)
    assert "A-25-2" in {span.rule_id for span in saved.closed}


# Flows and what belongs to them


@pytest.mark.parametrize("facts", [{"route": LegalRoute.UNDECIDED}, {"route_rationale": ""}], ids=str)
def test_a_route_is_decided_only_with_its_reason(facts: dict[str, Any]) -> None:
    workspace = a_register()
    flow = a_flow(workspace, a_party(workspace), **facts)
    with pytest.raises(StateError):
        decide_route(workspace, flow.id, actor=LAWYER, at=AT)


@pytest.mark.parametrize("field", ["no_handling_clause", "technical_block", "support_access", "uses_data_itself"])
def test_the_cloud_exception_is_judged_only_on_answered_facts(field: str) -> None:
    workspace = a_register()
    open_fact: dict[str, Any] = {field: None}
    facts = cloud_facts(workspace, a_party(workspace), **open_fact)
    with pytest.raises(StateError):
        sign_off_cloud(workspace, facts.id, actor=LAWYER, at=AT, reason="確認")


def test_the_cloud_exception_needs_a_reason() -> None:
    workspace = a_register()
    facts = cloud_facts(workspace, a_party(workspace))
    with pytest.raises(InvalidValueError):
        sign_off_cloud(workspace, facts.id, actor=LAWYER, at=AT, reason="")


def test_a_changed_purpose_needs_a_judgement_in_words() -> None:
    workspace = a_register()
    purpose = a_changed_purpose(workspace)
    with pytest.raises(InvalidValueError):
        judge_purpose_change(workspace, purpose.id, judgement=" ", actor=LAWYER, at=AT)


# Sub-processors


@pytest.mark.parametrize("approval", Approval)
def test_procurement_notes_what_waits_and_compliance_consents(approval: Approval) -> None:
    workspace = a_register()
    link = put(workspace, SubProcessorLink("", a_party(workspace).id, "株式会社さざなみ"))
    if approval in {Approval.PENDING, Approval.REPORTED}:
        noted = decide_sub_processor(workspace, link.id, approval, actor=BUYER, at=AT).record
        assert noted.approval is approval
    else:
        with pytest.raises(NotPermittedError):
            decide_sub_processor(workspace, link.id, approval, actor=BUYER, at=AT)
        decided = decide_sub_processor(workspace, link.id, approval, actor=LAWYER, at=AT).record
        assert decided.approval is approval


def test_no_my_number_comes_in_with_a_consent() -> None:
    workspace = a_register()
    link = put(workspace, SubProcessorLink("", a_party(workspace).id, "株式会社さざなみ"))
    with pytest.raises(MyNumberError):
        decide_sub_processor(workspace, link.id, Approval.APPROVED, actor=LAWYER, at=AT, note="123456789018")


def test_every_stamp_belongs_to_a_step() -> None:
    """A kind of record with stamps that no step here sets would never be confirmed."""
    passed_on = {"told_on", "told_by", "told_how", "answered_on", "answer"}  # by `services/requests/passing_on.py`
    # by `services/own_company/governance_steps.py`
    governance = {"approver", "approved_on", "approval_noted_by", "approved_by", "fixed_on", "fixed_by", "fixed_note"}
    tested = (
        {"renewal_decided_until", "renewal_decided_by"}
        | passed_on
        | {"is_own_word"}  # by `services/clearance/confirming.py`
        | governance
        | {name for step in STEPS for name in (step.by, step.on, *step.leaves)}
    )
    assert {stamp for kind in KINDS.values() for stamp in kind.stamps} <= tested


def test_a_decision_on_what_somebody_has_changed_meanwhile_is_refused() -> None:
    workspace = a_workspace()
    party = register(workspace, a_third_party(), actor=an_actor(), at=AT).record
    flow = DataFlow("", party.id, "発送", route=LegalRoute.ENTRUST, route_rationale="発送の委託")
    seen = record(workspace, flow, actor=an_actor(), at=AT).record
    changed = replace(seen, route=LegalRoute.CONSENT)
    record(workspace, changed, actor=an_actor(), at=AT)
    with pytest.raises(ConflictError) as refused:
        decide_route(workspace, seen.id, actor=an_actor(), at=AT, seen=seen.version)
    told = refused.value.details
    assert (told["ours"], told["theirs"]) == (seen, replace(changed, version=seen.version + 1))
    with workspace.unit() as unit:
        assert unit.records.get(DataFlow, seen.id).route_decided_by is None
    decide_route(workspace, seen.id, actor=an_actor(), at=AT, seen=seen.version + 1)
