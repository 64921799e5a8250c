"""What Excel shows of a number: an id typed as `3.10` or `1-1` is a number to it, and its format says what is seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

GENERAL: Final = "General"
BUILT_IN: Final[Mapping[int, str]] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    27: "yyyy-mm-dd",
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    45: "mm:ss",
    49: "@",
    55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"',
    57: "yyyy-mm-dd",
    58: 'm"月"d"日"',
}
"""Formats that have a number instead of a text; those that follow the country are written as ISO dates."""
_PIECE: Final = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(AM/PM|A/P)|(y+|m+|d+|h+|s+)|([0#?][0#?,]*(?:\.[0#?]+)?|\.[0#?]+)|(.)',
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED: Final = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_LITERAL: Final = frozenset(" $¥€-+/():!^&'~{}<>=%.,年月日時分秒番号第")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAST_SERIAL: Final = 2_958_466
_MOST_DIGITS: Final = 300
_LARGEST: Final = Decimal("1e15")
_SHOWN_IN_FULL: Final = 15
_PLAIN: Final = re.compile(r"(?:0|[1-9]\d*)(?:\.\d*[1-9])?")


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """What a cell shows of a number, and whether it is shown as a date."""

    text: str
    is_date: bool = False


@lru_cache(maxsize=512)
def is_date_format(code: str) -> bool:
    """Whether a format shows a date or a time."""
    return any(found.group(4) for found in _pieces(_sections(code)[0]))


@lru_cache(maxsize=512)
def _pieces(section: str) -> tuple[re.Match[str], ...]:
    return tuple(_PIECE.finditer(section))


def show_number(stored: str, code: str, *, is_1904: bool = False) -> ShownNumber | None:
    """What is seen of a stored number; None for a format that is not known here.

    Args:
        stored: The number as the file holds it.
        code: The format, such as `0.00`.
        is_1904: Whether days are counted from 1904, as old Macintosh files do.
    """
    if code == GENERAL and len(stored) <= _SHOWN_IN_FULL and _PLAIN.fullmatch(stored):
        return ShownNumber(stored)
    number = _number(stored)
    if number is None:
        return None
    if code in {GENERAL, "", "@"}:
        return ShownNumber(_general(number))
    section = _section(code, number)
    if is_date_format(section):
        instant = _instant(number, is_1904=is_1904)
        text = _dated(instant, section) if instant and not _ELAPSED.search(section) else None
        return ShownNumber(text, is_date=True) if text is not None else None
    text = _numbered(number, section, has_own_sign=number < 0 and len(_sections(code)) > 1)
    return ShownNumber(text) if text is not None else None


def _number(stored: str) -> Decimal | None:
    """A number as Excel can hold it."""
    if len(stored) > _MOST_DIGITS:
        return None
    try:
        number = Decimal(stored)
    except ArithmeticError:
        return None
    return number if number.is_finite() and abs(number) <= _LARGEST else None


def _general(number: Decimal) -> str:
    """As Excel shows a number without a format where there is room: its fifteen digits, no zeros at the end."""
    rounded = f"{number:.15g}"
    plain = f"{Decimal(rounded):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[str, ...]:
    """The parts of a format for positive, negative and zero; a semicolon in quotes parts nothing."""
    parts, current, at = list[str](), "", 0
    while at < len(code):
        found = _PIECE.match(code, at)
        piece = found.group() if found else code[at]
        if piece == ";":
            parts.append(current)
            current = ""
        else:
            current += piece
        at += len(piece)
    return (*parts, current)


def _section(code: str, number: Decimal) -> str:
    sections = _sections(code)
    if number < 0 and len(sections) > 1:
        return sections[1]
    if number == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def _numbered(number: Decimal, section: str, *, has_own_sign: bool) -> str | None:
    pieces = _pieces(section)
    digits = [found.group(5) for found in pieces if found.group(5)]
    if len(digits) != 1:
        # Two runs of digits are a fraction, an exponent or a mask such as 000-0000.
        return None
    value = abs(number) * 100 ** sum(1 for found in pieces if found.group() == "%")
    out = "-" if number < 0 and not has_own_sign else ""
    for found in pieces:
        quoted, escaped, _, _, run, other = found.groups()
        if run:
            out += _digits(value, run)
        elif quoted is not None or escaped:
            out += quoted or escaped or ""
        elif other == "@":
            return None
        elif other:
            if other not in _LITERAL and other.isascii():
                return None
            out += other
    return out.strip()


def _digits(value: Decimal, run: str) -> str:
    """A number in a run such as `#,##0.00`."""
    whole, _, fraction = run.partition(".")
    if whole.endswith(","):
        value /= Decimal(1000) ** (len(whole) - len(whole.rstrip(",")))
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    before = "" if before == "0" and "0" not in whole else before.rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        before = f"{int(before or 0):,}"
    fewest = len(fraction.rstrip("#?"))
    while len(after) > fewest and after.endswith("0"):
        after = after[:-1]
    return f"{before}.{after}" if after else before


def _instant(number: Decimal, *, is_1904: bool) -> datetime | None:
    serial = number + (1462 if is_1904 else 0)
    if not 0 <= serial < _LAST_SERIAL:
        return None
    # Excel counts a 29 February 1900 that never was.
    start = datetime(1899, 12, 30 if serial >= 60 else 31, tzinfo=UTC)
    days = int(serial)
    seconds = int(((serial - days) * 86_400).to_integral_value(ROUND_HALF_UP))
    return start + timedelta(days=days, seconds=seconds)


def _dated(instant: datetime, section: str) -> str | None:
    pieces = _pieces(section)
    is_half_day = any(found.group(3) for found in pieces)
    out, before = "", ""
    for index, found in enumerate(pieces):
        quoted, escaped, half, field, _, other = found.groups()
        if field:
            following = next((p.group(4)[0].lower() for p in pieces[index + 1 :] if p.group(4)), "")
            out += _field(instant, field.lower(), is_minute=before == "h" or following == "s", is_half_day=is_half_day)
            before = field[0].lower()
        elif other and other.isascii() and other.isalpha():
            # Years of an era and other fields that are not known here.
            return None
        elif half:
            out += "AM" if instant.hour < 12 else "PM"
        else:
            out += quoted if quoted is not None else escaped or other or ""
    return out.strip()


def _field(instant: datetime, field: str, *, is_minute: bool, is_half_day: bool) -> str:
    kind, length = field[0], len(field)
    if kind == "y":
        return f"{instant.year:04}" if length > 2 else f"{instant.year % 100:02}"
    if kind == "m" and not (is_minute and length < 3):
        name = _MONTHS[instant.month - 1]
        return _numeral(instant.month, length) if length < 3 else {3: name[:3], 5: name[0]}.get(length, name)
    if kind == "d" and length > 2:
        name = _DAYS[instant.weekday()]
        return name[:3] if length == 3 else name
    hour = (instant.hour % 12 or 12) if is_half_day else instant.hour
    return _numeral({"m": instant.minute, "d": instant.day, "h": hour, "s": instant.second}[kind], length)


def _numeral(value: int, length: int) -> str:
    return f"{value:02}" if length > 1 else str(value)
