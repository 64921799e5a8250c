"""The gap board: what is true on a day or begins soon, with who closes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import Criticality, DataCategory, GapKind, Severity
from sakimori.domain.gap import WaiverStanding
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.domain.values.as_of import AsOf
from sakimori.services.gaps.rows import GapFilter, GapRow, all_rows, first_after
from sakimori.services.gaps.write import ask_waiver, assign, decide_waiver, plan
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, register
from sakimori.services.settings.users import add_user, record_leaving

ASKER, DECIDER = an_actor(), an_actor(user_id="us02", name="高橋 健")
LEAVES = TODAY + timedelta(days=40)


@pytest.fixture
def workspace() -> Workspace:
    workspace = a_workspace()
    for user_id, name, department in (("us02", "高橋 健", "購買部"), ("us03", "中村 由紀", "情報システム部")):
        add_user(workspace, name=name, department=department, roles=ASKER.roles, user_id=user_id, actor=ASKER, at=AT)
    return workspace


def registered(workspace: Workspace, **facts: object) -> ThirdParty:
    return register(workspace, a_third_party(**({"owner_id": "us02"} | facts)), actor=ASKER, at=AT).record


def now(workspace: Workspace, *, on: date = TODAY, horizon_days: int | None = 0, current: date = TODAY) -> list[GapRow]:
    with workspace.unit() as unit:
        number = unit.number_on(on, today=current)
    last_day = None if horizon_days is None else on + timedelta(days=horizon_days)
    return list(all_rows(workspace, AsOf(on, number, on < current), GapFilter(last_day=last_day)))


def row(rows: list[GapRow], rule_id: str) -> GapRow:
    return next(r for r in rows if r.rule_id == rule_id)


def test_a_row_names_the_third_party_its_tier_and_whom_it_waits_for(workspace: Workspace) -> None:
    party = registered(
        workspace,
        data_categories=frozenset({DataCategory.PI_HR}),
        person_count=10,
        special_care=False,
        foreign=Foreign.NONE,
        criticality=Criticality.MINOR,
    )
    found = row(now(workspace), "A-25-1")
    assert (found.third_party_id, found.third_party_name, found.tier) == (party.id, party.legal_name, 2)
    assert (found.owner_id, found.owner_name, found.department) == ("us02", "高橋 健", "購買部")
    assert not found.has_own_owner
    assert found.cites.ja == "会社方針・法25条・GL 3-4-4(1)"


def test_a_tier_that_nobody_can_tell_stays_unknown(workspace: Workspace) -> None:
    registered(workspace)
    assert {r.tier for r in now(workspace)} == {None}


def test_the_owner_of_the_gap_comes_before_the_owner_of_the_third_party(workspace: Workspace) -> None:
    registered(workspace)
    gap = row(now(workspace), "A-25-1")
    assign(workspace, [gap.gap_id], owner_id="us03", actor=ASKER, at=AT)
    found = row(now(workspace), "A-25-1")
    assert (found.owner_name, found.department, found.has_own_owner) == ("中村 由紀", "情報システム部", True)
    assert row(now(workspace), "C-ID8").owner_name == "高橋 健"


def test_what_nobody_has_answered_is_of_the_kind_unknown(workspace: Workspace) -> None:
    registered(workspace, country=None)
    assert row(now(workspace), "C-ID2").kind is GapKind.UNKNOWN
    assert row(now(workspace), "C-CT1").kind is GapKind.DEFECT


def test_a_gap_that_begins_later_is_on_the_board_only_within_the_horizon(workspace: Workspace) -> None:
    registered(workspace, owner_id="us03")
    record_leaving(workspace, "us03", left_on=LEAVES, actor=ASKER, at=AT)
    for horizon, expected in ((0, 0), (30, 0), (39, 0), (40, 1), (90, 1), (None, 1)):
        rows = [r for r in now(workspace, horizon_days=horizon) if r.rule_id == "C-OW2"]
        assert len(rows) == expected, horizon
    later = row(now(workspace, horizon_days=90), "C-OW2")
    assert not later.is_now
    assert later.begins_on == LEAVES
    with workspace.unit() as unit:
        number = unit.number()
    assert first_after(workspace, AsOf(TODAY, number)) == TODAY + timedelta(days=30), "the start period is over"
    assert first_after(workspace, AsOf(TODAY + timedelta(days=30), number)) == LEAVES
    assert first_after(workspace, AsOf(LEAVES, number)) is None


def test_a_future_day_shows_what_is_true_then(workspace: Workspace) -> None:
    registered(workspace, owner_id="us03")
    record_leaving(workspace, "us03", left_on=LEAVES, actor=ASKER, at=AT)
    day_before = LEAVES - timedelta(days=1)
    assert all(r.rule_id != "C-OW2" for r in now(workspace, on=day_before))
    assert row(now(workspace, on=LEAVES), "C-OW2").is_now


def test_a_past_day_shows_the_names_plans_and_waivers_that_were_known_then(workspace: Workspace) -> None:
    party = registered(workspace)
    gap = row(now(workspace), "C-ID8")
    plan(workspace, gap.gap_id, plan="確かめる", plan_due_on=LEAVES, version=1, actor=ASKER, at=AT)
    tomorrow, in_two_days = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    later = AT + timedelta(days=2)
    edit(workspace, replace(party, legal_name="株式会社あらた"), actor=ASKER, at=later)
    plan(workspace, gap.gap_id, plan="やり直す", plan_due_on=LEAVES, version=2, actor=ASKER, at=later)
    ask_waiver(workspace, gap.gap_id, justification="事情", last_day=LEAVES, actor=ASKER, at=later)
    then = row(now(workspace, on=tomorrow, current=in_two_days), "C-ID8")
    assert (then.third_party_name, then.plan, then.waiver) == ("株式会社つむぎコールセンター", "確かめる", None)
    present = row(now(workspace, on=in_two_days, current=in_two_days), "C-ID8")
    assert (present.third_party_name, present.plan) == ("株式会社あらた", "やり直す")
    assert present.waiver is not None
    assert present.waiver.standing is WaiverStanding.ASKED


def test_before_anything_was_known_the_board_is_empty(workspace: Workspace) -> None:
    registered(workspace)
    assert now(workspace, on=TODAY - timedelta(days=1)) == []


def test_the_gravest_come_first_and_unknown_ones_after_all_that_is_known(workspace: Workspace) -> None:
    registered(workspace, country=None, order_history=True)
    rows = now(workspace)
    places = [(r.kind is GapKind.UNKNOWN, r.severity.rank) for r in rows]
    assert places == sorted(places)
    assert {is_unknown for is_unknown, _ in places if is_unknown or _ > Severity.HIGH.rank} == {False, True}


def test_a_waived_gap_stays_on_the_board_until_its_last_day_and_turns_back_alone(workspace: Workspace) -> None:
    registered(workspace, owner_id=None)
    gap = row(now(workspace), "C-OW1")
    asked = ask_waiver(workspace, gap.gap_id, justification="事情", last_day=LEAVES, actor=ASKER, at=AT).record
    assert not row(now(workspace), "C-OW1").is_waived
    decide_waiver(workspace, asked.id, approve=True, note="", actor=DECIDER, at=AT)
    assert row(now(workspace), "C-OW1").is_waived
    assert row(now(workspace, on=LEAVES), "C-OW1").is_waived
    after = row(now(workspace, on=LEAVES + timedelta(days=1)), "C-OW1")
    assert not after.is_waived
    assert after.waiver is not None
    assert after.waiver.standing is WaiverStanding.EXPIRED


def test_a_board_of_many_is_the_boards_of_each(workspace: Workspace) -> None:
    first = registered(workspace, legal_name="株式会社いち", country=None)
    alone = now(workspace)
    registered(workspace, legal_name="株式会社に")
    both = now(workspace)
    assert [r for r in both if r.third_party_id == first.id] == [r for r in alone if r.third_party_id == first.id]
    assert len(both) > len(alone)
