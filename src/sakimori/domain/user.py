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


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something now: a user, or a program named in the trail (`cli:…`)."""

    id: str
    name: str
    roles: frozenset[UserRole]
