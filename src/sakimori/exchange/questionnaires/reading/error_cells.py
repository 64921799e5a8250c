"""Cells that show an error of their workbook in place of what was written."""

from __future__ import annotations

import re
from typing import Final

_ERROR: Final = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|GETTING_DATA|ERROR!|"
    r"スピル!|計算!)|Err:[0-9]{3}",
    re.IGNORECASE,
)
_BEGINNINGS: Final = frozenset("#Ee")


def is_error(text: str) -> bool:
    """Whether a cell shows an error of its workbook, such as #N/A."""
    return text.lstrip()[:1] in _BEGINNINGS and bool(_ERROR.fullmatch(text.strip()))
