"""`sakimori questionnaire read`: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sakimori.cli.app import app
from sakimori.cli.questionnaires.reading import token_meanings
from sakimori.errors import InvalidValueError, NotFoundError
from sakimori.exchange.questionnaires.forms.user_profile import profile_of_form
from sakimori.exchange.questionnaires.reading.normal import Meanings, fold_token
from sakimori.exchange.questionnaires.reading.result import FLAG_WORDS, Flag, Normal, RowClass

RUN = CliRunner()
AGAINST = "はい | ただし国外は除く"
PAGE = """# Ours

## Do you encrypt?

Yes, always.

## Do you need more?

不要

## Do you share?

はい。ただし国外は除く

## Who is it?

[[ FILL IN ]]

## And [/b] this [red]?

\x1b[31mNo API
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_json_has_exactly_the_parts_that_programs_may_rely_on(page: Path) -> None:
    done = RUN.invoke(app, ["questionnaire", "read", str(page), "--json"])
    assert done.exit_code == 3
    said = json.loads(done.stdout)
    assert list(said) == [
        "profile", "why", "encoding", "sheets", "questions", "totals", "by_class", "ambiguous", "unsaid",
        "warnings",
    ]  # fmt: skip
    assert (said["profile"], set(said["why"]), said["encoding"]) == ("answer-page", {"ja", "en"}, "UTF-8")
    totals = "yes partly no na planned inherited undisclosed undefined unknown blank default text ambiguous"
    assert " ".join(said["totals"]) == totals
    assert sum(said["totals"].values()) == len(said["questions"]) == said["by_class"]["question"] == 5
    assert set(said["by_class"]) == {row_class.value for row_class in RowClass}
    assert (said["ambiguous"], said["unsaid"]) == ({"不要": 1, AGAINST: 1}, {})
    first = said["questions"][0]
    assert (first["text"], first["raw"], first["normalised"], first["comment"], first["address"]) == (
        "Do you encrypt?", "Yes, always.", "yes", "always.", "5",
    )  # fmt: skip
    assert [(warning["code"], warning["address"]) for warning in said["warnings"]] == [
        ("contradicted", "13"),
        ("placeholder", "17"),
    ]


def test_once_said_what_a_token_means_nothing_is_open(page: Path) -> None:
    means = ["--answer-means", "不要=no", "--answer-means", f"{AGAINST}=partly"]
    done = RUN.invoke(app, ["questionnaire", "read", str(page), *means, "--json"])
    said = json.loads(done.stdout)
    assert (done.exit_code, said["ambiguous"], said["questions"][1]["normalised"]) == (0, {}, "no")


def test_people_are_shown_the_text_of_the_file_as_text(page: Path) -> None:
    done = RUN.invoke(app, ["questionnaire", "read", str(page)], env={"LC_ALL": "C.UTF-8", "COLUMNS": "200"})
    assert done.exit_code == 3
    assert "And [/b] this [red]?" in done.stdout
    assert "\x1b[31m" not in done.stdout
    assert "--answer-means TOKEN=MEANING: 不要 (1)" in done.stdout
    japanese = RUN.invoke(app, ["questionnaire", "read", str(page)], env={"LC_ALL": "ja_JP.UTF-8", "COLUMNS": "200"})
    assert "意味の決まらない回答があります" in japanese.stdout


def test_a_label_that_is_not_plainly_the_answer_ends_with_3_until_somebody_has_said_it(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("No,Question,expected_answer\n1,Is it safe?,yes\n2,Is it old?,no\n", encoding="utf-8")
    command = ["questionnaire", "read", str(path)]
    asked = RUN.invoke(app, [*command, "--json"])
    assert (asked.exit_code, json.loads(asked.stdout)["unsaid"]) == (3, {"expected_answer": 2})
    told = RUN.invoke(app, command, env={"LC_ALL": "C.UTF-8", "COLUMNS": "200"})
    assert "--answers-in" in told.stdout
    assert "expected_answer (2)" in told.stdout
    for option, totals in (("--answers-in", ["yes", "no"]), ("--no-answers-in", ["blank", "blank"])):
        done = RUN.invoke(app, [*command, option, "Expected Answer", "--json"])
        said = json.loads(done.stdout)
        assert (done.exit_code, [one["normalised"] for one in said["questions"]]) == (0, totals)
    both = RUN.invoke(app, [*command, "--answers-in", "x", "--no-answers-in", "x"])
    assert isinstance(both.exception, InvalidValueError)


@pytest.mark.parametrize("given", ["不要", "不要=perhaps", "=no", "不要=ambiguous"])
def test_a_meaning_that_is_none_is_refused_with_those_that_are(given: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        token_meanings([given])
    for language in ("ja", "en"):
        assert "undisclosed" in refused.value.message(language)
        assert given in refused.value.message(language)


def test_a_token_may_hold_an_equals_sign_but_not_two_meanings() -> None:
    assert token_meanings(["a=b=NO", "不要= na "]) == {fold_token("a=b"): Normal.NO, "不要": Normal.NA}
    with pytest.raises(InvalidValueError):
        token_meanings(["X=yes", "ｘ=no"])


def test_an_unknown_profile_and_a_file_that_is_none_are_refused(page: Path, tmp_path: Path) -> None:
    done = RUN.invoke(app, ["questionnaire", "read", str(page), "--profile", "nothing"])
    assert isinstance(done.exception, NotFoundError)
    missing = tmp_path / "missing.md"
    command = [sys.executable, "-c", "from sakimori.cli.app import main; main()", "questionnaire", "read", str(missing)]
    for language, words in (("ja_JP.UTF-8", "開けません"), ("C.UTF-8", "cannot be opened")):
        environment = {**os.environ, "LC_ALL": language, "PYTHONUTF8": "1"}
        ended = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert words in ended.stderr


def test_every_flag_has_words_and_the_help_names_the_exit_codes() -> None:
    assert FLAG_WORDS.keys() == set(Flag)
    assert all(words.ja != words.en for words in FLAG_WORDS.values())
    told = CliRunner().invoke(app, ["questionnaire", "read", "--help"]).output
    assert all(f"{code} " in told for code in range(4))


@pytest.mark.samples
@pytest.mark.parametrize(
    ("file", "arguments", "code"),
    [
        ("ms365-attestation-ja/bnear.md", (), 3),
        ("ms365-attestation-ja/bnear.md", ("--answer-means", "不要=no", "--answer-means", "必要=yes"), 0),
        ("octopus-caiq-lite/index.md", (), 3),
        ("google-vsaq/webapp.json", (), 0),
        ("vendorsec-mvsp/mvsp_v3.0-20231109-catalog.xml", ("--profile", "oscal-catalog"), 0),
    ],
)
def test_files_that_others_published_end_as_they_should(
    samples: Path, file: str, arguments: tuple[str, ...], code: int
) -> None:
    done = RUN.invoke(app, ["questionnaire", "read", str(samples / file), *arguments, "--json"])
    assert done.exit_code == code
    said = json.loads(done.stdout)
    assert sum(said["totals"].values()) == len(said["questions"])
    assert bool(said["ambiguous"]) == (code == 3)


def test_each_file_of_an_archive_is_told(page: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(page, "回答.md")
        archive.writestr("note.pdf", b"%PDF-1.7")
    done = RUN.invoke(app, ["questionnaire", "read", str(path), "--json"])
    read, refused = json.loads(done.stdout)["files"]
    assert (done.exit_code, read["file"], read["profile"], len(read["questions"])) == (3, "回答.md", "answer-page", 5)
    assert (refused["file"], set(refused["refused"])) == ("note.pdf", {"ja", "en"})
    plain = RUN.invoke(app, ["questionnaire", "read", str(path)])
    assert plain.exit_code == 3
    assert "[回答.md]" in plain.stdout
    assert "[note.pdf]" in plain.stdout


def test_a_profile_in_a_file_is_used_for_each_file_of_an_archive(tmp_path: Path) -> None:
    path, profile = tmp_path / "all.zip", tmp_path / "kosha.yaml"
    profile.write_text(
        profile_of_form("kosha", "甲社", "generic", Meanings(said={"不要": Normal.NO})), encoding="utf-8"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("回答.csv", "No.,質問,回答\n1,鍵を管理していますか,不要\n2,教育をしていますか,はい\n")
    done = RUN.invoke(app, ["questionnaire", "read", str(path), "--profile", str(profile), "--json"])
    (read,) = json.loads(done.stdout)["files"]
    assert (done.exit_code, read["profile"]) == (0, "kosha")
    assert [question["normalised"] for question in read["questions"]] == ["no", "yes"]


def test_an_archive_of_which_nothing_can_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("note.pdf", b"%PDF-1.7")
    done = RUN.invoke(app, ["questionnaire", "read", str(path)])
    assert done.exit_code == 1
    assert "PDF" in done.stdout


def test_every_row_that_was_left_out_is_printed_and_a_doubtful_one_ends_with_3(tmp_path: Path) -> None:
    path = tmp_path / "回答.csv"
    rows = "委託先チェックリスト,,\nNo.,質問,回答\n1,鍵を管理していますか,はい\n,,\n,,いいえ\n"
    path.write_text(rows, encoding="utf-8")
    wide = {"LC_ALL": "C.UTF-8", "COLUMNS": "200"}
    done = RUN.invoke(app, ["questionnaire", "read", str(path)], env=wide)
    assert done.exit_code == 3
    marked = [line for line in done.stdout.splitlines() if "!" in line and "いいえ" in line]
    assert len(marked) == 1
    assert "委託先チェックリスト" in done.stdout
    assert "--seen" in done.stdout
    assert RUN.invoke(app, ["questionnaire", "read", str(path), "--seen"], env=wide).exit_code == 0
    path.write_text(rows.replace(",,いいえ\n", ""), encoding="utf-8")
    assert RUN.invoke(app, ["questionnaire", "read", str(path)], env=wide).exit_code == 0


def test_an_archive_of_hundreds_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.csv", "No.,質問,回答\n1,鍵を管理していますか,はい\n")
    done = RUN.invoke(app, ["questionnaire", "read", str(path)], env={"LC_ALL": "C.UTF-8", "COLUMNS": "200"})
    assert done.exit_code == 0
    assert [line for line in done.stdout.splitlines() if line.startswith("[")] == [
        "[0.csv] 1/3",
        "[1.csv] 2/3",
        "[2.csv] 3/3",
    ]
