"""What lists read of records: only the columns that they need, and what is kept beside third parties."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, Final, TypeAlias, cast

from sakimori.domain.codes import AssessmentKind, AssessmentState, Criticality, DataCategory, Decision, Lifecycle, Role
from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment, Condition, PeriodicReview, ReviewKind, Settled
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.rules.facts.assessments import concerned_by, coverage, next_due, required_packs, settled_until, tier
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.assessments.sheet import settled_then
from sakimori.services.flows.heads import FACTS, all_as_tiered
from sakimori.services.kernel.unit import Unit
from sakimori.store.contract_heads import STALE, keep_contract_heads
from sakimori.store.party_heads import KeptHead, keep_party_heads, read_heads, settled

ToHead: TypeAlias = Assessment | Condition | PeriodicReview
"""What a head comes to by, beside its third party."""

AT_ONCE: Final = 500
"""So many third parties at most are named in one statement."""


def among(column: str, ids: Sequence[str] | None) -> tuple[str, dict[str, str]]:
    """A condition that a column holds one of some ids, and its parameters; no ids at all narrow nothing."""
    if ids is None:
        return "1 = 1", {}
    params = {f"{column.replace('.', '_')}{place}": one for place, one in enumerate(ids)}
    return f"{column} IN ({', '.join(':' + name for name in params)})", params


def in_pieces(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Some ids in pieces of as many as one statement names."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


# Looked up in these, since a code is read of every third party: a call of its enumeration costs ten times as much.
_LIFECYCLES: Final[Mapping[Any, Lifecycle]] = {one.value: one for one in Lifecycle}
_FOREIGN: Final[Mapping[Any, Foreign | None]] = {None: None, **{one.value: one for one in Foreign}}
_CRITICALITIES: Final[Mapping[Any, Criticality | None]] = {None: None, **{one.value: one for one in Criticality}}
_KINDS: Final[Mapping[Any, AssessmentKind]] = {one.value: one for one in AssessmentKind}
_STATES: Final[Mapping[Any, AssessmentState]] = {one.value: one for one in AssessmentState}
_DECISIONS: Final[Mapping[Any, Decision | None]] = {None: None, **{one.value: one for one in Decision}}


def lean_parties(unit: Unit, ids: Sequence[str] | None = None) -> list[ThirdParty]:
    """All third parties or some, with what tier and list need; recorded flows stand in for the intake answers."""
    where, params = among("p.id", ids)
    facts = ", ".join(f"CASE WHEN f.third_party_id IS NULL THEN p.{c} ELSE f.{c} END AS {c}" for c in FACTS)
    rows = unit.engine.values(
        "SELECT p.id, p.legal_name, p.roles, p.lifecycle, p.country, p.parent_id, p.owner_id, p.criticality, "
        f"p.merged_into, p.archived_on, {facts} FROM third_party p LEFT JOIN flow_facts f ON f.third_party_id = p.id "
        f"WHERE {where}",
        params,
    )
    return [
        ThirdParty(
            id=one,
            legal_name=name,
            roles=_roles(roles),
            lifecycle=_LIFECYCLES[lifecycle],
            country=country,
            parent_id=parent,
            owner_id=owner,
            data_categories=_categories(categories),
            person_count=persons,
            special_care=None if special is None else bool(special),
            foreign=_FOREIGN[foreign],
            criticality=_CRITICALITIES[criticality],
            merged_into=merged,
            archived_on=_day(archived),
        )
        for (
            one, name, roles, lifecycle, country, parent, owner, criticality,
            merged, archived, categories, persons, special, foreign,
        ) in cast("list[Any]", rows)
    ]  # fmt: skip


def keep_heads(unit: Unit, ids: Sequence[str] | None = None) -> None:
    """Keep beside some third parties, or beside all, what the rules say of them now, and what their contracts are."""
    where, params = among("third_party_id", ids)
    records: list[ToHead] = [*lean_assessments(unit, ids), *lean_reviews(unit, ids)]
    records += unit.records.select(Condition, where, params)
    heads = heads_of(unit.policy(), lean_parties(unit, ids), records, settled(unit.engine, ids))
    _keep(unit, heads, kept_heads(unit, ids))


def keep_heads_of(unit: Unit, dossiers: Sequence[Dossier], policy: Policy) -> None:
    """Keep beside the third parties of some dossiers what the rules say of them, and what their contracts are."""
    ids = [dossier.third_party.id for dossier in dossiers]
    unit.engine.ahead(lambda engine: (settled(engine, ids), kept_heads(Unit(engine), ids)))
    _keep(unit, heads_of_dossiers(policy, dossiers, settled(unit.engine, ids)), kept_heads(unit, ids))


KeptHeads: TypeAlias = tuple[Mapping[str, KeptHead], Sequence[Contract]]
"""What is kept beside third parties, and their contracts of which nothing is, or what they no longer come to."""


def kept_heads(unit: Unit, ids: Sequence[str] | None) -> KeptHeads:
    """What the rules said of some third parties, or of all, and their contracts to be kept anew."""
    where, params = among("third_party_id", ids)
    return read_heads(unit.engine, ids), unit.records.select(Contract, f"{where} AND {STALE}", params)


def _keep(unit: Unit, heads: Mapping[str, KeptHead], kept: KeptHeads) -> None:
    standing, contracts = kept
    keep_party_heads(unit.engine, {party: head for party, head in heads.items() if standing.get(party) != head})
    keep_contract_heads(unit.engine, contracts)


def heads_then(unit: Unit, number: int) -> dict[str, KeptHead]:
    """What would have been kept after an entry of the trail."""
    parties = all_as_tiered(unit, unit.trail.records_at(ThirdParty, number), number=number)
    kinds = (Assessment, Condition, PeriodicReview)
    records = chain.from_iterable(unit.trail.records_at(kind, number) for kind in kinds)
    return heads_of(unit.policy(), parties, records, settled_then(unit, number))


def heads_of_dossiers(
    policy: Policy, dossiers: Sequence[Dossier], progress: Mapping[str, Settled]
) -> dict[str, KeptHead]:
    """What is kept beside the third parties of some dossiers."""
    records: list[ToHead] = []
    for dossier in dossiers:
        records += [*dossier.assessments, *dossier.conditions, *dossier.periodic_reviews]
    return heads_of(policy, [dossier.third_party for dossier in dossiers], records, progress)


def heads_of(
    policy: Policy,
    parties: Iterable[ThirdParty],
    records: Iterable[ToHead],
    progress: Mapping[str, Settled],
) -> dict[str, KeptHead]:
    """What is kept beside each of some third parties, which are as their tiers are judged."""
    theirs: defaultdict[str, list[ToHead]] = defaultdict(list)
    for record in records:
        theirs[record.third_party_id].append(record)
    # Few combinations of what decides which packs are called for occur.
    needed: dict[tuple[object, ...], frozenset[str]] = {}
    heads = {}
    for party in parties:
        level = tier(party, policy)
        alike = (party.roles, level, party.criticality)
        if alike not in needed:
            needed[alike] = frozenset(pack for pack, _group in required_packs(party, policy))
        assessments = [one for one in theirs[party.id] if isinstance(one, Assessment)]
        conditions = [one for one in theirs[party.id] if isinstance(one, Condition)]
        reviews = [one for one in theirs[party.id] if isinstance(one, PeriodicReview)]
        heads[party.id] = KeptHead(
            level,
            is_watched(party),
            party.person_count,
            coverage(assessments, progress),
            next_due(party, assessments, conditions, reviews, policy),
            settled_until(assessments, needed[alike], has_tier=level is not None),
            concerned_by(party).factor,
        )
    return heads


def lean_assessments(unit: Unit, ids: Sequence[str] | None = None) -> list[Assessment]:
    """The assessments of all third parties or of some, with what decides which one governs and until when."""
    where, params = among("third_party_id", ids)
    rows = unit.engine.values(
        "SELECT id, third_party_id, pack_id, kind, opened_on, state, service_id, due_on, submitted_on, decided_on, "
        f"decision, valid_until, needs_adoption FROM assessment WHERE {where}",
        params,
    )
    return [
        Assessment(
            id=one,
            third_party_id=party,
            pack_id=pack,
            pack_version="",
            pack_digest="",
            group="",
            kind=_KINDS[kind],
            opened_on=date.fromisoformat(opened),
            opened_by="",
            state=_STATES[state],
            service_id=service,
            due_on=_day(due),
            submitted_on=_day(submitted),
            decided_on=_day(decided),
            decision=_DECISIONS[decision],
            valid_until=_day(until),
            needs_adoption=bool(adoption),
        )
        for (
            one, party, pack, kind, opened, state, service, due, submitted, decided, decision, until, adoption,
        ) in cast("list[Any]", rows)
    ]  # fmt: skip


def lean_reviews(unit: Unit, ids: Sequence[str] | None = None) -> list[PeriodicReview]:
    """The periodic reviews of all third parties or of some, each with its day."""
    where, params = among("third_party_id", ids)
    rows = unit.query(f"SELECT id, third_party_id, kind, completed_on FROM periodic_review WHERE {where}", **params)
    return [
        PeriodicReview(
            id=str(row["id"]),
            third_party_id=str(row["third_party_id"]),
            kind=ReviewKind(str(row["kind"])),
            completed_on=date.fromisoformat(str(row["completed_on"])),
            by="",
        )
        for row in rows
    ]


@lru_cache(maxsize=1024)
def _roles(text: str) -> frozenset[Role]:
    return frozenset(Role(code) for code in json.loads(text))


@lru_cache(maxsize=4096)
def _categories(text: str | None) -> frozenset[DataCategory] | None:
    return None if text is None else frozenset(DataCategory(code) for code in json.loads(text))


@lru_cache(maxsize=4096)
def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
