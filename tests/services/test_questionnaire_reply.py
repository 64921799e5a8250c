"""Answers back in the asker's own workbook."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from builders import AT, a_workspace, an_actor
from question_sheets import book, csv
from sakimori.domain.codes import AssessmentKind, UserRole
from sakimori.domain.pack import AnswerState
from sakimori.domain.third_party import SELF_ID
from sakimori.errors import NotPermittedError, StateError
from sakimori.exchange.questionnaires.private_pack import DESCRIBED, Sound
from sakimori.exchange.questionnaires.reading import Normal
from sakimori.services.answers import AnswerInput, answer_many
from sakimori.services.assessment_opening import open_assessment
from sakimori.services.questionnaire_intake import TakenIn, plan_questionnaire, take_in
from sakimori.services.questionnaire_plan import NewPack, Target
from sakimori.services.questionnaire_reading import read_file
from sakimori.services.questionnaire_reply import Reply, reply
from sakimori.services.workspace import Workspace
from services.assessing import a_party

ROWS = (
    ("大項目", "小項目", "No.", "確認事項", "回答", "備考"),
    ("組織", "体制", "1", "個人情報保護の責任者を定めていますか。", "", ""),
    ("", "", "2", "取扱規程を定めていますか。", "", ""),
    ("技術", "権限", "3", "アクセス権限を見直していますか。", "", ""),
    ("", "", "4", "操作の記録を取得していますか。", "", ""),
    ("", "", "5", "保存するデータを暗号化していますか。", "", ""),
)
LISTED = book(*ROWS, merged=("A2:A3", "A4:A6"), lists={"E2:E6": ("○", "△", "×", "対象外")})
MARKED = book(
    ("No.", "確認事項", "はい", "いいえ", "該当なし", "備考"),
    *((row[2], row[3], "", "", "", "") for row in ROWS[1:]),
)
GIVEN = (
    AnswerInput("1", value=("yes",)),
    AnswerInput("2", value=("no",), note="来年度に制定"),
    AnswerInput("3", state=AnswerState.NA, reason="利用者が一人"),
    AnswerInput("4", state=AnswerState.UNKNOWN),
)


def asked_of_us(workspace: Workspace, data: bytes, filename: str = "御社用.xlsx") -> TakenIn:
    """A customer's blank sheet, opened for our own company."""
    file = read_file(workspace, data, filename)
    form = NewPack("客先の確認票", Sound.YES, "客先")
    plan = plan_questionnaire(workspace, file, Target(SELF_ID, kind=AssessmentKind.ASKED), form, actor=an_actor())
    return take_in(workspace, plan, form, actor=an_actor(), at=AT)


def answered(workspace: Workspace, data: bytes, *given: AnswerInput) -> Reply:
    """The sheet as it goes back with these answers."""
    done = asked_of_us(workspace, data)
    assert done.assessment is not None
    answer_many(workspace, done.assessment.id, given, actor=an_actor(), at=AT)
    return reply(workspace, done.assessment.id, actor=an_actor(), at=AT)


def test_a_list_gets_its_own_members_and_remarks_their_own_column() -> None:
    workspace = a_workspace()
    made = answered(workspace, LISTED, *GIVEN)
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    assert [sheet.cell(row, 5).value for row in range(2, 7)] == ["○", "×", "対象外", None, None]
    assert [sheet.cell(row, 6).value for row in range(2, 7)] == [None, "来年度に制定", "利用者が一人", None, None]
    assert len(sheet.data_validations.dataValidation) == 1
    assert (made.filename, made.answered) == ("御社用.xlsx", 3)
    assert [one.id for one in made.unanswered] == ["4", "5"]


def test_a_sign_goes_into_the_column_of_the_answer_alone() -> None:
    workspace = a_workspace()
    made = answered(workspace, MARKED, *GIVEN)
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    cells = [[sheet.cell(row, column).value for column in (3, 4, 5)] for row in range(2, 7)]
    assert cells == [["○", None, None], [None, "○", None], [None, None, "○"], [None] * 3, [None] * 3]


@pytest.mark.parametrize("data", [LISTED, MARKED], ids=["list", "marks"])
def test_what_goes_back_reads_as_what_was_answered(data: bytes) -> None:
    workspace = a_workspace()
    made = answered(workspace, data, *GIVEN)
    again = read_file(workspace, made.data, made.filename).reading
    assert [question.normal for question in again.questions] == [
        Normal.YES, Normal.NO, Normal.NA, Normal.BLANK, Normal.BLANK,
    ]  # fmt: skip


def test_an_answer_that_the_list_does_not_offer_is_told_and_not_written() -> None:
    workspace = a_workspace()
    described = AnswerInput("1", value=(DESCRIBED,), reason="役員が兼ねる")
    made = answered(workspace, LISTED, described)
    assert made.answered == 0
    assert "選択肢" in made.unanswered[0].why.ja
    assert load_workbook(io.BytesIO(made.data)).worksheets[0]["E2"].value is None


def test_without_a_list_the_answer_and_its_remark_stand_in_words() -> None:
    workspace = a_workspace()
    data = book(("No.", "確認事項", "回答"), *((row[2], row[3], "") for row in ROWS[1:]))
    made = answered(workspace, data, AnswerInput("1", value=("yes",), note="2024年から"))
    assert load_workbook(io.BytesIO(made.data)).worksheets[0]["C2"].value == "はい\n2024年から"


def test_only_a_workbook_that_came_to_us_can_go_back() -> None:
    workspace = a_workspace()
    text = csv(("No.", "確認事項", "回答"), *((row[2], row[3], "") for row in ROWS[1:]))
    done = asked_of_us(workspace, text, "御社用.csv")
    assert done.assessment is not None
    with pytest.raises(StateError):
        reply(workspace, done.assessment.id, actor=an_actor(), at=AT)
    own = open_assessment(workspace, a_party(workspace).id, pack_id="jp-cloud", group="light", actor=an_actor(), at=AT)
    with pytest.raises(StateError):
        reply(workspace, own.id, actor=an_actor(), at=AT)
    with pytest.raises(NotPermittedError):
        reply(workspace, own.id, actor=an_actor(UserRole.SALES), at=AT)
