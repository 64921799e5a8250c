"""Training of our own people: who must take which course, and the quiz on the fifteen points."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sakimori.domain.codes import UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.training import Attendance, AttendanceWay, Course
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.course import FIFTEEN_POINTS, QuizQuestion, course_content
from sakimori.rules.facts.training import holds_until, is_for, lacks, passed
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Unit, WriteResult, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result

DRAWN: Final = 10
"""So many questions a quiz asks, drawn anew each time."""

_COURSE: Final = Text("研修", "course")
_THERE: Final = Text("15項目の研修はもう始まっています。", "The course on the fifteen points has begun already.")
_NO_QUIZ: Final = Text(
    "この研修には確認問題がありません。受講の記録を取り込んでください。",
    "This course has no quiz. Import its attendance.",
)
_OTHER_QUESTIONS: Final = Text(
    "問題がそろっていません。もう一度はじめからお願いします。", "The questions are not complete. Begin again."
)
_OVERDUE: Final = Text(
    "研修「{course}」の期限が切れているため、提供を記録できません（会社方針）。「自社」の「教育」で受けてください。",
    "Your training “{course}” is overdue, so no hand-over can be recorded (company policy). Take it under Training.",
)
_NAME: Final = Text("個人情報の15項目", "The fifteen points of personal information")


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """One person with one course: last passed, with which score, until when it counts, and whether it is overdue."""

    person: User
    course: Course
    last: Attendance | None
    until: date | None
    overdue_since: date | None

    @property
    def is_overdue(self) -> bool:
        """Whether the person should have taken it by now."""
        return self.overdue_since is not None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a quiz: how many answers of how many were right, and whether that passes."""

    attendance: Attendance
    right: int
    asked: int


@needs(Permission.ENTER)
def my_training(workspace: Workspace, *, actor: Actor, on: date) -> tuple[TrainingLine, ...]:
    """The courses of whoever asks, the overdue ones first."""
    return _lines(workspace, on=on, number=None, only=actor.id)


@needs(Permission.READ)
def training_of_all(workspace: Workspace, *, on: date, number: int) -> tuple[TrainingLine, ...]:
    """Everybody who was here on a day with the courses for them, as known after an entry; the overdue ones first."""
    return _lines(workspace, on=on, number=number, only="")


@needs(Permission.READ)
def courses_known(workspace: Workspace, *, number: int) -> tuple[Course, ...]:
    """Every course, as known after an entry."""
    with workspace.unit() as unit:
        return tuple(sorted(all_records(unit, Course, number=number), key=lambda course: (course.name, course.id)))


@needs(Permission.ENTER)
def course_of(workspace: Workspace, course_id: str) -> Course:
    """A course, by its id.

    Raises:
        NotFoundError: There is no such course.
    """
    with workspace.unit() as unit:
        return unit.records.get(Course, course_id, what=_COURSE)


@needs(Permission.ENTER)
def pass_mark(workspace: Workspace) -> int:
    """From which score on, in percent, a quiz is passed, as our policy says."""
    with workspace.unit() as unit:
        return unit.policy().training_pass_percent


def _lines(workspace: Workspace, *, on: date, number: int | None, only: str) -> tuple[TrainingLine, ...]:
    with workspace.unit() as unit:
        known = unit.number() if number is None else number
        policy = unit.policy()
        people = [p for p in all_records(unit, User, number=known) if p.is_here(on) and only in ("", p.id)]
        attendances = [a for a in all_records(unit, Attendance, number=known) if only in ("", a.user_id)]
        found = [
            _line(course, person, attendances, policy, on)
            for course in all_records(unit, Course, number=known)
            if course.held_from is not None and course.held_from <= on and (course.ended_on or date.max) > on
            for person in people
            if is_for(course, person)
        ]
    return tuple(sorted(found, key=lambda line: (not line.is_overdue, line.person.name, line.course.name)))


def _line(course: Course, person: User, attendances: Sequence[Attendance], policy: Policy, on: date) -> TrainingLine:
    done = [a for a in passed(course, person.id, attendances) if a.done_on <= on]
    last = done[-1] if done else None
    since = next(
        (first for first, end in lacks(course, person, attendances, policy) if first <= on < (end or date.max)),
        None,
    )
    return TrainingLine(person, course, last, holds_until(course, last, policy) if last else None, since)


def overdue_courses(unit: Unit, person_id: str, *, on: date) -> tuple[Course, ...]:
    """The courses that somebody should have taken by a day."""
    person = unit.records.find(User, person_id)
    if person is None:
        return ()
    policy = unit.policy()
    attendances = unit.records.select(Attendance, "user_id = :person", {"person": person_id})
    return tuple(
        course for course in unit.records.select(Course) if _line(course, person, attendances, policy, on).is_overdue
    )


def require_training(unit: Unit, actor: Actor, *, on: date) -> None:
    """Refuse a hand-over by somebody whose training is overdue, where our policy says so.

    Raises:
        StateError: A course is overdue.
    """
    if unit.policy().training_stops_releases and (overdue := overdue_courses(unit, actor.id, on=on)):
        raise StateError(why=_OVERDUE.format(course=overdue[0].name))


@needs(Permission.ENTER)
def overdue_of(workspace: Workspace, *, actor: Actor, on: date) -> tuple[str, ...]:
    """The names of the courses that whoever asks should have taken by a day."""
    with workspace.unit() as unit:
        return tuple(course.name for course in overdue_courses(unit, actor.id, on=on))


@needs(Permission.EDIT_OWN_REGISTER)
def begin_course(
    workspace: Workspace, *, roles: frozenset[UserRole], language: str, actor: Actor, at: datetime
) -> WriteResult[Course]:
    """Begin the course that comes with the program, from today, for people in some roles, named in a language.

    Raises:
        InvalidValueError: No role is named.
        StateError: It has begun already.
    """
    with workspace.change("course.recorded", actor=actor, at=at) as change:
        if any(one.content == FIFTEEN_POINTS and one.ended_on is None for one in change.records.select(Course)):
            raise StateError(why=_THERE)
        stored = put(
            change,
            Course(
                id="",
                name=_NAME.get(language),
                text_version=course_content(FIFTEEN_POINTS).version,
                content=FIFTEEN_POINTS,
                roles=roles or None,
                held_from=legal_day(at),
            ),
        )
    return write_result(stored, change)


def drawn_questions(course: Course, seed: int) -> tuple[QuizQuestion, ...]:
    """The questions of one quiz: the same for the same seed, otherwise drawn at random.

    Raises:
        StateError: The course has no quiz.
    """
    if not course.content:
        raise StateError(why=_NO_QUIZ)
    return tuple(random.Random(seed).sample(course_content(course.content).questions, DRAWN))  # noqa: S311 - no secret


@needs(Permission.ENTER)
def hand_in_quiz(
    workspace: Workspace, course_id: str, *, seed: int, given: Mapping[str, int], actor: Actor, at: datetime
) -> Result:
    """Record what whoever acts made of the quiz that was drawn with a seed; a failed one is on record as well.

    Args:
        workspace: Where.
        course_id: Of which course.
        seed: With what the questions were drawn.
        given: The place of the chosen answer by the id of the question.
        actor: Who took it; nobody takes it for another.
        at: When.

    Raises:
        NotFoundError: There is no such course.
        StateError: The course has no quiz, or not every question is answered.
    """
    with workspace.change("attendance.recorded", actor=actor, at=at) as change:
        course = change.records.get(Course, course_id, what=_COURSE)
        questions = drawn_questions(course, seed)
        if given.keys() != {question.id for question in questions}:
            raise StateError(why=_OTHER_QUESTIONS)
        right = sum(given[question.id] == question.right for question in questions)
        score = right * 100 // len(questions)
        stored = put(
            change,
            Attendance(
                id="",
                course_id=course.id,
                user_id=actor.id,
                done_on=legal_day(at),
                how=AttendanceWay.QUIZ,
                score=score,
                is_passed=score >= change.policy().training_pass_percent,
                text_version=course_content(course.content).version,
            ),
        )
    return Result(stored, right, len(questions))
