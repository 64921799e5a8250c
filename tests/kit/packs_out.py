"""Packs that went out and were filled in, as vendors do it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kit.files.workbooks import saved
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Pack, Question, QuestionType
from sakimori.exchange.packs.folder import load_pack, read_pack_folder
from sakimori.exchange.questionnaires.forms.profile import Body
from sakimori.exchange.questionnaires.ours.pack_answers import in_words
from sakimori.exchange.questionnaires.ours.pack_matching import Find
from sakimori.exchange.questionnaires.ours.pack_out import Order
from sakimori.exchange.questionnaires.ours.pack_reading import read_pack, recognise
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, Meanings, normalise
from sakimori.exchange.questionnaires.reading.result import Normal, RowClass

OPEN = frozenset({Normal.NA, Normal.UNKNOWN, Normal.UNDISCLOSED, Normal.UNDEFINED})
SHIPPED = read_pack_folder(Path(__file__).parents[2] / "questionnaires")
"""Every version of every pack that ships, read once for all tests."""

PACKS = {pack.id: pack for pack in SHIPPED}
AT = datetime(2026, 11, 27, tzinfo=UTC)
FIRST_ROW = 5
ID, QUESTION, ANSWER, REASON, EVIDENCE, CHECK = 1, 3, 5, 6, 7, 8
SHEETS = {"ja": "質問", "en": "Questions"}


def order(group: str = "full", language: str = "ja") -> Order:
    return Order(group, language, AT)


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def filled_in(
    data: bytes, pack: Pack, answers: Mapping[str, AnswerValue], *, sent: str, language: str | None = None
) -> Workbook:
    """The workbook with answers in words, remarks and evidence; `language` is that of the words, if another."""
    book = opened(data)
    sheet = book[SHEETS[sent]]
    for row in range(FIRST_ROW, sheet.max_row + 1):
        number = str(sheet.cell(row, ID).value)
        if number in answers:
            answer = answers[number]
            words = in_words(pack.question(number), answer, language or sent)
            for column, text in ((ANSWER, words), (REASON, answer.reason), (EVIDENCE, f"{number}.pdf")):
                if text:
                    sheet.cell(row, column).value = text
                    # What is typed into a cell of the format “text” is a text, whatever it begins with.
                    sheet.cell(row, column).data_type = "s"
    return book


def bytes_of(book: Workbook) -> bytes:
    return saved(book)


ODD = load_pack((Path(__file__).parents[1] / "cases" / "odd@2.3.yaml").read_bytes(), "odd@2.3.yaml")
EVERY = (*PACKS.values(), ODD)


def shelf_of(*packs: Pack) -> Find:
    """Finds the packs that somebody has."""
    return lambda pack_id, version: next((p for p in packs if (p.id, p.version) == (pack_id, version)), None)


def read_back(data: bytes, *packs: Pack, name: str = "back.xlsx", meanings: Meanings = NOTHING_SAID) -> Body:
    """What comes back, after it was checked that each row is one thing."""
    document = open_document(data, name)
    assert recognise(document) is not None
    body = read_pack(document, meanings, shelf_of(*packs))
    places = [(row.at.sheet, row.at.row) for row in body.rows]
    read = [sheet for sheet in document.sheets if sheet.name in body.sheets]
    assert len(places) == len(set(places))
    assert len(places) == (sum(len(sheet.grid.rows) for sheet in read) if document.sheets else len(body.questions))
    asking = [row.at.row for row in body.rows if row.row_class is RowClass.QUESTION]
    assert sorted(asking) == sorted(question.address.row for question in body.questions)
    return body


def answers_to(pack: Pack, group: str = "full") -> st.SearchStrategy[dict[str, AnswerValue]]:
    """Some answers to some questions of a group."""
    return st.fixed_dictionaries({}, optional={q.id: answer_to(q) for q in pack.asked_in(group)})


def answer_to(question: Question) -> st.SearchStrategy[AnswerValue]:
    """An answer that a question takes."""
    states = [AnswerState.UNKNOWN, AnswerState.UNDISCLOSED, AnswerState.UNDEFINED]
    if not question.choices or any(choice.excluded for choice in question.choices):
        states.append(AnswerState.NA)
    open_answers = st.builds(AnswerValue, state=st.sampled_from(states), reason=st.sampled_from(["", "理由"]))
    values = _values(question)
    return st.one_of(st.builds(AnswerValue, value=values, reason=st.sampled_from(["", "理由", "=1+1"])), open_answers)


def _values(question: Question) -> st.SearchStrategy[str] | st.SearchStrategy[tuple[str, ...]]:
    ids = [choice.id for choice in question.choices if not choice.excluded]
    match question.type:
        case QuestionType.CHOICE:
            return st.sampled_from(ids)
        case QuestionType.MULTI:
            return st.lists(st.sampled_from(ids), min_size=1, unique=True).map(tuple)
        case QuestionType.NUMBER | QuestionType.DURATION:
            return st.decimals(0, 10_000, places=1).map(lambda number: format(number.normalize(), "f"))
        case QuestionType.DATE:
            return st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(date.isoformat)
        case QuestionType.COUNTRY_LIST:
            return st.lists(st.sampled_from(["JP", "US", "NA", "TW", "KR", "GB"]), min_size=1, unique=True).map(tuple)
        case _:
            words = st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)
            return words.filter(lambda word: normalise(word).normal not in OPEN)
