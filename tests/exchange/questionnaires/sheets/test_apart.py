"""What is no question: headings with ids, legends, scoring tables, rows that no list reaches; and what is one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kit.files.question_sheets import FORMS, book, classes, csv, read

HEADER = ("No", "設問", "回答", "備考")
ENGLISH = ("No", "Question", "Answer", "Comments")
LISTS = {"C2:C4": ("はい", "いいえ")}
ASKED = (
    HEADER,
    ("1", "規程がありますか", "はい", ""),
    ("2", "責任者がいますか", "はい", ""),
    ("3", "教育していますか", "いいえ", ""),
)

Row = Sequence[str]


def texts(data: bytes, name: str = "a.xlsx") -> list[str]:
    return [question.text for question in read(data, name).questions]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    "tail",
    [
        [("凡例", "", "", ""), ("○", "実施している", "", ""), ("×", "実施していない", "", "")],
        [("○", "実施している", "", ""), ("△", "一部実施", "", ""), ("×", "未実施", "", "")],
        [("", "■採点表", "", ""), ("", "80点以上", "合格", ""), ("", "79点以下", "要改善", "")],
        [("ランク", "点数", "判定", ""), ("A", "80点以上", "合格", ""), ("B", "60点以上", "条件付き合格", "")],
        [("【評価基準】", "", "", ""), ("3", "すべて実施", "", ""), ("2", "一部実施", "", ""), ("1", "未実施", "", "")],
        [("Scoring", "", "", ""), ("3", "Fully implemented", "", ""), ("0", "Not implemented", "", "")],
        [("Grade", "Score", "Result", ""), ("A", "80 and above", "Pass", ""), ("B", "below 80", "Fail", "")],
        [("Legend", "", "", ""), ("Y", "Yes", "", ""), ("N", "No", "", "")],
    ],
)
def test_legends_and_scoring_tables_below_are_no_questions(name: str, tail: list[Row]) -> None:
    found = read(FORMS[name](*ASKED, ("", "", "", ""), *tail), name)
    assert [question.text for question in found.questions] == [row[1] for row in ASKED[1:]]
    assert [row.row_class.value for row in found.rows][5:] == ["legend"] * len(tail)
    assert not found.must_be_seen
    assert len(found.left_out) == len(tail)


@pytest.mark.parametrize(
    "tail",
    [
        [("", "評価基準", "", ""), ("4", "評価の基準がありますか", "はい", ""), ("5", "採点していますか", "はい", "")],
        [("4", "判定の手順がありますか", "はい", ""), ("5", "区分を決めていますか", "いいえ", "")],
        [("4", "Scoring of risks", "はい", "")],
    ],
)
def test_questions_about_scores_are_questions(tail: list[Row]) -> None:
    asked = [row[1] for row in tail if row[0]]
    assert texts(book(*ASKED, ("", "", "", ""), *tail))[3:] == asked


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_rows_that_no_list_reaches_are_told_and_not_asked(name: str) -> None:
    tail = [("", "", "", ""), ("", "合計点", "35", ""), ("", "前回の結果", "良好", ""), ("", "担当者の所見欄", "", "")]
    found = read(FORMS[name](*ASKED, *tail, lists=LISTS), name)
    assert len(found.questions) == 3
    assert [row.text for row in found.to_see] == ["前回の結果 | 良好", "担当者の所見欄"]
    assert all(row.why for row in found.to_see)


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_what_asks_or_goes_on_counting_is_a_question_though_no_list_reaches_it(name: str) -> None:
    tail = [
        ("", "", "", ""),
        ("4", "認証の一覧", "ISO 27001", ""),
        ("", "ほかに伝えることはありますか", "特になし", ""),
    ]
    found = read(FORMS[name](*ASKED, *tail, lists=LISTS), name)
    assert [question.text for question in found.questions][3:] == ["認証の一覧", "ほかに伝えることはありますか"]


def test_a_row_beside_the_list_and_right_below_it_is_a_question() -> None:
    rows = [
        *ASKED[:3],
        ("3", "教育の頻度", "年1回", ""),
        ("4", "記録がありますか", "はい", ""),
        ("", "認証の名称", "ISO 27001", ""),
    ]
    assert len(texts(book(*rows, lists={"C2:C3": ("はい", "いいえ"), "C5": ("はい", "いいえ")}))) == 5


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    "ids",
    [
        ("1.0", "1.1", "1.2", "2.0", "2.1", "2.2"), ("1.", "1.1", "1.2", "2.", "2.1", "2.2"),
        ("Ａ", "A-1", "A-2", "Ｂ", "B-1", "B-2"), ("I", "1", "2", "II", "3", "4"),
        ("第1章", "1", "2", "第2章", "3", "4"),
    ],
)  # fmt: skip
def test_a_heading_with_an_id_of_its_own_heads_what_follows(name: str, ids: tuple[str, ...]) -> None:
    heads, asks = ("体制", "技術"), ("規程がありますか", "責任者がいますか", "暗号化していますか", "記録がありますか")
    words = (heads[0], *asks[:2], heads[1], *asks[2:])
    rows = [(key, text, "" if text in heads else "はい", "") for key, text in zip(ids, words, strict=True)]
    found = read(FORMS[name](HEADER, *rows), name)
    assert [question.text for question in found.questions] == list(asks)
    assert [
        question.sections[-1].endswith(head)
        for question, head in zip(found.questions, (heads[0], heads[0], heads[1], heads[1]), strict=True)
    ] == [True] * 4


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_of_a_blank_form_the_lists_tell_headings_from_questions(name: str) -> None:
    rows = [
        ("10", "体制", "", ""),
        ("11", "規程の整備", "", ""),
        ("12", "責任者の任命", "", ""),
        ("20", "技術", "", ""),
        ("21", "暗号化の実施", "", ""),
    ]
    found = read(FORMS[name](HEADER, *rows, lists={"C3:C4": ("はい", "いいえ"), "C6": ("はい", "いいえ")}), name)
    assert [question.text for question in found.questions] == ["規程の整備", "責任者の任命", "暗号化の実施"]
    assert found.questions[2].sections == ("20 技術",)


@pytest.mark.parametrize("ids", [("1", "2", "3", "4"), ("1.0", "2.0", "3.0", "4.0"), ("A-1", "A-2", "B-1", "B-2")])
def test_short_statements_with_ids_of_one_kind_are_questions(ids: tuple[str, ...]) -> None:
    rows = [(key, text, "", "") for key, text in zip(ids, ("方針の策定", "体制図", "監査", "教育"), strict=True)]
    assert texts(book(HEADER, *rows)) == ["方針の策定", "体制図", "監査", "教育"]
    rows = [(*row[:2], said, "") for row, said in zip(rows, ("はい", "", "はい", "はい"), strict=True)]
    assert texts(book(HEADER, *rows)) == ["方針の策定", "体制図", "監査", "教育"]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    "short", ["Encryption at rest", "MFA enforced for admins", "Backup frequency", "Number of staff", "data location"]
)
def test_a_short_question_without_its_mark_is_one_among_those_that_have_it(name: str, short: str) -> None:
    rows = [
        ("Question", "Response"),
        ("Do you train staff?", ""),
        (short, ""),
        ("Do you keep logs?", ""),
        ("Do you audit?", ""),
    ]
    assert texts(FORMS[name](*rows), name) == [row[0] for row in rows[1:]]


@pytest.mark.parametrize(
    "short", ["パスワードの桁数", "バックアップの頻度", "責任者の氏名", "ログの保存期間", "認証の有無"]
)
def test_the_same_in_japanese(short: str) -> None:
    rows = [("設問", "回答"), ("教育していますか", ""), (short, ""), ("記録がありますか", ""), ("監査していますか", "")]
    for name in FORMS:
        assert texts(FORMS[name](*rows), name) == [row[0] for row in rows[1:]]


@pytest.mark.parametrize("short", ["パスワードの桁数", "責任者の氏名", "Backup frequency", "Contact name"])
def test_a_short_question_is_one_though_the_others_have_ids(short: str) -> None:
    rows = [
        ("1", "教育していますか。", "はい", ""),
        ("", short, "", ""),
        ("2", "記録がありますか。", "はい", ""),
        ("3", "監査していますか。", "", ""),
    ]
    for name in FORMS:
        assert texts(FORMS[name](HEADER, *rows), name) == [row[1] for row in rows]
        other = [rows[0], ("N1", short, "", ""), *rows[2:]]
        assert texts(FORMS[name](HEADER, *other), name) == [row[1] for row in rows]


def test_where_headings_bear_a_sign_few_words_without_one_ask() -> None:
    rows = [
        ("設問", "回答"),
        ("■体制", ""),
        ("教育していますか", ""),
        ("個人情報の取扱い", ""),
        ("記録がありますか", ""),
        ("監査していますか", ""),
    ]
    found = read(csv(*rows), "a.csv")
    assert [question.text for question in found.questions] == [row[0] for row in rows[2:]]
    assert {question.sections for question in found.questions} == {("■体制",)}


@pytest.mark.parametrize("mark", ["*", "＊", "※", "* "])
def test_a_question_that_must_be_answered_is_no_remark(mark: str) -> None:
    rows = [
        ("設問", "回答"),
        (f"{mark}規程がありますか", ""),
        ("責任者がいますか", ""),
        (f"{mark}該当しない場合は理由を書いてください", ""),
    ]
    found = read(csv(*rows), "a.csv")
    assert list(classes(found).values()) == ["header", "question", "question", "note"]
    english = read(csv(("Question", "Answer"), (f"{mark}Is there a policy?", ""), ("Is it kept?", "")), "a.csv")
    assert len(english.questions) == 2
