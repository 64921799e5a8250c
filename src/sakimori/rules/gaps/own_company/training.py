"""Training of our own people: a course that is overdue (法24条 asks for supervision; how often is our policy)."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.rule import DeadlineKind, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.facts.training import lacks
from sakimori.rules.gaps.own_company.findings import of_company, of_own, of_record

_TITLES = """
C-ED1 | 研修が登録されていない | No course is recorded
C-ED2 | 研修の対象者・開始日が未確認 | For whom a course is, and since when, is not known
C-ED3 | 研修の期限切れ | Training overdue
"""


def _no_course(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Nobody can tell whether our people are trained."""
    if not dossier.registers.courses:
        yield from of_record(
            rule,
            of_company(dossier),
            (Stage(Severity.MEDIUM),),
            kind=GapKind.UNKNOWN,
            fix=Fix("course", "", "name"),
            action=Text(
                "研修を登録します。15項目の研修は、この製品に付いています。",
                "Record a course; one on the fifteen points comes with this product.",
            ),
        )


def _for_nobody(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """A course of which it is not known for whom it is asks nothing of anybody."""
    for course in dossier.registers.courses:
        missing = next((name for name in ("roles", "held_from") if not getattr(course, name)), None)
        if missing is not None and course.ended_on is None:
            yield from of_record(
                rule,
                Subject(SubjectKind.COURSE, course.id),
                (Stage(Severity.LOW),),
                kind=GapKind.UNKNOWN,
                name=course.name,
                fix=Fix("course", course.id, missing),
                action=Text(
                    "研修の対象の役割と、始めた日を登録します。", "Record for which roles it is, and since when."
                ),
            )


def _overdue(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Each person with each course: never passed, or longer ago than it counts."""
    registers = dossier.registers
    for course in registers.courses:
        for person in registers.people:
            stages = tuple(
                Stage(Severity.MEDIUM, first, last)
                for first, last in lacks(course, person, registers.attendances, policy)
            )
            yield from of_record(
                rule,
                Subject(SubjectKind.COURSE, f"{course.id}/{person.id}"),
                stages,
                name=Text("{person}・{course}", "{person}, {course}").format(person=person.name, course=course.name),
                fix=Fix("course", course.id, "attendance"),
                facts=(("person", person.id), ("course", course.id)),
                action=Text(
                    "本人が「教育」で研修を受けるか、受講の記録を取り込みます。",
                    "Have the person take the course under Training, or import the attendance.",
                ),
            )


_rule = GapRules(_TITLES, points=("A7",), scope=SubjectKind.COURSE, area=ControlArea.PEOPLE)
TRAINING_RULES = (
    _rule("C-ED1", of_own(_no_course), scope=SubjectKind.COMPANY),
    _rule("C-ED2", of_own(_for_nobody)),
    _rule("C-ED3", of_own(_overdue), deadline=DeadlineKind.TRAINING, revision=2),
)
"""Rules on the training of our own people."""
