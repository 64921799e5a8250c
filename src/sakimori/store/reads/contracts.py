"""What the list of contracts asks: what each is listed by, some of them whole, and who has none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, cast

from sakimori.domain.codes import GapKind, Lifecycle, Role, Severity
from sakimori.domain.records.contract import Contract, ContractState
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.text import Text
from sakimori.store.engine import Engine, Row
from sakimori.store.reads.as_of import known
from sakimori.store.reads.contract_rows import (
    NO_DAY,
    NO_RANK,
    STATES,
    ContractFacts,
    ContractFilter,
    ContractHead,
    ContractName,
    ContractRow,
    Decisions,
    Horizon,
    UncoveredParty,
)
from sakimori.store.reads.gap_rows import as_int
from sakimori.store.reads.statements import Where, marks
from sakimori.store.records import Records

_IS_UNKNOWN: Final = f"s.kind = '{GapKind.UNKNOWN.value}'"
_IS_TRUE: Final = "(s.from_on IS NULL OR s.from_on <= :on) AND (s.until_on IS NULL OR s.until_on > :on)"
_RANKS: Final = " ".join(f"WHEN '{one.value}' THEN {one.rank}" for one in Severity)
_RANK: Final = f"CASE s.severity {_RANKS} END"

_ENDED: Final = f"r.state = '{ContractState.ENDED.value}'"
_UNDECIDED: Final = f"r.state = '{ContractState.UNDECIDED.value}'"
_DUE: Final = f"NOT {_ENDED} AND r.notice_on BETWEEN :on AND :due"

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
    "AND (t.covered IS NULL AND r.third_party_id || ' ' || r.kind NOT IN ({in_force}) OR EXISTS "
    "(SELECT 1 FROM contract_cover o WHERE o.contract_id = r.id AND o.removed_on IS NULL "
    "AND o.third_party_id || ' ' || r.kind NOT IN ({in_force}))) THEN 1 ELSE 0 END"
)
_COVERS: Final = (
    "SELECT contract_id, COUNT(*) AS covered, SUM(CASE WHEN confirmed_on IS NULL THEN 1 ELSE 0 END) AS unconfirmed "
    "FROM contract_cover WHERE removed_on IS NULL AND {of_them} GROUP BY contract_id"
)


def _values(as_of: AsOf, horizon: Horizon) -> Where:
    """The days that conditions name."""
    days = {"on": as_of.on, "soon": horizon.soon, "due": horizon.due}
    return Where(number=as_of.number, **{name: day.isoformat() for name, day in days.items()})


def facts(
    engine: Engine, as_of: AsOf, horizon: Horizon, third_party_ids: Sequence[str] | None = None
) -> list[ContractFacts]:
    """What the contracts of all third parties, or of some, are listed by. Gaps of covers count for contracts."""
    gaps, params = _gaps_then(as_of, horizon) if as_of.is_past else (_GAPS_NOW, {})
    where = _values(as_of, horizon)
    where.params |= params
    theirs, of_them, in_force = "1 = 1", "1 = 1", _IN_FORCE
    if third_party_ids is not None:
        asked = where.with_values(f"({marks(third_party_ids)})", *third_party_ids)
        theirs = f"r.third_party_id IN {asked}"
        of_them = f"contract_id IN (SELECT id FROM contract WHERE third_party_id IN {asked})"
        covered = f"SELECT third_party_id FROM contract_cover WHERE {of_them}"
        in_force = f"{_IN_FORCE} AND (v.third_party_id IN {asked} OR v.third_party_id IN ({covered}))"
    rows = engine.values(
        f"WITH gaps AS ({gaps}), covers AS ({_COVERS.format(of_them=of_them)}), heads AS ({_HEADS}) "
        f"SELECT COALESCE(g.worst, {NO_RANK}), r.state, COALESCE(r.notice_on, '{NO_DAY}'), r.title, r.id, "
        "r.third_party_id, r.name, r.kind, r.title_key, COALESCE(k.key, ''), "
        f"{_NEEDS_SUCCESSOR.format(in_force=in_force)}, COALESCE(t.covered, 0), COALESCE(t.unconfirmed, 0), "
        "COALESCE(g.musts, 0), COALESCE(g.unknown, 0), COALESCE(g.unread, 0) "
        "FROM heads r JOIN third_party p ON p.id = r.third_party_id "
        "LEFT JOIN search_key k ON k.third_party_id = p.id AND k.kind = 'name' "
        f"LEFT JOIN gaps g ON g.contract_id = r.id LEFT JOIN covers t ON t.contract_id = r.id WHERE {theirs}",
        where.params,
    )
    return [_facts(*cast("Any", row)) for row in rows]


def _facts(worst: int, state: str, *others: Any) -> ContractFacts:  # noqa: ANN401 - the fields in their order
    found = ContractFacts(False, worst, _PLACES[state], *others)  # noqa: FBT003 - said by what comes after it
    return found._replace(is_done=state == ContractState.ENDED and not found.needs_successor)


_PLACES: Final = {state.value: place for place, state in enumerate(STATES)}


def beside(engine: Engine, third_party_ids: Sequence[str]) -> list[str]:
    """The third parties whose contracts may be listed otherwise when something of some third parties has changed.

    Those that cover them or whose gaps are theirs; and, as one in force is the successor of another, all that are held
    by or cover whomever these cover.
    """
    where = Where()
    asked = where.with_values(f"({marks(third_party_ids)})", *third_party_ids)
    rows = engine.values(
        f"WITH touched AS (SELECT id FROM contract WHERE third_party_id IN {asked} "
        f"UNION SELECT contract_id FROM contract_cover WHERE third_party_id IN {asked} "
        f"UNION SELECT fix_id FROM gap_span WHERE fix_record IN ('contract', 'contract_clause') "
        f"AND third_party_id IN {asked}), people AS (SELECT third_party_id FROM contract WHERE id IN (SELECT id FROM "
        "touched) UNION SELECT third_party_id FROM contract_cover WHERE contract_id IN (SELECT id FROM touched)) "
        "SELECT third_party_id FROM people UNION SELECT c.third_party_id FROM contract_cover v JOIN contract c "
        "ON c.id = v.contract_id WHERE v.third_party_id IN (SELECT third_party_id FROM people)",
        where.params,
    )
    return [str(row[0]) for row in rows]


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


_NAMED: Final = (
    "{party} IN (SELECT k.third_party_id FROM search_key k WHERE k.kind = 'name' AND k.key LIKE ? ESCAPE '!')"
)


def _pattern(word: str) -> str:
    return f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"


def with_facts(engine: Engine, found: Sequence[ContractFacts], on: date) -> list[ContractRow]:
    """Some contracts with what they are listed by, as the list shows them."""
    contracts = {one.id: one for one in Records(engine).with_ids(Contract, [one.id for one in found])}
    return [_row(one, contracts[one.id], on) for one in found]


def _row(facts: ContractFacts, contract: Contract, on: date) -> ContractRow:
    return ContractRow(
        contract=contract,
        third_party=facts.name,
        state=facts.state,
        notice_day=None if facts.notice_on == NO_DAY else date.fromisoformat(facts.notice_on),
        term_end=contract.last_day if facts.state is ContractState.ENDED else contract.term_end(on),
        covered=facts.covered,
        unconfirmed=facts.unconfirmed,
        needs_successor=bool(facts.needs_successor),
        gaps=facts.gaps,
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


def _uncovered(as_of: AsOf, horizon: Horizon, third_party_ids: Sequence[str] | None = None) -> tuple[Where, str]:
    """Gaps of third parties that deal with us already, each closed by a contract that is not there yet."""
    # COALESCE keeps the indexes of all that is known out of it where few third parties are asked for.
    is_known = known(as_of) if third_party_ids is None else "COALESCE(s.known_until, 0) = 0"
    where = Where(is_known, _IS_TRUE, "s.fix_record = 'contract'", on=as_of.on.isoformat(), number=as_of.number)
    where.that("p.lifecycle <> ?", Lifecycle.CANDIDATE.value)
    where.one_of("s.rule_id", horizon.without)
    where.one_of("s.third_party_id", third_party_ids or ())
    return where, "gap_span s JOIN third_party p ON p.id = s.third_party_id"


def without(engine: Engine, as_of: AsOf, horizon: Horizon) -> int:
    """How many third parties are dealt with although no contract of the needed kind is in force."""
    where, tables = _uncovered(as_of, horizon)
    rows = engine.query(f"SELECT COUNT(DISTINCT p.id) AS n FROM {tables} WHERE {where}", where.params)
    return as_int(rows[0]["n"])


def parties_without(engine: Engine, as_of: AsOf, horizon: Horizon, third_party_ids: Sequence[str] | None) -> list[str]:
    """Who they are, among all or among some."""
    where, tables = _uncovered(as_of, horizon, third_party_ids)
    return [str(row[0]) for row in engine.values(f"SELECT DISTINCT p.id FROM {tables} WHERE {where}", where.params)]


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
