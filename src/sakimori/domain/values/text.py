"""A text in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in Japanese (authoritative) and English."""

    ja: str
    en: str

    def get(self, language: str) -> str:
        """The wording for `ja` or `en`; anything else gives English."""
        return self.ja if language == "ja" else self.en

    def format(self, **values: object) -> Text:
        """Fill the placeholders of both wordings; a `Text` value gives each language its own."""

        def fill(template: str, language: str) -> str:
            own = {key: value.get(language) if isinstance(value, Text) else value for key, value in values.items()}
            return template.format(**own)

        return Text(fill(self.ja, "ja"), fill(self.en, "en"))


NO_TEXT = Text("", "")
"""Stands where there is nothing to say."""
