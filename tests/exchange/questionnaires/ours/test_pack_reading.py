"""Our packs coming back: exactly what was answered, whatever was done to the file, and told where it is not ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kit.examples import examples, some
from kit.files.workbooks import member, with_member
from kit.packs_out import (
    ANSWER,
    CHECK,
    EVERY,
    FIRST_ROW,
    ID,
    ODD,
    PACKS,
    QUESTION,
    REASON,
    SHEETS,
    answers_to,
    bytes_of,
    filled_in,
    opened,
    order,
    read_back,
)  # fmt: skip
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Pack, TextRights
from sakimori.domain.values.text import Text
from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.forms.profile import Body
from sakimori.exchange.questionnaires.ours.pack_formulas import KEPT
from sakimori.exchange.questionnaires.ours.pack_matching import NAME, signature_of, signatures_in
from sakimori.exchange.questionnaires.ours.pack_out import Form, give
from sakimori.exchange.questionnaires.ours.pack_reading import answer_of, recognise
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, RowClass

BY_PACK = pytest.mark.parametrize("pack", EVERY, ids=lambda pack: pack.id)
CLOUD = PACKS["jp-cloud"]
ANSWERS = {
    "C-01": AnswerValue("例株式会社\n東京"),
    "C-02": AnswerValue(("JP", "US")),
    "C-04": AnswerValue("partly", reason="一部の\n利用者"),
    "X-03": AnswerValue("each_time"),
    "A-08": AnswerValue("3"),
    "T-02": AnswerValue(state=AnswerState.UNDISCLOSED),
    "T-04": AnswerValue(state=AnswerState.NA, reason="ログがない"),
}


def given_in(body: Body) -> dict[str, AnswerValue]:
    return {q.id: found for q in body.questions if (found := answer_of(q)) is not None}


def codes(body: Body) -> list[str]:
    return [note.code for note in body.notes]


def without_reason_note(body: Body) -> list[str]:
    return [code for code in codes(body) if code != "reason_missing"]


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data(), st.sampled_from(EVERY), st.sampled_from(["ja", "en"]), st.sampled_from(["ja", "en"]))
def test_every_answer_comes_back_in_either_language(data: st.DataObject, pack: Pack, sent: str, words: str) -> None:
    answers = data.draw(answers_to(pack))
    book = filled_in(give(pack, Form.XLSX, order(language=sent)), pack, answers, sent=sent, language=words)
    body = read_back(bytes_of(book), pack)
    assert given_in(body) == answers
    assert [question.id for question in body.questions] == [question.id for question in pack.asked_in("full")]
    assert {q.id: q.evidence for q in body.questions if q.evidence} == {number: f"{number}.pdf" for number in answers}
    assert without_reason_note(body) == []
    for question in body.questions:
        assert (question.normal is Normal.BLANK) == (question.id not in answers)
        assert question.normal is not Normal.AMBIGUOUS


@BY_PACK
@pytest.mark.parametrize("form", [Form.XLSX, Form.CSV, Form.MARKDOWN, Form.JSON])
@pytest.mark.parametrize("group", ["light", "full"])
def test_what_nobody_filled_in_asks_all_and_answers_nothing(pack: Pack, form: Form, group: str) -> None:
    for language in some(("ja", "en"), len(group), one_in=2):
        data = give(pack, form, order(group, language))
        body = read_back(data, pack, name=f"x.{form}")
        asked = pack.questions if form is Form.JSON else pack.asked_in(group)
        assert [q.id for q in body.questions] == [q.id for q in asked]
        assert {q.normal for q in body.questions} == {Normal.BLANK}
        assert body.notes == ()
        tongue = pack.authoritative if form is Form.JSON else language
        assert body.title == pack.title.get(tongue)
        for read, question in zip(body.questions, asked, strict=True):
            assert "".join(read.text.split()) == "".join(question.text.get(tongue).split())


@pytest.mark.parametrize("pack", PACKS.values(), ids=list(PACKS))
def test_the_shelf_is_found_without_being_told(pack: Pack) -> None:
    found = read_questionnaire(give(pack, Form.XLSX, order()), "returned.xlsx")
    assert (found.profile, found.notes) == ("sakimori-pack", ())
    assert len(found.questions) == len(pack.asked_in("full"))


def returned() -> Workbook:
    return filled_in(give(CLOUD, Form.XLSX, order()), CLOUD, ANSWERS, sent="ja")


def test_the_visible_signature_alone_is_enough() -> None:
    book = returned()
    del book[KEPT]
    del book["表紙"]
    del book.defined_names[NAME]
    body = read_back(bytes_of(book), CLOUD)
    assert given_in(body) == ANSWERS
    assert codes(body) == []


def test_the_name_alone_is_enough() -> None:
    book = returned()
    del book[KEPT]
    del book["表紙"]
    book["質問"].delete_rows(1, 3)
    assert given_in(read_back(bytes_of(book), CLOUD)) == ANSWERS


def test_rows_may_be_sorted_columns_moved_and_sheets_renamed() -> None:
    rows = [[cell.value for cell in row] for row in returned()["質問"].iter_rows(max_col=CHECK - 1)]
    body_rows = sorted(rows[FIRST_ROW - 1 :], key=lambda row: str(row[QUESTION - 1]))
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "回答（最終）"
    for row in [*body_rows[:3], *rows[: FIRST_ROW - 1], *body_rows[3:]][3:]:
        sheet.append([None, *reversed(row)])
    for row in body_rows[:3]:
        sheet.append([None, *reversed(row)])
    body = read_back(bytes_of(book), CLOUD)
    assert (given_in(body), codes(body), body.sheets) == (ANSWERS, [], ("回答（最終）",))


@pytest.mark.parametrize("broken", ["", "Ｃ－０１", " C-01\u200b", "質問1"])
def test_a_question_of_ours_whose_id_was_broken_is_known_by_what_it_looks_like_or_says(broken: str) -> None:
    book = returned()
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=FIRST_ROW):
            if row[ID - 1].value == "C-01":
                row[ID - 1].value = broken
    body = read_back(bytes_of(book), CLOUD)
    assert given_in(body) == ANSWERS


def test_a_sheet_that_was_copied_is_read_twice_and_differences_are_told() -> None:
    book = returned()
    copy = book.copy_worksheet(book["質問"])
    copy.title = "控え"
    assert codes(read_back(bytes_of(book), CLOUD)) == []
    copy.cell(FIRST_ROW, ANSWER).value = "別の会社"
    (note,) = read_back(bytes_of(book), CLOUD).notes
    assert note.code == "doubled_ids"
    assert "C-01" in note.message.ja


def replaced(old: str, new: str) -> bytes:
    """The workbook with every signature changed."""
    data = bytes_of(returned())
    for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
        if name.endswith(".xml") and old in (text := member(data, name)):
            data = with_member(data, name, text.replace(old, new))
    return data


def test_a_forged_signature_is_told_and_the_choices_are_not_trusted() -> None:
    signature = signature_of(CLOUD, "full", "ja")
    forged = replace(signature, digest="0" * 64)
    body = read_back(replaced(signature.line, forged.line), CLOUD)
    assert codes(body)[0] == "signature_differs"
    assert given_in(body) == {}
    assert next(q for q in body.questions if q.id == "C-04").normal is Normal.PARTLY


def test_another_version_is_told() -> None:
    signature = signature_of(CLOUD, "full", "ja")
    data = replaced(signature.line, replace(signature, version="0.9").line)
    body = read_back(data, CLOUD)
    assert codes(body) == ["pack_not_held"]
    assert "0.9" in body.notes[0].message.ja
    assert given_in(body) == {}
    older = replace(CLOUD, version="0.9")
    sent = filled_in(give(older, Form.XLSX, order()), older, ANSWERS, sent="ja")
    body = read_back(bytes_of(sent), older)
    assert codes(body) == ["pack_older"]
    assert given_in(body) == ANSWERS


@pytest.mark.parametrize(
    ("old", "new"), [(" full ja ", " light ja "), (f"jp-cloud@{CLOUD.version} full", "jp-cloud@9.9 full")]
)
def test_a_signature_that_somebody_edited_is_told(old: str, new: str) -> None:
    body = read_back(replaced(old, new), CLOUD)
    assert codes(body)[0] == "signature_damaged"
    assert given_in(body) == {}


def test_signatures_that_contradict_each_other_are_told() -> None:
    book = returned()
    book["質問"]["A3"].value = signature_of(CLOUD, "light", "ja").line
    body = read_back(bytes_of(book), CLOUD)
    assert codes(body)[0] == "signatures_differ"
    assert given_in(body) == {}


def test_what_was_changed_added_or_taken_away_is_told() -> None:
    book = returned()
    sheet = book["質問"]
    sheet.cell(FIRST_ROW + 3, QUESTION).value = "通知しないことがありますか。"
    sheet.delete_rows(FIRST_ROW + 1)
    last = sheet.max_row
    sheet.cell(last + 1, ID).value = "Z-99"
    sheet.cell(last + 1, QUESTION).value = "追加の質問"
    sheet.cell(last + 2, ID).value = "memo"
    sheet.cell(last + 3, QUESTION).value = "以上です"
    body = read_back(bytes_of(book), CLOUD)
    assert [(note.code, note.message.en.rpartition(": ")[2]) for note in body.notes] == [
        ("wording_changed", "C-04"), ("ids_not_sent", "Z-99"), ("ids_missing", "C-02"),
    ]  # fmt: skip
    assert [row.row_class for row in body.rows][-2:] == [RowClass.NOTE, RowClass.NOTE]
    assert given_in(body) == {number: answer for number, answer in ANSWERS.items() if number != "C-02"}


def written(answers: Mapping[str, object], *, meanings: Mapping[str, Normal] | None = None) -> Body:
    book = opened(give(CLOUD, Form.XLSX, order()))
    sheet = book["質問"]
    for row in range(FIRST_ROW, sheet.max_row + 1):
        if (number := str(sheet.cell(row, ID).value)) in answers:
            sheet.cell(row, ANSWER).value = answers[number]  # type: ignore[assignment]
    return read_back(bytes_of(book), CLOUD, meanings=Meanings(said=meanings or {}))


def test_answers_that_do_not_fit_are_told_and_never_guessed() -> None:
    body = written({"C-04": "検討中", "A-08": "そのうち", "C-05": "なし", "C-06": "たぶん"})
    by_id = {question.id: question for question in body.questions}
    assert [(by_id[n].normal, answer_of(by_id[n])) for n in ("C-04", "A-08", "C-05", "C-06")] == [
        (Normal.PLANNED, None), (Normal.TEXT, None), (Normal.AMBIGUOUS, None), (Normal.TEXT, None),
    ]  # fmt: skip
    assert Flag.NOT_IN_LIST in by_id["C-04"].flags & by_id["C-06"].flags
    notes = {note.code: note.message.ja.rpartition(": ")[2] for note in body.notes}
    assert notes["answer_unclear"] == "C-04, C-06, A-08"


def test_an_ambiguous_word_counts_once_somebody_said_what_it_means() -> None:
    body = written({"C-05": "なし"}, meanings={"なし": Normal.NO})
    assert given_in(body) == {"C-05": AnswerValue("no")}


def test_numbers_and_per_cents_typed_as_such_are_read_as_shown() -> None:
    assert given_in(written({"A-08": 3}))["A-08"] == AnswerValue("3")
    assert given_in(written({"A-08": 2.5}))["A-08"] == AnswerValue("2.5")


def test_a_reason_that_is_needed_and_missing_is_told() -> None:
    body = written({"C-04": "一部", "C-05": "該当なし", "X-03": "接続しない"})
    (note,) = body.notes
    assert (note.code, note.message.en.rpartition(": ")[2]) == ("reason_missing", "C-04, C-05")
    assert Flag.NA_WITHOUT_REASON in next(q for q in body.questions if q.id == "C-05").flags


def test_hidden_rows_are_read_and_flagged_and_hidden_sheets_are_not() -> None:
    book = returned()
    book["質問"].row_dimensions[FIRST_ROW].hidden = True
    body = read_back(bytes_of(book), CLOUD)
    assert Flag.HIDDEN_ROW in body.questions[0].flags
    book["質問"].sheet_state = "hidden"
    assert recognise(open_document(bytes_of(book), "x.xlsx")) is None


def test_a_csv_and_a_page_come_back_filled_in() -> None:
    csv = give(CLOUD, Form.CSV, order()).decode("utf-8-sig")
    line = next(line for line in csv.splitlines() if line.startswith('"C-04"'))
    filled = csv.replace(line, line.replace('"","",""', '"一部","=理由","=a.pdf"'))
    body = read_back(filled.encode(), CLOUD, name="back.csv")
    assert given_in(body) == {"C-04": AnswerValue("partly", reason="=理由")}
    page = give(CLOUD, Form.MARKDOWN, order(language="en")).decode()
    line = next(line for line in page.splitlines() if line.startswith("| C-04"))
    filled = page.replace(line, line.removesuffix("|  |  |  |") + "| No |  | [x](y) |")
    body = read_back(filled.encode(), CLOUD, name="back.md")
    assert given_in(body) == {"C-04": AnswerValue("no")}


def test_wording_that_is_not_ours_comes_back_by_its_ids() -> None:
    source = replace(CLOUD.source, text_rights=TextRights.USER_SUPPLIED)
    theirs = replace(CLOUD, source=source)
    book = opened(give(theirs, Form.XLSX, order()))
    row = next(row for row in range(FIRST_ROW, 99) if book["質問"].cell(row, ID).value == "X-03")
    book["質問"].cell(row, ANSWER).value = "each_time"
    book["質問"].cell(row, REASON).value = "都度"
    body = read_back(bytes_of(book), theirs)
    assert given_in(body) == {"X-03": AnswerValue("each_time", reason="都度")}
    assert body.notes == ()


def test_a_pack_in_json_that_somebody_changed_is_refused() -> None:
    text = give(ODD, Form.JSON, order()).decode()
    assert read_questionnaire(text.encode(), "odd.json").profile == "sakimori-pack"
    with pytest.raises(UnreadableFileError) as refused:
        read_questionnaire(text.replace("いつですか。", "いつ？").encode(), "odd.json")
    assert "lint" in refused.value.message("ja")


@given(st.text(max_size=200))
def test_no_text_is_taken_for_a_signature_by_chance(text: str) -> None:
    assert signatures_in([text]) == ()
    line = signature_of(ODD, "full", "en").line
    (found,) = signatures_in([f"{text} {line}", line])
    assert found.line == line
    assert found.is_whole


CELLS = st.sampled_from(["番号", "回答", "質問", "C-01", "はい", "", "S", "理由・補足説明", "a|b", "=1"])


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=9))
def test_any_table_under_a_signature_reconciles(rows: list[list[str]]) -> None:
    book = Workbook()
    book.worksheets[0].append([signature_of(CLOUD, "full", "ja").line])
    for row in rows:
        book.worksheets[0].append(row)
    data = bytes_of(book)
    if recognise(open_document(data, "x.xlsx")) is not None:
        read_back(data, CLOUD)


def test_a_sheet_without_our_columns_is_left_to_other_readers() -> None:
    book = Workbook()
    book.worksheets[0].append([signature_of(CLOUD, "full", "ja").line])
    book.worksheets[0].append(["No.", "設問", "ご回答"])
    book.worksheets[0].append(["1", "暗号化していますか。", "はい"])
    assert recognise(open_document(bytes_of(book), "x.xlsx")) is None


def test_texts_that_a_pack_may_hold_cannot_break_its_signature() -> None:
    assert SHEETS.keys() == {"ja", "en"}
    pack = replace(ODD, title=Text("SAKIMORI-PACK/1 odd@2.3", "SAKIMORI-PACK/1"))
    assert codes(read_back(give(pack, Form.XLSX, order()), pack)) == []
