"""Answers back to who asked, in the asker's own file: the cells of the answers change and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Final

from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.domain.questions.pack import AnswerValue, Question
from sakimori.domain.questions.questionnaire import PrivatePack, QuestionnaireImport
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError, UnreadableFileError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.doubts import meanings_of
from sakimori.exchange.questionnaires.reading.matching import How, match_questions
from sakimori.exchange.questionnaires.reading.result import ReadQuestion
from sakimori.exchange.questionnaires.replies.form_cells import AnswerInForm, FormCells, LeftOut
from sakimori.exchange.questionnaires.replies.reread import misread
from sakimori.exchange.questionnaires.replies.write import ANSWERED, write_answers
from sakimori.services.assessments.sheet import Sheet, load_sheet
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.reading import BUILT_IN, FileRead, read_again, read_kept_file

_NO_FILE: Final = Text(
    "この審査は、届いたファイルから始まっていません。質問票の書式で書き出してください。",
    "This assessment did not begin with a file that somebody sent. Give the pack in a form of ours.",
)
_NO_FORM: Final = Text(
    "届いたファイルの形式（{kind}）では返せません。質問票の書式で書き出してください。",
    "The file that came ({kind}) cannot be filled in its own form. Give the pack in a form of ours.",
)
_OF_ANOTHER: Final = Text(
    "この質問票のファイルには別の会社の回答があります。相手方から届いたファイルを先に取り込んでください。",
    "The file of this pack holds answers of somebody else. Take in the file that you were sent first.",
)
_BLANK: Final = Text("回答がありません。", "It has no answer.")
_NOT_FOUND: Final = Text("ファイルの質問と対応していません。", "It was not matched with a question of the pack.")
_MISREAD: Final = Text(
    "書いた回答が別の意味に読めるため、書きませんでした。相手方のファイルに直接記入してください。",
    "What was written would read as something else, so it was taken back. Write it into the file by hand.",
)
_TORN: Final = Text(
    "ほかの質問と同じセルに回答する書式で、回答が異なるため書きませんでした。",
    "It shares its cell with another question, and the two answers differ. Neither was written.",
)


@dataclass(frozen=True, slots=True)
class NotWritten:
    """A question of the form that goes back without its answer or its remark, and why."""

    at: str
    id: str
    text: str
    why: Text


@dataclass(frozen=True, slots=True)
class Reply:
    """The asker's file with our answers: how many questions were filled in, which were not, which remarks.

    `needs_utf8` says that something was left out which the file could hold if it were written as UTF-8.
    """

    filename: str
    data: bytes
    answered: int
    unanswered: tuple[NotWritten, ...]
    unplaced: tuple[NotWritten, ...]
    needs_utf8: bool = False


@needs(Permission.FILL_ASSESSMENT)
def reply(workspace: Workspace, assessment_id: str, *, as_utf8: bool = False, actor: Actor, at: datetime) -> Reply:
    """The file in which an assessment's questions came, with its current answers in their places.

    It is read again before it is given: an answer that would be read as another is taken back and told.

    Args:
        workspace: The register.
        assessment_id: The assessment.
        as_utf8: Whether a text is written anew in UTF-8, where its own encoding does not have every character.
        actor: Who asks.
        at: When.

    Raises:
        InvalidValueError: A cell does not take its answer.
        StateError: The questions did not come in a file that can be filled, or it is signed.
    """
    with workspace.unit() as unit:
        sheet = load_sheet(unit, assessment_id)
    file, matched = _source(workspace, sheet)
    document = read_apart(open_document, file.data, file.filename)
    if document.kind not in ANSWERED:
        raise StateError(why=_NO_FORM.format(kind=document.kind.value.upper()))
    said = meanings_of(file.said).said
    form = FormCells(document, file.reading, said, sheet.pack.authoritative, as_utf8)
    written: dict[int, AnswerInForm] = {}
    unanswered: dict[int, Text] = {}
    lacks_signs = False
    for place, (asked, question) in enumerate(_matched(file, sheet, matched)):
        found = _found(form, asked, question, sheet.answers.get(question.id) if question else None)
        lacks_signs = lacks_signs or found.lacks_signs
        if isinstance(found, AnswerInForm):
            written[place] = found
        else:
            unanswered[place] = found.why
    data = _checked(workspace, file, form, written, unanswered)
    workspace.access("questionnaire.replied", actor=actor, at=at, what="assessment", key=assessment_id)
    asked_in = file.reading.questions
    return Reply(
        filename=PurePath(file.filename).name,
        data=data,
        answered=len(written),
        unanswered=tuple(_told(asked_in[place], why) for place, why in sorted(unanswered.items())),
        unplaced=tuple(_told(asked_in[place], one.unplaced) for place, one in written.items() if one.unplaced),
        needs_utf8=lacks_signs,
    )


def _found(
    form: FormCells, asked: ReadQuestion, question: Question | None, answer: Answer | None
) -> AnswerInForm | LeftOut:
    if question is None:
        return LeftOut(_NOT_FOUND)
    if answer is None:
        return LeftOut(_BLANK)
    return form.written(
        asked, question, AnswerValue(answer.value, answer.state, answer.reason or ""), answer.note or ""
    )


def _checked(
    workspace: Workspace,
    file: FileRead,
    form: FormCells,
    written: dict[int, AnswerInForm],
    unanswered: dict[int, Text],
) -> bytes:
    """The file with every answer that reads as what it means; what does not, goes over to `unanswered`."""
    while True:
        cells, torn = form.merged(written)
        below = tuple(place for one in written.values() for place in one.below)
        data = read_apart(write_answers, file.data, file.filename, cells, below, as_utf8=form.as_utf8)
        wrong = torn or _misread(workspace, file, data, written)
        if not wrong:
            return data
        for place in wrong:
            del written[place]
            unanswered[place] = _TORN if torn else _MISREAD


def _misread(workspace: Workspace, file: FileRead, data: bytes, written: Mapping[int, AnswerInForm]) -> frozenset[int]:
    """The answers that somebody who reads the file would understand otherwise."""
    body, said = file.profile_body, file.said
    profile = "" if body else file.reading.profile
    try:
        again = read_kept_file(workspace, data, file.filename, profile=profile, profile_body=body, said=said)
    except UnreadableFileError:
        return frozenset(written)
    return misread(file.reading, again.reading, written)


def _told(asked: ReadQuestion, why: Text) -> NotWritten:
    return NotWritten(str(asked.address), asked.id, asked.text, why)


@needs(Permission.READ)
def can_reply(workspace: Workspace, assessment: Assessment) -> bool:
    """Whether the questions of an assessment came in a file, in whose form it may be answered."""
    with workspace.unit() as unit:
        return bool(_imports(unit, assessment.id)) or _form(unit, assessment) is not None


def _source(workspace: Workspace, sheet: Sheet) -> tuple[FileRead, Mapping[str, str]]:
    """The file that asked, with what a person confirmed of it: the one that became the pack, else the first taken in.

    Raises:
        StateError: There is none, or it holds answers that were given to somebody else.
    """
    with workspace.unit() as unit:
        taken_in = _imports(unit, sheet.assessment.id)
        form = _form(unit, sheet.assessment)
        data = unit.files.get(form.sha256) if form is not None else b""
    asked = next((one for one in taken_in if form is not None and one.sha256 == form.sha256), None)
    if asked is None and taken_in:
        asked = taken_in[0]
    if asked is not None:
        return read_again(workspace, asked), dict(asked.matched)
    if form is None:
        raise StateError(why=_NO_FILE)
    file = read_kept_file(workspace, data, form.filename, profile=form.profile if form.profile in BUILT_IN else "")
    if file.is_filled:
        raise StateError(why=_OF_ANOTHER)
    return file, {}


def _imports(unit: Unit, assessment_id: str) -> list[QuestionnaireImport]:
    return unit.records.select(QuestionnaireImport, "assessment_id = :id", {"id": assessment_id}, order="made_at, id")


def _form(unit: Unit, assessment: Assessment) -> PrivatePack | None:
    found = unit.records.select(
        PrivatePack, "digest = :digest AND sha256 <> ''", {"digest": assessment.pack_digest}, order="id"
    )
    return found[-1] if found else None


def _matched(file: FileRead, sheet: Sheet, said: Mapping[str, str]) -> Iterator[tuple[ReadQuestion, Question | None]]:
    """Each question of the file with that of the pack: by id and wording, else as a person accepted it."""
    known = {question.id: question for question in sheet.pack.asked_in(sheet.assessment.group)}
    sure = match_questions(file.reading.questions, sheet.pack)
    for asked, match in zip(file.reading.questions, sure, strict=True):
        found = match.question_id if match and match.how is not How.SUGGESTED else ""
        yield asked, known.get(found or said.get(str(asked.address), ""))
