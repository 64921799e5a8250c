"""教育 as people open it: my courses and the quiz, everybody's state, beginning it, and a list that comes in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.domain.records.training import Attendance, Course
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.training import DRAWN, drawn_questions
from sakimori.ui.frame.components import OPEN_DIALOG
from sakimori.ui.frame.text import TEXTS

Show = Callable[..., AppTest]


def words_of(at: AppTest) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.info, *at.success, *at.warning))


def on_record(home: Path) -> list[Attendance]:
    with Workspace(home / "demo.db").unit() as unit:
        return list(unit.records.select(Attendance))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_compliance_sees_its_own_courses_and_everybody_with_the_overdue_first(
    demo_home: Path, show: Show, language: str
) -> None:
    at = show("training", language=language)
    assert TEXTS["training.mine"].get(language) in [one.value.strip("# *") for one in at.markdown] or at.subheader
    courses, people, vendors = (one.value for one in tables(at))
    assert len(courses) == 2
    assert len(vendors) >= 3
    assert TEXTS["severity.medium"].get(language) in people["state"][0][0]
    assert TEXTS["state.ok"].get(language) in people["state"].iloc[-1][0]


def test_sales_sees_only_its_own(demo_home: Path, show: Show) -> None:
    at = show("training", language="ja", person="us03")
    assert not tables(at)
    assert any((button.key or "").startswith("training_take_") for button in at.button)


def test_the_quiz_is_taken_from_the_page_and_its_mistakes_are_explained(demo_home: Path, show: Show) -> None:
    before = {one.id for one in on_record(demo_home)}
    at = show("training", language="ja", person="us03")
    next(button for button in at.button if (button.key or "").startswith("training_take_")).click().run()
    assert len(at.radio) == DRAWN
    assert at.button(key="training_hand_in").disabled
    seed = at.session_state[OPEN_DIALOG][1]["seed"]
    with Workspace(demo_home / "demo.db").unit() as unit:
        [course] = [one for one in unit.records.select(Course) if one.content]
    questions = drawn_questions(course, seed)
    for place, question in enumerate(questions):
        right = question.right if place else (question.right + 1) % len(question.choices)
        at.radio(key=f"training_answer_{question.id}").set_value(right)
    at.run()
    at.button(key="training_hand_in").click().run()
    assert not at.exception
    shown = words_of(at)
    assert TEXTS["training.passed"].ja in shown
    assert questions[0].why.ja.split("。")[0] in shown
    [new] = [one for one in on_record(demo_home) if one.id not in before]
    assert (new.user_id, new.score, new.is_passed) == ("us03", 90, True)


def test_the_check_warns_whoever_is_overdue_and_leads_to_the_course(demo_home: Path, show: Show) -> None:
    at = show("check", language="ja", person="us03")
    assert "期限が切れています" in words_of(at)
    assert "期限が切れています" not in words_of(show("check", language="ja", person="us01"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_register_offers_to_begin_the_course(empty_home: Path, show: Show, language: str) -> None:
    at = show("training", language=language, person="us02")
    assert TEXTS["training.empty"].get(language) in words_of(at)
    at.button(key="training_begin").click().run()
    at.button(key="training_begin_save").click().run()
    assert not at.exception
    assert not at.error, at.error
    with Workspace(empty_home / "demo.db").unit() as unit:
        [course] = unit.records.select(Course)
    assert course.content
    assert course.roles
