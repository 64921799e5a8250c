"""Words that stand where an id would and say what their row is: an end, an example, a total, a signature."""

from __future__ import annotations

import re
from typing import Final

from sakimori.exchange.questionnaires.reading.normal import fold_token

SENTINELS: Final = frozenset(
    map(fold_token, ("以上", "以下余白", "[EOF]", "EOF", "End of Standard", "- 以上 -", "END"))
)
END: Final = re.compile(r"\s*end\s+of\s+(?:the\s+)?\w+\.?\s*$|\s*[-ー―]*\s*以上\s*[-ー―]*\s*$", re.IGNORECASE)
EXAMPLES: Final = frozenset(
    map(fold_token, ("例", "記入例", "記載例", "回答例", "サンプル", "見本", "example", "sample"))
)
TOTALS: Final = frozenset(map(fold_token, ("合計", "小計", "総計", "計", "total", "subtotal", "合計点", "得点")))
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
