"""The METI checklist of cloud service levels, as several vendors fill it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from kit.files.question_sheets import answers, before_its_remark, book, classes, read, totals

HEADER = ("№", "種別", "サービスレベル項目例", "規定内容", "測定単位", "設定")
ROWS = (
    ("アプリケーション運用",),
    ("1", "可用性", "時間帯", "提供する時間帯", "時間帯", "24時間"),
    ("2", None, "予定通知", "停止の事前連絡", "有無", "有, 5営業日前まで"),
    ("3", None, "終了通知", "終了の事前連絡", "有無", "【無】検討中"),
    ("サポート",),
    ("4", "サポート", "受付", "受け付ける時間帯", "時間帯", "公開しておりません。"),
    ("5", None, "通知", "異常の通知", "時間", "規定なし"),
    ("6", None, "保険", "補償の有無", "有無", None),
)
MERGED = ("A4:F4", "B5:B7", "A8:F8", "B9:B11")


def sheet(header: tuple[str, ...] = HEADER) -> bytes:
    return book(
        ("チェックリスト 2026年版",), ("この資料は回答書です。",), header, *ROWS, merged=("A1:F1", "A2:F2", *MERGED)
    )


def test_sections_types_units_and_answers() -> None:
    found = read(sheet())
    assert (found.profile, found.title) == ("meti-sla", "チェックリスト 2026年版")
    assert [(q.id, q.sections, q.unit, q.normal.value) for q in found.questions] == [
        ("1", ("アプリケーション運用", "可用性", "時間帯"), "時間帯", "text"),
        ("2", ("アプリケーション運用", "可用性", "予定通知"), "有無", "yes"),
        ("3", ("アプリケーション運用", "可用性", "終了通知"), "有無", "no"),
        ("4", ("サポート", "サポート", "受付"), "時間帯", "undisclosed"),
        ("5", ("サポート", "サポート", "通知"), "時間", "undefined"),
        ("6", ("サポート", "サポート", "保険"), "有無", "blank"),
    ]
    assert found.questions[1].comment == "5営業日前まで"
    assert str(found.questions[0].address) == "チェックシート!F5"


@pytest.mark.parametrize("name", ["回答", "当社の状況", "弊社サービスの内容", "サービス仕様", "当社の対応内容"])
def test_vendors_name_the_answers_as_they_like(name: str) -> None:
    found = read(sheet((*HEADER[:-1], name)))
    assert found.profile == "meti-sla"
    assert answers(found) == answers(read(sheet()))


def test_an_example_beside_the_answer_is_no_answer() -> None:
    rows = [(*row[:-1], "例", row[-1]) if len(row) > 1 else row for row in ROWS]
    found = read(book((*HEADER[:-1], "設定例", "当社の状況"), *rows))
    assert totals(found) == totals(read(sheet()))
    assert found.questions[0].guidance == "例"


def test_a_row_cut_in_two_by_a_printed_page_is_one_question() -> None:
    found = read(book(HEADER, *ROWS[:3], (None, None, None, "（方法を含む）", None, "画面で知らせます"), *ROWS[3:]))
    assert classes(found)[5] == "continuation"
    assert (found.questions[1].text, found.questions[1].raw) == (
        "停止の事前連絡\n（方法を含む）",
        "有, 5営業日前まで\n画面で知らせます",
    )
    assert found.questions[1].normal.value == "yes"


def test_items_of_a_sheet_without_numbers_stay_apart() -> None:
    rows = [(None, *row[1:]) if len(row) > 1 else row for row in ROWS]
    assert len(read(book(HEADER, *rows)).questions) == 6


@pytest.mark.samples
@pytest.mark.parametrize(
    "name", ["meti_wiki.xlsx", "meti_wiki_cp932.csv", "meti_wiki_utf8bom.csv", "meti_wiki_utf16.csv"]
)
def test_a_sheet_that_a_vendor_filled(samples: Path, name: str) -> None:
    folder = samples / "growi-docs" / "derived"
    expected = json.loads((folder / "_EXPECTED_meti_wiki.json").read_text())
    found = read((folder / name).read_bytes(), name)
    assert found.profile == "meti-sla"
    assert len(found.questions) == expected["items"]
    assert Counter(question.sections[0] for question in found.questions) == expected["sections"]
    assert Counter(question.sections[1] for question in found.questions) == expected["kinds"]
    assert Counter(question.unit for question in found.questions) == expected["unit"]
    prefixes = {"text": "text", "yes": "有", "no": "無", "undisclosed": "非公開", "undefined": "規定なし"}
    said = Counter(prefixes[before_its_remark(question).value] for question in found.questions)
    assert said == expected["answer_prefix"]
    # Such as 有 with the remark that stored data are not encrypted.
    assert totals(found)["ambiguous"] == sum(found.ambiguous.values()) == 4
    for question, item in zip(found.questions, expected["items_data"], strict=True):
        assert (question.id, question.text, question.raw) == (str(item["№"]), item["規定内容"], item["設定"])
        assert prefixes[before_its_remark(question).value] == item["prefix"]
