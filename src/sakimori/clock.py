"""The only place that asks what time it is; everything else is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sakimori.domain.values.days import legal_day


def now() -> datetime:
    """The present instant in UTC, without microseconds."""
    return datetime.now(tz=UTC).replace(microsecond=0)


def today() -> date:
    """Today as a legal day in Japan (Asia/Tokyo)."""
    return legal_day(now())
