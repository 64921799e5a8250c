"""Microsoft 365 publisher attestation: pages of two-column tables, in Japanese, English, or both at once."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.answer_labels import is_plain_answer
from sakimori.exchange.questionnaires.reading.blocks import Block, BlockKind, read_blocks
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings, Normalised, fold_token, normalise
from sakimori.exchange.questionnaires.reading.page import is_page
from sakimori.exchange.questionnaires.reading.result import Address, Normal, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.reference import parse_country

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


_PIVOT: Final = re.compile(r":::\s*zone\s+pivot\s*=\s*[\"']?([\w-]+)")
_ATTESTED: Final = re.compile(r"^(?:ms\.service:\s*attestation|certification_type:)", re.MULTILINE)
_TITLE: Final = re.compile(r"^title:\s*(\S.*)$", re.MULTILINE)
_PLACES: Final = frozenset({"headquarters", "storage_country"})
_TRANSLATED: Final = re.compile(r"\s*オブ\s*アメリカ$")
_NOT_SURE: Final = frozenset({Normal.AMBIGUOUS, Normal.TEXT})
_WHY: Final = Text(
    "Microsoft 365 の発行元構成証明のページ（情報と応答の表）。",
    "A page of Microsoft 365 publisher attestation (tables of information and response).",
)
_RESULT: Final = Text(
    "Microsoftによる認定の結果で、発行元の回答ではありません。",
    "A result found by Microsoft, no answer of the publisher.",
)
_PERMISSION: Final = Text("アプリが読むデータの一覧です。", "One of the data that the app reads.")


def recognise(document: Document) -> Recognised | None:
    """A page with zones or with the marks of the service, and a table of information and response."""
    if not is_page(document):
        return None
    is_marked = bool(_PIVOT.search(document.text)) + bool(_ATTESTED.search(document.text[:4000]))
    if not is_marked:
        return None
    rows = [block for block in read_blocks(document.text) if block.kind is BlockKind.TABLE_ROW]
    if not any(_is_head(block) for block in rows):
        return None
    return Recognised(0.99 if is_marked == 2 else 0.95, _WHY)


def read(document: Document, meanings: Meanings) -> Body:
    """Every row of information with its response, by zone and heading."""
    reader = _Reader(meanings)
    for block in read_blocks(document.text):
        reader.take(block)
    return Body(tuple(reader.questions), tuple(reader.rows), title=reader.title)


PROFILE: Final = Profile(
    "ms365-attestation",
    Text("Microsoft 365 発行元構成証明", "Microsoft 365 publisher attestation"),
    recognise,
    read,
)


def _is_head(block: Block) -> bool:
    """Whether a row is the head of a table of information and response."""
    if block.is_quoted or len(block.cells) != 2:
        return False
    sides = [set(map(str.casefold, both_languages(cell))) for cell in block.cells]
    return bool(sides[0] & INFORMATION) or bool(sides[1] & RESPONSE)


def _doubt(head: Block) -> str:
    """What stands over the responses where it does not say plainly that they are such."""
    sides = both_languages(head.cells[-1])
    is_known = bool(set(map(str.casefold, sides)) & RESPONSE) or any(map(is_plain_answer, sides))
    return "" if is_known else sides[0]


@dataclass(slots=True)
class _Reader:
    """Walks the blocks of a page once."""

    meanings: Meanings
    title: str = ""
    questions: list[ReadQuestion] = field(default_factory=list)
    rows: list[SeenRow] = field(default_factory=list)
    _zone: str = ""
    _heading: str = ""
    _table: int = 0
    _head: tuple[str, ...] = ()
    _is_asked: bool = False
    _doubt: str = ""
    _more: dict[str, str] = field(default_factory=dict)

    def take(self, block: Block) -> None:
        """Read one block."""
        if block.kind is BlockKind.TABLE_ROW:
            self._take_row(block)
            return
        if block.kind is BlockKind.DIRECTIVE:
            self._take_zone(block)
        elif block.kind is BlockKind.HEADING:
            self._heading = both_languages(block.text)[0]
            self.title = self.title or (self._heading if block.level == 1 else "")
            self._seen(block, RowClass.SECTION)
        elif block.kind is BlockKind.TABLE_RULE:
            self._seen(block, RowClass.HEADER)
        else:
            if block.kind is BlockKind.FRONT_MATTER and (title := _TITLE.search(block.text)):
                self.title = both_languages(title.group(1).strip().strip("\"'"))[0]
            self._seen(block, RowClass.NOTE)

    def _take_zone(self, block: Block) -> None:
        zone = _PIVOT.match(block.text)
        self._zone, self._heading = (zone.group(1) if zone else ""), ""
        self._seen(block, RowClass.SECTION if zone else RowClass.NOTE)

    def _take_row(self, block: Block) -> None:
        if block.table != self._table:
            self._table = block.table
            self._head = tuple(both_languages(cell)[0] for cell in block.cells)
            is_result = any(RESULT.search(cell) for cell in block.cells)
            # A head in words that are not known yet is one of questions, if it stands in a zone and is of two columns.
            self._is_asked = _is_head(block) or (
                bool(self._zone) and not block.is_quoted and len(block.cells) == 2 and not is_result
            )
            self._doubt = _doubt(block)
            self._seen(block, RowClass.HEADER)
        elif self._is_asked:
            self._ask(block)
        elif not any(cell.strip() for cell in block.cells):
            self._seen(block, RowClass.BLANK)
        elif block.is_quoted:
            self._keep_permission(block)
        else:
            is_result = any(RESULT.search(cell) for cell in self._head)
            self._seen(block, RowClass.NOTE, _RESULT if is_result else None)

    def _ask(self, block: Block) -> None:
        text, text_en = both_languages(block.cells[0])
        raw, raw_en = both_languages(" | ".join(block.cells[1:]))
        if not text:
            self._seen(block, RowClass.CONTINUATION if raw else RowClass.BLANK)
            return
        if text.casefold() in INFORMATION and raw.casefold() in RESPONSE:
            self._seen(block, RowClass.HEADER)
            return
        said = self._said(raw, raw_en)
        at = Address("", block.line)
        self._more = {
            name: value
            for name, value in (
                ("pivot", self._zone),
                ("question_en", text_en),
                ("answer_en", raw_en),
                ("about", about(text) or about(text_en)),
                ("country", _country(raw_en or raw) if about(text) in _PLACES or about(text_en) in _PLACES else ""),
            )
            if value
        }
        self.questions.append(
            ReadQuestion(
                id="",
                text=text,
                raw=raw,
                normal=said.normal,
                address=at,
                sections=tuple(filter(None, (self._zone, self._heading))),
                comment=said.comment,
                token=said.token,
                flags=said.flags,
                question_at=at,
                answer_label=self._doubt,
                more=self._more,
            )
        )
        self._seen(block, RowClass.QUESTION)

    def _said(self, raw: str, raw_en: str) -> Normalised:
        """What an answer means; where the page shows the English that was translated, that tells what 必要 was."""
        said = normalise(raw, self.meanings)
        is_told = fold_token(raw) in {fold_token(word) for word in self.meanings.said}
        if not raw_en or is_told or said.normal not in _NOT_SURE:
            return said
        original = normalise(raw_en, self.meanings)
        return said if original.normal in _NOT_SURE else original

    def _keep_permission(self, block: Block) -> None:
        cells = [both_languages(cell)[0] for cell in block.cells]
        if not self.questions:
            self._seen(block, RowClass.NOTE, _PERMISSION)
            return
        name = f"permission:{' / '.join(filter(None, cells[:2]))}"
        self._more[name] = "\n".join(filter(None, (self._more.get(name, ""), " | ".join(filter(None, cells[2:])))))
        self._seen(block, RowClass.SUB_ROW, _PERMISSION)

    def _seen(self, block: Block, row_class: RowClass, why: Text | None = None) -> None:
        self.rows.append(SeenRow(Address("", block.line), row_class, why))


def _country(answer: str) -> str:
    """The code of the one country that an answer names, also as a machine translated it; a list is left to a person."""
    return parse_country(_TRANSLATED.sub("", answer.strip())).value or ""
