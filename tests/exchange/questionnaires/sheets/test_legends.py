"""What sheets say of their own tokens."""

from __future__ import annotations

import json

import pytest
from openpyxl import Workbook

from kit.files.question_sheets import book, classes, read, totals
from kit.files.workbooks import saved
from sakimori.exchange.lists.grid import make_grid
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.legends import (
    explained_by_lists,
    legend_in,
    meaning_in_words,
    printed_legend,
)


@pytest.mark.parametrize(
    ("words", "normal"),
    [
        ("実施している", Normal.YES),
        ("完全に実施", Normal.YES),
        ("問題ない", Normal.YES),
        ("対応済", Normal.YES),
        ("実施していない", Normal.NO),
        ("対応しない", Normal.NO),
        ("できていません", Normal.NO),
        ("未整備", Normal.NO),
        ("一部実施している", Normal.PARTLY),
        ("該当しない", Normal.NA),
        ("該当なし", Normal.NA),
        ("実施を検討中", Normal.PLANNED),
        ("わからない", Normal.UNKNOWN),
        ("未実施または対象外", None),
        ("一部実施か実施予定", None),
        ("東京", None),
        ("不要", None),
    ],
)
def test_an_explanation_says_one_plain_thing_or_nothing(words: str, normal: Normal | None) -> None:
    assert meaning_in_words(words) is normal


@pytest.mark.parametrize(
    "text",
    [
        "凡例 ○:実施 △:一部実施 ×:未実施 -:対象外",
        "（○：実施、△：一部実施、×：未実施、－：対象外）",
        "○…実施　△…一部実施　×…未実施　－…対象外",
        "○＝実施／△＝一部実施／×＝未実施／―＝対象外",
        "「○」：実施\n「△」：一部実施\n「×」：未実施\n「－」：対象外",
        "○→実施 △→一部実施 ×→未実施 ー→対象外",
    ],
)
def test_legends_are_read_however_they_are_printed(text: str) -> None:
    assert legend_in(text) == {"○": Normal.YES, "△": Normal.PARTLY, "×": Normal.NO, "-": Normal.NA}


def test_a_legend_of_numbers_and_letters() -> None:
    assert legend_in("3:実施 2:一部実施 1:未実施 0:対象外") == {
        "3": Normal.YES,
        "2": Normal.PARTLY,
        "1": Normal.NO,
        "0": Normal.NA,
    }
    assert legend_in("O:実施 X:未実施 P:一部") == {"o": Normal.YES, "x": Normal.NO, "p": Normal.PARTLY}
    assert legend_in("Ａ：実施　B：未実施") == {"a": Normal.YES, "b": Normal.NO}


def test_a_legend_may_begin_right_after_its_name_and_explain_a_stroke() -> None:
    assert legend_in("【凡例】◎：実施、／：該当なし") == {"◎": Normal.YES, "/": Normal.NA}


@pytest.mark.parametrize("text", ["", "時刻 10:00 から", "http://a.example", "問1：実施", "規程2：未定"])
def test_other_texts_explain_nothing(text: str) -> None:
    assert legend_in(text) == {}


def test_signs_may_be_explained_each_in_a_line_of_its_own_above_the_table() -> None:
    lines = (("－：該当なし",), ("◎…実施している",), ("提出の際は ◎：未実施 などと記入",))
    asked = (("No", "設問", "回答"), ("1", "責任者がいますか", "－"), ("2", "規程がありますか", "◎"))
    found = read(book(*lines, *asked))
    assert totals(found) == {"yes": 1, "na": 1}
    assert [kind for row, kind in classes(found).items() if row < 4] == ["legend", "legend", "note"]
    assert totals(read(book(*asked, ("－：該当なし",)))) == {"ambiguous": 2}


def test_what_is_explained_in_two_ways_is_asked() -> None:
    rows = make_grid("s", [("◎：実施　△：一部",), ("◎：未実施　×：対象外",)]).rows
    assert printed_legend(rows) == {"◎": Normal.AMBIGUOUS, "△": Normal.PARTLY, "×": Normal.NA}


ASKED = (("No", "設問", "回答"), *((str(n), f"規程{n}がありますか", sign) for n, sign in enumerate("×○△", 1)))
AGAINST = ("×：問題なし", "○：問題あり", "△：一部問題あり")


@pytest.mark.parametrize(
    "rows",
    [
        ((" ".join(AGAINST),), ("",), *ASKED),
        *(((f"凡例：{'　'.join(line.replace('：', '…') for line in AGAINST)}",), *ASKED),),
        (*((line,) for line in AGAINST), ("",), *ASKED),
        (*(tuple(line.split("：")) for line in AGAINST), ("",), *ASKED),
        (*ASKED, ("",), (" ".join(AGAINST),)),
        (*ASKED, ("",), *((line,) for line in AGAINST)),
        (*ASKED, ("",), *(tuple(line.split("：")) for line in AGAINST)),
        tuple((*row, "", told) for row, told in zip(ASKED, ("", *AGAINST), strict=True)),
        tuple((*row, "", told.replace("：", " ")) for row, told in zip(ASKED, ("凡例", *AGAINST), strict=True)),
    ],
    ids=(
        "line above",
        "dots",
        "lines above",
        "cells above",
        "line below",
        "lines below",
        "cells below",
        "beside",
        "blanks",
    ),
)
def test_a_legend_goes_before_what_signs_usually_mean_wherever_it_stands(rows: tuple[tuple[str, ...], ...]) -> None:
    assert totals(read(book(*rows))) == {"yes": 1, "no": 1, "partly": 1}
    assert [q.normal for q in read(book(*rows)).questions] == [Normal.YES, Normal.NO, Normal.PARTLY]


@pytest.mark.parametrize("place", ["beside", "above", "apart"])
def test_a_known_form_takes_the_legend_of_its_file(place: str) -> None:
    rows = [(f"A&A-0{n}.1", f"Is part {n} reviewed?", sign, "CSP") for n, sign in enumerate("×○△", 1)]
    table = [("Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership"), *rows]
    made = Workbook()
    told = [AGAINST[n - 1] if n else "" for n in range(4)]
    above = [(" ".join(AGAINST),)] if place == "above" else []
    for row in (
        *above,
        *((*row, "", said) if place == "beside" else row for row, said in zip(table, told, strict=True)),
    ):
        made.worksheets[0].append(list(row))
    if place == "apart":
        made.create_sheet("記入要領").append([" ".join(AGAINST)])
    found = read(saved(made))
    assert found.profile == "caiq-4"
    assert [q.normal for q in found.questions] == [Normal.YES, Normal.NO, Normal.PARTLY]


def test_a_sign_that_is_explained_in_words_of_its_own_is_asked() -> None:
    lines = (("○：当社の考え方による",), ("×：未実施",), ("△：一部実施",), ("",))
    assert totals(read(book(*lines, *ASKED))) == {"no": 1, "ambiguous": 1, "partly": 1}
    assert legend_in("○：社内の整理 △：一部実施 ×：未実施")["○"] is Normal.AMBIGUOUS


def test_data_explain_their_signs_and_what_nobody_explains_is_asked() -> None:
    items = [{"No": str(n), "設問": f"規程{n}がありますか", "回答": sign} for n, sign in enumerate("◎○×◎", 1)]
    told = [
        {"No": sign, "設問": words, "回答": ""} for sign, words in (("◎", "実施済"), ("○", "一部実施"), ("×", "未実施"))
    ]

    def found(*objects: dict[str, str]) -> list[str]:
        data = json.dumps({"p": [{"title": "A", "items": list(objects)}]}, ensure_ascii=False, indent=1).encode()
        return [q.normal.value for q in read(data, "a.json").questions]

    assert found(*items, *told) == ["yes", "partly", "no", "yes"]
    letters = [{**one, "回答": sign} for one, sign in zip(items, "ABAB", strict=True)]
    assert found(*letters) == ["ambiguous"] * 4


def test_a_list_explains_its_doubtful_member_by_the_plain_one() -> None:
    assert explained_by_lists([("あり", "なし", "該当なし")]) == {"なし": Normal.NO}
    assert explained_by_lists([("Y", "N", "NA")]) == {"n": Normal.NO}
    assert explained_by_lists([("1：実施している", "2：していない")]) == {
        "1:実施している": Normal.YES,
        "2:していない": Normal.NO,
    }


@pytest.mark.parametrize("members", [("必要", "不要"), ("1", "2", "3"), ("○", "－"), ("O", "X")])
def test_a_list_of_doubtful_members_explains_nothing(members: tuple[str, ...]) -> None:
    assert explained_by_lists([members]) == {}
