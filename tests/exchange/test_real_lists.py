"""Lists that companies published, read as they are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sakimori.exchange.lists.row_reading import RowClass
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.parties.list import ListReading, propose_list, read_rows

pytestmark = pytest.mark.samples


def read(path: Path) -> ListReading:
    source = read_source(path.read_bytes(), path.name)
    proposal = propose_list(source)
    reading = read_rows(source, sheet=proposal.sheet, header_row=proposal.header.row, mapping=proposal.mapping)
    assert reading.seen == sum(map(reading.count, RowClass))
    return reading


def countries(reading: ListReading) -> Counter[str | None]:
    return Counter(row.country for row in reading.rows)


def test_a_table_of_sub_processors_gives_ten_and_one_that_is_worldwide(samples: Path) -> None:
    reading = read(samples / "zed" / "subprocessors.md")
    assert reading.seen == 11
    assert countries(reading) == {"US": 10}
    assert [(problem.row, problem.value, problem.code) for problem in reading.problems] == [
        (10, "Worldwide", "not_a_country")
    ]


def test_a_json_list_of_vendors_gives_each_of_them(samples: Path) -> None:
    reading = read(samples / "sovereignsky-site" / "vendors.json")
    assert len(reading.rows) == 32
    assert countries(reading)["NO"] > 0
    assert [problem for problem in reading.problems if problem.is_error] == []
    assert reading.rows[0].website is not None
    assert reading.rows[0].external_key == "microsoft"


@pytest.mark.parametrize(
    ("name", "in_us", "refused"),
    [("backpack-subprocessors", 8, []), ("basecamp-subprocessors", 10, ["the EU"]), ("company-processors", 14, [])],
)
def test_bullets_take_their_place_from_the_sentence_above(
    samples: Path, name: str, in_us: int, refused: list[str]
) -> None:
    reading = read(samples / "basecamp-policies" / f"{name}.md")
    assert countries(reading) == {"US": in_us}
    assert [problem.value for problem in reading.problems] == refused
    assert all(row.website and row.purpose_note for row in reading.rows)
