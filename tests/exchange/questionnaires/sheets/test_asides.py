"""Rows among questions that ask nothing: examples, totals, and how what follows is to be answered."""

from __future__ import annotations

import json

import pytest

from kit.files.question_sheets import book, classes, csv, read
from sakimori.exchange.questionnaires.reading.result import ReadQuestionnaire, RowClass

HEADER = ("No", "設問", "回答")
ROWS = (("1", "規程がありますか", "はい"), ("2", "教育をしていますか", "いいえ"), ("3", "記録を残していますか", "はい"))


def in_data(*rows: tuple[str, str, str]) -> ReadQuestionnaire:
    items = [dict(zip(HEADER, row, strict=True)) for row in rows]
    return read(
        json.dumps({"parts": [{"title": "A", "items": items}]}, ensure_ascii=False, indent=1).encode(), "a.json"
    )


def in_caiq(*rows: tuple[str, str, str], name: str) -> ReadQuestionnaire:
    header = ("Question ID", "Question", "Answer")
    asked = tuple((f"A&A-0{n}.1", f"Is part {n} reviewed?", "Yes") for n in range(1, 4))
    if name.endswith(".md"):
        lines = "\n".join(f"| {' | '.join(row)} |" for row in (header, ("---",) * 3, *rows, *asked))
        return read(f"# CAIQ\n\n{lines}\n".encode(), name)
    return read(csv(header, *rows, *asked), name)


@pytest.mark.parametrize("sign", ["例", "例1", "（例）", "【記入例】", "ex.", "Sample", "Example 2"])
def test_a_row_that_is_called_an_example_is_no_question(sign: str) -> None:
    example = (sign, "方針を公表していますか", "はい")
    assert [q.text for q in read(book(HEADER, example, *ROWS)).questions] == [text for _, text, _ in ROWS]
    assert [q.text for q in in_data(example, *ROWS).questions] == [text for _, text, _ in ROWS]
    for name in ("caiq.csv", "caiq.md"):
        assert len(in_caiq(example, name=name).questions) == 3


def test_an_example_with_an_answer_must_be_seen() -> None:
    (row,) = read(book(HEADER, ("例", "方針を公表していますか", "はい"), *ROWS)).to_see
    assert row.text == "例 | 方針を公表していますか | はい"


def test_a_question_that_says_that_it_is_an_example_is_none() -> None:
    rows = (("（記入例）方針を公表していますか", "はい"), *((text, given) for _, text, given in ROWS))
    assert len(read(book(("設問", "回答"), *rows)).questions) == 3


def test_a_question_about_examples_and_exceptions_is_one() -> None:
    rows = (("1", "例外の手続がありますか", "はい"), ("2", "（例外）を記録していますか", "いいえ"), ROWS[2])
    assert len(read(book(HEADER, *rows)).questions) == 3


@pytest.mark.parametrize(
    "label", ["合計", "「はい」の数", "達成率", "Score", "Total", "合計点", "Number of Yes answers"]
)
def test_a_count_below_the_questions_is_no_answer(label: str) -> None:
    for row in ((label, "", "62%"), ("", label, "62%")):
        found = read(book(HEADER, *ROWS, row))
        assert [q.raw for q in found.questions] == ["はい", "いいえ", "はい"]
        assert found.rows[-1].row_class is RowClass.NOTE
    assert len(in_data(*ROWS, ("", label, "62%")).questions) == 3
    assert len(in_caiq(("", label, "62%"), name="caiq.csv").questions) == 3


def test_a_rate_with_an_id_of_its_own_is_asked_for() -> None:
    assert len(read(book(HEADER, *ROWS, ("4", "達成率", "62%"))).questions) == 4


@pytest.mark.parametrize(
    "note",
    [
        "次の設問からは技術的な対策についてうかがいます。",
        "Please answer the following for the production environment only.",
        "（注）個人データには従業者の情報を含みます。",
    ],
)
def test_how_what_follows_is_to_be_answered_is_no_part_of_the_question_above(note: str) -> None:
    header = ("№", "種別", "サービスレベル項目例", "規定内容", "測定単位", "設定")
    rows = [(str(n), "可用性", f"項目{n}", f"障害{n}を通知するか", "有無", "有") for n in range(1, 5)]
    found = read(book(header, *rows[:2], ("", "", "", note, "", ""), *rows[2:]))
    assert [q.text for q in found.questions] == [row[3] for row in rows]
    assert classes(found)[4] == "note"


def test_labels_that_stand_again_in_the_table_are_no_question() -> None:
    header = ("№", "種別", "規定内容", "回答欄")
    rows = [(str(n), "可用性", f"障害{n}を通知するか", "有") for n in range(1, 5)]
    found = read(book(header, *rows[:2], (*header[:3], "設定"), *rows[2:]))
    assert len(found.questions) == 4
    assert classes(found)[4] == "header"


def test_a_question_above_labels_that_stand_again_is_no_upper_row_of_theirs() -> None:
    header = ("№", "種別", "規定内容", "想定回答")
    rows = [(str(n), "可用性", f"障害{n}を通知するか", "Y / N") for n in range(1, 5)]
    found = read(book(header, *rows[:2], header, *rows[2:]))
    assert [q.id for q in found.questions] == ["1", "2", "3", "4"]
    assert {q.answer_label for q in found.questions} == {"想定回答"}


def test_a_row_of_labels_merged_with_the_one_above_but_for_the_answer_is_a_part_of_the_header() -> None:
    rows = [(str(n), "可用性", f"障害{n}を通知するか", "有") for n in range(1, 5)]
    above, below = ("№", "種別", "規定内容", "貴社ご記入欄"), ("", "", "", "設定")
    found = read(book(above, below, *rows, merged=("A1:A2", "B1:B2", "C1:C2")))
    assert [kind for row, kind in classes(found).items() if row < 3] == ["header", "header"]
    assert len(found.questions) == 4


def test_english_questions_without_ids_and_marks_are_each_a_question() -> None:
    header = ("#", "Question", "Answer")
    rows = (("1", "Are logs kept", "Yes"), ("", "Are backups tested", "N/A"), ("", "Do you train all staff", ""))
    assert [q.text for q in read(book(header, *rows)).questions] == [text for _, text, _ in rows]
    cut = (("1", "Are logs kept", ""), ("", "and are they tested", ""), ("2", "Do you train all staff", "Yes"))
    assert [q.text for q in read(book(header, *cut)).questions] == [
        "Are logs kept\nand are they tested",
        "Do you train all staff",
    ]


def test_what_is_said_of_the_implementation_takes_an_answer_of_data_back() -> None:
    name = "CSP Implementation Description (Optional/Recommended)"
    said = (("Yes", "No longer performed"), ("Yes", "Each night"), ("No", ""))
    items = [
        {"Question ID": f"A-{n}", "Question": f"Is part {n} reviewed?", "CSP CAIQ Answer": given, name: remark}
        for n, (given, remark) in enumerate(said, 1)
    ]
    found = read(json.dumps({"p": [{"title": "A", "items": items}]}, indent=1).encode(), "a.json")
    assert [q.normal.value for q in found.questions] == ["ambiguous", "yes", "no"]
