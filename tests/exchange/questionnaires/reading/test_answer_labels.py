"""Only what is labelled plainly as the answer counts unasked: labels with a qualifier and guessed columns wait."""

from __future__ import annotations

import json

import pytest

from kit.files.mutants.words import HOPED_LABELS, PLAIN_LABELS, UNKNOWN_LABELS
from kit.files.question_sheets import answers, book, read
from sakimori.exchange.questionnaires.reading.answer_labels import is_plain_answer, is_qualified, names_another_answer
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Flag, Normal

ASKED = (("1", "責任者がいますか", "はい"), ("2", "規程がありますか", "いいえ"), ("3", "教育をしていますか", "はい"))
PAIRS = [(text, given) for _, text, given in ASKED]


@pytest.mark.parametrize("label", PLAIN_LABELS)
def test_a_plain_label_counts_unasked(label: str) -> None:
    found = read(book(("No.", "質問", label), *ASKED))
    assert ([normal for *_, normal in answers(found)], found.is_open) == (["yes", "no", "yes"], False)


@pytest.mark.parametrize("label", [*HOPED_LABELS, *UNKNOWN_LABELS])
def test_any_other_label_waits_for_a_person(label: str) -> None:
    found = read(book(("No.", "質問", label), *ASKED))
    assert list(found.unsaid.values()) == [3]
    assert all(Flag.UNSAID_LABEL in question.flags for question in found.questions)


def test_hoped_for_answers_beside_given_ones_are_not_read_and_ask_nothing() -> None:
    for label in HOPED_LABELS:
        rows = [(key, text, "いいえ", given) for key, text, given in ASKED]
        found = read(book(("No.", "質問", label, "回答"), *rows))
        assert ([normal for *_, normal in answers(found)], found.is_open) == (["yes", "no", "yes"], False), label


def test_a_heading_over_the_label_may_make_it_another() -> None:
    rows = (("", "", "模範"), ("No.", "質問", "回答"), *ASKED)
    assert read(book(*rows)).unsaid == {"模範": 3}
    assert not read(book(("", "", "委託先"), *rows[1:])).is_open


def test_columns_to_mark_under_a_hoped_for_heading_wait_too() -> None:
    rows = [("1", "責任者がいますか", "○", ""), ("2", "規程がありますか", "", "○")]
    made = book(("No.", "質問", "期待する回答", ""), ("", "", "はい", "いいえ"), *rows, merged=("C1:D1",))
    assert list(read(made).unsaid.values()) == [2]


def test_a_column_to_mark_for_what_is_planned_is_one_of_the_others() -> None:
    rows = [("1", "責任者がいますか", "", "", "○"), ("2", "規程がありますか", "", "○", "")]
    found = read(book(("No.", "質問", "はい", "いいえ", "予定"), *rows))
    assert ([question.normal for question in found.questions], found.is_open) == ([Normal.PLANNED, Normal.NO], False)


def test_two_columns_that_look_alike_are_not_chosen_between() -> None:
    rows = [(key, text, given, "いいえ") for key, text, given in ASKED]
    assert read(book(("No.", "質問", "回答（製品A）", "回答（製品B）"), *rows)).unsaid == {"回答（製品A）": 3}


def test_an_empty_column_asks_nothing() -> None:
    assert not read(book(("No.", "質問", "推奨回答"), *((key, text, "") for key, text, _ in ASKED))).is_open


def test_a_person_says_that_a_label_heads_the_answers_or_does_not() -> None:
    data = book(("No.", "質問", "推奨回答"), *ASKED)
    taken = read(data, meanings=Meanings(labels={"推奨 回答": True}))
    assert ([normal for *_, normal in answers(taken)], taken.is_open) == (["yes", "no", "yes"], False)
    left = read(data, meanings=Meanings(labels={"推奨回答": False}))
    assert ([question.normal for question in left.questions], left.is_open) == ([Normal.BLANK] * 3, False)
    assert [question.more["推奨回答"] for question in left.questions] == ["はい", "いいえ", "はい"]


@pytest.mark.parametrize(
    "key", ["expected_answer", "expectedAnswer", "idealResponse", "default-answer", "期待する回答", "正答"]
)
def test_keys_of_records_are_labels(key: str) -> None:
    records = [{"id": str(n), "question": text, key: given} for n, (text, given) in enumerate(PAIRS, start=1)]
    assert list(read(json.dumps(records).encode(), "a.json").unsaid) == [key]
    plain = [{**record, "answer": "no"} for record in records]
    found = read(json.dumps(plain).encode(), "a.json")
    assert (found.totals, found.is_open) == ({Normal.NO: 3}, False)


@pytest.mark.parametrize("label", ["Expected answer", "Model answer", "期待する回答", "正答", "Ideal"])
def test_markdown_announces_other_answers_in_headings_and_in_paragraphs(label: str) -> None:
    def page(*parts: str) -> bytes:
        return "\n\n".join(["# Page", *parts]).encode()

    alone = [f"## {text}？\n\n{label}: {given}" for text, given in PAIRS]
    assert list(read(page(*alone), "a.md").unsaid.values()) == [3]
    below = [f"## {text}？\n\n### {label}\n\n{given}" for text, given in PAIRS]
    assert list(read(page(*below), "a.md").unsaid.values()) == [3]
    both = [f"## {text}？\n\n**{label}:** いいえ\n\n回答: {given}" for text, given in PAIRS]
    found = read(page(*both), "a.md")
    assert ([normal for *_, normal in answers(found)], found.is_open) == (["yes", "no", "yes"], False)


def test_a_table_on_a_page_and_an_attestation_are_asked_about() -> None:
    rows = "\n".join(f"| {n} | {text} | {given} |" for n, (text, given) in enumerate(PAIRS, start=1))
    assert list(read(f"| No | 質問 | 模範回答 |\n|---|---|---|\n{rows}\n".encode(), "a.md").unsaid) == ["模範回答"]
    two = "\n".join(f"| {text} | {given} |" for text, given in PAIRS)
    zone = f'::: zone pivot="general"\n| **情報** | **期待される応答** |\n|---|---|\n{two}\n'
    assert list(read(zone.encode(), "a.md").unsaid) == ["期待される応答"]


def test_a_known_form_with_a_column_of_another_name_is_asked_about() -> None:
    rows = [(f"A&A-0{n}.1", text, given, "") for n, (text, given) in enumerate(PAIRS, start=1)]
    header = ("Question ID", "Question", "Expected CAIQ Answer", "CSP Implementation Description")
    assert list(read(book(header, *rows, name="CAIQv4.0.3")).unsaid) == ["Expected CAIQ Answer"]
    meti = [(n, "可用性", f"項目{n}", text, "有無", "有") for n, (text, _) in enumerate(PAIRS, start=1)]
    labels = ("№", "種別", "サービスレベル項目例", "規定内容", "測定単位")
    assert list(read(book((*labels, "設定例"), *meti)).unsaid) == ["設定例"]
    assert not read(book((*labels, "設定"), *meti)).is_open


@pytest.mark.parametrize(
    "label",
    ["判断基準", "回答者", "回答（記入例：○）", "回答（過去1年間）", "Answer (previous 12 months)", "回答（必須）"],
)
def test_brackets_that_explain_the_answer_do_not_qualify_it(label: str) -> None:
    assert is_plain_answer(label) is label.startswith(("回答（", "Answer"))


def test_labels_beyond_any_length_are_none() -> None:
    assert not is_plain_answer("回答" * 200)
    assert not is_qualified("模範" * 200)
    assert not names_another_answer("Previous incidents")


def test_brackets_that_say_whether_a_cell_must_be_filled_take_no_label_back() -> None:
    assert not is_qualified("CSP Implementation Description (Optional/Recommended)")
    assert is_qualified("Answer (recommended)")
