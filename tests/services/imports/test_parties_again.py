"""The same list again, and whatever people did in between."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.builders import AT, TODAY, a_workspace, an_actor, everything_stored
from kit.examples import examples
from kit.lists import (
    NUMBER,
    a_row,
    column,
    of,
    parties,
    plan_of,
    take_in,
    the_party,
    the_row,
)
from sakimori.domain.codes import Lifecycle, Role
from sakimori.domain.records.third_party import Alias, Contact, ThirdParty
from sakimori.services.imports.history import past_imports
from sakimori.services.imports.intake import run_import
from sakimori.services.imports.plan import (
    Counts,
    Decisions,
    FieldAnswer,
    OnConflict,
    RowOutcome,
)
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, erase_contact, remove_alias


def test_the_same_file_twice_changes_nothing_and_says_why() -> None:
    workspace = a_workspace()
    rows = [
        a_row("青空株式会社", 国="日本", サービス名="印刷", 窓口="山田", メール="y@example.jp", 人数="20"),
        a_row("北斗株式会社", 役割="委託先・クラウド事業者"),
    ]
    take_in(workspace, *rows)
    before = everything_stored(workspace)
    plan = plan_of(workspace, *rows)
    assert plan.counts == Counts(read=2, unchanged=2)
    assert {row.reason.ja for row in plan.rows} == {"前回の取込と同じ値です。"}
    result = run_import(workspace, plan, all_or_nothing=True, actor=an_actor(), at=AT)
    assert result.batch_id == ""
    assert everything_stored(workspace) == before
    assert len(past_imports(workspace, sha256=plan.sha256)) == 1
    assert plan.sha256 not in before  # by it alone one could try out what the file said
    assert past_imports(workspace, sha256="0" * 64) == ()


def test_a_later_edition_with_another_date_is_the_same_list() -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社", 国="日本"), filename="委託先一覧_20260401.xlsx")
    plan = plan_of(workspace, a_row("青空株式会社", 国="米国"), filename="委託先一覧_20261101.xlsx")
    assert the_row(plan).outcome is RowOutcome.UPDATED
    assert [(c.field, c.before.ja, c.after.ja) for c in the_row(plan).changes] == [
        (column("country"), "日本", "アメリカ合衆国")
    ]


def test_a_blank_cell_never_blanks_a_value() -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社", 国="日本", 人数="20", 備考="紙", サービス名="印刷", 窓口="山田"))
    plan = plan_of(workspace, a_row("青空株式会社"))
    assert the_row(plan).outcome is RowOutcome.UNCHANGED
    run_import(workspace, plan, all_or_nothing=True, actor=an_actor(), at=AT)
    party = the_party(workspace)
    assert (party.country, party.person_count, party.note) == ("JP", 20, "紙")


def test_what_the_file_left_alone_never_overwrites_an_edit() -> None:
    workspace = a_workspace()
    row = a_row("青空株式会社", 国="日本", 人数="20")
    take_in(workspace, row)
    edit(workspace, replace(the_party(workspace), person_count=5000), actor=an_actor(), at=AT)
    plan = plan_of(workspace, row)
    assert the_row(plan).outcome is RowOutcome.UNCHANGED
    assert "本人の人数" in the_row(plan).reason.ja
    take_in(workspace, a_row("青空株式会社", 国="米国", 人数="20"))
    assert (the_party(workspace).person_count, the_party(workspace).country) == (5000, "US")


def test_what_both_changed_is_asked_and_the_row_waits() -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社", 国="日本", 人数="20"))
    edit(workspace, replace(the_party(workspace), person_count=5000), actor=an_actor(), at=AT)
    changed = a_row("青空株式会社", 国="米国", 人数="30")
    plan = plan_of(workspace, changed)
    assert the_row(plan).outcome is RowOutcome.ASK
    assert [(c.field, c.ours.ja, c.theirs.ja) for c in the_row(plan).conflicts] == [
        (column("person_count"), "5,000", "30")
    ]
    assert [change.field for change in the_row(plan).changes] == [column("country")]
    run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    assert (the_party(workspace).person_count, the_party(workspace).country) == (5000, "JP")


@pytest.mark.parametrize(("answer", "persons"), [(FieldAnswer.OURS, 5000), (FieldAnswer.FILE, 30)])
def test_a_person_says_whose_value_stays(answer: FieldAnswer, persons: int) -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社", 人数="20"))
    edit(workspace, replace(the_party(workspace), person_count=5000), actor=an_actor(), at=AT)
    changed = a_row("青空株式会社", 国="米国", 人数="30")
    decisions = Decisions(fields={(2, column("person_count")): answer})
    take_in(workspace, changed, decisions=decisions)
    assert (the_party(workspace).person_count, the_party(workspace).country) == (persons, "US")
    assert the_row(plan_of(workspace, changed)).outcome is RowOutcome.UNCHANGED


def test_a_value_kept_once_is_asked_about_again_when_the_file_changes_again() -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社", 人数="20"))
    edit(workspace, replace(the_party(workspace), person_count=5000), actor=an_actor(), at=AT)
    kept = Decisions(fields={(2, column("person_count")): FieldAnswer.OURS})
    take_in(workspace, a_row("青空株式会社", 人数="30"), decisions=kept)
    assert the_row(plan_of(workspace, a_row("青空株式会社", 人数="40"))).outcome is RowOutcome.ASK


def test_a_value_that_somebody_cleared_does_not_come_back_by_itself() -> None:
    workspace = a_workspace()
    row = a_row("青空株式会社", 備考="紙")
    take_in(workspace, row)
    edit(workspace, replace(the_party(workspace), note=""), actor=an_actor(), at=AT)
    assert the_row(plan_of(workspace, row)).outcome is RowOutcome.UNCHANGED
    assert the_row(plan_of(workspace, a_row("青空株式会社", 備考="別"))).outcome is RowOutcome.ASK


def test_a_value_left_blank_in_between_is_still_remembered() -> None:
    workspace = a_workspace()
    row = a_row("青空株式会社", 人数="20")
    take_in(workspace, row)
    edit(workspace, replace(the_party(workspace), person_count=5000), actor=an_actor(), at=AT)
    take_in(workspace, a_row("青空株式会社", 国="日本"))
    assert the_row(plan_of(workspace, row)).outcome is RowOutcome.UNCHANGED


def test_a_parent_taken_away_by_a_person_stays_away() -> None:
    workspace = a_workspace()
    rows = [["子株式会社", "親株式会社"], ["親株式会社", ""]]
    take_in(workspace, *rows, header=("会社名", "親会社"))
    child = parties(workspace)["子株式会社"]
    edit(workspace, replace(child, parent_id=None), actor=an_actor(), at=AT)
    assert plan_of(workspace, *rows, header=("会社名", "親会社")).counts.unchanged == 2


def test_a_role_added_in_one_row_of_several_is_added_and_takes_none_away() -> None:
    workspace = a_workspace()
    first = a_row("青空", 法人番号=NUMBER, サービス名="印刷", 役割="委託先")
    take_in(workspace, first, a_row("青空", 法人番号=NUMBER, サービス名="発送", 役割="委託先"))
    take_in(workspace, first, a_row("青空", 法人番号=NUMBER, サービス名="発送", 役割="提供先"))
    assert the_party(workspace).roles == {Role.PROCESSOR, Role.RECIPIENT}


def test_a_renamed_company_keeps_its_old_name_among_the_others() -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社", 法人番号=NUMBER))
    take_in(workspace, a_row("あおぞらHD株式会社", 法人番号=NUMBER))
    assert the_party(workspace).legal_name == "あおぞらHD株式会社"
    assert [alias.name for alias in of(workspace, Alias)] == ["青空株式会社"]


def test_a_name_taken_away_by_a_person_stays_away() -> None:
    workspace = a_workspace()
    row = ["青空株式会社", "あおぞら"]
    take_in(workspace, row, header=("会社名", "別名"))
    (alias,) = of(workspace, Alias)
    remove_alias(workspace, alias.id, actor=an_actor(), at=AT)
    assert plan_of(workspace, row, header=("会社名", "別名")).counts.unchanged == 1


def test_an_erased_person_does_not_come_back_with_the_same_list() -> None:
    workspace = a_workspace()
    row = a_row("青空株式会社", 窓口="山田 花子", メール="hanako@example.jp")
    take_in(workspace, row)
    (contact,) = of(workspace, Contact)
    erase_contact(workspace, contact.id, actor=an_actor(), at=AT)
    take_in(workspace, row, a_row("北斗株式会社"))
    stored = everything_stored(workspace)
    assert "hanako" not in stored
    assert "花子" not in stored


def test_the_dry_run_says_how_the_cells_of_a_new_third_party_were_read() -> None:
    row = the_row(plan_of(a_workspace(), a_row("青空株式会社", 国="米国", 人数="１，２００人", 役割="委託先")))
    assert row.reason.ja == "新しく登録します（所在国：アメリカ合衆国、取引先の役割：委託先、本人の人数：1,200）。"
    assert (
        row.reason.en == "It will be registered (Country: United States; Roles: processor; Number of persons: 1,200)."
    )
    assert the_row(plan_of(a_workspace(), a_row("青空株式会社"))).reason.ja == "新しく登録します。"


def test_no_trace_of_an_erased_person_is_kept_by_what_an_import_remembers() -> None:
    workspace = a_workspace()
    row = a_row("青空株式会社", 窓口="山田 花子", メール="hanako@example.jp")
    take_in(workspace, row, a_row("北斗株式会社", 窓口="佐藤"))
    contact = next(one for one in of(workspace, Contact) if one.email)
    ours, other = said_of(workspace, "青空株式会社"), said_of(workspace, "北斗株式会社")
    erase_contact(workspace, contact.id, actor=an_actor(), at=AT)
    after = said_of(workspace, "青空株式会社")
    assert after == ours | {"contact_name": "erased", "contact_email": "erased"}
    assert said_of(workspace, "北斗株式会社") == other
    take_in(workspace, a_row("青空株式会社", 国="日本", 窓口="山田 花子", メール="hanako@example.jp"))
    assert said_of(workspace, "青空株式会社") == after | {"country": "JP"}


def said_of(workspace: Workspace, name: str) -> dict[str, str]:
    """What the imports remember of the row of one third party."""
    (party,) = (one for one in of(workspace, ThirdParty) if one.legal_name == name)
    with workspace.unit() as unit:
        (row,) = unit.query("SELECT body FROM imported_row WHERE third_party_id = :id", id=party.id)
    said: dict[str, str] = json.loads(str(row["body"]))["said"]
    return said


@pytest.mark.parametrize(
    ("choice", "outcome", "count"),
    [
        (OnConflict.STOP, RowOutcome.ASK, 300),
        (OnConflict.SKIP, RowOutcome.SKIPPED, 300),
        (OnConflict.UPDATE, RowOutcome.UPDATED, 250),
    ],
)
def test_one_choice_for_all_conflicts_holds_for_third_parties_too(
    choice: OnConflict, outcome: RowOutcome, count: int
) -> None:
    workspace = a_workspace()
    take_in(workspace, a_row("青空株式会社", 人数="200"))
    edit(workspace, replace(the_party(workspace), person_count=300), actor=an_actor(), at=AT)
    plan = plan_of(workspace, a_row("青空株式会社", 人数="250"), on_conflict=choice)
    assert the_row(plan).outcome is outcome
    assert len(the_row(plan).conflicts) == 1
    run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    assert the_party(workspace).person_count == count


def test_a_name_taken_away_stays_away_also_where_an_earlier_version_remembered_it() -> None:
    workspace = a_workspace()
    header, row = ("会社名", "別名"), ["青空株式会社", "あおぞら印刷"]
    take_in(workspace, row, header=header)
    with workspace.change("test.aged", actor=an_actor(), at=AT) as change:
        change.engine.execute("UPDATE imported_row SET body = replace(body, '\"aliases\"', '\"alias\"')", {})
    assert "alias" in said_of(workspace, "青空株式会社")
    (alias,) = of(workspace, Alias)
    remove_alias(workspace, alias.id, actor=an_actor(), at=AT)
    assert the_row(plan_of(workspace, row, header=header)).outcome is RowOutcome.UNCHANGED


def test_a_step_that_does_not_follow_is_left_to_a_person() -> None:
    workspace = a_workspace()
    header = ("会社名", "状況")
    take_in(workspace, ["青空株式会社", "候補"], ["北斗株式会社", "候補"], header=header)
    plan = plan_of(workspace, ["青空株式会社", "利用中"], ["北斗株式会社", "終了"], header=header)
    assert [p.code for p in plan.problems] == ["step_barred"]
    run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    assert [p.lifecycle for p in parties(workspace).values()] == [Lifecycle.IN_USE, Lifecycle.CANDIDATE]


VALUES = {
    "country": ("日本", "米国", "フランス"),
    "person_count": ("10", "2000", "300000"),
    "note": ("紙", "電子", "両方"),
    "website": ("https://a.example", "https://b.example", "https://c.example"),
}
HEADINGS = ("会社名", "国", "人数", "備考", "URL")
OURS: dict[str, Any] = {"country": "DE", "person_count": 77, "note": "人の手", "website": "https://ours.example"}
cells = st.tuples(*(st.sampled_from(("", *values)) for values in VALUES.values()))


@settings(max_examples=examples(60), deadline=None)
@given(first=cells, second=cells, third=cells, edited=st.sets(st.sampled_from(sorted(VALUES))))
def test_no_edit_of_a_person_is_ever_lost(
    first: tuple[str, ...], second: tuple[str, ...], third: tuple[str, ...], edited: set[str]
) -> None:
    workspace = a_workspace()
    take_in(workspace, ["青空株式会社", *first], header=HEADINGS)
    ours = {name: OURS[name] for name in edited}
    edit(workspace, replace(the_party(workspace), **ours), actor=an_actor(), at=AT)
    for cells_then in (second, third, third):
        take_in(workspace, ["青空株式会社", *cells_then], header=HEADINGS)
        party = the_party(workspace)
        assert {name: getattr(party, name) for name in edited} == ours
    assert [d for _, _, found in recompute(workspace, on=TODAY) for d in found] == []


@settings(max_examples=examples(40), deadline=None)
@given(first=cells, second=cells)
def test_what_nobody_edited_follows_the_file(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    workspace, fresh = a_workspace(), a_workspace()
    take_in(workspace, ["青空株式会社", *first], header=HEADINGS)
    take_in(workspace, ["青空株式会社", *second], header=HEADINGS)
    wanted = tuple(new or old for old, new in zip(first, second, strict=True))
    take_in(fresh, ["青空株式会社", *wanted], header=HEADINGS)
    for name in VALUES:
        assert getattr(the_party(workspace), name) == getattr(the_party(fresh), name)
