"""Files that cannot or must not be read are refused in a sentence that says what to do."""

import io
import zipfile

import pytest

from kit.files.workbooks import member, with_member, workbook_bytes
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists import container
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.paper.safe_files import OutSheet, safe_xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(data: bytes, filename: str = "list.xlsx") -> tuple[str, str]:
    with pytest.raises(UnreadableFileError) as refused:
        read_source(data, filename)
    ja, en = refused.value.message("ja"), refused.value.message("en")
    assert "エラー" not in ja
    assert "！" not in ja
    return ja, en


@pytest.mark.parametrize(
    ("data", "say"),
    [
        (b"", "空"),
        (b"\xef\xbb\xbf\r\n \r\n", "空"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n...", "画像"),
        (OLE + b"\x00" * 600, ".xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        (OLE + "\tDRMContent EncryptedPackage".encode("utf-16-le"), "権利保護"),
        (b"PK\x03\x04 broken", "壊れて"),
    ],
    ids=["empty", "blank", "pdf", "picture", "xls", "password", "rights", "archive"],
)
def test_a_file_of_the_wrong_kind_is_refused_with_what_to_do(data: bytes, say: str) -> None:
    ja, en = refusal(data)
    assert say in ja
    assert "ください" in ja or "空" in ja
    assert en.startswith("This file cannot be read.")


@pytest.mark.parametrize(
    ("name", "say"),
    [
        ("Index/Document.iwa", "Numbers"),
        ("word/document.xml", "表計算のファイルではありません"),
        ("xl/workbook.bin", ".xlsb"),
        ("content.xml", "OpenDocument"),
        ("list.csv", "圧縮"),
    ],
)
def test_another_archive_is_not_taken_for_a_workbook(name: str, say: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    assert say in refusal(out.getvalue())[0]


def test_a_large_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_FILE_BYTES", 1_000)
    assert "大きすぎます" in refusal(b"a,b\r\n" * 300, "list.csv")[0]


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    bomb = with_member(workbook_bytes(["会社名"]), "xl/media/bomb.bin", b"\x00" * (110 * 1024 * 1024))
    assert len(bomb) < 300_000
    assert "広げると大きすぎます" in refusal(bomb)[0]


def test_a_little_that_unpacks_to_much_is_refused_long_before_the_limit() -> None:
    bomb = with_member(workbook_bytes(["会社名"]), "xl/media/bomb.bin", b"\x00" * (6 * 1024 * 1024))
    assert "広げると大きすぎます" in refusal(bomb)[0]


def test_much_that_unpacks_to_more_is_refused_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_WORKBOOK_BYTES", 2_000)
    assert "広げると大きすぎます" in refusal(workbook_bytes(["会社名"]))[0]


def test_a_workbook_with_too_many_parts_is_refused() -> None:
    data = workbook_bytes(["会社名"])
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(container.MAX_MEMBERS + 1):
            archive.writestr(f"junk/{number}", "")
    assert "部品が多すぎます" in refusal(out.getvalue())[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_xml_with_entities_is_refused_in_any_encoding(encoding: str, part: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    data = with_member(workbook_bytes(["会社名"]), part, bomb.encode(encoding))
    assert "実体" in refusal(data)[0]


def test_a_declaration_across_two_chunks_is_still_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "_CHUNK", 7)
    data = with_member(workbook_bytes(["会社名"]), "xl/extra.xml", b"<?xml version='1.0'?><!DOCTYPE x><x/>")
    assert "実体" in refusal(data)[0]


def test_two_cells_in_far_corners_do_not_fill_the_memory() -> None:
    data = workbook_bytes(["会社名"])
    sheet = member(data, "xl/worksheets/sheet1.xml")
    far = sheet.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>')
    assert "広すぎます" in refusal(with_member(data, "xl/worksheets/sheet1.xml", far))[0]


def test_one_long_text_used_a_million_times_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sakimori.exchange.lists.sheet_shape.MAX_TEXT", 10_000)
    rows = [["あ" * 500]] * 40
    for data in (workbook_bytes(*rows), safe_xlsx([OutSheet("a", rows)])):
        assert "広すぎます" in refusal(data)[0]


def test_formatted_but_empty_cells_far_away_do_no_harm() -> None:
    data = workbook_bytes(["会社名"], ["サクラ商事"])
    sheet = member(data, "xl/worksheets/sheet1.xml")
    far = sheet.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"/></row></sheetData>')
    source = read_source(with_member(data, "xl/worksheets/sheet1.xml", far), "list.xlsx")
    assert [row.cells for row in source.grids[0].rows] == [("会社名",), ("サクラ商事",)]


def test_a_workbook_with_broken_parts_is_refused_not_half_read() -> None:
    data = workbook_bytes(["会社名"])
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        assert "壊れて" in refusal(with_member(data, part, "<worksheet><sheetData>"))[0]
