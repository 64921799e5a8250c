"""What an equivalent system 基準適合体制 asks for afterwards (法28条3項, 規則18条): check, act, be ready to answer.

The duties last until return or erasure of the data is confirmed, also after the provision or the relation has ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sakimori.domain.codes import Basis, ControlArea, DataCategory, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import EQUIVALENT, AnnualCheck, DataFlow, ForeignBasis
from sakimori.domain.rule import DeadlineKind, Rule
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text, cited
from sakimori.rules.facts.citations import ACT_28_3, GL_F_6, RULES_18_1, RULES_18_3
from sakimori.rules.facts.flow_facts import judged_for, listed, overlap, run_of
from sakimori.rules.facts.foreign_flows import abroad, erased_on, flows_still_held
from sakimori.rules.facts.rule_kit import GapRules

CHECK_RULES = CHECK_RULE, LATE_CHECK_RULE = "A-28-3a", "C-28-3a"
"""The rules on annual checks that are due, and on those that are long overdue."""

_DUE = cited("{art:act-28-3}の年次確認の期限", "Annual check under {art:act-28-3}")
_NO_START = Text("年次確認の起算日が未確認", "From when the annual check counts is not known")
_LONG = Text("年次確認が{days}日を超えて遅れる", "The annual check is more than {days} days late")
_MENDED = Text("相当措置の実施に支障があり、是正中である", "There is trouble with the measures, and it is being mended")
_HARD = Text("相当措置の継続的な実施の確保が困難である", "It is hard to secure that the measures go on")
_HOW_BAD = Text(
    "相当措置の実施に支障がある。継続的な実施の確保が困難かが未確認",
    "There is trouble with the measures; whether it is hard to secure that they go on is not known",
)
_OPEN = Text("年次確認の結果に未確認がある", "The annual check leaves something open")
_TROUBLE = Text("相当措置の支障への対応が未判断", "What to do about the trouble found is not decided")
_SYSTEMS = Text(
    "影響しうる外国の制度の内容が書かれていない",
    "The foreign system that may affect the measures is not described",
)
_ITEMS = Text(
    "本人の求めに応じて提供する7項目のうち{count}項目がない（{names}）",
    "{count} of the seven items for a person who asks are missing ({names})",
)
_CHECK = Text(
    "相当措置の実施と、影響しうる外国の制度を確かめて記録します。",
    "Check that the measures are kept and whether a foreign system may affect them.",
)
_NOTHING_NEW = Text("年次確認を終えるまで、新たな提供を止めます。", "Provide nothing new until the check is done.")
_MEND = Text(
    "是正を求め、次の確認で措置が続いていることを確かめます。確保が困難になったら提供を止めます。",
    "Have it mended, and see by the next check that they are kept; stop once it is hard to secure that they go on.",
)
_STOP = cited("提供を止めます（{law:rules-18-1-2}）。", "Stop the provision ({art:rules-18-1-2}).")
_ASK = Text("取引先に確かめ、結果を記録します。", "Ask the company and record the answer.")
_DECIDE = Text(
    "対応を決めて7項目に書き、次の確認で支障がないことを確かめます。",
    "Decide, write it into the seven items, and check again.",
)
_DESCRIBE = Text("制度の内容と、措置への影響を書きます。", "Describe the system and its effect on the measures.")
_WRITE = Text("求められたときにすぐ答えられるよう、書いておきます。", "Write them down, ready for a request.")
ITEM_NAMES = {
    "item_system": Text("体制の整備の方法", "how the system was set up"),
    "item_measures": Text("相当措置の概要", "outline of the measures"),
    "item_checking": Text("確認の頻度と方法", "frequency and method of the check"),
    "item_country": Text("外国の名称", "country"),
    "item_foreign_systems": Text("影響しうる外国の制度", "foreign systems"),
    "item_trouble": Text("支障の有無と概要", "trouble"),
    "item_response": Text("支障への対応", "what we do about it"),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """A flow under an equivalent system: its bases of that kind, the checks that cover it, and when it ended."""

    flow: DataFlow
    bases: tuple[ForeignBasis, ...]
    checks: tuple[AnnualCheck, ...]
    erased: date | None

    @property
    def start(self) -> date | None:
        """The first provision under the system: begin of the flow or of the basis, whichever is later."""
        since = [b.since for b in self.bases]
        first = None if None in since else min(d for d in since if d)
        return max((d for d in (self.flow.start_on, first) if d), default=None)

    @property
    def last_check(self) -> AnnualCheck | None:
        """The newest check; one from before the first provision is none of it."""
        counting = [c for c in self.checks if self.start is None or c.checked_on >= self.start]
        return max(counting, key=lambda c: c.checked_on, default=None)

    def due(self, policy: Policy) -> date | None:
        """The last day for the next check; None while nobody knows from when to count."""
        last = self.last_check.checked_on if self.last_check else self.start
        return add_months(last, policy.annual_check_months) if last else None


def duties(dossier: Dossier) -> Iterator[Duty]:
    """The flows that such a system carries or has carried."""
    for flow in flows_still_held(dossier):
        bases = tuple(b for b in dossier.foreign_bases if b.flow_id == flow.id and b.kind in EQUIVALENT)
        if bases:
            checks = tuple(c for c in dossier.annual_checks if not c.flow_ids or flow.id in c.flow_ids)
            yield Duty(flow, bases, checks, erased_on(dossier, flow))


def judge_check_due(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """The check at regular intervals, about once a year or more: coming, and overdue."""
    for duty in duties(dossier):
        due = duty.due(policy)
        if due is None:
            yield from abroad(
                rule,
                dossier,
                duty.flow,
                overlap(Severity.HIGH, None, duty.erased),
                kind=GapKind.UNKNOWN,
                title=_NO_START,
                fix=Fix("data_flow", duty.flow.id, "start_on"),
                action=Text("提供を始めた日を登録します。", "Record when the provision began."),
            )
            continue
        notice, late = due - timedelta(days=policy.annual_check_warning_days), next_day(due)
        yield from abroad(
            rule,
            dossier,
            duty.flow,
            overlap(Severity.LOW, notice, late, until=duty.erased) + overlap(Severity.HIGH, late, duty.erased),
            title=_DUE,
            fix=Fix("annual_check", "", "checked_on"),
            action=_CHECK,
            facts=(("due", due.isoformat()),),
        )


def judge_check_long_overdue(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Policy: nothing new is provided while a check is long overdue."""
    for duty in duties(dossier):
        due = duty.due(policy)
        if due is not None:
            late = due + timedelta(days=policy.annual_check_block_after + 1)
            yield from abroad(
                rule,
                dossier,
                duty.flow,
                overlap(Severity.BLOCK, late, duty.erased, until=run_of(duty.flow)[1]),
                title=_LONG.format(days=policy.annual_check_block_after),
                fix=Fix("annual_check", "", "checked_on"),
                action=_NOTHING_NEW,
                facts=(("due", due.isoformat()),),
            )


def judge_check_result(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """規則18条1項2号: trouble is dealt with, and the provision stops only once it is hard to secure that they go on."""
    for duty in duties(dossier):
        check = duty.last_check
        found = result_of(check) if check else None
        if check is not None and found is not None and not _is_decided(dossier, duty.flow, check, found):
            yield from abroad(
                rule,
                dossier,
                duty.flow,
                overlap(found.severity, check.checked_on, duty.erased),
                kind=found.kind,
                title=found.title,
                fix=Fix("annual_check", check.id, found.field),
                action=found.action,
                facts=(("check", check.id), ("trouble", check.trouble)),
            )


def _is_decided(dossier: Dossier, flow: DataFlow, check: AnnualCheck, found: Result) -> bool:
    """Whether compliance judged, since the check, that the trouble which it found is being dealt with."""
    judged = judged_for(dossier, flow, "A-28-3b")
    if judged is None or found.kind is not GapKind.DECISION:
        return False
    return judged.holds and judged.decided_on >= check.checked_on


@dataclass(frozen=True, slots=True)
class Result:
    """How grave what a check found is, and where it is mended."""

    severity: Severity
    kind: GapKind
    title: Text
    field: str
    action: Text


def result_of(check: AnnualCheck) -> Result | None:
    """What a check leaves to be done; None where nothing."""
    if check.hard_to_continue:
        return Result(Severity.BLOCK, GapKind.DEFECT, _HARD, "hard_to_continue", _STOP)
    if check.measures_kept is False and check.hard_to_continue is None:
        return Result(Severity.HIGH, GapKind.UNKNOWN, _HOW_BAD, "hard_to_continue", _ASK)
    if check.measures_kept is False:
        return Result(Severity.HIGH, GapKind.DECISION, _MENDED, "measures_kept", _MEND)
    if check.measures_kept is None:
        return Result(Severity.HIGH, GapKind.UNKNOWN, _OPEN, "measures_kept", _ASK)
    if check.foreign_systems is None:
        return Result(Severity.HIGH, GapKind.UNKNOWN, _OPEN, "foreign_systems", _ASK)
    if is_given(check.trouble):
        return Result(Severity.HIGH, GapKind.DECISION, _TROUBLE, "trouble", _DECIDE)
    if check.foreign_systems and not is_given(check.foreign_systems_note):
        return Result(Severity.HIGH, GapKind.DECISION, _SYSTEMS, "foreign_systems_note", _DESCRIBE)
    return None


def judge_items(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """The seven items of 規則18条3項, on the newest basis of a flow; 31条2項 asks for none of related data alone."""
    for duty in duties(dossier):
        if duty.flow.categories == frozenset({DataCategory.REL}):
            continue
        basis = max(duty.bases, key=lambda b: b.since or date.min)
        missing = basis.missing_items
        if missing:
            yield from abroad(
                rule,
                dossier,
                duty.flow,
                overlap(Severity.MEDIUM, None, duty.erased),
                title=_ITEMS.format(count=len(missing), names=listed(ITEM_NAMES[item] for item in missing)),
                fix=Fix("foreign_basis", basis.id, missing[0]),
                action=_WRITE,
                facts=(("missing", ",".join(missing)),),
            )


_TITLES = """
    A-28-3a | 相当措置の年次確認 | Annual check of the measures
    C-28-3a | 年次確認が大きく遅れている | Annual check long overdue
    A-28-3b | 年次確認の結果への対応 | Acting on the annual check
    A-28-3c | 本人の求めに応じて提供する7項目 | The seven items for a person who asks
"""
_rule = GapRules(_TITLES, points=("B7",), area=ControlArea.FOREIGN)

ANNUAL_CHECK_RULES: tuple[Rule, ...] = (
    _rule(
        CHECK_RULE,
        judge_check_due,
        ACT_28_3,
        RULES_18_1,
        GL_F_6,
        basis=Basis.GUIDELINE_MUST,
        deadline=DeadlineKind.ANNUAL_CHECK,
        overdue=Severity.HIGH,
    ),
    _rule(LATE_CHECK_RULE, judge_check_long_overdue),
    _rule("A-28-3b", judge_check_result, ACT_28_3, RULES_18_1, revision=3),
    _rule("A-28-3c", judge_items, ACT_28_3, RULES_18_3, revision=2),
)
