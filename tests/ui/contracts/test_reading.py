"""契約書 read for the person: proposals in the form, passages for the clauses, one clause after the other by key."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from kit.files.documents.made import made, named
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.records.contract import ClauseState, Contract, ContractKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.contracts.write import register_contract
from sakimori.services.kernel.evidence import Paper
from sakimori.services.kernel.workspace import Workspace
from ui.contracts.test_contracts import a_contract, a_party, an_actor, clauses, in_days, keys, person, words

Show = Callable[..., AppTest]

PROCESSOR = "株式会社ひいらぎ給与サービス"


@cache
def paper() -> bytes:
    return made(named("contract_ja_payroll"))


def a_scan() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 560), "white").save(out, "PDF")
    return out.getvalue()


def registered(home: Path, body: bytes, name: str = "契約書.pdf") -> Contract:
    """A contract with a document, whose clauses nobody has read for."""
    party = a_party(home, PROCESSOR)
    contract = Contract("", party.id, "業務委託契約", kind=ContractKind.ENTRUSTMENT, start_on=in_days(-30))
    actor = an_actor(home, UserRole.PROCUREMENT)
    workspace = Workspace(home / "demo.db")
    return register_contract(
        workspace, contract, covers=True, paper=Paper(name, body), actor=actor, at=now()
    ).record  # fmt: skip


def opened(show: Show, home: Path, contract: Contract, role: UserRole = UserRole.PROCUREMENT, **query: str) -> AppTest:
    return show("contracts", person=person(home, role), contract=contract.id, **query)


def current(at: AppTest) -> str:
    """The clause that is read for now, by its buttons."""
    return next((key.rpartition("_")[2] for key in keys(at) if key.startswith("reading_present_")), "")


def quotes(at: AppTest) -> list[str]:
    return [str(one.value) for one in at.markdown if str(one.value).startswith("> ")]


def test_a_clause_shows_the_passage_that_may_carry_it_and_where(empty_home: Path, show: Show) -> None:
    contract = registered(empty_home, paper())
    at = opened(show, empty_home, contract, clause="ITK-13")
    assert current(at) == "ITK-13"
    assert "２４時間以内に甲に通知し" in quotes(at)[0]
    assert "1ページ・契約書.pdf" in words(at)
    [picture] = [str(one.value) for one in at.markdown if "page/1.svg?mark=" in str(one.value)]
    assert "印" in picture, "the words for who sees no picture say that something is marked"
    assert clauses(empty_home, contract) == {}, "nothing is said of a clause before a person says it"


def test_what_a_person_says_of_a_clause_keeps_the_passage_and_leads_on(empty_home: Path, show: Show) -> None:
    contract = registered(empty_home, paper())
    at = opened(show, empty_home, contract, clause="ITK-13")
    at.button(key="reading_present_ITK-13").click().run()
    assert not at.exception
    found = clauses(empty_home, contract)["ITK-13"]
    assert (found.state, found.source_page, found.source_id) == (ClauseState.PRESENT, 1, contract.document_ids[0])
    assert "２４時間以内に甲に通知し" in found.quote
    assert current(at) not in {"", "ITK-13"}
    assert f"書面：「{found.quote[:20]}" in words(at).replace("\\", "")
    assert "保存しました" in words(at)


def test_the_next_passage_of_a_clause_is_one_key_away(empty_home: Path, show: Show) -> None:
    contract = registered(empty_home, paper())
    at = opened(show, empty_home, contract, clause="ITK-08")
    first = quotes(at)
    at.button(key="reading_next_ITK-08").click().run()
    assert current(at) == "ITK-08"
    assert quotes(at) != first
    second = quotes(at)[0]
    at.button(key="reading_weak_ITK-08").click().run()
    found = clauses(empty_home, contract)["ITK-08"]
    assert found.state is ClauseState.WEAK
    assert found.quote[:12] in second.replace("\\", "")


def test_where_no_passage_was_found_that_is_said_and_no_passage_is_kept(empty_home: Path, show: Show) -> None:
    contract = registered(empty_home, paper())
    at = opened(show, empty_home, contract, clause="ITK-18")
    assert "読み取れた箇所なし" in words(at)
    assert not quotes(at)
    at.button(key="reading_absent_ITK-18").click().run()
    found = clauses(empty_home, contract)["ITK-18"]
    assert (found.state, found.quote, found.source_page) == (ClauseState.ABSENT, "", None)
    assert found.source_id == contract.document_ids[0], "the document is what it was looked for in"


def test_a_scan_says_so_and_its_clauses_are_noted_as_before(empty_home: Path, show: Show) -> None:
    contract = registered(empty_home, a_scan())
    at = opened(show, empty_home, contract)
    assert "スキャン" in " ".join(str(one.value) for one in at.info)
    assert not quotes(at)
    name = current(at)
    at.button(key=f"reading_present_{name}").click().run()
    found = clauses(empty_home, contract)[name]
    assert (found.state, found.source_id) == (ClauseState.PRESENT, None)
    at.segmented_control(key="clause_state_ITK-03").set_value("✕ なし").run()
    assert clauses(empty_home, contract)["ITK-03"].state is ClauseState.ABSENT


def test_the_keys_are_said_and_without_a_document_they_work_too(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = opened(show, empty_home, contract)
    assert "1 有・2 弱い・3 なし" in words(at)
    name = current(at)
    shortcuts = [at.button(key=f"reading_{state}_{name}").proto.shortcut for state in ("present", "weak", "absent")]
    assert shortcuts == ["1", "2", "3"]
    at.button(key=f"reading_weak_{name}").click().run()
    assert clauses(empty_home, contract)[name].state is ClauseState.WEAK


def test_whoever_only_looks_is_asked_nothing(empty_home: Path, show: Show) -> None:
    contract = registered(empty_home, paper())
    assert current(opened(show, empty_home, contract, UserRole.AUDITOR)) == ""


def test_a_clause_that_was_read_for_is_read_for_again_beside_the_document(empty_home: Path, show: Show) -> None:
    contract = registered(empty_home, paper())
    at = opened(show, empty_home, contract, clause="ITK-13")
    for _ in range(20):
        at.button(key=f"reading_absent_{current(at)}").click().run()
    assert current(at) == ""
    assert "すべて確かめました" in words(at)
    at = opened(show, empty_home, contract)
    at.button(key="clause_read_ITK-13").click().run()
    assert current(at) == "ITK-13"
    assert any("page/1.svg?mark=" in str(one.value) for one in at.markdown)


# The form


def form_with(show: Show, home: Path, body: bytes, party: ThirdParty, name: str = "契約書.pdf") -> AppTest:
    at = show("party", person=person(home, UserRole.PROCUREMENT), party=party.id, tab="contracts")
    at.button(key="party_contract_add").click().run()
    at.file_uploader(key="contract_paper").set_value((name, body, "application/pdf")).run()
    assert not at.exception
    return at


def take(at: AppTest, title: str) -> None:
    """Press the button in the line of a proposal."""
    said = [str(one.value) for one in at.markdown if "]]  \n**" in str(one.value)]
    lines = [line for line in said if "法人番号" not in line]
    place = next(number for number, line in enumerate(lines) if title in line)
    at.button(key=f"offer_contract_{place}").click().run()


def test_what_was_read_stands_as_proposals_and_fills_nothing_by_itself(empty_home: Path, show: Show) -> None:
    at = form_with(show, empty_home, paper(), a_party(empty_home, PROCESSOR))
    assert "「契約書.pdf」から読み取った内容" in words(at)
    assert "2026/04/01" in words(at)
    assert at.date_input(key="contract_start_on").value is None
    take(at, "開始日")
    assert str(at.date_input(key="contract_start_on").value) == "2026-04-01"
    assert at.date_input(key="contract_signed_on").value is None, "each is taken by itself"
    take(at, "更新の期間")
    assert at.number_input(key="contract_renewal_months").value == 12, "what the field hangs on is chosen with it"


def test_all_are_taken_at_once_but_for_fields_that_are_filled(empty_home: Path, show: Show) -> None:
    at = form_with(show, empty_home, paper(), a_party(empty_home, PROCESSOR))
    at.text_input(key="contract_title").set_value("給与計算の契約").run()
    at.button(key="take_all_contract").click().run()
    assert at.text_input(key="contract_title").value == "給与計算の契約"
    assert str(at.date_input(key="contract_end_on").value) == "2027-03-31"
    take(at, "契約の名称")
    assert at.text_input(key="contract_title").value == "業務委託契約書", "a person may replace it"


def test_one_button_takes_all_proposals_and_registers(empty_home: Path, show: Show) -> None:
    at = form_with(show, empty_home, paper(), a_party(empty_home, PROCESSOR))
    at.button(key="contract_take_save").click().run()
    assert not at.exception
    with Workspace(empty_home / "demo.db").unit() as unit:
        (contract,) = unit.records.select(Contract)
    assert (contract.title, str(contract.end_on), contract.auto_renews) == ("業務委託契約書", "2027-03-31", True)
    assert (contract.renewal_months, contract.breach_notice_hours, len(contract.document_ids)) == (12, 24, 1)


def test_a_document_of_somebody_else_is_told_before_anything_is_taken(empty_home: Path, show: Show) -> None:
    at = form_with(show, empty_home, paper(), a_party(empty_home, "株式会社べつのところ"))
    assert "書面の当事者に「株式会社べつのところ」がありません" in words(at)
    assert PROCESSOR in words(at)


@pytest.mark.parametrize(
    ("body", "said"),
    [(a_scan(), "スキャン"), (b"%PDF-1.7 broken", "文字を読み取れませんでした")],
    ids=["scan", "damaged"],
)
def test_a_document_that_cannot_be_read_says_so_and_is_filed_all_the_same(
    empty_home: Path, show: Show, body: bytes, said: str
) -> None:
    at = form_with(show, empty_home, body, a_party(empty_home, PROCESSOR))
    assert said in words(at)
    assert "contract_take_save" not in keys(at)
    at.text_input(key="contract_title").set_value("写し").run()
    at.button(key="contract_save").click().run()
    assert not at.exception
    with Workspace(empty_home / "demo.db").unit() as unit:
        (contract,) = unit.records.select(Contract)
    assert len(contract.document_ids) == 1


def test_the_number_of_the_other_side_is_put_on_record_by_a_person(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home, PROCESSOR)
    numbered = paper_with("（法人番号 9120001098765）", "（法人番号 7000012050002）")
    at = form_with(show, empty_home, numbered, party)

    def number() -> str | None:
        with Workspace(empty_home / "demo.db").unit() as unit:
            return unit.records.get(ThirdParty, party.id).corporate_number

    assert number() is None
    at.button(key="number_take_7000012050002").click().run()
    assert not at.exception
    assert number() == "7000012050002"
    assert "number_take_7000012050002" not in keys(at)


def paper_with(before: str, after: str) -> bytes:
    """The same document with other words in one place."""
    document = named("contract_ja_payroll")
    assert before in document.text
    return made(replace(document, text=document.text.replace(before, after)))
