"""The command line: what it prints for people and programs, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.asking import AT, SALES, a_question, a_workspace_of
from kit.demos import DemoIn
from sakimori.cli.app import app
from sakimori.clock import today
from sakimori.errors import SakimoriError
from sakimori.services.clearance.slips import issue_slip
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.schema.steps import GUARDS

RUN = CliRunner()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Path:
    return demo_in(tmp_path_factory.mktemp("home"), today()).parent


@pytest.fixture(autouse=True)
def _at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMORI_HOME", str(home))
    monkeypatch.delenv("SAKIMORI_DB", raising=False)


def sakimori(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does, in a process of its own."""
    environment = {**os.environ, "SAKIMORI_HOME": str(home), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-c", "from sakimori.cli.app import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_gaps_are_printed_as_json_with_both_languages() -> None:
    done = RUN.invoke(app, ["gaps", "--json"])
    rows = json.loads(done.stdout)
    assert rows
    assert {"ja", "en"} == rows[0]["title"].keys()
    assert rows[0]["severity"] == "block"


def test_a_future_day_has_other_gaps_than_today() -> None:
    now = json.loads(RUN.invoke(app, ["gaps", "--json"]).stdout)
    later = (today() + timedelta(days=300)).isoformat()
    then = json.loads(RUN.invoke(app, ["gaps", "--on", later, "--json"]).stdout)
    assert {r["gap_id"] for r in now} != {r["gap_id"] for r in then}


def test_before_the_first_record_nothing_was_known() -> None:
    long_ago = (today() - timedelta(days=3_000)).isoformat()
    assert json.loads(RUN.invoke(app, ["gaps", "--on", long_ago, "--json"]).stdout) == []


def test_recompute_finds_no_difference_on_the_demo() -> None:
    done = RUN.invoke(app, ["recompute", "--check", "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["differences"] == []


def test_verify_finds_the_demo_intact_and_prints_its_head() -> None:
    done = RUN.invoke(app, ["verify", "--json"])
    report = json.loads(done.stdout)
    assert done.exit_code == 0
    assert len(report["head"]) == 64


def test_verify_judges_each_slip_again(tmp_path: Path) -> None:
    path = tmp_path / "slips.db"
    workspace = a_workspace_of(workspace=Workspace(path))
    slip = issue_slip(workspace, a_question(), actor=SALES, at=AT).record
    sound = RUN.invoke(app, ["verify", "--db", str(path), "--json"])
    assert (sound.exit_code, json.loads(sound.stdout)["slips"]["count"]) == (0, 1)
    assert " 1 slips, head " in RUN.invoke(app, ["verify", "--db", str(path)]).stdout
    with workspace.writing() as unit:
        for guard in GUARDS:
            unit.engine.execute(f"DROP TRIGGER IF EXISTS {guard}")
        unit.engine.execute("UPDATE slip SET case_body = replace(case_body, 'no_sign', 'known')")
    forged = RUN.invoke(app, ["verify", "--db", str(path), "--json"])
    assert (forged.exit_code, json.loads(forged.stdout)["slips"]["different"]) == (1, [slip.number])


def test_the_shipped_packs_lint_clean() -> None:
    assert RUN.invoke(app, ["questionnaire", "lint"]).exit_code == 0


def test_a_broken_pack_is_named_by_file_line_and_key(tmp_path: Path) -> None:
    broken = tmp_path / "mine@1.0.yaml"
    broken.write_text('format: "vendor-questionnaire/1"\nid: "mine"\nversoin: "1.0"\n', encoding="utf-8")
    done = RUN.invoke(app, ["questionnaire", "lint", str(broken)])
    assert done.exit_code == 1
    assert "mine@1.0.yaml:3" in done.stdout.replace("\n", "")


def test_a_pack_is_listed_and_shown() -> None:
    listed = json.loads(RUN.invoke(app, ["questionnaire", "list", "--json"]).stdout)
    shown = json.loads(RUN.invoke(app, ["questionnaire", "show", listed[0]["id"], "--json"]).stdout)
    assert len(shown["questions"]) == listed[0]["questions"]


def test_a_dry_run_names_the_problems_and_writes_nothing(home: Path, tmp_path: Path) -> None:
    csv = tmp_path / "list.csv"
    csv.write_text("取引先名,国\nしおかぜ設計株式会社,日本\nもみじ測量株式会社,どこか\n", encoding="cp932")
    before = json.loads(RUN.invoke(app, ["verify", "--json"]).stdout)["entries"]
    done = RUN.invoke(app, ["import", "third-parties", str(csv), "--dry-run", "--json"])
    report = json.loads(done.stdout)
    assert report["imported"] is False
    assert [p["row"] for p in report["problems"] if p["severity"] == "error"] == [3]
    assert json.loads(RUN.invoke(app, ["verify", "--json"]).stdout)["entries"] == before


def test_an_import_that_changes_nothing_says_that_nothing_was_imported(tmp_path: Path) -> None:
    csv, db = tmp_path / "list.csv", tmp_path / "own.db"
    csv.write_text("取引先名,国\nしおかぜ設計株式会社,日本\n", encoding="utf-8")
    Workspace(db)
    call = ["import", "third-parties", str(csv), "--db", str(db), "--json"]
    assert [json.loads(RUN.invoke(app, call).stdout)["imported"] for _ in range(2)] == [True, False]


def test_a_refusal_is_one_sentence_and_exit_code_1(tmp_path: Path) -> None:
    done = sakimori("gaps", home=tmp_path)
    assert done.returncode == 1
    assert "sakimori demo" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_call_is_exit_code_2(home: Path) -> None:
    assert sakimori("gaps", "--on", "yesterday", home=home).returncode == 2


@pytest.fixture
def wrong_files(tmp_path: Path) -> Path:
    """A folder with what somebody may name by mistake."""
    (tmp_path / "letter.db").write_text("拝啓" * 500, encoding="utf-8")
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "utf16.yaml").write_text("id: x", encoding="utf-16")
    (tmp_path / "bytes.csv").write_bytes(bytes(range(256)) * 20)
    return tmp_path


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("gaps --db nowhere.db", 1, "No database “nowhere.db” was found. Name one with --db"),
        ("verify --db letter.db", 1, "This file is no database of Sakimori."),
        ("recompute --check --db folder.db", 1, "The database cannot be read or written."),
        ("demo --db letter.db", 1, "This file is no database of Sakimori."),
        ("import third-parties nowhere.csv", 1, "“nowhere.csv” cannot be opened."),
        ("import third-parties folder.db", 1, "“folder.db” cannot be opened."),
        ("import third-parties bytes.csv", 1, "This file cannot be read."),
        ("import third-parties bytes.csv --as nobody", 1, "No user “nobody” was found."),
        ("questionnaire lint nowhere.yaml", 1, "“nowhere.yaml” cannot be opened."),
        ("questionnaire lint utf16.yaml", 1, "utf16.yaml:1: (file): This is not UTF-8 text."),
        ("questionnaire show nowhere", 1, "No pack “nowhere” was found."),
        ("gaps --on 2026-02-30", 2, "2026-02-30"),
        ("bench --third-parties none", 2, "--third-parties"),
        ("nonsense", 2, "nonsense"),
    ],
)
def test_a_wrong_call_is_answered_in_a_sentence(
    wrong_files: Path, monkeypatch: pytest.MonkeyPatch, command: str, code: int, said: str
) -> None:
    monkeypatch.chdir(wrong_files)
    monkeypatch.setenv("COLUMNS", "300")
    done = RUN.invoke(app, command.split())
    if isinstance(done.exception, SakimoriError):  # what `main` turns into a sentence and exit code 1
        assert (1, said in done.exception.message("en")) == (code, True)
    else:
        assert isinstance(done.exception, SystemExit)
        assert (done.exit_code, said in done.output) == (code, True)


@pytest.mark.parametrize(
    ("words", "told", "made"),
    [
        ("demo", "", ("demo", "ja")),
        ("demo --lang en", "", ("demo-en", "en")),
        ("demo", "en", ("demo-en", "en")),
        ("demo --lang ja", "en", ("demo", "ja")),
    ],
)
def test_a_demo_is_made_in_the_language_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, told: str, made: tuple[str, str]
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "sakimori.cli.making.make_demo", lambda path, *, language, **_: asked.append((path.stem, language))
    )
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    monkeypatch.setenv("SAKIMORI_DEMO_LANG", told)
    done = RUN.invoke(app, words.split())
    assert (done.exit_code, asked) == (0, [made])
    assert f"{made[0]}.db" in done.stdout


def test_a_demo_that_cannot_be_put_in_its_place_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = sakimori("demo", "--db", str(tmp_path / "file" / "demo.db"), home=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_days(day: str) -> None:
    assert RUN.invoke(app, ["gaps", "--on", day, "--json"]).exit_code == 0
