"""The countries into which data go: how the flows there stand, and what carries them under Article 28."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import ForeignBasisKind
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.rules.facts.foreign_flows import HOME
from sakimori.rules.facts.tiering import DESIGNATED_COUNTRIES
from sakimori.services.flows.rows import FlowRow
from sakimori.services.flows.states import Abroad
from sakimori.services.flows.verdicts import FlowVerdict, rank
from sakimori.services.kernel.unit import all_records
from sakimori.services.kernel.workspace import Workspace

_CARRIED: Final = {
    ForeignBasisKind.NONE: Abroad.NONE,
    ForeignBasisKind.DESIGNATED: Abroad.NONE,  # claimed for a country that is not on the list
    ForeignBasisKind.CONSENT_28: Abroad.CONSENT,
    ForeignBasisKind.NOT_FOREIGN: Abroad.HOME,
    ForeignBasisKind.EXCEPTION_27_1: Abroad.EXEMPT,
    ForeignBasisKind.NOT_NEEDED: Abroad.EXEMPT,
}
"""What a basis of a sub-processor comes to; all others are kinds of 基準適合体制."""


@dataclass(frozen=True, slots=True)
class CountryRow:
    """One country, or None for those flows of which nobody knows where they go.

    `verdicts` counts flows, `bases` what carries each flow (or each sub-processor) there, `persons` the known numbers.
    """

    code: str | None
    verdicts: Mapping[FlowVerdict, int]
    bases: Mapping[Abroad, int]
    flow_ids: frozenset[str]
    companies: int
    persons: int | None
    read_on: date | None

    @property
    def is_designated(self) -> bool:
        """Whether 規則15条 names it."""
        return self.code in DESIGNATED_COUNTRIES

    @property
    def flows(self) -> int:
        """How many flows reach it."""
        return len(self.flow_ids)


def profile_days(workspace: Workspace, *, number: int) -> dict[str, date]:
    """When each country profile was read, as known after an entry."""
    with workspace.unit() as unit:
        return {profile.id: profile.checked_on for profile in all_records(unit, CountryProfile, number=number)}


def country_rows(rows: Sequence[FlowRow], read: Mapping[str, date]) -> tuple[CountryRow, ...]:
    """The countries that flows reach, those with the worst verdict first, Japan last."""
    reaching: defaultdict[str | None, list[FlowRow]] = defaultdict(list)
    bases: defaultdict[str | None, Counter[Abroad]] = defaultdict(Counter)
    for row in rows:
        if not row.goes_out:
            continue
        for place in row.reaches:
            reaching[place].append(row)
        for place in row.places:
            bases[place][_at(place, row.abroad)] += 1
        for link in row.subs:
            bases[link.country][_at(link.country, _of_link(link))] += 1
    found = [_country(code, there, bases[code], read) for code, there in reaching.items()]
    return tuple(sorted(found, key=_worst_first))


def _country(
    code: str | None, rows: Sequence[FlowRow], bases: Mapping[Abroad, int], read: Mapping[str, date]
) -> CountryRow:
    known = [row.flow.persons for row in rows if row.flow.persons is not None]
    return CountryRow(
        code=code,
        verdicts=Counter(row.verdict for row in rows),
        bases=bases,
        flow_ids=frozenset(row.flow.id for row in rows),
        companies=len({row.party.id for row in rows}),
        persons=sum(known) if known else None,
        read_on=read.get(code or ""),
    )


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


def _worst_first(row: CountryRow) -> tuple[bool, int, int, str]:
    gravest = min((rank(verdict) for verdict, count in row.verdicts.items() if count), default=len(FlowVerdict))
    return (row.code == HOME, gravest, -row.flows, row.code or "")
