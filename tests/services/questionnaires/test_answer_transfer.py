"""An answer to one question, as it would be given to another one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kit.builders import AT
from sakimori.domain.codes import AssessmentKind, AssessmentState
from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Choice, Question, QuestionType
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours.private_pack import DESCRIBED
from sakimori.services.assessments.comparisons.pairs import Ground
from sakimori.services.questionnaires.answer_library import LibraryEntry, TransferredAnswer, transfer_answer
from services.assessments.comparisons.test_question_pairs import CHOICES, a_pack, a_question

NA = Choice("na", Text("該当なし", "Not applicable"), excluded=True)
PARTLY = Choice("partly", Text("一部", "Partly"), reason_required=True)
IN_WORDS = Choice(DESCRIBED, Text("記述による", "In words"), reason_required=True)
WHOLE = (*CHOICES, PARTLY, NA, IN_WORDS)
SIGNS = (Choice("yes", Text("○", "○")), Choice("no", Text("×", "×")))
HOURS, DAYS = Text("時間", "hours"), Text("日", "days")


def asked(kind: QuestionType = QuestionType.CHOICE, **more: Any) -> Question:
    facts: dict[str, Any] = {"type": kind, "choices": WHOLE if kind is QuestionType.CHOICE else (), "expect": ()}
    return a_question("Q", "鍵を管理しているか", **(facts | more))


def given(question: Question, *value: str, state: AnswerState = AnswerState.ANSWERED, **more: Any) -> LibraryEntry:
    """An answer of the library to a question."""
    assessment = Assessment(
        "as_1", "tp_1", "p", "1.0", "d", "full", AssessmentKind.PERIODIC, AT.date(), "us01", AssessmentState.DECIDED
    )
    answer = Answer("an_1", "as_1", question.id, 1, state, "us01", AT, value, **more)
    spoken = AnswerValue(value, state, more.get("reason", ""))
    return LibraryEntry(assessment, a_pack(question).pack, question, answer, spoken, "佐藤", "", AT.date(), (), ())


def says(found: TransferredAnswer | None) -> tuple[AnswerState, tuple[str, ...], str] | None:
    return None if found is None else (found.input.state, found.input.value, found.input.reason)


def test_the_same_question_takes_the_same_answer_with_its_reason_and_note() -> None:
    found = transfer_answer(
        given(asked(), "partly", reason="一部の拠点", note="見直し中"), asked(), "ja", Ground.QUESTION
    )
    assert says(found) == (AnswerState.ANSWERED, ("partly",), "一部の拠点")
    assert found is not None
    assert (found.input.note, found.lacks_reason) == ("見直し中", False)


def test_an_answer_without_the_reason_that_it_needs_says_so() -> None:
    bare = asked(choices=(CHOICES[0], replace(PARTLY, reason_required=False)))
    found = transfer_answer(given(bare, "partly"), asked(), "ja", Ground.WORDING)
    assert found is not None
    assert found.lacks_reason


def test_a_choice_goes_over_by_its_meaning_whatever_its_sign() -> None:
    signs = asked(choices=SIGNS)
    assert says(transfer_answer(given(asked(), "no"), signs, "ja", Ground.ALIKE)) == (AnswerState.ANSWERED, ("no",), "")
    assert transfer_answer(given(asked(), "partly", reason="一部"), signs, "ja", Ground.WORDING) is None


@pytest.mark.parametrize(("choices", "expected"), [(WHOLE, (AnswerState.NA, (), "業務がない")), (SIGNS, None)])
def test_not_applicable_goes_where_it_may_be_said(choices: tuple[Choice, ...], expected: object) -> None:
    entry = given(asked(), state=AnswerState.NA, reason="業務がない")
    assert says(transfer_answer(entry, asked(choices=choices), "ja", Ground.WORDING)) == expected


def test_words_stand_beside_the_choice_that_is_made_for_them_and_nowhere_else() -> None:
    words = given(asked(QuestionType.TEXT), "KMSで管理")
    assert says(transfer_answer(words, asked(), "ja", Ground.WORDING)) == (
        AnswerState.ANSWERED,
        (DESCRIBED,),
        "KMSで管理",
    )
    assert transfer_answer(words, asked(choices=SIGNS), "ja", Ground.WORDING) is None
    planned = given(asked(choices=(*WHOLE, Choice("c1", Text("甲", "A")))), "c1")
    assert transfer_answer(planned, asked(), "ja", Ground.WORDING) is None


def test_a_choice_becomes_words_with_its_reason_where_words_are_asked() -> None:
    entry = given(asked(), "partly", reason="一部の拠点")
    found = transfer_answer(entry, asked(QuestionType.TEXT), "ja", Ground.WORDING)
    assert says(found) == (AnswerState.ANSWERED, ("一部\n一部の拠点",), "")
    assert says(transfer_answer(entry, asked(QuestionType.TEXT), "en", Ground.WORDING)) == (
        AnswerState.ANSWERED, ("Partly\n一部の拠点",), "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ground", "unit", "is_carried"),
    [
        (Ground.WORDING, HOURS, True),
        (Ground.ALIKE, HOURS, True),
        (Ground.CONTROL, HOURS, False),
        (Ground.ID, HOURS, False),
        (Ground.WORDING, DAYS, False),
    ],
)
def test_a_number_goes_only_to_the_same_words_and_the_same_unit(ground: Ground, unit: Text, is_carried: bool) -> None:
    entry = given(asked(QuestionType.NUMBER, unit=HOURS), "24")
    found = transfer_answer(entry, asked(QuestionType.NUMBER, unit=unit), "ja", ground)
    assert (found is not None) is is_carried


@pytest.mark.parametrize(("ground", "is_carried"), [(Ground.WORDING, True), (Ground.CONTROL, False)])
def test_choices_of_a_form_of_its_own_go_by_a_control_to_nothing(ground: Ground, is_carried: bool) -> None:
    own = (Choice("c1", Text("甲", "A")), Choice("c2", Text("乙", "B")))
    entry = given(asked(choices=own), "c1")
    assert (transfer_answer(entry, asked(choices=own), "ja", ground) is not None) is is_carried
    other = (Choice("c1", Text("丙", "C")), Choice("c2", Text("丁", "D")))
    assert transfer_answer(entry, asked(choices=other), "ja", ground) is None


def test_what_the_question_does_not_take_is_no_suggestion() -> None:
    entry = given(asked(QuestionType.TEXT), "鍵はKMSで管理" * 2_000)
    assert transfer_answer(entry, asked(QuestionType.TEXT), "ja", Ground.WORDING) is None
