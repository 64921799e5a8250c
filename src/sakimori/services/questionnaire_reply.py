"""Answers back to who asked, in the asker's own workbook: the cells of the answers change and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Final

from sakimori.domain.assessment import Answer, Assessment
from sakimori.domain.pack import AnswerState, AnswerValue, Question, QuestionType
from sakimori.domain.questionnaire import PrivatePack, QuestionnaireImport
from sakimori.domain.text import Text
from sakimori.domain.user import Actor
from sakimori.errors import StateError
from sakimori.exchange.container import is_workbook
from sakimori.exchange.questionnaires.matching import How, match_questions
from sakimori.exchange.questionnaires.normal import normalise
from sakimori.exchange.questionnaires.pack_answers import in_words, normal_of
from sakimori.exchange.questionnaires.patch import write_answers
from sakimori.exchange.questionnaires.private_pack import DESCRIBED
from sakimori.exchange.questionnaires.reading import Address, Normal, ReadQuestion
from sakimori.services.access import Permission, require
from sakimori.services.assessment_sheet import Sheet, load_sheet
from sakimori.services.questionnaire_reading import FileRead, read_again, read_file
from sakimori.services.unit import Unit
from sakimori.services.workspace import Workspace

_MARK: Final = "○"
_NO_FILE: Final = Text(
    "この審査は、届いたファイルから始まっていません。質問票の書式で書き出してください。",
    "This assessment did not begin with a file that somebody sent. Give the pack in a form of ours.",
)
_NO_BOOK: Final = Text(
    "届いたファイルがExcelブックではないため、その書式では返せません。",
    "The file that came is no Excel workbook, so it cannot be filled in its own form.",
)
_BLANK: Final = Text("回答がありません。", "It has no answer.")
_OPEN: Final = Text("回答が不明・未定・非開示です。", "Its answer is unknown, undecided or not disclosed.")
_NO_MEMBER: Final = Text(
    "相手方の選択肢に、この回答に当たるものがありません。", "The form offers nothing that means this answer."
)
_NOT_FOUND: Final = Text("ファイルの質問と対応していません。", "It was not matched with a question of the pack.")
_OPEN_STATES: Final = frozenset({AnswerState.UNKNOWN, AnswerState.UNDISCLOSED, AnswerState.UNDEFINED})


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question of the form that goes back without an answer, and why."""

    at: str
    id: str
    text: str
    why: Text


@dataclass(frozen=True, slots=True)
class Reply:
    """The asker's workbook with our answers: how many questions were filled in, and which were not."""

    filename: str
    data: bytes
    answered: int
    unanswered: tuple[Unanswered, ...]


def reply(workspace: Workspace, assessment_id: str, *, actor: Actor, at: datetime) -> Reply:
    """The workbook in which an assessment's questions came, with its current answers in their cells.

    Raises:
        InvalidValueError: A cell does not take its answer.
        StateError: The questions did not come in a workbook, or a cell of an answer holds a formula.
    """
    require(actor, Permission.FILL_ASSESSMENT)
    with workspace.unit() as unit:
        sheet = load_sheet(unit, assessment_id)
        taken_in = _last_import(unit, assessment_id)
        form = None if taken_in else _form(unit, sheet.assessment)
        blank = unit.files.get(form.sha256) if form is not None else b""
    if taken_in is not None:
        file = read_again(workspace, taken_in)
    elif form is not None:
        file = read_file(workspace, blank, form.filename)
    else:
        raise StateError(why=_NO_FILE)
    if not is_workbook(file.data):
        raise StateError(why=_NO_BOOK)
    cells: dict[Address, str] = {}
    unanswered: list[Unanswered] = []
    for asked, question in _matched(file, sheet, taken_in):
        found: Mapping[Address, str] | Text = _NOT_FOUND
        if question is not None:
            given = sheet.answers.get(question.id)
            found = _cells(asked, question, given, file=file, language=sheet.pack.authoritative)
        if isinstance(found, Text):
            unanswered.append(Unanswered(str(asked.address), asked.id, asked.text, found))
        else:
            cells |= found
    data = write_answers(file.data, cells)
    workspace.access("questionnaire.replied", actor=actor, at=at, what="assessment", key=assessment_id)
    count = len(file.reading.questions) - len(unanswered)
    return Reply(PurePath(file.filename).name, data, count, tuple(unanswered))


def can_reply(workspace: Workspace, assessment: Assessment) -> bool:
    """Whether the questions of an assessment came in a file, in whose form it may be answered."""
    with workspace.unit() as unit:
        return _last_import(unit, assessment.id) is not None or _form(unit, assessment) is not None


def _last_import(unit: Unit, assessment_id: str) -> QuestionnaireImport | None:
    found = unit.records.select(QuestionnaireImport, "assessment_id = :id", {"id": assessment_id}, order="made_at, id")
    return found[-1] if found else None


def _form(unit: Unit, assessment: Assessment) -> PrivatePack | None:
    found = unit.records.select(
        PrivatePack, "digest = :digest AND sha256 <> ''", {"digest": assessment.pack_digest}, order="id"
    )
    return found[-1] if found else None


def _matched(
    file: FileRead, sheet: Sheet, taken_in: QuestionnaireImport | None
) -> Iterator[tuple[ReadQuestion, Question | None]]:
    """Each question of the file with that of the pack: as a person confirmed it, else by id and wording alone."""
    known = {question.id: question for question in sheet.pack.asked_in(sheet.assessment.group)}
    said = dict(taken_in.matched) if taken_in else {}
    sure = match_questions(file.reading.questions, sheet.pack)
    for asked, match in zip(file.reading.questions, sure, strict=True):
        found = match.question_id if match and match.how is not How.SUGGESTED else ""
        yield asked, known.get(found or said.get(str(asked.address), ""))


def _cells(
    asked: ReadQuestion, question: Question, answer: Answer | None, *, file: FileRead, language: str
) -> Mapping[Address, str] | Text:
    """What goes into which cells; why the question stays open."""
    if answer is None:
        return _BLANK
    if answer.state in _OPEN_STATES:
        return _OPEN
    normal = normal_of(question, AnswerValue(answer.value, answer.state, answer.reason or ""))
    beside = "\n".join(filter(None, (answer.reason, answer.note)))
    if asked.marks_at:
        return _marked(asked, normal, beside)
    word = _word(asked, question, answer, normal, file=file, language=language)
    if word is None:
        return _NO_MEMBER
    if answer.value == (DESCRIBED,):
        word, beside = answer.reason or "", answer.note or ""
    cells = {asked.address: word}
    if beside and asked.comment_at is not None:
        cells[asked.comment_at] = beside
    elif beside and not asked.choices and word != beside:
        cells[asked.address] = f"{word}\n{beside}"
    return cells | dict.fromkeys(asked.also_at, cells[asked.address])


def _marked(asked: ReadQuestion, normal: Normal, beside: str) -> Mapping[Address, str] | Text:
    """A sign in the column of the answer, and none in the others."""
    places = dict(asked.marks_at)
    if normal not in places:
        return _NO_MEMBER
    cells = {place: _MARK if meant is normal else "" for meant, place in places.items()}
    if beside and asked.comment_at is not None:
        cells[asked.comment_at] = beside
    return cells


def _word(
    asked: ReadQuestion, question: Question, answer: Answer, normal: Normal, *, file: FileRead, language: str
) -> str | None:
    """The answer in the words of the form: a member of its list, its token elsewhere, else the words of the pack."""
    value = AnswerValue(answer.value, answer.state, answer.reason or "")
    if question.type is QuestionType.CHOICE and answer.value == (DESCRIBED,):
        return None if asked.choices else answer.reason or ""
    words = in_words(question, value, language)
    if asked.choices:
        if words in asked.choices:
            return words
        meant = [choice for choice in asked.choices if normalise(choice).normal is normal]
        return meant[0] if meant and normal is not Normal.TEXT else None
    if normal is Normal.TEXT:
        return words
    tokens = (one.token for one in file.reading.questions if one.normal is normal and one.token)
    return next(tokens, words)
