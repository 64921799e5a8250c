"""The CSA CAIQ as companies publish it on a page: in tables, or each question led by its id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.questionnaires.forms.caiq import DOMAINS, ID, LEAST, controls_of, version_of
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.answer_labels import is_plain_answer, is_qualified
from sakimori.exchange.questionnaires.reading.blocks import Block, BlockKind, read_blocks, unmarked
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.page import Draft, Pages, is_page
from sakimori.exchange.questionnaires.reading.result import Normal, RowClass
from sakimori.exchange.questionnaires.sheets.columns import mark_of
from sakimori.exchange.questionnaires.sheets.few_tokens import words_to_ask
from sakimori.exchange.questionnaires.sheets.footnotes import with_footnotes
from sakimori.exchange.questionnaires.sheets.legends import legend_of_lines
from sakimori.exchange.questionnaires.sheets.row_words import why_aside

_ONE_ID: Final = re.compile(rf"{ID}(?:\s*(?:[–—~〜]|to|through)\s*{ID})?")
_LED_BY_ID: Final = re.compile(
    r"(?i:[\w /]*\b(?:ID|No\.?|Control|Question|番号|項番)\s*[:：#]?\s*)?"
    rf"(?P<id>{_ONE_ID.pattern})(?P<rest>$|[\s:：.)|–—-].*$)",
    re.DOTALL,
)
_LABEL: Final = re.compile(
    r"(?P<label>(?:CSP\s+)?(?:CAIQ\s+)?(?:Answer|Response)|(?:SSRM\s+)?(?:Control\s+)?Ownership|Question|"
    r"(?:CSP\s+)?Implementation Description|Comments?|Notes?|CSC Responsibilities|回答|質問|責任分界|備考|補足)"
    r"\s*(?:\([^)]*\))?\s*[:：]\s*(?P<said>.*)",
    re.IGNORECASE | re.DOTALL,
)
_CUT: Final = re.compile(
    rf"\s*[*_]*(?:(?:CAIQ\s+)?(?:Question\s+)?ID\s*[:：]?[\s*_]*{ID}|"
    r"(?:(?:CAIQ\s+)?Answer|Response|(?:SSRM\s+)?(?:Control\s+)?Ownership|Comments?|回答|責任分界|備考)[*_]*\s*[:：])",
    re.IGNORECASE,
)
_ROLES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (role, re.compile(form, re.IGNORECASE))
    for role, form in (
        ("id", r"^(?:#|id|.*\bquestion\s*id|.*caiq\s*id|.*control\s*id|no\.?|№|番号|項番)$"),
        ("ownership", r"owner|ssrm|^resp(?:\.|onsib\w*)?$|責任分界|責任範囲"),
        ("customer", r"csc|customer responsib|利用者"),
        (
            "comment",
            r"implementation|description|comment|\bnotes?\b|detail|explanation|answer\s*(?:\+|&|and)|備考|補足|詳細|説明",
        ),
        ("evidence", r"evidence|証跡|根拠"),
        ("answer", r"answer|response|status|回答|^y(?:es)?\s*/\s*n|^a$|設定"),
        ("question", r"question|assessment|質問|設問"),
        ("domain", r"domain|分類|領域"),
    )
)
_NAMED_ON_PAGE: Final = re.compile(r"\bCAIQ\b|Consensus Assessments?", re.IGNORECASE)
_WHY: Final = Text(
    "CCMの番号（{id}など）の質問が{count}件あるページ。",
    "A page of {count} questions with ids of the CCM such as {id}.",
)
_NAMED_SCORE: Final = 0.985
_SCORE: Final = 0.92
"""Above those of a sheet of the same form: a page has headings, several tables, and words around them."""
_CUSTOMER: Final = "customer responsibilities"


def recognise(document: Document) -> Recognised | None:
    """A page on which several blocks or rows are led by an id of the CCM."""
    is_sheet = document.kind is not SourceKind.MARKDOWN and version_of(document) is not None
    if is_sheet or not is_page(document):
        return None
    found = [found_id for block in _blocks(document) if (found_id := _leading_id(block))]
    is_named = bool(_NAMED_ON_PAGE.search(document.text))
    known = sum(found_id[:3] in DOMAINS for found_id in found)
    if not found or (not is_named and (len(found) < LEAST or known * 2 < len(found))):
        return None
    return Recognised(_NAMED_SCORE if is_named else _SCORE, _WHY.format(id=found[0], count=len(found)))


def read(document: Document, meanings: Meanings) -> Body:
    """Each id with the question and the answer below it, or beside it in its row."""
    pages = Pages(meanings)
    columns: Mapping[str, int] = {}
    heads: tuple[str, ...] = ()
    table = 0
    blocks = _blocks(document)
    # Where questions are numbered below their controls, a heading with the id of a control asks nothing itself.
    are_numbered = any("." in _leading_id(block) for block in blocks)
    for block in blocks:
        if block.kind is BlockKind.TABLE_ROW:
            if block.table != table:
                table, columns = block.table, _columns(block)
                pages.open = None
                heads = tuple(map(unmarked, block.cells))
                pages.knows(_legend(block) if columns else {})
                pages.seen(block, RowClass.HEADER if columns else RowClass.NOTE)
            else:
                _read_row(pages, block, columns, heads)
        elif block.kind is BlockKind.HEADING and not ("." in (led := _leading_id(block)) or (led and not are_numbered)):
            pages.under(block)
            pages.seen(block, RowClass.SECTION)
        else:
            _read_block(pages, block)
    aside = [
        list(filter(None, map(unmarked, block.cells or (block.text,)))) for block in blocks if not _leading_id(block)
    ]
    pages.knows(legend_of_lines(aside))
    given = [("\n".join(draft.answer), draft.choices) for draft in pages.drafts if draft.answer]
    pages.knows(words_to_ask(given, pages.meanings))
    body = pages.body()
    return replace(body, questions=tuple(with_footnotes(body.questions, aside)))


PROFILE: Final = Profile("caiq-page", Text("CSA CAIQ（公開ページ）", "CSA CAIQ as a published page"), recognise, read)


def _blocks(document: Document) -> tuple[Block, ...]:
    return read_blocks(document.text, cut=_CUT)


def _leading_id(block: Block) -> str:
    """The id that leads a block, or that stands in the first cells of a row; empty where there is none."""
    if block.kind is BlockKind.TABLE_ROW:
        return next((cell for cell in map(unmarked, block.cells[:3]) if _ONE_ID.fullmatch(cell)), "")
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM}:
        return ""
    led = _LED_BY_ID.fullmatch(unmarked(block.text))
    return led.group("id") if led else ""


def _columns(header: Block) -> Mapping[str, int]:
    """Which column is what; empty for a table that holds no ids with questions or answers."""
    columns: dict[str, int] = {}
    names = [" ".join(unmarked(cell).split()) for cell in header.cells]
    # A label that speaks of answers of others is one only where no other is.
    for index, name in sorted(enumerate(names), key=lambda pair: is_qualified(pair[1])):
        known = (role for role, form in _ROLES if form.search(name) and role not in columns)
        if role := "answer" if is_plain_answer(name) and "answer" not in columns else next(known, ""):
            columns[role] = index
    return columns if "id" in columns and ({"answer", "comment", "evidence"} & columns.keys()) else {}


def _legend(header: Block) -> Mapping[str, Normal]:
    """What `Y/N/NA` at the head of a column says: there, N is No and nothing else."""
    heads = ({part.strip().casefold() for part in unmarked(cell).split("/")} for cell in header.cells)
    return {"N": Normal.NO} if any({"y", "n"} <= parts for parts in heads) else {}


def _read_row(pages: Pages, block: Block, columns: Mapping[str, int], heads: tuple[str, ...]) -> None:
    cells = tuple(map(unmarked, block.cells))

    def cell(role: str) -> str:
        index = columns.get(role, len(cells))
        return cells[index] if index < len(cells) else ""

    if not columns or not any(cells) or cells == heads:
        pages.seen(block, RowClass.BLANK if not any(cells) else RowClass.HEADER if columns else RowClass.NOTE)
        return
    if (why := why_aside((cell("id") or cell("question"),), cell("question"))) is not None:
        pages.seen(block, RowClass.NOTE, why)
        return
    if cell("answer") and not cell("question") and not cell("id"):
        pages.seen_answer(block, cell("answer"))
        return
    if not _ONE_ID.fullmatch(cell("id")) and not (cell("question") and cell("answer")):
        pages.seen(block, RowClass.SECTION if sum(map(bool, cells)) == 1 else RowClass.NOTE)
        return
    draft = pages.ask(cell("id"), cell("question"), block.line)
    draft.sections = (*draft.sections, cell("domain")) if cell("domain") else draft.sections
    draft.ownership, draft.controls = cell("ownership"), controls_of(draft.id)
    draft.comment, draft.evidence = cell("comment"), cell("evidence")
    others = (pair for index, pair in enumerate(zip(heads, cells, strict=False)) if index not in columns.values())
    draft.more |= {head: value for head, value in others if head and value}
    answer = columns.get("answer", _perhaps(cells, columns))
    if answer is not None and answer < len(cells):
        draft.say(cells[answer], block.line)
        head = heads[answer] if answer < len(heads) and heads[answer] else str(answer + 1)
        is_sure = is_plain_answer(head) and not _is_rivalled(answer, heads, cells)
        draft.answer_label = "" if is_sure else head
    if cell("customer"):
        draft.more[_CUSTOMER] = cell("customer")
    pages.seen(block, RowClass.QUESTION)
    pages.open = None


def _is_rivalled(answer: int, heads: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether another cell of the row, below a label that says as plainly that it answers, answers otherwise."""
    given = mark_of(cells[answer])
    others = (
        cell for n, (head, cell) in enumerate(zip(heads, cells, strict=False)) if n != answer and is_plain_answer(head)
    )
    return given is not None and any(other is not None and other is not given for other in map(mark_of, others))


def _perhaps(cells: Sequence[str], columns: Mapping[str, int]) -> int | None:
    """The cell that may answer in a table where no label says so: a token in a column of which nothing is known."""
    free = set(range(len(cells))) - set(columns.values())
    return min((index for index in free if mark_of(cells[index]) is not None), default=None)


def _read_block(pages: Pages, block: Block) -> None:
    text = unmarked(block.text)
    if led := _led(block, text):
        draft = pages.ask(led.group("id"), led.group("rest").strip(" \t\n:：.)|–—-"), block.line)
        draft.controls = controls_of(draft.id)
        pages.seen(block, RowClass.QUESTION)
    elif block.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE, BlockKind.CODE} or not pages.open:
        pages.seen_as_usual(block)
    else:
        pages.seen(block, RowClass.CONTINUATION)
        _add(pages.open, block, text)


def _led(block: Block, text: str) -> re.Match[str] | None:
    return _LED_BY_ID.fullmatch(text) if _leading_id(block) else None


def _add(draft: Draft, block: Block, text: str) -> None:
    """Add a block below an id to its question, its owner, or its answer."""
    labelled = _LABEL.fullmatch(text)
    label = labelled.group("label").casefold() if labelled else ""
    said = labelled.group("said").strip() if labelled else text
    if "owner" in label or label == "責任分界":
        draft.ownership = said
    elif "csc" in label:
        draft.more[_CUSTOMER] = said
    elif label in {"question", "質問"} or (not draft.text and not label):
        draft.text = said
    elif block.kind is BlockKind.QUOTE and not draft.answer and not label:
        draft.text = f"{draft.text}\n\n{said}"
    else:
        marker = f"{block.marker} " if block.marker and draft.answer else ""
        draft.say(marker + said, block.line)
