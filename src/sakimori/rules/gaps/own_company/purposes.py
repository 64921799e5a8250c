"""Our purposes of use (法17条, 21条): there are some, they say something, and a change of one was judged."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.rule import COMPANY_POLICY, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_17_1, ACT_17_2, ACT_21, GL_PURPOSE
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.facts.vague_purposes import vague_in
from sakimori.rules.gaps.own_company.findings import of_company, of_own, of_record, while_standing


def _no_purpose(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法17条1項 as far as the register knows: without a purpose no flow can be judged."""
    if not dossier.registers.purposes:
        yield from of_record(
            rule,
            of_company(dossier),
            (Stage(Severity.HIGH),),
            kind=GapKind.UNKNOWN,
            fix=Fix("purpose", "", "wording"),
            action=Text("公表している利用目的を登録します。", "Record the purposes that are published."),
        )


def _vague(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法17条1項, GL 3-1-1: a purpose is specified as far as possible."""
    for purpose in dossier.registers.purposes:
        for vague in vague_in(purpose.wording)[:1]:
            yield from _of_purpose(
                rule,
                purpose,
                Severity.MEDIUM,
                field="wording",
                kind=GapKind.DECISION,
                facts=(("wording", purpose.wording),),
                action=Text("「{words}」は{why}。{better}。", "“{words}”: {why}; {better}.").format(
                    words=vague.words, why=vague.why, better=vague.better
                ),
            )


def _unpublished(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法21条: a purpose is published, or told at the collection."""
    for purpose in dossier.registers.purposes:
        if purpose.published_since is None:
            yield from _of_purpose(
                rule,
                purpose,
                Severity.HIGH,
                field="published_since",
                kind=GapKind.UNKNOWN,
                action=Text("いつから公表しているかを確かめます。", "Find out since when it is published."),
            )


def _unjudged(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法17条2項: whether a change is reasonably related to the purpose before it, a person decides and notes why."""
    for purpose in dossier.registers.purposes:
        judged = ("related_judgement", "related_judged_by", "related_judged_on")
        missing = next((field for field in judged if not getattr(purpose, field)), None)
        if purpose.replaces_id is not None and missing is not None:
            yield from _of_purpose(
                rule,
                purpose,
                Severity.HIGH,
                field=missing,
                kind=GapKind.DECISION,
                facts=(("replaces", purpose.replaces_id),),
                action=Text(
                    "変更前の目的と相当の関連性があるかを判断し、理由を記します。",
                    "Judge whether it is reasonably related to the earlier purpose, and note why.",
                ),
            )


def _of_purpose(
    rule: Rule,
    purpose: Purpose,
    severity: Severity,
    *,
    field: str,
    action: Text,
    kind: GapKind = GapKind.DEFECT,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    return of_record(
        rule,
        Subject(SubjectKind.PURPOSE, purpose.id),
        while_standing(severity, purpose.published_since, purpose.published_until),
        kind=kind,
        name=purpose.name,
        fix=Fix("purpose", purpose.id, field),
        facts=facts,
        action=action,
    )


_TITLES = """
    C-SE0 | 利用目的が登録されていない | No purpose is recorded
    A-17-1 | 利用目的が抽象的である | The purpose is too vague
    A-21-1 | 利用目的の公表日が未確認 | When the purpose was published is not known
    A-17-2 | 利用目的の変更が判断されていない | The change of purpose is not judged
"""
_rule = GapRules(_TITLES, points=("A2",), scope=SubjectKind.PURPOSE)

OWN_PURPOSE_RULES: tuple[Rule, ...] = (
    _rule("C-SE0", of_own(_no_purpose), COMPANY_POLICY, ACT_17_1, scope=SubjectKind.COMPANY),
    _rule("A-17-1", of_own(_vague), ACT_17_1, GL_PURPOSE),
    _rule("A-21-1", of_own(_unpublished), ACT_21, points=("A2", "B5")),
    _rule("A-17-2", of_own(_unjudged), ACT_17_2),
)
