"""Requests, cases, answers and their reasons as JSON and back; whatever a file misspells is told, not ignored."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from sakimori.domain.clearance import Reason

T = TypeVar("T")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type that pydantic can read
    return TypeAdapter(kind)


def to_json(kind: type[T], value: T) -> str:
    """A value as JSON, the same text for the same value."""
    return _adapter(kind).dump_json(value).decode()


def from_json(kind: type[T], text: str) -> T:
    """A value out of what `to_json` wrote."""
    found: T = _adapter(kind).validate_json(text)
    return found


def reasons_to_json(reasons: tuple[Reason, ...]) -> str:
    """Reasons as JSON."""
    return _adapter(tuple[Reason, ...]).dump_json(reasons).decode()


def reasons_from_json(text: str) -> tuple[Reason, ...]:
    """Reasons out of JSON."""
    found: tuple[Reason, ...] = _adapter(tuple[Reason, ...]).validate_json(text)
    return found
