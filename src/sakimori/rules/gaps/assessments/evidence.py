"""Evidence that answers call for: missing, or no longer valid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.codes import ControlArea, Severity
from sakimori.domain.dossier import AssessedPack, Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.questions.pack import EvidenceRequest, Question, evidence_due
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Judge, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_25
from sakimori.rules.facts.rule_kit import GapRules, finding, is_watched

_FOREVER = date.max


def last_valid_day(evidence: Evidence, request: EvidenceRequest | None) -> date | None:
    """The last day on which a document proves something: its own, else what the request allows; None is no end."""
    ends = [evidence.valid_until] if evidence.valid_until else []
    if request is not None and request.valid_for is not None:
        ends.append(request.valid_for.after(evidence.effective_on or evidence.uploaded_on))
    return min(ends, default=None)


def evidence_for(
    dossier_evidence: Iterable[Evidence], question: Question, request: EvidenceRequest | None = None
) -> tuple[Evidence, ...]:
    """The filed documents, not withdrawn, that belong to a question (and to one request, where it is named)."""
    return tuple(
        e
        for e in dossier_evidence
        if e.withdrawn_on is None
        and e.question_id == question.id
        and (request is None or e.request_id in {None, request.id})
    )


def _requests(assessed: AssessedPack) -> Iterable[tuple[Question, EvidenceRequest]]:
    for question in assessed.shown:
        for request in evidence_due(question, assessed.values.get(question.id)):
            yield question, request


def _of_request(*, is_missing: bool) -> Judge:
    def judge(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        if not is_watched(dossier.third_party):
            return
        for assessed in dossier.governing:
            same_pack = {a.id for a in dossier.assessments if a.pack_id == assessed.pack.id}
            filed = tuple(e for e in dossier.evidence if e.assessment_id is None or e.assessment_id in same_pack)
            for question, request in _requests(assessed):
                found = evidence_for(filed, question, request)
                if is_missing and not found:
                    yield _finding(rule, assessed, question, request, Stage(Severity.MEDIUM), facts=())
                elif not is_missing and found:
                    end = max(last_valid_day(e, request) or _FOREVER for e in found)
                    if end != _FOREVER:
                        yield _finding(
                            rule,
                            assessed,
                            question,
                            request,
                            Stage(Severity.MEDIUM, from_on=next_day(end)),
                            facts=(("valid_until", end.isoformat()),),
                        )

    return judge


def _finding(
    rule: Rule,
    assessed: AssessedPack,
    question: Question,
    request: EvidenceRequest,
    stage: Stage,
    *,
    facts: tuple[tuple[str, str], ...],
) -> Finding:
    key = f"{assessed.assessment.subject}/{assessed.pack.id}/{question.id}/{request.id}"
    return finding(
        rule,
        Subject(SubjectKind.EVIDENCE, key),
        (stage,),
        Fix("assessment", assessed.assessment.id, question.id),
        title=Text(f"{rule.title.ja}：{{what}}（{{question}}）", f"{rule.title.en}: {{what}} ({{question}})").format(
            what=request.text, question=question.id
        ),
        area=question.area,
        facts=facts,
        action=Text("新しい証跡を添えます。", "File a current document."),
    )


_TITLES = """
    C-EV1 | 証跡がない | Evidence is missing
    C-EV2 | 証跡の有効期限が切れる | Evidence is no longer valid
"""
_rule = GapRules(_TITLES, points=("A3", "B1"), scope=SubjectKind.EVIDENCE, area=ControlArea.TECHNICAL)

EVIDENCE_RULES: tuple[Rule, ...] = (
    _rule("C-EV1", _of_request(is_missing=True), COMPANY_POLICY, ACT_25),
    _rule("C-EV2", _of_request(is_missing=False), COMPANY_POLICY, ACT_25, deadline=DeadlineKind.EVIDENCE),
)
