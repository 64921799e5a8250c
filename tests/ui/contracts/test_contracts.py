"""契約 as a person uses it: the list and its figures, the clause sheet, the form, decisions, the matrix, the file."""

# ruff: noqa: PLC0415 - a script that AppTest runs imports what it needs itself

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import Lifecycle, Role, UserRole
from sakimori.domain.records.contract import (
    ClauseSetCode,
    ClauseState,
    Contract,
    ContractClause,
    ContractCover,
    ContractKind,
)
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.contracts.write import ClauseCheck, check_clauses
from sakimori.services.kernel.confirmations import confirm_cover
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.ui.contracts.words import cell_options, state_options
from ui.conftest import take_seat

Show = Callable[..., AppTest]


def ids_by_role(home: Path) -> dict[UserRole, str]:
    from sakimori.services.settings.users import list_users

    return {next(iter(user.roles)): user.id for user in list_users(Workspace(home / "demo.db")) if len(user.roles) == 1}


def person(home: Path, role: UserRole) -> str:
    return ids_by_role(home)[role]


def an_actor(home: Path, role: UserRole) -> Actor:
    return Actor(person(home, role), "担当", frozenset({role}))


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def a_party(home: Path, name: str = "株式会社つむぎコールセンター", **facts: Any) -> ThirdParty:
    given: dict[str, Any] = {"roles": frozenset({Role.PROCESSOR}), "country": "JP", "lifecycle": Lifecycle.IN_USE}
    party = ThirdParty("", name, **(given | facts))
    return register(Workspace(home / "demo.db"), party, actor=an_actor(home, UserRole.PROCUREMENT), at=now()).record


def a_contract(home: Path, party: ThirdParty, *, confirmed: bool = True, **facts: Any) -> Contract:
    workspace, actor = Workspace(home / "demo.db"), an_actor(home, UserRole.PROCUREMENT)
    given: dict[str, Any] = {
        "title": "業務委託契約", "kind": ContractKind.ENTRUSTMENT, "start_on": in_days(-180), "end_on": in_days(45),
        "open_ended": False, "auto_renews": True, "renewal_months": 12, "notice_days_ours": 30,
    }  # fmt: skip
    contract = record(workspace, Contract("", party.id, **(given | facts)), actor=actor, at=now()).record
    if confirmed:
        with workspace.unit() as unit:
            cover = unit.records.select(ContractCover, "contract_id = :id", {"id": contract.id})[0]
        confirm_cover(workspace, cover.id, actor=actor, at=now())
    return contract


def stored(home: Path, contract: Contract) -> Contract:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.get(Contract, contract.id)


def clauses(home: Path, contract: Contract) -> dict[str, ContractClause]:
    with Workspace(home / "demo.db").unit() as unit:
        found = unit.records.select(ContractClause, "contract_id = :id", {"id": contract.id})
    return {clause.clause_id: clause for clause in found}


def column(at: AppTest, name: str, table: int = 0) -> list[str]:
    return [" ".join(v) if isinstance(v, list) else str(v) for v in tables(at)[table].value[name]]


def keys(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button}


def address(at: AppTest, key: str) -> str:
    """What the address says; a page that was switched to has it as text, one that was opened as a list."""
    value = at.query_params.get(key, "")
    return value if isinstance(value, str) else value[0]


def words(at: AppTest) -> str:
    shown = [*at.success, *at.warning, *at.error, *at.info, *at.markdown, *at.caption]
    return " ".join(element.value for element in shown)


# The list


@pytest.mark.parametrize(
    ("language", "way", "of_set"),
    [("ja", "契約を登録", "マイナンバーの委託"), ("en", "Register a contract", "Entrustment of My Number")],
)
def test_an_empty_page_says_the_next_step_and_explains_the_clauses(
    empty_home: Path, show: Show, language: str, way: str, of_set: str
) -> None:
    at = show("contracts", person=person(empty_home, UserRole.COMPLIANCE), language=language)
    assert way in {button.label for button in at.button}
    assert of_set in words(at)
    assert not tables(at)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_four_figures_lead_to_their_rows(empty_home: Path, show: Show, language: str) -> None:
    party = a_party(empty_home)
    a_contract(empty_home, party)
    a_contract(
        empty_home, party, title="終わった秘密保持契約", kind=ContractKind.NDA, end_on=in_days(-3), auto_renews=False
    )
    a_party(empty_home, "あさぎり印刷株式会社")
    at = show("contracts", person=person(empty_home, UserRole.COMPLIANCE), language=language)
    assert [metric.value.split()[0].rstrip("件社") for metric in at.metric] == ["1", "1", "0", "1"]
    for focus, expected in (("notice", ["業務委託契約"]), ("ended", ["終わった秘密保持契約"])):
        at.button(key=f"contracts_to_{focus}").click().run()
        assert column(at, "title") == expected
    at.button(key="contracts_to_without").click().run()
    assert column(at, "party") == ["あさぎり印刷株式会社"]
    assert not at.exception


def test_the_address_names_the_focus_and_the_party(empty_home: Path, show: Show) -> None:
    first, second = a_party(empty_home), a_party(empty_home, "あさぎり印刷株式会社")
    a_contract(empty_home, first)
    a_contract(empty_home, second, title="印刷契約", end_on=in_days(300))
    who = person(empty_home, UserRole.COMPLIANCE)
    assert column(show("contracts", person=who, focus="notice"), "title") == ["業務委託契約"]
    assert column(show("contracts", person=who, party=second.id), "title") == ["印刷契約"]
    assert len(column(show("contracts", person=who, focus="nonsense", party="tp_none"), "title")) in {0, 2}


def test_the_search_narrows_the_list(empty_home: Path, show: Show) -> None:
    a_contract(empty_home, a_party(empty_home))
    a_contract(empty_home, a_party(empty_home, "あさぎり印刷株式会社"), title="印刷契約")
    at = show("contracts", person=person(empty_home, UserRole.COMPLIANCE))
    at.text_input(key="contracts_q").set_value("あさぎり").run()
    assert column(at, "title") == ["印刷契約"]
    at.text_input(key="contracts_q").set_value("どこにもない").run()
    assert not tables(at)
    assert "当てはまる契約はありません" in words(at)


def test_the_address_says_what_the_controls_do_and_an_address_sets_them(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    for title, covered in (
        ("印刷契約", party),
        ("運送契約", party),
        ("秘密保持契約", a_party(empty_home, "港運株式会社")),
    ):
        a_contract(empty_home, covered, title=title)
    who = person(empty_home, UserRole.COMPLIANCE)
    at = show("contracts", person=who)
    at.segmented_control(key="contracts_focus").set_value("通知期限 3").run()
    at.text_input(key="contracts_q").set_value(" つむぎ 契約 ").run()
    at.selectbox(key="contracts_sort").set_value("-title").run()
    assert column(at, "title") == ["運送契約", "印刷契約"]
    said = {name: address(at, name) for name in ("focus", "q", "sort")}
    assert said == {"focus": "notice", "q": "つむぎ 契約", "sort": "-title"}
    again = show("contracts", person=who, **said)
    assert column(again, "title") == ["運送契約", "印刷契約"]
    assert again.text_input(key="contracts_q").value == "つむぎ 契約"
    again.button(key="contracts_to_ended").click().run()
    assert [address(again, name) for name in ("focus", "q")] == ["ended", ""]
    assert "当てはまる契約はありません" in words(again)


def test_among_many_contracts_a_search_offers_those_to_compare(
    empty_home: Path, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("sakimori.ui.contracts.export", "sakimori.ui.contracts.listing"):
        monkeypatch.setattr(f"{module}.PER_PAGE", 2)
    party = a_party(empty_home)
    ids = [a_contract(empty_home, party, title=title).id for title in ("い契約", "ろ契約", "は契約")]
    at = show("contracts", person=person(empty_home, UserRole.COMPLIANCE), view="matrix")
    chosen = at.multiselect(key="contracts_matrix_chosen")
    assert set(chosen.value) == set(ids), "those that are chosen stand, shown on the page or not"
    chosen.set_value(ids[:1]).run()
    assert len(at.multiselect(key="contracts_matrix_chosen").options) < 3
    at.text_input(key="contracts_q").set_value("ろ").run()
    offered = at.multiselect(key="contracts_matrix_chosen").options
    assert [option[:1] for option in offered] == ["い", "ろ"]
    at.multiselect(key="contracts_matrix_chosen").set_value(ids[:2]).run()
    assert not at.exception
    assert len(tables(at)[0].value.columns) == 4


def test_what_nobody_has_read_is_unknown_and_not_complete(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    who = person(empty_home, UserRole.COMPLIANCE)
    at = show("contracts", person=who)
    assert column(at, "musts") == ["未確認"]
    assert at.metric[2].delta == "ほかに未確認の契約 1件"
    checks = [ClauseCheck(f"ITK-{number:02}", 0, ClauseState.PRESENT) for number in range(1, 21)]
    actor = an_actor(empty_home, UserRole.PROCUREMENT)
    check_clauses(Workspace(empty_home / "demo.db"), contract.id, checks, actor=actor, at=now())
    assert column(show("contracts", person=who), "musts") == ["不足なし"]


def test_a_row_leads_to_the_clause_sheet(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = show("contracts", person=person(empty_home, UserRole.COMPLIANCE))
    key = tables(at)[0].key
    at.session_state[key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    at.run()
    assert address(at, "contract") == contract.id


def test_sales_do_not_see_the_page_and_auditors_only_read(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = show("contracts", person=person(empty_home, UserRole.SALES))
    assert not tables(at)
    assert not at.metric
    auditor = person(empty_home, UserRole.AUDITOR)
    assert show("contracts", person=auditor).button(key="contracts_register").disabled
    at = show("contracts", person=auditor, contract=contract.id)
    assert at.segmented_control(key="clause_state_ITK-01").disabled
    assert not keys(at) & {"contracts_goes_on", "contract_edit", "contract_add_cover", "contract_add_document"}


def test_a_past_day_shows_what_was_known_and_changes_nothing(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    who = person(empty_home, UserRole.COMPLIANCE)
    past = in_days(-60).isoformat()
    at = show("contracts", person=who, on=past)
    assert "この日に登録されていた契約はありません" in words(at)
    at = show("contracts", person=who, contract=contract.id, on=past)
    assert "見つかりません" in words(at)
    future = in_days(400).isoformat()
    at = show("contracts", person=who, contract=contract.id, on=future)
    assert "自動更新されています" in words(at)
    assert at.segmented_control(key="clause_state_ITK-01").disabled
    assert "contracts_goes_on" not in keys(at)


# The sheet


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_sheet_says_which_clauses_and_why(empty_home: Path, show: Show, language: str) -> None:
    party = a_party(empty_home)
    contract = a_contract(empty_home, party)
    at = show("contracts", person=person(empty_home, UserRole.COMPLIANCE), contract=contract.id, language=language)
    assert at.title[0].value == contract.title
    assert at.segmented_control(key="contracts_set").options == [
        {"ja": "個人データの委託 0/20", "en": "Entrustment of personal data 0/20"}[language]
    ]
    assert party.legal_name in words(at)
    assert at.segmented_control(key="clause_state_ITK-20").value == ClauseState.NOT_CHECKED


def test_a_find_is_saved_as_it_is_chosen(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    who = person(empty_home, UserRole.PROCUREMENT)
    at = show("contracts", person=who, contract=contract.id)
    at.segmented_control(key="clause_state_ITK-03").set_value("✕ なし").run()
    at.text_input(key="clause_page_ITK-03").set_value("p.4").run()
    assert not at.exception
    found = clauses(empty_home, contract)["ITK-03"]
    assert (found.state, found.page, found.checked_by) == (ClauseState.ABSENT, "p.4", who)
    assert "保存しました" in words(at)


def test_a_find_that_somebody_else_made_first_is_not_overwritten(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = show("contracts", person=person(empty_home, UserRole.COMPLIANCE), contract=contract.id)
    actor = an_actor(empty_home, UserRole.PROCUREMENT)
    at.segmented_control(key="clause_state_ITK-03").set_value("✕ なし")
    check_clauses(
        Workspace(empty_home / "demo.db"), contract.id, [ClauseCheck("ITK-03", 0, ClauseState.PRESENT)],
        actor=actor, at=now(),
    )  # fmt: skip
    at.run()
    assert "先に同じ項目を変えました" in words(at)
    assert clauses(empty_home, contract)["ITK-03"].state is ClauseState.PRESENT


def test_several_clauses_are_noted_at_once(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT), contract=contract.id)
    at.button(key="contracts_many").click().run()
    assert at.button(key="many_do_present").disabled
    at.button(key="many_all").click().run()
    at.button(key="many_do_present").click().run()
    assert not at.exception
    assert {clause.state for clause in clauses(empty_home, contract).values()} == {ClauseState.PRESENT}
    assert len(clauses(empty_home, contract)) == 20
    assert "条項が未確認" in words(at), "the gap that is gone is named"


def test_compliance_approves_a_reason_of_another_and_not_its_own(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    workspace = Workspace(empty_home / "demo.db")
    compliance = an_actor(empty_home, UserRole.COMPLIANCE)
    reasons = {"ITK-11": an_actor(empty_home, UserRole.PROCUREMENT), "ITK-12": compliance}
    for clause_id, actor in reasons.items():
        check = ClauseCheck(clause_id, 0, ClauseState.ABSENT, reason="年次の報告で確かめる")
        check_clauses(workspace, contract.id, [check], actor=actor, at=now())
    at = show("contracts", person=compliance.id, contract=contract.id)
    assert at.button(key="clause_approve_ITK-12").disabled
    at.button(key="clause_approve_ITK-11").click().run()
    assert not at.exception
    assert clauses(empty_home, contract)["ITK-11"].reason_approved_by == compliance.id
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT), contract=contract.id)
    assert "clause_approve_ITK-12" not in keys(at)


def test_the_asked_clause_comes_first(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = show("contracts", person=person(empty_home, UserRole.COMPLIANCE), contract=contract.id, clause="ITK-14")
    first = next(c.key for c in at.segmented_control if str(c.key).startswith("clause_state_"))
    assert first == "clause_state_ITK-14"


def test_other_sets_may_be_read_for_too(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = show("contracts", person=person(empty_home, UserRole.COMPLIANCE), contract=contract.id)
    place = next(n for n, option in enumerate(at.selectbox(key="contracts_other_set").options) if "SUC" in option)
    at.selectbox(key="contracts_other_set").select_index(place).run()
    assert not at.exception
    assert "clause_state_SUC-01" in {str(c.key) for c in at.segmented_control}
    assert "対象の取引先からは求められていません" in words(at)


def test_both_decisions_say_what_they_lead_to(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT), contract=contract.id)
    at.button(key="contracts_ends").click().run()
    assert "契約なしとして数えます" in words(at)
    assert at.button(key="contracts_renewal_do").disabled
    at.checkbox(key="contracts_renewal_checked").check().run()
    at.button(key="contracts_renewal_do").click().run()
    assert not at.exception
    assert stored(empty_home, contract).terminated_on == contract.end_on


def test_a_late_end_is_said_to_need_the_other_side(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home), end_on=in_days(10))
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT), contract=contract.id)
    at.button(key="contracts_ends").click().run()
    assert "相手の合意が要ります" in words(at)


def test_a_cover_is_confirmed_added_and_taken_out(empty_home: Path, show: Show) -> None:
    party, other = a_party(empty_home), a_party(empty_home, "あさぎり印刷株式会社")
    contract = a_contract(empty_home, party, confirmed=False)
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT), contract=contract.id)
    workspace = Workspace(empty_home / "demo.db")

    def covers() -> dict[str, ContractCover]:
        with workspace.unit() as unit:
            return {cover.third_party_id: cover for cover in unit.records.select(ContractCover)}

    at.button(key=f"cover_confirm_{covers()[party.id].id}").click().run()
    assert at.button(key="contract_confirm_do").disabled
    at.checkbox[-1].check().run()
    at.button(key="contract_confirm_do").click().run()
    assert covers()[party.id].confirmed_on == today()
    at.button(key="contract_add_cover").click().run()
    at.selectbox(key="contract_cover_party").select(other.legal_name).run()
    at.button(key="contract_cover_do").click().run()
    assert covers()[other.id].confirmed_on is None
    at.button(key=f"cover_remove_{covers()[other.id].id}").click().run()
    at.text_input(key="contract_uncover_reason").set_value("別の契約による").run()
    at.button(key="contract_uncover_do").click().run()
    assert covers()[other.id].removed_on == today()
    assert not at.exception


def test_a_filed_document_is_named_and_handed_out(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    contract = a_contract(empty_home, party)
    workspace, actor = Workspace(empty_home / "demo.db"), an_actor(empty_home, UserRole.PROCUREMENT)
    filed = file_evidence(
        workspace, third_party_id=party.id, filename="契約書.pdf", body=b"%PDF-1.7",
        actor=actor, at=now(),
    ).record  # fmt: skip
    at = show("contracts", person=actor.id, contract=contract.id)
    assert "契約書のファイルはまだありません" in words(at)
    at.button(key="contract_add_document").click().run()
    at.selectbox(key="contract_reuse").select("契約書.pdf").run()
    at.button(key="contract_document_do").click().run()
    assert not at.exception
    assert stored(empty_home, contract).document_ids == (filed.id,)


# The form


def test_a_contract_is_registered_and_its_sheet_opens(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    a_contract(empty_home, party)
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT))
    at.button(key="contracts_register").click().run()
    assert "contract_title" not in {str(field.key) for field in at.text_input}, "first with whom it was signed"
    at.selectbox(key="contract_party").select(party.legal_name).run()
    at.text_input(key="contract_title").set_value("新しい委託契約").run()
    assert "contract_end_on" not in {str(field.key) for field in at.date_input}, "an end is asked where there is one"
    at.segmented_control(key="contract_term").set_value("終わりの日がある").run()
    at.date_input(key="contract_end_on").set_value(in_days(365)).run()
    assert "contract_renewal_months" not in {str(field.key) for field in at.number_input}
    at.segmented_control(key="contract_auto_renews").set_value("はい").run()
    at.number_input(key="contract_renewal_months").set_value(12).run()
    at.number_input(key="contract_notice_days_ours").set_value(90).run()
    assert "までに通知します" in words(at)
    assert not at.checkbox(key="contract_covers").value, "a reseller signs what covers somebody else"
    at.button(key="contract_save").click().run()
    assert not at.exception
    with Workspace(empty_home / "demo.db").unit() as unit:
        made = next(c for c in unit.records.select(Contract) if c.title == "新しい委託契約")
        (cover,) = unit.records.select(ContractCover, "contract_id = :id", {"id": made.id})
    assert cover.confirmed_on is None
    assert (made.end_on, made.auto_renews, made.renewal_months, made.notice_days_ours) == (in_days(365), True, 12, 90)
    assert address(at, "contract") == made.id


def test_terms_are_asked_of_terms_alone_and_hours_of_entrustments(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT), contract=contract.id)
    at.button(key="contract_edit").click().run()

    def asked() -> set[str]:
        return {str(field.key) for field in [*at.text_input, *at.number_input]}

    assert "contract_breach_notice_hours" in asked()
    assert "contract_terms_url" not in asked()
    at.selectbox(key="contract_kind").select("利用規約").run()
    assert "contract_terms_url" in asked()
    at.selectbox(key="contract_kind").select("秘密保持契約").run()
    assert not {"contract_terms_url", "contract_breach_notice_hours"} & asked()


def test_a_contract_without_a_term_forgets_its_renewal(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT), contract=contract.id)
    at.button(key="contract_edit").click().run()
    at.segmented_control(key="contract_term").set_value("期間の定めがない").run()
    at.button(key="contract_save").click().run()
    assert not at.exception
    changed = stored(empty_home, contract)
    assert (changed.open_ended, changed.end_on, changed.auto_renews, changed.renewal_months) == (True, None, None, None)


def test_a_title_that_is_blank_is_refused_in_the_form(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT), contract=contract.id)
    at.button(key="contract_edit").click().run()
    at.text_input(key="contract_title").set_value("").run()
    at.button(key="contract_save").click().run()
    assert "契約の名称が空です" in words(at)
    assert stored(empty_home, contract).title == contract.title


# Side by side, and the file


@pytest.mark.parametrize("language", ["ja", "en"])
def test_contracts_stand_side_by_side(empty_home: Path, show: Show, language: str) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    a_contract(empty_home, a_party(empty_home, "あさぎり印刷株式会社"), title="印刷契約")
    actor = an_actor(empty_home, UserRole.PROCUREMENT)
    checks = [ClauseCheck("ITK-01", 0, ClauseState.WEAK)]
    check_clauses(Workspace(empty_home / "demo.db"), contract.id, checks, actor=actor, at=now())
    at = show("contracts", person=actor.id, view="matrix", language=language)
    frame = tables(at)[0].value
    assert list(frame.columns) == ["clause", "level", "c0", "c1"]
    assert {cell[0][0] for name in ("c0", "c1") for cell in frame[name]} == {"△", "？"}
    at.multiselect(key="contracts_matrix_chosen").set_value([]).run()
    assert not tables(at)


def exported(home: Path, **query: str) -> tuple[bytes, bytes]:
    def script() -> None:
        import streamlit as st

        from sakimori.ui.contracts.export import contract_exports
        from sakimori.ui.contracts.listing import CONTRACTS, page_of
        from sakimori.ui.contracts.page import show_views
        from sakimori.ui.frame.session import open_page

        with open_page("test") as page:
            CONTRACTS.take_address()
            assert page_of(page).counts.by_focus["all"]  # type: ignore[index]
            show_views(page)
            st.session_state["files"] = [export.make() for export in contract_exports(page)]

    at = AppTest.from_function(script, default_timeout=30)
    take_seat(at, person(home, UserRole.COMPLIANCE))
    for key, value in (query | {"lang": "ja"}).items():
        at.query_params[key] = value
    at.run()
    assert not at.exception, at.exception
    workbook, text = at.session_state["files"]
    return workbook, text


def test_the_file_holds_the_filtered_rows_and_says_who_made_it(empty_home: Path) -> None:
    a_contract(empty_home, a_party(empty_home), title="=HYPERLINK(1)")
    a_contract(empty_home, a_party(empty_home, "あさぎり印刷株式会社"), title="印刷契約", end_on=in_days(300))
    workbook, text = exported(empty_home, focus="notice")
    sheet, about = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    assert [(row[1].value, row[1].data_type) for row in sheet.iter_rows(min_row=2)] == [("=HYPERLINK(1)", "s")]
    said = {str(row[0].value): str(row[1].value) for row in about.iter_rows()}
    workspace = Workspace(empty_home / "demo.db")
    assert said["絞り込み"] == "通知期限"
    assert workspace.head()[1] in said["監査記録の先頭"]
    assert "'=HYPERLINK(1)" in text.decode("utf-8-sig")
    with workspace.unit() as unit:
        assert [line.entry.action for line in unit.accesses.lines(limit=2)] == ["contracts.exported"] * 2


def test_the_file_of_the_matrix_holds_the_matrix(empty_home: Path) -> None:
    a_contract(empty_home, a_party(empty_home))
    workbook, _ = exported(empty_home, view="matrix")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    assert sheet.title == "ITK"
    assert sheet.max_row == 21
    assert sheet.cell(2, 3).value == "？ 未確認"


def test_the_file_of_those_without_a_contract_holds_them(empty_home: Path) -> None:
    a_contract(empty_home, a_party(empty_home))
    a_party(empty_home, "あさぎり印刷株式会社")
    workbook, _ = exported(empty_home, focus="without")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["あさぎり印刷株式会社"]


# The dossier


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_tab_shows_what_covers_a_party_wherever_it_is_kept(empty_home: Path, show: Show, language: str) -> None:
    from sakimori.services.contracts.write import add_cover

    reseller = a_party(empty_home, "販売代理店株式会社")
    vendor = a_party(empty_home, "Slatework Corporation", roles=frozenset({Role.CLOUD_PROVIDER}))
    contract = a_contract(empty_home, reseller, title="代理店契約", kind=ContractKind.RESALE)
    actor = an_actor(empty_home, UserRole.PROCUREMENT)
    add_cover(Workspace(empty_home / "demo.db"), contract.id, vendor.id, actor=actor, at=now())
    at = show("party", person=actor.id, party=vendor.id, tab="contracts", language=language)
    assert column(at, "title") == ["代理店契約"]
    assert column(at, "kept") == ["販売代理店株式会社"]
    assert column(at, "cover") == ["未確認" if language == "ja" else "Unknown"]
    assert [text.split()[0] for text in column(at, "set", table=1)] == ["ITK"]


def test_the_tile_of_the_dossier_names_the_next_day_of_notice(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    who = person(empty_home, UserRole.PROCUREMENT)
    tile = next(m for m in show("party", person=who, party=party.id).metric if m.label == "契約の通知期限")
    assert tile.value == "期限未設定"
    a_contract(empty_home, party)
    tile = next(m for m in show("party", person=who, party=party.id).metric if m.label == "契約の通知期限")
    assert tile.value == "あと15日"


def gap_of(home: Path, party: ThirdParty, rule_id: str) -> str:
    with Workspace(home / "demo.db").unit() as unit:
        return next(s.gap_id for s in unit.spans.known_now(party.id) if s.rule_id == rule_id)


def fix(at: AppTest, gap_id: str) -> AppTest:
    """Press what closes a gap in the dossier."""
    at.session_state["party_dialog"] = ("fix", {"gap_id": gap_id})
    return at.run()


def test_a_gap_without_a_contract_is_closed_by_registering_one(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    at = show("party", person=person(empty_home, UserRole.PROCUREMENT), party=party.id)
    fix(at, gap_of(empty_home, party, "C-CN1"))
    at.text_input(key="contract_title").set_value("業務委託契約").run()
    at.date_input(key="contract_start_on").set_value(in_days(-1)).run()
    at.checkbox(key="contract_covers").check().run()
    at.button(key="contract_save").click().run()
    assert not at.exception
    with Workspace(empty_home / "demo.db").unit() as unit:
        (made,) = unit.records.select(Contract)
    assert (made.third_party_id, made.kind) == (party.id, ContractKind.ENTRUSTMENT)
    assert at.query_params["contract"] == made.id, "its clauses are read for at once"
    assert "不備が1件なくなりました：" in words(at)
    with Workspace(empty_home / "demo.db").unit() as unit:
        (cover,) = unit.records.select(ContractCover)
    assert cover.confirmed_on == today(), "who signed it is covered, as whoever read it said"


def test_who_has_not_read_whom_a_contract_covers_says_so(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    at = show("party", person=person(empty_home, UserRole.PROCUREMENT), party=party.id)
    fix(at, gap_of(empty_home, party, "C-CN1"))
    at.text_input(key="contract_title").set_value("業務委託契約").run()
    assert not at.checkbox(key="contract_covers").value
    at.button(key="contract_save").click().run()
    with Workspace(empty_home / "demo.db").unit() as unit:
        (cover,) = unit.records.select(ContractCover)
    assert cover.confirmed_on is None
    assert "これから埋める項目" in next(box.label for box in at.expander)


@pytest.mark.parametrize(
    ("rule_id", "facts", "clause"),
    [
        ("C-CN3", {"confirmed": False}, ""),
        ("C-CL3", {}, "ITK-01"),
        ("C-CN6", {}, ""),
        ("C-CN4", {"end_on": None}, ""),
    ],
)
def test_a_gap_of_a_contract_leads_to_its_page(
    empty_home: Path, show: Show, rule_id: str, facts: dict[str, Any], clause: str
) -> None:
    party = a_party(empty_home)
    contract = a_contract(empty_home, party, **facts)
    at = show("party", person=person(empty_home, UserRole.PROCUREMENT), party=party.id)
    fix(at, gap_of(empty_home, party, rule_id))
    assert not at.exception
    assert address(at, "contract") == contract.id
    assert address(at, "clause") == clause
    if rule_id in {"C-CN4", "C-CN6"}:
        assert "contract_save" in keys(at), "the form is open at once"


def test_every_state_has_a_chip() -> None:
    assert len(state_options()) == 9
    assert len(cell_options()) == 7


def test_titles_from_outside_stay_text(empty_home: Path, show: Show) -> None:
    title = "![x](http://127.0.0.1:9/x.png) **太字**"
    party = a_party(empty_home)
    contract = a_contract(empty_home, party, title=title, note=title)
    who = person(empty_home, UserRole.COMPLIANCE)
    for at in (show("contracts", person=who), show("contracts", person=who, contract=contract.id)):
        assert "![x](http" not in words(at)
        assert "**太字**" not in words(at)


def opened_form(show: Show, contract: Contract, home: Path) -> AppTest:
    at = show("contracts", person=person(home, UserRole.PROCUREMENT), contract=contract.id)
    at.button(key="contract_edit").click().run()
    assert not at.exception
    return at


@pytest.mark.parametrize("day", [date(8, 4, 1), date(8040, 1, 28)])
@pytest.mark.parametrize(("language", "expected"), [("ja", "西暦の4桁"), ("en", "in four digits")])
def test_an_era_typed_as_a_year_is_refused_and_stays_in_the_form(
    empty_home: Path, show: Show, day: date, language: str, expected: str
) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT), contract=contract.id, language=language)
    at.button(key="contract_edit").click().run()
    at.date_input(key="contract_end_on").set_value(day).run()
    at.button(key="contract_save").click().run()
    assert not at.exception
    assert expected in words(at)
    assert at.date_input(key="contract_end_on").value == day
    assert stored(empty_home, contract).end_on == contract.end_on


def test_a_contract_older_than_any_form_foresaw_can_still_be_opened(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home), signed_on=date(1965, 4, 1))
    assert opened_form(show, contract, empty_home).date_input(key="contract_signed_on").value == date(1965, 4, 1)


def test_an_end_before_the_start_is_refused_and_the_same_day_is_not(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    assert contract.start_on is not None
    at = opened_form(show, contract, empty_home)
    at.date_input(key="contract_end_on").set_value(contract.start_on - timedelta(days=1)).run()
    at.button(key="contract_save").click().run()
    assert f"{contract.start_on - timedelta(days=1):%Y/%m/%d}" in words(at)
    assert "開始日以後の日にしてください" in words(at)
    at.date_input(key="contract_end_on").set_value(contract.start_on).run()
    at.button(key="contract_save").click().run()
    assert stored(empty_home, contract).end_on == contract.start_on


def test_days_of_notice_beyond_any_calendar_are_refused_and_break_nothing(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home))
    at = opened_form(show, contract, empty_home)
    at.number_input(key="contract_notice_days_ours").set_value(9_999_999).run()
    assert not at.exception
    at.button(key="contract_save").click().run()
    assert "0から3,650までの整数" in words(at)
    assert stored(empty_home, contract).notice_days_ours == 30


def test_a_long_note_folds_away_and_a_short_one_does_not(empty_home: Path, show: Show) -> None:
    party, note = a_party(empty_home), "覚書" * 5_000
    long, short = a_contract(empty_home, party, note=note), a_contract(empty_home, party, note="写しのみ")
    at = show("contracts", contract=long.id)
    (fold,) = [expander for expander in at.expander if expander.label == "メモ"]
    assert fold.markdown[0].value == note
    at = show("contracts", contract=short.id)
    assert "メモ：写しのみ" in words(at)
    assert not [expander for expander in at.expander if expander.label == "メモ"]


def test_a_term_that_followed_by_itself_is_told_beside_the_recorded_one(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    over = a_contract(empty_home, party, start_on=date(2020, 4, 1), end_on=in_days(-30))
    assert f"（登録は{in_days(-30):%Y/%m/%d}、以後は自動更新）" in words(show("contracts", contract=over.id))
    runs = a_contract(empty_home, party)
    assert "以後は自動更新" not in words(show("contracts", contract=runs.id))


def test_the_comparison_proposes_contracts_of_which_the_set_is_asked_until_somebody_chooses(
    demo_home: Path, show: Show
) -> None:
    at = show("contracts", view="matrix")
    itk = list(at.multiselect(key="contracts_matrix_chosen").value)
    assert itk
    at.selectbox(key="contracts_matrix_set").set_value(ClauseSetCode.JUS).run()
    joint = list(at.multiselect(key="contracts_matrix_chosen").value)
    assert joint
    assert joint != itk
    frame = tables(at)[0].value
    columns = [name for name in frame.columns if name.startswith("c") and name != "clause"]
    assert len(columns) == len(joint)
    assert all({chips[0] for chips in frame[name]} != {"– 対象外"} for name in columns)
    at.multiselect(key="contracts_matrix_chosen").set_value(joint[:1]).run()
    at.selectbox(key="contracts_matrix_set").set_value(ClauseSetCode.ITK).run()
    assert list(at.multiselect(key="contracts_matrix_chosen").value) == joint[:1]


def test_an_empty_page_offers_an_auditor_only_what_an_auditor_may_open(empty_home: Path, show: Show) -> None:
    def offered(role: UserRole) -> list[str]:
        at = show("contracts", person=person(empty_home, role))
        return [button.label for button in at.button if str(button.key).startswith("next_contract_")]

    assert offered(UserRole.AUDITOR) == ["取引先一覧へ"]
    assert offered(UserRole.PROCUREMENT) == ["契約を登録", "Excelから取り込む", "取引先一覧へ"]


@pytest.mark.parametrize("kind", list(ContractKind))
def test_each_kind_of_contract_is_registered_from_its_form(empty_home: Path, show: Show, kind: ContractKind) -> None:
    party = a_party(empty_home)
    master = a_contract(empty_home, party, title="基本契約")
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT))
    at.button(key="contracts_register").click().run()
    at.selectbox(key="contract_party").select(party.legal_name).run()
    at.selectbox(key="contract_kind").set_value(kind).run()
    at.text_input(key="contract_title").set_value("試みの契約")
    at.selectbox(key="contract_parent_id").set_value(master.id)
    at.segmented_control(key="contract_term").set_value("期間の定めがない").run()
    assert ("contract_terms_url" in {field.key for field in at.text_input}) is (kind is ContractKind.TERMS)
    at.button(key="contract_save").click().run()
    assert not at.exception
    with Workspace(empty_home / "demo.db").unit() as unit:
        (made,) = [c for c in unit.records.select(Contract) if c.title == "試みの契約"]
    assert (made.kind, made.parent_id, made.open_ended) == (kind, master.id, True)
    assert at.title[0].value == "試みの契約"


def test_a_master_contract_named_by_mistake_is_taken_back(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    master = a_contract(empty_home, party, title="基本契約")
    child = a_contract(empty_home, party, title="個別契約", parent_id=master.id)
    at = opened_form(show, child, empty_home)
    assert at.selectbox(key="contract_parent_id").value == master.id
    assert at.selectbox(key="contract_parent_id").placeholder == "なし"
    at.selectbox(key="contract_parent_id").set_value(None).run()
    at.button(key="contract_save").click().run()
    assert not at.exception
    assert stored(empty_home, child).parent_id is None


def test_one_form_after_another_shows_the_choices_of_its_own_record(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    master = a_contract(empty_home, party, title="基本契約")
    child = a_contract(empty_home, party, title="個別契約", parent_id=master.id)
    at = show("contracts", person=person(empty_home, UserRole.PROCUREMENT))
    for contract, expected in ((child, master.id), (master, None), (child, master.id)):
        at.session_state["party_dialog"] = (
            "contract_form", {"contract_id": contract.id, "third_party_id": party.id},
        )  # fmt: skip
        at.run()
        assert at.selectbox(key="contract_parent_id").value == expected
        del at.session_state["party_dialog"]
        at.run()


def test_a_day_noted_by_mistake_is_taken_back(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home), signed_on=date(2025, 4, 1))
    at = opened_form(show, contract, empty_home)
    assert at.date_input(key="contract_signed_on").value == date(2025, 4, 1)
    at.date_input(key="contract_signed_on").set_value(None).run()
    at.button(key="contract_save").click().run()
    assert not at.exception
    assert stored(empty_home, contract).signed_on is None


def test_a_number_noted_by_mistake_is_taken_back(empty_home: Path, show: Show) -> None:
    contract = a_contract(empty_home, a_party(empty_home), breach_notice_hours=24)
    at = opened_form(show, contract, empty_home)
    field = at.number_input(key="contract_breach_notice_hours")
    assert field.value == 24
    # A browser lets only that field be emptied that did not begin with a number.
    assert not field.proto.HasField("default")
    field.set_value(None).run()
    at.button(key="contract_save").click().run()
    assert not at.exception
    assert stored(empty_home, contract).breach_notice_hours is None
