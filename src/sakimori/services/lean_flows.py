"""Flows with only the columns that lists of our own registers need."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Final

from sakimori.domain.codes import DataCategory
from sakimori.domain.data_flow import DataFlow, Direction, LegalRoute
from sakimori.services.past import all_records
from sakimori.services.unit import Unit
from sakimori.store.engine import Row

_COLUMNS: Final = (
    "id, third_party_id, name, direction, route, purpose_id, data_set_id, categories, storage_countries, "
    "processing_countries, start_on, end_on, consent_text_id, joint_use_id, filing_id"
)


def lean_flows(unit: Unit, *, number: int) -> list[DataFlow]:
    """Every flow as known after an entry; of the present ones, only what says what they rest on and where they go."""
    if number < unit.number():
        return all_records(unit, DataFlow, number=number)
    return [_flow(row) for row in unit.query(f"SELECT {_COLUMNS} FROM data_flow")]


def runs_on(flow: DataFlow, on: date) -> bool:
    """Whether a flow runs on a day; without a first day it runs already."""
    return (flow.start_on is None or flow.start_on <= on) and (flow.end_on is None or on <= flow.end_on)


def _flow(row: Row) -> DataFlow:
    return DataFlow(
        id=str(row["id"]),
        third_party_id=str(row["third_party_id"]),
        name=str(row["name"]),
        direction=None if row["direction"] is None else Direction(str(row["direction"])),
        route=LegalRoute(str(row["route"])),
        purpose_id=_text(row, "purpose_id"),
        data_set_id=_text(row, "data_set_id"),
        categories=None if row["categories"] is None else _categories(str(row["categories"])),
        storage_countries=None if row["storage_countries"] is None else _codes(str(row["storage_countries"])),
        processing_countries=None if row["processing_countries"] is None else _codes(str(row["processing_countries"])),
        start_on=_day(row, "start_on"),
        end_on=_day(row, "end_on"),
        consent_text_id=_text(row, "consent_text_id"),
        joint_use_id=_text(row, "joint_use_id"),
        filing_id=_text(row, "filing_id"),
    )


@lru_cache(maxsize=4096)
def _categories(text: str) -> frozenset[DataCategory]:
    return frozenset(DataCategory(code) for code in json.loads(text))


@lru_cache(maxsize=4096)
def _codes(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


def _text(row: Row, column: str) -> str | None:
    value = row[column]
    return None if value is None else str(value)


def _day(row: Row, column: str) -> date | None:
    value = row[column]
    return None if value is None else date.fromisoformat(str(value))
