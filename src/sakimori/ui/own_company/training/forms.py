"""The dialogs of training: beginning our course, another course, and attendance out of a list."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.codes import UserRole
from sakimori.domain.records.training import Course
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.services.kernel.evidence import MEGABYTE
from sakimori.services.own_company.attendance import import_attendance, plan_attendance
from sakimori.services.own_company.training import begin_course, course_of, courses_known
from sakimori.ui.frame.dialogs import act, save_record
from sakimori.ui.frame.formats import Unit, count, unknown
from sakimori.ui.frame.record_fields import record_inputs
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.own_company.people_list import planned_list
from sakimori.ui.own_company.state import may_write

_FIELDS: Final = ("name", "text_version", "roles", "departments", "held_from", "valid_months", "ended_on", "note")
_FIRST: Final = (UserRole.SALES, UserRole.PROCUREMENT, UserRole.COMPLIANCE)


def begin_dialog(page: Page) -> None:
    """For whom the course on the fifteen points is."""
    st.markdown(t("training.begin_lead"))
    words = {role: label(role) for role in UserRole}
    roles = st.multiselect(
        t("training.roles"), list(words), default=list(_FIRST), key="training_roles", format_func=words.__getitem__,
        placeholder=unknown(language()),
    )  # fmt: skip
    act(
        page, t("training.begin"), partial(begin_course, page.workspace, roles=frozenset(roles), language=language()),
        key="training_begin_save", disabled=not roles,
    )  # fmt: skip


def course_dialog(page: Page, *, course_id: str) -> None:
    """A course that is held elsewhere, or for whom ours is."""
    item = course_of(page.workspace, course_id) if course_id else Course("", "")
    changes = record_inputs(item, _FIELDS, key="course", disabled=not may_write(page))
    if may_write(page):
        save_record(page, item, changes, key="course")


def attendance_dialog(page: Page, *, course_id: str) -> None:
    """Take a list in: first what it would do, then the good rows."""
    courses = {course.id: course.name for course in courses_known(page.workspace, number=page.known)}
    chosen = st.selectbox(
        t("training.course"), list(courses), index=list(courses).index(course_id), key="attendance_course",
        format_func=courses.__getitem__,
    )  # fmt: skip
    found = planned_list(
        lambda data, name: plan_attendance(page.workspace, chosen, data, name, actor=page.actor, today=page.today),
        key="attendance", label=t("training.file", limit=MAX_FILE_BYTES // MEGABYTE), note=t("training.file_note"),
    )  # fmt: skip
    if found is None:
        return
    data, name, plan = found
    counts = bool(plan.unsaid) and st.checkbox(
        t("training.counts", count=count(plan.unsaid, Unit.ROWS, language())), key="attendance_counts"
    )
    act(
        page,
        t("training.take_in", count=count(plan.new, Unit.ROWS, language())),
        partial(
            import_attendance, page.workspace, chosen, data, name, counts_as_passed=counts,
            batch_id=f"at{secrets.token_hex(6)}",
        ),
        key="attendance_save",
        disabled=not plan.new,
    )  # fmt: skip
