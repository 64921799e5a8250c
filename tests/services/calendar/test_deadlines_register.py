"""Deadlines of the register: each is the last day before its gap begins, not the day on which we warn of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import Contract, ContractCover, ContractKind
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import (
    AnnualCheck,
    DataFlow,
    Direction,
    Erasure,
    ErasureKind,
    ForeignBasis,
    ForeignBasisKind,
    LegalRoute,
)
from sakimori.domain.rule import DeadlineKind
from sakimori.services.calendar.deadlines import Deadline
from sakimori.services.kernel.confirmations import confirm_cover, confirm_erasure, decide_renewal
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.view import dossier_view
from sakimori.services.parties.write import register
from services.calendar.test_deadlines import deadlines

ACTOR = an_actor()
FAR = TODAY + timedelta(days=1_000)


def due(workspace: Workspace, kind: DeadlineKind, *, on: date = TODAY) -> list[Deadline]:
    found = deadlines(workspace, on=on, today=TODAY, number=workspace.head()[0], first=TODAY, last=FAR)
    return [d for d in found if d.kind is kind]


@pytest.fixture
def abroad() -> tuple[Workspace, str]:
    workspace = a_workspace()
    party = register(
        workspace,
        a_third_party(legal_name="Kaede Cloud Inc.", country="US", business_in_japan=False),
        actor=ACTOR,
        at=AT,
    ).record
    return workspace, party.id


def a_contract(workspace: Workspace, party: str, **facts: object) -> Contract:
    given = {"start_on": date(2026, 1, 1), "end_on": date(2026, 12, 31), "open_ended": False, "auto_renews": False}
    contract = Contract("", party, "業務委託契約", ContractKind.ENTRUSTMENT, **(given | facts))  # type: ignore[arg-type]
    stored = record(workspace, contract, actor=ACTOR, at=AT).record
    with workspace.unit() as unit:
        cover = unit.records.select(ContractCover, "contract_id = :id", {"id": stored.id})[0]
    confirm_cover(workspace, cover.id, actor=ACTOR, at=AT)
    return stored


def test_the_notice_of_a_renewing_contract_is_due_on_its_last_day_and_gone_when_decided(
    abroad: tuple[Workspace, str],
) -> None:
    workspace, party = abroad
    facts = {"auto_renews": True, "renewal_months": 12, "notice_days_ours": 30}
    contract = a_contract(workspace, party, end_on=date(2027, 1, 31), **facts)
    (notice,) = due(workspace, DeadlineKind.NOTICE)
    assert (notice.day, notice.target.record, notice.target.record_id) == (date(2027, 1, 1), "contract", contract.id)
    assert not notice.is_overdue
    assert due(workspace, DeadlineKind.NOTICE, on=date(2027, 1, 2))[0].is_overdue
    decide_renewal(workspace, contract.id, goes_on=True, actor=ACTOR, at=AT)
    assert [d.day for d in due(workspace, DeadlineKind.NOTICE)] == [date(2028, 1, 1)]


def test_a_contract_that_ends_is_due_on_its_last_day(abroad: tuple[Workspace, str]) -> None:
    workspace, party = abroad
    a_contract(workspace, party)
    (end,) = due(workspace, DeadlineKind.CONTRACT)
    assert end.day == date(2026, 12, 31)


def test_a_certificate_is_due_on_its_last_day_not_on_the_first_warning(abroad: tuple[Workspace, str]) -> None:
    workspace, party = abroad
    record(
        workspace,
        Certificate("", party, Scheme.PMARK, issued_on=date(2025, 2, 1), scope="全社"),
        actor=ACTOR,
        at=AT,
    )
    assert [d.day for d in due(workspace, DeadlineKind.CERTIFICATE)] == [date(2027, 1, 31)]


def test_the_annual_check_is_due_a_year_after_the_last_one_and_its_basis_to_its_last_day(
    abroad: tuple[Workspace, str],
) -> None:
    workspace, party = abroad
    contract = a_contract(workspace, party, end_on=date(2027, 6, 30))
    flow = record(
        workspace,
        DataFlow("", party, "分析", direction=Direction.OUT, route=LegalRoute.ENTRUST, start_on=date(2026, 1, 10)),
        actor=ACTOR,
        at=AT,
    ).record
    basis = ForeignBasis("", party, flow.id, ForeignBasisKind.EQUIV_CONTRACT, contract_id=contract.id)
    record(workspace, basis, actor=ACTOR, at=AT)
    assert [d.day for d in due(workspace, DeadlineKind.ANNUAL_CHECK)] == [date(2027, 1, 10)]
    assert [d.day for d in due(workspace, DeadlineKind.BASIS)] == [date(2027, 6, 30)]
    check = AnnualCheck("", party, date(2026, 11, 20), "佐藤", measures_kept=True, foreign_systems=False)
    record(workspace, check, actor=ACTOR, at=AT)
    assert [d.day for d in due(workspace, DeadlineKind.ANNUAL_CHECK)] == [date(2027, 11, 20)]


def test_proof_of_erasure_is_due_thirty_days_after_the_end(abroad: tuple[Workspace, str]) -> None:
    workspace, party = abroad
    flow = record(
        workspace,
        DataFlow("", party, "発送", direction=Direction.OUT, start_on=date(2026, 1, 1), end_on=date(2026, 11, 20)),
        actor=ACTOR,
        at=AT,
    ).record
    (proof,) = due(workspace, DeadlineKind.ERASURE)
    assert (proof.day, proof.target.record, proof.target.record_id) == (date(2026, 12, 20), "flow", flow.id)
    erasure = record(workspace, Erasure("", party, flow.id, ErasureKind.ERASED, TODAY), actor=ACTOR, at=AT).record
    assert due(workspace, DeadlineKind.ERASURE) != []
    confirm_erasure(workspace, erasure.id, actor=ACTOR, at=AT)
    assert [d.title.ja for d in due(workspace, DeadlineKind.ERASURE)] == [proof.title.ja]  # no document was filed


def test_a_country_profile_is_due_a_year_after_it_was_read(abroad: tuple[Workspace, str]) -> None:
    workspace, party = abroad
    flow = DataFlow("", party, "分析", direction=Direction.OUT, processing_countries=frozenset({"US"}))
    record(workspace, flow, actor=ACTOR, at=AT)
    record(workspace, CountryProfile("US", date(2026, 3, 1)), actor=ACTOR, at=AT)
    assert {d.day for d in due(workspace, DeadlineKind.COUNTRY)} == {date(2027, 3, 1)}


def test_the_timeline_of_a_dossier_shows_the_same_days(abroad: tuple[Workspace, str]) -> None:
    workspace, party = abroad
    facts = {"auto_renews": True, "renewal_months": 12, "notice_days_ours": 30}
    a_contract(workspace, party, end_on=date(2027, 1, 31), **facts)
    view = dossier_view(workspace, party, on=date(2026, 12, 10), today=TODAY, number=workspace.head()[0])
    assert date(2027, 1, 1) in {d.due_on for d in view.due_days}
