"""How far the reading of a file has come, told to whoever waits for it, also out of a process of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

T = TypeVar("T")

_LINE: Final = re.compile(rb"progress ([a-z]{1,12}) ([0-9]{1,7}) ([0-9]{1,7})\n")
LONGEST_LINE: Final = 40


class Step(StrEnum):
    """What is counted."""

    PAGES = "pages"
    PASSAGES = "passages"
    CLAUSES = "clauses"
    ROWS = "rows"


_OF_DOCUMENTS: Final = (Step.PAGES, Step.PASSAGES, Step.CLAUSES)
"""The steps of reading a document, which take about equally long; that of a list is one."""
HUNDRED: Final = 100
_TOLD: Final = 50
"""So many times at most a list tells how far it is."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of one step is done."""

    step: Step
    done: int
    of: int

    @property
    def share(self) -> float:
        """How much of the whole reading this is, from 0 to 1."""
        if self.step not in _OF_DOCUMENTS:
            return self.done / self.of
        return (_OF_DOCUMENTS.index(self.step) + self.done / self.of) / len(_OF_DOCUMENTS)

    def line(self) -> bytes:
        """It as one process tells it to another."""
        return f"progress {self.step} {self.done} {self.of}\n".encode()


Teller = Callable[[Progress], object]
_told: ContextVar[Teller | None] = ContextVar("told", default=None)


def tell(step: Step, done: int, of: int) -> None:
    """Say how far a step has come, where somebody wants to know."""
    teller = _told.get()
    if teller is not None:
        teller(Progress(step, done, of))


def counted(rows: Sequence[T], *, begin: int, end: int) -> Iterator[T]:
    """The rows of a list one by one, while the percentage of what is done goes from one number to another."""
    step = max(len(rows) // _TOLD, 1)
    for place, row in enumerate(rows):
        if place % step == 0:
            tell(Step.ROWS, begin + (end - begin) * place // len(rows), HUNDRED)
        yield row
    tell(Step.ROWS, end, HUNDRED)


@contextmanager
def told_to(teller: Teller) -> Iterator[None]:
    """Within the block, whoever reads a file tells this function how far it is."""
    token = _told.set(teller)
    try:
        yield
    finally:
        _told.reset(token)


def repeat(line: bytes) -> None:
    """Tell on what another process said; what is no such line is dropped, for anything may come from there."""
    said = _LINE.fullmatch(line)
    if said is None or said[1].decode() not in Step.__members__.values():
        return
    done, of = int(said[2]), int(said[3])
    if of > 0 and done <= of:
        tell(Step(said[1].decode()), done, of)
