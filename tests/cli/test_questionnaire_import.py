"""`sakimori questionnaire import`: into an assessment, by name, and never past what is unclear."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kit.files.question_sheets import book
from sakimori.cli.app import app
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.domain.questions.questionnaire import PrivatePack
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import InvalidValueError, UnreadableFileError
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

RUN = CliRunner()
ROWS = (
    ("No.", "質問", "回答"),
    ("1", "保存するデータを暗号化していますか", "はい"),
    ("2", "従業員の教育をしていますか", "不要"),
)
SAYING = ("--answer-means", "不要=no")
NEW = ("--title", "顧客の質問票", "--sound", "yes")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "own.db"
    founder = Actor("us01", "佐藤", frozenset(UserRole))
    register(
        Workspace(path), ThirdParty(id="tp_1", legal_name="青空株式会社", country="JP"), actor=founder, at=now()
    )  # fmt: skip
    return path


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "回答.xlsx"
    path.write_bytes(book(*ROWS))
    return path


def run(db: Path, sheet: Path, *options: str) -> tuple[int, dict[str, Any]]:
    done = RUN.invoke(app, ["questionnaire", "import", str(sheet), "--db", str(db), "--json", *options])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, json.loads(done.stdout)


def stored(db: Path, record_type: type) -> list[Any]:
    with Workspace(db).unit() as unit:
        return list(unit.records.select(record_type))


def test_it_stops_with_3_while_a_token_is_unclear(db: Path, sheet: Path) -> None:
    code, said = run(db, sheet, "--third-party", "青空株式会社", *NEW)
    assert (code, said) == (3, {"ambiguous": {"不要": 1}, "unsaid": {}, "to_see": [], "imported": False})
    assert not stored(db, Assessment)


def test_a_dry_run_writes_nothing_and_an_import_what_it_said(db: Path, sheet: Path) -> None:
    options = ("--third-party", "青空株式会社", *NEW, *SAYING)
    code, said = run(db, sheet, *options, "--dry-run")
    assert (code, said["counts"]["new"], said["imported"]) == (0, 2, False)
    assert not stored(db, PrivatePack)
    code, said = run(db, sheet, *options)
    assert (code, said["answers"], said["imported"]) == (0, 2, True)
    assert len(stored(db, Answer)) == 2
    code, said = run(db, sheet, *options)
    assert (said["answers"], said["counts"]["same"]) == (0, 2)
    assert said["taken_in"] is not None
    assert len(stored(db, Answer)) == 2


def test_questions_in_other_words_go_in_once_they_are_accepted(db: Path, sheet: Path, tmp_path: Path) -> None:
    run(db, sheet, *NEW, *SAYING)
    pack = stored(db, PrivatePack)[0].pack_id
    other = tmp_path / "別.xlsx"
    other.write_bytes(book(ROWS[0], ("1", "保存したデータを暗号化していますか", "はい"), ROWS[2]))
    options = ("--third-party", "tp_1", "--pack", pack, *SAYING, "--dry-run")
    assert run(db, other, *options)[1]["counts"]["suggested"] == 1
    said = run(db, other, *options, "--accept-suggestions")[1]
    assert (said["counts"]["suggested"], said["counts"]["new"]) == (0, 2)


def test_our_own_company_is_asked(db: Path, sheet: Path) -> None:
    run(db, sheet, "--third-party", "self", *NEW, *SAYING)
    assert [(one.third_party_id, one.kind.value) for one in stored(db, Assessment)] == [("self", "asked")]


@pytest.mark.parametrize("options", [(), ("--pack", "jp-cloud", *NEW), ("--title", "題名")])
def test_pack_or_title_with_sound_is_needed(db: Path, sheet: Path, options: tuple[str, ...]) -> None:
    with pytest.raises(InvalidValueError):
        run(db, sheet, *options)


def test_an_archive_is_to_be_unpacked(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.xlsx", book(*ROWS))
    with pytest.raises(UnreadableFileError):
        run(db, path, *NEW)


def test_people_read_the_sum_and_the_ids(db: Path, sheet: Path) -> None:
    options = ["--third-party", "tp_1", *NEW, *SAYING]
    done = RUN.invoke(app, ["questionnaire", "import", str(sheet), "--db", str(db), *options])
    assert done.exit_code == 0
    assert "new" in done.stdout
    assert stored(db, Assessment)[0].id in done.stdout


@pytest.fixture
def lossy(tmp_path: Path) -> Path:
    """A sheet with an answer that stands beside no question."""
    path = tmp_path / "欠け.xlsx"
    path.write_bytes(book(*ROWS[:2], ("2", "従業員の教育をしていますか", "はい"), (), (None, None, "いいえ")))
    return path


def test_it_stops_with_3_until_what_was_left_out_was_seen(db: Path, lossy: Path) -> None:
    options = ("--third-party", "青空株式会社", *NEW)
    code, said = run(db, lossy, *options)
    assert (code, said["imported"], said["ambiguous"]) == (3, False, {})
    assert [(one["address"], one["text"]) for one in said["to_see"]] == [("チェックシート!C5", "いいえ")] or said[
        "to_see"
    ]
    assert not stored(db, Assessment)
    code, said = run(db, lossy, *options, "--seen")
    assert (code, said["answers"], said["imported"]) == (0, 2, True)


def test_people_are_told_which_rows_to_look_at(db: Path, lossy: Path) -> None:
    done = RUN.invoke(app, ["questionnaire", "import", str(lossy), "--db", str(db), "--third-party", "tp_1", *NEW],
                      env={"LC_ALL": "C.UTF-8", "COLUMNS": "200"})  # fmt: skip
    assert done.exit_code == 3
    assert "いいえ" in done.stdout
    assert "--seen" in done.stdout
