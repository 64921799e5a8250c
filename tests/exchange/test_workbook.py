"""Workbooks are read as a person sees them."""

from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from kit.files.workbooks import Value, filled, member, saved, with_member, workbook_bytes
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.grid import MergedRange, make_grid
from sakimori.exchange.lists.source import read_source


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_source(data, "list.xlsx").grids[0].rows]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3.0, "3"),
        (1234567890123, "1234567890123"),
        (0.5, "0.5"),
        (True, "TRUE"),
        (False, "☐"),
        (date(2026, 4, 1), "2026-04-01"),
        (datetime.combine(date(2026, 4, 1), time(9, 30)), "2026-04-01 09:30"),
        (time(9, 30), "09:30"),
        ("００１", "００１"),
        ("  x ", "  x "),
    ],
)
def test_a_cell_reads_as_it_is_displayed(value: Value, shown: str) -> None:
    assert cells(workbook_bytes([value])) == [(shown,)]


def test_rows_keep_the_numbers_of_the_spreadsheet() -> None:
    book = Workbook()
    book.worksheets[0]["B4"] = "会社名"
    book.worksheets[0]["B6"] = "サクラ商事"
    grid = read_source(saved(book), "list.xlsx").grids[0]
    assert [(row.number, row.cell(1)) for row in grid.rows if not row.is_blank] == [(4, "会社名"), (6, "サクラ商事")]


def test_merged_cells_are_read_in_each_of_their_places() -> None:
    book = filled(
        Workbook(), [["連絡先", None, "国"], ["氏名", "電話", None], ["佐藤", "03", "日本"], [None, "04", None]]
    )
    for area in ("A1:B1", "C1:C2", "A3:A4"):
        book.worksheets[0].merge_cells(area)
    grid = read_source(saved(book), "list.xlsx").grids[0]
    assert [row.cells for row in grid.rows] == [
        ("連絡先", "連絡先", "国"),
        ("氏名", "電話", "国"),
        ("佐藤", "03", "日本"),
        ("佐藤", "04", ""),
    ]
    assert [row.copies for row in grid.rows] == [frozenset({1}), frozenset(), frozenset(), frozenset()]


def test_what_stands_under_a_merged_cell_is_not_seen() -> None:
    merged = [MergedRange(0, 0, 0, 1), MergedRange(1, 0, 1, 1)]
    grid = make_grid("a", [["上", "下"], ["", "見える"]], merged=merged)
    assert [row.cells for row in grid.rows] == [("上", "上"), ("", "見える")]


def test_hidden_sheets_are_left_out_with_a_note_and_hidden_rows_are_marked() -> None:
    book = filled(Workbook(), [["会社名"], ["表"], ["裏"]])
    book.worksheets[0].row_dimensions[3].hidden = True
    for title, state in (("控え", "hidden"), ("秘", "veryHidden")):
        book.create_sheet(title).sheet_state = state
        book[title]["A1"] = "会社名"
    source = read_source(saved(book), "list.xlsx")
    assert [grid.sheet for grid in source.grids] == ["Sheet"]
    assert [row.is_hidden for row in source.grids[0].rows] == [False, False, True]
    assert [note.code for note in source.notes] == ["hidden_sheet", "hidden_sheet"]
    assert "控え" in source.notes[0].message.ja


def test_a_formula_is_never_run_and_its_stored_value_is_read() -> None:
    data = workbook_bytes(["会社名"], ["=1+1"])
    assert cells(data) == [("会社名",)] or cells(data) == [("会社名",), ("",)]
    sheet = member(data, "xl/worksheets/sheet1.xml")
    assert "<f>1+1</f>" in sheet
    stored = sheet.replace('<c r="A2"><f>1+1</f><v></v></c>', '<c r="A2" t="str"><f>1+1</f><v>保存値</v></c>')
    stored = stored.replace('<c r="A2"><f>1+1</f><v /></c>', '<c r="A2" t="str"><f>1+1</f><v>保存値</v></c>')
    assert cells(with_member(data, "xl/worksheets/sheet1.xml", stored)) == [("会社名",), ("保存値",)]


def test_readings_above_kanji_are_not_part_of_the_text() -> None:
    data = workbook_bytes(["会社名"], ["東京"])
    sheet = member(data, "xl/worksheets/sheet1.xml")
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" uniqueCount="2">'
        "<si><t>会社名</t></si>"
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si></sst>'
    )
    if 't="inlineStr"' in sheet:
        for number, word in enumerate(("会社名", "東京")):
            sheet = sheet.replace(f't="inlineStr"><is><t>{word}</t></is>', f't="s"><v>{number}</v>')
    data = with_member(with_member(data, "xl/worksheets/sheet1.xml", sheet), "xl/sharedStrings.xml", shared)
    types, rels = member(data, "[Content_Types].xml"), member(data, "xl/_rels/workbook.xml.rels")
    if "sharedStrings" not in types:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        types = types.replace("</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>')
        relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        rels = rels.replace(
            "</Relationships>",
            f'<Relationship Id="rIdX" Type="{relation}" Target="sharedStrings.xml"/></Relationships>',
        )
        data = with_member(with_member(data, "[Content_Types].xml", types), "xl/_rels/workbook.xml.rels", rels)
    assert cells(data) == [("会社名",), ("東京",)]


def test_a_workbook_without_any_cell_is_refused() -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_source(workbook_bytes(), "list.xlsx")
    assert "見出し" in refused.value.message("ja")


def test_the_name_of_a_file_does_not_matter_to_a_workbook() -> None:
    assert read_source(workbook_bytes(["会社名"]), "list.csv").kind == "xlsx"


@pytest.mark.parametrize("reference", ["A1048576", "B20000000", "b20000000", "ZZZ1048576", "B2147483647", "A-2", ""])
def test_a_cell_that_names_another_row_than_its_own_cannot_fill_the_memory(reference: str) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    data = workbook_bytes(("name", "country"), ("Alpha", "JP"))
    assert '<c r="B2"' in member(data, sheet)
    with pytest.raises(UnreadableFileError):
        read_source(with_member(data, sheet, member(data, sheet).replace('<c r="B2"', f'<c r="{reference}"')), "x.xlsx")
