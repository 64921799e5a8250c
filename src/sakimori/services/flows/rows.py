"""Every data flow on a day: whose data go to whom and where, on what ground, its verdict and its worst open gap."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Final, TypeAlias, TypeVar

from sakimori.domain.codes import Severity
from sakimori.domain.gap import SubjectKind
from sakimori.domain.records.data_flow import DataFlow, ForeignBasis, LegalRoute
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.flows.heads import lean_flow_parties, lean_flow_services, lean_flows
from sakimori.services.flows.states import (
    OF_FLOWS,
    FlowGap,
    FlowState,
    FlowVerdict,
    Phase,
    abroad_of,
    flow_gaps,
    gravity,
    held_verdicts,
    listed_gaps,
    phase_of,
    rank,
    verdict_of,
    verdicts_to_come,
    worst,
)
from sakimori.services.flows.ways import FlowWay, looked_at_on, passed_on, stands
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.memory.books import Book, in_order
from sakimori.services.kernel.unit import Unit, all_records, records_of
from sakimori.services.kernel.workspace import Workspace

T = TypeVar("T")

_BY_ORDER: Final = attrgetter("order")
_UNSURE: Final = frozenset({FlowState.UNKNOWN, FlowState.NOT_APPLICABLE})


@dataclass(frozen=True, kw_only=True)
class FlowRow(FlowWay):
    """One flow; `gaps` are its own, `stops` those of its third party that stop every hand-over.

    `state` is the worst of these gaps; `verdict` says whether the data may go. A row is kept until a write touches its
    third party, and with it what is worked out of it alone.
    """

    service: Service | None
    stops: tuple[FlowGap, ...]
    state: FlowState
    verdict: FlowVerdict

    @cached_property
    def order(self) -> tuple[bool, int, int, bool, int, str, str, str]:
        """The worst verdict first, then the gravest gap; of two alike the certain one, then that with more persons."""
        gravest = min((*self.gaps[:1], *self.stops[:1]), key=gravity, default=None)  # both stand in this order already
        severity = len(Severity) if gravest is None else gravest.severity.rank
        is_unsure = self.state in _UNSURE
        return (
            self.is_over, rank(self.verdict), severity, is_unsure, -(self.flow.persons or 0), self.party.legal_name,
            self.flow.name, self.flow.id,
        )  # fmt: skip


FlowBook: TypeAlias = Book[FlowRow]
"""All flows of a day, worst first, and how many there are of each verdict on each route."""


def not_over(rows: Sequence[FlowRow]) -> Sequence[FlowRow]:
    """Of rows that stand in their order, those that are not over: they come first."""
    return rows[: bisect_left(rows, (True,), key=_BY_ORDER)]


@needs(Permission.READ)
def flow_rows(workspace: Workspace, *, on: date, number: int, third_party_id: str | None = None) -> tuple[FlowRow, ...]:
    """The flows as known after an entry, worst first; of one third party where one is named.

    Those of all third parties carry only what lists show.
    """
    if third_party_id is None:
        return flow_book(workspace, on=on, number=number).rows
    with workspace.unit() as unit:
        by_party = _rows(unit, on=on, number=number, third_party_id=third_party_id)
    return in_order(by_party, _BY_ORDER, _kinds).rows


@needs(Permission.READ)
def flow_book(workspace: Workspace, *, on: date, number: int) -> FlowBook:
    """The flows of all third parties as known after an entry; a write changes the place of its own rows alone."""
    with workspace.unit() as unit:
        by_party = flows_by_party(workspace, unit, on=on, number=number)
        if not unit.is_newest(number):
            return in_order(by_party, _BY_ORDER, _kinds)
        return workspace.remembered.book(("flow_book", on), by_party, _BY_ORDER, _kinds)


def _kinds(row: FlowRow) -> tuple[tuple[FlowVerdict, LegalRoute]]:
    return ((row.verdict, row.flow.route),)


@needs(Permission.READ)
def flows_by_party(workspace: Workspace, unit: Unit, *, on: date, number: int) -> Mapping[str, tuple[FlowRow, ...]]:
    """The flows of each third party as known after an entry; those of now are read again only where they changed."""

    def read(ids: Sequence[str] | None) -> Mapping[str, tuple[FlowRow, ...]]:
        if ids is None:
            return _rows(unit, on=on, number=number, third_party_id=None)
        found = (_rows(unit, on=on, number=number, third_party_id=party) for party in ids)
        return {party: rows for one in found for party, rows in one.items()}

    return workspace.remembered.by_party(unit, ("flows", on), read, number=number)


def _rows(unit: Unit, *, on: date, number: int, third_party_id: str | None) -> dict[str, tuple[FlowRow, ...]]:
    known = _Known(unit, on=on, number=number, third_party_id=third_party_id)
    found: defaultdict[str, list[FlowRow]] = defaultdict(list)
    for flow in known.flows:
        if flow.third_party_id in known.parties:
            found[flow.third_party_id].append(known.row(flow))
    return {party: tuple(rows) for party, rows in found.items()}


class _Known:
    """The records that the rows stand on."""

    def __init__(self, unit: Unit, *, on: date, number: int, third_party_id: str | None) -> None:
        self._unit, self._on, self._number, self._party = unit, on, number, third_party_id
        self.flows = self._all(DataFlow) if third_party_id else lean_flows(unit, number=number)
        self.parties = {party.id: party for party in self._parties()}
        self._services = {service.id: service for service in self._named_services()}
        to_come = [flow for flow in self.flows if phase_of(flow, on) is Phase.UPCOMING]
        self._verdicts = {
            **held_verdicts(unit, on=on, number=number, third_party_id=third_party_id),
            **verdicts_to_come(unit, to_come, number=number),
        }
        self._bases = {basis.flow_id: basis for basis in self._all(ForeignBasis)}
        self._links = _grouped(link for link in self._all(SubProcessorLink) if stands(link, on))
        self._of_flow: defaultdict[str, list[FlowGap]] = defaultdict(list)
        self._of_link: defaultdict[str, list[FlowGap]] = defaultdict(list)
        self._of_party: defaultdict[str, list[FlowGap]] = defaultdict(list)
        for subject_id, gap in self._gaps():
            if gap.subject_kind is SubjectKind.FLOW:
                self._of_flow[subject_id].append(gap)
            elif gap.subject_kind is SubjectKind.SUB_PROCESSOR:
                self._of_link[subject_id].append(gap)
            else:
                self._of_party[subject_id].append(gap)

    def _gaps(self) -> Iterable[tuple[str, FlowGap]]:
        """All gaps, each after the id of its flow, of its link, or of the third party that it stops."""
        if self._party is None:
            return listed_gaps(self._unit, on=self._on, number=self._number)
        found = flow_gaps(self._unit, on=self._on, number=self._number, third_party_id=self._party)
        return [(gap.subject_id if gap.subject_kind in OF_FLOWS else gap.third_party_id, gap) for gap in found]

    def _all(self, kind: type[T]) -> list[T]:
        if self._party is not None:
            return records_of(self._unit, kind, self._party, number=self._number)
        return all_records(self._unit, kind, number=self._number)

    def _parties(self) -> Sequence[ThirdParty]:
        if not self._unit.is_newest(self._number):
            return all_records(self._unit, ThirdParty, number=self._number)
        if self._party is not None:
            return self._unit.records.select(ThirdParty, "id = :id", {"id": self._party})
        return lean_flow_parties(self._unit)

    def _named_services(self) -> Sequence[Service]:
        if self._party is not None or not self._unit.is_newest(self._number):
            return self._all(Service)
        return lean_flow_services(self._unit)

    def row(self, flow: DataFlow) -> FlowRow:
        party, phase = self.parties[flow.third_party_id], phase_of(flow, self._on)
        day = looked_at_on(flow, phase, self._on)
        subs = passed_on(flow, self._links.get(party.id, ()))
        gaps = _open(self._of_flow.get(flow.id, ()), day)
        stops = () if phase is Phase.ENDED else _open(self._stops(party.id, {link.id for link in subs}), day)
        basis = self._bases.get(flow.id)
        return FlowRow(
            flow=flow,
            party=party,
            service=self._services.get(flow.service_id or ""),
            basis=basis,
            subs=subs,
            gaps=gaps,
            stops=stops,
            state=_state(party, phase, (*gaps, *stops)),
            verdict=verdict_of(flow, phase, self._verdicts),
            phase=phase,
            abroad=abroad_of(flow, party, basis, gaps),
        )

    def _stops(self, party_id: str, link_ids: Iterable[str]) -> list[FlowGap]:
        stops = [*self._of_party.get(party_id, ())]
        for link_id in link_ids:
            stops += [gap for gap in self._of_link.get(link_id, ()) if gap.severity is Severity.BLOCK]
        return stops


def _open(gaps: Sequence[FlowGap], day: date) -> tuple[FlowGap, ...]:
    """Those that are true on a day, worst first."""
    return tuple(sorted([gap for gap in gaps if gap.is_open(day)], key=gravity)) if gaps else ()


def _state(party: ThirdParty, phase: Phase, gaps: Sequence[FlowGap]) -> FlowState:
    """The worst gap; where the rules look no more, nothing found does not mean that all is well."""
    state = worst(gaps)
    looked_at = is_watched(party) and phase is not Phase.ENDED
    return state if state is not FlowState.OK or looked_at else FlowState.NOT_APPLICABLE


def _grouped(links: Iterable[SubProcessorLink]) -> Mapping[str, list[SubProcessorLink]]:
    grouped: defaultdict[str, list[SubProcessorLink]] = defaultdict(list)
    for link in links:
        grouped[link.third_party_id].append(link)
    return grouped
