"""What people set around an answer without changing it: marks of footnotes, bullets, arrows, labels, quotes."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 60
_TAIL: Final = 12
_FOOTNOTE: Final = re.compile(
    r"\s*(?:[(（\[［【]\s*(?:[※＊*†‡]|注)\s*[0-9０-９]{0,2}\s*[)）\]］】]|[\[［][0-9０-９]{1,2}[\]］]"
    r"|(?:[※＊*†‡]|注)\s*[0-9０-９]{0,2}|[¹²³⁰⁴-⁹]{1,2})\s*$"
)
_LEAD: Final = re.compile(
    r"\s*(?:(?:ご?回答|応答|答え?|answer|ans|response)\s*[:：]|[・･•‣▪→⇒＞>]|=>|->|[-–—*](?=\s))\s*", re.IGNORECASE
)
_AROUND: Final = {
    "「": "」",
    "『": "』",
    '"': '"',
    "“": "”",
    "”": "”",
    "'": "'",
    "*": "*",
    "【": "】",
    "[": "]",
    "［": "］",
}
_ROUND: Final = {"(": ")", "（": "）"}
_OPENING: Final = frozenset((*_AROUND, *_ROUND))


def without_footnote(text: str) -> tuple[str, str]:
    """An answer without the mark of a footnote behind it, and the mark; blank where there is none."""
    start = max(0, len(text) - _TAIL)
    found = _FOOTNOTE.search(text[start:])
    bare = text[: start + found.start()] if found else ""
    return (bare, found.group().strip()) if found and bare.strip() else (text, "")


def without_lead(text: str) -> str:
    """An answer without the sign, the label or the quotes around it; blank where it has none."""
    shown = text.strip()
    if len(shown) > 1 and (_AROUND | _ROUND).get(shown[0]) == shown[-1]:
        inner = shown[1:-1].strip()
        # Of a long text one pair of quotes is looked through, one bullet below, and no run of them.
        return inner if len(shown) <= _LONGEST or inner[:1] not in _OPENING else ""
    found = _LEAD.match(shown)
    rest = shown[found.end() :].strip() if found else ""
    return rest if len(shown) <= _LONGEST or not _LEAD.match(rest) else ""


def is_in_brackets(text: str) -> bool:
    """Whether a whole answer stands in round brackets."""
    shown = text.strip()
    return len(shown) > 1 and _ROUND.get(shown[0]) == shown[-1]
