"""`sakimori incident clock`: it answers without a database, in both languages, and for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from sakimori.cli.app import app
from sakimori.errors import InvalidValueError


def answer(*words: str) -> str:
    result = CliRunner().invoke(app, ["incident", "clock", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path / "nowhere"))


def test_a_leak_of_which_only_the_day_is_known_is_treated_as_one_to_be_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    said = answer("--known", "2026-11-24")
    assert "対象とみて進めてください" in said
    assert "確報  2026-12-23まで  不正の目的なら 2027-01-22まで" in said
    assert "速報  目安 2026-11-26  2026-11-28まで" in said
    assert "確かめること：本人の数（最大）" in said


def test_an_intrusion_is_due_after_sixty_days_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    said = answer("--known", "2026-11-02", "--improper-purpose", "--persons", "3")
    assert "To be reported." in said
    assert "BR3  an act that may have had an improper purpose" in said
    assert "final report  by 2027-01-04  2026-12-31 is closed" in said


def test_what_is_not_reported_names_the_exemption_and_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    alone = answer("--known", "2026-11-02", "--persons", "5000", "--protected", "--happened", "leak")
    assert "To be reported." in alone
    said = answer(
        "--known", "2026-11-02", "--persons", "5000", "--protected", "--happened", "leak", "--judged", "protected"
    )
    assert "Not to be reported" in said
    assert "high-level encryption" in said
    assert "report  by" not in said


def test_programs_get_facts_cases_and_days() -> None:
    got = json.loads(answer("--known", "2026-11-24", "--category", "PI_SPECIAL", "--no-improper-purpose", "--json"))
    assert got["reportable"]["holds"] is True
    assert [case["case"] for case in got["reportable"]["cases"] if case["holds"]] == ["BR1"]
    assert [(clock["report"], clock["due_on"]) for clock in got["clocks"]] == [
        ("preliminary", "2026-11-28"), ("final", "2026-12-23"), ("persons", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [("--told", "2026-11-25"), ("--controller", "--told", "2026-11-25"), ("--processor", "--told", "2026-11-23")],
)
def test_a_notice_to_the_entruster_that_cannot_be_is_refused(more: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, ["incident", "clock", "--known", "2026-11-24", *more])
    assert isinstance(result.exception, InvalidValueError)
    assert "--told" in result.exception.message("en")


def test_a_day_that_is_none_is_refused() -> None:
    assert CliRunner().invoke(app, ["incident", "clock", "--known", "2026-02-30"]).exit_code == 2
