"""Few words alone in a row: a title of what follows, or a question asked in short."""

from __future__ import annotations

import re
from typing import Final

LONGEST_TITLE: Final = 40
_TELLS: Final = re.compile(
    r"[ぁ-ん][。.]?\s*$|\b(?:is|are|be|been|has|have|had|must|shall|should|will|can|may|do|does)\b", re.IGNORECASE
)
"""A sentence, be it short; a title names something."""
_ASKED_IN_SHORT: Final = re.compile(
    r"(?:有無|頻度|期間|期限|回数|方法|手段|名称|件数|人数|日数|年数|年月日|時間帯?|場所|所在地|国名|氏名|担当者名?|責任者名?|"
    r"連絡先|電話番号|アドレス|バージョン|種類|種別|理由|割合|金額|長さ|桁数|世代数|名|数)\s*[:：]?\s*$|"
    r"\b(?:names?|dates?|numbers?|frequency|locations?|address(?:es)?|urls?|versions?|owners?|contacts?|methods?|types?|"
    r"periods?|duration|length|intervals?|countr(?:y|ies)|reasons?)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_JAPANESE: Final = re.compile(r"[ぁ-んァ-ヶ一-龠]")
_SMALL: Final = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
)


def asks_in_short(text: str) -> bool:
    """Whether few words ask for something, such as a number or a name."""
    return len(text) <= LONGEST_TITLE and bool(_ASKED_IN_SHORT.search(text))


def is_title(text: str) -> bool:
    """Whether a few words name what follows; in English each of weight begins with a capital."""
    if len(text) > LONGEST_TITLE or _TELLS.search(text) or asks_in_short(text):
        return False
    words = [word for word in _WORDS.findall(text) if word.casefold() not in _SMALL]
    return bool(_JAPANESE.search(text)) or all(word[0].isupper() for word in words)
