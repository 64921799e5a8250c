"""The risk value: a whole number from 0 to 100, where more is worse, its band, and the floor under an open stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sakimori.domain.codes import GapKind, RiskBand, Severity
from sakimori.domain.values.quick import quick

BAND_FROM: Final = {RiskBand.SEVERE: 75, RiskBand.HIGH: 50, RiskBand.MEDIUM: 25, RiskBand.LOW: 0}
"""The least value of each band."""

STOP_FLOOR: Final = BAND_FROM[RiskBand.HIGH]
"""The least value while a gap of severity 停止 is open, whatever the answers say."""


@quick
@dataclass(frozen=True, slots=True)
class RiskValue:
    """A risk value; `answers` is what the answers alone come to, None where none has been scored."""

    value: int
    answers: float | None

    @property
    def band(self) -> RiskBand:
        """The band in which the value lies."""
        return next(band for band, least in BAND_FROM.items() if self.value >= least)

    @property
    def is_raised(self) -> bool:
        """Whether an open stop, and not the answers, makes the value what it is."""
        return self.answers is None or whole(self.answers) < self.value


def risk_value(answers: float | None, worst: Severity | None) -> RiskValue | None:
    """The value of what the answers come to and of the worst open gap; None where neither says anything."""
    if worst is Severity.BLOCK:
        return RiskValue(max(STOP_FLOOR, 0 if answers is None else whole(answers)), answers)
    return None if answers is None else RiskValue(whole(answers), answers)


def whole(value: float) -> int:
    """The nearest whole number; a half is rounded up."""
    return int(value + 0.5)


def worst_of(gaps: Iterable[tuple[GapKind, Severity]], *, with_unknown: bool = False) -> Severity | None:
    """The worst severity among open gaps; those that nobody can judge yet count only where they are asked for."""
    found = (severity for kind, severity in gaps if with_unknown or kind is not GapKind.UNKNOWN)
    return min(found, key=lambda severity: severity.rank, default=None)
