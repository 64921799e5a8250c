"""What the answer library suggests, on the page of an assessment."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.files.question_sheets import book
from sakimori.clock import now
from sakimori.domain.codes import AssessmentKind, UserRole
from sakimori.domain.questions.assessment import Answer, AnswerMethod
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import submit
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file
from ui.conftest import Show

ACTOR = Actor("us01", "佐藤", frozenset(UserRole))
HOSTILE = "![x](http://127.0.0.1:9/x)"
KEPT, ALIKE, LOGGED = "個人データを暗号化していますか", "個人データを全て暗号化していますか", f"記録を取るか{HOSTILE}"


def a_sheet(workspace: Workspace, name: str, *questions: str) -> str:
    """A customer's blank sheet for our own company; its assessment."""
    rows = [(str(place), text, "") for place, text in enumerate(questions, 1)]
    file = read_file(workspace, book(("No.", "質問", "回答"), *rows), f"{name}.xlsx")
    form = NewPack(name, Polarity.YES)
    plan = plan_questionnaire(workspace, file, Target(SELF_ID, kind=AssessmentKind.ASKED), form, actor=ACTOR)
    done = take_in(workspace, plan, form, actor=ACTOR, at=now())
    assert done.assessment is not None
    return done.assessment.id


def two_sheets(home: Path) -> tuple[str, str]:
    """A sheet that was answered and handed in, and the next one."""
    workspace = Workspace(home / "demo.db")
    one = a_sheet(workspace, "客先A", KEPT, LOGGED)
    given = AnswerInput("2", value=("no",), note="来年度から")
    answer_many(workspace, one, [AnswerInput("1", value=("yes",)), given], actor=ACTOR, at=now())
    submit(workspace, one, actor=ACTOR, at=now())
    return one, a_sheet(workspace, "客先B", LOGGED, "版を書いてください", ALIKE)


def words(at: AppTest) -> str:
    return " ".join(str(one.value) for one in (*at.caption, *at.markdown))


def answers_of(home: Path, assessment_id: str) -> list[Answer]:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.current_answers(assessment_id)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_blank_question_shows_earlier_answers_with_source_day_and_what_to_check(
    demo_home: Path, show: Show, language: str
) -> None:
    _, two = two_sheets(demo_home)
    at = show("assess", language=language, id=two)
    assert not at.exception
    assert at.button(key="library_1_0").label == ("候補：いいえ" if language == "ja" else "Suggested: No")
    assert ("客先A 1.0版" if language == "ja" else "客先A v1.0") in words(at)
    assert ("文言が違う" if language == "ja" else "other wording") in words(at)
    assert KEPT in words(at)


def test_a_suggestion_is_taken_over_by_one_press_and_names_its_source(demo_home: Path, show: Show) -> None:
    one, two = two_sheets(demo_home)
    at = show("assess", id=two)
    at.button(key="library_1_0").click().run()
    assert not at.exception
    (stored,) = answers_of(demo_home, two)
    assert (stored.value, stored.note, stored.method, stored.source) == (("no",), "来年度から", AnswerMethod.REUSE, one)
    assert all(button.key != "library_1_0" for button in at.button)


def test_the_batch_ticks_the_same_words_alone_and_stores_what_is_ticked(demo_home: Path, show: Show) -> None:
    _, two = two_sheets(demo_home)
    at = show("assess", id=two)
    assert at.button(key="assess_library").label.endswith("2")
    at.button(key="assess_library").click().run()
    assert "1" in at.button(key="assess_library_save").label
    at.button(key="assess_library_save").click().run()
    assert not at.exception
    assert [answer.question_id for answer in answers_of(demo_home, two)] == ["1"]


def test_nothing_answered_elsewhere_offers_no_batch(demo_home: Path, show: Show) -> None:
    at = show("assess", id=a_sheet(Workspace(demo_home / "demo.db"), "客先A", "質問票の版を書いてください"))
    assert all(button.key != "assess_library" for button in at.button)
    assert all(not str(button.key).startswith("library_") for button in at.button)
