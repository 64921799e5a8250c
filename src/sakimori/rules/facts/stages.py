"""Stages cut to the days on which something else lets them speak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sakimori.domain.gap import Stage


def cut(stages: Iterable[Stage], *, from_on: date | None = None, until_on: date | None = None) -> tuple[Stage, ...]:
    """What is left of stages from a day on and before another one; None sets no bound."""
    bounded = (
        replace(stage, from_on=_later(stage.from_on, from_on), until_on=_earlier(stage.until_on, until_on))
        for stage in stages
    )
    return tuple(s for s in bounded if s.from_on is None or s.until_on is None or s.from_on < s.until_on)


def apart_from(stages: tuple[Stage, ...], told: Iterable[Stage]) -> tuple[Stage, ...]:
    """What is left of stages outside the days of which others already speak."""
    for stage in told:
        before = cut(stages, until_on=stage.from_on) if stage.from_on else ()
        after = cut(stages, from_on=stage.until_on) if stage.until_on else ()
        stages = before + after
    return stages


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
