"""The gate before the rules: another day's facts, the asker's own decisions, contradictions and lost documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_type_hints

import pytest

from kit.clearing import TODAY, WorkedCase, a_case, made_sure, tried_cases
from kit.examples import some
from sakimori.domain.clearance import ReasonKind, Step
from sakimori.domain.codes import Basis, Outcome, Severity
from sakimori.domain.gap import Waiver
from sakimori.domain.policy import DEFAULT_POLICY, Policy
from sakimori.domain.questions.assessment import Assessment, Condition, Evidence, PeriodicReview
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause, ContractCover
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, ForeignBasis
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement, Objection
from sakimori.domain.records.own_registers import ConsentText, Notice, Purpose
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.sharing import Filing, JointUse
from sakimori.domain.records.sub_processor import AGREED, SubProcessorLink
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, DoubtKind, Slice
from sakimori.rules.clearance.case_records import records_of, with_each
from sakimori.rules.clearance.gate import case_on, deciders
from sakimori.rules.clearance.gate_tables import DATED, JUDGEMENTS, TRANSCRIBED, DatedFact
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.clearance.rule_kit import ClearanceRule, Statement, bar, confirmed
from sakimori.rules.facts.clauses import clause

CASES = tried_cases()
ORDER = list(Outcome)
REVIEW = ORDER.index(Outcome.REVIEW)
DAY = timedelta(days=1)
FIRST = TODAY - 10 * DAY
AT = datetime(2026, 11, 16, 3, tzinfo=UTC)
ME, OTHER = "us1", "us2"


def _rank(case: Case, on: date) -> int:
    return ORDER.index(Judging(case, DEFAULT_POLICY).on(on).outcome)


BLANK: dict[type, dict[str, Any]] = {
    HandOver: {"approved_by": None, "approved_on": None},
    DataFlow: {"route_decided_by": None, "route_decided_on": None},
    ContractCover: {"confirmed_by": None, "confirmed_on": None},
    Condition: {"fulfilled_on": None, "fulfilled_by": None},
    SubProcessorLink: {"approval": None},
    Purpose: {"related_judgement": ""},
}
"""What a case cannot be without: here the dated fact alone is taken out."""


def _without(case: Case, record: Any) -> Case:
    """The case as if nobody had ever made a record."""
    if isinstance(record, Contract):
        kept = tuple(c for c in case.dossier.contracts if c.contract is not record)
        return replace(case, dossier=replace(case.dossier, contracts=kept))
    blank = BLANK.get(type(record))
    if blank is None:
        return with_each(case, lambda r: None if r is record else r)
    return with_each(case, lambda r: replace(r, **blank) if r is record else r)


def _dated(case: Case) -> Iterator[tuple[Any, date]]:
    """Every record with the first day of a fact in it."""
    for record in records_of(case):
        for dated in DATED:
            if type(record) is dated.kind and dated.says(record) and (day := dated.day_of(record)) is not None:
                yield record, day


@pytest.mark.parametrize("worked", CASES, ids=lambda worked: worked.name)
def test_before_its_first_day_a_fact_is_no_better_than_none(worked: WorkedCase) -> None:
    case = worked.case
    for day in some(sorted({day for _, day in _dated(case)}), CASES.index(worked)):
        before = _rank(case, day - DAY)
        if before == 0:
            continue  # nothing is worse
        if any(doubt.kind is DoubtKind.CONFLICT for doubt in case_on(case, day - DAY, DEFAULT_POLICY).doubts):
            continue  # without one of two that contradict each other the other speaks, for better or worse
        for record in [record for record, first in _dated(case) if first == day]:
            assert before <= _rank(_without(case, record), day - DAY), (record, day)


BEGINS: dict[type, Callable[[Any], date | None]] = {
    Contract: lambda r: r.begins_on,
    ForeignBasis: lambda r: r.since,
    ConsentText: lambda r: r.used_from,
    JointUse: lambda r: r.published_on,
    Filing: lambda r: r.filed_on,
    Notice: lambda r: r.published_on,
}
ENDS: dict[type, Callable[[Any], date | None]] = {
    Contract: lambda r: r.last_day,
    ForeignBasis: lambda r: r.until,
    JointUse: lambda r: r.published_until,
    Filing: lambda r: r.ended_on,
    Notice: lambda r: r.published_until,
    Certificate: lambda r: r.valid_through,
    Evidence: lambda r: r.gone_on - DAY if r.gone_on else None,
}


@pytest.mark.parametrize("worked", CASES, ids=lambda worked: worked.name)
def test_before_its_first_and_after_its_last_day_a_document_is_no_better_than_none(worked: WorkedCase) -> None:
    """The days of documents stay with the rules: no rule gives a better answer on them than without the document.

    Where something about it is not recorded the answer asks for that, which is no good answer either.
    """
    case = worked.case
    for record in records_of(case):
        days = [
            (BEGINS.get(type(record), lambda _: None)(record), -DAY),
            (ENDS.get(type(record), lambda _: None)(record), DAY),
        ]
        for day in [day + step for day, step in days if day is not None]:
            if (stands := _rank(case, day)) > REVIEW:
                assert stands <= _rank(_without(case, record), day), (record, day)


GONE_ON: dict[type, set[str]] = {Evidence: {"withdrawn_on", "reviewed_on"}, FactConfirmation: {"last_day"}}
"""The fields of which an end is worked out."""


def test_every_day_of_a_record_of_a_case_is_dated_or_transcribed() -> None:
    held = {dated.kind for dated in DATED} | TRANSCRIBED.keys()
    for kind in held:
        days = {
            f.name
            for f in fields(kind)
            if get_type_hints(kind)[f.name] in {date, date | None, datetime, datetime | None}
        }
        ends = {name for d in DATED if d.kind is kind and d.ends for name in GONE_ON.get(kind, {d.ends})}
        dated = {d.day for d in DATED if d.kind is kind} | ends
        assert days == dated | TRANSCRIBED.get(kind, frozenset()), kind.__name__


def test_every_field_that_names_a_deciding_person_is_a_judgement() -> None:
    """Who recorded, read, compared or filed something is no judge of it; who renewed a contract told its days.

    Who reviewed a document decides nothing by that alone: it counts beside the word of an asker, which the gate weighs.
    """
    recorders = {
        "checked_by", "by", "uploaded_by", "scope_compared_by", "opened_by", "submitted_by", "asked_by",
        "renewal_decided_by", "reviewed_by", "told_by", "recorded_by",
    }  # fmt: skip
    for kind in {dated.kind for dated in DATED} | TRANSCRIBED.keys():
        people = {f.name for f in fields(kind) if f.name == "by" or f.name.endswith("_by")} - recorders
        assert people == {d.by for d in JUDGEMENTS if d.kind is kind}, kind.__name__


def _made(by: str) -> Case:
    """A case in which everything that anybody can find or decide was found or decided on one day by one person."""
    case = a_case(
        {
            "recipient": {"country": "US", "business_in_japan": False},
            "foreign_bases": [{}],
            "annual_checks": [{"checked_on": FIRST, "by": by}],
            "cloud_facts": [{"signed_off_by": by, "signed_off_on": FIRST}],
            "ai_facts": [{"confirmed_by": by, "confirmed_on": FIRST}],
            "certificates": [{"scope_compared_by": by, "scope_compared_on": FIRST}],
            "evidence": [{"uploaded_on": FIRST}],
            "reviews": [{"completed_on": FIRST}],
            "conditions": [{"due_on": date(2027, 1, 1)}],
            "countries": {"US": {"checked_on": FIRST}},
            "assessments": [{"decided_on": FIRST, "valid_until": date(2027, 9, 30)}],
            "sub_processors": [{"approved_by": by, "approved_on": FIRST}],
            "purposes": [{"related_judgement": "関連する", "related_judged_by": by, "related_judged_on": FIRST}],
            "contracts": [
                {
                    "cover": {"confirmed_by": by, "confirmed_on": FIRST},
                    "clauses": {
                        "ITK-01": {
                            "state": "present", "checked_on": FIRST, "reason": "代わりの措置",
                            "reason_approved_by": by, "reason_approved_on": FIRST,
                        }
                    },
                }
            ],
            "flow": {"route_decided_by": by, "route_decided_on": FIRST, "route_evidence_id": "ev1"},
            "facts": {"approved_by": by, "approved_on": FIRST},
            "passed_on": [
                {
                    "about": "stop", "stop_batch_id": "mail", "channel": "mail", "asked_on": FIRST, "due_on": TODAY,
                    "told_on": FIRST, "told_by": by, "answered_on": FIRST, "answer": "done",
                }
            ],
            "judgements": [{"rule_id": "A-28-0", "decided_by": by, "decided_on": FIRST}],
        }
    )  # fmt: skip
    case = made_sure(case, by=by, on=FIRST)
    waiver = Waiver(
        "wv1", "g1", "tp1", Severity.BLOCK, "x", "理由", date(2027, 1, 1), "us3", AT, True, by, AT
    )  # fmt: skip

    def decided(record: Any) -> Any:
        if isinstance(record, Assessment):
            return replace(record, decided_by=by)
        return replace(record, fulfilled_on=FIRST, fulfilled_by=by) if isinstance(record, Condition) else record

    case = with_each(case, decided)
    waivers = ((waiver, ("C-CN1", "third_party", "tp1")),)
    assert legal_day(AT) == FIRST
    return replace(case, dossier=replace(case.dossier, waivers=waivers))


GOOD: dict[type, Callable[[Any], bool]] = {
    HandOver: lambda r: r.approved_by is not None or r.approved_on is not None,
    DataFlow: lambda r: r.route_decided_by is not None or r.route_decided_on is not None,
    CloudFacts: lambda r: r.signed_off_by is not None or r.signed_off_on is not None,
    AiFacts: lambda r: r.confirmed_by is not None or r.confirmed_on is not None,
    Purpose: lambda r: bool(r.related_judgement or r.related_judged_by),
    SubProcessorLink: lambda r: r.approval in AGREED,
    Condition: lambda r: r.fulfilled_on is not None,
    ContractCover: lambda r: r.confirmed_on is not None or r.confirmed_by is not None,
    Certificate: lambda r: r.covers_us is not None,
    PassedOn: lambda r: r.answer is not None,
    **dict.fromkeys(
        (Judgement, FactConfirmation, Assessment, Waiver, AnnualCheck, PeriodicReview, CountryProfile, Evidence),
        lambda _: True,
    ),
}  # fmt: skip


def _counts(case: Case, dated: DatedFact) -> bool:
    """Whether a case holds such a fact, as a rule sees it that looks at no day and at no person."""
    if dated.kind is ContractClause:
        clauses = [r for r in records_of(case) if isinstance(r, ContractClause)]
        if dated.judged:
            return any(r.reason_approved_by is not None or r.reason_approved_on is not None for r in clauses)
        return any(r.state is not ClauseState.NOT_CHECKED for r in clauses)
    return any(GOOD[dated.kind](r) for r in records_of(case) if type(r) is dated.kind)


def _blind(dated: DatedFact) -> ClearanceRule:
    """A rule as somebody may write it next year: the fact is there, and nothing else is asked."""

    def look(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterator[Statement]:
        yield confirmed() if _counts(case, dated) else bar()

    return ClearanceRule("C-XX1", Step.SCOPE, Text("検査", "test"), (COMPANY_POLICY,), Basis.POLICY, look)


BY_NAME = [pytest.param(d, id=f"{d.kind.__name__}.{d.day}") for d in DATED]
JUDGED = [pytest.param(d, id=f"{d.kind.__name__}.{d.day}") for d in JUDGEMENTS]


@pytest.mark.parametrize("dated", BY_NAME)
def test_a_rule_that_looks_at_no_day_hears_of_a_fact_from_its_day_on(dated: DatedFact) -> None:
    judging = Judging(_made(OTHER), DEFAULT_POLICY, (_blind(dated),))
    assert judging.on(FIRST - DAY).outcome is Outcome.BLOCKED
    assert judging.on(FIRST).outcome is Outcome.ALLOWED
    assert judging.on(FIRST - DAY).valid_until == FIRST - DAY
    assert FIRST in judging.turning_days
    assert [(s.from_on, s.outcome) for s in judging.spans(FIRST - 3 * DAY, TODAY)] == [
        (FIRST - 3 * DAY, Outcome.BLOCKED),
        (FIRST, Outcome.ALLOWED),
    ]


@pytest.mark.parametrize("dated", JUDGED)
def test_a_rule_that_looks_at_no_person_hears_of_nothing_that_the_asker_decided(dated: DatedFact) -> None:
    rules = (_blind(dated),)
    assert Judging(_made(OTHER), DEFAULT_POLICY, rules).on(TODAY).outcome is Outcome.ALLOWED
    assert Judging(_made(ME), DEFAULT_POLICY, rules).on(TODAY).outcome is Outcome.BLOCKED
    of_nobody = replace(_made(OTHER), asked_by=None)
    assert Judging(of_nobody, DEFAULT_POLICY).on(TODAY).outcome is Outcome.REVIEW


@pytest.mark.parametrize("dated", [d for d in DATED if not d.judged], ids=lambda d: f"{d.kind.__name__}.{d.day}")
def test_what_the_asker_found_and_noted_counts_for_him_as_well(dated: DatedFact) -> None:
    assert Judging(_made(ME), DEFAULT_POLICY, (_blind(dated),)).on(TODAY).outcome is Outcome.ALLOWED


def test_a_document_that_was_withdrawn_is_gone_from_that_day_on() -> None:
    (dated,) = [d for d in DATED if d.kind is Evidence]
    case = with_each(_made(OTHER), lambda r: replace(r, withdrawn_on=TODAY) if isinstance(r, Evidence) else r)
    judging = Judging(case, DEFAULT_POLICY, (_blind(dated),))
    assert judging.on(TODAY - DAY).outcome is Outcome.ALLOWED
    assert judging.on(TODAY).outcome is Outcome.BLOCKED


def test_whoever_decided_for_himself_is_told_whom_to_ask_and_where_to_invite() -> None:
    facts = {"first_time": True, "approved_by": ME, "approved_on": FIRST}
    own = Judging(a_case({"facts": facts}), DEFAULT_POLICY).on(TODAY)
    (said,) = own.of_kind(ReasonKind.CONDITION)
    assert said.rule_id == "C-AP1"
    assert "別の人（法務）が判断する" in said.text.ja
    assert "「設定→利用者」" in said.text.ja
    assert "Settings → Users" in said.text.en
    nobody = Judging(a_case({"facts": {"first_time": True}}), DEFAULT_POLICY).on(TODAY)
    (plain,) = nobody.of_kind(ReasonKind.CONDITION)
    assert "設定" not in plain.text.ja


def test_an_asker_who_is_not_named_leaves_one_question_and_no_untrue_reason() -> None:
    sound = Judging(a_case({}), DEFAULT_POLICY).on(TODAY)
    verdict = Judging(a_case({"asked_by": "未回答"}), DEFAULT_POLICY).on(TODAY)
    assert verdict.outcome is Outcome.REVIEW
    (said,) = [reason for reason in verdict.reasons if reason not in sound.reasons]
    assert said.rule_id == "C-KN4"
    assert "asked_by" in said.text.en


def test_no_case_is_barred_since_nobody_is_named_and_none_is_let_go() -> None:
    """Over all worked cases: the answer is that to somebody who decided nothing of it, and a question besides."""
    for worked in tried_cases():
        if worked.case.asked_by is None:
            continue
        other = Judging(replace(worked.case, asked_by="us-nobody"), DEFAULT_POLICY).on(worked.on)
        unnamed = Judging(replace(worked.case, asked_by=None), DEFAULT_POLICY).on(worked.on)
        if other.outcome is Outcome.BLOCKED:
            assert unnamed.outcome is Outcome.BLOCKED, worked.name
        else:
            rests = deciders(worked.case)
            assert unnamed.outcome is Outcome.REVIEW if rests else unnamed.outcome is other.outcome, worked.name
        bars = {reason.text for reason in unnamed.of_kind(ReasonKind.BAR)}
        assert bars == {reason.text for reason in other.of_kind(ReasonKind.BAR)}, worked.name


def test_two_records_of_the_facts_of_one_hand_over_leave_open_what_they_differ_in() -> None:
    case = a_case({"facts": {"objections": ["claim_pending"]}})
    other = replace(case.facts, id="ho2", objections=frozenset[Objection]())
    doubled = replace(case, dossier=replace(case.dossier, hand_overs=(case.facts, other)))
    seen = case_on(doubled, TODAY, DEFAULT_POLICY)
    assert seen.facts.objections is None
    assert seen.facts.items_needed is True
    assert {r.rule_id for r in Judging(doubled, DEFAULT_POLICY).on(TODAY).reasons} >= {"C-KN2"}


def test_a_clause_of_which_two_things_were_read_is_not_read() -> None:
    case = a_case({})
    (covering,) = case.dossier.contracts
    read = next(c for c in covering.clauses if c.clause_id == "ITK-01")
    twice = replace(covering, clauses=(*covering.clauses, replace(read, id="x", state=ClauseState.ABSENT)))
    seen = case_on(replace(case, dossier=replace(case.dossier, contracts=(twice,))), TODAY, DEFAULT_POLICY)
    found = [c.state for c in seen.dossier.contracts[0].clauses if c.clause_id == "ITK-01"]
    assert found == [ClauseState.NOT_CHECKED, ClauseState.NOT_CHECKED]
    assert [f"「{clause('ITK-01').text.ja}」" in doubt.text.ja for doubt in seen.doubts] == [True]


def test_a_case_in_which_nothing_is_dated_later_stays_the_same_object() -> None:
    """What is worked out over its records is then worked out once for all flows of a third party."""
    case = a_case({})
    assert case_on(case, TODAY, DEFAULT_POLICY) is case
