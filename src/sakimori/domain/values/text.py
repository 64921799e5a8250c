"""A text in both languages, and tables of wordings, in which statements of law are named and not spelled."""

from __future__ import annotations

from sakimori.domain.law.placing import placed
from sakimori.domain.values.bilingual import ENGLISH, JAPANESE, LANGUAGES, Text

__all__ = ["ENGLISH", "JAPANESE", "LANGUAGES", "NO_TEXT", "Text", "cited", "table_of"]


def cited(ja: str, en: str) -> Text:
    """A wording in whose placeholders `{law:…}` and `{says:…}`, with ids, stand citations and statements of law."""
    return Text(placed(ja, JAPANESE), placed(en, ENGLISH))


def table_of(lines: str) -> dict[str, Text]:
    """A table of wordings: in each line, however indented, a key, the Japanese and the English, with ` | ` between.

    A line that begins with `#` is a comment; a backslash and `n` stand for a line break within a wording. Statements of
    law are named as in `cited`.

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
        found[key] = cited(ja, en)
    return found


NO_TEXT = Text("", "")
"""Stands where there is nothing to say."""
