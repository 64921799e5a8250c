"""Records to rows and back: every type, every field, nothing lost and nothing invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.examples import examples
from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.days import JST
from sakimori.store.records import TABLES, columns, from_row, instant, parse_instant, to_row

st.register_type_strategy(date, st.dates(date(1990, 1, 1), date(2200, 1, 1)))
st.register_type_strategy(
    datetime,
    st.integers(0, 4_000_000_000).map(lambda seconds: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
)


@pytest.mark.parametrize("kind", list(TABLES), ids=list(TABLES.values()))
@settings(max_examples=examples(100))
@given(st.data())
def test_a_record_comes_back_as_it_went_in(kind: type[Any], data: st.DataObject) -> None:
    record = data.draw(st.from_type(kind))
    row = to_row(record)
    assert all(value is None or isinstance(value, (str, int, float, bytes)) for value in row.values())
    assert from_row(kind, row) == record


@pytest.mark.parametrize("kind", list(TABLES), ids=list(TABLES.values()))
def test_two_fields_never_share_a_column(kind: type[Any]) -> None:
    names = [column.name for column in columns(kind)]
    assert len(names) == len(set(names))


def test_unknown_and_none_of_them_stay_apart() -> None:
    unknown = ThirdParty("tp1", "x", data_categories=None)
    asked = ThirdParty("tp1", "x", data_categories=frozenset())
    assert to_row(unknown)["data_categories"] is None
    assert from_row(ThirdParty, to_row(asked)).data_categories == frozenset()


def test_no_is_not_unknown() -> None:
    row = to_row(ThirdParty("tp1", "x", special_care=False))
    assert row["special_care"] == 0
    assert from_row(ThirdParty, row).special_care is False
    assert from_row(ThirdParty, row | {"special_care": None}).special_care is None


def test_a_set_has_one_text_whatever_its_order() -> None:
    categories = frozenset({DataCategory.PI_HR, DataCategory.MYNUMBER, DataCategory.STAT})
    rows = {str(to_row(ThirdParty("a", "x", frozenset(Role), data_categories=categories))) for _ in range(3)}
    assert len(rows) == 1


def test_instants_sort_as_text_whatever_zone_they_came_from() -> None:
    early = datetime(2026, 11, 25, 8, 59, tzinfo=JST)
    late = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    assert instant(early) < instant(late)
    assert parse_instant(instant(early)) == early
