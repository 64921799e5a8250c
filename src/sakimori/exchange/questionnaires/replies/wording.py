"""By which words and signs a form answers: those that it offers, explains, or uses already; else ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings, by_mark, fold_token, normalise
from sakimori.exchange.questionnaires.reading.result import (
    Address,
    Normal,
    ReadQuestionnaire,
    RowClass,
    rows_of_class,
)
from sakimori.exchange.questionnaires.sheets.choices import options_in
from sakimori.exchange.questionnaires.sheets.legends import printed_legend

_MARKS: Final[Mapping[str, str]] = {"ja": "○", "en": "x"}
"""How a column is marked where a form does not say how."""
_MARK: Final = r"([○◯〇●◎■☑✓✔✗レxX×Ｘ])"
_SAID_MARK: Final = re.compile(
    rf"[「『“\"'（(]?{_MARK}[」』”\"'）)]?\s*(?:印|マーク)?\s*(?:を|で)\s*(?:ご?記入|ご?記載|付|つけ|入れ|入力|チェック|選択)"
    rf"|(?i:\b(?:mark|put|place|enter|tick|use)\b)[^.\n]{{0,30}}?[“\"'(\s]{_MARK}(?=[”\"')\s.]|$)"
)
_SIGN: Final = re.compile(r"[○〇◯△▲×✕✖]")
_WORDS: Final = re.compile(r"[\s　/／・,，、;；()（）\[\]［］「」|｜:：]+")
_ASKABLE: Final = frozenset({Normal.YES, Normal.PARTLY, Normal.NO, Normal.NA, Normal.PLANNED})
_BOTH: Final = frozenset({Normal.YES, Normal.NO})
_EMPTY_BOXES: Final = "□☐◻⬜"
_LONGEST: Final = 400

_YES_PARTLY_NO: Final = (Normal.YES, Normal.PARTLY, Normal.NO, Normal.NA)
_FAMILIES: Final[tuple[Mapping[Normal, str], ...]] = tuple(
    {normal: word for normal, word in zip(_YES_PARTLY_NO, words.split("|"), strict=False) if word}
    for words in (
        "○|△|×",
        "有||無",
        "有り||無し",
        "可|条件付き可|不可",
        "適合|一部適合|不適合|適用外",
        "はい|一部|いいえ|該当なし",
        "実施|一部実施|未実施|対象外",
        "実施済|一部実施|未実施|対象外",
        "実施済み|一部実施|未実施|対象外",
        "実施している|一部実施している|実施していない|対象外",
        "実施しています|一部実施している|実施していません|該当しません",
        "対応|一部対応|未対応|対象外",
        "対応済|一部対応|未対応|対象外",
        "対応済み|一部対応|未対応|対象外",
        "対応している|一部対応している|対応していない|対象外",
        "対応しています|一部対応している|対応していません|該当しません",
        "整備済|一部整備|未整備|対象外",
        "整備済み|一部整備|未整備|対象外",
        "導入済|一部導入|未導入|対象外",
        "導入済み|一部導入|未導入|対象外",
        "策定済||未策定|対象外",
        "策定済み||未策定|対象外",
        "充足||未充足|対象外",
        "合格||不合格|対象外",
        "Yes|Partial|No|N/A",
        "Compliant|Partially compliant|Non-compliant|Not applicable",
        "Implemented|Partially implemented|Not implemented|Not applicable",
        "In place||Not in place|Not applicable",
        "Met|Partially met|Not met|Not applicable",
        "Si|Parcial|No|No aplica",
        "Oui|Partiel|Non|Non applicable",
    )
)
"""Words that go together: a form that says one of them says the others too."""

Column = tuple[str, int]
"""A column by its sheet and its place."""


@dataclass(frozen=True, slots=True)
class FormWording:
    """How one form says what it means.

    `tokens` are the words of the whole form by what they mean, `of_columns` those that a column uses or offers; `marks`
    are signs that tick a column, the likeliest first; `ticks` are boxes with their look once they are ticked.
    """

    document: Document
    meanings: Meanings
    tokens: Mapping[Normal, str]
    of_columns: Mapping[Column, Mapping[Normal, str]]
    marks: tuple[str, ...]
    ticks: tuple[tuple[str, str], ...]
    headers: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, document: Document, reading: ReadQuestionnaire, said: Mapping[str, Normal], language: str
    ) -> FormWording:
        """Find the words and signs of a form."""
        asked = {(row.at.sheet, row.at.row) for row in rows_of_class(reading.rows, RowClass.QUESTION)}
        aside = [
            row
            for sheet in document.visible
            for row in sheet.grid.rows
            if (sheet.name, row.number) not in asked
        ]  # fmt: skip
        legend = printed_legend(aside)
        meanings = Meanings(said=said, legend=legend)
        used = {one.token: one.normal for one in reversed(reading.questions) if one.token and not one.marks_at}
        headers: dict[str, list[int]] = {}
        for row in rows_of_class(reading.rows, RowClass.HEADER):
            headers.setdefault(row.at.sheet, []).append(row.at.row)
        return cls(
            document,
            meanings,
            {normal: sign for sign, normal in (*used.items(), *reversed(legend.items()))},
            _by_column(document, reading, meanings),
            (*_marks_used(reading), *_marks_said(aside), _MARKS.get(language, _MARKS["en"])),
            tuple(_ticks(reading)),
            headers,
        )

    def mark(self, place: Address, normal: Normal) -> str | None:
        """The sign that ticks a column at a place; None where its cell offers signs of which none does."""
        sheet = self.document.sheet(place.sheet)
        offered = sheet.facts.lists.get((place.row, place.column or 0), ()) if sheet else ()
        meanings = self.meanings
        return next(
            (sign for sign in offered or self.marks if by_mark({normal: sign}, meanings).normal is normal), None
        )

    def member(self, offered: Sequence[str], words: Sequence[str], normal: Normal) -> str | None:
        """What is offered in one of these very words, else what means the same."""
        if (same := next((one for one in words if one in offered), None)) is not None:
            return same
        return next((one for one in offered if _means(one, normal, self.meanings)), None)

    def token(self, place: Address, words: str, normal: Normal) -> str:
        """By which word an answer is given where its cell offers none: the form's own before ours."""
        explained = self.meanings.legend.values()
        column = self.of_columns.get((place.sheet, place.column or 0), {})
        own = {} if normal in explained else column
        said = own.get(normal) or self.tokens.get(normal) or self._in_labels(place).get(normal)
        return said or self._beside((*column.items(), *self.tokens.items()), normal) or words

    def _beside(self, used: Iterable[tuple[Normal, str]], normal: Normal) -> str:
        """The word that goes with one that the form uses; blank where none does."""
        for meant, token in used:
            for family in _FAMILIES:
                if fold_token(family.get(meant, "")) == fold_token(token) and (word := family.get(normal)):
                    found = word.upper() if token.isupper() else word.lower() if token.islower() else word
                    return found if _means(found, normal, self.meanings) else word
        return ""

    def _in_labels(self, place: Address) -> Mapping[Normal, str]:
        """The tokens that the labels over a cell ask for, those of the nearest header first."""
        sheet = self.document.sheet(place.sheet)
        for number in sorted(self.headers.get(place.sheet, ()), reverse=True):
            row = sheet.grid.row(number) if sheet is not None and number < place.row else None
            if row is not None and (found := tokens_in_label(row.cell(place.column or 0))):
                return found
        return {}


def _means(member: str, normal: Normal, meanings: Meanings) -> bool:
    return normal is not Normal.TEXT and normalise(member, meanings).normal is normal


def _by_column(
    document: Document, reading: ReadQuestionnaire, meanings: Meanings
) -> Mapping[Column, Mapping[Normal, str]]:
    """The tokens of each column of answers: those that stand in it, then the members of lists beside the cell."""
    found: dict[Column, dict[Normal, str]] = {}
    places = [one for question in reading.questions for one in question.places if not one.marks_at]
    for one in places:
        own = found.setdefault((one.address.sheet, one.address.column or 0), {})
        if one.token:
            own.setdefault(one.normal, one.token)
    for sheet in document.visible:
        for (_, column), members in sheet.facts.lists.items():
            for member in members if (sheet.name, column) in found else ():
                found[sheet.name, column].setdefault(normalise(member, meanings).normal, member)
    return found


def _marks_used(reading: ReadQuestionnaire) -> Iterator[str]:
    """The signs that tick columns of the form already, the commonest first."""
    used = Counter(one.token for one in reading.questions if one.marks_at and one.token)
    yield from (sign for sign, _ in used.most_common())


def _marks_said(rows: Iterable[GridRow]) -> Iterator[str]:
    """The signs by which the form asks to tick."""
    for row in rows:
        for cell in row.own.values():
            if len(cell) <= _LONGEST and (found := _SAID_MARK.search(cell)):
                yield found.group(1) or found.group(2)


def _ticks(reading: ReadQuestionnaire) -> Iterator[tuple[str, str]]:
    """Empty boxes of the form with the look that its ticked ones have, where one cell shows both."""
    for question in reading.questions:
        boxes = [(question.raw[slice(*one.box)], one.is_ticked) for one in options_in(question.raw)]
        empty = {box for box, is_ticked in boxes if not is_ticked}
        full = {box for box, is_ticked in boxes if is_ticked}
        if len(empty) == len(full) == 1 and empty <= set(_EMPTY_BOXES):
            yield empty.pop(), full.pop()


def tokens_in_label(label: str) -> Mapping[Normal, str]:
    """By which token each meaning is asked for; empty unless the label names both a yes and a no."""
    for tokens in (_SIGN.findall(label), _WORDS.split(label)):
        found: dict[Normal, str] = {}
        for token, normal in _meant(tokens):
            found.setdefault(normal, token)
        if found.keys() >= _BOTH:
            return found
    return {}


def _meant(tokens: list[str]) -> Iterator[tuple[str, Normal]]:
    for token in filter(None, tokens):
        found = normalise(token)
        if found.normal in _ASKABLE and not found.comment:
            yield token, found.normal
