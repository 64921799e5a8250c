"""Answers in the sender's own workbook: only the named cells change; the rest of each part stays byte for byte."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from kit.examples import examples
from kit.files.workbooks import with_member
from sakimori.errors import InvalidValueError, StateError, UnreadableFileError
from sakimori.exchange.lists.container import is_workbook
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.replies.workbook import answer_workbook

SHEET = "回答票"
EXTENSION = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>選択肢!$A$1:$A$3</xm:f></x14:formula1>'
    "<xm:sqref>D5:D5</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


def a_workbook() -> bytes:
    """A sheet as customers send it: lists, a condition, a remark, a total with a cached value, an x14 list, a macro."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet(SHEET)
    book.remove(book.worksheets[0])
    sheet.append(("項番", "質問", "回答", "備考", "点"))
    sheet.append(("1.1", "鍵は掛かるか", None, None))
    sheet.append(("1.10", "窓は閉まるか", "〇", "常に"))
    sheet["B4"] = "合計"
    sheet["C4"] = '=COUNTIF(C2:C3,"〇")'
    sheet["B5"] = "等級"
    sheet["B7"] = "署名"
    sheet["C2"].font = Font(bold=True)
    sheet["B2"].comment = Comment("夜も含む", "依頼者")
    listed = DataValidation(type="list", formula1='"〇,△,×"', allow_blank=True)
    listed.add("C2:C3")
    sheet.add_data_validation(listed)
    numbers = DataValidation(type="list", formula1='"1,2,3"', allow_blank=True)
    numbers.add("E5")
    sheet.add_data_validation(numbers)
    red = PatternFill(start_color="FFC7CE", end_color="FFC7CE", fill_type="solid")
    rule = CellIsRule(operator="equal", formula=['"×"'], fill=red)  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("C2:C3", rule)
    other = book.create_sheet("選択肢")
    for word in ("高", "中", "低"):
        other.append((word,))
    made = io.BytesIO()
    book.save(made)
    return with_more(made.getvalue())


def with_more(data: bytes) -> bytes:
    """What openpyxl does not write: the cached value of the total, the x14 list, and the bytes of a macro."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                xml = content.decode().replace("<v></v>", "<v>1</v>").replace("<v />", "<v>1</v>")
                content = xml.replace("</worksheet>", EXTENSION + "</worksheet>").encode()
            target.writestr(member, content)
        target.writestr("xl/vbaProject.bin", bytes(range(256)))
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def shown(data: bytes, row: int, column: int) -> str:
    sheet = open_document(data, "返送.xlsx").sheet(SHEET)
    assert sheet is not None
    found = sheet.grid.row(row)
    return found.cell(column) if found else ""


def cells_of(data: bytes) -> dict[tuple[int, int], str]:
    sheet = open_document(data, "返送.xlsx").sheet(SHEET)
    assert sheet is not None
    return {
        (row.number, column): row.cell(column)
        for row in sheet.grid.rows
        for column in range(len(row.cells))
        if row.cell(column)
    }


def test_only_the_cell_changes_and_every_other_part_stays_as_it_was() -> None:
    before = a_workbook()
    after = answer_workbook(before, {Address(SHEET, 2, 2): "△", Address(SHEET, 2, 3): "夜は守衛"})
    was, is_now = parts(before), parts(after)
    assert list(was) == list(is_now)
    assert {name for name in was if was[name] != is_now[name]} == {"xl/worksheets/sheet1.xml"}
    strip = re.compile(rb'<c r="(?:C2|D2)".*?(?:/>|</c>)', re.DOTALL)
    assert strip.sub(b"", was["xl/worksheets/sheet1.xml"]) == strip.sub(b"", is_now["xl/worksheets/sheet1.xml"])
    assert (shown(after, 2, 2), shown(after, 2, 3)) == ("△", "夜は守衛")
    assert shown(after, 4, 2) == "1", "the cached total is still there"


def test_a_cell_keeps_its_format_and_an_empty_answer_empties_it() -> None:
    before = a_workbook()
    style = re.search(rb'<c r="C2"( s="[0-9]+")', parts(before)["xl/worksheets/sheet1.xml"])
    assert style is not None
    for answer in ("〇", ""):
        after = answer_workbook(before, {Address(SHEET, 2, 2): answer})
        assert b'<c r="C2"' + style.group(1) in parts(after)["xl/worksheets/sheet1.xml"]
        assert shown(after, 2, 2) == answer


def test_rows_and_cells_that_are_not_there_yet_are_put_in_their_places() -> None:
    places = ((3, 7, "右"), (9, 0, "下"), (8, 1, "中"), (3, 5, "左"), (4, 0, "先頭"), (6, 1, "間"))
    answers = {Address(SHEET, row, column): text for row, column, text in places}
    after = answer_workbook(a_workbook(), answers)
    assert [shown(after, a.row, a.column or 0) for a in answers] == list(answers.values())
    xml = parts(after)["xl/worksheets/sheet1.xml"].decode()
    numbers = [int(found) for found in re.findall(r'<row r="(\d+)"', xml)]
    assert numbers == sorted(numbers)
    for number in (3, 4):
        columns = re.findall(rf'<c r="([A-Z]+){number}"', xml)
        assert columns == sorted(columns)


def test_a_bracket_within_an_attribute_ends_no_cell() -> None:
    name = "xl/worksheets/sheet1.xml"
    before = a_workbook()
    xml = parts(before)[name].decode().replace('<c r="C2"', '<c r="C2" note="a>b"')
    after = answer_workbook(with_member(before, name, xml), {Address(SHEET, 2, 2): "〇", Address(SHEET, 2, 3): "夜も"})
    assert (shown(after, 2, 2), shown(after, 2, 3), shown(after, 3, 1)) == ("〇", "夜も", "窓は閉まるか")


def test_a_cell_that_offers_a_list_takes_its_members_alone_whether_old_or_new() -> None:
    for place, good, bad in ((Address(SHEET, 2, 2), "×", "はい"), (Address(SHEET, 5, 3), "高", "最高")):
        assert shown(answer_workbook(a_workbook(), {place: good}), place.row, place.column or 0) == good
        with pytest.raises(InvalidValueError) as refused:
            answer_workbook(a_workbook(), {place: bad})
        assert str(place) in refused.value.message("ja")
        assert good in refused.value.message("en")


def test_a_number_is_one_only_where_the_cell_offers_numbers() -> None:
    after = answer_workbook(a_workbook(), {Address(SHEET, 5, 4): "3", Address(SHEET, 2, 3): "3.10"})
    xml = parts(after)["xl/worksheets/sheet1.xml"]
    assert re.search(rb'<c r="E5"[^>]*><v>3</v></c>', xml)
    assert shown(after, 2, 3) == "3.10"


def test_a_formula_is_never_written_over() -> None:
    with pytest.raises(StateError) as refused:
        answer_workbook(a_workbook(), {Address(SHEET, 4, 2): "2"})
    assert "C4" in refused.value.message("en")


def test_what_begins_like_a_formula_stays_text() -> None:
    after = answer_workbook(a_workbook(), {Address(SHEET, 2, 3): '=HYPERLINK("http://127.0.0.1","x")'})
    cell = re.search(rb'<c r="D2"[^>]*>(.*?)</c>', parts(after)["xl/worksheets/sheet1.xml"])
    assert cell is not None
    assert cell.group(1).startswith(b"<is><t")


def test_no_sheet_no_workbook_and_a_signed_one_are_refused() -> None:
    with pytest.raises(InvalidValueError):
        answer_workbook(a_workbook(), {Address("別紙", 2, 2): "〇"})
    with pytest.raises(UnreadableFileError):
        answer_workbook("項番,回答\n1,はい\n".encode(), {Address(SHEET, 2, 2): "〇"})
    signed = io.BytesIO(a_workbook())
    with zipfile.ZipFile(signed, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    with pytest.raises(StateError):
        answer_workbook(signed.getvalue(), {Address(SHEET, 2, 2): "〇"})


def test_a_longer_text_than_a_cell_holds_is_refused() -> None:
    with pytest.raises(InvalidValueError):
        answer_workbook(a_workbook(), {Address(SHEET, 2, 3): "あ" * 32_768})


def _is_trimmed(text: str) -> bool:
    return text.strip() == text


@settings(max_examples=examples(60), deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(1, 12), st.integers(3, 9)),
        st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(_is_trimmed),
        max_size=8,
    )
)
def test_whatever_is_written_is_read_again_and_nothing_else_moves(cells: dict[tuple[int, int], str]) -> None:
    free = {place: text for place, text in cells.items() if place not in {(5, 3), (5, 4)}}
    before = a_workbook()
    after = answer_workbook(before, {Address(SHEET, row, column): text for (row, column), text in free.items()})
    assert is_workbook(after)
    was, is_now = cells_of(before), cells_of(after)
    assert is_now == {**was, **free}
