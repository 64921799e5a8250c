"""Own words: answers that free from a rule, and count only once somebody other than the asker made sure of them.

An answer counts by a confirmation of a person who neither asks nor looks after the recipient; by evidence that such a
person accepted; or, for the few persons that our policy names, by the asker's word with evidence (会社方針). It counts
for no more than the confirmation names, and on the days of it alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sakimori.domain.policy import OWN_WORDS_NEVER, Policy
from sakimori.domain.questions.assessment import Evidence, EvidenceReview
from sakimori.domain.records.hand_over import FactConfirmation
from sakimori.domain.values.changed import changed
from sakimori.domain.values.days import next_day
from sakimori.rules.clearance.case import Case, Track, slices_of
from sakimori.rules.clearance.facts_table import FREEING, FreeingFact

_ADDED_UP: Final = timedelta(days=30)
"""So long persons are added up over what goes to one recipient and its group."""
_NEVER_FEW: Final = frozenset({Track.MY_NUMBER})
"""Ways of data for which a list of the law itself says when they may go: there no small number suffices."""


def answer_code(answer: object) -> str:
    """The code of an answer to a fact, as a confirmation names it; several at once stand in their order."""
    if isinstance(answer, frozenset):
        return " ".join(sorted(answer)) or "none"
    return str(answer.value) if isinstance(answer, StrEnum) else "yes" if answer is True else "no"


def frees(name: str, answer: object) -> bool:
    """Whether an answer to a fact of a hand-over switches an article, a step or a condition off."""
    fact = FREEING.get(name)
    if fact is None or answer is None:
        return False
    codes = answer_code(answer).split()
    return not fact.answers.isdisjoint(codes) and fact.answers.issuperset(codes)


def uncounted(case: Case, recorded: Case, day: date, policy: Policy) -> tuple[str, ...]:
    """The facts of a case whose answers would free, but count for nothing on a day, in the order of the record.

    The case is as it stands on the day, without what the asker confirmed himself; the hand-over that was confirmed is
    told by the case as it is `recorded`, for records that contradict each other say nothing in the other.
    """
    if day <= policy.own_words_until:
        return ()
    return tuple(
        name
        for name, fact in FREEING.items()
        if (answer := getattr(case.facts, name)) is not None
        and frees(name, answer)
        and not any(
            _counts(one, fact, case, day, policy)
            for one in case.confirmations
            if one.fact == name and one.answer == answer_code(answer) and names_the_same(one, recorded)
        )
    )


def without_own_words(case: Case, recorded: Case, day: date, policy: Policy) -> Case:
    """The case with every fact open whose answer counts for nothing on a day."""
    names = uncounted(case, recorded, day, policy)
    return changed(case, facts=changed(case.facts, **dict.fromkeys(names))) if names else case


def word_days(case: Case, policy: Policy) -> frozenset[date]:
    """The days on which the own words of a case begin or cease to count, beside those of its dated facts."""
    days = {next_day(policy.own_words_until)} if policy.own_words_until > OWN_WORDS_NEVER else set[date]()
    if any(one.is_own_word for one in case.confirmations):
        days |= {day for on, _ in case.earlier or () for day in (on, on + _ADDED_UP)}
        named = {one.evidence_id for one in case.confirmations}
        days |= {e.reviewed_on for e in case.dossier.evidence if e.id in named and e.reviewed_on is not None}
    return frozenset(days)


def names_the_same(one: FactConfirmation, case: Case) -> bool:
    """Whether a confirmation names the hand-over as the case has it: no other data, no other way, nobody more.

    The parts of the data set say which data go; where the hand-over has no data set, the kinds of data do.
    """
    flow, persons = case.flow, case.persons
    return (
        one.data_set_id == flow.data_set_id
        and one.purpose_id == flow.purpose_id
        and one.transfer_method is flow.transfer_method
        and {part.id for part in case.parts} <= set(one.part_ids)
        and (one.persons == persons or (one.persons is not None and persons is not None and persons <= one.persons))
        and (flow.data_set_id is not None or one.categories == flow.categories)
    )


def _counts(one: FactConfirmation, fact: FreeingFact, case: Case, day: date, policy: Policy) -> bool:
    if one.confirmed_by is None:
        return False
    if not one.is_own_word:
        return one.confirmed_by != case.recipient.owner_id
    evidence = next((e for e in case.dossier.evidence if e.id == one.evidence_id), None)
    if evidence is None:
        return False
    return _is_accepted(evidence, one, case, day) or (fact.is_for_few and _is_few(case, day, policy))


def _is_accepted(evidence: Evidence, one: FactConfirmation, case: Case, day: date) -> bool:
    """Whether somebody else looked at the evidence and accepted it by a day."""
    by, on = evidence.reviewed_by, evidence.reviewed_on
    if evidence.review is not EvidenceReview.ACCEPTED or by is None or on is None or on > day:
        return False
    return by not in {one.confirmed_by, case.recipient.owner_id} and not case.is_by_asker(by, on)


def _is_few(case: Case, day: date, policy: Policy) -> bool:
    """Whether no more persons than our policy lets go are handed over within 30 days; an unknown number is many."""
    if case.earlier is None or any(part.track in _NEVER_FEW for part in slices_of(case)):
        return False
    counts = [case.flow.person_count, *(count for on, count in case.earlier if day - _ADDED_UP < on <= day)]
    if None in counts:
        return False
    return sum(count for count in counts if count is not None) <= policy.few_persons
