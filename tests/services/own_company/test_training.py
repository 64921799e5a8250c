"""Training: who must take which course, the quiz, attendance out of a list, and hand-overs that policy stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from kit.assessing import PACK_ID, a_decided, an_assessing_workspace, no
from kit.builders import a_third_party, a_workspace
from sakimori.domain.codes import Decision, UserRole
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.training import Attendance, AttendanceWay, Course
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import Actor, User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import JST, add_months
from sakimori.errors import NotPermittedError, StateError, UnreadableFileError
from sakimori.exchange.course import FIFTEEN_POINTS, course_content
from sakimori.rules.facts.training import lacks
from sakimori.services.calendar.deadlines import DeadlineFilter, deadline_page
from sakimori.services.dashboard.points import POINTS, PointState, scorecard
from sakimori.services.gaps.counts import count_gaps
from sakimori.services.gaps.rows import GapFilter
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.attendance import import_attendance, plan_attendance
from sakimori.services.own_company.training import (
    DRAWN,
    begin_course,
    drawn_questions,
    hand_in_quiz,
    my_training,
    pass_mark,
    require_training,
    training_of_all,
)
from sakimori.services.parties.write import register
from sakimori.services.settings.policy import change_policy
from sakimori.services.settings.users import add_user, change_user, record_leaving

DAY = date(2026, 4, 1)


def at(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 10, tzinfo=JST)


@pytest.fixture
def company() -> tuple[Workspace, Course]:
    workspace = a_workspace()
    with workspace.unit() as unit:
        founder = unit.records.get(User, "us01")
    office = frozenset({UserRole.COMPLIANCE, UserRole.ADMIN})
    change_user(workspace, replace(founder, roles=office), actor=ADMIN, at=at(DAY))
    for number, (name, role) in enumerate((("営業 花子", UserRole.SALES), ("監査 次郎", UserRole.AUDITOR)), start=1):
        add_user(
            workspace, name=name, department="本部", roles=frozenset({role}), user_id=f"p{number}", actor=ADMIN,
            at=at(DAY),
        )  # fmt: skip
    begun = begin_course(workspace, roles=frozenset({UserRole.SALES}), language="ja", actor=COMPLIANCE, at=at(DAY))
    return workspace, begun.record


ADMIN = Actor("us01", "管理", frozenset(UserRole))
COMPLIANCE = Actor("us01", "法務", frozenset({UserRole.COMPLIANCE}))
SALES = Actor("p9", "別の営業", frozenset({UserRole.SALES}))
HANAKO = Actor("p1", "営業 花子", frozenset({UserRole.SALES}))


def training_gaps(workspace: Workspace, on: date) -> list[str]:
    with workspace.unit() as unit:
        spans = unit.spans.as_known(unit.number(), on, third_party_id="self")
    return sorted(span.title_ja for span in spans if span.rule_id.startswith("C-ED"))


def pass_quiz(workspace: Workspace, course: Course, on: date, *, wrong: int = 0) -> Attendance:
    questions = drawn_questions(course, seed=1)
    given = {
        question.id: (question.right + (place < wrong)) % len(question.choices)
        for place, question in enumerate(questions)
    }
    return hand_in_quiz(workspace, course.id, seed=1, given=given, actor=HANAKO, at=at(on)).attendance


def test_the_course_has_two_questions_a_point_each_with_reason_and_article() -> None:
    content = course_content(FIFTEEN_POINTS)
    assert sorted(q.point for q in content.questions) == sorted([*POINTS, *POINTS])
    assert len({q.id for q in content.questions}) == len(content.questions) == 30
    for question in content.questions:
        assert 0 <= question.right < len(question.choices) >= 2
        for text in (question.text, question.why, question.article, *question.choices):
            assert text.ja
            assert text.en


def test_questions_are_drawn_at_random_and_the_same_for_the_same_seed(company: tuple[Workspace, Course]) -> None:
    _, course = company
    drawn = {tuple(q.id for q in drawn_questions(course, seed)) for seed in range(20)}
    assert len(drawn) == 20
    assert {len(one) for one in drawn} == {DRAWN}
    assert drawn_questions(course, 3) == drawn_questions(course, 3)


def test_a_course_closes_the_unknown_and_opens_a_gap_for_whoever_has_not_taken_it(
    company: tuple[Workspace, Course],
) -> None:
    workspace, course = company
    assert training_gaps(workspace, DAY + timedelta(days=29)) == []
    assert training_gaps(workspace, DAY + timedelta(days=30)) == [f"研修の期限切れ：営業 花子・{course.name}"]
    pass_quiz(workspace, course, DAY + timedelta(days=5))
    assert training_gaps(workspace, DAY + timedelta(days=30)) == []
    assert training_gaps(workspace, date(2027, 4, 6)) == [f"研修の期限切れ：営業 花子・{course.name}"]


def test_a_person_who_comes_or_leaves_turns_the_gaps_in_the_same_write(company: tuple[Workspace, Course]) -> None:
    workspace, _ = company
    later = DAY + timedelta(days=40)
    add_user(
        workspace, name="新人 三郎", department="本部", roles=frozenset({UserRole.SALES}), user_id="p3", actor=ADMIN,
        at=at(DAY),
    )  # fmt: skip
    assert len(training_gaps(workspace, later)) == 2
    record_leaving(workspace, "p3", left_on=DAY + timedelta(days=1), actor=ADMIN, at=at(DAY + timedelta(days=1)))
    assert len(training_gaps(workspace, later)) == 1


def test_a_failed_quiz_is_on_record_and_counts_for_nothing(company: tuple[Workspace, Course]) -> None:
    workspace, course = company
    failed = pass_quiz(workspace, course, DAY, wrong=3)
    assert (failed.score, failed.is_passed) == (70, False)
    assert len(training_gaps(workspace, DAY + timedelta(days=30))) == 1
    passed = pass_quiz(workspace, course, DAY, wrong=2)
    assert (passed.score, passed.is_passed) == (80, True)
    [mine] = my_training(workspace, actor=HANAKO, on=DAY)
    assert (mine.last, mine.until, mine.is_overdue) == (passed, date(2027, 4, 1), False)


def test_an_incomplete_quiz_is_refused_and_nothing_is_written(company: tuple[Workspace, Course]) -> None:
    workspace, course = company
    with pytest.raises(StateError):
        hand_in_quiz(workspace, course.id, seed=1, given={"a1-1": 0}, actor=HANAKO, at=at(DAY))
    with workspace.unit() as unit:
        assert unit.records.select(Attendance) == []


def test_a_course_from_elsewhere_has_no_quiz_and_ours_begins_once(company: tuple[Workspace, Course]) -> None:
    workspace, _ = company
    other = record(workspace, Course("", "外部の講習"), actor=COMPLIANCE, at=at(DAY)).record
    with pytest.raises(StateError):
        drawn_questions(other, 1)
    with pytest.raises(StateError):
        begin_course(workspace, roles=frozenset({UserRole.SALES}), language="ja", actor=COMPLIANCE, at=at(DAY))
    with pytest.raises(NotPermittedError):
        begin_course(workspace, roles=frozenset({UserRole.SALES}), language="ja", actor=SALES, at=at(DAY))


def test_everybody_is_listed_with_the_overdue_first(company: tuple[Workspace, Course]) -> None:
    workspace, course = company
    add_user(
        workspace, name="あいうえ 一", department="本部", roles=frozenset({UserRole.SALES}), user_id="p4", actor=ADMIN,
        at=at(DAY),
    )  # fmt: skip
    record(
        workspace,
        Attendance("", course.id, "p4", DAY, AttendanceWay.ATTENDED, is_passed=True),
        actor=COMPLIANCE,
        at=at(DAY),
    )
    with workspace.unit() as unit:
        number = unit.number()
    lines = training_of_all(workspace, on=DAY + timedelta(days=60), number=number)
    assert [(line.person.name, line.is_overdue) for line in lines] == [("営業 花子", True), ("あいうえ 一", False)]


LIST = """氏名,受講日,点数,合否
営業　花子,2026/04/10,85,合格
知らない人,2026/04/10,90,合格
監査 次郎,2099/01/01,90,合格
監査 次郎,来週,90,合格
営業 花子,2026/04/11,120,合格
"""


def test_a_list_says_first_what_it_would_do_and_takes_its_good_rows_once(company: tuple[Workspace, Course]) -> None:
    workspace, course = company
    data = LIST.encode("cp932")
    plan = plan_attendance(workspace, course.id, data, "lms.csv", actor=COMPLIANCE, today=date(2026, 4, 20))
    assert (plan.read, plan.new, plan.already, plan.unsaid) == (5, 1, 0, 0)
    assert [fault.row for fault in plan.faults] == [3, 4, 5, 6]
    with workspace.unit() as unit:
        assert unit.records.select(Attendance) == []
    for new in (1, 0):
        taken = import_attendance(
            workspace, course.id, data, "lms.csv", actor=COMPLIANCE, at=at(date(2026, 4, 20))
        ).record
        assert (taken.new, taken.already) == (new, 1 - new)
    with workspace.unit() as unit:
        [one] = unit.records.select(Attendance)
    assert (one.user_id, one.done_on, one.score, one.is_passed) == ("p1", date(2026, 4, 10), 85, True)


@pytest.mark.parametrize("counts", [False, True])
def test_a_row_without_a_result_counts_as_passed_only_if_a_person_says_so(
    company: tuple[Workspace, Course], counts: bool
) -> None:
    workspace, course = company
    data = "Name,Completed on\n営業 花子,2026-04-10\n".encode()
    plan = plan_attendance(workspace, course.id, data, "lms.csv", actor=COMPLIANCE, today=date(2026, 4, 20))
    assert plan.unsaid == 1
    import_attendance(
        workspace, course.id, data, "lms.csv", counts_as_passed=counts, actor=COMPLIANCE, at=at(date(2026, 4, 20))
    )
    assert bool(training_gaps(workspace, DAY + timedelta(days=30))) is not counts


def test_a_list_without_name_and_day_is_refused(company: tuple[Workspace, Course]) -> None:
    workspace, course = company
    with pytest.raises(UnreadableFileError):
        plan_attendance(workspace, course.id, b"a,b\n1,2\n", "x.csv", actor=COMPLIANCE, today=DAY)


def test_policy_stops_the_hand_over_of_whoever_is_overdue_and_only_then(company: tuple[Workspace, Course]) -> None:
    workspace, course = company
    late = DAY + timedelta(days=30)
    with workspace.unit() as unit:
        require_training(unit, HANAKO, on=late)  # policy warns only
    strict = replace(DEFAULT_POLICY, training_stops_releases=1)
    change_policy(workspace, strict, reason="研修を徹底する", actor=COMPLIANCE, at=at(DAY))
    with workspace.unit() as unit:
        require_training(unit, HANAKO, on=late - timedelta(days=1))
        require_training(unit, COMPLIANCE, on=late)
        with pytest.raises(StateError, match=course.name):
            require_training(unit, HANAKO, on=late)
    pass_quiz(workspace, course, late)
    with workspace.unit() as unit:
        require_training(unit, HANAKO, on=late)


def test_the_stretches_without_a_course_never_overlap_a_time_in_which_it_counts() -> None:
    person = User("p", "人", roles=frozenset({UserRole.SALES}))
    course = Course("c", "研修", roles=frozenset({UserRole.SALES}), held_from=DAY, valid_months=1)
    done = [DAY + timedelta(days=n) for n in (0, 20, 100, 101)]
    attended = [Attendance(f"a{n}", "c", "p", day, AttendanceWay.QUIZ, is_passed=True) for n, day in enumerate(done)]
    found = lacks(course, person, attended, DEFAULT_POLICY)
    for n in range(200):
        day = DAY + timedelta(days=n)
        counts = any(one <= day < add_months(one, 1) for one in done)
        is_asked = day >= DAY + timedelta(days=30)
        lacking = any(first <= day and (end is None or day < end) for first, end in found)
        assert lacking == (is_asked and not counts), day
    assert lacks(replace(course, held_from=None), person, attended, DEFAULT_POLICY) == ()


def test_the_point_of_training_is_unknown_without_a_course() -> None:
    workspace = a_workspace()
    as_of = AsOf(DAY, 10**9, is_past=False)
    begun = record(workspace, Course("", "講習"), actor=COMPLIANCE, at=at(DAY))
    assert any(span.rule_id == "C-ED2" for span in begun.opened)
    assert count_gaps(workspace, as_of, GapFilter(last_day=DAY, point="A7", is_own=True)).unknown == 1


def test_our_policy_says_from_which_score_on_the_quiz_is_passed(company: tuple[Workspace, Course]) -> None:
    workspace, course = company
    assert pass_mark(workspace) == 80
    change_policy(workspace, replace(DEFAULT_POLICY, training_pass_percent=90), actor=ADMIN, at=at(DAY))
    assert pass_mark(workspace) == 90
    assert pass_quiz(workspace, course, DAY, wrong=2).is_passed is False
    assert pass_quiz(workspace, course, DAY, wrong=1).is_passed is True


def test_a_course_for_one_department_is_asked_of_its_people_alone(company: tuple[Workspace, Course]) -> None:
    workspace, course = company
    other = record(workspace, replace(course, departments=("支店",)), actor=COMPLIANCE, at=at(DAY)).record
    assert my_training(workspace, actor=HANAKO, on=DAY) == ()
    record(workspace, replace(other, departments=("支店", "本部")), actor=COMPLIANCE, at=at(DAY))
    assert [line.course.id for line in my_training(workspace, actor=HANAKO, on=DAY)] == [course.id]


def test_the_calendar_names_the_last_day_of_each_persons_course(company: tuple[Workspace, Course]) -> None:
    workspace, course = company

    def days() -> list[date]:
        with workspace.unit() as unit:
            as_of = AsOf(DAY, unit.number(), is_past=False)
        wanted = DeadlineFilter(kinds=frozenset({DeadlineKind.TRAINING}))
        return [row.day for row in deadline_page(workspace, as_of, wanted, first=0, limit=9)[0]]

    assert days() == [date(2026, 4, 30)]
    pass_quiz(workspace, course, date(2026, 4, 10))
    assert days() == [date(2027, 4, 9)]


def test_what_vendors_answer_on_training_counts_at_the_point_of_training() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party, decision=Decision.REJECTED, q_1=no(), q_3=no())
    with workspace.unit() as unit:
        points = {span.rule_id: span.points for span in unit.spans.known_now(party.id)}
    assert points[f"pack:{PACK_ID}/Q-1"] == "A3 A7 B1"
    assert points[f"pack:{PACK_ID}/Q-3"] == "A3 B1"


def test_point_a7_is_unknown_without_a_course_open_when_one_is_overdue_and_met_once_it_is_passed(
    company: tuple[Workspace, Course],
) -> None:
    workspace, course = company
    register(workspace, a_third_party(), actor=ADMIN, at=at(DAY))
    late = DAY + timedelta(days=30)

    def state(of: Workspace, on: date) -> PointState:
        with of.unit() as unit:
            as_of = AsOf(on, unit.number(), is_past=False)
        return scorecard(of, as_of, is_own=True).of("A7").state

    assert (state(workspace, late - timedelta(days=1)), state(workspace, late)) == (PointState.MET, PointState.OPEN)
    pass_quiz(workspace, course, DAY)
    assert state(workspace, late) is PointState.MET
    empty = a_workspace()
    register(empty, a_third_party(), actor=ADMIN, at=at(DAY))
    assert state(empty, DAY) is PointState.UNKNOWN
