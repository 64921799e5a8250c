"""Own words free nobody: what the asker alone says of a hand-over is answered as if nobody had said it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.clearing import CONFIRMER, TODAY, WorkedCase, a_case, tried_cases
from kit.examples import some
from sakimori.domain.clearance import Verdict, worst
from sakimori.domain.codes import GOOD, DataCategory, Outcome
from sakimori.domain.gap import Fix
from sakimori.domain.policy import DEFAULT_POLICY, OWN_WORDS_NEVER, Policy
from sakimori.domain.questions.assessment import Evidence, EvidenceReview
from sakimori.domain.records.data_flow import TransferMethod
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.values.changed import changed
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.deciding import answers, outcome_if_sure
from sakimori.rules.clearance.facts_table import FREEING
from sakimori.rules.clearance.gate import case_as_told, case_on, uncounted_facts
from sakimori.rules.clearance.judging import Judging, merged
from sakimori.rules.clearance.own_words import answer_code, frees
from sakimori.rules.clearance.stretch import Stretch

CASES = tried_cases()
ORDER = list(Outcome)
DAY = timedelta(days=1)
ASKER, OWNER = "us1", "us_owner"
AT_ONCE = {
    "scope_checked",
    "sealed_carriage",
    "returns_to_entruster",
    "entruster_agreed",
    "at_request",
    "identity_checked",
    "nobody_else_along",
    "record_exempt",
    "optin_basis",
}


def _open(case: Case, day: date) -> tuple[int, frozenset[tuple[str, str, Fix | None]]]:
    """The place of the answer as the case is told, and what is open in it."""
    told = merged(Stretch(case, DEFAULT_POLICY, CLEARANCE_RULES, frozenset()).open_on(day))
    return ORDER.index(worst(told)), frozenset((reason.rule_id, reason.kind, reason.fix) for reason in told)


def better_answers(worked: WorkedCase) -> Iterator[tuple[str, str]]:
    """Each answer to a fact, alone, with which a case fares better than with none: a better word, or less to do."""
    case = case_as_told(worked.case, worked.on)
    names = [field.name for field in fields(HandOver) if answers(field.name)]
    for name in some(names, CASES.index(worked), one_in=4):
        rank, open_ones = _open(changed(case, facts=changed(case.facts, **{name: None})), worked.on)
        for answer in answers(name):
            then, left = _open(changed(case, facts=changed(case.facts, **{name: answer})), worked.on)
            if then > rank or (then == rank and left < open_ones):
                yield name, answer_code(answer)


@pytest.mark.parametrize("worked", CASES, ids=lambda worked: worked.name)
def test_every_answer_that_is_ever_better_than_none_is_among_those_that_free(worked: WorkedCase) -> None:
    unlisted = [(name, code) for name, code in better_answers(worked) if code not in FREEING[name].answers]
    assert unlisted == []


def test_facts_that_take_an_article_or_a_step_away_are_among_those_that_free() -> None:
    assert FREEING.keys() >= AT_ONCE
    names = [field.name for field in fields(HandOver)]
    assert list(FREEING) == sorted(FREEING, key=names.index)
    for name, fact in FREEING.items():
        assert fact.answers <= {answer_code(one) for one in answers(name)}, name


def _alone(case: Case, names: Collection[str]) -> Case:
    """The case in which nobody but the asker says some facts."""
    return replace(case, confirmations=tuple(one for one in case.confirmations if one.fact not in names))


def _unknown(case: Case, names: Collection[str]) -> Case:
    """The case in which nobody says them at all."""
    return replace(_alone(case, names), facts=changed(case.facts, **dict.fromkeys(names)))


def _stated(case: Case) -> list[str]:
    return [name for name in FREEING if frees(name, getattr(case.facts, name))]


def _told(verdict: Verdict) -> Any:
    return verdict.outcome, verdict.reasons, verdict.slices, verdict.valid_until, verdict.next_outcome


@pytest.mark.parametrize("worked", CASES, ids=lambda worked: worked.name)
def test_what_the_asker_alone_says_is_answered_as_if_nobody_had_said_it(worked: WorkedCase) -> None:
    """Alone, two by two and all together; the same case is the same answer, so that the pairs compare the cases."""
    case, stated = worked.case, _stated(worked.case)
    for pair in some(combinations(stated, 2), CASES.index(worked), one_in=12):
        on_word = case_on(_alone(case, pair), worked.on, DEFAULT_POLICY)
        assert on_word.facts == case_on(_unknown(case, pair), worked.on, DEFAULT_POLICY).facts, pair
    for names in [*([name] for name in some(stated, CASES.index(worked), one_in=4)), stated]:
        alone = Judging(_alone(case, names), DEFAULT_POLICY).on(worked.on)
        unknown = Judging(_unknown(case, names), DEFAULT_POLICY).on(worked.on)
        assert _told(alone) == _told(unknown), names
        assert (alone.outcome in GOOD) is (unknown.outcome in GOOD)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_set_of_facts_that_the_asker_alone_says_is_better_than_unknown(data: st.DataObject) -> None:
    worked = data.draw(st.sampled_from(CASES))
    stated = _stated(worked.case)
    names = data.draw(st.sets(st.sampled_from(stated))) if stated else set()
    on_word = case_on(_alone(worked.case, names), worked.on, DEFAULT_POLICY)
    assert on_word.facts == case_on(_unknown(worked.case, names), worked.on, DEFAULT_POLICY).facts


@pytest.mark.parametrize("worked", CASES, ids=lambda worked: worked.name)
def test_a_case_whose_facts_another_person_made_sure_of_keeps_its_answer(worked: WorkedCase) -> None:
    told = case_as_told(worked.case, worked.on)
    if told.asked_by is None:
        return  # then nobody is known to be another person
    assert uncounted_facts(worked.case, worked.on, DEFAULT_POLICY) == ()
    assert outcome_if_sure(_alone(worked.case, list(FREEING)), DEFAULT_POLICY, worked.on) is worked.outcome


def _word(case: Case, **changes: Any) -> Case:
    """The case with each confirmation changed."""
    return replace(case, confirmations=tuple(replace(one, **changes) for one in case.confirmations))


def _outcome(case: Case, day: date = TODAY, policy: Policy = DEFAULT_POLICY) -> Outcome:
    return Judging(case, policy).on(day).outcome


SOUND = a_case({})


def test_the_sound_hand_over_may_go_as_somebody_else_made_sure_of_it() -> None:
    assert _outcome(SOUND) is Outcome.ALLOWED
    assert _outcome(_alone(SOUND, list(FREEING))) is Outcome.REVIEW


@pytest.mark.parametrize(
    "changes",
    [
        {"confirmed_by": ASKER},
        {"confirmed_by": None},
        {"confirmed_on": None},
        {"answer": "?"},
        {"data_set_id": "another"},
        {"data_set_id": None},
        {"purpose_id": "another"},
        {"transfer_method": TransferMethod.API},
        {"part_ids": ()},
        {"persons": 499},
        {"persons": None},
        {"last_day": TODAY - DAY},
        {"is_own_word": True},
    ],
    ids=str,
)
def test_a_confirmation_of_the_asker_or_of_something_else_counts_for_nothing(changes: dict[str, Any]) -> None:
    assert _outcome(_word(SOUND, **changes)) is Outcome.REVIEW
    assert uncounted_facts(_word(SOUND, **changes), TODAY, DEFAULT_POLICY)


def test_a_confirmation_of_whoever_looks_after_the_third_party_counts_for_nothing() -> None:
    party = replace(SOUND.recipient, owner_id=CONFIRMER)
    owned = replace(SOUND, dossier=replace(SOUND.dossier, third_party=party))
    assert _outcome(owned) is Outcome.REVIEW


@pytest.mark.parametrize(
    "flow",
    [
        {"data_set_id": None},
        {"purpose_id": None},
        {"transfer_method": TransferMethod.API},
        {"person_count": 501},
    ],
    ids=str,
)
def test_a_change_of_what_a_confirmation_names_takes_it_back(flow: dict[str, Any]) -> None:
    other = replace(SOUND.flow, **flow)
    changed_case = replace(SOUND, flow=other, dossier=replace(SOUND.dossier, flows=(other,)))
    assert set(_stated(SOUND)) == set(uncounted_facts(changed_case, TODAY, DEFAULT_POLICY))


@pytest.mark.parametrize("kinds", [None, frozenset({DataCategory.PI_TRANSACTION, DataCategory.PI_SPECIAL})], ids=str)
def test_without_a_data_set_a_confirmation_names_the_kinds_of_data(kinds: frozenset[DataCategory] | None) -> None:
    loose = a_case({"flow": {"data_set_id": "未回答"}})
    assert loose.flow.data_set_id is None
    assert uncounted_facts(loose, TODAY, DEFAULT_POLICY) == ()
    other = replace(loose.flow, categories=kinds)
    grown = replace(loose, flow=other, dossier=replace(loose.dossier, flows=(other,)))
    assert set(uncounted_facts(grown, TODAY, DEFAULT_POLICY)) == set(_stated(loose))


def test_fewer_persons_than_a_confirmation_names_may_go() -> None:
    fewer = replace(SOUND.flow, person_count=10)
    assert _outcome(replace(SOUND, flow=fewer, dossier=replace(SOUND.dossier, flows=(fewer,)))) is Outcome.ALLOWED


def test_a_confirmation_counts_from_its_day_through_its_last() -> None:
    judging = Judging(_word(SOUND, confirmed_on=TODAY, last_day=TODAY + 9 * DAY), DEFAULT_POLICY)
    days = (TODAY - DAY, TODAY, TODAY + 9 * DAY, TODAY + 10 * DAY)
    assert [judging.on(day).outcome in GOOD for day in days] == [False, True, True, False]
    assert judging.on(TODAY).valid_until == TODAY + 9 * DAY


# What the asker may prove himself.

DOCUMENT = Evidence("ev1", "tp1", "本人確認.pdf", "0" * 64, 1, "application/pdf", TODAY - 5 * DAY, ASKER)
ACCEPTED: dict[str, Any] = {"review": EvidenceReview.ACCEPTED, "reviewed_by": "us9", "reviewed_on": TODAY}
Earlier = tuple[tuple[date, int | None], ...] | None


def _proved(
    persons: int | None = 1,
    *,
    earlier: Earlier = (),
    fact: str = "identity_checked",
    kinds: Sequence[str] = ("PI_CONTACT",),
    **given: Any,
) -> Case:
    """Data go to the persons themselves; of one fact there is the asker's word alone, with a document on file."""
    count = "未回答" if persons is None else persons
    case = a_case({"flow": {"route": "TO_PERSON", "person_count": count, "categories": list(kinds)}})
    dossier = replace(case.dossier, evidence=(replace(DOCUMENT, **given),))
    words = tuple(
        replace(one, is_own_word=True, confirmed_by=ASKER, evidence_id="ev1") if one.fact == fact else one
        for one in case.confirmations
    )
    return replace(case, dossier=dossier, confirmations=words, earlier=earlier)


def _counts(case: Case, day: date = TODAY, policy: Policy = DEFAULT_POLICY) -> bool:
    return uncounted_facts(case, day, policy) == ()


def test_for_a_few_persons_the_word_of_the_asker_counts_with_a_document() -> None:
    assert [_counts(_proved(persons)) for persons in (1, 3, 4, None)] == [True, True, False, False]


def test_our_policy_says_how_many_are_few_and_none_switches_it_off() -> None:
    for limit in (0, 1, 2):
        policy = replace(DEFAULT_POLICY, few_persons=limit)
        assert [_counts(_proved(persons), policy=policy) for persons in (1, 2, 3)] == [
            persons <= limit for persons in (1, 2, 3)
        ]


@pytest.mark.parametrize(
    ("earlier", "counts"),
    [
        ((), True),
        (((TODAY, 2),), True),
        (((TODAY, 3),), False),
        (((TODAY - 29 * DAY, 1), (TODAY, 2)), False),
        (((TODAY - 30 * DAY, 1), (TODAY, 2)), True),
        (((TODAY, None),), False),
        (None, False),
    ],
    ids=str,
)
def test_persons_are_added_up_over_thirty_days_and_an_unknown_number_is_many(earlier: Earlier, counts: bool) -> None:
    assert _counts(_proved(1, earlier=earlier)) is counts


def test_what_went_out_before_is_told_day_by_day() -> None:
    judging = Judging(_proved(1, earlier=((TODAY, 3),)), DEFAULT_POLICY)
    assert {TODAY, TODAY + 30 * DAY} <= set(judging.turning_days)
    sure, to_do = Outcome.ALLOWED, Outcome.CONDITIONAL
    assert [judging.on(TODAY + n * DAY).outcome for n in (-1, 0, 29, 30)] == [sure, to_do, to_do, sure]


@pytest.mark.parametrize("name", [name for name, fact in FREEING.items() if not fact.is_for_few])
def test_what_does_not_speak_of_the_persons_is_never_the_askers_word(name: str) -> None:
    case = _proved(1, fact=name)
    if name in _stated(case):
        assert uncounted_facts(case, TODAY, DEFAULT_POLICY) == (name,)


def test_no_number_of_my_numbers_is_few() -> None:
    assert not _counts(_proved(1, kinds=["MYNUMBER"]))


def test_without_its_document_the_word_of_the_asker_counts_for_nothing() -> None:
    case = _proved(1)
    assert not _counts(replace(case, dossier=replace(case.dossier, evidence=())))
    assert not _counts(_proved(1, withdrawn_on=TODAY))


def test_a_document_that_somebody_else_accepted_stands_in_for_a_confirmation() -> None:
    assert _counts(_proved(500, **ACCEPTED))
    assert not _counts(_proved(500, **ACCEPTED), TODAY - DAY)
    for by in (ASKER, None):
        assert not _counts(_proved(500, **{**ACCEPTED, "reviewed_by": by}))
    assert not _counts(_proved(500, **{**ACCEPTED, "review": EvidenceReview.UNSEEN}))


# A workspace from before.


def test_own_words_count_through_the_day_that_our_policy_sets() -> None:
    case = _alone(SOUND, list(FREEING))
    policy = replace(DEFAULT_POLICY, own_words_until=TODAY)
    judging = Judging(case, policy)
    assert [judging.on(day).outcome in GOOD for day in (TODAY, TODAY + DAY)] == [True, False]
    assert judging.on(TODAY).valid_until == TODAY
    assert DEFAULT_POLICY.own_words_until == OWN_WORDS_NEVER
