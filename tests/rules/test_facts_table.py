"""The table of facts: every step has its rows, nothing is asked beyond them, and unknown gives what they say."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from kit.cases.facts_of_cases import NONE_IS_AN_ANSWER, facts_of, fields_read, may_be_unknown
from kit.clearing import WorkedCase, read_clearances
from kit.examples import some
from sakimori.domain.clearance import ReasonKind, Step, Verdict
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.facts_table import DESKS, StepFact, facts_table, judged_by_persons
from sakimori.rules.clearance.judging import Judging

CASES = read_clearances()
OPEN = (ReasonKind.BAR, ReasonKind.UNKNOWN, ReasonKind.QUESTION, ReasonKind.CONDITION)

ANOTHER_ANSWERS = {
    ("CloudFacts", "published_under_32"): "a duty of our own that no answer rests on; the gap board asks for it",
    ("Contract", "start_on"): "the day of signing answers it",
    ("Purpose", "external_key"): "read where two records are compared as wholes",
    ("SubProcessorLink", "external_key"): "read where two records are compared as wholes",
    ("Contract", "governing_law"): "read for the words of a reason alone",
    ("ContractClause", "reason_approved_by"): "without it a missing clause stays missing",
    ("ContractClause", "checked_on"): "without it a clause counts as not read, which C-CL3 says",
    ("ContractClause", "evidence_id"): "without it a missing clause stays missing",
    ("AnnualCheck", "evidence_id"): "the check asks for no document",
    ("Certificate", "opinion"): "a report carries no provision",
    ("DataFlow", "volume_band"): "the number of persons answers it",
    ("HandOver", "directory_unchanged"): "without it the data are personal data",
    ("HandOver", "approved_by"): "the day of the approval answers it",
    ("SubProcessorLink", "approved_by"): "an approval that a list brings has no person",
    ("SubProcessorLink", "sub_third_party_id"): "a sub-processor need not be a third party of the register",
    ("ConsentText", "categories"): "whether the consent reaches is asked of the hand-over",
}
"""Fields that a rule reads and whose absence leaves no better answer, though no step names it as missing."""

OF_THE_LAW: dict[Step, set[str]] = {
    Step.SCOPE: {"HandOver.scope_checked", "ThirdParty.kind_of_body"},
    Step.HAND_OVER: {
        "CloudFacts.no_handling_clause", "CloudFacts.signed_off_by", "HandOver.sealed_carriage",
        "HandOver.identity_checked", "HandOver.nobody_else_along",
    },
    Step.MY_NUMBER: {"SubProcessorLink.approval", "HandOver.by_foreign_authority"},
    Step.POSITION: {
        "DataSetPart.position", "HandOver.entruster_agreed", "DataSetPart.onward_limited", "DataSet.other_laws",
    },
    Step.EXCEPTION: {"DataFlow.route_evidence_id", "HandOver.by_foreign_authority", "HandOver.demand"},
    Step.SOURCE: {
        "DataSetPart.acquired_properly", "DataSetPart.special_care_basis", "DataSetPart.receipt_recorded",
        "DataSetPart.history", "HandOver.stress_check", "HandOver.to_employer",
    },
    Step.MISUSE: {"HandOver.misuse", "ThirdParty.order_history"},
    Step.PURPOSE: {
        "DataFlow.purpose_id", "DataSetPart.collected_from", "DataSetPart.purpose_told", "Purpose.published_since",
        "Purpose.states_provision",
    },
    Step.OBJECTIONS: {"HandOver.objections", "HandOver.objectors_removed"},
    Step.MINIMUM: {"HandOver.items_needed", "HandOver.persons_needed"},
    Step.SPECIAL_FORM: {
        "HandOver.standard_met", "HandOver.made_as_such", "HandOver.told_recipient", "HandOver.items_published",
        "HandOver.we_can_tie",
        "HandOver.recipient_ties", "HandOver.recipient_consent_confirmed",
    },
    Step.PLACE: {"ThirdParty.country", "SubProcessorLink.country"},
    Step.ROUTE: {
        "ConsentText.names_country", "ConsentText.tells_regime", "ConsentText.tells_measures", "ConsentText.kinds",
        "DataSetPart.consent_text_id", "HandOver.own_use", "HandOver.mixes_data", "HandOver.own_duty",
        "HandOver.succession", "JointUse.published_on", "HandOver.inside_joint_use", "Filing.filed_on",
        "Filing.notified_how", "Filing.notified_on", "Filing.items", "Filing.published_on",
    },
    Step.PROCESSOR: {
        "Assessment.valid_until", "Contract.end_on", "SubProcessorLink.approval",
        "ThirdParty.sub_processors_complete_on",
    },
    Step.RECORD: {"HandOver.record_prepared", "HandOver.receipt_duty_told"},
    Step.MARKETING: {
        "HandOver.in_our_name", "HandOver.optin_basis", "HandOver.optin_record", "HandOver.mail_order_ad",
        "HandOver.mail_order_consent",
        "HandOver.refusal_display", "HandOver.suppression_on",
    },
    Step.REGIME: {"DataSetPart.origin", "HandOver.onward_terms", "HandOver.local_tool"},
    Step.APPROVAL: {"HandOver.approved_on", "HandOver.first_time", "DataFlow.person_count"},
    Step.RECEIPT: {
        "HandOver.provider_confirmed", "HandOver.provider_history", "HandOver.optout_seen", "HandOver.record_prepared",
        "HandOver.inside_joint_use", "HandOver.entruster_agreed", "ThirdParty.kind_of_body", "DataSetPart.position",
        "DataFlow.purpose_id",
    },
}  # fmt: skip
"""What each step of the procedure asks, and what 法30条 asks of data that come to us."""


def _name(fact: StepFact) -> str:
    return f"{fact.kind.__name__}.{fact.field}"


def _open(verdict: Verdict) -> set[tuple[Step, ReasonKind, str, str]]:
    return {(r.step, r.kind, r.rule_id, r.text.ja) for r in verdict.of_kind(*OPEN)}


def _judged(case: Case, worked: WorkedCase) -> Verdict:
    return Judging(case, DEFAULT_POLICY).on(worked.on)


@pytest.mark.parametrize("step", list(Step))
def test_each_step_asks_what_the_fact_base_names(step: Step) -> None:
    assert OF_THE_LAW[step] <= {_name(fact) for fact in facts_table() if fact.step is step}


def test_each_fact_has_its_field_and_its_desk_and_stands_once_in_a_step() -> None:
    rows = [(fact.step, _name(fact), fact.gives) for fact in facts_table()]
    assert len(rows) == len(set(rows))
    for fact in facts_table():
        assert fact.field in {f.name for f in fields(fact.kind)}
        assert fact.kind in DESKS


def test_unknown_gives_what_the_table_says() -> None:
    """Each row is tried: the fact of a worked case is taken away, and the step says so as it should."""
    waiting = {(fact.step, _name(fact), fact.gives) for fact in some(facts_table(), 0)}
    for of_its_step in (True, False):  # a case of the step itself most likely says it
        for worked in CASES:
            wanted = {name for step, name, _ in waiting if not of_its_step or step == worked.step}
            if not wanted:
                continue
            case = worked.case  # made before: that reads fields as well
            with fields_read() as read:
                known = _open(_judged(case, worked))
            for fact in facts_of(case, {one for one in read if f"{one[0].__name__}.{one[1]}" in wanted}):
                new = _open(_judged(fact.with_value(None), worked)) - known
                waiting -= {(step, f"{fact.kind.__name__}.{fact.field}", kind) for step, kind, _, _ in new}
    waiting -= {(Step.SCOPE, "ForeignBasis.since", ReasonKind.UNKNOWN)}  # worked cases of their own (C-KN5)
    assert waiting == set()


@pytest.fixture(scope="module")
def looked() -> tuple[set[tuple[type, str]], set[tuple[Step, str]]]:
    """What the rules read over all cases, and which of them put a question where nobody has judged."""
    asked: set[tuple[Step, str]] = set()
    made = [(worked, replace(worked.case, judgements=())) for worked in some(CASES, 1)]
    with fields_read() as read:
        for worked, case in made:
            verdict = _judged(case, worked)
            asked |= {(r.step, r.rule_id) for r in verdict.of_kind(ReasonKind.QUESTION)}
    return read, asked


WHOSE_WORD = {("ThirdParty", "owner_id")}
"""Read by the gate, which weighs whose word a fact is; no rule asks for it."""


def test_every_field_that_a_rule_reads_stands_in_the_table(looked: Any) -> None:
    read, _ = looked
    told = {(fact.kind.__name__, fact.field) for fact in facts_table()} | ANOTHER_ANSWERS.keys() | WHOSE_WORD
    asked = {
        (kind.__name__, name)
        for kind, name in read
        if name in may_be_unknown(kind) and name not in NONE_IS_AN_ANSWER.get(kind, ())
    }
    assert asked <= told


def test_every_question_for_a_person_stands_in_the_table(looked: Any) -> None:
    _, asked = looked
    told = {(step, rule_id) for step, rules in judged_by_persons().items() for rule_id in rules}
    of_rules = {(rule.step, rule.id) for rule in CLEARANCE_RULES}
    assert asked <= told <= of_rules
