"""Dossiers out of the store, one or many at a time, with a note of every outside record that was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sakimori.domain.assessment import Answer, Assessment, Comment, Condition, Evidence, PeriodicReview
from sakimori.domain.dossier import AssessedPack, Dossier
from sakimori.domain.gap import Gap, Waiver
from sakimori.domain.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.user import User
from sakimori.rules.answering import assessed_pack
from sakimori.rules.governing import governing
from sakimori.services.unit import Unit
from sakimori.store.mapping import from_row

T = TypeVar("T")

BATCH = 100


def load_dossiers(unit: Unit, third_party_ids: Sequence[str]) -> list[Dossier]:
    """The dossiers of some third parties (at most `BATCH` at a time), in their order; unknown ids are left out."""
    wanted = _Wanted(unit, third_party_ids)
    parties = {p.id: p for p in wanted.select(ThirdParty, "id")}
    owners = {u.id: u for u in _by_ids(unit, User, {p.owner_id for p in parties.values() if p.owner_id})}
    services, aliases, contacts = wanted.group(Service), wanted.group(Alias), wanted.group(Contact)
    assessments, evidence = wanted.group(Assessment), wanted.group(Evidence)
    conditions, reviews, waivers = wanted.group(Condition), wanted.group(PeriodicReview), wanted.group(Waiver)
    gaps = wanted.group(Gap)
    counting = [a for items in assessments.values() for a in governing(items)]
    assessed = _assessed(unit, counting)
    dossiers = []
    for party_id in third_party_ids:
        party = parties.get(party_id)
        if party is None:
            continue
        identities = {g.id: (g.rule_id, g.subject_kind.value, g.subject_key) for g in gaps[party_id]}
        dossiers.append(
            Dossier(
                third_party=party,
                owner=owners.get(party.owner_id or ""),
                services=tuple(services[party_id]),
                aliases=tuple(aliases[party_id]),
                contacts=tuple(contacts[party_id]),
                assessments=tuple(assessments[party_id]),
                governing=tuple(assessed[a.id] for a in counting if a.third_party_id == party_id),
                evidence=tuple(evidence[party_id]),
                conditions=tuple(conditions[party_id]),
                periodic_reviews=tuple(reviews[party_id]),
                waivers=tuple((w, identities[w.gap_id]) for w in waivers[party_id]),
                gap_owners=tuple((identities[g.id], g.owner_id) for g in gaps[party_id] if g.owner_id),
                depends_on=frozenset({("user", party.owner_id)} if party.owner_id else ()),
            )
        )
    return dossiers


class _Wanted:
    """Selects records of a set of third parties with one statement a kind."""

    def __init__(self, unit: Unit, third_party_ids: Sequence[str]) -> None:
        self._unit = unit
        self._params = {f"i{n}": value for n, value in enumerate(third_party_ids)}
        self._in = ", ".join(f":i{n}" for n in range(len(third_party_ids)))

    def select(self, kind: type[T], column: str = "third_party_id") -> list[T]:
        return self._unit.records.select(kind, f"{column} IN ({self._in})", self._params)

    def group(self, kind: type[T]) -> defaultdict[str, list[T]]:
        grouped: defaultdict[str, list[T]] = defaultdict(list)
        for record in self.select(kind):
            grouped[record.third_party_id].append(record)  # type: ignore[attr-defined]
        return grouped


def _by_ids(unit: Unit, kind: type[T], ids: Iterable[str]) -> list[T]:
    params = {f"i{n}": value for n, value in enumerate(sorted(ids))}
    if not params:
        return []
    return unit.records.select(kind, f"id IN ({', '.join(':' + key for key in params)})", params)


def _assessed(unit: Unit, assessments: Sequence[Assessment]) -> dict[str, AssessedPack]:
    answers: defaultdict[str, list[Answer]] = defaultdict(list)
    comments: defaultdict[str, list[Comment]] = defaultdict(list)
    ids = [a.id for a in assessments]
    for start in range(0, len(ids), BATCH):
        params = {f"i{n}": value for n, value in enumerate(ids[start : start + BATCH])}
        keys = ", ".join(":" + key for key in params)
        # Versions come in the order of `seq`, so the last one of a question stays.
        for row in unit.query(f"SELECT * FROM answer WHERE assessment_id IN ({keys}) ORDER BY seq", **params):
            answers[str(row["assessment_id"])].append(from_row(Answer, row))
        for comment in unit.records.select(Comment, f"assessment_id IN ({keys})", params):
            comments[comment.assessment_id].append(comment)
    return {a.id: assessed_pack(a, unit.pack(a.pack_digest), answers[a.id], comments[a.id]) for a in assessments}
