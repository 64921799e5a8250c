"""P-14: whoever works for us is chosen, bound and watched (法25条, GL 3-4-4); and nothing new goes where we stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import AssessmentState, Basis, Decision, Lifecycle, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, is_processor
from sakimori.rules.clearance.processors.contract import CONTRACT_RULE
from sakimori.rules.clearance.processors.supervision import by_guideline_and_policy
from sakimori.rules.clearance.processors.yearly import YEARLY
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    flow_fix,
    unknown,
)
from sakimori.rules.facts.assessments import (
    PACK_OF_ROLE,
    PROCESSOR_PACK,
    decided_assessment,
    is_passed,
    missing_intake,
    next_review_due,
    tier,
)
from sakimori.rules.facts.citations import ACT_25, GL_MONITORING, GL_SELECTION
from sakimori.rules.facts.contracts import day_after
from sakimori.rules.facts.rule_kit import PROCESSING_ROLES, once_each
from sakimori.rules.gaps.assessments.supervision import blanks_of, was_confirmed

_STOPPED = {
    Lifecycle.SUSPENDED: Text(
        "取引を停止している。再開を決めるまで渡せない", "Dealings are suspended until we decide to resume them"
    ),
    Lifecycle.ENDED: Text("取引が終わっている", "Dealings have ended"),
    Lifecycle.DECLINED: Text("取引しないと決めている", "We decided not to deal with it"),
}


def _lifecycle(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Whoever it is and whatever the ground: what we stopped by a decision starts again by a decision."""
    party = case.recipient
    fix = Fix("third_party", party.id, "lifecycle")
    if party.merged_into is not None or party.archived_on is not None:
        yield bar(Text("取引先台帳から除外されている", "It is no longer on the register"), fix=fix)
    elif party.lifecycle in _STOPPED:
        yield bar(_STOPPED[party.lifecycle], fix=fix)


def _role(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """The role decides which assessment counts, and with consent under 法28条 whether it is supervised at all."""
    if case.flow.role is None and part.route in {LegalRoute.ENTRUST, LegalRoute.CONSENT_28}:
        yield unknown(
            Text("当社の仕事をする先か、役割が未確認", "Whether it works for us is not known: its role"),
            flow_fix(case, "role"),
            who=UserRole.SALES,
        )


def _pack(case: Case) -> str:
    role = case.flow.role
    return PACK_OF_ROLE[role] if role is not None and role in PROCESSING_ROLES else PROCESSOR_PACK


def _standing_assessment(case: Case, on: date) -> Assessment | None:
    """The assessment that speaks on a day: of those decided by then."""
    return _decided_by(case.dossier.assessments, (_pack(case), on))


@once_each
def _decided_by(assessments: tuple[Assessment, ...], key: tuple[str, date]) -> Assessment | None:
    pack, on = key
    return decided_assessment((a for a in assessments if a.decided_on is None or a.decided_on <= on), pack)


def _assessment_fix(case: Case) -> Fix:
    pack = _pack(case)
    running = next(
        (a for a in case.dossier.assessments if a.pack_id == pack and a.state is not AssessmentState.DECIDED), None
    )
    return Fix("assessment", running.id if running else "", pack)


def _selection(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """The check before entrusting: that it was made once; how long it counts is our policy."""
    if not is_processor(case, part):
        return
    found = _standing_assessment(case, on)
    if was_confirmed(found):
        yield confirmed(Text("委託の前に審査で確認した", "Confirmed by an assessment before entrusting"))
    else:
        text = Text(
            "委託先の審査がまだ判定されていない。審査を終えて判定すれば委託できる",
            "No assessment of the processor has been decided: finish and decide it first",
        )
        yield bar(text, fix=_assessment_fix(case), who=UserRole.PROCUREMENT)


def _holds(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    found = _standing_assessment(case, on) if is_processor(case, part) else None
    if found is None:
        return
    fix = _assessment_fix(case)
    if not is_passed(found):
        text = Text(
            "委託先の審査で不承認となった。是正のうえ改めて審査し、承認されれば渡せる",
            "The assessment of the processor was rejected: assess it again once it is mended",
        )
        yield bar(text, fix=fix, who=UserRole.PROCUREMENT)
    elif found.valid_until is None:
        yield unknown(
            Text("委託先の審査がいつまで有効か未確認", "Until when the assessment is valid is not known"),
            Fix("assessment", found.id, "valid_until"),
        )
    elif on > found.valid_until:
        text = Text(
            "委託先の審査の有効期間は{last}まで。審査を更新する", "The assessment is valid until {last} only: renew it"
        ).format(last=found.valid_until.isoformat())
        yield bar(text, fix=fix, who=UserRole.PROCUREMENT)
    elif (blanks := blanks_of(case.dossier, found)) is None:
        yield unknown(
            Text("審査に未回答が残っていないか未確認", "Whether the assessment leaves questions open is not known"),
            Fix("assessment", found.id, "unanswered"),
            who=UserRole.PROCUREMENT,
        )
    elif blanks:
        text = Text(
            "委託先の審査に未回答が{count}問ある。回答を得て判定し直す",
            "The assessment has {count} unanswered questions: have them answered and decide again",
        )
        yield bar(text.format(count=blanks), fix=fix, who=UserRole.PROCUREMENT)
    else:
        passed = Text("委託先の審査が{last}まで有効", "The assessment is valid until {last}")
        yield confirmed(passed.format(last=found.valid_until.isoformat()))


def _selection_days(case: Case, _policy: Policy) -> Iterator[date | None]:
    for assessment in case.dossier.assessments:
        yield assessment.decided_on
        yield day_after(assessment.valid_until)


def _conditions(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """A conditional approval holds as far as its conditions do: open ones are met first, or in time."""
    found = _standing_assessment(case, on) if is_processor(case, part) else None
    if found is None or found.decision is not Decision.CONDITIONAL:
        return
    for asked in case.dossier.conditions:
        if asked.assessment_id != found.id or (asked.fulfilled_on is not None and asked.fulfilled_on <= on):
            continue
        fix = Fix("condition", asked.id, "fulfilled_on")
        if on > asked.due_on:
            late = Text("承認の条件が期限までに満たされていない：{text}", "A condition is not met in time: {text}")
            yield bar(late.format(text=asked.text), fix=fix)
        else:
            still = Text("承認の条件を{due}までに満たす：{text}", "Meet the condition by {due}: {text}")
            yield condition(
                still.format(due=asked.due_on.isoformat(), text=asked.text), fix=fix, who=UserRole.PROCUREMENT
            )


def _condition_days(case: Case, policy: Policy) -> Iterator[date | None]:
    yield from _selection_days(case, policy)
    for asked in case.dossier.conditions:
        yield day_after(asked.due_on)
        yield asked.fulfilled_on


def _monitoring(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """The clock runs from the last review; where none is on record, from the assessment at selection."""
    if not is_processor(case, part):
        return
    party = case.recipient
    missing = missing_intake(party)
    if tier(party, policy) is None and missing:
        yield unknown(
            Text("区分が決まらず、定期見直しの期限が分からない", "Without its tier the next review has no date"),
            Fix("third_party", party.id, missing[0]),
            who=UserRole.PROCUREMENT,
        )
        return
    due = next_review_due(party, [r for r in case.dossier.periodic_reviews if r.completed_on <= on], policy)
    if due is None:
        due = _due_from_selection(case, on, policy)
    if due is None:
        return
    if on > due:
        yield condition(
            Text("定期見直しを終える（期限{due}）", "Complete the periodic review (due {due})").format(
                due=due.isoformat()
            ),
            fix=Fix("third_party", party.id, "assessment"),
            who=UserRole.PROCUREMENT,
        )
    else:
        seen = Text("定期見直しの期限は{due}", "The next periodic review is due on {due}")
        yield confirmed(seen.format(due=due.isoformat()))


def _due_from_selection(case: Case, on: date, policy: Policy) -> date | None:
    found = _standing_assessment(case, on)
    months = policy.cadence_months(tier(case.recipient, policy), case.recipient.criticality)
    if found is None or found.decided_on is None or months is None:
        return None
    return add_months(found.decided_on, months)


def _monitoring_days(case: Case, policy: Policy) -> Iterator[date | None]:
    """Each review moves the day; so does the assessment from which it is counted where there is none."""
    months = policy.cadence_months(tier(case.recipient, policy), case.recipient.criticality)
    starts = [r.completed_on for r in case.dossier.periodic_reviews]
    starts += [a.decided_on for a in case.dossier.assessments if a.decided_on is not None]
    for day in starts:
        yield day
        if months is not None:
            yield next_day(add_months(day, months))


_TITLES = """
    C-LC1 | 取引を止めた先である | Dealings with it were stopped
    C-FL1 | 取引先の役割が未確認 | The role of the recipient is not known
    A-25-1 | 委託先の選定時の確認 | Check at the selection of a processor
    C-AS4 | 委託先の審査が有効でない | The assessment of the processor does not hold
    C-AS3 | 承認の条件が満たされていない | A condition of the approval is not met
    A-25-3 | 定期見直しの期限が過ぎた | The periodic review is overdue
"""
_rule = StepRules(Step.PROCESSOR, _TITLES)

PROCESSOR_RULES: tuple[ClearanceRule, ...] = (
    _rule("C-LC1", _lifecycle),
    _rule("C-FL1", _role, COMPANY_POLICY, ACT_25),
    *by_guideline_and_policy(
        _rule("A-25-1", _selection, ACT_25, GL_SELECTION, basis=Basis.GUIDELINE_MUST, cuts=_selection_days, revision=2),
    ),
    _rule("C-AS4", _holds, cuts=_selection_days, waived_by="C-AS4", revision=2),
    _rule("C-AS3", _conditions, COMPANY_POLICY, ACT_25, cuts=_condition_days, waived_by="C-AS3"),
    CONTRACT_RULE,
    *by_guideline_and_policy(
        _rule("A-25-3", _monitoring, ACT_25, GL_MONITORING, basis=Basis.GUIDELINE_SHOULD, cuts=_monitoring_days),
    ),
)

YEARLY_CHECKS: tuple[ClearanceRule, ...] = tuple(replace(rule, step=Step.PROCESSOR) for rule in YEARLY)
"""The check of 法28条3項 of personal data, whatever the route that an equivalent system carries."""
