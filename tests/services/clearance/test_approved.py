"""What may be handed over and to whom: only what the procedure lets go, with its conditions and its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kit.builders import TODAY, a_workspace, an_actor
from kit.demos import DemoIn
from kit.flowing import ACTOR, a_flow, a_party
from sakimori.domain.clearance import ReasonKind
from sakimori.domain.codes import Outcome, UserRole
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.user import Actor
from sakimori.errors import NotPermittedError
from sakimori.services.clearance.approved import Recipients, reasons_against, recipients
from sakimori.services.clearance.flow_answers import flow_answer
from sakimori.services.clearance.standing_requests import FLOW, is_standing, kind_of
from sakimori.services.kernel.workspace import Workspace

SALES = an_actor(UserRole.SALES)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("demo"), TODAY))


def found(workspace: Workspace, *, days: int = 0) -> Recipients:
    return recipients(workspace, on=TODAY + timedelta(days=days), number=workspace.head()[0], actor=SALES)


def outcomes_of(listed: Recipients) -> dict[str, Outcome]:
    """The answer of each flow of both lists."""
    return {row.flow_id: row.outcome for row in listed.rows} | {row.flow_id: row.outcome for row in listed.held_back}


def test_the_lists_hold_every_flow_that_hands_data_over_with_the_answer_of_its_page(demo: Workspace) -> None:
    listed = found(demo)
    with demo.unit() as unit:
        standing = [flow for flow in unit.records.select(DataFlow) if is_standing(flow, TODAY)]
    flows = {flow.id: flow for flow in standing if kind_of(flow) == FLOW}
    outcomes = outcomes_of(listed)
    assert len(outcomes) == len(listed.rows) + len(listed.held_back)
    assert outcomes.keys() == flows.keys()
    for flow_id, outcome in outcomes.items():
        answer = flow_answer(demo, flow_id, on=TODAY, today=TODAY, number=demo.head()[0], actor=ACTOR).verdict
        assert answer is not None
        assert outcome is answer.outcome, flows[flow_id].name
    assert {row.outcome for row in listed.rows} == {Outcome.ALLOWED, Outcome.CONDITIONAL}
    assert {row.outcome for row in listed.held_back} == {Outcome.BLOCKED, Outcome.REVIEW}


def test_end_and_conditions_are_those_of_the_answer(demo: Workspace) -> None:
    for row in found(demo).rows:
        answer = flow_answer(demo, row.flow_id, on=TODAY, today=TODAY, number=demo.head()[0], actor=ACTOR).verdict
        assert answer is not None
        assert row.valid_until == answer.valid_until, row.name
        assert row.conditions == answer.of_kind(ReasonKind.CONDITION), row.name
        assert bool(row.conditions) == (row.outcome is Outcome.CONDITIONAL)


def test_on_the_day_after_its_end_a_flow_stands_otherwise(demo: Workspace) -> None:
    row = next(row for row in found(demo).rows if row.valid_until is not None and row.conditions == ())
    assert row.valid_until is not None
    left = (row.valid_until - TODAY).days
    assert row.flow_id in {r.flow_id for r in found(demo, days=left).rows if r.conditions == ()}
    assert row.flow_id not in {r.flow_id for r in found(demo, days=left + 1).rows if r.conditions == ()}


def test_what_speaks_against_a_flow_is_said_and_weighs_as_its_answer_does(demo: Workspace) -> None:
    for row in found(demo).held_back:
        reasons = reasons_against(demo, row.flow_id, on=TODAY, number=demo.head()[0], actor=SALES)
        assert reasons, row.name
        assert {reason.outcome for reason in reasons} == {row.outcome}


def test_what_the_reader_decided_himself_does_not_count_for_him(demo: Workspace) -> None:
    listed = outcomes_of(found(demo))
    with demo.unit() as unit:
        (row,) = unit.query(
            "SELECT decided_by, COUNT(*) AS n FROM assessment GROUP BY decided_by ORDER BY n DESC LIMIT 1"
        )
    decider = Actor(str(row["decided_by"]), "判定者", frozenset({UserRole.SALES}))
    for_him = recipients(demo, on=TODAY, number=demo.head()[0], actor=decider)
    seen = outcomes_of(for_him)
    order = list(Outcome)
    worse = [flow for flow in listed if order.index(seen[flow]) < order.index(listed[flow])]
    assert worse
    assert all(order.index(seen[flow]) <= order.index(listed[flow]) for flow in listed)
    reasons = reasons_against(demo, worse[0], on=TODAY, number=demo.head()[0], actor=decider)
    assert any("別の人（法務）が判断する" in reason.text.ja for reason in reasons)


def test_a_past_day_shows_what_was_held_then() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    a_flow(workspace, party, route=LegalRoute.UNDECIDED)
    number = workspace.head()[0]
    a_flow(workspace, party, name="あとのフロー", route=LegalRoute.UNDECIDED)
    then = recipients(workspace, on=TODAY, number=number, actor=SALES)
    assert [row.name for row in then.held_back] == ["顧客データの受託処理"]
    assert len(found(workspace).held_back) == 2


def test_what_we_receive_is_on_no_list() -> None:
    workspace = a_workspace()
    a_flow(workspace, a_party(workspace), direction=Direction.IN)
    assert found(workspace) == Recipients((), ())


def test_who_has_nothing_to_do_with_recipients_is_refused() -> None:
    admin = an_actor(UserRole.ADMIN)
    with pytest.raises(NotPermittedError):
        recipients(a_workspace(), on=TODAY, number=1, actor=admin)
    with pytest.raises(NotPermittedError):
        reasons_against(a_workspace(), "fl1", on=TODAY, number=1, actor=admin)
