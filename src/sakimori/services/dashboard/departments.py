"""Known gaps by department: of whoever owns the gap, else of whoever owns the third party."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sakimori.domain.codes import Severity
from sakimori.domain.user import User
from sakimori.services.dashboard.gaps import OwnGap

ByOwner = Mapping[str | None, Counter[Severity]]
"""Known gaps by whoever owns the third party."""


class Owned(Protocol):
    """What is asked of a third party."""

    @property
    def owner_id(self) -> str | None:
        """Whoever owns it."""


@dataclass(frozen=True, slots=True)
class DepartmentGaps:
    """The known gaps that one department answers for; an empty name stands for those without an owner."""

    department: str
    counts: Mapping[Severity, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def gaps_of_departments(
    owned: Iterable[ByOwner], own: Iterable[OwnGap], kept: Mapping[str, Owned], users: Mapping[str, User]
) -> tuple[DepartmentGaps, ...]:
    """The gaps of each department that has any, the gravest first; `kept` are the third parties that count.

    `own` are the gaps that have an owner of their own.
    """
    by_department: defaultdict[str, Counter[Severity]] = defaultdict(Counter)

    def department(owner_id: str | None) -> str:
        user = users.get(owner_id or "")
        return user.department if user else ""

    for by_owner in owned:
        for owner_id, counts in by_owner.items():
            by_department[department(owner_id)].update(counts)
    for gap in own:
        if gap.third_party_id in kept:
            by_department[department(kept[gap.third_party_id].owner_id)][gap.severity] -= 1
            by_department[department(gap.owner_id)][gap.severity] += 1
    found = [DepartmentGaps(name, +counts) for name, counts in by_department.items() if any(counts.values())]
    return tuple(sorted(found, key=lambda d: ([-d.counts.get(s, 0) for s in Severity], d.department)))
