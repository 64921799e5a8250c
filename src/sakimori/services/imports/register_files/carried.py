"""Carried decisions 取り込まれた決定: each a proposal to whoever is named, until it is decided here or dismissed.

Nothing is kept of them but the trail: what stands open is what the trail noted at an import and nobody decided since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow, Erasure
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.imports.register_files.decisions import CARRIED, TABLE
from sakimori.services.imports.register_files.open_decisions import (
    DISMISSED,
    ENDS_WITH,
    OpenDecision,
    open_ones,
    records_with,
)
from sakimori.services.kernel.access import Permission, may, needs, require
from sakimori.services.kernel.unit import Unit, WriteResult, third_party_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.store.reads.naming import names_of_people, same_people
from sakimori.store.records import TABLES

_CALLED_BY: Final[Mapping[type, tuple[type, str]]] = {
    **ENDS_WITH,
    **dict.fromkeys((Erasure, PassedOn), (DataFlow, "flow_id")),
}
"""Records that are called by another one."""
_OVER: Final = Text(
    "この決定は、もう決められたか、退けられたか、取り込み直されています。一覧を見直してください。",
    "It was decided, dismissed or carried in anew since. Look at the list again.",
)
_OWN: Final = Text(
    "取り込んだ本人は退けられません。名前のある人か、決定できるほかの人に頼んでください。",
    "Whoever carried it in cannot dismiss it. Ask the person named, or somebody else who may decide it.",
)


@dataclass(frozen=True, slots=True)
class CarriedDecision:
    """A decision of a register folder that nobody has taken here: what it says, of what, by whom, and who brought it.

    `said` is the record with the decision, `names` are the fields in which it stands.
    `decider` is empty where no person of ours is named: then it is for whoever may decide.
    """

    seq: int
    said: Any
    names: tuple[str, ...]
    part_of: str
    party: str
    decider: str
    brought_by: str
    brought_at: datetime
    is_mine: bool
    may_decide: bool
    may_dismiss: bool

    @property
    def key(self) -> tuple[str, str]:
        """The table and the id of the record."""
        return TABLES[type(self.said)], self.said.id


@dataclass(frozen=True, slots=True)
class CarriedCounts:
    """How many carried decisions are open, how many of them name a person, and how many that person may decide."""

    number: int
    mine: int
    to_decide: int


@needs(Permission.READ)
def carried_page(
    workspace: Workspace, *, on: date, actor: Actor, first: int, limit: int
) -> tuple[list[CarriedDecision], int]:
    """Some of the carried decisions that stand open, and how many there are.

    Those that name the reader come first, then those that he may decide; of these the newest.
    """
    found = sorted(_all_open(workspace, on), key=lambda one: _order(one, actor))
    shown = found[first : first + limit]
    with workspace.unit() as unit:
        return list(_rows(unit, shown, actor)), len(found)


@needs(Permission.READ)
def carried_counts(workspace: Workspace, *, on: date, actor: Actor) -> CarriedCounts:
    """How many carried decisions stand open."""
    found = _all_open(workspace, on)
    mine = sum(actor.is_among(one.decider_id) for one in found)
    to_decide = sum(actor.is_among(one.decider_id) or may(actor, one.permission) for one in found)
    return CarriedCounts(len(found), mine, to_decide)


@needs(Permission.READ)
def dismiss_carried(
    workspace: Workspace, table: str, record_id: str, *, seq: int, reason: str, actor: Actor, at: datetime
) -> WriteResult[None]:
    """Say that a carried decision is not so, with the reason; the record stays as it stands.

    Raises:
        InvalidValueError: The reason is blank.
        NotPermittedError: The actor is not the one named, and may not decide such a thing.
        StateError: It stands open no more, or the actor carried it in, be it by another account.
    """
    why = needed_reason(reason)
    with workspace.change(DISMISSED, actor=actor, at=at, reason=why) as change:
        lines = reversed(change.trail.lines(record_kind=CARRIED, record_id=record_id))
        found = [one for one in open_ones(change, lines, change.today) if TABLES[type(one.said)] == table]
        if not found or found[0].run.first.entry.seq != seq:
            raise StateError(why=_OVER)
        one = found[0]
        if one.run.bringers & _one_person(change, actor):
            raise StateError(why=_OWN)
        if not actor.is_among(one.decider_id):
            require(actor, one.permission)
        change.note(
            DISMISSED,
            record_kind=CARRIED,
            record_id=record_id,
            third_party_id=third_party_of(one.said),
            after={TABLE: table, "seq": seq},
        )
    return write_result(None, change)


def _one_person(unit: Unit, actor: Actor) -> set[str]:
    """Every account that is one with an actor where two persons are needed."""
    accounts = {actor.id, *actor.one_with}
    return accounts.union(*(same_people(unit.engine, one) for one in accounts))


def _order(one: OpenDecision, actor: Actor) -> tuple[bool, bool, int]:
    return not actor.is_among(one.decider_id), not may(actor, one.permission), -one.run.first.entry.seq


def _all_open(workspace: Workspace, on: date) -> list[OpenDecision]:
    """Every carried decision that stands open on a day, read once for all who look."""

    def read() -> list[OpenDecision]:
        with workspace.unit() as unit:
            return open_ones(unit, unit.trail.since(0, [CARRIED]), on)

    return workspace.shared(("carried decisions", on), read)


def _rows(unit: Unit, shown: Sequence[OpenDecision], actor: Actor) -> Iterator[CarriedDecision]:
    if not shown:
        return
    names, alike = names_of_people(unit.engine), _one_person(unit, actor)
    of_parties = records_with(unit, ThirdParty, {third_party_of(one.said) for one in shown})
    parties = {one.id: one.legal_name for one in of_parties}
    parts = _called(unit, [one.said for one in shown])
    for one in shown:
        entry, is_mine = one.run.first.entry, actor.is_among(one.decider_id)
        may_decide = may(actor, one.permission)
        yield CarriedDecision(
            seq=entry.seq,
            said=one.said,
            names=one.names,
            part_of=parts.get((type(one.said), one.said.id), ""),
            party=parties.get(third_party_of(one.said), ""),
            decider=names.get(one.decider_id or "", ""),
            brought_by=names.get(entry.actor, entry.actor),
            brought_at=entry.at,
            is_mine=is_mine,
            may_decide=may_decide,
            may_dismiss=(is_mine or may_decide) and not one.run.bringers & alike,
        )


def _called(unit: Unit, said: Sequence[Any]) -> dict[tuple[type, str], str]:
    """The name of the contract or the flow to which each record belongs."""
    above = {
        (type(one), one.id): (kind, getattr(one, name))
        for one in said
        for kind, name in [_CALLED_BY.get(type(one), (None, ""))]
        if kind is not None and getattr(one, name) is not None
    }
    names: dict[tuple[type, str], str] = {}
    for kind, name in ((Contract, "title"), (DataFlow, "name")):
        ids = {record_id for of, record_id in above.values() if of is kind}
        names |= {(kind, one.id): getattr(one, name) for one in records_with(unit, kind, ids)}
    return {key: names.get(place, "") for key, place in above.items()}
