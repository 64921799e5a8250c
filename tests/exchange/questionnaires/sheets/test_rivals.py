"""Answers that stand in two places: which one counts, and when a person has to say."""

from __future__ import annotations

import io
import json

import pytest
from openpyxl import Workbook, load_workbook

from kit.files.question_sheets import book, csv, flagged, read, totals
from kit.files.workbooks import saved
from sakimori.exchange.questionnaires.reading.result import Flag, Normal

ASKED = ("規程がありますか", "教育をしていますか", "記録を残していますか")
CAIQ = tuple(f"A&A-0{n}.1" for n in range(1, 4))


def with_hidden(data: bytes, column: str) -> bytes:
    made = load_workbook(io.BytesIO(data))
    made.worksheets[0].column_dimensions[column].hidden = True
    return saved(made)


def two_sheets(
    header: tuple[str, ...], first: tuple[tuple[str, ...], ...], second: tuple[tuple[str, ...], ...]
) -> bytes:
    made = Workbook()
    for row in (header, *first):
        made.worksheets[0].append(list(row))
    other = made.create_sheet("続き")
    for row in second:
        other.append(list(row))
    return saved(made)


def test_a_hidden_column_of_the_same_label_counts_last() -> None:
    rows = [(key, text, "No", "Yes") for key, text in zip(CAIQ, ASKED, strict=True)]
    data = book(("Question ID", "Question", "CSP CAIQ Answer", "CSP CAIQ Answer"), *rows)
    assert totals(read(with_hidden(data, "C"))) == {"yes": 3}
    assert totals(read(with_hidden(data, "D"))) == {"no": 3}


@pytest.mark.parametrize("labels", [("回答", "回答"), ("Answer (HQ)", "Answer (Branch)"), ("Answer", "Response")])
def test_two_columns_that_answer_otherwise_are_asked_in_known_forms_and_on_pages(labels: tuple[str, str]) -> None:
    rows = [(key, text, "Yes", "No") for key, text in zip(CAIQ, ASKED, strict=True)]
    header = ("Question ID", "Question", *labels)
    assert flagged(read(book(header, *rows)).questions)[Flag.UNSAID_LABEL] == 3
    lines = "\n".join(f"| {' | '.join(row)} |" for row in (header, ("---",) * 4, *rows))
    found = read(f"# CAIQ\n\n{lines}\n".encode(), "caiq.md")
    assert flagged(found.questions)[Flag.UNSAID_LABEL] == 3


def test_two_columns_that_answer_alike_need_no_asking() -> None:
    rows = [(key, text, "Yes", "はい") for key, text in zip(CAIQ, ASKED, strict=True)]
    found = read(book(("Question ID", "Question", "CSP CAIQ Answer", "回答"), *rows))
    assert totals(found) == {"yes": 3}
    assert not found.is_open


@pytest.mark.parametrize(
    "labels", [("回答（2025年4月）", "回答（2026年4月）"), ("回答", "貴社回答"), ("回答1", "回答2")]
)
def test_two_fields_of_data_that_answer_otherwise_are_asked(labels: tuple[str, str]) -> None:
    items = [{"No": str(n), "設問": text, labels[0]: "はい", labels[1]: "いいえ"} for n, text in enumerate(ASKED)]
    found = read(json.dumps({"p": [{"title": "A", "items": items}]}, ensure_ascii=False, indent=1).encode(), "a.json")
    assert found.profile == "data"
    assert all(q.normal is Normal.AMBIGUOUS or Flag.UNSAID_LABEL in q.flags for q in found.questions)
    assert found.is_open


def test_signs_of_a_file_of_its_own_are_answers_beside_a_legend_without_a_label() -> None:
    signs, told = ("イ", "ロ", "イ"), ("イ:実施済", "ロ:未実施", "")
    rows = [(str(n), text, sign, said) for n, (text, sign, said) in enumerate(zip(ASKED, signs, told, strict=True), 1)]
    found = read(book(("No", "設問", "貴社回答", ""), *rows))
    assert [q.raw for q in found.questions] == list(signs)
    assert totals(found) == {"ambiguous": 3}


def test_a_sheet_without_labels_goes_on_with_the_one_before_and_is_asked() -> None:
    header, rows = ("No", "設問", "はい", "いいえ"), tuple((str(n), text, "", "○") for n, text in enumerate(ASKED, 1))
    others = tuple((f"4{key}", f"海外で{text}", *rest) for key, text, *rest in rows)
    found = read(two_sheets(header, rows, others))
    assert found.sheets == ("Sheet", "続き")
    assert [q.normal for q in found.questions] == [Normal.NO] * 6
    assert [Flag.UNSAID_LABEL in q.flags for q in found.questions] == [False] * 3 + [True] * 3


def test_a_question_without_id_that_is_answered_in_two_ways_is_flagged() -> None:
    rows = (("規程を定めていますか", "はい"), ("教育をしていますか", "はい"), ("規程を定めていますか", "いいえ"))
    found = read(csv(("設問", "回答"), *rows), "a.csv")
    assert [Flag.CONFLICTING in q.flags for q in found.questions] == [True, False, True]
    assert [note.message.en for note in found.notes if note.code == "same_text"] == [
        "The same question has different answers: 規程を定めていますか (a!B2 / a!B4)."
    ]


def test_an_id_that_stands_twice_at_one_question_of_data_is_an_id() -> None:
    said = [(1, ASKED[0], "いいえ"), *((n, f"{text}{n}", "はい") for n, text in enumerate((*ASKED, *ASKED), 1))]
    said[1] = (1, ASKED[0], "はい")
    items = [{"#": str(key), "question": text, "answer": given} for key, text, given in said]
    found = read(json.dumps({"p": [{"title": "A", "items": items}]}, ensure_ascii=False, indent=1).encode(), "a.json")
    assert [q.id for q in found.questions] == ["1", "1", "2", "3", "4", "5", "6"]
    assert flagged(found.questions)[Flag.CONFLICTING] == 2


def test_numbers_that_stand_twice_are_no_marks_under_no() -> None:
    said = (("1", "○", ""), ("2", "", "○"), ("2", "○", ""), ("4", "", "○"))
    items = [
        {"No.": key, "質問": f"規程{n}がありますか", "はい": yes, "いいえ": no} for n, (key, yes, no) in enumerate(said)
    ]
    found = read(json.dumps({"p": [{"title": "A", "items": items}]}, ensure_ascii=False, indent=1).encode(), "a.json")
    assert [q.normal for q in found.questions] == [Normal.YES, Normal.NO, Normal.YES, Normal.NO]


def test_an_answer_beside_which_nothing_asks_must_be_seen() -> None:
    page = (
        "# CAIQ\n\n| Question ID | Question | Answer |\n|---|---|---|\n"
        + "".join(f"| {key} | {text} | |\n| | | Yes |\n" for key, text in zip(CAIQ, ASKED, strict=True))
    )  # fmt: skip
    assert [row.text for row in read(page.encode(), "caiq.md").to_see] == ["Yes"] * 3
    items = [one for text in ASKED for one in ({"question": text, "answer": ""}, {"question": "", "answer": "Yes"})]
    found = read(json.dumps({"p": [{"title": "A", "items": items}]}, ensure_ascii=False, indent=1).encode(), "a.json")
    assert [row.text for row in found.to_see] == ["Yes"] * 3


def test_answers_below_their_questions_in_a_column_that_nobody_calls_one_must_be_seen() -> None:
    rows = [row for n, text in enumerate(ASKED, 1) for row in ((str(n), text, ""), ("", "", "はい"))]
    found = read(book(("No", "設問", "模範"), *rows))
    assert len(found.questions) == 3
    assert [row.text for row in found.to_see] == ["はい"] * 3


def test_short_questions_with_ids_go_on_on_the_next_sheet() -> None:
    header = ("No", "設問", "回答")
    first = tuple((str(n), text, "はい") for n, text in enumerate(ASKED, 1))
    found = read(two_sheets(header, first, (("4", "監視の間隔", ""), ("5", "通知をしていますか", "いいえ"))))
    assert [q.id for q in found.questions] == ["1", "2", "3", "4", "5"]
    assert flagged(found.questions)[Flag.UNSAID_LABEL] == 1
