"""`sakimori questionnaire reply`: our answers in the file in which the questions came."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from kit.files.question_sheets import book, csv
from kit.files.word_documents import table, word_document
from sakimori.cli.app import app
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.user import Actor
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import submit
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.workspace import Workspace

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


@pytest.mark.parametrize(
    ("name", "data", "options"),
    [
        ("客先.docx", word_document(table(*ROWS)), ()),
        ("客先.csv", csv(*ROWS).decode().encode("cp932"), ("--utf8",)),
    ],
    ids=["word", "csv"],
)
def test_another_form_comes_back_as_it_came(tmp_path: Path, name: str, data: bytes, options: tuple[str, ...]) -> None:
    db, sheet, out = tmp_path / "own.db", tmp_path / name, tmp_path / f"回答-{name}"
    workspace = Workspace(db)
    sheet.write_bytes(data)
    run("import", str(sheet), "--db", str(db), "--third-party", "self", "--title", "客先", "--sound", "yes")
    with workspace.unit() as unit:
        (assessment,) = unit.records.select(Assessment)
    actor = Actor("terminal", "", frozenset(UserRole))
    given = AnswerInput("2", value=("no",), note="✓は来期")
    answer_many(workspace, assessment.id, [given], actor=actor, at=now())
    run("reply", assessment.id, "--out", str(out), "--db", str(db), *options)
    found = json.loads(run("read", str(out), "--json"))["questions"]
    assert [(one["raw"], one["comment"]) for one in found] == [("○", "全社"), ("×", "✓は来期")]


def test_the_library_answers_the_same_words_from_a_terminal_and_leaves_the_rest(tmp_path: Path) -> None:
    db, first, second = tmp_path / "own.db", tmp_path / "客先A.xlsx", tmp_path / "客先B.xlsx"
    workspace = Workspace(db)
    first.write_bytes(book(*ROWS, lists={"C2:C3": ("○", "×")}))
    other = ("4", "保存するデータを全て暗号化していますか", "", "")
    second.write_bytes(book(ROWS[0], ROWS[2], other, ("3", ROWS[1][1], "", "")))
    for sheet in (first, second):
        run("import", str(sheet), "--db", str(db), "--third-party", "self", "--title", sheet.stem, "--sound", "yes")
    with workspace.unit() as unit:
        one, two = unit.records.select(Assessment, order="opened_on, id")
        if unit.records.current_answers(two.id):
            one, two = two, one
    told = json.loads(run("suggest", two.id, "--db", str(db), "--json"))
    assert {(s["question"], s["ground"], s["sure"]) for s in told["suggestions"]} == {
        ("4", "alike", False), ("3", "wording", False),
    }  # fmt: skip
    actor = Actor("terminal", "", frozenset(UserRole))
    answer_many(workspace, one.id, [AnswerInput("2", value=("no",))], actor=actor, at=now())
    submit(workspace, one.id, actor=actor, at=now())
    assert "2" in run("suggest", two.id, "--take", "--db", str(db)).splitlines()[-1]
    with workspace.unit() as unit:
        answers = {answer.question_id: answer for answer in unit.records.current_answers(two.id)}
    assert {key: answer.value for key, answer in answers.items()} == {"2": ("no",), "3": ("yes",)}
    assert {answer.source for answer in answers.values()} == {one.id}
    assert answers["3"].note == "全社"
