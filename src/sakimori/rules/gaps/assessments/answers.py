"""What governing assessments leave open: answers that raise gaps, failed criticals, conditions, missing evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from sakimori.domain.codes import AssessmentKind, AssessmentState, Basis, ControlArea, Decision, GapKind, Severity
from sakimori.domain.dossier import AssessedPack, Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Condition, Evidence
from sakimori.domain.questions.evaluation import evidence_due, failing_gap, passes
from sakimori.domain.questions.pack import AnswerValue, EvidenceRequest, Question
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Rule, in_one_line
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_23, ACT_25
from sakimori.rules.facts.rule_kit import GapRules, finding, is_watched, once

TRAINING_CONTROL: Final = "appi-gl:10-4"
"""The control of questions on training and secrecy of staff: what they leave open concerns training as well."""


def speaking(dossier: Dossier) -> tuple[AssessedPack, ...]:
    """The assessments whose answers tell of a third party; of ourselves those alone in which we asked ourselves."""
    if dossier.third_party.is_self:
        return tuple(one for one in dossier.governing if one.assessment.kind is AssessmentKind.SELF_CHECK)
    return dossier.governing if is_watched(dossier.third_party) else ()


def _told_of(dossier: Dossier, found: Finding) -> Finding:
    """The finding as it is told: of ourselves it is about our own measures, not about whom we supervise."""
    if not dossier.third_party.is_self:
        return found
    points = tuple(point for point in found.points if point != "B1") or ("A3",)
    is_answer = found.subject.kind is SubjectKind.PACK_QUESTION
    return replace(found, points=points, cites=found.cites if is_answer else in_one_line((COMPANY_POLICY, ACT_23)))


def judge_failed_critical(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: a knocked-out item overrides the score and caps the decision."""
    for assessed in speaking(dossier):
        failed = tuple(q.id for q in assessed.shown if q.critical and passes(q, assessed.values.get(q.id)) is False)
        if failed:
            found = finding(
                rule,
                Subject(SubjectKind.ASSESSMENT, f"{assessed.assessment.subject}/{assessed.pack_id}"),
                (Stage(Severity.HIGH),),
                _fix(assessed, failed[0]),
                title=Text("重要な設問{count}問が基準に届いていない", "Critical questions not met: {count}").format(
                    count=len(failed)
                ),
                facts=(("failed", " ".join(failed)),),
                action=Text(
                    "重要な設問を是正するか、代わりの対策を確かめます。",
                    "Remedy the critical items, or confirm another measure.",
                ),
            )
            yield _told_of(dossier, found)


def judge_condition(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: a condition of a conditional approval that is not met blocks from the day after it was due."""
    counting = {one for g in speaking(dossier) for one in (g.assessment.id, *g.short_ids)}
    standing = {
        a.id
        for a in dossier.assessments
        if a.id in counting and a.state is AssessmentState.DECIDED and a.decision is Decision.CONDITIONAL
    }
    for condition in dossier.conditions:
        if condition.assessment_id in standing and condition.fulfilled_on is None:
            yield _told_of(dossier, _of_condition(rule, condition))


def _of_condition(rule: Rule, condition: Condition) -> Finding:
    return finding(
        rule,
        Subject(SubjectKind.CONDITION, condition.id),
        (Stage(Severity.BLOCK, from_on=next_day(condition.due_on)),),
        Fix("condition", condition.id, "fulfilled_on"),
        title=Text(
            "承認の条件が期限までに満たされない：{text}", "A condition of approval is not met in time: {text}"
        ).format(text=condition.text),
        facts=(("due_on", condition.due_on.isoformat()), ("text", condition.text)),
        action=Text("条件を満たしたことを記録します。", "Record that the condition is met."),
    )


def judge_answers(dossier: Dossier) -> Iterable[Finding]:
    """The gaps that the answers of governing assessments raise, as their frozen packs say."""
    for assessed in speaking(dossier):
        for question in assessed.shown:
            found = answer_finding(assessed, question, assessed.values.get(question.id))
            if found is not None:
                yield _told_of(dossier, found)


def answer_finding(assessed: AssessedPack, question: Question, answer: AnswerValue | None) -> Finding | None:
    """The gap that one answer raises; named by third party or service, pack and question, it outlives a cycle."""
    raised = failing_gap(question, answer, submitted=assessed.assessment.state is not AssessmentState.DRAFT)
    if raised is None:
        return None
    is_open = answer is None or answer.is_open
    return Finding(
        rule_id=pack_rule_id(assessed.pack_id, question),
        revision=1,
        subject=Subject(SubjectKind.PACK_QUESTION, f"{assessed.assessment.subject}/{assessed.pack_id}/{question.id}"),
        kind=GapKind.UNKNOWN if is_open else GapKind.DEFECT,
        basis=Basis.POLICY,
        title=raised.title,
        cites=_pack_citation(question),
        stages=(Stage(raised.severity),),
        fix=_fix(assessed, question.id),
        area=question.area,
        points=("A3", "A7", "B1") if TRAINING_CONTROL in question.controls else ("A3", "B1"),
        facts=(("answer", " ".join(answer.ids) if answer else ""),),
        due_days=raised.due_days,
        action=raised.action,
    )


def _fix(assessed: AssessedPack, question_id: str) -> Fix:
    """Where an answer is mended: in the assessment that gave it."""
    return Fix("assessment", assessed.given_in.get(question_id, assessed.assessment.id), question_id)


def pack_rule_id(pack_id: str, question: Question) -> str:
    """The id under which a question of a pack is a rule."""
    return f"pack:{pack_id}/{question.id}"


def _pack_citation(question: Question) -> Text:
    """The heading that a question belongs to, and that the judgement of its answer is ours."""
    policy = COMPANY_POLICY.text
    if question.cites is None:
        return policy
    return Text(f"{policy.ja}・{question.cites.ja}", f"{policy.en}, {question.cites.en}")


_TITLES = """
    C-AS2 | 重要な設問が基準に届いていない | A critical question is not met
    C-AS3 | 承認の条件が期限までに満たされない | A condition of approval is not met in time
"""
_rule = GapRules(_TITLES, points=("A3", "B1"), scope=SubjectKind.THIRD_PARTY, area=ControlArea.REVIEW)

ASSESSMENT_RULES: tuple[Rule, ...] = (
    _rule("C-AS2", judge_failed_critical, COMPANY_POLICY, ACT_23, ACT_25, revision=2),
    _rule("C-AS3", judge_condition, points=("B1", "A8"), deadline=DeadlineKind.CONDITION),
)


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
    """The documents, not withdrawn or refused, that belong to a question (and to one request, where it is named)."""
    return tuple(
        e
        for e in dossier_evidence
        if e.gone_on is None
        and e.question_id == question.id
        and (request is None or e.request_id in {None, request.id})
    )


@once
def _requests(dossier: Dossier) -> tuple[tuple[AssessedPack, Question, EvidenceRequest, tuple[Evidence, ...]], ...]:
    """Each document that an answer calls for, with those that were filed for it."""
    found = []
    for assessed in speaking(dossier):
        same_pack = {a.id for a in dossier.assessments if a.pack_id == assessed.pack.id} | {*assessed.short_ids}
        filed = tuple(e for e in dossier.evidence if e.assessment_id is None or e.assessment_id in same_pack)
        for question in assessed.shown:
            for request in evidence_due(question, assessed.values.get(question.id)):
                found.append((assessed, question, request, evidence_for(filed, question, request)))
    return tuple(found)


def _missing(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    for assessed, question, request, found in _requests(dossier):
        if not found:
            one = _finding(rule, assessed, question, request, Stage(Severity.MEDIUM), facts=())
            yield _told_of(dossier, one)


def _no_longer_valid(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    for assessed, question, request, found in _requests(dossier):
        end = max((last_valid_day(e, request) or _FOREVER for e in found), default=_FOREVER)
        if end != _FOREVER:
            stage = Stage(Severity.MEDIUM, from_on=next_day(end))
            one = _finding(rule, assessed, question, request, stage, facts=(("valid_until", end.isoformat()),))
            yield _told_of(dossier, one)


def _finding(
    rule: Rule,
    assessed: AssessedPack,
    question: Question,
    request: EvidenceRequest,
    stage: Stage,
    *,
    facts: tuple[tuple[str, str], ...],
) -> Finding:
    key = f"{assessed.assessment.subject}/{assessed.pack_id}/{question.id}/{request.id}"
    title, what = rule.title, request.text
    return finding(
        rule,
        Subject(SubjectKind.EVIDENCE, key),
        (stage,),
        _fix(assessed, question.id),
        title=Text(f"{title.ja}：{what.ja}（{question.id}）", f"{title.en}: {what.en} ({question.id})"),
        area=question.area,
        facts=facts,
        action=Text("新しい証跡を添えます。", "File a current document."),
    )


_EVIDENCE_TITLES = """
    C-EV1 | 証跡がない | Evidence is missing
    C-EV2 | 証跡の有効期限が切れる | Evidence is no longer valid
"""
_evidence_rule = GapRules(_EVIDENCE_TITLES, points=("A3", "B1"), scope=SubjectKind.EVIDENCE, area=ControlArea.TECHNICAL)

EVIDENCE_RULES: tuple[Rule, ...] = (
    _evidence_rule("C-EV1", _missing, COMPANY_POLICY, ACT_25),
    _evidence_rule("C-EV2", _no_longer_valid, COMPANY_POLICY, ACT_25, deadline=DeadlineKind.EVIDENCE),
)
