"""A box that nobody ticked is a blank, whatever the file is: no reader makes a no of it."""

from __future__ import annotations

import pytest

from kit.files.question_sheets import book, ods, read
from sakimori.exchange.questionnaires.reading.result import Normal

HEADER = ("No", "設問", "回答")
QUESTIONS = ("規程がありますか", "責任者がいますか", "記録がありますか")


def rows(*answers: str | bool) -> list[tuple[str | bool, ...]]:
    asked = zip(QUESTIONS, answers, strict=True)
    return [HEADER, *((str(number), text, answer) for number, (text, answer) in enumerate(asked, 1))]


@pytest.mark.parametrize("unticked", [False, "☐", "□", "◻"])
def test_an_unticked_box_of_a_workbook_is_blank(unticked: str | bool) -> None:
    found = read(book(*rows("はい", unticked, True)))
    assert [question.normal for question in found.questions] == [Normal.YES, Normal.BLANK, Normal.YES]


@pytest.mark.parametrize("unticked", ["☐", "□"])
def test_an_unticked_box_of_an_open_document_is_blank(unticked: str) -> None:
    found = read(ods(*rows("はい", unticked, "いいえ")), "a.ods")
    assert [question.normal for question in found.questions] == [Normal.YES, Normal.BLANK, Normal.NO]


def test_an_unticked_box_of_a_page_is_blank() -> None:
    page = "# 確認票\n\n" + "\n".join(f"- [{mark}] {text}" for mark, text in zip("x  ", QUESTIONS, strict=True))
    found = read(page.encode(), "a.md")
    assert [question.normal for question in found.questions] == [Normal.YES, Normal.BLANK, Normal.BLANK]
