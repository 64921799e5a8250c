"""Tokens that the label of a column of answers asks for, such as `○×` or `Yes/No/NA`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from sakimori.exchange.questionnaires.reading.normal import normalise
from sakimori.exchange.questionnaires.reading.result import Normal

_SIGN: Final = re.compile(r"[○〇◯△▲×✕✖]")
_WORDS: Final = re.compile(r"[\s　/／・,，、;；()（）\[\]［］「」|｜:：]+")
_ASKABLE: Final = frozenset({Normal.YES, Normal.PARTLY, Normal.NO, Normal.NA, Normal.PLANNED})
_BOTH: Final = frozenset({Normal.YES, Normal.NO})


def tokens_in_label(label: str) -> Mapping[Normal, str]:
    """By which token each meaning is asked for; empty unless the label names both a yes and a no."""
    for tokens in (_SIGN.findall(label), _WORDS.split(label)):
        found: dict[Normal, str] = {}
        for token, normal in _meant(tokens):
            found.setdefault(normal, token)
        if found.keys() >= _BOTH:
            return found
    return {}


def _meant(tokens: list[str]) -> Iterator[tuple[str, Normal]]:
    for token in filter(None, tokens):
        found = normalise(token)
        if found.normal in _ASKABLE and not found.comment:
            yield token, found.normal
