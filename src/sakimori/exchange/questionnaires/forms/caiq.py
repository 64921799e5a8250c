"""The CSA CAIQ: as a workbook or CSV in version 4, version 3 and Lite, and as companies publish it on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.lists.grid import Lexicon
from sakimori.exchange.questionnaires.forms.fixed_form import read_forms
from sakimori.exchange.questionnaires.forms.form_columns import FixedForm, FormPart, find_form
from sakimori.exchange.questionnaires.forms.profile import Body, Ids, Profile, Recognised, column_of_ids
from sakimori.exchange.questionnaires.reading.answer_labels import is_plain_answer, is_qualified
from sakimori.exchange.questionnaires.reading.blocks import Block, BlockKind, read_blocks, unmarked
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.page import Draft, Pages, is_page
from sakimori.exchange.questionnaires.reading.result import Normal, RowClass
from sakimori.exchange.questionnaires.sheets.columns import mark_of

_CONTROL: Final = r"[A-Z]&?[A-Z]{1,2}[-‑]\d{2}"
ID: Final = rf"{_CONTROL}(?:\.\d{{1,2}})?"
_IN_CONTROL: Final = re.compile(rf"({_CONTROL})(?:\.\d{{1,2}})?")
_OF_V3: Final = frozenset({"AAC", "DSI", "EKM", "GRM", "MOS"})
_OF_V4: Final = frozenset({"A&A", "CEK", "DSP", "GRC", "LOG", "UEM"})
_OF_BOTH: Final = frozenset({"AIS", "BCR", "CCC", "DCS", "HRS", "IAM", "IPY", "IVS", "SEF", "STA", "TVM", "MDS"})
DOMAINS: Final = _OF_V3 | _OF_V4 | _OF_BOTH
_NAMED: Final = re.compile(r"\bCAIQ|Consensus\s+Assessments?\b", re.IGNORECASE)
_LITE: Final = re.compile(r"CAIQ[\s_-]*Lite|\bLite\b", re.IGNORECASE)
_LEAST: Final = 3
_ANOTHER: Final = 0.4
_LOOKED_AT: Final = 5


def controls_of(question_id: str) -> tuple[str, ...]:
    """The control to which a question belongs; a range of questions belongs to none alone."""
    found = _IN_CONTROL.fullmatch(question_id)
    return (f"ccm:{found.group(1).replace('‑', '-')}",) if found else ()


IDS: Final = Ids(
    whole=re.compile(rf"{ID}(?:\s*(?:[–—~〜-]|to|through)\s*{ID})?"),
    heading=re.compile(_CONTROL),
    sentinel=re.compile(r"\bEnd of (?:the )?(?:Standard|Questionnaire|Document)\b", re.IGNORECASE),
    controls=controls_of,
)
_LEXICON: Final[Lexicon[FormPart]] = Lexicon(
    {
        FormPart.ID: "Question ID|CAIQ ID|CAIQ Question ID|CID|ID|質問番号|質問ID|番号|項番",
        FormPart.QUESTION: (
            "Question|Questions|Assessment Question|Consensus Assessment Questions|Consensus Assessment Question|"
            "CAIQ Question|CAIQ-Lite Question|質問|質問内容|設問"
        ),
        FormPart.ANSWER: (
            "CSP CAIQ Answer|CAIQ Answer|Consensus Assessment Answers|Answer|Answers|CSP Answer|Response|"
            "Vendor Response|Vendor Answer|Yes/No/NA|Yes/No/N/A|Yes/No|Y/N/NA|Y/N|回答|ご回答"
        ),
        FormPart.OWNERSHIP: "SSRM Control Ownership|Control Ownership|SSRM|Shared Responsibility|責任分界|責任分担",
        FormPart.COMMENT: (
            "CSP Implementation Description|Implementation Description|Notes|Comments|Comment|Comments and Notes|"
            "Additional Information|Explanation|Details|備考|補足|コメント|実装の説明"
        ),
        FormPart.CONTROL: "CCM Control ID|Control ID|CCM ID|CGID",
        FormPart.SECTION: "CCM Domain Title|Control Domain|Control Group|CCM Domain|Domain Title|Domain|ドメイン|領域",
        FormPart.SUBSECTION: "CCM Control Title|Control Title",
    }
)


def forms(document: Document) -> tuple[tuple[Sheet, FixedForm], ...]:
    """Each visible sheet that is laid out as a CAIQ."""
    return document.once(_all_forms)


def _all_forms(document: Document) -> tuple[tuple[Sheet, FixedForm], ...]:
    return tuple(_found_forms(document))


def _found_forms(document: Document) -> Iterator[tuple[Sheet, FixedForm]]:
    for sheet in document.visible:
        form = find_form(sheet.grid, _LEXICON, IDS)
        ids = column_of_ids(sheet.grid, IDS) if form else None
        if form is None or ids is None:
            continue
        found = [key for row in sheet.grid.rows if (key := IDS.of(row.cell(ids)))]
        known = sum(question_id[:3] in DOMAINS for question_id in found)
        placed = form.with_ids_in(ids)
        # Ids where the questions or the answers would stand are no ids of questions.
        if known >= _LEAST and known * 2 > len(found) and placed.column(FormPart.ID) == ids:
            yield sheet, placed


def _version(document: Document) -> tuple[str, str, int] | None:
    """Which CAIQ a file is, the first id in it, and how many sheets have its form."""
    found = forms(document)
    if not found:
        return None
    column = [form.column(FormPart.ID) or 0 for _, form in found]
    all_ids = [
        key
        for (sheet, _), place in zip(found, column, strict=True)
        for row in sheet.grid.rows
        if (key := IDS.of(row.cell(place)))
    ]
    domains = {question_id[:3] for question_id in all_ids}
    if any(_LITE.search(text) for text in _headlines(document, found)):
        return "caiq-lite", all_ids[0], len(found)
    is_v3 = len(domains & _OF_V3) > len(domains & _OF_V4) or (not domains & _OF_V4 and bool(found[0][1].marks))
    return ("caiq-3" if is_v3 else "caiq-4"), all_ids[0], len(found)


def _headlines(document: Document, found: Sequence[tuple[Sheet, FixedForm]]) -> Iterator[str]:
    """Where a file says what it is: its name, its tabs, and what stands above the header."""
    yield document.filename
    for sheet, form in found:
        yield sheet.name
        for row in sheet.grid.rows[:_LOOKED_AT]:
            if row.number <= form.header.row - form.header.depth:
                yield from row.own.values()


def _recognise(profile: str, document: Document) -> Recognised | None:
    version = _version(document)
    if version is None:
        return None
    is_named = any(_NAMED.search(text) for text in _headlines(document, forms(document)))
    why = Text(
        f"CCMの番号（{version[1]}など）と、質問・回答の見出しがあります。",
        f"It has ids of the CCM such as {version[1]}, and headers of questions and answers.",
    )
    if version[0] != profile:
        # All are laid out alike, so that somebody who knows better may name another.
        return Recognised(_ANOTHER, why)
    return Recognised(0.98 if is_named else 0.9, why)


def _read(document: Document, meanings: Meanings) -> Body:
    found = forms(document)
    above = (
        cell
        for sheet, form in found
        for row in sheet.grid.rows
        if row.number < form.header.row
        for cell in row.own.values()
    )
    title = next(filter(_NAMED.search, above), "")
    return replace(read_forms(document, found, IDS, meanings), title=title)


def _profile(profile_id: str, ja: str, en: str) -> Profile:
    return Profile(profile_id, Text(ja, en), partial(_recognise, profile_id), _read)


CAIQ_4: Final = _profile("caiq-4", "CSA CAIQ v4", "CSA CAIQ v4")
CAIQ_3: Final = _profile("caiq-3", "CSA CAIQ v3", "CSA CAIQ v3")
CAIQ_LITE: Final = _profile("caiq-lite", "CSA CAIQ-Lite", "CSA CAIQ-Lite")


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
    is_sheet = document.kind is not SourceKind.MARKDOWN and _version(document) is not None
    if is_sheet or not is_page(document):
        return None
    found = [found_id for block in _blocks(document) if (found_id := _leading_id(block))]
    is_named = bool(_NAMED_ON_PAGE.search(document.text))
    known = sum(found_id[:3] in DOMAINS for found_id in found)
    if not found or (not is_named and (len(found) < _LEAST or known * 2 < len(found))):
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
    return pages.body()


CAIQ_PAGE: Final = Profile("caiq-page", Text("CSA CAIQ（公開ページ）", "CSA CAIQ as a published page"), recognise, read)


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
        draft.answer_label = "" if is_plain_answer(head) else head
    if cell("customer"):
        draft.more[_CUSTOMER] = cell("customer")
    pages.seen(block, RowClass.QUESTION)
    pages.open = None


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
