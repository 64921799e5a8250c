"""What the calendar asks: days by which somebody must act, as many as are shown, and how many there are of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import AsOf
from sakimori.store.engine import Engine, Row, Value
from sakimori.store.reads.as_of import known
from sakimori.store.reads.gap_filter import OWNED
from sakimori.store.reads.person_dates import NO_ERRANDS, ErrandsSeen, dated_by_people
from sakimori.store.reads.statements import Where, marks

COLUMNS: Final = (
    "id", "third_party_id", "stage_of", "begins", "kind", "day", "counts_from", "counts_until", "rank", "severity",
    "title_ja", "title_en", "pack_id", "start", "start_on", "basis", "cites_ja", "cites_en", "record", "record_id",
    "field", "is_shown",
)  # fmt: skip
"""What is kept of each stage of a deadline; of stages of one gap the first counts that is not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineFilter:
    """Which deadlines are asked for: those from a day to another, all that is overdue, or both; of some kinds.

    `owner` is one person; what they own may be a gap or the third party, and what is lent is of both people. `ids` are
    those that deadlines keep. `errands` are those that may be seen.
    """

    first: date | None = None
    last: date | None = None
    overdue: bool = False
    kinds: frozenset[DeadlineKind] = frozenset()
    owner: str = ""
    ids: frozenset[str] = frozenset()
    errands: ErrandsSeen = NO_ERRANDS


_AT_ONCE: Final = 500
_ORDER: Final = "d.day, d.rank, party, d.kind, d.id"
_NAME: Final = (
    f"CASE WHEN p.id = '{SELF_ID}' AND p.legal_name = '' "
    "THEN COALESCE((SELECT value FROM meta WHERE key = 'name'), '') ELSE COALESCE(p.legal_name, '') END"
)

_GAP: Final = "CASE WHEN d.record = 'gap' THEN d.record_id ELSE d.stage_of END"
"""Gap of which a deadline is a stage, or that is planned to be closed by it."""
_OWNER: Final = "COALESCE(d.owner_id, o.owner_id, p.owner_id)"
_OWNING: Final = f"LEFT JOIN third_party p ON p.id = d.third_party_id LEFT JOIN ({OWNED}) o ON o.id = {_GAP}"


def page_of(engine: Engine, as_of: AsOf, wanted: DeadlineFilter, first: int, limit: int) -> list[Row]:
    """Some of the deadlines, the soonest first, with the names of third party and owner."""
    due = _chosen(as_of, wanted, _READ)
    return engine.query(
        f"SELECT d.*, {_NAME} AS party, {_OWNER} AS owner, u.name AS owner_name, w.name AS with_name "
        f"FROM {due.rows} d {_OWNING} LEFT JOIN app_user u ON u.id = {_OWNER} "
        "LEFT JOIN app_user w ON w.id = d.with_id "
        f"ORDER BY {_ORDER} LIMIT :limit OFFSET :first",
        due.params | {"limit": limit, "first": first},
    )


def count(engine: Engine, as_of: AsOf, wanted: DeadlineFilter) -> int:
    """How many deadlines a filter leaves."""
    due = _chosen(as_of, wanted, ("id",))
    return int(str(engine.query(f"SELECT COUNT(*) AS n FROM {due.rows} d", due.params)[0]["n"]))


def by_kind(engine: Engine, as_of: AsOf, wanted: DeadlineFilter) -> dict[DeadlineKind, int]:
    """How many there are of each kind."""
    due = _chosen(as_of, wanted, ("kind",))
    rows = engine.query(f"SELECT d.kind, COUNT(*) AS n FROM {due.rows} d GROUP BY d.kind", due.params)
    return {DeadlineKind(str(row["kind"])): int(str(row["n"])) for row in rows}


def by_owner(engine: Engine, as_of: AsOf, wanted: DeadlineFilter) -> list[tuple[str, str, int]]:
    """Whoever owns some, by name: id, name, and how many."""
    due = _chosen(as_of, wanted, ("third_party_id", "stage_of", "owner_id", "with_id", "record", "record_id"))
    rows = engine.query(
        f"SELECT u.id, u.name, COUNT(*) AS n FROM {due.rows} d {_OWNING} "
        f"JOIN app_user u ON u.id IN ({_OWNER}, d.with_id) GROUP BY u.id, u.name "
        "ORDER BY u.name, u.id",
        due.params,
    )
    return [(str(row["id"]), str(row["name"]), int(str(row["n"]))) for row in rows]


def by_day(engine: Engine, as_of: AsOf, wanted: DeadlineFilter) -> dict[date, tuple[int, int]]:
    """How many there are on each day, and how grave the gravest of them is."""
    due = _chosen(as_of, wanted, ("day", "rank"))
    rows = engine.query(
        f"SELECT d.day, COUNT(*) AS n, MIN(d.rank) AS rank FROM {due.rows} d GROUP BY d.day", due.params
    )
    return {date.fromisoformat(str(row["day"])): (int(str(row["n"])), int(str(row["rank"]))) for row in rows}


_READ: Final = (
    "id", "third_party_id", "stage_of", "kind", "day", "rank", "severity", "title_ja", "title_en", "pack_id",
    "start_on", "basis", "cites_ja", "cites_en", "owner_id", "with_id", "record", "record_id", "field",
)  # fmt: skip
"""What is read of each deadline; `with_id` is the other person whom it concerns as much as its owner."""
_KEPT: Final = (
    "d.is_shown = 1 AND (d.counts_from IS NULL OR d.counts_from <= :on) "
    "AND (d.counts_until IS NULL OR d.counts_until > :on) "
    "AND NOT EXISTS (SELECT 1 FROM deadline e WHERE e.stage_of = d.stage_of AND e.begins < d.begins "
    "AND (e.counts_until IS NULL OR e.counts_until > :on))"
)


class _Due(NamedTuple):
    """The deadlines that a filter leaves, as a table of a statement, and the values that it names."""

    rows: str
    params: dict[str, Value]


def _chosen(as_of: AsOf, wanted: DeadlineFilter, names: Sequence[str]) -> _Due:
    where = _where(as_of, wanted)
    asked = ", ".join(f"d.{name}" for name in names)
    kept = "SELECT deadline.*, NULL AS owner_id, NULL AS with_id FROM deadline"
    parts = [f"SELECT {asked} FROM ({kept}) d WHERE {_KEPT} AND {where}"]
    parts += [
        f"SELECT {asked} FROM ({one}) d WHERE {where}"
        for one in dated_by_people(as_of, where, kinds=wanted.kinds, errands=wanted.errands)
    ]
    return _Due(f"({' UNION ALL '.join(parts)})", where.params)


def _where(as_of: AsOf, wanted: DeadlineFilter) -> Where:
    where = Where(on=as_of.on.isoformat(), **({"number": as_of.number} if as_of.is_past else {}))
    where.one_of("d.kind", wanted.kinds)
    where.one_of("d.stage_of", wanted.ids)
    if wanted.owner:
        own, of_party = f"SELECT id FROM ({OWNED}) o", "SELECT id FROM third_party WHERE owner_id = ?"
        where.that(
            f"? IN (d.owner_id, d.with_id) OR (d.owner_id IS NULL AND ({_GAP} IN ({own} WHERE owner_id = ?) "
            f"OR ({_GAP} NOT IN ({own}) AND d.third_party_id IN ({of_party}))))",
            *(wanted.owner for _ in range(3)),
        )
    if wanted.first and wanted.last:
        days = "d.day >= ? AND d.day <= ?"
        asked = f"{days} OR d.day < :on" if wanted.overdue else days
        where.that(asked, wanted.first.isoformat(), wanted.last.isoformat())
    elif wanted.overdue:
        where.that("d.day < :on")
    return where


def last_touched(engine: Engine, party_ids: Collection[str]) -> dict[str, tuple[int, str]]:
    """The last entry that may have changed a deadline of each of some third parties: its number and its instant."""
    found: dict[str, tuple[int, str]] = {}
    wanted = sorted(party_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        some = Where()
        some.one_of("p.id", wanted[start : start + _AT_ONCE])
        rows = engine.query(
            "SELECT last.id, e.seq, e.at FROM (SELECT p.id, "
            "(SELECT MAX(seq) FROM audit_entry WHERE third_party_id = p.id) AS changed, "
            "(SELECT MAX(known_from) FROM gap_span WHERE third_party_id = p.id) AS judged "
            f"FROM third_party p WHERE {some}) last JOIN audit_entry e ON e.seq = "
            "CASE WHEN judged > changed OR changed IS NULL THEN judged ELSE changed END",
            some.params,
        )
        found |= {str(row["id"]): (int(str(row["seq"])), str(row["at"])) for row in rows}
    return found


def undated(
    engine: Engine, as_of: AsOf, lifecycles: Iterable[str], rules: Iterable[str]
) -> Iterator[tuple[str, str, int | None, str]]:
    """Third parties in some stage of life of which no gap of some rules is known to begin: id, name, tier, owner."""
    where = Where("h.is_watched = 1", number=as_of.number)
    where.one_of("p.lifecycle", lifecycles)
    of_rules = sorted(rules)
    where.that(
        f"NOT EXISTS (SELECT 1 FROM gap_span WHERE third_party_id = p.id AND {known(as_of)} "
        f"AND rule_id IN ({marks(of_rules)}))",
        *of_rules,
    )
    rows = engine.query(
        "SELECT p.id, p.legal_name, h.tier, COALESCE(u.name, '') AS owner FROM third_party p "
        "JOIN party_head h ON h.third_party_id = p.id LEFT JOIN app_user u ON u.id = p.owner_id "
        f"WHERE {where} ORDER BY p.legal_name, p.id",
        where.params,
    )
    for row in rows:
        tier = None if row["tier"] is None else int(str(row["tier"]))
        yield str(row["id"]), str(row["legal_name"]), tier, str(row["owner"])


def unkept(engine: Engine, rules: Iterable[str]) -> list[str]:
    """Third parties with a gap, an answer or a plan that has a day, of which nothing is kept yet."""
    where = Where("known_until IS NULL AND from_on IS NOT NULL")
    where.one_of("rule_id", rules)
    rows = engine.query(
        f"SELECT DISTINCT third_party_id FROM (SELECT third_party_id FROM gap_span WHERE {where} "
        "UNION ALL SELECT third_party_id FROM assessment WHERE due_on IS NOT NULL "
        "UNION ALL SELECT third_party_id FROM gap WHERE plan_due_on IS NOT NULL) found "
        "WHERE NOT EXISTS (SELECT 1 FROM deadline d WHERE d.third_party_id = found.third_party_id)",
        where.params,
    )
    return [str(row["third_party_id"]) for row in rows]
