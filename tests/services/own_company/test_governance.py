"""体制: who has to read what, approval by somebody else, findings that are mended, and lists that come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kit.builders import a_third_party, a_workspace
from sakimori.domain.codes import UserRole
from sakimori.domain.records.governance import (
    Acknowledgement,
    AcknowledgementWay,
    AuditFinding,
    InternalAudit,
    Meeting,
    Officer,
    OfficerKind,
    PolicyException,
    PolicyText,
    PolicyTextKind,
)
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import Actor, User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import JST
from sakimori.errors import InvalidValueError, MyNumberError, NotPermittedError, SelfApprovalError, StateError
from sakimori.services.calendar.deadlines import DeadlineFilter, deadline_page
from sakimori.services.dashboard.points import PointState, scorecard
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.governance import governance, my_policies
from sakimori.services.own_company.governance_steps import (
    acknowledge,
    approve_exception,
    approve_policy,
    confirm_mended,
    import_readings,
    plan_readings,
)
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user, change_user, record_leaving

DAY = date(2026, 4, 1)
ADMIN = Actor("us01", "管理", frozenset(UserRole))
COMPLIANCE = Actor("us01", "法務", frozenset({UserRole.COMPLIANCE}))
OTHER = Actor("p2", "法務 次郎", frozenset({UserRole.COMPLIANCE}))
HANAKO = Actor("p1", "営業 花子", frozenset({UserRole.SALES}))
TEXT = PolicyText(
    "", "個人情報取扱規程", "第1版", PolicyTextKind.RULES, owner_id="us01", in_force_from=DAY,
    roles=frozenset({UserRole.SALES}),
)  # fmt: skip


def at(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 10, tzinfo=JST)


@pytest.fixture
def workspace() -> Workspace:
    made = a_workspace()
    with made.unit() as unit:
        founder = unit.records.get(User, "us01")
    office = frozenset({UserRole.COMPLIANCE, UserRole.ADMIN})
    change_user(made, replace(founder, roles=office), actor=ADMIN, at=at(DAY))
    for user_id, name, role in (("p1", "営業 花子", UserRole.SALES), ("p2", "法務 次郎", UserRole.COMPLIANCE)):
        add_user(made, name=name, department="本部", roles=frozenset({role}), user_id=user_id, actor=ADMIN, at=at(DAY))
    return made


def gaps(workspace: Workspace, rule: str, on: date) -> int:
    with workspace.unit() as unit:
        spans = unit.spans.as_known(unit.number(), on, third_party_id="self")
    return sum(span.rule_id == rule for span in spans)


def a_text(workspace: Workspace, text: PolicyText = TEXT, on: date = DAY) -> PolicyText:
    return record(workspace, text, actor=COMPLIANCE, at=at(on)).record


def an_exception(workspace: Workspace, **given: Any) -> PolicyException:
    asked = PolicyException(
        "", "私用端末での閲覧", reason="催しの会場", asked_by="us01", asked_on=DAY, last_day=DAY + timedelta(days=30)
    )
    return record(workspace, replace(asked, **given), actor=COMPLIANCE, at=at(DAY)).record


def test_a_person_reads_a_policy_in_time_late_or_again_with_its_next_version(workspace: Workspace) -> None:
    text = a_text(workspace)
    [line] = my_policies(workspace, actor=HANAKO, on=DAY)
    assert (line.text.id, line.due_on, line.read_on, line.is_overdue) == (text.id, date(2026, 4, 30), None, False)
    assert my_policies(workspace, actor=HANAKO, on=date(2026, 5, 1))[0].is_overdue
    assert gaps(workspace, "C-GV7", date(2026, 4, 30)) == 0
    assert gaps(workspace, "C-GV7", date(2026, 5, 1)) == 1
    assert (
        acknowledge(workspace, text.id, actor=HANAKO, at=at(date(2026, 5, 2))).record.how
        is AcknowledgementWay.SIGNED_IN
    )
    assert gaps(workspace, "C-GV7", date(2026, 5, 2)) == 0
    a_text(workspace, replace(TEXT, text_version="第2版", in_force_from=date(2026, 6, 1)), date(2026, 5, 3))
    assert [one.text.text_version for one in my_policies(workspace, actor=HANAKO, on=date(2026, 5, 31))] == ["第1版"]
    assert [one.text.text_version for one in my_policies(workspace, actor=HANAKO, on=date(2026, 6, 1))] == ["第2版"]
    assert gaps(workspace, "C-GV7", date(2026, 7, 1)) == 1
    assert my_policies(workspace, actor=COMPLIANCE, on=date(2026, 6, 1)) == ()


def test_nobody_reads_twice_or_what_is_not_for_him_or_what_does_not_stand(workspace: Workspace) -> None:
    text = a_text(workspace)
    with pytest.raises(StateError):
        acknowledge(workspace, text.id, actor=OTHER, at=at(DAY))
    with pytest.raises(StateError):
        acknowledge(workspace, text.id, actor=HANAKO, at=at(DAY - timedelta(days=1)))
    acknowledge(workspace, text.id, actor=HANAKO, at=at(DAY))
    with pytest.raises(StateError):
        acknowledge(workspace, text.id, actor=HANAKO, at=at(DAY))
    a_text(workspace, replace(TEXT, text_version="第2版", in_force_from=DAY + timedelta(days=1)))
    with pytest.raises(StateError):
        acknowledge(workspace, text.id, actor=HANAKO, at=at(DAY + timedelta(days=1)))


def test_a_policy_is_approved_by_a_body_or_by_somebody_else_than_its_owner(workspace: Workspace) -> None:
    text = a_text(workspace)
    assert gaps(workspace, "C-GV5", DAY) == 1
    with pytest.raises(SelfApprovalError):
        approve_policy(workspace, text.id, approver="", approved_on=DAY, actor=COMPLIANCE, at=at(DAY))
    with pytest.raises(InvalidValueError):
        approve_policy(workspace, text.id, approver="取締役会", approved_on=date(2026, 4, 2), actor=OTHER, at=at(DAY))
    with pytest.raises(MyNumberError):
        approve_policy(workspace, text.id, approver="1234 5678 9018", approved_on=DAY, actor=OTHER, at=at(DAY))
    approved = approve_policy(workspace, text.id, approver="", approved_on=DAY, actor=OTHER, at=at(DAY)).record
    assert (approved.approver, approved.approved_on, approved.approval_noted_by) == ("法務 次郎", DAY, "p2")
    assert gaps(workspace, "C-GV5", DAY) == 0
    kept = a_text(workspace, replace(approved, note="保管場所を移した"))
    assert kept.approved_on == DAY
    assert a_text(workspace, replace(kept, text_version="第1.1版")).approved_on is None
    assert gaps(workspace, "C-GV5", DAY) == 1


def test_an_exception_is_approved_by_another_person_until_its_last_day(workspace: Workspace) -> None:
    one = an_exception(workspace)
    with pytest.raises(SelfApprovalError):
        approve_exception(workspace, one.id, actor=COMPLIANCE, at=at(DAY))
    with pytest.raises(NotPermittedError):
        approve_exception(workspace, one.id, actor=HANAKO, at=at(DAY))
    approved = approve_exception(workspace, one.id, actor=OTHER, at=at(DAY)).record
    assert (approved.approved_by, approved.approved_on) == ("p2", DAY)
    assert (gaps(workspace, "C-GV9", DAY), gaps(workspace, "C-GV10", date(2026, 5, 1))) == (0, 0)
    assert gaps(workspace, "C-GV10", date(2026, 5, 2)) == 1
    longer = record(workspace, replace(approved, last_day=date(2026, 12, 1)), actor=COMPLIANCE, at=at(DAY)).record
    assert longer.approved_by is None


@pytest.mark.parametrize(
    "given",
    [
        {"last_day": None},
        {"asked_by": None},
        {"last_day": DAY - timedelta(days=1), "asked_on": None},
        {"ended_on": DAY},
    ],
)
def test_an_exception_without_a_last_day_or_asker_or_that_is_over_is_not_approved(
    workspace: Workspace, given: dict[str, object]
) -> None:
    one = an_exception(workspace, **given)
    with pytest.raises(StateError):
        approve_exception(workspace, one.id, actor=OTHER, at=at(DAY))


def test_no_form_writes_an_approval(workspace: Workspace) -> None:
    one = an_exception(workspace, approved_by="p2", approved_on=DAY)
    text = a_text(workspace, replace(TEXT, approver="取締役会", approved_on=DAY, approval_noted_by="p2"))
    assert (one.approved_by, one.approved_on) == (None, None)
    assert (text.approver, text.approved_on) == ("", None)


def test_a_finding_is_a_gap_until_somebody_else_than_its_owner_confirms_it_as_mended(workspace: Workspace) -> None:
    audit = record(workspace, InternalAudit("", "内部監査", held_on=DAY), actor=COMPLIANCE, at=at(DAY)).record
    finding = record(
        workspace,
        AuditFinding("", audit.id, "持出しの記録がない", is_major=True, owner_id="us01", due_on=date(2026, 4, 30)),
        actor=COMPLIANCE,
        at=at(DAY),
    ).record
    assert gaps(workspace, "C-GV22", DAY) == 1
    with pytest.raises(SelfApprovalError):
        confirm_mended(workspace, finding.id, note="電子化した", actor=COMPLIANCE, at=at(DAY))
    with pytest.raises(InvalidValueError):
        confirm_mended(workspace, finding.id, note=" ", actor=OTHER, at=at(DAY))
    with pytest.raises(MyNumberError):
        confirm_mended(workspace, finding.id, note="1234 5678 9018", actor=OTHER, at=at(DAY))
    mended = confirm_mended(workspace, finding.id, note="電子化した", actor=OTHER, at=at(date(2026, 4, 20))).record
    assert (mended.fixed_on, mended.fixed_by, mended.fixed_note) == (date(2026, 4, 20), "p2", "電子化した")
    assert (gaps(workspace, "C-GV22", date(2026, 4, 19)), gaps(workspace, "C-GV22", date(2026, 5, 1))) == (1, 0)


def test_a_list_of_readers_comes_in_once_and_says_which_rows_it_cannot_take(workspace: Workspace) -> None:
    text = a_text(workspace)
    data = (
        "確認者,確認日,状態\n営業花子,2026/04/10,確認済\n営業 花子,2026/04/11,確認済\n法務 次郎,2026/04/12,未確認\n"
        "知らない人,2026/04/10,確認済\n法務 次郎,2027/01/01,確認済\n"
    ).encode()
    plan = plan_readings(workspace, text.id, data, "list.csv", actor=COMPLIANCE, today=date(2026, 5, 1))
    assert (plan.read, plan.new, plan.already, [fault.row for fault in plan.faults]) == (5, 1, 1, [4, 5, 6])
    import_readings(workspace, text.id, data, "list.csv", actor=COMPLIANCE, at=at(date(2026, 5, 1)))
    with workspace.unit() as unit:
        [done] = unit.records.select(Acknowledgement)
    assert (done.user_id, done.done_on, done.how) == ("p1", date(2026, 4, 10), AcknowledgementWay.IMPORTED)
    again = plan_readings(workspace, text.id, data, "list.csv", actor=COMPLIANCE, today=date(2026, 5, 1))
    assert (again.new, again.already) == (0, 2)


def test_the_view_counts_readers_names_who_is_late_and_shows_past_days_as_they_were(workspace: Workspace) -> None:
    text = a_text(workspace)
    with workspace.unit() as unit:
        before = unit.number()
    acknowledge(workspace, text.id, actor=HANAKO, at=at(date(2026, 5, 10)))
    with workspace.unit() as unit:
        after = unit.number()
    [then] = governance(workspace, on=date(2026, 5, 1), number=before).policies
    [now] = governance(workspace, on=date(2026, 5, 10), number=after).policies
    assert (then.stands, then.read, then.asked, then.unread) == (True, 0, 1, ("営業 花子",))
    assert (now.read, now.asked, now.unread) == (1, 1, ())
    assert {gap.rule_id for gap in now.gaps} == {"C-GV5"}


def test_the_office_falls_vacant_with_whoever_leaves(workspace: Workspace) -> None:
    officer = Officer("", "管理者", OfficerKind.CHIEF, user_id="p2", appointed_on=DAY)
    record(workspace, officer, actor=COMPLIANCE, at=at(DAY))
    assert (gaps(workspace, "C-GV1", DAY), gaps(workspace, "C-GV2", DAY)) == (0, 0)
    record_leaving(workspace, "p2", left_on=date(2026, 6, 1), actor=ADMIN, at=at(date(2026, 5, 1)))
    assert (gaps(workspace, "C-GV2", date(2026, 5, 31)), gaps(workspace, "C-GV2", date(2026, 6, 1))) == (0, 1)
    with workspace.unit() as unit:
        number = unit.number()
    [line] = governance(workspace, on=date(2026, 6, 1), number=number).officers
    assert (line.person, line.left_on, line.is_in_office) == ("法務 次郎", date(2026, 6, 1), False)


def test_point_a8_is_unknown_first_then_open_then_met(workspace: Workspace) -> None:
    def state() -> PointState:
        with workspace.unit() as unit:
            return scorecard(workspace, AsOf(DAY, unit.number(), is_past=False), is_own=True).of("A8").state

    register(workspace, a_third_party(), actor=ADMIN, at=at(DAY))
    assert state() is PointState.UNKNOWN
    a_text(workspace)
    assert state() is PointState.OPEN
    with workspace.unit() as unit:
        [text] = unit.records.select(PolicyText)
    record(workspace, replace(text, kind=PolicyTextKind.BASIC), actor=COMPLIANCE, at=at(DAY))
    approve_policy(workspace, text.id, approver="取締役会", approved_on=DAY, actor=OTHER, at=at(DAY))
    for one in (
        Officer("", "管理者", OfficerKind.CHIEF, holder="管理 一郎", appointed_on=DAY),
        InternalAudit("", "内部監査", held_on=DAY),
    ):
        record(workspace, one, actor=COMPLIANCE, at=at(DAY))
    assert state() is PointState.UNKNOWN
    record(workspace, Meeting("", "委員会", held_on=DAY), actor=COMPLIANCE, at=at(DAY))
    assert state() is PointState.MET


def test_the_calendar_names_the_days_of_review_reading_audit_and_meeting(workspace: Workspace) -> None:
    text = a_text(workspace)
    approve_policy(workspace, text.id, approver="取締役会", approved_on=DAY, actor=OTHER, at=at(DAY))
    record(workspace, InternalAudit("", "内部監査", held_on=DAY), actor=COMPLIANCE, at=at(DAY))
    record(workspace, Meeting("", "委員会", held_on=DAY), actor=COMPLIANCE, at=at(DAY))
    an_exception(workspace)
    with workspace.unit() as unit:
        as_of = AsOf(DAY, unit.number(), is_past=False)
    kinds = DeadlineFilter(kinds=frozenset({DeadlineKind.GOVERNANCE}))
    rows, _ = deadline_page(workspace, as_of, kinds, first=0, limit=20)
    assert sorted((row.day, row.target.record) for row in rows) == [
        (date(2026, 4, 30), "policy_text"),
        (date(2026, 5, 1), "policy_exception"),
        (date(2026, 10, 1), "company"),
        (date(2027, 4, 1), "company"),
        (date(2027, 4, 1), "policy_text"),
    ]
