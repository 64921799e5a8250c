"""Carried decisions: a proposal to whoever is named, until it is decided here, its record ends, or it is dismissed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from kit.builders import AT, TODAY, a_third_party, an_actor, round_trips
from kit.homes import ENGINE, SQLITE
from sakimori.domain.codes import UserRole
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.ai_service import (
    AiFacts,
    AiTerms,
    InputRetention,
    InputReview,
    InputTraining,
    ModelOf,
)
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause, ContractCover
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, Erasure, LegalRoute, SupportAccess
from sakimori.domain.records.governance import AuditFinding, PolicyException, PolicyText
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.passed_on import PassedOn, PassedOnWay
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.domain.user import Actor
from sakimori.errors import InvalidValueError, MyNumberError, NotPermittedError, StateError
from sakimori.services.clearance.confirming import confirm_facts
from sakimori.services.clearance.flow_answers import approve_hand_over, decide_question
from sakimori.services.evidence.review import accept_evidence
from sakimori.services.imports.register_files.carried import (
    CarriedDecision,
    carried_counts,
    carried_page,
    dismiss_carried,
)
from sakimori.services.imports.register_files.decisions import CARRIED, DECIDED, HERE, NOT_TAKEN, TABLE
from sakimori.services.imports.register_files.open_decisions import MAY_DECIDE
from sakimori.services.kernel.access import RIGHTS, Permission
from sakimori.services.kernel.confirmations import (
    approve_clause_reason,
    compare_scope,
    confirm_ai_facts,
    confirm_cover,
    confirm_erasure,
    decide_renewal,
    decide_route,
    decide_sub_processor,
    judge_purpose_change,
    remove_cover,
    sign_off_cloud,
)
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.unit import random_id
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.governance_steps import approve_exception, approve_policy, confirm_mended
from sakimori.services.parties.lifecycle import archive
from sakimori.services.parties.write import register
from sakimori.services.requests.passing_on import tell_recipient
from sakimori.services.settings.users import add_user, record_leaving
from sakimori.store.records import TABLES
from services.imports.register_files.carrying import (
    COLLEAGUE,
    EVERYTHING,
    HER_NAME,
    IMPORTER,
    bring,
    folder_with,
    manned,
    one_of,
    said_by_colleague,
    said_of,
)

HER = an_actor(UserRole.COMPLIANCE, user_id=COLLEAGUE, name=HER_NAME)
BUYER = an_actor(UserRole.PROCUREMENT, user_id="us04", name="伊藤 航")
AUDITOR = an_actor(UserRole.AUDITOR, user_id="us05", name="渡辺 誠")
WHY = "確かめた"

Step = Callable[..., Any]


def then(step: Step, *given: Any, **how: Any) -> Callable[[Workspace, Any], Any]:
    """A step that the colleague takes on a record as it stands."""
    return lambda workspace, one: step(workspace, one.id, *given, **how, actor=HER, at=AT)


def after(step: Callable[[Workspace, Any], Any], **facts: Any) -> Callable[[Workspace, Any], Any]:
    """The same once somebody else recorded what it asks for first."""

    def taken(workspace: Workspace, one: Any) -> None:
        step(workspace, record(workspace, replace(one, **facts), actor=EVERYTHING, at=AT).record)

    return taken


def confirm(workspace: Workspace, one: FactConfirmation) -> None:
    record(workspace, HandOver("", one.third_party_id, one.flow_id or "", scope_checked=True), actor=EVERYTHING, at=AT)
    confirm_facts(workspace, one.flow_id or "", {one.fact}, reason=WHY, actor=HER, at=AT)


def judge(workspace: Workspace, one: Judgement) -> None:
    decide_question(workspace, one.flow_id, one.rule_id, holds=False, reason="こちらで判断した", actor=HER, at=AT)


STEPS: Final[Mapping[type, tuple[Step, Callable[[Workspace, Any], Any]]]] = {
    Contract: (
        decide_renewal,
        after(then(decide_renewal, goes_on=True), end_on=TODAY, auto_renews=True, renewal_months=12),
    ),
    ContractCover: (confirm_cover, then(confirm_cover)),
    ContractClause: (
        approve_clause_reason,
        after(then(approve_clause_reason), state=ClauseState.ABSENT, reason="別紙で足りる"),
    ),
    Certificate: (compare_scope, then(compare_scope, covers_us=False)),
    DataFlow: (decide_route, after(then(decide_route), route=LegalRoute.ENTRUST, route_rationale="委託")),
    AiFacts: (
        confirm_ai_facts,
        after(
            then(confirm_ai_facts, reason=WHY),
            training=InputTraining.NEVER,
            retention=InputRetention.NOT_KEPT,
            review=InputReview.NOBODY,
            input_countries=frozenset({"JP"}),
            model_of=ModelOf.PROVIDER,
            terms=AiTerms.CONTRACT,
        ),
    ),
    CloudFacts: (
        sign_off_cloud,
        after(
            then(sign_off_cloud, reason=WHY),
            no_handling_clause=True,
            technical_block=True,
            support_access=SupportAccess.NONE,
            uses_data_itself=False,
        ),
    ),
    Erasure: (confirm_erasure, then(confirm_erasure)),
    HandOver: (approve_hand_over, then(approve_hand_over, reason=WHY)),
    FactConfirmation: (confirm_facts, confirm),
    PassedOn: (
        tell_recipient,
        lambda workspace, one: tell_recipient(
            workspace, [one.id], how=PassedOnWay.PHONE, told_on=TODAY, actor=HER, at=AT
        ),
    ),
    SubProcessorLink: (decide_sub_processor, then(decide_sub_processor, Approval.APPROVED)),
    Purpose: (judge_purpose_change, then(judge_purpose_change, judgement="関連がある")),
    PolicyText: (approve_policy, then(approve_policy, approver="取締役会", approved_on=TODAY)),
    PolicyException: (
        approve_exception,
        after(then(approve_exception), asked_by="us01", last_day=TODAY + timedelta(days=30)),
    ),
    AuditFinding: (confirm_mended, after(then(confirm_mended, note=WHY), owner_id="us01")),
    Judgement: (decide_question, judge),
    Evidence: (accept_evidence, then(accept_evidence)),
}
"""The step by which each kind is decided on its own page, and that step taken by the colleague."""

KINDS_DECIDED = pytest.mark.parametrize("kind", DECIDED, ids=lambda kind: kind.__name__)


def peopled() -> Workspace:
    workspace = manned()
    for one in (BUYER, AUDITOR):
        add_user(workspace, name=one.name, department="", roles=one.roles, user_id=one.id, actor=EVERYTHING, at=AT)
    return workspace


def carried(kind: type) -> tuple[Workspace, Any]:
    """A workspace into which somebody carried a decision of the colleague about a record that stands there."""
    workspace = peopled()
    said = said_of(one_of(workspace, kind))
    bring(workspace, said)
    return workspace, said


def shown(workspace: Workspace, actor: Actor = HER) -> list[CarriedDecision]:
    rows, total = carried_page(workspace, on=TODAY, actor=actor, first=0, limit=100)
    counts = carried_counts(workspace, on=TODAY, actor=actor)
    assert len(rows) == total == counts.number
    assert counts.mine == sum(row.is_mine for row in rows)
    assert counts.to_decide == sum(row.is_mine or row.may_decide for row in rows)
    return rows


def dismiss(workspace: Workspace, row: CarriedDecision, actor: Actor, reason: str = "別の会社の決定") -> None:
    dismiss_carried(workspace, *row.key, seq=row.seq, reason=reason, actor=actor, at=AT)


def standing_of(workspace: Workspace, said: Any) -> Any:
    with workspace.unit() as unit:
        return unit.records.find(type(said), said.id) or said


@KINDS_DECIDED
@pytest.mark.parametrize("is_new", [False, True], ids=["changed", "new"])
def test_each_kind_carried_in_is_one_proposal_that_ends_once_it_is_decided_here(kind: type, *, is_new: bool) -> None:
    workspace = peopled()
    said = said_of(one_of(workspace, kind))
    files = folder_with(workspace, said)
    if is_new:
        workspace = peopled()
        workspace.ids = random_id  # counted ones would meet those of the folder
    bring(workspace, said, files=files)
    (row,) = shown(workspace)
    assert (row.key, row.decider, row.is_mine) == ((TABLES[kind], said.id), HER_NAME, True)
    assert (row.brought_by, row.brought_at) == (IMPORTER.name, AT)
    assert row.names
    assert {name: getattr(row.said, name) for name in row.names} == {name: getattr(said, name) for name in row.names}
    assert set(row.names) <= {*DECIDED[kind]}
    bring(workspace, said, files=files)
    assert [one.seq for one in shown(workspace)] == [row.seq]
    STEPS[kind][1](workspace, standing_of(workspace, said))
    assert shown(workspace) == []


@KINDS_DECIDED
def test_who_may_decide_a_kind_is_who_may_take_its_step(kind: type) -> None:
    step = STEPS[kind][0]
    asked = RIGHTS[f"{step.__module__}.{step.__qualname__}"]
    if step is decide_sub_processor:  # waiting may be noted by all; deciding asks for more within
        asked = Permission.DECIDE_REGISTER
    assert MAY_DECIDE[kind] is asked


def test_every_kind_that_a_folder_decides_has_its_step() -> None:
    assert set(MAY_DECIDE) == set(STEPS) == set(DECIDED)


def test_a_folder_that_comes_again_after_the_decision_opens_nothing() -> None:
    workspace, said = carried(ContractCover)
    confirm_cover(workspace, said.id, actor=HER, at=AT)
    bring(workspace, said, by=EVERYTHING)
    assert shown(workspace) == []


def test_another_decision_of_the_same_record_is_a_new_proposal() -> None:
    workspace, said = carried(ContractCover)
    confirm_cover(workspace, said.id, actor=EVERYTHING, at=AT)
    bring(workspace, replace(said, confirmed_on=TODAY - timedelta(days=400)))
    (row,) = shown(workspace)
    assert row.said.confirmed_on == TODAY - timedelta(days=400)


def test_a_decision_that_was_taken_back_here_is_proposed_again() -> None:
    workspace, said = carried(Erasure)
    done = confirm_erasure(workspace, said.id, actor=HER, at=AT).record
    record(workspace, replace(done, method="裁断"), actor=EVERYTHING, at=AT)
    assert [row.key for row in shown(workspace)] == [("erasure", said.id)]


@pytest.mark.parametrize("noted", [Approval.PENDING, Approval.REPORTED])
def test_that_somebody_noted_a_wait_is_no_decision(noted: Approval) -> None:
    workspace = peopled()
    said = replace(said_of(one_of(workspace, SubProcessorLink)), approval=Approval.APPROVED)
    bring(workspace, said)
    decide_sub_processor(workspace, said.id, noted, actor=BUYER, at=AT)
    assert len(shown(workspace)) == 1
    decide_sub_processor(workspace, said.id, Approval.REFUSED, actor=HER, at=AT)
    assert shown(workspace) == []


def test_an_own_word_about_the_fact_is_no_confirmation() -> None:
    workspace = peopled()
    said = replace(said_of(one_of(workspace, FactConfirmation)), is_own_word=False)
    bring(workspace, said)
    with workspace.change("fact_confirmation.stated", actor=BUYER, at=AT) as change:
        change.insert(replace(said, id="fc_own", confirmed_by=BUYER.id, confirmed_on=TODAY, is_own_word=True))
    assert len(shown(workspace)) == 1


def test_a_confirmation_is_named_by_its_fact_and_not_by_another_one() -> None:
    workspace, said = carried(FactConfirmation)
    other = replace(said, id="fc_other", fact="items_needed", confirmed_by=HER.id, is_own_word=False)
    with workspace.change("fact_confirmation.confirmed", actor=HER, at=AT) as change:
        change.insert(other)
    assert [row.key for row in shown(workspace)] == [("fact_confirmation", said.id)]


def test_a_record_that_ends_takes_its_proposal_with_it() -> None:
    workspace, said = carried(ContractCover)
    remove_cover(workspace, said.id, reason=WHY, actor=EVERYTHING, at=AT)
    assert shown(workspace) == []


ENDED: Final = {
    Contract: {"terminated_on": TODAY - timedelta(days=1)},
    Certificate: {"withdrawn_on": TODAY},
    DataFlow: {"end_on": TODAY - timedelta(days=1)},
    SubProcessorLink: {"ended_on": TODAY},
    PolicyText: {"in_force_until": TODAY - timedelta(days=1)},
    PolicyException: {"ended_on": TODAY},
}


@pytest.mark.parametrize("kind", ENDED, ids=lambda kind: kind.__name__)
def test_what_has_ended_waits_for_no_decision(kind: type) -> None:
    workspace, said = carried(kind)
    assert len(shown(workspace)) == 1
    record(workspace, replace(standing_of(workspace, said), **ENDED[kind]), actor=EVERYTHING, at=AT)
    assert shown(workspace) == []


@pytest.mark.parametrize(
    ("kind", "field"),
    [(Contract, "terminated_on"), (DataFlow, "end_on"), (PolicyText, "in_force_until")],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_on_its_last_day_a_record_still_waits(kind: type, field: str) -> None:
    workspace, said = carried(kind)
    record(workspace, replace(standing_of(workspace, said), **{field: TODAY}), actor=EVERYTHING, at=AT)
    assert len(shown(workspace)) == 1


@pytest.mark.parametrize(
    ("kind", "above", "field"),
    [
        (ContractCover, Contract, "contract_id"),
        (ContractClause, Contract, "contract_id"),
        (CloudFacts, DataFlow, "flow_id"),
        (HandOver, DataFlow, "flow_id"),
        (Judgement, DataFlow, "flow_id"),
        (FactConfirmation, DataFlow, "flow_id"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_what_belongs_to_something_that_ended_waits_for_no_decision(kind: type, above: type, field: str) -> None:
    workspace, said = carried(kind)
    assert len(shown(workspace)) == 1
    with workspace.unit() as unit:
        holder: Any = unit.records.get(above, getattr(said, field))
    record(workspace, replace(holder, **ENDED[above]), actor=EVERYTHING, at=AT)
    assert shown(workspace) == []


def test_that_data_were_erased_is_asked_for_after_their_flow_has_ended() -> None:
    workspace, said = carried(Erasure)
    with workspace.unit() as unit:
        flow = unit.records.get(DataFlow, said.flow_id)
    record(workspace, replace(flow, end_on=TODAY - timedelta(days=1)), actor=EVERYTHING, at=AT)
    assert [row.part_of for row in shown(workspace)] == [flow.name]


def test_an_archived_third_party_takes_its_proposals_with_it() -> None:
    workspace, said = carried(Certificate)
    archive(workspace, said.third_party_id, actor=EVERYTHING, at=AT, reason=WHY)
    assert shown(workspace) == []


def test_a_record_that_is_not_here_proposes_nothing() -> None:
    workspace = peopled()
    note(workspace, "cc_gone", {TABLE: "contract_cover", "confirmed_by": COLLEAGUE, HERE: {}})
    assert shown(workspace) == []


def note(workspace: Workspace, record_id: str, said: dict[str, Any]) -> None:
    """A line as a program wrote it: an older one did not say what stood here."""
    with workspace.change("register.imported", actor=IMPORTER, at=AT) as change:
        change.note(NOT_TAKEN, record_kind=CARRIED, record_id=record_id, after=said)


def test_lines_of_an_older_program_are_told_by_the_trail() -> None:
    workspace = peopled()
    cover = one_of(workspace, ContractCover)
    confirm_cover(workspace, cover.id, actor=EVERYTHING, at=AT)
    note(workspace, cover.id, {TABLE: "contract_cover", "confirmed_by": COLLEAGUE, "confirmed_on": "2026-01-05"})
    (row,) = shown(workspace)
    assert row.is_mine
    confirm_cover(workspace, cover.id, actor=HER, at=AT)
    assert shown(workspace) == []


def test_a_judgement_of_an_older_line_says_not_of_what_it_was_and_is_left_to_the_trail() -> None:
    workspace = peopled()
    note(workspace, "jd_away", {TABLE: "judgement", "holds": 1, "decided_by": COLLEAGUE})
    assert shown(workspace) == []


def test_what_whoever_brought_it_says_in_his_own_name_proposes_nothing() -> None:
    workspace = peopled()
    clause = one_of(workspace, ContractClause)
    bring(workspace, said_by_colleague(replace(clause, state=ClauseState.PRESENT), "checked_by"))
    assert shown(workspace) == []


@pytest.mark.parametrize("how", ["left", "unknown"])
def test_where_nobody_here_is_named_it_is_for_whoever_may_decide(how: str) -> None:
    workspace = peopled()
    said = said_of(one_of(workspace, ContractClause))
    if how == "unknown":
        said = replace(said, reason_approved_by="us_of_elsewhere")
    bring(workspace, said)
    if how == "left":
        record_leaving(workspace, COLLEAGUE, left_on=TODAY, actor=EVERYTHING, at=AT)
    (row,) = shown(workspace, EVERYTHING)
    assert (row.decider, row.is_mine, row.may_decide, row.may_dismiss) == ("", False, True, True)
    (row,) = shown(workspace, BUYER)
    assert (row.may_decide, row.may_dismiss) == (False, False)


def test_whoever_is_named_sees_his_own_first_then_what_he_may_decide() -> None:
    workspace = peopled()
    flow = said_of(one_of(workspace, DataFlow))
    bring(workspace, replace(flow, route_decided_by="us01"))
    cover = said_of(one_of(workspace, ContractCover))
    bring(workspace, replace(cover, confirmed_by=BUYER.id))
    exception = said_of(one_of(workspace, PolicyException))
    bring(workspace, exception)
    assert [row.said.id for row in shown(workspace, BUYER)] == [cover.id, exception.id, flow.id]
    assert [row.said.id for row in shown(workspace, EVERYTHING)] == [flow.id, exception.id, cover.id]
    assert [row.said.id for row in shown(workspace)] == [exception.id, cover.id, flow.id]
    assert [(row.is_mine, row.may_decide) for row in shown(workspace, AUDITOR)] == [(False, False)] * 3
    rows, total = carried_page(workspace, on=TODAY, actor=HER, first=1, limit=1)
    assert ([row.said.id for row in rows], total) == ([cover.id], 3)


def test_whoever_is_named_dismisses_it_with_a_reason_that_the_trail_keeps() -> None:
    workspace, said = carried(ContractCover)
    (row,) = shown(workspace)
    with pytest.raises(InvalidValueError):
        dismiss(workspace, row, HER, reason=" ")
    dismiss(workspace, row, HER)
    assert shown(workspace) == []
    with workspace.unit() as unit:
        kept = unit.trail.lines(record_kind=CARRIED, record_id=said.id, limit=1)[0]
    assert (kept.entry.action, kept.entry.actor, kept.reason) == ("decision.dismissed", HER.id, "別の会社の決定")
    assert standing_of(workspace, said).confirmed_by is None
    with pytest.raises(StateError):
        dismiss(workspace, row, HER)


def test_a_dismissed_decision_stays_so_when_it_comes_again_and_another_one_does_not() -> None:
    workspace, said = carried(ContractCover)
    (row,) = shown(workspace)
    dismiss(workspace, row, HER)
    bring(workspace, said)
    assert shown(workspace) == []
    bring(workspace, replace(said, confirmed_on=TODAY))
    assert len(shown(workspace)) == 1


def test_whoever_may_decide_dismisses_what_names_somebody_else() -> None:
    workspace, _ = carried(ContractClause)
    (row,) = shown(workspace, EVERYTHING)
    dismiss(workspace, row, EVERYTHING)
    assert shown(workspace) == []


@pytest.mark.parametrize(
    ("text", "refusal"), [("1234 5678 9018", MyNumberError), ("4111-1111-1111-1111", InvalidValueError)]
)
def test_a_reason_holds_no_number_of_a_person(text: str, refusal: type[Exception]) -> None:
    workspace, _ = carried(ContractCover)
    (row,) = shown(workspace)
    with pytest.raises(refusal):
        dismiss(workspace, row, HER, reason=f"前 {text} 後")
    assert shown(workspace) == [row]


def test_nobody_else_dismisses_it() -> None:
    workspace, _ = carried(ContractClause)
    (row,) = shown(workspace, BUYER)
    assert not row.may_dismiss
    with pytest.raises(NotPermittedError):
        dismiss(workspace, row, BUYER)


def test_whoever_brought_it_does_not_dismiss_it_even_where_it_names_him() -> None:
    workspace = peopled()
    said = replace(said_of(one_of(workspace, ContractCover)), confirmed_by=IMPORTER.id)
    bring(workspace, said)
    (row,) = shown(workspace, IMPORTER)
    assert (row.is_mine, row.may_decide, row.may_dismiss) == (True, True, False)
    with pytest.raises(StateError):
        dismiss(workspace, row, IMPORTER)


def test_whoever_brought_it_again_does_not_dismiss_it_either() -> None:
    workspace, said = carried(ContractCover)
    bring(workspace, said, by=HER)
    (row,) = shown(workspace)
    assert not row.may_dismiss
    with pytest.raises(StateError):
        dismiss(workspace, row, HER)


@pytest.mark.parametrize("how", ["account", "lent"])
def test_whoever_is_one_with_who_brought_it_does_not_dismiss_it(how: str) -> None:
    workspace = peopled()
    bring(workspace, said_of(one_of(workspace, ContractCover)))
    other = replace(an_actor(UserRole.COMPLIANCE, user_id="us06", name=IMPORTER.name))
    if how == "account":
        add_user(
            workspace,
            name=IMPORTER.name,
            department="法務部",
            roles=other.roles,
            user_id=other.id,
            actor=EVERYTHING,
            at=AT,
        )
    else:
        other = replace(other, one_with=frozenset({IMPORTER.id}))
    (row,) = shown(workspace, other)
    assert not row.may_dismiss
    with pytest.raises(StateError):
        dismiss(workspace, row, other)


def test_what_was_carried_in_anew_since_it_was_shown_is_not_dismissed_unseen() -> None:
    workspace, said = carried(ContractCover)
    (row,) = shown(workspace)
    bring(workspace, replace(said, confirmed_on=TODAY))
    with pytest.raises(StateError):
        dismiss(workspace, row, HER)


ON_SQLITE = pytest.mark.skipif(ENGINE != SQLITE, reason="calls are counted on the one engine that answers each alone")


@ON_SQLITE
def test_where_no_folder_brought_a_decision_the_database_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = peopled()
    with round_trips(monkeypatch) as asked:
        assert carried_counts(workspace, on=TODAY, actor=HER).number == 0
    assert len(asked) == 1


@ON_SQLITE
def test_more_decisions_cost_no_more_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, said = carried(ContractCover)

    def trips() -> int:
        with round_trips(monkeypatch) as asked:
            carried_page(workspace, on=TODAY, actor=HER, first=0, limit=100)
        return len(asked)

    before = trips()
    for number in range(20):
        other = register(workspace, a_third_party(legal_name=f"株式会社{number}"), actor=EVERYTHING, at=AT).record
        cover = ContractCover("", said.contract_id, other.id)
        bring(workspace, said_of(record(workspace, cover, actor=EVERYTHING, at=AT).record))
    assert len(shown(workspace)) == 21
    assert trips() == before
