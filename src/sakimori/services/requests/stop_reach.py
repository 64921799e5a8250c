"""A stop reaches whoever holds the data: each flow that it speaks of is told, lists that went out are called back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta

from sakimori.domain.clearance import Slip
from sakimori.domain.dossier import Dossier
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, SubjectGroup
from sakimori.domain.records.hand_over import HandOver, ProvisionRecord, Release
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.passed_on import PassedOnAbout
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.identifier import IdentifierKind
from sakimori.rules.clearance.case import Case, Track, slices_of
from sakimori.rules.clearance.case_making import case_of
from sakimori.rules.clearance.data.objections import channels_reaching
from sakimori.rules.facts.stops import RECALLING, days_to_tell
from sakimori.services.clearance.slips import case_of_slip
from sakimori.services.kernel.loading import OwnRegisters
from sakimori.services.kernel.unit import Change, Unit
from sakimori.services.requests.copies import Copies, Copy
from sakimori.services.requests.passing_on import pass_on

Told = Collection[tuple[IdentifierKind, str]]
"""By what the persons of some stops are told, as long as they are in memory."""
_SPOKEN: dict[tuple[str, str], frozenset[StopChannel]] = {}
"""What stops speak of the case of each slip that was looked at: a slip holds its case for good."""
_RECALL_LOOKS = "last_on >= :since"


def batch_id(channel: StopChannel, recorded_on: date) -> str:
    """What the stops of one day and one channel are told to recipients as."""
    return f"{channel.value}-{recorded_on.isoformat()}"


def pass_stops_on(change: Change, channel: StopChannel, told: Told, group: SubjectGroup | None) -> None:
    """Have every recipient told of stops that were put down just now, and lists called back that may hold them.

    A copy that the stops of this day and channel are already passed on to is not asked about again.
    """
    reached = copies_reached(change, channel, change.today, group, told)
    batch = batch_id(channel, change.today)
    within = days_to_tell(channel, change.policy()) + change.policy().stop_answer_days
    wanted = {PassedOnAbout.STOP: reached}
    if channel in RECALLING:
        wanted[PassedOnAbout.RECALL] = tuple(_with_lists(change, reached, told))
    for about, found in wanted.items():
        pass_on(change, found, about, within=within, stop_batch_id=batch, channel=channel)


def copies_reached(
    unit: Unit, channel: StopChannel, on: date, group: SubjectGroup | None, told: Told = ()
) -> tuple[Copy, ...]:
    """The copies that a stop of some persons on a channel speaks of, and that others may hold by now.

    The rules of clearance say what a stop keeps a person out of (step P-09): the same stops here. What no other
    handles (cloud, maintenance, a branch) we stop ourselves. Data of others are left out, unless a record of provision
    names one of the persons.
    """
    found = Copies(unit, on).begun()
    of_others = {copy.key for copy in found if not _may_be_of(copy.flow, group)}
    of_others -= _naming(unit, of_others, told)
    copies = [copy for copy in found if copy.key not in of_others]
    cases = _Cases(unit, [copy.flow for copy in copies if copy.release is None])
    return tuple(copy for copy in copies if channel in cases.channels(copy))


class _Cases:
    """What clearance would look at: a flow with what is on record of it, a hand-over as its slip kept it."""

    def __init__(self, unit: Unit, flows: Sequence[DataFlow]) -> None:
        ids = {flow.id for flow in flows}
        parties = unit.records.with_ids(ThirdParty, {flow.third_party_id for flow in flows})
        self._unit = unit
        self._parties = {one.id: one for one in parties}
        self._facts = {one.flow_id: one for one in unit.records.with_ids(HandOver, ids, column="flow_id")}
        self._clouds = {one.flow_id: one for one in unit.records.with_ids(CloudFacts, ids, column="flow_id")}
        self._own = OwnRegisters(unit, flows)

    def channels(self, copy: Copy) -> frozenset[StopChannel]:
        """What stops speak of a copy."""
        if copy.release is None:
            return _spoken_of(self._case(copy.flow))
        slip = self._unit.records.get(Slip, copy.release.slip_id or "")
        known = (slip.id, slip.audit_hash)
        if known not in _SPOKEN:
            _SPOKEN[known] = _spoken_of(case_of_slip(slip).case)
        return _SPOKEN[known]

    def _case(self, flow: DataFlow) -> Case:
        cloud = self._clouds.get(flow.id)
        dossier = Dossier(
            self._parties[flow.third_party_id], flows=(flow,), registers=self._own.named_by([flow], set()),
            cloud_facts=() if cloud is None else (cloud,),
        )  # fmt: skip
        return case_of(dossier, flow, self._facts.get(flow.id))


def _may_be_of(flow: DataFlow, group: SubjectGroup | None) -> bool:
    """Whether the data of a flow may be those of such persons."""
    return group is None or not flow.subject_groups or group in flow.subject_groups


def _naming(unit: Unit, flow_ids: Collection[str], told: Told) -> set[str]:
    """Those of some flows whose records of provision name one of some persons."""
    numbers = _numbers(told)
    records = unit.records.with_ids(ProvisionRecord, flow_ids if numbers else (), column="flow_id")
    return {one.flow_id for one in records if one.flow_id and not numbers.isdisjoint(one.persons)}


def _numbers(told: Told) -> set[str]:
    return {form for kind, form in told if kind is IdentifierKind.CUSTOMER_NUMBER}


def _spoken_of(case: Case) -> frozenset[StopChannel]:
    """What stops a hand-over would undo; where nobody knows of advertising, clearance asks for that first."""
    is_marketing = bool(case.facts.marketing)
    parts = (part for part in slices_of(case) if part.track is not Track.NOT_PROVISION)
    return frozenset[StopChannel]().union(*(channels_reaching(case, part, is_marketing=is_marketing) for part in parts))


def lists_out(unit: Unit, recipients: Collection[str], since: date) -> tuple[Release, ...]:
    """The lists that went to some recipients since a day, the latest first."""
    found = unit.records.select(Release, _RECALL_LOOKS, {"since": since.isoformat()})
    return tuple(sorted((one for one in found if one.third_party_id in recipients), key=lambda one: one.last_on))[::-1]


def _with_lists(change: Change, reached: Iterable[Copy], told: Told) -> Iterator[Copy]:
    """The copies, one for each list, of those with which a list went out lately that may hold one of the persons."""
    copies = {copy.key: copy for copy in reached}
    since = change.today - timedelta(days=change.policy().list_recall_days)
    recipients = {copy.flow.third_party_id for copy in copies.values()}
    called: dict[str, Copy] = {}
    for release in lists_out(change, recipients, since):
        key = release.flow_id or release.id
        if key in copies and key not in called and _may_hold(change, release, told):
            called[key] = copies[key]
    yield from called.values()


def _may_hold(unit: Unit, release: Release, told: Told) -> bool:
    """Whether a list may hold one of some persons: where its record names customer numbers, it tells by these."""
    record = unit.records.find(ProvisionRecord, release.record_id) if release.record_id else None
    numbers = _numbers(told)
    if record is None or not record.persons or len(numbers) < len(told):
        return True
    return not numbers.isdisjoint(record.persons)
