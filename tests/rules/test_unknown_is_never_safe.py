"""Nothing that is taken out of a case makes 可 of it: each fact set to unknown, each record deleted, one at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from kit.cases.facts_of_cases import NONE_IS_AN_ANSWER, RECORDS, facts_of, fields_read
from kit.clearing import WorkedCase, read_clearances, tried_cases
from kit.examples import some
from sakimori.domain.clearance import ReasonKind, Verdict
from sakimori.domain.codes import Outcome
from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.registers import Registers
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging

CASES = tried_cases()
ORDER = list(Outcome)
GOOD = {Outcome.ALLOWED, Outcome.CONDITIONAL}


def _rank(verdict: Verdict) -> int:
    return ORDER.index(verdict.outcome)


def _verdict(case: Case, worked: WorkedCase) -> Verdict:
    return Judging(case, DEFAULT_POLICY).on(worked.on)


@pytest.mark.parametrize("worked", CASES, ids=lambda worked: worked.name)
def test_no_fact_set_to_unknown_makes_an_answer_good(worked: WorkedCase) -> None:
    """What was barred or asked may be asked after that; it never becomes 可 or 条件付き可.

    It may be conditional where a condition is to record that very fact.
    """
    before = _verdict(worked.case, worked)
    every = {(kind, f.name) for kind in RECORDS for f in fields(kind)}
    for fact in some(facts_of(worked.case, every), CASES.index(worked), one_in=6):
        if (fact.kind.__name__, fact.field) in NAMED_IN_VAIN:
            continue
        after = _verdict(fact.with_value(None), worked)
        if after.outcome not in GOOD or _rank(after) <= _rank(before):
            continue
        asked = {(r.fix.record_id, r.fix.field) for r in after.of_kind(ReasonKind.CONDITION) if r.fix is not None}
        if after.outcome is Outcome.CONDITIONAL and (fact.record_id, fact.field) in asked:
            continue
        pytest.fail(f"{fact.kind.__name__}.{fact.field}: {before.outcome} → {after.outcome}")


NAMED_IN_VAIN = {("DataFlow", "route_evidence_id")}
"""A document that is named and not on file is bad news (C-KN3); on a ground that needs none, naming none is no news."""


BAD_NEWS: dict[str, str] = {
    "Judgement": "it decided against the hand-over, or one of two that contradict each other",
    "AnnualCheck": "it found that the measures are not kept, or the older one of two speaks without it",
    "AiFacts": "inputs that train an AI, or a kind of data that is never put into such a service",
    "CloudFacts": "one of two that contradict each other",
    "ForeignBasis": "one of two that contradict each other",
    "Condition": "a condition of an approval that was not met",
    "SubProcessorLink": "a further hand that is not approved, or has no basis abroad",
    "DataSetPart": "the persons who may not go along are no part of the hand-over any more",
    "ConsentText": "one of two of the same id",
    "Purpose": "one of two of the same id",
    "PeriodicReview": "one of two",
    "ContractClause": "a reading that found something against us",
    "CoveringContract": "a contract that binds somebody else, or one of two that contradict each other",
    "Certificate": "one of two that contradict each other",
    "Notice": "a version after which an older one is in force again",
    "CountryProfile": "it found broad access of the government",
    "Campaign": "one that is not in order, or that uses a flow which is not for advertising",
    "AddressGroup": "addresses that nothing allows to send to",
    "SharingChange": "a change that was not told beforehand",
    "PassedOn": "what the recipient was asked to do with its copy, and has not been told, not answered or refused",
    "Assessment": "a rejection, or a check that is older than another one",
}
"""Kinds of record that may hold bad news: without one the answer may be better, and why."""


def _lists(case: Case) -> Iterator[tuple[str, tuple[Any, ...], Callable[[tuple[Any, ...]], Case]]]:
    """Every list of records of a case, with the case that has another list in its place."""
    dossier = case.dossier
    yield "Judgement", case.judgements, lambda new: replace(case, judgements=new)
    for f in fields(Dossier):
        held = getattr(dossier, f.name)
        if f.name != "flows" and isinstance(held, tuple) and held:
            yield (
                type(held[0]).__name__,
                held,
                lambda new, n=f.name: replace(case, dossier=replace(dossier, **{n: new})),  # type: ignore[misc]
            )
    for f in fields(Registers):
        held = getattr(dossier.registers, f.name)
        if isinstance(held, tuple) and held:
            yield (
                type(held[0]).__name__,
                held,
                lambda new, n=f.name: replace(  # type: ignore[misc]
                    case, dossier=replace(dossier, registers=replace(dossier.registers, **{n: new}))
                ),
            )


def _deleted(case: Case) -> Iterator[tuple[str, Case]]:
    for kind, held, put in _lists(case):
        for at in range(len(held)):
            yield kind, put((*held[:at], *held[at + 1 :]))
    for code in case.dossier.countries:
        left = {c: profile for c, profile in case.dossier.countries.items() if c != code}
        yield "CountryProfile", replace(case, dossier=replace(case.dossier, countries=left))


@pytest.mark.parametrize("worked", CASES, ids=lambda worked: worked.name)
def test_no_record_deleted_makes_an_answer_better_unless_it_was_bad_news(worked: WorkedCase) -> None:
    before = _verdict(worked.case, worked)
    better: defaultdict[str, list[str]] = defaultdict(list)
    for kind, case in some(_deleted(worked.case), CASES.index(worked)):
        after = _verdict(case, worked)
        if after.outcome in GOOD and _rank(after) > _rank(before):
            better[kind].append(f"{before.outcome} → {after.outcome}")
    assert not better.keys() - BAD_NEWS.keys(), dict(better)


_OF_GAPS = "asked by the rules of gaps alone: it does not decide whether data may go today"
_OF_GATE = "the gate reads it before any rule: whoever asks decides nothing, and nothing counts before its day"
_OF_LISTS = "a key or a name by which people find the record"
_OF_UPKEEP = "belongs to how the record is kept or renewed"
_OF_WORDS = "drafts and shows what persons are told of a country"

WITHOUT_INFLUENCE: dict[str, str] = {
    "AddressGroup": f"data_set_part_id: {_OF_LISTS}; person_count: {_OF_GAPS}",
    "Campaign": (
        f"contract_id first_sent_on in_a_lump planned_on records_kept_until: {_OF_GAPS}; suppression_on: the facts of "
        "the hand-over name the list that goes along"
    ),
    "Assessment": f"due_on submitted_by: {_OF_UPKEEP}",
    "Certificate": (
        f"evidence_id scope_compared_by scope_compared_on: {_OF_GATE}; external_key: {_OF_LISTS}; "
        f"opinion register_seen_on: {_OF_GAPS}"
    ),
    "ConsentText": f"external_key: {_OF_LISTS}",
    "Contract": (
        f"breach_notice_hours governing_law terms_changed_on: {_OF_GAPS}; external_key: {_OF_LISTS}; "
        f"notice_days_ours notice_days_theirs renewal_decided_by: {_OF_UPKEEP}"
    ),
    "ContractClause": (
        f"checked_by evidence_id reason_approved_on: {_OF_GATE}; source_id source_page source_start source_end: the "
        "passage that a person accepted, whose state alone counts"
    ),
    "ContractCover": f"confirmed_by: {_OF_GATE}",
    "CountryProfile": f"breach_hours cbpr_economy eu_adequacy: {_OF_WORDS}",
    "DataFlow": (f"encryption legal_hold retention_months retention_until: {_OF_GAPS}; external_key: {_OF_LISTS}"),
    "DataSet": f"ended_on last_verified_on retention_months: {_OF_GAPS}; external_key: {_OF_LISTS}",
    "DataSetPart": f"categories: held against the flow alone (C-KN2); external_key: {_OF_LISTS}",
    "Filing": f"end_filed_on end_told_on: {_OF_GAPS}; external_key: {_OF_LISTS}",
    "HandOver": f"approved_by: {_OF_GATE}",
    "JointUse": f"external_key: {_OF_LISTS}",
    "Notice": f"items security_content: {_OF_GAPS}; external_key: {_OF_LISTS}",
    "ThirdParty": f"corporate_number created_on external_key parent_id: {_OF_LISTS}",
}
"""By kind of record: its fields that no rule of clearance reads, and why not."""


def test_fields_that_decide_nothing_are_listed_with_the_reason() -> None:
    seen: set[tuple[type, str]] = set()
    for worked in read_clearances():
        case = worked.case  # made before: that reads fields as well
        with fields_read() as read:
            _verdict(case, worked)
        seen |= read
    optional = {
        (kind.__name__, f.name)
        for kind in RECORDS
        for f in fields(kind)
        if "None" in str(f.type) and f.name not in NONE_IS_AN_ANSWER.get(kind, ())
    }
    unread = optional - {(kind.__name__, name) for kind, name in seen}
    listed = {
        (kind, name)
        for kind, told in WITHOUT_INFLUENCE.items()
        for group in told.split("; ")
        for name in group.partition(":")[0].split()
    }
    assert unread == listed, sorted(unread ^ listed)
