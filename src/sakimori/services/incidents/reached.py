"""Where data were on a day: at whom, by whose services, and for whom that one works in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar

from sakimori.domain.clearance import Slip
from sakimori.domain.records.contract import Contract, ContractCover
from sakimori.domain.records.data_flow import DataFlow, Erasure
from sakimori.domain.records.hand_over import Release
from sakimori.domain.records.own_registers import DataSet, DataSetPart
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service
from sakimori.rules.facts.flow_facts import held_flows
from sakimori.services.kernel.unit import Unit, all_records, party_at, records_of

T = TypeVar("T")

_DEEPEST: Final = 8
"""No chain of third parties that work for each other is followed further."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A third party whose data were where it happened; `through` whom, the one at whom it happened first.

    Where one works for a single service of another, only the flows of that service went to it.
    """

    third_party_id: str
    through: tuple[str, ...]
    service_id: str | None = None


class Known:
    """The records that say where data went, as known after an entry, for one day."""

    def __init__(self, unit: Unit, number: int, on: date) -> None:
        """Read nothing yet."""
        self._unit, self._number, self.on = unit, number, on
        self._read: dict[tuple[type, str], list[Any]] = {}

    def _of(self, kind: type[T], third_party_id: str) -> list[T]:
        key = (kind, third_party_id)
        if key not in self._read:
            self._read[key] = records_of(self._unit, kind, third_party_id, number=self._number)
        return self._read[key]

    def name(self, third_party_id: str) -> str:
        """What a third party is called."""
        party = party_at(self._unit, third_party_id, number=self._number)
        return party.legal_name if party else third_party_id

    def service_name(self, third_party_id: str, service_id: str | None) -> str:
        """What a service is called."""
        return next((one.name for one in self._of(Service, third_party_id) if one.id == service_id), "")

    @cached_property
    def _sets(self) -> dict[str, DataSet]:
        return {one.id: one for one in all_records(self._unit, DataSet, number=self._number)}

    @cached_property
    def _parts(self) -> defaultdict[str, list[DataSetPart]]:
        found: defaultdict[str, list[DataSetPart]] = defaultdict(list)
        for part in all_records(self._unit, DataSetPart, number=self._number):
            found[part.data_set_id].append(part)
        return found

    def data_set_name(self, set_id: str | None) -> str:
        """What a data set is called."""
        return self._sets[set_id].name if set_id in self._sets else ""

    def parts_of(self, set_id: str | None) -> Sequence[DataSetPart]:
        """The parts of a data set."""
        return self._parts[set_id] if set_id is not None else ()

    def flows_with(self, ids: Iterable[str]) -> list[DataFlow]:
        """Some flows, to whomever they go."""
        wanted = set(ids)
        if self._unit.is_newest(self._number):
            return self._unit.records.with_ids(DataFlow, wanted)
        return [one for one in all_records(self._unit, DataFlow, number=self._number) if one.id in wanted]

    def reached(self, third_party_id: str) -> Iterator[Reached]:
        """Where it happened, then everybody for whom it works, directly or by others; each once."""
        seen, waiting = {third_party_id}, [Reached(third_party_id, ())]
        while waiting:
            reached = waiting.pop(0)
            yield reached
            if len(reached.through) >= _DEEPEST:
                continue
            for link in self._works_for(reached.third_party_id):
                if link.third_party_id not in seen:
                    seen.add(link.third_party_id)
                    through = (*reached.through, self.name(reached.third_party_id))
                    waiting.append(Reached(link.third_party_id, through, link.service_id))

    def _works_for(self, third_party_id: str) -> list[SubProcessorLink]:
        if self._unit.is_newest(self._number):
            where, params = "sub_third_party_id = :id", {"id": third_party_id}
            links = self._unit.records.select(SubProcessorLink, where, params)
        else:
            every = all_records(self._unit, SubProcessorLink, number=self._number)
            links = sorted((one for one in every if one.sub_third_party_id == third_party_id), key=lambda one: one.id)
        return [link for link in links if link.works_on(self.on)]

    def held(self, reached: Reached) -> Iterator[DataFlow]:
        """The flows whose data a third party still held on the day; one that began later is left out."""
        gone = [one for one in self._of(Erasure, reached.third_party_id) if one.done_on < self.on]
        for flow in held_flows(self._of(DataFlow, reached.third_party_id), gone):
            begins_later = flow.start_on is not None and flow.start_on > self.on
            is_of_service = reached.service_id is None or flow.service_id in {reached.service_id, None}
            if not begins_later and is_of_service:
                yield flow

    def contracts_of(self, third_party_id: str) -> Iterator[Contract]:
        """The contracts that covered a third party on the day."""
        for cover in self._of(ContractCover, third_party_id):
            is_out = cover.removed_on is not None and cover.removed_on <= self.on
            contract = self._contract(cover.contract_id) if cover.confirmed_on is not None and not is_out else None
            if contract is not None and contract.in_force(self.on):
                yield contract

    def _contract(self, contract_id: str) -> Contract | None:
        if self._unit.is_newest(self._number):
            return self._unit.records.find(Contract, contract_id)
        return self._unit.trail.record_at(Contract, contract_id, self._number)

    def slips_of(self, third_party_id: str, flow_id: str) -> tuple[str, ...]:
        """The numbers of the slips that stood for a flow on the day."""
        return tuple(
            one.number
            for one in self._of(Slip, third_party_id)
            if one.flow_id == flow_id
            and one.judged_on <= self.on
            and (one.revoked_on is None or one.revoked_on > self.on)
        )

    def releases_of(self, third_party_id: str, flow_id: str) -> int:
        """How many hand-overs of a flow had been recorded by the day."""
        return sum(one.flow_id == flow_id and one.first_on <= self.on for one in self._of(Release, third_party_id))
