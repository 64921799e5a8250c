"""`sakimori country draft`: a text for a consent where everything was read, else what lacks and exit code 1."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.builders import AT, an_actor
from sakimori.cli.app import app
from sakimori.domain.records.country import Certainty, CountryFact, CountryProfile, Point
from sakimori.errors import NotFoundError
from sakimori.services.countries.profiles import adopt_profiles, save_profile
from sakimori.services.kernel.workspace import Workspace

RUN = CliRunner()
READ = date(2026, 11, 20)


@pytest.fixture
def db(tmp_path: Path) -> str:
    """A workspace with all that must be known of Zimbabwe, and of the United States what comes along."""
    workspace = Workspace(tmp_path / "own.db")
    facts = tuple(CountryFact(point, Certainty.SECONDARY, "事実", "fact", "手引", read_on=READ) for point in Point)
    whole = CountryProfile(
        "ZW", READ, has_general_law=True, eu_adequacy=False, cbpr_economy=False, missing_oecd="なし",
        government_access=False, localisation=False, facts=facts, source="手引",
    )  # fmt: skip
    save_profile(workspace, whole, actor=an_actor(), at=AT)
    adopt_profiles(workspace, ["US"], language="ja", actor=an_actor(), at=AT)
    return str(tmp_path / "own.db")


def test_a_complete_profile_prints_the_text_in_either_language(db: str) -> None:
    asked = ["country", "draft", "zw", "--private", "--all-measures", "--on", "2026-11-28", "--db", db]
    assert "ジンバブエ" in RUN.invoke(app, asked).stdout
    done = RUN.invoke(app, [*asked, "--language", "en", "--lacking", "openness"])
    assert done.exit_code == 0
    assert "takes no measures for: openness" in done.stdout


def test_an_incomplete_one_names_each_field_and_ends_with_one(db: str) -> None:
    done = RUN.invoke(app, ["country", "draft", "US", "--on", "2026-11-28", "--json", "--db", db])
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert not found["text"]
    assert [lack["field"] for lack in found["lacks"]] == [
        "missing_oecd",
        "government_access",
        "localisation",
        "is_public_body",
        "lacking",
    ]


def test_of_a_designated_country_nothing_need_be_told(db: str) -> None:
    done = RUN.invoke(app, ["country", "draft", "DE", "--db", db])
    assert done.exit_code == 0
    assert "designated" in done.stdout or "指定国" in done.stdout


def test_what_is_no_foreign_country_is_refused(db: str) -> None:
    done = RUN.invoke(app, ["country", "draft", "JP", "--db", db])
    assert isinstance(done.exception, NotFoundError)
