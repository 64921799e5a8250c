"""Blanks of a template that nobody has filled in: `[FILL IN …]`, TBD, `____`, （記入してください） and their like."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LONGEST: Final = 200
_TO_FILL: Final = (
    r"(?:please )?(?:fill(?: ?in| ?out)?|insert|enter|add|type|provide|describe|specify|complete|write|choose|"
    r"select|pick)\b"
    r"|your (?:answer|response|text|comment)|(?:answer|response|text|comment|description|details?)(?: (?:here|"
    r"goes here))?$"
    r"|to ?do\b|tb[dcac]\b|to be (?:determined|completed|filled|provided|answered|decided)|placeholder|n/?y/?a$"
)
_ASKED: Final = (
    r"(?:こちら|ここ|この欄|本欄|欄内|具体的|詳細|内容|回答|理由)?(?:に|へ|を|は)?(?:ご|必ず|具体的に|自由に)*"
    r"(?:記入|入力|回答|記載|選択|追記|記述)(?:して|を)?(?:ください|下さい|のこと|願います|お願い(?:し|いた|"
    r"致)?(?:ま|し)?す?|する|欄)"
)
_WHOLE: Final = re.compile(
    r"(?:to ?do|t\.?b\.?[dc]\.?|fill ?in|to be (?:determined|completed|filled(?: in)?|provided|answered|decided))[:.!]?"
    r"|click (?:or tap )?(?:here )?(?:or tap )?to (?:enter|add) (?:text|a date|an answer)\.?|(?:enter|"
    r"type) (?:your )?(?:text|answer|response) here\.?"
    r"|lorem ipsum.*"
    rf"|[(<\[{{«]+\s*(?:{_TO_FILL})[^\[\]{{}}<>]*[)>\]}}»]+\.?"
    r"|\[\[.*\]\]|\{\{.*\}\}|<<.*>>"
    r"|[_\s]*_{2,}[_\s]*|[.\s]*\.{3,}[.\s]*|…+|‥+|[()\[\]「」【】<>{}]{2,}"
    r"|([○△×●■□◇◆☆★*])\1+|[xX]{3,}|\?{2,}"
    rf"|[※*]?[(（【\[<＜「]*(?:{_ASKED}|要(?:記入|入力|回答|記載)|(?:記入|入力|回答|記載)(?:要|待ち|欄)|(?:後日|"
    rf"別途|追って)(?:記入|回答|記載))[)）】\]>＞」]*[。.]?"
    r"|[(（【\[<＜「](?:記入|入力|回答|記載)[)）】\]>＞」]|有無|可否|要否|適否|合否|是非|諾否",
    re.IGNORECASE | re.DOTALL,
)
_WITHIN: Final = re.compile(
    r"\[\[[^\[\]]{0,200}\]\]|\{\{[^{}]{0,200}\}\}|\bTBD\b|\bTODO\b|ここに(?:入力|記入)|"
    rf"[\[<{{](?:{_TO_FILL})[^\[\]{{}}<>]{{0,200}}[\]>}}]|_{{3,}}|[○〇◯]{{2,}}|要記入|[(（【\[]{_ASKED}[)）】\]]",
    re.IGNORECASE,
)
_ALIKE: Final = str.maketrans(dict.fromkeys("〇◯⭕", "○") | dict.fromkeys("✕╳✖❌✗", "×") | {"▲": "△"})


def is_unfilled(text: str) -> bool:
    """Whether a text is nothing but the blank of a template."""
    shown = unicodedata.normalize("NFKC", text.translate(_ALIKE)).strip()
    return len(shown) <= _LONGEST and bool(_WHOLE.fullmatch(shown))


def has_placeholder(text: str) -> bool:
    """Whether a blank of a template is left in a text."""
    return bool(_WITHIN.search(text))
