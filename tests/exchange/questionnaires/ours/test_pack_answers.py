"""Answers in words and back: whatever a pack offers, in either language, and what people write instead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.packs_out import EVERY, ODD, PACKS, answer_to
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Choice, Question, QuestionType
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours.pack_answers import answer_options, in_words, normal_of, parse_answer
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Normal

QUESTIONS = [question for pack in EVERY for question in pack.questions]
YES_NO = ODD.question("Q-1")
PARTLY = PACKS["jp-cloud"].question("C-04")


@given(st.data(), st.sampled_from(["ja", "en"]), st.sampled_from(["ja", "en"]))
def test_every_answer_comes_back_from_its_words_in_either_language(data: st.DataObject, words: str, sent: str) -> None:
    question = data.draw(st.sampled_from(QUESTIONS), label="question")
    answer = replace(data.draw(answer_to(question)), reason="")
    assert parse_answer(question, f" {in_words(question, answer, words)}\n", sent) == answer


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_all_that_a_cell_offers_is_an_answer(question: Question) -> None:
    for language in ("ja", "en"):
        found = [parse_answer(question, word, language) for word in answer_options(question, language)]
        assert None not in found
        assert len(set(found)) == len(found) == len(question.choices) + (3 if question.choices else 4)


@pytest.mark.parametrize(
    ("question", "raw", "answer"),
    [
        (PARTLY, "○", AnswerValue("yes")),
        (PARTLY, "ＹＥＳ", AnswerValue("yes")),
        (PARTLY, "はい、全社で", AnswerValue("yes", reason="全社で")),
        (PARTLY, "N/A", AnswerValue(state=AnswerState.NA)),
        (PARTLY, "非公開", AnswerValue(state=AnswerState.UNDISCLOSED)),
        (PARTLY, "検討中", None),
        (PARTLY, "多分", None),
        (PARTLY, "なし", None),
        (PARTLY, "はい／いいえ", None),
        (PACKS["jp-cloud"].question("C-06"), "該当なし", None),
        (ODD.question("Q-2"), "北; 南", AnswerValue(("b",))),
        (ODD.question("Q-2"), "=1+1; \"東\"、西", AnswerValue(("c", "a"))),
        (ODD.question("Q-2"), "北; 南\n=1+1\n北; 南", AnswerValue(("b", "c"))),
        (ODD.question("Q-2"), "=1+1; 中央", None),
        (ODD.question("Q-3"), "2026年4月1日", AnswerValue("2026-04-01")),
        (ODD.question("Q-3"), "2026-02-30", None),
        (ODD.question("Q-3"), "来月", None),
        (ODD.question("Q-4"), "１,０００日", AnswerValue("1000")),
        (ODD.question("Q-4"), "30 Days", AnswerValue("30")),
        (ODD.question("Q-4"), "-1", None),
        (ODD.question("Q-4"), "NaN", None),
        (ODD.question("Q-4"), "1e99", None),
        (ODD.question("Q-4"), "約30日", None),
        (ODD.question("Q-6"), "日本、アメリカ", AnswerValue(("JP", "US"))),
        (ODD.question("Q-6"), "日本, EU", None),
        (ODD.question("Q-6"), "NA", None),
        (ODD.question("Q-5"), "未定", AnswerValue(state=AnswerState.UNDEFINED)),
    ],
)  # fmt: skip
def test_what_people_write_is_understood_or_left_open(question: Question, raw: str, answer: AnswerValue | None) -> None:
    assert parse_answer(question, raw, "ja") == answer


def test_what_a_person_said_of_a_token_decides() -> None:
    assert parse_answer(PARTLY, "なし", "ja", Meanings(said={"なし": Normal.NO})) == AnswerValue("no")


def test_a_word_that_two_choices_share_is_no_answer() -> None:
    same = (Choice("x", Text("有", "A")), Choice("y", Text("有", "B")))
    assert parse_answer(replace(PARTLY, choices=same), "有", "ja") is None
    crossed = (Choice("x", Text("甲", "乙")), Choice("y", Text("乙", "甲")))
    question = replace(PARTLY, choices=crossed)
    assert [parse_answer(question, "甲", language) for language in ("ja", "en")] == [AnswerValue("x"), AnswerValue("y")]


def test_a_choice_without_words_goes_by_its_id() -> None:
    bare = replace(YES_NO, choices=tuple(replace(c, label=Text("", ""), aliases=()) for c in YES_NO.choices))
    assert answer_options(bare, "ja")[:2] == ("yes", "no")
    assert parse_answer(bare, "no", "ja") == AnswerValue("no")


@given(st.sampled_from(QUESTIONS), st.text(min_size=1, max_size=40))
def test_no_text_breaks_the_reader(question: Question, raw: str) -> None:
    if raw.strip():
        found = parse_answer(question, raw, "en")
        assert found is None or isinstance(normal_of(question, found), Normal)
        if found is not None and question.type is QuestionType.CHOICE and found.given:
            assert question.choice(found.given[0]) is not None
