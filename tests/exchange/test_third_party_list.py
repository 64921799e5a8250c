"""Lists of third parties as companies keep them: every row accounted for, every problem at its place."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kit.files.workbooks import Value, filled, saved, workbook_bytes
from kit.lists import column, proposed, read, rows_of
from sakimori.domain.codes import Criticality, DataCategory, KindOfBody, Lifecycle, Role
from sakimori.domain.records.third_party import Foreign
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.row_reading import BLANK_ROW, REMARK_ROW, REPEATED_HEADER
from sakimori.exchange.lists.source import Source, read_source
from sakimori.exchange.paper.safe_files import safe_csv
from sakimori.exchange.registers.entry import RegisterReading
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import read_file

MY_NUMBER = "123456789018"
CARD = "4242424242424242"
KIND = ListKind.THIRD_PARTIES


def csv_source(*lines: str) -> Source:
    return read_source("\n".join(lines).encode(), "list.csv")


def fields(source: Source) -> dict[str, str | None]:
    return {guess.label: guess.field.name if guess.field else None for guess in proposed(source).columns}


def names(reading: RegisterReading) -> list[str]:
    return [row.legal_name for row in rows_of(reading)]


def refused(reading: RegisterReading) -> list[int]:
    return [one.row for one in reading.refused]


def places(reading: RegisterReading) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in reading.problems]


def reconciles(source: Source, reading: RegisterReading) -> bool:
    header = proposed(source).header
    return reading.seen == sum(row.number > header.row for row in source.grid(*reading.sheets).rows)


def test_a_japanese_list_is_read_whole() -> None:
    source = csv_source(
        "No.,法人番号,委託先名称,役割,国名,個人情報の項目,人数,要配慮個人情報,海外移転,重要度,ステータス,主管部署,窓口担当者,メールアドレス,URL,法人格",
        "1,T7000012050002,㈱サクラ商事,委託先・クラウド,日本,氏名、購買履歴,約１，２００名,無,国内のみ,高,利用中,情報システム部,佐藤,"
        "sato@sakura.example,https://sakura.example,会社",
    )
    (row,) = rows_of(read(source))
    assert row.legal_name == "㈱サクラ商事"
    assert row.corporate_number == "7000012050002"
    assert row.roles == frozenset({Role.PROCESSOR, Role.CLOUD_PROVIDER})
    assert row.country == "JP"
    assert row.data_categories == frozenset({DataCategory.PI_CONTACT, DataCategory.PI_TRANSACTION})
    assert (row.person_count, row.special_care, row.foreign) == (1200, False, Foreign.NONE)
    assert (row.criticality, row.lifecycle, row.kind_of_body) == (
        Criticality.CRITICAL,
        Lifecycle.IN_USE,
        KindOfBody.COMPANY,
    )
    assert (row.department, row.contact_name, row.contact_email) == ("情報システム部", "佐藤", "sato@sakura.example")
    assert row.website == "https://sakura.example"


def test_what_a_row_does_not_say_stays_unknown() -> None:
    (row,) = rows_of(read(csv_source("会社名,要配慮個人情報,人数,個人情報の項目,国", "サクラ,不明,,-,")))
    assert (row.special_care, row.person_count, row.data_categories, row.country) == (None, None, None, None)


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Subprocessor", "legal_name"),
        ("Vendor Name (required)", "legal_name"),
        ("委託先名※", "legal_name"),
        ("会社名 / Company name", "legal_name"),
        ("法人番号（13桁）", "corporate_number"),
        ("ﾌﾘｶﾞﾅ", "kana"),
        ("所在国・地域", "country"),
        ("Location of processing", "country"),
        ("委託業務の内容", "service_description"),
        ("委託先担当者名", "contact_name"),
        ("自社担当者", "owner"),
        ("所管部署名", "department"),
        ("E-mail", "contact_email"),
        ("ホームページURL", "website"),
        ("契約ステータス", "lifecycle"),
        ("Filename", None),
        ("更新日", None),
        ("", None),
    ],
)
def test_a_label_is_recognised_with_its_ornaments(label: str, field: str | None) -> None:
    source = csv_source(f"サービス名,備考,{label}", "a,b,c")
    assert list(fields(source).values())[2] == field


def test_the_columns_may_stand_in_any_order_below_a_title_and_remarks() -> None:
    source = csv_source(
        "委託先管理台帳,,", "※ 年1回見直すこと,,", ",,", "国,備考,会社名", "日本,,サクラ", "米国,x,Momiji"
    )
    proposal = proposed(source)
    assert proposal.header.row == 4
    assert names(read(source)) == ["サクラ", "Momiji"]


def test_a_header_of_two_rows_is_joined() -> None:
    book = filled(
        Workbook(),
        [
            ["会社名", "窓口", None, None],
            [None, "氏名", "電話番号", "メール"],
            ["サクラ", "佐藤", "03-1234-5678", "a@b.example"],
        ],
    )
    book.worksheets[0].merge_cells("B1:D1")
    source = read_source(saved(book), "list.xlsx")
    (row,) = rows_of(read(source))
    assert proposed(source).header.depth == 2
    assert (row.legal_name, row.contact_name, row.contact_phone) == ("サクラ", "佐藤", "03-1234-5678")
    assert row.contact_email == "a@b.example"


def test_a_header_in_two_languages_is_one_header() -> None:
    source = csv_source("会社名,所在国,備考", "Company name,Country,Remarks", "サクラ,日本,a")
    assert proposed(source).header.row == 2
    assert names(read(source)) == ["サクラ"]


def test_a_row_of_data_that_holds_words_of_headers_is_no_header() -> None:
    source = csv_source("会社名,区分,,役割", "サクラ,メール,東京,委託先", "モミジ,メール,,委託先")
    assert proposed(source).header.row == 1
    assert names(read(source)) == ["サクラ", "モミジ"]


def test_data_say_what_a_column_without_a_telling_label_holds() -> None:
    source = csv_source(
        "会社名,A,B,C", "サクラ,7000012050002,a@b.example,日本", "モミジ,7000012050002,c@d.example,米国"
    )
    guesses = proposed(source).columns
    assert [guess.field and guess.field.name for guess in guesses[1:]] == [
        "corporate_number",
        "contact_email",
        "country",
    ]
    assert "100%" in guesses[1].reason.ja


def test_data_of_which_only_a_part_has_a_form_say_nothing() -> None:
    source = csv_source("会社名,A,B", "サクラ,日本,x@y.example", "モミジ,東京,なし", "カエデ,大阪,電話")
    assert list(fields(source).values()) == ["legal_name", None, None]


def test_a_field_goes_to_one_column_and_the_other_says_why_not() -> None:
    guesses = proposed(csv_source("会社名,国,国名", "サクラ,JP,日本")).columns
    assert [guess.field and guess.field.name for guess in guesses] == ["legal_name", "country", None]
    assert "「国」" in guesses[2].reason.ja


def test_the_sheet_that_looks_like_a_list_is_proposed() -> None:
    book = filled(Workbook(), [["目次"], ["1", "説明"]])
    filled(book, [])
    sheet = book.create_sheet("一覧")
    for row in (["会社名", "国"], ["サクラ", "日本"]):
        sheet.append(row)
    assert proposed(read_source(saved(book), "list.xlsx")).sheet == "一覧"


def test_every_row_below_the_header_ends_in_one_class() -> None:
    source = csv_source(
        "No.,会社名,国",
        "1,サクラ,日本",
        "",
        "2,モミジ,Worldwide",
        "No.,会社名,国",
        "例,株式会社見本,日本",
        "3,,日本",
        ",合計,2",
        "※ 太字は新規,,",
        "4,※カエデ,日本",
        ",計測技研株式会社,",
    )
    reading = read(source)
    assert names(reading) == ["サクラ", "※カエデ", "計測技研株式会社"]
    assert refused(reading) == [4, 7]
    assert [(one.row, one.reason) for one in reading.skipped] == [
        (3, BLANK_ROW),
        (5, REPEATED_HEADER),
        (6, REMARK_ROW),
        (8, REMARK_ROW),
        (9, REMARK_ROW),
    ]
    assert reconciles(source, reading)


def test_a_banner_across_merged_cells_is_a_note_and_equal_neighbours_are_not() -> None:
    book = filled(Workbook(), [["会社名", "サービス名"], ["クラウド", None], ["Slack", "Slack"]])
    book.worksheets[0].merge_cells("A2:B2")
    reading = read(read_source(saved(book), "list.xlsx"))
    assert names(reading) == ["Slack"]
    assert [one.reason for one in reading.skipped] == [REMARK_ROW]


def test_all_problems_of_all_rows_are_told_at_once_with_their_places() -> None:
    source = csv_source(
        "会社名,国,法人番号,人数,メール",
        "サクラ,全世界,7000012050003,多数,x",
        ",日本,,,",
    )
    assert places(read(source)) == [
        (2, "国", "not_a_country"),
        (2, "法人番号", "bad_corporate_number"),
        (2, "人数", "bad_count"),
        (2, "メール", "bad_email"),
        (3, "会社名", "missing_name"),
    ]


def test_a_hyphenated_corporate_number_is_no_my_number_whatever_its_last_digits() -> None:
    reading = read(csv_source("会社名,法人番号", "サクラ,5-1000-0009-9737", "カエデ,6-1000-0009-9737"))
    assert rows_of(reading)[0].corporate_number == "5100000099737"
    assert [(problem.row, problem.code) for problem in reading.problems] == [(3, "bad_corporate_number")]
    assert not reading.holds_personal_numbers


def test_a_warning_does_not_keep_a_row_out() -> None:
    reading = read(csv_source("会社名,人数", "サクラ,1,000～2,000".replace("1,000～2,000", '"1,000～2,000"')))
    assert [problem.code for problem in reading.problems] == ["range_taken"]
    assert rows_of(reading)[0].person_count == 2000


@pytest.mark.parametrize("number", [MY_NUMBER, CARD, "1234-5678-9018", "４２４２　４２４２　４２４２　４２４２"])
@pytest.mark.parametrize("column", ["会社名", "法人番号", "備考", "社員メモ"])
def test_a_number_of_a_person_anywhere_refuses_the_row_and_is_told_nowhere(number: str, column: str) -> None:
    cells = dict.fromkeys(["会社名", "法人番号", "備考", "社員メモ"], "")
    cells["会社名"] = "サクラ"
    cells[column] = number
    reading = read(csv_source(",".join(cells), ",".join(cells.values())))
    assert reading.entries == ()
    assert refused(reading) == [2]
    told = repr(reading.problems)
    assert number not in told
    assert number.replace("-", "") not in told
    assert reading.holds_personal_numbers
    assert len([problem for problem in reading.problems if problem.code in {"my_number", "card_number"}]) == 1


def test_such_a_number_above_the_list_or_in_a_note_is_told_too() -> None:
    reading = read(csv_source(f"担当 {MY_NUMBER},", "会社名,国", "サクラ,日本", f"※ {MY_NUMBER},"))
    assert [place[0] for place in places(reading)] == [1, 4]
    assert reading.holds_personal_numbers


def test_a_column_called_my_number_is_refused_even_where_the_digits_are_mistyped() -> None:
    reading = read(csv_source("会社名,マイナンバー", "サクラ,123456789017", "モミジ,"))
    assert [problem.code for problem in reading.problems] == ["my_number"]
    assert "123456789017" not in repr(reading.problems)
    assert names(reading) == ["モミジ"]


def test_labels_and_samples_do_not_show_such_a_number() -> None:
    source = csv_source(f"会社名,{MY_NUMBER}", f"サクラ,{CARD}")
    proposal = proposed(source)
    assert MY_NUMBER not in repr(proposal)
    assert CARD not in repr(source.grids[0].samples(after=proposal.header.row))


def test_a_list_without_a_column_of_names_says_so_once() -> None:
    source = csv_source("国,備考", "日本,a", "米国,b")
    reading = read(source)
    assert [problem.code for problem in reading.problems if problem.row == 1] == ["missing_column"]
    assert reading.entries == ()
    assert reconciles(source, reading)


def test_a_field_mapped_to_two_columns_takes_nothing_in() -> None:
    source = csv_source("会社名,旧名", "サクラ,モミジ")
    mapping = {0: column("legal_name"), 1: column("legal_name")}
    reading = read_file(source, KIND, sheet=source.grids[0].sheet, header_row=1, mapping=mapping)
    assert [problem.code for problem in reading.problems] == ["doubled_column", "doubled_column"]
    assert reading.entries == ()


def test_a_person_may_choose_another_header_row_and_mapping() -> None:
    source = csv_source("サクラ,日本", "モミジ,米国")
    mapping = {0: column("legal_name"), 1: column("country")}
    reading = read_file(source, KIND, sheet=source.grids[0].sheet, header_row=0, mapping=mapping)
    assert [(one.row, one.name, one.values["country"]) for one in reading.entries] == [
        (1, "サクラ", "JP"),
        (2, "モミジ", "US"),
    ]


def test_hidden_rows_go_in_with_a_warning() -> None:
    book = filled(Workbook(), [["会社名"], ["サクラ"], ["モミジ"]])
    book.worksheets[0].row_dimensions[3].hidden = True
    reading = read(read_source(saved(book), "list.xlsx"))
    assert len(reading.entries) == 2
    assert places(reading) == [(3, "", "hidden_row")]


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "![](http://x.example/a.png)", "<script>alert(1)</script>", "@SUM(1)"]
)
def test_a_name_that_would_run_elsewhere_is_taken_as_text(text: str) -> None:
    for source in (
        read_source(safe_csv([["会社名", "国"], [text, "日本"]]), "list.csv"),
        csv_source("会社名,国", f"{text},日本"),
    ):
        assert names(read(source)) == [text]


CELL = st.one_of(
    st.sampled_from(
        [
            "",
            "会社名",
            "国",
            "サクラ",
            "日本",
            "※",
            "合計",
            "=1+1",
            MY_NUMBER,
            CARD,
            "7000012050002",
            "不明",
            "\x00",
            "EU",
        ]
    ),
    st.text(max_size=8),
)


@given(st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=12))
def test_no_grid_breaks_the_reader_and_every_row_is_counted(rows: list[list[str]]) -> None:
    try:
        source = read_source(safe_csv([["会社名", "国", "備考"], *rows]), "list.csv")
    except UnreadableFileError:
        return
    reading = read(source)
    assert reconciles(source, reading)
    assert not {one.row for one in reading.entries} & set(refused(reading))
    assert MY_NUMBER not in repr(reading)
    assert CARD not in repr(reading)


def test_five_thousand_rows_are_read_mapped_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    countries, kinds = ["日本", "米国", "Norway", "EU"], ["委託先", "クラウド", "提供先、委託先"]
    rows: list[list[Value]] = [
        [
            f"株式会社架空{number:05}",
            countries[number % 4],
            kinds[number % 3],
            number,
            "情報システム部",
            "備考" * 5,
        ]
        for number in range(5_000)
    ]
    data = workbook_bytes(["会社名", "国", "役割", "人数", "主管部署", "備考"], *rows)
    start = time.perf_counter()
    source = read_source(data, "list.xlsx")
    reading = read(source)
    with capsys.disabled():
        print(f" [5,000 rows in {time.perf_counter() - start:.1f} s] ", end="")  # noqa: T201
    assert reading.seen == 5_000
    assert len(reading.refused) == sum(row[1] == "EU" for row in rows)
    assert reconciles(source, reading)


def test_the_answer_that_there_are_no_other_sub_processors_is_read_with_its_day_and_giver() -> None:
    source = csv_source(
        "会社名,再委託先なしの回答日,再委託先なしの回答元",
        "㈱サクラ商事,2026/11/20,情報管理部",
        "㈱モミジ商会,,",
        "㈱カエデ商会,なし,",
    )
    reading = read(source)
    assert [row.sub_processors_complete_on for row in rows_of(reading)] == [date(2026, 11, 20), None]
    assert [row.sub_processors_complete_by for row in rows_of(reading)] == ["情報管理部", None]
    assert [(row, column) for row, column, _ in places(reading)] == [(4, "再委託先なしの回答日")]
