"""The workbook that a vendor gets: what is open, what is offered, and what it says while it is filled in."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kit.examples import examples
from kit.files.formulas import Sheets
from kit.packs_out import (
    ANSWER,
    AT,
    CHECK,
    EVERY,
    EVIDENCE,
    FIRST_ROW,
    ID,
    ODD,
    PACKS,
    REASON,
    SHEETS,
    answers_to,
    bytes_of,
    filled_in,
    opened,
    order,
)  # fmt: skip
from sakimori.domain.questions.condition import AnswerIn, AnyOf
from sakimori.domain.questions.evaluation import Visibility, evidence_due, visibilities
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Pack, QuestionType
from sakimori.exchange.questionnaires.ours.pack_answers import answer_options
from sakimori.exchange.questionnaires.ours.pack_formulas import (
    DEPENDS,
    DONE,
    KEPT,
    MISSING,
    NUMBER,
    OPTIONAL,
    PROOF,
    SKIP,
)
from sakimori.exchange.questionnaires.ours.pack_formulas import REASON as NEEDS_REASON
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order, give
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter, pack_workbook

TRUTH = {Visibility.VISIBLE: 1, Visibility.HIDDEN: 0, Visibility.PENDING: 0.5}
BY_PACK = pytest.mark.parametrize("pack", EVERY, ids=lambda pack: pack.id)


@BY_PACK
@pytest.mark.parametrize("language", ["ja", "en"])
def test_only_the_cells_of_answers_are_open_and_they_offer_what_is_asked(pack: Pack, language: str) -> None:
    book = opened(give(pack, Form.XLSX, order(language=language)))
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible", "hidden"]
    sheet, kept = book[SHEETS[language]], book[KEPT]
    questions = pack.asked_in("full")
    offers = {
        str(cell): (rule.formula1, rule.showErrorMessage)
        for rule in sheet.data_validations.dataValidation
        for cell in str(rule.sqref).split()
    }
    for row, question in enumerate(questions, start=FIRST_ROW):
        assert sheet.cell(row, ID).value == question.id
        open_cells = [cell.column for cell in sheet[row] if not cell.protection.locked]
        assert open_cells == [ANSWER, REASON, EVIDENCE]
        formula, is_strict = offers[f"E{row}"]
        _, _, area = formula.rpartition("!")
        words = [cell.value for cells in kept[area.replace("$", "")] for cell in cells]
        assert words == list(answer_options(question, language))
        assert bool(is_strict) == (question.type is QuestionType.CHOICE)
    locked = [cell for row in sheet.iter_rows(max_row=FIRST_ROW - 1) for cell in row if not cell.protection.locked]
    assert not locked
    assert all(cell.protection.locked for sheet in (book.worksheets[0], kept) for row in sheet for cell in row)


@BY_PACK
def test_equal_content_gives_equal_bytes(pack: Pack) -> None:
    for form in Form:
        assert give(pack, form, order()) == give(pack, form, order())


def test_texts_of_a_pack_and_of_a_letter_never_become_formulas_or_links() -> None:
    letter = Letter("=1+1", "@SUM(A1)", date(2027, 1, 31), "https://x.example")
    data = pack_workbook(ODD, "full", "ja", letter=letter)
    book = opened(data)
    computed = [
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    ]
    count = len(ODD.questions)
    assert len(computed) == 1 + count + 4 * count
    cover = [cell.value for cell in book["表紙"]["B"]]
    assert {"=1+1", "@SUM(A1)", "2027-01-31", "https://x.example"} <= set(cover)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [name for name in archive.namelist() if "worksheets/" in name]
        assert not any("hyperlink" in archive.read(name).decode() for name in parts)


def test_a_cover_names_only_what_was_given() -> None:
    labels = [cell.value for cell in opened(pack_workbook(ODD, "light", "en"))["Cover"]["A"] if cell.value]
    assert "Asked by" not in labels
    assert "Depth" in labels


def computed(sheets: Sheets, pack: Pack, language: str = "ja") -> dict[str, tuple[object, object]]:
    """What the workbook computes of each question: its truth, and the word in the last column."""
    sheet = sheets.book[SHEETS[language]]
    truths = {
        str(row[0].value): sheets.value(KEPT, row[2].coordinate) for row in sheets.book[KEPT].iter_rows(min_row=3)
    }
    return {
        str(sheet.cell(row, ID).value): (
            truths[str(sheet.cell(row, ID).value)],
            sheets.value(sheet.title, sheet.cell(row, CHECK).coordinate),
        )
        for row in range(FIRST_ROW, FIRST_ROW + len(pack.asked_in("full")))
    }


def expected_word(pack: Pack, number: str, seen: Visibility, answer: AnswerValue | None) -> str:
    question = pack.question(number)
    if seen is Visibility.HIDDEN:
        return SKIP.ja
    if answer is None:
        blank = MISSING if question.required else OPTIONAL
        return (DEPENDS if seen is Visibility.PENDING else blank).ja
    chosen = [question.choice(given) for given in answer.given] if answer.state is AnswerState.ANSWERED else []
    needs = answer.state is AnswerState.NA or any(choice.reason_required for choice in chosen if choice)
    return (NEEDS_REASON if needs and not answer.reason else DONE).ja


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data(), st.sampled_from(EVERY), st.booleans())
def test_the_workbook_says_of_each_question_what_the_pack_says(data: st.DataObject, pack: Pack, known: bool) -> None:
    given_answers = data.draw(answers_to(pack))
    facts = {fact.id: data.draw(st.sampled_from(["true", "false"])) for fact in pack.facts} if known else {}
    sent = give(pack, Form.XLSX, Order("full", "ja", AT, facts=facts))
    book = filled_in(sent, pack, given_answers, sent="ja")
    seen = visibilities(pack, "full", given_answers, facts)
    found = computed(Sheets(book), pack)
    assert {number: truth for number, (truth, _) in found.items()} == {n: TRUTH[v] for n, v in seen.items()}
    for number, (_, word) in found.items():
        assert word == expected_word(pack, number, seen[number], given_answers.get(number)), number


def cached(data: bytes, language: str) -> dict[str, object]:
    sheet = load_workbook(io.BytesIO(data), data_only=True)[SHEETS[language]]
    return {str(sheet.cell(row, ID).value): sheet.cell(row, CHECK).value for row in range(FIRST_ROW, sheet.max_row + 1)}


@BY_PACK
def test_what_stands_there_before_anything_is_computed_is_what_would_be(pack: Pack) -> None:
    for facts in ({}, {fact.id: "false" for fact in pack.facts}, {fact.id: "true" for fact in pack.facts}):
        data = give(pack, Form.XLSX, Order("full", "en", AT, facts=facts))
        words = {number: word for number, (_, word) in computed(Sheets(opened(data)), pack, "en").items()}
        assert cached(data, "en") == words
        book = load_workbook(io.BytesIO(data), data_only=True)
        todo = [row[1].value for row in book["Cover"] if row[0].value == "Still to do"]
        assert todo == [list(words.values()).count(MISSING.en)]


def test_evidence_that_an_answer_calls_for_is_asked_until_it_is_named() -> None:
    pack = PACKS["jp-cloud"]
    number = next(q.id for q in pack.asked_in("full") if q.when is None and evidence_due(q, AnswerValue("yes")))
    book = filled_in(give(pack, Form.XLSX, order()), pack, {number: AnswerValue("yes")}, sent="ja")
    assert computed(Sheets(book), pack)[number][1] == DONE.ja
    row = next(row for row in range(FIRST_ROW, 99) if book["質問"].cell(row, ID).value == number)
    book["質問"].cell(row, EVIDENCE).value = None
    assert computed(Sheets(book), pack)[number][1] == PROOF.ja


@pytest.mark.parametrize(("written", "word"), [(30, DONE), ("30日", NUMBER), ("不明", DONE), ("about 30", NUMBER)])
def test_a_number_is_asked_for_where_one_is_needed(written: object, word: object) -> None:
    book = opened(give(ODD, Form.XLSX, order()))
    row = next(row for row in range(FIRST_ROW, 99) if book["質問"].cell(row, ID).value == "Q-4")
    book["質問"].cell(row, ANSWER).value = written  # type: ignore[assignment]
    found = computed(Sheets(book), ODD)["Q-4"][1]
    assert found == getattr(word, "ja", "")


def test_rows_that_were_moved_keep_their_words() -> None:
    answers = {"Q-1": AnswerValue("no"), "Q-5": AnswerValue("https://x.example")}
    book = filled_in(give(ODD, Form.XLSX, order()), ODD, answers, sent="ja")
    before = computed(Sheets(book), ODD)
    sheet, last = book["質問"], FIRST_ROW + len(ODD.questions) - 1
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(FIRST_ROW, last)]
    for at, row in enumerate(reversed(rows), start=FIRST_ROW):
        for column, value in enumerate(row, start=1):
            moved = re.sub(rf"(?<![!$A-Z])([EFG]){last + FIRST_ROW - at}\b", rf"\g<1>{at}", str(value))
            sheet.cell(at, column).value = moved if isinstance(value, str) and value.startswith("=") else value
    assert computed(Sheets(book), ODD) == before


def test_a_condition_too_long_for_a_spreadsheet_hides_nothing() -> None:
    long = AnyOf(tuple(AnswerIn("Q-1", ("yes",)) for _ in range(200)))
    pack = replace(ODD, questions=tuple(replace(q, when=long) if q.id == "Q-2" else q for q in ODD.questions))
    book = filled_in(give(pack, Form.XLSX, order()), pack, {"Q-1": AnswerValue("no")}, sent="ja")
    assert computed(Sheets(book), pack)["Q-2"] == (0.5, DEPENDS.ja)
    assert all(len(str(cell.value)) < 8_192 for sheet in book.worksheets for row in sheet for cell in row)


def office() -> str:
    """LibreOffice; without it the test is skipped at home and fails in CI."""
    found = shutil.which("soffice")
    if found is None:
        why = "no LibreOffice: apt-get install libreoffice-calc-nogui"
        if os.environ.get("CI"):
            pytest.fail(why, pytrace=False)
        pytest.skip(why)
    return found


def test_libreoffice_computes_the_same_and_the_file_stays_ours(tmp_path: Path) -> None:
    pack = PACKS["jp-cloud"]
    answers = {"O-06": AnswerValue("no"), "T-12": AnswerValue("partly"), "X-03": AnswerValue("none")}
    book = filled_in(give(pack, Form.XLSX, order()), pack, answers, sent="ja")
    (tmp_path / "in.xlsx").write_bytes(bytes_of(book))
    command = [office(), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", tmp_path / "out", tmp_path / "in.xlsx"], check=True, capture_output=True)
    saved = (tmp_path / "out" / "in.xlsx").read_bytes()
    words = {number: word for number, (_, word) in computed(Sheets(book), pack).items()}
    assert cached(saved, "ja") == words
    assert list(words.values()).count(SKIP.ja) >= 2
