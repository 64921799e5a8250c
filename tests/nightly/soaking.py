"""What a soak is worth and what it shows: hours of real work, and the memory of the processes that served them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import linear_regression, mean
from typing import Final

from nightly.crowd import Waited
from nightly.visiting import Server

PAGES_AN_HOUR, SAVES_AN_HOUR = 40, 10
"""What a person asks for in an hour of real work: an estimate, made before anything was measured.

A page every minute and a half, since what it shows is read, and what it calls for (a contract, a mail, a telephone
call) is done elsewhere; an answer every six minutes, since whoever fills in an assessment looks each of them up, and
most others only look.
"""
EVERY_S: Final = 10.0
"""How often the memory is read."""
DAY: Final = 8
"""Hours of work after which a server may be started anew, by night."""
MORE: Final = 0.1
"""So much more at the end of a day, by the line through the last quarter of a soak, is growth."""


@dataclass
class Memory:
    """The memory of each process in megabytes, read every few seconds."""

    read: list[list[float]] = field(default_factory=list)

    async def watch(self, processes: Sequence[Server]) -> None:
        """Read it until this is cancelled."""
        while True:
            self.read.append([one.megabytes() for one in processes])
            await asyncio.sleep(EVERY_S)

    @property
    def of_all(self) -> list[float]:
        """Of all processes together."""
        return [sum(each) for each in self.read]

    def by_minute(self) -> Iterator[str]:
        """The mean of each minute."""
        every = round(60 / EVERY_S)
        for first in range(0, len(self.read), every):
            yield " + ".join(f"{mean(each):,.0f}" for each in zip(*self.read[first : first + every], strict=True))


def hours_of(waited: Waited, people: int) -> float:
    """How many hours so many people would have worked for what they asked for and saved."""
    pages, saves = len(waited.pages) + len(waited.first), len(waited.saves)
    return min(pages / PAGES_AN_HOUR, saves / SAVES_AN_HOUR) / people


def growth(megabytes: Sequence[float], hours: float) -> tuple[float, float]:
    """By how many megabytes an hour of work the memory grows in the last quarter of a soak, and how many it holds then.

    Before that it grows by right, to a limit: what is shared by all is made once, some hundred things are kept, closed
    windows wait to be collected. On both engines it stood still from the seventeenth minute of twenty on.
    """
    last = megabytes[len(megabytes) * 3 // 4 :]
    if len(last) < 2 or not hours:
        return 0.0, mean(last or [0.0])
    an_hour = len(megabytes) / hours
    return linear_regression(range(len(last)), last).slope * an_hour, mean(last)


def grew(megabytes: Sequence[float], hours: float) -> bool:
    """Whether, going on like that, a day's work would make the memory noticeably larger."""
    slope, held = growth(megabytes, hours)
    return slope * DAY > held * MORE
