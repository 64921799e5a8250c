"""回答集 as a person sees it: whose answers, which may be used again, and what stands behind each."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.third_party import SELF_ID
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.workspace import Workspace
from ui.assessments.test_suggestions import ACTOR, HOSTILE, KEPT, a_sheet, two_sheets
from ui.conftest import Show, take_seat
from ui.gaps.test_gaps import person


def column(at: AppTest, name: str) -> list[str]:
    return [str(value) for value in tables(at)[0].value[name]]


def choose(at: AppTest, row: int) -> AppTest:
    """Tick one row of the table."""
    key = tables(at)[0].key
    at.session_state[key] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    return at.run()


def words(at: AppTest) -> str:
    return " ".join(str(one.value) for one in (*at.caption, *at.markdown))


def an_assessed(home: Path) -> Assessment:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.select(Assessment, "state = 'decided'", order="id")[0]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_our_own_answers_come_first_with_what_may_be_used(empty_home: Path, show: Show, language: str) -> None:
    two_sheets(empty_home)
    at = show("library", language=language)
    assert at.selectbox(key="library_owner").value == SELF_ID
    assert set(column(at, "standing")) == {"['○ 使える']" if language == "ja" else "['○ Ready']"}
    assert KEPT in column(at, "question")


def test_an_address_names_whose_answers_are_shown(demo_home: Path, show: Show) -> None:
    two_sheets(demo_home)
    found = an_assessed(demo_home)
    at = show("library", party=found.third_party_id)
    assert at.selectbox(key="library_owner").value == found.third_party_id
    at.selectbox(key="library_owner").select(SELF_ID).run()
    assert KEPT in column(at, "question")


def test_open_answers_stand_before_drafts_and_those_before_what_may_be_used(empty_home: Path, show: Show) -> None:
    _, two = two_sheets(empty_home)
    given = [AnswerInput("2", value=("yes",)), AnswerInput("3", state=AnswerState.UNKNOWN)]
    answer_many(Workspace(empty_home / "demo.db"), two, given, actor=ACTOR, at=now())
    at = show("library")
    standing = column(at, "standing")
    assert standing[:2] == ["['？ 未確定']", "['△ 未提出']"]
    assert set(standing[2:]) == {"['○ 使える']"}
    at.segmented_control(key="library_focus").set_value("open").run()
    assert column(at, "standing") == ["['？ 未確定']"]


def test_a_replaced_answer_is_shown_on_wish_and_beside_the_newer_one(empty_home: Path, show: Show) -> None:
    two_sheets(empty_home)
    workspace = Workspace(empty_home / "demo.db")
    third = a_sheet(workspace, "客先C", "版", KEPT)
    answer_many(workspace, third, [AnswerInput("2", value=("partly",))], actor=ACTOR, at=now())
    at = show("library")
    assert column(at, "question").count(KEPT) == 1
    choose(at, column(at, "question").index(KEPT))
    assert "ほかの回答 1件" in words(at)
    assert "客先A 1.0版" in words(at)
    at.toggle(key="library_older").set_value(True).run()
    assert column(at, "question").count(KEPT) == 2


def test_a_chosen_answer_shows_its_source_note_and_way_to_the_question(demo_home: Path, show: Show) -> None:
    one, _ = two_sheets(demo_home)
    at = show("library")
    at.text_input(key="library_q").input("記録 いいえ").run()
    assert len(tables(at)[0].value) == 1
    choose(at, 0)
    assert "来年度から" in words(at)
    assert HOSTILE not in words(at)
    next(link for link in at.button if one in str(link.key)).click().run()
    assert at.query_params["id"] == one
    assert not at.exception


def test_a_search_without_a_hit_says_so(demo_home: Path, show: Show) -> None:
    two_sheets(demo_home)
    at = show("library")
    at.text_input(key="library_q").input("存在しない語").run()
    assert at.query_params["q"] == "存在しない語"
    assert [info.value for info in at.info] == ["条件に合う回答はありません。"]


def test_an_empty_workspace_says_where_answers_come_from(empty_home: Path, show: Show) -> None:
    at = show("library")
    assert not tables(at)
    assert "回答はまだありません" in words(at)


@pytest.mark.parametrize("role", [UserRole.PROCUREMENT, UserRole.AUDITOR])
def test_whoever_fills_or_audits_reads_it(demo_home: Path, show: Show, role: UserRole) -> None:
    assert len(tables(show("library", person=person(demo_home, role)))) == 1


def test_sales_is_told_whose_page_it_is(demo_home: Path, show: Show) -> None:
    assert not tables(show("library", person=person(demo_home, UserRole.SALES)))


def exported(home: Path) -> tuple[bytes, bytes]:
    def script() -> None:
        import streamlit as st  # noqa: PLC0415 - a script under AppTest brings its own imports

        from sakimori.ui.frame.session import open_page  # noqa: PLC0415
        from sakimori.ui.questionnaires.library_export import library_exports  # noqa: PLC0415

        with open_page("test") as page:
            st.session_state["files"] = [export.make() for export in library_exports(page)]

    at = AppTest.from_function(script, default_timeout=30)
    take_seat(at, person(home, UserRole.COMPLIANCE))
    at.query_params["lang"] = "ja"
    at.run()
    assert not at.exception, at.exception
    workbook, text = at.session_state["files"]
    return workbook, text


def test_the_file_goes_in_again_as_a_table_of_answers(demo_home: Path) -> None:
    two_sheets(demo_home)
    workbook, text = exported(demo_home)
    for data, name in ((workbook, "回答集.xlsx"), (text, "回答集.csv")):
        reading = read_questionnaire(data, name)
        assert reading.profile == "answer-library"
        said = {question.text: (question.normal, question.comment) for question in reading.questions}
        assert said[KEPT][0] is Normal.YES
        assert [(normal, comment) for text, (normal, comment) in said.items() if text.startswith("記録")] == [
            (Normal.NO, "来年度から")
        ]


def test_the_file_says_who_made_it_and_on_what_terms(demo_home: Path) -> None:
    two_sheets(demo_home)
    workbook, _ = exported(demo_home)
    sheet, about = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    said = {str(row[0].value): str(row[1].value) for row in about.iter_rows()}
    workspace = Workspace(demo_home / "demo.db")
    assert workspace.head()[1] in said["監査記録の先頭"]
    assert "利用条件" in said["利用条件"]
    assert [cell.value for cell in sheet[1]].index("利用条件") == 10
    assert {row[10].value for row in sheet.iter_rows(min_row=2)} >= {"こだま信販株式会社"}
    with workspace.unit() as unit:
        assert [line.entry.action for line in unit.accesses.lines(limit=2)] == ["answers.exported"] * 2
