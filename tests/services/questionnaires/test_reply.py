"""Answers back in the asker's own workbook."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from exchange.questionnaires.forms.test_caiq_sheet import version_3
from kit.assessing import a_party
from kit.builders import AT, a_workspace, an_actor
from kit.examples import examples
from kit.files.question_sheets import book
from kit.files.workbooks import saved
from sakimori.domain.codes import AssessmentKind, UserRole
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.third_party import SELF_ID
from sakimori.errors import NotPermittedError, StateError
from sakimori.exchange.questionnaires.ours.private_pack import DESCRIBED, Polarity
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import IntakeResult, plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file
from sakimori.services.questionnaires.reply import Reply, reply

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


def asked_of_us(workspace: Workspace, data: bytes, filename: str = "御社用.xlsx") -> IntakeResult:
    """A customer's blank sheet, opened for our own company."""
    file = read_file(workspace, data, filename)
    form = NewPack("客先の確認票", Polarity.YES, "客先")
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


def test_only_a_file_that_came_to_us_can_go_back() -> None:
    workspace = a_workspace()
    own = open_assessment(workspace, a_party(workspace).id, pack_id="jp-cloud", group="light", actor=an_actor(), at=AT)
    with pytest.raises(StateError):
        reply(workspace, own.id, actor=an_actor(), at=AT)
    with pytest.raises(NotPermittedError):
        reply(workspace, own.id, actor=an_actor(UserRole.SALES), at=AT)


def a_form(*columns: str, rest: tuple[str, ...] = (), above: tuple[str, ...] = ()) -> bytes:
    """A blank form of three questions with these columns beside No. and 確認事項."""
    rows = [(*row[2:4], *(rest or ("",) * len(columns))) for row in ROWS[1:4]]
    return book(*([above] if above else []), ("No.", "確認事項", *columns), *rows)


def reading_of(made: Reply) -> list[tuple[str, str]]:
    """What each answer of the reply means, and its remark."""
    read = read_questionnaire(made.data, made.filename)
    return [(question.normal.value, question.comment) for question in read.questions]


def test_a_remark_without_a_place_is_told_beside_the_answer_that_was_written() -> None:
    made = answered(a_workspace(), book(*(row[:5] for row in ROWS), lists={"E2:E6": ("○", "×")}), GIVEN[1])
    assert made.answered == 1
    assert [one.id for one in made.unplaced] == ["2"]
    assert "来年度に制定" in made.unplaced[0].why.ja


def test_planned_goes_into_a_column_of_its_own() -> None:
    data = a_form("はい", "一部", "いいえ", "予定", "備考")
    made = answered(a_workspace(), data, AnswerInput("1", value=("planned",)), AnswerInput("2", value=("no",)))
    assert [meaning for meaning, _ in reading_of(made)] == ["planned", "no", "blank"]


def test_a_printed_legend_gives_the_words() -> None:
    data = a_form("回答", above=("凡例 ○:実施 △:一部 ×:未実施", "", ""))
    made = answered(a_workspace(), data, AnswerInput("1", value=("yes",)), AnswerInput("2", value=("no",)))
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    assert [sheet.cell(row, 3).value for row in (3, 4)] == ["○", "×"]


def test_what_would_read_as_something_else_is_taken_back_and_told() -> None:
    data = a_form("回答")
    made = answered(
        a_workspace(), data, AnswerInput("1", value=("yes",)), AnswerInput("2", value=("partly",), note="x")
    )
    assert [meaning for meaning, _ in reading_of(made)] == ["yes", "blank", "blank"]
    assert [one.id for one in made.unanswered] == ["2", "3"]
    assert "別の意味" in made.unanswered[0].why.ja


def test_what_the_sender_wrote_among_the_remarks_stays_above_ours() -> None:
    made = answered(a_workspace(), a_form("回答", "備考", rest=("", "証跡名も記入のこと")), GIVEN[1])
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    assert [sheet.cell(row, 4).value for row in (2, 3)] == ["証跡名も記入のこと", "証跡名も記入のこと\n来年度に制定"]


def test_a_cell_with_a_formula_is_left_alone_and_the_rest_is_written() -> None:
    book_ = load_workbook(io.BytesIO(a_form("回答")))
    book_.worksheets[0]["C3"] = '=IF(1=1,"","")'
    data = saved(book_)
    made = answered(a_workspace(), data, GIVEN[0], GIVEN[1])
    assert made.answered == 1
    assert "数式" in made.unanswered[0].why.ja
    assert load_workbook(io.BytesIO(made.data)).worksheets[0]["C3"].value == '=IF(1=1,"","")'


def test_the_marks_of_a_caiq_stand_in_their_own_columns() -> None:
    workspace = a_workspace()
    done = asked_of_us(workspace, saved(version_3([("", "", "")] * 3)))
    assert done.assessment is not None
    ids = [question.id for question in done.pack.questions]
    given = [AnswerInput(one, value=(word,)) for one, word in zip(ids, ("yes", "no", "no"), strict=True)]
    answer_many(workspace, done.assessment.id, given, actor=an_actor(), at=AT)
    made = reply(workspace, done.assessment.id, actor=an_actor(), at=AT)
    assert [meaning for meaning, _ in reading_of(made)] == ["yes", "no", "no"]


def test_the_file_that_asked_is_filled_and_not_one_that_only_answered_it() -> None:
    workspace = a_workspace()
    done = asked_of_us(workspace, LISTED)
    ours = book(*((*row[:4], "○" if place == 1 else row[4], row[5]) for place, row in enumerate(ROWS)))
    file = read_file(workspace, ours, "昨年の回答.xlsx")
    target = Target(SELF_ID, done.pack.id, kind=AssessmentKind.ASKED)
    plan = plan_questionnaire(workspace, file, target, actor=an_actor())
    take_in(workspace, plan, actor=an_actor(), at=AT)
    assert done.assessment is not None
    made = reply(workspace, done.assessment.id, actor=an_actor(), at=AT)
    assert (made.filename, made.answered) == ("御社用.xlsx", 1)


def test_a_form_that_came_filled_by_one_is_never_the_reply_of_another() -> None:
    workspace = a_workspace()
    filled = book(*((*row[:4], row[4] or ("○" if row[2] == "1" else ""), row[5]) for row in ROWS))
    file = read_file(workspace, filled, "甲社.xlsx")
    form = NewPack("確認票", Polarity.YES)
    first = a_party(workspace)
    plan = plan_questionnaire(workspace, file, Target(first.id), form, actor=an_actor())
    done = take_in(workspace, plan, form, actor=an_actor(), at=AT)
    other = a_party(workspace, "株式会社おつ")
    opened = open_assessment(workspace, other.id, pack_id=done.pack.id, group="full", actor=an_actor(), at=AT)
    with pytest.raises(StateError):
        reply(workspace, opened.id, actor=an_actor(), at=AT)


BOXES = ("□はい　□一部　□いいえ　□対象外", "")
GIVEN_THREE = (
    AnswerInput("1", value=("yes",)),
    AnswerInput("2", value=("no",), note="来期"),
    AnswerInput("3", state=AnswerState.NA, reason="利用者が一人"),
)


@pytest.mark.parametrize(
    ("form", "cells"),
    [
        (
            a_form("回答", "備考", rest=BOXES),
            [("■はい　□一部　□いいえ　□対象外", None), ("□はい　□一部　■いいえ　□対象外", "来期"),
             ("□はい　□一部　□いいえ　■対象外", "利用者が一人")],
        ),
        (a_form("回答", "備考", rest=("[ ] はい [ ] いいえ", "")),
         [("[x] はい [ ] いいえ", None), ("[ ] はい [x] いいえ", "来期"), ("[ ] はい [ ] いいえ", None)]),
        (a_form("○×", "備考"), [("○", None), ("×", "来期"), ("該当なし", "利用者が一人")]),
        (a_form("回答（Yes/No/NA）", "備考"), [("Yes", None), ("No", "来期"), ("NA", "利用者が一人")]),
    ],
    ids=["boxes", "brackets", "signs in the label", "words in the label"],
)  # fmt: skip
def test_boxes_are_ticked_and_labels_say_in_which_tokens_to_answer(
    form: bytes, cells: list[tuple[str | None, str | None]]
) -> None:
    made = answered(a_workspace(), form, *GIVEN_THREE)
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    assert [(sheet.cell(row, 3).value, sheet.cell(row, 4).value) for row in range(2, 5)] == cells
    assert made.answered + len(made.unanswered) == 3
    assert not made.unplaced


def test_a_numbered_question_is_no_legend_for_numbers() -> None:
    rows = (("1", "規程を定めている", ""), ("2", "教育をしている", ""))
    workspace = a_workspace()
    made = answered(workspace, book(("項番", "チェック項目", "回答"), *rows), AnswerInput("1", value=("yes",)))
    assert load_workbook(io.BytesIO(made.data)).worksheets[0]["C2"].value == "はい"


def test_marks_below_a_joint_label_are_offered_by_what_they_mean() -> None:
    form = book(
        ("No.", "質問", "回答", "", "備考"), ("", "", "実施", "未実施", ""), ("1", "規程を定めていますか", "", "", ""),
        merged=("A1:A2", "B1:B2", "C1:D1", "E1:E2"),
    )  # fmt: skip
    workspace = a_workspace()
    made = answered(workspace, form, AnswerInput("1", value=("no",), note="来期"))
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    assert [sheet.cell(3, column).value for column in (3, 4, 5)] == [None, "○", "来期"]


@settings(max_examples=examples(40), deadline=None)
@given(st.data(), st.sampled_from(["list", "marks", "words", "boxes", "signs"]))
def test_every_answer_reads_back_as_it_was_meant_or_is_told(data: st.DataObject, layout: str) -> None:
    forms = {
        "list": LISTED,
        "marks": MARKED,
        "words": a_form("回答", "備考"),
        "boxes": a_form("回答", "備考", rest=BOXES),
        "signs": a_form("○×", "備考"),
    }
    words = data.draw(st.lists(st.sampled_from(["yes", "partly", "no", "planned"]), min_size=3, max_size=3))
    notes = data.draw(st.lists(st.text("あx○× 。,", max_size=6), min_size=3, max_size=3))
    workspace = a_workspace()
    done = asked_of_us(workspace, forms[layout])
    assert done.assessment is not None
    asked = {question.id: {choice.id for choice in question.choices} for question in done.pack.questions}
    given_ = [
        AnswerInput(one, value=(word,), note=note.strip())
        for one, word, note in zip(("1", "2", "3"), words, notes, strict=True)
        if word in asked[one]
    ]
    answer_many(workspace, done.assessment.id, given_, actor=an_actor(), at=AT)
    made = reply(workspace, done.assessment.id, actor=an_actor(), at=AT)
    told = {one.id for one in made.unanswered}
    again = {question.id: question.normal.value for question in read_questionnaire(made.data, made.filename).questions}
    assert all(again[one.question_id] == one.value[0] for one in given_ if one.question_id not in told)
    assert made.answered + len(told) == len(asked)
