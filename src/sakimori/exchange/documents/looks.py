"""Looking for facts: values behind their labels in tables and lines, and what a pattern finds in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from sakimori.exchange.documents.days import days_in
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.letters import Plain, plain
from sakimori.exchange.documents.pages import DocumentText, Paragraph
from sakimori.exchange.documents.passages import Passage

_COLON: Final = r"\s*(?:[:=]|\.{3,}|…+|\s-\s)\s*"
_LONGEST_LABEL: Final = 48
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A paragraph or cell in one form, with its place among the others."""

    paragraph: Paragraph
    plain: Plain
    place: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.plain.text


@dataclass(frozen=True, slots=True)
class Labelled:
    """What stands behind a label: the cell and from where on."""

    cell: Cell
    start: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.cell.text[self.start :].strip()


class Look:
    """The cells of a document, and proposals made from what is found in them."""

    def __init__(self, document: DocumentText) -> None:
        """Nothing is looked for yet."""
        self.document = document

    @cached_property
    def cells(self) -> list[Cell]:
        """All paragraphs and cells in their order."""
        return [Cell(one, plain(one.text), place) for place, one in enumerate(self.document.paragraphs)]

    def sentence(self, cell: Cell, start: int = 0, end: int | None = None) -> Passage:
        """The sentence around what was found in a cell, by which a person judges it."""
        text = cell.text
        end = len(text) if end is None else end
        first = max(text.rfind("。", 0, start) + 1, start - 200, 0)
        stop = text.find("。", end)
        last = min(len(text) if stop < 0 else stop + 1, end + 200)
        if first >= last:
            return self.document.passage(cell.paragraph)
        return self.document.passage(cell.paragraph, *cell.plain.source(first, last))

    def propose(self, field: str, value: str, cell: Cell, start: int = 0, end: int | None = None) -> FactProposal:
        """A value with the sentence in which it stands."""
        return FactProposal(field, value, self.sentence(cell, start, end))

    def days_of(self, field: str, cell: Cell, start: int, end: int) -> Iterator[FactProposal]:
        """The first day in a piece of a cell: one proposal, or two where it can be read in two ways."""
        for found in days_in(cell.text[start:end])[:1]:
            at = self.sentence(cell, start + found.start, start + found.end)
            for day in found.days:
                yield FactProposal(field, day.isoformat(), at, is_unclear=found.is_unclear)

    def labelled(self, labels: Labels, *, all_labels: Labels) -> Iterator[Labelled]:
        """What stands behind a label: on its line, in the cell beside it, or below it where labels head columns."""
        for cell in self.cells:
            found = labels.first.match(cell.text)
            if found is None or found.end() > _LONGEST_LABEL:
                continue
            rest = cell.text[found.end() :]
            if not rest.strip(" :.*"):
                if (value := self._value_of(cell, all_labels.first)) is not None:
                    yield Labelled(value, 0)
            elif (colon := re.match(_COLON, rest)) is not None:
                yield Labelled(cell, found.end() + colon.end())
            elif rest.startswith(" ") or _is_parted(cell.plain, found.end()):
                yield Labelled(cell, found.end())
        for cell in self.cells:
            for inner in labels.within.finditer(cell.text):
                yield Labelled(cell, inner.end())

    def _value_of(self, label: Cell, all_labels: re.Pattern[str]) -> Cell | None:
        """The cell that belongs to a label: the next one, or as far on as there are labels in a row."""
        row = [label]
        for cell in self.cells[label.place + 1 : label.place + 12]:
            if not is_label(cell.text, all_labels):
                break
            row.append(cell)
        before = 0
        while (place := label.place - before - 1) >= 0 and is_label(self.cells[place].text, all_labels):
            before += 1
        at = row[-1].place + 1 + (before if len(row) + before > 1 else 0)
        return self.cells[at] if at < len(self.cells) else None


def _is_parted(text: Plain, at: int) -> bool:
    """Whether the source has a blank where a text in one form has none."""
    return text.places[at] - text.places[at - 1] > 1


def is_label(text: str, labels: re.Pattern[str]) -> bool:
    """Whether a cell holds a label and nothing else."""
    found = labels.match(text)
    return found is not None and not text[found.end() :].strip(" :.*")


def best(proposals: Sequence[FactProposal], most: int = _MOST) -> list[FactProposal]:
    """The first proposals of different values, as they come."""
    found: dict[str, FactProposal] = {}
    for one in proposals:
        found.setdefault(one.value, one)
    return list(found.values())[:most]


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of one value: at the beginning of a cell, and within one where a colon follows."""

    first: re.Pattern[str]
    within: re.Pattern[str]


@cache
def labels_of(*words: str) -> Labels:
    """Labels with a number or a bracket before or behind them; of 登録番号 / Certificate No. one half is enough."""
    said = "|".join(words)
    return Labels(
        re.compile(
            rf"\s*(?:[(\[【〔■●・*]?\s*[0-9]{{0,2}}[.)]?\s*)(?:[^:/。0-9]{{2,24}}\s*/\s*)?(?:{said})(?:\s*[)\]】〕])?"
            r"(?:\s*[/(]\s*[^:/。、0-9()]{2,40}\)?(?=\s*(?::|$)))?",
            re.IGNORECASE,
        ),
        re.compile(rf"(?<=[\s。;|])(?:{said})\s*:\s*", re.IGNORECASE),
    )
