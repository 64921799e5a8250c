"""Days as documents write them, found in their text: eras, kanji figures, and English in the usual orders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.values.days import add_months
from sakimori.exchange.registers.dates import parse_day

_MONTH: Final = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_KANJI: Final = "〇零一二三四五六七八九十元"
_DAY: Final = re.compile(
    rf"""
    (?<![0-9A-Za-z])(?:
      (?P<ja>(?:(?:令和|平成|昭和)\s*(?:[0-9]{{1,2}}|[{_KANJI}]{{1,3}})|[0-9]{{4}}|[{_KANJI}]{{4}})\s*年\s*
             (?:[0-9]{{1,2}}|[{_KANJI}]{{1,3}})\s*月\s*(?:[0-9]{{1,2}}|[{_KANJI}]{{1,3}})\s*日)
    | (?P<short>[RHS][0-9]{{1,2}}[./-][0-9]{{1,2}}[./-][0-9]{{1,2}}(?![0-9]))
    | (?P<first>[0-9]{{4}}\s?[-/.]\s?[0-9]{{1,2}}\s?[-/.]\s?[0-9]{{1,2}}(?![0-9]))
    | (?P<last>[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.][0-9]{{4}}(?![0-9]))
    | (?P<named>[0-9]{{1,2}}(?:st|nd|rd|th)?[\s.-]*(?:day\s+of\s+)?(?:{_MONTH})\b[\s.,-]*[0-9]{{4}}(?![0-9]))
    | (?P<month>(?:{_MONTH})\b\.?[\s-]*[0-9]{{1,2}}(?:st|nd|rd|th)?[\s,.-]+[0-9]{{4}}(?![0-9]))
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FIGURES: Final = {letter: number for number, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}
_KANJI_RUN: Final = re.compile(f"[{_KANJI}]+")


@dataclass(frozen=True, slots=True)
class DayFound:
    """A day in a text; two readings where day and month could stand in either order."""

    start: int
    end: int
    days: tuple[date, ...]

    @property
    def is_unclear(self) -> bool:
        """Whether it can be read in two ways."""
        return len(self.days) > 1


def days_in(text: str) -> list[DayFound]:
    """The days in a text of one form (`letters.plain`); what is no day of the calendar is left out."""
    return list(_days(text))


def _days(text: str) -> Iterator[DayFound]:
    for found in _DAY.finditer(text):
        days = _read(found)
        if days:
            yield DayFound(found.start(), found.end(), days)


def _read(found: re.Match[str]) -> tuple[date, ...]:
    written = found[0]
    if found["ja"]:
        written = _KANJI_RUN.sub(lambda run: str(kanji_number(run[0])), written)
    written = re.sub(r"\s+day\s+of\s+", " ", written, flags=re.IGNORECASE)
    read = parse_day("".join(written.split()) if found["ja"] or found["first"] else written)
    if read.value is not None:
        return (read.value,)
    return _both(written) if read.fault is not None and read.fault.code == "ambiguous_date" else ()


def _both(written: str) -> tuple[date, ...]:
    """The two days that 03/04/2026 can be, the month first as in America and then the day first."""
    first, second, year = map(int, re.split(r"[-/.]", written))
    return (date(year, first, second), date(year, second, first))


def kanji_number(text: str) -> int:
    """A number in kanji: by place (二〇二六) or with ten (二十五)."""
    if "十" not in text:
        return int("".join(str(_FIGURES[letter]) for letter in text))
    tens, _, ones = text.partition("十")
    return (kanji_number(tens) if tens else 1) * 10 + (kanji_number(ones) if ones else 0)


_ONES: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_WORDS: Final = {
    **{word: number for number, word in enumerate(_ONES, 1)},
    **_TENS,
    **{f"{ten}{sign}{one}": tens + number for ten, tens in _TENS.items() for number, one in enumerate(_ONES[:9], 1)
       for sign in "- "},
    "a": 1, "an": 1, "hundred": 100, "one hundred": 100, "one hundred eighty": 180, "one hundred and eighty": 180,
    "one hundred twenty": 120, "one hundred and twenty": 120,
}  # fmt: skip
_NUMBER_WORDS: Final = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
NUMBER: Final = rf"(?:[0-9]{{1,3}}|[一二三四五六七八九十]{{1,3}}|(?:{_NUMBER_WORDS})(?:\s*\([0-9]{{1,3}}\))?)"
"""A number in figures, in kanji, or in English words, which contracts often follow by figures in brackets."""


def number_of(written: str) -> int | None:
    """The number that `NUMBER` found."""
    written = written.strip().lower()
    if figures := re.search(r"[0-9]+", written):
        return int(figures[0])
    if _KANJI_RUN.fullmatch(written):
        return kanji_number(written)
    return _WORDS.get(" ".join(written.split()))


def last_day(first: date, months: int) -> date:
    """The last day of a term that begins with a day and lasts some months (民法143条2項)."""
    return date.fromordinal(add_months(first, months).toordinal() - 1)
