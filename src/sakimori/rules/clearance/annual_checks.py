"""P-14: while an equivalent system carries the data abroad, its yearly check is in time (法28条3項, 規則18条1項)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, GapKind, Severity, UserRole
from sakimori.domain.data_flow import LegalRoute
from sakimori.domain.days import next_day
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_28_3, GL_F_6, RULES_18_1
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.making import ClearanceRule, Said, bar, condition, confirmed, flow_fix, unknown
from sakimori.rules.foreign_checks import Duty, duties, result_of


def _duty(case: Case, part: Slice, on: date) -> Duty | None:
    """The duty as it stands on a day; with consent under 法28条1項 there is none for what is handed over now."""
    if part.track is not Track.PERSONAL or part.route is LegalRoute.CONSENT_28:
        return None
    checks = tuple(c for c in case.dossier.annual_checks if c.checked_on <= on)
    judged = replace(case.dossier, flows=(replace(case.flow, route=part.route),), annual_checks=checks, erasures=())
    return next(duties(judged), None)


def _due(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Said]:
    """About once a year or more: late, it is made up for first."""
    duty = _duty(case, part, on)
    if duty is None:
        return
    due = duty.due(policy)
    if due is None:
        yield unknown(
            Text("28条3項の確認をいつから数えるか未確認", "From when the annual check counts is not known"),
            flow_fix(case, "start_on"),
        )
    elif on > due:
        yield condition(
            Text("28条3項の年次確認をする（期限{due}）", "Make the annual check under Art. 28(3) (due {due})").format(
                due=due.isoformat()
            ),
            fix=Fix("annual_check", "", "checked_on"),
            who=UserRole.COMPLIANCE,
        )
    else:
        seen = Text("28条3項の年次確認の期限は{due}", "The annual check under Art. 28(3) is due on {due}")
        yield confirmed(seen.format(due=due.isoformat()))


def _long_overdue(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Said]:
    """Policy: nothing new is provided while a check is long overdue."""
    duty = _duty(case, part, on)
    due = duty.due(policy) if duty is not None else None
    if due is not None and on > due + timedelta(days=policy.annual_check_block_after):
        text = Text("年次確認が{days}日を超えて遅れている", "The annual check is more than {days} days late")
        yield bar(text.format(days=policy.annual_check_block_after), fix=Fix("annual_check", "", "checked_on"))


def _result(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """What the last check found: measures not kept stop the provision, what it left open is settled first."""
    duty = _duty(case, part, on)
    check = duty.last_check if duty is not None else None
    found = result_of(check) if check is not None else None
    if check is None or found is None:
        return
    fix = Fix("annual_check", check.id, found.field)
    if found.severity is Severity.BLOCK:
        yield bar(found.title, fix=fix)
    elif found.kind is GapKind.UNKNOWN:
        yield unknown(found.title, fix)
    else:
        yield condition(found.action, fix=fix)


def _days(case: Case, policy: Policy) -> Iterator[date | None]:
    """Each check moves the next one; before the first one it is counted from the start of the provision."""
    checked = sorted({c.checked_on for c in case.dossier.annual_checks})
    for day in (None, *checked):
        if day is not None:
            yield day
        for part in (Slice(None, None, Track.PERSONAL, route) for route in {case.flow.route, LegalRoute.ENTRUST}):
            duty = _duty(case, part, day or date.min)
            due = duty.due(policy) if duty is not None else None
            if due is not None:
                yield next_day(due)
                yield next_day(due + timedelta(days=policy.annual_check_block_after))


ANNUAL_CHECK_RULES: tuple[ClearanceRule, ...] = (
    ClearanceRule(
        "A-28-3a",
        Step.PROCESSOR,
        Text("相当措置の年次確認", "Annual check of the measures"),
        (ACT_28_3, RULES_18_1, GL_F_6),
        Basis.GUIDELINE_MUST,
        _due,
        _days,
    ),
    ClearanceRule(
        "C-28-3a",
        Step.PROCESSOR,
        Text("年次確認が大きく遅れている", "Annual check long overdue"),
        (COMPANY_POLICY, ACT_28_3),
        Basis.POLICY,
        _long_overdue,
        _days,
        waived_by="C-28-3a",
    ),
    ClearanceRule(
        "A-28-3b",
        Step.PROCESSOR,
        Text("年次確認の結果への対応", "Acting on the annual check"),
        (ACT_28_3, RULES_18_1),
        Basis.LAW,
        _result,
        _days,
    ),
)
