"""What the list of recipients asks: the flows that may run on a day, as many as a page shows, and those held back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.names import fold, match_key
from sakimori.store.engine import Engine, Row
from sakimori.store.outcomes import ARE_GOOD
from sakimori.store.reads.as_of import known
from sakimori.store.reads.gap_rows import as_day, as_int
from sakimori.store.reads.statements import Where, holds, ordered
from sakimori.store.spans import TRUE_ON

FLOW: Final = "flow"
_SOON: Final = timedelta(days=30)
# Which flows may run is told by an index alone; only those are joined with what they are.
_IS_GOOD: Final = f"o.outcome IN {ARE_GOOD}"
_ANSWERS: Final = (
    f"outcome_span o LEFT JOIN own_answer r ON {_IS_GOOD} AND r.flow_id = o.subject_id AND r.reader_id = :reader "
    "AND (r.begins_on IS NULL OR r.begins_on <= :day) AND (r.ends_on IS NULL OR r.ends_on > :day)"
)
_FLOWS: Final = f"{_ANSWERS} JOIN data_flow f ON f.id = o.subject_id"
_NAMED: Final = f"{_FLOWS} JOIN third_party p ON p.id = f.third_party_id"
_OUTCOME: Final = "COALESCE(r.outcome, o.outcome)"
_UNTIL: Final = "CASE WHEN r.flow_id IS NULL THEN o.until_on ELSE r.ends_on END"
_SAID: Final = "COALESCE(r.reasons, o.reasons)"
_GOOD: Final = f"{_IS_GOOD} AND {_OUTCOME} IN {ARE_GOOD}"
_IS_ENDING: Final = f"{_UNTIL} <= :ending"
_BY_PARTY: Final = "p.legal_name, f.name, f.id"
_ORDERS: Final = {
    "outcome": _OUTCOME,
    "purpose": "(SELECT u.name FROM purpose u WHERE u.id = f.purpose_id)",
    "route": "f.route",
    "valid": _UNTIL,
    "flow": "f.name",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientFilter:
    """What is asked for: words of recipient or flow, some answers, what ends soon, flows that carry all of some data.

    `order` names a column, with a minus from its end; without one they stand by recipient.
    """

    text: str = ""
    outcomes: frozenset[Outcome] = frozenset()
    is_ending: bool = False
    categories: frozenset[DataCategory] = frozenset()
    order: str = ""


class RecipientRow(NamedTuple):
    """A flow with its answer on a day; `until_on` is the day on which that changes, `reasons` are its JSON."""

    flow_id: str
    name: str
    third_party_id: str
    party: str
    outcome: Outcome
    categories: frozenset[DataCategory] | None
    purpose: str | None
    route: LegalRoute
    until_on: date | None
    reasons: str


class RecipientCounts(NamedTuple):
    """How many flows a filter leaves, to how many recipients; and of those that a text finds, by answer and end."""

    flows: int
    recipients: int
    by_outcome: dict[Outcome, int]
    ending: int


def _of_day(as_of: AsOf, reader: str, text: str) -> Where:
    where = Where(
        f"o.subject_kind = '{FLOW}'", known(as_of), TRUE_ON,
        number=as_of.number, day=as_of.on.isoformat(), reader=reader,
        ending=(as_of.on + _SOON + timedelta(days=1)).isoformat(),
    )  # fmt: skip
    keys = [key for key in dict.fromkeys((fold(text), match_key(text))) if key]
    if keys:
        party, whole = [holds("s.key", key) for key in keys], holds("k.key", keys[0])
        where.that(
            "EXISTS (SELECT 1 FROM search_key s WHERE s.third_party_id = o.third_party_id AND s.kind = 'name' "
            f"AND ({' OR '.join(condition for condition, _ in party)})) "
            f"OR EXISTS (SELECT 1 FROM flow_key k WHERE k.flow_id = o.subject_id AND {whole[0]})",
            *(value for _, value in party), whole[1],
        )  # fmt: skip
    return where


def _narrowed(where: Where, wanted: RecipientFilter) -> None:
    where.that(_GOOD)
    where.one_of(_OUTCOME, (outcome.value for outcome in wanted.outcomes))
    if wanted.is_ending:
        where.that(_IS_ENDING)
    for category in sorted(wanted.categories):
        where.that("f.categories LIKE ? ESCAPE '!'", f'%"{category.value}"%')


def counts(engine: Engine, as_of: AsOf, reader: str, wanted: RecipientFilter) -> RecipientCounts:
    """How many flows a filter leaves, and what each part of it would leave."""
    where, shown = _of_day(as_of, reader, wanted.text), Where()
    where.that(_GOOD)
    shown.params = where.params
    _narrowed(shown, wanted)
    row = engine.query(
        f"SELECT SUM(CASE WHEN {_OUTCOME} = '{Outcome.ALLOWED.value}' THEN 1 ELSE 0 END) AS allowed, COUNT(*) AS n, "
        f"SUM(CASE WHEN {_IS_ENDING} THEN 1 ELSE 0 END) AS ending, SUM(CASE WHEN {shown} THEN 1 ELSE 0 END) AS flows, "
        f"COUNT(DISTINCT CASE WHEN {shown} THEN o.third_party_id END) AS recipients "
        f"FROM {_FLOWS if wanted.categories else _ANSWERS} WHERE {where}",
        where.params,
    )[0]
    allowed = as_int(row["allowed"])
    by_outcome = {Outcome.ALLOWED: allowed, Outcome.CONDITIONAL: as_int(row["n"]) - allowed}
    return RecipientCounts(as_int(row["flows"]), as_int(row["recipients"]), by_outcome, as_int(row["ending"]))


def page_of(
    engine: Engine, as_of: AsOf, reader: str, wanted: RecipientFilter, *, first: int, limit: int
) -> list[RecipientRow]:
    """Some of the flows that may run and that a filter leaves, in its order."""
    where = _of_day(as_of, reader, wanted.text)
    _narrowed(where, wanted)
    return _rows(engine, where, ordered(wanted.order, _ORDERS, _BY_PARTY), first=first, limit=limit)


def held_back(engine: Engine, as_of: AsOf, reader: str, text: str, *, limit: int) -> list[RecipientRow]:
    """The first of the flows that a text finds and that may not run."""
    where = _of_day(as_of, reader, text)
    where.that(f"NOT ({_GOOD})")
    return _rows(engine, where, _BY_PARTY, first=0, limit=limit)


def _rows(engine: Engine, where: Where, order: str, *, first: int, limit: int) -> list[RecipientRow]:
    found = engine.query(
        "SELECT f.id, f.name, f.third_party_id, p.legal_name, f.categories, f.route, u.name AS purpose, "
        f"{_OUTCOME} AS outcome_then, {_UNTIL} AS changes_on, {_SAID} AS reasons_then FROM {_NAMED} "
        f"LEFT JOIN purpose u ON u.id = f.purpose_id WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :first",
        {**where.params, "limit": limit, "first": first},
    )
    return [_row(row) for row in found]


def _row(row: Row) -> RecipientRow:
    return RecipientRow(
        flow_id=str(row["id"]),
        name=str(row["name"]),
        third_party_id=str(row["third_party_id"]),
        party=str(row["legal_name"]),
        outcome=Outcome(str(row["outcome_then"])),
        categories=None if row["categories"] is None else _categories(str(row["categories"])),
        purpose=None if row["purpose"] is None else str(row["purpose"]),
        route=LegalRoute(str(row["route"])),
        until_on=as_day(row["changes_on"]),
        reasons=str(row["reasons_then"]),
    )


def _categories(text: str) -> frozenset[DataCategory]:
    return frozenset(DataCategory(code) for code in json.loads(text))


def categories(engine: Engine, as_of: AsOf, reader: str) -> frozenset[DataCategory]:
    """The kinds of data of all flows that may run."""
    where = _of_day(as_of, reader, "")
    where.that(_GOOD)
    rows = engine.query(f"SELECT DISTINCT f.categories FROM {_FLOWS} WHERE {where}", where.params)
    return frozenset(
        one for row in rows if row["categories"] is not None for one in _categories(str(row["categories"]))
    )


def any_is_held(engine: Engine, as_of: AsOf, reader: str) -> bool:
    """Whether any flow that hands data over has an answer."""
    where = _of_day(as_of, reader, "")
    return bool(engine.query(f"SELECT 1 FROM {_ANSWERS} WHERE {where} LIMIT 1", where.params))


def reasons_of(engine: Engine, as_of: AsOf, reader: str, flow_id: str) -> tuple[Outcome, str] | None:
    """The answer to one flow with the JSON of its reasons; None where there is none."""
    where = _of_day(as_of, reader, "")
    where.that("o.subject_id = ?", flow_id)
    rows = _rows(engine, where, _BY_PARTY, first=0, limit=1)
    return (rows[0].outcome, rows[0].reasons) if rows else None
