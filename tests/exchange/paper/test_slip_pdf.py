"""The slip as PDF: everything that stands on it can be read out, in Japanese, and nothing in it is markup."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pypdfium2
import pytest

from sakimori.exchange.paper.pdf import PaperPart, SheetLine, SlipSheet, slip_pdf
from sakimori.exchange.paper.qr import qr_svg

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


def test_the_paper_says_whose_it_is_and_has_a_line_for_whoever_receives_the_data() -> None:
    heads = ("受領者", "受領日", "氏名")
    ours = replace(SHEET, company="みなと青葉商事株式会社", receipt=heads)
    text = read(slip_pdf(ours, made_at=AT))
    assert all(word in text for word in ("みなと青葉商事株式会社", *heads))
    assert not any(word in read(slip_pdf(SHEET, made_at=AT)) for word in heads)


def dark(body: bytes) -> float:
    """How much of the corner of a page is black."""
    picture = pypdfium2.PdfDocument(body)[0].render(scale=2).to_pil().convert("L")
    corner = picture.crop((picture.width * 3 // 4, 0, picture.width, picture.height // 7))
    return float(sum(corner.histogram()[:64]) / (corner.width * corner.height))


def test_the_code_is_drawn_on_the_paper_and_the_same_text_gives_the_same_code() -> None:
    code = qr_svg("TK-2026-000123 SHA-256 " + "d0" * 32)
    assert code == qr_svg("TK-2026-000123 SHA-256 " + "d0" * 32) != qr_svg("TK-2026-000124")
    with_code = slip_pdf(replace(SHEET, code=code, code_words="二次元コードには番号が入っています。"), made_at=AT)
    assert "二次元コードには番号が入っています。" in read(with_code)
    assert dark(with_code) > dark(slip_pdf(SHEET, made_at=AT)) + 0.05


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
