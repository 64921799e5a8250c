"""`sakimori questionnaire profile`, and reading with what it wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.files.question_sheets import book
from sakimori.cli.app import app
from sakimori.errors import InvalidValueError, UnreadableFileError

RUN = CliRunner()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "表.xlsx"
    path.write_bytes(book(("No", "設問", "回答"), (1, "規程がありますか", "不要"), (2, "責任者がいますか", "はい")))
    return path


def test_a_profile_that_was_written_reads_its_file_without_a_question(sheet: Path, tmp_path: Path) -> None:
    out = tmp_path / "customer.yaml"
    done = RUN.invoke(app, ["questionnaire", "profile", str(sheet), "--out", str(out), "--answer-means", "不要=no"])
    assert (done.exit_code, done.stdout.replace("\n", "")) == (0, str(out))
    read = RUN.invoke(app, ["questionnaire", "read", str(sheet), "--profile", str(out), "--json"])
    said = json.loads(read.stdout)
    assert (read.exit_code, said["profile"]) == (0, "customer")
    assert [question["normalised"] for question in said["questions"]] == ["no", "yes"]


def test_a_profile_for_another_file_is_refused(sheet: Path, tmp_path: Path) -> None:
    out = tmp_path / "customer.yaml"
    RUN.invoke(app, ["questionnaire", "profile", str(sheet), "--out", str(out)])
    sheet.write_bytes(book(("No", "質問", "回答"), (1, "規程がありますか", "はい")))
    done = RUN.invoke(app, ["questionnaire", "read", str(sheet), "--profile", str(out)])
    assert isinstance(done.exception, UnreadableFileError)


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [(b"a,b\n1,2\n", "p.yaml", UnreadableFileError), (book(("No", "設問", "回答")), "P p.yaml", InvalidValueError)],
    ids=["no questions", "no name"],
)
def test_what_cannot_be_a_profile_is_refused(
    sheet: Path, tmp_path: Path, content: bytes, name: str, error: type[Exception]
) -> None:
    sheet.write_bytes(content)
    done = RUN.invoke(app, ["questionnaire", "profile", str(sheet), "--out", str(tmp_path / name)])
    assert isinstance(done.exception, error)
    assert not (tmp_path / name).exists()
