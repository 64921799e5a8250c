"""A DORA register of information, from its templates to third parties, contracts, flows and sub-processors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kit.builders import AT, a_third_party, a_workspace, an_actor, everything_stored
from kit.files.dora_books import LEI_A, LEI_B, LEI_C, Rows, chain, contract, dora_book, party, terms
from kit.files.register_lists import plan_source
from kit.files.workbooks import workbook_bytes
from kit.lists import of, parties
from sakimori.domain.codes import Role
from sakimori.domain.records.contract import Contract, ContractCover
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.exchange.lists.source import Source, read_source
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import guess_kind, run_import
from sakimori.services.imports.plan import Counts, Plan, RowOutcome
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

ACTOR = an_actor()
PASSPORT = "XK1234567"
BOOK: Rows = {
    "b_05.01": [party(LEI_A, "Example Cloud Ltd"), party(LEI_B, "Chain Hosting GmbH", "eba_GA:DE"),
                party(LEI_C, "Reseller Sarl", "eba_GA:FR")],
    "b_02.01": [contract("CA-1"), contract("CA-2", c30="CA-1")],
    "b_02.02": [
        terms("CA-1", LEI_A, c70=date(2024, 1, 1), c80="9999-12-31", c100=90, c120="eba_GA:IE", c140="eba_BT:x28",
              c150="eba_GA:IE", c160="eba_GA:US"),
        terms("CA-1", LEI_A, c70=date(2024, 1, 1), c80="9999-12-31", c100=90, c120="eba_GA:IE", c140="eba_BT:x28",
              c150="eba_GA:NL"),
        terms("CA-2", LEI_C, "eba_TA:S05", c70=date(2025, 1, 1), c80=date(2026, 12, 31)),
    ],
    "b_05.02": [chain("CA-1", LEI_A, 1), chain("CA-1", LEI_B, 2, LEI_A)],
}  # fmt: skip


def source(rows: Rows = BOOK) -> Source:
    return read_source(dora_book(rows, lists=[("eba_TA:S19", "Cloud services: SaaS")]), "roi.xlsx")


def plan(workspace: Workspace, rows: Rows = BOOK) -> Plan:
    return plan_source(workspace, ListKind.DORA, source(rows))


def taken_in(rows: Rows = BOOK) -> Workspace:
    workspace = a_workspace()
    run_import(workspace, plan(workspace, rows), all_or_nothing=False, actor=ACTOR, at=AT)
    return workspace


def codes(found: Plan) -> set[tuple[str, int | None, str]]:
    return {(problem.sheet, problem.row, problem.code) for problem in found.problems}


def test_the_workbook_is_known_by_the_codes_of_its_columns() -> None:
    assert guess_kind(source()) is ListKind.DORA
    assert guess_kind(read_source(workbook_bytes(["会社名", "国"], ["x", "日本"]), "a.xlsx")) is ListKind.THIRD_PARTIES


def test_providers_become_third_parties_with_the_roles_that_the_other_templates_give() -> None:
    found = parties(taken_in())
    assert {name: (p.country, p.external_key, p.roles) for name, p in found.items()} == {
        "Example Cloud Ltd": ("IE", LEI_A, frozenset({Role.CLOUD_PROVIDER})),
        "Chain Hosting GmbH": ("DE", LEI_B, frozenset({Role.SUB_PROCESSOR})),
        "Reseller Sarl": ("FR", LEI_C, frozenset()),
    }


def test_contracts_take_their_terms_and_their_place_below_another() -> None:
    contracts = {c.external_key: c for c in of(taken_in(), Contract)}
    first, second = contracts["CA-1"], contracts["CA-2"]
    assert (first.start_on, first.end_on, first.open_ended, first.notice_days_ours, first.governing_law) == (
        date(2024, 1, 1), None, True, 90, "IE",
    )  # fmt: skip
    assert (second.end_on, second.open_ended, second.parent_id) == (date(2026, 12, 31), None, first.id)


def test_rows_of_one_service_are_one_flow_and_rows_without_data_are_none() -> None:
    (flow,) = of(taken_in(), DataFlow)
    assert (flow.name, flow.storage_countries, flow.processing_countries) == (
        "Cloud services: SaaS CA-1", frozenset({"IE", "NL"}), frozenset({"US"}),
    )  # fmt: skip
    assert flow.route_decided_by is None


def test_a_chain_becomes_sub_processors_that_nobody_has_approved() -> None:
    workspace = taken_in()
    (link,) = of(workspace, SubProcessorLink)
    found = parties(workspace)
    assert (link.third_party_id, link.sub_third_party_id) == (
        found["Example Cloud Ltd"].id, found["Chain Hosting GmbH"].id,
    )  # fmt: skip
    assert (link.country, link.approval, link.source) == ("DE", None, "DORA")


def test_who_else_provides_under_a_contract_is_covered_once_somebody_confirms() -> None:
    rows = {**BOOK, "b_02.02": [*BOOK["b_02.02"], terms("CA-2", LEI_A, "eba_TA:S05", c70=date(2025, 1, 1))]}
    covers = of(taken_in(rows), ContractCover)
    assert sum(cover.confirmed_by is None for cover in covers) == len(covers) == 3


def test_the_same_workbook_again_changes_nothing() -> None:
    workspace = taken_in()
    before = everything_stored(workspace)
    again = plan(workspace)
    assert again.counts.new == again.counts.updated == again.counts.errors == 0
    assert again.counts.unchanged > 5
    run_import(workspace, again, all_or_nothing=True, actor=ACTOR, at=AT)
    assert everything_stored(workspace) == before


def test_a_provider_that_is_registered_already_is_found_and_not_doubled() -> None:
    workspace = a_workspace()
    ours = a_third_party(legal_name="Example Cloud Ltd", country="IE")
    register(workspace, ours, actor=ACTOR, at=AT)
    run_import(workspace, plan(workspace), all_or_nothing=False, actor=ACTOR, at=AT)
    assert len(parties(workspace)) == 3


def test_every_fault_is_told_with_its_template_and_row() -> None:
    rows: Rows = {
        "b_05.01": [party(LEI_A, "Example Cloud Ltd"), party(LEI_A, "Again Ltd"), party(LEI_B, "Nowhere", "Atlantis")],
        "b_02.01": [contract("CA-1"), contract("CA-1"), contract("CA-9")],
        "b_02.02": [terms("CA-1", LEI_A, c70=date(2024, 1, 1)), terms("CA-1", LEI_A, c70=date(2025, 1, 1)),
                    terms("CA-7", LEI_A), terms("CA-1", LEI_C)],
        "b_05.02": [chain("CA-1", LEI_C, 3, LEI_B)],
    }  # fmt: skip
    found = plan(a_workspace(), rows)
    assert codes(found) >= {
        ("b_05.01", 8, "repeated_in_file"), ("b_05.01", 9, "unknown_country"), ("b_02.01", 8, "repeated_in_file"),
        ("b_02.01", 9, "missing_party"), ("b_02.02", 8, "differs_in_file"), ("b_02.02", 9, "unknown_contract"),
        ("b_02.02", 10, "unknown_party"), ("b_05.02", 7, "unknown_parent"),
    }  # fmt: skip
    assert {row.outcome for row in found.rows if row.sheet == "b_05.02"} == {RowOutcome.ERROR}


def test_the_passport_of_a_person_is_not_kept() -> None:
    person = {10: PASSPORT, 20: "eba_qCO:NIN", 30: "山田 太郎", 40: "eba_CT:x213", 50: "eba_GA:IE"}
    workspace = a_workspace()
    rows: Rows = {**BOOK, "b_05.01": [*BOOK["b_05.01"], person]}
    found = plan(workspace, rows)
    assert ("b_05.01", 10, "personal_code") in codes(found)
    run_import(workspace, found, all_or_nothing=False, actor=ACTOR, at=AT)
    assert PASSPORT not in everything_stored(workspace) + repr(found.problems) + repr(found.rows)


def test_a_workbook_without_its_templates_says_which_are_missing() -> None:
    found = plan_source(a_workspace(), ListKind.DORA, read_source(workbook_bytes(["会社名"], ["x"]), "a.xlsx"))
    assert [problem.sheet for problem in found.problems] == ["b_05.01", "b_02.01", "b_02.02"]
    assert found.counts == Counts()


@pytest.mark.samples
def test_the_blank_template_of_the_authority_gives_nothing_and_no_problem(samples: Path) -> None:
    (path,) = (samples / "dora-roi").glob("*.xlsx")
    blank = read_source(path.read_bytes(), path.name)
    assert guess_kind(blank) is ListKind.DORA
    found = plan_source(a_workspace(), ListKind.DORA, blank)
    assert (found.counts, found.problems) == (Counts(), ())
