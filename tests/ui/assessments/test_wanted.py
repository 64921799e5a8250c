"""追加の資料: asked for at a question, told there and on the board of whom was asked, until a document is filed."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.drafts import that_asks
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.errand import Errand, ErrandState
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.services.assessments.view import assessment_view
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace
from ui.conftest import Show

ASKED = Actor("us02", "高橋 健", frozenset({UserRole.PROCUREMENT}))
QUESTION = "G-01"


def said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.success, *at.info, *at.warning))


def errands(home: Path) -> list[Errand]:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.select(Errand, "kind = 'evidence'")


def opened(show: Show, draft: str, language: str = "ja", question: str = QUESTION) -> AppTest:
    """The dialog that asks for a document, opened from the evidence of a question."""
    at = show("assess", person="us01", language=language, id=draft, q=question)
    at.session_state[f"evidence_{question}"] = True
    at.run()
    at.button(key=f"wanted_ask_{question}").click().run()
    assert not at.exception
    return at


@pytest.mark.parametrize(
    ("language", "waits", "title"),
    [("ja", "資料を依頼中：高橋 健", f"の資料（{QUESTION}）"), ("en", "Asked 高橋 健 for a document", f"({QUESTION})")],
)
def test_a_reviewer_asks_a_colleague_and_the_document_ends_it(
    demo_home: Path, show: Show, language: str, waits: str, title: str
) -> None:
    workspace = Workspace(demo_home / "demo.db")
    draft = that_asks(workspace, QUESTION)
    at = opened(show, draft, language)
    chosen = at.selectbox(key=f"wanted_what_{QUESTION}")
    request = str(chosen.value)
    at.selectbox(key=f"wanted_{QUESTION}_{request}_person").set_value("us02").run()
    work = assessment_view(workspace, draft, on=today(), number=workspace.head()[0])
    mail = at.code[0].value
    assert [part in mail for part in (work.party_name, QUESTION, chosen.options[0])] == [True] * 3
    at.button(key=f"wanted_{QUESTION}_{request}_do").click().run()
    assert not at.exception
    (errand,) = errands(demo_home)
    assert (errand.person_id, errand.asked_by, errand.question_id, errand.request_id or "") == (
        "us02", "us01", QUESTION, request,
    )  # fmt: skip
    assert waits in said(at)
    board = show("gaps", person="us02", language=language)
    assert title in said(board)
    filed = file_evidence(
        workspace, third_party_id=work.assessment.third_party_id, assessment_id=draft, question_id=QUESTION,
        request_id=errand.request_id, filename="資料.pdf", body=b"%PDF", actor=ASKED, at=now(),
    )  # fmt: skip
    assert errands(demo_home)[0].closed_by == filed.record.uploaded_by
    assert waits not in said(show("assess", person="us01", language=language, id=draft, q=QUESTION))
    assert title not in said(show("gaps", person="us02", language=language))


def test_whoever_asked_takes_it_back_at_the_question_and_nobody_else_may(demo_home: Path, show: Show) -> None:
    draft = that_asks(Workspace(demo_home / "demo.db"), QUESTION)
    at = opened(show, draft)
    at.button(key=next(str(one.key) for one in at.button if str(one.key).endswith("_do"))).click().run()
    (errand,) = errands(demo_home)
    take_back = f"errand_withdrawn_{errand.id}"
    other = show("assess", person="us02", id=draft, q=QUESTION)
    assert "資料を依頼中" in said(other)
    assert take_back not in {one.key for one in other.button}
    at = show("assess", person="us01", id=draft, q=QUESTION)
    at.button(key=take_back).click().run()
    assert errands(demo_home)[0].state is ErrandState.WITHDRAWN
    assert "資料を依頼中" not in said(at)


def test_nobody_asks_on_a_past_day(demo_home: Path, show: Show) -> None:
    workspace = Workspace(demo_home / "demo.db")
    draft = that_asks(workspace, QUESTION)
    at = opened(show, draft)
    at.button(key=next(str(one.key) for one in at.button if str(one.key).endswith("_do"))).click().run()
    with workspace.unit() as unit:
        day = unit.query("SELECT opened_on FROM assessment WHERE id = :id", id=draft)[0]["opened_on"]
    past = show("assess", person="us01", id=draft, q=QUESTION, on=str(day))
    past.session_state[f"evidence_{QUESTION}"] = True
    past.run()
    assert "資料を依頼中" not in said(past)
    assert f"wanted_ask_{QUESTION}" not in {one.key for one in past.button}


def test_a_document_for_what_others_ask_of_us_is_one_of_our_own(demo_home: Path, show: Show) -> None:
    workspace = Workspace(demo_home / "demo.db")
    with workspace.unit() as unit:
        running = unit.records.select(Assessment, "third_party_id = :own AND state = 'draft'", {"own": SELF_ID})
    work = assessment_view(workspace, running[0].id, on=today(), number=workspace.head()[0])
    at = opened(show, running[0].id, question=work.questions[0].question.id)
    at.button(key=next(str(one.key) for one in at.button if str(one.key).endswith("_do"))).click().run()
    assert not at.exception
    assert [one.about for one in errands(demo_home)] == ["自社"]
