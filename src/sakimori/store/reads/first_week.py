"""What stands in a workspace that has only begun: how much there is of each thing that a company starts with."""

from __future__ import annotations

from datetime import date
from typing import Final

from sakimori.domain.codes import GapKind
from sakimori.store.engine import Engine, Params

_BEGUN: Final = (
    "SELECT (SELECT COUNT(*) FROM third_party WHERE id = :own AND COALESCE(address, '') <> '' "
    "AND EXISTS (SELECT 1 FROM purpose)) AS own_company, "
    "(SELECT COUNT(*) FROM app_user WHERE left_on IS NULL) - 1 AS people, "
    "(SELECT COUNT(*) FROM third_party WHERE id <> :own) AS vendors, "
    "(SELECT COUNT(*) FROM contract WHERE third_party_id <> :own) + "
    "(SELECT COUNT(*) FROM certificate WHERE third_party_id <> :own) AS papers, "
    "(SELECT COUNT(*) FROM assessment WHERE third_party_id <> :own AND state = 'decided') AS assessment"
)


def begun_with(engine: Engine, own: str) -> dict[str, int]:
    """By what a company starts with, how much of it is on record; of people, those beside the first one."""
    return {name: int(str(value)) for name, value in dict(engine.query(_BEGUN, {"own": own})[0]).items()}


_ENDS: Final = (
    "SELECT a.until_on, COUNT(*), COUNT(DISTINCT a.third_party_id) FROM gap_span a "
    "JOIN gap_span b ON b.gap_id = a.gap_id AND b.third_party_id = a.third_party_id AND b.from_on = a.until_on "
    "WHERE a.kind = :unknown AND a.until_on > :day AND (a.from_on IS NULL OR a.from_on <= :day) "
    "AND a.known_from <= :number AND (a.known_until IS NULL OR a.known_until > :number) "
    "AND b.known_from <= :number AND (b.known_until IS NULL OR b.known_until > :number) "
    "AND a.third_party_id <> :own GROUP BY a.until_on ORDER BY a.until_on"
)


def ends_of_starts(engine: Engine, *, on: date, number: int, own: str) -> list[tuple[date, int, int]]:
    """The days on which gaps that nobody has begun with go on as what they are: gaps and third parties of each."""
    params: Params = {"unknown": GapKind.UNKNOWN.value, "day": on.isoformat(), "number": number, "own": own}
    rows = engine.values(_ENDS, params)
    return [(date.fromisoformat(str(day)), int(str(gaps)), int(str(parties))) for day, gaps, parties in rows]
