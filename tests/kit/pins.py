"""What is pinned: lines compared whole with a file of them, and a clock that stands on the day of a demo."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

_NEW_EACH_TIME: Final = re.compile(r"\b[0-9a-f]{12,64}\b|(?<=base64,)[\w+/=]+")
"""Hashes of the trail: the demo's key of refusals is random, and its hashes stand there, also drawn as a code."""


def compare(path: Path, given: Iterable[str]) -> None:
    """Compare lines with those of a file; `SAKIMORI_PIN=1` writes the file anew, for a change that is meant."""
    lines = [_NEW_EACH_TIME.sub("…", line) for line in given]
    if os.environ.get("SAKIMORI_PIN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8").splitlines()


def standing_clock(on: date) -> type[datetime]:
    """A clock that stands in the afternoon of a day."""

    class StandingClock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime(on.year, on.month, on.day, 6, tzinfo=UTC).astimezone(tz)

        @classmethod
        def fromtimestamp(cls, _timestamp: float, tz: Any = None) -> Any:
            """When a file of ours was put where it lies: each checkout has a day of its own."""
            return cls.now(tz)

    return StandingClock
