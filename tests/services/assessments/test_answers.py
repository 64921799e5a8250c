"""Answers: saved as they are given, never over somebody else's, and only as the question takes them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.assessing import (
    FILLER,
    REVIEWER,
    a_decided,
    a_draft,
    an_assessing_workspace,
    assessment_rows,
    fill,
    gaps_now,
    later,
    no,
    partly,
    unknown,
)
from kit.builders import AT, an_actor
from kit.examples import examples
from sakimori.domain.codes import Severity, UserRole
from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.domain.questions.pack import AnswerState
from sakimori.errors import (
    ConflictError,
    InvalidValueError,
    MyNumberError,
    NotFoundError,
    NotPermittedError,
    StateError,
)
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import submit
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.view_parts import last_cycle
from sakimori.services.assessments.write import AnswerSaved, answer, answer_many
from sakimori.services.kernel.workspace import Workspace

MY_NUMBER = "123456789018"


def a_blank() -> tuple[Workspace, str]:
    workspace, party = an_assessing_workspace()
    return workspace, a_draft(workspace, party)


def say(workspace: Workspace, assessment_id: str, question: str, *value: str, seq: int = 0, **more: str) -> AnswerSaved:
    given = AnswerInput(question, value=value, reason=more.get("reason", ""), seen_seq=seq)
    return answer(workspace, assessment_id, given, actor=FILLER, at=AT)


def test_an_answer_is_a_new_version_with_its_own_entry() -> None:
    workspace, draft = a_blank()
    say(workspace, draft, "Q-3", "no")
    saved = say(workspace, draft, "Q-3", "yes", seq=1)
    assert saved.answer.seq == 2
    with workspace.unit() as unit:
        versions = unit.query("SELECT value FROM answer WHERE question_id = 'Q-3' ORDER BY seq")
        lines = [line for line in unit.trail.lines() if line.entry.action == "answer.given"]
    assert [str(row["value"]) for row in versions] == ['["no"]', '["yes"]']
    assert len(lines) == 2
    assert lines[0].entry.third_party_id.startswith("tp_")


def test_the_same_answer_again_changes_nothing() -> None:
    workspace, draft = a_blank()
    say(workspace, draft, "Q-3", "yes")
    head = workspace.head()
    assert say(workspace, draft, "Q-3", "yes", seq=1).answer.seq == 1
    assert workspace.head() == head


def test_a_draft_answer_raises_no_gap_but_tells_which_it_will_raise() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    saved = say(workspace, draft, "Q-3", "no")
    assert saved.gap is not None
    assert saved.gap.stages[0].severity is Severity.HIGH
    assert gaps_now(workspace, party, "pack:") == {}
    fill(workspace, draft, q_3=no())
    submitted = submit(workspace, draft, actor=FILLER, at=AT)
    assert [span.rule_id for span in submitted.opened if span.rule_id.startswith("pack:")] == ["pack:jp-processor/Q-3"]


def test_somebody_who_saw_an_older_answer_is_told_and_nothing_is_lost() -> None:
    workspace, draft = a_blank()
    say(workspace, draft, "Q-3", "yes")
    with pytest.raises(ConflictError) as caught:
        answer(workspace, draft, AnswerInput("Q-3", value=("no",), seen_seq=0), actor=an_actor(), at=AT)
    assert caught.value.details["ours"].value == ("no",)  # type: ignore[attr-defined]
    assert caught.value.details["theirs"].value == ("yes",)  # type: ignore[attr-defined]
    with workspace.unit() as unit:
        assert [a.value for a in unit.records.current_answers(draft)] == [("yes",)]


def test_progress_counts_what_is_asked_and_is_kept_with_the_answer() -> None:
    workspace, draft = a_blank()
    first = say(workspace, draft, "Q-1", "no").progress
    assert (first.answered, first.applicable, first.failed) == (1, 8, 1)
    second = say(workspace, draft, "Q-1", "yes", seq=1).progress
    assert (second.answered, second.applicable, second.failed) == (1, 9, 0)
    (row,) = assessment_rows(workspace, number=workspace.head()[0])
    assert (row.answered, row.applicable, row.failed) == (1, 9, 0)


def test_an_earlier_day_shows_the_progress_of_then() -> None:
    workspace, draft = a_blank()
    say(workspace, draft, "Q-1", "yes")
    number = workspace.head()[0]
    say(workspace, draft, "Q-3", "no")
    (row,) = assessment_rows(workspace, number=number)
    assert (row.answered, row.failed) == (1, 0)
    then = assessment_view(workspace, draft, on=AT.date(), number=number)
    assert then.progress.answered == 1
    assert then.question("Q-3") is not None
    assert then.question("Q-3").answer is None  # type: ignore[union-attr]


def test_a_hidden_question_keeps_its_answer_but_does_not_count() -> None:
    workspace, draft = a_blank()
    say(workspace, draft, "Q-1", "yes")
    say(workspace, draft, "Q-2", "no")
    hidden = say(workspace, draft, "Q-1", "no", seq=1).progress
    page = assessment_view(workspace, draft, on=AT.date(), number=workspace.head()[0])
    assert page.question("Q-2") is None
    assert hidden.failed == 1
    assert say(workspace, draft, "Q-1", "yes", seq=2).progress.failed == 1
    with workspace.unit() as unit:
        assert "Q-2" in {a.question_id for a in unit.records.current_answers(draft)}


def test_a_pending_question_says_what_it_waits_for() -> None:
    workspace, draft = a_blank()
    page = assessment_view(workspace, draft, on=AT.date(), number=workspace.head()[0])
    waiting = page.question("Q-2")
    assert waiting is not None
    assert waiting.waits_for_questions == ("Q-1",)
    assert page.question("Q-10") is None


def test_partly_needs_its_reason() -> None:
    workspace, draft = a_blank()
    with pytest.raises(InvalidValueError):
        say(workspace, draft, "Q-1", "partly")
    saved = say(workspace, draft, "Q-1", "partly", reason="本社だけ")
    assert (saved.answer.value, saved.answer.reason) == (("partly",), "本社だけ")


def test_the_choice_not_applicable_becomes_that_state_and_needs_a_reason() -> None:
    workspace, draft = a_blank()
    with pytest.raises(InvalidValueError):
        say(workspace, draft, "Q-1", "na")
    saved = say(workspace, draft, "Q-1", "na", reason="扱わない")
    assert (saved.answer.state, saved.answer.value) == (AnswerState.NA, ())


def test_a_question_without_that_choice_takes_no_not_applicable() -> None:
    workspace, draft = a_blank()
    given = AnswerInput("Q-3", AnswerState.NA, reason="ない", seen_seq=0)
    with pytest.raises(InvalidValueError):
        answer(workspace, draft, given, actor=FILLER, at=AT)


@pytest.mark.parametrize(
    ("question", "typed", "stored"),
    [
        ("Q-4", ("１２",), ("12",)),
        ("Q-4", ("1,000",), ("1000",)),
        ("Q-4", ("99.50",), ("99.5",)),
        ("Q-5", ("jp", "US", "JP"), ("JP", "US")),
        ("Q-6", ("2026-04-01",), ("2026-04-01",)),
        ("Q-7", ("paper", "disk", "paper"), ("paper", "disk")),
        ("Q-8", ("https://www.example.jp/a",), ("https://www.example.jp/a",)),
        ("Q-9", (" 発送\x00の\u202eため ",), ("発送のため",)),
    ],
)
def test_each_type_of_question_keeps_its_own_form(
    question: str, typed: tuple[str, ...], stored: tuple[str, ...]
) -> None:
    workspace, draft = a_blank()
    assert say(workspace, draft, question, *typed).answer.value == stored


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("Q-1", ("maybe",)),
        ("Q-1", ("yes", "no")),
        ("Q-1", ()),
        ("Q-4", ("many",)),
        ("Q-4", ("-1",)),
        ("Q-4", ("NaN",)),
        ("Q-4", ("1E400",)),
        ("Q-5", ("XX",)),
        ("Q-5", ()),
        ("Q-6", ("2026-02-30",)),
        ("Q-7", ("tape",)),
        ("Q-7", ()),
        ("Q-8", ("javascript:alert(1)",)),
        ("Q-8", ("-",)),
        ("Q-9", ("   ",)),
        ("Q-9", ("x" * 10_001,)),
    ],
)
def test_what_a_question_cannot_take_is_refused_and_not_stored(question: str, typed: tuple[str, ...]) -> None:
    workspace, draft = a_blank()
    with pytest.raises(InvalidValueError):
        say(workspace, draft, question, *typed)
    with workspace.unit() as unit:
        assert unit.records.current_answers(draft) == []


@pytest.mark.parametrize("place", ["value", "reason", "note"])
def test_a_my_number_is_refused_wherever_it_stands(place: str) -> None:
    workspace, draft = a_blank()
    item = {"value": ("担当",), "reason": "", "note": ""} | {place: (MY_NUMBER,) if place == "value" else MY_NUMBER}
    with pytest.raises(MyNumberError) as caught:
        answer(workspace, draft, AnswerInput("Q-9", seen_seq=0, **item), actor=FILLER, at=AT)  # type: ignore[arg-type]
    assert MY_NUMBER not in caught.value.message("ja")


def test_many_answers_are_all_stored_or_none() -> None:
    workspace, draft = a_blank()
    with pytest.raises(InvalidValueError):
        answer_many(
            workspace,
            draft,
            [AnswerInput("Q-3", value=("yes",)), AnswerInput("Q-4", value=("x",))],
            actor=FILLER,
            at=AT,
        )
    with workspace.unit() as unit:
        assert unit.records.current_answers(draft) == []


def test_a_submitted_assessment_takes_no_answers() -> None:
    workspace, draft = a_blank()
    fill(workspace, draft)
    submit(workspace, draft, actor=FILLER, at=AT)
    with pytest.raises(StateError):
        say(workspace, draft, "Q-3", "no", seq=1)


def test_an_auditor_does_not_answer() -> None:
    workspace, draft = a_blank()
    given = AnswerInput("Q-3", value=("yes",), seen_seq=0)
    with pytest.raises(NotPermittedError):
        answer(workspace, draft, given, actor=an_actor(UserRole.AUDITOR), at=AT)


def test_a_question_that_nobody_asks_is_not_found() -> None:
    workspace, draft = a_blank()
    with pytest.raises(NotFoundError):
        say(workspace, draft, "Q-99", "yes")


def test_earlier_answers_are_offered_and_never_taken_over_by_themselves() -> None:
    workspace, party = an_assessing_workspace()
    first = a_decided(workspace, party, q_1=partly(), q_5=unknown())
    second = a_draft(workspace, party, at=later(300))
    offered = last_cycle(workspace, second)
    assert offered is not None
    assert offered.assessment_id == first.id
    assert offered.offered == ("Q-1", "Q-2", "Q-3", "Q-4"), "a child whose parent is offered too; 不明 is asked again"
    with workspace.unit() as unit:
        assert unit.records.current_answers(second) == []
    saved = answer_many(workspace, second, offered.inputs({}), method=AnswerMethod.REUSE, actor=REVIEWER, at=later(300))
    assert {(a.method, a.source) for a in saved.answers} == {(AnswerMethod.REUSE, first.id)}
    assert saved.answers[0].reason == "一部の拠点"
    again = last_cycle(workspace, second)
    assert again is not None
    assert again.offered == ()


def test_a_different_answer_now_is_shown_beside_the_earlier_one() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    second = a_draft(workspace, party, at=later(300))
    say(workspace, second, "Q-3", "no")
    offered = last_cycle(workspace, second)
    assert offered is not None
    assert offered.answers["Q-3"].differs is True
    assert offered.answers["Q-1"].differs is None


@settings(max_examples=examples(60), deadline=None)
@given(st.text(max_size=60), st.sampled_from(["Q-1", "Q-4", "Q-5", "Q-6", "Q-7", "Q-8", "Q-9"]))
def test_whatever_is_typed_is_stored_in_its_form_or_refused(typed: str, question: str) -> None:
    workspace, draft = a_blank()
    try:
        stored = say(workspace, draft, question, typed, reason="理由").answer
    except (InvalidValueError, MyNumberError):
        return
    assert all(part.strip() and _is_inert(part) for part in stored.value)


def _is_inert(text: str) -> bool:
    return not any(unicodedata.category(char) in {"Cc", "Cf"} for char in text.replace("\n", "").replace("\t", ""))
