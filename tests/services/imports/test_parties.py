"""Lists of third parties: the dry run, what goes in, and what must never be kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor, everything_stored
from kit.examples import ALL
from kit.lists import (
    HEADER,
    MY_NUMBER,
    NUMBER,
    a_row,
    column,
    of,
    parties,
    plan_of,
    plan_source,
    proposed,
    take_in,
    the_party,
    the_row,
)
from sakimori.domain.codes import Lifecycle, Role, UserRole
from sakimori.domain.records.third_party import Contact, Service
from sakimori.errors import NotPermittedError, StateError
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.access.keys import key_in_use
from sakimori.services.audit.view import verify
from sakimori.services.imports.history import past_imports
from sakimori.services.imports.intake import import_file, run_import
from sakimori.services.imports.plan import (
    Counts,
    RowOutcome,
)
from sakimori.services.imports.register.template import kind_workbook
from sakimori.services.kernel.judge_queue import judge_all_waiting
from sakimori.services.kernel.recompute import recompute
from sakimori.services.parties.write import edit, register
from sakimori.store.engine import Engine, Params
from sakimori.store.key_files import WORDS


def test_a_dry_run_writes_nothing() -> None:
    workspace = a_workspace()
    before = everything_stored(workspace)
    assert plan_of(workspace, a_row("株式会社青空印刷")).counts.new == 1
    assert everything_stored(workspace) == before


def test_every_row_read_is_in_exactly_one_count() -> None:
    workspace = a_workspace()
    register(workspace, a_third_party(legal_name="株式会社青空印刷"), actor=an_actor(), at=AT)
    take_in(workspace, a_row("北斗データ株式会社", 国="日本"), a_row("みどり株式会社"))
    plan = plan_of(
        workspace,
        a_row("北斗データ株式会社", 国="日本", 人数="300"),
        a_row("みどり株式会社"),
        a_row("かもめ株式会社", 国="ワールドワイド"),
        a_row("(株)青空印刷"),
        a_row("ひなた株式会社"),
        a_row("", 備考="注 これは見本です"),
        [""] * len(HEADER),
        a_row("つばめ株式会社"),
    )
    assert plan.counts == Counts(read=8, new=2, updated=1, unchanged=1, skipped=1, errors=2, to_decide=1)
    counts = plan.counts
    assert counts.read == sum(
        (counts.new, counts.updated, counts.unchanged, counts.skipped, counts.errors, counts.to_decide)
    )


def test_every_problem_is_named_at_once_with_its_place() -> None:
    plan = plan_of(
        a_workspace(),
        a_row("かもめ株式会社", 国="ワールドワイド", 人数="たくさん", メール="まちがい"),
        a_row("つばめ株式会社", 法人番号="1234567890123"),
    )
    assert [(p.row, p.column) for p in plan.problems] == [(2, "国"), (2, "人数"), (2, "メール"), (3, "法人番号")]
    assert all(p.expected.ja and p.expected.en for p in plan.problems)


def test_what_the_register_would_refuse_is_a_problem_of_its_row() -> None:
    plan = plan_of(a_workspace(), a_row("あ" * 400), a_row("つばめ株式会社"))
    assert [(row.row, row.outcome) for row in plan.rows] == [(2, RowOutcome.ERROR), (3, RowOutcome.NEW)]
    assert plan.problems[0].column == "会社名"


def test_a_role_without_the_right_may_not_even_try() -> None:
    workspace = a_workspace()
    plan = plan_of(workspace, a_row("つばめ株式会社"))
    sales = an_actor(UserRole.SALES)
    with pytest.raises(NotPermittedError):
        run_import(workspace, plan, all_or_nothing=False, actor=sales, at=AT)
    with pytest.raises(NotPermittedError):
        import_file(workspace, Path("list.csv"), ListKind.THIRD_PARTIES, dry_run=True, actor=sales, at=AT)


# What goes in


def test_a_row_becomes_a_third_party_with_its_service_and_contact() -> None:
    workspace = a_workspace()
    take_in(
        workspace,
        a_row("㈱青空印刷", 国="日本", 役割="委託先", サービス名="封入発送", 人数="約1,200人", 窓口="山田 花子",
              メール="yamada@example.co.jp", 備考="紙の名簿", 法人番号=f"T{NUMBER}"),
    )  # fmt: skip
    party = the_party(workspace)
    assert (party.legal_name, party.country, party.roles) == ("㈱青空印刷", "JP", frozenset({Role.PROCESSOR}))
    assert (party.person_count, party.corporate_number, party.note) == (1200, NUMBER, "紙の名簿")
    assert party.lifecycle is Lifecycle.CANDIDATE
    assert [(s.name, s.role, s.third_party_id) for s in of(workspace, Service)] == [
        ("封入発送", Role.PROCESSOR, party.id)
    ]
    assert [(c.name, c.email) for c in of(workspace, Contact)] == [("山田 花子", "yamada@example.co.jp")]


def test_an_owner_is_found_among_our_people_and_kept_in_the_note_otherwise() -> None:
    workspace = a_workspace()
    plan = plan_of(workspace, ["青空株式会社", "佐藤美咲"], ["北斗株式会社", "田中 一郎"], header=("会社名", "担当者"))
    run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    assert parties(workspace)["青空株式会社"].owner_id == "us01"
    assert parties(workspace)["北斗株式会社"].owner_id is None
    assert parties(workspace)["北斗株式会社"].note == "担当者：田中 一郎"
    assert [(p.row, p.code) for p in plan.problems] == [(3, "owner_not_found")]


def test_what_has_no_field_of_its_own_goes_into_the_note_under_its_heading() -> None:
    workspace = a_workspace()
    header = ("Name", "Purpose", "Department", "Notes")
    take_in(workspace, ["Blue Sky Inc.", "Hosting", "IT", "Old contract"], header=header)
    assert the_party(workspace).note == "Old contract\nPurpose: Hosting\nDepartment: IT"


def test_a_parent_in_the_same_list_is_found_wherever_it_stands() -> None:
    workspace = a_workspace()
    rows = [["子株式会社", "親株式会社"], ["親株式会社", ""], ["孫株式会社", "子株式会社"], ["迷子株式会社", "どこか"]]
    take_in(workspace, *rows, header=("会社名", "親会社"))
    found = parties(workspace)
    assert found["子株式会社"].parent_id == found["親株式会社"].id
    assert found["孫株式会社"].parent_id == found["子株式会社"].id
    assert found["迷子株式会社"].parent_id is None
    assert found["迷子株式会社"].note == "親会社：どこか"
    assert plan_of(workspace, *rows, header=("会社名", "親会社")).counts.unchanged == 4


def test_parents_that_would_form_a_circle_are_left_out() -> None:
    workspace = a_workspace()
    result = take_in(workspace, ["甲株式会社", "乙株式会社"], ["乙株式会社", "甲株式会社"], header=("会社名", "親会社"))
    found = parties(workspace)
    assert len(result.recorded) == 2
    assert found["甲株式会社"].parent_id == found["乙株式会社"].id
    assert found["乙株式会社"].parent_id is None


def test_each_record_has_its_entry_and_all_share_the_batch() -> None:
    workspace = a_workspace()
    result = take_in(workspace, a_row("青空株式会社", サービス名="印刷"), a_row("北斗株式会社", 窓口="山田"))
    with workspace.unit() as unit:
        lines = unit.trail.lines(batch_id=result.batch_id)
    assert verify(workspace).is_intact
    assert sorted(line.entry.record_kind for line in lines) == [
        "contact", "import_batch", "service", "third_party", "third_party",
    ]  # fmt: skip
    assert {line.reason for line in lines} == {"取込 台帳.xlsx"}
    (past,) = past_imports(workspace)
    assert (past.batch_id, past.filename, past.who, past.counts.new) == (
        result.batch_id, "台帳.xlsx", "佐藤 美咲", 2,
    )  # fmt: skip


def test_gaps_are_in_step_after_an_import() -> None:
    workspace = a_workspace()
    result = take_in(workspace, *(a_row(f"取引先{n}株式会社", 役割="委託先") for n in range(120)))
    assert len(result.recorded) == 120
    assert not result.opened
    for _ in judge_all_waiting(workspace, clock=lambda: AT):
        pass
    with workspace.unit() as unit:
        judged = {str(row["third_party_id"]) for row in unit.query("SELECT third_party_id FROM gap_span")}
    assert judged >= set(result.recorded)
    assert [d for _, _, found in recompute(workspace, on=TODAY) for d in found] == []


def test_all_or_nothing_keeps_good_rows_out_for_one_bad_row() -> None:
    workspace = a_workspace()
    plan = plan_of(workspace, a_row("青空株式会社"), a_row("かもめ株式会社", 国="ワールドワイド"))
    with pytest.raises(StateError):
        run_import(workspace, plan, all_or_nothing=True, actor=an_actor(), at=AT)
    assert parties(workspace) == {}
    run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    assert list(parties(workspace)) == ["青空株式会社"]


def test_nothing_is_written_when_the_last_row_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = a_workspace()
    key_in_use(workspace, WORDS, at=AT)  # a key is made and noted by itself, whatever becomes of the import
    plan = plan_of(workspace, a_row("青空株式会社"), a_row("北斗株式会社"))
    before = everything_stored(workspace)

    with workspace.unit() as unit:
        kind: Any = type(unit.engine)
    execute_all = kind.execute_all

    def runs_out(engine: Engine, sql: str, rows: Sequence[Params]) -> int:
        if "INTO imported_row" in sql:
            assert engine.query("SELECT 1 FROM third_party WHERE legal_name = '北斗株式会社'")
            raise OSError("disk full")
        return int(execute_all(engine, sql, rows))

    monkeypatch.setattr(kind, "execute_all", runs_out)
    with pytest.raises(OSError, match="disk full"):
        run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    assert everything_stored(workspace) == before


def test_a_register_that_moved_on_is_tried_again_not_overwritten() -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社", 国="日本"))
    plan = plan_of(workspace, a_row("青空株式会社", 国="米国"))
    edit(workspace, replace(the_party(workspace), country="FR"), actor=an_actor(), at=AT)
    with pytest.raises(StateError):
        run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    assert the_party(workspace).country == "FR"


def test_a_change_elsewhere_does_not_stop_an_import() -> None:
    workspace = a_workspace()
    plan = plan_of(workspace, a_row("青空株式会社"))
    register(workspace, a_third_party(legal_name="北斗株式会社"), actor=an_actor(), at=AT)
    assert run_import(workspace, plan, all_or_nothing=True, actor=an_actor(), at=AT).counts.new == 1


@pytest.mark.parametrize("column", ["法人番号", "備考", "窓口", "未知の列"])
def test_a_my_number_is_refused_masked_and_stored_nowhere(column: str) -> None:
    workspace = a_workspace()
    header = (*HEADER, "未知の列")
    row = [*a_row("青空株式会社"), ""]
    row[header.index(column)] = MY_NUMBER
    plan = plan_of(workspace, row, a_row("北斗株式会社"), header=header)
    assert plan.reading.holds_personal_numbers
    assert the_row(plan).outcome is RowOutcome.ERROR
    assert MY_NUMBER not in repr(plan.problems)
    run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    assert list(parties(workspace)) == ["北斗株式会社"]
    assert MY_NUMBER not in everything_stored(workspace)


def test_a_my_number_in_the_name_of_the_file_is_masked() -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社"), filename=f"{MY_NUMBER}.xlsx")
    assert MY_NUMBER not in everything_stored(workspace)


def test_text_from_outside_goes_in_as_text() -> None:
    workspace = a_workspace()
    hostile = "=cmd|' /C calc'!A0 <script> ![](http://x.example/y)"
    source = read_source(json.dumps([{"name": hostile, "note": hostile}]).encode(), "list.json")
    plan = plan_source(workspace, source)
    run_import(workspace, plan, all_or_nothing=True, actor=an_actor(), at=AT)
    assert the_party(workspace).legal_name == hostile


# Our own workbook, files, the terminal


@pytest.mark.parametrize("language", ["ja", "en"])
def test_our_own_workbook_comes_back_unchanged(language: str) -> None:
    workspace = a_workspace()
    take_in(
        workspace,
        a_row("青空株式会社", 国="日本", 役割="委託先", サービス名="印刷", 人数="1200", 窓口="山田", 備考="紙"),
        a_row("Blue Sky, Inc."),
    )
    register(
        workspace, a_third_party(legal_name="青空株式会社", country=None), services=[Service("", "", "甲")],
        aliases=["あおぞら"], actor=an_actor(), at=AT,
    )  # fmt: skip
    source = read_source(
        kind_workbook(workspace, ListKind.THIRD_PARTIES, language=language, actor=an_actor()), "sakimori-list.xlsx"
    )
    plan = plan_source(workspace, source)
    assert plan.counts == Counts(read=3, unchanged=3)
    assert plan.problems == ()


def test_an_empty_register_gives_a_workbook_to_fill_in() -> None:
    source = read_source(
        kind_workbook(a_workspace(), ListKind.THIRD_PARTIES, language="ja", actor=an_actor()), "list.xlsx"
    )
    assert column("legal_name") in proposed(source).mapping.values()


def test_a_file_from_the_terminal_takes_good_rows_and_names_the_others(tmp_path: Path) -> None:
    workspace = a_workspace()
    register(workspace, a_third_party(legal_name="北斗株式会社"), actor=an_actor(), at=AT)
    path = tmp_path / "list.csv"
    path.write_bytes("会社名,国\n青空株式会社,日本\n北斗株式会社,日本\nかもめ,どこか\n".encode("cp932"))
    plan, result = import_file(workspace, path, ListKind.THIRD_PARTIES, dry_run=True, actor=an_actor(), at=AT)
    assert result is None
    assert "青空株式会社" not in parties(workspace)
    plan, result = import_file(workspace, path, ListKind.THIRD_PARTIES, dry_run=False, actor=an_actor(), at=AT)
    assert result is not None
    assert len(result.recorded) == 1
    assert [(p.row, p.code) for p in plan.problems] == [(4, "unknown_country"), (3, "needs_decision")]


def test_many_rows_go_in_and_come_back_unchanged(record_property: Callable[[str, object], None]) -> None:
    workspace, many = a_workspace(), 5_000 if ALL else 500
    rows = [
        a_row(f"株式会社取引先{n}", 国="日本", 役割="委託先", サービス名=f"業務{n % 90}", 人数=str(n), 窓口="山田",
              取引先コード=f"V{n:05}")
        for n in range(many)
    ]  # fmt: skip
    began = perf_counter()
    result = take_in(workspace, *rows)
    record_property("seconds", round(perf_counter() - began, 1))
    assert (len(result.recorded), result.counts.new, result.counts.read) == (many, many, many)
    assert plan_of(workspace, *rows).counts == Counts(read=many, unchanged=many)


def test_a_note_that_would_be_too_long_keeps_its_row_out_and_no_other() -> None:
    workspace = a_workspace()
    header = ("会社名", "備考", "担当部署")
    rows = [["青空株式会社", "あ" * 9_990, "営業部営業第一課"], ["北斗株式会社", "", ""]]
    result = take_in(workspace, *rows, header=header)
    assert (result.counts.errors, list(parties(workspace))) == (1, ["北斗株式会社"])


def test_roles_of_other_dealings_are_left_alone() -> None:
    workspace = a_workspace()
    both = frozenset({Role.PROCESSOR, Role.RECIPIENT})
    register(workspace, a_third_party(corporate_number=NUMBER, roles=both), actor=an_actor(), at=AT)
    take_in(workspace, a_row("つむぎ", 法人番号=NUMBER, 役割="委託先", 人数="4"))
    assert (the_party(workspace).roles, the_party(workspace).person_count) == (both, 4)
