"""A text in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

JAPANESE: Final = "ja"
ENGLISH: Final = "en"
LANGUAGES: Final = (JAPANESE, ENGLISH)


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in Japanese (authoritative) and English."""

    ja: str
    en: str

    def get(self, language: str) -> str:
        """The wording for `ja` or `en`; anything else gives English."""
        return self.ja if language == JAPANESE else self.en

    def format(self, **values: object) -> Text:
        """Fill the placeholders of both wordings; a `Text` value gives each language its own."""
        japanese, english = values, values
        if Text in map(type, values.values()):
            japanese = {key: value.ja if isinstance(value, Text) else value for key, value in values.items()}
            english = {key: value.en if isinstance(value, Text) else value for key, value in values.items()}
        return Text(self.ja.format(**japanese), self.en.format(**english))


def table_of(lines: str) -> dict[str, Text]:
    """A table of wordings: in each line, however indented, a key, the Japanese and the English, with ` | ` between.

    A line that begins with `#` is a comment; a backslash and `n` stand for a line break within a wording.

    Raises:
        ValueError: A line has not three parts, or two lines have one key.
    """
    found: dict[str, Text] = {}
    for line in map(str.lstrip, lines.splitlines()):
        if not line or line.startswith("#"):
            continue
        key, ja, en = (part.replace("\\n", "\n") for part in line.split(" | "))
        if key in found:
            raise ValueError(f"two wordings for {key}")
        found[key] = Text(ja, en)
    return found


NO_TEXT = Text("", "")
"""Stands where there is nothing to say."""
