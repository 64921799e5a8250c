"""What `sakimori bench` prints of its figures, keeps as JSON and compares; the figures are made up here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sakimori.bench import Figure
from sakimori.bench.results import FORMAT
from sakimori.cli.app import app
from sakimori.errors import InvalidValueError, UnreadableFileError

RUN = CliRunner()
TWO = ("bench", "--third-parties", "40", "--third-parties", "10")


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, Any]]:
    """A bench on which each piece of work takes a millisecond a third party; it tells of what it was asked."""
    asked: list[tuple[int, Any]] = []

    def run_bench(third_parties: int, *, made: Path | None, **_: object) -> tuple[Figure, ...]:
        asked.append((third_parties, made))
        flat = Figure("flat", 3.0, None, 30)
        return (Figure("grows", float(third_parties), 1.0, None, "as it does"), flat)

    monkeypatch.setattr("sakimori.bench.run_bench", run_bench)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("LC_ALL", "C")
    return asked


def printed(*command: str) -> Any:
    done = RUN.invoke(app, [*command, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def rows(text: str) -> list[list[str]]:
    """The cells of all tables that were printed."""
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if line.startswith("│")]


def test_several_sizes_are_measured_the_smallest_first_and_their_growth_is_printed() -> None:
    done = RUN.invoke(app, TWO)
    assert done.exit_code == 0
    assert done.stdout.index("10 third parties, sqlite") < done.stdout.index("40 third parties, sqlite")
    growth = rows(done.stdout.partition("growth")[2])
    assert growth == [["grows", "10.0", "40.0", "4.00"], ["flat", "3.0", "3.0", "1.00"]]


def test_one_size_has_no_growth(measured: list[tuple[int, Any]]) -> None:
    assert "growth" not in RUN.invoke(app, ["bench"]).stdout
    assert measured == [(500, None)]


def test_a_database_made_before_is_named_for_each_size_or_for_none(measured: list[tuple[int, Any]]) -> None:
    assert RUN.invoke(app, [*TWO, "--made", "a.db", "--made", "b.db"]).exit_code == 0
    assert measured == [(10, Path("a.db")), (40, Path("b.db"))]
    refused = RUN.invoke(app, [*TWO, "--made", "a.db"]).exception
    assert isinstance(refused, InvalidValueError)
    assert "smallest first" in refused.message("en")
    assert "小さい順" in refused.message("ja")


def test_what_is_kept_as_json_is_compared_figure_by_figure_at_the_same_size(tmp_path: Path) -> None:
    kept = printed("bench", "--third-parties", "10")
    kept["runs"][0]["figures"][0]["milliseconds"] = 4.0
    kept["runs"][0]["figures"][1]["name"] = "something else"
    before = tmp_path / "before.json"
    before.write_text(json.dumps(kept), encoding="utf-8")

    done = RUN.invoke(app, [*TWO, "--against", str(before)])
    assert done.exit_code == 0
    assert "quiet machine" in done.stderr
    small, large = (rows(part) for part in done.stdout.partition("growth")[0].split("40 third parties"))
    assert small[0] == ["grows", "10.0", "4.0", "2.50", "1.0", "", "as it does"]
    assert small[1][:4] == ["flat", "3.0", "", ""]
    assert [row[2:4] for row in large] == [["", ""], ["", ""]]

    again = printed(*TWO, "--against", str(before))
    assert [figure["before"] for figure in again["runs"][0]["figures"]] == [4.0, None]


def test_what_was_compared_can_be_compared_with_again(tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    for _ in range(2):
        kept = printed("bench", "--third-parties", "10", *(["--against", str(before)] if before.exists() else []))
        before.write_text(json.dumps(kept), encoding="utf-8")
    assert kept["format"] == FORMAT
    assert [figure["before"] for figure in kept["runs"][0]["figures"]] == [10.0, 3.0]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "grows 4.0",
        '[{"name": "grows", "milliseconds": 4.0, "floor": null, "target": null, "note": ""}]',
        '{"format": "sakimori-bench-0", "engine": "sqlite", "runs": []}',
        '{"format": "sakimori-bench-1", "engine": "sqlite", "runs": [{"third_parties": 10, "figures": [{}]}]}',
        '{"format": "sakimori-bench-1", "engine": "sqlite", "runs": [{"third_parties": 10, "figures": '
        '[{"name": "grows", "milliseconds": NaN, "floor": null, "target": null}]}]}',
    ],
)
def test_a_file_without_results_of_this_version_is_refused_before_anything_is_measured(
    tmp_path: Path, measured: list[tuple[int, Any]], text: str | None
) -> None:
    before = tmp_path / "before.json"
    if text is not None:
        before.write_text(text, encoding="utf-8")
    refused = RUN.invoke(app, ["bench", "--third-parties", "10", "--against", str(before)]).exception
    assert isinstance(refused, UnreadableFileError)
    assert "Measure again" in refused.message("en")
    assert "計測し直して" in refused.message("ja")
    assert measured == []


def test_results_of_other_sizes_alone_are_refused_with_the_sizes_that_they_have(tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    before.write_text(json.dumps(printed("bench", "--third-parties", "5000")), encoding="utf-8")
    refused = RUN.invoke(app, [*TWO, "--against", str(before)]).exception
    assert isinstance(refused, UnreadableFileError)
    assert "third parties in it: 5,000" in refused.message("en")
    assert "取引先数：5,000" in refused.message("ja")
