"""Items of data that name a person (法2条1項), by the words that people write for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_NAMING: Final = re.compile(
    "氏名|姓名|名前|代表者|担当者|電話|携帯|メール|生年月日|個人番号|マイナンバー|(?:顧客|会員|社員|従業員|利用者|患者|学籍)番号|"
    r"e-?mail|phone|birth|contact|representative|surname|"
    r"(?:full|first|last|family|given|customer|member|person)[ _-]?name|"
    r"(?:customer|member|employee|user|patient)[ _-]?(?:no|number|id)\b|\bname\Z"
)
_COUNTED: Final = re.compile(r"(?:数|率|割合|合計|平均|比|counts?|totals?|rates?|averages?)\Z")
"""The end of an item that counts persons and names none."""
_NAMES_OF_THINGS: Final = re.compile(
    r"(?:product|company|store|shop|item|file|event|campaign|course|department)[ _-]?name\Z"
)


def naming_items(items: Iterable[str]) -> tuple[str, ...]:
    """The items that name a person, in their order."""
    return tuple(item for item in items if _names(unicodedata.normalize("NFKC", item).casefold().strip()))


def _names(item: str) -> bool:
    return bool(_NAMING.search(item)) and not _COUNTED.search(item) and not _NAMES_OF_THINGS.search(item)
