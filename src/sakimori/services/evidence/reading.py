"""Documents read for a person: pages, and what is proposed from them; read apart, and kept for some minutes."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from sakimori.domain.user import Actor
from sakimori.exchange.apart import read_apart
from sakimori.exchange.documents.reading import DocumentReading, read_document
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.evidence import find_evidence
from sakimori.services.kernel.workspace import Workspace

_MOST_LETTERS: Final = 4_000_000
"""So many letters of documents are kept; about 24 contracts of fifty pages are a third of it."""
_AGAIN: Final = timedelta(minutes=5)


class Readings:
    """The last documents that were read, by their bytes, and who has looked at them; one server has one."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self._read: OrderedDict[str, DocumentReading] = OrderedDict()
        self._looked: dict[tuple[str, ...], datetime] = {}
        self._lock = Lock()

    def find(self, sha256: str) -> DocumentReading | None:
        """What was read in these bytes."""
        with self._lock:
            found = self._read.get(sha256)
            if found is not None:
                self._read.move_to_end(sha256)
            return found

    def keep(self, sha256: str, reading: DocumentReading) -> None:
        """Keep a reading; the oldest goes where there are too many."""
        with self._lock:
            self._read[sha256] = reading
            held = sum(map(_letters, self._read.values()))
            while held > _MOST_LETTERS and len(self._read) > 1:
                held -= _letters(self._read.popitem(last=False)[1])

    def is_new_look(self, key: tuple[str, ...], at: datetime) -> bool:
        """Whether somebody has not looked at a document for some minutes; from now on they have."""
        with self._lock:
            self._looked = {one: when for one, when in self._looked.items() if abs(at - when) <= _AGAIN}
            is_new = key not in self._looked
            self._looked.setdefault(key, at)
            return is_new


def _letters(reading: DocumentReading) -> int:
    return sum(len(page.text) for page in reading.pages)


_READINGS: Final = Readings()


@needs(Permission.READ)
def reading_of(workspace: Workspace, evidence_id: str, *, actor: Actor, at: datetime) -> DocumentReading:
    """What a filed document says, with everything that is proposed from it; nothing is written but that it was read.

    A document that was read a moment ago is not read again. That somebody looked is noted once in some minutes.

    Raises:
        NotPermittedError: The role may not read evidence.
        NotFoundError: There is none with this id.
        UnreadableFileError: It is no PDF and no Word file, or it cannot be read.
    """
    with workspace.unit() as unit:
        filed = find_evidence(unit, evidence_id)
        reading = _READINGS.find(filed.sha256)
        body = b"" if reading else unit.files.get(filed.sha256)
    if reading is None:
        reading = read_apart(read_document, body)
        _READINGS.keep(filed.sha256, reading)
    # Databases in memory have no name by which one is told from another.
    key = (str(workspace.target), evidence_id, actor.id)
    if workspace.target is None or _READINGS.is_new_look(key, at):
        workspace.access("evidence.shown", actor=actor, at=at, what="evidence", key=evidence_id,
                         third_party_id=filed.third_party_id)  # fmt: skip
    return reading


@needs(Permission.FILL_ASSESSMENT)
def reading_of_upload(workspace: Workspace, data: bytes, *, actor: Actor) -> DocumentReading:
    """What a document says that is not filed yet, such as the one in the form of a new contract; nothing is written.

    A form is drawn again at each field that is filled in: the same bytes are not read again.

    Raises:
        NotPermittedError: The role may not file documents.
        UnreadableFileError: It is no PDF and no Word file, or it cannot be read.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    reading = _READINGS.find(sha256)
    if reading is None:
        reading = read_apart(read_document, data)
        _READINGS.keep(sha256, reading)
    return reading
