"""Which record a hand-over that took place needs, or why it needs none (法29条, 31条3項; GL-R 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import NoRecord
from sakimori.rules.clearance.case import Case, Slice, Track, slices_of
from sakimori.rules.clearance.data.related import ties
from sakimori.rules.clearance.records.recording import is_public_body, not_needed

_FREE: Final = {
    Track.OUTSIDE: NoRecord.OUTSIDE,
    Track.LOOSE: NoRecord.OUTSIDE,
    Track.NOT_PROVISION: NoRecord.NOT_PROVISION,
    Track.MY_NUMBER: NoRecord.MY_NUMBER,
    Track.EXCEPTION: NoRecord.EXCEPTION,
    Track.PSEUDONYMISED: NoRecord.PSEUDONYMISED,
    Track.ANONYMISED: NoRecord.ANONYMISED,
}
_BY_ROUTE: Final = {LegalRoute.TO_PERSON: NoRecord.TO_PERSON, LegalRoute.BY_PERSON: NoRecord.BY_PERSON}
_ABROAD: Final = frozenset({LegalRoute.ENTRUST, LegalRoute.JOINT, LegalRoute.SUCCESSION})


@dataclass(frozen=True, slots=True)
class RecordNeed:
    """The ground to record and whether it is one of related data; `free` says why there is nothing to record."""

    route: LegalRoute
    is_related: bool = False
    free: NoRecord | None = None


def record_need(case: Case, on: date) -> RecordNeed:
    """What is to be recorded of a hand-over: one slice that needs a record is enough, personal data go first."""
    needs = [_of(case, part, on) for part in slices_of(case)]
    return min(needs, key=lambda need: (need.free is not None, need.is_related))


def _of(case: Case, part: Slice, on: date) -> RecordNeed:
    """On the grounds of 27条5項 only the consent of 28条 carries data abroad, and that is recorded."""
    if part.track is Track.RELATED:
        return RecordNeed(part.route, is_related=True, free=_of_related(case))
    if part.track in _FREE:
        return RecordNeed(part.route, free=_BY_ROUTE.get(part.route, _FREE[part.track]))
    route = LegalRoute.CONSENT_28 if part.route in _ABROAD else part.route
    free = not_needed(case, part, on)
    return RecordNeed(route if free is None else part.route, free=free)


def _of_related(case: Case) -> NoRecord | None:
    """Whoever ties it to persons, or may do so, is confirmed and recorded; a public body is not."""
    if is_public_body(case):
        return NoRecord.PUBLIC_BODY
    return NoRecord.RELATED if ties(case) is False else None
