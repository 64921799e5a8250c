"""Requests, cases, answers and their reasons as JSON and back; whatever a file misspells is told, not ignored."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from sakimori.domain.clearance import Reason

T = TypeVar("T")

_TODAY = {'"demand_has_force":false': '"demand":"voluntary"'}
_FORMER = re.compile("|".join(map(re.escape, _TODAY)))
"""What requests that were kept earlier say, and how it is said now; a field that is gone says nothing."""
_CATEGORIES = re.compile(r'"categories":\[([^\]]*)\]')


@cache
def _made(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type that pydantic can read
    return TypeAdapter(kind)


def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a type variable is not seen to be hashable
    return _made(kind)


def to_json(kind: type[T], value: T) -> str:
    """A value as JSON, the same text for the same value."""
    return _text(_adapter(kind).dump_python(value))


def to_small_json(kind: type[T], value: T) -> str:
    """The same without what stands at its default; `from_json` fills that in again."""
    return _text(_adapter(kind).dump_python(value, exclude_defaults=True))


def _text(value: Any) -> str:  # noqa: ANN401 - whatever an adapter has made of a value
    return json.dumps(value, default=plain, ensure_ascii=False, separators=(",", ":"))


def plain(value: object) -> object:
    """Sets come in another order in every process: they are sorted, so that texts can be compared."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def from_json(kind: type[T], text: str) -> T:
    """A value out of what `to_json` wrote."""
    found: T = _adapter(kind).validate_json(_FORMER.sub(lambda said: _TODAY[said[0]], text))
    return found


def reasons_to_json(reasons: tuple[Reason, ...]) -> str:
    """Reasons as JSON, the same text for the same reasons; every write makes many, so no more than sets is ordered."""
    text = _adapter(tuple[Reason, ...]).dump_json(reasons).decode()
    return _CATEGORIES.sub(lambda found: f'"categories":[{",".join(sorted(found[1].split(",")))}]', text)


def reasons_from_json(text: str) -> tuple[Reason, ...]:
    """Reasons out of JSON."""
    found: tuple[Reason, ...] = _adapter(tuple[Reason, ...]).validate_json(text)
    return found
