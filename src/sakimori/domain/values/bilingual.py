"""A text in both languages, as every wording has it."""

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
