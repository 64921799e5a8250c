"""What we hand out opens as text, and comes back as it went."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.lists import proposed, read, rows_of
from sakimori.domain.codes import Criticality, DataCategory, KindOfBody, Lifecycle, Role
from sakimori.domain.records.third_party import Foreign
from sakimori.exchange.lists.row_reading import error_workbook
from sakimori.exchange.lists.source import Source, read_source
from sakimori.exchange.paper.safe_files import OutSheet, needs_neutralising, safe_csv, safe_xlsx
from sakimori.exchange.parties.row import ThirdPartyRow, shown_cell
from sakimori.exchange.registers.columns import columns_of

MY_NUMBER = "123456789018"
DANGEROUS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    " =1+1",
    '=HYPERLINK("http://x.example")',
    "-",
]
CELLS = st.one_of(
    st.sampled_from(DANGEROUS), st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
)


def sheet_xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_cell_of_a_csv_starts_a_formula(rows: list[list[str]]) -> None:
    data = safe_csv(rows)
    assert data.startswith(b"\xef\xbb\xbf")
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        assert not any(needs_neutralising(cell) for cell in row)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_start_is_put_behind_an_apostrophe_and_read_back_without(text: str) -> None:
    (row,) = csv.reader(io.StringIO(safe_csv([[text, "x"]]).decode("utf-8-sig"), newline=""))
    assert row == [f"'{text}", "x"]
    assert read_source(safe_csv([["h"], [text]]), "a.csv").grids[0].rows[1].cells == (text,)


@pytest.mark.parametrize("text", ["-5", "+81", "3.5", "サクラ", "a=b", ""])
def test_plain_numbers_and_words_are_left_as_they_are(text: str) -> None:
    assert safe_csv([[text, "x"]]).decode("utf-8-sig") == f'"{text}","x"\r\n'


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_workbook_holds_no_formula_and_no_link_and_gives_each_text_back(rows: list[list[str]]) -> None:
    data = safe_xlsx([OutSheet("一覧", [["見出し"], *rows])])
    assert "<f>" not in sheet_xml(data)
    assert "hyperlink" not in sheet_xml(data)
    back = [row for row in read_source(data, "a.xlsx").grids[0].rows if not row.is_blank][1:]
    sent = [[cell for cell in row if cell.strip()] for row in rows]
    assert [[cell for cell in row.cells if cell.strip()] for row in back] == [row for row in sent if row]


def test_numbers_and_days_stay_numbers_and_days_and_long_numbers_stay_exact() -> None:
    data = safe_xlsx([OutSheet("a", [["h", "h", "h", "h"], [12, 1.5, date(2026, 4, 1), 1234567890123456789]])])
    assert read_source(data, "a.xlsx").grids[0].rows[1].cells == ("12", "1.5", "2026-04-01", "1234567890123456789")


@pytest.mark.parametrize("name", ["", "a/b:c*?[x]\\", "'" * 5, "長" * 40, "History", "\x00"])
def test_any_sheet_name_is_made_one_that_excel_takes(name: str) -> None:
    data = safe_xlsx([OutSheet(name, [["a"]]), OutSheet(name, [["b"]])])
    grids = read_source(data, "a.xlsx").grids
    assert len({grid.sheet.casefold() for grid in grids}) == 2
    assert all(0 < len(grid.sheet) <= 31 for grid in grids)


def test_equal_content_gives_equal_bytes_on_any_day() -> None:
    with zipfile.ZipFile(io.BytesIO(safe_xlsx([OutSheet("a", [["b"]])]))) as archive:
        assert archive.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2
    assert safe_xlsx([OutSheet("a", [["b"]])]) == safe_xlsx([OutSheet("a", [["b"]])])


FULL = ThirdPartyRow(
    legal_name="=サクラ商事",
    kana="サクラショウジ",
    english_name="Sakura Trading Co., Ltd.",
    aliases=("さくら", "Sakura, Inc."),
    corporate_number="7000012050002",
    country="JP",
    address="東京都千代田区1-1-1",
    representative="佐藤",
    kind_of_body=KindOfBody.BODY_57_1,
    roles=frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR, Role.SOURCE}),
    service_name="さくらメール",
    service_description="配信\n集計",
    purpose_note="-配信のため",
    website="https://sakura.example/?a=b",
    owner="高橋",
    department="購買部",
    contact_name="鈴木",
    contact_email="suzuki@sakura.example",
    contact_phone="+81-3-1234-5678",
    data_categories=frozenset(DataCategory),
    person_count=1200,
    special_care=False,
    foreign=Foreign.DESIGNATED,
    criticality=Criticality.MINOR,
    lifecycle=Lifecycle.OFFBOARDING,
    parent="サクラホールディングス",
    note="![](http://x.example)",
    external_key="00123",
)
NO_DATA = ThirdPartyRow(
    legal_name="モミジ", data_categories=frozenset(), person_count=0, special_care=False, foreign=Foreign.NONE
)
"""Whoever holds no personal data holds that of nobody, here or abroad."""


def read_back(data: bytes) -> tuple[list[ThirdPartyRow], list[str]]:
    source = read_source(data, "template.xlsx")
    reading = read(source)
    return rows_of(reading), [problem.code for problem in reading.problems]


def filled_in(rows: list[ThirdPartyRow], language: str) -> bytes:
    columns = columns_of(ThirdPartyRow)
    cells = [[shown_cell(one.name, getattr(row, one.name), language) for one in columns] for row in rows]
    return safe_xlsx([OutSheet("list", [[one.label.get(language) for one in columns], *cells])])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_template_gives_back_the_rows_that_it_was_filled_with(language: str) -> None:
    assert read_back(filled_in([FULL, NO_DATA], language)) == ([FULL, NO_DATA], [])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_column_of_an_empty_template_is_recognised_for_sure(language: str) -> None:
    source = read_source(filled_in([], language), "template.xlsx")
    proposal = proposed(source)
    assert tuple(guess.field for guess in proposal.columns) == columns_of(ThirdPartyRow)
    assert {guess.confidence for guess in proposal.columns} == {1.0}
    assert source.grids[0].sheet == proposal.sheet


def test_each_field_has_a_label_in_both_languages() -> None:
    labels = [one.label for one in columns_of(ThirdPartyRow)]
    for language in ("ja", "en"):
        assert len({label.get(language) for label in labels}) == len(labels)


def bad_list() -> Source:
    lines = ["会社名,国,マイナンバー,備考", "サクラ,日本,,", f"モミジ,全世界,,{MY_NUMBER}", "=カエデ,日本,12,"]
    return read_source("\n".join(lines).encode(), "list.csv")


@pytest.mark.parametrize(("language", "header"), [("ja", "直すところ"), ("en", "To correct")])
def test_rows_to_correct_come_back_with_what_to_correct_and_without_numbers_of_persons(
    language: str, header: str
) -> None:
    source = bad_list()
    reading = read(source)
    data = error_workbook(source, reading.problems, language=language)
    rows = read_source(data, "errors.xlsx").grids[0].rows
    assert rows[0].cells == ("会社名", "国", "マイナンバー", "備考", header)
    assert [row.cells[:4] for row in rows[1:]] == [("モミジ", "全世界", "", "*" * 12), ("=カエデ", "日本", "**", "")]
    assert "3" in rows[1].cells[4]
    assert "国" in rows[1].cells[4]
    assert "<f>" not in sheet_xml(data)


def test_corrected_rows_can_be_handed_in_again_as_they_are() -> None:
    source = bad_list()
    reading = read(source)
    again = proposed(read_source(error_workbook(source, reading.problems, language="ja"), "errors.xlsx"))
    assert again.mapping == proposed(source).mapping


def test_a_list_without_problems_gives_a_workbook_without_rows() -> None:
    assert len(read_source(error_workbook(bad_list(), (), language="ja"), "e.xlsx").grids[0].rows) == 1
