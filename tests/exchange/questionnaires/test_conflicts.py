"""Ids that stand at several questions of one file."""

from __future__ import annotations

from question_sheets import book, read

HEADER = ("No", "設問", "回答")


def test_one_id_with_two_answers_is_said_with_both_places() -> None:
    found = read(
        book(
            HEADER, (1, "責任者がいますか", "はい"), (2, "規程がありますか", "はい"), (1, "責任者がいますか", "いいえ")
        )
    )
    assert [(note.code, note.message.en) for note in found.notes] == [
        ("same_id", "The same id has different answers: 1 (チェックシート!C2 / チェックシート!C4).")
    ]
    assert [question.normal.value for question in found.questions] == ["yes", "yes", "no"]


def test_one_id_with_one_answer_is_no_conflict() -> None:
    assert not read(book(HEADER, (1, "責任者がいますか", "はい"), (1, "責任者がいますか", "はい "))).notes


def test_many_conflicts_are_counted() -> None:
    rows = [(n % 10, f"質問その{n}ですか", "はい" if n < 10 else "いいえ") for n in range(20)]
    (note,) = read(book(HEADER, *rows)).notes
    assert note.message.ja.endswith("、ほか5件。")
