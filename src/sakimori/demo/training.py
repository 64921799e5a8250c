"""Training in the demo: a course begun a year ago, who passed it, who did not, and one for nobody knows whom."""

from __future__ import annotations

from typing import Final

from sakimori.demo.actors import Actors
from sakimori.demo.script import Story
from sakimori.domain.codes import UserRole
from sakimori.domain.records.training import Course
from sakimori.services.kernel.recording import record
from sakimori.services.own_company.training import begin_course, drawn_questions, hand_in_quiz

_BEGUN: Final = -420
_ROLES: Final = frozenset({UserRole.COMPLIANCE, UserRole.PROCUREMENT, UserRole.SALES})
_TAKEN: Final = (
    (-412, "us01", 0), (-411, "us07", 1), (-410, "us02", 1), (-405, "us03", 4), (-404, "us03", 1), (-400, "us09", 0),
    (-60, "us01", 0), (-48, "us07", 0), (-44, "us09", 1),
)  # fmt: skip
"""Days, people, and how many of the ten answers are wrong: one has let it run out, one has never taken it."""


def training(hands: Actors) -> Story:
    """The course begins, and people take its quiz in the order of their days."""
    yield hands.day(_BEGUN)
    begun = begin_course(hands.workspace, roles=_ROLES, language=hands.words.language, actor=hands.decider, at=hands.at)
    course = begun.record
    other = Course("", hands.words("情報セキュリティ講習（外部）"), held_from=hands.at.date())
    record(hands.workspace, other, actor=hands.decider, at=hands.at)
    for number, person, wrong in _TAKEN:
        yield hands.day(number)
        questions = drawn_questions(course, seed=-number)
        given = {
            question.id: (question.right + (place < wrong)) % len(question.choices)
            for place, question in enumerate(questions)
        }
        hand_in_quiz(hands.workspace, course.id, seed=-number, given=given, actor=hands.people[person], at=hands.at)
