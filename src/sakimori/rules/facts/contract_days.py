"""Over which days which contracts are in force for a third party, and what stands in them then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from sakimori.domain.codes import Severity
from sakimori.domain.gap import Stage
from sakimori.domain.records.contract import Contract, CoveringContract
from sakimori.domain.values.days import next_day


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same contracts are in force; `until_on` is the first day after, None is no known day."""

    from_on: date
    until_on: date | None
    contracts: tuple[CoveringContract, ...]


def day_after(last_day: date | None) -> date | None:
    """The first day after a last one; a calendar that ends there has none."""
    return None if last_day is None or last_day == date.max else next_day(last_day)


def has_known_end(contract: Contract) -> bool:
    """Whether it is known on which day it ends, or that it goes on; else nobody knows whether it still is in force."""
    return contract.last_day is not None or bool(contract.open_ended) or contract.renews


def stretches(contracts: Iterable[CoveringContract]) -> tuple[Stretch, ...]:
    """The days on which at least one contract is in force, cut wherever one begins or ends; only covers that count."""
    counting = [c for c in contracts if c.counts and c.contract.begins_on is not None]
    cuts = {c.contract.begins_on for c in counting} | {day_after(c.contract.last_day) for c in counting}
    days = sorted(day for day in cuts if day is not None)
    found = []
    for start, end in zip_longest(days, days[1:]):
        in_force = tuple(c for c in counting if c.contract.in_force(start))
        if in_force:
            found.append(Stretch(start, end, in_force))
    return tuple(found)


def runs(found: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches that follow each other without a day between them, as one; its contracts are those of the last."""
    joined: list[Stretch] = []
    for stretch in found:
        follows = bool(joined) and joined[-1].until_on == stretch.from_on
        from_on = joined.pop().from_on if follows else stretch.from_on
        joined.append(Stretch(from_on, stretch.until_on, stretch.contracts))
    return tuple(joined)


def in_stages(parts: Iterable[tuple[Severity | None, date, date | None]]) -> tuple[Stage, ...]:
    """Stages out of days in order; days of one severity that follow each other are one stage, empty ones are none."""
    stages: list[Stage] = []
    for severity, from_on, until_on in parts:
        if severity is None or (until_on is not None and until_on <= from_on):
            continue
        if stages and stages[-1].severity is severity and stages[-1].until_on == from_on:
            stages[-1] = Stage(severity, stages[-1].from_on, until_on)
        else:
            stages.append(Stage(severity, from_on, until_on))
    return tuple(stages)
