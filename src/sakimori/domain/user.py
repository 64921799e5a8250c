"""Our own people, and who acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sakimori.domain.codes import UserRole


@dataclass(frozen=True, slots=True)
class User:
    """A person of ours; one who left keeps the record, with the day."""

    id: str
    name: str
    department: str = ""
    roles: frozenset[UserRole] = frozenset()
    left_on: date | None = None
    version: int = 1

    def is_here(self, on: date) -> bool:
        """Whether the person still works here on a day; not on the one from which they have left."""
        return self.left_on is None or self.left_on > on


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something now: a user, or a program named in the trail (`cli:…`)."""

    id: str
    name: str
    roles: frozenset[UserRole]
