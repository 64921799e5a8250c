"""The tier of a third party with the packs and the cadence it calls for, and the assessment that speaks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from sakimori.domain.codes import AssessmentKind, AssessmentState, Criticality, DataCategory, Decision, Role
from sakimori.domain.dossier import AssessedPack
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import (
    Answer,
    Assessment,
    Comment,
    CommentKind,
    Condition,
    GivenAnswer,
    PeriodicReview,
    ReviewKind,
    Settled,
)
from sakimori.domain.questions.evaluation import Visibility, visibilities
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Facts, FactValue, Pack, Question
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.domain.values.days import add_months
from sakimori.domain.values.risk import Concerned
from sakimori.rules.facts.rule_kit import once

DESIGNATED_COUNTRIES = frozenset(
    country
    for line in ("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IS IT", "LI LT LU LV MT NL NO PL PT RO SE SI SK ES GB")
    for country in line.split()
)
"""規則15条 and the PPC notice under it: the EEA states that the notice lists, and the United Kingdom."""

NOT_PERSONAL = frozenset({DataCategory.STAT, DataCategory.LEGAL_ENTITY, DataCategory.DECEASED})
_GRAVE = frozenset(
    {DataCategory.PI_SPECIAL, DataCategory.PI_EU_SPECIAL, DataCategory.MYNUMBER, DataCategory.PI_FINANCIAL}
)

PROCESSOR_PACK = "jp-processor"
CLOUD_PACK = "jp-cloud"
RECIPIENT_PACK = "jp-recipient"
CLOUD_SUPPLEMENT = "jp-cloud-handling"
"""What a cloud provider that handles the data is asked besides; no role alone calls for it."""

AI_PACK = "jp-ai"
"""What the provider of a service that learns is asked besides; no role alone calls for it."""

PACK_OF_ROLE: dict[Role, str] = {
    Role.PROCESSOR: PROCESSOR_PACK,
    Role.CLOUD_PROVIDER: CLOUD_PACK,
    Role.RECIPIENT: RECIPIENT_PACK,
    Role.JOINT_USER: RECIPIENT_PACK,
}

LIGHT, FULL = "light", "full"
INTAKE_FIELDS = ("data_categories", "person_count", "special_care", "foreign", "criticality")


def missing_intake(party: ThirdParty) -> tuple[str, ...]:
    """The tiering questions that nobody has answered."""
    return tuple(field for field in INTAKE_FIELDS if getattr(party, field) is None)


def tier(party: ThirdParty, policy: Policy) -> int | None:
    """The tier: 1 the gravest, 2, 3, or 0 without personal data; None (未評価) while an answer is missing.

    The first match wins. Tier 1 stands as soon as one ground for it is known: no further answer could lower it.
    Everything else needs all five answers.
    """
    categories, persons = party.data_categories, party.person_count
    if (
        party.special_care
        or (categories is not None and categories & _GRAVE)
        or (persons is not None and persons > policy.persons_tier_1)
        or party.foreign is Foreign.OTHER
    ):
        return 1
    if missing_intake(party) or categories is None or persons is None:
        return None
    if persons > policy.persons_tier_2 or DataCategory.PI_HR in categories:
        return 2
    if categories <= NOT_PERSONAL:
        return 0
    if categories <= NOT_PERSONAL | {DataCategory.PI_CONTACT}:
        return 3
    return 2


def required_packs(party: ThirdParty, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The packs to send with the group of each; an unknown tier is asked in full.

    Without personal data only what is critical to our work is asked, and lightly.
    """
    level = tier(party, policy)
    if level == 0 and party.criticality is not Criticality.CRITICAL:
        return ()
    group = LIGHT if level in {0, 3} else FULL
    packs = dict.fromkeys(PACK_OF_ROLE[role] for role in Role if role in party.roles and role in PACK_OF_ROLE)
    return tuple((pack, group) for pack in packs)


CERTIFICATE_CHECK_TIER = 3


_COUNTING: Final = frozenset({AssessmentState.DECIDED, AssessmentState.SUBMITTED})


def governing_assessment(assessments: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """The assessments that count now: per subject and pack the last decided one, else the last submitted one.

    One that came with a merge counts only after a reviewer adopted it. What a customer asked us does not stand in for
    what we asked ourselves.
    """
    best: dict[tuple[str, str, bool], Assessment] = {}
    for assessment in assessments:
        if assessment.needs_adoption or assessment.state not in _COUNTING:
            continue
        key = (assessment.subject, assessment.pack_id, assessment.kind is AssessmentKind.SELF_CHECK)
        if key not in best or _rank(assessment) > _rank(best[key]):
            best[key] = assessment
    return tuple(best.values())


def _rank(assessment: Assessment) -> tuple[bool, date, str]:
    day = assessment.decided_on or assessment.submitted_on or assessment.opened_on
    return (assessment.state is AssessmentState.DECIDED, day, assessment.id)


def decided_assessment(assessments: Iterable[Assessment], pack_id: str) -> Assessment | None:
    """The decided assessment of the third party itself or one of its services that governs a pack."""
    return decided_among(governing_assessment(assessments), pack_id)


def decided_among(governing: Iterable[Assessment], pack_id: str) -> Assessment | None:
    """The one that governs a pack, among assessments that are known to count now."""
    of_pack = [a for a in governing if a.pack_id == pack_id and a.state is AssessmentState.DECIDED]
    return of_pack[0] if len(of_pack) == 1 else max(of_pack, key=_rank, default=None)


def is_passed(assessment: Assessment | None) -> bool:
    """Whether an assessment was decided in favour, with or without conditions."""
    return assessment is not None and assessment.decision in {Decision.APPROVED, Decision.CONDITIONAL}


def last_review(reviews: Sequence[PeriodicReview], level: int | None) -> PeriodicReview | None:
    """The review from which the clock runs: a decided assessment, or for tier 3 also a recorded certificate check."""
    counting = [r for r in reviews if r.kind is ReviewKind.ASSESSMENT or level == CERTIFICATE_CHECK_TIER]
    return max(counting, key=lambda r: (r.completed_on, r.id), default=None)


def next_review_due(party: ThirdParty, reviews: Sequence[PeriodicReview], policy: Policy) -> date | None:
    """The day by which the next periodic review must be completed: last completed day plus the cadence of the tier."""
    level = tier(party, policy)
    months = policy.cadence_months(level, party.criticality)
    last = last_review(reviews, level)
    return add_months(last.completed_on, months) if last is not None and months is not None else None


def latest_validity(party: ThirdParty, decided_on: date, policy: Policy) -> date | None:
    """The last day up to which a decision may be valid: the day on which the next review is due."""
    months = policy.cadence_months(tier(party, policy), party.criticality)
    return add_months(decided_on, months) if months is not None else None


RUNNING = frozenset({AssessmentState.DRAFT, AssessmentState.SUBMITTED, AssessmentState.SENT_BACK})


def next_due(
    party: ThirdParty,
    assessments: Sequence[Assessment],
    conditions: Iterable[Condition],
    reviews: Sequence[PeriodicReview],
    policy: Policy,
) -> date | None:
    """The first day by which something must be done: an assessment, its validity, a condition, the periodic review."""
    counting = {a.id: a for a in governing_assessment(assessments) if a.state is AssessmentState.DECIDED}
    days = [a.due_on for a in assessments if a.state in RUNNING]
    days += [a.valid_until for a in counting.values()]
    days += [c.due_on for c in conditions if c.fulfilled_on is None and c.assessment_id in counting]
    days.append(next_review_due(party, reviews, policy))
    return min((day for day in days if day is not None), default=None)


def coverage(assessments: Iterable[Assessment], settled: Mapping[str, Settled]) -> float | None:
    """The share of questions settled in the assessments that count; None where there is none."""
    counted = [settled[a.id] for a in governing_assessment(assessments) if a.id in settled]
    asked = sum(one.asked for one in counted)
    return sum(one.answered for one in counted) / asked if asked else None


def settled_until(assessments: Iterable[Assessment], required: Collection[str], *, has_tier: bool) -> date | None:
    """The last day on which nothing that is asked for is missing, refused or run out; None where something is already.

    Where no assessment is asked for it holds for good, once the tier is known.
    """
    counting = governing_assessment(assessments)
    last = [decided_among(counting, pack) for pack in required or {one.pack_id for one in counting}]
    if not last:
        return date.max if has_tier else None
    passed = [one for one in last if one is not None and is_passed(one)]
    return min(one.valid_until or date.max for one in passed) if len(passed) == len(last) else None


def completes_review(kind: AssessmentKind) -> bool:
    """Whether deciding an assessment of this kind completes a periodic review."""
    return kind is not AssessmentKind.OFFBOARDING


_SENSITIVE = frozenset(
    {DataCategory.PI_SPECIAL, DataCategory.PI_EU_SPECIAL, DataCategory.PI_FINANCIAL, DataCategory.MYNUMBER}
)


def pack_facts(party: ThirdParty) -> dict[str, FactValue]:
    """What the record says about the engagement; a fact that nobody answered is None, so it hides no question."""
    categories, abroad, roles = party.data_categories, party.foreign, party.roles
    return {
        "sensitive": _truth(_is_sensitive(party)),
        "my_number": _truth(None if categories is None else DataCategory.MYNUMBER in categories),
        "foreign": _truth(None if abroad is None else abroad is not Foreign.NONE),
        "outside_designated": _truth(None if abroad is None else abroad is Foreign.OTHER),
        "joint_user": _truth(Role.JOINT_USER in roles if roles else None),
    }


def _is_sensitive(party: ThirdParty, kinds: frozenset[DataCategory] = _SENSITIVE) -> bool | None:
    if party.special_care or (party.data_categories and party.data_categories & kinds):
        return True
    return None if party.special_care is None or party.data_categories is None else False


_DELICATE: Final = _SENSITIVE | {DataCategory.PI_MINOR}


def concerned_by(party: ThirdParty) -> Concerned:
    """Whose data a third party holds, as its tier is judged by: how many persons, and whether children or grave data.

    Company policy: sensitive and financial data, My Number and data of minors weigh more.
    """
    return Concerned(party.person_count, _is_sensitive(party, _DELICATE))


def _truth(known: bool | None) -> FactValue:  # noqa: FBT001 - the one value there is
    return None if known is None else "true" if known else "false"


def freeze_facts(facts: Facts) -> tuple[tuple[str, str], ...]:
    """The known facts in a form that is stored with a submitted assessment."""
    return tuple((key, value) for key, value in sorted(facts.items()) if isinstance(value, str))


def thaw_facts(frozen: Iterable[tuple[str, str]]) -> dict[str, FactValue]:
    """The inverse of `freeze_facts`; facts that were not known then stay away."""
    return dict(frozen)


def answer_values(answers: Iterable[Answer | GivenAnswer], comments: Iterable[Comment]) -> dict[str, AnswerValue]:
    """The current answers by question, each 該当なし with the latest ruling on it, if it came after the answer."""
    rulings: dict[str, Comment] = {}
    for comment in sorted(comments, key=lambda c: c.at):
        if comment.kind.is_ruling:
            rulings[comment.question_id] = comment
    values: dict[str, AnswerValue] = {}
    for answer in answers:
        ruling = rulings.get(answer.question_id) if answer.state is AnswerState.NA else None
        is_ruled = ruling is not None and ruling.at >= answer.at
        if answer.reason or is_ruled:
            accepted = ruling.kind is CommentKind.NA_ACCEPTED if ruling is not None and is_ruled else None
            values[answer.question_id] = AnswerValue(answer.value, answer.state, answer.reason or "", accepted)
        else:
            values[answer.question_id] = _bare_value(answer.value, answer.state)
    return values


_bare_value: Final = lru_cache(1024)(AnswerValue)
"""Most answers are the same few: each of them is made once."""


def assessed_pack(
    assessment: Assessment,
    pack: Pack,
    answers: Iterable[Answer | GivenAnswer],
    comments: Iterable[Comment],
    facts: Facts | None = None,
) -> AssessedPack:
    """An assessment as the rules read it; the facts are those frozen at submission unless live ones are given."""
    values = answer_values(answers, comments)
    seen = visibilities(pack, assessment.group, values, thaw_facts(assessment.facts) if facts is None else facts)
    shown = tuple(q for q in pack.asked_in(assessment.group) if seen[q.id] is Visibility.VISIBLE)
    return AssessedPack(assessment, pack, values, shown)


@once
def blank_questions(assessed: AssessedPack) -> tuple[Question, ...]:
    """The required questions that were asked and have no answer at all; 不明 is an answer."""
    return tuple(q for q in assessed.shown if q.required and q.id not in assessed.values)
