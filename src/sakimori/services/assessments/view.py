"""Everything that the page of one assessment shows, read in one unit of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sakimori.domain.gap import Finding
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment, Comment, CommentKind, Condition, Evidence
from sakimori.domain.questions.condition import AnswerIn, FactIn, leaves
from sakimori.domain.questions.evaluation import Visibility, evidence_due
from sakimori.domain.questions.pack import Question
from sakimori.domain.records.third_party import Service
from sakimori.domain.values.text import Text
from sakimori.rules.gaps.assessments.answers import evidence_for, last_valid_day
from sakimori.services.assessments.decisions import answerers, last_possible_day
from sakimori.services.assessments.opening import minutes_for
from sakimori.services.assessments.sheet import Sheet, load_sheet_at, sent_back_reason
from sakimori.services.assessments.short_answers import later_answers
from sakimori.services.assessments.view_parts import (
    AssessmentView,
    EarlierAnswer,
    FilledDocument,
    FilledQuestion,
    FilledSection,
    LastCycle,
    ProvisionalGap,
    Remark,
    last_cycle_of,
)
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.naming import names_of_people


@needs(Permission.READ)
def party_of_assessment(workspace: Workspace, assessment_id: str) -> tuple[str, str] | None:
    """Whose assessment it is, by id and name; None when there is none with this id."""
    with workspace.unit() as unit:
        rows = unit.query(
            "SELECT p.id, p.legal_name FROM assessment a JOIN third_party p ON p.id = a.third_party_id "
            "WHERE a.id = :id",
            id=assessment_id,
        )
    return (str(rows[0]["id"]), str(rows[0]["legal_name"])) if rows else None


@needs(Permission.READ)
def assessment_view(workspace: Workspace, assessment_id: str, *, on: date, number: int) -> AssessmentView:
    """An assessment as known after an entry, with the days of its documents judged on a day."""
    with workspace.unit() as unit:
        sheet = load_sheet_at(unit, assessment_id, number=number)
        assessment, party = sheet.assessment, sheet.party
        names = names_of_people(unit.engine)
        filed = records_of(unit, Evidence, party.id, number=number)
        policy = unit.policy()
        last = last_cycle_of(unit, sheet, number=number)
        due_days = _due_days(unit, party.id, on=on, number=number)
        questions = _questions(
            unit, sheet, filed, names=names, last=last, due_days=due_days, policy=policy, on=on, number=number
        )
        again = {one for short in later_answers(unit, sheet, number=number) for one in short.question_ids}
        # Their gaps are those of the later answers, which stand in the short assessment.
        questions = tuple(replace(q, gap=None) if q.question.id in again else q for q in questions)
        service = unit.records.find(Service, assessment.service_id or "")
        blanks = len(sheet.blanks)
        return AssessmentView(
            assessment=assessment,
            party_name=party.legal_name,
            service=service.name if service else "",
            pack=sheet.pack.title,
            group=next(group.title for group in sheet.pack.groups if group.id == assessment.group),
            owner=names.get(party.owner_id or "", ""),
            owner_id=party.owner_id,
            asked_questions=sheet.pack.asked_in(assessment.group),
            sections=_sections(sheet, questions),
            progress=sheet.progress,
            score=sheet.score,
            blanks=blanks,
            minutes=minutes_for(blanks),
            gaps=tuple(sorted((q.gap for q in questions if q.gap), key=lambda gap: (gap.severity.rank, gap.due_on))),
            last=last,
            saved_at=max((answer.at for answer in sheet.answers.values()), default=None),
            filed=tuple(e for e in filed if e.gone_on is None),
            conditions=tuple(
                c for c in records_of(unit, Condition, party.id, number=number) if c.assessment_id == assessment_id
            ),
            answered_by=answerers(unit, assessment, number=number),
            last_possible_day=last_possible_day(party, on, policy),
            sent_back_reason=sent_back_reason(unit, assessment),
            names=names,
        )


@needs(Permission.READ)
def measures_at(workspace: Workspace, assessment_id: str, question_id: str) -> tuple[Comment, ...]:
    """What the vendor says it does in place of what an answer lacks, the latest first."""
    with workspace.unit() as unit:
        said = unit.records.select(
            Comment,
            "assessment_id = :id AND question_id = :question AND kind = :kind",
            {"id": assessment_id, "question": question_id, "kind": CommentKind.MEASURE.value},
            order="made_at DESC, id",
        )
    return tuple(one for one in said if one.text)


def _sections(sheet: Sheet, questions: Sequence[FilledQuestion]) -> tuple[FilledSection, ...]:
    by_section: defaultdict[str, list[FilledQuestion]] = defaultdict(list)
    for question in questions:
        by_section[question.question.section].append(question)
    return tuple(
        FilledSection(section.id, section.title, tuple(by_section[section.id]))
        for section in sheet.pack.sections
        if by_section[section.id]
    )


def _questions(
    unit: Unit,
    sheet: Sheet,
    filed: Sequence[Evidence],
    *,
    names: Mapping[str, str],
    last: LastCycle | None,
    due_days: Mapping[tuple[str, str], date],
    policy: Policy,
    on: date,
    number: int,
) -> tuple[FilledQuestion, ...]:
    same_pack = {
        a.id
        for a in records_of(unit, Assessment, sheet.party.id, number=number)
        if a.pack_id == sheet.assessment.pack_id
    }
    documents = [e for e in filed if e.assessment_id is None or e.assessment_id in same_pack]
    remarks: defaultdict[str, list[Remark]] = defaultdict(list)
    for comment in sorted(sheet.comments, key=lambda c: c.at):
        remarks[comment.question_id].append(Remark(comment, names.get(comment.by, comment.by)))
    return tuple(
        _question(
            sheet,
            question,
            documents,
            earlier=last.answers.get(question.id) if last else None,
            remarks=tuple(remarks[question.id]),
            names=names,
            due_days=due_days,
            policy=policy,
            on=on,
        )
        for question in sheet.pack.asked_in(sheet.assessment.group)
        if sheet.visibilities[question.id] is not Visibility.HIDDEN
    )


def _question(
    sheet: Sheet,
    question: Question,
    documents: Sequence[Evidence],
    *,
    earlier: EarlierAnswer | None,
    remarks: tuple[Remark, ...],
    names: Mapping[str, str],
    due_days: Mapping[tuple[str, str], date],
    policy: Policy,
    on: date,
) -> FilledQuestion:
    answer = sheet.answers.get(question.id)
    value = sheet.values.get(question.id)
    is_asked = sheet.visibilities[question.id] is Visibility.VISIBLE
    waits_for = () if is_asked else _waits_for(sheet, question)
    finding = sheet.finding(question) if is_asked else None
    due = evidence_due(question, value) if is_asked else ()
    return FilledQuestion(
        question=question,
        visibility=sheet.visibilities[question.id],
        waits_for_questions=tuple(leaf for leaf in waits_for if isinstance(leaf, str)),
        waits_for_facts=tuple(leaf for leaf in waits_for if isinstance(leaf, Text)),
        answer=answer,
        answered_by=names.get(answer.by, answer.by) if answer else "",
        is_na_accepted=value.na_accepted if value else None,
        earlier=earlier,
        documents=documents_at(question, documents, on),
        missing=tuple(request for request in due if not evidence_for(documents, question, request)),
        remarks=remarks,
        gap=_gap(question, finding, due_days, policy=policy, on=on) if finding else None,
    )


def _waits_for(sheet: Sheet, question: Question) -> tuple[str | Text, ...]:
    """The ids of the questions and the titles of the facts that must be known before a question is asked."""
    found: dict[str, str | Text] = {}
    facts = {fact.id: fact.title for fact in sheet.pack.facts}
    for leaf in leaves(question.when) if question.when else ():
        match leaf:
            case AnswerIn(parent, _):
                value = sheet.values.get(parent)
                if value is None or value.is_open:
                    found[parent] = parent
            case FactIn(fact, _):
                if sheet.facts.get(fact) is None:
                    found[fact] = facts[fact]
    return tuple(found.values())


def documents_at(question: Question, filed: Iterable[Evidence], on: date) -> tuple[FilledDocument, ...]:
    """The filed documents of a question, each with the last day on which it proves something."""
    requests = {request.id: request for request in question.evidence}
    shown = []
    for evidence in evidence_for(filed, question):
        last_day = last_valid_day(evidence, requests.get(evidence.request_id or ""))
        shown.append(FilledDocument(evidence, last_day, last_day is None or last_day >= on))
    return tuple(shown)


def _due_days(unit: Unit, third_party_id: str, *, on: date, number: int) -> dict[tuple[str, str], date]:
    """By when each gap that counts already must be closed."""
    spans = unit.spans.as_known(number, on, third_party_id=third_party_id)
    return {(span.rule_id, span.subject_key): span.due_on for span in spans}


def _gap(
    question: Question, finding: Finding, due_days: Mapping[tuple[str, str], date], *, policy: Policy, on: date
) -> ProvisionalGap:
    """A gap that stands since an earlier cycle keeps its day; a new one counts from the day on which it is seen."""
    severity = finding.stages[0].severity
    allowed = policy.due_days(severity)
    if finding.due_days is not None:
        allowed = min(allowed, finding.due_days)
    standing = due_days.get((finding.rule_id, finding.subject.key))
    return ProvisionalGap(
        question_id=question.id,
        severity=severity,
        kind=finding.kind,
        title=finding.title,
        action=finding.action,
        cites=finding.cites,
        due_on=standing or on + timedelta(days=allowed),
        takes_measure=takes_measure(question, finding),
    )


def takes_measure(question: Question, finding: Finding) -> bool:
    """Whether another measure may take the place of what an answer lacks."""
    return any(gap.compensating and gap.title == finding.title for gap in question.gaps)
