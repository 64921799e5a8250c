"""What a person has to say of a file before anything of it is taken in: labels, and answers taken back by a remark."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kit.assessing import a_party
from kit.builders import AT, a_workspace, an_actor
from kit.files.question_sheets import book
from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.errors import StateError
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.exchange.questionnaires.reading.doubts import ANSWERS, NO_ANSWERS, against_token
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import IntakeResult, plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import AnswerStep, NewPack, QuestionnairePlan, Target
from sakimori.services.questionnaires.reading import read_again, read_file

FORM = NewPack("客先チェックシート", Polarity.YES)
ROWS = (("1", "責任者を定めていますか。", "○", ""), ("2", "規程を定めていますか。", "×", ""))
HOPED = book(("No.", "確認事項", "模範回答", "備考"), *ROWS)
TAKEN_BACK = book(("No.", "確認事項", "回答", "備考"), (*ROWS[0][:3], "海外拠点は未実施"), ROWS[1])

Said = Sequence[tuple[str, str]]


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


def plan_of(workspace: Workspace, data: bytes, said: Said = ()) -> QuestionnairePlan:
    file = read_file(workspace, data, "客先.xlsx", said=said)
    return plan_questionnaire(workspace, file, Target(a_party(workspace).id), FORM, actor=an_actor())


def taken(workspace: Workspace, plan: QuestionnairePlan) -> IntakeResult:
    return take_in(workspace, plan, FORM, actor=an_actor(), at=AT)


def values(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    with workspace.unit() as unit:
        return {one.question_id: one.value for one in unit.records.select(Answer)}


@pytest.mark.parametrize("data", [HOPED, TAKEN_BACK], ids=["a label", "a remark"])
def test_nothing_is_taken_in_until_a_person_has_said_it(workspace: Workspace, data: bytes) -> None:
    plan = plan_of(workspace, data)
    assert AnswerStep.LOOK in {line.step for line in plan.lines}
    assert all(line.given is None for line in plan.of(AnswerStep.LOOK))
    head = workspace.head()
    with pytest.raises(StateError):
        taken(workspace, plan)
    assert workspace.head() == head
    with workspace.unit() as unit:
        assert not unit.records.select(Assessment)


def test_no_answer_under_an_unsaid_label_is_even_planned(workspace: Workspace) -> None:
    assert [line.step for line in plan_of(workspace, HOPED).lines] == [AnswerStep.LOOK, AnswerStep.LOOK]


def test_a_label_that_was_said_to_head_the_answers_is_taken_in_and_read_so_again(workspace: Workspace) -> None:
    done = taken(workspace, plan_of(workspace, HOPED, [("模範回答", ANSWERS)]))
    assert values(workspace) == {"1": ("yes",), "2": ("no",)}
    assert done.record is not None
    again = read_again(workspace, done.record).reading
    assert ([one.normal.value for one in again.questions], again.is_open) == (["yes", "no"], False)


def test_a_label_that_was_said_to_head_none_leaves_every_question_unanswered(workspace: Workspace) -> None:
    plan = plan_of(workspace, HOPED, [("模範回答", NO_ANSWERS)])
    assert {line.step for line in plan.lines} == {AnswerStep.SILENT}
    taken(workspace, plan)
    assert values(workspace) == {}


def test_an_answer_with_its_remark_is_taken_in_as_a_person_has_said(workspace: Workspace) -> None:
    token = against_token("○", "海外拠点は未実施")
    taken(workspace, plan_of(workspace, TAKEN_BACK, [(token, "partly")]))
    assert values(workspace) == {"1": ("partly",), "2": ("no",)}
