"""An assessment on its way to other programs, from the records and from the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.assessing import PACKS, a_decided, a_draft, a_party, an_assessing_workspace, fill, no, unknown
from kit.builders import AT
from kit.homes import lies_at
from sakimori.cli.app import app
from sakimori.errors import NotFoundError
from sakimori.services.assessments.files import assessment_results
from sakimori.services.assessments.sheet import load_sheet
from sakimori.services.kernel.workspace import Workspace


def test_what_an_assessment_found_is_told_as_its_gaps_are() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, q_1=no(), q_2=unknown())
    content = json.loads(assessment_results(workspace, decided.id, AT))["assessment-results"]
    (result,) = content["results"]
    with workspace.unit() as unit:
        sheet = load_sheet(unit, decided.id)
    gaps = {q.id for q in sheet.assessed.shown if sheet.finding(q) is not None}
    assert "Q-1" in gaps
    titles = {one["uuid"]: one["title"] for one in result["observations"]}
    found = {
        titles[one["related-observations"][0]["observation-uuid"]]: one["target"]["status"]["state"]
        for one in result["findings"]
    }
    assert {number for number, state in found.items() if state == "not-satisfied"} == gaps
    assert found.get("Q-2") != "satisfied"
    assert "satisfied" in found.values()
    assert party.legal_name in content["metadata"]["title"]
    assert result["start"].endswith("+09:00")
    assert "end" in result


def test_an_assessment_that_still_runs_has_no_end() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft)
    (result,) = json.loads(assessment_results(workspace, draft, AT, language="en"))["assessment-results"]["results"]
    assert "end" not in result
    with pytest.raises(NotFoundError):
        assessment_results(workspace, "none", AT)


def test_the_terminal_writes_the_file(tmp_path: Path) -> None:
    path, out = tmp_path / "own.db", tmp_path / "results.json"
    workspace = Workspace(path, pack_folder=PACKS)
    decided = a_decided(workspace, a_party(workspace))
    done = CliRunner().invoke(
        app, ["questionnaire", "results", decided.id, "--out", str(out), "--db", str(lies_at(path)), "--language", "en"]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(out.read_text(encoding="utf-8"))["assessment-results"]["results"]
