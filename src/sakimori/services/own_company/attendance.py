"""Attendance that a learning system lists comes in: first what it would do, with every row that cannot be taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.records.training import Attendance, AttendanceWay, Course
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.exchange.apart import read_apart
from sakimori.exchange.registers.attendance_list import AttendanceRow, read_attendance_list
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.named_rows import ListPlan, match_people
from sakimori.services.parties.write import write_result

_COURSE: Final = Text("研修", "course")


@needs(Permission.EDIT_OWN_REGISTER)
def plan_attendance(
    workspace: Workspace, course_id: str, data: bytes, filename: str, *, actor: Actor, today: date
) -> ListPlan:
    """What taking in a list would do; nothing is written.

    Raises:
        UnreadableFileError: The file cannot be read, or it has no columns for name and day.
        NotFoundError: There is no such course.
    """
    rows = read_apart(read_attendance_list, data, filename)
    with workspace.unit() as unit:
        return _planned(unit, unit.records.get(Course, course_id, what=_COURSE), rows, today)[0]


@needs(Permission.EDIT_OWN_REGISTER)
def import_attendance(
    workspace: Workspace,
    course_id: str,
    data: bytes,
    filename: str,
    *,
    counts_as_passed: bool = False,
    actor: Actor,
    at: datetime,
    batch_id: str = "",
) -> WriteResult[ListPlan]:
    """Take the good rows of a list in, all in one step.

    A row that says no result counts as passed only where `counts_as_passed` says that attending is passing.
    """
    rows = read_apart(read_attendance_list, data, filename)
    with workspace.change("attendance.recorded", actor=actor, at=at, batch_id=batch_id) as change:
        course = change.records.get(Course, course_id, what=_COURSE)
        plan, found = _planned(change, course, rows, legal_day(at))
        for one in found:
            is_passed = True if one.is_passed is None and counts_as_passed else one.is_passed
            put(change, replace(one, is_passed=is_passed))
    return write_result(plan, change)


def _planned(
    unit: Unit, course: Course, rows: Iterable[AttendanceRow], today: date
) -> tuple[ListPlan, list[Attendance]]:
    standing = {
        (a.user_id, a.done_on) for a in unit.records.select(Attendance, "course_id = :course", {"course": course.id})
    }
    matched = match_people(unit, rows, key=lambda user_id, day: (user_id, day), standing=standing, today=today)
    found = [
        Attendance(
            id="",
            course_id=course.id,
            user_id=one.user_id,
            done_on=one.done_on,
            how=AttendanceWay.IMPORTED,
            score=one.row.score,
            is_passed=one.row.is_passed,
            text_version=course.text_version,
        )
        for one in matched.found
    ]
    unsaid = sum(one.is_passed is None for one in found)
    return ListPlan(matched.read, len(found), matched.already, tuple(matched.faults), unsaid), found
