"""The risk value at 5,000 third parties: it still tells them apart, and the list is ordered by it without judging."""

from __future__ import annotations

from pathlib import Path

from kit.demos import grave_values, most_shared
from sakimori.bench.synthetic import TODAY, make_synthetic

SIZE = 5_000


def test_no_value_is_shared_by_more_than_a_tenth_of_those_with_a_grave_gap(tmp_path: Path) -> None:
    workspace = make_synthetic(tmp_path / "made_up.db", SIZE, progress=lambda _: None)
    values = grave_values(workspace, TODAY)
    assert len(values) > SIZE / 2
    assert most_shared(values) <= 0.1
