"""The words of Microsoft's pages of publisher attestation, in the languages in which they are published."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Final

INFORMATION: Final = frozenset({
    "information", "info", "情報", "tabinformation", "informazioni", "informationen", "informations", "información",
    "informação", "informações", "信息", "資訊", "정보",
})  # fmt: skip
RESPONSE: Final = frozenset({
    "response", "応答", "回答", "返答", "返信", "レスポンス", "risposta", "antwort",
    "réponse", "respuesta", "resposta", "响应", "答复", "回應", "응답",
})  # fmt: skip
RESULT: Final = re.compile(r"認定結果|認定の結果|certification result", re.IGNORECASE)

_TAG: Final = re.compile(r"<(/?)(span|a|br|p|b|i|em|strong|code|sup|sub|img|div)\b([^<>]*)>", re.IGNORECASE)
ABOUT: Final[Mapping[str, re.Pattern[str]]] = {
    about: re.compile(form, re.IGNORECASE)
    for about, form in (
        ("headquarters", r"本社の(?:場所|所在地)|company headquarters"),
        ("hosting", r"ホスティング クラウド プロバイダー|hosting cloud providers?"),
        ("storage_country", r"地理的に.*(?:保存|格納)|geographic.*stor(?:ed|age)|where .*data .*\bstored\b"),
        ("data_kinds", r"(?:処理|格納|保存)され(?:る|ている)データは何|what .*data .*(?:processed|stored)"),
        ("retention", r"(?:終了|解約)後.*(?:保持|保存)|how long is data retained|retained after account termination"),
        ("third_party_transfer", r"サード ?パーティ.*(?:転送|譲渡)|transfer .*(?:to )?third part|sub-?processors"),
        ("sharing_contract", r"(?:データ共有契約|共有.*契約|契約.*共有)|data sharing agreements?"),
    )
}  # fmt: skip
"""What a row tells about how data flow, besides being an answer."""


def about(question: str) -> str:
    """What a row tells about how data flow; empty for any other row."""
    return next((name for name, form in ABOUT.items() if form.search(question)), "")


def both_languages(text: str) -> tuple[str, str]:
    """A text that shows two languages one after the other: what is read first, and what is looked up.

    The other language stands in spans of the class `sxs-lookup`. Entities become their characters, `<br>` a line, and
    other tags nothing.
    """
    sides: tuple[list[str], list[str]] = ([], [])
    spans: list[bool] = []
    at = 0
    for tag in _TAG.finditer(text):
        sides[any(spans)].append(text[at : tag.start()])
        at = tag.end()
        is_end, name = bool(tag.group(1)), tag.group(2).casefold()
        if name == "br":
            sides[any(spans)].append("\n")
        elif name == "span" and is_end:
            del spans[-1:]
        elif name == "span":
            spans.append("sxs-lookup" in tag.group(3))
    sides[any(spans)].append(text[at:])
    return _tidy(sides[0]), _tidy(sides[1])


def _tidy(parts: list[str]) -> str:
    whole = html.unescape("".join(parts).replace("**", "").replace("\\|", "|"))
    return "\n".join(" ".join(line.split()) for line in whole.splitlines()).strip()
