"""Answers in pages of Markdown and plain text: in cells of tables and below questions, and all else as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.examples import examples
from kit.files.question_sheets import answers, read
from sakimori.domain.codes import ControlArea
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Choice, Question, QuestionType
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.result import (
    Address,
    ReadQuestion,
    ReadQuestionnaire,
    RowClass,
    SeenRow,
)
from sakimori.exchange.questionnaires.replies.form_cells import AnswerInForm, FormCells, LeftOut
from sakimori.exchange.questionnaires.replies.page import answer_page

TABLE = (
    "# 確認票\n\n担当：*佐藤*\n\n| No. | 質問 | 回答 | 備考 |\n|---|:--|---|--|\n| 1 | 暗号化していますか | | |\n"
    "|2|教育をしていますか|__|例 `a`|\n| 3 | a\\|b を分けますか |  いいえ  | |\n\n以上\n"
)
SHEET = "確認票"


def at(row: int, column: int) -> Address:
    return Address(SHEET, row, column)


def cells(data: bytes) -> dict[tuple[int, int], str]:
    grid = open_document(data, "a.md").sheets[0].grid
    return {(row.number, n): cell for row in grid.rows for n, cell in enumerate(row.cells) if cell}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_the_cell_of_a_table_changes(end: str) -> None:
    before = TABLE.replace("\n", end).encode()
    after = answer_page(before, {at(7, 2): "はい", at(8, 3): "来期|済", at(9, 2): "一部"})
    expected = TABLE.replace("ますか | | |", "ますか | はい | |", 1).replace("|例 `a`|", "|来期\\|済|")
    assert after.decode() == expected.replace("  いいえ  ", "  一部  ").replace("\n", end)


def test_signs_of_markdown_and_lines_in_an_answer_are_shown_as_they_were_meant() -> None:
    said = "*1* を `x` と_y_ に [z](u)\nA&amp;B <b>"
    after = answer_page(TABLE.encode(), {at(7, 2): said})
    assert cells(after)[7, 2] == said
    assert cells(after) == {**cells(TABLE.encode()), (7, 2): said}


def test_a_table_without_bars_at_its_ends_is_filled_as_well() -> None:
    page = "No | 質問 | 回答\n--|--|--\n1 | 規程がありますか | \n2 | 記録がありますか | いいえ\n"
    after = answer_page(page.encode(), {Address("Table", 3, 2): "はい", Address("Table", 4, 2): "一部"})
    assert after.decode() == page.replace("か | \n", "か | はい | \n").replace("いいえ", "一部")


PAGE = "# Security\n\n## 1. Do you encrypt data?\n\n## 2. Do you keep logs?\n\nTBD\n\n## 3. Who is responsible?\n"


def test_an_answer_goes_below_its_heading_or_in_the_place_of_what_stands_there() -> None:
    first, second, third = Address("", 3), Address("", 7), Address("", 9)
    after = answer_page(PAGE.encode(), {first: "Yes\nAES-256", second: "No", third: "# 1 person"}, (first, third))
    assert after.decode() == (
        "# Security\n\n## 1. Do you encrypt data?\n\nYes\n\nAES-256\n\n## 2. Do you keep logs?\n\nNo\n\n"
        "## 3. Who is responsible?\n\n\\# 1 person\n"
    )
    found = read(after, "a.md")
    assert answers(found) == [("1", "Yes\n\nAES-256", "yes"), ("2", "No", "no"), ("3", "# 1 person", "text")]


def test_an_answer_to_an_item_of_a_list_stands_within_it() -> None:
    page = "- 暗号化していますか？\n- 教育をしていますか？\n  1. 年に何回ですか？\n"
    first, second = Address("", 1), Address("", 3)
    after = answer_page(page.encode(), {first: "はい\n全件", second: "2回"}, (first, second)).decode()
    assert after == (
        "- 暗号化していますか？\n\n  はい\n\n  全件\n- 教育をしていますか？\n  1. 年に何回ですか？\n\n     2回\n"
    )


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("Q1: Do you encrypt?\nA: \n\nQ2: Do you log?\nA: No\n", "a.md"),
        ("質問1：暗号化していますか\n回答：\n\n質問2：記録していますか\n回答：いいえ\n", "a.txt"),
    ],
)
def test_the_label_of_an_answer_stays_before_it(page: str, name: str) -> None:
    place = Address("", 2)
    after = answer_page(page.encode(), {place: "はい"}, is_markdown=name == "a.md")
    assert answers(read(after, name))[0][1:] == ("はい", "yes")
    lines = page.splitlines()
    lines[1] = f"{lines[1].rstrip()} はい" if name == "a.md" else f"{lines[1]}はい"
    assert after.decode().splitlines() == lines


def test_what_is_no_line_or_cell_and_what_the_encoding_lacks_is_refused() -> None:
    for place in (at(7, 9), at(99, 2), Address("", 99), Address("", 6)):
        with pytest.raises(InvalidValueError):
            answer_page(TABLE.encode(), {place: "はい"})
    with pytest.raises(StateError, match="✓"):
        answer_page(TABLE.encode("cp932"), {at(7, 2): "✓"})
    assert "✓" in answer_page(TABLE.encode("cp932"), {at(7, 2): "✓"}, as_utf8=True).decode("utf-8-sig")


@settings(max_examples=examples(100), deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from([7, 8, 9]), st.sampled_from([2, 3])),
        st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=20)
        | st.sampled_from(
            ["a\nb", "|", "\\", "**x**", "`|`", "&lt;", "![](a)", "~~a~~", "a\\|", "1. a", "http://a.b/c_d_e"]
        ),
        max_size=4,
    )
)
def test_whatever_is_written_into_cells_is_read_again_and_nothing_else_moves(texts: dict[tuple[int, int], str]) -> None:
    before = TABLE.encode()
    after = answer_page(before, {at(*place): text for place, text in texts.items()})
    found, expected = cells(after), {**cells(before), **texts}
    assert {place: _bare(text) for place, text in found.items()} == {
        place: bare for place, text in expected.items() if (bare := _bare(text))
    }


def _bare(text: str) -> str:
    return "".join(text.split())


TASKS = (
    "# 点検\n\n- [ ] 暗号化している\n- [ ] 教育をしている\n\n責任者を定めていますか\n\n"
    "1. [ ] はい\n2. [x] いいえ\n3. [ ] 該当なし\n"
)


def a_form(*asked: ReadQuestion) -> FormCells:
    """A page with boxes, read as lists of tasks are: each line a question, or several the choices of one."""
    rows = tuple(SeenRow(one.question_at, RowClass.QUESTION) for one in asked if one.question_at)
    reading = ReadQuestionnaire("task-list", Text("", ""), "a.md", "", "UTF-8", "", asked, rows)
    return FormCells(open_document(TASKS.encode(), "a.md"), reading, {}, "ja")


def a_question() -> Question:
    choices = (Choice("yes", Text("はい", "Yes")), Choice("no", Text("いいえ", "No")))
    words = Text("a", "a")
    return Question("1", "s", ControlArea.POLICY, ("full",), words, words, QuestionType.CHOICE, choices)


def test_boxes_of_a_list_are_ticked_in_their_own_lines() -> None:
    task = ReadQuestion("", "暗号化している", Address("", 3), question_at=Address("", 3))
    choice = ReadQuestion(
        "", "責任者を定めていますか", Address("", 9), question_at=Address("", 6), choices=("はい", "いいえ", "該当なし")
    )
    form = a_form(task, choice)
    yes, no = (AnswerValue((one,), AnswerState.ANSWERED, "") for one in ("yes", "no"))
    first, second = form.written(task, a_question(), yes, ""), form.written(choice, a_question(), yes, "兼任")
    assert isinstance(first, AnswerInForm)
    assert isinstance(second, AnswerInForm)
    assert second.unplaced is not None
    cells, torn = form.merged({0: first, 1: second})
    assert not torn
    after = answer_page(TASKS.encode(), cells, (*first.below, *second.below)).decode()
    assert after == TASKS.replace("[ ] 暗号化", "[x] 暗号化").replace("[ ] はい", "[x] はい").replace(
        "[x] い", "[ ] い"
    )
    # An empty box says nothing, so that a list of tasks cannot say no.
    assert isinstance(form.written(task, a_question(), no, ""), LeftOut)
