"""What a reading leaves out is told with what stands there; what may be a question or an answer is to be seen."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from kit.files.question_sheets import FORMS, book, read
from kit.files.workbooks import filled, saved
from sakimori.exchange.questionnaires.reading.result import reading_as_dict

HEADER = ("No", "設問", "回答", "備考")
ASKED = (HEADER, ("1", "規程がありますか", "はい", ""), ("2", "責任者がいますか", "はい", ""))


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    "row",
    [("例", "記入例の質問ですか", "○", "このように"), ("", "", "", ""), ("合計", "得点は次のとおり", "2", "")],
    ids=["example", "blank", "total"],
)
def test_every_row_with_a_text_is_told(name: str, row: tuple[str, ...]) -> None:
    found = read(FORMS[name](("社内チェックリスト", "", "", ""), *ASKED, row), name)
    told = [one.text for one in found.left_out]
    assert told == ["社内チェックリスト", *([" | ".join(filter(None, row))] if any(row) else [])]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    ("above", "below"),
    [
        ([("委託先チェックリスト", "", "", "")], []),
        ([("凡例 ○:実施 ×:未実施", "", "", "")], []),
        ([("会社名", "株式会社青空", "", ""), ("記入日", "", "2026-04-01", "")], []),
        ([], [("※ 該当しない場合は理由を書いてください", "", "", "")]),
        ([], [("合計", "", "2", "")]),
        ([], [("以上", "", "", "")]),
        ([], [("会社名", "株式会社青空", "", "")]),
        ([], [("ご協力ありがとうございました。", "", "", "")]),
    ],
)
def test_what_says_of_itself_that_it_asks_nothing_stops_nobody(
    name: str, above: list[tuple[str, ...]], below: list[tuple[str, ...]]
) -> None:
    found = read(FORMS[name](*above, *ASKED, *below), name)
    assert len(found.questions) == 2
    assert len(found.left_out) == len(above) + len(below)
    assert not found.must_be_seen


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    ("above", "below"),
    [
        ([("0", "秘密保持契約がありますか", "はい", "")], []),
        ([], [("例", "記入例の質問ですか", "○", "")]),
        ([], [("※ 9", "ほかの事業者", "○", "")]),
        ([], [("", "", "", ""), ("", "", "いいえ", "")]),
    ],
)
def test_what_may_be_a_question_or_an_answer_is_to_be_seen(
    name: str, above: list[tuple[str, ...]], below: list[tuple[str, ...]]
) -> None:
    found = read(FORMS[name](*above, *ASKED, *below), name)
    lost = [" | ".join(filter(None, row)) for row in (*above, *below) if any(row)]
    assert len(found.questions) + len(found.to_see) == 3 or found.questions[-1].raw.endswith("いいえ")
    assert {row.text for row in found.to_see} <= set(lost)


def test_an_answer_beside_a_heading_is_to_be_seen() -> None:
    found = read(
        FORMS["a.csv"](("大項目", "No", "設問", "回答"), ("組織", "", "", "はい"), ("", "1", "責任者がいますか", "○")),
        "a.csv",
    )
    assert [row.text for row in found.to_see] == ["組織 | はい"]


def test_answers_that_stand_below_their_questions_are_to_be_seen_whatever_remark_follows() -> None:
    said = ("Yes。No exceptions", "No", "N/A", "はい、確認済み")
    rows = [
        row for n, answer in enumerate(said, 1) for row in ((f"{n}", f"Is control {n} in place?", ""), ("", "", answer))
    ]
    found = read(FORMS["a.csv"](("#", "Question", "Answer (default)"), *rows), "a.csv")
    assert [row.text for row in found.to_see] == list(said)


def two_sheets(*other: tuple[str, ...], name: str = "別紙") -> bytes:
    made = filled(Workbook(), ASKED)
    sheet = made.create_sheet(name)
    for row in other:
        sheet.append(row)
    return saved(made)


def caiq(*rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [("Question ID", "Question", "CSP CAIQ Answer", "CSP Implementation Description"), *rows]


def test_a_sheet_of_questions_that_the_form_does_not_know_is_to_be_seen() -> None:
    made = filled(Workbook(), caiq(*((f"A&A-0{n}.1", f"Is audit {n} held?", "Yes", "") for n in range(1, 5))))
    sheet = made.create_sheet("Added")
    for row in (("No", "Question", "Answer"), ("1", "Is there insurance?", "Yes"), ("2", "Who signs?", "CEO")):
        sheet.append(row)
    found = read(saved(made))
    assert found.profile == "caiq-4"
    (skipped,) = found.skipped
    assert (skipped.name, skipped.is_doubtful) == ("Added", True)
    assert "not read: 2" in skipped.why.en


@pytest.mark.parametrize(
    "rows",
    [
        [("使い方",), ("はい・いいえで答えてください。",)],
        [("No", "設問", "回答"), ("1", "規程がありますか", "はい"), ("2", "責任者がいますか", "はい")],
        [("名前", "電話"), ("山田", "03")],
    ],
)
def test_instructions_and_copies_are_not(rows: list[tuple[str, ...]]) -> None:
    assert not read(two_sheets(*rows)).must_be_seen


def test_programs_are_told_what_stands_in_each_row() -> None:
    told = reading_as_dict(read(book(("社内チェックリスト",), *ASKED, ("例", "記入例の質問ですか", "○", ""))))
    assert [(row["text"], row["to_see"]) for row in told["sheets"]["left_out"]] == [
        ("社内チェックリスト", False),
        ("例 | 記入例の質問ですか | ○", True),
    ]
