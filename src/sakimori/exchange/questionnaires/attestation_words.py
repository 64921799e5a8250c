"""The words of Microsoft's pages of publisher attestation, in the languages in which they are published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Final

INFORMATION: Final = frozenset({"information", "情報", "tabinformation", "info", "tab 情報"})
RESPONSE: Final = frozenset({"response", "応答", "回答", "返答", "返信", "反応", "レスポンス"})
RESULT: Final = re.compile(r"認定結果|認定の結果|certification result", re.IGNORECASE)

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

    Entities become their characters, `<br>` a line, and other tags nothing.
    """
    parser = _Spans()
    parser.feed(text)
    parser.close()
    return _tidy(parser.shown), _tidy(parser.looked_up)


def _tidy(parts: list[str]) -> str:
    return "\n".join(
        " ".join(line.split()) for line in "".join(parts).replace("**", "").replace("\\|", "|").splitlines()
    ).strip()


class _Spans(HTMLParser):
    """Keeps apart what stands in a span of the class `sxs-lookup`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.looked_up: list[str] = []
        self._spans: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where the other language begins."""
        if tag == "span":
            self._spans.append("sxs-lookup" in (dict(attrs).get("class") or ""))
        elif tag == "br":
            self._side.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Note where it ends."""
        if tag == "span" and self._spans:
            self._spans.pop()

    def handle_data(self, data: str) -> None:
        """Keep the text of its side."""
        self._side.append(data)

    @property
    def _side(self) -> list[str]:
        return self.looked_up if any(self._spans) else self.shown
