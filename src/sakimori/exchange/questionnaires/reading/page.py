"""What readers of Markdown pages share: the questions found so far, the headings above, and what each block was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.questionnaires.forms.profile import Body
from sakimori.exchange.questionnaires.reading.answer_labels import names_another_answer
from sakimori.exchange.questionnaires.reading.blocks import Block, BlockKind, unmarked
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Address, Flag, Normal, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.sheets.choices import answer_of

_PLACEHOLDER: Final = re.compile(r"\[\[.{0,500}?\]\]|\{\{.{0,200}?\}\}", re.DOTALL)
_LABELLED: Final = re.compile(r"(?P<label>[^:：\n]{1,40})[:：]\s*(?P<said>.+)", re.DOTALL)
_TITLE: Final = re.compile(r"^title:\s*(\S.*)$", re.MULTILINE)
_ALONE: Final = Text("質問のない行に回答があります。", "It answers, and nothing asks beside it.")
_OWN_CLASS: Final[Mapping[BlockKind, RowClass]] = {
    BlockKind.HEADING: RowClass.SECTION,
    BlockKind.TABLE_RULE: RowClass.HEADER,
    BlockKind.RULE: RowClass.NOTE,
}


def is_page(document: Document) -> bool:
    """Whether a file may be a page of text; a text without tables is read as lines of one cell each."""
    return document.kind in {SourceKind.MARKDOWN, SourceKind.CSV, SourceKind.TSV} and bool(document.text)


@dataclass(slots=True)
class Draft:
    """A question while its answer is still being read; `level` is that of its heading, where it is one."""

    id: str
    text: str
    line: int
    sections: tuple[str, ...]
    level: int = 0
    quoted_line: int = 0
    answer: list[str] = field(default_factory=list)
    answer_line: int = 0
    positions: list[str] = field(default_factory=list)
    comment: str = ""
    guidance: list[str] = field(default_factory=list)
    evidence: str = ""
    ownership: str = ""
    choices: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    answer_label: str = ""
    of_others: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    """What is announced as another answer than the one given, by how it is announced, with its line."""
    under: str = ""
    more: dict[str, str] = field(default_factory=dict)

    def say(self, text: str, line: int) -> None:
        """Add a paragraph to the answer, or to the answers of others where it is announced as one."""
        led = _LABELLED.fullmatch(text)
        label = led.group("label").strip() if led else ""
        if names_another_answer(label) and led:
            self.of_others.setdefault(label, (line, []))[1].append(led.group("said"))
        elif self.under:
            self.of_others.setdefault(self.under, (line, []))[1].append(text)
        else:
            self.answer_line = self.answer_line or line
            self.answer.append(text)

    def go_below(self, heading: str) -> None:
        """Go below a heading within the answer: one that announces another answer, or ends one."""
        self.under = heading if names_another_answer(heading) else ""

    def _take_of_others(self) -> None:
        """Where nothing else answers, what is announced otherwise may; a person has to say so."""
        if not any(part.strip() for part in self.answer) and self.of_others:
            self.answer_label, (self.answer_line, self.answer) = next(iter(self.of_others.items()))
            del self.of_others[self.answer_label]
        self.more |= {label: "\n\n".join(said) for label, (_, said) in self.of_others.items()}

    def finished(self, meanings: Meanings) -> ReadQuestion:
        """The question as read; an answer that still is the blank of its template was never given."""
        self._take_of_others()
        raw = "\n\n".join(part for part in self.answer if part.strip())
        said = answer_of(f"{raw}\n{self.comment}" if raw and self.comment else raw, meanings)
        flags = said.flags | {Flag.PLACEHOLDER} if _PLACEHOLDER.search(raw) else said.flags
        is_template = bool(raw) and not _PLACEHOLDER.sub("", raw).strip(" \n.。")
        return ReadQuestion(
            id=self.id,
            text=self.text,
            raw=raw,
            normal=Normal.DEFAULT if is_template else said.normal,
            address=Address("", self.answer_line or self.line),
            sections=self.sections,
            comment=said.comment or self.comment,
            token=said.token,
            guidance="\n\n".join(self.guidance),
            evidence=self.evidence,
            ownership=self.ownership,
            choices=self.choices,
            controls=self.controls,
            flags=flags,
            question_at=Address("", self.line),
            answer_label=self.answer_label,
            more=self.more,
        )


@dataclass(slots=True)
class Pages:
    """Collects what a page holds while its blocks are walked."""

    meanings: Meanings
    title: str = ""
    drafts: list[Draft] = field(default_factory=list)
    rows: list[SeenRow] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    open: Draft | None = None

    def seen(self, block: Block, row_class: RowClass, why: Text | None = None) -> None:
        """Note what a block is; each block is noted once."""
        self.rows.append(SeenRow(Address("", block.line), row_class, why))

    def seen_answer(self, block: Block, given: str) -> None:
        """Note an answer beside which nothing asks: a person must see it."""
        self.rows.append(SeenRow(Address("", block.line), RowClass.NOTE, _ALONE, given, is_doubtful=True))

    def seen_as_usual(self, block: Block) -> None:
        """Note a block that has the same meaning on every page."""
        if block.kind is BlockKind.FRONT_MATTER and (named := _TITLE.search(block.text)):
            self.title = unmarked(named.group(1).strip().strip("\"'"))
        self.seen(block, _OWN_CLASS.get(block.kind, RowClass.NOTE))

    def under(self, block: Block) -> None:
        """Go below a heading; one of the first level is the title of the page."""
        name = unmarked(block.text)
        if block.level == 1:
            self.title = self.title or name
        self.headings = [(level, text) for level, text in self.headings if level < block.level]
        self.headings.append((block.level, name))
        self.open = None

    @property
    def sections(self) -> tuple[str, ...]:
        """The headings above, without that of the whole page."""
        return tuple(text for level, text in self.headings if level > 1)

    def ask(self, question_id: str, text: str, line: int, level: int = 0) -> Draft:
        """Begin a question; one in a heading ends the sections of its own level and below."""
        if level:
            self.headings = [(above, name) for above, name in self.headings if above < level]
        self.open = Draft(question_id, text, line, self.sections, level)
        self.drafts.append(self.open)
        return self.open

    def knows(self, legend: Mapping[str, Normal]) -> None:
        """Note what the page itself says that tokens mean."""
        self.meanings = replace(self.meanings, legend={**self.meanings.legend, **legend})

    def body(self) -> Body:
        """All that was read."""
        questions = tuple(draft.finished(self.meanings) for draft in self.drafts)
        return Body(questions, tuple(self.rows), title=self.title)
