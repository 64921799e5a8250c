"""How a document looks: pages of a PDF and pictures, drawn anew, so that nothing of the file reaches a screen."""

from __future__ import annotations

import io
from typing import Final

import pypdfium2
from PIL import Image

from sakimori.exchange.evidence.look import PDF, PICTURES, media_type_of
from sakimori.exchange.lists.container import refuse

PAGES: Final = 20
"""So many pages are drawn at once."""
_WIDE: Final = 1200
_HIGH: Final = 4 * _WIDE
_PIXELS: Final = 50_000_000
_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP")


def can_be_shown(media_type: str) -> bool:
    """Whether a document of a type can be drawn."""
    return media_type == PDF or media_type in PICTURES


def draw(data: bytes, *, after: int = 0) -> tuple[bytes, ...]:
    """Some pages of a PDF, or a picture, each as a new PNG without anything that the file says besides.

    The pages are those that follow the first `after` ones; there may be none.

    Raises:
        UnreadableFileError: It is neither, or it is damaged, protected or too large.
    """
    kind = media_type_of(data)
    try:
        if kind == PDF:
            return _pages(data, after)
        if kind in PICTURES:
            return () if after else (_picture(data),)
    except (pypdfium2.PdfiumError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError) as broken:
        raise refuse(
            "壊れているか、保護されているため、ここでは表示できません。ファイルを取り出して開いてください。",
            "It is damaged or protected, and cannot be shown here. Take the file out and open it.",
        ) from broken
    raise refuse(
        "PDFでも画像でもないため、ここでは表示できません。ファイルを取り出して開いてください。",
        "It is neither a PDF nor a picture, and cannot be shown here. Take the file out and open it.",
    )


def _pages(data: bytes, after: int) -> tuple[bytes, ...]:
    with pypdfium2.PdfDocument(data) as document:
        return tuple(_page(document[number]) for number in range(after, min(len(document), after + PAGES)))


def _page(page: pypdfium2.PdfPage) -> bytes:
    width, height = page.get_size()
    # A page may say that it is as wide as a field.
    scale = min(_WIDE / max(width, 1), _HIGH / max(height, 1))
    return _png(page.render(scale=scale, may_draw_forms=False).to_pil())


def _picture(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
        if picture.width * picture.height > _PIXELS:
            raise ValueError("too large")
        picture.thumbnail((_WIDE, _HIGH))
        return _png(picture)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("RGBA" if "A" in picture.getbands() else "RGB").save(out, "PNG")
    return out.getvalue()
