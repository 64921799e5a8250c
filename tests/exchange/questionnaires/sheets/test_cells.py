"""What a questionnaire's cells are besides their text, as Excel and its like write it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kit.files.workbooks import member, saved, with_member
from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.reading.document import Sheet, open_document
from sakimori.exchange.questionnaires.sheets.cells import CellFacts, read_cells
from sakimori.exchange.questionnaires.sheets.number_formats import BUILT_IN, show_number

SHEET = "xl/worksheets/sheet1.xml"


def book() -> tuple[Workbook, Worksheet]:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Q"
    for row in (("ID", "Question", "Answer"), ("1", "One?", None), ("2", "Two?", None)):
        sheet.append(row)
    return made, sheet


def offer(sheet: Worksheet, formula: str, cells: str = "C2:C3") -> None:
    validation = DataValidation(type="list", formula1=formula)
    for part in cells.split():
        validation.add(part)
    sheet.add_data_validation(validation)


def first(data: bytes | Workbook) -> Sheet:
    return open_document(data if isinstance(data, bytes) else saved(data), "q.xlsx").sheets[0]


def facts(data: bytes | Workbook) -> CellFacts:
    return first(data).facts


@pytest.mark.parametrize(
    "formula",
    ['"Yes,No, NA"', "$E$1:$E$3", "=$E$1:$E$3", "Lists!$A$1:$A$3", "'Lists of us'!$A$1:$C$1", "Words", "E:E"],
)
def test_the_members_of_a_list_are_found_wherever_they_are_kept(formula: str) -> None:
    made, sheet = book()
    lists, other = made.create_sheet("Lists"), made.create_sheet("Lists of us")
    for row, word in enumerate(("Yes", "No", "NA"), start=1):
        sheet.cell(row, 5, word)
        lists.cell(row, 1, word)
        other.cell(1, row, word)
    lists.sheet_state = "hidden"
    made.defined_names["Words"] = DefinedName("Words", attr_text="Lists!$A$1:$A$3")
    offer(sheet, formula)
    assert facts(made).lists == {(2, 2): ("Yes", "No", "NA"), (3, 2): ("Yes", "No", "NA")}


@pytest.mark.parametrize(
    "formula", ['INDIRECT("A"&B2)', "OFFSET($A$1,0,0,3)", "Missing!$A$1:$A$2", "NoSuchName", '""', "Loop", "#REF!"]
)
def test_a_list_that_would_have_to_be_computed_offers_nothing(formula: str) -> None:
    made, sheet = book()
    made.defined_names["Loop"] = DefinedName("Loop", attr_text="Loop")
    offer(sheet, formula)
    assert facts(made).lists == {}


def test_lists_of_newer_excel_are_read() -> None:
    made, _ = book()
    made.create_sheet("Lists").append(["Y", "N"])
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    xm = "http://schemas.microsoft.com/office/excel/2006/main"
    extension = (
        f'<extLst><ext xmlns:x14="{x14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        f'<x14:dataValidations xmlns:xm="{xm}" count="1"><x14:dataValidation type="list">'
        "<x14:formula1><xm:f>Lists!$A$1:$B$1</xm:f></x14:formula1><xm:sqref>C3 B2</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    data = saved(made)
    changed = with_member(data, SHEET, member(data, SHEET).replace("</worksheet>", extension))
    assert facts(changed).lists == {(3, 2): ("Y", "N"), (2, 1): ("Y", "N")}


def test_a_list_on_a_whole_column_ends_where_the_sheet_does() -> None:
    made, sheet = book()
    offer(sheet, '"a,b"', "C1:C1048576 XFD1:XFD1048576")
    assert set(facts(made).lists) == {(1, 2), (2, 2), (3, 2)}


def test_lists_over_one_another_are_refused_in_time() -> None:
    made, sheet = book()
    sheet.cell(40_000, 5, "end")
    for _ in range(20):
        offer(sheet, '"a,b"', "A1:E40000")
    with pytest.raises(UnreadableFileError) as refused:
        facts(made)
    assert "offer choices" in refused.value.message("en")


def test_lists_that_look_through_a_blank_sheet_again_and_again_are_refused_in_time() -> None:
    made, sheet = book()
    sheet.cell(60_000, 4, "end")
    for number in range(60):
        offer(sheet, f"$E$1:$E${50_000 + number}", f"C{number + 2}")
    with pytest.raises(UnreadableFileError):
        facts(made)


def test_an_id_that_excel_took_for_a_number_or_a_date_is_told_as_shown() -> None:
    made, sheet = book()
    sheet["A2"], sheet["A3"], sheet["A4"], sheet["A5"] = 3.1, date(2025, 1, 1), 7, 2.5
    sheet["A2"].number_format, sheet["A3"].number_format, sheet["A4"].number_format = "0.00", "m-d", "000"
    read = first(made)
    assert read.facts.changed == {(2, 0): "3.10", (3, 0): "1-1", (5, 0): "2.5"}
    assert [row.cell(0) for row in read.grid.rows] == ["ID", "3.10", "1-1", "007", "2.5"]


def test_a_full_date_stays_as_every_country_reads_it() -> None:
    made, sheet = book()
    sheet["C2"] = datetime(2025, 3, 4)  # noqa: DTZ001
    sheet["C2"].number_format = "mm/dd/yy"
    read = first(made)
    assert read.grid.rows[1].cell(2) == "2025-03-04"
    assert read.facts.changed == {(2, 2): "03/04/25"}


@pytest.mark.parametrize("area", ["A2:B2", "A2:B3", "A2:A3"])
def test_a_number_shown_in_merged_cells_is_shown_in_all_of_them(area: str) -> None:
    made, sheet = book()
    sheet["A2"] = 3.1
    sheet["A2"].number_format = "0.00"
    sheet["C3"] = "yes"
    sheet.merge_cells(area)
    rows = first(made).grid.rows
    bottom, right = int(area[-1]), ord(area[-2]) - ord("A")
    assert rows[bottom - 1].cells[right] == "3.10"


def test_formulas_remarks_and_hidden_columns_are_told() -> None:
    made, sheet = book()
    sheet["C2"] = "=1+1"
    sheet["B2"].comment = Comment("See annex", "who")
    sheet.column_dimensions["B"].hidden = True
    told = facts(made)
    assert told.formulas == {(2, 2)}
    assert told.remarks == {(2, 1): "See annex"}
    assert told.hidden_columns == {1}


def test_a_conversation_replaces_its_notice_for_old_excel() -> None:
    made, sheet = book()
    sheet["B2"].comment = Comment("[Threaded comment]\n\nYour version…\n\nComment:\n    why?", "tc")
    data = saved(made)
    told = "[Threaded comment]"
    assert told not in facts(data).remarks[2, 1]
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    related = member(data, relations).replace(
        "</Relationships>",
        '<Relationship Id="t1" Target="../threadedComments/t.xml"'
        ' Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/></Relationships>',
    )
    data = with_member(data, relations, related)
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    thread = "".join(f'<threadedComment ref="B2"><text>{text}</text></threadedComment>' for text in ("why?", "so."))
    data = with_member(
        data, "xl/threadedComments/t.xml", f'<ThreadedComments xmlns="{space}">{thread}</ThreadedComments>'
    )
    assert facts(data).remarks == {(2, 1): "why?\nso."}


@pytest.mark.parametrize(
    ("old", "new"),
    [('<c r="A2" s="1"', '<c r="A2" s="99"'), ('<c r="A2" s="1"', '<c r="A2" s="x"'), ('<row r="2"', '<row r="two"')],
)
def test_broken_references_are_refused_or_do_no_harm(old: str, new: str) -> None:
    made, sheet = book()
    sheet["A2"] = 3.1
    sheet["A2"].number_format = "0.00"
    data = saved(made)
    assert old in member(data, SHEET)
    try:
        read = first(with_member(data, SHEET, member(data, SHEET).replace(old, new)))
    except UnreadableFileError:
        return
    assert len(read.grid.rows) == 3


def test_styles_with_entities_are_refused() -> None:
    made, _ = book()
    bad = '<!DOCTYPE x [<!ENTITY a "b">]><styleSheet/>'
    with pytest.raises(UnreadableFileError):
        facts(with_member(saved(made), "xl/styles.xml", bad))


def test_comments_that_are_no_xml_are_refused_in_a_sentence() -> None:
    made, sheet = book()
    sheet["B2"].comment = Comment("x", "y")
    data = with_member(saved(made), "xl/comments/comment1.xml", "<comments")
    with pytest.raises(UnreadableFileError) as refused:
        list(read_cells(data))
    assert "save it again" in refused.value.message("en")


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("3.1", "0.00", "3.10"),
        ("0.30000000000000004", "General", "0.3"),
        ("1.23456789012E13", "General", "12345678901200"),
        ("1234567890.12", "General", "1234567890.12"),
        ("3.1000000000000001", "General", "3.1"),
        ("45658", "d-mmm", "1-Jan"),
        ("45658", 'm"月"d"日"', "1月1日"),
        ("0.5", "0%", "50%"),
        ("-2", "0;(0)", "(2)"),
        ("1234567.8", "#,##0.0", "1,234,567.8"),
        ("7", '"Q-"00', "Q-07"),
        ("0.5", "h:mm AM/PM", "12:00 PM"),
        ("59", "d", "28"),
        ("61", "d", "1"),
    ],
)
def test_numbers_are_shown_as_excel_shows_them(stored: str, code: str, text: str) -> None:
    seen = show_number(stored, code)
    assert seen is not None
    assert seen.text == text


@pytest.mark.parametrize(
    ("stored", "code"),
    [("12", "0.00E+00"), ("1", "# ?/?"), ("45658", "ggge"), ("1.5", "[h]:mm"), ("1e999", "0"), ("", "0")],
)
def test_what_is_not_known_is_not_guessed(stored: str, code: str) -> None:
    assert show_number(stored, code) is None


@given(st.text(max_size=12) | st.floats().map(str), st.sampled_from(list(BUILT_IN.values())) | st.text(max_size=20))
def test_no_number_and_no_format_breaks(stored: str, code: str) -> None:
    seen = show_number(stored, code)
    assert seen is None or isinstance(seen.text, str)


@pytest.mark.samples
def test_every_sheet_of_the_largest_sample_is_read(samples: Path) -> None:
    path = next((samples / "dora-roi").glob("*.xlsx"))
    data = path.read_bytes()
    read = list(read_cells(data))
    lists = [facts.lists for _, _, facts in read if facts.lists]
    assert lists
    assert all(members for places in lists for members in places.values())
