"""Evidence 証跡 and the one way into the file store: looked through, filed, kept by hash, used again, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Assessment, Evidence, EvidenceReview
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError, NumberInFileError, StateError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.evidence.look import look_into
from sakimori.exchange.lists.number_search import ARCHIVE, NumberPlace
from sakimori.services.assessments.sheet import find_assessment
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.asked_for import close_filed
from sakimori.services.parties.check import clean, refuse_personal_numbers, require_standing
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 20 * MEGABYTE
_NAME_LENGTH = 200

_EVIDENCE = Text("証跡", "document")
_FILE = Text("ファイル", "the file")
_EMPTY = Text("中身のあるファイルを選んでください。", "Choose a file that is not empty.")
_TOO_LARGE = Text("20MBまでのファイルにしてください。", "Use a file of up to 20 MB.")
_UNTIL = Text("有効期限", "the last valid day")
_UNTIL_EXPECTED = Text("発効日より後の日にしてください。", "Choose a day after the day it takes effect.")
_OTHER_PARTY = Text("別の取引先の審査です。", "The assessment belongs to another third party.")
_CANCELLED = Text("取り消された審査です。", "The assessment was cancelled.")
_WITHDRAWN = Text("取り下げられた証跡です。", "The document was withdrawn.")
_REFUSED = Text("認められなかった証跡です。", "The document was refused.")


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A filed document with its bytes."""

    evidence: Evidence
    body: bytes


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A document to file, and what it speaks for."""

    third_party_id: str
    filename: str
    body: bytes
    assessment_id: str | None = None
    question_id: str | None = None
    request_id: str | None = None
    effective_on: date | None = None
    valid_until: date | None = None
    note: str = ""


@needs(Permission.FILL_ASSESSMENT)
def file_evidence(
    workspace: Workspace,
    *,
    third_party_id: str,
    assessment_id: str | None = None,
    question_id: str | None = None,
    request_id: str | None = None,
    filename: str,
    body: bytes,
    effective_on: date | None = None,
    valid_until: date | None = None,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> WriteResult[Evidence]:
    """File a document; the same bytes are kept once.

    Raises:
        InvalidValueError: The file is empty or too large, or its days contradict each other.
        NumberInFileError: As a text it holds a My Number or a card number; PDF and pictures are not looked into.
    """
    new, file = checked_document(
        NewEvidence(
            third_party_id, filename, body, assessment_id, question_id, request_id, effective_on,
            valid_until, note,
        )
    )  # fmt: skip
    with workspace.change("evidence.filed", actor=actor, at=at) as change:
        stored = file_document(change, new, file)
    return write_result(stored, change)


@needs(Permission.FILL_ASSESSMENT)
def file_evidence_many(
    workspace: Workspace, documents: Sequence[NewEvidence], *, actor: Actor, at: datetime, batch_id: str
) -> WriteResult[tuple[Evidence, ...]]:
    """File many documents, all of them or none; the rules run once a dossier.

    Raises:
        InvalidValueError: A file is empty or too large, or its days contradict each other.
        NumberInFileError: As a text one holds a My Number or a card number; PDF and pictures are not looked into.
    """
    checked = [checked_document(new) for new in documents]
    with workspace.change("evidence.filed", actor=actor, at=at, batch_id=batch_id) as change:
        stored = tuple(file_document(change, new, file) for new, file in checked)
    return write_result(stored, change)


def checked_document(new: NewEvidence) -> tuple[NewEvidence, CheckedFile]:
    """A document as it may be filed, looked through before the database is locked.

    Raises:
        InvalidValueError: The file is empty or too large, or its days contradict each other.
        NumberInFileError: As a text it holds a My Number or a card number.
    """
    if not new.body:
        raise InvalidValueError(field=_FILE, value=inert_name(new.filename), expected=_EMPTY, name="file")
    if len(new.body) > LARGEST:
        raise InvalidValueError(field=_FILE, value=inert_name(new.filename), expected=_TOO_LARGE, name="file")
    until = new.valid_until
    if until is not None and new.effective_on is not None and until < new.effective_on:
        raise InvalidValueError(field=_UNTIL, value=until.isoformat(), expected=_UNTIL_EXPECTED, name="valid_until")
    named = replace(new, filename=inert_name(new.filename), note=clean(new.note, one_line=False))
    refuse_personal_numbers("file", named.note)
    return named, sound_file(named.body, named.filename)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it is handed in with the record that it shows: its name, and its bytes."""

    filename: str
    body: bytes


def checked_paper(
    paper: Paper | None, third_party_id: str, *, actor: Actor, note: str
) -> tuple[NewEvidence, CheckedFile] | None:
    """The document of a record that is registered, as it may be filed with it; None where there is none.

    Raises:
        InvalidValueError: It is empty or too large.
        NotPermittedError: The role may not file documents.
        NumberInFileError: As a text it holds a My Number or a card number.
    """
    if paper is None:
        return None
    require(actor, Permission.FILL_ASSESSMENT)
    return checked_document(NewEvidence(third_party_id, paper.filename, paper.body, note=note))


def file_document(change: Change, new: NewEvidence, file: CheckedFile) -> Evidence:
    """File a document that was looked through, within a larger change."""
    require_place(change, new.third_party_id, new.assessment_id, new.question_id)
    return _filed(
        change,
        Evidence(
            id=change.new_id("ev"),
            third_party_id=new.third_party_id,
            filename=new.filename,
            sha256=keep_file(change, file),
            size=len(new.body),
            media_type=file.media_type,
            uploaded_on=change.today,
            uploaded_by=change.actor.id,
            assessment_id=new.assessment_id,
            question_id=new.question_id,
            request_id=new.request_id,
            effective_on=new.effective_on,
            valid_until=new.valid_until,
            note=new.note,
        ),
    )


@needs(Permission.FILL_ASSESSMENT)
def reuse_evidence(
    workspace: Workspace,
    evidence_id: str,
    *,
    assessment_id: str,
    question_id: str,
    request_id: str | None = None,
    actor: Actor,
    at: datetime,
) -> WriteResult[Evidence]:
    """Let a filed document speak for another question too; it keeps its days, so that it grows no younger."""
    with workspace.change("evidence.reused", actor=actor, at=at) as change:
        stored = reuse_document(
            change, evidence_id, assessment_id=assessment_id, question_id=question_id, request_id=request_id
        )
    return write_result(stored, change)


def reuse_document(
    change: Change, evidence_id: str, *, assessment_id: str, question_id: str, request_id: str | None = None
) -> Evidence:
    """Let a filed document speak for another question within a larger change.

    Raises:
        StateError: It was withdrawn or refused, or the assessment belongs to another third party.
    """
    filed = find_evidence(change, evidence_id)
    if filed.gone_on is not None:
        raise StateError(why=_WITHDRAWN if filed.withdrawn_on is not None else _REFUSED)
    require_place(change, filed.third_party_id, assessment_id, question_id)
    return _filed(
        change,
        replace(
            filed, id=change.new_id("ev"), uploaded_on=change.today, uploaded_by=change.actor.id,
            assessment_id=assessment_id, question_id=question_id, request_id=request_id,
            effective_on=filed.effective_on or filed.uploaded_on, review=EvidenceReview.UNSEEN, reviewed_on=None,
            reviewed_by=None, version=1,
        ),
    )  # fmt: skip


def _filed(change: Change, document: Evidence) -> Evidence:
    stored = change.insert(document)
    close_filed(change, stored)
    return stored


@needs(Permission.FILL_ASSESSMENT)
def withdraw_evidence(
    workspace: Workspace, evidence_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Evidence]:
    """Take a document back, with the reason; it stays on record but proves nothing more."""
    why = needed_reason(reason)
    with workspace.change("evidence.withdrawn", actor=actor, at=at, reason=why) as change:
        filed = change.as_shown(find_evidence(change, evidence_id), seen)
        stored = withdraw_document(change, filed, why)
    return write_result(stored, change)


def withdraw_document(change: Change, filed: Evidence, why: str) -> Evidence:
    """Take a document back within a larger change.

    Raises:
        StateError: It was taken back already.
    """
    if filed.withdrawn_on is not None:
        raise StateError(why=_WITHDRAWN)
    return change.update(replace(filed, withdrawn_on=change.today, withdrawn_reason=why))


@needs(Permission.READ)
def read_evidence(workspace: Workspace, evidence_id: str, *, actor: Actor, at: datetime) -> EvidenceFile:
    """The bytes of a document; who took them is noted in the second chain."""
    with workspace.unit() as unit:
        filed = find_evidence(unit, evidence_id)
        body = unit.files.get(filed.sha256)
    workspace.access("evidence.downloaded", actor=actor, at=at, what="evidence", key=evidence_id,
                     third_party_id=filed.third_party_id)  # fmt: skip
    return EvidenceFile(filed, body)


def find_evidence(unit: Unit, evidence_id: str) -> Evidence:
    """The filed document.

    Raises:
        NotFoundError: There is none with this id.
    """
    return unit.records.get(Evidence, evidence_id, what=_EVIDENCE)


def inert_name(filename: str) -> str:
    """The last part of a file name, without control characters; long names lose their middle, not their ending."""
    name = clean(PurePosixPath(PureWindowsPath(filename).name).name).lstrip(".") or "file"
    if len(name) <= _NAME_LENGTH:
        return name
    ending = PurePosixPath(name).suffix[:20]
    return name[: _NAME_LENGTH - len(ending) - 1] + "…" + ending


def require_place(change: Change, third_party_id: str, assessment_id: str | None, question_id: str | None) -> None:
    """Refuse a document for a question that the assessment does not ask, or for somebody else's assessment."""
    require_standing(change, third_party_id)
    if assessment_id is None:
        return
    assessment: Assessment = find_assessment(change, assessment_id)
    if assessment.third_party_id != third_party_id:
        raise StateError(why=_OTHER_PARTY)
    if assessment.state is AssessmentState.CANCELLED:
        raise StateError(why=_CANCELLED)
    if question_id is not None and all(q.id != question_id for q in change.pack(assessment.pack_digest).questions):
        raise NotFoundError(what=Text("設問", "question"), key=question_id)


_TOLD: Final = 5
_PLAIN: Final = 64 * 1024
"""Up to so many bytes that are no archive are looked through here: nothing is unpacked, and it takes a moment."""
_PLACE: Final = Text("{where}「{around}」", "{where} “{around}”")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """The bytes of a file in which no such number was found, with its type; `sound_file` alone makes it."""

    body: bytes
    media_type: str


def sound_file(body: bytes, filename: str) -> CheckedFile:
    """A file as it may be kept, as far as it can be read as text; to be made before the database is locked.

    Raises:
        MyNumberError: Its name holds a My Number.
        InvalidValueError: Its name holds a card number.
        NumberInFileError: It holds one of both.
        UnreadableFileError: It is a program.
    """
    refuse_personal_numbers("file", filename)
    is_plain = len(body) <= _PLAIN and not body.startswith(ARCHIVE)
    look = look_into(body) if is_plain else read_apart(look_into, body)
    refuse_places(look.numbers, filename)
    return CheckedFile(body, look.media_type)


def refuse_places(places: tuple[NumberPlace, ...], filename: str) -> None:
    """Refuse a file in which numbers of persons were found.

    Raises:
        NumberInFileError: There is one.
    """
    if places:
        raise NumberInFileError(name=filename, places=_told(places))


def keep_file(change: Change, file: CheckedFile) -> str:
    """Keep the bytes once, and give their SHA-256."""
    return change.files.put(file.body)


def _told(places: tuple[NumberPlace, ...]) -> Text:
    shown = [_PLACE.format(where=one.where, around=one.around) for one in places[:_TOLD]]
    more = "…" if len(places) > _TOLD else ""
    return Text("、".join(one.ja for one in shown) + more, ", ".join(one.en for one in shown) + more)
