"""Replies into files that others published: each reads back, and nothing but the answers differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.questionnaires.replies.test_ods_answers import members
from sakimori.domain.questions.pack import AnswerState, AnswerValue
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.questionnaires.ours.private_pack import DESCRIBED, PackDetails, Polarity, private_pack
from sakimori.exchange.questionnaires.reading.document import Document, open_document
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.replies.form_cells import AnswerInForm, FormCells
from sakimori.exchange.questionnaires.replies.reread import misread
from sakimori.exchange.questionnaires.replies.write import write_answers

pytestmark = pytest.mark.samples

FORMS = {
    "azure-review-checklists/alz_checklist.ja.xlsx": 245,
    "growi-docs/derived/ipa_wiki.xlsx": 29,
    "growi-docs/derived/meti_wiki.xlsx": 49,
    "growi-docs/derived/meti_wiki_cp932.csv": 49,
    "growi-docs/derived/meti_wiki_utf16.csv": 49,
    "growi-docs/derived/meti_wiki_utf8bom.csv": 49,
    "octopus-caiq-lite/index.md": 69,
    "owasp-mobile-ja/Mobile_App_Security_Checklist-Japanese_1.1.2.xlsx": 59,
    "sig-lite-answer-library/sig-lite-answer-library-template.csv": 33,
    "vendorsec-mvsp/questions.md": 12,
}
"""Files in which answers can go back, and how many questions take one of their own choices with a remark."""


def cells(document: Document) -> dict[tuple[str, int, int], str]:
    return {
        (sheet.name, row.number, column): text
        for sheet in document.sheets
        for row in sheet.grid.rows
        for column, text in enumerate(row.cells)
        if column not in row.copies | row.from_above
    }


@pytest.mark.parametrize("name", FORMS)
def test_a_published_form_takes_answers_and_keeps_all_else(name: str, samples: Path) -> None:
    path = samples / name
    data = path.read_bytes()
    document, reading = open_document(data, path.name), read_questionnaire(data, path.name)
    pack, ids = private_pack(reading, PackDetails(pack_id="form-1", title="様式", sound=Polarity.YES))
    form = FormCells(document, reading, {}, pack.authoritative)
    written: dict[int, AnswerInForm] = {}
    questions = {one.id: one for one in pack.questions}
    for number, (asked, key) in enumerate(zip(reading.questions, ids, strict=True)):
        question = questions[key]
        choice = question.choices[number % len(question.choices)].id if question.choices else ""
        reason = f"説明{number}" if choice == DESCRIBED else ""
        answer = AnswerValue((choice or f"本文{number}",), AnswerState.ANSWERED, reason)
        found = form.written(asked, question, answer, f"補足{number}")
        if isinstance(found, AnswerInForm):
            written[number] = found
    made = data
    while wrong := _wrong(data, path.name, form, written):
        for number in wrong:
            del written[number]
    new, _ = form.merged(written)
    made = write_answers(data, path.name, new)
    assert len(written) == FORMS[name]
    _only_these_differ(document, open_document(made, path.name), {(a.sheet, a.row, a.column or 0) for a in new})
    if document.kind is SourceKind.XLSX:
        was, is_now = dict(members(data)), dict(members(made))
        assert all(part.startswith("xl/worksheets/") for part in was if was[part] != is_now[part])


def _wrong(data: bytes, name: str, form: FormCells, written: dict[int, AnswerInForm]) -> frozenset[int]:
    new, torn = form.merged(written)
    after = read_questionnaire(write_answers(data, name, new), name, profile=form.reading.profile)
    return torn or misread(form.reading, after, written)


def _only_these_differ(was: Document, is_now: Document, places: set[tuple[str, int, int]]) -> None:
    before, after = cells(was), cells(is_now)
    changed = {place for place in before.keys() | after.keys() if before.get(place, "") != after.get(place, "")}
    assert changed <= places
    if was.kind is SourceKind.MARKDOWN:
        lines, kept = was.text.splitlines(), set(is_now.text.splitlines())
        gone = {number for number, line in enumerate(lines, start=1) if line not in kept}
        assert len(gone) <= len(places)
