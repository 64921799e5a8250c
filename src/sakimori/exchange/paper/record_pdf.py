"""Records of provision and receipt as a PDF for inspection, a table each; equal records give equal bytes."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import typst

_TEMPLATE: Final = Path(__file__).with_name("record.typ")
_FONTS: Final = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold")


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """One record: its heading, what is wrong with it, and its fields with their values, in words."""

    heading: str
    remark: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """Some records in one language, with what stands above and below them."""

    language: str
    title: str
    subtitle: str
    footer: str
    records: tuple[RecordSheet, ...]


def records_pdf(paper: RecordPaper, *, made_at: datetime) -> bytes:
    """The records as PDF; whatever their words hold is set as text, never read as markup."""
    made: bytes = typst.compile(
        _TEMPLATE,
        font_paths=list(_font_folders()),
        ignore_system_fonts=True,
        sys_inputs={"book": json.dumps(asdict(paper), ensure_ascii=False)},
        timestamp=int(made_at.timestamp()),
    )
    return made


@cache
def _font_folders() -> Sequence[Path]:
    found = (importlib.util.find_spec(name) for name in _FONTS)
    return tuple(Path(place) for spec in found if spec for place in spec.submodule_search_locations or ())
