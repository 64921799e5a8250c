"""What tells one person from another in a stop request: read into one form, so that every way of writing it meets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.records.own_registers import IdentifierKind, StopChannel
from sakimori.domain.values.person import name_and_birth

__all__ = ["KINDS_OF_CHANNEL", "LONGEST", "Identifier", "IdentifierKind", "one_form"]

LONGEST: Final = 300
_DASHES: Final = re.compile(r"[\-‐‑‒–—―−－ーｰ]+")
_MAIL: Final = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:.]+")
_PHONE_SIGNS: Final = re.compile(r"[\s().・/]+")
_ABROAD: Final = re.compile(r"^(?:\+81|0081|01081)0?")
_PHONE: Final = re.compile(r"0[1-9]\d{8,9}|\+(?!81)[1-9]\d{6,14}")
_BLOCK: Final = re.compile(r"(?<=[\d一二三四五六七八九十])(?:丁目|番地の|番地|番|号室|号)")
_KANJI_NUMBER: Final = re.compile(r"[一二三四五六七八九十]+(?=丁目)")
_DIGIT: Final = re.compile(r"\d")
_POSTCODE: Final = re.compile(r"^〒?\d{3}-?\d{4}")
_KANJI_DIGITS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


@dataclass(frozen=True, slots=True)
class Identifier:
    """A mail address, telephone number, postal address, customer number, or name with day of birth.

    It shows itself in no message and log.
    """

    kind: IdentifierKind
    text: str = field(repr=False)


_EVERY: Final = tuple(IdentifierKind)
_OF_PERSON: Final = (IdentifierKind.CUSTOMER_NUMBER, IdentifierKind.NAME_AND_BIRTH)
KINDS_OF_CHANNEL: Final[dict[StopChannel, tuple[IdentifierKind, ...]]] = {
    StopChannel.MAIL: (IdentifierKind.MAIL_ADDRESS, *_OF_PERSON),
    StopChannel.SMS: (IdentifierKind.PHONE_NUMBER, *_OF_PERSON),
    StopChannel.PHONE: (IdentifierKind.PHONE_NUMBER, *_OF_PERSON),
    StopChannel.POST: (IdentifierKind.POSTAL_ADDRESS, *_OF_PERSON),
    StopChannel.AD_TARGETING: _EVERY,
    StopChannel.OPTOUT_PROVISION: _EVERY,
    StopChannel.PROVISION: _EVERY,
    StopChannel.CONSENT_WITHDRAWN: _EVERY,
    StopChannel.USE: _EVERY,
}
"""By what a person can be found again on each channel."""


def one_form(identifier: Identifier) -> str | None:
    """The one form of an identifier, however it was written; None where the text is none of its kind."""
    text = unicodedata.normalize("NFKC", identifier.text).strip()
    return _FORMS[identifier.kind](text) if text and len(text) <= LONGEST else None


def _mail_address(text: str) -> str | None:
    text = text.casefold().removeprefix("mailto:")
    if not _MAIL.fullmatch(text):
        return None
    local, _, domain = text.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None


def _phone_number(text: str) -> str | None:
    """Numbers of Japan with their leading 0, others with +; extensions are no part of it."""
    digits = _ABROAD.sub("0", _DASHES.sub("", _PHONE_SIGNS.sub("", text)))
    return digits if digits.isascii() and _PHONE.fullmatch(digits) else None


def _customer_number(text: str) -> str | None:
    bare = "".join(_DASHES.sub("-", text).split()).casefold()
    return bare if _has_digit(bare) else None


def _postal_address(text: str) -> str | None:
    """Without post code and spaces; 一丁目２番３号, 1丁目2-3 and 1-2-3 are one address."""
    bare = _POSTCODE.sub("", "".join(_DASHES.sub("-", text).split()).casefold())
    bare = _BLOCK.sub("-", _KANJI_NUMBER.sub(lambda found: str(_kanji_number(found[0])), bare))
    bare = re.sub(r"-+", "-", bare).strip("-")
    return bare if _has_digit(bare) and any(map(str.isalpha, bare)) else None


def _has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None


def _kanji_number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_KANJI_DIGITS.get(tens, 1) * 10 if ten else 0) + _KANJI_DIGITS.get(ones, 0)


_FORMS: Final[dict[IdentifierKind, Callable[[str], str | None]]] = {
    IdentifierKind.MAIL_ADDRESS: _mail_address,
    IdentifierKind.PHONE_NUMBER: _phone_number,
    IdentifierKind.CUSTOMER_NUMBER: _customer_number,
    IdentifierKind.POSTAL_ADDRESS: _postal_address,
    IdentifierKind.NAME_AND_BIRTH: name_and_birth,
}
