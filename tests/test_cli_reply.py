"""`sakimori questionnaire reply`: our answers in the workbook in which the questions came."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from typer.testing import CliRunner

from question_sheets import book
from sakimori.cli import app
from sakimori.domain.assessment import Assessment
from sakimori.services.workspace import Workspace

RUN = CliRunner()
ROWS = (
    ("No.", "質問", "回答", "備考"),
    ("1", "保存するデータを暗号化していますか", "○", "全社"),
    ("2", "従業員の教育をしていますか", "", ""),
)


def run(*parts: str) -> str:
    done = RUN.invoke(app, ["questionnaire", *parts])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_the_workbook_comes_back_with_its_answers_and_what_is_open_is_listed(tmp_path: Path) -> None:
    db, sheet, out = tmp_path / "own.db", tmp_path / "客先.xlsx", tmp_path / "回答.xlsx"
    Workspace(db)
    sheet.write_bytes(book(*ROWS, lists={"C2:C3": ("○", "×")}))
    run("import", str(sheet), "--db", str(db), "--third-party", "self", "--title", "客先", "--sound", "yes")
    with Workspace(db).unit() as unit:
        (assessment,) = unit.records.select(Assessment)
    told = run("reply", assessment.id, "--out", str(out), "--db", str(db))
    assert "C3" in told
    made = load_workbook(out).worksheets[0]
    assert [made.cell(row, 3).value for row in (2, 3)] == ["○", None]
    assert made["D2"].value == "全社"
    assert out.name in told.replace("\n", "")
