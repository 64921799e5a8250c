"""What all third parties come to on the dashboard; a write moves the figures of those alone of whom it wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sakimori.domain.codes import ControlArea, Lifecycle, Severity
from sakimori.domain.values.quick import quick
from sakimori.services.dashboard.departments import ByOwner
from sakimori.services.dashboard.figures import AssessmentStanding, JudgedFlows, PartyAssessments, how_many_blocked
from sakimori.services.dashboard.gaps import PartyGaps
from sakimori.services.kernel.memory.books import differing, in_order
from sakimori.services.kernel.memory.by_party import PartyCache

TIERS: Final = (1, 2, 3, 0, None)
"""The order in which tiers are shown; None is 未評価."""

ASKED_AREAS: Final = frozenset(ControlArea) - {ControlArea.IDENTITY, ControlArea.REVIEW}
"""Areas of which only answers can tell: without an assessment they are unknown."""


@quick
@dataclass(frozen=True, slots=True)
class Party:
    """One third party as the dashboard names it, with the worst gap that is known.

    `standing` is None where the rules no longer look. It `is_confirmed` when every assessment that it needs holds and
    nothing is left unknown.
    """

    id: str
    name: str
    lifecycle: Lifecycle
    tier: int | None
    standing: AssessmentStanding | None
    persons: int | None
    worst: Severity | None
    worst_since: date | None
    worst_count: int
    unknown: int
    is_confirmed: bool
    owner: str
    risk: int | None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One tier in one control area: who has a gap there, by the gravest of theirs, and of whom nobody knows."""

    area: ControlArea
    by_severity: Mapping[Severity, Collection[str]]
    unknown: Collection[str]

    @property
    def number(self) -> int | None:
        """How many have a gap; None where nothing but unknown is known."""
        number = sum(map(len, self.by_severity.values()))
        return None if self.unknown and not number else number

    def members(self) -> list[tuple[str, Severity | None]]:
        """All of them, the gravest first, and last, with None, those of whom nobody knows."""
        known = [(party, severity) for severity in Severity for party in sorted(self.by_severity[severity])]
        return [*known, *((party, None) for party in sorted(self.unknown))]


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One tier: how many third parties are in it, and a cell for each control area."""

    tier: int | None
    total: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class TierCoverage:
    """How much is known of one tier.

    Of those `needing` an assessment some are `holding` all that they need; `answered` of `asked` are the questions of
    the assessments that count.
    """

    tier: int | None
    total: int
    needing: int
    holding: int
    answered: int
    asked: int
    with_unknown: int
    unknown: int


@quick
@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one third party; `party` is None for one that was merged or archived, and for our own dossier.

    `judged` is None where the rules no longer look. `ranked` is the party itself where it is looked at and has a gap.
    """

    party: Party | None
    owner_id: str | None
    gaps: PartyGaps
    judged: PartyAssessments | None
    flows: JudgedFlows
    due_soon: int
    ranked: tuple[Party, ...]


_Cell = tuple[int | None, ControlArea, Severity | None]
"""A tier in an area, and the gravest gap there; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures of all by what they count, and who is in which cell."""

    totals: Mapping[tuple[Any, ...], int]
    cells: Mapping[_Cell, frozenset[str]]

    def by(self, name: str) -> dict[Any, int]:
        """The figures of a name, by what they are told apart by."""
        return {key[1]: number for key, number in self.totals.items() if key[0] == name and number}

    @property
    def blocked(self) -> int | None:
        """How many third parties have a flow that may not run; None where no flow of anybody is judged."""
        return how_many_blocked(self.totals.get((_JUDGED,), 0), self.totals.get((_BLOCKED,), 0))

    @property
    def due_soon(self) -> int:
        """How many gaps fall due soon."""
        return self.totals.get((_SOON,), 0)

    @property
    def owned(self) -> ByOwner:
        """Known gaps by whoever owns the third party."""
        owned: defaultdict[str | None, Counter[Severity]] = defaultdict(Counter)
        for key, number in self.totals.items():
            if key[0] == _OWNED:
                owned[key[1]][key[2]] = number
        return owned

    def heat(self) -> tuple[HeatRow, ...]:
        """A row for each tier in which there is anybody."""
        nobody: frozenset[str] = frozenset()

        def cell(level: int | None, area: ControlArea) -> HeatCell:
            by_severity = {one: self.cells.get((level, area, one), nobody) for one in Severity}
            return HeatCell(area, by_severity, self.cells.get((level, area, None), nobody))

        totals = self.by(_HEAT)
        return tuple(
            HeatRow(level, totals[level], tuple(cell(level, area) for area in ControlArea))
            for level in TIERS
            if level in totals
        )

    def coverage(self) -> tuple[TierCoverage, ...]:
        """How much is known of each tier in which anybody is looked at."""
        watched = self.by(WATCHED)
        found = {name: self.by(name) for name in _COVERED}
        return tuple(
            TierCoverage(level, watched[level], **{name: found[name].get(level, 0) for name in _COVERED})
            for level in TIERS
            if level in watched
        )


LIFECYCLE, WATCHED, STANDING = "lifecycle", "watched", "standing"
_HEAT, _OWNED, _SOON, _JUDGED, _BLOCKED = "heat", "owned", "soon", "judged", "blocked"
_COVERED: Final = ("needing", "holding", "answered", "asked", "with_unknown", "unknown")


def sums_of(come: Iterable[Known], gone: Collection[Known] = (), before: Sums | None = None) -> Sums:
    """What some third parties come to, or what others came to before with some put in and some taken out."""
    come = list(come)
    totals = Counter(before.totals if before else ())
    totals.update(_totals(come))
    totals.subtract(_totals(gone))
    nobody: frozenset[str] = frozenset()
    cells = dict(before.cells) if before else {}
    new, old = _members(come), _members(gone)
    for cell in new.keys() | old.keys():
        cells[cell] = (cells.get(cell, nobody) - old.get(cell, nobody)) | new.get(cell, nobody)
    return Sums(totals, cells)


class _Alike(NamedTuple):
    """What third parties are told apart by in the figures; few of them differ, so these are counted first."""

    flows: JudgedFlows
    lifecycle: Lifecycle | None = None
    level: int | None = None
    standing: AssessmentStanding | None = None
    is_in_heat: bool = False


@dataclass(slots=True)
class _Several:
    """How many third parties are alike, and what else of theirs adds up."""

    number: int = 0
    due_soon: int = 0
    answered: int = 0
    asked: int = 0
    with_unknown: int = 0
    unknown: int = 0


def _totals(some: Iterable[Known]) -> Counter[tuple[Any, ...]]:
    totals: Counter[tuple[Any, ...]] = Counter()
    found: defaultdict[_Alike, _Several] = defaultdict(_Several)
    for known in some:
        party, judged = known.party, known.judged
        if party is None:
            several = found[_Alike(known.flows)]
        else:
            standing = None if judged is None else judged.standing
            # One that ended counts in the heat map while its data are not confirmed as erased.
            is_in_heat = judged is not None or bool(known.gaps.worst_in)
            several = found[_Alike(known.flows, party.lifecycle, party.tier, standing, is_in_heat)]
            for severity, number in known.gaps.counts.items():
                totals[_OWNED, known.owner_id, severity] += number
        several.number += 1
        several.due_soon += known.due_soon
        if party is not None and judged is not None:
            several.answered += judged.answered
            several.asked += judged.asked
            several.with_unknown += party.unknown > 0
            several.unknown += party.unknown
    for alike, several in found.items():
        for key, number in _figures(alike, several):
            totals[key] += number
    return totals


def _figures(alike: _Alike, several: _Several) -> Iterator[tuple[tuple[Any, ...], int]]:
    number, level, standing = several.number, alike.level, alike.standing
    yield (_SOON,), several.due_soon
    yield (_JUDGED,), number * alike.flows.is_judged
    yield (_BLOCKED,), number * alike.flows.is_blocked
    if alike.lifecycle is not None:
        yield (LIFECYCLE, alike.lifecycle), number
    if alike.is_in_heat:
        yield (_HEAT, level), number
    if standing is not None:
        yield (WATCHED, level), number
        yield (STANDING, standing), number
        yield ("needing", level), number * (standing is not AssessmentStanding.NOT_REQUIRED)
        yield ("holding", level), number * standing.holds
        for name in ("answered", "asked", "with_unknown", "unknown"):
            yield (name, level), getattr(several, name)


def _members(some: Iterable[Known]) -> dict[_Cell, frozenset[str]]:
    """Who is in which cell."""
    found: defaultdict[_Cell, list[str]] = defaultdict(list)
    for known in some:
        party, judged, worst_in = known.party, known.judged, known.gaps.worst_in
        if party is None:
            continue
        level, one = party.tier, party.id
        for area, severity in worst_in.items():
            found[level, area, severity].append(one)
        if judged is not None:
            unknown_in = known.gaps.unknown_in
            for area in unknown_in if judged.is_complete else unknown_in | ASKED_AREAS:
                if area not in worst_in:
                    found[level, area, None].append(one)
    return {cell: frozenset(members) for cell, members in found.items()}


@dataclass(frozen=True, slots=True)
class Everybody:
    """The third parties that are neither merged nor archived, by their ids, and what all there are come to."""

    kept: Mapping[str, Known]
    parties: Mapping[str, Party]
    watched: tuple[Party, ...]
    worst: Sequence[Party]
    heat: tuple[HeatRow, ...]
    sums: Sums


def everybody(by_party: Mapping[str, Known], remembered: PartyCache | None = None, what: object = None) -> Everybody:
    """What all third parties come to; with a memory a write changes the figures of its own alone."""
    ranked = {party: known.ranked for party, known in by_party.items()}
    if remembered is None:
        worst, sums = in_order(ranked, _worst_first).rows, sums_of(by_party.values())
    else:
        worst = remembered.book(("worst", what), ranked, _worst_first).rows
        sums = remembered.made_of(
            ("sums", what),
            by_party,
            lambda: sums_of(by_party.values()),
            lambda before, sums: sums_of(differing(by_party, before), [*differing(before, by_party)], sums),
        )
    parties = {party: own for party in sorted(by_party) if (own := by_party[party].party) is not None}
    return Everybody(
        kept={party: by_party[party] for party in parties},
        parties=parties,
        watched=tuple(own for party, own in parties.items() if by_party[party].judged is not None),
        worst=worst,
        heat=sums.heat(),
        sums=sums,
    )


def _worst_first(party: Party) -> tuple[int, date, int, int, str, str]:
    """The greatest risk value, then the gap that has waited longest, then more persons, then the graver tier."""
    since = party.worst_since or date.max
    return (-(party.risk or 0), since, -(party.persons or 0), TIERS.index(party.tier), party.name, party.id)
