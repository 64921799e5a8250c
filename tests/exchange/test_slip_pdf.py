"""The slip as PDF: everything that stands on it can be read out, in Japanese, and nothing in it is markup."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest

from sakimori.exchange.paper.pdf import PaperPart, SheetLine, SlipSheet, slip_pdf

AT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
SHEET = SlipSheet(
    language="ja",
    title="提供可否票",
    number="TK-2026-000123",
    glyph="△",
    outcome="条件付き可",
    colour="#E3A02B",
    sentence="下の条件をすべて満たせば渡せます。",
    facts=(("渡す相手", "株式会社みなも（法人番号 5-0104-0106-7252）"), ("人数", "20,000人")),
    parts=(
        PaperPart("渡すまでにすること", (SheetLine("法務の承認を受ける", "会社方針", "法務"),), has_boxes=True),
        PaperPart("確認したこと", (SheetLine("適正に取得している", "法20条1項"),)),
    ),
    proof=(("監査記録", "連番 81　" + "d0" * 32),),
    disclaimer="法律上の助言ではありません。",
)


def read(body: bytes) -> str:
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    return text.replace("　", " ")


def test_everything_on_the_sheet_can_be_read_out() -> None:
    text = read(slip_pdf(SHEET, made_at=AT))
    for words in (
        "提供可否票", "TK-2026-000123", "△", "条件付き可", "下の条件をすべて満たせば渡せます。", "渡す相手",
        "株式会社みなも（法人番号 5-0104-0106-7252）", "20,000人", "渡すまでにすること", "法務の承認を受ける",
        "会社方針", "適正に取得している", "法20条1項", "連番 81", "d0" * 32, "法律上の助言ではありません。",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(("language", "shown"), [("ja", "適正に取得している（法20条1項）"), ("en", "Fair (Art. 20)")])
def test_what_is_in_order_has_its_article_in_brackets_of_the_language(language: str, shown: str) -> None:
    line = SheetLine("適正に取得している", "法20条1項") if language == "ja" else SheetLine("Fair", "Art. 20")
    sheet = replace(SHEET, language=language, parts=(PaperPart("24", (line,), is_small=True),))
    assert shown in read(slip_pdf(sheet, made_at=AT))


def test_a_slip_that_is_good_no_more_says_so_at_its_top() -> None:
    stamp = "失効 2026/11/26 に法務 一が取り消しました。"
    assert stamp not in read(slip_pdf(SHEET, made_at=AT))
    assert read(slip_pdf(replace(SHEET, stamp=stamp), made_at=AT)).startswith(stamp)


@pytest.mark.parametrize(
    "name",
    ["#set text(red)", "*bold* _it_", "$x^2$", "@label <label>", "#read('/etc/passwd')", "= 見出し", "\\u{41}", "//"],
)  # fmt: skip
def test_words_are_set_as_they_are_and_never_read_as_markup(name: str) -> None:
    facts = (("渡す相手", name),)
    assert name in read(slip_pdf(replace(SHEET, facts=facts), made_at=AT))


def test_equal_slips_are_equal_files_and_carry_their_fonts() -> None:
    first = slip_pdf(SHEET, made_at=AT)
    assert first == slip_pdf(SHEET, made_at=AT)
    assert first != slip_pdf(replace(SHEET, number="TK-2026-000124"), made_at=AT)
    reader = pypdf.PdfReader(io.BytesIO(first))
    assert reader.metadata is not None
    assert reader.metadata.title == "提供可否票 TK-2026-000123"
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    described = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert {"NotoSansCJKjp-Regular", "NotoSansCJKjp-Bold"} == {d["/FontName"].split("+")[1] for d in described}
    assert all("/FontFile3" in d for d in described)


def test_a_long_slip_goes_on_on_a_second_page() -> None:
    many = PaperPart("確認したこと", tuple(SheetLine(f"確認 {n}", "法20条1項") for n in range(80)))
    reader = pypdf.PdfReader(io.BytesIO(slip_pdf(replace(SHEET, parts=(many,)), made_at=AT)))
    assert len(reader.pages) == 2
    assert "TK-2026-000123" in reader.pages[1].extract_text()
