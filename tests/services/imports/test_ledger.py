"""A 委託先台帳 brought in once: third parties, contracts, certificates, proposed flows; twice the same is once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_workspace, an_actor
from kit.files.register_lists import plan_of, read, source_of, take_in
from sakimori.domain.codes import DataCategory, GapKind, Lifecycle
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import Contract, ContractKind
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.values.problem import ProblemSeverity
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import guess_kind, plan_import, propose, run_import
from sakimori.services.imports.plan import Decisions, RowOutcome
from sakimori.services.kernel.judge_queue import judge_all_waiting, waiting
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace

LEDGER = ListKind.VENDOR_LEDGER
HEADER = (
    "No", "委託先名", "業務内容", "担当部署", "契約日", "契約期間", "満了日", "Ｐマーク", "ISMS有効期限",
    "個人情報の取扱い", "個人データの種類", "件数",
)  # fmt: skip
ROWS = (
    ("1", "㈱あおば印刷", "", "営業部", "令和6年4月1日", "R6.4.1～R9.3.31", "", "○", "", "有", "連絡先", "約12,000件"),
    ("2", "みなと清掃株式会社", "清掃", "総務部", "2025/4/1", "", "自動更新", "×", "", "なし", "", ""),
    ("3", "きたみ計算㈱", "", "人事", "", "", "2027年3月31日", "10823456(07)", "2028/6/30", "有", "人事情報", "350"),
    ("4", "株式会社そらの", "", "", "", "", "", "", "", "", "", ""),
    ("", "合計", "", "", "", "", "", "", "", "", "", "12,350"),
)  # fmt: skip
IN_USE = Decisions(lifecycle=Lifecycle.IN_USE)
TITLE = (("委託先管理台帳（2026年度）",),)


def records(workspace: Workspace, kind: type[Any]) -> list[Any]:
    with workspace.unit() as unit:
        found: list[Any] = unit.records.select(kind)
    return [one for one in found if not getattr(one, "is_self", False)]


def parties(workspace: Workspace) -> dict[str, ThirdParty]:
    return {party.legal_name: party for party in records(workspace, ThirdParty)}


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


def test_a_ledger_is_recognised_column_by_column() -> None:
    source = source_of(*TITLE, HEADER, *ROWS)
    assert guess_kind(source) is LEDGER
    proposal = propose(source, LEDGER)
    assert proposal is not None
    assert proposal.header.row == 2
    assert {guess.label: guess.field.name for guess in proposal.columns if guess.field} == {
        "委託先名": "legal_name",
        "業務内容": "service_description",
        "担当部署": "department",
        "契約日": "contract.signed_on",
        "契約期間": "contract.period",
        "満了日": "contract.end_on",
        "Ｐマーク": "certificate.PMARK",
        "ISMS有効期限": "certificate.ISO27001.valid_until",
        "個人情報の取扱い": "handles_personal_data",
        "個人データの種類": "data_categories",
        "件数": "person_count",
    }


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (("取引先名", "国", "件数"), ListKind.THIRD_PARTIES),
        (("取引先", "契約名", "契約開始日", "契約終了日", "自動更新"), ListKind.CONTRACTS),
        (("取引先", "認証", "認証番号", "有効期限", "認証機関"), ListKind.CERTIFICATES),
    ],
)
def test_a_list_of_one_kind_is_still_that(header: tuple[str, ...], kind: ListKind) -> None:
    assert guess_kind(source_of(header, ("株式会社あおば", *("-" for _ in header[1:])))) is kind


def test_everything_goes_in_at_once_with_a_sum_that_holds(workspace: Workspace) -> None:
    plan = plan_of(workspace, LEDGER, *TITLE, HEADER, *ROWS, decisions=IN_USE)
    counts = plan.counts
    assert counts.read == sum(
        (counts.new, counts.updated, counts.unchanged, counts.skipped, counts.errors, counts.to_decide)
    )
    assert (counts.new, counts.errors, counts.to_decide) == (4 + 3 + 3, 0, 0)
    with workspace.unit() as unit:
        before = unit.number()
    done = run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    assert len(done.recorded) == counts.new
    with workspace.unit() as unit:
        lines = unit.trail.lines(limit=200)
    assert {line.entry.batch_id for line in lines if line.entry.seq > before} == {done.batch_id}
    of = parties(workspace)
    assert all(party.lifecycle is Lifecycle.IN_USE for party in of.values())
    aoba, minato, kitami, sorano = (
        of[name] for name in ("㈱あおば印刷", "みなと清掃株式会社", "きたみ計算㈱", "株式会社そらの")
    )
    assert aoba.person_count == 12_000
    contracts = {contract.third_party_id: contract for contract in records(workspace, Contract)}
    assert contracts.keys() == {aoba.id, minato.id, kitami.id}
    first = contracts[aoba.id]
    assert (first.signed_on, first.start_on, first.end_on) == (date(2024, 4, 1), date(2024, 4, 1), date(2027, 3, 31))
    assert (first.title, first.kind) == ("業務委託契約", ContractKind.ENTRUSTMENT)
    assert contracts[minato.id].auto_renews is True
    found = {(c.third_party_id, c.scheme, c.number, c.valid_until) for c in records(workspace, Certificate)}
    assert found == {
        (aoba.id, Scheme.PMARK, "", None),
        (kitami.id, Scheme.PMARK, "10823456(07)", None),
        (kitami.id, Scheme.ISO27001, "", date(2028, 6, 30)),
    }
    assert records(workspace, DataFlow) == [], "flows are proposals until somebody takes them"
    assert sorano.data_categories is None
    assert not [d for *_, differing in recompute(workspace, on=TODAY) for d in differing]


def test_the_same_file_a_second_time_changes_nothing(workspace: Workspace) -> None:
    rows = (*TITLE, HEADER, *ROWS)
    decided = Decisions(lifecycle=Lifecycle.IN_USE, with_flows=True)
    take_in(workspace, LEDGER, *rows, decisions=decided)
    with workspace.unit() as unit:
        number = unit.number()
    again = plan_of(workspace, LEDGER, *rows, decisions=decided)
    assert (again.counts.to_write, again.counts.errors, again.counts.to_decide) == (0, 0, 0)
    assert not again.has_work
    take_in(workspace, LEDGER, *rows, decisions=decided)
    with workspace.unit() as unit:
        assert unit.number() == number


def test_no_personal_data_is_understood_and_a_blank_is_not(workspace: Workspace) -> None:
    take_in(workspace, LEDGER, *TITLE, HEADER, *ROWS, decisions=IN_USE)
    of = parties(workspace)
    cleaner, silent = of["みなと清掃株式会社"], of["株式会社そらの"]
    assert (cleaner.data_categories, cleaner.person_count, cleaner.special_care) == (frozenset(), 0, False)
    with workspace.unit() as unit:
        spans = {party: unit.spans.known_now(party) for party in (cleaner.id, silent.id)}
    assert not {s.rule_id for s in spans[cleaner.id]} & {"C-CN1", "C-IN1", "C-IN2", "C-IN3", "C-IN4"}
    assert {"C-IN1", "C-IN2"} <= {s.rule_id for s in spans[silent.id]}


@pytest.mark.parametrize("word", ["なし", "無", "×", "取扱いなし", "個人データなし", "No"])
def test_every_word_for_none_is_one(word: str) -> None:
    (entry, *_) = read(
        source_of(("委託先名", "満了日", "個人情報の取扱い"), ("青空", "2027/3/31", word)), LEDGER
    ).entries
    assert entry.values["data_categories"] == frozenset()


@pytest.mark.parametrize("word", ["", "-", "不明", "有", "要確認", "該当なし"])
def test_nothing_else_is_taken_for_none(word: str) -> None:
    (entry, *_) = read(
        source_of(("委託先名", "満了日", "個人情報の取扱い"), ("青空", "2027/3/31", word)), LEDGER
    ).entries
    assert "data_categories" not in entry.values


def test_none_beside_a_number_of_persons_stays_unknown(workspace: Workspace) -> None:
    rows = (("委託先名", "満了日", "個人情報の取扱い", "件数"), ("青空", "2027/3/31", "なし", "500"))
    plan = plan_of(workspace, LEDGER, *rows)
    assert [p.code for p in plan.problems if p.severity is ProblemSeverity.WARNING] == ["data_contradicted"]
    take_in(workspace, LEDGER, *rows)
    (party,) = parties(workspace).values()
    assert (party.data_categories, party.person_count) == (None, 500)


def test_flows_are_proposed_and_taken_with_the_ground_left_open(workspace: Workspace) -> None:
    plan = plan_of(workspace, LEDGER, HEADER, *ROWS)
    proposed = [row for row in plan.rows if row.what.ja == "データフロー"]
    assert [row.outcome for row in proposed] == [RowOutcome.SKIPPED] * 2
    take_in(workspace, LEDGER, HEADER, *ROWS, decisions=Decisions(with_flows=True))
    flows = records(workspace, DataFlow)
    assert {flow.route for flow in flows} == {LegalRoute.UNDECIDED}
    assert {flow.categories for flow in flows} == {
        frozenset({DataCategory.PI_CONTACT}),
        frozenset({DataCategory.PI_HR}),
    }


def test_two_services_of_one_third_party_have_a_contract_each(workspace: Workspace) -> None:
    header = ("委託先名", "サービス名", "契約開始日", "満了日", "担当部署")
    rows = (
        ("青空", "受注センター", "2025/4/1", "2027/3/31", "営業部"),
        ("青空", "発送", "2026/4/1", "2028/3/31", "物流部"),
    )
    asked = plan_of(workspace, LEDGER, header, *rows)
    take_in(workspace, LEDGER, header, *rows, decisions=Decisions(rows=asked.alike))
    assert {c.title for c in records(workspace, Contract)} == {"業務委託契約（受注センター）", "業務委託契約（発送）"}
    assert len(records(workspace, Service)) == 2
    assert plan_of(workspace, LEDGER, header, *rows).counts.to_write == 0


def test_what_cannot_be_read_of_a_contract_stays_in_its_note_and_keeps_no_row_out(workspace: Workspace) -> None:
    rows = (("委託先名", "契約開始日", "満了日", "担当部署"), ("青空", "昨年の春", "2027/3/31", "営業部"))
    assert plan_of(workspace, LEDGER, *rows).counts.errors == 0
    take_in(workspace, LEDGER, *rows)
    (contract,) = records(workspace, Contract)
    assert (contract.start_on, contract.note) == (None, "契約開始日：昨年の春")


def test_a_record_waits_for_the_third_party_of_its_row(workspace: Workspace) -> None:
    take_in(workspace, LEDGER, HEADER, *ROWS)
    rows = (("委託先名", "契約開始日", "満了日", "国"), ("(株)あおば印刷所", "2026/4/1", "2027/3/31", "日本"),
            ("", "2026/4/1", "2027/3/31", "日本"))  # fmt: skip
    plan = plan_of(workspace, LEDGER, *rows)
    outcomes = {(row.number, row.what.ja): row.outcome for row in plan.rows}
    assert outcomes[3, "取引先"] is RowOutcome.ERROR
    assert (3, "契約") not in outcomes
    if plan.of(RowOutcome.ASK):
        assert {row.what.ja for row in plan.of(RowOutcome.ASK)} == {"取引先", "契約"}


def test_what_we_deal_with_is_asked_for_once_and_what_the_file_says_wins(workspace: Workspace) -> None:
    header = ("委託先名", "取引状況", "満了日", "担当部署")
    rows = (header, ("青空", "候補", "", "営業部"), ("北斗", "", "", "営業部"))
    assert plan_of(workspace, LEDGER, *rows).asks_lifecycle == 1
    take_in(workspace, LEDGER, *rows, decisions=IN_USE)
    of = parties(workspace)
    assert (of["青空"].lifecycle, of["北斗"].lifecycle) == (Lifecycle.CANDIDATE, Lifecycle.IN_USE)
    again = plan_of(workspace, LEDGER, *rows)
    assert again.asks_lifecycle == 0
    assert not again.has_work


def test_the_first_day_of_a_ledger_has_nothing_red_that_nobody_recorded(workspace: Workspace) -> None:
    take_in(workspace, LEDGER, *TITLE, HEADER, *ROWS, decisions=IN_USE)
    ids = [party.id for party in parties(workspace).values()]
    with workspace.unit() as unit:
        spans = [span for party in ids for span in unit.spans.known_now(party)]
    today = [s for s in spans if (s.from_on or TODAY) <= TODAY and (s.until_on is None or s.until_on > TODAY)]
    assert {s.severity for s in today if s.kind is GapKind.DEFECT} <= {"medium", "low"}
    later = TODAY + timedelta(days=30)
    assert "block" in {s.severity for s in spans if s.from_on == later and s.kind is GapKind.DEFECT}


def test_a_second_import_a_month_later_begins_no_start_period(workspace: Workspace) -> None:
    take_in(workspace, LEDGER, HEADER, *ROWS, decisions=IN_USE)
    created = {party.id: party.created_on for party in parties(workspace).values()}
    changed = (*ROWS[:3], ("4", "株式会社そらの", "", "", "", "", "", "", "", "", "", "20"))
    source = source_of(HEADER, *changed)
    plan = plan_import(workspace, source, read(source, LEDGER), actor=an_actor())
    assert plan.counts.updated == 1
    run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT + timedelta(days=40))
    assert {party.id: party.created_on for party in parties(workspace).values()} == created


def test_a_ledger_with_headings_in_two_rows_and_merged_cells_is_read_as_a_person_reads_it(workspace: Workspace) -> None:
    rows = (
        ("2026年度　委託先管理台帳", "", "", "", "", "", ""),
        ("（個人情報保護管理者　確認済）", "", "", "", "", "", ""),
        ("番号", "委託先", "委託内容", "契約", "", "認証", "個人情報"),
        ("", "", "", "開始日", "満了日", "Pマーク", "の取扱い"),
        ("1", "株式会社あおば", "発送", "Ｒ６．４．１", "無期限", "有", "×"),
        ("2", "株式会社みなと", "給与", "2025.10.1", "2026.9.30", "－", "○"),
        ("※満了日は自動更新後の日付", "", "", "", "", "", ""),
        ("", "計", "", "", "", "1", ""),
    )
    plan = plan_of(workspace, LEDGER, *rows, decisions=IN_USE)
    assert (plan.counts.errors, plan.counts.to_decide) == (0, 0)
    take_in(workspace, LEDGER, *rows, decisions=IN_USE)
    of = parties(workspace)
    assert of.keys() == {"株式会社あおば", "株式会社みなと"}
    contracts = {c.third_party_id: c for c in records(workspace, Contract)}
    aoba, minato = (contracts[of[name].id] for name in ("株式会社あおば", "株式会社みなと"))
    assert (aoba.start_on, aoba.open_ended) == (date(2024, 4, 1), True)
    assert (minato.start_on, minato.end_on) == (date(2025, 10, 1), date(2026, 9, 30))
    assert [c.scheme for c in records(workspace, Certificate)] == [Scheme.PMARK]


def test_a_long_ledger_waits_for_the_worker_and_is_exact_afterwards(workspace: Workspace) -> None:
    rows = [(f"株式会社取引先{n:03}", "2025/4/1～2027/3/31", "○", "連絡先", str(n * 90)) for n in range(1, 61)]
    header = ("委託先名", "契約期間", "Ｐマーク", "個人データの種類", "件数")
    take_in(workspace, LEDGER, header, *rows, decisions=replace(IN_USE, with_flows=True))
    assert waiting(workspace).left == 60
    assert [left.left for left in judge_all_waiting(workspace, clock=lambda: AT)][-1] == 0
    assert not [d for *_, differing in recompute(workspace, on=TODAY) for d in differing]


@pytest.mark.parametrize("words", sorted(set(permutations(("有", "有", "無"))) | {("無", "有"), ("有", "無")}))
def test_none_in_one_row_of_a_third_party_takes_back_no_yes_of_another(
    workspace: Workspace, words: tuple[str, ...]
) -> None:
    rows = [("委託先名", "業務内容", "契約日", "個人情報の取扱い")]
    rows += [("株式会社あおば印刷", f"業務{n}", "2026/4/1", word) for n, word in enumerate(words)]
    plan = plan_of(workspace, LEDGER, *rows, decisions=IN_USE)
    run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    assert parties(workspace)["株式会社あおば印刷"].data_categories is None
    assert parties(workspace)["株式会社あおば印刷"].person_count is None
    assert {problem.code for problem in plan.problems} >= {"data_contradicted"}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_none_beside_kinds_of_data_in_another_row_is_asked(workspace: Workspace, order: tuple[int, int]) -> None:
    rows = [("株式会社あおば印刷", "A", "連絡先"), ("株式会社あおば印刷", "B", "なし")]
    source = source_of(("取引先名", "サービス名", "個人データの種類"), *(rows[place] for place in order))
    plan = plan_import(workspace, source, read(source, ListKind.THIRD_PARTIES), actor=an_actor(), decisions=IN_USE)
    assert [row.outcome for row in plan.rows] == [RowOutcome.NEW, RowOutcome.ASK]
