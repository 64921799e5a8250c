"""The register parts of dossiers: contracts with whom they cover, flows, and what of our own registers flows name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict, TypeVar

from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, CoveringContract
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose, Registers
from sakimori.domain.records.sharing import Filing, JointUse
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.services.kernel.unit import ANY, Unit

T = TypeVar("T")
Dependencies = set[tuple[str, str]]
Find = Callable[[str, type[Any], Collection[str], str], tuple[Any, ...]]
"""Finds records by a part of our registers, their type, some ids, and the field that holds them."""


class OwnRegisters:
    """Our registers, read once for a batch of dossiers and only if one of them needs them."""

    def __init__(self, unit: Unit) -> None:
        """Read nothing yet."""
        self._unit = unit

    @cached_property
    def all(self) -> Registers:
        """All of them."""
        select = self._unit.records.select
        return Registers(
            purposes=tuple(select(Purpose)),
            data_sets=tuple(select(DataSet)),
            data_set_parts=tuple(select(DataSetPart)),
            consent_texts=tuple(select(ConsentText)),
            notices=tuple(select(Notice)),
            joint_uses=tuple(select(JointUse)),
            filings=tuple(select(Filing)),
            own_certificates=self._certificates(),
        )

    @cached_property
    def countries(self) -> Mapping[str, CountryProfile]:
        """Every country profile by its code."""
        return {profile.id: profile for profile in self._unit.records.select(CountryProfile)}

    def named_by(self, flows: Sequence[DataFlow], depends_on: Dependencies) -> Registers:
        """What the flows of one third party name; which notices there are matters to every flow."""
        if not flows:
            return Registers()
        own = self.all
        return Registers(
            **_named(flows, depends_on, lambda name, _kind, ids, key: _picked(getattr(own, name), ids, key)),
            notices=own.notices,
            own_certificates=own.own_certificates,
        )

    def named_by_one(self, flow: DataFlow, depends_on: Dependencies) -> Registers:
        """The same of a single flow: of the rest of our registers nothing is read."""
        return Registers(
            **_named(
                [flow], depends_on, lambda _name, kind, ids, key: tuple(by_ids(self._unit, kind, ids, column=key))
            ),
            notices=tuple(self._unit.records.select(Notice)),
            own_certificates=self._certificates(),
        )

    def _certificates(self) -> tuple[Certificate, ...]:
        where, params = "third_party_id = :own AND scheme = :cbpr", {"own": SELF_ID, "cbpr": Scheme.CBPR}
        return tuple(self._unit.records.select(Certificate, where, params))

    def of_countries(self, codes: Iterable[str | None], depends_on: Dependencies) -> Mapping[str, CountryProfile]:
        """The profiles of some countries; a profile that is not there yet is depended on as well."""
        wanted = {code for code in codes if code is not None and code != "JP"}
        depends_on.update(("country_profile", code) for code in wanted)
        return {code: self.countries[code] for code in sorted(wanted) if code in self.countries}


@dataclass(frozen=True, slots=True)
class Contracts:
    """The contracts of a batch: what covers each third party, wherever the contract itself is kept."""

    covering: Mapping[str, tuple[CoveringContract, ...]]

    def of(self, third_party_id: str, depends_on: Dependencies) -> tuple[CoveringContract, ...]:
        """The contracts that cover one third party."""
        found = self.covering.get(third_party_id, ())
        depends_on.update(("contract", c.contract.id) for c in found if c.contract.third_party_id != third_party_id)
        return found


def load_contracts(unit: Unit, covers: Mapping[str, Sequence[ContractCover]]) -> Contracts:
    """The contracts that covers name, with their clauses."""
    ids = {cover.contract_id for standing in covers.values() for cover in standing}
    contracts = {c.id: c for c in by_ids(unit, Contract, ids)}
    clauses: defaultdict[str, list[ContractClause]] = defaultdict(list)
    for clause in by_ids(unit, ContractClause, ids, column="contract_id"):
        clauses[clause.contract_id].append(clause)
    return Contracts(
        {
            party: tuple(
                CoveringContract(contracts[cover.contract_id], cover, tuple(clauses[cover.contract_id]))
                for cover in standing
            )
            for party, standing in covers.items()
        }
    )


def load_sub_parties(unit: Unit, links: Iterable[SubProcessorLink]) -> Mapping[str, ThirdParty]:
    """The third parties that sub-processors are, where they have dossiers of their own."""
    ids = {link.sub_third_party_id for link in links if link.sub_third_party_id}
    return {party.id: party for party in by_ids(unit, ThirdParty, ids)}


def by_ids(unit: Unit, kind: type[T], ids: Iterable[str], *, column: str = "id") -> list[T]:
    """The records with some ids, in one statement."""
    params = {f"i{n}": value for n, value in enumerate(sorted(ids))}
    if not params:
        return []
    return unit.records.select(kind, f"{column} IN ({', '.join(':' + key for key in params)})", params)


class _Named(TypedDict):
    """The parts of our registers that flows name by id."""

    purposes: tuple[Purpose, ...]
    data_sets: tuple[DataSet, ...]
    data_set_parts: tuple[DataSetPart, ...]
    consent_texts: tuple[ConsentText, ...]
    joint_uses: tuple[JointUse, ...]
    filings: tuple[Filing, ...]


def _named(flows: Sequence[DataFlow], depends_on: Dependencies, find: Find) -> _Named:
    def named(name: str, kind: type[T], word: str, ids: Iterable[str | None]) -> tuple[T, ...]:
        wanted = {i for i in ids if i is not None}
        depends_on.update((word, i) for i in wanted)
        found: tuple[T, ...] = find(name, kind, wanted, "id")
        return found

    depends_on.update({("notice", ANY), ("certificate", ANY)})
    sets = named("data_sets", DataSet, "data_set", (f.data_set_id for f in flows))
    parts: tuple[DataSetPart, ...] = find("data_set_parts", DataSetPart, {s.id for s in sets}, "data_set_id")
    texts = [*(f.consent_text_id for f in flows), *(p.consent_text_id for p in parts)]
    return _Named(
        purposes=named("purposes", Purpose, "purpose", (f.purpose_id for f in flows)),
        data_sets=sets,
        data_set_parts=parts,
        consent_texts=named("consent_texts", ConsentText, "consent_text", texts),
        joint_uses=named("joint_uses", JointUse, "joint_use", (f.joint_use_id for f in flows)),
        filings=named("filings", Filing, "filing", (f.filing_id for f in flows)),
    )


def _picked(records: tuple[Any, ...], ids: Collection[str], key: str) -> tuple[Any, ...]:
    return tuple(record for record in records if getattr(record, key) in ids)
