"""Dossiers out of the store, one or many at a time, with a note of every outside record that was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from typing import Any, Final, TypedDict, TypeVar, get_args, get_origin, get_type_hints

from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Gap, Waiver
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import ContractCover
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow, Direction
from sakimori.domain.records.hand_over import HandOver, ProvisionRecord, ReceiptRecord, Release
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
from sakimori.services.kernel.answered import answers_of, asked_headings, assessed_of, older_decided
from sakimori.services.kernel.contract_loading import load_contracts, load_sub_parties
from sakimori.services.kernel.short_packs import pack_origins
from sakimori.services.kernel.unit import ANY, Unit
from sakimori.store.records import TABLES

T = TypeVar("T")

BATCH = 100
_DAYS_OF_REPORTS: Final = 90
"""A last day of a report, and the open day that it moves to, lie within so many days."""
_OF_NO_CASE: Final[frozenset[type]] = frozenset(
    {
        Alias,
        Contact,
        Service,
        Release,
        ProvisionRecord,
        ReceiptRecord,
        Incident,
        PersonRequest,
        Gap,
        User,
    }
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
    parties = {p.id: p for p in wanted.parties()}
    owner_ids = {p.owner_id for p in parties.values() if p.owner_id and User not in leave_out}
    owners = {u.id: u for u in unit.records.with_ids(User, owner_ids)}
    delegations = tuple(unit.records.select(Delegation))
    own = {name: wanted.group(kind) for name, kind in _parts(Dossier).items()}
    assessments, flows, links, hand_overs = (own[n] for n in ("assessments", "flows", "sub_processors", "hand_overs"))
    waivers = wanted.group(Waiver)
    waived = {waiver.gap_id for found in waivers.values() for waiver in found}
    identities = {gap.id: _identity(gap) for gap in unit.records.with_ids(Gap, waived)}
    owned = wanted.group(Gap, "owner_id <> ''")
    contracts = load_contracts(unit, wanted.group(ContractCover))
    sub_parties = load_sub_parties(unit, (link for found in links.values() for link in found))
    registers = None if leave_out else OwnRegisters(unit, [flow for found in flows.values() for flow in found])
    counting = [a for items in assessments.values() for a in governing_assessment(items)]
    older = older_decided(assessments.values(), {a.id for a in counting})
    answers = answers_of(unit, [*counting, *older])
    assessed = assessed_of(unit, [*counting, *older], answers)
    # A single question of clearance is judged as of a day, and looks at each assessment by itself.
    origins = {} if leave_out else pack_origins(unit, {a.pack_id for a in counting})
    given_at = {(a.assessment_id, a.question_id): a.at for found in answers.values() for a in found} if origins else {}
    asked = asked_headings(unit, (a for items in assessments.values() for a in items))
    dossiers = []
    for party_id in third_party_ids:
        party = parties.get(party_id)
        if party is None:
            continue
        depends_on: Dependencies = {("user", party.owner_id)} if party.owner_id else set()
        subs = {link.sub_third_party_id for link in links[party_id] if link.sub_third_party_id}
        depends_on.update(("third_party", sub) for sub in subs)
        if _asks_for_stops(flows[party_id], hand_overs[party_id]):
            depends_on.add(("stop", ANY))
        if party.is_self:
            depends_on.add(("user", ANY))
        if parties[party_id].is_self:
            depends_on.add(("incident", ANY))
        places = {code for flow in flows[party_id] for code in flow.countries}
        places |= {link.country for link in links[party_id] if link.country}
        dossiers.append(
            Dossier(
                third_party=with_flow_facts(party, held_flows(flows[party_id], own["erasures"][party_id])),
                intake=party,
                owner=owners.get(party.owner_id or ""),
                **{name: tuple(found[party_id]) for name, found in own.items()},
                asked_headings={a.id: asked[a.id] for a in assessments[party_id] if a.id in asked},
                blanks={a.id: len(blank_questions(assessed[a.id])) for a in older if a.third_party_id == party_id},
                governing=with_short_packs(
                    [assessed[a.id] for a in counting if a.third_party_id == party_id], origins, given_at
                ),
                contracts=contracts.of(party_id, depends_on),
                sub_third_parties={i: sub_parties[i] for i in sorted(subs) if i in sub_parties},
                registers=_own(registers, party, flows[party_id], depends_on),
                countries=registers.of_countries({*places, party.country}, depends_on) if registers else {},
                country_names={code: country_name(code) for code in sorted({*places, party.country or "JP"})},
                waivers=tuple((w, identities[w.gap_id]) for w in waivers[party_id]),
                gap_owners=tuple((_identity(gap), gap.owner_id) for gap in owned[party_id] if gap.owner_id),
                delegations=delegations,
                closed_days=_closed_days(registers) if party.is_self else frozenset(),
                depends_on=frozenset(depends_on),
            )
        )
    return dossiers


def _identity(gap: Gap) -> tuple[str, str, str]:
    return (gap.rule_id, gap.subject_kind.value, gap.subject_key)


def _asks_for_stops(flows: Sequence[DataFlow], hand_overs: Sequence[HandOver]) -> bool:
    """Whether the answer to a flow rests on anybody's having asked us to stop."""
    removed = {facts.flow_id for facts in hand_overs if facts.objectors_removed}
    return any(flow.direction is not Direction.IN and flow.id not in removed for flow in flows)


def _own(
    registers: OwnRegisters | None, party: ThirdParty, flows: Sequence[DataFlow], depends_on: Dependencies
) -> Registers:
    if registers is None:
        return Registers()
    return registers.all if party.is_self else registers.named_by(flows, depends_on)


def _closed_days(registers: OwnRegisters | None) -> frozenset[date]:
    known = (incident.known_on for incident in registers.all.incidents) if registers else ()
    return closed_after(known, within=_DAYS_OF_REPORTS)


class _Wanted:
    """Selects records of a set of third parties with one statement a kind; some kinds may be left out."""

    def __init__(self, unit: Unit, third_party_ids: Sequence[str], leave_out: Collection[type]) -> None:
        self._unit, self._leave_out = unit, leave_out
        self._params = {f"i{n}": value for n, value in enumerate(third_party_ids)}
        self._in = ", ".join(f":i{n}" for n in range(len(third_party_ids)))

    @cached_property
    def _there(self) -> frozenset[str]:
        """The tables that hold anything of these third parties: of the others nothing is asked."""
        held = (
            f"SELECT '{TABLES[kind]}' AS name WHERE EXISTS "
            f"(SELECT 1 FROM {TABLES[kind]} WHERE third_party_id IN ({self._in}))"
            for kind in (*_parts(Dossier).values(), Waiver, Gap, ContractCover)
            if kind not in self._leave_out
        )
        return frozenset(str(name) for (name,) in self._unit.engine.values(" UNION ALL ".join(held), self._params))

    def parties(self) -> list[ThirdParty]:
        return self._unit.records.select(ThirdParty, f"id IN ({self._in})", self._params)

    def group(self, kind: type[T], narrow: str = "1 = 1") -> defaultdict[str, list[T]]:
        """The records of one kind by their third party."""
        if TABLES[kind] not in self._there:
            return defaultdict(list)
        where = f"third_party_id IN ({self._in}) AND {narrow}"
        return _by_party(self._unit.records.select(kind, where, self._params, lean=kind in _LEAN))


def _by_party(records: Iterable[T]) -> defaultdict[str, list[T]]:
    grouped: defaultdict[str, list[T]] = defaultdict(list)
    for record in records:
        grouped[record.third_party_id].append(record)  # type: ignore[attr-defined]
    return grouped


Dependencies = set[tuple[str, str]]
Find = Callable[[str, type[Any], Collection[str], str], tuple[Any, ...]]
"""Finds records by a part of our registers, their type, some ids, and the field that holds them."""


class OwnRegisters:
    """Our registers, read once for a batch of flows and only as far as these name them."""

    def __init__(self, unit: Unit, flows: Sequence[DataFlow]) -> None:
        """Read nothing yet."""
        self._unit, self._flows = unit, flows

    @cached_property
    def all(self) -> Registers:
        """All of them."""
        parts = {name: kind for name, kind in _parts(Registers).items() if kind is not Certificate}
        return Registers(
            **{name: tuple(self._unit.records.select(kind)) for name, kind in parts.items()},
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
        own = self._named
        return replace(
            own, **_named(flows, depends_on, lambda name, _kind, ids, key: _picked(getattr(own, name), ids, key))
        )

    @cached_property
    def _named(self) -> Registers:
        """What all flows of the batch name."""
        records = self._unit.records
        return Registers(
            **_named(self._flows, set(), lambda _name, kind, ids, key: tuple(records.with_ids(kind, ids, column=key))),
            notices=tuple(records.select(Notice)),
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


class _Named(TypedDict):
    """The parts of our registers that flows name by id."""

    purposes: tuple[Purpose, ...]
    data_sets: tuple[DataSet, ...]
    data_set_parts: tuple[DataSetPart, ...]
    consent_texts: tuple[ConsentText, ...]
    joint_uses: tuple[JointUse, ...]
    filings: tuple[Filing, ...]
    sharing_changes: tuple[SharingChange, ...]


def _named(flows: Sequence[DataFlow], depends_on: Dependencies, find: Find) -> _Named:
    def named(name: str, kind: type[T], word: str, ids: Iterable[str | None]) -> tuple[T, ...]:
        wanted = {i for i in ids if i is not None}
        depends_on.update((word, i) for i in wanted)
        found: tuple[T, ...] = find(name, kind, wanted, "id")
        return found

    depends_on.update({("notice", ANY), ("certificate", ANY)})
    sets = named("data_sets", DataSet, "data_set", (f.data_set_id for f in flows))
    parts: tuple[DataSetPart, ...] = find("data_set_parts", DataSetPart, {s.id for s in sets}, "data_set_id")
    joint = {f.joint_use_id for f in flows if f.joint_use_id}
    filings = {f.filing_id for f in flows if f.filing_id}
    texts = [*(f.consent_text_id for f in flows), *(p.consent_text_id for p in parts)]
    return _Named(
        purposes=named("purposes", Purpose, "purpose", (f.purpose_id for f in flows)),
        data_sets=sets,
        data_set_parts=parts,
        consent_texts=named("consent_texts", ConsentText, "consent_text", texts),
        joint_uses=named("joint_uses", JointUse, "joint_use", joint),
        filings=named("filings", Filing, "filing", filings),
        sharing_changes=tuple(
            dict.fromkeys(
                (
                    *find("sharing_changes", SharingChange, filings, "filing_id"),
                    *find("sharing_changes", SharingChange, joint, "joint_use_id"),
                )
            )
        ),
    )


def _picked(records: tuple[Any, ...], ids: Collection[str], key: str) -> tuple[Any, ...]:
    return tuple(record for record in records if getattr(record, key) in ids)
