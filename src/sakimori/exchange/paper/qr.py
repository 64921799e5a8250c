"""Two-dimensional codes, as drawings that a page and a PDF set alike."""

from __future__ import annotations

import segno


def qr_svg(text: str) -> str:
    """A text as a QR code of medium correction, which a phone reads from paper."""
    drawn: str = segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2, dark="#0F161E", light="#FFFFFF")
    return drawn
