"""Our own data: until when they are kept, the note that they were erased, and when that is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from kit.builders import a_third_party, a_workspace
from sakimori.domain.codes import UserRole
from sakimori.domain.records.own_registers import DataSet, DataSetPart
from sakimori.domain.records.own_retention import ErasureWay, KeepingDuty, OwnErasure, RetentionStart
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import JST
from sakimori.errors import InvalidValueError, MyNumberError, NotPermittedError, StateError
from sakimori.services.calendar.deadlines import DeadlineFilter, deadline_page
from sakimori.services.dashboard.points import PointState, scorecard
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.erasing import keeping_duty_of, kept_parts, record_own_erasure
from sakimori.services.parties.write import register

DAY = date(2026, 11, 25)
ACTOR = Actor("us01", "法務", frozenset({UserRole.COMPLIANCE}))
SALES = Actor("us01", "営業", frozenset({UserRole.SALES}))


def at(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 10, tzinfo=JST)


@pytest.fixture
def held() -> tuple[Workspace, DataSet, DataSetPart]:
    workspace = a_workspace()
    data_set = record(
        workspace,
        DataSet("", "旧会員", retention_months=12, retention_reason="退会から", last_verified_on=DAY),
        actor=ACTOR,
        at=at(DAY),
    ).record
    part = DataSetPart("", data_set.id, "旧サイト", collected_from=date(2024, 1, 1), collected_until=date(2025, 11, 24))
    return workspace, data_set, record(workspace, part, actor=ACTOR, at=at(DAY)).record


def gaps(workspace: Workspace, rule: str, on: date = DAY) -> int:
    with workspace.unit() as unit:
        spans = unit.spans.as_known(unit.number(), on, third_party_id="self")
    return sum(span.rule_id == rule for span in spans)


def a_duty(workspace: Workspace, data_set: DataSet, **given: Any) -> KeepingDuty:
    sound = KeepingDuty("", data_set.id, RetentionStart.ACQUIRED, duty_months=0, is_held=False)
    return record(workspace, replace(sound, **given), actor=ACTOR, at=at(DAY)).record


def erase(workspace: Workspace, part: DataSetPart, on: date = DAY, **given: Any) -> OwnErasure:
    erasure = replace(OwnErasure("", part.id, on, way=ErasureWay.OVERWRITTEN), **given)
    return record_own_erasure(workspace, erasure, actor=ACTOR, at=at(DAY)).record


def test_data_past_their_period_are_a_gap_until_they_are_erased(held: tuple[Workspace, DataSet, DataSetPart]) -> None:
    workspace, data_set, part = held
    a_duty(workspace, data_set)
    assert (gaps(workspace, "C-KP1", date(2026, 11, 24)), gaps(workspace, "C-KP1")) == (0, 1)
    with workspace.unit() as unit:
        number = unit.number()
    [kept] = kept_parts(workspace, on=DAY, number=number)[data_set.id]
    assert (kept.over_on, kept.is_past(DAY), kept.erasable_from) == (date(2026, 11, 24), True, None)
    assert erase(workspace, part, person_count=10, carried_out="情報システム部").noted_by == "us01"
    assert gaps(workspace, "C-KP1") == 0
    with workspace.unit() as unit:
        after = unit.number()
    [done] = kept_parts(workspace, on=DAY, number=after)[data_set.id]
    assert (done.erased_on, done.is_past(DAY), len(done.erasures)) == (DAY, False, 1)
    [then] = kept_parts(workspace, on=DAY, number=number)[data_set.id]
    assert then.erased_on is None


def test_an_erasure_before_the_duty_ends_is_refused_and_from_the_next_day_on_noted(
    held: tuple[Workspace, DataSet, DataSetPart],
) -> None:
    workspace, data_set, part = held
    a_duty(workspace, data_set, duty_months=12, duty_law="法人税法の帳簿書類")
    with pytest.raises(StateError, match="2026/11/24"):
        erase(workspace, part, on=date(2026, 11, 24))
    assert erase(workspace, part).erased_on == DAY


def test_only_what_is_beyond_the_duty_may_be_erased_of_a_part_that_is_still_acquired(
    held: tuple[Workspace, DataSet, DataSetPart],
) -> None:
    workspace, data_set, part = held
    record(workspace, replace(part, collected_until=None), actor=ACTOR, at=at(DAY))
    a_duty(workspace, data_set, duty_months=12)
    with pytest.raises(StateError):
        erase(workspace, part)
    with pytest.raises(StateError):
        erase(workspace, part, acquired_to=date(2025, 11, 25))
    assert erase(workspace, part, acquired_to=date(2025, 11, 24)).acquired_to == date(2025, 11, 24)


@pytest.mark.parametrize("starts", [RetentionStart.END_OF_CONTRACT, RetentionStart.LAST_DEALING, None])
def test_where_the_period_begins_with_something_else_the_last_such_day_decides(
    held: tuple[Workspace, DataSet, DataSetPart], starts: RetentionStart | None
) -> None:
    workspace, data_set, part = held
    a_duty(workspace, data_set, starts=starts, duty_months=6)
    with pytest.raises(StateError):
        erase(workspace, part)
    with pytest.raises(StateError):
        erase(workspace, part, acquired_to=date(2026, 5, 25), is_all=True)
    erase(workspace, part, acquired_to=date(2026, 5, 24))
    with workspace.unit() as unit:
        [some] = kept_parts(workspace, on=DAY, number=unit.number())[data_set.id]
    assert (some.erased_on is None) is (starts is not None)
    erase(workspace, part, acquired_to=date(2026, 5, 24), is_all=True)
    with workspace.unit() as unit:
        [done] = kept_parts(workspace, on=DAY, number=unit.number())[data_set.id]
    assert done.erased_on == DAY


@pytest.mark.parametrize("given", [None, {"duty_months": None}, {"is_held": None}])
def test_nothing_is_erased_while_nobody_knows_whether_it_may_be(
    held: tuple[Workspace, DataSet, DataSetPart], given: dict[str, object] | None
) -> None:
    workspace, data_set, part = held
    if given is not None:
        a_duty(workspace, data_set, **given)
    assert gaps(workspace, "C-KP2") == 1
    with pytest.raises(StateError):
        erase(workspace, part)


def test_a_legal_hold_stops_every_erasure_and_silences_the_gap(held: tuple[Workspace, DataSet, DataSetPart]) -> None:
    workspace, data_set, part = held
    duty = a_duty(workspace, data_set, is_held=True, hold_since=DAY, hold_reason="訴訟 架空1号")
    assert gaps(workspace, "C-KP1") == 0
    with pytest.raises(StateError, match="架空1号"):
        erase(workspace, part)
    record(workspace, replace(duty, is_held=False), actor=ACTOR, at=at(DAY))
    assert gaps(workspace, "C-KP1") == 1
    erase(workspace, part)
    known = keeping_duty_of(workspace, data_set.id, number=10_000)
    assert known is not None
    assert known.is_held is False


def test_a_duty_that_comes_to_light_later_shows_what_was_erased_too_early(
    held: tuple[Workspace, DataSet, DataSetPart],
) -> None:
    workspace, data_set, part = held
    duty = a_duty(workspace, data_set)
    erase(workspace, part)
    assert gaps(workspace, "C-KP4") == 0
    record(workspace, replace(duty, duty_months=84, duty_law="法人税法"), actor=ACTOR, at=at(DAY))
    assert (gaps(workspace, "C-KP4"), gaps(workspace, "C-KP3")) == (1, 1)


def test_an_erasure_lies_not_ahead_holds_no_number_of_a_person_and_is_noted_by_compliance(
    held: tuple[Workspace, DataSet, DataSetPart],
) -> None:
    workspace, data_set, part = held
    a_duty(workspace, data_set)
    with pytest.raises(InvalidValueError):
        erase(workspace, part, on=date(2026, 11, 26))
    with pytest.raises(InvalidValueError):
        erase(workspace, part, acquired_to=date(2026, 11, 26))
    with pytest.raises(MyNumberError):
        erase(workspace, part, note="1234 5678 9018")
    with pytest.raises(NotPermittedError):
        record_own_erasure(workspace, OwnErasure("", part.id, DAY), actor=SALES, at=at(DAY))


def test_the_calendar_names_the_end_of_the_period(held: tuple[Workspace, DataSet, DataSetPart]) -> None:
    workspace, data_set, part = held
    a_duty(workspace, data_set)
    record(workspace, replace(part, collected_until=date(2026, 3, 31)), actor=ACTOR, at=at(DAY))
    with workspace.unit() as unit:
        as_of = AsOf(DAY, unit.number(), is_past=False)
    wanted = DeadlineFilter(kinds=frozenset({DeadlineKind.RETENTION}))
    [row], _ = deadline_page(workspace, as_of, wanted, first=0, limit=5)
    assert (row.day, row.is_overdue) == (date(2027, 3, 31), False)


def test_point_a6_is_open_then_unknown_then_met(held: tuple[Workspace, DataSet, DataSetPart]) -> None:
    workspace, data_set, part = held
    register(workspace, a_third_party(), actor=Actor("us01", "管理", frozenset(UserRole)), at=at(DAY))

    def state() -> PointState:
        with workspace.unit() as unit:
            return scorecard(workspace, AsOf(DAY, unit.number(), is_past=False), is_own=True).of("A6").state

    assert state() is PointState.OPEN
    duty = a_duty(workspace, data_set)
    erase(workspace, part)
    assert state() is PointState.MET
    record(workspace, replace(duty, is_held=None), actor=ACTOR, at=at(DAY))
    assert state() is PointState.UNKNOWN
