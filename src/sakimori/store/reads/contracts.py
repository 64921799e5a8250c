"""What the list of contracts asks: its figures, the contracts of a focus, page by page, and who has none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Final

from sakimori.domain.codes import GapKind, Lifecycle, Role, Severity
from sakimori.domain.records.contract import Contract, ContractState
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.text import Text
from sakimori.store.engine import Engine, Row
from sakimori.store.reads.as_of import known
from sakimori.store.reads.contract_rows import (
    NOT_IN_FORCE,
    ContractCounts,
    ContractFilter,
    ContractGaps,
    ContractHead,
    ContractName,
    ContractRow,
    Decisions,
    Focus,
    Horizon,
    UncoveredParty,
)
from sakimori.store.reads.gap_rows import as_day, as_int
from sakimori.store.reads.statements import Where, marks, ordered
from sakimori.store.records import Records

_AT_ONCE: Final = 500
"""So many rows are made at a time where all are asked for."""


_IS_UNKNOWN: Final = f"s.kind = '{GapKind.UNKNOWN.value}'"
_IS_TRUE: Final = "(s.from_on IS NULL OR s.from_on <= :on) AND (s.until_on IS NULL OR s.until_on > :on)"
_RANKS: Final = " ".join(f"WHEN '{one.value}' THEN {one.rank}" for one in Severity)
_RANK: Final = f"CASE s.severity {_RANKS} END"
_NO_RANK: Final = len(Severity)

_ENDED: Final = f"r.state = '{ContractState.ENDED.value}'"
_UNDECIDED: Final = f"r.state = '{ContractState.UNDECIDED.value}'"
_DUE: Final = f"NOT {_ENDED} AND r.notice_on BETWEEN :on AND :due"
_PLACES: Final = " ".join(f"WHEN '{state.value}' THEN {place}" for place, state in enumerate(ContractState))
_FOCUS: Final[dict[Focus, str]] = {
    Focus.ALL: "1 = 1",
    Focus.NOTICE: _DUE,
    Focus.UNDECIDED: _UNDECIDED,
    Focus.ENDED: "r.needs_successor = 1",
    Focus.MUSTS: "r.musts > 0",
    Focus.UNKNOWN: "r.unknown > 0",
    Focus.WITHOUT: "1 = 0",
}
_IDLE: Final = ", ".join(f"'{state.value}'" for state in NOT_IN_FORCE)
_UNREAD: Final = f"r.state NOT IN ({_IDLE}) AND r.musts = 0 AND (r.covered = 0 OR r.unconfirmed > 0 OR r.unread > 0)"
_MOST_PRESSING: Final = (
    f"CASE WHEN {_ENDED} AND r.needs_successor = 0 THEN 1 ELSE 0 END, COALESCE(r.worst, {_NO_RANK}), "
    f"CASE r.state {_PLACES} END, COALESCE(r.notice_on, '9999'), r.title, r.id"
)
_COLUMNS: Final = {
    "title": "r.title", "party": "r.name", "notice": f"CASE WHEN {_ENDED} THEN NULL ELSE r.notice_on END",
    "musts": "r.musts", "covers": "r.covered",
}  # fmt: skip
"""By what the list can be ordered, by the name of the column."""

# A state goes by the days that are kept beside a contract, in the order in which `contract_state` looks at them.
_STATE: Final = (
    "CASE WHEN h.last_on < :on THEN 'ended' WHEN h.begins_on IS NULL THEN 'unsigned' "
    "WHEN h.begins_on > :on THEN 'coming' WHEN h.is_term_known = 0 THEN 'term_unknown' "
    "WHEN h.decide_on < :on THEN 'undecided' WHEN h.decide_on <= :soon THEN 'notice' "
    "WHEN h.last_on <= :soon THEN 'ending' ELSE 'in_force' END"
)
_HEADS: Final = (
    "SELECT c.id, c.third_party_id, c.title, c.kind, p.legal_name AS name, h.title_key, h.notice_on, "
    f"{_STATE} AS state FROM contract c JOIN contract_head h ON h.contract_id = c.id "
    "JOIN third_party p ON p.id = c.third_party_id"
)

_DAYS: Final = f"SELECT h.notice_on, {_STATE} AS state FROM contract_head h"
"""What figures ask of every contract that needs nothing else."""

# A contract that is over needs no successor where the relation is over too, or for everybody whom it covers another
# one of its kind is in force.
_IN_FORCE: Final = (
    "SELECT v.third_party_id || ' ' || c.kind FROM contract_cover v JOIN contract c ON c.id = v.contract_id "
    "JOIN contract_head h ON h.contract_id = c.id WHERE v.removed_on IS NULL AND v.confirmed_on IS NOT NULL "
    "AND h.begins_on <= :on AND (h.last_on IS NULL OR h.last_on >= :on)"
)
_OVER: Final = ", ".join(f"'{lifecycle.value}'" for lifecycle in (Lifecycle.ENDED, Lifecycle.DECLINED))
_NEEDS_SUCCESSOR: Final = (
    f"CASE WHEN {_ENDED} AND p.lifecycle NOT IN ({_OVER}) AND p.archived_on IS NULL AND p.merged_into IS NULL "
    f"AND (t.covered IS NULL AND r.third_party_id || ' ' || r.kind NOT IN ({_IN_FORCE}) OR EXISTS "
    "(SELECT 1 FROM contract_cover o WHERE o.contract_id = r.id AND o.removed_on IS NULL "
    f"AND o.third_party_id || ' ' || r.kind NOT IN ({_IN_FORCE}))) THEN 1 ELSE 0 END"
)
_COVERS: Final = (
    "SELECT contract_id, COUNT(*) AS covered, SUM(CASE WHEN confirmed_on IS NULL THEN 1 ELSE 0 END) AS unconfirmed "
    "FROM contract_cover WHERE removed_on IS NULL GROUP BY contract_id"
)


def _values(as_of: AsOf, horizon: Horizon) -> Where:
    """The days that conditions name."""
    days = {"on": as_of.on, "soon": horizon.soon, "due": horizon.due}
    return Where(number=as_of.number, **{name: day.isoformat() for name, day in days.items()})


_TABLE: Final = (
    "CREATE TEMPORARY TABLE listed (id TEXT, third_party_id TEXT, title TEXT, kind TEXT, name TEXT, title_key TEXT, "
    "notice_on TEXT, state TEXT, needs_successor INTEGER, covered INTEGER, unconfirmed INTEGER, worst INTEGER, "
    "musts INTEGER, unknown INTEGER, unread INTEGER)"
)


@contextmanager
def listing(engine: Engine, as_of: AsOf, horizon: Horizon) -> Iterator[None]:
    """Put every contract into a table for `counts`, `page_of` and `all_of`: with whom it covers and what is open.

    Figures and order both ask it of every contract, so that it is worked out once. Gaps of covers count for contracts.
    """
    gaps, params = _gaps_then(as_of, horizon) if as_of.is_past else (_GAPS_NOW, {})
    with engine.scratch():
        engine.execute(_TABLE)
        engine.execute(
            f"INSERT INTO listed WITH gaps AS ({gaps}), covers AS ({_COVERS}), heads AS ({_HEADS}) SELECT r.*, "
            f"{_NEEDS_SUCCESSOR}, COALESCE(t.covered, 0), COALESCE(t.unconfirmed, 0), g.worst, COALESCE(g.musts, 0), "
            "COALESCE(g.unknown, 0), COALESCE(g.unread, 0) FROM heads r JOIN third_party p ON p.id = r.third_party_id "
            "LEFT JOIN gaps g ON g.contract_id = r.id LEFT JOIN covers t ON t.contract_id = r.id",
            _values(as_of, horizon).params | params,
        )
        yield


_GAPS_NOW: Final = (
    "SELECT contract_id, worst, musts, unknown, unread FROM contract_gap "
    "WHERE from_on <= :on AND (until_on IS NULL OR until_on > :on)"
)


def _gaps_then(as_of: AsOf, horizon: Horizon) -> tuple[str, dict[str, str]]:
    """What was open in each contract on a past day, counted gap by gap: of what was known then nothing is kept."""
    musts = ", ".join(f":m{n}" for n in range(len(horizon.musts)))
    spans = f"{known(as_of)} AND {_IS_TRUE}"
    return (
        "SELECT s.contract_id, "
        f"MIN(CASE WHEN {_IS_UNKNOWN} THEN NULL ELSE {_RANK} END) AS worst, "
        f"COUNT(DISTINCT CASE WHEN NOT {_IS_UNKNOWN} AND s.of_clause = 1 AND s.fix_field IN ({musts}) "
        f"THEN s.fix_field END) AS musts, SUM(CASE WHEN {_IS_UNKNOWN} THEN 1 ELSE 0 END) AS unknown, "
        f"SUM(CASE WHEN {_IS_UNKNOWN} AND s.of_clause = 1 THEN 1 ELSE 0 END) AS unread FROM "
        "(SELECT s.fix_id AS contract_id, s.kind, s.severity, s.fix_field, "
        "CASE WHEN s.fix_record = 'contract_clause' THEN 1 ELSE 0 END AS of_clause FROM gap_span s "
        f"WHERE s.fix_record IN ('contract', 'contract_clause') AND s.fix_id <> '' AND {spans} "
        "UNION ALL SELECT v.contract_id, s.kind, s.severity, '', 0 FROM gap_span s CROSS JOIN contract_cover v "
        f"WHERE s.fix_record = 'contract_cover' AND v.id = s.fix_id AND v.removed_on IS NULL AND {spans}) s "
        "GROUP BY s.contract_id",
        {f"m{n}": must for n, must in enumerate(horizon.musts)},
    )


def counts(engine: Engine, as_of: AsOf, horizon: Horizon) -> ContractCounts:
    """The figures of a day, under no filter."""
    wanted = {focus.value: condition for focus, condition in _FOCUS.items()} | {
        "ending": f"r.state = '{ContractState.ENDING.value}'",
        "unread": _UNREAD,
    }
    sums = ", ".join(f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS n_{name}" for name, condition in wanted.items())
    row = engine.query(f"SELECT {sums} FROM listed r", _values(as_of, horizon).params)[0]
    by_focus = {focus: as_int(row[f"n_{focus.value}"]) for focus in _FOCUS}
    by_focus[Focus.WITHOUT] = without(engine, as_of, horizon)
    return ContractCounts(by_focus, as_int(row["n_ending"]), as_int(row["n_unread"]), (horizon.due - as_of.on).days)


def page_of(
    engine: Engine, as_of: AsOf, horizon: Horizon, wanted: ContractFilter, *, first: int, limit: int
) -> tuple[list[ContractRow], int]:
    """Some of the contracts that a filter leaves, and how many there are; none past the last."""
    where, statement = _ordered(as_of, horizon, wanted)
    rows = engine.query(f"{statement} LIMIT :limit OFFSET :first", where.params | {"limit": limit, "first": first})
    # Counted by itself: beside its rows, every row would be held with all that it says before any is left out.
    total = engine.query(f"SELECT COUNT(*) AS n FROM listed r WHERE {where}", where.params)[0] if rows else {"n": 0}
    return _made(engine, rows, as_of), as_int(total["n"])


def all_of(engine: Engine, as_of: AsOf, horizon: Horizon, wanted: ContractFilter) -> Iterator[ContractRow]:
    """Every contract that a filter leaves, in its order, some hundreds in memory at a time."""
    where, statement = _ordered(as_of, horizon, wanted)
    rows = engine.each(statement, where.params)
    while some := list(islice(rows, _AT_ONCE)):
        yield from _made(engine, some, as_of)


def _ordered(as_of: AsOf, horizon: Horizon, wanted: ContractFilter) -> tuple[Where, str]:
    where = _values(as_of, horizon)
    where.that(_FOCUS[wanted.focus])
    where.one_of("r.third_party_id", {wanted.party} - {""})
    if wanted.can_be_compared:
        where.that(f"r.state NOT IN ('{ContractState.ENDED.value}', '{ContractState.UNSIGNED.value}')")
    for word, kinds in wanted.words:
        found = f"r.title_key LIKE ? ESCAPE '!' OR {_NAMED.format(party='r.third_party_id')}"
        of_kind = f" OR r.kind IN ({marks(kinds)})" if kinds else ""
        where.that(found + of_kind, _pattern(word), _pattern(word), *sorted(kinds))
    order = ordered(wanted.order, _COLUMNS, _MOST_PRESSING)
    return where, f"SELECT r.* FROM listed r WHERE {where} ORDER BY {order}"


_NAMED: Final = (
    "{party} IN (SELECT k.third_party_id FROM search_key k WHERE k.kind = 'name' AND k.key LIKE ? ESCAPE '!')"
)


def _pattern(word: str) -> str:
    return f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"


def _made(engine: Engine, rows: Sequence[Row], as_of: AsOf) -> list[ContractRow]:
    contracts = {one.id: one for one in Records(engine).with_ids(Contract, [str(row["id"]) for row in rows])}
    return [_row(row, contracts[str(row["id"])], as_of.on) for row in rows]


def _row(row: Row, contract: Contract, on: date) -> ContractRow:
    state, worst = ContractState(str(row["state"])), row["worst"]
    return ContractRow(
        contract=contract,
        third_party=str(row["name"]),
        state=state,
        notice_day=as_day(row["notice_on"]),
        term_end=contract.last_day if state is ContractState.ENDED else contract.term_end(on),
        covered=as_int(row["covered"]),
        unconfirmed=as_int(row["unconfirmed"]),
        needs_successor=bool(row["needs_successor"]),
        gaps=ContractGaps(
            None if worst is None else list(Severity)[as_int(worst)],
            as_int(row["musts"]),
            as_int(row["unknown"]),
            as_int(row["unread"]),
        ),
    )


def decisions(engine: Engine, as_of: AsOf, horizon: Horizon, *, limit: int) -> Decisions:
    """What must be decided about contracts, with so many of them at most; gaps are not looked at."""
    params = _values(as_of, horizon).params
    wanted = {"undecided": _UNDECIDED, "due": _DUE}
    sums = ", ".join(f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {name}" for name, condition in wanted.items())
    row = engine.query(f"SELECT COUNT(*) AS n, {sums} FROM ({_DAYS}) r", params)[0]
    first = engine.query(
        f"SELECT r.* FROM ({_HEADS}) r WHERE {_DUE} ORDER BY r.notice_on, r.title, r.id LIMIT :limit",
        params | {"limit": limit},
    )
    return Decisions(
        number=as_int(row["n"]),
        undecided=as_int(row["undecided"]),
        due=as_int(row["due"]),
        first=tuple(
            ContractHead(str(one["id"]), str(one["title"]), str(one["name"]), date.fromisoformat(str(one["notice_on"])))
            for one in first
        ),
        without=without(engine, as_of, horizon),
        days=(horizon.due - as_of.on).days,
    )


def names(engine: Engine, ids: Iterable[str] = ()) -> list[ContractName]:
    """What some contracts are called, or all."""
    where = Where()
    where.one_of("c.id", ids)
    rows = engine.values(
        "SELECT c.id, c.title, p.legal_name, c.parent_id FROM contract c JOIN third_party p "
        f"ON p.id = c.third_party_id WHERE {where} ORDER BY c.title, c.id",
        where.params,
    )
    return [
        ContractName(str(key), str(title), str(party), None if master is None else str(master))
        for key, title, party, master in rows
    ]


def _uncovered(as_of: AsOf, horizon: Horizon) -> tuple[Where, str]:
    """Gaps of third parties that deal with us already, each closed by a contract that is not there yet."""
    where = Where(known(as_of), _IS_TRUE, "s.fix_record = 'contract'", on=as_of.on.isoformat(), number=as_of.number)
    where.that("p.lifecycle <> ?", Lifecycle.CANDIDATE.value)
    where.one_of("s.rule_id", horizon.without)
    return where, "gap_span s JOIN third_party p ON p.id = s.third_party_id"


def without(engine: Engine, as_of: AsOf, horizon: Horizon) -> int:
    """How many third parties are dealt with although no contract of the needed kind is in force."""
    where, tables = _uncovered(as_of, horizon)
    rows = engine.query(f"SELECT COUNT(DISTINCT p.id) AS n FROM {tables} WHERE {where}", where.params)
    return as_int(rows[0]["n"])


def uncovered_page(
    engine: Engine, as_of: AsOf, horizon: Horizon, wanted: ContractFilter, *, first: int, limit: int
) -> tuple[list[UncoveredParty], int]:
    """Some of the third parties without a contract that a search leaves, and how many there are; none past the last."""
    where, statement = _uncovered_in_order(as_of, horizon, wanted)
    where.params |= {"limit": limit, "first": first}
    rows = engine.query(f"{statement} LIMIT :limit OFFSET :first", where.params)
    return [_party(row) for row in rows], as_int(rows[0]["total"]) if rows else 0


def all_uncovered(engine: Engine, as_of: AsOf, horizon: Horizon, wanted: ContractFilter) -> Iterator[UncoveredParty]:
    """Every third party without a contract that a search leaves, the gravest first."""
    where, statement = _uncovered_in_order(as_of, horizon, wanted)
    yield from map(_party, engine.each(statement, where.params))


def _uncovered_in_order(as_of: AsOf, horizon: Horizon, wanted: ContractFilter) -> tuple[Where, str]:
    where, tables = _uncovered(as_of, horizon)
    for word, _ in wanted.words:
        where.that(_NAMED.format(party="s.third_party_id"), _pattern(word))
    return where, (
        "SELECT s.gap_id, s.third_party_id, p.legal_name, p.roles, s.title_ja, s.title_en, s.kind, s.severity, "
        f"COALESCE(s.from_on, s.since_on) AS since, COUNT(*) OVER () AS total FROM {tables} WHERE {where} "
        f"ORDER BY {_RANK}, since, p.legal_name, s.id"
    )


def _party(row: Row) -> UncoveredParty:
    return UncoveredParty(
        gap_id=str(row["gap_id"]),
        third_party_id=str(row["third_party_id"]),
        name=str(row["legal_name"]),
        roles=frozenset(Role(code) for code in json.loads(str(row["roles"]))),
        title=Text(str(row["title_ja"]), str(row["title_en"])),
        is_known=row["kind"] != GapKind.UNKNOWN,
        severity=Severity(str(row["severity"])),
        since_on=date.fromisoformat(str(row["since"])),
    )
