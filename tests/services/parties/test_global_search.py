"""The search over everything: each kind is found by what people call it, and nobody finds what is not theirs to see."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kit.demos import DemoIn
from sakimori.clock import now, today
from sakimori.domain.clearance import Slip
from sakimori.domain.codes import UserRole
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import SELF_ID, Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.errors import NotPermittedError
from sakimori.services.clearance.approved import RecipientFilter, row_page
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.global_search import Found, Kind, find

MANY = 10_000
READERS = [UserRole.PROCUREMENT, UserRole.COMPLIANCE, UserRole.AUDITOR]
CLERK = Actor("us01", "佐藤 美咲", frozenset({UserRole.COMPLIANCE}))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("search")
    demo_in(folder, today())
    return Workspace(folder / "demo.db")


def found(demo: Workspace, text: str, actor: Actor = CLERK, *, limit: int = MANY) -> list[Found]:
    return [one for kind in find(demo, text, limit=limit, actor=actor, on=today()) for one in kind.rows]


def keys(rows: list[Found], kind: Kind) -> set[str]:
    return {one.key for one in rows if one.kind is kind}


def test_every_record_of_the_register_is_found_by_its_whole_name(demo: Workspace) -> None:
    with demo.unit() as unit:
        parties = [one for one in unit.records.select(ThirdParty) if one.id != SELF_ID]
        services, contracts = unit.records.select(Service), unit.records.select(Contract)
        flows, slips = unit.records.select(DataFlow), unit.records.select(Slip)
    every: tuple[list[Any], ...] = (parties, services, contracts, flows, slips)
    assert min(map(len, every)) > 1
    for party in parties:
        assert party.id in keys(found(demo, party.legal_name), Kind.PARTY)
    for service in services:
        assert service.third_party_id in keys(found(demo, service.name), Kind.SERVICE)
    for contract in contracts:
        assert contract.id in keys(found(demo, contract.title), Kind.CONTRACT)
    for flow in flows:
        assert flow.id in keys(found(demo, flow.name), Kind.FLOW)
    for slip in slips:
        for typed in (slip.number, slip.number.lower(), slip.number.replace("-", "")):
            assert slip.number in keys(found(demo, typed), Kind.SLIP)


def test_a_contract_is_found_by_its_number_and_by_its_party_and_title_together(demo: Workspace) -> None:
    with demo.change("register.edited", actor=CLERK, at=now()) as change:
        contract = change.update(replace(change.records.select(Contract)[0], external_key="K-2024-0157"))
        party = change.records.get(ThirdParty, contract.third_party_id)
    for typed in ("K-2024-0157", "k20240157", "0157"):
        assert keys(found(demo, typed), Kind.CONTRACT) == {contract.id}
    both = found(demo, f"{contract.title}　{party.legal_name}")
    assert contract.id in keys(both, Kind.CONTRACT)
    assert keys(found(demo, party.legal_name), Kind.CONTRACT) == set(), "a party alone is no title"


@pytest.mark.parametrize("typed", ["暗号", "encrypt"])
def test_questions_are_found_in_either_language_and_by_their_id(demo: Workspace, typed: str) -> None:
    asked = [one for one in found(demo, typed) if one.kind is Kind.QUESTION]
    assert asked
    again = [one for one in found(demo, asked[0].question_id) if one.kind is Kind.QUESTION]
    assert again[0].question_id == asked[0].question_id


def test_so_many_of_each_kind_are_given_and_that_there_are_more_is_said(demo: Workspace) -> None:
    kinds = {one.kind: one for one in find(demo, "株式会社", limit=3, actor=CLERK, on=today())}
    assert len(kinds[Kind.PARTY].rows) == 3
    assert kinds[Kind.PARTY].has_more
    assert list(kinds) == sorted(kinds, key=list(Kind).index)


@pytest.mark.parametrize("typed", ["", "  ", "　", "・", "-", "%", "_", "!"])
def test_nothing_typed_finds_nothing_and_a_sign_of_patterns_is_no_pattern(demo: Workspace, typed: str) -> None:
    assert found(demo, typed) == []


@pytest.mark.parametrize("typed", ["' OR 1=1 --", "a" * 10_000, "<script>", "\x00", "=cmd|1", "😀"])
def test_odd_texts_are_looked_for_as_they_are(demo: Workspace, typed: str) -> None:
    assert found(demo, typed) == []


@pytest.mark.parametrize("role", READERS)
def test_those_who_read_the_register_find_the_same(demo: Workspace, role: UserRole) -> None:
    who = Actor("us09", "担当", frozenset({role}))
    for typed in ("株", "契約", "SL-", "A-01"):
        assert found(demo, typed, who) == found(demo, typed)


def test_sales_finds_approved_recipients_and_own_slips_and_nothing_else(demo: Workspace) -> None:
    with demo.unit() as unit:
        slips = unit.records.select(Slip)
        names = {one.id: one.legal_name for one in unit.records.select(ThirdParty)}
        texts = [one.title for one in unit.records.select(Contract)] + [
            one.name for one in unit.records.select(Service)
        ]
    seller = Actor(slips[0].issued_by, "営業", frozenset({UserRole.SALES}))
    as_of = AsOf(today(), demo.head()[0], is_past=False)
    may_see = {one.third_party_id for one in row_page(
        demo, as_of, RecipientFilter(), first=0, limit=MANY, actor=seller
    )}  # fmt: skip
    assert 0 < len(may_see) < len(names)
    for party_id, name in names.items():
        rows = found(demo, name, seller)
        assert {one.kind for one in rows} <= {Kind.RECIPIENT, Kind.SLIP}
        assert (party_id in keys(rows, Kind.RECIPIENT)) == (party_id in may_see)
    for slip in slips:
        assert (slip.number in keys(found(demo, slip.number, seller), Kind.SLIP)) == (slip.issued_by == seller.id)
    for text in texts:
        assert keys(found(demo, text, seller), Kind.RECIPIENT) <= may_see


def test_the_administrator_of_accounts_finds_nothing(demo: Workspace) -> None:
    with pytest.raises(NotPermittedError):
        found(demo, "株式会社", Actor("us05", "管理", frozenset({UserRole.ADMIN})))
