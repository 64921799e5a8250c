"""Which days somebody is without a course that they must have taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol

from sakimori.domain.codes import UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.training import Attendance, Course
from sakimori.domain.user import User
from sakimori.domain.values.days import add_months
from sakimori.domain.values.names import fold


class Aimed(Protocol):
    """What people in some roles have to take or to read, of some departments alone where these are named."""

    @property
    def roles(self) -> frozenset[UserRole] | None:
        """For which roles; None is that nobody has said."""

    @property
    def departments(self) -> tuple[str, ...]:
        """For which departments; none is all of them."""


def is_for(aimed: Aimed, person: User) -> bool:
    """Whether a course or a policy is for somebody: one for no named roles is for nobody yet, none for programs."""
    if person.is_program or not aimed.roles or not aimed.roles & person.roles:
        return False
    return not aimed.departments or fold(person.department) in map(fold, aimed.departments)


def holds_until(course: Course, attendance: Attendance, policy: Policy) -> date:
    """The first day on which a passed course counts no more."""
    months = course.valid_months if course.valid_months is not None else policy.training_months
    return add_months(attendance.done_on, months)


def passed(course: Course, person_id: str, attendances: Iterable[Attendance]) -> list[Attendance]:
    """When somebody passed a course, the earliest first; what nobody marked as passed counts for nothing."""
    mine = (a for a in attendances if a.course_id == course.id and a.user_id == person_id and a.is_passed)
    return sorted(mine, key=lambda a: (a.done_on, a.id))


def lacks(
    course: Course, person: User, attendances: Sequence[Attendance], policy: Policy
) -> tuple[tuple[date, date | None], ...]:
    """The stretches of days on which somebody should have taken a course and has not, each with the day after it.

    The first begins `training_grace_days` after the course was first held; the last ends when the person leaves or the
    course is given up.
    """
    if course.held_from is None or not is_for(course, person):
        return ()
    begin: date | None = course.held_from + timedelta(days=policy.training_grace_days)
    ends = [day for day in (course.ended_on, person.left_on) if day is not None]
    end = min(ends, default=None)
    found: list[tuple[date, date | None]] = []
    for attendance in passed(course, person.id, attendances):
        if begin is not None and attendance.done_on > begin:
            found.append((begin, attendance.done_on))
        until = holds_until(course, attendance, policy)
        begin = until if begin is None else max(begin, until)
    if begin is not None:
        found.append((begin, None))
    return tuple(
        (first, end if last is None else min(last, end) if end else last)
        for first, last in found
        if end is None or first < end
    )
