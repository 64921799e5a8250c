"""What the gap board asks: how many gaps the filters leave, a page of them in order, groups, or all one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Final, NamedTuple, cast

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.store.engine import Engine, Row
from sakimori.store.gap_days import day_counts
from sakimori.store.reads.gap_filter import (
    IS_LATER,
    IS_OVERDUE,
    IS_UNKNOWN,
    OWNED,
    PLACES,
    GapFilter,
    Place,
    chosen,
    of_day,
)
from sakimori.store.reads.gap_rows import COLUMNS, NAME, NAMED, WHOLE, GapRow, as_day, as_int, gap_rows
from sakimori.store.reads.statements import Where

_AT_ONCE: Final = 500
"""So many rows are made at a time where all are asked for."""

_RANKS: Final = " ".join(f"WHEN '{severity.value}' THEN '{severity.rank}'" for severity in Severity)
_FIRST: Final = (
    f"CASE WHEN {IS_LATER} THEN '1' ELSE '0' END || CASE WHEN {IS_UNKNOWN} THEN '1' ELSE '0' END || "
    f"CASE s.severity {_RANKS} END || s.due_on"
)
"""The place of a gap and its due day, as a text that sorts like the board."""


class Grouping(StrEnum):
    """By what gaps are put together."""

    PARTY = "party"
    RULE = "rule"
    OWNER = "owner"


_KEYS: Final = {
    Grouping.PARTY: ("s.third_party_id", NAMED),
    Grouping.RULE: ("s.rule_id", NAMED),
    Grouping.OWNER: (
        "COALESCE(o.owner_id, p.owner_id, '')",
        f"{NAMED} LEFT JOIN ({OWNED}) o ON o.id = s.gap_id",
    ),
}


class Tally(NamedTuple):
    """How many gaps stand in one place, and how many of them are past their due day."""

    number: int
    overdue: int


class GapGroup(NamedTuple):
    """Gaps that belong together: how many by severity (None: the unknown), their first due day, the first of them."""

    key: str
    counts: dict[Severity | None, int]
    first_due: date
    first: GapRow


def counts(engine: Engine, as_of: AsOf, wanted: GapFilter) -> dict[Place, Tally]:
    """How many gaps stand in each place that has any, under every part of a filter but that by severity."""
    wanted = replace(wanted, severities=frozenset(), unknown=False)
    is_kept = not as_of.is_past and (wanted.last_day or as_of.on) >= as_of.on
    if is_kept and replace(wanted, last_day=None, is_own=None) == GapFilter():
        return _kept_counts(engine, as_of, wanted)
    return _counts(engine, as_of, wanted)


def _counts(engine: Engine, as_of: AsOf, wanted: GapFilter) -> dict[Place, Tally]:
    where = chosen(as_of, wanted)
    rows = engine.query(
        f"SELECT s.severity, s.kind, COUNT(*) AS n, SUM(CASE WHEN {IS_LATER} THEN 1 ELSE 0 END) AS later, "
        f"SUM(CASE WHEN {IS_OVERDUE} THEN 1 ELSE 0 END) AS overdue "
        f"FROM gap_span s WHERE {where} GROUP BY s.severity, s.kind",
        where.params,
    )
    found: defaultdict[Place, Tally] = defaultdict(lambda: Tally(0, 0))
    for row in rows:
        severity, is_unknown = Severity(str(row["severity"])), row["kind"] == GapKind.UNKNOWN
        later, overdue = as_int(row["later"]), as_int(row["overdue"])
        for place, count, late in (
            (Place(False, severity, is_unknown), as_int(row["n"]) - later, overdue),  # noqa: FBT003
            (Place(True, severity, is_unknown), later, 0),  # noqa: FBT003
        ):
            if count:
                found[place] = Tally(found[place].number + count, found[place].overdue + late)
    return dict(found)


def _kept_counts(engine: Engine, as_of: AsOf, wanted: GapFilter) -> dict[Place, Tally]:
    """The same under no filter but by our own company, out of the counts that every write keeps."""
    found: dict[Place, Tally] = {}
    for one in day_counts(engine, as_of.on, wanted.last_day, is_own=wanted.is_own):
        now, later = (Place(is_later, one.severity, one.is_unknown) for is_later in (False, True))
        found |= {now: Tally(one.number, one.overdue), later: Tally(one.later, 0)}
    return {place: tally for place, tally in found.items() if tally.number}


def defects(engine: Engine, as_of: AsOf, wanted: GapFilter) -> int:
    """How many gaps of the day are known ones, counted severity by severity so that an index finds their due days."""
    found = 0
    for severity in Severity:
        where = chosen(as_of, wanted, Place(is_later=False, severity=severity, is_unknown=False))
        found += as_int(engine.query(f"SELECT COUNT(*) AS n FROM gap_span s WHERE {where}", where.params)[0]["n"])
    return found


def owned_defects(engine: Engine, as_of: AsOf) -> list[tuple[str, str, Severity]]:
    """Known gaps of a day that have an owner of their own: third party, owner, severity."""
    where = chosen(as_of, GapFilter(last_day=as_of.on))
    where.that(f"NOT {IS_UNKNOWN}")
    rows = engine.query(
        f"SELECT s.third_party_id, o.owner_id, s.severity FROM ({OWNED}) o CROSS JOIN gap_span s "
        f"WHERE s.gap_id = o.id AND {where} ORDER BY s.gap_id, s.id",
        where.params,
    )
    return [(str(row["third_party_id"]), str(row["owner_id"]), Severity(str(row["severity"]))) for row in rows]


def defects_by_party(
    engine: Engine, as_of: AsOf, wanted: GapFilter, third_party_ids: Collection[str] = ()
) -> dict[str, int]:
    """How many of them each third party has that has any: of all, or of some."""
    where = chosen(as_of, wanted)
    where.that(f"NOT {IS_UNKNOWN} AND (s.from_on IS NULL OR s.from_on <= :on)")
    where.one_of("s.third_party_id", third_party_ids)
    rows = engine.values(
        f"SELECT s.third_party_id, COUNT(*) FROM gap_span s WHERE {where} GROUP BY s.third_party_id", where.params
    )
    return dict(cast("list[tuple[str, int]]", rows))


def waived(engine: Engine, as_of: AsOf, wanted: GapFilter) -> int:
    """How many gaps of the day that a filter leaves have a waiver that holds on it, as `standing_of` has it."""
    where = chosen(as_of, wanted)
    where.that("s.from_on IS NULL OR s.from_on <= :on")
    rows = engine.query(
        "SELECT COUNT(DISTINCT s.id) AS n FROM waiver w CROSS JOIN gap_span s WHERE s.gap_id = w.gap_id "
        "AND w.approved = 1 AND w.lapsed_on IS NULL AND w.last_day >= :on AND w.facts_digest = s.facts_digest "
        f"AND CASE s.severity {_RANKS} END >= CASE w.severity {_RANKS} END AND {where}",
        where.params,
    )
    return as_int(rows[0]["n"])


def page_of(
    engine: Engine, as_of: AsOf, wanted: GapFilter, *, tallies: Mapping[Place, Tally], first: int, limit: int
) -> list[GapRow]:
    """Some of the gaps that a filter leaves, in the order of the board; `tallies` are the counts of the filter."""
    found: list[Row] = []
    skip = first
    for place in PLACES:
        count = tallies[place].number if place in tallies and wanted.admits(place) else 0
        if skip >= count:
            skip -= count
            continue
        where, needed = chosen(as_of, wanted, place), limit - len(found)
        if skip + needed < count:  # of what falls due after the last row nobody needs the name to put it in its order
            where.that("s.due_on <= ?", _last_due(engine, where, skip + needed - 1))
        where.params |= {"limit": needed, "first": skip}
        found += engine.query(f"{_ordered(where)} LIMIT :limit OFFSET :first) found {_AS_FOUND}", where.params)
        skip = 0
        if len(found) == limit:
            break
    return gap_rows(engine, found, as_of.on)


def all_of(engine: Engine, as_of: AsOf, wanted: GapFilter) -> Iterator[GapRow]:
    """Every gap that a filter leaves, in the order of the board, some hundreds in memory at a time."""
    for place in PLACES:
        if wanted.admits(place):
            where = chosen(as_of, wanted, place)
            rows = engine.each(f"{_ordered(where)}) found {_AS_FOUND}", where.params)
            while some := list(islice(rows, _AT_ONCE)):
                yield from gap_rows(engine, some, as_of.on)


_AS_FOUND: Final = f"CROSS JOIN {WHOLE} WHERE s.id = found.id ORDER BY s.due_on, party_name, s.gap_id, s.id"


def _last_due(engine: Engine, where: Where, place: int) -> str:
    """The due day of a row, by its place in the order; of one that a write has taken away since, no day limits."""
    rows = engine.values(
        f"SELECT s.due_on FROM gap_span s WHERE {where} ORDER BY s.due_on LIMIT 1 OFFSET :last",
        where.params | {"last": place},
    )
    return str(rows[0][0]) if rows else date.max.isoformat()


def _ordered(where: Where) -> str:
    """The ids of one place in their order, out of the index alone, as the beginning of a statement."""
    return (
        f"SELECT {COLUMNS} FROM (SELECT s.id, {NAME} AS name FROM {NAMED} WHERE {where} "
        "ORDER BY s.due_on, name, s.gap_id, s.id"
    )


def groups(
    engine: Engine, as_of: AsOf, wanted: GapFilter, by: Grouping, *, first: int, limit: int
) -> tuple[list[GapGroup], int]:
    """Some of the groups, in the order of the first gap of each, and how many there are; none past the last."""
    where = chosen(as_of, wanted)
    key, tables = _KEYS[by]
    name = f"MIN({NAME})" if by is Grouping.PARTY else "''"
    marks = "".join(f", SUM(CASE WHEN {mark} THEN 1 ELSE 0 END) AS n{n}" for n, mark in enumerate(_MARKS.values()))
    rows = engine.query(
        f"SELECT {key} AS which, MIN({_FIRST}) AS first, {name} AS name, MIN(s.due_on) AS due, "
        f"COUNT(*) OVER () AS total{marks} FROM {tables} WHERE {where} GROUP BY {key} "
        "ORDER BY first, name, which LIMIT :limit OFFSET :first",
        where.params | {"limit": limit, "first": first},
    )
    found = [
        GapGroup(
            key=str(row["which"]),
            counts={mark: n for place, mark in enumerate(_MARKS) if (n := as_int(row[f"n{place}"]))},
            first_due=date.fromisoformat(str(row["due"])),
            first=_first_of(engine, as_of, in_group(wanted, by, str(row["which"])), str(row["first"])),
        )
        for row in rows
    ]
    return found, as_int(rows[0]["total"]) if rows else 0


_MARKS: Final[dict[Severity | None, str]] = {
    **{severity: f"NOT {IS_UNKNOWN} AND s.severity = '{severity.value}'" for severity in Severity},
    None: IS_UNKNOWN,
}


def in_group(wanted: GapFilter, by: Grouping, key: str) -> GapFilter:
    """A filter that leaves one of the groups of another."""
    match by:
        case Grouping.PARTY:
            return replace(wanted, party=key)
        case Grouping.RULE:
            return replace(wanted, rules=frozenset({key}))
        case Grouping.OWNER:
            return replace(wanted, owner=key)


def _first_of(engine: Engine, as_of: AsOf, group: GapFilter, first: str) -> GapRow:
    later, unknown, rank, due = first[0], first[1], first[2], date.fromisoformat(first[3:])
    place = Place(later == "1", list(Severity)[int(rank)], unknown == "1")
    where = chosen(as_of, replace(group, due_from=due, due_until=due), place)
    return gap_rows(engine, engine.query(f"{_ordered(where)} LIMIT 1) found {_AS_FOUND}", where.params), as_of.on)[0]


def departments(engine: Engine, as_of: AsOf) -> list[str]:
    """The departments of those who look after any gap of the day or of a later one."""
    where = of_day(as_of)
    rows = engine.query(
        "SELECT DISTINCT u.department FROM app_user u WHERE u.department <> '' AND (EXISTS "
        "(SELECT 1 FROM third_party p CROSS JOIN gap_span s WHERE p.owner_id = u.id AND s.third_party_id = p.id "
        f"AND {where} AND s.gap_id NOT IN (SELECT id FROM ({OWNED}) o)) "
        f"OR EXISTS (SELECT 1 FROM ({OWNED}) o CROSS JOIN gap_span s "
        f"WHERE o.owner_id = u.id AND s.gap_id = o.id AND {where})) ORDER BY u.department",
        where.params,
    )
    return [str(row["department"]) for row in rows]


def any_is_left(engine: Engine, as_of: AsOf, wanted: GapFilter) -> bool:
    """Whether a filter leaves any gap."""
    where = chosen(as_of, wanted)
    return bool(engine.query(f"SELECT 1 FROM gap_span s WHERE {where} LIMIT 1", where.params))


def first_after(engine: Engine, as_of: AsOf) -> date | None:
    """The next day on which a gap is known to begin."""
    where = of_day(as_of)
    rows = engine.query(f"SELECT MIN(s.from_on) AS day FROM gap_span s WHERE {where} AND {IS_LATER}", where.params)
    return as_day(rows[0]["day"])


def party_name(engine: Engine, third_party_id: str) -> str | None:
    """What a third party was called; None where there was none of this id."""
    rows = engine.query(f"SELECT {NAME} AS name FROM third_party p WHERE p.id = :id", {"id": third_party_id})
    return str(rows[0]["name"]) if rows else None


def any_party(engine: Engine) -> bool:
    """Whether anybody but our own company stands in the register."""
    return bool(engine.query("SELECT 1 FROM third_party WHERE id <> :own LIMIT 1", {"own": SELF_ID}))
