"""Every paper is a tagged PDF: language, title, headings and tables are there for whoever has it read aloud."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest

from sakimori.exchange.paper.letters import Letter, letters_pdf
from sakimori.exchange.paper.pdf import (
    PaperPart,
    RecordPaper,
    RecordSheet,
    SheetLine,
    SlipSheet,
    records_pdf,
    slip_pdf,
)
from sakimori.exchange.paper.report import Bars, Facts, Report, ReportCell, ReportColumn, Table, report_pdf

AT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


def a_report(language: str, name: str = "株式会社みなも") -> bytes:
    blocks = (
        Facts("事実", (("名称", name),)),
        Table("一覧", (ReportColumn("取引先", 3),), ((ReportCell(name, bar=0.5),),), empty="", cut=""),
        Bars("見通し", ("11月",), (("高", "#CC4A1A"),), ((1,),), "計"),
    )
    return report_pdf(Report(language, "報告", "", (), "報告", "概要", blocks), made_at=AT)


def a_slip(language: str) -> bytes:
    part = PaperPart("渡すまでにすること", (SheetLine("記録する", "法29条"),), has_boxes=True)
    return slip_pdf(
        SlipSheet(language, "提供可否票", "TK-2026-000123", "△", "条件付き可", "#BE7E0E", "渡せます。",
                  (("提供先", "株式会社みなも"),), (part,), (("監査記録", "81"),), "助言ではありません"),
        made_at=AT,
    )  # fmt: skip


def some_records(language: str) -> bytes:
    sheet = RecordSheet("記録", "", (("提供先", "株式会社みなも"),))
    return records_pdf(RecordPaper(language, "提供の記録", "1件", "監査記録", (sheet,)), made_at=AT)


def a_letter(language: str) -> bytes:
    letter = Letter(language, "ご請求への回答", "2026年11月26日", ("山田様", "", "回答します。"))
    return letters_pdf([letter], made_at=AT)


PAPERS = {"報告": a_report, "提供可否票": a_slip, "提供の記録": some_records, "ご請求への回答": a_letter}


def tags(body: bytes) -> list[str]:
    """The tags of the structure in their order."""

    def walk(node: Any) -> Iterator[str]:
        held = node.get_object()
        if isinstance(held, list):
            for one in held:
                yield from walk(one)
        elif isinstance(held, dict):
            if "/S" in held:
                yield str(held["/S"])
            if "/K" in held:
                yield from walk(held["/K"])

    root: Any = pypdf.PdfReader(io.BytesIO(body)).trailer["/Root"]
    return list(walk(root["/StructTreeRoot"]))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("title", PAPERS)
def test_a_paper_says_its_language_and_title_and_where_its_headings_are(title: str, language: str) -> None:
    make: Callable[[str], bytes] = PAPERS[title]
    reader = pypdf.PdfReader(io.BytesIO(make(language)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == language
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith(title)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    assert "/H1" in tags(make(language))


def test_tables_of_a_report_have_heads_and_what_is_only_drawn_is_none_of_its_words() -> None:
    found = tags(a_report("ja"))
    assert found.count("/H2") == 3
    assert {"/Table", "/TH", "/TR", "/TD"} <= set(found)
    assert "/Figure" not in found


def test_a_name_in_a_script_that_the_font_lacks_keeps_no_report_back() -> None:
    body = a_report("ja", "บริษัท")
    root: Any = pypdf.PdfReader(io.BytesIO(body)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "pdfuaid:part" not in root["/Metadata"].get_object().get_data().decode()
