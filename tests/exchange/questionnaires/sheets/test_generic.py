"""Tables of questions that no form is known of, as customers make them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from kit.files.question_sheets import answers, book, classes, csv, flagged, read, totals
from kit.files.workbooks import filled, saved
from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Flag, Normal

HEADER = ("大項目", "中項目", "小項目", "No.", "確認事項", "回答", "備考")
MERGED = book(
    ("委託先セキュリティチェックシート",),
    ("凡例 ○:実施 △:一部実施 ×:未実施 －:対象外",),
    (),
    HEADER,
    ("組織的対策", "体制", "責任者", 1, "責任者を任命していますか。", "○", ""),
    (None, None, "規程", 2, "規程を定めていますか。", "△", "改定中です"),
    (None, "教育", None, 3, "従業員教育を行っていますか。", "×", ""),
    ("技術的対策", "アクセス", "認証", 4, "多要素認証を使っていますか。", "－", "社外からは使えない"),
    (None, None, None, 5, "ログを保存していますか。", "◎", ""),
    ("※回答は○△×で記入してください",),
    merged=("A1:G1", "A2:G2", "A5:A7", "B5:B6", "A8:A9", "B8:B9", "C8:C9"),
    hidden=(6,),
)
PATHS = [
    ("組織的対策", "体制", "責任者"),
    ("組織的対策", "体制", "規程"),
    ("組織的対策", "教育"),
    ("技術的対策", "アクセス", "認証"),
    ("技術的対策", "アクセス", "認証"),
]


def test_a_sheet_of_circles_crosses_and_triangles_with_merged_headings() -> None:
    found = read(MERGED)
    assert (found.profile, found.title) == ("generic", "委託先セキュリティチェックシート")
    assert totals(found) == {"yes": 1, "partly": 1, "no": 1, "na": 1, "ambiguous": 1}
    assert found.ambiguous == {"◎": 1}
    assert [question.sections for question in found.questions] == PATHS
    assert [str(question.address) for question in found.questions] == [f"チェックシート!F{row}" for row in range(5, 10)]
    assert flagged(found.questions) == {Flag.HIDDEN_ROW: 1}
    assert classes(found)[10] == "note"


def test_the_same_sheet_with_blanks_below_headings_as_csv() -> None:
    rows = [
        HEADER,
        ("組織的対策", "体制", "責任者", "1", "任命していますか", "○", ""),
        ("", "", "規程", "2", "定めていますか", "△", ""),
        ("", "教育", "", "3", "行っていますか", "不要", ""),
        ("技術的対策", "アクセス", "認証", "4", "使っていますか", "X", ""),
        ("", "", "", "5", "保存していますか", "－", ""),
    ]
    found = read(csv(*rows), "a.csv")
    assert [question.sections for question in found.questions] == PATHS
    assert found.ambiguous == {"不要": 1, "X": 1, "－": 1}
    assert read("\n".join("\t".join(row) for row in rows).encode("utf-16"), "a.tsv").totals == found.totals
    assert read("\r\n".join(",".join(row) for row in rows).encode("cp932"), "a.csv").questions == found.questions


def test_a_person_says_once_what_the_doubtful_tokens_mean() -> None:
    found = read(MERGED, meanings=Meanings(said={"◎": Normal.YES}))
    assert totals(found) == {"yes": 2, "partly": 1, "no": 1, "na": 1}
    assert not found.ambiguous


def test_a_column_for_each_answer() -> None:
    found = read(
        book(
            ("No", "確認項目", "回答", None, None, "備考"),
            (None, None, "はい", "いいえ", "該当なし", None),
            ("1", "A規程がありますか", "○", None, None, ""),
            ("2", "B規程がありますか", None, "○", None, "来年度"),
            ("3", "C規程がありますか", None, None, "レ", ""),
            ("4", "D規程がありますか", None, None, None, ""),
            ("5", "E規程がありますか", "○", "○", None, ""),
            ("6", "F規程がありますか", "X", None, None, ""),
            ("7", "G規程がありますか", "×", None, None, ""),
            merged=("A1:A2", "B1:B2", "C1:E1", "F1:F2"),
        )
    )
    assert answers(found) == [
        ("1", "○", "yes"),
        ("2", "○", "no"),
        ("3", "レ", "na"),
        ("4", "", "blank"),
        ("5", "○ ○", "ambiguous"),
        ("6", "X", "yes"),
        ("7", "×", "ambiguous"),
    ]
    assert [str(question.address) for question in found.questions[:4]] == [
        "チェックシート!C3",
        "チェックシート!D4",
        "チェックシート!E5",
        "チェックシート!C6",
    ]
    assert found.questions[1].comment == "来年度"
    assert flagged(found.questions) == {Flag.MARKED_TWICE: 1, Flag.NA_WITHOUT_REASON: 1}


def test_the_first_question_of_a_sheet_without_a_header_is_no_header() -> None:
    found = read(book(*((str(n), f"質問その{n}ですか", given) for n, given in enumerate(("No", "Yes", "No"), 1))))
    assert answers(found) == [("1", "No", "no"), ("2", "Yes", "yes"), ("3", "No", "no")]
    titled = read(
        book(
            ("チェックシート",),
            *((f"質問その{n}ですか？", given) for n, given in enumerate("○×○", 1)),
            merged=("A1:B1",),
        )
    )
    assert [normal for *_, normal in answers(titled)] == ["yes", "no", "yes"]


def test_a_header_that_asks_above_columns_to_mark_stays_one() -> None:
    rows = (("1", "保存データの暗号化", "○", None), ("2", "内部監査の実施", None, "○"))
    assert answers(read(book(("No", "次を実施していますか", "はい", "いいえ"), *rows))) == [
        ("1", "○", "yes"),
        ("2", "○", "no"),
    ]


def test_the_legend_above_the_answers_explains_them() -> None:
    found = read(
        book(
            ("項番", "確認事項", "ご回答\n（◎：実施、○：一部実施、×：未実施、－：該当なし）", "対応内容"),
            ("1", "責任者を置いていますか", "◎", "CISO"),
            ("2", "規程がありますか", "○", ""),
            ("3", "教育していますか", "×", ""),
            ("4", "監査していますか", "－", ""),
        )
    )
    assert totals(found) == {"yes": 1, "partly": 1, "no": 1, "na": 1}


def several_sheets() -> bytes:
    made = Workbook()
    made.worksheets[0].title = "表紙"
    filled(made, [("委託先チェック",), ("株式会社サンプル",)])
    for name, rows in (
        ("記入要領", [("記入方法",), ("凡例",), ("◎", "実施している"), ("△", "一部実施"), ("×", "実施していない")]),
        ("組織", [("No", "設問", "回答"), (1, "責任者がいますか", "◎"), (2, "規程がありますか", "△")]),
        ("技術", [("No", "設問", "回答"), (3, "認証", "◎"), (4, "ログ", "×")]),
        ("マスタ", [("No", "設問", "回答"), (9, "隠れた質問", "◎")]),
    ):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made["マスタ"].sheet_state = "hidden"
    return saved(made)


def test_several_sheets_with_their_legend_on_one_of_its_own() -> None:
    found = read(several_sheets())
    assert found.sheets == ("組織", "技術")
    assert totals(found) == {"yes": 2, "partly": 1, "no": 1}
    assert [(sheet.name, sheet.why.en) for sheet in found.skipped] == [
        ("表紙", "It holds no table of questions."),
        ("記入要領", "It holds no table of questions."),
        ("マスタ", "It is hidden."),
    ]


def test_a_blank_sheet_offers_its_choices() -> None:
    found = read(
        book(
            ("#", "Requirement", "Compliance (Y/N/P)", "Remarks"),
            (1, "MFA is enforced", None, None),
            (2, "Logs are kept", None, None),
            (3, "Backups are tested", None, None),
            lists={"C2:C4": ("Y", "N", "P")},
        )
    )
    assert totals(found) == {"blank": 3}
    assert {question.choices for question in found.questions} == {("Y", "N", "P")}


def test_answers_that_are_all_alike_are_noticed() -> None:
    rows = [(n, f"質問その{n}ですか", "はい") for n in range(1, 13)]
    assert [note.code for note in read(book(("No", "設問", "回答"), *rows)).notes] == ["all_alike"]
    rows[3] = (4, "質問その4ですか", "いいえ")
    assert not read(book(("No", "設問", "回答"), *rows)).notes


@pytest.mark.parametrize("name", ["記入例", "回答票（記入例）", "見本", "Example"])
def test_a_sheet_filled_as_an_example_is_left_out(name: str) -> None:
    made = Workbook()
    made.worksheets[0].title = name
    filled(made, [("No", "設問", "回答"), ("1", "責任者がいますか", "○"), ("2", "規程がありますか", "×")])
    assert totals(read(saved(made))) == {"yes": 1, "no": 1}
    blank = made.create_sheet("チェック")
    for row in (("No", "設問", "回答"), ("1", "責任者がいますか", None), ("2", "規程がありますか", None)):
        blank.append(row)
    found = read(saved(made))
    assert totals(found) == {"blank": 2}
    assert [(sheet.name, sheet.why.ja) for sheet in found.skipped] == [(name, "記入例のシートです。")]


def test_answers_on_a_sheet_of_their_own_are_taken_also_below_a_title() -> None:
    made = filled(Workbook(), [("No", "設問"), ("1", "責任者がいますか"), ("2", "規程がありますか")])
    apart = made.create_sheet("回答票")
    for row in (("回答票",), ("No", "回答", "備考"), ("1", "○", ""), ("2", "×", "")):
        apart.append(row)
    found = read(saved(made))
    assert totals(found) == {"yes": 1, "no": 1}
    assert not found.notes
    made.worksheets[0]["C1"] = "ご回答"
    assert totals(read(saved(made))) == {"yes": 1, "no": 1}
    assert not read(saved(made)).notes
    assert not read(several_sheets()).notes


def test_several_columns_of_answers_are_noticed() -> None:
    rows = [(str(n), f"質問その{n}ですか", *given) for n, given in enumerate(("○×", "×○", "△○"), 1)]
    found = read(book(("No", "設問", "製品A", "製品B"), *rows))
    assert [normal for *_, normal in answers(found)] == ["yes", "no", "partly"]
    assert [(note.code, "製品A" in note.message.ja, "製品B" in note.message.ja) for note in found.notes] == [
        ("unnamed_answers", True, False),
        ("several_answers", True, True),
    ]
    assert not read(book(("No", "設問", "回答", "製品B"), *rows)).notes


def test_of_columns_named_by_years_the_last_one_is_answered() -> None:
    rows = [(str(n), f"質問その{n}ですか", *given) for n, given in enumerate(("×○○", "××○", "○△×"), 1)]
    found = read(book(("No", "設問", "2024年度", "2025年度", "2026年度"), *rows))
    assert [normal for *_, normal in answers(found)] == ["yes", "yes", "no"]
    assert [note.code for note in found.notes] == ["unnamed_answers"]


@pytest.mark.parametrize(
    "text", ["", "a", "氏名,住所\n山田,東京\n", "回答\nはい\n", "No,質問,回答\n", "委託先,国\n甲,日本\n乙,米国\n"]
)
def test_what_asks_nothing_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read(text.encode(), "a.csv")


@pytest.mark.samples
def test_a_template_of_questions_without_answers(samples: Path) -> None:
    folder = samples / "thirdparty-questionnaire-library"
    expected = json.loads((folder / "_EXPECTED.json").read_text())
    found = read((folder / "template.csv").read_bytes(), "template.csv", profile="generic")
    assert totals(found) == {"blank": expected["template_csv_rows"]}
    assert {question.sections for question in found.questions} <= {(name,) for name in expected["categories"]}
