"""Numbers that name a corporation (法人番号, 番号法39条), and numbers of people that must not be stored here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from sakimori.domain.values.names import fold

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


_GROUPS = re.compile(r"(?<!\+)(?<!\d[.,])(?<!\d)\d+(?:[ 　\-‐‑‒–—―−－]\d+)*")
_GROUP = re.compile(r"\d+")
_NO_DIGIT = re.compile(r"\D+")
_HYPHENATED = re.compile(r"\d[\-‐‑‒–—―−－]\d{4}[\-‐‑‒–—―−－]\d{4}[\-‐‑‒–—―−－]\d{4}(?!\d)")
_MY_NUMBER_SHAPES = frozenset({(12,), (4, 4, 4), (3, 3, 3, 3), (6, 6)})
_CARD_SHAPES = frozenset({(13,), (14,), (15,), (16,), (19,), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3)})
_MASK = "*"
_MY_NUMBER_LABELS = frozenset(map(fold, ("マイナンバー", "個人番号", "My Number", "Individual number")))


class PersonalNumberKind(StrEnum):
    """Which number a text holds."""

    MY_NUMBER = "my_number"
    CARD = "card_number"


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """Where in a text such a number stands; the number itself is not kept."""

    kind: PersonalNumberKind
    start: int
    end: int


def find_personal_numbers(text: str) -> tuple[PersonalNumber, ...]:
    """Every run of digits in a text that is a My Number or a card number by its shape and check digit.

    A telephone number (up to 11 digits, or +81 …) and a 法人番号 are neither. 12 digits whose check digit does not hold
    are not taken for a My Number.
    """
    if len(text) < 12 or len(_NO_DIGIT.sub("", text)) < 12:
        return ()
    found: list[PersonalNumber] = []
    for run in _GROUPS.finditer(text):
        groups = list(_GROUP.finditer(text, run.start(), run.end()))
        start = 0
        while start < len(groups):
            if _is_corporate_number_from(text, groups[start]):
                start += 4
                continue
            length, kind = _longest_from(groups, start)
            if kind is not None:
                found.append(PersonalNumber(kind, groups[start].start(), groups[start + length - 1].end()))
            start += length
    return tuple(found)


def mask(text: str) -> str:
    """The text with each digit of a My Number or card number replaced, for reports and samples."""
    shown = text
    for number in find_personal_numbers(text):
        shown = shown[: number.start] + mask_all(text[number.start : number.end]) + shown[number.end :]
    return shown


def mask_all(text: str) -> str:
    """The text with every digit replaced, for a cell that is known to hold such a number."""
    return "".join(_MASK if char.isdecimal() else char for char in text)


def names_my_number(label: str) -> bool:
    """Whether a label says that what stands under it are My Numbers, right or mistyped."""
    return fold(label) in _MY_NUMBER_LABELS


def is_my_number(digits: str) -> bool:
    """Whether 12 ASCII digits carry the check digit of a My Number (番号法施行規則), which is the last one."""
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        return False
    weights = (*range(2, 8), *range(2, 7))
    remainder = sum(int(digit) * weight for digit, weight in zip(reversed(digits[:-1]), weights, strict=True)) % 11
    return int(digits[-1]) == (0 if remainder <= 1 else 11 - remainder)


def is_card_number(digits: str) -> bool:
    """Whether ASCII digits have the length, the issuer and the check digit (Luhn) of a payment card."""
    if not (digits.isascii() and digits.isdigit() and 13 <= len(digits) <= 19) or digits[0] not in "23456":
        return False
    if len(digits) == 13 and (digits[0] != "4" or is_corporate_number(digits)):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_corporate_number_from(text: str, group: re.Match[str]) -> bool:
    """Whether a 法人番号 as registers print it begins here: every eleventh one would else end in a My Number."""
    printed = _HYPHENATED.match(text, group.start())
    digits = "".join(char for char in printed.group() if char.isdecimal()) if printed else ""
    return is_corporate_number(_ascii_digits(digits))


def _longest_from(groups: list[re.Match[str]], start: int) -> tuple[int, PersonalNumberKind | None]:
    """How many groups from one on form a number, and which; one group and nothing where none do."""
    for length in range(min(5, len(groups) - start), 0, -1):
        parts = groups[start : start + length]
        shape = tuple(part.end() - part.start() for part in parts)
        if shape not in _MY_NUMBER_SHAPES and shape not in _CARD_SHAPES:
            continue
        digits = "".join(_ascii_digits(part.group()) for part in parts)
        if shape in _MY_NUMBER_SHAPES and is_my_number(digits):
            return length, PersonalNumberKind.MY_NUMBER
        if shape in _CARD_SHAPES and is_card_number(digits):
            return length, PersonalNumberKind.CARD
    return 1, None


def _ascii_digits(text: str) -> str:
    """Digits of any script as 0–9."""
    return "".join(str(unicodedata.decimal(char)) for char in text)
