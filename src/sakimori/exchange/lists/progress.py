"""How far the reading of a long file has come: told by a reader, heard by whoever started it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")

HUNDRED: Final = 100
_STEPS: Final = 50
_listeners: list[Callable[[int], None]] = []


def hear(listener: Callable[[int], None]) -> None:
    """Have this process tell somebody, in percent."""
    _listeners.append(listener)


def counted(rows: Sequence[T], *, begin: int, end: int) -> Iterator[T]:
    """The rows one by one, while the percentage goes from one number to another."""
    step = max(len(rows) // _STEPS, 1)
    for place, row in enumerate(rows):
        if place % step == 0:
            tell(begin + (end - begin) * place // len(rows))
        yield row
    tell(end)


def tell(percent: int) -> None:
    """Say how far it is; nobody may be listening."""
    for listener in _listeners:
        listener(percent)
