"""枠組みの充足: worst first, nothing unknown counted as covered, each control with the way to its questions."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.records.certificate import Scheme
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import add_months
from sakimori.services.assessments.comparisons.coverage import Coverage, FrameworkCoverage, coverage
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.questionnaires.answer_library import STALE_MONTHS
from sakimori.ui.assessments.comparisons.coverage_listing import STATE_LOOKS
from ui.conftest import Show, take_seat

AUDITOR, SALES = "us04", "us03"
FRAMEWORK = "appi-gl"
HOSTILE = "![x](http://127.0.0.1:9/x.png) **太字**"


def workspace(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def found_of(home: Path, party: str, framework: str = FRAMEWORK) -> FrameworkCoverage:
    opened = workspace(home)
    return coverage(opened, party, framework, on=today(), number=opened.head()[0])


def a_mixed_party(home: Path) -> str:
    """A third party with answers that fall short, and with sound ones."""
    with workspace(home).unit() as unit:
        ids = [str(row["third_party_id"]) for row in unit.query("SELECT DISTINCT third_party_id FROM assessment")]
    mixed = {Coverage.PARTLY, Coverage.SOUND}
    return next(one for one in ids if all(found_of(home, one).sums[state] for state in mixed))


def shown(show: Show, party: str, **more: str) -> AppTest:
    return show("compare", part="coverage", party=party, **more)


def said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.info, *at.warning))


def choose_row(at: AppTest, place: int, *, prefix: str, table: int) -> AppTest:
    """Tick a row of a table."""
    key = tables(at)[table].key
    at.session_state[key] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    return at.run()


@pytest.mark.parametrize(("language", "covered"), [("ja", "✓ 充足"), ("en", "✓ Covered")])
def test_every_known_control_is_listed_worst_first_and_counted(
    demo_home: Path, show: Show, language: str, covered: str
) -> None:
    party = a_mixed_party(demo_home)
    expected = found_of(demo_home, party)
    at = shown(show, party, language=language)
    frame = tables(at)[0].value
    order = list(STATE_LOOKS)
    states = {row.id: row.state for row in expected.rows}
    places = [order.index(states[control]) for control in frame["id"]]
    assert len(frame) == len(expected.rows)
    assert places == sorted(places)
    assert f"{covered} {expected.sums[Coverage.SOUND]}" in at.pills(key="coverage_states").options
    assert str(len(expected.rows)) in said(at)
    assert ("枠組み全体の充足率ではありません" if language == "ja" else "not the whole framework") in said(at)


def test_a_state_leaves_only_its_controls(demo_home: Path, show: Show) -> None:
    at = shown(show, a_mixed_party(demo_home))
    partly = next(one for one in at.pills(key="coverage_states").options if "一部" in one)
    at.pills(key="coverage_states").set_value([partly]).run()
    assert {cell[0] for cell in tables(at)[0].value["state"]} == {"△ 一部"}


def test_another_framework_has_its_own_controls_and_an_unknown_one_gives_the_first(demo_home: Path, show: Show) -> None:
    party = a_mixed_party(demo_home)
    ids = {one: {row.id for row in found_of(demo_home, party, one).rows} for one in (FRAMEWORK, "ccm:4.0.7")}
    assert set(tables(shown(show, party, framework="ccm:4.0.7"))[0].value["id"]) == ids["ccm:4.0.7"]
    assert set(tables(shown(show, party, framework="<script>"))[0].value["id"]) == ids[FRAMEWORK]


def test_a_control_leads_to_its_questions_and_a_question_to_its_assessment(demo_home: Path, show: Show) -> None:
    party = a_mixed_party(demo_home)
    at = shown(show, party)
    control = tables(at)[0].value["id"].iloc[0]
    row = next(one for one in found_of(demo_home, party).rows if one.id == control)
    at = choose_row(at, 0, prefix="coverage_table_", table=0)
    assert [cell.split()[0] for cell in tables(at)[1].value["question"]] == [g.question.id for g in row.grounds]
    at = choose_row(at, 0, prefix="coverage_grounds_", table=1)
    assert at.query_params["id"] == row.grounds[0].assessment_id
    assert any(f"{row.grounds[0].question.id}　" in str(one.value) for one in at.markdown)


def test_a_certificate_that_answers_is_named_beside_its_control_and_its_question(demo_home: Path, show: Show) -> None:
    framework = "iso27001:2022"
    with workspace(demo_home).unit() as unit:
        ids = [str(row["third_party_id"]) for row in unit.query("SELECT DISTINCT third_party_id FROM certificate")]
    party, control, place = next(
        (party, row.id, place)
        for party in ids
        for row in found_of(demo_home, party, framework).rows
        for place, ground in enumerate(row.grounds)
        if ground.certificate is not None and ground.certificate.scheme is Scheme.ISO27001
    )
    at = shown(show, party, framework=framework)
    listed = list(tables(at)[0].value["id"]).index(control)
    assert "27001" in tables(at)[0].value["certificate"].iloc[listed]
    at = choose_row(at, listed, prefix="coverage_table_", table=0)
    assert "27001" in tables(at)[1].value["certificate"].iloc[place]


def test_answers_that_grew_old_are_said_and_can_be_picked_out(demo_home: Path, show: Show) -> None:
    party = a_mixed_party(demo_home)
    at = shown(show, party, on=add_months(today(), STALE_MONTHS + 1).isoformat())
    assert any("古い根拠によります" in line.value for line in at.caption)
    whole = len(tables(at)[0].value)
    at.toggle(key="coverage_old").set_value(True).run()
    assert 0 < len(tables(at)[0].value) < whole
    assert all("12か月より前の回答" in cell for cell in tables(at)[0].value["old"])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_whoever_was_never_asked_has_every_control_open_and_a_next_step(
    demo_home: Path, show: Show, language: str
) -> None:
    actor = Actor("us01", "佐藤 美咲", frozenset(UserRole))
    party = register(workspace(demo_home), ThirdParty("", HOSTILE), actor=actor, at=now()).record
    at = shown(show, party.id, language=language)
    assert {cell[0] for cell in tables(at)[0].value["state"]} == {"□ 未質問" if language == "ja" else "□ Not asked"}
    assert "![x](http" not in said(at)
    at.button(key="next_rule_0").click().run()
    assert at.query_params["party"] == party.id


@pytest.mark.parametrize("language", ["ja", "en"])
def test_without_third_parties_the_page_says_the_next_step(empty_home: Path, show: Show, language: str) -> None:
    at = show("compare", part="coverage", language=language)
    assert not tables(at)
    assert [one.key for one in at.button if str(one.key).startswith("next_")]


def test_a_forged_id_is_refused_our_own_company_is_not_and_no_id_asks_for_one(demo_home: Path, show: Show) -> None:
    assert "見つかりません" in said(shown(show, "tp_<script>"))
    assert tables(shown(show, SELF_ID))
    at = show("compare", part="coverage")
    assert "取引先を選んでください。" in said(at)
    party = a_mixed_party(demo_home)
    at.selectbox(key="compare_party").set_value(party).run()
    assert at.query_params["party"] == party
    assert tables(at)


def test_an_auditor_reads_it_and_sales_does_not(demo_home: Path, show: Show) -> None:
    party = a_mixed_party(demo_home)
    assert tables(shown(show, party, person=AUDITOR))
    assert not tables(shown(show, party, person=SALES))


def test_the_file_has_a_row_for_each_question_behind_a_control(demo_home: Path) -> None:
    party = a_mixed_party(demo_home)

    def script() -> None:
        import streamlit as st  # noqa: PLC0415 - a script under AppTest brings its own imports

        from sakimori.ui.assessments.comparisons.page import compare_exports  # noqa: PLC0415
        from sakimori.ui.frame.session import open_page  # noqa: PLC0415

        with open_page("test") as page:
            st.session_state["files"] = [export.make() for export in compare_exports(page)]

    at = AppTest.from_function(script, default_timeout=30)
    take_seat(at, "us01")
    at.query_params["part"], at.query_params["party"], at.query_params["lang"] = "coverage", party, "ja"
    at.run()
    assert not at.exception
    workbook, text = at.session_state["files"]
    sheet, about = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    rows = found_of(demo_home, party).rows
    assert sheet.max_row == 1 + sum(max(1, len(row.grounds)) for row in rows)
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {row.id for row in rows}
    head = workspace(demo_home).head()[1]
    assert any(head in str(row[1].value) for row in about.iter_rows())
    assert rows[0].id in text.decode("utf-8-sig")
    with workspace(demo_home).unit() as unit:
        assert [line.entry.action for line in unit.accesses.lines(limit=1)] == ["coverage.exported"]


def test_framework_and_states_stand_in_the_address(demo_home: Path, show: Show) -> None:
    party = a_mixed_party(demo_home)
    at = shown(show, party, framework="ccm:4.0.7", states="not_asked")
    found = found_of(demo_home, party, "ccm:4.0.7")
    asked = {row.id for row in found.rows if row.state is Coverage.NOT_ASKED}
    assert set(tables(at)[0].value["id"]) <= asked
    assert tables(at)[0].value["id"].size == min(100, len(asked))
    at.pills(key="coverage_states").set_value([]).run()
    assert "states" not in at.query_params
    assert at.query_params["framework"] == "ccm:4.0.7"
