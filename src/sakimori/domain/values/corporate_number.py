"""法人番号: the 13 digits that name a corporation (番号法39条; check digit by 財務省令)."""

from __future__ import annotations

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−ー]+")


def bare_number(text: str) -> str:
    """A number as typed without spaces, hyphens, full width and the leading T of an invoice registration number."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper().removeprefix("T")


def is_corporate_number(digits: str) -> bool:
    """Whether 13 ASCII digits carry the right check digit, which is the first one."""
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        return False
    weighted = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits[1:])))
    return int(digits[0]) == 9 - weighted % 9


def shown_corporate_number(digits: str) -> str:
    """The number grouped as registers print it: 1-2345-6789-0123."""
    return "-".join((digits[0], digits[1:5], digits[5:9], digits[9:]))
