"""Ids that stand at several questions of one file."""

from __future__ import annotations

from kit.files.question_sheets import book, flagged, read
from sakimori.exchange.questionnaires.reading.result import Flag, ReadQuestionnaire, reading_as_dict

HEADER = ("No", "設問", "回答")
ASKED = "責任者がいますか"


def notes(found: ReadQuestionnaire) -> list[tuple[str, str]]:
    return [(note.code, note.message.en) for note in found.notes]


def test_one_id_with_two_answers_is_said_with_both_places_and_flagged() -> None:
    found = read(book(HEADER, (1, ASKED, "はい"), (2, "規程がありますか", "はい"), (1, ASKED, "いいえ")))
    assert notes(found) == [
        ("same_id", "The same id has different answers: 1 (チェックシート!C2 / チェックシート!C4).")
    ]
    assert [question.normal.value for question in found.questions] == ["yes", "yes", "no"]
    assert [Flag.CONFLICTING in question.flags for question in found.questions] == [True, False, True]


def test_an_answer_and_a_blank_are_no_agreement() -> None:
    found = read(book(HEADER, ("A-1", ASKED, "はい"), ("A-1", ASKED, None), ("A-2", "規程がありますか", "はい")))
    assert [code for code, _ in notes(found)] == ["same_id"]
    assert flagged(found.questions)[Flag.CONFLICTING] == 2


def test_the_same_question_with_the_same_answer_is_one_with_both_places() -> None:
    found = read(book(HEADER, (1, ASKED, "はい"), (2, "規程がありますか", "いいえ"), (1, ASKED, "はい ")))
    assert not found.notes
    assert [(question.id, str(question.address)) for question in found.questions] == [
        ("1", "チェックシート!C2"),
        ("2", "チェックシート!C3"),
    ]
    assert reading_as_dict(found)["questions"][0]["also_at"] == ["チェックシート!C4"]
    # The rows stay three: what was merged are questions.
    assert [row.row_class.value for row in found.rows] == ["header", "question", "question", "question"]


def test_two_of_three_answers_agree_and_the_third_stands_against_both() -> None:
    found = read(book(HEADER, *[("A-1", ASKED, answer) for answer in ("はい", "いいえ", "はい")]))
    assert [(question.raw, len(question.also_at)) for question in found.questions] == [("はい", 1), ("いいえ", 0)]
    assert flagged(found.questions)[Flag.CONFLICTING] == 2


def test_another_remark_is_no_conflict_and_no_repetition() -> None:
    rows = [
        ("A-1", ASKED, "はい", "4月から"),
        ("A-1", ASKED, "はい", "5月から"),
        ("A-2", "規程がありますか", "はい", ""),
    ]
    found = read(book((*HEADER, "備考"), *rows))
    assert (len(found.questions), found.notes) == (3, ())


def test_numbers_that_begin_anew_under_each_heading_are_different_questions() -> None:
    rows = [
        ("体制", 1, "その他はありますか", "はい"),
        ("体制", 2, ASKED, "はい"),
        ("技術", 1, "その他はありますか", "いいえ"),
    ]
    found = read(book(("区分", *HEADER), *rows, ("技術", 2, "暗号化していますか", "はい")))
    assert len(found.questions) == 4
    assert [code for code, _ in notes(found)] == ["id_of_several"]
    assert not flagged(found.questions)[Flag.CONFLICTING]


def test_many_such_ids_are_counted() -> None:
    rows = [(n % 10, f"質問その{n}ですか", "はい" if n < 10 else "いいえ") for n in range(20)]
    (note,) = read(book(HEADER, *rows)).notes
    assert (note.code, note.message.ja[-6:]) == ("id_of_several", "、ほか5件。")
