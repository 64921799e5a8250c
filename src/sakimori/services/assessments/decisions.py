"""The end of an assessment: submitted, sent back, decided; its conditions, and the review that it completes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sakimori.domain.codes import AssessmentState, Decision
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Answer, Assessment, Condition, PeriodicReview, ReviewKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import add_months
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, SelfApprovalError, StateError
from sakimori.rules.facts.assessments import (
    CERTIFICATE_CHECK_TIER,
    completes_review,
    freeze_facts,
    latest_validity,
    pack_facts,
    tier,
)
from sakimori.services.assessments.sheet import (
    FILLABLE,
    Sheet,
    find_assessment,
    keep_progress,
    known_of,
    load_sheet,
    require_state,
)
from sakimori.services.flows.heads import as_tiered
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers, require_standing
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.services.talk.decisions import close_decided

_SUBMITTED = frozenset({AssessmentState.SUBMITTED})

_CONDITION = Text("条件", "condition")
_BLANKS = Text("未回答が{count}問あります。", "Questions without an answer: {count}.")
_CAPPED = Text(
    "重要な設問{count}問が基準に届いていません。条件付き承認か不承認にしてください。",
    "Critical questions not met: {count}. Approve with conditions, or reject.",
)
_CONDITION_NEEDED = Text("条件を1件以上書いてください。", "Give at least one condition.")
_NO_CONDITIONS = Text("条件は条件付き承認だけに付けられます。", "Only an approval with conditions takes conditions.")
_CONDITION_DUE = Text("本日以降の期限にしてください。", "Choose today or a later day.")
_UNTIL = Text("有効期限", "the last valid day")
_UNTIL_EXPECTED = Text("{first}から{last}までの日にしてください。", "Choose a day from {first} to {last}.")
_NO_VALIDITY = Text("不承認には有効期限を付けられません。", "A rejection has no last valid day.")
_FULFILLED = Text("満たされた条件です。", "The condition is met already.")


@needs(Permission.FILL_ASSESSMENT)
def submit(
    workspace: Workspace, assessment_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Assessment]:
    """Hand the answers in for a decision; from now on their gaps count, and the facts are frozen.

    Raises:
        StateError: Required questions are still blank.
    """
    with workspace.change("assessment.submitted", actor=actor, at=at) as change:
        stored = hand_in(change, assessment_id, seen=seen)
    return write_result(stored, change)


def hand_in(change: Change, assessment_id: str, *, seen: int | None) -> Assessment:
    """Hand the answers in within a larger change.

    Raises:
        StateError: Required questions are still blank.
    """
    sheet = load_sheet(change, assessment_id)
    require_state(change.as_shown(sheet.assessment, seen), FILLABLE)
    if sheet.blanks:
        raise StateError(why=_BLANKS.format(count=len(sheet.blanks)), blanks=tuple(q.id for q in sheet.blanks))
    stored = change.update(
        replace(
            sheet.assessment,
            state=AssessmentState.SUBMITTED,
            facts=freeze_facts(pack_facts(sheet.party)),
            submitted_on=change.today,
            submitted_by=change.actor.id,
        )
    )
    keep_progress(change, load_sheet(change, assessment_id))
    return stored


@needs(Permission.REVIEW_ASSESSMENT)
def send_back(
    workspace: Workspace, assessment_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Assessment]:
    """Ask for other answers, with the reason; the facts are read from the record again."""
    why = needed_reason(reason)
    with workspace.change("assessment.sent_back", actor=actor, at=at, reason=why) as change:
        assessment = change.as_shown(find_assessment(change, assessment_id), seen)
        require_state(assessment, _SUBMITTED)
        stored = change.update(replace(assessment, state=AssessmentState.SENT_BACK, facts=()))
        close_decided(change, assessment_id)
        keep_progress(change, load_sheet(change, assessment_id))
    return write_result(stored, change)


@needs(Permission.REVIEW_ASSESSMENT)
def decide(
    workspace: Workspace,
    assessment_id: str,
    *,
    decision: Decision,
    reason: str,
    valid_until: date | None = None,
    conditions: Sequence[tuple[str, date]] = (),
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Assessment]:
    """Decide a submitted assessment; it counts until the next one on the same pack is decided.

    `valid_until` is the last day on which the decision holds; by default, and at the latest, it is the next review day.
    `conditions` are what a conditional approval asks for, each with the day by which it must be met.

    Raises:
        SelfApprovalError: The actor answered or submitted it.
        StateError: It is not submitted, or a failed critical question forbids a plain approval.
    """
    why = needed_reason(reason)
    refuse_personal_numbers("decision_reason", why)
    with workspace.change("assessment.decided", actor=actor, at=at, reason=why) as change:
        sheet = load_sheet(change, assessment_id)
        require_state(change.as_shown(sheet.assessment, seen), _SUBMITTED)
        if actor.is_among(*answerers(change, sheet.assessment, number=change.number())):
            raise SelfApprovalError
        _require_fitting(sheet, decision)
        asked = _checked_conditions(decision, conditions, change.today)
        stored = change.update(
            replace(
                sheet.assessment,
                state=AssessmentState.DECIDED,
                decision=decision,
                decision_reason=why,
                decided_on=change.today,
                decided_by=actor.id,
                valid_until=_validity(sheet.party, decision, valid_until, change.today, change.policy()),
            )
        )
        close_decided(change, assessment_id)
        for text, due_on in asked:
            change.insert(Condition(change.new_id("cd"), assessment_id, sheet.party.id, text, due_on))
        if completes_review(stored.kind):
            change.insert(
                PeriodicReview(
                    id=change.new_id("pr"),
                    third_party_id=sheet.party.id,
                    kind=ReviewKind.ASSESSMENT,
                    completed_on=change.today,
                    by=actor.id,
                    assessment_id=assessment_id,
                )
            )
    return write_result(stored, change)


@needs(Permission.REVIEW_ASSESSMENT)
def fulfil_condition(
    workspace: Workspace, condition_id: str, *, note: str = "", actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Condition]:
    """Confirm that a condition of an approval is met."""
    remark = clean(note, one_line=False)
    refuse_personal_numbers("note", remark)
    with workspace.change("condition.fulfilled", actor=actor, at=at) as change:
        condition = change.records.get(Condition, condition_id, what=_CONDITION)
        if change.as_shown(condition, seen).fulfilled_on is not None:
            raise StateError(why=_FULFILLED)
        stored = change.update(
            replace(condition, fulfilled_on=change.today, fulfilled_by=actor.id, note=remark or condition.note)
        )
    return write_result(stored, change)


def answerers(unit: Unit, assessment: Assessment, *, number: int) -> frozenset[str]:
    """Everybody who by an entry had answered or submitted an assessment, and so may not decide it."""
    answers: list[Answer] = (
        unit.records.select(Answer, "assessment_id = :id", {"id": assessment.id})
        if unit.is_newest(number)
        else known_of(unit, Answer, assessment.id, number=number)
    )
    return frozenset(
        {answer.by for answer in answers} | ({assessment.submitted_by} if assessment.submitted_by else set())
    )


def last_possible_day(party: ThirdParty, decided_on: date, policy: Policy) -> date:
    """The last day up to which a decision may hold; while the tier is not known, the shortest cadence counts."""
    return latest_validity(party, decided_on, policy) or add_months(decided_on, policy.cadence_months_tier_1)


def _require_fitting(sheet: Sheet, decision: Decision) -> None:
    failed = sheet.score.failed_criticals
    if failed and decision is Decision.APPROVED:
        raise StateError(why=_CAPPED.format(count=len(failed)), failed=failed)


def _validity(party: ThirdParty, decision: Decision, wanted: date | None, on: date, policy: Policy) -> date | None:
    if decision is Decision.REJECTED:
        if wanted is not None:
            raise InvalidValueError(field=_UNTIL, value=wanted.isoformat(), expected=_NO_VALIDITY, name="valid_until")
        return None
    last = last_possible_day(party, on, policy)
    if wanted is not None and not on <= wanted <= last:
        expected = _UNTIL_EXPECTED.format(first=on.isoformat(), last=last.isoformat())
        raise InvalidValueError(field=_UNTIL, value=wanted.isoformat(), expected=expected, name="valid_until")
    return wanted or last


def _checked_conditions(
    decision: Decision, conditions: Sequence[tuple[str, date]], on: date
) -> tuple[tuple[str, date], ...]:
    asked = tuple((text, due_on) for raw, due_on in conditions if (text := clean(raw, one_line=False)))
    if decision is Decision.CONDITIONAL and not asked:
        raise InvalidValueError(field=_CONDITION, value="", expected=_CONDITION_NEEDED, name="conditions")
    if decision is not Decision.CONDITIONAL and asked:
        raise InvalidValueError(field=_CONDITION, value=asked[0][0], expected=_NO_CONDITIONS, name="conditions")
    for text, due_on in asked:
        refuse_personal_numbers("condition", text)
        if due_on < on:
            raise InvalidValueError(
                field=_CONDITION, value=due_on.isoformat(), expected=_CONDITION_DUE, name="conditions"
            )
    return asked


_OTHER_TIER = Text(
    "認証の確認で見直しを終えられるのは区分3だけです。審査を始めてください。",
    "Only tier 3 is reviewed by checking certificates. Open an assessment.",
)
_WHAT_NEEDED = Text("確かめた認証と番号を書いてください。", "Say which certificate you checked, and its number.")


@needs(Permission.REVIEW_ASSESSMENT)
def record_certificate_check(
    workspace: Workspace, third_party_id: str, *, note: str, actor: Actor, at: datetime
) -> WriteResult[PeriodicReview]:
    """Record that certificates were checked today, which completes the periodic review of a tier 3 third party.

    Raises:
        StateError: It is of another tier, or nothing is said of what was checked.
    """
    words = clean(note, one_line=False)
    refuse_personal_numbers("note", words)
    if not words:
        raise StateError(why=_WHAT_NEEDED)
    with workspace.change("periodic_review.completed", actor=actor, at=at) as change:
        party = require_standing(change, third_party_id)
        if tier(as_tiered(change, party, number=change.number()), change.policy()) != CERTIFICATE_CHECK_TIER:
            raise StateError(why=_OTHER_TIER)
        review = change.insert(
            PeriodicReview(
                id=change.new_id("pr"),
                third_party_id=party.id,
                kind=ReviewKind.CERTIFICATE_CHECK,
                completed_on=change.today,
                by=actor.id,
                note=words,
            )
        )
    return write_result(review, change)
