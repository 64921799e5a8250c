"""One data flow with everything that belongs to it: facts, basis, checks, erasure, and the records it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

from sakimori.domain.codes import Severity
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.certificate import CBPR_SCHEMES, Certificate
from sakimori.domain.records.contract import Contract, ContractCover
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, Erasure, ForeignBasis
from sakimori.domain.records.own_registers import ConsentText, DataSet, Purpose
from sakimori.domain.records.sharing import Filing, JointUse
from sakimori.domain.records.third_party import SELF_ID, Service, ThirdParty
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.rules.gaps.flows.foreign_checks import CHECK_RULE
from sakimori.services.flows.rows import FlowRow, flow_rows
from sakimori.services.flows.states import FlowGap, ToldGap, told_gaps
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, party_at, records_of
from sakimori.services.kernel.workspace import Workspace

T = TypeVar("T")

_FLOW: Final = Text("データフロー", "data flow")


@dataclass(frozen=True, slots=True)
class FlowChoices:
    """The records that a flow of one third party can name, by id: what each field may hold."""

    services: tuple[Service, ...]
    purposes: tuple[Purpose, ...]
    data_sets: tuple[DataSet, ...]
    consent_texts: tuple[ConsentText, ...]
    joint_uses: tuple[JointUse, ...]
    filings: tuple[Filing, ...]
    contracts: tuple[Contract, ...]
    certificates: tuple[Certificate, ...]
    evidence: tuple[Evidence, ...]

    def names(self) -> dict[str, dict[str, str]]:
        """For each field that names records: their names by id."""
        return {
            "service_id": {s.id: s.name for s in self.services},
            "purpose_id": {p.id: p.name for p in self.purposes},
            "data_set_id": {d.id: d.name for d in self.data_sets},
            "consent_text_id": {c.id: f"{c.name} {c.text_version}" for c in self.consent_texts},
            "joint_use_id": {j.id: j.name for j in self.joint_uses},
            "filing_id": {f.id: f"{f.name} {f.number}".strip() for f in self.filings},
            "contract_id": {c.id: c.title for c in self.contracts},
            "certificate_id": {c.id: f"{c.scheme} {c.number}".strip() for c in self.certificates},
            "evidence_id": {e.id: e.filename for e in self.evidence},
            "route_evidence_id": {e.id: e.filename for e in self.evidence},
        }


@dataclass(frozen=True, slots=True)
class FlowView:
    """One flow on a day with its gaps in words, what stops its third party, and its gaps that begin later."""

    row: FlowRow
    gaps: tuple[ToldGap, ...]
    stops: tuple[ToldGap, ...]
    choices: FlowChoices
    cloud: CloudFacts | None
    checks: tuple[AnnualCheck, ...]
    erasure: Erasure | None
    coming: tuple[ToldGap, ...]

    @property
    def flow(self) -> DataFlow:
        """The flow itself."""
        return self.row.flow

    @property
    def party(self) -> ThirdParty:
        """The other side."""
        return self.row.party

    @property
    def basis(self) -> ForeignBasis | None:
        """What carries it abroad, as somebody recorded it."""
        return self.row.basis

    @property
    def next_check(self) -> date | None:
        """The last day for the next annual check, where one is due at all: the day after it is late and weighs more."""
        late = [
            gap.gap.from_on
            for gap in (*self.gaps, *self.coming)
            if gap.gap.rule_id == CHECK_RULE and gap.gap.severity is Severity.HIGH and gap.gap.from_on is not None
        ]
        return min(late) - timedelta(days=1) if late else None


@needs(Permission.READ)
def flow_view(workspace: Workspace, flow_id: str, *, on: date, number: int) -> FlowView:
    """One flow as known after an entry.

    Raises:
        NotFoundError: There is none with this id, or there was none yet.
    """
    party_id = _party_of(workspace, flow_id, number=number)
    rows = flow_rows(workspace, on=on, number=number, third_party_id=party_id)
    row = next((row for row in rows if row.flow.id == flow_id), None)
    if row is None:
        raise NotFoundError(what=_FLOW, key=flow_id)
    with workspace.unit() as unit:
        checks = _of(unit, AnnualCheck, party_id, number)
        told = told_gaps(unit, on=on, number=number, third_party_id=party_id)
        return FlowView(
            row=row,
            gaps=_in_words(row.gaps, told),
            stops=_in_words(row.stops, told),
            choices=_choices(unit, party_id, number),
            cloud=next((c for c in _of(unit, CloudFacts, party_id, number) if c.flow_id == flow_id), None),
            checks=tuple(
                sorted(
                    (c for c in checks if not c.flow_ids or flow_id in c.flow_ids),
                    key=lambda c: (c.checked_on, c.id),
                    reverse=True,
                )
            ),
            erasure=next((e for e in _of(unit, Erasure, party_id, number) if e.flow_id == flow_id), None),
            coming=tuple(
                sorted(
                    (g for g in told if g.gap.subject_id == flow_id and g.gap.from_on is not None and g.begins_on > on),
                    key=lambda g: (g.begins_on, g.gap.severity.rank),
                )
            ),
        )


def _in_words(gaps: Sequence[FlowGap], told: Sequence[ToldGap]) -> tuple[ToldGap, ...]:
    """The gaps in their order, with what is said of each."""
    words = {one.gap: one for one in told}
    return tuple(words[gap] for gap in gaps)


@needs(Permission.READ)
def party_choices(workspace: Workspace, third_party_id: str) -> FlowChoices:
    """What a new flow of a third party can name.

    Raises:
        NotFoundError: There is no such third party.
    """
    with workspace.unit() as unit:
        number = unit.number()
        if party_at(unit, third_party_id, number=number) is None:
            raise NotFoundError(what=Text("取引先", "third party"), key=third_party_id)
        return _choices(unit, third_party_id, number)


@needs(Permission.READ)
def flow_party(workspace: Workspace, third_party_id: str) -> ThirdParty:
    """The third party of a new flow."""
    with workspace.unit() as unit:
        return unit.records.get(ThirdParty, third_party_id)


def _party_of(workspace: Workspace, flow_id: str, *, number: int) -> str:
    with workspace.unit() as unit:
        if unit.is_newest(number):
            flow = unit.records.find(DataFlow, flow_id)
        else:
            flow = next((f for f in all_records(unit, DataFlow, number=number) if f.id == flow_id), None)
    if flow is None:
        raise NotFoundError(what=_FLOW, key=flow_id)
    return flow.third_party_id


def _of(unit: Unit, kind: type[T], party_id: str, number: int) -> Sequence[T]:
    return records_of(unit, kind, party_id, number=number)


def _choices(unit: Unit, party_id: str, number: int) -> FlowChoices:
    covers = [c for c in _of(unit, ContractCover, party_id, number) if c.removed_on is None]
    ids = {c.contract_id for c in covers}
    is_now = unit.is_newest(number)
    standing = unit.records.with_ids(Contract, ids) if is_now else all_records(unit, Contract, number=number)
    contracts = {c.id: c for c in standing}
    own = [c for c in _of(unit, Certificate, SELF_ID, number) if c.scheme in CBPR_SCHEMES]
    return FlowChoices(
        services=tuple(s for s in _of(unit, Service, party_id, number) if s.ended_on is None),
        purposes=_own(unit, Purpose, number),
        data_sets=_own(unit, DataSet, number),
        consent_texts=_own(unit, ConsentText, number),
        joint_uses=_own(unit, JointUse, number),
        filings=_own(unit, Filing, number),
        contracts=tuple(contracts[c.contract_id] for c in covers if c.contract_id in contracts),
        certificates=(*_of(unit, Certificate, party_id, number), *own),
        evidence=tuple(e for e in _of(unit, Evidence, party_id, number) if e.gone_on is None),
    )


def _own(unit: Unit, kind: type[T], number: int) -> tuple[T, ...]:
    return tuple(sorted(all_records(unit, kind, number=number), key=lambda r: r.name))  # type: ignore[attr-defined]
