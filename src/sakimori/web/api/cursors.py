"""Where a list goes on: how far it was read, of which question, and what was known when its first page was read."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sakimori.web.api.problems import refusal

_MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """How many rows were read, and the entry of the trail after which the first of them was."""

    first: int
    number: int


def cursor(place: Place, question: Mapping[str, Any]) -> str:
    """A place as the next request brings it back."""
    told = json.dumps([place.first, place.number, _digest(question)])
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def place_of(given: str, question: Mapping[str, Any], *, number: int) -> Place:
    """Where a request goes on; without a cursor at the beginning, as everything is known now.

    Raises:
        CallRefusedError: The cursor is none of ours, or of another question.
    """
    if not given:
        return Place(0, number)
    try:
        first, then, digest = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    except (ValueError, TypeError) as wrong:
        raise refusal("cursor_invalid") from wrong
    is_whole = isinstance(first, int) and isinstance(then, int) and 0 < first <= _MOST and 0 <= then <= number
    if not is_whole or digest != _digest(question):
        raise refusal("cursor_invalid")
    return Place(first, then)


def _digest(question: Mapping[str, Any]) -> str:
    said = json.dumps(question, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
