"""How much is tried on each push, and how much in the nightly run."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final, TypeVar

T = TypeVar("T")
ONE_IN = 3

ALL: Final = bool(os.environ.get("SAKIMORI_ALL_CASES"))
"""Whether every case and every example is asked for."""


def examples(nightly: int) -> int:
    """How many examples a property tries: that many in the nightly run, an eighth of them on each push."""
    return nightly if ALL else max(nightly // 8, 5)


def some(found: Iterable[T], place: int, one_in: int = ONE_IN) -> list[T]:
    """One in so many on each push, beginning elsewhere for each place; all of them in the nightly run."""
    return list(found) if ALL else list(found)[place % one_in :: one_in]
