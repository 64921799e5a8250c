"""Contracts on a day: their states, what they are read for, and what a reader found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.builders import AT, TODAY
from kit.contracting import (
    AUDITOR,
    BUYER,
    LAWYER,
    SELLER,
    Listed,
    a_contract,
    a_party,
    a_register,
    a_renewing,
    cover_of,
    day,
    found,
    later,
    list_of,
)
from sakimori.domain.codes import DataCategory, Lifecycle, Role
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.contract import (
    ClauseSetCode,
    ClauseState,
    Contract,
    ContractClause,
    ContractCover,
    ContractKind,
)
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.values.as_of import AsOf
from sakimori.errors import (
    ConflictError,
    InvalidValueError,
    MyNumberError,
    NotFoundError,
    NotPermittedError,
    NumberInFileError,
    StateError,
)
from sakimori.services.contracts.clause_matrix import clause_matrix
from sakimori.services.contracts.of_party import PartyContracts, party_contracts
from sakimori.services.contracts.rows import ContractState, Focus, contract_state
from sakimori.services.contracts.view import ContractSheet, contract_sheet, renewal_choice
from sakimori.services.contracts.write import ClauseCheck, add_cover, check_clauses, register_contract
from sakimori.services.kernel.confirmations import approve_clause_reason, confirm_cover, remove_cover
from sakimori.services.kernel.evidence import Paper
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import change_lifecycle

S = ClauseState


def listed(workspace: Workspace, *, on: date = TODAY) -> Listed:
    return list_of(workspace, AsOf(on, workspace.head()[0]))


def sheet(workspace: Workspace, contract: Contract, *, on: date = TODAY, number: int | None = None) -> ContractSheet:
    seen = workspace.head()[0] if number is None else number
    return contract_sheet(workspace, contract.id, on=on, today=TODAY, number=seen)


def of_party(workspace: Workspace, third_party_id: str, *, on: date = TODAY) -> PartyContracts:
    return party_contracts(workspace, third_party_id, on=on, number=workspace.head()[0])


# States


SIGNED = Contract("cn1", "tp1", "契約", ContractKind.ENTRUSTMENT, start_on=date(2026, 1, 1), open_ended=False)
DATED = replace(SIGNED, end_on=date(2026, 12, 31), auto_renews=False)
RENEWING = replace(DATED, auto_renews=True, renewal_months=12, notice_days_ours=30)


@pytest.mark.parametrize(
    ("contract", "on", "state"),
    [
        (replace(DATED, start_on=None), date(2026, 6, 1), ContractState.UNSIGNED),
        (DATED, date(2025, 12, 31), ContractState.COMING),
        (DATED, date(2026, 1, 1), ContractState.IN_FORCE),
        (DATED, date(2026, 10, 31), ContractState.IN_FORCE),
        (DATED, date(2026, 11, 1), ContractState.ENDING),
        (DATED, date(2026, 12, 31), ContractState.ENDING),
        (DATED, date(2027, 1, 1), ContractState.ENDED),
        (SIGNED, date(2026, 6, 1), ContractState.TERM_UNKNOWN),
        (replace(DATED, auto_renews=None), date(2026, 6, 1), ContractState.TERM_UNKNOWN),
        (replace(SIGNED, open_ended=True), date(2036, 6, 1), ContractState.IN_FORCE),
        (RENEWING, date(2026, 10, 1), ContractState.IN_FORCE),
        (RENEWING, date(2026, 10, 2), ContractState.NOTICE),
        (RENEWING, date(2026, 12, 1), ContractState.NOTICE),
        (RENEWING, date(2026, 12, 2), ContractState.UNDECIDED),
        (RENEWING, date(2028, 6, 1), ContractState.UNDECIDED),
        (replace(RENEWING, renewal_decided_until=date(2026, 12, 31)), date(2026, 12, 2), ContractState.IN_FORCE),
        (replace(RENEWING, notice_days_ours=None), date(2026, 12, 31), ContractState.NOTICE),
        (replace(RENEWING, notice_days_ours=None), date(2027, 1, 1), ContractState.UNDECIDED),
        (replace(RENEWING, terminated_on=date(2026, 6, 30)), date(2026, 6, 30), ContractState.ENDING),
        (replace(RENEWING, terminated_on=date(2026, 6, 30)), date(2026, 7, 1), ContractState.ENDED),
        (replace(DATED, start_on=None), date(2027, 1, 1), ContractState.ENDED),
    ],
)
def test_the_state_follows_from_the_days(contract: Contract, on: date, state: ContractState) -> None:
    assert contract_state(contract, on=on, policy=DEFAULT_POLICY) is state


def test_the_list_tells_notice_and_term() -> None:
    workspace = a_register()
    party = a_party(workspace)
    a_renewing(workspace, party, end_on=day(45))
    (row,) = listed(workspace).rows
    assert (row.state, row.notice_day, row.term_end) == (ContractState.NOTICE, day(15), day(45))
    assert row.third_party == party.legal_name
    assert row.gaps.worst is not None


@pytest.mark.parametrize(("days", "is_due"), [(29, True), (30, True), (31, False), (0, True), (-1, False)])
def test_notice_counts_from_today_up_to_the_day(days: int, *, is_due: bool) -> None:
    workspace = a_register()
    a_renewing(workspace, a_party(workspace), end_on=day(days + 30))
    assert listed(workspace).counts.by_focus[Focus.NOTICE] == int(is_due)


def test_a_contract_that_is_over_needs_a_successor_until_one_is_confirmed() -> None:
    workspace = a_register()
    party = a_party(workspace)
    old = a_contract(workspace, party, end_on=day(-1))
    assert [row.needs_successor for row in listed(workspace).rows] == [True]
    assert [one.third_party_id for one in listed(workspace).uncovered] == [party.id]
    new = a_contract(workspace, party, confirmed=False, start_on=day(0))
    over = {row.id: row for row in listed(workspace).rows}
    assert over[old.id].needs_successor
    confirm_cover(workspace, cover_of(workspace, new, party).id, actor=BUYER, at=AT)
    assert not any(row.needs_successor for row in listed(workspace).rows)
    assert listed(workspace).uncovered == []


def test_a_contract_of_a_relation_that_is_over_needs_none() -> None:
    workspace = a_register()
    party = a_party(workspace)
    a_contract(workspace, party, end_on=day(-1))
    for step in (Lifecycle.OFFBOARDING, Lifecycle.ENDED):
        change_lifecycle(workspace, party.id, to=step, reason="終了", actor=BUYER, at=AT)
    assert [row.needs_successor for row in listed(workspace).rows] == [False]


def test_candidates_without_a_contract_are_not_in_use() -> None:
    workspace = a_register()
    a_party(workspace, lifecycle=Lifecycle.CANDIDATE)
    assert listed(workspace).uncovered == []


def test_without_a_contract_the_worst_comes_first() -> None:
    workspace = a_register()
    a_party(workspace, "提供先", roles=frozenset({Role.RECIPIENT}))
    a_party(workspace, "委託先")
    assert [one.name for one in listed(workspace).uncovered] == ["委託先", "提供先"]


def test_the_list_of_a_past_day_shows_what_was_known_then() -> None:
    workspace = a_register()
    party = a_party(workspace)
    contract = a_contract(workspace, party)
    number = workspace.head()[0]
    record(workspace, replace(contract, title="新しい名前"), actor=BUYER, at=later(5))
    (then,) = list_of(workspace, AsOf(TODAY, number, is_past=True)).rows
    (now,) = listed(workspace, on=day(5)).rows
    assert (then.contract.title, now.contract.title) == ("業務委託契約", "新しい名前")
    assert then.covered == 1
    before = list_of(workspace, AsOf(day(-1), 0, is_past=True))
    assert before.rows == []


def test_the_list_of_a_future_day_is_an_outlook() -> None:
    workspace = a_register()
    a_contract(workspace, a_party(workspace))
    in_a_year = listed(workspace, on=day(365))
    assert [row.state for row in in_a_year.rows] == [ContractState.ENDED]
    assert len(in_a_year.uncovered) == 1


def test_an_unconfirmed_cover_counts_as_unknown() -> None:
    workspace = a_register()
    party = a_party(workspace)
    contract = a_contract(workspace, party, confirmed=False)
    (row,) = listed(workspace).rows
    assert (row.covered, row.unconfirmed, row.gaps.unknown, row.is_read) == (1, 1, 1, False)
    assert [one.third_party_id for one in listed(workspace).uncovered] == [party.id]
    confirm_cover(workspace, cover_of(workspace, contract, party).id, actor=BUYER, at=AT)
    (row,) = listed(workspace).rows
    assert row.unconfirmed == 0
    assert row.gaps.unread == 1, "its clauses are still to be read"


# What a reader found


def my_numbers(workspace: Workspace) -> tuple[Any, Contract]:
    """A processor to which My Numbers go, with its contract."""
    party = a_party(workspace)
    contract = a_contract(workspace, party)
    flow = DataFlow(
        "", party.id, "給与計算", direction=Direction.OUT, role=Role.PROCESSOR, route=LegalRoute.ENTRUST,
        categories=frozenset({DataCategory.MYNUMBER}),
    )  # fmt: skip
    record(workspace, flow, actor=BUYER, at=AT)
    return party, contract


def test_the_sets_follow_from_what_is_handed_over_and_say_why() -> None:
    workspace = a_register()
    party, contract = my_numbers(workspace)
    applied = {one.set.code: one.why for one in sheet(workspace, contract).applied}
    assert set(applied) == {ClauseSetCode.ITK, ClauseSetCode.MYN}
    ((name, why),) = applied[ClauseSetCode.MYN]
    assert name == party.legal_name
    assert "給与計算" in why.ja


def test_without_anybody_covered_nothing_is_asked() -> None:
    workspace = a_register()
    party, contract = my_numbers(workspace)
    remove_cover(workspace, cover_of(workspace, contract, party).id, actor=BUYER, at=AT, reason="誤り")
    seen = sheet(workspace, contract)
    assert seen.applied == ()
    assert [line.cover.removed_on for line in seen.covers] == [TODAY]


def test_a_must_that_is_missing_stands_out_and_lights_its_tile() -> None:
    workspace = a_register()
    _, contract = my_numbers(workspace)
    found(workspace, contract, "MYN-01", S.ABSENT)
    found(workspace, contract, "ITK-01", S.ABSENT)
    of_set = next(one for one in sheet(workspace, contract).sets if one.set.code is ClauseSetCode.MYN)
    assert [clause.clause.id for clause in of_set.missing_musts] == ["MYN-01"]
    (row,) = listed(workspace).rows
    assert row.gaps.musts == 1
    found_again = sheet(workspace, contract).clause("MYN-01").record
    assert found_again is not None
    check_clauses(workspace, contract.id, [ClauseCheck("MYN-01", found_again.version, S.PRESENT)], actor=BUYER, at=AT)
    assert listed(workspace).rows[0].gaps.musts == 0


def test_a_must_that_nobody_asks_for_is_not_missing() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    found(workspace, contract, "MYN-01", S.ABSENT)
    assert not sheet(workspace, contract).clause("MYN-01").is_missing_must


def test_a_clause_in_another_contract_in_force_is_there() -> None:
    workspace = a_register()
    party, contract = my_numbers(workspace)
    other = a_contract(workspace, party, title="覚書", kind=ContractKind.DPA, start_on=day(-10))
    found(workspace, other, "MYN-02", S.PRESENT, page="3条")
    clause = sheet(workspace, contract).clause("MYN-02")
    assert clause.is_settled
    assert [(e.title, e.page) for e in clause.elsewhere] == [("覚書", "3条")]
    assert not sheet(workspace, contract, on=day(-20)).clause("MYN-02").is_settled, "it had not begun"


def test_what_stands_in_the_contract_of_one_party_does_not_serve_another() -> None:
    workspace = a_register()
    party, contract = my_numbers(workspace)
    second = a_party(workspace, "あさぎり印刷株式会社")
    add_cover(workspace, contract.id, second.id, actor=BUYER, at=AT)
    other = a_contract(workspace, party, title="覚書", kind=ContractKind.DPA)
    found(workspace, other, "ITK-02", S.PRESENT)
    assert sheet(workspace, contract).clause("ITK-02").elsewhere == ()


def test_many_finds_are_one_write_and_close_their_gap() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    checks = [ClauseCheck(f"ITK-{number:02}", 0, S.PRESENT) for number in range(1, 21)]
    saved = check_clauses(workspace, contract.id, checks, actor=BUYER, at=AT)
    assert len(saved.record) == 20
    assert {clause.checked_by for clause in saved.record} == {BUYER.id}
    assert {span.rule_id for span in saved.closed} >= {"C-CL3"}
    assert listed(workspace).rows[0].is_read


def test_of_many_finds_all_are_stored_or_none() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    with pytest.raises(InvalidValueError, match="ITK-99"):
        check_clauses(
            workspace,
            contract.id,
            [ClauseCheck("ITK-01", 0, S.PRESENT), ClauseCheck("ITK-99", 0, S.PRESENT)],
            actor=BUYER,
            at=AT,
        )
    with workspace.unit() as unit:
        assert unit.records.select(ContractClause) == []


def test_what_is_not_given_stays_as_it_stood() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    first = found(workspace, contract, "ITK-01", S.WEAK, page="p.2", note="期間が短い")
    check = ClauseCheck("ITK-01", first.version, page="p.3")
    (second,) = check_clauses(workspace, contract.id, [check], actor=LAWYER, at=later(1)).record
    assert (second.state, second.page, second.note) == (S.WEAK, "p.3", "期間が短い")
    assert (second.checked_by, second.checked_on) == (BUYER.id, TODAY), "a page number is no reading of one's own"


def test_a_reader_who_was_late_is_told_who_was_faster() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    found(workspace, contract, "ITK-01", S.PRESENT)
    with pytest.raises(ConflictError) as refused:
        check_clauses(workspace, contract.id, [ClauseCheck("ITK-01", 0, S.ABSENT)], actor=LAWYER, at=AT)
    assert refused.value.details["who"] == BUYER.name
    assert sheet(workspace, contract).clause("ITK-01").state is S.PRESENT


@pytest.mark.parametrize("field", ["page", "note", "reason"])
def test_no_my_number_comes_in_with_a_find(field: str) -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    texts: dict[str, Any] = {field: "担当の番号 123456789018"}
    with pytest.raises(MyNumberError):
        found(workspace, contract, "ITK-01", S.ABSENT, **texts)


def test_a_contract_that_is_not_there_has_no_clauses() -> None:
    workspace = a_register()
    with pytest.raises(NotFoundError):
        check_clauses(workspace, "cn_none", [], actor=BUYER, at=AT)
    with pytest.raises(NotFoundError):
        contract_sheet(workspace, "cn_none", on=TODAY, today=TODAY, number=workspace.head()[0])


@pytest.mark.parametrize("actor", [SELLER, AUDITOR])
def test_only_procurement_and_compliance_write(actor: Any) -> None:
    workspace = a_register()
    party = a_party(workspace)
    contract = a_contract(workspace, party)
    other = a_party(workspace, "あさぎり印刷株式会社")
    with pytest.raises(NotPermittedError):
        check_clauses(workspace, contract.id, [ClauseCheck("ITK-01", 0, S.PRESENT)], actor=actor, at=AT)
    with pytest.raises(NotPermittedError):
        add_cover(workspace, contract.id, other.id, actor=actor, at=AT)
    with pytest.raises(NotPermittedError):
        register_contract(workspace, replace(contract, id=""), covers=True, actor=actor, at=AT)
    with pytest.raises(NotPermittedError):
        record(workspace, replace(contract, title="別の名前"), actor=actor, at=AT)


def test_an_approved_reason_settles_a_clause_and_a_new_reason_must_be_approved_again() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    clause = found(workspace, contract, "ITK-12", S.ABSENT, reason="年次の報告で確かめている")
    seen = sheet(workspace, contract).clause("ITK-12")
    assert seen.waits_for_approval
    assert not seen.is_settled
    approved = approve_clause_reason(workspace, clause.id, actor=LAWYER, at=AT).record
    assert sheet(workspace, contract).clause("ITK-12").is_settled
    check = ClauseCheck("ITK-12", approved.version, reason="別の理由")
    check_clauses(workspace, contract.id, [check], actor=BUYER, at=AT)
    assert not sheet(workspace, contract).clause("ITK-12").is_settled


def test_no_reason_stands_in_for_what_a_contract_must_say() -> None:
    workspace = a_register()
    _, contract = my_numbers(workspace)
    clause = found(workspace, contract, "MYN-01", S.ABSENT, reason="口頭で約束している")
    approve_clause_reason(workspace, clause.id, actor=LAWYER, at=AT)
    assert sheet(workspace, contract).clause("MYN-01").is_missing_must


def test_the_sheet_of_a_past_day_shows_what_was_known_then() -> None:
    workspace = a_register()
    party = a_party(workspace)
    contract = a_contract(workspace, party)
    found(workspace, contract, "ITK-01", S.ABSENT, page="p.1")
    number = workspace.head()[0]
    version = sheet(workspace, contract).clause("ITK-01").record
    assert version is not None
    check_clauses(workspace, contract.id, [ClauseCheck("ITK-01", version.version, S.PRESENT)], actor=BUYER, at=later(3))
    then = contract_sheet(workspace, contract.id, on=TODAY, today=day(3), number=number)
    assert then.clause("ITK-01").state is S.ABSENT
    assert then.applied[0].why[0][0] == party.legal_name
    assert [line.name for line in then.covers] == [party.legal_name]
    with pytest.raises(NotFoundError):
        contract_sheet(workspace, contract.id, on=day(-30), today=day(3), number=1)


def test_master_and_children_stand_in_one_tree() -> None:
    workspace = a_register()
    party = a_party(workspace)
    master = a_contract(workspace, party, title="基本契約")
    child = a_contract(workspace, party, title="個別契約", parent_id=master.id)
    leaf = a_contract(workspace, party, title="覚書", parent_id=child.id, kind=ContractKind.DPA)
    for contract in (master, child, leaf):
        tree = [(line.contract.title, line.depth) for line in sheet(workspace, contract).tree]
        assert tree == [("基本契約", 0), ("個別契約", 1), ("覚書", 2)]


# Renewal


def test_both_decisions_are_told_before_they_are_made() -> None:
    choice = renewal_choice(RENEWING, on=date(2026, 11, 20))
    assert choice is not None
    assert (choice.notice_day, choice.is_late, choice.ends_on) == (date(2026, 12, 1), False, date(2026, 12, 31))
    assert (choice.goes_on_until, choice.next_notice) == (date(2027, 12, 31), date(2027, 12, 1))


def test_after_the_day_of_notice_the_end_needs_the_other_side() -> None:
    for on, is_late in ((date(2026, 12, 1), False), (date(2026, 12, 2), True)):
        choice = renewal_choice(RENEWING, on=on)
        assert choice is not None
        assert choice.is_late is is_late


def test_terms_that_went_on_by_themselves_are_settled_together() -> None:
    choice = renewal_choice(RENEWING, on=date(2029, 6, 1))
    assert choice is not None
    assert (choice.term_end, choice.goes_on_until, choice.ends_on) == (
        date(2026, 12, 31),
        date(2029, 12, 31),
        date(2029, 12, 31),
    )


def test_where_nothing_renews_there_is_nothing_to_decide() -> None:
    assert renewal_choice(DATED, on=date(2026, 6, 1)) is None
    assert renewal_choice(RENEWING, on=date(2025, 6, 1)) is None, "it has not begun"


# Covers


def test_a_third_party_is_added_once_and_counts_when_confirmed() -> None:
    workspace = a_register()
    reseller = a_party(workspace, "販売代理店株式会社")
    vendor = a_party(workspace, "Slatework Corporation", roles=frozenset({Role.CLOUD_PROVIDER}))
    contract = a_contract(workspace, reseller, kind=ContractKind.RESALE)
    cover = add_cover(workspace, contract.id, vendor.id, actor=BUYER, at=AT).record
    assert (cover.confirmed_on, cover.removed_on) == (None, None)
    assert vendor.id in {one.third_party_id for one in listed(workspace).uncovered}
    with pytest.raises(StateError):
        add_cover(workspace, contract.id, vendor.id, actor=BUYER, at=AT)
    confirm_cover(workspace, cover.id, actor=BUYER, at=AT)
    assert vendor.id not in {one.third_party_id for one in listed(workspace).uncovered}
    assert [line.kept_with for line in of_party(workspace, vendor.id).contracts] == [reseller.legal_name]


def test_a_contract_is_registered_with_its_document_and_whom_it_covers() -> None:
    workspace = a_register()
    party = a_party(workspace)
    new = Contract("", party.id, "業務委託契約", ContractKind.ENTRUSTMENT, start_on=TODAY)
    saved = register_contract(workspace, new, covers=True, paper=Paper("契約書.txt", b"abc"), actor=BUYER, at=AT)
    cover = cover_of(workspace, saved.record, party)
    assert (cover.confirmed_by, cover.confirmed_on) == (BUYER.id, TODAY)
    with workspace.unit() as unit:
        (filed,) = unit.records.select(Evidence)
    assert saved.record.document_ids == (filed.id,)
    assert "C-CN1" in {span.rule_id for span in saved.closed}, "the gap for which it was registered is gone"
    assert not {"C-CN1", "C-CN3"} & {span.rule_id for span in saved.opened}


def test_whom_a_contract_covers_is_unknown_until_somebody_says_that_they_read_it() -> None:
    workspace = a_register()
    party = a_party(workspace)
    new = Contract("", party.id, "業務委託契約", ContractKind.ENTRUSTMENT, start_on=TODAY)
    saved = register_contract(workspace, new, covers=False, actor=BUYER, at=AT)
    assert cover_of(workspace, saved.record, party).confirmed_on is None
    assert "C-CN3" in {span.rule_id for span in saved.opened}


@pytest.mark.parametrize("where", ["title", "body"])
def test_no_my_number_comes_in_with_a_new_contract(where: str) -> None:
    workspace = a_register()
    party = a_party(workspace)
    texts = {"title": "業務委託契約", "body": "本文"} | {where: "個人番号 123456789018"}
    new = Contract("", party.id, texts["title"], ContractKind.ENTRUSTMENT)
    paper = Paper("契約書.txt", texts["body"].encode())
    with pytest.raises((MyNumberError, NumberInFileError)):
        register_contract(workspace, new, covers=True, paper=paper, actor=BUYER, at=AT)
    with workspace.unit() as unit:
        assert not unit.records.select(Contract)
        assert not unit.records.select(Evidence)


def test_who_was_taken_out_comes_back_unconfirmed() -> None:
    workspace = a_register()
    party = a_party(workspace)
    contract = a_contract(workspace, party)
    cover = cover_of(workspace, contract, party)
    remove_cover(workspace, cover.id, actor=BUYER, at=AT, reason="誤り")
    again = add_cover(workspace, contract.id, party.id, actor=BUYER, at=AT).record
    assert (again.id, again.removed_on, again.confirmed_by, again.confirmed_on) == (cover.id, None, None, None)
    with workspace.unit() as unit:
        assert len(unit.records.select(ContractCover)) == 1


# Side by side


def test_the_matrix_shows_each_find_and_what_nobody_asks_for() -> None:
    workspace = a_register()
    party, first = my_numbers(workspace)
    second = a_contract(workspace, a_party(workspace, "あさぎり印刷株式会社"), title="印刷契約")
    found(workspace, first, "MYN-01", S.WEAK, page="p.9")
    found(workspace, second, "MYN-02", S.PRESENT)
    ids = [second.id, first.id, "cn_none"]
    matrix = clause_matrix(workspace, ClauseSetCode.MYN, ids, on=TODAY, number=workspace.head()[0])
    assert [column.contract.id for column in matrix.columns] == [second.id, first.id]
    assert matrix.columns[1].third_party == party.legal_name
    place = [clause.id for clause in matrix.clauses].index("MYN-01")
    assert [(c.cells[place].state, c.cells[place].is_asked) for c in matrix.columns] == [
        (S.NOT_CHECKED, False),
        (S.WEAK, True),
    ]
    assert matrix.columns[1].cells[place].page == "p.9"
    assert matrix.columns[0].cells[place + 1].state is S.PRESENT


def test_a_clause_that_another_contract_holds_is_no_open_cell_while_that_is_in_force() -> None:
    workspace = a_register()
    party, contract = my_numbers(workspace)
    other = a_contract(workspace, party, title="覚書", end_on=TODAY, open_ended=False)
    found(workspace, other, "MYN-01", S.PRESENT)
    found(workspace, contract, "MYN-01", S.ABSENT)

    def cell(on: date) -> tuple[bool, bool]:
        matrix = clause_matrix(workspace, ClauseSetCode.MYN, [contract.id], on=on, number=workspace.head()[0])
        place = [clause.id for clause in matrix.clauses].index("MYN-01")
        of_clause = matrix.columns[0].cells[place]
        return of_clause.is_elsewhere, of_clause.is_open

    assert cell(TODAY) == (True, False)
    assert cell(TODAY + timedelta(days=1)) == (False, True)


def test_the_matrix_of_a_past_day_shows_what_was_known_then() -> None:
    workspace = a_register()
    _, contract = my_numbers(workspace)
    number = workspace.head()[0]
    found(workspace, contract, "MYN-01", S.PRESENT)
    then = clause_matrix(workspace, ClauseSetCode.MYN, [contract.id], on=TODAY, number=number)
    assert {cell.state for cell in then.columns[0].cells} == {S.NOT_CHECKED}
    assert {cell.is_asked for cell in then.columns[0].cells} == {True}


# The dossier


def test_the_dossier_counts_over_all_contracts() -> None:
    workspace = a_register()
    party, contract = my_numbers(workspace)
    other = a_contract(workspace, party, title="覚書", kind=ContractKind.DPA)
    found(workspace, contract, "MYN-01", S.ABSENT)
    found(workspace, other, "MYN-02", S.PRESENT)
    found(workspace, contract, "MYN-03", S.ABSENT)
    found(workspace, other, "MYN-03", S.PRESENT)
    of_set = next(one for one in of_party(workspace, party.id).sets if one.set.code is ClauseSetCode.MYN)
    assert (of_set.asked, of_set.settled, of_set.missing_musts, of_set.unread) == (10, 2, ("MYN-01",), 7)


def test_the_dossier_counts_what_is_in_force_on_the_day() -> None:
    workspace = a_register()
    party = a_party(workspace)
    old = a_contract(workspace, party, end_on=day(-1))
    a_contract(workspace, party, title="次の契約", start_on=day(0))
    found(workspace, old, "ITK-01", S.ABSENT)
    found(workspace, old, "ITK-02", S.PRESENT)
    ((then,), (now,)) = (of_party(workspace, party.id, on=on).sets for on in (day(-1), TODAY))
    assert (then.settled, then.missing, then.unread) == (1, 1, 18)
    assert (now.settled, now.missing, now.unread) == (0, 0, 20)


def test_without_a_contract_nothing_of_a_set_is_settled() -> None:
    workspace = a_register()
    party = a_party(workspace)
    (of_set,) = of_party(workspace, party.id).sets
    assert (of_set.settled, of_set.unread) == (0, of_set.asked)


def test_the_dossier_names_the_next_day_of_notice_and_the_next_end() -> None:
    workspace = a_register()
    party = a_party(workspace)
    a_contract(workspace, party, title="先に終わる", end_on=day(100))
    late = a_renewing(workspace, party, title="期限を過ぎた", end_on=day(10))
    a_renewing(workspace, party, title="まだ先", end_on=day(90))
    found_contracts = of_party(workspace, party.id)
    assert found_contracts.next_notice is not None
    assert found_contracts.next_notice.contract.id == late.id
    assert found_contracts.next_end is not None
    assert found_contracts.next_end.contract.title == "先に終わる"
    assert found_contracts.contracts[0].contract.id == late.id


def test_a_third_party_that_is_not_there_has_no_contracts() -> None:
    assert of_party(a_register(), "tp_none") == PartyContracts((), ())


# What may stand in a contract


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"title": ""}, InvalidValueError),
        ({"start_on": day(0), "end_on": day(-1)}, InvalidValueError),
        ({"start_on": day(0), "terminated_on": day(-1), "end_on": day(9)}, InvalidValueError),
        ({"signed_on": day(10), "end_on": day(9)}, InvalidValueError),
        ({"governing_law": "XX"}, InvalidValueError),
        ({"renewal_months": -1}, InvalidValueError),
        ({"parent_id": "cn_none"}, InvalidValueError),
        ({"document_ids": ("ev_none",)}, InvalidValueError),
        ({"note": "番号は 123456789018"}, MyNumberError),
        ({"our_side": "4111 1111 1111 1111"}, InvalidValueError),
    ],
    ids=str,
)
def test_a_contract_that_cannot_be_is_refused(facts: dict[str, Any], refusal: type[Exception]) -> None:
    workspace = a_register()
    party = a_party(workspace)
    with pytest.raises(refusal):
        a_contract(workspace, party, **facts)
    with workspace.unit() as unit:
        assert unit.records.select(Contract) == []


def test_a_contract_does_not_become_its_own_master() -> None:
    workspace = a_register()
    party = a_party(workspace)
    master = a_contract(workspace, party, title="基本契約")
    child = a_contract(workspace, party, title="個別契約", parent_id=master.id)
    with pytest.raises(InvalidValueError):
        record(workspace, replace(master, parent_id=child.id), actor=BUYER, at=AT)


def test_whoever_saves_over_a_newer_contract_is_told() -> None:
    workspace = a_register()
    contract = a_contract(workspace, a_party(workspace))
    record(workspace, replace(contract, title="新しい名前"), actor=LAWYER, at=AT)
    with pytest.raises(ConflictError):
        record(workspace, replace(contract, title="古い画面から"), actor=BUYER, at=later(1))


def test_days_and_gaps_agree_on_the_list() -> None:
    """What the state says of a renewal, the rule on renewals says on the same days."""
    workspace = a_register()
    contract = a_renewing(workspace, a_party(workspace), end_on=day(200))
    notice = day(170)
    for on in (notice - timedelta(days=61), notice - timedelta(days=60), notice, notice + timedelta(days=1)):
        (row,) = listed(workspace, on=on).rows
        with workspace.unit() as unit:
            spans = unit.spans.as_known(unit.number(), on, third_party_id=contract.third_party_id)
        severities = [span.severity.value for span in spans if span.rule_id == "C-CN5"]
        expected = {ContractState.IN_FORCE: [], ContractState.NOTICE: ["low"], ContractState.UNDECIDED: ["medium"]}
        assert severities == expected[row.state]
