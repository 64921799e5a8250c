"""Words for mutants: labels plain and qualified, tokens in other spellings, blanks of templates, remarks both ways."""

from __future__ import annotations

import unicodedata
from itertools import product
from pathlib import Path
from typing import Final

from sakimori.exchange.questionnaires.reading.result import Normal

PLAIN_LABELS: Final = (
    *(
        "回答",
        "ご回答",
        "貴社回答",
        "貴社ご回答",
        "回答欄",
        "回答 ※必須",
        "回答（○・×）",
        "実施状況",
        "対応状況",
        "今回の回答",
        "回 答",
    ),
    *(
        "Answer",
        "Response",
        "Your answer",
        "Your Response",
        "Vendor response",
        "vendor_answer",
        "supplierResponse",
        "ANSWER",
        "Ａｎｓｗｅｒ",
    ),
)
_HOPED_JA: Final = ("期待する", "基準", "目標", "必須", "あるべき", "推奨", "模範", "前回", "想定", "理想の", "標準")
_HOPED_EN: Final = (
    "expected",
    "correct",
    "ideal",
    "target",
    "best",
    "required",
    "default",
    "sample",
    "model",
    "preferred",
)


def wide(text: str) -> str:
    """A text in full width."""
    shown = unicodedata.normalize("NFKC", text)
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in shown)


def _spelled(one: str, other: str) -> tuple[str, ...]:
    """Two words joined in the ways in which people and programs join them."""
    return (
        f"{one} {other}", f"{one}_{other}", f"{one}-{other}", f"{one}{other.title()}", f"{one.title()} {other.title()}",
        f"{one}  {other}", f"{one.upper()}_{other.upper()}", wide(f"{one}{other.title()}"), f"{other.title()} ({one})",
    )  # fmt: skip


HOPED_LABELS: Final = (
    *(f"{word}回答" for word in _HOPED_JA),
    *(f"{word} 回答" for word in _HOPED_JA),
    *(
        f"回答（{word.removesuffix('する').removesuffix('の')}）"
        for word in _HOPED_JA
        if word not in {"必須", "あるべき"}
    ),
    *("適合となる回答", "正答", "初期値", "記入例", "回答例", "回答の例", "模範解答", "推奨値"),
    *(
        label
        for one, other in product(_HOPED_EN, ("answer", "response"))
        for label in _spelled(one, other)
        if "(required)" not in label
    ),
    *("Respuesta esperada", "Réponse attendue", "Erwartete Antwort", "Expected Result", "Best practice answer"),
)
"""Labels that speak of answers that nobody has given here."""
UNKNOWN_LABELS: Final = ("", "列A", "状況メモ", "col3", "製品A", "2026年度", "値", "Value", "XYZ", "ここ")
HOPED_ALONE: Final = ("Expected", "期待値", "模範", "Ideal", "正答", "Target")

UNFILLED: Final = tuple(
    filter(
        None,
        """
[FILL IN]
[FILL IN: your answer]
[Insert answer]
<your answer>
[[ FILL IN ]]
{{answer}}
TODO
TBD
tbd
Todo:
____
＿＿＿＿
__________
……
...
（記入してください）
(記入してください)
要記入
【要記入】
〇〇
○○
◯◯
ここに記入してください
ご記入ください
（記入）
Yes / No / N/A
Yes/No
Y / N
はい・いいえ
はい／いいえ／該当なし
有・無
○・×
□はい □いいえ
☐ Yes ☐ No ☐ N/A
[ ] Yes [ ] No
（はい・いいえ）
はい　いいえ
はい（　）いいえ（　）
選択してください
Click or tap here to enter text.
Please select
記入欄
回答をご記入ください
""".splitlines(),
    )
)
TOKENS: Final = {
    Normal.YES: (
        "はい",
        "有",
        "○",
        "実施済",
        "対応している",
        "Yes",
        "yes",
        "YES",
        "Ｙｅｓ",
        "compliant",
        "✓",
        "はい。",
        " はい ",
        "1. はい",
    ),
    Normal.NO: (
        "いいえ",
        "無",
        "×",
        "未実施",
        "対応していない",
        "No",
        "no",
        "ＮＯ",
        "not implemented",
        "いいえ。",
        "❌",
    ),
    Normal.PARTLY: ("一部", "△", "一部実施", "Partially", "partial", "部分的", "Ｐartial"),
    Normal.NA: ("該当なし", "対象外", "N/A", "n/a", "Ｎ／Ａ", "Not applicable", "非該当"),
}
DOUBTFUL: Final = ("不要", "必要", "なし", "X", "◎", "-", "N")


def remarks() -> tuple[tuple[str, str, str], ...]:
    """Remarks beside a yes: whether they take it back (`-`) or leave it (`+`), the language, and the words."""
    text = Path(__file__).with_name("remarks.txt").read_text(encoding="utf-8")
    lines = (line.split("|", 2) for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple((sign.strip(), language.strip(), words.strip()) for sign, language, words in lines)
