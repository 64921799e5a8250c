"""A connection for the reads of a list: its tables say what is known now, or what was known on a past day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Final

from sakimori.domain.gap import Gap
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.names import fold
from sakimori.services.kernel.lean_records import heads_then
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.contract_heads import contract_head
from sakimori.store.engine import Engine, Row
from sakimori.store.party_heads import head_row
from sakimori.store.reads.as_of import known_then
from sakimori.store.reads.gap_filter import OWNED_SUBJECTS
from sakimori.store.reads.parties import tallies_then
from sakimori.store.reads.statements import Where
from sakimori.store.records import RECORD_TYPES, to_row

Then = Callable[[Unit, AsOf], Sequence[Row]]
"""The rows of a table as they stood on a past day."""


@contextmanager
def reading(
    workspace: Workspace, as_of: AsOf, tables: Sequence[str], kept: Sequence[tuple[str, Then]] = ()
) -> Iterator[Engine]:
    """Read what is known now, or, of a past day, what was known then of the tables that a list reads.

    `kept` are tables of its own that hold what records come to.
    """
    with workspace.unit() as unit:
        if not as_of.is_past:
            yield unit.engine
            return
        head = unit.trail.head()
        makers = {table: _KEPT.get(table) for table in tables} | dict(kept)
        with known_then(unit.engine, {one: _then(workspace, head, as_of, one, make) for one, make in makers.items()}):
            yield unit.engine


@lru_cache(maxsize=16)
def _then(workspace: Workspace, _head: tuple[int, str], as_of: AsOf, table: str, make: Then | None) -> Sequence[Row]:
    """The rows of a table that holds only the present, as they stood then: rebuilt from the trail, once a version."""
    with workspace.unit() as unit:
        if make is not None:
            return make(unit, as_of)
        records = unit.trail.records_at(RECORD_TYPES[table], as_of.number)
        return [{name: row[name] for name in _ASKED.get(table, row)} for row in map(to_row, records)]


_ASKED: Final = {
    "third_party": ("id", "legal_name", "roles", "lifecycle", "country", "owner_id", "merged_into", "archived_on"),
    "data_flow": ("id", "third_party_id", "name", "categories", "route", "purpose_id"),
}
"""Of tables with long rows, what reads ask of them."""


def _gaps_then(unit: Unit, as_of: AsOf) -> list[Row]:
    """Gaps about which somebody had decided, and those of which a record may name the owner: no entry tells of them."""
    where = Where()
    where.one_of("subject_kind", OWNED_SUBJECTS)
    named = unit.records.select(Gap, str(where), where.params)
    found = {gap.id: replace(gap, owner_id=None, plan="", plan_due_on=None, version=1) for gap in named}
    decided: list[Gap] = unit.trail.records_at(Gap, as_of.number)
    return [to_row(gap) for gap in (found | {gap.id: gap for gap in decided}).values()]


_KEPT: Final[dict[str, Then]] = {
    "gap": _gaps_then,
    "party_head": lambda unit, as_of: [head_row(*head) for head in heads_then(unit, as_of.number).items()],
    "contract_head": lambda unit, as_of: [contract_head(one) for one in unit.trail.records_at(Contract, as_of.number)],
    "search_key": lambda unit, as_of: [
        {"third_party_id": party.id, "kind": "name", "key": fold(party.legal_name)}
        for party in unit.trail.records_at(ThirdParty, as_of.number)
    ],
    "flow_key": lambda unit, as_of: [
        {"flow_id": flow.id, "key": fold(flow.name)} for flow in unit.trail.records_at(DataFlow, as_of.number)
    ],
    "gap_tally": lambda unit, as_of: tallies_then(unit.engine, as_of),
}
"""What is kept beside records; of the words of a search the names."""
