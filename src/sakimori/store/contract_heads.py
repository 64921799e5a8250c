"""What lists ask of a contract and is kept beside it: the days of its terms, how its title is found, its open gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.gap import Span
from sakimori.domain.records.contract import Contract
from sakimori.domain.values.names import fold
from sakimori.store.engine import Engine, Row, Value
from sakimori.store.records import Records

STALE: Final = (
    "NOT EXISTS (SELECT 1 FROM contract_head h WHERE h.contract_id = contract.id AND h.version = contract.version)"
)
"""The contracts of which nothing is kept, or what an earlier version came to."""


def contract_head(contract: Contract) -> dict[str, Value]:
    """What is kept of a contract; `decide_on` is the last day for notice, else the end of the undecided term."""
    undecided = contract.undecided_term_end
    notice = contract.notice_day(undecided) if undecided else None
    return {
        "contract_id": contract.id,
        "version": contract.version,
        "title_key": fold(contract.title),
        "begins_on": _text(contract.begins_on),
        "last_on": _text(contract.last_day),
        "is_term_known": int(contract.is_term_known),
        "decide_on": _text(notice or undecided),
        "notice_on": _text(notice),
    }


def keep_contract_heads(engine: Engine, contracts: Sequence[Contract]) -> None:
    """Keep what some contracts come to now."""
    for contract in contracts:
        engine.execute_later("DELETE FROM contract_head WHERE contract_id = :id", {"id": contract.id})
    engine.insert_all("contract_head", [contract_head(contract) for contract in contracts])


def unkept_contract_heads(engine: Engine, third_party_ids: Sequence[str]) -> frozenset[str]:
    """The third parties of whose contracts something else is kept than they come to."""
    marks, params = _among(third_party_ids)
    rows = engine.query(
        f"SELECT h.* FROM contract_head h JOIN contract c ON c.id = h.contract_id WHERE c.third_party_id IN ({marks})",
        params,
    )
    kept = {row["contract_id"]: dict(row) for row in rows}
    contracts = Records(engine).select(Contract, f"third_party_id IN ({marks})", params)
    return frozenset(one.third_party_id for one in contracts if kept.get(one.id) != contract_head(one))


_TABLE: Final = "contract_gap"
_ALWAYS: Final = ""
"""Stands for no first day: text order puts it before every day."""
_CLAUSE, _COVER, _CONTRACT = "contract_clause", "contract_cover", "contract"
_AT_ONCE: Final = 500


class _Open(NamedTuple):
    """One gap of a contract: what it is, and its days."""

    rank: int
    is_unknown: bool
    clause: str | None
    from_on: str
    until_on: str | None


_COLUMNS: Final = "s.kind, s.severity, s.fix_record, s.fix_field, s.from_on, s.until_on"
_SPANS: Final = (
    f"SELECT s.fix_id AS contract_id, {_COLUMNS} FROM gap_span s WHERE s.known_until IS NULL "
    f"AND s.fix_record IN ('{_CONTRACT}', '{_CLAUSE}') AND s.fix_id IN ({{ids}}) "
    f"UNION ALL SELECT v.contract_id, {_COLUMNS} FROM contract_cover v CROSS JOIN gap_span s "
    f"WHERE v.contract_id IN ({{ids}}) AND v.removed_on IS NULL "
    f"AND s.known_until IS NULL AND s.fix_record = '{_COVER}' AND s.fix_id = v.id"
)
"""A cross join, which SQLite takes in the order of its tables: it would else begin with all gaps of all covers."""


def keep_contract_gaps(engine: Engine, third_party_id: str, changed: Iterable[Span], musts: Collection[str]) -> None:
    """Count again in the contracts of a third party, in those that cover it, and where gaps of it are mended."""
    covers = {span.fix_id for span in changed if span.fix_record == _COVER}
    named = {span.fix_id for span in changed if span.fix_record in {_CONTRACT, _CLAUSE} and span.fix_id}
    _keep(engine, sorted(named | contracts_about(engine, third_party_id, covers)), musts)


def contracts_about(engine: Engine, third_party_id: str, covers: Iterable[str] = ()) -> set[str]:
    """The contracts of a third party, those that cover it, and those of some covers."""
    marks, params = _among(sorted(covers))
    rows = engine.values(
        "SELECT id FROM contract WHERE third_party_id = :id "
        "UNION SELECT contract_id FROM contract_cover WHERE third_party_id = :id "
        f"UNION SELECT contract_id FROM contract_cover WHERE id IN ({marks})",  # with OR, all of them are read
        {"id": third_party_id, **params},
    )
    return {str(row[0]) for row in rows}


def make_up_contract_gaps(engine: Engine, musts: Collection[str]) -> None:
    """Count in all contracts of a database from before this was kept by each write."""
    _keep(engine, [str(row[0]) for row in engine.values("SELECT id FROM contract ORDER BY id")], musts)


def unkept_contract_gaps(engine: Engine, third_party_ids: Sequence[str], musts: Collection[str]) -> frozenset[str]:
    """The third parties of whose contracts something else is kept than the known gaps give."""
    marks, params = _among(third_party_ids)
    rows = engine.values(f"SELECT id, third_party_id FROM contract WHERE third_party_id IN ({marks})", params)
    party_of = {str(contract): str(party) for contract, party in rows}
    standing, wanted = _standing(engine, list(party_of)), _counted(engine, list(party_of), musts)
    return frozenset(party_of[one] for one in party_of if standing.get(one, []) != wanted.get(one, []))


def _keep(engine: Engine, ids: Sequence[str], musts: Collection[str]) -> None:
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        engine.ahead(lambda them, some=some: (_standing(them, some), _counted(them, some, musts)))  # type: ignore[misc]
        standing, wanted = _standing(engine, some), _counted(engine, some, musts)
        turned = [one for one in some if standing.get(one) != wanted.get(one)]
        for one in turned:
            engine.execute_later(f"DELETE FROM {_TABLE} WHERE contract_id = :id", {"id": one})
        engine.insert_all(_TABLE, [row for one in turned for row in wanted.get(one, ())])


def _standing(engine: Engine, ids: Sequence[str]) -> dict[str, list[Row]]:
    marks, params = _among(ids)
    rows = engine.query(
        f"SELECT contract_id, from_on, until_on, worst, musts, unknown, unread FROM {_TABLE} "
        f"WHERE contract_id IN ({marks}) ORDER BY contract_id, from_on",
        params,
    )
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[str(row["contract_id"])].append(dict(row))
    return dict(found)


def _counted(engine: Engine, ids: Sequence[str], musts: Collection[str]) -> dict[str, list[Row]]:
    marks, params = _among(ids)
    gaps: defaultdict[str, list[_Open]] = defaultdict(list)
    for contract, kind, severity, record, field, from_on, until_on in engine.values(_SPANS.format(ids=marks), params):
        gaps[str(contract)].append(
            _Open(
                Severity(str(severity)).rank,
                kind == GapKind.UNKNOWN.value,
                str(field) if record == _CLAUSE else None,
                _ALWAYS if from_on is None else str(from_on),
                None if until_on is None else str(until_on),
            )
        )
    return {contract: list(_stretches(contract, of, musts)) for contract, of in gaps.items()}


def _stretches(contract_id: str, gaps: Sequence[_Open], musts: Collection[str]) -> Iterator[Row]:
    """The days on which the same is counted; those without any gap are left out."""
    cuts = sorted({_ALWAYS, *(gap.from_on for gap in gaps), *(gap.until_on for gap in gaps if gap.until_on)})
    before: dict[str, Value] | None = None
    for begin, end in zip(cuts, [*cuts[1:], None], strict=True):
        counts = _counts([g for g in gaps if g.from_on <= begin and (g.until_on is None or g.until_on > begin)], musts)
        if before is not None and all(before[name] == count for name, count in counts.items()):
            before["until_on"] = end
            continue
        if before is not None and _is_any(before):
            yield before
        before = {"contract_id": contract_id, "from_on": begin, "until_on": end, **counts}
    if before is not None and _is_any(before):
        yield before


def _counts(gaps: Sequence[_Open], musts: Collection[str]) -> dict[str, Value]:
    known = [gap for gap in gaps if not gap.is_unknown]
    unknown = [gap for gap in gaps if gap.is_unknown]
    return {
        "worst": min((gap.rank for gap in known), default=None),
        "musts": len({gap.clause for gap in known if gap.clause is not None and gap.clause in musts}),
        "unknown": len(unknown),
        "unread": sum(gap.clause is not None for gap in unknown),
    }


def _is_any(row: Row) -> bool:
    return row["worst"] is not None or bool(row["unknown"])


def _among(ids: Sequence[str]) -> tuple[str, dict[str, str]]:
    params = {f"k{place}": one for place, one in enumerate(ids)}
    return ", ".join(f":{name}" for name in params), params


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
