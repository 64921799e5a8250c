"""Training 教育 of our own people: the courses that they must have taken, and who took which (法24条, GL 10-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import SELF_ID


class AttendanceWay(StrEnum):
    """How we know that somebody took a course."""

    QUIZ = "quiz"
    ATTENDED = "attended"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Course:
    """A course in one version, for people in some roles (None: nobody has said for whom), of `departments` if named.

    `content` names the questions that come with the program; a course without it is held elsewhere. `valid_months` is
    how long it counts for whoever took it, None as long as company policy says.
    """

    id: str
    name: str
    text_version: str = ""
    content: str = ""
    roles: frozenset[UserRole] | None = None
    departments: tuple[str, ...] = ()
    held_from: date | None = None
    ended_on: date | None = None
    valid_months: int | None = None
    note: str = ""
    external_key: str | None = None
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person's taking of a course: when, how, the score in percent, and whether it was passed."""

    id: str
    course_id: str
    user_id: str
    done_on: date
    how: AttendanceWay
    score: int | None = None
    is_passed: bool | None = None
    text_version: str = ""
    note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1
