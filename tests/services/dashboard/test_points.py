"""The fifteen points: when one is met, open or unknown, and that they count what the board counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.builders import a_workspace
from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.clearance import Step
from sakimori.domain.codes import Severity
from sakimori.domain.values.as_of import AsOf
from sakimori.rules import RULES
from sakimori.services.dashboard.figures import known_days
from sakimori.services.dashboard.points import (
    POINT_OF_STEP,
    POINTS,
    PointState,
    scorecard,
    standings,
)
from sakimori.services.gaps.counts import count_gaps
from sakimori.services.gaps.rows import GapFilter
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.points import PointCount

HIGH = PointCount(("A4", "A7"), Severity.HIGH, is_unknown=False, number=2, overdue=1)
UNANSWERED = PointCount(("A5",), Severity.LOW, is_unknown=True, number=3, overdue=0)


def states(*counts: PointCount, is_any: bool = True) -> dict[str, PointState]:
    return {one.point: one.state for one in standings(counts, is_any=is_any)}


def test_a_known_gap_opens_every_point_that_it_concerns() -> None:
    found = {one.point: one for one in standings([HIGH], is_any=True)}
    assert found["A4"].state is found["A7"].state is PointState.OPEN
    assert (found["A4"].worst, found["A4"].number, found["A4"].overdue) == (Severity.HIGH, 2, 1)
    assert found["A1"].number == 0


def test_what_nobody_answered_is_unknown_and_never_met() -> None:
    assert states(UNANSWERED)["A5"] is PointState.UNKNOWN
    both = states(UNANSWERED, UNANSWERED._replace(is_unknown=False))
    assert both["A5"] is PointState.OPEN


def test_a_point_is_met_where_rules_look_and_nothing_is_left() -> None:
    looked_at = {point for rule in RULES for point in rule.points}
    assert {point for point, state in states().items() if state is PointState.MET} == looked_at
    assert {point for point, state in states().items() if state is PointState.UNKNOWN} == set(POINTS) - looked_at


def test_nothing_is_met_where_nothing_is_on_record() -> None:
    assert set(states(is_any=False).values()) == {PointState.UNKNOWN}
    empty = a_workspace()
    card = scorecard(empty, AsOf(today(), 0, is_past=False))
    assert {one.state for one in card.points} == {PointState.UNKNOWN}


def test_every_rule_names_points_that_there_are_and_every_step_has_one() -> None:
    assert {point for rule in RULES for point in rule.points} <= set(POINTS)
    assert POINT_OF_STEP.keys() == set(Step)
    assert set(POINT_OF_STEP.values()) <= set(POINTS)


@pytest.mark.parametrize("is_own", [None, True, False])
def test_each_point_counts_what_the_board_counts_now_and_at_month_ends(
    demo_in: DemoIn, tmp_path: Path, is_own: bool | None
) -> None:
    workspace = Workspace(demo_in(tmp_path, today()))
    with workspace.unit() as unit:
        number = unit.number()
    days = [AsOf(on, n, is_past=True) for on, n in known_days(workspace, on=today(), today=today())]
    assert days
    for as_of in (AsOf(today(), number, is_past=False), days[0], days[-1]):
        card = scorecard(workspace, as_of, is_own=is_own)
        assert any(one.number for one in card.points)
        for one in card.points:
            board = count_gaps(workspace, as_of, GapFilter(last_day=as_of.on, point=one.point, is_own=is_own))
            assert (dict(board.defects), board.unknown, board.overdue) == (one.defects, one.unknown, one.overdue)
