"""Waivers 例外承認: a last day, and an approver who is neither the asker nor the owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sakimori.domain.codes import Basis, ControlArea, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind, Waiver
from sakimori.domain.policy import Policy
from sakimori.domain.rule import DeadlineKind, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.rule_kit import GapRules, finding, with_name

_NO_ONE_CAN_WAIVE = frozenset({Basis.LAW, Basis.GUIDELINE_MUST})


def can_be_waived(basis: Basis, severity: Severity) -> bool:
    """Whether a waiver is possible at all: what law or guideline demands for a hand-over cannot be waived."""
    return not (severity is Severity.BLOCK and basis in _NO_ONE_CAN_WAIVE)


def _unanswerable(_rule: Rule, _dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """Waiver rules read the findings of the other rules: see `judge_waivers`."""
    return ()


def judge_waivers(dossier: Dossier, findings: Sequence[Finding]) -> Iterable[Finding]:
    """Policy: a waiver that ran out while its gap is true, and one whose approver asked for it or owns the gap."""
    by_identity = {f.identity: f for f in findings}
    owners = dict(dossier.gap_owners)
    for waiver, identity in dossier.waivers:
        waived = by_identity.get(identity)
        if waived is None or waiver.approved is not True or waiver.lapsed_on is not None:
            continue
        ran_out = _ran_out(waiver, waived)
        if ran_out is not None and not _is_renewed(waiver, dossier, identity):
            yield ran_out
        if waiver.decided_by in {waiver.asked_by, owners.get(identity)}:
            yield _finding(
                SELF_APPROVED,
                waiver,
                waived,
                (Stage(Severity.BLOCK, until_on=next_day(waiver.last_day)),),
            )


def _is_renewed(waiver: Waiver, dossier: Dossier, identity: tuple[str, str, str]) -> bool:
    return any(
        other.approved and other.lapsed_on is None and other_identity == identity and other.last_day > waiver.last_day
        for other, other_identity in dossier.waivers
    )


def _ran_out(waiver: Waiver, waived: Finding) -> Finding | None:
    begins = next_day(waiver.last_day)
    stages = [
        replace(stage, severity=Severity.HIGH, from_on=max(begins, stage.from_on or begins))
        for stage in waived.stages
        if stage.until_on is None or stage.until_on > begins
    ]
    return _finding(RAN_OUT, waiver, waived, _joined(stages)) if stages else None


def _joined(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Stages of one severity that meet are one stage."""
    joined: list[Stage] = []
    for stage in stages:
        if joined and joined[-1].severity is stage.severity and joined[-1].until_on == stage.from_on:
            joined[-1] = replace(joined[-1], until_on=stage.until_on)
        else:
            joined.append(stage)
    return tuple(joined)


def _finding(rule: Rule, waiver: Waiver, waived: Finding, stages: tuple[Stage, ...]) -> Finding:
    return finding(
        rule,
        Subject(SubjectKind.WAIVER, waiver.id),
        stages,
        Fix("waiver", waiver.id, "last_day"),
        title=with_name(rule.title, waived.title),
        area=waived.area,
        facts=(("waiver", waiver.id), ("last_day", waiver.last_day.isoformat())),
        action=Text("不備を直すか、理由を添えて申請し直します。", "Close the gap, or ask again with a reason."),
    )


_TITLES = """
    C-WV1 | 例外承認の期限が切れる | A waiver has run out
    C-WV2 | 例外承認の承認者が申請者または担当である | A waiver was approved by its asker or owner
"""
_rule = GapRules(_TITLES, points=("A8",), scope=SubjectKind.WAIVER, area=ControlArea.POLICY)

RAN_OUT = _rule("C-WV1", _unanswerable, deadline=DeadlineKind.WAIVER)
SELF_APPROVED = _rule("C-WV2", _unanswerable)
WAIVER_RULES: tuple[Rule, ...] = (RAN_OUT, SELF_APPROVED)
