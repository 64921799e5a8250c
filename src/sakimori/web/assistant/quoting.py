"""Words of records as an assistant gets them: quoted, in one line, without signs that nobody sees."""

from __future__ import annotations

import unicodedata
from typing import Final

from sakimori.exchange.lists.number_search import masked

LONGEST: Final = 240
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS: Final = str.maketrans({"「": "『", "」": "』", "“": "‘", "”": "’", '"': "'", "`": "'"})


def quoted(text: str, language: str) -> str:
    """What somebody once wrote, as a quotation that it cannot end by itself.

    Vendors and files write into our records. Whatever is sent on stands between marks that do not occur inside, in one
    line, of a length that leaves no room for a second message, and without signs that hide or turn around what follows.
    """
    seen = "".join(" " if unicodedata.category(one) in _UNSEEN else one for one in text)
    line = masked(" ".join(seen.split()).translate(_MARKS))
    line = line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
    return f"「{line}」" if language == "ja" else f"“{line}”"
