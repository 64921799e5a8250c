"""The tiering questions: while one is unanswered the tier is 未評価, and that is a gap of its own."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.rule import Judge, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.rule_kit import GapRules, is_watched, of_third_party
from sakimori.rules.facts.tiering import INTAKE_FIELDS, missing_intake

_ANSWER = Text("区分を決める質問に答えます。", "Answer the tiering question.")


def _unanswered(field: str) -> Judge:
    def judge(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        if is_watched(dossier.third_party) and field in missing_intake(dossier.third_party):
            yield of_third_party(
                rule,
                dossier,
                severity=Severity.HIGH,
                field=field,
                kind=GapKind.UNKNOWN,
                action=_ANSWER,
            )

    return judge


_TITLES = """
    C-IN1 | 渡すデータの種類が未回答 | The kinds of data are not answered
    C-IN2 | 人数が未回答 | The number of persons is not answered
    C-IN3 | 要配慮個人情報の有無が未回答 | Whether special-care data are included is not answered
    C-IN4 | 外国での取扱いの有無が未回答 | Whether data are handled abroad is not answered
    C-IN5 | 業務への影響が未回答 | How much our work depends on it is not answered
"""
_rule = GapRules(_TITLES, points=("B1", "A3"), scope=SubjectKind.THIRD_PARTY, area=ControlArea.IDENTITY)

INTAKE_RULES: tuple[Rule, ...] = tuple(
    _rule(f"C-IN{number}", _unanswered(field)) for number, field in enumerate(INTAKE_FIELDS, start=1)
)
