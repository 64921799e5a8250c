"""The merging of two third parties that turned out to be one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Side(StrEnum):
    """Whose value is kept; both together only where a field holds a set."""

    FROM = "from"
    INTO = "into"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Merge:
    """One merging of `from_id` into `into_id`; `moved` names each record that was re-pointed, as (kind, id)."""

    id: str
    from_id: str
    into_id: str
    by: str
    at: datetime
    reason: str
    moved: tuple[tuple[str, str], ...] = ()
    undone_at: datetime | None = None
    version: int = 1
