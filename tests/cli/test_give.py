"""`sakimori questionnaire give`: a pack as a file, and back through `read`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.packs_out import PACKS, opened
from sakimori.cli.app import app
from sakimori.errors import InvalidValueError, NotFoundError, StateError, UnreadableFileError
from sakimori.exchange.packs.folder import SHELF, shelf_pack, shelf_versions
from sakimori.exchange.questionnaires.ours.pack_out import Form
from sakimori.services.assessments.packs.shelf import pack_named

RUN = CliRunner()


def given(*arguments: str, language: str = "ja_JP.UTF-8") -> BaseException | None:
    done = RUN.invoke(app, ["questionnaire", "give", *arguments], env={"LC_ALL": language})
    assert (done.exit_code == 0) == (done.exception is None)
    return done.exception


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.HTML])
def test_what_is_given_is_read_back(form: Form, tmp_path: Path) -> None:
    file = tmp_path / ("pack.json" if form is Form.OSCAL else f"pack.{form}")
    assert given("jp-recipient", "--as", form, "--out", str(file), "--group", "light") is None
    done = RUN.invoke(app, ["questionnaire", "read", str(file), "--json"])
    said = json.loads(done.stdout)
    assert said["profile"] == ("oscal-catalog" if form is Form.OSCAL else "sakimori-pack")
    pack = PACKS["jp-recipient"]
    asked = pack.questions if form is Form.JSON else pack.asked_in("light")
    assert [question["id"] for question in said["questions"]] == [question.id for question in asked]
    assert (said["totals"]["blank"], said["warnings"]) == (len(asked), [])


def test_a_page_that_comes_back_instead_of_its_saved_file_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "pack.html"
    assert given("jp-recipient", "--as", "html", "--out", str(file), "--group", "light") is None
    done = RUN.invoke(app, ["questionnaire", "read", str(file), "--json"])
    assert isinstance(done.exception, UnreadableFileError)
    assert done.exception.message("ja")


def test_the_cover_says_who_asks_and_by_when_in_the_language_that_was_named(tmp_path: Path) -> None:
    file = tmp_path / "new" / "pack.xlsx"
    arguments = ("--from", "例社", "--about", "=Cloud", "--due", "2027-01-31", "--send-to", "a@x.example")
    assert given("jp-cloud@1.0", "--as", "xlsx", "--out", str(file), "--language", "en", *arguments) is None
    cells = {row[0].value: row[1].value for row in opened(file.read_bytes())["Cover"]}
    assert [cells[label] for label in ("Asked by", "About", "Answer by", "Send it to", "Version", "Depth")] == [
        "例社", "=Cloud", "2027-01-31", "a@x.example", "jp-cloud@1.0", "Standard",
    ]  # fmt: skip


def test_the_language_of_the_terminal_is_that_of_the_file(tmp_path: Path) -> None:
    for language, name in (("ja_JP.UTF-8", "質問"), ("C.UTF-8", "Questions")):
        file = tmp_path / f"{name}.xlsx"
        assert given("jp-cloud", "--as", "xlsx", "--out", str(file), language=language) is None
        assert name in opened(file.read_bytes()).sheetnames


def test_what_is_not_there_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    for pack, group, kind in (
        ("nothing", "full", NotFoundError),
        ("jp-cloud@9.9", "full", NotFoundError),
        ("jp-cloud@../1.0", "full", NotFoundError),
        ("jp-cloud", "deep", InvalidValueError),
    ):
        assert isinstance(given(pack, "--as", "csv", "--out", str(file), "--group", group), kind)
    (tmp_path / "a file").write_text("x")
    assert isinstance(given("jp-cloud", "--as", "csv", "--out", str(tmp_path / "a file" / "x.csv")), StateError)
    assert RUN.invoke(app, ["questionnaire", "give", "jp-cloud", "--as", "pdf", "--out", str(file)]).exit_code == 2
    assert not file.exists()


def test_the_shelf_gives_versions_and_nothing_beside_it(tmp_path: Path) -> None:
    assert shelf_versions("jp-cloud") == ("1.0", "1.1", "2.0")
    assert pack_named("jp-cloud") == pack_named("jp-cloud@2.0") == PACKS["jp-cloud"]
    assert pack_named("jp-cloud@1.0").version == "1.0"
    for version in ("1.10", "1.9"):
        text = (
            (SHELF / "jp-cloud@1.0.yaml").read_text(encoding="utf-8").replace('version: "1.0"', f'version: "{version}"')
        )
        (tmp_path / f"jp-cloud@{version}.yaml").write_text(text, encoding="utf-8")
    assert shelf_versions("jp-cloud", folder=tmp_path) == ("1.9", "1.10")
    (tmp_path / "below").mkdir()
    assert shelf_pack("below/../jp-cloud", "1.9", folder=tmp_path) is None
    assert shelf_pack("../jp-cloud", "1.9", folder=tmp_path / "below") is None
    (tmp_path / "broken@1.0.yaml").write_text("x: [", encoding="utf-8")
    assert shelf_pack("broken", "1.0", folder=tmp_path) is None
