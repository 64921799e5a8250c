"""What lists read of records: third parties as last read until a write touches them, and only the columns needed."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, Final, TypeAlias, TypeVar, cast

from sakimori.domain.codes import AssessmentKind, AssessmentState, Criticality, DataCategory, Decision, Lifecycle, Role
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment, Condition, PeriodicReview, ReviewKind, Settled
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.rules.facts.assessments import answers_risk, coverage, next_due, required_packs, settled_until, tier
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.assessments.sheet import settled_then
from sakimori.services.flows.heads import FACTS, all_as_tiered
from sakimori.services.kernel.unit import Unit
from sakimori.store.contract_heads import STALE, keep_contract_heads
from sakimori.store.engine import Row
from sakimori.store.engine.stamps import words
from sakimori.store.party_heads import KeptHead, keep_party_heads, read_heads, settled

R = TypeVar("R")
T = TypeVar("T")
Read = Callable[[Sequence[str] | None], Mapping[str, T]]
"""Reads something of some third parties, or of all, by their ids; of whom there is nothing, nothing comes."""

ToHead: TypeAlias = Assessment | Condition | PeriodicReview
"""What a head comes to by, beside its third party."""

AT_ONCE: Final = 500
"""So many third parties at most are named in one statement; where more have changed, everything is read again."""

_MOST: Final = 24
_CHANGED: Final = (
    "SELECT third_party_id FROM audit_entry WHERE seq > :number "
    "UNION SELECT third_party_id FROM gap_span WHERE id > :span "
    "UNION SELECT third_party_id FROM gap_span WHERE known_until >= :number "
    "UNION SELECT third_party_id FROM outcome_span WHERE id > :outcome "
    "UNION SELECT third_party_id FROM outcome_span WHERE known_until >= :number"
)


def among(column: str, ids: Sequence[str] | None) -> tuple[str, dict[str, str]]:
    """A condition that a column holds one of some ids, and its parameters; no ids at all narrow nothing."""
    if ids is None:
        return "1 = 1", {}
    params = {f"{column.replace('.', '_')}{place}": one for place, one in enumerate(ids)}
    return f"{column} IN ({', '.join(':' + name for name in params)})", params


def in_pieces(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Some ids in pieces of as many as one statement names."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far the trail and the spans had come before a reading began."""

    number: int
    head: str
    span: int
    outcome: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is known of each third party, and the words of the statements that read it."""

    mark: _Mark
    found: Mapping[str, Any]
    words: frozenset[str]


class PartyCache:
    """The memory of one workspace in one process, shared by all who look at it."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = threading.Lock()
        self._kept: dict[Hashable, _Kept] = {}
        self._made: dict[Hashable, tuple[object, object]] = {}

    def by_party(self, unit: Unit, what: Hashable, read: Read[T], *, number: int) -> Mapping[str, T]:
        """What is known of each third party after an entry; what is no longer the last one is read whole.

        Never change what is given; it is the same object for as long as it says the same.
        """
        if not unit.is_newest(number):
            return read(None)
        found: Mapping[str, T]
        with unit.engine.noting():  # how it is told what changed is not what was read
            # Taken first: what is written while we read is then read once more, and never missed.
            mark = _mark(unit)
            with self._lock:
                known = self._kept.get(what)
            changed = _changed_since(unit, known.mark) if known else None
        with unit.engine.noting() as statements:
            if known is None or changed is None:
                found = dict(read(None))
            else:
                again = read(changed) if changed else {}
                found = _replaced(known.found, changed, again)
        read_of = frozenset().union(known.words if known else (), *map(words, statements))
        unit.engine.note(read_of)
        with self._lock:
            self._kept.pop(what, None)
            self._kept[what] = _Kept(mark, found, read_of)
            if len(self._kept) > _MOST:
                del self._kept[next(iter(self._kept))]
        return found

    def made_of(
        self,
        what: Hashable,
        found: Mapping[str, T],
        make: Callable[[], R],
        again: Callable[[Mapping[str, T], R], R] | None = None,
    ) -> R:
        """What comes of all that is known together; it is made anew where `by_party` gave another object.

        `again` makes it of what was known before and of what came of that.
        """
        with self._lock:
            known = self._made.get(what)
        if known is None or known[0] is not found:
            if known is None or again is None:
                known = (found, make())
            else:
                known = (found, again(cast("Mapping[str, T]", known[0]), cast("R", known[1])))
            with self._lock:
                self._made.pop(what, None)
                self._made[what] = known
                if len(self._made) > _MOST:
                    del self._made[next(iter(self._made))]
        return cast("R", known[1])


def _replaced(known: Mapping[str, T], changed: Sequence[str], again: Mapping[str, T]) -> Mapping[str, T]:
    """What is known, with that of some third parties as it was read again; the same object where nothing differs."""
    if all((party in known) == (party in again) and known.get(party) == again.get(party) for party in changed):
        return known
    found = dict(known)
    for party in changed:
        if party in again:
            found[party] = again[party]
        else:
            found.pop(party, None)
    return found


def _mark(unit: Unit) -> _Mark:
    number, head = unit.trail.head()
    row = unit.query("SELECT (SELECT MAX(id) FROM gap_span) AS span, (SELECT MAX(id) FROM outcome_span) AS outcome")[0]
    return _Mark(number, head, int(str(row["span"] or 0)), int(str(row["outcome"] or 0)))


def _changed_since(unit: Unit, mark: _Mark) -> list[str] | None:
    """Whom writes since then may have changed; None where that cannot be told, or is nearly everybody."""
    if mark.number:
        rows = unit.query("SELECT hash FROM audit_entry WHERE seq = :number", number=mark.number)
        if not rows or rows[0]["hash"] != mark.head:  # another trail: a demo made anew in the place of the old one
            return None
    rows = unit.query(_CHANGED, number=mark.number, span=mark.span, outcome=mark.outcome)
    changed = sorted(str(row["third_party_id"]) for row in rows if row["third_party_id"])
    return changed if len(changed) <= AT_ONCE else None


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
    rows = unit.query(
        "SELECT p.id, p.legal_name, p.roles, p.lifecycle, p.country, p.parent_id, p.owner_id, p.criticality, "
        f"p.merged_into, p.archived_on, {facts} FROM third_party p LEFT JOIN flow_facts f ON f.third_party_id = p.id "
        f"WHERE {where}",
        **params,
    )
    return [
        ThirdParty(
            id=str(row["id"]),
            legal_name=str(row["legal_name"]),
            roles=_roles(str(row["roles"])),
            lifecycle=_LIFECYCLES[row["lifecycle"]],
            country=_text(row, "country"),
            parent_id=_text(row, "parent_id"),
            owner_id=_text(row, "owner_id"),
            data_categories=None if row["data_categories"] is None else _categories(str(row["data_categories"])),
            person_count=None if row["person_count"] is None else int(str(row["person_count"])),
            special_care=None if row["special_care"] is None else bool(row["special_care"]),
            foreign=_FOREIGN[row["foreign_handling"]],
            criticality=_CRITICALITIES[row["criticality"]],
            merged_into=_text(row, "merged_into"),
            archived_on=_day(row, "archived_on"),
        )
        for row in rows
    ]


def keep_heads(unit: Unit, ids: Sequence[str] | None = None) -> None:
    """Keep beside some third parties, or beside all, what the rules say of them now, and what their contracts are."""
    where, params = among("third_party_id", ids)
    standing = read_heads(unit.engine, ids)
    records: list[ToHead] = [*lean_assessments(unit, ids), *lean_reviews(unit, ids)]
    records += unit.records.select(Condition, where, params)
    changed = {}
    for party, head in heads_of(unit.policy(), lean_parties(unit, ids), records, settled(unit.engine, ids)).items():
        if standing.get(party) != head:
            changed[party] = head
    keep_party_heads(unit.engine, changed)
    keep_contract_heads(unit.engine, unit.records.select(Contract, f"{where} AND {STALE}", params))


def heads_then(unit: Unit, number: int) -> dict[str, KeptHead]:
    """What would have been kept after an entry of the trail."""
    parties = all_as_tiered(unit, unit.trail.records_at(ThirdParty, number), number=number)
    kinds = (Assessment, Condition, PeriodicReview)
    records = chain.from_iterable(unit.trail.records_at(kind, number) for kind in kinds)
    return heads_of(unit.policy(), parties, records, settled_then(unit, number))


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
            answers_risk(assessments, progress),
            settled_until(assessments, needed[alike], has_tier=level is not None),
        )
    return heads


def lean_assessments(unit: Unit, ids: Sequence[str] | None = None) -> list[Assessment]:
    """The assessments of all third parties or of some, with what decides which one governs and until when."""
    where, params = among("third_party_id", ids)
    rows = unit.query(
        "SELECT id, third_party_id, pack_id, kind, opened_on, state, service_id, due_on, submitted_on, decided_on, "
        f"decision, valid_until, needs_adoption FROM assessment WHERE {where}",
        **params,
    )
    return [
        Assessment(
            id=str(row["id"]),
            third_party_id=str(row["third_party_id"]),
            pack_id=str(row["pack_id"]),
            pack_version="",
            pack_digest="",
            group="",
            kind=_KINDS[row["kind"]],
            opened_on=_on(str(row["opened_on"])),
            opened_by="",
            state=_STATES[row["state"]],
            service_id=_text(row, "service_id"),
            due_on=_day(row, "due_on"),
            submitted_on=_day(row, "submitted_on"),
            decided_on=_day(row, "decided_on"),
            decision=_DECISIONS[row["decision"]],
            valid_until=_day(row, "valid_until"),
            needs_adoption=bool(row["needs_adoption"]),
        )
        for row in rows
    ]


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
def _categories(text: str) -> frozenset[DataCategory]:
    return frozenset(DataCategory(code) for code in json.loads(text))


def _text(row: Row, column: str) -> str | None:
    value = row[column]
    return None if value is None else str(value)


def _day(row: Row, column: str) -> date | None:
    value = row[column]
    return None if value is None else _on(str(value))


@lru_cache(maxsize=4096)
def _on(text: str) -> date:
    return date.fromisoformat(text)
