"""Cells of the register to typed values, each by the type of its field; what is not sure is refused, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, partial
from itertools import pairwise
from typing import Any, Final, TypeVar, get_args, get_origin

from sakimori.domain.codes import DataCategory
from sakimori.domain.records.record import type_of
from sakimori.domain.records.third_party import Foreign
from sakimori.domain.values.ids import AS_EXPORTED, is_id
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.values import (
    NAME_LENGTH,
    Fault,
    Parsed,
    is_not_given,
    parse_corporate_number,
    parse_count,
    parse_email,
    parse_text,
    parse_website,
    parse_yes_no,
)
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.reference import parse_country
from sakimori.exchange.registers.dates import parse_day, parse_span
from sakimori.exchange.registers.words import VOCABULARIES

T = TypeVar("T")
Reader = Callable[[str], Parsed[Any]]

SEPARATOR: Final = re.compile(r"\s*[、,，;；/／|｜\n]\s*")
_BETWEEN_COUNTRIES: Final = re.compile(r"\s*(?:[、,，;；/／|｜\n&＆・]|\band\b|及び|および)\s*")
_ONE_LINE: Final = frozenset({"name", "title", "number", "external_key", "text_version", "standard_edition", "issuer"})
_MANY_LINES: Final = frozenset({"address", "service_description", "purpose_note", "note"})
"""The longer texts of a row of third parties."""

_BETWEEN_NAMES: Final = re.compile(r"[、，;；/／\n]+|,(?!\s*(?:Inc|Ltd|LLC|Co|Corp|S\.A|Limited)\b)", re.IGNORECASE)
_OF_LAW: Final = re.compile(r"^\s*(?:the\s+)?laws?\s+of\s+(?:the\s+)?|\s*(?:国?法|\s+law)\s*$", re.IGNORECASE)
_LAWS_WITHIN: Final = {
    "US": ("カリフォルニア州", "ニューヨーク州", "デラウェア州", "ワシントン州", "テキサス州", "マサチューセッツ州",
           "California", "New York", "Delaware", "Washington", "Texas", "Massachusetts"),
    "GB": ("イングランド", "イングランド及びウェールズ", "イングランドおよびウェールズ", "スコットランド",
           "England", "England and Wales", "Scotland"),
}  # fmt: skip
"""Parts of a country with a law of their own that contracts often choose."""

_STATE_OF: Final = re.compile(
    r"^\s*(?:the\s+)?state\s+of\s+|^\s*(?:米国|アメリカ合衆国|アメリカ|英国)\s*", re.IGNORECASE
)
_FURTHER_YES: Final = {"auto_renews": ("自動更新", "自動", "自動更新あり"), "open_ended": ("無期限", "期間の定めなし")}
_FURTHER_NO: Final = {
    "auto_renews": ("自動更新なし", "更新なし", "自動更新しない", "都度更新", "合意更新"),
    "open_ended": ("有期", "期間の定めあり"),
}


@dataclass(frozen=True, slots=True)
class NameInCell:
    """A record that a cell names in words, to be found when the register is at hand."""

    text: str


@cache
def reader_of(kind: type, field: str) -> Reader:
    """How a cell of a field is read."""
    hint, _ = type_of(kind, field)
    if get_origin(hint) in (frozenset, tuple):
        return _reader_of_several(field, get_args(hint)[0])
    if hint is bool:
        return partial(_yes_no, field=field)
    if hint is date:
        return parse_day
    if hint is int:
        return parse_count if field == "person_count" else partial(parse_span, unit=_unit_of(field))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return parse_foreign if hint is Foreign else VOCABULARIES[hint].parse_one
    return _reader_of_text(kind, field)


def known_parts(raw: str, find: Callable[[str], T | None], separator: re.Pattern[str] = SEPARATOR) -> list[T] | str:
    """What every part of a cell names, as long parts as are known first; or the first part that names nothing.

    A name may itself hold a comma, so that no list can be cut blindly.
    """
    if (whole := find(raw)) is not None:
        return [whole]
    spans = _spans(raw, separator)
    found: list[T] = []
    start = 0
    while start < len(spans):
        end = len(spans)
        one = None
        while end > start and (one := find(raw[spans[start][0] : spans[end - 1][1]])) is None:
            end -= 1
        if one is None:
            return raw[slice(*spans[start])]
        found.append(one)
        start = end
    return found


def _spans(raw: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the parts of a cell begin and end, blank ones left out."""
    cuts = [(0, 0), *(found.span() for found in separator.finditer(raw)), (len(raw), len(raw))]
    between = ((before[1], after[0]) for before, after in pairwise(cuts))
    return [(begin, end) for begin, end in between if raw[begin:end].strip()]


def parse_countries(raw: str) -> Parsed[frozenset[str]]:
    """Every country that a cell names; a region among them refuses the cell, for a shorter list would look complete."""
    if is_not_given(raw):
        return Parsed(None)
    found = known_parts(raw, lambda part: parse_country(part).value, _BETWEEN_COUNTRIES)
    if isinstance(found, str):
        return Parsed(None, parse_country(found).fault or _NOT_COUNTRIES)
    return Parsed(frozenset(found) or None)


_NOT_COUNTRIES: Final = Fault(
    "unknown_country",
    Text("国として読めないものがあります。", "Not all of these are countries."),
    Text("国の名前を「、」で区切って書いてください。", "Write names of countries, separated by commas."),
)


def _reader_of_several(field: str, inner: Any) -> Reader:  # noqa: ANN401 - the type of an item
    if inner is DataCategory:
        return parse_data_categories
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return partial(_codes, kind=inner)
    if field.endswith("_ids"):
        return _named
    if field == "aliases":
        return _names
    return parse_countries if field.endswith("countries") else _items


def _reader_of_text(kind: type, field: str) -> Reader:
    if field in _READERS:
        return _READERS[field]
    if kind is not ThirdPartyRow and field.endswith("_id"):
        return _named
    is_short = field not in _MANY_LINES if kind is ThirdPartyRow else field in _ONE_LINE
    return partial(parse_text, limit=NAME_LENGTH, one_line=True) if is_short else parse_text


def _unit_of(field: str) -> str:
    return next(unit for unit in ("months", "days", "hours") if unit in field.split("_"))


def _yes_no(raw: str, *, field: str) -> Parsed[bool]:
    bare = fold(raw)
    if bare in map(fold, _FURTHER_YES.get(field, ())):
        return Parsed(value=True)
    if bare in map(fold, _FURTHER_NO.get(field, ())):
        return Parsed(value=False)
    return parse_yes_no(raw)


def _codes(raw: str, *, kind: type[StrEnum]) -> Parsed[frozenset[Any]]:
    vocabulary = VOCABULARIES[kind]
    found = known_parts(raw, vocabulary.code)
    if isinstance(found, list):
        return Parsed(frozenset(found) or None)
    return vocabulary.parse_several(raw)


def _named(raw: str) -> Parsed[NameInCell]:
    parsed = parse_text(raw)
    return Parsed(NameInCell(parsed.value) if parsed.value else None, parsed.fault)


def _law(raw: str) -> Parsed[str]:
    whole = parse_country(raw)
    bare = _OF_LAW.sub("", unicodedata.normalize("NFKC", raw))
    if whole.fault is None:
        return whole
    if code := _law_within(bare):
        return Parsed(code)
    return whole if bare == raw else parse_country(bare)


def _law_within(name: str) -> str | None:
    wanted = {fold(name), fold(_STATE_OF.sub("", name))}
    return next((code for code, names in _LAWS_WITHIN.items() if wanted & set(map(fold, names))), None)


def _items(raw: str) -> Parsed[tuple[str, ...]]:
    parsed = parse_text(raw)
    parts = (" ".join(part.split()) for part in SEPARATOR.split(parsed.value or ""))
    return Parsed(tuple(dict.fromkeys(filter(None, parts))) or None, parsed.fault)


def _names(raw: str) -> Parsed[tuple[str, ...]]:
    parsed = parse_text(raw)
    parts = (" ".join(part.split()) for part in _BETWEEN_NAMES.split(parsed.value or ""))
    return Parsed(tuple({fold(part): part for part in parts if fold(part)}.values()) or None, parsed.fault)


_NO_DATA_WORDS: Final = frozenset(
    map(fold, ("なし", "無", "無し", "個人データなし", "個人情報なし", "取扱いなし", "取り扱いなし", "取扱なし", "none",
               "no personal data"))
)  # fmt: skip


def parse_data_categories(raw: str) -> Parsed[frozenset[DataCategory]]:
    """The categories that a cell names; a word for none gives the empty set, which is an answer.

    A bare yes does not say which, so the answer stays open.
    """
    said = parse_yes_no(raw)
    if fold(raw) in _NO_DATA_WORDS or said.value is False:
        return Parsed(frozenset())
    if said.value is True:
        return Parsed(None, _WHICH_DATA)
    return VOCABULARIES[DataCategory].parse_several(raw)


_WHICH_DATA: Final = Fault(
    "which_data",
    Text("どの種類かが分からないため、未回答のままにします。", "This does not say which kinds; it stays unanswered."),
    VOCABULARIES[DataCategory].expected,
    ProblemSeverity.WARNING,
)


def parse_foreign(raw: str) -> Parsed[Foreign]:
    """Where data are handled; a bare yes does not say in which countries, so the answer stays open."""
    vocabulary, said = VOCABULARIES[Foreign], parse_yes_no(raw)
    if vocabulary.code(raw) is None and said.value is True:
        message = Text(
            "どの国かが分からないため、未回答のままにします。",
            "This does not say which countries; it stays unanswered.",
        )
        return Parsed(None, Fault("foreign_where", message, vocabulary.expected, ProblemSeverity.WARNING))
    return Parsed(Foreign.NONE) if said.value is False else vocabulary.parse_one(raw)


def _register_id(raw: str) -> Parsed[str]:
    """An id that we gave ourselves: anything else would find nobody, and the row become a second record."""
    text = unicodedata.normalize("NFKC", raw).strip()
    if not text or is_id(text):
        return Parsed(text or None)
    return Parsed(None, Fault("bad_id", _NO_ID, AS_EXPORTED))


_NO_ID: Final = Text("この番号は使えません。", "This id cannot be used.")

_READERS: Final[dict[str, Reader]] = {
    "register_id": _register_id,
    "governing_law": _law,
    "country": parse_country,
    "url": parse_website,
    "terms_url": parse_website,
    "website": parse_website,
    "corporate_number": parse_corporate_number,
    "contact_email": parse_email,
}
"""Texts of a form of their own, by field."""
