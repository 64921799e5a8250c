"""How records of provision and receipt are made, what stands in them and how long they are kept (規則19条〜29条)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import KindOfBody
from sakimori.domain.records.data_flow import DataFlow, Frequency, LegalRoute
from sakimori.domain.records.hand_over import NoRecord, ProvisionRecord, ReceiptRecord, RecordMethod, Release
from sakimori.domain.values.blank import is_given

_YEARS: Final = {RecordMethod.EACH: 3, RecordMethod.BULK: 3, RecordMethod.CONTRACT: 1}
_INTERVALS: Final = {
    Frequency.CONTINUOUS: timedelta(days=7),
    Frequency.DAILY: timedelta(days=7),
    Frequency.WEEKLY: timedelta(days=7),
    Frequency.MONTHLY: timedelta(days=31),
    Frequency.YEARLY: timedelta(days=366),
}
"""Between two provisions of a repeated flow, at most; days off make a week of what goes on every day."""

_CONSENTED: Final = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28})


class Item(StrEnum):
    """What the law has stand in a record (規則20条, 24条, 28条)."""

    DATE = "date"
    CONSENT = "consent"
    INFORMED = "informed"
    NAME = "name"
    ADDRESS = "address"
    REPRESENTATIVE = "representative"
    ACQUIRED = "acquired"
    PERSONS = "persons"
    DATA_ITEMS = "data_items"
    PUBLISHED = "published"


def anniversary(on: date, years: int) -> date:
    """The same day some years later; of 29 February the day after, since a record is never kept too short."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return date(on.year + years, 3, 1)


def retain_until(method: RecordMethod, *, last_on: date, made_on: date) -> date:
    """The last day on which a record must be kept (規則21条, 25条, 29条), the day of the anniversary included.

    It runs from the last provision; a record made each time runs from its making, and never ends before the other.
    """
    begins = max(last_on, made_on) if method is RecordMethod.EACH else last_on
    return anniversary(begins, _YEARS[method])


def methods_for(route: LegalRoute, *, is_repeated: bool, stands_in: bool) -> tuple[RecordMethod, ...]:
    """How a record may be made: by opt-out each time only, in one where it goes on, by a contract where that holds.

    `stands_in` says that the provision goes with goods or services to the person on consent, and that the contract
    holds every item (規則19条3項).
    """
    if route is LegalRoute.OPTOUT:
        return (RecordMethod.EACH,)
    found = [RecordMethod.EACH]
    if is_repeated:
        found.insert(0, RecordMethod.BULK)
    if stands_in and route in _CONSENTED:
        found.insert(0, RecordMethod.CONTRACT)
    return tuple(found)


def items_of_provision(record: ProvisionRecord, body: KindOfBody | None) -> dict[Item, bool]:
    """Which items the record of a provision must hold, and whether each is there."""
    found = {Item.DATE: True} if record.route is LegalRoute.OPTOUT or record.is_related else {}
    if record.is_related or record.route is not LegalRoute.OPTOUT:
        found[Item.CONSENT] = bool(record.consented)
    found |= _who(record.recipient_name, record.recipient_address, record.recipient_representative, body)
    if not record.is_related:
        found[Item.PERSONS] = bool(record.persons) or is_given(record.persons_how)
    found[Item.DATA_ITEMS] = any(map(is_given, record.items))
    return found


def items_of_receipt(record: ReceiptRecord, body: KindOfBody | None) -> dict[Item, bool]:
    """Which items the record of a receipt must hold, and whether each is there.

    From a private person neither day nor consent; of related data not how the provider got them. How the provider was
    confirmed is asked by 規則22条, but no item of the record (規則24条).
    """
    is_optout = record.route is LegalRoute.OPTOUT
    found = {Item.DATE: True} if is_optout and record.is_operator else {}
    if record.is_operator and not is_optout:
        found[Item.CONSENT] = bool(record.consented)
    if record.is_related and record.informed is not None:
        found[Item.INFORMED] = record.informed
    found |= _who(record.provider_name, record.provider_address, record.provider_representative, body)
    if not record.is_related:
        found[Item.ACQUIRED] = is_given(record.acquired_how)
    found[Item.PERSONS] = bool(record.persons) or is_given(record.persons_how)
    found[Item.DATA_ITEMS] = any(map(is_given, record.items))
    if is_optout and record.is_operator:
        found[Item.PUBLISHED] = bool(record.ppc_published)
    return found


def missing_items(items: Mapping[Item, bool]) -> tuple[Item, ...]:
    """The items that are not there."""
    return tuple(item for item, is_there in items.items() if not is_there)


def current_ids(records: tuple[ProvisionRecord, ...] | tuple[ReceiptRecord, ...]) -> Iterator[str]:
    """The ids of the records that no later one corrects."""
    corrected = {record.corrects_id for record in records}
    return (record.id for record in records if record.id not in corrected)


def unrecorded_days(
    flow: DataFlow, records: tuple[ProvisionRecord, ...] | tuple[ReceiptRecord, ...]
) -> Iterator[tuple[date | None, date | None]]:
    """The days on which a provision of a flow fell due that no record covers: first and last of each stretch.

    A record that was corrected counts for nothing, and a contract that stands in covers all that follows (規則19条3項).
    Between two records at most one interval of the flow's frequency may pass unseen: 29条 asks for each provision.
    A last day of None is open, a first day of None not known.
    """
    standing = set(current_ids(records))
    own = sorted((r for r in records if r.flow_id == flow.id and r.id in standing), key=lambda r: (r.first_on, r.id))
    interval = _INTERVALS.get(flow.frequency) if flow.frequency else None
    if not own:
        is_single = flow.frequency is Frequency.ONCE
        yield flow.start_on, flow.start_on if is_single else flow.end_on
        return
    if interval is None or any(record.method is RecordMethod.CONTRACT for record in own):
        return
    due = flow.start_on or own[0].first_on
    for record in own:
        if record.first_on > due + interval:
            yield due, record.first_on - timedelta(days=1)
        due = max(due, record.last_on + interval)
    if flow.end_on is None or due <= flow.end_on:
        yield due, flow.end_on


NOT_BY_OPTOUT: Final = frozenset({NoRecord.BY_PERSON, NoRecord.FOR_PERSON, NoRecord.PERSONS_SIDE, NoRecord.PUBLIC})
"""Reasons for which no record is due on consent (GL-R 2-2); by opt-out each provision is recorded (規則19条2項)."""


def unrecorded_releases(
    flow: DataFlow, releases: Iterable[Release], records: tuple[ProvisionRecord, ...]
) -> Iterator[Release]:
    """The hand-overs of a flow without a rhythm that neither a record covers nor a reason excuses: 29条 asks for each.

    One that names its record has one, corrected or not; else a record that stands covers its days, or a contract that
    stands in covers all that follows (規則19条3項). Of flows with a rhythm the days between their records tell, and of
    one that was never recorded `unrecorded_days` tells as a whole.
    """
    if flow.frequency in _INTERVALS:
        return
    known, standing = {record.id for record in records}, set(current_ids(records))
    own = [record for record in records if record.flow_id == flow.id and record.id in standing]
    if not own and flow.frequency is not Frequency.ONCE:
        return
    for release in releases:
        if release.flow_id != flow.id or release.record_id in known or _is_excused(flow, release):
            continue
        if not any(_covers(record, release) for record in own):
            yield release


def _is_excused(flow: DataFlow, release: Release) -> bool:
    if release.no_record is None:
        return False
    return flow.route is not LegalRoute.OPTOUT or release.no_record not in NOT_BY_OPTOUT


def _covers(record: ProvisionRecord, release: Release) -> bool:
    ends_later = record.method is RecordMethod.CONTRACT or release.last_on <= record.last_on
    return record.first_on <= release.first_on and ends_later


def _who(name: str, address: str, representative: str, body: KindOfBody | None) -> dict[Item, bool]:
    """A natural person has no representative, trading or not."""
    found = {Item.NAME: is_given(name), Item.ADDRESS: is_given(address)}
    if body not in {KindOfBody.PRIVATE_INDIVIDUAL, KindOfBody.SOLE_TRADER}:
        found[Item.REPRESENTATIVE] = is_given(representative)
    return found
