"""Passwords: what may be one, how it is kept, and how it is compared in the same time whether anybody has it or not."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sakimori.domain.values.text import Text
from sakimori.errors import WeakPasswordError

SHORTEST: Final = 12
LONGEST: Final = 200

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)
_AT_ONCE: Final = BoundedSemaphore(2)
"""Each comparison takes 46 MB and most of a core for a moment: no crowd at the door takes the whole machine."""

_COMMON_FILE: Final = Path(__file__).with_name("common_passwords.txt")
_SIGNS: Final = str.maketrans("013457@$!", "oleastasi")
"""How people write letters so that a word looks like none."""
_FIRST_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"

_SHORT: Final = Text(
    f"{SHORTEST}文字以上にしてください。記号や数字を混ぜる必要はありません。長い文でもかまいません。",
    f"Use at least {SHORTEST} characters. They need no digits or signs; a whole sentence is good.",
)
_LONG: Final = Text(f"{LONGEST}文字までにしてください。", f"Use up to {LONGEST} characters.")
_COMMON: Final = Text(
    "よく使われる言葉、会社名、ログイン名、並んだ文字だけでできています。推測されにくいものにしてください。",
    "It is made only of common words, the company name, the login, or characters in a row. Choose one that is hard "
    "to guess.",
)


def as_typed(password: str) -> str:
    """The one form of a password, however a keyboard wrote its characters (full-width, composed)."""
    return unicodedata.normalize("NFKC", password)


def check_new(password: str, *, login: str, company: str) -> None:
    """Refuse a password that others would try.

    Raises:
        WeakPasswordError: It is too short, too long, or easily guessed; it is not repeated in the message.
    """
    typed = as_typed(password)
    for is_wrong, expected in (
        (len(typed) < SHORTEST, _SHORT),
        (len(typed) > LONGEST, _LONG),
        (_is_common(typed.casefold(), (login, login.partition("@")[0], company)), _COMMON),
    ):
        if is_wrong:
            raise WeakPasswordError(expected=expected)


def _is_common(typed: str, own_words: tuple[str, ...]) -> bool:
    words = {unicodedata.normalize("NFKC", word).casefold() for word in own_words if len(word) > 2}
    inner = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", typed)
    return any(_is_made_of(text, words | _common()) for text in (typed, inner.translate(_SIGNS))) or _is_row(typed)


def _is_made_of(text: str, words: set[str]) -> bool:
    """Whether nothing but digits and signs is left where the known words are taken out."""
    found = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    left, count = found.subn("", text)
    return count > 0 and not any(c.isalpha() for c in left)


def _is_row(text: str) -> bool:
    """Whether it is one piece over and over, or characters as they follow each other."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return bool(re.fullmatch(r"(.{1,6}?)\1+.{0,5}", text)) or steps <= {1, -9} or steps <= {-1, 9}


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON_FILE.read_text(encoding="utf-8").split())


def hashed(password: str) -> str:
    """What is kept of a password (argon2id)."""
    with _AT_ONCE:
        return _HASHER.hash(as_typed(password))


def fits(kept: str, password: str) -> bool:
    """Whether a password is the one of which something is kept; where nothing is kept it takes as long to say no."""
    with _AT_ONCE:
        try:
            _HASHER.verify(kept or nobodys(), as_typed(password[: LONGEST + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return bool(kept)


@cache
def nobodys() -> str:
    """What is kept of a password that nobody knows; made once, before the first comparison needs it."""
    return _HASHER.hash(secrets.token_urlsafe())


def first_password() -> str:
    """A password for the first time, easy to read out: 20 letters and digits in fives."""
    return "-".join("".join(secrets.choice(_FIRST_LETTERS) for _ in range(5)) for _ in range(4))
