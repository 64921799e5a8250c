"""What an equivalent system 基準適合体制 asks for afterwards (法28条3項, 規則18条): check, act, be ready to answer.

The duties last until return or erasure of the data is confirmed, also after the provision or the relation has ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.data_flow import EQUIVALENT, AnnualCheck, DataFlow, ForeignBasis
from sakimori.domain.days import add_months, next_day
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.rule import COMPANY_POLICY, Citation, Judge, Rule
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_28_3, GL_F_6, RULES_18_1, RULES_18_3
from sakimori.rules.foreign_flows import before, erased_on, flows_still_held, of_flow

_DUE = Text("28条3項の年次確認の期限：{flow}", "Annual check under Art. 28(3): {flow}")
_NO_START = Text("年次確認の起算日が未確認：{flow}", "From when the annual check counts is not known: {flow}")
_LONG = Text("年次確認が{days}日を超えて遅れる：{flow}", "The annual check is more than {days} days late: {flow}")
_NOT_KEPT = Text("相当措置が行われていない：{flow}", "The measures are not kept: {flow}")
_OPEN = Text("年次確認の結果に未確認がある：{flow}", "The annual check leaves something open: {flow}")
_TROUBLE = Text("相当措置の支障への対応が未判断：{flow}", "What to do about the trouble found is not decided: {flow}")
_SYSTEMS = Text(
    "影響しうる外国の制度の内容が書かれていない：{flow}",
    "The foreign system that may affect the measures is not described: {flow}",
)
_ITEMS = Text(
    "本人に答える7項目のうち{count}項目がない：{flow}（{names}）",
    "{count} of the seven items for a person who asks are missing: {flow} ({names})",
)
_ITEM_NAMES = {
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
            stages: tuple[Stage, ...] = (Stage(Severity.HIGH),)
            kind, title = GapKind.UNKNOWN, _NO_START
            fix = Fix("data_flow", duty.flow.id, "start_on")
        else:
            overdue = next_day(due)
            kind, title = GapKind.DEFECT, _DUE
            stages = (
                Stage(Severity.LOW, due - timedelta(days=policy.annual_check_warning_days), overdue),
                Stage(Severity.HIGH, overdue),
            )
            fix = Fix("annual_check", "", "checked_on")
        kept = before(stages, duty.erased)
        if kept:
            yield of_flow(
                rule,
                dossier,
                duty.flow,
                stages=kept,
                kind=kind,
                title=title.format(flow=duty.flow.name),
                fix=fix,
                action=Text(
                    "相当措置の実施と、影響しうる外国の制度を確かめて記録します。",
                    "Check that the measures are kept and whether a foreign system may affect them.",
                ),
                facts=(("due", due.isoformat() if due else ""),),
            )


def judge_check_long_overdue(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Policy: nothing new is provided while a check is long overdue."""
    for duty in duties(dossier):
        due = duty.due(policy)
        if due is None:
            continue
        late = due + timedelta(days=policy.annual_check_block_after + 1)
        end = min(
            (d for d in (duty.erased, next_day(duty.flow.end_on) if duty.flow.end_on else None) if d), default=None
        )
        kept = before((Stage(Severity.BLOCK, late),), end)
        if kept:
            yield of_flow(
                rule,
                dossier,
                duty.flow,
                stages=kept,
                title=_LONG.format(flow=duty.flow.name, days=policy.annual_check_block_after),
                fix=Fix("annual_check", "", "checked_on"),
                action=Text(
                    "年次確認を終えるまで、新たな提供を止めます。", "Provide nothing new until the check is done."
                ),
                facts=(("due", due.isoformat()),),
            )


def judge_check_result(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """What the last check found: measures not kept, something left open, trouble that nobody has dealt with."""
    for duty in duties(dossier):
        check = duty.last_check
        found = _found(check, duty) if check else None
        if check is None or found is None:
            continue
        severity, kind, title, field, action = found
        kept = before((Stage(severity, check.checked_on),), duty.erased)
        if kept:
            yield of_flow(
                rule,
                dossier,
                duty.flow,
                stages=kept,
                kind=kind,
                title=title.format(flow=duty.flow.name),
                fix=Fix("annual_check", check.id, field),
                action=action,
                facts=(("check", check.id), ("trouble", check.trouble)),
            )


def _found(check: AnnualCheck, duty: Duty) -> tuple[Severity, GapKind, Text, str, Text] | None:
    stop = Text("改善を求め、続けられないときは提供を止めます。", "Have it mended; stop the provision if it cannot be.")
    ask = Text("取引先に確かめ、結果を記録します。", "Ask the company and record the answer.")
    decide = Text("支障への対応を決め、7項目に書きます。", "Decide what to do and write it into the seven items.")
    describe = Text("制度の内容と、措置への影響を書きます。", "Describe the system and its effect on the measures.")
    if check.measures_kept is False:
        return Severity.BLOCK, GapKind.DEFECT, _NOT_KEPT, "measures_kept", stop
    if check.measures_kept is None:
        return Severity.HIGH, GapKind.UNKNOWN, _OPEN, "measures_kept", ask
    if check.foreign_systems is None:
        return Severity.HIGH, GapKind.UNKNOWN, _OPEN, "foreign_systems", ask
    if check.trouble:
        return Severity.HIGH, GapKind.DECISION, _TROUBLE, "trouble", decide
    if check.foreign_systems and not check.foreign_systems_note:
        return Severity.HIGH, GapKind.DECISION, _SYSTEMS, "foreign_systems_note", describe
    return None


def judge_items(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """The seven items of 規則18条3項, on the newest basis of a flow."""
    for duty in duties(dossier):
        basis = max(duty.bases, key=lambda b: b.since or date.min)
        missing = basis.missing_items
        kept = before((Stage(Severity.MEDIUM),), duty.erased)
        if missing and kept:
            names = [_ITEM_NAMES[item] for item in missing]
            yield of_flow(
                rule,
                dossier,
                duty.flow,
                stages=kept,
                title=_ITEMS.format(
                    flow=duty.flow.name,
                    count=len(missing),
                    names=Text("・".join(n.ja for n in names), ", ".join(n.en for n in names)),
                ),
                fix=Fix("foreign_basis", basis.id, missing[0]),
                action=Text(
                    "求められたときにすぐ答えられるよう、書いておきます。", "Write them down, ready for a request."
                ),
                facts=(("missing", ",".join(missing)),),
            )


def _rule(rule_id: str, title: Text, judge: Judge, cites: tuple[Citation, ...], basis: Basis) -> Rule:
    return Rule(
        id=rule_id,
        revision=1,
        scope=SubjectKind.FLOW,
        title=title,
        cites=cites,
        basis=basis,
        area=ControlArea.FOREIGN,
        points=("B7",),
        judge=judge,
        in_force_from=date(2022, 4, 1),
        checked_on=date(2026, 11, 25),
    )


ANNUAL_CHECK_RULES: tuple[Rule, ...] = (
    _rule(
        "A-28-3a",
        Text("相当措置の年次確認", "Annual check of the measures"),
        judge_check_due,
        (ACT_28_3, RULES_18_1, GL_F_6),
        Basis.GUIDELINE_MUST,
    ),
    _rule(
        "C-28-3a",
        Text("年次確認が大きく遅れている", "Annual check long overdue"),
        judge_check_long_overdue,
        (COMPANY_POLICY,),
        Basis.POLICY,
    ),
    _rule(
        "A-28-3b",
        Text("年次確認の結果への対応", "Acting on the annual check"),
        judge_check_result,
        (ACT_28_3, RULES_18_1),
        Basis.LAW,
    ),
    _rule(
        "A-28-3c",
        Text("本人に答える7項目", "The seven items for a person who asks"),
        judge_items,
        (ACT_28_3, RULES_18_3),
        Basis.LAW,
    ),
)
