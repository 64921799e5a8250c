"""Notes at the foot of a sheet, which are remarks to the answers that bear their mark."""

from __future__ import annotations

import json

import pytest

from kit.files.question_sheets import book, csv, read
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestionnaire

HEADER = ("No", "設問", "回答")


def noted(mark: str, note: str) -> ReadQuestionnaire:
    rows = (("1", "規程がありますか", f"はい{mark}"), ("2", "教育をしていますか", "はい"), ("", "", ""), (note, "", ""))
    return read(book(HEADER, *rows))


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("※1", "※1 開発環境は未実施"),
        ("*1", "*1：一部の拠点を除く"),
        ("（注1）", "注1：来年度に実施予定"),
        ("※", "※ 本社のみ"),
        ("[1]", "[1] not yet in the Osaka office"),
    ],
)
def test_a_note_at_the_foot_takes_back_the_answers_with_its_mark(mark: str, note: str) -> None:
    first, second = noted(mark, note).questions
    assert first.normal is Normal.AMBIGUOUS
    assert (second.normal, second.comment) == (Normal.YES, "")


def test_a_note_takes_back_a_long_answer_too() -> None:
    long = f"はい, {'お知らせのページで知らせます。' * 9}※1"
    rows = (("1", "規程がありますか", long), ("2", "教育をしていますか", "はい"), ("※1 開発環境は未実施", "", ""))
    assert read(book(HEADER, *rows)).questions[0].flags == {Flag.CONTRADICTED}


def test_a_note_that_leaves_the_answer_is_its_remark() -> None:
    first, _ = noted("※1", "※1 未実施の拠点はありません").questions
    assert (first.normal, first.comment) == (Normal.YES, "未実施の拠点はありません")


def test_a_mark_without_its_note_stays_as_it_is() -> None:
    first, second = noted("※1", "※2 開発環境は未実施").questions
    assert (first.normal, second.normal) == (Normal.YES, Normal.YES)


def test_a_note_counts_in_csv_and_data_and_the_caiq() -> None:
    rows = [["1", "規程がありますか", "はい※1"], ["2", "教育をしていますか", "はい"], ["※1 開発環境は未実施", "", ""]]
    assert read(csv(list(HEADER), *rows), "a.csv").questions[0].flags == {Flag.CONTRADICTED}
    data = {"parts": [{"title": "A", "items": [dict(zip(HEADER, row, strict=True)) for row in rows]}]}
    found = read(json.dumps(data, ensure_ascii=False, indent=1).encode(), "a.json")
    assert (found.profile, found.questions[0].flags) == ("data", frozenset({Flag.CONTRADICTED}))
    caiq = [
        ["Question ID", "Question", "CSP CAIQ Answer"],
        *([f"A&A-0{n}.1", f"Is part {n} reviewed?", "Yes*1" if n == 1 else "No"] for n in range(1, 5)),
        ["*1 except backups", "", ""],
    ]
    assert [q.normal for q in read(csv(*caiq), "caiq.csv").questions] == [Normal.AMBIGUOUS, *[Normal.NO] * 3]
    page = "\n".join(f"| {' | '.join(row)} |" for row in [caiq[0], ["---"] * 3, *caiq[1:]])
    found = read(f"# CAIQ\n\n{page}\n".encode(), "caiq.md")
    assert (found.profile, found.questions[0].normal) == ("caiq-page", Normal.AMBIGUOUS)
