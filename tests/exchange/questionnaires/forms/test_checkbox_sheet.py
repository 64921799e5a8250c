"""Sheets answered by ticking boxes within a cell."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kit.files.question_sheets import answers, book, classes, flagged, read, totals
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Flag, Normal
from sakimori.exchange.questionnaires.sheets.choices import answer_of, asks_any_of, options_in

DONE = "■ 対応済\n□ 未対策\n□ 対応不要"
OPEN = "□ 対応済\n■ 未対策\n□ 対応不要"
UNTOUCHED = "□ 対応済\n□ 未対策\n□ 対応不要"
HEADER = ("№", "脆弱性の種類", "対策の性質", "チェック", "実施項目", None, "解説")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (DONE, "対応済"),
        ("☑はい ☐いいえ", "はい"),
        ("□はい ■いいえ", "いいえ"),
        ("[x] Yes [ ] No", "Yes"),
        ("[ ] Yes\n[X] No", "No"),
        ("レ 対応済\n□ 未対策", "対応済"),
        ("☐ Yes / ☒ No", "No"),
        (UNTOUCHED, ""),
        ("はい☑ いいえ□", "はい"),
        ("はい□ いいえ☑ 該当なし□", "いいえ"),
        ("はい □\nいいえ ■", "いいえ"),
        ("Yes☐ No☑ N/A☐ (reason)", "No"),
        ("東京□ 大阪☑", "大阪"),
        ("回答：☑はい □いいえ", "はい"),
        ("選択 □はい ☑いいえ", "いいえ"),
        ("□はい ☑いいえ □", "いいえ"),
        ("●はい　○いいえ", "はい"),
        ("○はい ●いいえ ○該当なし", "いいえ"),
        ("○はい ○いいえ", ""),
    ],
)
def test_the_ticked_box_is_the_answer(cell: str, expected: str) -> None:
    assert len(options_in(cell)) > 1
    assert [option.label for option in options_in(cell) if option.is_ticked] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "cell",
    ["", "■", "■ 対応済", "はい", "レビュー済み", "[a] [b]", "※", "○甲 ●乙", "●はい ●いいえ", "既定は ●はい ○いいえ"],
)
def test_fewer_than_two_boxes_are_none(cell: str) -> None:
    assert options_in(cell) == ()
    assert not asks_any_of(cell)


def test_two_ticked_boxes_wait_for_a_person() -> None:
    found = answer_of("■はい ■いいえ")
    assert (found.normal, found.token) == (Normal.AMBIGUOUS, "はい+いいえ")
    assert answer_of("■はい ■いいえ", Meanings(said={"はい+いいえ": Normal.PARTLY})).normal is Normal.PARTLY


def test_a_label_that_is_no_token_is_a_text() -> None:
    found = answer_of("□はい ■個別に相談")
    assert (found.normal, found.token) == (Normal.TEXT, "個別に相談")


def sheet(*, with_ids: bool = True, merged: bool = True) -> bytes:
    rows = [
        ("1", "甲の脆弱性", "根本", f"※\n{DONE}", "■", "一つ目の方法", "1-(i)-a"),
        ("1", None, "根本", None if merged else f"※\n{DONE}", "□", "二つ目の方法", "1-(i)-b"),
        ("1", None, "保険", OPEN, None, "別の対策", "1-(ii)"),
        HEADER,
        ("2", "乙の脆弱性", "根本", UNTOUCHED, None, "もう一つの対策", "2-(i)"),
    ]
    cut = [row if with_ids else row[:-1] for row in rows]
    areas = ("E1:F1", *(("D2:D3",) if merged else ()))
    return book(HEADER if with_ids else HEADER[:-1], *cut, merged=areas)


@pytest.mark.parametrize("merged", [True, False])
def test_ways_of_which_one_is_enough_are_one_question(merged: bool) -> None:
    found = read(sheet(merged=merged))
    assert found.profile == "checkbox-sheet"
    assert [(q.id, q.normal.value, q.sections) for q in found.questions] == [
        ("1-(i)", "yes", ("甲の脆弱性", "根本")),
        ("1-(ii)", "no", ("甲の脆弱性", "保険")),
        ("2-(i)", "blank", ("乙の脆弱性", "根本")),
    ]
    first = found.questions[0]
    assert first.raw == f"※\n{DONE}"
    assert first.text == "一つ目の方法\n二つ目の方法"
    assert first.choices == ("対応済", "未対策", "対応不要")
    assert {key: first.more[key] for key in ("1-(i)-a", "1-(i)-b")} == {"1-(i)-a": "■", "1-(i)-b": "□"}
    assert list(classes(found).values()) == ["header", "question", "sub_row", "question", "header", "question"]


def test_ways_without_ids_are_told_by_the_merged_answer() -> None:
    found = read(sheet(with_ids=False))
    assert len(found.questions) == 3
    assert classes(found)[3] == "sub_row"


def test_boxes_in_a_customers_own_sheet() -> None:
    found = read(
        book(
            ("№", "確認内容", "チェック"),
            ("1", "責任者はいますか", "☑はい ☐いいえ"),
            ("2", "規程はありますか", "☐はい ☑いいえ"),
            ("3", "台帳はありますか", "□はい □いいえ"),
            ("4", "鍵はありますか", "■はい ■いいえ"),
        )
    )
    assert [normal for *_, normal in answers(found)] == ["yes", "no", "blank", "ambiguous"]
    assert flagged(found.questions) == {Flag.MARKED_TWICE: 1}


@pytest.mark.samples
def test_a_sheet_that_a_vendor_filled(samples: Path) -> None:
    folder = samples / "growi-docs" / "derived"
    expected = json.loads((folder / "_EXPECTED_ipa_wiki.json").read_text())
    found = read((folder / "ipa_wiki.xlsx").read_bytes(), "ipa_wiki.xlsx")
    assert found.profile == "checkbox-sheet"
    assert len(found.questions) == expected["check_items"]
    counted = {"yes": "対応済", "no": "未対策", "na": "対応不要"}
    assert {counted[kind]: count for kind, count in totals(found).items()} == expected["status"]
    assert len({question.sections[0] for question in found.questions}) == expected["vulnerability_types"]
    assert sum(asks_any_of(question.raw) for question in found.questions) == expected["multi_choice_items"]
    by_class = {kind.value: count for kind, count in found.by_class.items()}
    assert by_class["question"] + by_class["sub_row"] == expected["leaf_rows"]
    ticks = [box for question in found.questions for box in question.more.values()]
    assert (ticks.count("■"), ticks.count("□")) == (expected["sub_checked"], expected["sub_unchecked"])
    ids = dict.fromkeys(re.sub(r"-[a-z]$", "", row["id"]) if row["multi"] else row["id"] for row in expected["rows"])
    assert [question.id for question in found.questions] == list(ids)
