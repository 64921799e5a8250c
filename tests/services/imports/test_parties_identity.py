"""Which third party a row names: sure, asked, or new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.builders import AT, a_third_party, a_workspace, an_actor
from kit.lists import (
    NUMBER,
    OTHER_NUMBER,
    a_row,
    column,
    of,
    plan_of,
    take_in,
    the_party,
    the_row,
)
from sakimori.domain.codes import Role
from sakimori.domain.records.third_party import Contact, Service
from sakimori.services.imports.intake import run_import
from sakimori.services.imports.parties.planning import plan_parties
from sakimori.services.imports.plan import (
    AnswerKind,
    Counts,
    Decisions,
    OnConflict,
    RowAnswer,
    RowOutcome,
)
from sakimori.services.parties.lifecycle import archive
from sakimori.services.parties.merge import merge
from sakimori.services.parties.write import add_contact, add_service, register


def test_the_same_number_is_the_same_third_party() -> None:
    workspace = a_workspace()
    register(workspace, a_third_party(legal_name="青空株式会社", corporate_number=NUMBER), actor=an_actor(), at=AT)
    plan = plan_of(workspace, a_row("BLUE SKY", 法人番号=NUMBER, 人数="7"))
    assert (the_row(plan).outcome, the_row(plan).possible) == (RowOutcome.UPDATED, ())


def test_a_like_name_is_a_question_until_a_person_answers() -> None:
    workspace = a_workspace()
    known = register(workspace, a_third_party(legal_name="株式会社青空印刷"), actor=an_actor(), at=AT).record
    plan = plan_of(workspace, a_row("㈱アオゾラ", 国="日本"), a_row("（株）青空印刷", 人数="7"))
    assert the_row(plan, 3).outcome is RowOutcome.ASK
    assert [possible.target for possible in the_row(plan, 3).possible] == [known.id]
    same = plan_parties(plan.basis, Decisions(rows={3: RowAnswer(AnswerKind.SAME, known.id)}), OnConflict.STOP)
    new = plan_parties(plan.basis, Decisions(rows={3: RowAnswer(AnswerKind.NEW)}), OnConflict.STOP)
    skip = plan_parties(plan.basis, Decisions(rows={3: RowAnswer(AnswerKind.SKIP)}), OnConflict.STOP)
    outcomes = [the_row(answered, 3).outcome for answered in (same, new, skip)]
    assert outcomes == [RowOutcome.UPDATED, RowOutcome.NEW, RowOutcome.SKIPPED]


def test_an_answer_that_names_another_third_party_is_no_answer() -> None:
    workspace = a_workspace()
    register(workspace, a_third_party(legal_name="株式会社青空印刷"), actor=an_actor(), at=AT)
    other = register(workspace, a_third_party(legal_name="北斗株式会社"), actor=an_actor(), at=AT).record
    forged = Decisions(rows={2: RowAnswer(AnswerKind.SAME, other.id)})
    assert the_row(plan_of(workspace, a_row("青空印刷"), decisions=forged)).outcome is RowOutcome.ASK


def test_a_service_or_another_name_asks_as_well() -> None:
    workspace = a_workspace()
    register(
        workspace,
        a_third_party(legal_name="Salesforce, Inc."),
        services=[Service("", "", "Slack")],
        aliases=["Tableau"],
        actor=an_actor(),
        at=AT,
    )
    plan = plan_of(workspace, a_row("Slack"), a_row("タブロー"), a_row("Tableau Inc."))
    assert [row.outcome for row in plan.rows] == [RowOutcome.ASK, RowOutcome.NEW, RowOutcome.ASK]


def test_two_numbers_are_two_third_parties_whatever_they_are_called() -> None:
    workspace = a_workspace()
    register(workspace, a_third_party(legal_name="青空株式会社", corporate_number=NUMBER), actor=an_actor(), at=AT)
    plan = plan_of(workspace, a_row("青空株式会社", 法人番号=OTHER_NUMBER))
    assert the_row(plan).outcome is RowOutcome.NEW
    assert [p.code for p in plan.problems] == ["similar_name"]


def test_a_code_of_another_list_is_no_proof() -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社", 取引先コード="1"))
    plan = plan_of(workspace, ["北斗株式会社", "1"], header=("Vendor", "ID"), filename="other.xlsx")
    assert the_row(plan).outcome is RowOutcome.ASK
    assert the_row(plan_of(workspace, a_row("新青空株式会社", 取引先コード="1"))).outcome is RowOutcome.UPDATED


def test_two_rows_of_one_name_are_asked_and_then_go_in_together() -> None:
    workspace = a_workspace()
    rows = [
        a_row("青空株式会社", 国="日本", 役割="委託先", サービス名="印刷"),
        a_row("㈱青空", 役割="クラウド事業者", サービス名="あおぞらクラウド"),
    ]
    plan = plan_of(workspace, *rows)
    assert the_row(plan, 3).outcome is RowOutcome.ASK
    together = Decisions(rows={3: RowAnswer(AnswerKind.SAME, "new:2")})
    take_in(workspace, *rows, decisions=together)
    assert the_party(workspace).roles == {Role.PROCESSOR, Role.CLOUD_PROVIDER}
    assert sorted(service.name for service in of(workspace, Service)) == ["あおぞらクラウド", "印刷"]
    assert plan_of(workspace, *rows).counts == Counts(read=2, unchanged=2)


def test_rows_of_one_number_go_in_together_unasked() -> None:
    workspace = a_workspace()
    rows = [a_row("青空", 法人番号=NUMBER, サービス名="印刷"), a_row("青空(株)", 法人番号=NUMBER, サービス名="発送")]
    result = take_in(workspace, *rows)
    assert (len(result.recorded), result.counts.new, result.counts.updated) == (1, 1, 1)
    assert plan_of(workspace, *rows).counts.unchanged == 2


def test_rows_of_one_third_party_that_contradict_each_other_are_asked() -> None:
    plan = plan_of(a_workspace(), a_row("青空", 法人番号=NUMBER, 国="日本"), a_row("青空", 法人番号=NUMBER, 国="米国"))
    assert [row.outcome for row in plan.rows] == [RowOutcome.NEW, RowOutcome.ASK]


def test_a_row_waits_for_the_one_it_belongs_to() -> None:
    workspace = a_workspace()
    register(workspace, a_third_party(legal_name="青空株式会社"), actor=an_actor(), at=AT)
    plan = plan_of(workspace, a_row("青空", 法人番号=NUMBER), a_row("ブルー", 法人番号=NUMBER))
    assert [row.outcome for row in plan.rows] == [RowOutcome.ASK, RowOutcome.ASK]
    answered = plan_parties(plan.basis, Decisions(rows={2: RowAnswer(AnswerKind.NEW)}), OnConflict.STOP)
    assert [row.outcome for row in answered.rows] == [RowOutcome.NEW, RowOutcome.UPDATED]


def test_a_row_whose_third_party_was_merged_goes_where_it_went() -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社", 人数="5"))
    old = the_party(workspace)
    kept = register(workspace, a_third_party(legal_name="北斗株式会社"), actor=an_actor(), at=AT).record
    merge(workspace, from_id=old.id, into_id=kept.id, choices={}, reason="同じ会社", actor=an_actor(), at=AT)
    plan = plan_of(workspace, a_row("青空株式会社", 人数="5"))
    assert (the_row(plan).outcome, the_row(plan).target) == (RowOutcome.UNCHANGED, kept.id)


@pytest.mark.parametrize("is_first_kept", [True, False])
def test_a_list_of_two_that_were_merged_changes_nothing(is_first_kept: bool) -> None:
    workspace = a_workspace()
    rows = (
        a_row("青空株式会社", 国="日本", 人数="100", 窓口="山田", メール="yamada@example.jp"),
        a_row("北斗株式会社", 国="アメリカ", 人数="50", 窓口="佐藤", メール="sato@example.jp"),
    )
    first, second = take_in(workspace, *rows).recorded
    gone, kept = (second, first) if is_first_kept else (first, second)
    merge(workspace, from_id=gone, into_id=kept, choices={}, reason="同じ会社", actor=an_actor(), at=AT)
    plan = plan_of(workspace, *rows)
    assert [(row.outcome, row.target, row.changes) for row in plan.rows] == [(RowOutcome.UNCHANGED, kept, ())] * 2
    changed = plan_of(workspace, rows[0], a_row("北斗株式会社", 国="アメリカ", 人数="70"))
    # Two rows that mean one company now and say another number: which one holds is for a person to say.
    assert [row.outcome for row in changed.rows] == [RowOutcome.UNCHANGED, RowOutcome.ASK]


def test_the_number_of_one_that_was_merged_away_names_where_it_went() -> None:
    workspace = a_workspace()
    actor = an_actor()
    gone = register(
        workspace, a_third_party(legal_name="青空株式会社", corporate_number=NUMBER), actor=actor, at=AT
    ).record
    kept = register(
        workspace, a_third_party(legal_name="北斗株式会社", corporate_number=OTHER_NUMBER), actor=actor, at=AT
    ).record
    merge(workspace, from_id=gone.id, into_id=kept.id, choices={}, reason="同じ会社", actor=actor, at=AT)
    row = the_row(plan_of(workspace, a_row("まったく別の表記", 法人番号=NUMBER)))
    assert (row.outcome, row.target) == (RowOutcome.ASK, kept.id)
    assert [conflict.field for conflict in row.conflicts] == [column("corporate_number")]


def test_a_service_or_contact_of_ours_is_met_not_doubled() -> None:
    workspace = a_workspace()
    known = register(
        workspace, a_third_party(legal_name="青空株式会社", corporate_number=NUMBER), actor=an_actor(), at=AT
    ).record
    add_service(workspace, Service("", known.id, "ＳＬＡＣＫ"), actor=an_actor(), at=AT)
    plan = plan_of(workspace, a_row("青空株式会社", 法人番号=NUMBER, サービス名="Slack", 窓口="山田"))
    run_import(workspace, plan, all_or_nothing=True, actor=an_actor(), at=AT)
    assert [service.name for service in of(workspace, Service)] == ["ＳＬＡＣＫ"]
    (contact,) = of(workspace, Contact)
    add_contact(workspace, replace(contact, id="", name="鈴木"), actor=an_actor(), at=AT)
    take_in(workspace, a_row("青空株式会社", 法人番号=NUMBER, 窓口="山田", メール="y@example.jp"))
    assert sorted((c.name, c.email) for c in of(workspace, Contact)) == [("山田", "y@example.jp"), ("鈴木", None)]


def test_whoever_skips_the_first_row_of_a_third_party_has_not_skipped_the_others() -> None:
    workspace = a_workspace()
    rows = [a_row(name, 法人番号=NUMBER, サービス名=name) for name in ("青空", "あおぞら", "BLUE SKY")]
    result = take_in(workspace, *rows, decisions=Decisions(rows={2: RowAnswer(AnswerKind.SKIP)}))
    assert (len(result.recorded), result.counts.skipped) == (1, 1)
    assert the_party(workspace).legal_name == "あおぞら"
    assert sorted(service.name for service in of(workspace, Service)) == ["BLUE SKY", "あおぞら"]


def test_one_press_answers_every_row_that_is_written_alike() -> None:
    workspace = a_workspace()
    known = register(workspace, a_third_party(legal_name="株式会社青空"), actor=an_actor(), at=AT).record
    plan = plan_of(
        workspace,
        a_row("株式会社青空"),
        a_row("株式会社　青空"),
        a_row("北斗"),
        a_row("北斗"),
        a_row("北斗"),
        a_row("青空"),
    )
    assert plan.alike == {
        2: RowAnswer(AnswerKind.SAME, known.id),
        3: RowAnswer(AnswerKind.SAME, known.id),
        5: RowAnswer(AnswerKind.SAME, "new:4"),
        6: RowAnswer(AnswerKind.SAME, "new:4"),
    }
    answered = plan_parties(plan.basis, Decisions(rows=plan.alike), OnConflict.STOP)
    assert answered.counts.to_decide == 1


def test_an_archived_third_party_is_named_and_stays_archived() -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社"))
    archive(workspace, the_party(workspace).id, reason="間違い", actor=an_actor(), at=AT)
    plan = plan_of(workspace, a_row("青空株式会社", 備考="紙"))
    assert [p.code for p in plan.problems] == ["archived"]
    run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    assert the_party(workspace).archived_on is not None


def test_two_lists_with_the_few_columns_of_any_list_are_not_one_list() -> None:
    workspace = a_workspace()
    header = ("Name", "Country", "Purpose", "Website")
    row = ["Blue Sky Inc.", "US", "Hosting", ""]
    take_in(workspace, row, header=header, filename="product-a.xlsx")
    plan = plan_of(workspace, row, header=header, filename="product-b.xlsx")
    assert the_row(plan).outcome is RowOutcome.ASK


def test_a_code_of_ours_with_another_number_is_asked() -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社", 取引先コード="V1", 法人番号=NUMBER))
    plan = plan_of(workspace, a_row("青空株式会社", 取引先コード="V1", 法人番号=OTHER_NUMBER))
    assert the_row(plan).outcome is RowOutcome.ASK


def test_a_row_that_cannot_go_in_leaves_nothing_to_those_of_the_same_number() -> None:
    workspace = a_workspace()
    header = ("会社名", "法人番号", "備考", "担当部署")
    rows = [["青空", NUMBER, "あ" * 9_998, "営業部"], ["青空株式会社", NUMBER, "紙", ""]]
    take_in(workspace, *rows, header=header)
    assert (the_party(workspace).legal_name, the_party(workspace).note) == ("青空株式会社", "紙")
