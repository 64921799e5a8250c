"""What a document is by its content, and how it is drawn."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from kit.files.question_sheets import book
from sakimori.errors import UnreadableFileError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.evidence.look import UNKNOWN, look_into, media_type_of
from sakimori.exchange.evidence.show import PAGES, can_be_shown, draw

OFFICE = "application/vnd.openxmlformats-officedocument"
PNG = b"\x89PNG\r\n\x1a\n"


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/"), body)
    return out.getvalue()


def picture(form: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **options)
    return out.getvalue()


def pdf(pages: int) -> bytes:
    out = io.BytesIO()
    first, *rest = [Image.new("RGB", (60, 80), "white") for _ in range(pages)]
    first.save(out, "PDF", save_all=True, append_images=rest)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf(1), "application/pdf"),
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (book(("a", "b")), f"{OFFICE}.spreadsheetml.sheet"),
        (packed(word__document=b"x"), "application/zip"),
        (packed(**{"word__document.xml": b"x"}), f"{OFFICE}.wordprocessingml.document"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
        (packed(mimetype=b"text/html"), "application/zip"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        ("氏名,住所\n".encode("cp932"), "text/plain"),
        (b"PK\x03\x04 broken", UNKNOWN),
        (b"\x00\x01\x02\x80\xff", UNKNOWN),
    ],
    ids=["pdf", "png", "jpeg", "webp", "xlsx", "zip", "docx", "odt", "mimetype", "html", "csv", "cut", "bytes"],
)  # fmt: skip
def test_a_document_is_what_its_content_says(data: bytes, kind: str) -> None:
    assert media_type_of(data) == kind
    assert read_apart(look_into, data).media_type == kind


@pytest.mark.parametrize(
    "data",
    [b"MZ\x90\x00\x03", b"\x7fELF\x02", b"\xca\xfe\xba\xbe\x00", b"\xcf\xfa\xed\xfe\x07"],
    ids=["pe", "elf", "class", "mach"],
)
def test_programs_are_no_evidence_and_words_that_begin_alike_are(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="program"):
        media_type_of(data)
    assert media_type_of(b"MZ is a country code") == "text/plain"


def test_pages_and_pictures_are_drawn_anew() -> None:
    drawn = read_apart(draw, pdf(PAGES + 3))
    assert (len(drawn), {page[:8] for page in drawn}) == (PAGES, {PNG})
    assert len(read_apart(draw, pdf(PAGES + 3), after=PAGES)) == 3
    assert draw(pdf(2), after=PAGES) == ()
    comment = picture("JPEG", exif=b"Exif\x00\x00secret words", comment=b"secret words")
    assert b"secret words" in comment
    (again,) = read_apart(draw, comment)
    assert again.startswith(PNG)
    assert b"secret" not in again
    assert can_be_shown("image/webp")
    assert not can_be_shown("text/plain")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a,b", "neither"),
        (b"%PDF-1.7 broken", "damaged"),
        (PNG + b"broken", "damaged"),
        (picture("PNG")[:60], "damaged"),
    ],
    ids=["text", "pdf", "png", "cut"],
)
def test_what_cannot_be_drawn_says_so(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFileError, match=why):
        draw(data)


def test_a_picture_too_large_to_be_drawn_says_so() -> None:
    with pytest.raises(UnreadableFileError, match="damaged"):
        draw(picture("PNG", (9000, 9000)))
