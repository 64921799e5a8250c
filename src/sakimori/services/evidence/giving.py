"""Evidence to those who may have it: as the file, or drawn as pictures; who took it stands in the second chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.user import Actor
from sakimori.exchange.apart import read_apart
from sakimori.exchange.evidence.show import draw
from sakimori.services.access.handed_out import GivenFile
from sakimori.services.evidence.drawn import Drawn
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.evidence import find_evidence, read_evidence
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.naming import ids_naming
from sakimori.store.reads.trail import TrailFilter, page_of
from sakimori.store.records import TABLES

_LATEST: Final = 200
_TAKING: Final = ("evidence.downloaded", "evidence.shown")
_DRAWN: Final = Drawn()


@needs(Permission.READ)
def evidence_for(workspace: Workspace, evidence_id: str, *, actor: Actor, at: datetime) -> GivenFile:
    """A document to be sent to a person as a file, never to be shown by a browser.

    Raises:
        NotPermittedError: The role may not read evidence.
        NotFoundError: There is none with this id.
    """
    found = read_evidence(workspace, evidence_id, actor=actor, at=at)
    return GivenFile(found.evidence.filename, found.body)


@needs(Permission.READ)
def pictures_for(
    workspace: Workspace, evidence_id: str, *, actor: Actor, at: datetime, after: int = 0
) -> tuple[bytes, ...]:
    """The pages of a document that follow the first `after` ones, as PNG, drawn anew in a process of its own.

    They are kept for some minutes, so that the second page is not drawn again; that somebody looked is noted once in
    this time.

    Raises:
        NotPermittedError: The role may not read evidence.
        NotFoundError: There is none with this id.
        UnreadableFileError: It is no PDF and no picture, or cannot be drawn.
    """
    with workspace.unit() as unit:
        filed = find_evidence(unit, evidence_id)

    def drawn() -> tuple[bytes, ...]:
        with workspace.unit() as unit:
            body = unit.files.get(filed.sha256)
        pictures = read_apart(draw, body, after=after)
        workspace.access("evidence.shown", actor=actor, at=at, what="evidence", key=evidence_id,
                         third_party_id=filed.third_party_id)  # fmt: skip
        return pictures

    if workspace.target is None:  # databases in memory have no name by which one is told from another
        return drawn()
    return _DRAWN.of((str(workspace.target), evidence_id, filed.sha256, actor.id, str(after)), drawn, at=at)


@dataclass(frozen=True, slots=True)
class Taking:
    """That somebody took a document out or looked at it."""

    by: str
    at: datetime
    was_shown: bool


@needs(Permission.READ_TRAIL)
def takings_of(workspace: Workspace, evidence_id: str, *, actor: Actor) -> tuple[Taking, ...]:
    """Who took a document out or looked at it, the last ones first.

    Raises:
        NotPermittedError: The role may not read the audit trail.
    """
    wanted = TrailFilter(reads=True, record_kind="evidence", record_id=evidence_id)
    with workspace.unit() as unit:
        lines = page_of(unit.engine, wanted, 0, _LATEST)
    return tuple(
        Taking(line.entry.actor, line.entry.at, line.entry.action == "evidence.shown")
        for line in lines
        if line.entry.action in _TAKING
    )


@dataclass(frozen=True, slots=True)
class Use:
    """A record that rests on a document: a table, the id and the name there, and the question where it is an answer."""

    record_kind: str
    record_id: str
    question_id: str = ""
    name: str = ""


@needs(Permission.READ)
def uses_of(workspace: Workspace, evidence_id: str, *, actor: Actor) -> tuple[Use, ...]:
    """Every record that names a document, and every question that the same bytes speak for.

    Raises:
        NotFoundError: There is none with this id.
    """
    with workspace.unit() as unit:
        filed = find_evidence(unit, evidence_id)
        same = unit.records.select(Evidence, "sha256 = :sha AND third_party_id = :party AND withdrawn_on IS NULL",
                                   {"sha": filed.sha256, "party": filed.third_party_id}, order="id")  # fmt: skip
        asked = [Use("assessment", e.assessment_id, e.question_id or "") for e in same if e.assessment_id]
        named = [
            Use(TABLES[kind], one, name=_name_of(unit.records.get(kind, one)))
            for kind, about in KINDS.items()
            for name, other in about.references.items()
            if other is Evidence
            for one in ids_naming(unit.engine, TABLES[kind], name, evidence_id)
        ]
    return (*asked, *named)


def _name_of(record: object) -> str:
    """What people call a record, where it bears a name of its own."""
    return str(getattr(record, "title", "") or getattr(record, "name", ""))
