"""How far an incident reaches: by services, flows and chains of processors, on its day; and the clocks beside ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kit.builders import AT, a_workspace
from kit.flowing import a_contract, a_flow, a_party, keep
from sakimori.domain.codes import DataCategory, Role, Severity
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow, Erasure, ErasureKind, Origin, VolumeBand
from sakimori.domain.records.incidents import Incident
from sakimori.domain.records.own_registers import DataSet, DataSetPart
from sakimori.domain.records.preparedness import IncidentPlan
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import SELF_ID, Service, ThirdParty
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.services.calendar.deadlines import DeadlineFilter, deadline_page
from sakimori.services.calendar.stages import Start
from sakimori.services.incidents.blast import blast_radius
from sakimori.services.incidents.prepared import save_plan
from sakimori.services.incidents.shapes import BlastKind, BlastRadius, NoticeState
from sakimori.services.incidents.write import save_fact, save_facts
from sakimori.services.kernel.confirmations import confirm_erasure
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.merge import merge
from sakimori.services.parties.write import add_service
from services.incidents.made import ACTOR, CERTAIN, KNOWN, reported, view_of


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


def at_vendor(workspace: Workspace, vendor: ThirdParty, **facts: Any) -> Incident:
    return reported(workspace, third_party_id=vendor.id, facts=facts)


def radius(workspace: Workspace, incident: Incident) -> BlastRadius:
    return blast_radius(workspace, incident.id, as_of=AsOf(AT.date(), NEWEST))


def flows_of(found: BlastRadius) -> list[str]:
    return [row.flow for row in found.rows]


def a_link(workspace: Workspace, party: ThirdParty, sub: ThirdParty, **facts: Any) -> SubProcessorLink:
    given = {"task": "書き起こし", "country": "JP", "sub_third_party_id": sub.id} | facts
    return keep(workspace, SubProcessorLink("", party.id, sub.legal_name, **given))


def test_everything_that_went_to_the_vendor_is_named_with_its_data_places_and_contracts(workspace: Workspace) -> None:
    vendor = a_party(workspace)
    service = add_service(workspace, Service("", vendor.id, "書き起こし"), actor=ACTOR, at=AT).record
    customers = keep(workspace, DataSet("", "顧客台帳"))
    a_flow(workspace, vendor, name="録音", service_id=service.id, data_set_id=customers.id,
           storage_countries=frozenset({"VN"}))  # fmt: skip
    a_contract(workspace, vendor, breach_notice_hours=24)
    found = radius(workspace, at_vendor(workspace, vendor))
    row = found.rows[0]
    assert (row.third_party_name, row.service, row.flow, row.data_set) == (
        vendor.legal_name, "書き起こし", "録音", "顧客台帳",
    )  # fmt: skip
    assert (row.persons, row.is_most, row.countries) == (500, False, frozenset({"JP", "VN"}))
    assert (found.categories, found.countries) == (frozenset({DataCategory.PI_CONTACT}), frozenset({"JP", "VN"}))
    assert (len(row.contracts), found.is_all) == (1, True)


def test_a_chain_is_followed_through_whoever_works_for_whom(workspace: Workspace) -> None:
    first, second, third = (a_party(workspace, legal_name=f"株式会社{name}") for name in ("一", "二", "三"))
    bystander = a_party(workspace, legal_name="株式会社よそ")
    for party in (first, second, third, bystander):
        a_flow(workspace, party, name=f"{party.legal_name}のフロー")
    a_link(workspace, second, first)
    a_link(workspace, third, second)
    a_link(workspace, first, third)  # a circle ends where it began
    found = radius(workspace, at_vendor(workspace, first))
    assert [(row.third_party_name, row.through) for row in found.rows] == [
        ("株式会社一", ()), ("株式会社二", ("株式会社一",)), ("株式会社三", ("株式会社一", "株式会社二")),
    ]  # fmt: skip
    chain = [one for one in found.edges if all(end.startswith("third_party:") for end in one)]
    assert chain == [
        ("third_party:株式会社一", "third_party:株式会社二"), ("third_party:株式会社二", "third_party:株式会社三"),
    ]  # fmt: skip


def test_who_works_for_one_service_alone_had_the_flows_of_that_one(workspace: Workspace) -> None:
    sub, party = a_party(workspace, legal_name="株式会社一"), a_party(workspace, legal_name="株式会社二")
    voice, mail = (
        add_service(workspace, Service("", party.id, name), actor=ACTOR, at=AT).record for name in ("電話", "メール")
    )
    a_flow(workspace, party, name="電話", service_id=voice.id)
    a_flow(workspace, party, name="メール", service_id=mail.id)
    a_flow(workspace, party, name="どれか不明")
    a_link(workspace, party, sub, service_id=voice.id)
    assert sorted(flows_of(radius(workspace, at_vendor(workspace, sub)))) == ["どれか不明", "電話"]


@pytest.mark.parametrize(
    ("link", "reaches"),
    [
        ({}, True),
        ({"starts_on": date(2026, 11, 20)}, True),
        ({"starts_on": date(2026, 11, 21)}, False),
        ({"ended_on": date(2026, 11, 21)}, True),
        ({"ended_on": date(2026, 11, 20)}, False),
    ],
)
def test_a_sub_processor_counts_on_the_day_of_the_event(
    workspace: Workspace, link: dict[str, Any], reaches: bool
) -> None:
    sub, party = a_party(workspace, legal_name="株式会社一"), a_party(workspace, legal_name="株式会社二")
    a_flow(workspace, party)
    a_link(workspace, party, sub, **link)
    found = radius(workspace, at_vendor(workspace, sub, occurred_on=date(2026, 11, 20)))
    assert (len(found.rows) == 1) is reaches


@pytest.mark.parametrize(
    ("flow", "is_touched"),
    [
        ({"start_on": date(2026, 11, 20)}, True),
        ({"start_on": date(2026, 11, 21)}, False),
        ({"start_on": None}, True),
        ({"start_on": date(2024, 1, 1), "end_on": date(2025, 1, 1)}, True),
    ],
)
def test_data_count_from_their_first_day_until_they_are_known_to_be_gone(
    workspace: Workspace, flow: dict[str, Any], is_touched: bool
) -> None:
    vendor = a_party(workspace)
    a_flow(workspace, vendor, **flow)
    found = radius(workspace, at_vendor(workspace, vendor, occurred_on=date(2026, 11, 20)))
    assert (len(found.rows) == 1) is is_touched
    assert found.on == date(2026, 11, 20)


@pytest.mark.parametrize(("done_on", "is_touched"), [(date(2026, 11, 19), False), (date(2026, 11, 20), True)])
def test_what_was_erased_before_is_not_touched(workspace: Workspace, done_on: date, is_touched: bool) -> None:
    vendor = a_party(workspace)
    flow = a_flow(workspace, vendor, start_on=date(2024, 1, 1), end_on=date(2026, 1, 1))
    erased = keep(workspace, Erasure("", vendor.id, flow.id, ErasureKind.ERASED, done_on, "上書き", "担当"))
    confirm_erasure(workspace, erased.id, actor=ACTOR, at=AT)
    found = radius(workspace, at_vendor(workspace, vendor, occurred_on=date(2026, 11, 20)))
    assert bool(found.rows) is is_touched


def test_persons_of_one_data_set_are_counted_once_and_unknown_ones_are_named(workspace: Workspace) -> None:
    vendor = a_party(workspace)
    customers = keep(workspace, DataSet("", "顧客台帳"))
    a_flow(workspace, vendor, name="一", data_set_id=customers.id, person_count=300)
    a_flow(workspace, vendor, name="二", data_set_id=customers.id, person_count=500)
    a_flow(workspace, vendor, name="三", person_count=None, volume_band=VolumeBand.UP_TO_1000)
    a_flow(workspace, vendor, name="四", person_count=None, volume_band=None)
    found = radius(workspace, at_vendor(workspace, vendor))
    assert (found.persons, found.unknown) == (1_500, ("四",))
    assert {row.flow: row.is_most for row in found.rows} == {"一": False, "二": False, "三": True, "四": True}


def test_of_a_data_set_the_parts_say_what_a_flow_leaves_open(workspace: Workspace) -> None:
    vendor = a_party(workspace)
    customers = keep(workspace, DataSet("", "顧客台帳"))
    part = DataSetPart("", customers.id, "通販", person_count=700, categories=frozenset({DataCategory.PI_MINOR}))
    keep(workspace, part)
    a_flow(workspace, vendor, data_set_id=customers.id, person_count=None, volume_band=None, categories=None)
    row = radius(workspace, at_vendor(workspace, vendor)).rows[0]
    assert (row.persons, row.is_most, row.categories) == (700, True, frozenset({DataCategory.PI_MINOR}))


def test_what_somebody_said_was_touched_narrows_it(workspace: Workspace) -> None:
    vendor = a_party(workspace)
    one, _ = a_flow(workspace, vendor, name="一"), a_flow(workspace, vendor, name="二")
    incident = at_vendor(workspace, vendor, touched_flow_ids=(one.id,))
    found = radius(workspace, incident)
    assert (flows_of(found), found.is_all) == (["一"], False)
    save_fact(workspace, incident.id, "touched_flow_ids", (), actor=ACTOR, at=AT)
    assert radius(workspace, incident).rows == ()


def test_at_ours_what_is_named_is_touched_and_nothing_else(workspace: Workspace) -> None:
    vendor = a_party(workspace)
    flow = a_flow(workspace, vendor, name="一")
    customers = keep(workspace, DataSet("", "顧客台帳"))
    keep(workspace, DataSetPart("", customers.id, "通販", person_count=700))
    incident = reported(workspace)
    assert radius(workspace, incident).rows == ()
    facts = {"touched_data_set_ids": (customers.id,), "touched_flow_ids": (flow.id,)}
    save_facts(workspace, incident.id, facts, actor=ACTOR, at=AT)
    found = radius(workspace, incident)
    assert [(row.third_party_id, row.data_set or row.flow) for row in found.rows] == [
        (SELF_ID, "顧客台帳"), (vendor.id, "一"),
    ]  # fmt: skip
    assert found.persons == 1_200


def test_the_picture_joins_whatever_it_shows(workspace: Workspace) -> None:
    vendor = a_party(workspace)
    a_flow(workspace, vendor, storage_countries=frozenset({"VN"}))
    found = radius(workspace, at_vendor(workspace, vendor))
    nodes = {one.id for one in found.nodes}
    assert nodes == {end for edge in found.edges for end in edge}
    assert [one.kind for one in found.nodes][:2] == [BlastKind.INCIDENT, BlastKind.THIRD_PARTY]
    assert {one.kind for one in found.nodes} >= {BlastKind.FLOW, BlastKind.CATEGORY, BlastKind.COUNTRY}
    assert len(set(found.edges)) == len(found.edges)


def test_a_past_look_knows_the_flows_of_then(workspace: Workspace) -> None:
    vendor, sub = a_party(workspace, legal_name="株式会社二"), a_party(workspace, legal_name="株式会社一")
    a_flow(workspace, vendor, name="前から")
    a_link(workspace, vendor, sub)
    a_contract(workspace, vendor)
    incident = at_vendor(workspace, sub)
    with workspace.unit() as unit:
        number = unit.number()
    a_flow(workspace, vendor, name="後から")
    then = blast_radius(workspace, incident.id, as_of=AsOf(AT.date(), number, is_past=True))
    assert flows_of(then) == ["前から"]
    assert then.rows[0].contracts
    assert sorted(flows_of(radius(workspace, incident))) == ["前から", "後から"]


# The clocks beside ours


def notice_of(workspace: Workspace, hours: int | None, **facts: Any) -> tuple[NoticeState, str]:
    vendor = a_party(workspace)
    a_contract(workspace, vendor, breach_notice_hours=hours)
    incident = at_vendor(workspace, vendor, **facts)
    (duty,) = view_of(workspace, incident.id).notices
    return duty.state, duty.last_at.isoformat() if duty.last_at else ""


@pytest.mark.parametrize(
    ("knew", "told", "state"),
    [
        ((date(2026, 11, 23), "09:00"), (date(2026, 11, 24), "09:00"), NoticeState.IN_TIME),
        ((date(2026, 11, 23), "09:00"), (date(2026, 11, 24), "09:01"), NoticeState.LATE),
        ((date(2026, 11, 23), ""), (date(2026, 11, 24), "09:00"), NoticeState.UNKNOWN),
        ((date(2026, 11, 22), ""), (date(2026, 11, 24), "00:00"), NoticeState.LATE),
        ((date(2026, 11, 24), ""), (date(2026, 11, 24), ""), NoticeState.IN_TIME),
        ((None, ""), (date(2026, 11, 24), "09:00"), NoticeState.UNKNOWN),
        ((date(2026, 11, 23), "09:00"), (None, ""), NoticeState.NOT_TOLD),
    ],
)
def test_a_notice_is_held_against_the_hours_of_the_contract(
    workspace: Workspace, knew: tuple[date | None, str], told: tuple[date | None, str], state: NoticeState
) -> None:
    facts = {"vendor_knew_on": knew[0], "vendor_knew_time": knew[1], "vendor_told_on": told[0],
             "vendor_told_time": told[1]}  # fmt: skip
    assert notice_of(workspace, 24, **facts)[0] is state


def test_a_contract_without_hours_says_so(workspace: Workspace) -> None:
    assert notice_of(workspace, None, vendor_told_on=KNOWN) == (NoticeState.NO_HOURS, "")


def test_the_last_moment_counts_hours_and_not_days(workspace: Workspace) -> None:
    facts = {"vendor_knew_on": date(2026, 11, 23), "vendor_knew_time": "22:30"}
    assert notice_of(workspace, 24, **facts)[1] == "2026-11-24T22:30:00+09:00"


def test_other_laws_run_beside_ours_and_what_was_not_read_says_so(workspace: Workspace) -> None:
    vendor = a_party(workspace, country="VN")
    places = {"storage_countries": frozenset({"KR", "AQ"}), "origins": frozenset({Origin.GDPR_DIRECT})}
    a_flow(workspace, vendor, **places)
    clocks = {one.country: one for one in view_of(workspace, at_vendor(workspace, vendor).id).foreign}
    assert set(clocks) == {"VN", "KR", "AQ", "GDPR_DIRECT"}
    assert (clocks["VN"].hours, clocks["VN"].is_read) == (72, False)
    assert "要確認" in clocks["VN"].words.ja
    assert (clocks["AQ"].hours, clocks["AQ"].safe_on) == (None, None)
    assert clocks["GDPR_DIRECT"].safe_on == date(2026, 11, 26)


def test_hours_that_we_read_ourselves_are_not_marked(workspace: Workspace) -> None:
    vendor = a_party(workspace, country="VN", roles=frozenset({Role.PROCESSOR}))
    keep(workspace, CountryProfile("VN", date(2026, 11, 1), breach_hours=48, version=0))
    (clock,) = view_of(workspace, at_vendor(workspace, vendor).id).foreign
    assert (clock.hours, clock.is_read, clock.safe_on) == (48, True, date(2026, 11, 25))
    assert "要確認" not in clock.words.ja


def test_at_home_no_other_clock_runs(workspace: Workspace) -> None:
    vendor = a_party(workspace)
    a_flow(workspace, vendor)
    assert view_of(workspace, at_vendor(workspace, vendor).id).foreign == ()


# What stands beside the records follows


def gaps(workspace: Workspace, rule: str) -> set[str]:
    with workspace.unit() as unit:
        where = "known_until IS NULL AND rule_id = :rule"
        rows = unit.query(f"SELECT third_party_id FROM gap_span WHERE {where}", rule=rule)
    return {str(row["third_party_id"]) for row in rows}


LATE = {"vendor_knew_on": date(2026, 11, 20), "vendor_told_on": date(2026, 11, 24)}


def test_our_own_dossier_is_judged_by_incidents_wherever_they_happen(workspace: Workspace) -> None:
    vendor, other = a_party(workspace), a_party(workspace, legal_name="株式会社別")
    for party in (vendor, other):
        a_contract(workspace, party, breach_notice_hours=24)
    incident = at_vendor(workspace, vendor, **CERTAIN, **LATE)
    assert (gaps(workspace, "B-26-1"), gaps(workspace, "B-26-7")) == (set(), {vendor.id})
    save_fact(workspace, incident.id, "persons", 1_001, actor=ACTOR, at=AT)
    assert gaps(workspace, "B-26-1") == {SELF_ID}
    save_fact(workspace, incident.id, "third_party_id", other.id, actor=ACTOR, at=AT)
    assert gaps(workspace, "B-26-7") == {other.id}
    save_fact(workspace, incident.id, "late_notice_note", "当直の連絡先を改めた", actor=ACTOR, at=AT)
    assert gaps(workspace, "B-26-7") == set()


def test_the_calendar_shows_each_clock_with_the_days_on_which_authorities_are_closed(workspace: Workspace) -> None:
    known = date(2026, 12, 1)
    at = datetime(2026, 12, 1, 3, tzinfo=UTC)
    incident = reported(workspace, what="名簿の流出", at=at, known_on=known, facts=CERTAIN | {"persons": 1_001})
    plan = IncidentPlan("", "要領", reviewed_on=date(2026, 4, 1))
    save_plan(workspace, plan, actor=ACTOR, at=at)
    wanted = DeadlineFilter(first=known, last=date(2027, 12, 31), kinds=frozenset({DeadlineKind.INCIDENT}))
    found, _ = deadline_page(workspace, AsOf(known, NEWEST), wanted, first=0, limit=50)
    assert [(one.day, one.severity, one.third_party_id) for one in found] == [
        (date(2026, 12, 5), Severity.BLOCK, SELF_ID),
        (date(2026, 12, 14), Severity.HIGH, SELF_ID),
        (date(2027, 1, 4), Severity.BLOCK, SELF_ID),  # 12/30 is closed
    ]
    assert {one.target.record for one in found} == {"incident"}
    save_fact(workspace, incident.id, "persons", 1_000, actor=ACTOR, at=at)
    assert deadline_page(workspace, AsOf(known, NEWEST), wanted, first=0, limit=50)[1] == 0
    ready = replace(wanted, kinds=frozenset({DeadlineKind.PREPAREDNESS}))
    (one,), _ = deadline_page(workspace, AsOf(known, NEWEST), ready, first=0, limit=50)
    assert (one.day, one.start) == (date(2027, 4, 1), Start.LAST_DRILL)


def test_an_incident_follows_a_third_party_that_was_merged(workspace: Workspace) -> None:
    gone, kept = a_party(workspace), a_party(workspace, legal_name="つむぎ株式会社")
    a_contract(workspace, kept, breach_notice_hours=24)
    incident = at_vendor(workspace, gone, **CERTAIN, **LATE)
    merge(workspace, from_id=gone.id, into_id=kept.id, choices={}, reason="同じ会社", actor=ACTOR, at=AT)
    assert view_of(workspace, incident.id).incident.third_party_id == kept.id
    assert gaps(workspace, "B-26-7") == {kept.id}


def test_every_flow_of_the_rows_is_one_that_is_recorded(workspace: Workspace) -> None:
    vendor = a_party(workspace)
    a_flow(workspace, vendor)
    (row,) = radius(workspace, at_vendor(workspace, vendor)).rows
    with workspace.unit() as unit:
        assert row.flow_id is not None
        assert unit.records.get(DataFlow, row.flow_id).name == row.flow
