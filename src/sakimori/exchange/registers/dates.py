"""Days and spans of time as people write them in lists; what can be read in two ways is refused."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.values import Fault, Parsed, is_not_given

_ERAS: Final = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925, "大正": 1911, "t": 1911}
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_TIME: Final = r"(?:[t\s]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?z?)?"
_WEEKDAY: Final = r"\s*(?:\([月火水木金土日](?:曜日?)?\))?"
_YEAR_FIRST: Final = re.compile(
    rf"(\d{{4}})\s*(?:[-/.]|年)\s*(\d{{1,2}})\s*(?:[-/.]|月)\s*(\d{{1,2}})\s*日?{_WEEKDAY}{_TIME}"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ERA: Final = re.compile(
    rf"(令和|平成|昭和|大正|[rhst])\s*(\d{{1,2}}|元)\s*(?:[-/.]|年)\s*(\d{{1,2}})\s*(?:[-/.]|月)\s*(\d{{1,2}})\s*日?{_WEEKDAY}"
)
_YEAR_LAST: Final = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}")
_DAY_NAMED: Final = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*(?P<month>[a-z]+)[\s\-/.,]*(?P<year>\d{4})")
_MONTH_NAMED: Final = re.compile(r"(?P<month>[a-z]+)[\s\-/.]*(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s,\-/.]+(?P<year>\d{4})")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_MONTH_ONLY: Final = re.compile(r"\d{4}\s*(?:[-/.]|年)\s*\d{1,2}\s*月?")
_FIRST_YEAR, _LAST_YEAR = 1868, 2300

EXPECTED: Final = Text("2026-11-24 か 2026年11月24日 の形にしてください。", "Write it as 2026-11-24.")


def parse_day(raw: str) -> Parsed[date]:
    """A day of the calendar; a month alone, or figures that could be day and month, are no day."""
    if is_not_given(raw):
        return Parsed(None)
    text = unicodedata.normalize("NFKC", raw).strip().casefold()
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(text):
            return read(found)
    return _refused("bad_date", Text("日付として読めません。", "This cannot be read as a date."))


def _year_first(found: re.Match[str]) -> Parsed[date]:
    return _day(int(found[1]), int(found[2]), int(found[3]))


def _era(found: re.Match[str]) -> Parsed[date]:
    year = 1 if found[2] == "元" else int(found[2])
    return _day(_ERAS[found[1]] + year, int(found[3]), int(found[4]))


def _month_named(found: re.Match[str]) -> Parsed[date]:
    word, day = (found["month"], int(found["day"]))
    if word not in _MONTHS:
        return _refused("bad_date", Text("日付として読めません。", "This cannot be read as a date."))
    return _day(int(found["year"]), _MONTHS[word], day)


def _serial(_found: re.Match[str]) -> Parsed[date]:
    message = Text("日付が数字に変わっています。", "The date has turned into a number.")
    expected = Text("セルの書式を日付にしてください。", "Give the cell the format of a date.")
    return Parsed(None, Fault("date_as_number", message, expected))


def _month_only(_found: re.Match[str]) -> Parsed[date]:
    return _refused("month_only", Text("日がありません。", "The day is missing."))


def _year_last(found: re.Match[str]) -> Parsed[date]:
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if first <= 12 and second <= 12 and first != second:
        message = Text("日と月のどちらが先か分かりません。", "Which is the day and which the month is not clear.")
        return _refused("ambiguous_date", message)
    return _day(year, *((first, second) if second > 12 else (second, first)))


def _day(year: int, month: int, day: int) -> Parsed[date]:
    try:
        found = date(year, month, day)
    except ValueError:
        return _refused("no_such_day", Text("暦にない日です。", "There is no such day."))
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return _refused("far_date", Text("年が離れすぎています。", "The year is too far away."))
    return Parsed(found)


def _refused(code: str, message: Text) -> Parsed[date]:
    return Parsed(None, Fault(code, message, EXPECTED))


_FORMS: Final = (
    (_YEAR_FIRST, _year_first),
    (_COMPACT, _year_first),
    (_ERA, _era),
    (_YEAR_LAST, _year_last),
    (_DAY_NAMED, _month_named),
    (_MONTH_NAMED, _month_named),
    (_SERIAL, _serial),
    (_MONTH_ONLY, _month_only),
)

_IN: Final = {
    "months": {"月": 1, "年": 12},
    "days": {"日": 1, "週": 7},
    "hours": {"時": 1, "日": 24, "週": 168},
}
_UNIT_WORDS: Final = (
    ("月", r"[かヶヵケカ箇個]?月間?|months?|mos?\.?"),
    ("年", r"年間?|years?|yrs?\.?"),
    ("日", r"日間?|days?"),
    ("週", r"週間?|weeks?"),
    ("時", r"時間|hours?|hrs?\.?|h"),
)
_PIECE: Final = re.compile(
    r"\s*(\d{1,6})\s*(" + "|".join(f"(?P<u{place}>{words})" for place, (_, words) in enumerate(_UNIT_WORDS)) + r")?",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(r"^(?:(?:契約|期間)?(?:の?満了日?)(?:の|から)?|within\s+|約)\s*")
_TAIL: Final = re.compile(r"(?:\s*(?:前|以内|まで|以前|ごと|毎|prior|before|in advance|notice))+(?:に|の?通知)?$")
_BUSINESS: Final = re.compile(r"営業日|business\s*days?|working\s*days?", re.IGNORECASE)
_NAMES: Final = {
    "months": Text("月の数", "months"),
    "days": Text("日数", "days"),
    "hours": Text("時間の数", "hours"),
}
_WHOLE: Final = Text(
    "{unit}を整数で書いてください（例: {example}）。", "Write a whole number of {unit}, such as {example}."
)
_EXAMPLES: Final = {"months": 12, "days": 30, "hours": 72}


def parse_span(raw: str, *, unit: str) -> Parsed[int]:
    """A whole number of months, days or hours, with or without its unit; a month is never made into days."""
    if is_not_given(raw):
        return Parsed(None)
    text = unicodedata.normalize("NFKC", raw).strip()
    if _BUSINESS.search(text):
        message = Text("営業日は暦の日に直せません。", "Business days are not days of the calendar.")
        return Parsed(None, Fault("business_days", message, _expected(unit)))
    text = _TAIL.sub("", _LEAD.sub("", text)).strip()
    total, place = 0, 0
    while place < len(text):
        piece = _PIECE.match(text, place)
        if piece is None:
            return _no_span(unit)
        of = next((word for i, (word, _) in enumerate(_UNIT_WORDS) if piece.group(f"u{i}")), None)
        if of is None and (place > 0 or piece.end() < len(text)):
            return _no_span(unit)
        if of is not None and of not in _IN[unit]:
            message = Text("この項目とは単位が違います。", "This is given in another unit.")
            return Parsed(None, Fault("other_unit", message, _expected(unit)))
        total += int(piece[1]) * (_IN[unit][of] if of else 1)
        place = piece.end()
    return Parsed(total) if text else _no_span(unit)


def _no_span(unit: str) -> Parsed[int]:
    message = Text("整数として読めません。", "This cannot be read as a whole number.")
    return Parsed(None, Fault("bad_span", message, _expected(unit)))


def _expected(unit: str) -> Text:
    return _WHOLE.format(unit=_NAMES[unit], example=_EXAMPLES[unit])
