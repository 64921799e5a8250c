"""The day that is looked at, with the knowledge that counts."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

NEWEST: Final = 2**62
"""In the place of the number of an entry: the last one that there is, whenever this is asked."""


class AsOf(NamedTuple):
    """A day and the entry of the trail after which it is seen; of a past day only what was known then counts."""

    on: date
    number: int
    is_past: bool = False
