"""Clocks beside the Japanese ones: the hours of touched contracts, and of the laws of other countries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from sakimori.domain.records.contract import Contract
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import Origin
from sakimori.domain.records.incidents import Incident
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.text import Text, cited
from sakimori.exchange.reference import country_name, shipped_profiles
from sakimori.rules.facts.foreign_flows import HOME
from sakimori.rules.incidents.progress import last_moment, told_late
from sakimori.services.incidents.reached import Known
from sakimori.services.incidents.shapes import BlastRow, ForeignClock, NoticeDuty, NoticeState
from sakimori.services.kernel.judge_queue import policy_then
from sakimori.services.kernel.unit import Unit, all_records, party_at

_BREACH: Final = "breach_hours"
_MINUTE: Final = timedelta(minutes=1)
_DATA_THERE: Final = Text("データの保存・処理をする国", "data are stored or handled there")
_HOURS: Final = Text("知ってから{hours}時間", "{hours} hours from knowing")
_TO_CHECK: Final = Text(
    "{said}（要確認：原文で確かめていない）", "{said} (to be checked: not read in the text of the law)"
)
_NOT_KNOWN: Final = Text("報告の期限は未確認。現地の専門家に確かめる", "its clock is not known: ask local counsel")
_OF_PERSONS: Final[dict[Origin, tuple[Text, int | None, Text]]] = {
    Origin.GDPR_DIRECT: (
        Text("EU（GDPRが直接適用される本人）", "EU (persons under the GDPR itself)"), 72,
        cited("{law:gdpr-33}：監督機関へ72時間", "{law:gdpr-33}: 72 hours to the supervisory authority"),
    ),
    Origin.EU_SCC: (
        Text("EU（標準契約条項で受けたデータ）", "EU (data received under SCC)"), None,
        Text("標準契約条項：提供元へ遅滞なく通知", "SCC: the exporter is told without undue delay"),
    ),
    Origin.US_CA: (
        Text("カリフォルニア州", "California"), 30 * 24,
        Text("州法：発見から30日", "state law: 30 days from discovery"),
    ),
}  # fmt: skip
"""Laws that follow the persons wherever the data are; all from general knowledge, so that none is taken for read."""


def notice_duties(
    unit: Unit, incident: Incident, contracts: list[tuple[str, Contract]], number: int
) -> Iterator[NoticeDuty]:
    """What each touched contract says of telling us, and whether the vendor at whom it happened did."""
    for party_id, contract in contracts:
        party = party_at(unit, party_id, number=number)
        hours = contract.breach_notice_hours
        is_there = party_id == incident.third_party_id
        yield NoticeDuty(
            contract_id=contract.id,
            title=contract.title,
            third_party_id=party_id,
            third_party_name=party.legal_name if party else party_id,
            hours=hours,
            state=_state(incident, hours, is_there=is_there),
            last_at=last_moment(incident, hours) if hours is not None and is_there else None,
        )


def _state(incident: Incident, hours: int | None, *, is_there: bool) -> NoticeState:
    if hours is None:
        return NoticeState.NO_HOURS
    if not is_there:
        return NoticeState.UNKNOWN
    if incident.vendor_told_on is None:
        return NoticeState.NOT_TOLD
    late = told_late(incident, hours)
    return NoticeState.UNKNOWN if late is None else NoticeState.LATE if late else NoticeState.IN_TIME


def foreign_clocks(unit: Unit, incident: Incident, rows: tuple[BlastRow, ...], number: int) -> Iterator[ForeignClock]:
    """The clocks of other laws that may run, the shortest first; of which nothing is known, last."""
    found = [*_of_places(unit, incident, rows, number), *_of_persons(unit, incident, rows, number)]
    yield from sorted(found, key=lambda one: (one.hours is None, one.hours or 0, one.country))


def _of_places(unit: Unit, incident: Incident, rows: tuple[BlastRow, ...], number: int) -> Iterator[ForeignClock]:
    codes = {code for row in rows for code in row.countries}
    parties = {row.third_party_id for row in rows} | {incident.third_party_id}
    for party in (party_at(unit, one, number=number) for one in sorted(parties - {SELF_ID})):
        codes |= {party.country} if party is not None and party.country else set()
    if not codes - {HOME}:
        return
    ours = {one.id: one for one in all_records(unit, CountryProfile, number=number)}
    months = policy_then(unit, number=number).country_profile_months
    for code in sorted(codes - {HOME}):
        standing = ours.get(code)
        hours, is_read = _hours(code, standing)
        is_read = is_read and standing is not None and incident.known_on < standing.stale_from(months)
        said = _NOT_KNOWN if hours is None else _HOURS.format(hours=hours)
        yield ForeignClock(
            country=code,
            name=country_name(code),
            hours=hours,
            words=said if is_read or hours is None else _TO_CHECK.format(said=said),
            safe_on=_safe_on(incident.known_on, hours),
            is_read=is_read,
            because=_DATA_THERE,
        )


def _hours(code: str, ours: CountryProfile | None) -> tuple[int | None, bool]:
    """The hours of a country, and whether they were read; what came with the program may be general knowledge alone."""
    shipped = shipped_profiles().get(code)
    if ours is not None and ours.breach_hours is not None:
        is_shipped = shipped is not None and shipped.breach_hours == ours.breach_hours
        return ours.breach_hours, not (is_shipped and shipped is not None and _BREACH in shipped.by_general_knowledge)
    return (shipped.breach_hours if shipped else None), False


def _of_persons(unit: Unit, incident: Incident, rows: tuple[BlastRow, ...], number: int) -> Iterator[ForeignClock]:
    ids = {row.flow_id for row in rows if row.flow_id}
    flows = Known(unit, number, incident.known_on).flows_with(ids)
    origins = {origin for flow in flows for origin in flow.origins or ()}
    for origin, (name, hours, words) in _OF_PERSONS.items():
        if origin in origins:
            yield ForeignClock(
                country=origin.value,
                name=name,
                hours=hours,
                words=_TO_CHECK.format(said=words),
                safe_on=_safe_on(incident.known_on, hours),
                is_read=False,
                because=Text("本人がその法の保護を受ける", "the persons are protected by that law"),
            )


def _safe_on(known_on: date, hours: int | None) -> date | None:
    """The last day that is in time whatever the hour of knowing was."""
    if hours is None:
        return None
    return (datetime.combine(known_on, time.min) + timedelta(hours=hours) - _MINUTE).date()
