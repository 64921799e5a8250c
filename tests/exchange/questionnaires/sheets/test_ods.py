"""OpenDocument workbooks, made as LibreOffice writes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest

from kit.files.question_sheets import answers, book, flagged, read
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.questionnaires.reading.document import Sheet, open_document
from sakimori.exchange.questionnaires.reading.result import Flag

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "style", "table", "text")
)
HEADER = "".join(f"<table:table-cell><text:p>{label}</text:p></table:table-cell>" for label in ("No", "設問", "回答"))


COLUMNS = "table:number-columns-repeated"


def cell(text: str = "", attributes: str = "", inner: str = "") -> str:
    shown = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n")) if text else ""
    return f"<table:table-cell {attributes}>{inner}{shown}</table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def ods(
    *tables: Sequence[str],
    names: Sequence[str] = ("表", "控え"),
    manifest: str = "",
    condition: str = "of:cell-content-is-in-list(&quot;はい&quot;;&quot;いいえ&quot;)",
    after: str = "",
) -> bytes:
    """A workbook whose second sheet is hidden."""
    sheets = "".join(
        f'<table:table table:name="{name}" table:style-name="ta{number}">{"".join(rows)}</table:table>'
        for number, (name, rows) in enumerate(zip(names, tables, strict=False))
    )
    hidden = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
    rule = (
        '<table:content-validations><table:content-validation table:name="v" '
        f'table:condition="{condition}"/></table:content-validations>'
    )
    content = (
        f"<?xml version='1.0'?><office:document-content {SPACES}><office:automatic-styles>{hidden}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{rule}{sheets}{after}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
    return made.getvalue()


def sheet(*rows: str) -> Sheet:
    return open_document(ods(rows), "a.ods").sheets[0]


def test_questions_are_read_with_what_their_cells_show() -> None:
    number = 'office:value-type="float" office:value="3.1"'
    data = ods(
        [
            row(HEADER),
            row(cell("3.10", number), cell("規程がありますか"), cell("はい", 'table:content-validation-name="v"')),
            row(cell("3.11"), cell("責任者が<text:s text:c=\"2\"/>いますか\n毎年か"), cell("不要"),
                attributes='table:visibility="filter"'),
            row(cell("3.12"), cell("記録がありますか"), cell("", 'table:content-validation-name="v"'), cell("覚え")),
            row(cell("", 'table:number-columns-repeated="16384"'), attributes='table:number-rows-repeated="1048000"'),
        ],
        [row(HEADER), row(cell("9"), cell("隠れた質問ですか"), cell("はい"))],
    )  # fmt: skip
    found = read(data, "a.ods")
    assert answers(found) == [("3.10", "はい", "yes"), ("3.11", "不要", "ambiguous"), ("3.12", "", "blank")]
    assert found.encoding == "OpenDocument"
    assert found.questions[1].text == "責任者が  いますか\n毎年か"
    assert [question.choices for question in found.questions] == [("はい", "いいえ"), (), ("はい", "いいえ")]
    assert flagged(found.questions) == {Flag.CHANGED_ID: 1, Flag.HIDDEN_ROW: 1}
    assert [skipped.name for skipped in found.skipped] == ["控え"]
    assert len(found.rows) == 4


NAMES = (
    '<table:named-expressions><table:named-range table:name="選択肢" table:cell-range-address="$控え.$A$1:.$A$2"/>'
    '<table:named-expression table:name="again" table:expression="of:=[$控え.$A$1:.$A$2]"/></table:named-expressions>'
)


@pytest.mark.parametrize(
    ("condition", "members"),
    [
        ("of:cell-content-is-in-list([$控え.$A$1:.$A$2])", ("はい", "いいえ")),
        ("of:cell-content-is-in-list([$&apos;控え&apos;.$A$1:.$A$2])", ("はい", "いいえ")),
        ("cell-content-is-in-list([$控え.A1:$控え.B2])", ("はい", "可", "いいえ", "否")),
        ("of:cell-content-is-in-list([$控え.$A$1])", ("はい",)),
        ("of:cell-content-is-in-list([.$B$2:.$B$3])", ("規程がありますか", "責任者がいますか")),
        ("of:cell-content-is-in-list(選択肢)", ("はい", "いいえ")),
        ("of:cell-content-is-in-list(AGAIN)", ("はい", "いいえ")),
        ("of:cell-content-is-in-list(&quot;はい&quot;;&quot;いいえ&quot;)", ("はい", "いいえ")),
        ("of:cell-content-is-in-list([$無い.$A$1:.$A$2])", ()),
        ("of:cell-content-is-in-list(OFFSET([$控え.$A$1];0;0;2))", ()),
        ("of:cell-content-is-whole-number()", ()),
    ],
)
def test_a_list_that_points_at_cells_or_a_name_offers_what_stands_there(
    condition: str, members: tuple[str, ...]
) -> None:
    offers = 'table:content-validation-name="v"'
    data = ods(
        [
            row(HEADER),
            row(cell("1"), cell("規程がありますか"), cell("はい", offers)),
            row(cell("2"), cell("責任者がいますか"), cell("", offers), cell("覚え")),
        ],
        [row(cell("はい"), cell("可")), row(cell("いいえ"), cell("否"))],
        condition=condition,
        after=NAMES,
    )
    assert [question.choices for question in read(data, "a.ods").questions] == [members, members]


def test_merged_repeated_and_remarked_cells() -> None:
    covered = "<table:covered-table-cell/>"
    note = "<office:annotation><text:p>覚え書き</text:p></office:annotation>"
    found = sheet(
        row(cell("体制", 'table:number-rows-spanned="2" table:number-columns-spanned="2"'), covered, cell("a")),
        row(covered, covered, cell("b", inner=note)),
        row(cell("x", 'table:number-columns-repeated="3"'), attributes='table:number-rows-repeated="2"'),
        row(cell(attributes='table:number-columns-repeated="2"'), cell("c", 'table:formula="of:=1"')),
    )
    assert [one.cells for one in found.grid.rows] == [
        ("体制", "体制", "a"), ("体制", "体制", "b"), ("x", "x", "x"), ("x", "x", "x"), ("", "", "c"),
    ]  # fmt: skip
    assert (set(found.grid.rows[0].copies), set(found.grid.rows[1].from_above)) == ({1}, {0, 1})
    assert dict(found.facts.remarks) == {(2, 2): "覚え書き"}
    assert set(found.facts.formulas) == {(5, 2)}


def test_rows_keep_their_numbers_below_blank_ones() -> None:
    blank = row(cell("", 'table:number-columns-repeated="9"'), attributes='table:number-rows-repeated="7"')
    found = sheet(blank, row(cell("a"), attributes='table:visibility="collapse"'))
    assert [(one.number, one.is_hidden) for one in found.grid.rows if not one.is_blank] == [(8, True)]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (ods([row(cell("x", f'{COLUMNS}="9999"'), attributes='table:number-rows-repeated="9999"')]), "reaches too far"),
        (ods([row(cell("x" * 1000, 'table:number-columns-repeated="1000000"'))]), "reaches too far"),
        (ods([row(cell("x", 'table:number-columns-repeated="many"'))]), "damaged"),
        (ods([row(cell("<text:span>" * 5000 + "x" + "</text:span>" * 5000))]), "damaged"),
        (ods([row("<unclosed>")]), "damaged"),
        (ods([], manifest="<manifest:encryption-data/>"), "protected"),
        (ods([row(cell("x"))]).replace(b"spreadsheet", b"presentatio"), "OpenDocument"),
    ],
    ids=["wide", "long", "no number", "deep", "broken", "protected", "other"],
)  # fmt: skip
def test_what_cannot_be_read_says_why(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        open_document(data, "a.ods")
    assert why in refused.value.message("en")


def test_an_excel_workbook_is_none() -> None:
    assert open_document(book(("a", "b")), "a.ods").kind is SourceKind.XLSX


@pytest.mark.parametrize("word", ["FALSE", "偽", "FALSCH"])
def test_a_cell_that_is_false_is_a_box_that_nobody_ticked(word: str) -> None:
    false = 'office:value-type="boolean" office:boolean-value="false"'
    answered = row(cell("1"), cell("規程がありますか"), cell("はい"))
    found = read(ods([row(HEADER), answered, row(cell("2"), cell("責任者がいますか"), cell(word, false))]), "a.ods")
    assert answers(found) == [("1", "はい", "yes"), ("2", "☐", "blank")]
