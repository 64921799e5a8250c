"""What a file answers to a question of a pack."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.packs_out import PACKS
from sakimori.domain.questions.pack import AnswerState, Question, QuestionType
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours.answers_in_files import UNSAID, AnswerFromFile, take_answer
from sakimori.exchange.questionnaires.reading.result import Address, Flag, Normal, ReadQuestion

CHOICE = next(
    q for q in PACKS["jp-processor"].questions if q.type is QuestionType.CHOICE and {c.id for c in q.choices} >= {"na"}
)
WORDS = next(q for q in PACKS["jp-cloud"].questions if q.type is QuestionType.TEXT)
NUMBER = next(q for q in PACKS["jp-cloud"].questions if q.type in {QuestionType.NUMBER, QuestionType.DURATION})


def read(raw: str, normal: Normal, comment: str = "", **facts: object) -> ReadQuestion:
    """An answer as it was read."""
    token = raw if normal is not Normal.TEXT else ""
    found = ReadQuestion("1", "質問", Address("s", 2, 3), raw, normal, comment=comment, token=token)
    return replace(found, **facts)  # type: ignore[arg-type]


def taken(asked: ReadQuestion, question: Question = CHOICE) -> AnswerFromFile | Text | None:
    return take_answer(asked, question, language="ja")


@pytest.mark.parametrize("normal", [Normal.BLANK, Normal.DEFAULT])
def test_what_nobody_filled_says_nothing(normal: Normal) -> None:
    assert taken(read("選択してください", normal)) is None


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (read("不要", Normal.AMBIGUOUS), "意味の決まらない"),
        (read("○", Normal.YES, flags=frozenset({Flag.CONFLICTING})), "違う回答"),
        (read("○+×", Normal.AMBIGUOUS, flags=frozenset({Flag.MARKED_TWICE})), "2つ"),
        (read("検討中", Normal.PLANNED), "選択肢にない"),
    ],
    ids=["unclear", "conflicting", "two marks", "not offered"],
)
def test_what_is_doubtful_waits_for_a_person(asked: ReadQuestion, words: str) -> None:
    found = taken(asked)
    assert isinstance(found, Text)
    assert words in found.ja


def test_tokens_become_choices_and_states_with_what_was_said_beside_them() -> None:
    assert taken(read("○", Normal.YES, "全社")) == AnswerFromFile(AnswerState.ANSWERED, ("yes",), "", "全社")
    assert taken(read("対象外", Normal.NA, "一人")) == AnswerFromFile(AnswerState.NA, (), "一人", "")
    assert taken(read("対象外", Normal.NA)) == AnswerFromFile(AnswerState.NA, (), UNSAID, "")
    assert taken(read("非公開", Normal.UNDISCLOSED)) == AnswerFromFile(AnswerState.UNDISCLOSED, (), "", "")


def test_words_stay_as_they_were_written_and_numbers_must_be_numbers() -> None:
    assert taken(read("有、24時間", Normal.YES, "24時間"), WORDS) == AnswerFromFile(
        AnswerState.ANSWERED, ("有、24時間",), "", ""
    )
    assert taken(read("1,200", Normal.TEXT, "1,200"), NUMBER) == AnswerFromFile(AnswerState.ANSWERED, ("1200",), "", "")
    assert isinstance(taken(read("たくさん", Normal.TEXT), NUMBER), Text)


def test_an_answer_of_a_form_of_ours_keeps_reason_and_note_apart() -> None:
    na = read("該当なし", Normal.NA, "一人", more={"state": "na", "note": "来年に見直す"})
    assert taken(na) == AnswerFromFile(AnswerState.NA, (), "一人", "来年に見直す")
    yes = read("はい", Normal.YES, more={"state": "answered", "value": "yes", "note": "全社"})
    assert taken(yes) == AnswerFromFile(AnswerState.ANSWERED, ("yes",), "", "全社")
