"""Pages of questions and answers: plainanswer's bank, and any page whose headings or paragraphs are questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.blocks import Block, BlockKind, read_blocks, unmarked
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings, normalise
from sakimori.exchange.questionnaires.reading.page import Draft, Pages, is_page
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestion, RowClass

_NUMBER: Final = r"(?P<id>(?:Q|問|質問|設問)?\s*[A-Z]{0,4}[-.]?\d+(?:[-.]\d+)*)[.:：)）、]?\s+"
_NUMBERED: Final = re.compile(rf"{_NUMBER}(?P<text>\S.*)", re.DOTALL)
_ASKS: Final = re.compile(r"[?？]\s*(?:[(（\[][^()（）\[\]]*[)）\]])?\s*$|(?:ますか|ですか|でしょうか|か)[。.]?\s*$")
_LABELLED: Final = re.compile(
    r"(?:Question|質問|設問|Q|問)\s*(?P<id>\d+(?:[-.]\d+)*)?\s*[.:：]\s*(?P<text>\S.*)", re.DOTALL | re.IGNORECASE
)
_ANSWER: Final = re.compile(
    r"(?:Answer|Response|回答|答え?|A)\s*\d*\s*[.:：]\s*(?P<text>.*)", re.DOTALL | re.IGNORECASE
)
_CUT: Final = re.compile(
    r"\s*[*_]*(?:Question|質問|設問|Q|問|Answer|Response|回答|答え?|A)\s*[\d.-]*[*_]*\s*[.:：]", re.IGNORECASE
)
_ALONE: Final = re.compile(r"(?:.*[?？]|.*(?:ますか|ですか|でしょうか)[。.]?|\s*(?:\*\*|__).+(?:\*\*|__))[*_]*\s*$")
_STRONG: Final = re.compile(r"(\*\*|__)(?P<text>.{1,1000}?)\1\s*", re.DOTALL)
_ALSO: Final = re.compile(r"[*_](?:Also asked as|Variants?|別の聞き方|類問)\s*[:：].*[*_]", re.DOTALL | re.IGNORECASE)
_POSITION: Final = re.compile(r"\*\*(Info|Yes|No|Partial|N/A|Planned)\.?\*\*")
_LEAST: Final = 2

Shape = Callable[[Block], tuple[str, str] | None]
"""What of a block is a question: its number and its text; None for a block that asks nothing."""


def _of_heading(block: Block) -> tuple[str, str] | None:
    text = unmarked(block.text)
    if block.kind is not BlockKind.HEADING:
        return None
    if found := _LABELLED.fullmatch(text):
        return found.group("id") or "", found.group("text")
    return _split(text) if _ASKS.search(text) else None


def _of_label(block: Block) -> tuple[str, str] | None:
    found = _LABELLED.fullmatch(unmarked(block.text))
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM} or not found:
        return None
    return found.group("id") or "", found.group("text")


def _of_strong(block: Block) -> tuple[str, str] | None:
    found = _STRONG.fullmatch(block.text)
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM} or not found:
        return None
    text = unmarked(found.group("text"))
    number = block.marker.rstrip(".)") if block.marker[:1].isdigit() else ""
    return (number, text) if number and _ASKS.search(text) else _split(text) if _ASKS.search(text) else None


def _of_item(block: Block) -> tuple[str, str] | None:
    text = unmarked(block.text)
    if block.kind is not BlockKind.ITEM or block.level or not _ASKS.search(text):
        return None
    return (block.marker.rstrip(".)") if block.marker[:1].isdigit() else ""), text


def _of_list(block: Block) -> tuple[str, str] | None:
    """Each item of a list of questions is one, also where it ends in no mark; none is the answer of another."""
    text = unmarked(block.text)
    if block.kind is not BlockKind.ITEM or (block.level and not _ASKS.search(text)) or _is_answer(text):
        return None
    return (block.marker.rstrip(".)") if block.marker[:1].isdigit() else ""), text


def _is_answer(text: str) -> bool:
    """Whether an item says that it answers, or begins with a token as no question does."""
    return bool(_ANSWER.fullmatch(text)) or normalise(text).normal is not Normal.TEXT


def _of_quote(block: Block) -> tuple[str, str] | None:
    text = unmarked(block.text)
    return _split(text) if block.kind is BlockKind.QUOTE and _ASKS.search(text) else None


_SHAPES: Final[tuple[Shape, ...]] = (_of_heading, _of_label, _of_strong, _of_quote, _of_item)
_BESIDE: Final = Text(
    "質問と同じ段に並ぶ項目です。どの質問への回答か決まりません。",
    "It stands in one list with the questions, so that nothing says which of them it answers.",
)
_WHY: Final = Text("質問と回答の並ぶページ（{count}問）。", "A page of questions and answers ({count} questions).")


def _split(text: str) -> tuple[str, str]:
    """The number before a question, and the question."""
    found = _NUMBERED.fullmatch(text)
    return (found.group("id").strip(), found.group("text")) if found else ("", text)


LABELLED_ANSWER: Final = re.compile(r"[*_]*(?:Answer|Response|回答|答え?|A)\s*\d*\s*[.:：][*_]*[ 　]*", re.IGNORECASE)
"""The label before an answer, as in `A: `."""


def page_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a page of questions and answers."""
    return read_blocks(text, cut=_CUT, alone=_ALONE)


def _blocks(document: Document) -> tuple[Block, ...]:
    return page_blocks(document.text)


def _shape_of(blocks: tuple[Block, ...]) -> tuple[Shape, int] | None:
    """The way in which a page asks, with how often; two questions at least are asked in that way."""
    counts = Counter({shape: sum(shape(block) is not None for block in blocks) for shape in _SHAPES})
    shape, count = max(counts.items(), key=lambda pair: (pair[1], -_SHAPES.index(pair[0])))
    if count < _LEAST:
        return None
    if shape is _of_item:
        return _of_list, count
    return (_of_level(blocks), count) if shape is _of_heading else (shape, count)


def _of_level(blocks: tuple[Block, ...]) -> Shape:
    """Where most headings of a level ask, the others of that level do so too, although they end in no mark."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    asking = Counter(block.level for block in headings if _of_heading(block))
    level, count = asking.most_common(1)[0]
    is_usual = count * 3 >= sum(block.level == level for block in headings) * 2

    def asked(block: Block) -> tuple[str, str] | None:
        if found := _of_heading(block):
            return found
        if is_usual and block.kind is BlockKind.HEADING and block.level == level:
            return _split(unmarked(block.text))
        return None

    return asked


def _recognise_bank(document: Document) -> Recognised | None:
    if not is_page(document) or len(_POSITION.findall(document.text)) < _LEAST:
        return None
    found = _recognise_page(document)
    return Recognised(0.9, found.why) if found else None


def _recognise_page(document: Document) -> Recognised | None:
    if not is_page(document):
        return None
    found = _shape_of(_blocks(document))
    if found is None:
        return None
    return Recognised(0.35, _WHY.format(count=found[1]))


def _read_bank(document: Document, meanings: Meanings) -> Body:
    """A bank of answers: a quotation below an answer is a remark to whoever uses it, and a rule ends the answer.

    Where a bank offers several answers to choose from, the first one stands unless it claims the most, and is flagged.
    """
    pages = _walk(document, meanings, is_bank=True)
    body = pages.body()
    questions = tuple(map(_positioned, body.questions, (draft.positions for draft in pages.drafts)))
    return replace(body, questions=questions)


def _positioned(question: ReadQuestion, positions: list[str]) -> ReadQuestion:
    if not positions:
        return question
    more = {**question.more, "position": positions[0]}
    if len(set(positions)) == 1:
        return replace(question, more=more)
    flags = question.flags | {Flag.MARKED_TWICE}
    if question.normal is not Normal.YES:
        return replace(question, flags=flags, more=more)
    return replace(question, normal=Normal.AMBIGUOUS, token="+".join(positions), flags=flags, more=more)


def _read_page(document: Document, meanings: Meanings) -> Body:
    """Any page: what stands below a question answers it; a quotation does so only where nothing else does."""
    pages = _walk(document, meanings, is_bank=False)
    for draft in pages.drafts:
        if not draft.answer and draft.quoted_line:
            draft.say(draft.guidance.pop(), draft.quoted_line)
    return pages.body()


def _walk(document: Document, meanings: Meanings, *, is_bank: bool) -> Pages:
    blocks = _blocks(document)
    found = _shape_of(blocks)
    pages = Pages(meanings)
    for block in blocks:
        if found and (asked := found[0](block) or _within(pages, block)) is not None:
            pages.ask(*asked, block.line, block.level if block.kind is BlockKind.HEADING else 0)
            pages.seen(block, RowClass.QUESTION)
        elif block.kind is BlockKind.HEADING and not _is_below_question(pages, block):
            pages.under(block)
            pages.seen(block, RowClass.SECTION)
        elif (
            found and found[0] is _of_list and block.kind is BlockKind.ITEM and not (block.level or _is_labelled(block))
        ):
            pages.seen(block, RowClass.NOTE, _BESIDE)
        elif pages.open is not None and block.kind is not BlockKind.RULE:
            if is_bank and block.kind is BlockKind.PARAGRAPH and (position := _POSITION.match(block.text)):
                _take_position(pages.open, position.group(1))
            _answer(pages, pages.open, block)
        else:
            pages.open = None if is_bank else pages.open
            pages.seen_as_usual(block)
    return pages


def _within(pages: Pages, block: Block) -> tuple[str, str] | None:
    """An item that asks below a question: a further question, and no answer to the one above."""
    text = unmarked(block.text)
    is_asked = block.kind is BlockKind.ITEM and pages.open is not None and not block.text.startswith("[")
    return ("", text) if is_asked and _ASKS.search(text) else None


def _is_labelled(block: Block) -> bool:
    return bool(_ANSWER.fullmatch(unmarked(block.text)))


BANK: Final = Profile(
    "plainanswer", Text("plainanswerの回答集", "plainanswer answer bank"), _recognise_bank, _read_bank
)
PAGE: Final = Profile(
    "answer-page", Text("質問と回答のページ", "Page of questions and answers"), _recognise_page, _read_page
)


def _take_position(draft: Draft, position: str) -> None:
    """What stands above the first position is advice on how to answer."""
    if not draft.positions:
        draft.guidance.extend(draft.answer)
        draft.answer.clear()
        draft.answer_line = 0
    draft.positions.append(position)


def _is_below_question(pages: Pages, block: Block) -> bool:
    """Whether a heading stands within the answer to a question that is itself a heading."""
    return pages.open is not None and pages.open.level > 0 and block.level > pages.open.level


def _answer(pages: Pages, draft: Draft, block: Block) -> None:
    """Add a block to the question above it."""
    text = unmarked(block.text)
    match block.kind:
        case BlockKind.PARAGRAPH if _ALSO.fullmatch(block.text):
            draft.guidance.append(text)
            pages.seen(block, RowClass.NOTE)
        case BlockKind.QUOTE:
            draft.guidance.append(text)
            draft.quoted_line = block.line
            pages.seen(block, RowClass.NOTE)
        case BlockKind.PARAGRAPH | BlockKind.CODE:
            labelled = _ANSWER.fullmatch(text)
            draft.under = "" if labelled else draft.under
            draft.say(labelled.group("text") if labelled else text, block.line)
            pages.seen(block, RowClass.CONTINUATION)
        case BlockKind.ITEM:
            labelled = _ANSWER.fullmatch(text)
            marker = f"{block.marker} " if draft.answer else ""
            draft.say(labelled.group("text") if labelled else marker + text, block.line)
            pages.seen(block, RowClass.CONTINUATION)
        case BlockKind.TABLE_ROW:
            draft.say(" | ".join(map(unmarked, block.cells)), block.line)
            pages.seen(block, RowClass.CONTINUATION)
        case BlockKind.HEADING:
            draft.go_below(text)
            pages.seen(block, RowClass.NOTE)
        case _:
            pages.seen_as_usual(block)
