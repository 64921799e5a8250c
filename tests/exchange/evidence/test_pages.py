"""Pages and paragraphs out of PDF and Word files: what belongs together, and where on the page it stands."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pypdfium2
import pytest
import typst
from PIL import Image

from kit.files.documents.made import WorkedDocument, as_docx, as_pdf, documents, made
from kit.files.workbooks import with_member
from sakimori.errors import UnreadableFileError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.documents.letters import plain, plain_text
from sakimori.exchange.documents.pages import DocumentText
from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.documents.pdf import pdf_pages
from sakimori.exchange.documents.reading import can_be_read, read_document
from sakimori.exchange.documents.word import word_pages
from sakimori.exchange.paper.typeset import font_folders

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LONG = "乙は、本業務の遂行のために甲から預託された個人データを、本業務の目的の範囲内でのみ取り扱うものとする。" * 3
ENGLISH = (
    "The Processor shall not engage another processor without the prior specific authorisation of the Controller, and "
    "shall impose the same data protection obligations on it by way of a contract that the Controller may inspect. "
)


def paragraphs(text: str, **facts: object) -> list[str]:
    document = replace(WorkedDocument("a", "contract", "ja", text), **facts)  # type: ignore[arg-type]
    return [one.text for one in DocumentText(pdf_pages(as_pdf(document))[0]).paragraphs]


def typeset(source: str) -> bytes:
    made_of: bytes = typst.compile(  # type: ignore[misc] # its stub leaves a type open where no output is named
        source.encode(), font_paths=list(font_folders()), ignore_system_fonts=True
    )
    return made_of


def test_lines_of_japanese_are_joined_without_blanks() -> None:
    assert [plain_text(one) for one in paragraphs(f"{LONG}\n{LONG}")] == [plain_text(LONG)] * 2


@pytest.mark.parametrize("columns", [1, 2])
def test_lines_of_english_are_joined_with_blanks_and_parted_words_are_whole(columns: int) -> None:
    found = paragraphs(f"{ENGLISH * 2}\n{ENGLISH}", language="en", columns=columns)
    assert [" ".join(one.split()) for one in found] == [(ENGLISH * 2).strip(), ENGLISH.strip()]


def test_a_paragraph_goes_on_over_the_end_of_its_page() -> None:
    document = WorkedDocument("a", "contract", "ja", "\n".join(f"第{n}条　{LONG}{LONG}" for n in range(1, 16)))
    text = DocumentText(pdf_pages(as_pdf(document))[0])
    assert len(text.pages) > 1
    assert [plain_text(one.text) for one in text.paragraphs] == [
        plain_text(f"第{n}条　{LONG}{LONG}") for n in range(1, 16)
    ]
    (over,) = [one for one in text.paragraphs if len(one.pieces) > 1][:1]
    passage = text.passage(over)
    assert {box.page for box in passage.boxes} == {1, 2}
    assert passage.quote == over.text


def test_headers_footers_and_page_numbers_are_no_text() -> None:
    text = "@header 秘密　業務委託契約書\n@footer - {page} -\n" + "\n---\n".join(
        [f"第{n}条　{LONG}" for n in range(1, 4)]
    )
    assert [plain_text(one)[:3] for one in paragraphs(text)] == ["第1条", "第2条", "第3条"]


def test_cells_of_a_table_are_paragraphs_of_their_own_in_their_order() -> None:
    scope = "受託する給与計算の業務の全部並びにその運用及び保守"
    rows = f"| 登録番号 | AB-123 |\n| 有効期限 | 2027年3月31日 |\n| 認証の範囲 | {scope} |"
    assert [plain_text(one) for one in paragraphs(rows)] == [
        "登録番号", "AB-123", "有効期限", "2027年3月31日", "認証の範囲", scope,
    ]  # fmt: skip


def test_a_passage_is_framed_on_its_page_line_by_line() -> None:
    document = WorkedDocument("a", "contract", "ja", f"# 契約書\n{LONG}")
    text = DocumentText(pdf_pages(as_pdf(document))[0])
    passage = text.passage(text.paragraphs[1])
    assert len(passage.boxes) > 2
    for box in passage.boxes:
        assert 0 < box.left < box.right < 1
        assert 0 < box.top < box.bottom < 1
    assert [box.top for box in passage.boxes] == sorted(box.top for box in passage.boxes)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_frames_stand_where_the_picture_shows_the_words_however_the_page_is_turned(turn: int) -> None:
    body = typeset(
        '#set page(width: 200pt, height: 400pt, margin: 40pt)\n#set text(font: "Noto Sans CJK JP")\n個人データの漏えい'
    )
    with pypdfium2.PdfDocument(body) as pdf:
        pdf[0].set_rotation(turn)
        out = io.BytesIO()
        pdf.save(out)
    text = DocumentText(pdf_pages(out.getvalue())[0])
    with pypdfium2.PdfDocument(out.getvalue()) as pdf:
        picture = pdf[0].render(scale=2).to_pil().convert("L")
    boxes = [box for one in text.paragraphs for box in text.passage(one).boxes]
    assert boxes
    for box in boxes:
        cut = picture.crop(
            (int(box.left * picture.width), int(box.top * picture.height),
             int(box.right * picture.width) + 1, int(box.bottom * picture.height) + 1)
        )  # fmt: skip
        assert cut.getextrema()[0] < 100, "there are letters in the frame"
        picture.paste(255, (
            int(box.left * picture.width) - 2, int(box.top * picture.height) - 2,
            int(box.right * picture.width) + 3, int(box.bottom * picture.height) + 3,
        ))  # fmt: skip
    assert picture.getextrema()[0] > 200, "and none outside of them"


def test_vertical_writing_is_read_down_each_column_from_the_right() -> None:
    columns = ["第三条乙は個人データを", "第三者に提供してはならない"]
    cells = "".join(
        f"#place(dx: {150 - 30 * x}pt, dy: {20 * y}pt)[{letter}]"
        for x, column in enumerate(columns)
        for y, letter in enumerate(column)
    )
    body = typeset(
        f'#set page(width: 220pt, height: 340pt, margin: 30pt)\n#set text(font: "Noto Sans CJK JP")\n{cells}'
    )
    text = "".join(one.text for one in DocumentText(pdf_pages(body)[0]).paragraphs)
    assert text == "".join(columns)


def test_a_scan_says_that_no_page_has_text() -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(out, "PDF", save_all=True, append_images=[Image.new("RGB", (300, 400))])
    reading = read_document(out.getvalue())
    assert (reading.is_scan, reading.silent_pages, reading.clauses, reading.controls) == (True, (1, 2), (), ())
    mixed = read_document(as_pdf(WorkedDocument("a", "contract", "ja", f"{LONG}\n(blank)\n{LONG}")))
    assert (mixed.is_scan, mixed.silent_pages) == (False, (2,))


def test_what_stands_behind_the_limit_is_not_read_and_the_reading_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    body = as_pdf(WorkedDocument("a", "contract", "ja", "\n---\n".join(f"第{n}条　{LONG}" for n in range(1, 6))))
    monkeypatch.setattr("sakimori.exchange.documents.pdf.MOST_PAGES", 3)
    reading = read_document(body)
    assert (reading.page_count, len(reading.pages), reading.is_cut) == (5, 3, True)


@pytest.mark.parametrize("name", ["contract_ja_mynumber", "contract_en_transfer"])
def test_a_word_file_gives_the_paragraphs_of_a_pdf_of_the_same_words(name: str) -> None:
    document = next(one for one in documents() if one.name == name)
    read = [
        {plain_text(one.text) for one in DocumentText(pages).paragraphs}
        for pages in (word_pages(as_docx(document))[0], pdf_pages(as_pdf(document))[0])
    ]
    assert len(read[0] & read[1]) > 0.9 * len(read[0])


def test_a_word_file_with_tracked_changes_is_read_as_it_will_be_and_says_so() -> None:
    document = WorkedDocument(
        "a", "contract", "ja", "第1条　乙は、個人データを第三者に提供してはならない。", form="docx"
    )
    body = made(document)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        xml = archive.read("word/document.xml").decode()
    changed = xml.replace(
        "</w:p><w:sectPr",
        "<w:ins><w:r><w:t>ただし、甲の承諾がある場合を除く。</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>消された文</w:delText></w:r><w:r><w:t>消された語</w:t></w:r></w:del></w:p><w:sectPr",
    )
    assert changed != xml
    reading = read_document(with_member(body, "word/document.xml", changed))
    text = "".join(page.text for page in reading.pages)
    assert "ただし、甲の承諾がある場合を除く。" in text
    assert "消された" not in text
    assert reading.has_changes
    assert not read_document(body).has_changes


def test_text_boxes_and_page_breaks_of_word_are_read_once() -> None:
    box = (
        "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        "<mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>枠の中の文</w:t></w:r></w:p></w:txbxContent>"
        "</mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>枠の中の文</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    xml = (
        f"<w:document xmlns:w='{W}'><w:body><w:p><w:r><w:t>一頁目</w:t></w:r>{box}</w:p>"
        "<w:p><w:r><w:t>前</w:t><w:br w:type='page'/><w:t>二頁目</w:t></w:r></w:p></w:body></w:document>"
    )
    body = with_member(as_docx(WorkedDocument("a", "contract", "ja", "x")), "word/document.xml", xml)
    assert [page.text for page in read_document(body).pages] == ["一頁目\n枠の中の文\n前", "二頁目"]


@pytest.mark.parametrize(
    "xml",
    [
        f"<!DOCTYPE a [<!ENTITY b 'c'>]><w:document xmlns:w='{W}'><w:body/></w:document>",
        f"<w:document xmlns:w='{W}'><w:body>",
        "<w:p>" * 10,
    ],
    ids=["entity", "cut", "unbound"],
)
def test_a_word_file_that_is_damaged_or_declares_entities_is_refused(xml: str) -> None:
    body = with_member(as_docx(WorkedDocument("a", "contract", "ja", "x")), "word/document.xml", xml)
    with pytest.raises(UnreadableFileError):
        read_document(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"%PDF-1.7 broken", b"PK\x03\x04broken", "本文".encode(), b"\x89PNG\r\n\x1a\n"],
    ids=["empty", "pdf", "archive", "text", "picture"],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(body: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        read_document(body)


def test_a_reading_crosses_whole_from_the_process_that_reads() -> None:
    body = made(next(documents()))
    assert read_apart(read_document, body) == read_document(body)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("第 １ 条", "第1条"),
        ("氏　名", "氏名"),
        ("㈱みなと", "(株)みなと"),
        ("ｻｰﾊﾞｰ", "サーバー"),
        ("サ｜バ｜", "サーバー"),
        ("サ—バ—の", "サーバーの"),
        ("⻑⻄⽇", "長西日"),
        ("personal   data", "personal data"),
        ("AC‐01", "AC-01"),
        ("︵以下﹁甲﹂という︒︶", "(以下「甲」という。)"),
        ("24 時間 以内", "24時間以内"),
    ],
)
def test_letters_of_every_width_and_direction_come_into_one_form(source: str, text: str) -> None:
    assert plain_text(source) == text


def test_each_letter_in_one_form_knows_where_it_came_from() -> None:
    source = "㈱　みなと の ｻｰﾊﾞｰ"
    found = plain(source)
    start = found.text.index("サーバー")
    first, last = found.source(start, start + len("サーバー"))
    assert source[first:last].startswith("ｻ")
    assert source[first:last].endswith("ｰ")


def test_only_pdf_and_word_are_read() -> None:
    assert can_be_read("application/pdf")
    assert not can_be_read("image/png")
    assert replace(Passage(1, 0, 1, "x"), page=2).page == 2
