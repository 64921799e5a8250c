"""比較: two assessments side by side on a page, changes first, each row with the way to both questions."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from kit.assessing import assessment_rows
from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import AssessmentKind, UserRole
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.services.assessments.comparisons.view import Comparison, Difference, compare
from sakimori.services.assessments.opening import cancel_assessment, open_assessment
from sakimori.services.assessments.rows import AssessmentRow, cycle_page
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.ui.assessments.comparisons.page import _pairing
from sakimori.ui.assessments.comparisons.state import is_in_time
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.listing import PER_PAGE
from ui.conftest import Show, take_seat

AUDITOR, SALES = "us04", "us03"
HOSTILE = "![x](http://127.0.0.1:9/x.png) **太字** :red[赤]"


def workspace(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def rows(home: Path) -> tuple[AssessmentRow, ...]:
    """Every assessment of a third party; what is asked of ourselves has other packs."""
    opened = workspace(home)
    found = assessment_rows(opened, number=opened.head()[0])
    return tuple(row for row in found if row.third_party_id != SELF_ID)


def cycles(home: Path) -> tuple[AssessmentRow, AssessmentRow]:
    """An earlier and a later assessment of one third party on one pack."""
    known = rows(home)
    pairs = ((one, other) for one in known for other in known if one.third_party_id == other.third_party_id)
    return next(
        (one, other)
        for one, other in pairs
        if one.opened_on < other.opened_on and compared(home, one.id, other.id).sums[Difference.BETTER]
    )


def elsewhere(home: Path, row: AssessmentRow, *, same_pack: bool) -> AssessmentRow:
    """An assessment of somebody else."""
    found = (one for one in rows(home) if (one.pack == row.pack) is same_pack)
    return next(one for one in found if one.third_party_id != row.third_party_id)


def compared(home: Path, left: str, right: str) -> Comparison:
    opened = workspace(home)
    return compare(opened, left, right, number=opened.head()[0])


def shown(show: Show, left: str, right: str, **more: str) -> AppTest:
    return show("compare", left=left, right=right, **more)


def choose_row(at: AppTest, place: int) -> AppTest:
    """Tick a row of the table."""
    key = tables(at)[0].key
    at.session_state[key] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    return at.run()


def said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.info, *at.warning))


@pytest.mark.parametrize(
    ("language", "words", "heads"),
    [("ja", "前回と今回", ("⇧ 改善", "＝ 同じ")), ("en", "Last time and now", ("⇧ Better", "＝ Same"))],
)
def test_two_cycles_stand_side_by_side_with_changes_first(
    demo_home: Path, show: Show, language: str, words: str, heads: tuple[str, str]
) -> None:
    left, right = cycles(demo_home)
    at = shown(show, left.id, right.id, language=language)
    expected = compared(demo_home, left.id, right.id)
    frame = tables(at)[0].value
    assert words in said(at)
    assert [cell.split()[0] for cell in frame["question"]] == [row.key for row in expected.rows]
    chips = [cell[0] for cell in frame["difference"]]
    assert heads[0] in chips
    assert chips[-1] == heads[1]
    assert f"{heads[1]} {expected.sums[Difference.SAME]}" in at.pills(key="comparison_kinds").options


def test_a_filter_and_a_search_leave_what_they_name(demo_home: Path, show: Show) -> None:
    left, right = cycles(demo_home)
    at = shown(show, left.id, right.id)
    better = next(one for one in at.pills(key="comparison_kinds").options if "改善" in one)
    at.pills(key="comparison_kinds").set_value([better]).run()
    assert {cell[0] for cell in tables(at)[0].value["difference"]} == {"⇧ 改善"}
    first = tables(at)[0].value["question"].iloc[0].split()[0]
    at.text_input(key="comparison_q").set_value(first).run()
    assert [cell.split()[0] for cell in tables(at)[0].value["question"]] == [first]
    at.text_input(key="comparison_q").set_value("どこにもない言葉").run()
    assert not tables(at)
    assert "この絞り込みに合う設問はありません。" in said(at)


@pytest.mark.parametrize(("side", "place"), [("left", 0), ("right", 1)])
def test_a_row_leads_to_the_question_on_either_side(demo_home: Path, show: Show, side: str, place: int) -> None:
    pair = cycles(demo_home)
    question = compared(demo_home, pair[0].id, pair[1].id).rows[0].key
    at = choose_row(shown(show, pair[0].id, pair[1].id), 0)
    at.button(key=f"compare_open_{side}_{question}").click().run()
    assert not at.exception
    assert at.query_params["id"] == pair[place].id
    assert any(f"▶]　{question}　" in str(one.value) or f"**{question}　" in str(one.value) for one in at.markdown)
    assert pair[place].name in at.title[0].value


def test_a_row_leads_to_its_question_even_where_somebody_left_the_assessment_at_another(
    demo_home: Path, show: Show
) -> None:
    left, right = cycles(demo_home)
    expected = compared(demo_home, left.id, right.id).rows
    at = show("assess", id=right.id)
    place, row = next((place, row) for place, row in enumerate(expected) if f"{row.key}" not in said(at))
    for name in ("id", "q"):  # they leave with their page
        at.query_params.pop(name, None)
    at.query_params["view"], at.query_params["left"], at.query_params["right"] = "compare", left.id, right.id
    at = choose_row(at.run(), place)
    at.button(key=f"compare_open_right_{row.key}").click().run()
    assert row.key in said(at)


def test_the_older_assessment_on_the_right_is_said_and_nothing_is_called_worse_in_time(
    demo_home: Path, show: Show
) -> None:
    left, right = cycles(demo_home)
    at = shown(show, left.id, right.id)
    at.button(key="compare_swap").click().run()
    assert (at.query_params["left"], at.query_params["right"]) == (right.id, left.id)
    assert "左のほうが新しい審査です" in said(at)
    assert "⇩ 右が劣る" in {cell[0] for cell in tables(at)[0].value["difference"]}


@pytest.mark.parametrize(("same_pack", "words"), [(True, "**2社**"), (False, "**質問票どうし**")])
def test_two_companies_and_two_packs_are_told_apart(demo_home: Path, show: Show, same_pack: bool, words: str) -> None:
    one = rows(demo_home)[-1]
    other = elsewhere(demo_home, one, same_pack=same_pack)
    at = shown(show, one.id, other.id)
    expected = compared(demo_home, one.id, other.id)
    assert words in said(at)
    assert len(tables(at)[0].value) == min(PER_PAGE, len(expected.rows))
    several = max(range(len(expected.rows)), key=lambda place: len(expected.rows[place].left.answers))
    question = expected.rows[several].left.answers[0].question.id
    assert f"compare_open_left_{question}" in {str(one.key) for one in choose_row(at, several).button}


def test_choosing_a_third_party_takes_its_newest_assessment_and_never_the_one_beside(
    demo_home: Path, show: Show
) -> None:
    earlier, later = cycles(demo_home)
    at = show("compare", left=later.id)
    assert "左と右に審査を1つずつ選んでください。" in said(at)
    at.selectbox(key="compare_right_party").set_value(later.third_party_id).run()
    assert at.query_params["right"] == earlier.id
    assert len(at.selectbox(key="compare_right_one").options) == 1
    at.selectbox(key="compare_right_party").set_value(None).run()
    assert "right" not in at.query_params


@pytest.mark.parametrize("language", ["ja", "en"])
def test_one_assessment_twice_and_an_unknown_one_are_refused_in_words(
    demo_home: Path, show: Show, language: str
) -> None:
    one = rows(demo_home)[0].id
    twice = shown(show, one, one, language=language)
    assert ("別の審査を選んでください。" if language == "ja" else "Choose another assessment.") in twice.warning[
        0
    ].value
    forged = shown(show, one, "as_<script>", language=language)
    assert ("見つかりません" if language == "ja" else "was found") in forged.warning[0].value
    assert not tables(twice)
    assert not tables(forged)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_with_less_than_two_assessments_the_page_says_the_next_step(
    empty_home: Path, show: Show, language: str
) -> None:
    at = show("compare", person="us01", language=language)
    assert not at.selectbox
    at.button(key="next_compare_arrows_0").click().run()
    assert at.title[0].value == ("審査" if language == "ja" else "Assessments")


def test_an_auditor_compares_and_sales_is_told_whose_page_it_is(demo_home: Path, show: Show) -> None:
    left, right = cycles(demo_home)
    assert len(tables(shown(show, left.id, right.id, person=AUDITOR))) == 1
    refused = shown(show, left.id, right.id, person=SALES)
    assert not tables(refused)
    assert "調達" in refused.warning[0].value


def test_a_day_before_an_assessment_was_opened_does_not_know_it(demo_home: Path, show: Show) -> None:
    left, right = cycles(demo_home)
    at = shown(show, left.id, right.id, on=left.opened_on.isoformat())
    assert "見つかりません" in said(at)
    assert not tables(at)


def test_names_from_outside_stay_text(demo_home: Path, show: Show) -> None:
    actor = Actor("us02", "高橋 健", frozenset(UserRole))
    opened = workspace(demo_home)
    left, right = cycles(demo_home)
    with opened.unit() as unit:
        pack_id = next(one for one in unit.query("SELECT pack_id FROM assessment WHERE id = :id", id=left.id))[
            "pack_id"
        ]
    party = register(opened, ThirdParty("", HOSTILE), actor=actor, at=now()).record
    made = open_assessment(
        opened, party.id, pack_id=str(pack_id), group="full", kind=AssessmentKind.PERIODIC, actor=actor, at=now()
    )
    at = shown(show, right.id, made.id)
    assert tables(at)
    assert "![x](http" not in said(at)
    assert "**太字**" not in said(at)


def test_the_file_holds_the_filtered_rows_and_says_who_made_it(demo_home: Path) -> None:
    left, right = cycles(demo_home)

    def script() -> None:
        import streamlit as st  # noqa: PLC0415 - a script under AppTest brings its own imports

        from sakimori.services.assessments.comparisons.view import Difference as Kind  # noqa: PLC0415
        from sakimori.ui.assessments.comparisons.page import compare_exports  # noqa: PLC0415
        from sakimori.ui.frame.session import open_page  # noqa: PLC0415

        st.session_state["comparison_kinds"] = [Kind.BETTER]
        with open_page("test") as page:
            st.session_state["files"] = [export.make() for export in compare_exports(page)]

    at = AppTest.from_function(script, default_timeout=30)
    take_seat(at, "us01")
    at.query_params["left"], at.query_params["right"], at.query_params["lang"] = left.id, right.id, "ja"
    at.run()
    assert not at.exception
    workbook, text = at.session_state["files"]
    sheet, about = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    better = [row.key for row in compared(demo_home, left.id, right.id).rows if row.difference is Difference.BETTER]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == better
    points = [(float(str(row[5].value)), float(str(row[10].value))) for row in sheet.iter_rows(min_row=2)]
    assert all(before < after for before, after in points)
    said_about = {str(row[0].value): str(row[1].value) for row in about.iter_rows()}
    assert said_about["絞り込み"] == "改善"
    assert left.id in said_about["前回"]
    assert workspace(demo_home).head()[1] in said_about["監査記録の先頭"]
    assert better[0] in text.decode("utf-8-sig")
    with workspace(demo_home).unit() as unit:
        accesses = [line.entry.action for line in unit.accesses.lines(limit=2)]
    assert accesses == ["comparison.exported", "comparison.exported"]


def links(at: AppTest) -> dict[str, str]:
    """The links of a page with the query that each takes; to a view of the same page they are buttons."""
    buttons = {one.label: str(one.key).replace("': '", "=") for one in at.button if str(one.key).startswith("to_")}
    return buttons | {str(link.proto.label): str(link.proto.query_string) for link in at.get("page_link")}


def test_an_assessment_and_its_dossier_lead_here_with_both_sides_filled(demo_home: Path, show: Show) -> None:
    left, right = cycles(demo_home)
    for person in ("us01", AUDITOR):
        for at in (
            show("assess", person=person, id=right.id),
            show("party", person=person, party=right.third_party_id, tab="assessments"),
        ):
            query = links(at)["前回と比べる"]
            assert f"left={left.id}" in query
            assert f"right={right.id}" in query


def test_a_cancelled_assessment_is_compared_only_on_purpose(demo_home: Path, show: Show) -> None:
    row = next(one for one in rows(demo_home) if one.is_fillable)
    actor = Actor("us01", "佐藤 美咲", frozenset(UserRole))
    cancel_assessment(workspace(demo_home), row.id, reason="やめた", actor=actor, at=now())
    other = elsewhere(demo_home, row, same_pack=True)
    assert row.opened_on <= today()
    assert row.id not in links(show("assess", id=other.id)).get("比べる", "")
    assert len(tables(shown(show, row.id, other.id))) == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_whoever_was_assessed_before_is_offered_first(demo_home: Path, show: Show, language: str) -> None:
    at = show("compare", person=AUDITOR, language=language)
    opened = workspace(demo_home)
    pairs, total = cycle_page(opened, AsOf(today(), opened.head()[0]), first=0, limit=100)
    assert len(tables(at)[0].value) == len(pairs) == total > 1
    key = tables(at)[0].key
    at.session_state[key] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    at.run()
    assert (at.query_params["left"], at.query_params["right"]) == (pairs[1][0].id, pairs[1][1].id)
    expected = compared(demo_home, pairs[1][0].id, pairs[1][1].id)
    assert len(tables(at)[0].value) == min(PER_PAGE, len(expected.rows))


def test_two_services_of_one_company_are_no_cycles_and_two_versions_are_named(demo_home: Path) -> None:
    left, right = cycles(demo_home)
    found = compared(demo_home, left.id, right.id)
    assert is_in_time(found)
    other = replace(found.right, assessment=replace(found.right.assessment, service_id="sv_other"), service="別の業務")
    services = replace(found, right=other)
    assert not is_in_time(services)
    assert "Two subjects of one third party" in _pairing(services)
    assert "別の業務" in _pairing(services)
    newer = replace(found, right=replace(found.right, pack=replace(found.right.pack, version="9.9")))
    assert f"Version {plain(found.left.pack.version)} → {plain('9.9')}" in _pairing(newer)
    assert "Version" not in _pairing(found)


def test_search_and_differences_stand_in_the_address(demo_home: Path, show: Show) -> None:
    left, right = cycles(demo_home)
    at = show("compare", left=left.id, right=right.id, kinds="better")
    better = [row for row in compared(demo_home, left.id, right.id).rows if row.difference is Difference.BETTER]
    assert len(tables(at)[0].value) == len(better) > 0
    at.text_input(key="comparison_q").set_value(better[0].key).run()
    assert (at.query_params["q"], at.query_params["kinds"]) == (better[0].key, "better")
    assert len(tables(at)[0].value) <= len(better)
    at.pills(key="comparison_kinds").set_value([]).run()
    assert "kinds" not in at.query_params


def test_among_many_a_search_finds_whom_to_compare(
    demo_home: Path, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = rows(demo_home)[0]
    monkeypatch.setattr("sakimori.ui.assessments.comparisons.page._FEW", 0)
    at = show("compare")
    assert at.selectbox("compare_left_party").options == []
    at.text_input("compare_left_find").set_value(row.name[:3]).run()
    assert row.name in at.selectbox("compare_left_party").options
    assert at.selectbox("compare_right_party").options == []
    at.selectbox("compare_left_party").select(row.name).run()
    at.text_input("compare_left_find").set_value("").run()
    assert at.selectbox("compare_left_party").options == [row.name]
    assert at.query_params["left"] in {one.id for one in rows(demo_home) if one.third_party_id == row.third_party_id}
