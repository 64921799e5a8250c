"""The register as a workbook: what the cover says, what was left out, and that nothing in it runs."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import DataCategory, Role, UserRole
from sakimori.domain.records.contract import Contract, ContractKind
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.own_registers import Purpose
from sakimori.errors import NotPermittedError
from sakimori.services.imports.register_files.workbook import EVERYTHING, Chosen, register_workbook
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

ACTOR = an_actor()


def two_parties() -> tuple[Workspace, str, str]:
    workspace = a_workspace()
    workspace.set_meta(name="みなと青葉商事")
    first = register(workspace, a_third_party(), actor=ACTOR, at=AT).record
    second = register(workspace, a_third_party(legal_name="Kaede Cloud Inc.", country="US"), actor=ACTOR, at=AT).record
    purpose = record(workspace, Purpose("", "受注", "ご注文の品を届けるため"), actor=ACTOR, at=AT).record
    for party in (first, second):
        record(workspace, Contract("", party.id, "=cmd|契約", ContractKind.ENTRUSTMENT), actor=ACTOR, at=AT)
    flow = DataFlow(
        "", second.id, "分析", role=Role.PROCESSOR, route=LegalRoute.ENTRUST, purpose_id=purpose.id,
        categories=frozenset({DataCategory.PI_CONTACT}), storage_countries=frozenset({"US", "JP"}),
    )  # fmt: skip
    record(workspace, flow, actor=ACTOR, at=AT)
    return workspace, first.id, second.id


def opened(workspace: Workspace, chosen: Chosen, language: str = "ja") -> Any:
    body = register_workbook(
        workspace, chosen, on=TODAY, number=workspace.head()[0], actor=ACTOR, at=AT, language=language
    )
    return openpyxl.load_workbook(io.BytesIO(body))


def rows(book: Any, sheet: str) -> list[dict[str, Any]]:
    head, *body = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_the_cover_states_company_day_filters_counts_and_audit_head() -> None:
    workspace, first, _ = two_parties()
    chosen = Chosen(frozenset({first}), (("役割", "委託先"),))
    cover = "\n".join(
        " ".join(str(cell) for cell in row if cell is not None)
        for row in opened(workspace, chosen)["表紙"].iter_rows(values_only=True)
    )
    assert "みなと青葉商事" in cover
    assert "2026-11-25" in cover
    assert "役割 委託先" in cover
    assert workspace.head()[1] in cover
    assert "取引先 1" in cover


def test_a_filter_leaves_out_what_belongs_to_others_and_our_own_registers() -> None:
    workspace, first, _ = two_parties()
    book = opened(workspace, Chosen(frozenset({first})))
    assert len(rows(book, "取引先")) == 1
    assert [row["取引先"] for row in rows(book, "契約")] == ["株式会社つむぎコールセンター"]
    assert "データフロー" not in book.sheetnames
    assert "利用目的" not in book.sheetnames


def test_codes_countries_and_names_stand_in_words_and_ids_beside_them() -> None:
    workspace, _, _ = two_parties()
    [flow] = rows(opened(workspace, EVERYTHING), "データフロー")
    assert flow["渡す根拠"] == "委託"
    assert flow["保存する国"] in {"日本、アメリカ合衆国", "アメリカ合衆国、日本"}
    assert flow["利用目的"] == "受注"
    assert flow["データの種類"] == "連絡先"
    assert str(flow["記録の番号"]).startswith("fl_")
    assert flow["向き"] is None
    [english] = rows(opened(workspace, EVERYTHING, "en"), "Data flow")
    assert english["Legal ground"] == "Entrustment"


def test_a_title_that_looks_like_a_formula_stays_a_text() -> None:
    workspace, _, _ = two_parties()
    cells = [cell for row in opened(workspace, EVERYTHING)["契約"].iter_rows() for cell in row if cell.value]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == "=cmd|契約" for cell in cells)


def test_a_past_workbook_holds_what_was_known_then() -> None:
    workspace, first, _ = two_parties()
    before = workspace.head()[0]
    with workspace.unit() as unit:
        contract = next(c for c in unit.records.select(Contract) if c.third_party_id == first)
    record(workspace, replace(contract, title="新しい契約"), actor=ACTOR, at=AT)
    body = register_workbook(workspace, EVERYTHING, on=TODAY, number=before, actor=ACTOR, at=AT, language="ja")
    titles = {row["契約の名称"] for row in rows(openpyxl.load_workbook(io.BytesIO(body)), "契約")}
    assert titles == {"=cmd|契約"}


def test_sales_gets_no_register() -> None:
    workspace, _, _ = two_parties()
    with pytest.raises(NotPermittedError):
        register_workbook(
            workspace, EVERYTHING, on=TODAY, number=1, actor=an_actor(UserRole.SALES), at=AT, language="ja"
        )
