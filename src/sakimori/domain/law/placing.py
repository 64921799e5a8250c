"""Citations and statements of law in the place of their names within a wording."""

from __future__ import annotations

import re
from typing import Final

from sakimori.domain.law.reading import law

NAMED: Final = re.compile(r"\{(law|art|says):([a-z0-9_-]+)\}")
"""`{law:…}` with the id of a place is printed as its citation, `{says:…}` with that of an entry as its statement.

`{art:…}` is the place alone, where a text speaks of its law already.
"""


def placed(words: str, language: str) -> str:
    """A wording with every named entry in its place.

    Raises:
        KeyError: A name is that of no entry.
    """
    return NAMED.sub(lambda found: _words(found[1], found[2], language), words) if ":" in words else words


def _words(kind: str, name: str, language: str) -> str:
    if kind == "says":
        return law().entries[name].says.get(language)
    if kind == "art":
        return law().entries[name].short.get(language)
    return law().places[name].printed.get(language)
