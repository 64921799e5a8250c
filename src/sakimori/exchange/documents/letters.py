"""Text as patterns are looked for in it: one width, one dash, no blanks within Japanese; and where letters stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

_RADICALS: Final = dict(zip("⺟⺠⻁⻄⻑⻘⻝⻤⻨⻩⻫⻭⻯⻲戶", "母民虎西長青食鬼麦黄斉歯竜亀戸", strict=True))
"""Radicals that fonts of PDF give in place of letters, and that Unicode does not unify."""
_DASHES: Final = frozenset("‐‑‒–—―−─⁃﹣－")
_SOUND_MARKS: Final = frozenset("ﾞﾟ\u3099\u309a")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
JAPANESE: Final = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef"
_BLANK_WITHIN: Final = re.compile(rf"(?<=[{JAPANESE}])\s+(?=[{JAPANESE}0-9(])|(?<=[0-9)])\s+(?=[{JAPANESE}])")
_LONG_BLANKS: Final = re.compile(r"\s{2,}")
_BLANK: Final = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in one form; `places` says for each of its letters which letter of the source it came from."""

    text: str
    places: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the text stands in the source."""
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=20_000)
def plain(source: str) -> Plain:
    """The one form of a text."""
    same = source if source.isascii() else "".join(map(one_form, source))
    if len(same) == len(source) and _SOUND_MARKS.isdisjoint(source):
        return _without_blanks(_long_vowels(same), range(len(source)))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(source):
        if letter in _SOUND_MARKS and letters:
            letters[-1] = unicodedata.normalize("NFKC", letters[-1] + _combining(letter))[:1]
            continue
        for one in one_form(letter):
            letters.append(one)
            places.append(place)
    return _without_blanks(_long_vowels("".join(letters)), places)


def plain_text(source: str) -> str:
    """The one form of a text, where it does not matter what stood where."""
    return plain(source).text


@cache
def one_form(letter: str) -> str:
    """One letter of any width as patterns know it; letters of old and circled forms may become several."""
    if letter in _DASHES:
        return "-"
    found = unicodedata.normalize("NFKC", letter)
    return "".join("-" if one in _DASHES else _RADICALS.get(one, one) for one in found)


def _combining(mark: str) -> str:
    return {"ﾞ": "\u3099", "ﾟ": "\u309a"}.get(mark, mark)


def _long_vowels(text: str) -> str:
    """A dash or an upright bar that stands between kana is the long vowel mark, as vertical writing turns it."""
    return re.sub(r"(?<=[\u30a1-\u30fa])[-|](?=[\u30a1-\u30fa]|$|[^\w|-]|[\u3041-\u9fff])", "ー", text)


def _without_blanks(text: str, places: Sequence[int]) -> Plain:
    """Runs of blanks become one; within Japanese, where they only space out letters, none."""
    gone = {place for found in _BLANK_WITHIN.finditer(text) for place in range(found.start(), found.end())}
    gone |= {place for found in _LONG_BLANKS.finditer(text) for place in range(found.start() + 1, found.end())}
    one_blank = _BLANK.sub(" ", text)
    if not gone:
        return Plain(one_blank, tuple(places))
    kept = [place for place in range(len(text)) if place not in gone]
    return Plain("".join(map(one_blank.__getitem__, kept)), tuple(map(places.__getitem__, kept)))


def is_japanese(text: str) -> bool:
    """Whether a text is written in Japanese: a kana in a hundred letters is enough."""
    return len(_KANA.findall(text)) * 100 > len(text)
