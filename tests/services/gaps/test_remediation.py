"""Owners and plans of gaps; nothing closes one by hand."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import timedelta

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import UserRole
from sakimori.domain.gap import Gap
from sakimori.errors import ConflictError, InvalidValueError, MyNumberError, NotFoundError, NotPermittedError
from sakimori.services.gaps import rows as gap_board
from sakimori.services.gaps import write
from sakimori.services.gaps.write import assign, plan
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, register
from sakimori.services.settings.users import add_user, record_leaving

ACTOR = an_actor()
DUE = TODAY + timedelta(days=20)


@pytest.fixture
def workspace() -> Workspace:
    workspace = a_workspace()
    register(workspace, a_third_party(), actor=ACTOR, at=AT)
    return workspace


def gaps(workspace: Workspace) -> list[Gap]:
    with workspace.unit() as unit:
        return unit.records.select(Gap)


def entries(workspace: Workspace) -> int:
    with workspace.unit() as unit:
        return unit.number()


def test_one_owner_is_set_for_many_gaps_with_an_entry_each(workspace: Workspace) -> None:
    ids = [gap.id for gap in gaps(workspace)]
    before = entries(workspace)
    saved = assign(workspace, [*ids, ids[0]], owner_id="us01", actor=ACTOR, at=AT)
    assert {gap.owner_id for gap in gaps(workspace)} == {"us01"}
    assert entries(workspace) == before + len(ids)
    assert len(saved.record) == len(ids)


def test_an_unknown_gap_leaves_all_of_them_as_they_were(workspace: Workspace) -> None:
    ids = [gap.id for gap in gaps(workspace)]
    before = entries(workspace)
    with pytest.raises(NotFoundError):
        assign(workspace, [*ids, "g-none"], owner_id="us01", actor=ACTOR, at=AT)
    assert {gap.owner_id for gap in gaps(workspace)} == {None}
    assert entries(workspace) == before


def test_naming_nobody_gives_a_gap_back(workspace: Workspace) -> None:
    gap = gaps(workspace)[0]
    assign(workspace, [gap.id], owner_id="us01", actor=ACTOR, at=AT)
    assign(workspace, [gap.id], owner_id=None, actor=ACTOR, at=AT)
    assert gaps(workspace)[0].owner_id is None


def test_somebody_who_left_is_no_owner(workspace: Workspace) -> None:
    add_user(workspace, name="森 さくら", department="", roles=frozenset(), user_id="us09", actor=ACTOR, at=AT)
    record_leaving(workspace, "us09", left_on=TODAY, actor=ACTOR, at=AT)
    for nobody in ("us09", "us-none"):
        with pytest.raises(InvalidValueError):
            assign(workspace, [gaps(workspace)[0].id], owner_id=nobody, actor=ACTOR, at=AT)


def test_a_plan_is_kept_with_its_day(workspace: Workspace) -> None:
    gap = gaps(workspace)[0]
    plan(workspace, gap.id, plan=" 規程を\x00整える ", plan_due_on=DUE, version=gap.version, actor=ACTOR, at=AT)
    kept = gaps(workspace)[0]
    assert (kept.plan, kept.plan_due_on) == ("規程を整える", DUE)


def test_two_people_planning_the_same_gap_do_not_overwrite_each_other(workspace: Workspace) -> None:
    gap = gaps(workspace)[0]
    plan(workspace, gap.id, plan="先の案", plan_due_on=DUE, version=gap.version, actor=ACTOR, at=AT)
    with pytest.raises(ConflictError) as refused:
        plan(workspace, gap.id, plan="後の案", plan_due_on=DUE, version=gap.version, actor=ACTOR, at=AT)
    assert refused.value.details["theirs"].plan == "先の案"  # type: ignore[attr-defined]
    assert refused.value.details["ours"].plan == "後の案"  # type: ignore[attr-defined]
    assert gaps(workspace)[0].plan == "先の案"


def test_a_plan_that_cannot_be_is_refused_with_the_reason(workspace: Workspace) -> None:
    gap = gaps(workspace)[0]
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(InvalidValueError):
        plan(workspace, gap.id, plan="直す", plan_due_on=yesterday, version=1, actor=ACTOR, at=AT)
    with pytest.raises(InvalidValueError):
        plan(workspace, gap.id, plan="  ", plan_due_on=DUE, version=1, actor=ACTOR, at=AT)
    with pytest.raises(InvalidValueError):
        plan(workspace, gap.id, plan="あ" * 2_001, plan_due_on=None, version=1, actor=ACTOR, at=AT)
    with pytest.raises(MyNumberError):
        plan(workspace, gap.id, plan="本人は 123456789018", plan_due_on=None, version=1, actor=ACTOR, at=AT)
    assert gaps(workspace)[0].plan == ""


def test_a_plan_whose_day_has_passed_can_still_be_reworded(workspace: Workspace) -> None:
    gap = gaps(workspace)[0]
    plan(workspace, gap.id, plan="直す", plan_due_on=DUE, version=1, actor=ACTOR, at=AT)
    late = AT + timedelta(days=60)
    plan(workspace, gap.id, plan="まだ直している", plan_due_on=DUE, version=2, actor=ACTOR, at=late)
    assert gaps(workspace)[0].plan == "まだ直している"


@pytest.mark.parametrize("role", [UserRole.SALES, UserRole.AUDITOR, UserRole.ADMIN])
def test_who_only_looks_may_not_work_on_gaps(workspace: Workspace, role: UserRole) -> None:
    gap, reader = gaps(workspace)[0], an_actor(role)
    with pytest.raises(NotPermittedError):
        assign(workspace, [gap.id], owner_id="us01", actor=reader, at=AT)
    with pytest.raises(NotPermittedError):
        plan(workspace, gap.id, plan="直す", plan_due_on=DUE, version=1, actor=reader, at=AT)


def test_neither_an_owner_nor_a_plan_closes_a_gap(workspace: Workspace) -> None:
    before = [gap.id for gap in gaps(workspace)]
    assert assign(workspace, before, owner_id="us01", actor=ACTOR, at=AT).closed == ()
    assert plan(workspace, before[0], plan="済んだ", plan_due_on=None, version=2, actor=ACTOR, at=AT).closed == ()


def test_a_gap_closes_because_its_record_changed(workspace: Workspace) -> None:
    with workspace.unit() as unit:
        party = unit.records.select(type(a_third_party()), "id <> 'self'")[0]
    saved = edit(workspace, replace(party, owner_id="us01"), actor=ACTOR, at=AT)
    assert [span.rule_id for span in saved.closed] == ["C-OW1"]


def test_no_service_offers_to_close_a_gap() -> None:
    offered = {
        name
        for module in (write, write, gap_board)
        for name, thing in inspect.getmembers(module, inspect.isfunction)
        if thing.__module__ == module.__name__ and not name.startswith("_")
    }
    assert offered == {
        "assign", "plan", "waiver_standing", "ask_waiver", "decide_waiver", "withdraw_waiver",
        "interested_in", "waiting_waivers", "board", "row_page", "group_page", "all_rows", "first_after", "gap_owners",
    }  # fmt: skip
