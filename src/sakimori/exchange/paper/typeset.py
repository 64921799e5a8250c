"""How every paper is set: template, words, fonts that come along; a tagged PDF that screen readers can read."""

from __future__ import annotations

import importlib.util
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typst

if TYPE_CHECKING:
    from typst import PDFStandard  # its stub alone has it

_FONTS: Final = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold")
STANDARD: Final[PDFStandard] = "ua-1"
"""PDF/UA-1: language, title, headings and tables are tagged; what would not be accessible is refused here."""
_NO_SUCH_SIGN: Final = "could not be displayed with font"


@cache
def font_folders() -> tuple[Path, ...]:
    """Where the fonts lie that come along."""
    found = (importlib.util.find_spec(name) for name in _FONTS)
    return tuple(Path(place) for spec in found if spec for place in spec.submodule_search_locations or ())


def typeset(template: str, name: str, said: Any, *, made_at: datetime) -> bytes:  # noqa: ANN401 - as JSON holds it
    """A paper of what a template calls `name`; its words are set as text, never read as markup.

    Equal content and an equal instant give equal bytes. A sign that the font does not have forbids the standard, and
    the paper is tagged without it: a name in a script of its own must not keep a report back.
    """

    def compiled(*standards: PDFStandard) -> bytes:
        made: bytes = typst.compile(
            Path(__file__).with_name(template), font_paths=list(font_folders()), ignore_system_fonts=True,
            sys_inputs={name: json.dumps(said, ensure_ascii=False)}, pdf_standards=list(standards),
            timestamp=int(made_at.timestamp()),
        )  # fmt: skip
        return made

    try:
        return compiled(STANDARD)
    except typst.TypstError as error:
        if _NO_SUCH_SIGN not in str(error):
            raise
        return compiled()
