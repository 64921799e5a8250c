"""The words of the made-up company: its files and story are Japanese, and a table beside them says each in English."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sakimori.domain.values.text import JAPANESE
from sakimori.services.kernel.workspace import PROJECT

DATA = PROJECT / "data"
ENGLISH_FILE = DATA / "demo_english.txt"
_FIRST_JAPANESE, _BETWEEN = "\u2e80", " | "
_SIGNS = frozenset("○△×")


@dataclass(frozen=True, slots=True)
class DemoWords:
    """What the demo says in one language."""

    language: str = JAPANESE

    def __call__(self, japanese: str) -> str:
        """A Japanese wording in the language of the demo; what is not Japanese stays as it is.

        Raises:
            KeyError: The table has no English for it.
        """
        return japanese if self.language == JAPANESE or not is_japanese(japanese) else english()[japanese]

    def japanese(self, said: str) -> str:
        """The Japanese behind a wording: chance goes by it, so that the demos of both languages tell one story."""
        return said if self.language == JAPANESE else next((ja for ja, en in english().items() if en == said), said)

    def file(self, name: str) -> Mapping[str, Any]:
        """A file of the demo, `data/demo_<name>.toml`, in the language."""
        return _file(name, self)

    def cast(self) -> list[dict[str, str]]:
        """The third parties, a row each, in the language; English has no reading in kana."""
        with (DATA / "demo_third_parties.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if self.language == JAPANESE:
            return rows
        return [{name: self(value) for name, value in (row | {"kana": ""}).items()} for row in rows]

    def of(self, value: Any) -> Any:  # noqa: ANN401 - whatever stands in a file
        """A value of a file with every wording in it in the language."""
        match value:
            case str():
                return self(value)
            case dict():
                return {key: self.of(inner) for key, inner in value.items()}
            case list():
                return [self.of(inner) for inner in value]
            case _:
                return value


IN_JAPANESE = DemoWords()


@cache
def _file(name: str, words: DemoWords) -> Mapping[str, Any]:
    told: Mapping[str, Any] = words.of(tomllib.loads((DATA / f"demo_{name}.toml").read_text(encoding="utf-8")))
    return told


@cache
def english() -> Mapping[str, str]:
    """The English of every Japanese wording.

    Raises:
        ValueError: A line has not two parts, or two lines begin alike.
    """
    found: dict[str, str] = {}
    for line in ENGLISH_FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        japanese, said = line.split(_BETWEEN)
        if japanese in found:
            raise ValueError(f"two wordings for {japanese}")
        found[japanese] = said
    return found


def is_japanese(text: str) -> bool:
    """Whether a text holds a Japanese character, or a sign that only a Japanese sheet answers with."""
    return any(char >= _FIRST_JAPANESE or char in _SIGNS for char in text)
