"""What lists join of a third party and is kept beside it: what its records come to, and how its flows are found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, cast

from sakimori.domain.questions.assessment import Settled
from sakimori.domain.values.names import fold
from sakimori.domain.values.risk import MOST_CONCERNED
from sakimori.store.engine import Engine, Row, Value


class KeptHead(NamedTuple):
    """What the records of a third party come to, whatever the day; None where nobody can tell.

    `coverage` is the share of questions that its governing assessments have settled, `next_due` the first day by which
    something must be done about it, `settled_until` the last day on which every assessment that it needs holds.
    `concerned` is the factor of its risk value: whose data it holds.
    """

    tier: int | None
    is_watched: bool
    persons: int | None = None
    coverage: float | None = None
    next_due: date | None = None
    settled_until: date | None = None
    concerned: int = MOST_CONCERNED


_HEAD: Final = ", ".join(("third_party_id", *KeptHead._fields))


def read_heads(engine: Engine, ids: Sequence[str] | None = None) -> dict[str, KeptHead]:
    """What is kept of some third parties, or of all; nothing of whom nothing has been kept yet."""
    rows = engine.query(f"SELECT {_HEAD} FROM party_head {_of(ids)}", _params(ids))
    return {str(row["third_party_id"]): _head(row) for row in rows}


def _head(row: Row) -> KeptHead:
    tier, persons, coverage = (row[name] for name in ("tier", "persons", "coverage"))
    return KeptHead(
        None if tier is None else int(str(tier)),
        bool(row["is_watched"]),
        None if persons is None else int(str(persons)),
        None if coverage is None else float(str(coverage)),
        _day(row["next_due"]),
        _day(row["settled_until"]),
        int(str(row["concerned"])),
    )


def _day(said: Value) -> date | None:
    return None if said is None else date.fromisoformat(str(said))


def head_row(third_party_id: str, head: KeptHead) -> dict[str, Value]:
    """The row in which a head is kept."""
    days = {
        name: None if day is None else day.isoformat()
        for name, day in (("next_due", head.next_due), ("settled_until", head.settled_until))
    }
    return {"third_party_id": third_party_id, **head._asdict(), "is_watched": int(head.is_watched), **days}


def keep_party_heads(engine: Engine, heads: Mapping[str, KeptHead]) -> None:
    """Keep what is said of some third parties now."""
    for one in heads:
        engine.execute_later("DELETE FROM party_head WHERE third_party_id = :id", {"id": one})
    engine.insert_all("party_head", [head_row(*one) for one in heads.items()])


def settled(engine: Engine, ids: Sequence[str] | None = None) -> dict[str, Settled]:
    """How far each assessment of some third parties, or of all, is settled."""
    of = f"WHERE assessment_id IN (SELECT id FROM assessment {_of(ids)})" if ids is not None else ""
    columns = "assessment_id, answered, applicable"
    rows = engine.values(f"SELECT {columns} FROM assessment_progress {of}", _params(ids))
    return {str(one): Settled(*figures) for one, *figures in cast("list[Any]", rows)}


def keep_flow_keys(engine: Engine, ids: Sequence[str]) -> None:
    """Keep the names of the flows of some third parties as a search finds them."""
    of_them, params = _of(ids), _params(ids)
    # A flow that came from another third party, as by merging, still has the key that it had there.
    narrowed = (of_them, f"WHERE flow_id IN (SELECT id FROM data_flow {of_them})")
    names = ("flow_id", "third_party_id", "key")
    kept = " UNION ".join(f"SELECT {', '.join(names)} FROM flow_key {narrow}" for narrow in narrowed)
    flows, standing = engine.values_of(
        [(f"SELECT id, third_party_id, name FROM data_flow {of_them}", params), (kept, params)]
    )
    wanted = {(flow, party, fold(str(name))) for flow, party, name in flows}
    if wanted != set(standing):
        for narrow in narrowed:
            engine.execute_later(f"DELETE FROM flow_key {narrow}", params)
        engine.insert_all("flow_key", [dict(zip(names, row, strict=True)) for row in sorted(wanted, key=str)])


def make_up_flow_keys(engine: Engine) -> None:
    """Keep them in a database from before they were kept."""
    missing = "SELECT DISTINCT third_party_id FROM data_flow WHERE id NOT IN (SELECT flow_id FROM flow_key)"
    for row in engine.query(missing):
        keep_flow_keys(engine, [str(row["third_party_id"])])


def keep_search_keys(engine: Engine, ids: Sequence[str], rows: Sequence[Row]) -> None:
    """Keep the words by which some third parties are found."""
    of_them, params = _of(ids), _params(ids)
    sql = f"SELECT third_party_id, kind, record_id, label, key FROM search_key {of_them}"
    if sorted(engine.values(sql, params), key=str) != sorted((tuple(row.values()) for row in rows), key=str):
        engine.execute_later(f"DELETE FROM search_key {of_them}", params)
        engine.insert_all("search_key", rows)


RowsBeside = Mapping[str, Mapping[str, Sequence[Row]]]
"""What some tables keep beside third parties, by the name of the table and the id of the third party."""


def rows_beside(engine: Engine, tables: Mapping[str, Sequence[str]], ids: Sequence[str]) -> RowsBeside:
    """What tables with some columns keep beside some third parties, in the order of the first column."""
    asked = [
        (f"SELECT third_party_id, {', '.join(names)} FROM {table} {_of(ids)} ORDER BY {names[0]}", _params(ids))
        for table, names in tables.items()
    ]
    found: dict[str, dict[str, list[Row]]] = {table: {one: [] for one in ids} for table in tables}
    for (table, names), rows in zip(tables.items(), engine.values_of(asked), strict=True):
        for party, *values in rows:
            found[table][str(party)].append(dict(zip(names, values, strict=True)))
    return found


def keep_beside(  # noqa: PLR0917 - what is kept, where, and in the place of what
    engine: Engine,
    table: str,
    names: Sequence[str],
    third_party_id: str,
    rows: Sequence[Row],
    known: RowsBeside | None = None,
) -> None:
    """Keep rows beside a third party in the place of those that stand there, told apart by their first column.

    Whoever keeps many reads beforehand what is `known` to stand there.
    """
    key = names[0]
    found = rows_beside(engine, {table: names}, [third_party_id]) if known is None else known
    standing = {row[key]: row for row in found[table][third_party_id]}
    changed = [row for row in rows if standing.get(row[key]) != row]
    if gone := standing.keys() - {row[key] for row in rows}:
        # One that was known to stand here may stand beside another by now: it stays there.
        named, ids = _named(gone, "g")
        engine.execute_later(
            f"DELETE FROM {table} WHERE third_party_id = :party AND {key} IN ({named})",
            {**ids, "party": third_party_id},
        )
    if changed:
        # What changed may stand beside another third party, with which this one was merged.
        named, ids = _named((row[key] for row in changed), "k")
        engine.execute_later(f"DELETE FROM {table} WHERE {key} IN ({named})", ids)
    engine.insert_all(table, changed)


def _named(values: Iterable[Value], prefix: str) -> tuple[str, dict[str, Value]]:
    params = {f"{prefix}{place}": one for place, one in enumerate(values)}
    return ", ".join(f":{name}" for name in params), params


def _of(ids: Sequence[str] | None) -> str:
    return "" if ids is None else f"WHERE third_party_id IN ({', '.join(':' + name for name in _params(ids))})"


def _params(ids: Sequence[str] | None) -> dict[str, str]:
    return {f"p{place}": one for place, one in enumerate(ids or ())}
