"""How days, times, distances, counts and missing facts are written, and text from outside made inert."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final

import pycountry
from babel import Locale

from sakimori.domain.codes import Severity
from sakimori.domain.law.reading import law
from sakimori.domain.values.days import JST
from sakimori.domain.values.risk import MOST_PERSONS, RANGES, Concerned
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.domain.values.written import MONTHS_EN, aside, clock_time, dated, day, day_long, moment
from sakimori.exchange.reference import STATES
from sakimori.ui.frame.states import Mark, mark, tally, word
from sakimori.ui.frame.text import language, listed, say, say_count, t

__all__ = [
    "Unit",
    "aside",
    "clock_seconds",
    "clock_time",
    "count",
    "countries",
    "country",
    "dated",
    "day",
    "day_long",
    "day_short",
    "distance",
    "exact_words",
    "headed",
    "law_address",
    "linked",
    "moment",
    "month",
    "month_short",
    "no_date",
    "none",
    "not_applicable",
    "not_set",
    "percent",
    "plain",
    "risk_reason",
    "risk_scale",
    "risk_words",
    "share",
    "short_cites",
    "since",
    "unknown",
    "until",
    "year",
    "yes_no",
]

_JOINER = "\u2060"
"""WORD JOINER: no width, no break; it parts what the browser would join again once the backslashes are gone."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_SPACE = re.compile(r"\s+")
_SPECIAL = re.compile(r"[\\`*_\[\]{}<>&$~:#|!^=]")
_AT_THE_START = re.compile(r"^(?:(\d+)([.)])|([-+]))")
_AFTER_PARSING = (
    (re.compile(r":(?=[\w+/-]+:|material/|streamlit:)"), f":{_JOINER}"),
    (re.compile(r"(?<=http:|ttps:)//", re.IGNORECASE), f"{_JOINER}//"),
    (re.compile(r"(?<=www)\.", re.IGNORECASE), f"{_JOINER}."),
    (re.compile(r"@(?=\S)"), f"@{_JOINER}"),
    (re.compile(r"(?<!\S)(<->|->|<-|--|>=|<=|~=)(?!\S)"), lambda found: found[0][0] + _JOINER + found[0][1:]),
)
"""Streamlit turns these into icons, links and arrows in the finished text, where an escape no longer shows."""


def plain(text: str) -> str:
    r"""The same text on one line, to be read as itself: no image, link, icon, colour, formula, list or heading.

    Control characters and marks that turn the direction of writing are dropped. Not for dataframe cells, badges,
    selectbox options, `st.text` and placeholders: they read no markdown and would show the backslashes.
    """
    line = _SPACE.sub(
        " ", _CONTROL.sub(lambda found: " " if "\n" in found[0] or "\t" in found[0] else "", text)
    ).strip()
    for pattern, replacement in _AFTER_PARSING:
        line = pattern.sub(replacement, line)
    return _AT_THE_START.sub(_escape_start, _SPECIAL.sub(r"\\\g<0>", line))


def _escape_start(found: re.Match[str]) -> str:
    number, dot, sign = found.groups()
    return f"{number}\\{dot}" if number else f"\\{sign}"


_NEXT_GROUND = {JAPANESE: re.compile(r"・(?![0-9])"), ENGLISH: re.compile(r", (?![0-9])")}


_PRINTED: Final = "Q&A"
_ESCAPED: Final = r"Q\&A"


class Unit(StrEnum):
    """What is counted; the catalog has its form for one and for many."""

    PERSONS = "persons"
    COMPANIES = "companies"
    CASES = "cases"
    QUESTIONS = "questions"
    ROWS = "rows"
    DAYS = "days"
    MONTHS = "months"
    MINUTES = "minutes"


def day_short(on: date, language: str) -> str:
    """Without the year, where the year stands beside it: 11/24, 24 Nov."""
    return f"{on:%m/%d}" if language == JAPANESE else f"{on.day} {MONTHS_EN[on.month - 1]}"


def month(on: date, language: str) -> str:
    """2026年11月, Nov 2026."""
    return f"{on.year}年{on.month}月" if language == JAPANESE else f"{MONTHS_EN[on.month - 1]} {on.year}"


def month_short(on: date, language: str) -> str:
    """11月, Nov."""
    return f"{on.month}月" if language == JAPANESE else MONTHS_EN[on.month - 1]


def year(on: date, language: str) -> str:
    """2026年, 2026."""
    return f"{on.year}年" if language == JAPANESE else str(on.year)


def clock_seconds(at: datetime, language: str) -> str:
    """The time in Japan as a log writes it: 14:32:05, 14:32:05 JST."""
    return f"{at.astimezone(JST):%H:%M:%S}" + ("" if language == JAPANESE else " JST")


def distance(due: date | None, on: date, language: str) -> str:
    """How far a day is: あと26日, 本日, 12日超過; no day gives 期限未設定."""
    if due is None:
        return no_date(language)
    days = (due - on).days
    if days == 0:
        return say("day.today", language)
    return say_count("day.left" if days > 0 else "day.overdue", abs(days), language)


def since(start: date, on: date, language: str) -> str:
    """When something is true: 本日から on its first day, 発生中 22日 after it, 2027/01/15 から before."""
    if start == on:
        return say("day.open_today", language)
    if start < on:
        return say_count("day.open", (on - start).days, language)
    return say("day.from", language, day=day(start, language))


def short_cites(cites: str, language: str) -> str:
    """The first ground, and how many more there are: 会社方針ほか1件; articles that share one law are one ground."""
    first, *others = _NEXT_GROUND[language].split(cites)
    return say("gap.first_ground", language, first=first, more=len(others)) if others else first


def linked(words: str, in_language: str = "", *, written: Callable[[str], str] = str) -> str:
    """Words inert for markdown, in which each known place of the law leads to its statement.

    The language is that of the page where none is named; `written` says how words are written, as without a break.
    """
    lang = in_language or language()
    parts = law().cut(plain(words).replace(_ESCAPED, _PRINTED), lang)
    return "".join(
        f"[{written(plain(part))}]({law_address(place.id, lang)})"
        if place
        else written(part.replace(_PRINTED, _ESCAPED))
        for part, place in parts
    )


def law_address(place_id: str, language: str) -> str:
    """The address of a statement of law, beside whatever page is open."""
    return f"law?id={place_id}&lang={language}"


def until(last: date | None, language: str) -> str:
    """The last day on which something holds: 2027/03/31（水） まで; none known gives 期限未設定."""
    return no_date(language) if last is None else say("day.until", language, day=day_long(last, language))


def count(number: int | None, unit: Unit, language: str) -> str:
    """12,480人, 148社, 23件; a number that nobody has given is 未確認, not 0."""
    return unknown(language) if number is None else say_count(f"unit.{unit.value}", number, language)


def share(part: int, whole: int, language: str) -> str:
    """92%; a share of nothing is 対象外."""
    return f"{round(100 * part / whole)}%" if whole else not_applicable(language)


def percent(value: float | None, language: str) -> str:
    """A figure from 0 to 1 as 92%."""
    return unknown(language) if value is None else f"{round(100 * value)}%"


def yes_no(value: bool | None, language: str) -> str:  # noqa: FBT001 the value itself is what is written
    """はい, いいえ, or 未確認 when nobody has answered."""
    return unknown(language) if value is None else say("fact.yes" if value else "fact.no", language)


def unknown(language: str) -> str:
    """Nobody has answered: 未確認."""
    return say("fact.unknown", language)


def no_date(language: str) -> str:
    """期限未設定."""
    return say("fact.no_date", language)


def none(language: str) -> str:
    """Asked, and there is none: なし."""
    return say("fact.none", language)


def not_applicable(language: str) -> str:
    """対象外."""
    return say("fact.not_applicable", language)


def not_set(language: str) -> str:
    """Nobody is named yet: 未設定."""
    return say("fact.not_set", language)


def headed(head: str, words: str, language: str) -> str:
    """What something is, then its name: 審査：確認票, Assessment: check."""
    return f"{head}：{words}" if language == JAPANESE else f"{head}: {words}"


@lru_cache(maxsize=1024)
def country(code: str | None, language: str) -> str:
    """The common name of a country: 台湾, 韓国, Vietnam; no code gives 未確認, a code we cannot name stays as it is."""
    if code is None:
        return unknown(language)
    if code in STATES:
        return STATES[code].get(language)
    named = Locale(language).territories.get(code)
    if named is not None:
        return str(named)
    entry = pycountry.countries.get(alpha_2=code)
    return str(getattr(entry, "common_name", entry.name)) if entry else code


@lru_cache(maxsize=2)
def countries(language: str) -> dict[str, str]:
    """Every country by code, Japan first, then by name in that language."""
    codes = sorted((entry.alpha_2 for entry in pycountry.countries), key=lambda code: country(code, language))
    return {code: country(code, language) for code in ("JP", *(code for code in codes if code != "JP"))}


_ALMOST: Final = 1e-6
"""So little a hundredfold may lack of the number that it stands for."""


def risk_words(risk: int | None) -> str:
    """The risk value; 未確認 where nothing is known to be open, but something may be."""
    return unknown(language()) if risk is None else str(risk)


def risk_reason(gaps: Mapping[Mark, int], longest: int, concerned: Concerned) -> str:
    """Why a risk value is what it is, in one line: what is open, for how many days, and whose data are there."""
    lang, persons = language(), concerned.persons
    delicate = {None: "unknown", True: "yes", False: "no"}[concerned.is_delicate]
    open_ones = t("risk_value.gaps", gaps=tally(dict(gaps), lang), days=count(longest, Unit.DAYS, lang))
    return t(
        "risk_value.reason",
        gaps=open_ones if gaps else none(lang),
        persons=t("risk_value.persons_unknown", most=f"{MOST_PERSONS:,}")
        if persons is None
        else count(persons, Unit.PERSONS, lang),
        delicate=t(f"risk_value.delicate_{delicate}"),
    )


def exact_words(answers: float) -> str:
    """What answers come to, cut off and not rounded: 49.996 is not 50 yet, and its whole number says so too."""
    return f"{int(answers * 100 + _ALMOST) / 100:.2f}"


def lost_words(lost: float | None) -> str:
    """The points that answers lose, in whole numbers; 未確認 where no answer can be scored."""
    return unknown(language()) if lost is None else str(int(lost + 0.5))


def risk_scale() -> str:
    """What the numbers mean, said once where they stand."""
    ranges = [f"{word(mark(severity), language())} {least}–{most}" for severity, (least, most) in RANGES.items()]
    return t("risk_value.scale", ranges=listed(ranges), most=RANGES[Severity.BLOCK][1])
