"""What a document proposes for a contract: passages for its clauses, values for its fields; a person takes each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.contract import Clause, ClauseSetCode, ClauseState, Contract, ContractClause
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.documents.clauses import ClauseProposal
from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.documents.reading import DocumentKind, DocumentReading
from sakimori.exchange.registers.fields import RECORD_WORDS, field_words
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.contracts.fields import contract_fields
from sakimori.services.contracts.write import ClauseCheck, ClauseSource, store_checks
from sakimori.services.evidence.offers import FieldOffer, PartyNames
from sakimori.services.evidence.reading import reading_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.evidence import find_evidence
from sakimori.services.kernel.unit import Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result

_OTHER_PARTY = Text("別の取引先の証跡です。", "The document belongs to another third party.")
_GONE = Text("取り下げられたか、認められなかった証跡です。", "The document was withdrawn or refused.")
_CHANGED = Text(
    "箇所が文書と一致しません。文書を読み直してください。",
    "The passage is not in the document. Read the document again.",
)
_NEEDED = Text("根拠の箇所を選んでください。", "Choose the passage that carries it.")


@dataclass(frozen=True, slots=True)
class ClauseOffer:
    """One clause, what is on record of it, and the passages that may carry it, the best first; none is "not found"."""

    clause: Clause
    record: ContractClause | None
    proposals: tuple[ClauseProposal, ...]

    @property
    def seen_version(self) -> int:
        """The version of the record that is shown; 0 where there is none."""
        return self.record.version if self.record else 0


@dataclass(frozen=True, slots=True)
class ContractOffers:
    """What one document proposes for one contract."""

    contract: Contract
    evidence: Evidence
    reading: DocumentReading
    clauses: tuple[ClauseOffer, ...]
    fields: tuple[FieldOffer, ...]
    names: PartyNames

    def of(self, clause_id: str) -> ClauseOffer:
        """What is proposed for one clause."""
        return next(one for one in self.clauses if one.clause.id == clause_id)


@needs(Permission.READ)
def contract_offers(
    workspace: Workspace,
    contract_id: str,
    evidence_id: str,
    *,
    sets: Sequence[ClauseSetCode] = tuple(ClauseSetCode),
    actor: Actor,
    at: datetime,
) -> ContractOffers:
    """What a filed document proposes for the clauses of some sets and the fields of a contract; nothing is written.

    Raises:
        NotFoundError: There is no such contract or document.
        StateError: The document belongs to another third party.
        UnreadableFileError: It is no PDF and no Word file, or it cannot be read.
    """
    with workspace.unit() as unit:
        contract, evidence = _pair(unit, contract_id, evidence_id)
        records = {
            one.clause_id: one for one in unit.records.select(ContractClause, "contract_id = :id", {"id": contract.id})
        }
        party, own = unit.records.get(ThirdParty, contract.third_party_id), unit.records.get(ThirdParty, SELF_ID)
    reading = reading_of(workspace, evidence_id, actor=actor, at=at)
    proposals = _by_clause(reading)
    fields, names = contract_fields(reading.facts_of(DocumentKind.CONTRACT), own=own, party=party, standing=contract)
    return ContractOffers(
        contract,
        evidence,
        reading,
        tuple(
            ClauseOffer(clause, records.get(clause.id), proposals.get(clause.id, ()))
            for code in sets
            for clause in CLAUSE_SETS[code].clauses
        ),
        fields,
        names,
    )


def _pair(unit: Unit, contract_id: str, evidence_id: str) -> tuple[Contract, Evidence]:
    contract = unit.records.get(Contract, contract_id, what=RECORD_WORDS[Contract])
    evidence = find_evidence(unit, evidence_id)
    if evidence.third_party_id != contract.third_party_id:
        raise StateError(why=_OTHER_PARTY)
    return contract, evidence


def _by_clause(reading: DocumentReading) -> Mapping[str, tuple[ClauseProposal, ...]]:
    found: dict[str, tuple[ClauseProposal, ...]] = {}
    for one in reading.clauses:
        found[one.clause_id] = (*found.get(one.clause_id, ()), one)
    return found


@dataclass(frozen=True, slots=True)
class TakenPassage:
    """What a person says of a clause on the ground of a passage; 無 needs none, the document is its ground then.

    `seen_version` is that of the record that the person saw; 0 is none.
    """

    clause_id: str
    seen_version: int
    state: ClauseState
    passage: Passage | None = None


@needs(Permission.EDIT_REGISTER)
def take_passages(
    workspace: Workspace,
    contract_id: str,
    evidence_id: str,
    taken: Sequence[TakenPassage],
    *,
    actor: Actor,
    at: datetime,
) -> WriteResult[tuple[ContractClause, ...]]:
    """Store what a person found of some clauses, with passage, page and hash of the document; all of them or none.

    Raises:
        ConflictError: Somebody else saved one of them since it was shown.
        InvalidValueError: A passage does not stand in the document, or is missing where the clause is said to be there.
        StateError: The document belongs to another third party, or was withdrawn or refused.
    """
    reading = reading_of(workspace, evidence_id, actor=actor, at=at)
    for one in taken:
        _check_passage(reading, one)
    with workspace.change("contract_clause.taken", actor=actor, at=at) as change:
        contract, evidence = _pair(change, contract_id, evidence_id)
        if evidence.gone_on is not None:
            raise StateError(why=_GONE)
        checks = [
            ClauseCheck(
                one.clause_id, one.seen_version, one.state, page=str(one.passage.page) if one.passage else "",
                source=ClauseSource.of(evidence, one.passage),
            )
            for one in taken
        ]  # fmt: skip
        stored = store_checks(change, contract, checks)
    return write_result(stored, change)


def _check_passage(reading: DocumentReading, taken: TakenPassage) -> None:
    """Refuse a quote that does not stand in the document where it is said to."""
    passage = taken.passage
    words = field_words(ContractClause, "quote")
    if passage is None:
        if taken.state in {ClauseState.PRESENT, ClauseState.WEAK}:
            raise InvalidValueError(field=words, value="", expected=_NEEDED, name="quote")
        return
    page = next((one.text for one in reading.pages if one.number == passage.page), "")
    held = page[passage.start : passage.end].strip()
    if not held or not passage.quote.startswith(held):
        raise InvalidValueError(field=words, value=passage.quote[:40], expected=_CHANGED, name="quote")
