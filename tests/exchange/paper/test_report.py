"""Reports as PDF and workbook: nothing in them runs or is markup, whatever words they hold and however many."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakimori.exchange.paper.report import (
    MOST_ROWS,
    Bars,
    Block,
    Facts,
    Notice,
    Report,
    ReportCell,
    ReportColumn,
    Table,
    Tiles,
    printable,
    report_pdf,
    report_xlsx,
)

AT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
HOSTILE = (
    "#panic(1)", "#import \"@preview/x:1.0.0\": *", "$x^2$", "*b* _i_ `c` <a> @b", "= 見出し", "#set page(width: 1pt)",
    "\\ #[ ] { } ]]", "=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1", "＝1＋1", "http://example.com/",
    "\ud800", "\u202eabc", "a\x00b", "株式会社" + "長" * 300, "W" * 400,
)  # fmt: skip


def report(*blocks: Block, title: str = "報告", subject: str = "", is_wide: bool = False) -> Report:
    return Report(
        language="ja", title=title, subject=subject, made_of=(("基準日", "2026/11/26"), ("監査記録", "81番")),
        footer="報告　監査記録 81番", overview="概要", blocks=blocks, is_wide=is_wide,
    )  # fmt: skip


def table(*rows: tuple[ReportCell, ...]) -> Table:
    columns = (ReportColumn("取引先", 3), ReportColumn("件数", 1, "right"))
    return Table("一覧", columns, rows, empty="ありません。", cut="ほか{count}件")


def every_block(words: str) -> tuple[Block, ...]:
    return (
        Tiles(words, ((words, words, words),), words),
        Facts("事実", ((words, words),)),
        Notice("判定", words, "#8A1030", (words,)),
        table((ReportCell(words, fill="#F3C6CF"), ReportCell(words, bar=0.5))),
        Bars(words, ("11月", words), ((words, "#8A1030"), ("高", "#CC4A1A")), ((1, 0), (0, 2)), words),
    )


def words_in(body: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(body)).pages)


def cells_in(body: bytes) -> list[object]:
    return [cell.value for sheet in openpyxl.load_workbook(io.BytesIO(body)) for row in sheet for cell in row]


@pytest.mark.parametrize("words", HOSTILE, ids=map(ascii, HOSTILE))
def test_hostile_words_stand_in_both_files_as_they_are(words: str) -> None:
    hostile = report(*every_block(words), title=words, subject=words)
    said = words_in(report_pdf(hostile, made_at=AT)).replace("\u200b", "")
    assert "".join(printable(words).split()) in said
    workbook = report_xlsx(hostile)
    for name in (held := zipfile.ZipFile(io.BytesIO(workbook))).namelist():
        assert "<f>" not in held.read(name).decode("utf-8", "replace")
        assert "hyperlink" not in name
    shown = words.encode("utf-8", "replace").decode("utf-8")
    assert shown in [re.sub(r"_x0000_", "\x00", str(cell)) for cell in cells_in(workbook)]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_words_make_both_files(words: str) -> None:
    any_words = report(*every_block(words), title=words)
    assert report_pdf(any_words, made_at=AT).startswith(b"%PDF")
    assert report_xlsx(any_words).startswith(b"PK")


@pytest.mark.parametrize("words", ["株式会社" + "長" * 300, "W" * 400, "deoxyribonucleic " * 40])
def test_long_names_stay_within_the_page(words: str) -> None:
    body = report_pdf(report(*every_block(words), title=words), made_at=AT)
    for page in pypdf.PdfReader(io.BytesIO(body)).pages:
        places: list[float] = []

        def note(text: str, _user: Any, place: Any, _font: Any, _size: Any, found: list[float] = places) -> None:
            if text.strip():
                found.append(place[4])

        page.extract_text(visitor_text=note)
        assert places
        assert min(places) >= 0
        assert max(places) < float(page.mediabox.width)


@pytest.mark.parametrize("is_wide", [True, False])
@pytest.mark.parametrize("count", [0, 1, 500])
def test_every_row_stands_in_both_files_under_repeated_headings(count: int, *, is_wide: bool) -> None:
    rows = [(ReportCell(f"取引先{n:04}"), ReportCell(f"{n}", n)) for n in range(count)]
    body = report_pdf(report(table(*rows), is_wide=is_wide), made_at=AT)
    pages = pypdf.PdfReader(io.BytesIO(body)).pages
    said = words_in(body)
    assert [n for n in range(count) if f"取引先{n:04}" not in said] == []
    assert said.count("件数") == (len(pages) if count else 0)
    assert f"{len(pages)}/{len(pages)}" in said
    assert ("ありません。" in said) is (count == 0)
    sheet = openpyxl.load_workbook(io.BytesIO(report_xlsx(report(table(*rows))))).worksheets[1]
    found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert found == ([[f"取引先{n:04}", n] for n in range(count)] or [["ありません。", None]])


def test_a_paper_names_how_many_rows_only_the_workbook_holds() -> None:
    rows = [(ReportCell(f"行{n:04}"), ReportCell("")) for n in range(MOST_ROWS + 1_234)]
    long = report(table(*rows))
    said = words_in(report_pdf(long, made_at=AT))
    assert f"行{MOST_ROWS - 1:04}" in said
    assert f"行{MOST_ROWS:04}" not in said
    assert "ほか1,234件" in said
    assert f"行{MOST_ROWS + 1_233:04}" in cells_in(report_xlsx(long))


def test_equal_content_gives_equal_bytes_and_other_content_others() -> None:
    one, same = (report(*every_block("甲"), table((ReportCell("2026/11/26", date(2026, 11, 26)),))) for _ in range(2))
    assert report_pdf(one, made_at=AT) == report_pdf(same, made_at=AT)
    assert report_xlsx(one) == report_xlsx(same)
    other = report(*every_block("乙"))
    assert report_pdf(other, made_at=AT) != report_pdf(one, made_at=AT)
    assert report_xlsx(other) != report_xlsx(one)


def test_a_day_is_words_on_paper_and_a_date_in_the_workbook() -> None:
    of_day = report(table((ReportCell("2026/11/26", date(2026, 11, 26)), ReportCell("12", 12))))
    assert "2026/11/26" in words_in(report_pdf(of_day, made_at=AT))
    assert "2026-11-26 00:00:00" in map(str, cells_in(report_xlsx(of_day)))
    assert 12 in cells_in(report_xlsx(of_day))
