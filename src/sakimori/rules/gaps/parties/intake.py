"""The tiering questions: while one is unanswered the tier is 未評価, and that is a gap of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.rule import COMPANY_POLICY, Judge, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.findings import is_watched, of_third_party
from sakimori.rules.facts.tiering import INTAKE_FIELDS, missing_intake

_QUESTIONS = {
    "data_categories": Text("渡すデータの種類が未回答", "The kinds of data are not answered"),
    "person_count": Text("人数が未回答", "The number of persons is not answered"),
    "special_care": Text("要配慮個人情報の有無が未回答", "Whether special-care data are included is not answered"),
    "foreign": Text("外国での取扱いの有無が未回答", "Whether data are handled abroad is not answered"),
    "criticality": Text("業務への影響が未回答", "How much our work depends on it is not answered"),
}


def _unanswered(field: str) -> Judge:
    def judge(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        if is_watched(dossier.third_party) and field in missing_intake(dossier.third_party):
            yield of_third_party(
                rule,
                dossier,
                severity=Severity.HIGH,
                field=field,
                kind=GapKind.UNKNOWN,
                action=Text("区分を決める質問に答えます。", "Answer the tiering question."),
            )

    return judge


INTAKE_RULES: tuple[Rule, ...] = tuple(
    Rule(
        id=f"C-IN{number}",
        scope=SubjectKind.THIRD_PARTY,
        title=_QUESTIONS[field],
        cites=(COMPANY_POLICY,),
        basis=Basis.POLICY,
        area=ControlArea.IDENTITY,
        points=("B1", "A3"),
        judge=_unanswered(field),
        checked_on=date(2026, 11, 25),
    )
    for number, field in enumerate(INTAKE_FIELDS, start=1)
)
