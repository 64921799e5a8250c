"""The services of a third party: what hangs on each, and where the service and its flows say different countries."""

from __future__ import annotations

from kit.builders import AT, TODAY, a_workspace, an_actor
from kit.flowing import a_contract, a_flow, a_party, keep
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.data_flow import Direction
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.services.certificates.rows import certificates_of
from sakimori.services.contracts.of_party import party_contracts
from sakimori.services.flows.rows import flow_rows
from sakimori.services.flows.states import FlowVerdict
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.service_lines import Places, ServiceLine, service_lines
from sakimori.services.parties.sub_processor_tree import sub_processor_tree
from sakimori.services.parties.write import add_service


def a_service(workspace: Workspace, party: ThirdParty, name: str = "代行", country: str | None = "JP") -> Service:
    service = Service("", party.id, name, storage_country=country, processing_country=country)
    return add_service(workspace, service, actor=an_actor(), at=AT).record


def lines(workspace: Workspace, party: ThirdParty) -> tuple[ServiceLine, ...]:
    with workspace.unit() as unit:
        services = unit.records.select(Service, "third_party_id = :id", {"id": party.id})
        number = unit.number()
    return service_lines(
        services,
        flows=flow_rows(workspace, on=TODAY, number=number, third_party_id=party.id),
        contracts=party_contracts(workspace, party.id, on=TODAY, number=number).contracts,
        certificates=certificates_of(workspace, party.id, on=TODAY, number=number),
        links=sub_processor_tree(workspace, party.id, on=TODAY, number=number).running,
    )


def test_flows_feed_the_service_that_they_name_and_the_others_stand_apart() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    service = a_service(workspace, party)
    a_flow(workspace, party, service_id=service.id, person_count=300)
    a_flow(workspace, party, name="ほか", person_count=None)
    fed, loose = lines(workspace, party)
    assert (fed.service, len(fed.flows), fed.persons) == (service, 1, 300)
    assert (loose.service, len(loose.flows), loose.persons) == (None, 1, None)


def test_a_service_that_nothing_feeds_has_no_verdict() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    a_service(workspace, party)
    assert [(line.flows, line.verdict) for line in lines(workspace, party)] == [((), None)]


def test_the_verdict_is_that_of_the_worst_flow() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    service = a_service(workspace, party)
    a_flow(workspace, party, service_id=service.id)
    assert lines(workspace, party)[0].verdict is FlowVerdict.BLOCKED, "there is no contract"


def test_papers_that_name_no_service_hold_for_all_and_others_only_for_theirs() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    first, second = a_service(workspace, party, "甲"), a_service(workspace, party, "乙")
    whole = a_contract(workspace, party, title="基本契約")
    own = a_contract(workspace, party, title="覚書", service_ids=(first.id,))
    keep(workspace, Certificate("", party.id, Scheme.PMARK, service_ids=(second.id,)))
    keep(workspace, SubProcessorLink("", party.id, "全体"))
    keep(workspace, SubProcessorLink("", party.id, "甲だけ", service_id=first.id))
    of_first, of_second = lines(workspace, party)
    assert {c.contract.id for c in of_first.contracts} == {whole.id, own.id}
    assert {c.contract.id for c in of_second.contracts} == {whole.id}
    assert (len(of_first.certificates), len(of_second.certificates)) == (0, 1)
    assert {row.link.name for row in of_first.links} == {"全体", "甲だけ"}
    assert {row.link.name for row in of_second.links} == {"全体"}


def test_service_and_flows_that_name_other_countries_differ() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    service = a_service(workspace, party)
    a_flow(workspace, party, service_id=service.id, storage_countries=frozenset({"US"}))
    line = lines(workspace, party)[0]
    assert line.storage.differs
    assert not line.processing.differs


def test_what_is_not_known_is_open_and_no_difference() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    blank, said = a_service(workspace, party, "甲", None), a_service(workspace, party, "乙")
    a_flow(workspace, party, service_id=blank.id)
    a_flow(workspace, party, service_id=said.id, storage_countries=None)
    of_blank, of_said = lines(workspace, party)
    assert (of_blank.storage.differs, of_blank.storage.is_open) == (False, True)
    assert (of_said.storage.differs, of_said.storage.is_open) == (False, True)
    assert not of_said.processing.is_open


def test_what_we_receive_says_nothing_of_where_a_service_keeps_our_data() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    service = a_service(workspace, party)
    a_flow(workspace, party, service_id=service.id, direction=Direction.IN, storage_countries=frozenset({"US"}))
    line = lines(workspace, party)[0]
    assert len(line.flows) == 1
    assert line.storage == Places("JP", frozenset(), is_whole=False)
