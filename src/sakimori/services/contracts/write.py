"""What changes a contract: what a reader found of its clauses, and whom it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause, ContractCover
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.registers.fields import RECORD_WORDS
from sakimori.rules.facts.clauses import clause
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.evidence import Paper, checked_paper, file_document
from sakimori.services.kernel.recording import put, stamp
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result

_CLAUSE: Final = Text("条項", "the clause")
_NO_SUCH: Final = Text("条項の一覧から選んでください。", "Choose it from the list of clauses.")
_NO_SOURCE: Final[dict[str, Any]] = {
    "source_id": None, "source_sha256": "", "source_page": None, "source_start": None, "source_end": None, "quote": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClauseSource:
    """On what a state rests: the document by id and hash, and the passage in it, if there is one."""

    evidence_id: str
    sha256: str
    page: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str = ""

    @classmethod
    def of(cls, evidence: Evidence, passage: Passage | None) -> ClauseSource:
        """A document, and a passage that was read in it."""
        if passage is None:
            return cls(evidence.id, evidence.sha256)
        return cls(evidence.id, evidence.sha256, passage.page, passage.start, passage.end, passage.quote)


@dataclass(frozen=True, slots=True)
class ClauseCheck:
    """What was found of one clause; None leaves a field as it stands.

    `seen_version` is that of the record that the reader saw; 0 is none. A state that is given without its `source`
    takes that of another state back: nobody has said that the passage speaks for this one.
    """

    clause_id: str
    seen_version: int
    state: ClauseState | None = None
    page: str | None = None
    note: str | None = None
    reason: str | None = None
    evidence_id: str | None = None
    drops_evidence: bool = False
    source: ClauseSource | None = None


@needs(Permission.EDIT_REGISTER)
def check_clauses(
    workspace: Workspace, contract_id: str, checks: Sequence[ClauseCheck], *, actor: Actor, at: datetime
) -> WriteResult[tuple[ContractClause, ...]]:
    """Store what was found of some clauses of a contract, all of them or none; the rules run once.

    Raises:
        ConflictError: Somebody else saved one of them since it was read.
        InvalidValueError: There is no such clause, or a field holds what it cannot.
        NotFoundError: There is no such contract.
    """
    with workspace.change("contract_clause.recorded", actor=actor, at=at) as change:
        contract = change.records.get(Contract, contract_id, what=RECORD_WORDS[Contract])
        stored = store_checks(change, contract, checks)
    return write_result(stored, change)


def store_checks(change: Change, contract: Contract, checks: Sequence[ClauseCheck]) -> tuple[ContractClause, ...]:
    """Store what was found of some clauses of a contract within a larger change."""
    standing = {
        found.clause_id: found
        for found in change.records.select(ContractClause, "contract_id = :id", {"id": contract.id})
    }
    return tuple(_store(change, contract, standing.get(check.clause_id), check) for check in checks)


def _store(change: Change, contract: Contract, standing: ContractClause | None, check: ClauseCheck) -> ContractClause:
    try:
        clause(check.clause_id)
    except KeyError as error:
        raise InvalidValueError(
            field=_CLAUSE, value=check.clause_id[:20], expected=_NO_SUCH, name="clause_id"
        ) from error
    before = standing or ContractClause("", contract.id, contract.third_party_id, check.clause_id)
    item = replace(
        before,
        state=before.state if check.state is None else check.state,
        page=before.page if check.page is None else check.page,
        note=before.note if check.note is None else check.note,
        reason=before.reason if check.reason is None else check.reason,
        evidence_id=None if check.drops_evidence else check.evidence_id or before.evidence_id,
        # A reader who saw no record where one stands by now is told so, like any other who was late.
        version=before.version if standing is None else check.seen_version,
    )
    return put(change, _with_source(item, before, check))


def _with_source(item: ContractClause, before: ContractClause, check: ClauseCheck) -> ContractClause:
    """The record with what its state rests on; the source of another state is taken back."""
    source = check.source
    if source is None:
        return item if item.state is before.state else replace(item, **_NO_SOURCE)
    return replace(
        item, source_id=source.evidence_id, source_sha256=source.sha256, source_page=source.page,
        source_start=source.start, source_end=source.end, quote=source.quote,
    )  # fmt: skip


_OF = "contract_id = :contract AND third_party_id = :party"


@needs(Permission.EDIT_REGISTER)
def register_contract(
    workspace: Workspace, contract: Contract, *, covers: bool, paper: Paper | None = None, actor: Actor, at: datetime
) -> WriteResult[Contract]:
    """Register a new contract, its document with it, and whether the person has read that it covers who signed it.

    Raises:
        InvalidValueError: A field or the document holds what it cannot.
        NotPermittedError: The role may not register contracts, or file documents.
    """
    checked = checked_paper(paper, contract.third_party_id, actor=actor, note=contract.title)
    with workspace.change("contract.recorded", actor=actor, at=at) as change:
        if checked is not None:
            contract = replace(contract, document_ids=(file_document(change, *checked).id,))
        stored = put(change, contract)
        if covers:
            named = change.records.select(ContractCover, _OF, {"contract": stored.id, "party": stored.third_party_id})
            stamp(change, named[0], confirmed_by=actor.id, confirmed_on=change.today)
    return write_result(stored, change)


@needs(Permission.EDIT_REGISTER)
def add_cover(
    workspace: Workspace, contract_id: str, third_party_id: str, *, actor: Actor, at: datetime
) -> WriteResult[ContractCover]:
    """Note that a contract covers a third party; one that was taken out comes back unconfirmed.

    Raises:
        StateError: It is covered already.
    """
    with workspace.change("contract_cover.recorded", actor=actor, at=at) as change:
        named = change.records.select(ContractCover, _OF, {"contract": contract_id, "party": third_party_id})
        removed = next((cover for cover in named if cover.removed_on is not None), None)
        item = replace(removed, removed_on=None) if removed else ContractCover("", contract_id, third_party_id)
        stored = put(change, item)
    return write_result(stored, change)
