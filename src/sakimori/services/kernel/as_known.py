"""Records as they are, or as they were known after an earlier entry of the trail."""

from __future__ import annotations

from typing import TypeVar

from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.unit import Unit

T = TypeVar("T")


def records_of(unit: Unit, kind: type[T], third_party_id: str, *, number: int) -> list[T]:
    """The records of one kind that belonged to a third party after an entry."""
    if number >= unit.number():
        return unit.records.select(kind, "third_party_id = :id", {"id": third_party_id})
    return unit.trail.records_at(kind, number, third_party_id=third_party_id)


def all_records(unit: Unit, kind: type[T], *, number: int) -> list[T]:
    """All records of one kind as they stood after an entry."""
    if number >= unit.number():
        return unit.records.select(kind)
    return unit.trail.records_at(kind, number)


def party_at(unit: Unit, third_party_id: str, *, number: int) -> ThirdParty | None:
    """A third party as it stood after an entry; None when it was not yet registered."""
    if number >= unit.number():
        return unit.records.find(ThirdParty, third_party_id)
    found: list[ThirdParty] = unit.trail.records_at(ThirdParty, number, third_party_id=third_party_id)
    return next(iter(found), None)
