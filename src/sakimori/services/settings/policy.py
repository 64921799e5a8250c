"""Company policy: which numbers are ours, what a change of them would turn, and the change itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sakimori.domain.policy import (
    DAY_RANGES,
    DEFAULT_POLICY,
    LATEST_PRELIMINARY,
    MOST_FEW,
    POLICY_KEYS,
    Policy,
    PolicyValue,
)
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text, cited
from sakimori.errors import ConflictError, InvalidValueError, StateError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.judge_queue import judge_next, policy_entry, policy_then, put_in_force
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace

SMALL = 200
"""Up to so many dossiers are judged while the person waits."""

HIGHEST = 10_000_000
_FIELD = Text("会社方針の数値", "a policy number")
_EXPECTED = Text("0以上の整数を入れてください。", "Give a whole number from 0.")
_MONTHS = Text("1か月以上にしてください。", "Give at least one month.")
_ORDER = Text("重い不備ほど、期限を短くしてください。", "The graver a gap is, the shorter its deadline must be.")
_PERSONS = Text("区分1の人数は、区分2の人数より多くしてください。", "Tier 1 must begin at more persons than tier 2.")
_NEARER = Text(
    "認証の「中」は、予告より満了に近い日にしてください。",
    "A certificate must turn “medium” after it is first warned of.",
)
_PROMPTLY = cited(
    f"速報の目安は1日目から、最終日は目安の日以後で{LATEST_PRELIMINARY}日目までにしてください（{{law:gl-3-5-3-3}}）。",
    f"Aim at day 1 or later, and let the last day be that or a later one, {LATEST_PRELIMINARY} at most "
    "({law:gl-3-5-3-3}).",
)
_ALARM = Text(
    "請求の予告は、社内目標の日より後にはできません。",
    "A request must be warned of by the day of its target.",
)
_DAYS = Text("{first}から{last}までの日にしてください。", "Give a day from {first} to {last}.")
_FEW = Text(f"0人から{MOST_FEW}人までにしてください。", f"Give a number of persons from 0 to {MOST_FEW}.")
_REMINDING = Text(
    "早い予告は直前の予告より先に、担当者・上長・法務へのお知らせはこの順にし、過ぎた後は1日以上にしてください。",
    "The early reminder comes before the near one; owner, lead and compliance follow each other from day 1 on.",
)
_YEAR = Text("1月から12月のどれかにしてください。", "Give a month from 1 to 12.")
_ANY, _MONTHLY = (0, HIGHEST, _EXPECTED), (1, HIGHEST, _MONTHS)
_RANGES: Final[Mapping[str, tuple[int, int, Text]]] = {
    "few_persons": (0, MOST_FEW, _FEW),
    "fiscal_year_month": (1, 12, _YEAR),
}
"""The least and the most that some numbers can be, and how that is told."""
_SAME = Text("変わった数値がありません。", "No number has changed.")


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One value of the policy, beside its default."""

    key: str
    value: PolicyValue
    default: PolicyValue

    @property
    def is_default(self) -> bool:
        """Whether it stands as it came."""
        return self.value == self.default


def policy_lines(policy: Policy) -> tuple[PolicyLine, ...]:
    """Every number of a policy."""
    return tuple(PolicyLine(key, getattr(policy, key), getattr(DEFAULT_POLICY, key)) for key in POLICY_KEYS)


@needs(Permission.ENTER)
def policy_known(workspace: Workspace, *, number: int) -> Policy:
    """The policy that was in force after an entry of the trail."""
    with workspace.unit() as unit:
        return policy_then(unit, number=number)


def checked_policy(policy: Policy, **values: PolicyValue) -> Policy:
    """A policy with other values.

    Raises:
        InvalidValueError: A value cannot be, alone or beside the others.
    """
    changed: Policy = replace(policy, **dict[str, Any](values))
    for line in policy_lines(changed):
        if isinstance(line.value, date):
            first, last = DAY_RANGES[line.key]
            if not first <= line.value <= last:
                expected = _DAYS.format(first=first.isoformat(), last=last.isoformat())
                raise InvalidValueError(field=_FIELD, value=line.value.isoformat(), expected=expected)
            continue
        least, most, expected = _RANGES.get(line.key, _MONTHLY if "_months" in line.key else _ANY)
        if not least <= line.value <= most:
            raise InvalidValueError(field=_FIELD, value=line.value, expected=expected)
    if not changed.due_block <= changed.due_high <= changed.due_medium <= changed.due_low:
        raise InvalidValueError(field=_FIELD, value=changed.due_low, expected=_ORDER)
    if changed.certificate_near_days > changed.certificate_warning_days:
        raise InvalidValueError(field=_FIELD, value=changed.certificate_near_days, expected=_NEARER)
    if not 1 <= changed.incident_target_days <= changed.incident_report_days <= LATEST_PRELIMINARY:
        raise InvalidValueError(field=_FIELD, value=changed.incident_report_days, expected=_PROMPTLY)
    if changed.request_alarm_days > changed.request_target_days:
        raise InvalidValueError(field=_FIELD, value=changed.request_alarm_days, expected=_ALARM)
    if not changed.remind_near_days <= changed.remind_early_days or not (
        1 <= changed.remind_late_days <= changed.remind_lead_days <= changed.remind_compliance_days
    ):
        raise InvalidValueError(field=_FIELD, value=changed.remind_compliance_days, expected=_REMINDING)
    if changed.persons_tier_1 <= changed.persons_tier_2:
        raise InvalidValueError(field=_FIELD, value=changed.persons_tier_1, expected=_PERSONS)
    return changed


@needs(Permission.SET_POLICY)
def change_policy(
    workspace: Workspace,
    policy: Policy,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    seen: Policy | None = None,
) -> None:
    """Put a policy in force; few dossiers are judged by it at once, many wait for the worker.

    `seen` is the policy that was shown when the numbers were typed.

    Raises:
        ConflictError: Another policy came into force since; `ours` and `theirs` hold both.
        StateError: Nothing changed.
    """
    with workspace.change("policy.changed", actor=actor, at=at, reason=reason) as change:
        _require_shown(change, seen, policy)
        if policy == change.policy():
            raise StateError(why=_SAME)
        put_in_force(change, policy)
        is_small = change.to_judge.waiting().left <= SMALL
    while is_small and judge_next(workspace, at=at):
        pass


def _require_shown(unit: Unit, seen: Policy | None, wanted: Policy) -> None:
    standing = unit.policy()
    if seen is None or seen == standing:
        return
    line = policy_entry(unit)
    who = unit.user_name(line.entry.actor if line else None)
    raise ConflictError(who=who, ours=wanted, theirs=standing)
