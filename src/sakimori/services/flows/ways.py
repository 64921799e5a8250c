"""The way of one flow on a day: whether it runs, which countries its data reach, and what carries them there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from sakimori.domain.records.data_flow import DataFlow, Direction, ForeignBasis, ForeignBasisKind
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES
from sakimori.rules.facts.foreign_flows import HOME, is_foreign
from sakimori.services.flows.states import Abroad, FlowGap, Phase

_CARRIED: Final[Mapping[ForeignBasisKind, Abroad]] = {
    ForeignBasisKind.NONE: Abroad.NONE,
    ForeignBasisKind.DESIGNATED: Abroad.NONE,  # claimed for a country that is not on the list
    ForeignBasisKind.CONSENT_28: Abroad.CONSENT,
    ForeignBasisKind.NOT_FOREIGN: Abroad.HOME,
    ForeignBasisKind.EXCEPTION_27_1: Abroad.EXEMPT,
    ForeignBasisKind.NOT_NEEDED: Abroad.EXEMPT,
}
"""What a basis of a sub-processor comes to; all others are kinds of 基準適合体制."""


@dataclass(frozen=True, kw_only=True)
class FlowWay:
    """One flow with the sub-processors that stand on a day and its own open gaps, the gravest first.

    What is worked out of it alone is kept with it.
    """

    flow: DataFlow
    party: ThirdParty
    basis: ForeignBasis | None
    subs: tuple[SubProcessorLink, ...]
    gaps: tuple[FlowGap, ...]
    phase: Phase
    abroad: Abroad

    @cached_property
    def places(self) -> tuple[str | None, ...]:
        """Where its data are: countries of storage and processing, that of a foreign recipient; None for not known."""
        known = set(self.flow.countries)
        if is_foreign(self.party) and self.party.country:
            known.add(self.party.country)
        is_known = self.flow.storage_countries is not None and self.flow.processing_countries is not None
        return (*sorted(known), *(() if is_known and known else (None,)))

    @cached_property
    def reaches(self) -> tuple[str | None, ...]:
        """The same with the countries of its sub-processors."""
        known = dict.fromkeys((*self.places, *(link.country for link in self.subs)))
        return tuple(known)

    @property
    def leaves_japan(self) -> bool:
        """Whether it is known to leave Japan; one whose places nobody knows may do so and is counted in."""
        return any(place != HOME for place in self.reaches)

    @property
    def goes_out(self) -> bool:
        """Whether it hands data over; one whose direction nobody gave may."""
        return self.flow.direction is not Direction.IN

    @property
    def is_over(self) -> bool:
        """Whether it has ended and nothing is left to do about it."""
        return self.phase is Phase.ENDED and not self.gaps

    @property
    def goes_abroad(self) -> bool:
        """Whether it hands data over to a foreign third party under Article 28, or may do so."""
        return self.goes_out and not self.is_over and self.abroad not in {Abroad.HOME, Abroad.EXEMPT}

    def carried(self) -> Iterator[tuple[str | None, Abroad]]:
        """What carries it into each of its countries, and what carries it on to each sub-processor."""
        for place in self.places:
            yield place, _at(place, self.abroad)
        for link in self.subs:
            yield link.country, _at(link.country, _of_link(link))


def passed_on(flow: DataFlow, links: Collection[SubProcessorLink]) -> tuple[SubProcessorLink, ...]:
    """The sub-processors to whom data of a flow go on: those of its service, where both name one."""
    return tuple(
        link
        for link in links
        if link.service_id is None or link.service_id == flow.service_id or flow.service_id is None
    )


def stands(link: SubProcessorLink, on: date) -> bool:
    """Whether data go on to a sub-processor on a day."""
    return (link.starts_on is None or link.starts_on <= on) and (link.ended_on is None or link.ended_on >= on)


def looked_at_on(flow: DataFlow, phase: Phase, on: date) -> date:
    """The day for which gaps are looked at: of a flow to begin, people want to know what will stand in its way."""
    return flow.start_on if phase is Phase.UPCOMING and flow.start_on else on


def _at(place: str | None, carried: Abroad) -> Abroad:
    """What is said of a flow beside one of its countries; what is abroad of it stands beside the others."""
    if place == HOME:
        return Abroad.HOME
    return Abroad.UNKNOWN if place is None else carried


def _of_link(link: SubProcessorLink) -> Abroad:
    """What carries the data on to a sub-processor, as its customer said."""
    if link.country == HOME:
        return Abroad.HOME
    if link.country in DESIGNATED_COUNTRIES:
        return Abroad.DESIGNATED
    return Abroad.UNKNOWN if link.foreign_basis is None else _CARRIED.get(link.foreign_basis, Abroad.EQUIVALENT)
