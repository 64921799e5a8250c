"""Lists of the register, tried and taken in: what goes in, what waits, what is refused, and that nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor, everything_stored
from kit.files.register_lists import plan_of, source_of, take_in
from kit.files.workbooks import Value
from kit.lists import of
from sakimori.domain.codes import UserRole
from sakimori.domain.records.contract import Contract, ContractCover, ContractKind
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.errors import NotPermittedError, StateError
from sakimori.exchange.registers.columns import column_of, columns_of
from sakimori.exchange.registers.kinds import RECORDS, ListKind
from sakimori.services.access.keys import key_in_use
from sakimori.services.imports.intake import guess_kind, permitted_kinds, plan_import, run_import
from sakimori.services.imports.plan import (
    AnswerKind,
    Counts,
    Decisions,
    FieldAnswer,
    OnConflict,
    Plan,
    RowAnswer,
    RowOutcome,
)
from sakimori.services.kernel.confirmations import confirm_cover, decide_route
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive
from sakimori.services.parties.write import register
from sakimori.store.key_files import WORDS

ACTOR = an_actor()
NAME = "株式会社つむぎコールセンター"
NUMBER, OTHER_NUMBER = "7000012050002", "4000012090001"
MY_NUMBER = "123456789018"
HEADER = ("契約番号", "契約名称", "委託先名", "法人番号", "契約種別", "開始日", "満了日", "解約予告期間", "備考")


def a_row(title: str, **given: Value) -> list[Value]:
    """A row under `HEADER`, of the one processor unless said otherwise."""
    return [
        {"契約名称": title, "委託先名": NAME, "契約種別": "業務委託契約", **given}.get(column, "") for column in HEADER
    ]


def a_register(**facts: Any) -> tuple[Workspace, ThirdParty]:
    """A workspace with one processor."""
    workspace = a_workspace()
    return workspace, register(workspace, a_third_party(**facts), actor=ACTOR, at=AT).record


def codes(plan: Plan) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in plan.problems]


def outcomes(plan: Plan) -> list[RowOutcome]:
    return [row.outcome for row in plan.rows]


# What goes in


def test_a_list_goes_in_with_one_batch_and_gaps_in_step() -> None:
    workspace, party = a_register()
    result = take_in(
        workspace, ListKind.CONTRACTS, HEADER,
        a_row("業務委託基本契約", 契約番号="K-1", 開始日=date(2025, 4, 1), 満了日="令和９年３月３１日",
              解約予告期間="９０日前"),
    )  # fmt: skip
    assert result.counts == Counts(read=1, new=1)
    (contract,) = of(workspace, Contract)
    assert (contract.third_party_id, contract.start_on, contract.end_on, contract.notice_days_ours) == (
        party.id, date(2025, 4, 1), date(2027, 3, 31), 90,
    )  # fmt: skip
    assert [cover.contract_id for cover in of(workspace, ContractCover)] == [contract.id]
    assert result.opened
    assert [d for _, _, found in recompute(workspace, on=TODAY) for d in found] == []
    with workspace.unit() as unit:
        assert [row["id"] for row in unit.query("SELECT id FROM import_batch")] == [result.batch_id]


def test_a_plan_of_one_kind_says_neither_sheet_nor_kind_of_any_row() -> None:
    workspace, _ = a_register()
    plan = plan_of(
        workspace, ListKind.CONTRACTS, HEADER, a_row("契約"), a_row("別", 開始日="いつか"), ["", "合計", *[""] * 7]
    )
    assert outcomes(plan) == [RowOutcome.NEW, RowOutcome.ERROR, RowOutcome.SKIPPED]
    assert {(row.sheet, row.what.en) for row in plan.rows} == {("", "")}


def test_a_dry_run_writes_nothing() -> None:
    workspace, _ = a_register()
    before = everything_stored(workspace)
    assert plan_of(workspace, ListKind.CONTRACTS, HEADER, a_row("業務委託契約")).counts.new == 1
    assert everything_stored(workspace) == before


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (ListKind.CONTRACTS, [HEADER, a_row("業務委託契約", 開始日=date(2025, 4, 1), 解約予告期間="3か月前")]),
        (ListKind.CERTIFICATES, [("取引先", "認証の種類", "有効期限"), (NAME, "ISMS", date(2027, 1, 1))]),
        (ListKind.FLOWS, [("フロー名", "提供先", "保存する国"), ("発送", NAME, "日本、米国")]),
        (ListKind.SUB_PROCESSORS, [("再委託先", "取引先", "国"), ("さざなみ物流", NAME, "日本")]),
        (ListKind.PURPOSES, [("利用目的", "公表文"), ("発送", "ご注文の品を届けるため")]),
        (ListKind.DATA_SETS, [("データセット名", "所管部署"), ("会員", "営業部")]),
        (ListKind.CONSENT_TEXTS, [("同意文言", "版", "本文"), ("登録", "1", "同意します")]),
        (ListKind.NOTICES, [("文書名", "公表日"), ("プライバシーポリシー", date(2026, 4, 1))]),
        (ListKind.JOINT_USES, [("共同利用", "責任者"), ("グループ内", "当社")]),
        (ListKind.FILINGS, [("届出", "受付番号"), ("名簿", "第1号")]),
    ],
    ids=lambda value: value.value if isinstance(value, ListKind) else "",
)  # fmt: skip
def test_the_same_list_again_changes_nothing(kind: ListKind, rows: list[tuple[Value, ...]]) -> None:
    workspace, _ = a_register()
    assert take_in(workspace, kind, *rows).counts == Counts(read=1, new=1)
    before = everything_stored(workspace)
    again = take_in(workspace, kind, *rows)
    assert (again.counts, again.batch_id) == (Counts(read=1, unchanged=1), "")
    assert everything_stored(workspace) == before


def test_parts_find_the_data_set_and_the_purposes_that_they_name() -> None:
    workspace, _ = a_register()
    take_in(
        workspace, ListKind.PURPOSES, ("利用目的", "公表文"), ("発送, 返品", "届けるため"), ("請求", "請求するため")
    )
    take_in(workspace, ListKind.DATA_SETS, ("データセット名",), ("会員",))
    result = take_in(
        workspace,
        ListKind.DATA_SET_PARTS,
        ("データセット名", "部分の名称", "利用目的"),
        ("会員", "住所", "発送, 返品、請求"),
    )
    assert result.counts.new == 1
    with workspace.unit() as unit:
        (part,) = unit.query("SELECT * FROM data_set_part")
        ids = {purpose.id for purpose in unit.records.select(Purpose)}
    assert all(one in str(part["purpose_ids"]) for one in ids), "a name that holds a comma is found whole"


def test_a_blank_cell_blanks_nothing_and_a_new_value_fills() -> None:
    workspace, _ = a_register()
    take_in(workspace, ListKind.CONTRACTS, HEADER, a_row("業務委託契約", 備考="初めの版"))
    result = take_in(workspace, ListKind.CONTRACTS, HEADER, a_row("業務委託契約", 満了日=date(2027, 3, 31)))
    assert result.counts == Counts(read=1, updated=1)
    (contract,) = of(workspace, Contract)
    assert (contract.note, contract.end_on) == ("初めの版", date(2027, 3, 31))


def test_a_period_in_months_stays_in_the_note_and_the_days_stay_open() -> None:
    workspace, _ = a_register()
    plan = plan_of(
        workspace, ListKind.CONTRACTS, HEADER, a_row("業務委託契約", 解約予告期間="3か月前", 備考="原本は金庫")
    )
    assert (plan.counts.new, codes(plan)) == (1, [(2, "解約予告期間", "other_unit")])
    run_import(workspace, plan, all_or_nothing=True, actor=ACTOR, at=AT)
    (contract,) = of(workspace, Contract)
    assert (contract.notice_days_ours, contract.note) == (None, "原本は金庫\n解約予告期間：3か月前")


# Whose it is, and which record


def test_a_third_party_that_nobody_knows_is_refused_with_the_nearest_name() -> None:
    workspace, _ = a_register()
    plan = plan_of(
        workspace, ListKind.CONTRACTS, HEADER, a_row("業務委託契約", 委託先名="株式会社つむぎコールセンダー")
    )
    assert codes(plan) == [(2, "委託先名", "unknown_party")]
    assert NAME in plan.problems[0].expected.ja
    assert plan.counts == Counts(read=1, errors=1)


def test_words_that_may_mean_somebody_are_asked_once_and_the_answer_holds_for_all_rows() -> None:
    workspace, party = a_register()
    rows = [a_row("契約一", 委託先名="つむぎコールセンター"), a_row("契約二", 委託先名="つむぎコールセンター")]
    plan = plan_of(workspace, ListKind.CONTRACTS, HEADER, *rows)
    assert outcomes(plan) == [RowOutcome.ASK, RowOutcome.ASK]
    first, second = plan.rows
    assert (first.asked, [one.target for one in first.possible]) == ("つむぎコールセンター", [party.id])
    assert second.possible == ()
    answered = Decisions(rows={first.row: RowAnswer(AnswerKind.SAME, party.id)})
    decided = plan_of(workspace, ListKind.CONTRACTS, HEADER, *rows, decisions=answered)
    assert outcomes(decided) == [RowOutcome.NEW, RowOutcome.NEW]
    assert decided.rows[0].possible == first.possible, "the answer can still be changed"
    skipped = Decisions(rows={first.row: RowAnswer(AnswerKind.SKIP)})
    assert outcomes(plan_of(workspace, ListKind.CONTRACTS, HEADER, *rows, decisions=skipped)) == [
        RowOutcome.SKIPPED, RowOutcome.ASK,
    ]  # fmt: skip


def test_two_third_parties_of_one_name_are_never_chosen_between() -> None:
    workspace, party = a_register(corporate_number=NUMBER)
    twin = register(workspace, a_third_party(corporate_number=OTHER_NUMBER), actor=ACTOR, at=AT).record
    rows = [a_row("契約一"), a_row("契約二", 法人番号=OTHER_NUMBER), a_row("契約三", 法人番号="7999900000010")]
    plan = plan_of(workspace, ListKind.CONTRACTS, HEADER, *rows)
    assert outcomes(plan) == [RowOutcome.ASK, RowOutcome.NEW, RowOutcome.ASK]
    assert {one.target for one in plan.rows[0].possible} == {party.id, twin.id}
    run_import(workspace, plan, all_or_nothing=False, actor=ACTOR, at=AT)
    assert [contract.third_party_id for contract in of(workspace, Contract)] == [twin.id]


def test_a_number_that_contradicts_the_name_is_asked_not_followed() -> None:
    workspace, party = a_register(corporate_number=NUMBER)
    plan = plan_of(workspace, ListKind.CONTRACTS, HEADER, a_row("契約", 法人番号=OTHER_NUMBER))
    assert outcomes(plan) == [RowOutcome.ASK]
    assert [one.target for one in plan.rows[0].possible] == [party.id]
    assert plan.alike == {}, "no answer for many at once where something contradicts"


def test_an_own_code_is_one_record_of_one_third_party() -> None:
    workspace, party = a_register()
    other = register(workspace, a_third_party(legal_name="株式会社ほしくず配送"), actor=ACTOR, at=AT).record
    take_in(workspace, ListKind.CONTRACTS, HEADER, a_row("旧い名前", 契約番号="K-1"))
    renamed = plan_of(workspace, ListKind.CONTRACTS, HEADER, a_row("新しい名前", 契約番号="K-1"))
    assert [conflict.field.name for conflict in renamed.rows[0].conflicts] == ["title"]
    elsewhere = plan_of(
        workspace, ListKind.CONTRACTS, HEADER, a_row("旧い名前", 契約番号="K-1", 委託先名=other.legal_name)
    )
    assert codes(elsewhere) == [(2, "契約番号", "other_party")]
    assert party.id != other.id


def test_an_id_of_ours_names_its_record_and_no_other() -> None:
    workspace, party = a_register()
    other = register(workspace, a_third_party(legal_name="株式会社ほしくず配送"), actor=ACTOR, at=AT).record
    contract = record(
        workspace, Contract("", party.id, "業務委託契約", ContractKind.ENTRUSTMENT), actor=ACTOR, at=AT
    ).record
    header = ("記録の番号", "契約名称", "委託先名", "備考")
    plan = plan_of(
        workspace, ListKind.CONTRACTS, header,
        (contract.id, "", "", "棚の二段目"), (contract.id, "", other.legal_name, ""), ("cn_9999", "", "", ""),
    )  # fmt: skip
    assert outcomes(plan) == [RowOutcome.UPDATED, RowOutcome.ERROR, RowOutcome.ERROR]
    assert [code for _, _, code in codes(plan)] == ["other_party", "no_such_record"]


def test_records_that_look_alike_are_told_apart_or_refused() -> None:
    workspace, party = a_register()
    for start in (date(2024, 4, 1), date(2025, 4, 1)):
        record(workspace, Contract("", party.id, "覚書", ContractKind.ENTRUSTMENT, start_on=start), actor=ACTOR, at=AT)
    by_day = plan_of(workspace, ListKind.CONTRACTS, HEADER, a_row("覚書", 開始日=date(2025, 4, 1)))
    assert outcomes(by_day) == [RowOutcome.UNCHANGED]
    neither = plan_of(workspace, ListKind.CONTRACTS, HEADER, a_row("覚書"))
    assert codes(neither) == [(2, "契約名称", "several_records")]


def test_rows_of_one_record_are_one_row_or_a_problem() -> None:
    workspace, _ = a_register()
    rows = [a_row("契約", 契約番号="K-1"), a_row("契約", 契約番号="K-1"), a_row("契約", 契約番号="K-1", 備考="別")]
    plan = plan_of(workspace, ListKind.CONTRACTS, HEADER, *rows)
    assert outcomes(plan) == [RowOutcome.NEW, RowOutcome.SKIPPED, RowOutcome.ERROR]
    assert [code for _, _, code in codes(plan)] == ["repeated_in_file"]


# What it names


def test_words_that_name_nothing_of_ours_refuse_the_row() -> None:
    workspace, _ = a_register()
    header = ("フロー名", "提供先", "利用目的", "サービス")
    plan = plan_of(
        workspace, ListKind.FLOWS, header, ("発送", NAME, "ない目的", ""), ("請求", NAME, "", "ないサービス")
    )
    assert codes(plan) == [(2, "利用目的", "not_found"), (3, "サービス", "not_found")]


def test_a_service_of_somebody_else_is_not_theirs() -> None:
    workspace, _ = a_register()
    other = a_third_party(legal_name="株式会社ほしくず配送")
    register(workspace, other, services=(Service("", "", "倉庫"),), actor=ACTOR, at=AT)
    header = ("フロー名", "提供先", "サービス")
    plan = plan_of(workspace, ListKind.FLOWS, header, ("発送", NAME, "倉庫"), ("保管", other.legal_name, "倉庫"))
    assert outcomes(plan) == [RowOutcome.ERROR, RowOutcome.NEW]
    assert codes(plan) == [(2, "サービス", "not_found")]


def test_two_records_of_one_name_are_named_by_their_code() -> None:
    workspace, _ = a_register()
    for code in ("P-1", "P-2"):
        record(workspace, Purpose("", "発送", f"届けるため {code}", external_key=code), actor=ACTOR, at=AT)
    header = ("フロー名", "提供先", "利用目的")
    plan = plan_of(workspace, ListKind.FLOWS, header, ("一", NAME, "発送"), ("二", NAME, "P-2"))
    assert outcomes(plan) == [RowOutcome.ERROR, RowOutcome.NEW]
    assert codes(plan) == [(2, "利用目的", "ambiguous_name")]


def test_a_file_may_name_its_own_rows_in_any_order_but_not_in_a_circle() -> None:
    workspace, _ = a_register()
    header = ("再委託先", "取引先", "再委託元")
    result = take_in(workspace, ListKind.SUB_PROCESSORS, header, ("孫", NAME, "子"), ("子", NAME, ""))
    assert result.counts.new == 2
    links = {link.name: link for link in of(workspace, SubProcessorLink)}
    assert links["孫"].parent_id == links["子"].id
    circle = plan_of(workspace, ListKind.SUB_PROCESSORS, header, ("甲", NAME, "乙"), ("乙", NAME, "甲"))
    assert circle.counts.new == 0
    assert "circle" in [code for _, _, code in codes(circle)]


# What stands already


def test_a_value_that_contradicts_waits_is_skipped_or_wins() -> None:
    workspace, _ = a_register()
    take_in(workspace, ListKind.CONTRACTS, HEADER, a_row("契約", 満了日=date(2027, 3, 31)))
    row = a_row("契約", 満了日=date(2028, 3, 31))
    found = {how: plan_of(workspace, ListKind.CONTRACTS, HEADER, row, on_conflict=how) for how in OnConflict}
    assert {how: outcomes(plan) for how, plan in found.items()} == {
        OnConflict.STOP: [RowOutcome.ASK],
        OnConflict.SKIP: [RowOutcome.SKIPPED],
        OnConflict.UPDATE: [RowOutcome.UPDATED],
    }  # fmt: skip
    field = column_of(Contract, "end_on")
    ours = Decisions(fields={(2, field): FieldAnswer.OURS})
    assert outcomes(plan_of(workspace, ListKind.CONTRACTS, HEADER, row, decisions=ours)) == [RowOutcome.UNCHANGED]


def test_a_change_of_what_somebody_decided_says_so_and_takes_the_decision_back() -> None:
    workspace, _ = a_register()
    header = ("フロー名", "提供先", "提供の根拠", "根拠の説明")
    take_in(workspace, ListKind.FLOWS, header, ("発送", NAME, "委託", "発送の委託"))
    (flow,) = of(workspace, DataFlow)
    record(workspace, replace(flow, route_rationale="発送の委託"), actor=ACTOR, at=AT)
    decide_route(workspace, flow.id, actor=ACTOR, at=AT)
    assert of(workspace, DataFlow)[0].route_decided_by == ACTOR.id
    row = ("発送", NAME, "本人の同意", "")
    plan = plan_of(workspace, ListKind.FLOWS, header, row, on_conflict=OnConflict.UPDATE)
    assert [code for _, _, code in codes(plan)] == ["takes_back"]
    run_import(workspace, plan, all_or_nothing=True, actor=ACTOR, at=AT)
    assert of(workspace, DataFlow)[0].route_decided_by is None


def test_a_list_confirms_nothing() -> None:
    workspace, _ = a_register()
    header = (*HEADER, "確認した人")
    take_in(workspace, ListKind.CONTRACTS, header, [*a_row("契約"), "佐藤 美咲"])
    (cover,) = of(workspace, ContractCover)
    assert cover.confirmed_by is None
    confirm_cover(workspace, cover.id, actor=ACTOR, at=AT)
    take_in(workspace, ListKind.CONTRACTS, HEADER, a_row("契約", 備考="別のこと"))
    assert of(workspace, ContractCover)[0].confirmed_by == ACTOR.id


# All or nothing, and what happens meanwhile


def test_all_or_nothing_writes_nothing_while_a_row_stays_out() -> None:
    workspace, _ = a_register()
    plan = plan_of(workspace, ListKind.CONTRACTS, HEADER, a_row("契約"), a_row("別", 開始日="いつか"))
    before = everything_stored(workspace)
    with pytest.raises(StateError) as refused:
        run_import(workspace, plan, all_or_nothing=True, actor=ACTOR, at=AT)
    assert "1行" in refused.value.message("ja")
    assert everything_stored(workspace) == before
    assert run_import(workspace, plan, all_or_nothing=False, actor=ACTOR, at=AT).counts.new == 1


def test_an_import_that_breaks_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, _ = a_register()
    key_in_use(workspace, WORDS, at=AT)  # a key is made and noted by itself, whatever becomes of the import
    plan = plan_of(workspace, ListKind.CONTRACTS, HEADER, a_row("契約一"), a_row("契約二"))
    before, calls = everything_stored(workspace), []

    def breaks(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return ContractCover(*given)

    # The contracts are stored by then, and what follows from them is not.
    monkeypatch.setattr("sakimori.services.kernel.recording.ContractCover", breaks)
    with pytest.raises(KeyboardInterrupt):
        run_import(workspace, plan, all_or_nothing=False, actor=ACTOR, at=AT)
    assert (len(calls), everything_stored(workspace)) == (2, before)


def test_a_plan_that_is_no_longer_true_is_refused_and_one_that_is_goes_in() -> None:
    workspace, party = a_register()
    stale = plan_of(workspace, ListKind.CONTRACTS, HEADER, a_row("契約", 備考="ファイル"))
    still = plan_of(workspace, ListKind.CONTRACTS, HEADER, a_row("覚書"))
    record(workspace, Contract("", party.id, "契約", ContractKind.ENTRUSTMENT, note="台帳"), actor=ACTOR, at=AT)
    before = everything_stored(workspace)
    with pytest.raises(StateError) as refused:
        run_import(workspace, stale, all_or_nothing=False, actor=ACTOR, at=AT)
    assert "もう一度" in refused.value.message("ja")
    assert everything_stored(workspace) == before
    assert len(run_import(workspace, still, all_or_nothing=False, actor=ACTOR, at=AT).recorded) == 1


def test_an_archived_third_party_still_keeps_its_papers() -> None:
    workspace, party = a_register()
    archive(workspace, party.id, reason="取引終了", actor=ACTOR, at=AT)
    plan = plan_of(workspace, ListKind.CONTRACTS, HEADER, a_row("契約"))
    assert plan.counts.read == plan.counts.new + plan.counts.errors == 1


# Who may


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (UserRole.PROCUREMENT, {ListKind.CONTRACTS, ListKind.FLOWS, ListKind.DORA}),
        (UserRole.COMPLIANCE, {ListKind.CONTRACTS, ListKind.PURPOSES, ListKind.FILINGS}),
        (UserRole.SALES, set()),
        (UserRole.AUDITOR, set()),
    ],
)
def test_each_role_is_offered_the_lists_that_it_may_write(role: UserRole, expected: set[ListKind]) -> None:
    offered = set(permitted_kinds(an_actor(role)))
    assert offered >= expected
    assert bool(offered) is bool(expected)
    assert role is not UserRole.PROCUREMENT or ListKind.PURPOSES not in offered


def test_nobody_writes_by_a_list_what_the_role_may_not() -> None:
    workspace, _ = a_register()
    plan = plan_of(workspace, ListKind.PURPOSES, ("利用目的", "公表文"), ("発送", "届けるため"))
    before = everything_stored(workspace)
    for role in (UserRole.PROCUREMENT, UserRole.SALES, UserRole.AUDITOR):
        with pytest.raises(NotPermittedError):
            run_import(workspace, plan, all_or_nothing=False, actor=an_actor(role), at=AT)
    with pytest.raises(NotPermittedError):
        plan_import(workspace, source_of(HEADER), replace(plan.reading), actor=an_actor(UserRole.SALES))
    assert everything_stored(workspace) == before


# What a file seems to hold


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.value)
def test_a_list_under_our_own_words_is_known_for_what_it_is(kind: ListKind) -> None:
    labels = [column.label.ja for column in columns_of(RECORDS[kind])]
    assert guess_kind(source_of(labels, ["x"] * len(labels))) is kind


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (("利用目的", "公表文", "公表日"), ListKind.PURPOSES),
        (("会社名", "法人番号", "国"), ListKind.THIRD_PARTIES),
        (("甲", "乙", "丙"), ListKind.THIRD_PARTIES),
        (("業務名", "目的", "本人", "委託先", "移転先の国", "安全管理措置"), ListKind.PROCESSING_REGISTER),
    ],
)
def test_other_peoples_columns_tell_the_kind(header: tuple[str, ...], kind: ListKind) -> None:
    assert guess_kind(source_of(header, ["x"] * len(header))) is kind
