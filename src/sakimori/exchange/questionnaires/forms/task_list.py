"""Lists with boxes, as `- [x] …` in Markdown and `[x] …` in plain text: each task asks, or several are the choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Note
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.blocks import Block, BlockKind, read_blocks, unmarked
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings, by_several, normalise, with_comment
from sakimori.exchange.questionnaires.reading.page import Pages, is_page
from sakimori.exchange.questionnaires.reading.result import Address, Normal, ReadQuestion, RowClass
from sakimori.exchange.questionnaires.sheets.columns import asks_at_end

_BOX: Final = r"(?:\[(?P<mark>[^\[\]\n]?)\]|(?P<sign>[☐☑☒✅⬜✔]))"
_TASK: Final = re.compile(rf"\s*{_BOX}[ \t　]+(?P<text>\S.*)", re.DOTALL)
_ANY_BOX: Final = re.compile(r"\[[ 　xX✓✔]?\](?!\()|[☐☑☒✅⬜]")
_BOXED: Final = re.compile(rf"{_BOX}[ \t　]+\S")
_LINE: Final = re.compile(rf"\s*(?:(?:[-*+]|\d{{1,9}}[.)])[ \t　]+)?{_BOX}[ \t　]+\S")
_ID: Final = re.compile(r"(?P<id>[A-Z]{1,6}[-.]?\d+(?:[-.]\d+)*|\d+(?:[-.]\d+)+)[.:：)）]?\s+(?P<text>\S.*)", re.DOTALL)
_TICKED: Final = frozenset("xX✓✔レ☑✅")
_EMPTY: Final = frozenset({"", " ", "　", "☐", "⬜"})
_CHOICE: Final = frozenset({Normal.YES, Normal.PARTLY, Normal.NO, Normal.NA, Normal.PLANNED, Normal.UNKNOWN})
_FEWEST: Final = 2
_SCORE: Final = 0.4
_WHY: Final = Text("チェックボックスの並ぶ一覧です（{count}項目）。", "It is a list with boxes ({count} items).")
_UNTICKED: Final = Text(
    "チェックのない項目（{count}件）は未回答として読みました。「いいえ」かどうかは回答者に確かめてください。",
    "Items without a tick ({count}) were read as not answered. Ask whether they mean no.",
)


@dataclass(frozen=True, slots=True)
class _Task:
    """One item with a box: what stands in the box, and the words beside it."""

    block: Block
    mark: str
    text: str

    @property
    def is_ticked(self) -> bool:
        """Whether the box is ticked beyond doubt."""
        return self.mark in _TICKED


@dataclass(frozen=True, slots=True)
class _Group:
    """Items that follow each other, with the words above them where the items are the choices of one question."""

    tasks: tuple[_Task, ...]
    asked: Block | None = None


def _blocks(document: Document) -> tuple[Block, ...]:
    return read_blocks(document.text, cut=_LINE)


def _task(block: Block) -> _Task | None:
    if block.kind not in {BlockKind.ITEM, BlockKind.PARAGRAPH} or not (found := _TASK.fullmatch(block.text)):
        return None
    if _ANY_BOX.search(found["text"]):  # choices side by side are one question
        return None
    mark = found["mark"] if found["sign"] is None else found["sign"]
    return _Task(block, mark or "", unmarked(found["text"]))


def _recognise(document: Document) -> Recognised | None:
    if not is_page(document) or _BOXED.search(document.text) is None:
        return None
    blocks = document.once(_blocks)
    if _is_answered_in_words(blocks):
        return None
    count = sum(_task(block) is not None for block in blocks)
    rows = sum(block.kind is BlockKind.TABLE_ROW for block in blocks)
    return Recognised(_SCORE, _WHY.format(count=count)) if count >= _FEWEST and count > rows else None


def _is_answered_in_words(blocks: Sequence[Block]) -> bool:
    """Whether headings ask, some with choices below them and others with words: a page of questions and answers."""
    parts = list(_parts(blocks))
    groups = [part for part in parts if isinstance(part, _Group)]
    are_chosen = bool(groups) and all(one.asked and one.asked.kind is BlockKind.HEADING for one in groups)
    alone = (part for part in parts if isinstance(part, Block) and part.kind is BlockKind.HEADING)
    return are_chosen and any(asks_at_end(unmarked(heading.text)) for heading in alone)


def _read(document: Document, meanings: Meanings) -> Body:
    """Each item with a box is a question; where the items are answers, the words above them are."""
    pages = Pages(meanings)
    questions: list[ReadQuestion] = []
    for part in _parts(document.once(_blocks)):
        if isinstance(part, Block):
            _pass(pages, part, questions)
        elif part.asked is not None:
            pages.seen(part.asked, RowClass.QUESTION)
            for task in part.tasks:
                pages.seen(task.block, RowClass.SUB_ROW)
            questions.append(_chosen(part, part.asked, pages.sections, meanings))
        else:
            for task in part.tasks:
                pages.seen(task.block, RowClass.QUESTION)
                questions.append(_ticked(task, pages.sections, meanings))
    unticked = sum(question.normal is Normal.BLANK for question in questions)
    is_filled = 0 < unticked < len(questions)
    notes = (Note("unticked", _UNTICKED.format(count=unticked)),) if is_filled else ()
    return Body(tuple(questions), tuple(pages.rows), title=pages.title, notes=notes)


PROFILE: Final = Profile(
    "task-list", Text("チェックリスト（Markdown・テキスト）", "List with boxes"), _recognise, _read
)


def _parts(blocks: Sequence[Block]) -> Iterator[Block | _Group]:
    """The page in groups of items and what stands between them."""
    run: list[_Task] = []
    before: Block | None = None
    for block in blocks:
        if (task := _task(block)) is not None:
            run.append(task)
            continue
        if run:
            yield from _groups(run, before)
            run, before = [], None
        if before is not None:
            yield before
        before = block
    if run:
        yield from _groups(run, before)
    elif before is not None:
        yield before


def _groups(run: Sequence[_Task], before: Block | None) -> Iterator[Block | _Group]:
    """Items as the choices of the words above them, else each by itself."""
    meant = [normalise(task.text).normal for task in run]
    are_choices = len(run) > 1 and set(meant) <= _CHOICE and len(set(meant)) == len(meant)
    if before is not None and are_choices:
        yield _Group(tuple(run), before)
        return
    if before is not None:
        yield before
    yield _Group(tuple(run))


def _pass(pages: Pages, block: Block, questions: list[ReadQuestion]) -> None:
    """What is no item: a heading, or words that go with the item above them."""
    if block.kind is BlockKind.HEADING:
        pages.under(block)
        pages.seen(block, RowClass.SECTION)
    elif questions and block.kind is BlockKind.ITEM and block.level:
        pages.seen(block, RowClass.CONTINUATION)
        last = questions[-1]
        comment = "\n".join(filter(None, (last.comment, unmarked(block.text))))
        said = with_comment(normalise(last.raw, pages.meanings), comment) if last.raw else None
        flags = said.flags if said else last.flags
        questions[-1] = replace(last, comment=comment, flags=flags)
    else:
        pages.seen_as_usual(block)


def _ticked(task: _Task, sections: tuple[str, ...], meanings: Meanings) -> ReadQuestion:
    """An item as a question: ticked it is so, empty nobody has answered, and any other mark waits for a person."""
    found = _ID.fullmatch(task.text)
    at = Address("", task.block.line)
    raw = "" if task.mark in _EMPTY else f"[{task.mark}]"
    said = normalise("✓" if task.is_ticked else raw, meanings)
    is_known = not raw or task.is_ticked or said.normal is not Normal.TEXT
    return ReadQuestion(
        id=found["id"] if found else "",
        text=found["text"] if found else task.text,
        address=at,
        raw=raw,
        normal=said.normal if is_known else Normal.AMBIGUOUS,
        token=said.token if is_known else raw,
        sections=sections,
        flags=said.flags,
        question_at=at,
    )


def _chosen(group: _Group, asked: Block, sections: tuple[str, ...], meanings: Meanings) -> ReadQuestion:
    """A question with the choice that is ticked below it."""
    text = unmarked(asked.text)
    marker = asked.marker.rstrip(".)") if asked.marker[:1].isdigit() else ""
    found = _ID.fullmatch(text)
    ticked = [task for task in group.tasks if task.mark not in _EMPTY]
    labels = [task.text for task in ticked]
    said = by_several(labels, meanings) if len(labels) > 1 else normalise("".join(labels), meanings)
    doubtful = any(not task.is_ticked for task in ticked)
    return ReadQuestion(
        id=found["id"] if found else marker,
        text=found["text"] if found else text,
        address=Address("", (ticked or group.tasks)[0].block.line),
        raw="\n".join(labels),
        normal=Normal.AMBIGUOUS if doubtful else said.normal,
        token=said.token or "".join(labels[:1]),
        comment=said.comment,
        sections=sections,
        choices=tuple(task.text for task in group.tasks),
        flags=said.flags,
        question_at=Address("", asked.line),
    )
