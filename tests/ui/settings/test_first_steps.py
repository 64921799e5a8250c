"""はじめる as a person sees it: the landing of a new workspace, never of the demo, and gone when nothing is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.builders import an_actor
from sakimori.clock import now
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.first_steps import StartStep, skip_step, start_steps
from sakimori.ui.settings import first_steps

Show = Callable[..., AppTest]
ADMIN = "us05"


@pytest.fixture
def new_home(empty_home: Path) -> Path:
    """A workspace of one's own with people and nothing else."""
    Workspace(empty_home / "demo.db").set_meta(kind="own", name="株式会社さくら")
    return empty_home


def said(at: AppTest) -> str:
    return "\n".join(str(one.value) for group in (at.markdown, at.caption, at.success) for one in group)


@pytest.mark.parametrize(("language", "word"), [("ja", "自社のことを登録する"), ("en", "Record our own company")])
def test_the_steps_say_why_and_where_and_one_button_leads(new_home: Path, show: Show, language: str, word: str) -> None:
    at = show("start", language=language)
    assert word in said(at)
    keys = {button.key for button in at.button if str(button.key).startswith("start_go_")}
    assert keys == {f"start_go_{step.value}" for step in StartStep if step is not StartStep.PEOPLE}
    assert any(role in said(at) for role in ("管理者が行います", "Administrator")), "procurement adds nobody"


def test_a_step_is_skipped_and_taken_up_by_a_press(new_home: Path, show: Show) -> None:
    at = show("start")
    at.button(key="start_skip_papers").click().run()
    states = {state.step: state for state in start_steps(Workspace(new_home / "demo.db"))}
    assert states[StartStep.PAPERS].is_skipped
    assert "飛ばした" in said(at)
    at.button(key="start_skip_papers").click().run()
    assert not start_steps(Workspace(new_home / "demo.db"))[3].is_skipped


def test_with_nothing_left_the_page_says_so(new_home: Path, show: Show) -> None:
    for step in StartStep:
        skip_step(Workspace(new_home / "demo.db"), step, actor=an_actor(), at=now())
    assert "はじめの5つが終わりました" in said(show("start"))


def test_the_demo_never_shows_them(demo_home: Path, show: Show) -> None:
    assert "自社のことを登録する" not in said(show("start"))


def test_the_step_that_adds_people_opens_the_dialog_that_adds_one(new_home: Path, show: Show) -> None:
    at = show("settings", person=ADMIN, tab="users", add="person")
    assert any(str(one.key).startswith("person_name_") for one in at.text_input)
    assert not at.query_params.get("add"), "a reload does not open it again"
    closed = show("settings", person=ADMIN, tab="users")
    assert not any(str(one.key).startswith("person_name_") for one in closed.text_input)
    assert first_steps.QUERY[StartStep.PEOPLE] == {"tab": "users", "add": "person"}
