"""The fifteen points: when one is met, open or unknown, and that they count what the board counts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from kit.builders import a_workspace
from kit.cases.worked_cases import CASES as FOLDER
from kit.cases.worked_cases import read_cases
from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.clearance import Reason, ReasonKind, Step
from sakimori.domain.codes import Basis, GapKind, Severity
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.rules import RULES
from sakimori.rules.evaluation import evaluate
from sakimori.services.dashboard.figures import known_days
from sakimori.services.dashboard.points import (
    POINT_OF_STEP,
    POINTS,
    RECORDED_IN,
    PointState,
    owners_of_point,
    owners_of_points,
    points_of,
    scorecard,
    standings,
)
from sakimori.services.gaps.counts import count_gaps
from sakimori.services.gaps.rows import GapFilter
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.points import PointCount
from sakimori.store.records import RECORD_TYPES, parse_instant

HIGH = PointCount(("A4", "A7"), Severity.HIGH, is_unknown=False, number=2, overdue=1)
UNANSWERED = PointCount(("A5",), Severity.LOW, is_unknown=True, number=3, overdue=0)


EVERYTHING = frozenset[str]().union(*RECORDED_IN.values())


def states(*counts: PointCount, recorded: frozenset[str] = EVERYTHING) -> dict[str, PointState]:
    return {one.point: one.state for one in standings(counts, recorded)}


def test_a_reason_is_explained_by_its_step_and_by_the_articles_that_it_cites() -> None:
    def explained(step: Step, cites: str) -> tuple[str, ...]:
        none = Text("", "")
        return points_of(Reason("A-1", 1, step, ReasonKind.BAR, Basis.LAW, none, Text(cites, cites)))

    assert explained(Step.PROCESSOR, "会社方針・法25条・GL 10-3") == ("B1",)
    assert explained(Step.HAND_OVER, "法23条") == ("B3", "A3")
    assert explained(Step.PURPOSE, "法21条、法32条1項2号") == ("A2", "B5")
    assert explained(Step.EXCEPTION, "弁護士法23条など・労働者派遣法24条の3") == ("A4",)


@dataclass(frozen=True)
class Example:
    """A worked case of a rule that shows a point in a state; without a rule nothing is on record."""

    point: str
    state: PointState
    case: str
    rule: str = ""

    def counts(self) -> list[PointCount]:
        """What all rules find in the dossier of the case on its day."""
        if not self.rule:
            return []
        case = CASES[self.rule, self.case]
        return [
            PointCount(finding.points, stage.severity, finding.kind is GapKind.UNKNOWN, 1, 0)
            for finding in evaluate(case.dossier, DEFAULT_POLICY, RULES)
            for stage in finding.stages
            if (stage.from_on is None or stage.from_on <= case.on)
            and (stage.until_on is None or case.on < stage.until_on)
        ]


CASES = {(case.rule, case.name): case for case in read_cases()}
EXAMPLES = [
    Example(**{**line, "state": PointState(line["state"])})
    for line in tomllib.loads((FOLDER / "points" / "points.toml").read_text(encoding="utf-8"))["point"]
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.point} {one.state} {one.case}")
def test_a_point_comes_out_as_its_worked_case_says(example: Example) -> None:
    recorded = EVERYTHING if example.rule else EVERYTHING - RECORDED_IN[example.point]
    standing = next(one for one in standings(example.counts(), recorded) if one.point == example.point)
    assert standing.state is example.state
    rules = {rule.id: rule.points for rule in RULES}
    assert not example.rule or example.point in rules[example.rule], "a rule of another point"


def test_every_point_is_shown_in_every_state() -> None:
    assert [(one.point, one.state) for one in EXAMPLES] == [
        (point, state) for point in POINTS for state in (PointState.MET, PointState.OPEN, PointState.UNKNOWN)
    ]


def test_a_point_of_which_no_register_tells_is_unknown_however_few_gaps_there_are() -> None:
    for point, kinds in RECORDED_IN.items():
        assert states(recorded=EVERYTHING - kinds)[point] is PointState.UNKNOWN
        for kind in kinds:
            assert states(recorded=frozenset({kind}))[point] is PointState.MET
    assert set().union(*RECORDED_IN.values()) <= {*RECORD_TYPES}
    assert tuple(RECORDED_IN) == POINTS


def test_what_was_recorded_later_makes_no_past_day_good(demo_in: DemoIn, tmp_path: Path) -> None:
    workspace = Workspace(demo_in(tmp_path, today()))
    with workspace.unit() as unit:
        rows = unit.query("SELECT MIN(seq) AS seq, MIN(at) AS at FROM audit_entry WHERE record_kind = 'stop'")
    first = int(str(rows[0]["seq"]))
    day = legal_day(parse_instant(str(rows[0]["at"])))
    before, after = (scorecard(workspace, AsOf(day, n, is_past=True)).of("B2") for n in (first - 1, first))
    assert (before.is_measured, after.is_measured) == (False, True)
    assert before.state is PointState.UNKNOWN
    workspace.close()


def test_owners_add_up_to_the_gaps_of_a_point(demo_in: DemoIn, tmp_path: Path) -> None:
    workspace = Workspace(demo_in(tmp_path, today()))
    as_of = AsOf(today(), workspace.head()[0], is_past=False)
    card, owners = scorecard(workspace, as_of), owners_of_points(workspace, as_of)
    for one in card.points:
        assert sum(owner.number for owner in owners[one.point]) == one.number
        assert sum(owner.overdue for owner in owners[one.point]) == one.overdue
    assert owners["B1"] == owners_of_point(workspace, as_of, "B1")
    workspace.close()


def test_a_known_gap_opens_every_point_that_it_concerns() -> None:
    found = {one.point: one for one in standings([HIGH], EVERYTHING)}
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
    assert set(states(recorded=frozenset()).values()) == {PointState.UNKNOWN}
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
