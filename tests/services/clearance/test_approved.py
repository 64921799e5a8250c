"""What may be handed over and to whom: only what the procedure lets go, with its conditions and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kit.builders import AT, TODAY, a_workspace, an_actor
from kit.demos import DemoIn
from kit.flowing import ACTOR, a_flow, a_party
from sakimori.domain.clearance import ReasonKind, Verdict
from sakimori.domain.codes import GOOD, DataCategory, Outcome, UserRole
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.hand_over import FactConfirmation
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.names import fold, match_key
from sakimori.errors import NotPermittedError
from sakimori.exchange.request.as_json import reasons_from_json
from sakimori.rules.clearance.gate import deciders
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.approved import (
    BarredFlow,
    ClearedFlow,
    RecipientFilter,
    any_answer,
    categories_given,
    counts,
    held_back,
    reasons_against,
    row_page,
)
from sakimori.services.clearance.cases import case_of_flow, standing_stops
from sakimori.services.clearance.flow_answers import flow_answer
from sakimori.services.clearance.standing_requests import FLOW, is_standing, kind_of
from sakimori.services.kernel.judge_queue import judge_next
from sakimori.services.kernel.keep_in_step import put_into_queue
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace

SALES = an_actor(UserRole.SALES)
EVERY = 10**6


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("demo"), TODAY))


class Recipients(NamedTuple):
    rows: tuple[ClearedFlow, ...]
    held_back: tuple[BarredFlow, ...]


def recipients(
    workspace: Workspace,
    seen: AsOf,
    *,
    actor: Actor,
    wanted: RecipientFilter = RecipientFilter(),  # noqa: B008
) -> Recipients:
    """All that a filter leaves."""
    rows = row_page(workspace, seen, wanted, first=0, limit=EVERY, actor=actor)
    return Recipients(tuple(rows), tuple(held_back(workspace, seen, wanted.text, limit=EVERY, actor=actor)))


def found(workspace: Workspace, *, days: int = 0) -> Recipients:
    return recipients(workspace, AsOf(TODAY + timedelta(days=days), workspace.head()[0]), actor=SALES)


def now(workspace: Workspace) -> AsOf:
    return AsOf(TODAY, workspace.head()[0])


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
        reasons = reasons_against(demo, row.flow_id, now(demo), actor=SALES)
        assert reasons, row.name
        assert {reason.outcome for reason in reasons} == {row.outcome}


def deciders_of(workspace: Workspace) -> list[Actor]:
    """Who decided assessments or grounds or confirmed contracts, whoever decided most first."""
    with workspace.unit() as unit:
        rows = unit.query(
            "SELECT decider FROM (SELECT decided_by AS decider FROM assessment UNION ALL SELECT route_decided_by FROM "
            "data_flow UNION ALL SELECT confirmed_by FROM contract_cover) AS d "
            "WHERE decider IS NOT NULL GROUP BY decider ORDER BY COUNT(*) DESC, decider"
        )
    return [Actor(str(row["decider"]), "判定者", frozenset({UserRole.SALES})) for row in rows]


def who_decided_most(workspace: Workspace) -> Actor:
    return deciders_of(workspace)[0]


def test_what_the_reader_decided_himself_does_not_count_for_him(demo: Workspace) -> None:
    listed = outcomes_of(found(demo))
    decider = who_decided_most(demo)
    for_him = recipients(demo, now(demo), actor=decider)
    seen = outcomes_of(for_him)
    order = list(Outcome)
    worse = [flow for flow in listed if order.index(seen[flow]) < order.index(listed[flow])]
    assert worse
    assert all(order.index(seen[flow]) <= order.index(listed[flow]) for flow in listed)
    reasons = reasons_against(demo, worse[0], now(demo), actor=decider)
    assert any("別の人（法務）が判断する" in reason.text.ja for reason in reasons)


def test_what_he_decided_does_not_count_on_a_page_either_that_was_drawn_before_somebody_wrote(demo: Workspace) -> None:
    decider = who_decided_most(demo)
    drawn_before = AsOf(TODAY, demo.head()[0] - 1)
    assert recipients(demo, drawn_before, actor=decider) == recipients(demo, now(demo), actor=decider)


def test_a_past_day_shows_what_was_held_then() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    a_flow(workspace, party, route=LegalRoute.UNDECIDED)
    number = workspace.head()[0]
    a_flow(workspace, party, name="あとのフロー", route=LegalRoute.UNDECIDED)
    then = recipients(workspace, AsOf(TODAY, number, is_past=True), actor=SALES)
    assert [row.name for row in then.held_back] == ["顧客データの受託処理"]
    assert len(found(workspace).held_back) == 2


def test_what_we_receive_is_on_no_list() -> None:
    workspace = a_workspace()
    a_flow(workspace, a_party(workspace), direction=Direction.IN)
    assert found(workspace) == Recipients((), ())


def test_who_has_nothing_to_do_with_recipients_is_refused() -> None:
    admin = an_actor(UserRole.ADMIN)
    with pytest.raises(NotPermittedError):
        recipients(a_workspace(), AsOf(TODAY, 1), actor=admin)
    with pytest.raises(NotPermittedError):
        reasons_against(a_workspace(), "fl1", AsOf(TODAY, 1), actor=admin)


# The list as its statements give it, beside one that makes an object of every flow


def known(unit: Unit, kind: type[Any], seen: AsOf) -> dict[str, Any]:
    return {one.id: one for one in all_records(unit, kind, number=seen.number)}


def answers_for(unit: Unit, reader: str, on: date) -> dict[str, Verdict]:
    """The answers to the flows that rest on something which a reader decided, judged for him."""
    parties = {str(row["third_party_id"]) for row in unit.query("SELECT third_party_id FROM data_flow")}
    stops, found = standing_stops(unit), {}
    for dossier in load_dossiers(unit, sorted(parties - unit.to_judge.among(parties))):
        for flow in dossier.flows:
            case = case_of_flow(dossier, flow, stops)
            is_his = reader in deciders(case) - {case.asked_by}
            if is_his and kind_of(flow) == FLOW and is_standing(flow, on):
                found[flow.id] = Judging(replace(case, asked_by=reader), unit.policy()).on(on)
    return found


def everything(workspace: Workspace, seen: AsOf, reader: Actor) -> Recipients:
    """Every registered flow that hands data over, with its answer of a day, made out of the records around it."""
    rows: list[ClearedFlow] = []
    barred: list[BarredFlow] = []
    with workspace.unit() as unit:
        flows, parties, purposes = (known(unit, kind, seen) for kind in (DataFlow, ThirdParty, Purpose))
        others = answers_for(unit, reader.id, seen.on) if seen.number == unit.number() else {}
        held = unit.outcomes.as_known(seen.number, seen.on, kind=FLOW)
    for one in held:
        flow = flows[one.subject_id]
        party = parties[flow.third_party_id]
        outcome, reasons = one.outcome, reasons_from_json(one.reasons)
        last = None if one.until_on is None else one.until_on - timedelta(days=1)
        if outcome in GOOD and flow.id in others:
            verdict = others[flow.id]
            outcome, reasons, last = verdict.outcome, verdict.reasons, verdict.valid_until
        if outcome not in GOOD:
            barred.append(BarredFlow(flow.id, flow.name, party.id, party.legal_name, outcome))
            continue
        purpose = purposes.get(flow.purpose_id)
        conditions = tuple(reason for reason in reasons if reason.kind is ReasonKind.CONDITION)
        rows.append(
            ClearedFlow(
                flow.id, flow.name, party.id, party.legal_name, outcome, flow.categories,
                purpose and purpose.name, flow.route, last, conditions,
            )
        )  # fmt: skip

    def order(row: ClearedFlow | BarredFlow) -> tuple[str, str, str]:
        return row.party, row.name, row.flow_id

    return Recipients(tuple(sorted(rows, key=order)), tuple(sorted(barred, key=order)))


def is_named(row: ClearedFlow | BarredFlow, text: str) -> bool:
    return match_key(text) in fold(row.party) or fold(text) in fold(row.party) or fold(text) in fold(row.name)


def admits(wanted: RecipientFilter, row: ClearedFlow, on: date) -> bool:
    return (
        (not wanted.outcomes or row.outcome in wanted.outcomes)
        and (not wanted.is_ending or is_ending(row, on))
        and wanted.categories <= (row.categories or frozenset())
    )


def is_ending(row: ClearedFlow, on: date) -> bool:
    return row.valid_until is not None and row.valid_until <= on + timedelta(days=30)


FILTERS = {
    "nothing": RecipientFilter(),
    "allowed": RecipientFilter(outcomes=frozenset({Outcome.ALLOWED})),
    "conditional, ending": RecipientFilter(outcomes=frozenset({Outcome.CONDITIONAL}), is_ending=True),
    "both": RecipientFilter(outcomes=frozenset({Outcome.ALLOWED, Outcome.CONDITIONAL})),
    "ending": RecipientFilter(is_ending=True),
    "contacts": RecipientFilter(categories=frozenset({DataCategory.PI_CONTACT})),
    "two kinds": RecipientFilter(categories=frozenset({DataCategory.PI_CONTACT, DataCategory.PI_FINANCIAL})),
    "a form": RecipientFilter(text="㈱"),
    "a name": RecipientFilter(text=" ﾂﾑｷﾞ"),
    "a flow": RecipientFilter(text="配信", outcomes=frozenset({Outcome.CONDITIONAL})),
    "nobody": RecipientFilter(text="無い名前％_"),
}
DAYS = {"past": -60, "yesterday": -1, "today": 0, "future": 200}


@pytest.mark.parametrize("place", [None, 0, 1], ids=["sales", "decider", "another"])
@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_every_filter_leaves_the_flows_that_fit_it_and_counts_them(
    demo: Workspace,
    days: int,
    place: int | None,
) -> None:
    reader, on = SALES if place is None else deciders_of(demo)[place], TODAY + timedelta(days=days)
    with demo.unit() as unit:
        seen = AsOf(on, unit.number_on(on, today=TODAY), days < 0)
        sure = {one.confirmed_by for one in unit.records.select(FactConfirmation)}
    whole = everything(demo, seen, reader)
    assert any_answer(demo, seen, actor=reader) is bool(whole.rows or whole.held_back)
    assert categories_given(demo, seen, actor=reader) == {one for row in whole.rows for one in row.categories or ()}
    for name, wanted in FILTERS.items():
        named = [row for row in whole.rows if is_named(row, wanted.text.strip())]
        expected = [row for row in named if admits(wanted, row, on)]
        listed = recipients(demo, seen, actor=reader, wanted=wanted)
        assert listed.rows == tuple(expected), name
        assert listed.held_back == tuple(row for row in whole.held_back if is_named(row, wanted.text.strip())), name
        told = counts(demo, seen, wanted, actor=reader)
        assert (told.flows, told.recipients) == (len(expected), len({row.third_party_id for row in expected})), name
        assert told.by_outcome == {one: sum(row.outcome is one for row in named) for one in told.by_outcome}, name
        assert told.ending == sum(is_ending(row, on) for row in named), name
    # Whoever made sure of all facts themselves is nobody else to themselves.
    assert len(whole.rows) > 5 or (days >= 0 and reader.id in sure)


def test_who_decided_reads_of_those_who_wait_what_everybody_reads_and_afterwards_his_own(
    tmp_path: Path, demo_in: DemoIn
) -> None:
    company = Workspace(demo_in(tmp_path, TODAY))
    decider = who_decided_most(company)
    before = recipients(company, now(company), actor=decider)
    parties = {row.third_party_id for row in found(company).rows} - {row.third_party_id for row in before.rows}
    with company.change("policy.changed", actor=ACTOR, at=AT) as change:
        change.note("policy.changed", record_kind="policy", record_id="", after={})
        put_into_queue(change, sorted(parties))
    waiting = recipients(company, now(company), actor=decider)
    assert waiting == everything(company, now(company), decider)
    assert {row.outcome for row in waiting.held_back if row.third_party_id in parties} <= {
        row.outcome for row in found(company).held_back if row.third_party_id in parties
    }
    while judge_next(company, at=AT):
        pass
    assert recipients(company, now(company), actor=decider) == before
    assert [one for _, _, differing in recompute(company, on=TODAY) for one in differing] == []


def test_an_answer_for_a_decider_that_is_not_held_is_found(tmp_path: Path, demo_in: DemoIn) -> None:
    company = Workspace(demo_in(tmp_path, TODAY))
    with company.writing() as unit:
        [(party,)] = unit.engine.values("SELECT third_party_id FROM own_answer ORDER BY 1 LIMIT 1")
        unit.engine.execute("DELETE FROM own_answer WHERE third_party_id = :id", {"id": party})
    told = [one for _, _, differing in recompute(company, on=TODAY) for one in differing]
    assert [(one.rule_id, one.third_party_id) for one in told] == [("own_answer", party)]


def test_columns_order_both_ways_and_pages_laid_side_by_side_are_the_whole(demo: Workspace) -> None:
    keys: dict[str, Callable[[ClearedFlow], Any]] = {
        "valid": lambda row: row.valid_until, "flow": lambda row: row.name, "purpose": lambda row: row.purpose,
    }  # fmt: skip
    usual = list(found(demo).rows)
    for order, key in keys.items():
        unknown = [row for row in usual if key(row) is None]
        for turned in (False, True):
            wanted = RecipientFilter(order=f"{'-' if turned else ''}{order}")
            expected = sorted((row for row in usual if key(row) is not None), key=key, reverse=turned) + unknown
            pages = [
                row_page(demo, now(demo), wanted, first=first, limit=4, actor=SALES)
                for first in range(0, len(usual) + 4, 4)
            ]
            assert [row for page in pages for row in page] == expected
