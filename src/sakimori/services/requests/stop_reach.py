"""A stop reaches whoever holds the data: each flow that it speaks of is told, lists that went out are called back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sakimori.domain.dossier import Dossier
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, Erasure, SubjectGroup
from sakimori.domain.records.hand_over import HandOver, ProvisionRecord, Release
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.passed_on import PassedOnAbout
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.identifier import IdentifierKind
from sakimori.rules.clearance.case import Case, Track, case_of, slices_of
from sakimori.rules.clearance.data.objections import channels_reaching
from sakimori.rules.facts.flow_facts import held_flows
from sakimori.rules.facts.stops import RECALLING, days_to_tell
from sakimori.services.kernel.loading import OwnRegisters
from sakimori.services.kernel.unit import Change, Unit
from sakimori.services.requests.passing_on import pass_on

Told = Collection[tuple[IdentifierKind, str]]
"""By what the persons of some stops are told, as long as they are in memory."""
_RECALL_LOOKS = "last_on >= :since"


@dataclass(frozen=True, slots=True)
class Reached:
    """A flow whose recipient may hold data of persons who stopped something that the flow does."""

    flow: DataFlow
    recipient: ThirdParty


def batch_id(channel: StopChannel, recorded_on: date) -> str:
    """What the stops of one day and one channel are told to recipients as."""
    return f"{channel.value}-{recorded_on.isoformat()}"


def pass_stops_on(change: Change, channel: StopChannel, told: Told, group: SubjectGroup | None) -> None:
    """Have every recipient told of stops that were put down just now, and lists called back that may hold them.

    A flow that the stops of this day and channel are already passed on to is not asked again.
    """
    reached = flows_reached(change, channel, change.today, group)
    batch = batch_id(channel, change.today)
    within = days_to_tell(channel, change.policy()) + change.policy().stop_answer_days
    wanted = {PassedOnAbout.STOP: reached}
    if channel in RECALLING:
        wanted[PassedOnAbout.RECALL] = tuple(_with_lists(change, reached, told))
    for about, found in wanted.items():
        flows = [one.flow for one in found]
        pass_on(change, flows, about, within=within, stop_batch_id=batch, channel=channel)


def flows_reached(unit: Unit, channel: StopChannel, on: date, group: SubjectGroup | None) -> tuple[Reached, ...]:
    """The flows that a stop of some persons on a channel speaks of, and whose recipients may hold their data by now.

    The rules of clearance say what a stop keeps a person out of (`appi.md` 9.3): the same stops here. What no other
    handles (cloud, maintenance, a branch) we stop ourselves.
    """
    where = "(direction IS NULL OR direction <> 'in') AND (start_on IS NULL OR start_on <= :on)"
    begun = unit.records.select(DataFlow, where, {"on": on.isoformat()})
    flows = [flow for flow in held_flows(begun, unit.records.select(Erasure)) if _may_be_of(flow, group)]
    ids = {flow.id for flow in flows}
    parties = {one.id: one for one in unit.records.with_ids(ThirdParty, {flow.third_party_id for flow in flows})}
    facts = {one.flow_id: one for one in unit.records.with_ids(HandOver, ids, column="flow_id")}
    clouds = {one.flow_id: one for one in unit.records.with_ids(CloudFacts, ids, column="flow_id")}
    own = OwnRegisters(unit, flows)
    found = []
    for flow in sorted(flows, key=lambda one: one.id):
        party = parties[flow.third_party_id]
        dossier = Dossier(
            party, flows=(flow,), registers=own.named_by([flow], set()),
            cloud_facts=(clouds[flow.id],) if flow.id in clouds else (),
        )  # fmt: skip
        if not party.is_self and _speaks_of(channel, case_of(dossier, flow, facts.get(flow.id))):
            found.append(Reached(flow, party))
    return tuple(found)


def _may_be_of(flow: DataFlow, group: SubjectGroup | None) -> bool:
    """Whether the data of a flow may be those of such persons."""
    return group is None or not flow.subject_groups or group in flow.subject_groups


def _speaks_of(channel: StopChannel, case: Case) -> bool:
    """Whether a hand-over does what was stopped; where nobody knows of advertising, clearance asks for that first."""
    is_marketing = bool(case.facts.marketing)
    return any(
        channel in channels_reaching(case, part, is_marketing=is_marketing)
        for part in slices_of(case)
        if part.track is not Track.NOT_PROVISION
    )


def lists_out(unit: Unit, recipients: Collection[str], since: date) -> tuple[Release, ...]:
    """The lists that went to some recipients since a day, the latest first."""
    found = unit.records.select(Release, _RECALL_LOOKS, {"since": since.isoformat()})
    return tuple(sorted((one for one in found if one.third_party_id in recipients), key=lambda one: one.last_on))[::-1]


def _with_lists(change: Change, reached: Iterable[Reached], told: Told) -> Iterator[Reached]:
    """The flows, one for each list, of those with which a list went out lately that may hold one of the persons."""
    by_recipient: dict[str, list[Reached]] = {}
    for one in reached:
        by_recipient.setdefault(one.recipient.id, []).append(one)
    since = change.today - timedelta(days=change.policy().list_recall_days)
    done: set[str] = set()
    for release in lists_out(change, by_recipient, since):
        own = by_recipient[release.third_party_id]
        flow = next((one for one in own if one.flow.id == release.flow_id), own[0] if not release.flow_id else None)
        if flow is not None and flow.flow.id not in done and _may_hold(change, release, told):
            done.add(flow.flow.id)
            yield flow


def _may_hold(unit: Unit, release: Release, told: Told) -> bool:
    """Whether a list may hold one of some persons: where its record names customer numbers, it tells by these."""
    record = unit.records.find(ProvisionRecord, release.record_id) if release.record_id else None
    numbers = {form for kind, form in told if kind is IdentifierKind.CUSTOMER_NUMBER}
    if record is None or not record.persons or len(numbers) < len(told):
        return True
    return not numbers.isdisjoint(record.persons)
