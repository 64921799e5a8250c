"""What each row of a sheet is, and what questions are read of it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.files.question_sheets import answers, book, classes, csv, flagged, read, totals
from sakimori.exchange.lists.grid import Grid, GridRow, MergedRange, make_grid
from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, Meanings
from sakimori.exchange.questionnaires.reading.result import Flag, Normal
from sakimori.exchange.questionnaires.sheets.cells import CellFacts
from sakimori.exchange.questionnaires.sheets.layout import find_layout
from sakimori.exchange.questionnaires.sheets.questions import read_rows

HEADER = ("No", "設問", "回答", "備考")


def test_every_row_is_one_thing() -> None:
    found = read(
        book(
            ("委託先チェックリスト",),
            ("凡例 ○:実施 ×:未実施",),
            (),
            HEADER,
            ("例", "記入例の質問ですか", "○", "このように"),
            ("1", "責任者がいますか", "○", ""),
            ("組織的対策",),
            ("2", "規程がありますか", "×", "作成中"),
            HEADER,
            ("3", "個人データを保存する場合に、暗号化を", "○", ""),
            (None, "行っていますか", None, None),
            ("※ 該当しない場合は理由を書いてください",),
            ("", "", "", ""),
            ("合計", None, 2, None),
            ("以上",),
            merged=("A1:D1", "A7:D7"),
        )
    )
    assert list(classes(found).values()) == [
        "note",
        "legend",
        "blank",
        "header",
        "note",
        "question",
        "section",
        "question",
        "header",
        "question",
        "continuation",
        "note",
        "blank",
        "note",
        "sentinel",
    ]
    assert answers(found) == [("1", "○", "yes"), ("2", "×", "no"), ("3", "○", "yes")]
    assert [question.sections for question in found.questions] == [(), ("組織的対策",), ("組織的対策",)]
    assert found.questions[2].text == "個人データを保存する場合に、暗号化を\n行っていますか"
    assert all(row.why for row in found.rows if row.row_class.value in {"note", "continuation"})


@pytest.mark.parametrize("text", ["以上", "－以上－", "[EOF]", "End of Standard", "End of questionnaire."])
def test_what_ends_a_table_is_a_sentinel(text: str) -> None:
    assert classes(read(book(HEADER, ("1", "責任者がいますか", "○"), (text,))))[3] == "sentinel"


def test_a_number_alone_is_a_blank_row_and_stays_one() -> None:
    found = read(book(HEADER, ("1", "責任者がいますか", "○"), ("2", None, None), ("3", "", "")))
    assert classes(found) == {1: "header", 2: "question", 3: "blank", 4: "blank"}


def test_headings_of_the_same_kind_replace_each_other() -> None:
    found = read(
        book(
            HEADER,
            ("■1. 組織",),
            ("1-1", "責任者がいますか", "○"),
            ("(1) 規程",),
            ("1-2", "規程がありますか", "○"),
            ("(2) 教育",),
            ("1-3", "教育していますか", "○"),
            ("■2. 技術",),
            ("2-1", "暗号化していますか", "×"),
            merged=("A2:D2", "A4:D4", "A6:D6", "A8:D8"),
        )
    )
    assert [question.sections for question in found.questions] == [
        ("■1. 組織",),
        ("■1. 組織", "(1) 規程"),
        ("■1. 組織", "(2) 教育"),
        ("■2. 技術",),
    ]


def test_a_numbered_heading_in_the_column_of_questions_is_told_by_its_number() -> None:
    found = read(
        csv(
            HEADER,
            ("1", "組織的安全管理措置", "", ""),
            ("1.1", "責任者がいますか", "はい", ""),
            ("1.10", "誓約書がありますか", "", ""),
            ("2", "教育していますか", "", ""),
            ("2.1", "毎年ですか", "はい", ""),
        ),
        "a.csv",
    )
    assert [(q.id, q.sections) for q in found.questions] == [
        ("1.1", ("1 組織的安全管理措置",)),
        ("1.10", ("1 組織的安全管理措置",)),
        ("2", ("1 組織的安全管理措置",)),
        ("2.1", ("1 組織的安全管理措置",)),
    ]


def test_a_heading_without_a_number_among_numbered_questions() -> None:
    found = read(
        csv(
            HEADER,
            ("", "アクセス管理", "", ""),
            ("1", "IDがありますか。", "○", ""),
            ("", "ログ管理", "", ""),
            ("2", "ログは。", "×", ""),
        ),
        "a.csv",
    )
    assert [question.sections for question in found.questions] == [("アクセス管理",), ("ログ管理",)]


def test_a_request_below_a_question_that_ended_is_one_of_its_own() -> None:
    found = read(
        csv(
            HEADER,
            ("1", "再委託していますか。", "", ""),
            ("", "（「はい」の場合）委託先を記入してください", "", ""),
            ("", "また、その国を記入してください", "", ""),
        ),
        "a.csv",
    )
    assert [question.text for question in found.questions] == [
        "再委託していますか。",
        "（「はい」の場合）委託先を記入してください\nまた、その国を記入してください",
    ]


def test_short_lines_among_questions_without_ids_are_headings() -> None:
    found = read(
        csv(
            ("Question", "Response"),
            ("Access Control", ""),
            ("Do you enforce MFA?", "Yes"),
            ("Describe your roles", ""),
            ("Encryption", ""),
            ("Is data encrypted?", "No"),
            ("Company name", ""),
            ("Address", ""),
            ("Do you have a policy?", "Yes"),
            ("Logs are kept", ""),
            ("Do you review it?", "Yes"),
            ("Is it approved?", "No"),
        ),
        "a.csv",
    )
    assert [(question.text, question.sections) for question in found.questions] == [
        ("Do you enforce MFA?", ("Access Control",)),
        ("Describe your roles", ("Access Control",)),
        ("Is data encrypted?", ("Encryption",)),
        ("Company name", ("Encryption",)),
        ("Address", ("Encryption",)),
        ("Do you have a policy?", ("Encryption",)),
        ("Logs are kept", ("Encryption",)),
        ("Do you review it?", ("Encryption",)),
        ("Is it approved?", ("Encryption",)),
    ]


def test_short_lines_are_questions_where_a_column_heads_them() -> None:
    rows = (("Access", "Do you enforce MFA?", "Yes"), ("", "Access rights", ""), ("", "Do you review it?", "No"))
    found = read(csv(("Section", "Question", "Response"), *rows), "a.csv")
    assert [question.text for question in found.questions][1] == "Access rights"


def test_numbers_that_nearly_every_text_has_make_no_heading_of_it() -> None:
    found = read(csv(("Requirement", "Answer"), *((f"{n}. MFA enforced", "") for n in (1, 2, 3))), "a.csv")
    assert classes(found) == {1: "header", 2: "question", 3: "question", 4: "question"}


def test_the_first_heading_stands_above_the_header_where_each_part_repeats_both() -> None:
    rows = (("■ 1. 体制",), HEADER, ("1", "責任者がいますか", "○"), ("■ 2. 技術",))
    again = read(book(("チェックシート",), *rows, HEADER, ("2", "暗号化していますか", "×")))
    assert [question.sections for question in again.questions] == [("■ 1. 体制",), ("■ 2. 技術",)]
    titled = read(book(("チェックシート",), *rows[1:], HEADER, ("2", "暗号化していますか", "×")))
    assert [question.sections for question in titled.questions] == [(), ("■ 2. 技術",)]
    once = read(book(("チェックシート",), *rows, ("2", "暗号化していますか", "×")))
    assert [question.sections for question in once.questions] == [(), ("■ 2. 技術",)]


def test_who_signs_below_is_no_question() -> None:
    found = read(
        book(HEADER, ("1", "責任者がいますか", "○"), ("会社名", "株式会社サンプル"), ("2", "規程がありますか"))
    )
    assert classes(found) == {1: "header", 2: "question", 3: "note", 4: "question"}
    answered = read(book(HEADER, ("1", "責任者がいますか", "○"), ("会社名", "正式な名称", "株式会社サンプル")))
    assert answers(answered)[1] == ("会社名", "株式会社サンプル", "text")
    asked = read(book(("項目", "回答"), ("会社名", "株式会社サンプル"), ("責任者はいますか", "はい")))
    assert answers(asked) == [("", "株式会社サンプル", "text"), ("", "はい", "yes")]


def test_a_number_with_an_answer_and_no_text_is_a_question() -> None:
    found = read(book(HEADER, ("1", "責任者がいますか", "○"), ("2", None, "×"), (None, None, "○")))
    assert answers(found) == [("1", "○", "yes"), ("2", "×\n○", "ambiguous")]


def test_items_without_a_number_are_questions_of_their_own() -> None:
    found = read(
        csv(HEADER, ("1", "次を行っていますか", "○", ""), ("", "(a) 暗号化", "", ""), ("", "・消去", "", "")), "a.csv"
    )
    assert [question.text for question in found.questions] == ["次を行っていますか", "(a) 暗号化", "・消去"]


def test_an_answer_that_goes_on_below_is_read_whole() -> None:
    found = read(
        csv(
            HEADER,
            ("1", "鍵がありますか", "無", ""),
            ("", "", "ただし検討中", ""),
            ("2", "台帳", "", ""),
            ("", "", "有", ""),
        ),
        "a.csv",
    )
    assert answers(found) == [("1", "無\nただし検討中", "no"), ("2", "有", "yes")]
    assert str(found.questions[1].address) == "a!C5"


def test_two_answers_to_one_question_wait_for_a_person() -> None:
    data = book(
        HEADER,
        (1, "暗号化していますか", "はい", "通信"),
        (None, None, "いいえ", "保管"),
        (2, "鍵がありますか", "はい", None),
        (None, None, "はい", "二つ目"),
        merged=("A2:A3", "B2:B3", "A4:A5", "B4:B5"),
    )
    found = read(data)
    assert answers(found) == [("1", "はい\nいいえ", "ambiguous"), ("2", "はい\nはい", "yes")]
    assert found.ambiguous == {"はい+いいえ": 1}
    assert found.questions[0].comment == "通信\n保管"
    assert classes(found)[3] == "sub_row"
    said = Meanings(said={"はい+いいえ": Normal.PARTLY})
    assert read(data, meanings=said).questions[0].normal is Normal.PARTLY


def test_an_answer_merged_over_questions_is_the_answer_to_each() -> None:
    found = read(
        book(
            HEADER,
            (1, "責任者がいますか", "はい", "共通"),
            (2, "規程がありますか", None),
            (3, "教育", "いいえ"),
            merged=("C2:C3",),
        )
    )
    assert [(q.raw, str(q.address)) for q in found.questions] == [
        ("はい", "チェックシート!C2"),
        ("はい", "チェックシート!C2"),
        ("いいえ", "チェックシート!C4"),
    ]


def test_an_answer_beside_a_heading_is_not_lost_in_silence() -> None:
    found = read(
        csv(("大項目", "No", "設問", "回答"), ("組織", "", "", "はい"), ("", "1", "責任者がいますか", "○")), "a.csv"
    )
    assert [(row.row_class.value, row.why.en if row.why else "") for row in found.rows][1] == (
        "section",
        "A heading has an answer beside it.",
    )


def test_ids_are_what_excel_shows_and_changed_ones_are_flagged() -> None:
    found = read(book(HEADER, (date(2026, 1, 2), "責任者", "○"), ("1-2", "規程", "○"), ("3.10", "教育", "×")))
    assert [Flag.CHANGED_ID in question.flags for question in found.questions] == [True, False, False]
    assert found.questions[2].id == "3.10"


def test_hidden_rows_are_read_and_flagged() -> None:
    found = read(book(HEADER, (1, "責任者", "○"), (2, "規程", "○"), hidden=(3,)))
    assert flagged(found.questions)[Flag.HIDDEN_ROW] == 1
    assert Flag.HIDDEN_ROW in found.questions[1].flags


def test_an_answer_outside_its_list_is_flagged_and_kept() -> None:
    found = read(
        book(
            HEADER,
            (1, "責任者", "あり"),
            (2, "規程", "なし"),
            (3, "台帳", "たぶん"),
            lists={"C2:C4": ("あり", "なし", "該当なし")},
        )
    )
    assert answers(found) == [("1", "あり", "yes"), ("2", "なし", "no"), ("3", "たぶん", "text")]
    assert flagged(found.questions) == {Flag.NOT_IN_LIST: 1}
    assert found.questions[0].choices == ("あり", "なし", "該当なし")


def test_a_list_that_nobody_chose_from_is_a_default() -> None:
    found = read(book(HEADER, (1, "責任者", "選択してください"), (2, "規程", "はい"), (3, "台帳", None)))
    assert totals(found) == {"yes": 1, "blank": 1, "default": 1}


def test_a_question_that_explains_its_own_scale_is_a_question() -> None:
    found = read(
        book((*HEADER, "記入要領"), (1, "規程", "はい", "", "○:実施 ×:未実施"), (2, "頻度", "1", "", "1:実施 2:未実施"))
    )
    assert answers(found) == [("1", "はい", "yes"), ("2", "1", "ambiguous")]


def test_other_columns_are_kept_by_their_names() -> None:
    found = read(book((*HEADER, "担当", "重要度"), (1, "責任者", "○", "", "総務", "高")))
    assert found.questions[0].more == {"担当": "総務", "重要度": "高"}


def test_a_row_of_another_id_and_no_answer_is_a_heading_where_the_form_is_known() -> None:
    sheet = Sheet(
        make_grid(
            "s", [HEADER, ("A&A", "Audit", "", ""), ("A&A-01.1", "Is there one", "Yes", ""), ("", "or two?", "", "")]
        )
    )
    layout = find_layout(sheet)
    assert layout is not None
    pattern = re.compile(r"^[A-Z&]+-\d+\.\d+$")
    questions, rows = read_rows(sheet, layout, NOTHING_SAID, id_pattern=pattern, sentinels=("Fin",))
    assert [row.row_class.value for row in rows] == ["header", "section", "question", "continuation"]
    assert questions[0].sections == ("A&A Audit",)


def test_a_first_row_without_an_id_goes_on_with_nothing() -> None:
    sheet = Sheet(make_grid("s", [HEADER, ("", "前に聞くことですか", "", ""), ("1", "責任者がいますか", "○", "")]))
    layout = find_layout(sheet)
    assert layout is not None
    _, rows = read_rows(sheet, layout, NOTHING_SAID, id_pattern=re.compile(r"\d"))
    assert [row.row_class.value for row in rows] == ["header", "question", "question"]


def test_a_long_text_is_a_question_although_others_stand_below_its_number() -> None:
    long = "個人データを取り扱う情報システムについて、次に掲げるすべての技術的な安全管理措置を講じることとする"
    found = read(
        csv(HEADER, ("1", "技術", "", ""), ("1.1", "認証", "○", ""), ("2", long, "", ""), ("2.1", "暗号", "○", "")),
        "a.csv",
    )
    assert [question.id for question in found.questions] == ["1.1", "2", "2.1"]


def test_short_lines_among_statements_are_questions() -> None:
    found = read(
        csv(("設問", "回答"), ("方針の策定", ""), ("規程がありますか", ""), ("体制図", ""), ("監査", "○")), "a.csv"
    )
    assert [question.text for question in found.questions] == ["方針の策定", "規程がありますか", "体制図", "監査"]


def test_a_question_that_begins_like_the_end_of_a_table_is_one() -> None:
    found = read(book(HEADER, ("END", "端末を保護していますか", "○"), ("2", "規程がありますか", "×")))
    assert answers(found) == [("END", "○", "yes"), ("2", "×", "no")]


def test_a_question_that_spans_one_of_the_columns_to_mark_is_a_question() -> None:
    rows = (("1", "責任者がいますか", None, "○", None), ("2", "規程がありますか", None, None, None))
    found = read(book(("No", "設問", "はい", "いいえ", "該当なし"), *rows, merged=("B3:C3",)))
    assert [(question.id, question.text) for question in found.questions] == [
        ("1", "責任者がいますか"),
        ("2", "規程がありますか"),
    ]


CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "No",
            "質問",
            "回答",
            "備考",
            "大項目",
            "はい",
            "いいえ",
            "○",
            "×",
            "1",
            "1.1",
            "※注",
            "以上",
            "凡例",
            "■ 済\n□ 未",
        ]
    ),
    st.text(max_size=8),
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    width = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=10))
    rows = [list(HEADER), *rows] if draw(st.booleans()) else rows
    corner = st.integers(0, 8)
    areas = draw(st.lists(st.tuples(corner, corner, corner, corner), max_size=4))
    merged = [MergedRange(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in areas]
    return make_grid("s", rows, merged=merged, hidden=frozenset(draw(st.sets(st.integers(1, 12), max_size=2))))


@given(
    grids(), st.dictionaries(st.tuples(st.integers(1, 8), st.integers(0, 4)), st.just(("はい", "いいえ")), max_size=4)
)
def test_any_sheet_reconciles(grid: Grid, lists: dict[tuple[int, int], tuple[str, ...]]) -> None:
    sheet = Sheet(grid, facts=CellFacts(lists=lists))
    if (layout := find_layout(sheet)) is None:
        return
    questions, rows = read_rows(sheet, layout, NOTHING_SAID)
    assert [row.at.row for row in rows] == [row.number for row in grid.rows]
    asked = [row.at.row for row in rows if row.row_class.value == "question"]
    assert [question.question_at.row for question in questions if question.question_at] == asked
    by_number: dict[int, GridRow] = {row.number: row for row in grid.rows}
    for question in questions:
        assert question.address.column is None or question.address.row in by_number
        if question.normal is Normal.BLANK:
            assert not question.raw.strip() or "□" in question.raw or question.raw.strip() in {"-", "□"}


def test_a_text_that_never_ends_stops_going_on() -> None:
    rows = [["1", "長い質問その", "", ""], *([["", f"続き{n}", "", ""] for n in range(300)])]
    sheet = Sheet(make_grid("s", [list(HEADER), *rows]))
    layout = find_layout(sheet)
    assert layout is not None
    _, seen = read_rows(sheet, layout, NOTHING_SAID)
    kinds = [row.row_class.value for row in seen]
    assert kinds.count("continuation") == 200
    assert len(kinds) == 302
