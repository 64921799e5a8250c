"""How days, moments and asides are written, alike on pages, on paper and in a terminal."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from sakimori.domain.values.days import JST
from sakimori.domain.values.text import JAPANESE

_WEEKDAYS_JA: Final = "月火水木金土日"
_WEEKDAYS_EN: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY: Final = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])")
"""How a rule writes a day in its sentences, whatever the language."""


def day(on: date, language: str) -> str:
    """2026/11/24, 24 Nov 2026."""
    return f"{on:%Y/%m/%d}" if language == JAPANESE else f"{on.day} {MONTHS_EN[on.month - 1]} {on.year}"


def dated(words: str, language: str) -> str:
    """The same words, with each day as it is written everywhere else."""

    def in_words(found: re.Match[str]) -> str:
        try:
            return day(date.fromisoformat(found[0]), language)
        except ValueError:
            return found[0]

    return _DAY.sub(in_words, words)


def day_long(on: date, language: str) -> str:
    """With the weekday, for decisions: 2026/11/24（火）, Tue 24 Nov 2026."""
    if language == JAPANESE:
        return f"{day(on, language)}（{_WEEKDAYS_JA[on.weekday()]}）"
    return f"{_WEEKDAYS_EN[on.weekday()]} {day(on, language)}"


def clock_time(at: datetime) -> str:
    """The time in Japan: 14:32."""
    return f"{at.astimezone(JST):%H:%M}"


def moment(at: datetime, language: str) -> str:
    """Day and time in Japan: 2026/11/24 14:32, 24 Nov 2026 14:32."""
    return f"{day(at.astimezone(JST).date(), language)} {clock_time(at)}"


def aside(words: str, remark: str, language: str) -> str:
    """Words with a remark in brackets: 高橋 健（購買部）, Takahashi (Purchasing)."""
    return f"{words}（{remark}）" if language == JAPANESE else f"{words} ({remark})"
