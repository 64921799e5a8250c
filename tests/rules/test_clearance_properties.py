"""Two properties of the procedure: what nobody recorded is never safe, and no day turns the answer unannounced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.cases.facts_of_cases import Fact, facts_of, fields_read, moved
from kit.clearing import TODAY, WorkedCase, read_clearances, tried_cases
from kit.examples import examples, some
from sakimori.domain.clearance import OutcomeSpan, ReasonKind
from sakimori.domain.codes import Outcome, Severity
from sakimori.domain.gap import Fix, Waiver
from sakimori.domain.policy import AMENDMENT_LATEST_ON, DEFAULT_POLICY
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.hand_over import Judgement
from sakimori.domain.records.own_registers import DataSetPart, Notice
from sakimori.domain.records.third_party import SELF_ID
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.case_making import case_of
from sakimori.rules.clearance.future import FUTURE
from sakimori.rules.clearance.judging import Judging

CASES = read_clearances()
TRIED = tried_cases()
ORDER = list(Outcome)
QUESTIONS = ("A-17-2", "A-28-0", "A-27-1A", "G-06", "SR-4", "A-EX2", "A-CL1S")
WAIVABLE = tuple(sorted({rule.waived_by for rule in CLEARANCE_RULES if rule.waived_by}))
OF_ONE_DAY = tuple(replace(rule, cuts=lambda case, policy: (date.min,)) for rule in CLEARANCE_RULES)
"""Rules that any day may turn and that announce none to come: each day has to be judged by itself."""
REACH = 40


def _rank(outcome: Outcome) -> int:
    return ORDER.index(outcome)


def _answer(case: Case, on: date) -> OutcomeSpan:
    """The answer of one day by rules that tell of no other: nothing is remembered from the day before."""
    verdict = Judging(case, DEFAULT_POLICY, OF_ONE_DAY).on(on)
    said = tuple(reason for reason in verdict.reasons if reason.kind is not ReasonKind.CONFIRMED)
    return OutcomeSpan(on, None, verdict.outcome, said)


def _names_it(answer: OutcomeSpan, fact: Fact) -> bool:
    """Whether a condition is to make that very record: its fix names the record and the field."""
    return any(
        reason.kind is ReasonKind.CONDITION and reason.fix is not None and _is_fix_of(reason.fix, fact)
        for reason in answer.reasons
    )


def _is_fix_of(fix: Fix, fact: Fact) -> bool:
    return fix.record_id == fact.record_id and fix.field == fact.field


@pytest.mark.parametrize("worked", TRIED, ids=lambda worked: worked.name)
def test_a_fact_that_nobody_recorded_is_never_safe(worked: WorkedCase) -> None:
    """Without a fact the answer is no better than with its worst value; open to a person at least, where that bars.

    It may stay conditional where a condition is to record that very fact.
    """
    case = worked.case  # made before: that reads fields as well
    with fields_read() as read:
        _answer(case, worked.on)
    for fact in some(facts_of(case, read), TRIED.index(worked)):
        unknown = _answer(fact.with_value(None), worked.on)
        if _rank(unknown.outcome) <= _rank(Outcome.REVIEW):
            continue
        if unknown.outcome is Outcome.CONDITIONAL and _names_it(unknown, fact):
            continue
        for value in fact.others():
            known = _answer(fact.with_value(value), worked.on)
            assert _rank(unknown.outcome) <= _rank(known.outcome), (
                f"{fact.kind.__name__}.{fact.field}: None → {unknown.outcome}, {value} → {known.outcome} "
                f"({', '.join(r.rule_id for r in known.reasons if r.outcome is known.outcome)})"
            )


def _shifted(days: st.DataObject) -> Callable[[date], date]:
    """Some days come to lie around today, the others stay; equal days stay equal."""
    seen: dict[date, date] = {}

    def shift(day: date) -> date:
        if day not in seen:
            near = days.draw(st.none() | st.integers(-REACH, REACH))
            seen[day] = day if near is None else TODAY + timedelta(days=near)
        return seen[day]

    return shift


def _judgements(case: Case, days: st.DataObject) -> tuple[Judgement, ...]:
    drawn = st.lists(st.tuples(st.sampled_from(QUESTIONS), st.booleans(), st.integers(-REACH, REACH)), max_size=3)
    return tuple(
        Judgement(f"jx{n}", case.flow.third_party_id, case.flow.id, rule, holds, "理由", "us2", _near(day))
        for n, (rule, holds, day) in enumerate(days.draw(drawn))
    )


def _waivers(days: st.DataObject) -> tuple[tuple[Waiver, tuple[str, str, str]], ...]:
    near = st.integers(-REACH, REACH)
    drawn = st.lists(st.tuples(st.sampled_from(WAIVABLE), near, near, st.none() | near), max_size=3)
    made = []
    for n, (rule, decided, last, lapsed) in enumerate(days.draw(drawn)):
        at = datetime.combine(_near(decided), time(3), tzinfo=UTC)
        waiver = Waiver(
            f"wx{n}", "g1", "tp1", Severity.BLOCK, "x", "理由", _near(last), "us1", at, True, "us2", at,
            lapsed_on=None if lapsed is None else _near(lapsed),
        )  # fmt: skip
        made.append((waiver, (rule, "third_party", "tp1")))
    return tuple(made)


def _near(days: int) -> date:
    return TODAY + timedelta(days=days)


def _random_case(days: st.DataObject) -> Case:
    case = moved(days.draw(st.sampled_from(CASES)).case, _shifted(days))
    waivers = (*case.dossier.waivers, *_waivers(days))
    return replace(
        case, judgements=(*case.judgements, *_judgements(case, days)), dossier=replace(case.dossier, waivers=waivers)
    )


def _weight(span: OutcomeSpan) -> tuple[Any, ...]:
    return span.outcome, span.reasons


@settings(max_examples=examples(60))
@given(st.data())
def test_no_day_turns_an_answer_unannounced(days: st.DataObject) -> None:
    """Word, reasons and conditions change only on the days that are named; answer and spans say so alike."""
    case = _random_case(days)
    whole = Judging(case, DEFAULT_POLICY)
    first, last = _near(-REACH - 3), _near(REACH + 3)
    walked = {}
    day = first
    while day <= last:
        walked[day] = _answer(case, day)
        if day > first and _weight(walked[day]) != _weight(walked[day - timedelta(days=1)]):
            assert day in whole.turning_days, _changed(walked[day - timedelta(days=1)], walked[day])
        day += timedelta(days=1)
    spans = whole.spans(first, last)
    for day, seen in walked.items():
        span = next(s for s in spans if s.from_on <= day and (s.until_on is None or day < s.until_on))
        assert _weight(span) == _weight(seen)
    for start in (first, _near(-7), TODAY, _near(20)):
        turns = next((d for d in walked if d > start and _weight(walked[d]) != _weight(walked[start])), None)
        until = whole.on(start).valid_until
        if turns is not None:
            assert until == turns - timedelta(days=1)
        else:
            assert until is None or until >= last


def _changed(before: OutcomeSpan, after: OutcomeSpan) -> str:
    words = {f"{r.rule_id}: {r.text.ja}" for r in before.reasons} ^ {f"{r.rule_id}: {r.text.ja}" for r in after.reasons}
    return f"{after.from_on}: {sorted(words)}"


@pytest.mark.parametrize("rule", FUTURE, ids=lambda rule: rule.id)
def test_a_rule_of_the_amendment_speaks_from_the_day_for_which_our_policy_prepares(rule: Any) -> None:
    assert DEFAULT_POLICY.amendment_main_on == AMENDMENT_LATEST_ON == date(2028, 7, 16)
    earlier = replace(DEFAULT_POLICY, amendment_main_on=date(2027, 10, 1))
    for policy in (DEFAULT_POLICY, earlier):
        spans = [span for worked in CASES for span in Judging(worked.case, policy, (rule,)).spans(TODAY)]
        spoken = {span.from_on for span in spans if span.reasons}
        assert min(spoken) == rule.first_day(policy) == policy.amendment_main_on


@pytest.mark.parametrize("worked", TRIED, ids=lambda worked: worked.name)
def test_what_a_case_leaves_out_of_our_registers_decides_nothing(worked: WorkedCase) -> None:
    """Parts of other data, notices where all stays at home and certificates that carry nothing are not looked at."""
    case = worked.case
    told = case.dossier.registers
    more = replace(
        told,
        data_set_parts=(*told.data_set_parts, DataSetPart("dp_x", "ds_x", "別の名簿", collected_from=_near(-9))),
        notices=(*told.notices, Notice("no_x", "別の公表", published_on=_near(-5), published_until=_near(12))),
        own_certificates=(
            *told.own_certificates,
            Certificate("ce_x", SELF_ID, Scheme.PMARK, issued_on=_near(-7), valid_until=_near(14)),
        ),
    )
    whole = replace(case, dossier=replace(case.dossier, registers=more))
    narrow = case_of(
        whole.dossier,
        case.flow,
        case.facts,
        judgements=case.judgements,
        confirmations=case.confirmations,
        stops=case.stops,
        asked_by=case.asked_by,
    )
    assert Judging(narrow, DEFAULT_POLICY).spans(_near(-REACH)) == Judging(whole, DEFAULT_POLICY).spans(_near(-REACH))
