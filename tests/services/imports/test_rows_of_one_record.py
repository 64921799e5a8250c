"""Several rows of one provider, service or record in any importer: a later row takes nothing back, and none is last."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from kit.builders import AT, a_third_party, a_workspace, an_actor
from kit.files.dora_books import LEI_A, LEI_B, LEI_C, Rows, chain, contract, dora_book, party, terms
from kit.files.register_lists import plan_of, plan_source, take_in
from kit.lists import of, parties
from sakimori.domain.codes import Lifecycle
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Contact, Service
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import run_import
from sakimori.services.imports.plan import Decisions, OnConflict, Plan, RowOutcome
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

NAME = "株式会社あおば印刷"
IN_USE = Decisions(lifecycle=Lifecycle.IN_USE)
TERMS: dict[str, tuple[str, Any, Any, Any, Any]] = {
    "start_on": ("c70", date(2024, 1, 1), date(2025, 1, 1), date(2024, 1, 1), date(2025, 1, 1)),
    "end_on": ("c80", date(2027, 1, 1), date(2028, 1, 1), date(2027, 1, 1), date(2028, 1, 1)),
    "notice_days_ours": ("c100", 30, 90, 30, 90),
    "notice_days_theirs": ("c110", 30, 90, 30, 90),
    "governing_law": ("c120", "eba_GA:IE", "eba_GA:FR", "IE", "FR"),
}
"""Terms of a contract that each row of b_02.02 repeats: their column, two cells, and what each is."""


def book(second: Rows) -> Rows:
    return {
        "b_05.01": [party(LEI_A, "Example Cloud Ltd"), party(LEI_B, "Chain Hosting"), party(LEI_C, "Reseller")],
        "b_02.01": [contract("CA-1")],
        **second,
    }


def plan(workspace: Workspace, rows: Rows, **more: Any) -> Plan:
    return plan_source(workspace, ListKind.DORA, read_source(dora_book(rows), "roi.xlsx"), **more)


def taken(rows: Rows) -> tuple[Workspace, Plan]:
    workspace = a_workspace()
    found = plan(workspace, rows)
    run_import(workspace, found, all_or_nothing=False, actor=an_actor(), at=AT)
    return workspace, found


def codes(found: Plan) -> set[tuple[str, int | None, str]]:
    return {(problem.sheet, problem.row, problem.code) for problem in found.problems}


@pytest.mark.parametrize("field", TERMS)
@pytest.mark.parametrize("later", ["blank", "alike"])
@pytest.mark.parametrize("order", [0, 1])
def test_a_row_of_a_dora_contract_that_says_nothing_takes_no_term_back(field: str, later: str, order: int) -> None:
    column, cell, _, value, _ = TERMS[field]
    rows = [
        terms("CA-1", LEI_A, **{column: cell}),
        terms("CA-1", LEI_B, **({column: cell} if later == "alike" else {})),
    ]
    workspace, found = taken(book({"b_02.02": rows[:: -1 if order else 1]}))
    assert [getattr(one, field) for one in of(workspace, Contract)] == [value]
    assert codes(found) == set()


@pytest.mark.parametrize("field", TERMS)
@pytest.mark.parametrize("order", [0, 1])
def test_rows_of_a_dora_contract_that_differ_are_told_and_the_first_stays(field: str, order: int) -> None:
    column, *cells = TERMS[field][:3]
    rows = [terms("CA-1", LEI_A, **{column: cells[order]}), terms("CA-1", LEI_B, **{column: cells[1 - order]})]
    workspace, found = taken(book({"b_02.02": rows}))
    assert [getattr(one, field) for one in of(workspace, Contract)] == [TERMS[field][3 + order]]
    assert codes(found) == {("b_02.02", 8, "differs_in_file")}


@pytest.mark.parametrize("order", list(permutations((date(2027, 1, 1), "9999-12-31", ""))))
def test_no_end_beside_a_last_day_of_one_contract_is_told(order: tuple[Any, ...]) -> None:
    rows = [terms("CA-1", code, c80=end) for code, end in zip((LEI_A, LEI_B, LEI_C), order, strict=True)]
    workspace, found = taken(book({"b_02.02": rows}))
    (one,) = of(workspace, Contract)
    first = next(end for end in order if end)
    assert (one.end_on, one.open_ended) == ((first, None) if isinstance(first, date) else (None, True))
    said = [place for place, end in enumerate(order) if end]
    assert codes(found) == {("b_02.02", 7 + said[1], "differs_in_file")}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_rows_of_one_dora_service_name_all_countries_and_none_takes_one_back(order: tuple[int, ...]) -> None:
    cells: list[dict[str, Any]] = [
        {"c140": "eba_BT:x28", "c150": "eba_GA:IE"}, {"c150": "eba_GA:NL", "c70": date(2024, 1, 1)},
        {"c140": "eba_BT:x29"},
    ]  # fmt: skip
    workspace, _ = taken(book({"b_02.02": [terms("CA-1", LEI_A, **cells[place]) for place in order]}))
    (flow,) = of(workspace, DataFlow)
    assert flow.storage_countries == frozenset({"IE", "NL"})
    assert flow.start_on == date(2024, 1, 1)


@pytest.mark.parametrize("order", [0, 1])
def test_a_sub_processor_of_two_recipients_stands_below_both(order: int) -> None:
    both = [chain("CA-1", "LEI-D", 3, LEI_B), chain("CA-1", "LEI-D", 3, LEI_C)]
    rows = [
        chain("CA-1", LEI_A, 1), chain("CA-1", LEI_B, 2, LEI_A), chain("CA-1", LEI_C, 2, LEI_A),
        *both[:: -1 if order else 1],
    ]  # fmt: skip
    workspace, found = taken(book({"b_02.02": [terms("CA-1", LEI_A)], "b_05.02": rows}))
    links = {link.id: link for link in of(workspace, SubProcessorLink)}
    above = {links[link.parent_id].name for link in links.values() if link.name == "LEI-D" and link.parent_id}
    assert above == {"Chain Hosting", "Reseller"}
    assert codes(found) == set()


@pytest.mark.parametrize("on_conflict", [OnConflict.STOP, OnConflict.UPDATE])
@pytest.mark.parametrize("countries", list(permutations(("eba_GA:IE", "eba_GA:FR"))))
def test_two_codes_of_one_dora_provider_that_differ_are_asked(
    countries: tuple[str, ...], on_conflict: OnConflict
) -> None:
    workspace = a_workspace()
    register(workspace, a_third_party(legal_name="Example Cloud Ltd", country=None), actor=an_actor(), at=AT)
    rows: Rows = {
        "b_05.01": [
            party(code, "Example Cloud Ltd", country) for code, country in zip((LEI_A, LEI_B), countries, strict=True)
        ],
        "b_02.01": [],
        "b_02.02": [],
    }
    found = plan(workspace, rows, on_conflict=on_conflict)
    assert [row.outcome for row in found.rows] == [RowOutcome.UPDATED, RowOutcome.ASK]
    assert [one.is_within_file for one in found.rows[1].conflicts] == [True]
    run_import(workspace, found, all_or_nothing=False, actor=an_actor(), at=AT)
    assert parties(workspace)["Example Cloud Ltd"].country == countries[0].removeprefix("eba_GA:")


LISTS: dict[ListKind, tuple[tuple[str, ...], tuple[str, ...], dict[str, tuple[str, str]]]] = {
    ListKind.CONTRACTS: (("取引先名", "契約名", "種別"), (NAME, "基本契約", "業務委託契約"), {
        "終了日": ("2027-03-31", "2028-03-31"), "自動更新": ("する", "しない"), "準拠法": ("日本", "フランス")}),
    ListKind.PROCESSING_REGISTER: (("処理活動", "提供先"), ("配送", NAME), {
        "利用目的": ("配送", "分析"), "保存する国": ("日本", "フランス"), "保存期間": ("12か月", "24か月")}),
    ListKind.SUB_PROCESSORS: (("取引先名", "再委託先名"), (NAME, "Chain Hosting"), {
        "国": ("日本", "フランス"), "業務の内容": ("印刷", "製本")}),
}  # fmt: skip
CASES = [(kind, column) for kind, (_, _, columns) in LISTS.items() for column in columns]


@pytest.mark.parametrize(("kind", "column"), CASES)
@pytest.mark.parametrize("later", ["blank", "alike", "other"])
def test_a_later_row_of_a_record_takes_nothing_back_and_is_told_where_it_differs(
    kind: ListKind, column: str, later: str
) -> None:
    heads, cells, columns = LISTS[kind]
    first, other = columns[column]
    second = {"blank": "", "alike": first, "other": other}[later]
    workspace = a_workspace()
    register(workspace, a_third_party(legal_name=NAME), actor=an_actor(), at=AT)
    found = plan_of(workspace, kind, (*heads, column), (*cells, first), (*cells, second))
    outcomes = [row.outcome for row in found.rows if row.target == "" and row.outcome is not RowOutcome.UNCHANGED]
    alone = plan_of(workspace, kind, (*heads, column), (*cells, first))
    assert [planned.record for planned in found.writes] == [planned.record for planned in alone.writes]
    assert outcomes[-1] is (RowOutcome.ERROR if later == "other" else RowOutcome.SKIPPED)


PARTS: dict[str, tuple[type[Any], str, tuple[str, str]]] = {
    "サービスの内容": (Service, "description", ("印刷", "製本")),
    "先方の電話番号": (Contact, "phone", ("03-0000-0001", "03-0000-0002")),
}


@pytest.mark.parametrize("column", PARTS)
@pytest.mark.parametrize("place", [0, 1])
def test_rows_of_one_service_or_contact_that_come_to_differ_are_asked(column: str, place: int) -> None:
    kind, field, (first, second) = PARTS[column]
    heads = ("取引先名", "サービス名", "先方の窓口", "備考", column)
    said = [first, first]

    def rows() -> list[tuple[str, ...]]:
        return [heads, *((NAME, "帳票", "青葉 一郎", f"行{n}", one) for n, one in enumerate(said))]

    workspace = a_workspace()
    take_in(workspace, ListKind.THIRD_PARTIES, *rows(), decisions=IN_USE)
    assert [getattr(one, field) for one in of(workspace, kind)] == [first]
    said[place] = second
    found = plan_of(workspace, ListKind.THIRD_PARTIES, *rows(), decisions=IN_USE)
    assert found.rows[place].outcome is RowOutcome.ASK
    take_in(workspace, ListKind.THIRD_PARTIES, *rows(), decisions=IN_USE)
    assert [getattr(one, field) for one in of(workspace, kind)] == [first]


@pytest.mark.parametrize("order", [0, 1])
def test_that_the_file_wins_in_all_does_not_say_which_of_its_rows_does(order: int) -> None:
    sites = ["https://a.example.jp", "https://b.example.jp"][:: -1 if order else 1]
    rows = [("取引先名", "取引先コード", "ウェブサイト"), *((NAME, "A-1", one) for one in sites)]
    found = plan_of(a_workspace(), ListKind.THIRD_PARTIES, *rows, decisions=IN_USE, on_conflict=OnConflict.UPDATE)
    assert [row.outcome for row in found.rows] == [RowOutcome.NEW, RowOutcome.ASK]
    assert [conflict.field.name for conflict in found.rows[1].conflicts] == ["website"]
