"""Dossiers out of the store, one or many at a time, with a note of every outside record that was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from typing import Any, Final, TypedDict, TypeVar, get_args, get_origin, get_type_hints

from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Gap, Waiver
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import ContractCover
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord, Release
from sakimori.domain.records.incidents import Incident
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose
from sakimori.domain.records.person_requests import PersonRequest
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.third_party import SELF_ID, Alias, Contact, Service, ThirdParty
from sakimori.domain.registers import Registers
from sakimori.domain.user import Delegation, User
from sakimori.exchange.reference import country_name
from sakimori.rules.facts.assessments import blank_questions, governing_assessment
from sakimori.rules.facts.flow_facts import held_flows, with_flow_facts
from sakimori.rules.facts.short_packs import with_short_packs
from sakimori.services.calendar.open_days import closed_after
from sakimori.services.kernel.answered import (
    answers_picked,
    asked_headings,
    assessed_of,
    by_assessment,
    older_decided,
)
from sakimori.services.kernel.contract_loading import contracts_picked, covering_contracts, sub_parties_picked
from sakimori.services.kernel.packs import pack_origins
from sakimori.services.kernel.unit import ANY, Unit
from sakimori.store.records import TABLES, Picked, picked, picked_by_ids

T = TypeVar("T")

BATCH = 100
_DAYS_OF_REPORTS: Final = 90
"""A last day of a report, and the open day that it moves to, lie within so many days."""
_OF_NO_CASE: Final[frozenset[type]] = frozenset(
    {Alias, Contact, Service, Release, ProvisionRecord, ReceiptRecord, Incident, PersonRequest, Gap, User}
)
"""Records of which no step of clearance wants to know anything."""
_LEAN: Final[frozenset[type]] = frozenset({ProvisionRecord, ReceiptRecord, PersonRequest})
"""Records in which no rule wants to know the personal values."""


@cache
def _parts(holder: type) -> Mapping[str, type[Any]]:
    """The parts of a dossier or of our registers that hold records just as they are stored, and of which kind."""
    tuples = {name: get_args(hint)[0] for name, hint in get_type_hints(holder).items() if get_origin(hint) is tuple}
    return {name: kind for name, kind in tuples.items() if kind in TABLES and kind is not Delegation}


def load_for_case(unit: Unit, third_party_id: str) -> Dossier | None:
    """The dossier of one third party as a single question needs it: without our registers, which the question names.

    What no step of clearance reads is left out; it is no dossier for the rules of gaps.
    """
    found = _load(unit, [third_party_id], leave_out=_OF_NO_CASE)
    return found[0] if found else None


def load_dossiers(unit: Unit, third_party_ids: Sequence[str]) -> list[Dossier]:
    """The dossiers of some third parties (at most `BATCH` at a time), in their order; unknown ids are left out."""
    return _load(unit, third_party_ids)


def _load(unit: Unit, third_party_ids: Sequence[str], *, leave_out: Collection[type] = ()) -> list[Dossier]:
    wanted = _Wanted(unit, third_party_ids, leave_out)
    (found, delegations), grouped = wanted.read()
    parties = {p.id: p for p in found}
    own = {name: grouped[kind] for name, kind in _parts(Dossier).items()}
    assessments, flows, links = (own[n] for n in ("assessments", "flows", "sub_processors"))
    waivers, owned, covers = grouped[Waiver], grouped[Gap], grouped[ContractCover]
    counting = [a for items in assessments.values() for a in governing_assessment(items)]
    older = older_decided(assessments.values(), {a.id for a in counting})
    owner_ids = {p.owner_id for p in parties.values() if p.owner_id and User not in leave_out}
    waived = {waiver.gap_id for items in waivers.values() for waiver in items}
    beside = [
        picked_by_ids(User, owner_ids),
        picked_by_ids(Gap, waived),
        sub_parties_picked(link for items in links.values() for link in items),
        answers_picked([*counting, *older]),
        *contracts_picked(covers),
    ]
    abroad = {link.country for items in links.values() for link in items} | {party.country for party in found}
    packs, all_flows = {a.pack_id for a in counting}, [flow for items in flows.values() for flow in items]

    def all_beside(unit: Unit) -> None:
        unit.records.select_all(beside)
        if not leave_out:
            pack_origins(unit, packs)
            OwnRegisters(unit, all_flows).read(abroad)

    unit.engine.ahead(lambda engine: all_beside(Unit(engine)))
    people, gaps, subs_found, given, *contracts_found = unit.records.select_all(beside)
    owners, sub_parties = {u.id: u for u in people}, {p.id: p for p in subs_found}
    identities = {gap.id: _identity(gap) for gap in gaps}
    contracts = covering_contracts(covers, *contracts_found)
    registers = None if leave_out else OwnRegisters(unit, all_flows)
    answers = by_assessment(given)
    assessed = assessed_of(unit, [*counting, *older], answers)
    # A single question of clearance is judged as of a day, and looks at each assessment by itself.
    origins = {} if leave_out else pack_origins(unit, packs)
    given_at = {(a.assessment_id, a.question_id): a.at for items in answers.values() for a in items} if origins else {}
    asked = asked_headings(unit, (a for items in assessments.values() for a in items))
    governing, passed_over = _by_party(counting), _by_party(older)
    dossiers = []
    for party_id in third_party_ids:
        party = parties.get(party_id)
        if party is None:
            continue
        depends_on: Dependencies = {("user", party.owner_id)} if party.owner_id else set()
        subs = {link.sub_third_party_id for link in links[party_id] if link.sub_third_party_id}
        depends_on.update(("third_party", sub) for sub in subs)
        if party.is_self:
            depends_on.update((("user", ANY), ("incident", ANY)))
        places = {code for flow in flows[party_id] for code in flow.countries}
        places |= {link.country for link in links[party_id] if link.country}
        dossiers.append(
            Dossier(
                third_party=with_flow_facts(party, held_flows(flows[party_id], own["erasures"][party_id])),
                intake=party,
                owner=owners.get(party.owner_id or ""),
                **{name: tuple(found[party_id]) for name, found in own.items()},
                asked_headings={a.id: asked[a.id] for a in assessments[party_id] if a.id in asked},
                blanks={a.id: len(blank_questions(assessed[a.id])) for a in passed_over[party_id]},
                governing=with_short_packs([assessed[a.id] for a in governing[party_id]], origins, given_at),
                contracts=contracts.of(party_id, depends_on),
                sub_third_parties={i: sub_parties[i] for i in sorted(subs) if i in sub_parties},
                registers=_own(registers, party, flows[party_id], depends_on),
                countries=registers.of_countries({*places, party.country}, depends_on) if registers else {},
                country_names={code: country_name(code) for code in sorted({*places, party.country or "JP"})},
                waivers=tuple((w, identities[w.gap_id]) for w in waivers[party_id]),
                gap_owners=tuple((_identity(gap), gap.owner_id) for gap in owned[party_id] if gap.owner_id),
                delegations=tuple(delegations),
                closed_days=_closed_days(registers) if party.is_self else frozenset(),
                depends_on=frozenset(depends_on),
            )
        )
    return dossiers


def _identity(gap: Gap) -> tuple[str, str, str]:
    return (gap.rule_id, gap.subject_kind.value, gap.subject_key)


def _own(
    registers: OwnRegisters | None, party: ThirdParty, flows: Sequence[DataFlow], depends_on: Dependencies
) -> Registers:
    if registers is None:
        return Registers()
    return registers.all if party.is_self else registers.named_by(flows, depends_on)


def _closed_days(registers: OwnRegisters | None) -> frozenset[date]:
    known = (day for one in registers.all.incidents for day in _starts(one)) if registers else ()
    return closed_after(known, within=_DAYS_OF_REPORTS)


def _starts(incident: Incident) -> Iterator[date]:
    """The days from which the clocks of an incident may count."""
    yield incident.known_on
    yield from (on for _, on in incident.facts.since)


def tables_held(unit: Unit, third_party_ids: Sequence[str], *, of_case: bool = False) -> frozenset[str]:
    """The tables that hold anything of some third parties which a dossier, or a single question, is made of."""
    return _Wanted(unit, third_party_ids, _OF_NO_CASE if of_case else ()).there


class _Wanted:
    """The records of a set of third parties, with one statement a kind; some kinds may be left out."""

    def __init__(self, unit: Unit, third_party_ids: Sequence[str], leave_out: Collection[type]) -> None:
        self._unit, self._leave_out = unit, leave_out
        self._params = {f"i{n}": value for n, value in enumerate(third_party_ids)}
        self._in = ", ".join(f":i{n}" for n in range(len(third_party_ids)))

    @cached_property
    def there(self) -> frozenset[str]:
        """The tables that hold anything of these third parties: of the others nothing is asked."""
        held = (
            f"SELECT '{TABLES[kind]}' AS name WHERE EXISTS "
            f"(SELECT 1 FROM {TABLES[kind]} WHERE third_party_id IN ({self._in}))"
            for kind in (*_parts(Dossier).values(), Waiver, Gap, ContractCover)
            if kind not in self._leave_out
        )
        return frozenset(str(name) for (name,) in self._unit.engine.values(" UNION ALL ".join(held), self._params))

    def read(self) -> tuple[list[list[Any]], Mapping[type, defaultdict[str, list[Any]]]]:
        """The third parties and all delegations, and the records of each kind by their third party."""
        kinds = [*_parts(Dossier).values(), Waiver, Gap, ContractCover]
        beside = picked(ThirdParty, f"id IN ({self._in})", self._params), picked(Delegation)
        found = self._unit.records.select_all([*beside, *(self._picked(kind) for kind in kinds)])
        return found[:2], {kind: _by_party(items) for kind, items in zip(kinds, found[2:], strict=True)}

    def _picked(self, kind: type[Any]) -> Picked:
        if TABLES[kind] not in self.there:
            return Picked(kind)
        where = f"third_party_id IN ({self._in})" + (" AND owner_id <> ''" if kind is Gap else "")
        return picked(kind, where, self._params, lean=kind in _LEAN)


def _by_party(records: Iterable[T]) -> defaultdict[str, list[T]]:
    grouped: defaultdict[str, list[T]] = defaultdict(list)
    for record in records:
        grouped[record.third_party_id].append(record)  # type: ignore[attr-defined]
    return grouped


Dependencies = set[tuple[str, str]]
_OWN_CERTIFICATES: Final = picked(
    Certificate,
    "third_party_id = :own AND scheme IN (:cbpr, :global)",
    {"own": SELF_ID, "cbpr": Scheme.CBPR, "global": Scheme.GLOBAL_CBPR},
)
_NAMED_FIRST: Final = ("data_set_id", "joint_use_id", "filing_id")


class OwnRegisters:
    """Our registers, read once for a batch of flows and only as far as these name them."""

    def __init__(self, unit: Unit, flows: Sequence[DataFlow]) -> None:
        """Read nothing yet."""
        self._unit, self._flows = unit, flows

    def read(self, places: Iterable[str | None] = ()) -> None:
        """Read what the flows name, and the countries where one of them goes, or one of these places is, abroad."""
        if self._flows:
            _ = self._named
        if {*places, *(code for flow in self._flows for code in flow.countries)} - {None, "JP"}:
            _ = self.countries

    @cached_property
    def all(self) -> Registers:
        """All of them."""
        parts = {name: picked(kind) for name, kind in _parts(Registers).items() if kind is not Certificate}
        found = self._unit.records.select_all([*parts.values(), _OWN_CERTIFICATES])
        return Registers(
            **{name: tuple(items) for name, items in zip(parts, found, strict=False)}, own_certificates=tuple(found[-1])
        )

    @cached_property
    def countries(self) -> Mapping[str, CountryProfile]:
        """Every country profile by its code."""
        return {profile.id: profile for profile in self._unit.records.select(CountryProfile)}

    def named_by(self, flows: Sequence[DataFlow], depends_on: Dependencies) -> Registers:
        """What the flows of one third party name; which notices there are matters to every flow."""
        if not flows:
            return Registers()
        own = self._named
        return replace(own, **_named(flows, depends_on, own))

    @cached_property
    def _named(self) -> Registers:
        """What all flows of the batch name, read in two steps: parts of data sets name consent texts."""
        sets, joint, filings = ({getattr(f, name) for f in self._flows} - {None} for name in _NAMED_FIRST)
        purposes, data_sets, parts, joint_uses, filed, of_filings, of_uses, notices, certificates = (
            tuple(found)
            for found in self._unit.records.select_all(
                [
                    picked_by_ids(Purpose, {f.purpose_id for f in self._flows if f.purpose_id}),
                    picked_by_ids(DataSet, sets),
                    picked_by_ids(DataSetPart, sets, column="data_set_id"),
                    picked_by_ids(JointUse, joint),
                    picked_by_ids(Filing, filings),
                    picked_by_ids(SharingChange, filings, column="filing_id"),
                    picked_by_ids(SharingChange, joint, column="joint_use_id"),
                    picked(Notice),
                    _OWN_CERTIFICATES,
                ]
            )
        )
        texts = {named.consent_text_id for named in (*self._flows, *parts) if named.consent_text_id}
        return Registers(
            purposes=purposes,
            data_sets=data_sets,
            data_set_parts=parts,
            consent_texts=tuple(self._unit.records.with_ids(ConsentText, texts)),
            notices=notices,
            joint_uses=joint_uses,
            filings=filed,
            sharing_changes=tuple(dict.fromkeys((*of_filings, *of_uses))),
            own_certificates=certificates,
        )

    def of_countries(self, codes: Iterable[str | None], depends_on: Dependencies) -> Mapping[str, CountryProfile]:
        """The profiles of some countries; a profile that is not there yet is depended on as well."""
        wanted = {code for code in codes if code is not None and code != "JP"}
        depends_on.update(("country_profile", code) for code in wanted)
        return {code: self.countries[code] for code in sorted(wanted) if code in self.countries}


class _Named(TypedDict):
    """The parts of our registers that flows name by id."""

    purposes: tuple[Purpose, ...]
    data_sets: tuple[DataSet, ...]
    data_set_parts: tuple[DataSetPart, ...]
    consent_texts: tuple[ConsentText, ...]
    joint_uses: tuple[JointUse, ...]
    filings: tuple[Filing, ...]
    sharing_changes: tuple[SharingChange, ...]


def _named(flows: Sequence[DataFlow], depends_on: Dependencies, own: Registers) -> _Named:
    def named(records: tuple[T, ...], word: str, ids: Iterable[str | None]) -> tuple[T, ...]:
        wanted = {i for i in ids if i is not None}
        depends_on.update((word, i) for i in wanted)
        return _with(records, wanted)

    depends_on.update({("notice", ANY), ("certificate", ANY)})
    sets = named(own.data_sets, "data_set", (f.data_set_id for f in flows))
    parts = _with(own.data_set_parts, {s.id for s in sets}, "data_set_id")
    joint = {f.joint_use_id for f in flows if f.joint_use_id}
    filings = {f.filing_id for f in flows if f.filing_id}
    texts = [*(f.consent_text_id for f in flows), *(p.consent_text_id for p in parts)]
    changes = _with(own.sharing_changes, filings, "filing_id"), _with(own.sharing_changes, joint, "joint_use_id")
    return _Named(
        purposes=named(own.purposes, "purpose", (f.purpose_id for f in flows)),
        data_sets=sets,
        data_set_parts=parts,
        consent_texts=named(own.consent_texts, "consent_text", texts),
        joint_uses=named(own.joint_uses, "joint_use", joint),
        filings=named(own.filings, "filing", filings),
        sharing_changes=tuple(dict.fromkeys((*changes[0], *changes[1]))),
    )


def _with(records: tuple[T, ...], ids: Collection[str], key: str = "id") -> tuple[T, ...]:
    """Those of some records that bear one of some ids in a field."""
    return tuple(record for record in records if getattr(record, key) in ids)
