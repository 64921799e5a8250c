"""The way back to who asked, on the page of an assessment."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.files.question_sheets import book
from kit.tables import tables
from sakimori.clock import now
from sakimori.domain.codes import AssessmentKind, AssessmentState, UserRole
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file
from ui.assessments.test_assess import a_draft
from ui.conftest import Show

ROWS = (("No.", "質問", "回答"), ("1", "暗号化していますか", "○"), ("2", "教育をしていますか", ""))


def asked_of_us(home: Path, data: bytes = b"", filename: str = "客先.xlsx") -> str:
    """A customer's sheet that our own company answers; its assessment."""
    workspace = Workspace(home / "demo.db")
    actor = Actor("us01", "佐藤", frozenset(UserRole))
    file = read_file(workspace, data or book(*ROWS, lists={"C2:C3": ("○", "×")}), filename)
    form = NewPack("客先の確認票", Polarity.YES)
    plan = plan_questionnaire(workspace, file, Target(SELF_ID, kind=AssessmentKind.ASKED), form, actor=actor)
    done = take_in(workspace, plan, form, actor=actor, at=now())
    assert done.assessment is not None
    assert done.assessment.state is AssessmentState.DRAFT
    return done.assessment.id


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_sheet_that_came_goes_back_with_what_stays_open_listed(demo_home: Path, show: Show, language: str) -> None:
    at = show("assess", language=language, id=asked_of_us(demo_home))
    at.button(key="reply_make").click().run()
    assert not at.exception
    said = " ".join(str(one.value) for one in at.markdown)
    assert ("1件の回答を書きました" if language == "ja" else "Answers written: 1") in said
    listed = next(one.value for one in tables(at) if one.value.shape == (1, 3))
    assert next(iter(listed.iloc[0])) == "チェックシート!C3"


def test_what_did_not_come_as_a_file_offers_no_way_back(demo_home: Path, show: Show) -> None:
    at = show("assess", id=a_draft(demo_home))
    assert all(one.key != "reply_make" for one in at.button)


def test_what_the_encoding_of_a_file_lacks_is_offered_as_utf8(demo_home: Path, show: Show) -> None:
    data = "No.,質問,回答,備考\n1,鍵を掛けていますか,,\n2,記録していますか,,\n".encode("cp932")
    assessment_id = asked_of_us(demo_home, data, "客先.csv")
    given = AnswerInput("1", value=("yes",), note="担当は𠮷田")
    actor = Actor("us01", "佐藤", frozenset(UserRole))
    answer_many(Workspace(demo_home / "demo.db"), assessment_id, [given], actor=actor, at=now())
    at = show("assess", id=assessment_id)
    at.button(key="reply_make").click().run()
    assert "「𠮷」" in str(next(one.value for one in tables(at) if one.value.shape == (2, 3)).iloc[1, 2])
    at.button(key="reply_utf8").click().run()
    assert not at.exception
    assert next(one.value for one in tables(at) if one.value.shape[1] == 3).shape == (1, 3)
    assert all(one.key != "reply_utf8" for one in at.button)
