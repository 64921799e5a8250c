"""What stands in a workspace that has only begun: which of the things that a company starts with are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.user import PROGRAM
from sakimori.domain.values.as_of import AsOf
from sakimori.store.engine import Engine
from sakimori.store.reads.as_of import known
from sakimori.store.reads.statements import Where

_OF_THIRD_PARTIES: Final = "SELECT 1 FROM {table} WHERE third_party_id <> :own"
_PEOPLE: Final = f"SELECT id FROM app_user WHERE left_on IS NULL AND SUBSTR(id, 1, {len(PROGRAM) + 1}) <> '{PROGRAM}_'"
_STANDS: Final = {
    "own_company": (
        "SELECT 1 FROM third_party WHERE id = :own AND COALESCE(address, '') <> '' AND EXISTS (SELECT 1 FROM purpose)"
    ),
    "people": f"SELECT 1 FROM ({_PEOPLE}) a JOIN ({_PEOPLE}) b ON b.id <> a.id",
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
    "SELECT {whose}, a.until_on, COUNT(*) FROM gap_span a "
    "WHERE {narrowed} AND a.kind = :unknown AND a.until_on > :day AND (a.from_on IS NULL OR a.from_on <= :day) "
    "AND {known} AND a.third_party_id <> :own AND {of_them} "
    "AND EXISTS (SELECT 1 FROM gap_span b WHERE b.gap_id = a.gap_id "
    "AND b.third_party_id = a.third_party_id AND b.from_on = a.until_on AND {still_known}) "
    "GROUP BY {whose}, a.until_on"
)
_ANY_SEVERITY: Final = f"a.severity IN ({', '.join(repr(one.value) for one in Severity)})"
"""Leads to the index that holds the unknown gaps of each severity side by side, where all of them are asked for."""


def ends_of_starts(
    engine: Engine, as_of: AsOf, own: str, third_party_ids: Sequence[str] | None = None
) -> dict[str, dict[date, int]]:
    """By third parties, all or some, the days on which gaps that nobody has begun with go on as what they are."""
    of_them = Where()
    of_them.one_of("a.third_party_id", third_party_ids or ())
    then, asked = known(as_of), {"unknown": GapKind.UNKNOWN.value, "day": as_of.on.isoformat(), "own": own}
    # Grouped by a column as it stands, SQLite would take an index for its order, and read gaps of every kind.
    narrowed, whose = ("1 = 1", "a.third_party_id") if third_party_ids else (_ANY_SEVERITY, "a.third_party_id || ''")
    rows = engine.values(
        _ENDS.format(narrowed=narrowed, whose=whose, of_them=of_them, known=then.replace("known_", "a.known_"),
                     still_known=then.replace("known_", "b.known_")),
        {**of_them.params, **asked, "number": as_of.number},
    )  # fmt: skip
    found: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for party, day, gaps in rows:
        found[str(party)][date.fromisoformat(str(day))] = int(str(gaps))
    return found
