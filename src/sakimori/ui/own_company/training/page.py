"""教育: which course must I take, and whose is overdue?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from sakimori.domain.codes import ControlArea, GapKind
from sakimori.domain.records.training import Attendance, Course
from sakimori.services.gaps.rows import GapFilter, GapRow, row_page
from sakimori.services.kernel.access import Permission, may
from sakimori.services.own_company.training import TrainingLine, courses_known, my_training, training_of_all
from sakimori.ui.frame.components import empty_state, link_to, section
from sakimori.ui.frame.dialogs import Dialogs, open_dialog
from sakimori.ui.frame.formats import Unit, count, day, none, not_set, plain, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import Mark, chip, mark
from sakimori.ui.frame.tables import Cell, severity_column, table, text_column
from sakimori.ui.frame.text import dotted, label, language, t
from sakimori.ui.own_company.state import may_write
from sakimori.ui.own_company.training.forms import attendance_dialog, begin_dialog, course_dialog
from sakimori.ui.own_company.training.quiz import open_quiz, quiz_dialog

_SHOWN_VENDORS: Final = 8


def show_training(page: Page) -> None:
    """What I must take, then everybody with every course."""
    mine = memo(page, "training.mine", lambda: my_training(page.workspace, actor=page.actor, on=page.on), page.actor.id)
    section(t("training.mine"))
    for line in mine:
        _show_mine(page, line)
    if not mine:
        st.markdown(t("training.mine_none"))
    if any(line.course.content for line in mine):
        link_to("guide", t("training.read"), icon="menu_book")
    if may(page.actor, Permission.READ):
        _show_all(page)


def training_dialogs(page: Page) -> Dialogs:
    """The dialogs of the view."""
    return {
        "quiz": ("training.dialog_quiz", lambda **facts: quiz_dialog(page, **facts)),
        "begin_course": ("training.dialog_begin", lambda: begin_dialog(page)),
        "course": ("training.dialog_course", lambda **facts: course_dialog(page, **facts)),
        "attendance": ("training.dialog_attendance", lambda **facts: attendance_dialog(page, **facts)),
    }


def state_of(line: TrainingLine) -> Mark:
    """Overdue, taken, or still to be taken."""
    if line.is_overdue:
        return Mark.MEDIUM
    return Mark.UNKNOWN if line.last is None else Mark.OK


def _show_mine(page: Page, line: TrainingLine) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        said = {"state": t(f"training.state_{state_of(line).value}"), "course": line.course.name}
        words = t("training.line_last", last=_last(line), **said) if line.last else t("training.line", **said)
        st.markdown(f"{chip(state_of(line), language())} {plain(words)}", width="stretch")
        if page.is_editable and line.course.content:
            st.button(
                t("training.take"), icon=":material/quiz:", key=f"training_take_{line.course.id}",
                type="primary" if line.is_overdue or line.last is None else "secondary",
                on_click=open_quiz, args=(line.course.id,),
            )  # fmt: skip


def _last(line: TrainingLine) -> str:
    if line.last is None or line.until is None:
        return t("training.never")
    return t("training.last", day=day(line.last.done_on, language()), until=day(line.until, language()))


def _show_all(page: Page) -> None:
    lines = memo(page, "training.all", lambda: training_of_all(page.workspace, on=page.on, number=page.known))
    courses = memo(page, "training.courses", lambda: courses_known(page.workspace, number=page.known))
    overdue = sum(line.is_overdue for line in lines)
    section(t("training.all"), t("training.overdue", count=count(overdue, Unit.CASES, language())) if overdue else "")
    can_write = may_write(page)
    if not courses:
        empty_state("school", t("training.empty"))
    if can_write:
        with st.container(horizontal=True):
            if not any(course.content and course.ended_on is None for course in courses):
                st.button(
                    t("training.begin"), icon=":material/play_arrow:", type="primary", key="training_begin",
                    on_click=open_dialog, args=("begin_course",),
                )  # fmt: skip
            st.button(
                t("training.add"), icon=":material/add:", key="training_add", on_click=open_dialog,
                args=("course",), kwargs={"course_id": ""},
            )  # fmt: skip
            if courses:
                st.button(
                    t("training.import"), icon=":material/upload_file:", key="training_import", on_click=open_dialog,
                    args=("attendance",), kwargs={"course_id": courses[0].id},
                )  # fmt: skip
    if courses:
        _show_courses(courses, can_open=can_write)
    if lines:
        _show_lines(lines)
    _show_vendors(page)


def _show_courses(courses: Sequence[Course], *, can_open: bool) -> None:
    chosen = table(
        [
            (
                course.name,
                _for_whom(course),
                day(course.held_from, language()) if course.held_from else unknown(language()),
                t("training.own_quiz") if course.content else t("training.elsewhere"),
                day(course.ended_on, language()) if course.ended_on else none(language()),
            )
            for course in courses
        ],
        {
            "name": text_column(t("training.course"), width=260),
            "roles": text_column(t("training.roles"), width=260),
            "from": text_column(t("training.from"), width=110),
            "how": text_column(t("training.how"), width=140),
            "ended": text_column(t("training.ended"), width=110),
        },
        key="training_courses",
        alt=t("training.courses"),
        select="one" if can_open else "none",
    )
    if chosen:
        open_dialog("course", course_id=courses[chosen[0]].id)


def _for_whom(course: Course) -> str:
    """The roles, and the departments where a course is for some alone."""
    if not course.roles:
        return unknown(language())
    return dotted([*(label(role) for role in sorted(course.roles)), *course.departments])


def _show_lines(lines: Sequence[TrainingLine]) -> None:
    table(
        [_cells(line) for line in lines],
        {
            "state": severity_column(t("training.state"), width=90),
            "person": text_column(t("training.person"), width=160),
            "department": text_column(t("training.department"), width=140),
            "course": text_column(t("training.course"), width=240),
            "last": text_column(t("training.taken"), width=110),
            "score": text_column(t("training.score"), width=70),
            "until": text_column(t("training.until"), width=110),
        },
        key="training_people",
        alt=t("training.all"),
    )


def _show_vendors(page: Page) -> None:
    """What the answers of third parties leave open on the training and secrecy of their staff, the gravest first."""
    wanted = GapFilter(last_day=page.on, point="A7", areas=frozenset({ControlArea.PEOPLE}), is_own=False)
    rows, total = memo(
        page,
        "training.vendors",
        lambda: row_page(page.workspace, page.as_of, wanted, first=0, limit=_SHOWN_VENDORS),
    )
    section(t("training.vendors"), count(total, Unit.CASES, language()) if total else "")
    if not rows:
        st.markdown(t("training.vendors_none"))
        return
    table(
        [([_vendor_chip(row)], row.third_party_name, row.title.get(language())) for row in rows],
        {
            "state": severity_column(t("training.state"), width=90),
            "party": text_column(t("training.party"), width=280),
            "what": text_column(t("training.vendor_gap"), width=460),
        },
        key="training_vendors",
        alt=t("training.vendors"),
    )
    link_to("gaps", t("training.to_board", count=total), icon="flag", point="A7", area=ControlArea.PEOPLE.value)


def _vendor_chip(row: GapRow) -> str:
    return chip(Mark.UNKNOWN if row.kind is GapKind.UNKNOWN else mark(row.severity), language())


def _cells(line: TrainingLine) -> tuple[Cell, ...]:
    last: Attendance | None = line.last
    return (
        [chip(state_of(line), language())],
        line.person.name,
        line.person.department or not_set(language()),
        line.course.name,
        day(last.done_on, language()) if last else t("training.never"),
        f"{last.score}%" if last and last.score is not None else none(language()),
        day(line.until, language()) if line.until else none(language()),
    )
