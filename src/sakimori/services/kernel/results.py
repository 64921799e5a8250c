"""What a write gives back to whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from sakimori.domain.gap import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Saved(Generic[T]):
    """A record as it was stored, and the gap spans that this write opened and closed."""

    record: T
    opened: tuple[Span, ...]
    closed: tuple[Span, ...]
