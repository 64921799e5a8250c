"""HECVAT: form sheets with an id in the first column, whose texts are looked up in a hidden list of all questions.

Sheets for the evaluation repeat ids and answers by formula; what stands there was not answered there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid, GridRow, Header, Lexicon, header_of
from sakimori.exchange.questionnaires.forms.fixed_form import read_forms
from sakimori.exchange.questionnaires.forms.form_columns import FixedForm, FormPart, form_of
from sakimori.exchange.questionnaires.forms.profile import Body, Ids, Profile, Recognised, column_of_ids
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings

IDS: Final = Ids(whole=re.compile(r"[A-Z]{4}-\d{2,3}"))
_LEXICON: Final[Lexicon[FormPart]] = Lexicon(
    {
        FormPart.ID: "ID|Question ID|New ID|No|No.|#",
        FormPart.ANSWER: "Answer|Answers|Vendor Answer|Vendor Answers|Solution Provider Answer|Response"
        "|Vendor Response",
        FormPart.COMMENT: "Additional Information|Additional Info|Additional Information/Comments",
        FormPart.GUIDANCE: "Guidance",
        FormPart.QUESTION: "Question|Questions",
    }
)
_BY_PLACE: Final = {1: FormPart.QUESTION, 2: FormPart.ANSWER, 3: FormPart.COMMENT, 4: FormPart.GUIDANCE}
_LABELS_BY_PLACE: Final = ("ID", "Question", "Answer", "Additional Information", "Guidance", "Analyst Notes")
_START: Final = re.compile(r"\s*start here\s*", re.IGNORECASE)
_MASTER: Final = re.compile(r"\s*questions\s*", re.IGNORECASE)
_EVALUATES: Final = re.compile(
    r"evaluat|summary|report|scor|crosswalk|standard|high.?risk|auto response|acknowledg|change ?log|values",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"HECVAT|Higher Education Community Vendor Assessment", re.IGNORECASE)
_KEPT: Final = re.compile(r"compliant response|default (?:importance|weight)|preferred response", re.IGNORECASE)
_LEAST: Final = 5
_LOOKED_AT: Final = 10
_LONGEST_TITLE: Final = 120
_MASTER_WHY: Final = Text("質問の一覧です。本文などを取りました。", "It lists all questions; texts were taken.")
_EVALUATION: Final = Text("評価用のシートで、回答を写しています。", "It is for the evaluation and repeats answers.")
_OTHER: Final = Text("質問がありません。", "It has no questions.")


def recognise(document: Document) -> Recognised | None:
    """A workbook with ids of this form on several rows, and a name or a hidden list that goes with them."""
    forms = [sheet for sheet in document.visible if _is_form(sheet)]
    if not forms:
        return None
    has_start = any(_START.fullmatch(sheet.name) for sheet in document.sheets)
    has_master = _master(document) is not None
    is_named = bool(_NAMED.search(document.filename)) or any(_names_itself(sheet.grid) for sheet in document.visible)
    if not (is_named or has_master or has_start):
        return None
    count = len(forms)
    return Recognised(
        0.99 if has_start and has_master else 0.93,
        Text(f"HECVATの番号のあるシートが{count}枚あります。", f"Sheets with ids of HECVAT: {count}."),
    )


def read(document: Document, meanings: Meanings) -> Body:
    """The questions of each form sheet, with what the list of all questions says of them."""
    texts, known = _of_master(_master(document))
    forms = ((sheet, _form(sheet)) for sheet in document.visible if _is_form(sheet))
    body = read_forms(document, forms, IDS, meanings, other=_OTHER, why_skipped=_why)
    questions = (
        replace(
            question,
            text=question.text or texts.get(question.id, ""),
            more={**known.get(question.id, {}), **question.more},
        )
        for question in body.questions
    )
    return replace(body, questions=tuple(questions), title=_title(document))


def _why(sheet: Sheet) -> Text | None:
    if sheet.is_hidden:
        return _MASTER_WHY if _MASTER.fullmatch(sheet.name) else None
    return _EVALUATION if _ids_in(sheet.grid) else None


def _ids_in(grid: Grid) -> list[tuple[GridRow, int]]:
    """The rows with an id, and the column of it."""
    column = column_of_ids(grid, IDS)
    if column is None:
        return []
    return [(row, column) for row in grid.rows if IDS.of(row.cell(column))]


def _is_form(sheet: Sheet) -> bool:
    """Whether answers are given on a sheet: its ids lead their rows, and its answers are no formulas."""
    if sheet.is_hidden or _MASTER.fullmatch(sheet.name) or _EVALUATES.search(sheet.name):
        return False
    found = _ids_in(sheet.grid)
    if len(found) < 1 or found[0][1] != 0:
        return False
    answer = _form(sheet).column(FormPart.ANSWER)
    computed = sum((row.number, answer) in sheet.facts.formulas for row, _ in found)
    return computed * 2 < len(found)


def _form(sheet: Sheet) -> FixedForm:
    """The columns by the labels above the first id, else by their places."""
    first = _ids_in(sheet.grid)[0][0].number
    for row in reversed([row for row in sheet.grid.rows if row.number < first]):
        form = form_of(header_of(row), _LEXICON)
        if {FormPart.ANSWER, FormPart.COMMENT} <= set(form.parts.values()):
            question = {} if form.column(FormPart.QUESTION) is not None else {1: FormPart.QUESTION}
            header = form.header
            if row.cell(0) and form.parts.get(0) is not FormPart.ID:
                # The labels stand beside the heading of the first questions, which is none of them.
                header = Header(row.number - 1, 0, ("", *header.labels[1:]))
            return FixedForm(header, {**question, **form.parts, 0: FormPart.ID}, doubt=form.doubt)
    header = Header(0, 0, _LABELS_BY_PLACE)
    return FixedForm(header, {0: FormPart.ID, **_BY_PLACE})


def _master(document: Document) -> Sheet | None:
    """The list of all questions."""
    named = (sheet for sheet in document.sheets if _MASTER.fullmatch(sheet.name))
    return next((sheet for sheet in named if len(_ids_in(sheet.grid)) >= _LEAST), None)


def _of_master(master: Sheet | None) -> tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]]:
    """The text of each id, and what is expected of its answer."""
    if master is None:
        return {}, {}
    found = _ids_in(master.grid)
    above = [row for row in master.grid.rows[:_LOOKED_AT] if row.number < found[0][0].number]
    header = next((row for row in reversed(above) if any(map(_KEPT.search, row.cells))), above[-1] if above else None)
    labels = [cell.strip() for cell in header.cells] if header else []
    text = next((place for place, label in enumerate(labels) if label.casefold() == "question"), found[0][1] + 1)
    kept = {place: label for place, label in enumerate(labels) if _KEPT.fullmatch(label)}
    texts: dict[str, str] = {}
    known: dict[str, dict[str, str]] = {}
    for row, column in found:
        key = IDS.of(row.cell(column))
        texts.setdefault(key, row.cell(text))
        said = {label: row.cell(place) for place, label in kept.items() if row.cell(place)}
        known.setdefault(key, said)
    return texts, known


def _names_itself(grid: Grid) -> bool:
    return any(_NAMED.search(cell) for row in grid.rows[:_LOOKED_AT] for cell in row.own.values())


def _title(document: Document) -> str:
    cells = (cell for sheet in document.visible for row in sheet.grid.rows[:_LOOKED_AT] for cell in row.own.values())
    return next((cell for cell in cells if _NAMED.search(cell) and len(cell) <= _LONGEST_TITLE), "")


PROFILE: Final = Profile("hecvat", Text("HECVAT", "HECVAT"), recognise, read)
