"""`sakimori import sub-processors FILE --of NAME`: the list that a third party publishes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kit.builders import AT, a_third_party, an_actor
from sakimori.cli.app import app
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

RUN = CliRunner()
NAME = "株式会社つむぎコールセンター"
MARKDOWN = """# Subprocessors

These subprocessors are all located in the United States:

* [Alpha Cloud](https://alpha.example). Hosting.
* [Beta Mail](https://beta.example). E-mail.
"""
TABLE = """| Subprocessor | Purpose | Location |
| --- | --- | --- |
| Alpha Cloud | Hosting | United States |
| Beta Mail | E-mail | US |
"""
CSV = "Name,Purpose,Country\nAlpha Cloud,Hosting,US\nBeta Mail,E-mail,United States\n"
HTML = """<html><body><nav><ul><li><a href="/">Home</a></li><li><a href="/p">Pricing</a></li></ul></nav><main>
<h1>Subprocessors</h1><p>These subprocessors are located in the United States:</p>
<ul><li><a href="https://alpha.example">Alpha Cloud</a>. Hosting.</li><li><strong>Beta Mail</strong> – E-mail</li></ul>
</main><footer><ul><li>Imprint</li></ul></footer></body></html>"""


@pytest.fixture
def register_of(tmp_path: Path) -> Path:
    path = tmp_path / "own.db"
    register(Workspace(path), a_third_party(legal_name=NAME), actor=an_actor(), at=AT)
    return path


def run(path: Path, content: str, name: str, *options: str) -> tuple[int, Any]:
    file = path.parent / name
    file.write_text(content, encoding="utf-8")
    done = RUN.invoke(app, ["import", "sub-processors", str(file), "--db", str(path), "--json", *options])
    return done.exit_code, json.loads(done.stdout)


def links(path: Path) -> dict[str, tuple[str, str | None, str]]:
    with Workspace(path).unit() as unit:
        return {link.name: (link.task, link.country, link.source) for link in unit.records.select(SubProcessorLink)}


@pytest.mark.parametrize(
    ("content", "name"),
    [(MARKDOWN, "a.md"), (TABLE, "b.md"), (CSV, "c.csv"), (HTML, "d.html")],
    ids=["bullets", "table", "csv", "html"],
)
def test_a_page_in_each_form_goes_to_the_third_party_that_is_named(register_of: Path, content: str, name: str) -> None:
    code, said = run(register_of, content, name, "--of", "つむぎコールセンター")
    assert (code, said["counts"]["new"], said["imported"]) == (0, 2, True)
    assert links(register_of) == {"Alpha Cloud": ("Hosting", "US", name), "Beta Mail": ("E-mail", "US", name)}


def test_a_dry_run_writes_nothing_and_says_what_would_go_in(register_of: Path) -> None:
    code, said = run(register_of, CSV, "c.csv", "--of", NAME, "--dry-run")
    assert (code, said["counts"]["new"], said["imported"]) == (0, 2, False)
    assert links(register_of) == {}


def test_the_same_list_again_changes_nothing_and_what_is_gone_is_left_to_a_person(register_of: Path) -> None:
    run(register_of, CSV, "c.csv", "--of", NAME, "--source", "https://example.com/list")
    before = links(register_of)
    assert {source for *_, source in before.values()} == {"https://example.com/list"}
    code, said = run(register_of, CSV, "c.csv", "--of", NAME, "--source", "https://example.com/list")
    assert (code, said["counts"]["new"], links(register_of)) == (0, 0, before)
    code, said = run(register_of, CSV.replace("Beta Mail,E-mail,United States\n", ""), "c.csv", "--of", NAME)
    assert code == 1
    assert [(p["code"], p["value"]) for p in said["problems"]] == [("needs_decision", "Beta Mail")]
    assert set(links(register_of)) == {"Alpha Cloud", "Beta Mail"}


def test_nobody_of_that_name_is_a_refusal(register_of: Path) -> None:
    file = register_of.parent / "c.csv"
    file.write_text(CSV, encoding="utf-8")
    done = RUN.invoke(app, ["import", "sub-processors", str(file), "--db", str(register_of), "--of", "無い会社"])
    assert done.exit_code == 1
    assert links(register_of) == {}


SAMPLES = os.environ.get("SAKIMORI_SAMPLES", "")


@pytest.mark.skipif(not SAMPLES, reason="SAKIMORI_SAMPLES names no folder")
@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("basecamp-policies/basecamp-subprocessors.md", 11),
        ("basecamp-policies/backpack-subprocessors.md", 8),
        ("zed/subprocessors.md", 11),
    ],
)
def test_real_pages_go_in_whole(register_of: Path, file: str, count: int) -> None:
    page = Path(SAMPLES) / file
    code, said = run(register_of, page.read_text(encoding="utf-8"), page.name, "--of", NAME)
    assert (code, said["counts"]["new"]) == (0, count)
    assert len(links(register_of)) == count
