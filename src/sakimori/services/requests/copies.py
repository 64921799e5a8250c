"""Copies of data that left us: who may hold one still, by the flows, the hand-overs and the records of provision."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Final

from sakimori.domain.clearance import Slip
from sakimori.domain.records.data_flow import DataFlow, Direction, Erasure, Frequency
from sakimori.domain.records.hand_over import ProvisionRecord, Release
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnAnswer
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.exchange.request.as_json import from_json
from sakimori.services.kernel.unit import Unit
from sakimori.services.records.corrections import records_naming

_HANDED_OVER: Final = Text("{day}にお渡ししたデータ", "data handed over on {day}")
_FLOWS: Final[dict[tuple[str, str], DataFlow]] = {}
"""The flow of each slip that was looked at: a slip holds its case for good, and a case takes long to read."""
_GIVEN_BACK: Final = frozenset({PassedOnAnswer.DONE, PassedOnAnswer.HOLDS_NONE})


@dataclass(frozen=True, slots=True)
class Copy:
    """Data that went to a recipient: along a flow of the register, or by one hand-over that stands under none."""

    flow: DataFlow
    release: Release | None = None

    @property
    def key(self) -> str:
        """The id of what it went by."""
        return self.release.id if self.release else self.flow.id

    @property
    def name(self) -> Text:
        """What it is called to those who hold it."""
        return hand_over_name(self.release) if self.release else Text(self.flow.name, self.flow.name)


class Copies:
    """What may lie elsewhere on a day; whoever is not on record as having returned or erased it holds it still."""

    def __init__(self, unit: Unit, on: date) -> None:
        self._unit, self._on = unit, on

    def of_sets(self, data_set_ids: Collection[str]) -> tuple[Copy, ...]:
        """The copies of some data sets, by recipient."""
        ids = {f"i{n}": value for n, value in enumerate(sorted(data_set_ids))}
        if not ids:
            return ()
        where = f"data_set_id IN ({', '.join(':' + key for key in ids)})"
        flows = self._unit.records.select(DataFlow, where, ids)
        alone = (one for one in self._alone if one.flow.data_set_id in data_set_ids)
        return self._held(chain(map(Copy, flows), alone))

    def naming(self, number: str) -> tuple[Copy, ...]:
        """The copies that hold a person by the records of provision, whatever the data set is; by recipient."""
        named, _ = records_naming(self._unit, number)
        records = [one for one in named if one.id not in self._corrected]
        flows = self._unit.records.with_ids(DataFlow, {one.flow_id for one in records if one.flow_id})
        ids = {one.id for one in records}
        by_record = (one for one in self._alone if one.release and self._last_record(one.release.record_id) in ids)
        return self._held(chain(map(Copy, flows), by_record))

    def begun(self) -> tuple[Copy, ...]:
        """Every copy that may be there, along a flow that has begun or by a hand-over; by recipient."""
        return self._held(chain(map(Copy, self._unit.records.select(DataFlow)), self._alone))

    @cached_property
    def _alone(self) -> tuple[Copy, ...]:
        """The hand-overs under no flow; what went by one stands in the slip under which it went."""
        where = "flow_id IS NULL AND slip_id IS NOT NULL AND first_on <= :on"
        releases = self._unit.records.select(Release, where, {"on": self._on.isoformat()})
        slips = {one.id: one for one in self._unit.records.with_ids(Slip, {one.slip_id or "" for one in releases})}
        back = "about = :about AND release_id IS NOT NULL AND answer IS NOT NULL"
        recalls = self._unit.records.select(PassedOn, back, {"about": PassedOnAbout.RECALL.value})
        gone = {one.release_id: one.answered_on for one in recalls if one.answer in _GIVEN_BACK}
        return tuple(
            Copy(flow_of_slip(slips[one.slip_id or ""], one), one)
            for one in releases
            if (day := gone.get(one.id)) is None or day > self._on or day < one.last_on
        )

    def _last_record(self, record_id: str | None) -> str | None:
        """The record that stands in the place of one, where it was corrected."""
        while record_id is not None and record_id in self._corrected:
            record_id = self._corrected[record_id]
        return record_id

    @cached_property
    def _corrected(self) -> dict[str, str]:
        later = self._unit.records.select(ProvisionRecord, "corrects_id IS NOT NULL")
        return {one.corrects_id: one.id for one in later if one.corrects_id}

    def _held(self, found: Iterable[Copy]) -> tuple[Copy, ...]:
        """Those of some copies that were not returned or erased, each once; a third party merged away holds none."""
        copies = {one.key: one for one in found if one.flow.direction is not Direction.IN}
        flows = {one.flow.id for one in copies.values() if one.release is None}
        went: defaultdict[str | None, list[Release]] = defaultdict(list)
        for release in self._unit.records.with_ids(Release, flows, column="flow_id"):
            if release.first_on <= self._on:
                went[release.flow_id].append(release)
        erased: defaultdict[str, list[Erasure]] = defaultdict(list)
        for erasure in self._unit.records.with_ids(Erasure, flows, column="flow_id"):
            erased[erasure.flow_id].append(erasure)
        owners = {one.flow.third_party_id for one in copies.values()}
        parties = {one.id: one for one in self._unit.records.with_ids(ThirdParty, owners)}
        held = (
            one
            for one in copies.values()
            if one.release is not None or self._is_held(one.flow, went[one.flow.id], erased[one.flow.id])
        )
        kept = (one for one in held if _is_somebody_else(parties[one.flow.third_party_id]))
        return tuple(sorted(kept, key=lambda one: (one.flow.third_party_id, one.key)))

    def _is_held(self, flow: DataFlow, went: Collection[Release], erased: Collection[Erasure]) -> bool:
        """Whether something went along a flow by the day that no confirmed erasure since then covers."""
        if not went and flow.start_on is not None and flow.start_on > self._on:
            return False
        gone = [e.done_on for e in erased if e.confirmed_on is not None and e.confirmed_on <= self._on]
        ended = flow.start_on if flow.frequency is Frequency.ONCE and flow.end_on is None else flow.end_on
        return not gone or ended is None or max(gone) < max((ended, *(one.last_on for one in went)))


def flow_of_slip(slip: Slip, release: Release) -> DataFlow:
    """What a hand-over under no flow carried, as its slip says."""
    known = (slip.id, slip.audit_hash)
    if known not in _FLOWS:
        said = json.loads(slip.case_body)["case"]["flow"]
        _FLOWS[known] = from_json(DataFlow, json.dumps(said))
    return replace(_FLOWS[known], third_party_id=release.third_party_id)


def names_of_copies(unit: Unit, passed: Collection[PassedOn]) -> dict[str, Text]:
    """What the copies are called that some lines are about, by the id of the line."""
    flows = {one.id: one.name for one in unit.records.with_ids(DataFlow, {p.flow_id for p in passed if p.flow_id})}
    releases = {one.id: one for one in unit.records.with_ids(Release, {p.release_id for p in passed if p.release_id})}
    return {
        one.id: Text(name := flows.get(one.flow_id, ""), name)
        if one.flow_id is not None
        else hand_over_name(releases[one.release_id or ""])
        for one in passed
    }


def hand_over_name(release: Release) -> Text:
    """What a hand-over under no flow is called."""
    return _HANDED_OVER.format(day=release.last_on.isoformat())


def _is_somebody_else(party: ThirdParty) -> bool:
    """Whether it is a third party of its own; one that was archived may hold the data as well as any other."""
    return not party.is_self and party.merged_into is None
