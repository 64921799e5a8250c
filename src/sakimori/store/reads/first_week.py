"""What stands in a workspace that has only begun: which of the things that a company starts with are there."""

from __future__ import annotations

from datetime import date
from typing import Final

from sakimori.domain.codes import GapKind
from sakimori.store.engine import Engine, Params

_OF_THIRD_PARTIES: Final = "SELECT 1 FROM {table} WHERE third_party_id <> :own"
_STANDS: Final = {
    "own_company": (
        "SELECT 1 FROM third_party WHERE id = :own AND COALESCE(address, '') <> '' AND EXISTS (SELECT 1 FROM purpose)"
    ),
    "people": (
        "SELECT 1 FROM app_user a JOIN app_user b ON b.id <> a.id WHERE a.left_on IS NULL AND b.left_on IS NULL"
    ),
    "vendors": "SELECT 1 FROM third_party WHERE id <> :own",
    "papers": f"{_OF_THIRD_PARTIES.format(table='contract')} UNION ALL {_OF_THIRD_PARTIES.format(table='certificate')}",
    "assessment": f"{_OF_THIRD_PARTIES.format(table='assessment')} AND state = 'decided'",
}
_BEGUN: Final = "SELECT " + ", ".join(
    f"CASE WHEN EXISTS ({rows}) THEN 1 ELSE 0 END AS {name}" for name, rows in _STANDS.items()
)
"""Asked at each run of every page: the first row found answers, however many there are."""


def begun_with(engine: Engine, own: str) -> dict[str, bool]:
    """By what a company starts with, whether some of it is on record; of people, somebody beside the first one."""
    return {name: bool(value) for name, value in dict(engine.query(_BEGUN, {"own": own})[0]).items()}


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
