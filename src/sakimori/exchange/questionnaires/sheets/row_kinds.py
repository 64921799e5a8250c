"""What each row of a sheet of questions is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import LABEL_SEPARATOR, GridRow
from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.reading.ids import fold_id
from sakimori.exchange.questionnaires.reading.normal import fold_token
from sakimori.exchange.questionnaires.reading.result import RowClass
from sakimori.exchange.questionnaires.sheets.apart import (
    headings_with_ids,
    legend_rows,
    lines_below,
    rows_no_list_reaches,
)
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole, is_id_shaped
from sakimori.exchange.questionnaires.sheets.layout import Layout
from sakimori.exchange.questionnaires.sheets.legends import is_legend
from sakimori.exchange.questionnaires.sheets.row_words import (
    END,
    REMARK,
    SENTINELS,
    SIGNATURE,
    SIGNED,
    announces,
    bare_label,
    why_aside,
)
from sakimori.exchange.questionnaires.sheets.split_ids import whole_ids
from sakimori.exchange.questionnaires.sheets.titles import LONGEST_TITLE, asks_in_short, is_title

Kind = tuple[RowClass, Text | None]

_STAR: Final = re.compile(r"[※＊*]")
_ASKS_PLAINLY: Final = re.compile(r"(?:[?？]|か[。.]?)\s*$")
_HEADING: Final = re.compile(r"[■◆●▼◇□▶【〔]|第\s*[0-9０-９一二三四五六七八九十]+|[0-9０-９IVXⅠ-Ⅹ]+[.．、]\s*\D")
_SIGNED_HEADING: Final = re.compile(r"[■◆●▼◇□▶【〔]")
"""Where some headings bear a sign, few words without one ask."""
_ITEM: Final = re.compile(
    r"\s*(?:[(（]?(?:[0-9０-９]{1,2}|[a-zA-Zア-ン]|[ivx]{1,4})[)）.．]|[①-⑳ⅰ-ⅹ・･•]|[-‐–]\s)", re.IGNORECASE
)
_ASKS: Final = re.compile(r"(?:か|か。|[?？]|ください|下さい|こと|であるか)[。.]?\s*$")
_REQUESTS: Final = re.compile(
    r"(?:please|describe|list|provide|explain|specify|state|indicate|give|attach|detail|how|what|which|who|where|why)\b",
    re.IGNORECASE,
)
"""Words with which an English text asks although it ends in no mark."""
_BEGINS_ASKING: Final = re.compile(
    r"\s*(?:Are|Is|Do|Does|Did|Have|Has|Can|Could|Will|Would|Was|Were|Should) [A-Za-z'’]+ [A-Za-z]"
)
"""An English question begins so, and no text goes on with a capital."""
_GOES_WITH: Final = re.compile(r"\s*(?:また|なお|ただし|および|及び|もしくは|または|並びに|and\b|or\b)", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"\s*[(（]?(?:Q\s*)?[0-9０-９]+(?:[-.．‐][0-9０-９]+)*[)）.．:：、\s]", re.IGNORECASE)
_USUAL: Final = 0.5
_FEWEST_LABELS: Final = 3
_ENDS: Final = re.compile(r"(?:[。.?？!！)）]|か|こと|ください|下さい)\s*$")
_ASKED: Final = frozenset({RowClass.QUESTION, RowClass.CONTINUATION, RowClass.SUB_ROW})
_QUESTION: Final[Kind] = (RowClass.QUESTION, None)

_ABOVE: Final = Text("見出しの行より上です。", "It stands above the header row.")
_NO_QUESTION: Final = Text("質問がありません。", "It holds no question.")
_ONLY_ID: Final = Text("番号のほかは空です。", "It holds a number and nothing else.")
_HEADING_ID: Final = Text("番号が見出しのものです。", "Its number is that of a heading.")
_REMARKED: Final = Text("注記です。", "It is a remark.")
_REPEATS: Final = Text("上の行と結合されています。", "It is merged with the row above.")
_GOES_ON: Final = Text("上の質問の続きとして読みました。", "It was read as going on with the question above.")
_APART: Final = Text(
    "選択肢のある表から離れた行で、質問の形をしていません。",
    "It stands apart from the table whose answers are chosen from lists, and does not ask.",
)
_STRAY: Final = Text("見出しの行に回答があります。", "A heading has an answer beside it.")
_SPLIT: Final = Text("同じ質問への別の回答です。", "It is another answer to the same question.")


@dataclass(frozen=True, slots=True)
class QuestionRowReader:
    """Tells what the rows of one sheet are; `parents` are ids under which other ids stand."""

    sheet: Sheet
    layout: Layout
    id_pattern: re.Pattern[str] | None = None
    sentinels: Collection[str] = ()
    parents: frozenset[str] = frozenset()
    _words: frozenset[str] = field(init=False)
    _places: frozenset[int] = field(init=False)
    _headings: frozenset[int] = field(init=False)
    _numbered_headings: frozenset[int] = field(init=False)
    _legends: frozenset[int] = field(init=False)
    _apart: frozenset[int] = field(init=False)
    _are_numbered: bool = field(init=False)
    _whole_ids: Mapping[int, str] = field(init=False)

    def __post_init__(self) -> None:
        """Fold the sentinels, and look once at how most texts are written."""
        object.__setattr__(self, "_words", SENTINELS | {fold_token(word) for word in self.sentinels})
        places = frozenset((*self.layout.columns(ColumnRole.ANSWER), *self.layout.marks))
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_whole_ids", dict(self._ids_in_two_columns()))
        texts = list(self._texts())
        numbered = sum(bool(_NUMBERED.match(text)) for _, text in texts)
        object.__setattr__(self, "_are_numbered", numbered > len(texts) * _USUAL)
        object.__setattr__(self, "_headings", frozenset((*self._lone(texts), *self._above())))
        lines = lines_below(self.sheet, self.layout, places)
        object.__setattr__(self, "_numbered_headings", headings_with_ids(lines, _asks))
        object.__setattr__(self, "_legends", legend_rows(lines, _asks))
        object.__setattr__(self, "_apart", rows_no_list_reaches(lines, _asks))

    @property
    def legends(self) -> frozenset[int]:
        """The rows of legends below the table."""
        return self._legends

    def _texts(self) -> Iterator[tuple[GridRow, str]]:
        """The texts in the column of questions, where no column numbers them or heads them."""
        question = self.layout.column(ColumnRole.QUESTION)
        if question is None or self.layout.columns(ColumnRole.ID) or self.layout.columns(ColumnRole.SECTION):
            return
        for row in self.sheet.grid.rows:
            if row.number > self.layout.header.row and (text := row.own.get(question, "")):
                yield row, text

    def _lone(self, texts: Sequence[tuple[GridRow, str]]) -> Iterator[int]:
        """Titles, each alone among others that ask or are numbered: they head what follows."""
        usual = [bool(_asks(text) or (self._are_numbered and _NUMBERED.match(text))) for _, text in texts]
        if sum(usual) <= len(usual) * _USUAL:
            return
        signed = any(len(row.own) == 1 and _SIGNED_HEADING.match(text) for row, text in texts)
        plain = [
            not is_usual and len(row.own) == 1 and is_title(text) and (not signed or bool(_HEADING.match(text)))
            for is_usual, (row, text) in zip(usual, texts, strict=True)
        ]
        for place, (row, _) in enumerate(texts[:-1]):
            # Several side by side are what a form asks in few words, such as a name and an address.
            if plain[place] and usual[place + 1] and not (place and plain[place - 1]):
                yield row.number

    def _above(self) -> Iterator[int]:
        """The heading right above the header, where each part of a sheet repeats both."""
        header, rows = self.layout.header, self.sheet.grid.rows
        first = header.row - header.depth
        above = next((row for row in reversed(rows) if row.number <= first and not row.is_blank), None)
        if above is None or len(set(above.own.values())) != 1 or not _HEADING.match(next(iter(above.own.values()))):
            return
        if any(row.number > header.row and self._repeats_header(row.own) for row in rows):
            yield above.number

    def _ids_in_two_columns(self) -> Iterator[tuple[int, str]]:
        key, before = self.layout.column(ColumnRole.ID), self.layout.before_id
        if key is not None and before is not None:
            rows = [row for row in self.sheet.grid.rows if row.number > self.layout.header.row]
            yield from whole_ids(rows, before, key)

    def id_of(self, row: GridRow) -> str:
        """The id of a row as a person sees it in Excel, whatever is stored."""
        column = self.layout.column(ColumnRole.ID)
        if column is None:
            return ""
        if row.number in self._whole_ids:
            return self._whole_ids[row.number]
        return self.sheet.facts.changed.get((row.number, column), row.cell(column)).strip()

    def kind(self, row: GridRow, last: RowClass | None, before: str = "", *, is_parted: bool = False) -> Kind:
        """What a row is, after a row of the class `last` that is not blank and a question with the text `before`.

        `is_parted` says that a blank row stands between: an answer below it is none to the question above.
        """
        header = self.layout.header
        if row.is_blank:
            return RowClass.BLANK, None
        if header.row - header.depth < row.number <= header.row:
            return RowClass.HEADER, None
        if not (own := row.own):
            return RowClass.CONTINUATION, _REPEATS
        if is_legend(row, self.layout) or row.number in self._legends:
            return RowClass.LEGEND, None
        if row.number < header.row:
            return (RowClass.SECTION, None) if row.number in self._headings else (RowClass.NOTE, _ABOVE)
        is_lone = is_parted and self.layout.column(ColumnRole.QUESTION) not in own and self._answers(own)
        found = self._aside(row, own) or self._body(row, own, None if is_lone else last, before)
        return (RowClass.NOTE, _APART) if row.number in self._apart and found[0] is RowClass.QUESTION else found

    def _aside(self, row: GridRow, own: dict[int, str]) -> Kind | None:
        """What a row below the header is that has no part in the questions."""
        first = next(iter(own.values()))
        values = set(own.values())
        if self._repeats_header(own):
            return RowClass.HEADER, None
        if len(values) == 1 and ({fold_token(first), bare_label(first)} & self._words or END.match(first)):
            return RowClass.SENTINEL, None
        key = bare_label(self.id_of(row))
        question = self.layout.column(ColumnRole.QUESTION)
        text = row.cell(question) if question is not None else ""
        if (why := why_aside((first, key or text), text)) is not None:
            return RowClass.NOTE, why
        if key in SIGNED and not self._answers(own):
            return RowClass.NOTE, SIGNATURE
        is_alone = len(own) == 1 and first.startswith("※")
        is_remark = bool(REMARK.match(first)) and (is_alone or not self._answers(own))
        # Among questions with ids a lone text may say how the next ones are to be answered.
        is_remark = is_remark or (len(own) == 1 and self.layout.column(ColumnRole.ID) is not None and announces(first))
        if is_remark and not self._own_id(row) and not self._is_starred(row, first):
            return RowClass.NOTE, _REMARKED
        return None

    def _is_starred(self, row: GridRow, text: str) -> bool:
        """Whether a question begins with the sign of those that must be answered."""
        offers = any((row.number, place) in self.sheet.facts.lists for place in self._places)
        return bool(_STAR.match(text)) and (offers or bool(_ASKS_PLAINLY.search(text)))

    def _repeats_header(self, own: dict[int, str]) -> bool:
        same = sum(self._is_label(column, cell) for column, cell in own.items())
        # Of two rows of labels, one that repeats the other may differ in one cell.
        return len(own) > 1 and (same == len(own) or same >= max(_FEWEST_LABELS, len(own) - 1))

    def _is_label(self, column: int, cell: str) -> bool:
        label = self.layout.header.labels[column] if column < len(self.layout.header.labels) else ""
        return " ".join(cell.split()) in (label, *label.split(LABEL_SEPARATOR))

    def _body(self, row: GridRow, own: dict[int, str], last: RowClass | None, before: str) -> Kind:
        question = self.layout.column(ColumnRole.QUESTION)
        if question is None:
            return RowClass.NOTE, _NO_QUESTION
        if (banner := self._banner(row, own, question)) is not None:
            return banner
        if not row.cell(question):
            return self._without_text(row, own, last)
        if question not in own:
            # The text of a question may span columns, and rows that answer it in parts.
            if question in row.from_above:
                return (RowClass.SUB_ROW, _SPLIT) if self._answers(own) else (RowClass.CONTINUATION, _REPEATS)
            return _QUESTION
        return self._with_text(row, own[question], last, before)

    def _banner(self, row: GridRow, own: dict[int, str], question: int) -> Kind | None:
        """A heading: one text over columns of several kinds, or alone in a column that holds no questions."""
        wide = [column for column in own if self._spans_answer(row, column)]
        if wide and not (set(own) - set(wide) - {self.layout.column(ColumnRole.ID)}):
            return RowClass.SECTION, None
        if len(own) > 1 or question in own:
            return None
        (column,) = own
        role = self.layout.roles.get(column)
        if row.from_above & {question} or self._answers(own) or role not in {None, ColumnRole.ID, ColumnRole.SECTION}:
            return None
        if role is ColumnRole.ID and self._looks_like_id(own[column]):
            return RowClass.BLANK, _ONLY_ID
        return (RowClass.SECTION, None) if column < question else None

    def _spans_answer(self, row: GridRow, column: int) -> bool:
        """Whether a cell is merged with one that would be answered in, or over most of the table."""
        if column + 1 not in row.copies:
            return False
        end = column + 1
        while end in row.copies and row.cell(end) == row.cell(column):
            end += 1
        span = set(range(column + 1, end))
        places = {place for place in (*self._places, self.layout.column(ColumnRole.QUESTION)) if place is not None}
        return bool(span & places) and not (places - span - {column})

    def _answers(self, own: dict[int, str]) -> bool:
        return any(column in own for column in self._places)

    def _own_id(self, row: GridRow) -> bool:
        column = self.layout.column(ColumnRole.ID)
        return column is not None and column not in row.from_above | row.copies and bool(row.cell(column))

    def _looks_like_id(self, text: str) -> bool:
        if self.id_pattern:
            return bool(self.id_pattern.search(text))
        return is_id_shaped(text)

    def _without_text(self, row: GridRow, own: dict[int, str], last: RowClass | None) -> Kind:
        """A row whose column of questions is blank."""
        headed = any(column in own for column in self.layout.columns(ColumnRole.SECTION))
        if self._answers(own):
            # Its text may be missing, as where it is a formula that nobody has computed.
            if self._own_id(row):
                return _QUESTION
            return (RowClass.SECTION, _STRAY) if headed else _goes_on(last)
        key = self.layout.column(ColumnRole.ID)
        if headed or (self._own_id(row) and set(own) - {key}):
            return RowClass.SECTION, None
        if self._own_id(row):
            return RowClass.BLANK, _ONLY_ID
        # What stands in columns of which nothing is known adds nothing to the question above.
        return _goes_on(last) if own.keys() & self.layout.roles.keys() else (RowClass.NOTE, _NO_QUESTION)

    def _with_text(self, row: GridRow, text: str, last: RowClass | None, before: str) -> Kind:
        """A row with a text of its own in the column of questions."""
        key = self.id_of(row)
        if self.id_pattern and not key and last in _ASKED and not self._begins_anew(row.own):
            return RowClass.CONTINUATION, _GOES_ON
        if any(row.cell(place) or (row.number, place) in self.sheet.facts.lists for place in self._places):
            return _QUESTION
        is_short = len(text) <= LONGEST_TITLE and not _ASKS.search(text)
        if self.id_pattern and key and is_short and not self.id_pattern.search(fold_id(key)):
            return RowClass.SECTION, _HEADING_ID
        if key:
            is_parent = is_short and (row.number in self._numbered_headings or self._is_parent(fold_id(key)))
            return (RowClass.SECTION, _HEADING_ID) if is_parent else _QUESTION
        if row.number in self._headings:
            return RowClass.SECTION, None
        return self._without_id(text, last, before, alone=len(row.own) == 1)

    def _begins_anew(self, own: dict[int, str]) -> bool:
        """Whether a row without its id has what the rest of one that was cut never has: a heading or a unit."""
        beside = (*self.layout.columns(ColumnRole.SECTION), *self.layout.columns(ColumnRole.UNIT))
        return any(column in own for column in beside)

    def _is_parent(self, key: str) -> bool:
        """Whether other ids stand below one, as 1.1 below 1, below 1. and below 1.0."""
        return bool({key, key.rstrip("."), key.removesuffix(".0")} & self.parents)

    def _without_id(self, text: str, last: RowClass | None, before: str, *, alone: bool) -> Kind:
        """An unanswered text without an id: where others have one it heads them, goes on with one, or is one."""
        is_heading = alone and len(text) <= LONGEST_TITLE and not _asks(text)
        if is_heading and _HEADING.match(text) and not (self._are_numbered and _NUMBERED.match(text)):
            return RowClass.SECTION, None
        if self.layout.column(ColumnRole.ID) is None or not alone or _ITEM.match(text):
            return _QUESTION
        # A text that ended does not go on in the next row: what asks is asked by itself, few words head what comes.
        has_ended = bool(_ENDS.search(before)) or last not in _ASKED
        asks = asks_in_short(text) or (last in _ASKED and _asks(text) and not _GOES_WITH.match(text))
        if (has_ended and asks) or _BEGINS_ASKING.match(text):
            return _QUESTION
        if last in _ASKED and not (is_heading and has_ended):
            return RowClass.CONTINUATION, _GOES_ON
        if is_heading:
            return RowClass.SECTION, None
        return _QUESTION if _asks(text) else (RowClass.NOTE, _NO_QUESTION)


def _asks(text: str) -> bool:
    """Whether a text ends as questions do, or asks in its first words."""
    return bool(_ASKS.search(text) or _REQUESTS.match(text.lstrip()))


def _goes_on(last: RowClass | None) -> Kind:
    """What stands beside no question goes on with the one above, where there is one."""
    if last in _ASKED:
        return RowClass.CONTINUATION, _GOES_ON
    return RowClass.NOTE, _NO_QUESTION
