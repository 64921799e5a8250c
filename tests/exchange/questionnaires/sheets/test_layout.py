"""Where the header of a sheet of questions is and what its columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kit.files.question_sheets import book
from kit.files.workbooks import Value
from sakimori.exchange.questionnaires.reading.document import Sheet, open_document
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole
from sakimori.exchange.questionnaires.sheets.layout import Layout, find_layout, layout_at


def sheet(*rows: Sequence[Value], **given: object) -> Sheet:
    return open_document(book(*rows, **given), "sheet.xlsx").sheets[0]  # type: ignore[arg-type]


def layout(*rows: Sequence[Value], **given: object) -> Layout:
    found = find_layout(sheet(*rows, **given))
    assert found is not None
    return found


def roles(found: Layout) -> str:
    """The roles from the left, a dot for a column without one and a mark for one that is marked."""
    width = len(found.header.labels)
    return " ".join("mark" if c in found.marks else str(found.roles.get(c, ".")) for c in range(width))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("大項目|中項目|小項目|No.|確認事項|回答|備考", "section section section id question answer comment"),
        (
            "項番|分類|チェック項目|判断基準|貴社ご回答|具体的な内容|証跡",
            "id section question guidance answer comment evidence",
        ),
        ("№|質問内容（必須）|ご回答欄|理由", "id question answer comment"),
        ("設問番号|区分|設問|重要度|必須|実施状況", "id section question weight required answer"),
        ("番号|項目|確認内容|対応状況|根拠資料", "id section question answer evidence"),
        ("#|Category|Question|Response|Comments", "id section question answer comment"),
        ("Ref|Domain|Requirement|Guidance|Vendor response|Evidence", "id section question guidance answer evidence"),
        ("ID|Control question|Answer|Additional Information", "id question answer comment"),
        ("No|管理策|要求事項|責任分界|遵守状況", "id control question ownership answer"),
        ("ID|要件|必須/任意|回答（選択）|回答（詳細）", "id question required answer comment"),
        ("No|要求仕様|対応可否|対応方法|備考", "id question answer . comment"),
        ("No|項目|評価点|備考", "id question answer comment"),
        ("Ref|Control description|Compliant?|Justification", "id question answer comment"),
        ("ID|Requirement|Implementation status|Notes", "id question answer comment"),
        ("No|設問|評価観点|回答者|回答日|回答", "id question guidance . . answer"),
        ("Ref|Question|Yes/No/NA|Comments", "id question answer comment"),
        ("No|確認内容|○・△・×|備考", "id question answer comment"),
        ("No./ID|確認内容|要／不要|備考", "id question . comment"),
    ],
)
def test_labels_of_the_trade(header: str, expected: str) -> None:
    labels = header.split("|")
    rows = [[f"{place}-{label}" for label in labels] for place in "abc"]
    assert roles(layout(labels, *rows)) == expected


def test_the_header_stands_below_titles_and_who_filled_it_in() -> None:
    found = layout(
        ("委託先チェックリスト",),
        ("会社名", "株式会社サンプル"),
        ("回答日", "2026-01-05"),
        (),
        ("No", "質問", "回答"),
        (1, "責任者がいますか", "はい"),
        merged=("A1:C1",),
    )
    assert (found.header.row, found.header.depth) == (5, 1)


def test_what_a_column_holds_outweighs_its_label() -> None:
    rows = [(n, f"質問その{n}です", f"文章{n}", answer) for n, answer in enumerate("○×△○", 1)]
    assert roles(layout(("No", "質問", "回答", "対応"), *rows)) == "id question . answer"


def test_a_column_without_a_label_may_be_the_answer() -> None:
    rows = [(f"質問その{n}ですか", answer, "") for n, answer in enumerate(("はい", "いいえ", "はい"), 1)]
    assert roles(layout(("設問", "", "記事"), *rows)) == "question answer ."


def test_cells_that_offer_a_list_are_answered_in() -> None:
    rows = [(n, f"質問その{n}ですか", None) for n in (1, 2, 3)]
    assert roles(layout(("No", "質問", "状況"), *rows, lists={"C2:C4": ("済", "未")})) == "id question answer"


def test_ticks_of_what_applies_are_not_the_answer_of_a_blank_sheet() -> None:
    rows = [(n, f"質問その{n}ですか", "○", None) for n in (1, 2, 3)]
    assert roles(layout(("No", "質問", "該当", "回答"), *rows)) == "id question . answer"


def test_a_label_that_says_what_it_is_outweighs_tokens() -> None:
    rows = [(n, f"質問その{n}ですか", None, "なし") for n in (1, 2, 3)]
    assert roles(layout(("No", "質問", "回答", "備考"), *rows)) == "id question answer comment"


def test_numbers_that_begin_anew_are_no_ids_where_another_column_has_some() -> None:
    rows = [(n % 2, f"A-{n}", f"質問その{n}ですか", "はい") for n in range(4)]
    assert roles(layout(("№", "参照", "質問", "回答"), *rows)) == ". id question answer"


def test_points_beside_the_answers_are_no_ids() -> None:
    rows = [(n, f"質問その{n}ですか", given, points) for n, given, points in ((1, "○", 5), (2, "×", 0), (3, "△", 3))]
    totals = (("", "", "合計", 8), ("", "", "満点", 15), ("", "", "割合", "53%"))
    assert roles(layout(("No", "質問", "回答", "点数"), *rows, *totals)) == "id question answer ."
    assert roles(layout(("質問", "回答", "点数"), *(row[1:] for row in rows))) == "question answer ."


def test_what_offers_a_list_outweighs_the_label_of_another() -> None:
    rows = [(n, f"質問その{n}ですか", None, None) for n in (1, 2, 3)]
    found = layout(("No", "質問", "結果", "状況"), *rows, lists={"D2:D4": ("済", "未")})
    assert found.column(ColumnRole.ANSWER) == 3


def test_nobody_answers_in_a_hidden_column() -> None:
    asked = sheet(("No", "質問", "回答", "判定"), *((n, f"質問その{n}ですか", a, None) for n, a in enumerate("○×○", 1)))
    hidden = replace(asked, facts=replace(asked.facts, hidden_columns=frozenset({2})))
    found = [one.column(ColumnRole.ANSWER) for each in (asked, hidden) if (one := find_layout(each))]
    assert found == [2, 3]


def test_a_heading_with_a_number_is_no_id() -> None:
    rows = [("体制", f"Ac{n // 2}" if n % 2 else None, f"質問その{n}ですか", "はい") for n in range(1, 7)]
    assert roles(layout(("大分類", "小分類", "質問", "回答"), *rows)) == "section section question answer"


def test_labels_of_a_lower_row_may_repeat_below_different_ones() -> None:
    found = layout(
        ("No", "質問", "委託先", None, "弊社", None),
        (None, None, "回答", "備考", "判定", "備考"),
        ("1", "責任者がいますか", "はい", "CISO", "○", ""),
        merged=("A1:A2", "B1:B2", "C1:D1", "E1:F1"),
    )
    assert (found.header.row, found.column(ColumnRole.ANSWER), found.column(ColumnRole.COMMENT)) == (2, 2, 3)


def test_a_first_row_of_two_tokens_below_columns_of_their_own_is_no_header() -> None:
    rows = [(n, f"質問その{n}ですか", one, other) for n, one, other in ((1, "○", "×"), (2, "○", "○"), (3, "×", "△"))]
    found = layout(("No", "設問", "製品A", "製品B"), *rows)
    assert (found.header.row, found.column(ColumnRole.ANSWER)) == (1, 2)


def test_the_longest_of_several_texts_is_the_question() -> None:
    rows = [(n, f"項目{n}", f"長い質問の文章その{n}ですか", "はい") for n in (1, 2, 3)]
    assert roles(layout(("No", "確認項目", "確認内容", "回答"), *rows)) == "id section question answer"


@pytest.mark.parametrize(
    ("labels", "normals"),
    [
        (("はい", "いいえ", "該当なし"), (Normal.YES, Normal.NO, Normal.NA)),
        (("○", "△", "×"), (Normal.YES, Normal.PARTLY, Normal.NO)),
        (("Yes", "No", "N/A"), (Normal.YES, Normal.NO, Normal.NA)),
        (("実施（○）", "一部実施（○）", "未実施（○）"), (Normal.YES, Normal.PARTLY, Normal.NO)),
    ],
)
def test_columns_named_by_tokens_are_marked(labels: tuple[str, ...], normals: tuple[Normal, ...]) -> None:
    found = layout(("No", "質問", *labels, "備考"), (1, "責任者がいますか", "○", None, None, None))
    assert found.marks == dict(enumerate(normals, start=2))
    assert roles(found) == "id question mark mark mark comment"


def test_a_header_in_two_languages() -> None:
    found = layout(("番号", "質問", "回答"), ("No.", "Question", "Answer"), ("1", "責任者がいますか", "はい"))
    assert (found.header.row, found.header.depth) == (2, 2)


def test_who_filled_it_in_right_above_is_no_header() -> None:
    found = layout(("会社名", "株式会社サンプル", ""), ("No.", "質問", "回答"), ("1", "責任者がいますか", "はい"))
    assert (found.header.row, found.header.depth) == (2, 1)


def test_texts_beside_the_answer_say_more_of_it() -> None:
    rows = [(n, f"質問その{n}ですか", a, f"詳しくは{n}", "○") for n, a in enumerate("○×△", 1)]
    assert roles(layout(("No", "質問", "回答", "回答内容", "判定"), *rows)) == "id question answer comment ."


def test_labels_below_merged_ones_go_on_with_them() -> None:
    found = layout(
        ("No", "種別", "規定内容", "測定単位", "当社", None),
        (None, None, None, None, "設定値", "補足"),
        ("1", "可用性", "時間帯を記述", "時間帯", "24時間", ""),
        ("2", "可用性", "事前連絡", "有無", "有", "メール"),
        merged=("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"),
    )
    assert (found.header.row, found.header.depth) == (2, 2)
    assert roles(found) == "id section question unit answer guidance"


def test_a_number_of_each_part_is_no_id_where_each_row_has_one() -> None:
    rows = [
        ("1", "SQL", "甲をしますか", "はい", "1-(i)"),
        ("", "", "乙をしますか", "いいえ", "1-(ii)"),
        ("2", "OS", "丙", "はい", "2-(i)"),
    ]
    assert roles(layout(("№", "種類", "質問", "回答", "解説"), *rows)) == ". . question answer id"


def test_columns_to_mark_say_that_a_list_asks() -> None:
    rows = [(n, f"規程その{n}がある", None, None) for n in (1, 2, 3)]
    assert roles(layout(("No", "対策の内容", "はい", "いいえ"), *rows)) == "id question mark mark"


def test_headers_of_three_rows() -> None:
    found = layout(
        ("区分", "確認内容", "貴社記入欄", None, None, None),
        (None, None, "回答", None, None, "備考"),
        (None, None, "○", "△", "×", None),
        ("組織", "責任者がいる", "✓", None, None, ""),
        ("組織", "規程がある", None, None, "✓", "来期"),
        merged=("A1:A3", "B1:B3", "C1:F1", "C2:E2", "F2:F3"),
    )
    assert (found.header.row, found.header.depth) == (3, 3)
    assert roles(found) == "section question mark mark mark comment"


def test_a_first_row_of_tokens_is_no_header() -> None:
    found = layout(("No", "質問", "回答", "確認"), (1, "いいえ", "はい", "○"), (2, "規程がありますか", "はい", "○"))
    assert found.header.depth == 1


def test_sheets_on_grid_paper_have_one_column_for_many() -> None:
    rows: list[list[str | None]] = [["No", None, "確認事項", None, None, "はい", None, "いいえ", None, "備考", None]]
    rows += [[str(n), None, f"質問その{n}ですか", None, None, "○", None, None, None, "注", None] for n in (1, 2, 3)]
    areas = [f"{a}{r}:{b}{r}" for r in range(1, 5) for a, b in ("AB", "CE", "FG", "HI", "JK")]
    assert roles(layout(*rows, merged=areas)) == "id . question . . mark . mark . comment"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("氏名", "住所"), ("山田", "東京"), ("佐藤", "大阪")],
        [("委託先", "所在国", "契約日"), ("甲社", "日本", "2026-01-01"), ("乙社", "米国", "2026-01-02")],
        [("Name", "Purpose", "Location"), ("Alpha", "Hosting", "US"), ("Beta", "Mail", "JP")],
        [("回答",), ("はい",)],
        [
            ("id", "name", "text", "exposed"),
            ("1", "Alpha", "Keeps the files of all users", "true"),
            ("2", "Beta", "Sends the mail of all users", "false"),
            ("3", "Gamma", "Counts what all users do", "false"),
        ],
    ],
)
def test_other_lists_are_no_questions(rows: list[tuple[str, ...]]) -> None:
    assert find_layout(sheet(*rows)) is None


def test_a_person_may_name_the_header() -> None:
    made = sheet(("No", "質問", "回答"), ("番号", "設問", "ご回答"), (1, "責任者がいますか", "はい"))
    found = layout_at(made, 2)
    assert found is not None
    assert (found.header.row, found.column(ColumnRole.ANSWER)) == (2, 2)
    assert layout_at(made, 99) is None


@pytest.mark.parametrize(
    "other",
    [
        "前回回答",
        "回答（昨年度）",
        "模範回答",
        "期待する回答",
        "回答例",
        "評価者確認",
        "Previous response",
        "Expected answer",
    ],
)
def test_what_others_answered_is_not_the_answer(other: str) -> None:
    rows = [(n, f"質問その{n}ですか", old, None) for n, old in enumerate("○×○", 1)]
    found = layout(("No", "質問", other, "今回の回答"), *rows)
    assert found.column(ColumnRole.ANSWER) == 3
    assert not found.doubt
    alone = layout(("No", "質問", other), *rows)
    assert (alone.column(ColumnRole.ANSWER), alone.doubt) == (2, other)


@pytest.mark.parametrize("label", ["回答（記入例：○）", "回答（過去1年間）", "Answer (previous 12 months)"])
def test_an_example_or_a_span_in_brackets_behind_the_answer_leaves_it_one(label: str) -> None:
    rows = [(n, f"質問その{n}ですか", "○") for n in (1, 2, 3)]
    assert roles(layout(("No", "質問", label), *rows)) == "id question answer"


def test_a_judgement_to_the_right_of_a_written_answer_is_not_the_answer() -> None:
    rows = [(n, f"質問その{n}ですか", f"文章による回答{n}", judged) for n, judged in enumerate("○×○", 1)]
    assert roles(layout(("No", "質問", "回答", "判定"), *rows)) == "id question answer ."
    swapped = [(key, asked, judged, said) for key, asked, said, judged in rows]
    assert roles(layout(("No", "質問", "判定", "回答"), *swapped)) == "id question answer comment"


def test_a_judgement_beside_a_blank_self_assessment_is_not_the_answer() -> None:
    rows = [(n, f"質問その{n}ですか", None, judged) for n, judged in ((1, "○"), (2, "×"), (3, "○"))]
    assert layout(("No", "質問", "自己評価", "評価"), *rows).column(ColumnRole.ANSWER) == 2


def test_of_two_columns_of_answers_the_one_with_tokens_counts() -> None:
    rows = [(n, f"質問その{n}ですか", f"文章による回答{n}", given) for n, given in ((1, "○"), (2, "×"), (3, "○"))]
    assert layout(("No", "質問", "回答（説明）", "回答（○×）"), *rows).column(ColumnRole.ANSWER) == 3


def test_contents_beside_a_choice_say_more_of_it() -> None:
    rows = [(n, f"項目その{n}", given, f"内容{n}") for n, given in enumerate("有無有", 1)]
    assert roles(layout(("No", "項目", "有無", "内容"), *rows)) == "id question answer comment"
    under = layout(
        ("No", "項目", "回答", None), (None, None, "有無", "内容"), *rows, merged=("A1:A2", "B1:B2", "C1:D1")
    )
    assert roles(under) == "id question answer comment"


def test_what_is_done_is_the_answer_where_nothing_else_is() -> None:
    rows = [(n, f"質問その{n}ですか", f"内容{n}", "") for n in (1, 2, 3)]
    assert roles(layout(("No", "質問", "対応内容", "備考"), *rows)) == "id question answer comment"
    for told in ("備考", "詳細", "実施内容"):
        assert not layout(("No", "質問", told, "理由"), *rows).has_answers


def test_the_deepest_heading_or_the_control_is_asked_where_no_column_asks() -> None:
    rows = [("組織", "体制", f"責任者を{n}名任命している", given) for n, given in enumerate("○×○", 1)]
    assert roles(layout(("大項目", "中項目", "小項目", "結果"), *rows)) == "section section question answer"
    controls = [(n, f"管理{n}", given) for n, given in enumerate("○×○", 1)]
    assert roles(layout(("No", "管理策", "実施状況"), *controls)) == "id question answer"
    assert find_layout(sheet(("No", "管理策", "担当"), *controls)) is None


def test_columns_to_mark_may_stand_apart() -> None:
    rows = [("1", "暗号化していますか。", "○", "", "1", ""), ("2", "教育していますか。", "", "○", "2", "")]
    rows += [("3", "入室を記録していますか。", "", "", "3", "○")]
    found = layout(("No.", "質問", "はい", "いいえ", "配点", "該当なし"), *rows)
    assert list(found.marks.values()) == [Normal.YES, Normal.NO, Normal.NA]
    apart = layout(
        ("No.", "質問", "はい", "配点", "いいえ", "該当なし"), *((*row[:3], row[4], row[3], row[5]) for row in rows)
    )
    assert apart.marks == {2: Normal.YES, 4: Normal.NO, 5: Normal.NA}
    again = layout(("No.", "質問", "はい", "いいえ", "備考", "はい", "いいえ"), *((*row, "") for row in rows))
    assert list(again.marks) == [2, 3]
