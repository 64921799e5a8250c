"""Words that stand where an id would and say what their row is: an end, an example, a total, a signature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.reading.normal import fold_token

SENTINELS: Final = frozenset(
    map(fold_token, ("以上", "以下余白", "[EOF]", "EOF", "End of Standard", "- 以上 -", "END"))
)
END: Final = re.compile(r"\s*end\s+of\s+(?:the\s+)?\w+\.?\s*$|\s*[-ー―]*\s*以上\s*[-ー―]*\s*$", re.IGNORECASE)
_EXAMPLE: Final = (
    r"(?:(?:記入|記載|回答|入力)(?:例|見本)|例|見本|サンプル|examples?|samples?|e\.?g|ex)\.?\s*[0-9①-⑨]{0,2}"
)
_IS_EXAMPLE: Final = re.compile(_EXAMPLE, re.IGNORECASE)
_LED_AS_EXAMPLE: Final = re.compile(
    rf"\s*(?:[(（【\[〔<＜]\s*{_EXAMPLE}\s*[)）】\]〕>＞]|(?:(?:記入|記載|回答|入力)?例|example|sample)\s*[0-9０-９]?\s*[:：)）])",
    re.IGNORECASE,
)
TOTALS: Final = frozenset(
    map(fold_token, ("合計", "小計", "総計", "計", "total", "subtotal", "grand total", "合計点", "得点", "総得点"))
)
_ANSWER: Final = (
    r"[「“\"']?(?:はい|いいえ|該当なし|一部|○|×|△|有|無|yes|no|n/?a|partial\w*|未?回答|answers?|responses?)[」”\"']?"
)
_IS_TOTAL: Final = re.compile(
    rf"{_ANSWER}\s*(?:の(?:合計|総)?(?:数|件数|個数|割合)|数|件数|count)"
    rf"|(?:number|count|total|percentage) of {_ANSWER}(?: answers)?"
    r"|(?:達成|充足|実施|適合|遵守|準拠|回答)率(?:[(（]?[%％][)）]?)?|(?:合計|平均|総合)(?:点|点数|得点|スコア|件数|数)?|スコア"
    r"|(?:total|overall|average|final)? ?(?:score|points|rating)|average",
    re.IGNORECASE,
)
REMARK: Final = re.compile(
    r"[※＊*]|[(（]?(?:注|注意|注記|備考|note)\s*\d*\s*[)）:：.．]|[(（【\[](?:注|注意|注記|note)\s*\d*[)）】\]]",
    re.IGNORECASE,
)
_ANNOUNCES: Final = re.compile(
    r"(?:次|以下|下記|ここから)の?(?:設問|質問|項目|問い|各問)?(?:から)?は.*(?:ます|です|ください)[。.]?$"
    r"|.*\bthe following\b(?: (?:questions?|items?|sections?))?[^?]*\.$"
    r"|(?:次|以下)の(?:設問|質問|各問)に[^。]*(?:ください|下さい)[。.]?$",
    re.IGNORECASE,
)
EXAMPLE: Final = Text("記入例です。", "It is an example.")
TOTAL: Final = Text("集計の行です。", "It is a total.")
SIGNATURE: Final = Text("記入者の欄です。", "It says who filled it in.")
SIGNED: Final = frozenset(
    map(
        fold_token,
        (
            *(
                "会社名",
                "貴社名",
                "部署",
                "部署名",
                "役職",
                "氏名",
                "お名前",
                "記入者",
                "回答者",
                "担当者",
                "ご担当者",
                "責任者",
            ),
            *("住所", "電話", "電話番号", "メール", "メールアドレス", "記入日", "回答日", "日付", "署名", "印"),
            *("company", "company name", "name", "title", "date", "signature", "signed", "phone", "email", "e-mail"),
        ),
    )
)
"""What stands in the column of ids where somebody signs."""


def bare_label(text: str) -> str:
    """A text for comparison with labels and words: folded, without the brackets and dashes around it."""
    return fold_token(text).strip(" 　()（）[]【】<>＜＞-–—.。:：")


def _names_example(text: str) -> bool:
    """Whether a text is nothing but the word for an example, such as 例1 and （記入例）."""
    return bool(_IS_EXAMPLE.fullmatch(bare_label(text)))


def _begins_as_example(text: str) -> bool:
    """Whether a question says of itself that it is an example, as in （記入例）規程がありますか."""
    return bool(_LED_AS_EXAMPLE.match(text))


def _names_total(text: str) -> bool:
    """Whether a text is nothing but the name of a count or a score, such as 合計 and 「はい」の数."""
    bare = bare_label(text)
    return bare in TOTALS or bool(_IS_TOTAL.fullmatch(bare)) or bool(_IS_TOTAL.fullmatch(fold_token(text)))


def why_aside(labels: Iterable[str], text: str) -> Text | None:
    """Why a row that is led by these labels is no question: it shows how to fill in the others, or counts them."""
    led = tuple(labels)
    if any(map(_names_example, led)) or _begins_as_example(text):
        return EXAMPLE
    return TOTAL if any(map(_names_total, led)) else None


def announces(text: str) -> bool:
    """Whether a text says how what follows is to be answered, and asks nothing itself."""
    return bool(_ANNOUNCES.match(text.strip()))


def says_itself(own: Mapping[int, str], why: Text | None, *, is_answered: bool) -> bool:
    """Whether a row that is no question says what it is: a total, who filled it in, or a remark."""
    first = bare_label(next(iter(own.values()), ""))
    if why == SIGNATURE or first in SIGNED | TOTALS or (why == TOTAL and not is_answered):
        return True
    first = next(iter(own.values()), "")
    return not is_answered and bool(REMARK.match(first))
