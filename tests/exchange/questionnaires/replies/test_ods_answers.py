"""Answers in a workbook of OpenDocument: the cells change within its content, and all else keeps every byte."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.questionnaires.sheets.test_ods import HEADER, SPACES, cell, ods, row
from kit.examples import examples
from kit.files.workbooks import with_member
from sakimori.errors import InvalidValueError, StateError, UnreadableFileError
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.replies.ods import answer_open_document

RULE = 'table:content-validation-name="v"'
NOTE = "<office:annotation><text:p>夜も含む</text:p></office:annotation>"
ACROSS, DOWN = "table:number-columns-repeated", "table:number-rows-repeated"


def a_workbook() -> bytes:
    """A sheet with styles, a remark, a formula, repeated cells and rows, and a hidden sheet."""
    return ods(
        [
            row(HEADER),
            row(
                cell("1"), cell("鍵は掛かるか"), cell("", f'table:style-name="ce1" {RULE}', NOTE),
                cell("", f'{ACROSS}="3"'),
            ),
            row(
                cell("2"), cell("窓は閉まるか"),
                cell("いいえ", f'table:style-name="ce2" office:value-type="string" {RULE}'),
            ),
            row(cell("3"), cell("計"), cell("1", 'table:formula="of:=COUNTA([.C2:.C3])" office:value="1"')),
            row(cell("－", f'{ACROSS}="4"'), attributes=f'{DOWN}="5"'),
            row(cell("", f'{ACROSS}="16384"'), attributes=f'{DOWN}="1048000"'),
        ],
        [row(HEADER), row(cell("9"), cell("隠れた質問ですか"), cell("はい"))],
    )  # fmt: skip


def members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The parts of an archive as packed, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for one in archive.infolist():
            start = one.header_offset
            yield (
                one.filename,
                data[start : start + 30 + len(one.filename.encode()) + len(one.extra) + one.compress_size],
            )


def content(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("content.xml")


def cells_of(data: bytes) -> dict[tuple[str, int, int], str]:
    return {
        (sheet.name, line.number, column): line.cell(column)
        for sheet in open_document(data, "a.ods").sheets
        for line in sheet.grid.rows
        for column in range(len(line.cells))
        if line.cell(column)
    }


def test_only_the_cell_changes_and_every_other_part_stays_byte_by_byte() -> None:
    before = with_member(a_workbook(), "Pictures/a.png", bytes(range(256)))
    after = answer_open_document(before, {Address("表", 2, 2): "はい"})
    was, is_now = dict(members(before)), dict(members(after))
    assert list(was) == list(is_now)
    assert {name for name in was if was[name] != is_now[name]} == {"content.xml"}
    old, new = content(before), content(after)
    made = re.search(rb'<table:table-cell table:style-name="ce1"[^>]*>.*?</table:table-cell>', new)
    assert made is not None
    assert made.group().decode() == (
        f'<table:table-cell table:style-name="ce1" {RULE} office:value-type="string">{NOTE}<text:p>はい</text:p>'
        "</table:table-cell>"
    )
    assert new.replace(made.group(), b"#") == re.sub(
        rb'<table:table-cell table:style-name="ce1".*?</table:table-cell>', b"#", old
    )


def test_a_blank_answer_empties_its_cell_and_the_format_stays() -> None:
    after = answer_open_document(a_workbook(), {Address("表", 3, 2): ""})
    assert f'<table:table-cell table:style-name="ce2" {RULE}></table:table-cell>'.encode() in content(after)
    assert ("表", 3, 2) not in cells_of(after)


def test_repeated_cells_and_rows_are_taken_apart_where_one_of_them_changes() -> None:
    before = a_workbook()
    answers = {Address("表", 2, 4): "中", Address("表", 7, 1): "ここ", Address("表", 3, 5): "右"}
    after = answer_open_document(before, answers)
    assert cells_of(after) == {
        **cells_of(before),
        **{("表", a.row, a.column or 0): word for a, word in answers.items()},
    }


def test_lines_and_blanks_of_an_answer_are_kept() -> None:
    said = " a  b\tc\n\n<d> & e "
    after = answer_open_document(a_workbook(), {Address("表", 3, 3): said})
    sheet = open_document(after, "a.ods").sheets[0]
    assert sheet.grid.rows[2].cells[3] == said


def test_a_number_is_one_only_where_the_cell_offers_numbers() -> None:
    data = with_member(
        a_workbook(),
        "content.xml",
        content(a_workbook()).replace(b"&quot;\xe3\x81\xaf\xe3\x81\x84&quot;", b"&quot;3&quot;"),
    )
    after = content(answer_open_document(data, {Address("表", 2, 2): "3", Address("表", 2, 3): "3.10"}))
    assert b'office:value-type="float" office:value="3"' in after
    assert b'office:value-type="string"><text:p>3.10</text:p>' in after


def test_what_a_cell_does_not_take_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="いいえ"):
        answer_open_document(a_workbook(), {Address("表", 2, 2): "最高"})
    with pytest.raises(StateError, match="C4"):
        answer_open_document(a_workbook(), {Address("表", 4, 2): "2"})
    with pytest.raises(InvalidValueError):
        answer_open_document(a_workbook(), {Address("別紙", 2, 2): "はい"})
    with pytest.raises(StateError, match="signed"):
        answer_open_document(
            with_member(a_workbook(), "META-INF/documentsignatures.xml", "<a/>"), {Address("表", 2, 3): "a"}
        )


def test_a_content_that_is_not_in_utf8_is_refused() -> None:
    xml = content(a_workbook()).decode().replace("<?xml version='1.0'?>", "<?xml version='1.0' encoding='UTF-16'?>")
    with pytest.raises(UnreadableFileError):
        answer_open_document(with_member(a_workbook(), "content.xml", xml.encode("utf-16")), {Address("表", 2, 3): "a"})


def test_another_prefix_of_the_same_namespace_is_kept() -> None:
    xml = (
        content(a_workbook())
        .decode()
        .replace("table:", "t:")
        .replace("xmlns:table", "xmlns:t")
        .replace(":t:1.0", ":table:1.0")
    )
    assert SPACES not in xml
    after = answer_open_document(with_member(a_workbook(), "content.xml", xml), {Address("表", 2, 3): "備考"})
    assert cells_of(after)["表", 2, 3] == "備考"


@settings(max_examples=examples(60), deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(2, 9), st.integers(3, 8)),
        st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
            lambda t: t.strip() == t
        ),
        max_size=8,
    )
)
def test_whatever_is_written_is_read_again_and_nothing_else_moves(cells: dict[tuple[int, int], str]) -> None:
    before = a_workbook()
    after = answer_open_document(before, {Address("表", *place): text for place, text in cells.items()})
    legible = {("表", *place): text for place, text in cells.items()}
    assert cells_of(after) == {**cells_of(before), **legible}
