"""Who took a course or read a policy, out of the list of a learning system: person, day, score, and the result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import GridRow, Lexicon
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.lists.values import is_not_given, parse_count, parse_yes_no
from sakimori.exchange.registers.dates import parse_day

_WORDS: Final = Lexicon(
    {
        "person": (
            "氏名|名前|受講者|受講者名|確認者|確認者名|社員名|ユーザー名|利用者|name|full name|user|learner|"
            "participant|employee"
        ),
        "done_on": (
            "受講日|完了日|修了日|合格日|確認日|読了日|署名日|実施日|date|completed|completed on|completion date|"
            "date completed|acknowledged on|confirmed on"
        ),
        "score": "点数|得点|スコア|正答率|score|result score|grade|percentage",
        "passed": "合否|結果|合格|修了|ステータス|状態|passed|result|status|completion status",
    }
)
_PASSED: Final = frozenset(
    {
        "合格", "修了", "完了", "受講済", "受講済み", "済", "確認済", "確認済み", "読了", "passed", "pass", "complete",
        "completed", "acknowledged", "confirmed",
    }
)  # fmt: skip
_FAILED: Final = frozenset(
    {
        "不合格", "未修了", "未完了", "未受講", "未", "受講中", "未確認", "未読", "failed", "fail", "incomplete",
    }
)  # fmt: skip
_NO_PERSON: Final = Text("氏名がありません。", "There is no name.")
_NO_RESULT: Final = Text(
    "合否が読めません。「合格」「不合格」などにしてください。", "The result cannot be read. Use “passed” or “failed”."
)
_SCORE: Final = Text("点数は0から100までにしてください。", "Give a score from 0 to 100.")


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One row, by the number that the file's own program shows; `problem` is why it cannot be taken.

    `is_passed` is None where the list has neither a result nor a score that could tell.
    """

    number: int
    person: str
    done_on: date | None
    score: int | None = None
    is_passed: bool | None = None
    problem: Text | None = None


def read_attendance_list(data: bytes, filename: str) -> tuple[AttendanceRow, ...]:
    """The rows of the first sheet below the heads that name person and day.

    Raises:
        UnreadableFileError: The file cannot be read, or it has no such heads.
    """
    filled = [row for row in read_source(data, filename).grids[0].rows if not row.is_blank]
    for place, head in enumerate(filled[:20]):
        columns = _columns(head)
        if {"person", "done_on"} <= columns.keys():
            return tuple(_row(row, columns) for row in filled[place + 1 :])
    raise refuse(
        "「氏名」と「受講日」（規程では「確認日」）の列が見つかりません。1行目に見出しを入れてください。",
        "No columns for name and day were found. Head them “Name” and “Completed on” in the first row.",
    )


def _columns(head: GridRow) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(head.cells):
        match = _WORDS.match(cell)
        if match is not None:
            found.setdefault(str(match.key), place)
    return found


def _row(row: GridRow, columns: dict[str, int]) -> AttendanceRow:
    said = {name: row.cell(place).strip() for name, place in columns.items()}
    day = parse_day(said["done_on"])
    score, is_bad_score = _score(said.get("score", ""))
    is_passed, is_bad_result = _result(said.get("passed", ""))
    problem = (
        _NO_PERSON
        if not said["person"]
        else (day.fault.message if day.fault is not None else None)
        or (_SCORE if is_bad_score else _NO_RESULT if is_bad_result else None)
    )
    return AttendanceRow(row.number, said["person"], day.value, score, is_passed, problem)


def _score(raw: str) -> tuple[int | None, bool]:
    if is_not_given(raw):
        return None, False
    found = parse_count(raw.removesuffix("%").removesuffix("％").removesuffix("点").split(".")[0])
    is_bad = found.value is None or not 0 <= found.value <= 100
    return (None if is_bad else found.value), is_bad


def _result(raw: str) -> tuple[bool | None, bool]:
    folded = raw.casefold().strip()
    if folded in _PASSED | _FAILED:
        return folded in _PASSED, False
    if is_not_given(raw):
        return None, False
    found = parse_yes_no(raw)
    return found.value, found.value is None
