"""Flows as lists, paths, countries and services show them, as known on any day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_workspace, an_actor
from kit.flowing import ACTOR, a_contract, a_flow, a_party, keep, rows, the_row
from sakimori.domain.clearance import Step
from sakimori.domain.codes import DataCategory, GapKind, Role, Severity, UserRole
from sakimori.domain.records.contract import ContractKind
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import (
    AnnualCheck,
    CloudFacts,
    DataFlow,
    Direction,
    Erasure,
    ErasureKind,
    ForeignBasis,
    ForeignBasisKind,
    LegalRoute,
    SubjectGroup,
)
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.errors import ConflictError, InvalidValueError, MyNumberError, NotFoundError, NotPermittedError
from sakimori.services.clearance.flow_answers import decide_question, flow_answer
from sakimori.services.flows.drafts import proposed_flows, save_flow, take_over
from sakimori.services.flows.groups import country_rows, fed_services, profile_days
from sakimori.services.flows.paths import LIMIT, OTHERS, STOPPED, UNKNOWN, Column, FlowPaths, Node, paths_of
from sakimori.services.flows.recent_paths import flow_paths
from sakimori.services.flows.rows import FlowRow, flow_rows
from sakimori.services.flows.states import Abroad, FlowState, FlowVerdict, Phase, held_verdicts, rank, verdict_of, worst
from sakimori.services.flows.view import flow_view, party_choices
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive
from sakimori.services.parties.write import add_service, edit

D, R = DataCategory, LegalRoute


# Rows


def test_the_state_is_the_worst_gap_of_the_flow_or_what_stops_its_party() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    flow = a_flow(workspace, party)
    (row,) = rows(workspace, third_party_id=party.id)
    assert row.stops
    assert all(gap.severity is Severity.BLOCK and gap.third_party_id == party.id for gap in row.stops)
    assert row.state is worst([*row.gaps, *row.stops])
    assert {gap.subject_id for gap in row.gaps} <= {flow.id}


def test_the_list_of_all_flows_says_the_same_of_each_as_the_list_of_its_party() -> None:
    workspace = a_workspace()
    parties = [
        a_party(workspace),
        a_party(workspace, legal_name="Lumen Inc.", country="US", business_in_japan=False),
        a_party(workspace, legal_name="Harbor Inc.", country="US", business_in_japan=True),
    ]
    for party in parties:
        service = add_service(workspace, Service("", party.id, "窓口"), actor=ACTOR, at=AT).record
        a_flow(workspace, party, service_id=service.id)
        a_flow(workspace, party, name="未定", route=LegalRoute.UNDECIDED, categories=None)
        keep(workspace, SubProcessorLink("", party.id, "下請", country="VN"))
    archive(workspace, parties[0].id, reason="重複", actor=ACTOR, at=AT)

    def said(row: FlowRow) -> object:
        gaps, stops = ([(g.rule_id, g.kind, g.severity, g.from_on) for g in found] for found in (row.gaps, row.stops))
        service = row.service.name if row.service else None
        return row.flow.id, row.party.legal_name, service, row.places, row.state, row.phase, row.abroad, gaps, stops

    every = {row.flow.id: said(row) for row in rows(workspace)}
    assert len(every) == 6
    for party in parties:
        for row in rows(workspace, third_party_id=party.id):
            assert every[row.flow.id] == said(row)


def test_a_gap_of_one_flow_is_not_counted_for_another_of_the_same_party() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    sound, open_one = a_flow(workspace, party), a_flow(workspace, party, name="未決定", route=R.UNDECIDED)
    assert "A-27-0" in {gap.rule_id for gap in the_row(workspace, open_one).gaps}
    assert "A-27-0" not in {gap.rule_id for gap in (*the_row(workspace, sound).gaps, *the_row(workspace, sound).stops)}


def test_a_worst_gap_that_nobody_knows_is_unknown_and_never_met() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    a_contract(workspace, party)
    bare = keep(workspace, DataFlow("", party.id, "何も分からない"))
    row = the_row(workspace, bare)
    unknown = [gap for gap in row.gaps if gap.kind is GapKind.UNKNOWN]
    assert unknown
    assert worst(unknown) is FlowState.UNKNOWN
    assert worst([]) is FlowState.OK
    certain = unknown[0]._replace(kind=GapKind.DEFECT)
    assert worst([unknown[0], certain]) is FlowState(unknown[0].severity.value)


def judged(workspace: Workspace, flow: DataFlow, on: date) -> FlowVerdict:
    """What the procedure says of a flow, judged from what is on record."""
    answer = flow_answer(workspace, flow.id, on=on, today=TODAY, number=workspace.head()[0], actor=ACTOR)
    return FlowVerdict(answer.verdict.outcome) if answer.verdict else FlowVerdict.NOT_APPLICABLE


def test_the_verdict_is_what_the_procedure_says_on_that_day() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    bare = keep(workspace, DataFlow("", party.id, "何も分からない"))
    sound = a_flow(workspace, party)
    ending = a_flow(workspace, party, end_on=TODAY + timedelta(days=5))
    for flow in (bare, sound, ending):
        for on in (TODAY, TODAY + timedelta(days=5), TODAY + timedelta(days=6), TODAY + timedelta(days=700)):
            assert the_row(workspace, flow, on=on).verdict is judged(workspace, flow, on), (flow.name, on)


def test_what_is_over_has_no_verdict_and_what_nobody_judged_is_unknown() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    over = a_flow(workspace, party, end_on=TODAY - timedelta(days=1))
    going = a_flow(workspace, party)
    assert the_row(workspace, over).verdict is FlowVerdict.NOT_APPLICABLE
    with workspace.unit() as unit:
        assert verdict_of(going, Phase.RUNNING, {}) is FlowVerdict.UNKNOWN
        assert going.id in held_verdicts(unit, on=TODAY, number=unit.number())
        assert going.id not in held_verdicts(unit, on=TODAY, number=1)


def test_what_comes_in_has_the_verdict_of_its_receipt_now_and_as_it_was_held() -> None:
    workspace = a_workspace()
    party = a_party(workspace, roles=frozenset({Role.SOURCE}))
    flow = a_flow(workspace, party, direction=Direction.IN, role=Role.SOURCE, end_on=TODAY + timedelta(days=5))
    number = workspace.head()[0]
    for on in (TODAY, TODAY + timedelta(days=5), TODAY + timedelta(days=6)):
        assert the_row(workspace, flow, on=on).verdict is judged(workspace, flow, on), on
    assert the_row(workspace, flow).verdict is FlowVerdict.REVIEW
    save_flow(workspace, replace(flow, direction=Direction.OUT, route=R.UNDECIDED), actor=ACTOR, at=AT)
    then = flow_answer(
        workspace, flow.id, on=TODAY, today=TODAY + timedelta(days=1), number=number, actor=ACTOR
    ).verdict  # fmt: skip
    assert then is not None
    assert {reason.step for reason in then.reasons} == {Step.RECEIPT}


def test_a_flow_still_to_begin_has_the_verdict_of_its_first_day() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    first = date(2028, 7, 16)  # a rule of the amendment has begun by then
    flow = a_flow(workspace, party, route=R.UNDECIDED, start_on=first)
    row = the_row(workspace, flow)
    assert row.phase is Phase.UPCOMING
    assert row.verdict is judged(workspace, flow, first)


def test_the_worst_verdict_stands_first() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    a_flow(workspace, party, end_on=TODAY - timedelta(days=1))
    a_flow(workspace, party, route=R.UNDECIDED)
    a_flow(workspace, party, route=R.SAME_ENTITY)
    ranks = [rank(row.verdict) for row in rows(workspace)]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3


def test_the_worst_stands_first_and_of_two_alike_the_one_with_more_persons() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    few, many = a_flow(workspace, party, name="少", person_count=5), a_flow(workspace, party, name="多", person_count=9)
    assert [row.flow.id for row in rows(workspace)] == [many.id, few.id]


def test_places_that_nobody_gave_are_unknown_and_may_be_abroad() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    half = the_row(workspace, a_flow(workspace, party, processing_countries=None))
    none = the_row(workspace, a_flow(workspace, party, storage_countries=None, processing_countries=None))
    home = the_row(workspace, a_flow(workspace, party))
    assert half.places == ("JP", None)
    assert none.places == (None,)
    assert (half.leaves_japan, none.leaves_japan, home.leaves_japan) == (True, True, False)


def test_a_foreign_recipient_is_a_place_even_if_the_server_is_in_japan() -> None:
    workspace = a_workspace()
    party = a_party(workspace, country="US", business_in_japan=False)
    assert the_row(workspace, a_flow(workspace, party)).places == ("JP", "US")


def test_a_sub_processor_takes_the_data_on_until_it_ends_and_only_of_its_service() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    service = add_service(workspace, Service("", party.id, "受電"), actor=ACTOR, at=AT).record
    other = add_service(workspace, Service("", party.id, "印刷"), actor=ACTOR, at=AT).record
    flow = a_flow(workspace, party, service_id=service.id)
    keep(workspace, SubProcessorLink("", party.id, "Saigon Data Works", country="VN", service_id=service.id))
    keep(workspace, SubProcessorLink("", party.id, "印刷の下請", country="JP", service_id=other.id))
    keep(workspace, SubProcessorLink("", party.id, "昔の下請", country="CN", ended_on=TODAY - timedelta(days=1)))
    row = the_row(workspace, flow)
    assert [link.name for link in row.subs] == ["Saigon Data Works"]
    assert row.reaches == ("JP", "VN")


@pytest.mark.parametrize(
    ("facts", "phase"),
    [
        ({"start_on": TODAY}, Phase.RUNNING),
        ({"start_on": TODAY + timedelta(days=1)}, Phase.UPCOMING),
        ({"start_on": None}, Phase.RUNNING),
        ({"end_on": TODAY}, Phase.RUNNING),
        ({"end_on": TODAY - timedelta(days=1)}, Phase.ENDED),
    ],
)
def test_the_phase_turns_on_the_day_after_the_last_and_on_the_first(facts: dict[str, date], phase: Phase) -> None:
    workspace = a_workspace()
    assert the_row(workspace, a_flow(workspace, a_party(workspace), **facts)).phase is phase


def test_a_flow_still_to_begin_shows_what_will_stand_in_its_way() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    flow = a_flow(workspace, party, route=R.UNDECIDED, start_on=TODAY + timedelta(days=30))
    assert "A-27-0" in {gap.rule_id for gap in the_row(workspace, flow).gaps}


def test_where_the_rules_look_no_more_nothing_is_called_met() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    flow = a_flow(workspace, party, end_on=TODAY - timedelta(days=400), retention_months=1)
    keep(workspace, Erasure("", party.id, flow.id, ErasureKind.ERASED, TODAY))
    archive(workspace, party.id, actor=ACTOR, at=AT, reason="取引の終了")
    row = the_row(workspace, flow)
    assert row.gaps == row.stops == ()
    assert row.state is FlowState.NOT_APPLICABLE
    assert row.is_over


def test_a_past_day_shows_the_flows_that_were_known_then() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    flow = a_flow(workspace, party)
    number = workspace.head()[0]
    record(workspace, replace(flow, name="あとの名前"), actor=ACTOR, at=AT)
    later = a_flow(workspace, party, name="あとのフロー")
    then = flow_rows(workspace, on=TODAY, number=number)
    assert [row.flow.name for row in then] == [flow.name]
    assert later.id in {row.flow.id for row in rows(workspace)}
    assert flow_rows(workspace, on=TODAY, number=1) == ()


# Abroad


def carried(workspace: Workspace, party: ThirdParty, flow: DataFlow, kind: ForeignBasisKind, **facts: object) -> Abroad:
    keep(workspace, ForeignBasis("", party.id, flow.id, kind, **facts))  # type: ignore[arg-type]
    return the_row(workspace, flow).abroad


@pytest.mark.parametrize(
    ("country", "in_japan", "expected"),
    [
        ("JP", None, Abroad.HOME),
        ("US", True, Abroad.UNKNOWN),
        ("DE", False, Abroad.DESIGNATED),
        ("US", False, Abroad.UNKNOWN),
        ("US", None, Abroad.UNKNOWN),
        (None, None, Abroad.UNKNOWN),
    ],
)
def test_what_article_28_makes_of_a_flow_without_a_basis(
    country: str | None, in_japan: bool | None, expected: Abroad
) -> None:
    workspace = a_workspace()
    party = a_party(workspace, country=country, business_in_japan=in_japan)
    assert the_row(workspace, a_flow(workspace, party)).abroad is expected


@pytest.mark.parametrize(
    ("in_japan", "holds", "expected"),
    [(True, True, Abroad.HOME), (True, False, Abroad.UNKNOWN), (False, True, Abroad.UNKNOWN)],
)
def test_a_flow_to_a_business_in_japan_is_at_home_where_a_person_judged_so(
    in_japan: bool, holds: bool, expected: Abroad
) -> None:
    workspace = a_workspace()
    flow = a_flow(workspace, a_party(workspace, country="US", business_in_japan=in_japan))
    decide_question(workspace, flow.id, "A-28-0", holds=holds, reason="日本支社が取り扱う", actor=ACTOR, at=AT)
    assert the_row(workspace, flow).abroad is expected


def test_a_basis_carries_while_its_contract_is_in_force_and_is_none_from_the_day_after() -> None:
    workspace = a_workspace()
    party = a_party(workspace, country="US", business_in_japan=False)
    contract = a_contract(workspace, party, open_ended=False, end_on=TODAY)
    flow = a_flow(workspace, party)
    basis = {"contract_id": contract.id}
    assert carried(workspace, party, flow, ForeignBasisKind.EQUIV_CONTRACT, **basis) is Abroad.EQUIVALENT
    assert the_row(workspace, flow, on=TODAY + timedelta(days=1)).abroad is Abroad.NONE


def test_a_basis_known_to_be_missing_is_none_and_a_route_outside_article_28_is_exempt() -> None:
    workspace = a_workspace()
    party = a_party(workspace, country="US", business_in_japan=False)
    flow = a_flow(workspace, party)
    assert carried(workspace, party, flow, ForeignBasisKind.NONE) is Abroad.NONE
    assert the_row(workspace, a_flow(workspace, party, route=R.EXC_LAW)).abroad is Abroad.EXEMPT
    assert the_row(workspace, a_flow(workspace, party, direction=Direction.IN)).abroad is Abroad.EXEMPT
    my_number = a_flow(workspace, party, categories=frozenset({D.MYNUMBER}))
    assert the_row(workspace, my_number).abroad is Abroad.EXEMPT


# Paths


def widths(found: list[float]) -> float:
    return round(sum(found), 6)


def test_every_column_is_as_high_as_the_persons_that_go_through_it() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    keep(workspace, SubProcessorLink("", party.id, "下請", country="VN"))
    a_flow(
        workspace, party, person_count=600, categories=frozenset({D.PI_CONTACT, D.PI_HR}),
        subject_groups=frozenset({SubjectGroup.CUSTOMER, SubjectGroup.EMPLOYEE}),
    )  # fmt: skip
    paths = flow_paths(rows(workspace))
    into = {
        column: widths([link.width for link in paths.links if link.target.column is column])
        for column in (Column.CATEGORY, Column.PARTY, Column.COUNTRY)
    }
    assert set(into.values()) == {600.0}
    assert widths([link.width for link in paths.links if link.target.column is Column.SUB]) == 300.0
    assert all(link.persons == 600 for link in paths.links)


def test_a_flow_without_a_number_is_drawn_at_the_least_width_and_said_to_be_unknown() -> None:
    workspace = a_workspace()
    first, second = a_party(workspace), a_party(workspace, legal_name="株式会社みなと")
    a_flow(workspace, first, person_count=120_000)
    a_flow(workspace, second, person_count=None, subject_groups=None, categories=None)
    paths = flow_paths(rows(workspace))
    assert paths.has_unknown_persons
    thin = [link for link in paths.links if link.persons is None]
    assert {link.width for link in thin} == {1000.0}
    assert Node(Column.GROUP, UNKNOWN) in paths.nodes


@pytest.mark.parametrize(
    "facts",
    [
        {"person_count": 900},
        {"categories": frozenset({D.PI_HR})},
        {"subject_groups": None},
        {"storage_countries": frozenset({"US"})},
        {"direction": Direction.IN},
        {"route": R.UNDECIDED},
        {"end_on": TODAY - timedelta(days=1)},
        {"source_system": "CRM"},
    ],
)
def test_a_picture_is_made_again_whenever_it_would_be_another_one(facts: dict[str, Any]) -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    flow, _ = a_flow(workspace, party), a_flow(workspace, party, name="ほかの業務")
    assert flow_paths(rows(workspace)) == drawn_anew(workspace)
    record(workspace, replace(flow, **facts), actor=ACTOR, at=AT)
    assert flow_paths(rows(workspace)) == drawn_anew(workspace)


def test_a_picture_shows_new_names_and_new_sub_processors() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    a_flow(workspace, party)
    assert flow_paths(rows(workspace)) == drawn_anew(workspace)
    keep(workspace, SubProcessorLink("", party.id, "下請", country="VN"))
    assert flow_paths(rows(workspace)) == drawn_anew(workspace)
    edit(workspace, replace(party, legal_name="株式会社みなと"), actor=ACTOR, at=AT)
    assert set(flow_paths(rows(workspace)).names.values()) == {"株式会社みなと", "下請"}


def test_a_picture_that_a_write_leaves_alone_is_not_made_again() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    a_flow(workspace, party)
    made = flow_paths(rows(workspace))
    edit(workspace, replace(party, note="追記"), actor=ACTOR, at=AT)
    assert flow_paths(rows(workspace)) is made


def drawn_anew(workspace: Workspace) -> FlowPaths:
    return paths_of([row for row in rows(workspace) if row.goes_out])


def test_what_comes_in_is_not_drawn_as_going_out() -> None:
    workspace = a_workspace()
    a_flow(workspace, a_party(workspace), direction=Direction.IN)
    assert flow_paths(rows(workspace)).links == ()


def many(workspace: Workspace, count: int, stopped: int) -> list[FlowRow]:
    """Rows of many companies, made from one; the first few may not go, the others may."""
    row = the_row(workspace, a_flow(workspace, a_party(workspace)))
    return [
        replace(
            row,
            party=replace(row.party, id=f"tp{number}", legal_name=f"会社{number}"),
            flow=replace(row.flow, id=f"fl{number}", person_count=10 + number),
            verdict=FlowVerdict.BLOCKED if number < stopped else FlowVerdict.ALLOWED,
            stops=(),
        )
        for number in range(count)
    ]


def named(paths: FlowPaths, column: Column) -> set[str]:
    return {node.code for node in paths.nodes if node.column is column}


def test_of_many_companies_the_worst_and_the_largest_keep_their_names() -> None:
    paths = flow_paths(many(a_workspace(), 200, stopped=5))
    assert len(paths.links) <= LIMIT
    parties = named(paths, Column.PARTY)
    assert {f"tp{number}" for number in range(5)} <= parties
    assert {f"tp{number}" for number in range(195, 200)} <= parties
    assert parties - {f"tp{number}" for number in range(200)} == {OTHERS}
    assert paths.folded == {Node(Column.PARTY, OTHERS): 200 - 10}
    whole = sum(10 + number for number in range(200))
    assert round(sum(link.width for link in paths.links if link.target.column is Column.PARTY)) >= whole


def test_stopped_companies_that_do_not_fit_fold_apart_from_milder_ones() -> None:
    paths = flow_paths(many(a_workspace(), 80, stopped=70))
    assert {OTHERS, STOPPED} <= named(paths, Column.PARTY)
    assert paths.folded == {Node(Column.PARTY, STOPPED): 70 - 5, Node(Column.PARTY, OTHERS): 10 - 5}
    crowded = flow_paths(many(a_workspace(), 80, stopped=78))
    assert crowded.folded == {Node(Column.PARTY, STOPPED): 78 - 8}
    assert paths.nodes[Node(Column.PARTY, STOPPED)] is FlowVerdict.BLOCKED
    assert paths.nodes[Node(Column.PARTY, OTHERS)] is FlowVerdict.ALLOWED


def test_ten_companies_stand_and_an_eleventh_alone_keeps_its_name() -> None:
    found = many(a_workspace(), 12, stopped=0)
    assert not flow_paths(found[:10]).folded
    assert not flow_paths(found[:11]).folded
    assert flow_paths(found).folded == {Node(Column.PARTY, OTHERS): 2}


def test_more_ways_than_can_be_told_apart_fold_more() -> None:
    found = many(a_workspace(), 30, stopped=0)
    every = frozenset(DataCategory)
    crowded = [replace(row, flow=replace(row.flow, categories=every)) for row in found]
    paths = flow_paths(crowded)
    assert len({(link.source, link.target) for link in paths.links}) <= LIMIT
    assert 1 < len(named(paths, Column.PARTY)) < 15


def test_a_stopped_sub_processor_keeps_its_name_before_larger_ones() -> None:
    found = many(a_workspace(), 60, stopped=0)

    def passing_on(row: FlowRow, name: str) -> FlowRow:
        return replace(row, subs=(SubProcessorLink(name, row.party.id, name, country="VN"),))

    stopped = replace(passing_on(found[0], "止まっている下請"), verdict=FlowVerdict.BLOCKED)
    paths = flow_paths([stopped, *(passing_on(row, f"下請{row.party.id}") for row in found[1:])])
    assert paths.nodes[Node(Column.SUB, "止まっている下請")] is FlowVerdict.BLOCKED
    assert paths.folded[Node(Column.SUB, OTHERS)] > 40


def test_links_of_one_flow_can_be_told_from_the_others() -> None:
    workspace = a_workspace()
    first = a_flow(workspace, a_party(workspace))
    a_flow(workspace, a_party(workspace, legal_name="株式会社みなと"), categories=frozenset({D.PI_HR}))
    of_first = [link for link in flow_paths(rows(workspace)).links if first.id in link.flow_ids]
    assert [(a.target == b.source) for a, b in pairwise(of_first)] == [True] * (len(of_first) - 1)


# Countries and services


def test_countries_say_what_carries_the_flows_there_and_japan_comes_last() -> None:
    workspace = a_workspace()
    home = a_party(workspace)
    german = a_party(workspace, legal_name="Tidepool GmbH", country="DE", business_in_japan=False)
    american = a_party(workspace, legal_name="Slatework Corp.", country="US", business_in_japan=False)
    a_flow(workspace, home)
    a_flow(workspace, german, storage_countries=frozenset({"DE"}), processing_countries=frozenset({"DE"}))
    a_flow(workspace, american, storage_countries=frozenset({"US"}), processing_countries=None)
    keep(workspace, SubProcessorLink("", home.id, "Saigon", country="VN", foreign_basis=ForeignBasisKind.NONE))
    keep(workspace, CountryProfile("US", date(2026, 4, 1)))
    read = profile_days(workspace, number=workspace.head()[0])
    found = {row.code: row for row in country_rows(rows(workspace), read)}
    assert list(found)[-1] == "JP"
    assert (found["DE"].is_designated, found["US"].is_designated) == (True, False)
    assert found["DE"].bases == {Abroad.DESIGNATED: 1}
    assert found["US"].bases == {Abroad.UNKNOWN: 1}
    assert found["VN"].bases == {Abroad.NONE: 1}
    assert found[None].bases == {Abroad.UNKNOWN: 1}
    assert (found["US"].read_on, found["DE"].read_on) == (date(2026, 4, 1), None)
    assert (found["JP"].flows, found["JP"].persons, found["JP"].companies) == (1, 500, 1)


def test_a_server_in_japan_of_a_company_abroad_is_open_beside_its_seat_and_not_beside_japan() -> None:
    workspace = a_workspace()
    a_flow(workspace, a_party(workspace, country="US", business_in_japan=False))
    found = {row.code: row.bases for row in country_rows(rows(workspace), {})}
    assert found == {"US": {Abroad.UNKNOWN: 1}, "JP": {Abroad.HOME: 1}}


def test_a_service_tells_what_feeds_it_and_one_open_number_leaves_the_sum_open() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    service = add_service(workspace, Service("", party.id, "給与計算"), actor=ACTOR, at=AT).record
    a_flow(workspace, party, service_id=service.id, source_system="人事", categories=frozenset({D.PI_HR}))
    a_flow(workspace, party, service_id=service.id, source_system="会計", person_count=300)
    (fed,) = fed_services(rows(workspace))
    assert fed.service == service
    assert fed.categories == frozenset({D.PI_HR, D.PI_CONTACT})
    assert fed.systems == ("人事", "会計")
    assert fed.persons == 800
    a_flow(workspace, party, service_id=service.id, person_count=None, categories=None)
    (fed,) = fed_services(rows(workspace))
    assert fed.persons is None
    assert fed.categories is None


# One flow


def test_one_flow_brings_all_that_belongs_to_it() -> None:
    workspace = a_workspace()
    party = a_party(workspace, country="US", business_in_japan=False)
    contract = a_contract(workspace, party, kind=ContractKind.DPA)
    flow, other = a_flow(workspace, party), a_flow(workspace, party, name="ほか")
    keep(workspace, ForeignBasis("", party.id, flow.id, ForeignBasisKind.EQUIV_CONTRACT, contract_id=contract.id))
    mine = keep(workspace, AnnualCheck("", party.id, date(2026, 4, 1), "佐藤", flow_ids=(flow.id,)))
    general = keep(workspace, AnnualCheck("", party.id, date(2026, 5, 1), "佐藤"))
    keep(workspace, AnnualCheck("", party.id, date(2026, 6, 1), "佐藤", flow_ids=(other.id,)))
    facts = keep(workspace, CloudFacts("", party.id, flow.id))
    view = flow_view(workspace, flow.id, on=TODAY, number=workspace.head()[0])
    assert [check.id for check in view.checks] == [general.id, mine.id]
    assert view.cloud == facts
    assert view.basis is not None
    assert view.choices.names()["contract_id"] == {contract.id: "業務委託契約"}
    assert view.next_check == date(2027, 5, 1)
    assert {told.gap.subject_id for told in view.coming} <= {flow.id}
    with pytest.raises(NotFoundError):
        flow_view(workspace, "fl_none", on=TODAY, number=workspace.head()[0])
    with pytest.raises(NotFoundError):
        party_choices(workspace, "tp_none")


# Entry


def test_the_entry_saves_a_flow_with_its_facts_and_its_basis_in_one_step() -> None:
    workspace = a_workspace()
    party = a_party(workspace, country="US", business_in_japan=False)
    before = workspace.head()[0]
    saved = save_flow(
        workspace,
        DataFlow("", party.id, "海外のクラウド"),
        cloud=CloudFacts("", "", "", no_handling_clause=True),
        basis=ForeignBasis("", "", "", ForeignBasisKind.NONE),
        actor=ACTOR,
        at=AT,
    )
    with workspace.unit() as unit:
        (cloud,), (basis,) = unit.records.select(CloudFacts), unit.records.select(ForeignBasis)
        lines = unit.trail.lines()
    assert (cloud.flow_id, cloud.third_party_id) == (saved.record.id, party.id)
    assert basis.flow_id == saved.record.id
    assert [line.entry.action for line in reversed(lines)][before:] == [
        "data_flow.recorded", "cloud_facts.recorded", "foreign_basis.recorded",
    ]  # fmt: skip


def test_what_one_part_of_the_entry_cannot_hold_leaves_nothing_of_it() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    flow = DataFlow("", party.id, "名前", storage_countries=frozenset({"JP"}))
    bad_basis = ForeignBasis("", "", "", ForeignBasisKind.NONE, since=date(2026, 5, 1), until=date(2026, 4, 1))
    for item, basis, refusal in (
        (replace(flow, name=""), None, InvalidValueError),
        (replace(flow, storage_countries=frozenset({"XX"})), None, InvalidValueError),
        (replace(flow, end_on=date(2020, 1, 1), start_on=date(2021, 1, 1)), None, InvalidValueError),
        (replace(flow, note="本人の番号は 123456789018 です"), None, MyNumberError),
        (flow, bad_basis, InvalidValueError),
    ):
        with pytest.raises(refusal):
            save_flow(workspace, item, basis=basis, actor=ACTOR, at=AT)
    assert rows(workspace) == ()


def test_the_second_of_two_entries_is_told_and_sales_may_not_enter_at_all() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    flow = a_flow(workspace, party)
    save_flow(workspace, replace(flow, name="先の人"), actor=ACTOR, at=AT)
    with pytest.raises(ConflictError):
        save_flow(workspace, replace(flow, name="後の人"), actor=ACTOR, at=AT)
    for role in (UserRole.SALES, UserRole.AUDITOR, UserRole.ADMIN):
        with pytest.raises(NotPermittedError):
            save_flow(workspace, DataFlow("", party.id, "だめ"), actor=an_actor(role), at=AT)


# Proposals


def test_a_contract_of_a_party_without_flows_proposes_one_with_the_intake_answers() -> None:
    workspace = a_workspace()
    party = a_party(workspace, data_categories=frozenset({D.PI_CONTACT}), person_count=1200)
    contract = a_contract(workspace, party)
    (proposal,) = proposed_flows(workspace, on=TODAY)
    assert proposal.contract == contract
    flow = proposal.flow
    assert (flow.name, flow.route, flow.role) == ("業務委託契約", R.ENTRUST, Role.PROCESSOR)
    assert (flow.categories, flow.person_count) == (frozenset({D.PI_CONTACT}), 1200)
    assert flow.start_on == date(2025, 4, 1)
    assert (flow.storage_countries, flow.route_decided_by) == (None, None)


def test_services_of_a_party_share_its_answers_out_to_nobody() -> None:
    workspace = a_workspace()
    party = a_party(workspace, data_categories=frozenset({D.PI_CONTACT}), person_count=1200)
    for name, country in (("受電", "JP"), ("印刷", None)):
        add_service(workspace, Service("", party.id, name, storage_country=country), actor=ACTOR, at=AT)
    add_service(workspace, Service("", party.id, "清掃", handles_personal_data=False), actor=ACTOR, at=AT)
    found = {proposal.flow.name: proposal.flow for proposal in proposed_flows(workspace, on=TODAY)}
    assert found.keys() == {"受電", "印刷"}
    assert all(flow.person_count is None and flow.categories is None for flow in found.values())
    assert found["受電"].storage_countries == frozenset({"JP"})
    assert found["印刷"].storage_countries is None


@pytest.mark.parametrize(
    "facts",
    [
        {"data_categories": frozenset({D.STAT})},
        {"roles": frozenset[Role]()},
        {"data_categories": None},
    ],
)
def test_nothing_is_proposed_out_of_nothing(facts: dict[str, object]) -> None:
    workspace = a_workspace()
    a_party(workspace, **facts)
    assert proposed_flows(workspace, on=TODAY) == ()


def test_what_is_over_or_has_flows_proposes_nothing() -> None:
    workspace = a_workspace()
    party = a_party(workspace, data_categories=frozenset({D.PI_CONTACT}))
    a_contract(workspace, party, open_ended=False, end_on=TODAY - timedelta(days=1))
    assert [p.contract for p in proposed_flows(workspace, on=TODAY)] == [None]
    a_flow(workspace, party)
    assert proposed_flows(workspace, on=TODAY) == ()


def test_proposals_taken_over_are_flows_and_are_proposed_no_more() -> None:
    workspace = a_workspace()
    party = a_party(workspace, data_categories=frozenset({D.PI_CONTACT}))
    found = proposed_flows(workspace, on=TODAY, third_party_id=party.id)
    with pytest.raises(NotPermittedError):
        take_over(workspace, found, actor=an_actor(UserRole.AUDITOR), at=AT, batch_id="bt1")
    take_over(workspace, found, actor=ACTOR, at=AT, batch_id="bt1")
    assert [row.party.id for row in rows(workspace)] == [party.id]
    assert proposed_flows(workspace, on=TODAY) == ()
