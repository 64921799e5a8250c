"""Days and numbers in the text of documents, in every way in which they are written."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.exchange.documents.days import DayFound, days_in, kanji_number, last_day, number_of
from sakimori.exchange.documents.letters import plain_text

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
ERAS = ((date(2019, 5, 1), "令和", 2018), (date(1989, 1, 8), "平成", 1988))
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
TENS = ("", "十", "二十", "三十", "四十", "五十", "六十", "七十", "八十", "九十")


def found(text: str) -> list[tuple[date, ...]]:
    return [one.days for one in days_in(plain_text(text))]


def in_kanji(number: int) -> str:
    return TENS[number // 10] + ("" if not number % 10 else "一二三四五六七八九"[number % 10 - 1])


def year_in_kanji(day: date) -> str:
    return "".join("〇一二三四五六七八九"[int(one)] for one in str(day.year))


def full_width(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if one.isascii() and one.isalnum() else one for one in text)


def era(day: date) -> str:
    name, before = next((name, before) for first, name, before in ERAS if day >= first)
    year = day.year - before
    return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def written(day: date) -> list[str]:
    month = MONTHS[day.month - 1]
    return [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month} 月 {day.day} 日",
        full_width(f"{day.year}年{day.month}月{day.day}日"),
        era(day),
        full_width(era(day)),
        f"{year_in_kanji(day)}年{in_kanji(day.month)}月{in_kanji(day.day)}日",
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month:02}.{day.day:02}",
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        f"{day.day}th day of {month}, {day.year}",
        f"{month[:3]}. {day.day}, {day.year}",
        f"{day.day}-{month[:3]}-{day.year}",
        f"{month.upper()} {day.day}, {day.year}",
    ]


@given(DAYS)
def test_a_day_is_found_however_it_is_written(day: date) -> None:
    for text in written(day):
        assert found(f"本契約は、{text}に締結した。") == [(day,)], text
        assert found(f"This agreement is dated {text}.") == [(day,)], text


@given(DAYS, DAYS)
def test_two_days_are_found_in_their_order(first: date, second: date) -> None:
    for one, other in zip(written(first), written(second), strict=True):
        assert found(f"{one}から{other}まで") == [(first,), (second,)]
        assert found(f"from {one} to {other}") == [(first,), (second,)]


@given(DAYS)
def test_figures_with_the_year_last_are_one_day_only_where_they_can_be_no_other(day: date) -> None:
    (days,) = found(f"valid until {day.month:02}/{day.day:02}/{day.year}")
    if day.day > 12 or day.day == day.month:
        assert days == (day,)
    else:
        assert set(days) == {day, date(day.year, day.day, day.month)}
        assert DayFound(0, 1, days).is_unclear


@given(st.text(max_size=200))
def test_no_text_breaks_the_search(text: str) -> None:
    for one in days_in(plain_text(text)):
        assert one.start < one.end


@pytest.mark.parametrize(
    "text",
    ["2026年13月1日", "2026年2月30日", "2026年4月", "平成", "30/02/2026", "99/99/2026", "令和100年1月1日",
     "12345/01/01", "電話 03-2026-0411", "第2026-04-011号", "ISO/IEC 27001:2022", "May 2026", "4月1日"],
)  # fmt: skip
def test_what_is_no_day_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [("㋿8年4月1日", date(2026, 4, 1)), ("R8.4.1", date(2026, 4, 1)), ("平成31年4月30日", date(2019, 4, 30)),
     ("令和元年5月1日", date(2019, 5, 1)), ("令和八年十二月三十一日", date(2026, 12, 31)),
     ("31.12.2026", date(2026, 12, 31)), ("the 1st day of April 2026", date(2026, 4, 1)),
     ("二〇二六年四月十日", date(2026, 4, 10))],
)  # fmt: skip
def test_days_of_the_japanese_calendar_and_in_words(text: str, day: date) -> None:
    assert found(text) == [(day,)]


@given(st.integers(1, 99))
def test_kanji_numbers_are_read(number: int) -> None:
    assert kanji_number(in_kanji(number)) == number
    assert number_of(unicodedata.normalize("NFKC", full_width(str(number)))) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ninety (90)", 90),
        ("ninety", 90),
        ("forty-eight", 48),
        ("seventy two", 72),
        ("三", 3),
        ("六十", 60),
        ("x", None),
    ],
)
def test_numbers_in_words_are_read(text: str, number: int | None) -> None:
    assert number_of(text) == number


def test_a_term_ends_on_the_day_before_its_first_day_comes_again() -> None:
    assert last_day(date(2026, 4, 1), 12) == date(2027, 3, 31)
    assert last_day(date(2026, 2, 2), 36) == date(2029, 2, 1)
