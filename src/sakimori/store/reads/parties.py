"""What the list of third parties asks: how many its filters leave, a page of them in order, or all one by one."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple, cast

from sakimori.domain.codes import GapKind, Lifecycle, Role, Severity
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.risk import HALFWAY, MOST_CONCERNED, RANGES, WEIGHTS, YEAR, open_weight
from sakimori.store.engine import Engine, Row, Value
from sakimori.store.reads.gap_rows import as_day, as_int
from sakimori.store.reads.party_search import BEST_FIRST, FoundBy, find
from sakimori.store.reads.statements import Where, marks, ordered
from sakimori.store.spans import AS_KNOWN, TRUE_ON

_COMING: Final = timedelta(days=30)
_OVER: Final = ", ".join(f"'{one.value}'" for one in (Lifecycle.ENDED, Lifecycle.DECLINED))


class Focus(StrEnum):
    """Which third parties need work."""

    ALL = "all"
    GAPS = "gaps"
    UNKNOWNS = "unknowns"
    SOON = "soon"


IS_OVER: Final = f"(p.archived_on IS NOT NULL OR p.lifecycle IN ({_OVER}))"
_IN_FOCUS: Final = {
    Focus.ALL: "1 = 1",
    Focus.GAPS: "t.worst IS NOT NULL",
    Focus.UNKNOWNS: "t.unknown > 0",
    Focus.SOON: "h.next_due <= :soon",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFilter:
    """What is asked for; nothing narrows nothing, but that those that are over show only to a search or `with_over`.

    `order` names a column, with a minus from its end; without one the worst come first, or the best hits of a search.
    """

    text: str = ""
    roles: frozenset[Role] = frozenset()
    focus: Focus = Focus.ALL
    with_over: bool = False
    order: str = ""


class OpenGaps(NamedTuple):
    """What is open at one third party on a day: the worst that is known, how many, and how many are unknown."""

    worst: Severity | None = None
    known: int = 0
    unknown: int = 0


class Met(NamedTuple):
    """The word that a search met, and of which kind it is."""

    by: FoundBy
    word: str


class PartyRow(NamedTuple):
    """One third party as the list shows it; a field is None where nobody has answered.

    It `is_confirmed` when every assessment that it needs holds and nothing is open or left unknown.
    """

    id: str
    name: str
    roles: frozenset[Role]
    tier: int | None
    lifecycle: Lifecycle
    country: str | None
    persons: int | None
    gaps: OpenGaps
    coverage: float | None
    next_due: date | None
    owner: str | None
    is_archived: bool
    risk: int | None
    is_confirmed: bool
    met: Met | None = None


class PartyPlace(NamedTuple):
    """Where one third party stands in the usual order of the list; its fields are compared from the first on."""

    is_over: bool
    worst: int
    has_no_unknown: bool
    next_due: str
    name: str
    id: str


class PartyCounts(NamedTuple):
    """Of the third parties that are not over how many each focus leaves, and how many are over."""

    in_focus: dict[Focus, int]
    over: int


_TABLES: Final = (
    "third_party p LEFT JOIN party_head h ON h.third_party_id = p.id LEFT JOIN gap_tally t "
    "ON t.third_party_id = p.id AND t.from_on <= :on AND (t.until_on IS NULL OR t.until_on > :on)"
)
_LISTED: Final = f"p.id <> '{SELF_ID}' AND p.merged_into IS NULL"
_COLUMNS: Final = (
    "p.id, p.legal_name, p.roles, p.lifecycle, p.country, p.archived_on, h.tier, h.persons, h.coverage, h.next_due, "
    "t.worst, t.known, t.unknown, u.name AS owner_name, "
    "h.is_watched = 1 AND h.settled_until >= :on AND t.worst IS NULL AND COALESCE(t.unknown, 0) = 0 AS is_confirmed"
)
_WORST_FIRST: Final = (
    f"COALESCE(t.worst, {len(Severity)}), CASE WHEN t.unknown > 0 THEN 0 ELSE 1 END, "
    f"COALESCE(h.next_due, '{date.max.isoformat()}'), p.legal_name, p.id"
)
_BY_WORST: Final = "CASE t.worst {} END"


def _by_worst(number_of: Mapping[Severity, int]) -> str:
    return _BY_WORST.format(" ".join(f"WHEN {one.rank} THEN {number_of[one]}" for one in Severity))


_LASTING: Final = (
    "CASE WHEN t.weight * :ordinal > t.weighted_days THEN t.weight * :ordinal - t.weighted_days ELSE 0 END"
)
_MOVED: Final = f"((t.weight * {YEAR} + {_LASTING}) * COALESCE(h.concerned, {MOST_CONCERNED}))"
_WIDTHS: Final = {one: greatest - least + 1 for one, (least, greatest) in RANGES.items()}
RISK: Final = (
    "CASE WHEN t.worst IS NULL THEN CASE WHEN t.unknown > 0 THEN NULL ELSE 0 END ELSE "
    f"{_by_worst({one: least for one, (least, _) in RANGES.items()})} + {_by_worst(_WIDTHS)} * {_MOVED} "
    f"/ ({_MOVED} + {_by_worst(WEIGHTS)} * {HALFWAY}) END"
)
"""The value of `risk_value` on the day whose ordinal is `:ordinal`, in whole numbers."""
_STEPS: Final = " ".join(f"WHEN '{one.value}' THEN {place}" for place, one in enumerate(Lifecycle))
_ORDERS: Final = {
    "name": "p.legal_name",
    "roles": "p.roles",
    "tier": "h.tier",
    "country": "p.country",
    "coverage": "h.coverage",
    "risk": RISK,
    "due": "h.next_due",
    "owner": "u.name",
    "lifecycle": f"CASE WHEN p.archived_on IS NOT NULL THEN {len(Lifecycle)} ELSE CASE p.lifecycle {_STEPS} END END",
}


class _Asked(NamedTuple):
    """The rows of a filter: the tables that they stand in, their condition, and their usual order."""

    tables: str
    where: Where
    usual: str


def _asked(engine: Engine, as_of: AsOf, wanted: PartyFilter) -> _Asked:
    where, tables, usual = Where(_LISTED, **_day_of(as_of)), _TABLES, _WORST_FIRST
    if wanted.text:
        found = find(engine, wanted.text, follows_merges=True)
        tables, usual = f"{found.table} JOIN {_TABLES.replace(' p ', ' p ON p.id = f.party ', 1)}", BEST_FIRST
        where.params |= found.params
    elif not wanted.with_over:
        where.that(f"NOT {IS_OVER}")
    if wanted.roles:
        likes = [f'%"{role.value}"%' for role in sorted(wanted.roles)]
        where.that(" OR ".join("p.roles LIKE ? ESCAPE '!'" for _ in likes), *likes)
    if wanted.focus is Focus.SOON:
        where.params["soon"] = soon(as_of)
    where.that(_IN_FOCUS[wanted.focus])
    return _Asked(tables, where, usual)


def _day_of(as_of: AsOf) -> dict[str, Value]:
    return {"on": as_of.on.isoformat(), "ordinal": as_of.on.toordinal()}


def soon(as_of: AsOf) -> str:
    """The last day of what is due soon."""
    return (as_of.on + _COMING).isoformat()


def places(engine: Engine, as_of: AsOf, ids: Sequence[str] | None = None) -> list[PartyPlace]:
    """The places of all third parties, or of some."""
    where = Where(_LISTED, on=as_of.on.isoformat())
    if ids is not None:
        where.that(f"p.id IN ({marks(ids)})", *ids)
    rows = engine.values(
        f"SELECT CASE WHEN {IS_OVER} THEN 1 ELSE 0 END, {_WORST_FIRST} FROM {_TABLES} WHERE {where}", where.params
    )
    return [PartyPlace._make(cast("Any", row)) for row in rows]


def kinds_of(place: PartyPlace, *, soon: str) -> Iterator[Focus]:
    """In which focus a third party that is not over is found; what is due by `soon` is due soon."""
    yield Focus.ALL
    if place.worst < len(Severity):
        yield Focus.GAPS
    if not place.has_no_unknown:
        yield Focus.UNKNOWNS
    if place.next_due <= soon:
        yield Focus.SOON


def how_many(engine: Engine, as_of: AsOf, wanted: PartyFilter) -> int:
    """How many third parties a filter leaves."""
    asked = _asked(engine, as_of, wanted)
    # Nothing but a focus asks for more than the third parties themselves, of whom each stands in the tables once.
    tables = asked.tables if wanted.focus is not Focus.ALL else asked.tables.partition(" LEFT JOIN ")[0]
    rows = engine.query(f"SELECT COUNT(*) AS n FROM {tables} WHERE {asked.where}", asked.where.params)
    return as_int(rows[0]["n"])


def page_of(engine: Engine, as_of: AsOf, wanted: PartyFilter, *, first: int, limit: int) -> list[PartyRow]:
    """Some of the third parties that a filter leaves, in its order."""
    asked = _asked(engine, as_of, wanted)
    params = {**asked.where.params, "limit": limit, "first": first}
    rows = engine.query(f"{_statement(asked, wanted)} LIMIT :limit OFFSET :first", params)
    return [_row(row, is_search=bool(wanted.text)) for row in rows]


def with_ids(engine: Engine, as_of: AsOf, ids: Sequence[str]) -> list[PartyRow]:
    """Some third parties by their ids, in the order of these."""
    where = Where(**_day_of(as_of))
    where.that(f"p.id IN ({marks(ids)})", *ids)
    asked = _Asked(_TABLES, where, "p.id")
    found = {str(row["id"]): row for row in engine.query(_statement(asked, PartyFilter()), where.params)} if ids else {}
    return [_row(found[one], is_search=False) for one in ids]


def all_of(engine: Engine, as_of: AsOf, wanted: PartyFilter) -> Iterator[PartyRow]:
    """Every third party that a filter leaves, in its order, one by one."""
    asked = _asked(engine, as_of, wanted)
    for row in engine.each(_statement(asked, wanted), asked.where.params):
        yield _row(row, is_search=bool(wanted.text))


def _statement(asked: _Asked, wanted: PartyFilter) -> str:
    met = ", f.kind AS met_by, f.label AS met" if wanted.text else ""
    return (
        f"SELECT {_COLUMNS}, {RISK} AS risk{met} FROM {asked.tables} LEFT JOIN app_user u ON u.id = p.owner_id "
        f"WHERE {asked.where} ORDER BY {ordered(wanted.order, _ORDERS, asked.usual)}"
    )


def _row(row: Row, *, is_search: bool) -> PartyRow:
    gaps = OpenGaps(
        None if row["worst"] is None else list(Severity)[as_int(row["worst"])],
        as_int(row["known"]),
        as_int(row["unknown"]),
    )
    return PartyRow(
        id=str(row["id"]),
        name=str(row["legal_name"]),
        roles=frozenset(Role(code) for code in json.loads(str(row["roles"]))),
        tier=_number(row["tier"]),
        lifecycle=Lifecycle(str(row["lifecycle"])),
        country=None if row["country"] is None else str(row["country"]),
        persons=_number(row["persons"]),
        gaps=gaps,
        coverage=None if row["coverage"] is None else float(str(row["coverage"])),
        next_due=as_day(row["next_due"]),
        owner=None if row["owner_name"] is None else str(row["owner_name"]),
        is_archived=row["archived_on"] is not None,
        risk=_number(row["risk"]),
        is_confirmed=bool(row["is_confirmed"]),
        met=Met(FoundBy(str(row["met_by"])), str(row["met"])) if is_search else None,
    )


def _number(value: Value) -> int | None:
    return None if value is None else as_int(value)


def every_id(engine: Engine) -> list[str]:
    """The ids of all third parties, merged and archived ones with them, in order."""
    return [str(one) for (one,) in engine.values("SELECT id FROM third_party ORDER BY id")]


def names(engine: Engine) -> list[tuple[str, str]]:
    """The id and name of each third party but our own and those merged away, by name."""
    rows = engine.values(f"SELECT p.id, p.legal_name FROM third_party p WHERE {_LISTED} ORDER BY p.legal_name, p.id")
    return [(str(party), str(name)) for party, name in rows]


def any_is_listed(engine: Engine) -> bool:
    """Whether there is any third party but our own and those merged away."""
    return bool(engine.query(f"SELECT 1 FROM third_party p WHERE {_LISTED} LIMIT 1"))


def tallies_then(engine: Engine, as_of: AsOf) -> Sequence[Row]:
    """What was open on a day at each third party, as known then, in rows of `gap_tally`."""
    rows = engine.values(
        f"SELECT third_party_id, kind, severity, since_on, COUNT(*) FROM gap_span WHERE {AS_KNOWN} AND {TRUE_ON} "
        "GROUP BY third_party_id, kind, severity, since_on",
        {"number": as_of.number, "day": as_of.on.isoformat()},
    )
    known: defaultdict[str, list[tuple[Severity, date]]] = defaultdict(list)
    unknown: Counter[str] = Counter()
    for party, kind, severity, since, number in cast("list[Any]", rows):
        if kind == GapKind.UNKNOWN:
            unknown[party] += number
        else:
            known[party] += [(Severity(severity), date.fromisoformat(str(since)))] * number
    return [
        {
            "third_party_id": party,
            "from_on": "",
            "until_on": None,
            "known": len(known[party]),
            "unknown": unknown[party],
            **open_weight(known[party])._asdict(),
        }
        for party in sorted({*known, *unknown})
    ]
