"""A document cut into what a person reads at a time: a paragraph, or some sentences of a long one, with its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sakimori.exchange.documents.days import days_in
from sakimori.exchange.documents.letters import Plain, plain
from sakimori.exchange.documents.pages import DocumentText, Paragraph
from sakimori.exchange.documents.passages import Passage

_LONG, _CHUNK = 420, 300
_SENTENCE: Final = re.compile(r"[^。]+?(?:。|(?<=[a-z0-9)”\"])[.;](?=\s+[A-Z(])|$)", re.DOTALL)
_ARTICLE: Final = re.compile(
    r"第[0-9一二三四五六七八九十百]+条(?:の[0-9]+)?\s*[((【\[]\s*(?P<ja>[^))】\]]{1,40})[))】\]]\s*|"
    r"(?:(?:article|section|clause)\s+)?[0-9]{1,2}(?:\.[0-9]{1,2})?[.)]?\s+"
    r"(?P<en>[A-Z][A-Za-z,;&'’\- ]{2,60}?)[.:]\s+(?=[A-Z(])",
    re.IGNORECASE,
)
_BARE_ARTICLE: Final = re.compile(
    r"(?:第[0-9一二三四五六七八九十百]+条)|(?:(?:article|section|clause)\s+[0-9]+[.:]?)", re.I
)
_OPEN_ENDED: Final = re.compile(r"[。、.,;:]\s*$")
_LIST_MARK: Final = re.compile(r"\s*(?:\([0-9a-zivx一-十ア-ン]{1,4}\)|[①-⑳・●•–-]|[a-z]\))")
_HEADING_LENGTH: Final = 60
_STATES: Final = re.compile(
    r".{6,}(?:する|します|ます|ません|しない|ならない|に限る|のみ|禁止|不可|以内|保管|保存|消去|返却)$|"
    r"(?:\S+ ){3,}.*\b(?:is|are|shall|must|may|will|not|only|within|requires?)\b|"
    r"\b(?:is|are|shall|must|may|will) (?:\S+ ?){2,}$"
)
"""Short words of a cell that state something, without the stop of a sentence."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a document in the form in which patterns are looked for, with the heading above it.

    `lead` is the sentence that leads to the list of which it is an item.
    """

    paragraph: Paragraph
    start: int
    end: int
    plain: Plain
    heading: str
    place: int
    lead: str = ""

    @property
    def text(self) -> str:
        """Its words in one form."""
        return self.plain.text

    def passage(self, document: DocumentText) -> Passage:
        """The place that it stands at."""
        return document.passage(self.paragraph, self.start, self.end)


def units_of(document: DocumentText) -> list[Unit]:
    """The pieces of a document in their order; what is only a heading is none, it stands with those below it."""
    found: list[Unit] = []
    heading = lead = ""
    for paragraph in document.paragraphs:
        whole = plain(paragraph.text)
        if is_heading(whole.text):
            heading, lead = whole.text, ""
            continue
        inline = _ARTICLE.match(whole.text)
        if inline and (said := inline["ja"] or inline["en"]):
            heading, lead = said, ""
        item_of = lead if _LIST_MARK.match(whole.text) else ""
        if (
            whole.text.endswith((":", "：", "次のとおりとする。", "次の各号", "following"))
            or "次の" in whole.text[-25:]
        ):
            lead = whole.text[-120:]
        found += _cut(paragraph, whole, heading, len(found), item_of)
    return found


def is_heading(text: str) -> bool:
    """Whether a paragraph is a heading: short, and no sentence."""
    if len(text) > _HEADING_LENGTH or _OPEN_ENDED.search(text):
        return False
    if _BARE_ARTICLE.match(text):
        return True
    if _STATES.search(text):
        return False
    return not _LIST_MARK.match(text) and len(text.split()) <= 9 and not re.search(r"\d{4}", text) and not days_in(text)


def sentences(text: str) -> list[str]:
    """The sentences of a text in one form."""
    return [found[0] for found in _SENTENCE.finditer(text)]


def _cut(paragraph: Paragraph, whole: Plain, heading: str, place: int, lead: str) -> Iterator[Unit]:
    if len(whole.text) <= _LONG:
        yield Unit(paragraph, 0, len(paragraph.text), whole, heading, place, lead)
        return
    for number, (start, end) in enumerate(_chunks(whole.text)):
        first, last = whole.source(start, end)
        piece = Plain(whole.text[start:end], tuple(at - first for at in whole.places[start:end]))
        yield Unit(paragraph, first, last, piece, heading, place + number, lead)


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Runs of whole sentences, each as long as is still read at a glance."""
    start = end = 0
    for sentence in _SENTENCE.finditer(text):
        if end > start and sentence.end() - start > _CHUNK:
            yield start, end
            start = end
        end = sentence.end()
        while end - start > 3 * _CHUNK:  # one sentence without an end
            yield start, start + 2 * _CHUNK
            start += 2 * _CHUNK
    if end > start:
        yield start, end
