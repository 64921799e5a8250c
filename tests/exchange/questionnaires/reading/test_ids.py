"""Ids as they are compared: what a person sees alike is one id."""

from __future__ import annotations

import pytest

from kit.files.question_sheets import answers, book, csv, read
from sakimori.exchange.questionnaires.reading.ids import fold_id


@pytest.mark.parametrize(
    "written",
    [
        "A&A-01.1",
        " A&A-01.1",
        "A&A -01.1",
        "Ａ＆Ａ－０１．１",
        "A&A-01.1\u200b",
        "\ufeffA&A-01.1",
        "A&A‐01.1",
        "A&A−01.1",
    ],
)
def test_what_looks_alike_is_one_id(written: str) -> None:
    assert fold_id(written) == "A&A-01.1"


@pytest.mark.parametrize(("one", "other"), [("1.1", "11"), ("①", "1"), ("Q1", "q1"), ("1-1", "1.1"), ("(1)", "1")])
def test_what_differs_to_the_eye_stays_apart(one: str, other: str) -> None:
    assert fold_id(one) != fold_id(other)


def test_the_same_question_under_an_id_written_in_two_ways_is_asked_once() -> None:
    found = read(
        csv(("No", "設問", "回答"), ("1-1", "規程がありますか", "はい"), ("１－１", "規程がありますか", "はい")),
        "a.csv",
    )
    assert answers(found) == [("1-1", "はい", "yes")]
    assert len(found.questions[0].also_at) == 1


def test_different_answers_under_one_id_are_told_however_it_is_written() -> None:
    found = read(
        book(("No", "設問", "回答"), ("Q1", "規程がありますか", "はい"), ("Q1\u200b", "規程がありますか", "いいえ"))
    )
    assert [note.code for note in found.notes if note.code == "same_id"] == ["same_id"]
