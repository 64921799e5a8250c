"""The risk value: a whole number from 0 to 999 that ranks third parties by their open gaps and whose data they hold.

Company policy, and read from nothing else: the severities of the known open gaps, the day from which each counts, how
many persons are concerned, and whether data that ask for more care are among theirs. The arithmetic is whole
throughout, so that both databases order by exactly the number that is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sakimori.domain.codes import GapKind, Severity

WEIGHTS: Final = {Severity.BLOCK: 20, Severity.HIGH: 8, Severity.MEDIUM: 3, Severity.LOW: 1}
"""What a gap weighs on its first day; a year later it weighs twice as much, after two years three times."""

RANGES: Final = {
    Severity.BLOCK: (500, 999),
    Severity.HIGH: (150, 499),
    Severity.MEDIUM: (50, 149),
    Severity.LOW: (1, 49),
}
"""The least and the greatest value by the worst known gap: no number of lesser gaps outranks a graver one."""

YEAR: Final = 365
MOST_PERSONS: Final = 1_000_000
"""Beyond so many persons the value grows no more; as many count where nobody knows how many they are."""

HALFWAY: Final = 2_500_000
"""So much for each point of the worst gap's weight puts the value in the middle of its range."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whose data a third party holds: how many persons, and whether some of it asks for more care; None is unknown."""

    persons: int | None = None
    is_delicate: bool | None = None

    @property
    def factor(self) -> int:
        """By how much the gaps are multiplied; what nobody has answered counts as the worst that it could be."""
        number = MOST_PERSONS if self.persons is None else min(max(self.persons, 1), MOST_PERSONS)
        return round(100 * 2 ** math.log10(number)) * (2 if self.is_delicate is False else 3)


MOST_CONCERNED: Final = Concerned().factor
"""The factor where nobody has answered anything."""


class OpenWeight(NamedTuple):
    """Open gaps of a stretch of days: the rank of the worst, their weights, and each weight times its first day."""

    worst: int | None
    weight: int
    weighted_days: int

    def value(self, factor: int, on: date) -> int:
        """The risk value on a day that lies in the stretch, for whom the gaps are multiplied by a factor."""
        if self.worst is None:
            return 0
        severity = list(Severity)[self.worst]
        least, greatest = RANGES[severity]
        lasting = max(self.weight * on.toordinal() - self.weighted_days, 0)
        moved = (self.weight * YEAR + lasting) * factor
        return least + (greatest - least + 1) * moved // (moved + WEIGHTS[severity] * HALFWAY)


def weight_on(severity: Severity, since: date, on: date) -> float:
    """What one gap weighs on a day."""
    return WEIGHTS[severity] * (1 + (on - since).days / YEAR)


def open_weight(gaps: Iterable[tuple[Severity, date]]) -> OpenWeight:
    """Gaps weighed together, each by its severity and the day from which it counts."""
    found = list(gaps)
    return OpenWeight(
        min((severity.rank for severity, _ in found), default=None),
        sum(WEIGHTS[severity] for severity, _ in found),
        sum(WEIGHTS[severity] * since.toordinal() for severity, since in found),
    )


def known_value(known: OpenWeight, unknown: int, factor: int, on: date) -> int | None:
    """The value of what is known to be open; None while nothing is, but something that nobody has answered could be."""
    return None if known.worst is None and unknown else known.value(factor, on)


def risk_value(gaps: Iterable[tuple[GapKind, Severity, date]], concerned: Concerned, on: date) -> int | None:
    """The risk value of open gaps, each with its kind, severity and first day."""
    found = list(gaps)
    known = open_weight((severity, since) for kind, severity, since in found if kind is not GapKind.UNKNOWN)
    unknown = sum(kind is GapKind.UNKNOWN for kind, *_ in found)
    return known_value(known, unknown, concerned.factor, on)


def value_at_worst(gaps: Iterable[tuple[GapKind, Severity, date]], concerned: Concerned, on: date) -> int:
    """The value if everything that nobody has answered were a gap as well."""
    return open_weight((severity, since) for _, severity, since in gaps).value(concerned.factor, on)
