"""Two colleagues on two browsers: one answers and submits, the other sees it and decides; nothing of either is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page, expect

from kit.browsing import Server, browsing, settled, shot
from kit.demos import DemoIn
from kit.drafts import for_keys
from sakimori.clock import now, today
from sakimori.demo.third_parties import Manner, made_up_answers
from sakimori.domain.codes import AssessmentState, Decision
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.rules.facts.assessments import pack_facts
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.browser

BUYER, DECIDER = "us02", "us01"


@pytest.fixture
def home(tmp_path: Path, demo_in: DemoIn) -> Path:
    demo_in(tmp_path, today())
    return tmp_path


def sits_down(page: Page, server: Server, person: str, assessment: str) -> Page:
    page.goto(f"{server.address}/assess?lang=ja&id={assessment}")
    settled(page, chooses=False)
    page.locator(f".st-key-who_{person} button").click()
    settled(page, chooses=False)
    page.goto(f"{server.address}/assess?lang=ja&id={assessment}")
    return settled(page, chooses=False)


def keys(page: Page, key: str) -> None:
    page.keyboard.press(key)
    page.wait_for_timeout(300)
    settled(page, chooses=False)


def answers(home: Path, assessment: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """The answers that stand, by question, each with who gave it."""
    with Workspace(home / "demo.db").unit() as unit:
        return {a.question_id: (a.value, a.by) for a in unit.records.current_answers(assessment)}


def assessment_of(home: Path, assessment: str) -> Assessment:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.get(Assessment, assessment)


def answers_the_rest(home: Path, assessment: str) -> None:
    """Whatever is still open, answered by the same colleague as they would at the page."""
    workspace = Workspace(home / "demo.db")
    with workspace.unit() as unit:
        found = unit.records.get(Assessment, assessment)
        party = unit.records.get(ThirdParty, found.third_party_id)
        buyer = unit.records.get(User, BUYER)
        pack = unit.pack(found.pack_digest)
        given = unit.records.current_answers(assessment)
    good = made_up_answers(pack, found.group, pack_facts(party), Manner(), Random(1))  # noqa: S311 - no secret
    rest = [
        AnswerInput(question, one.state, one.given, one.reason)
        for question, one in good.items()
        if question not in {answer.question_id for answer in given}
    ]
    answer_many(workspace, assessment, rest, actor=Actor(buyer.id, buyer.name, buyer.roles), at=now())


def test_what_one_answers_and_submits_the_other_sees_and_decides_and_neither_loses_anything(
    browser: Browser, foreign: list[str], serve: Callable[..., Server], home: Path
) -> None:
    server, draft = serve("app.py", home=home), for_keys(Workspace(home / "demo.db"))
    with browsing(browser, foreign) as one, browsing(browser, foreign) as other:
        buyer = sits_down(one.new_page(), server, BUYER, draft)
        decider = sits_down(other.new_page(), server, DECIDER, draft)
        before = answers(home, draft)

        # Both stand at the same question; the second is told who was first and what they said, and takes it.
        keys(buyer, "1")
        [question] = answers(home, draft).keys() - before.keys()
        assert answers(home, draft)[question] == (("yes",), BUYER)
        keys(decider, "5")
        dialog = decider.get_by_role("dialog")
        expect(dialog).to_contain_text("高橋 健")
        expect(dialog).to_contain_text("相手の回答：はい")
        shot(decider, "colleagues-conflict")
        assert answers(home, draft)[question] == (("yes",), BUYER)
        dialog.get_by_role("button", name="相手の回答").click()
        settled(decider, chooses=False)
        assert answers(home, draft)[question] == (("yes",), BUYER)

        answers_the_rest(home, draft)
        whole = answers(home, draft)
        buyer.reload()
        settled(buyer, chooses=False)
        buyer.get_by_role("button", name=re.compile("提出して判定へ")).last.click()
        settled(buyer, chooses=False)
        buyer.get_by_role("dialog").get_by_role("button", name=re.compile("提出する")).last.click()
        expect(buyer.get_by_text("判定を待っています。").first).to_be_visible()
        assert assessment_of(home, draft).state is AssessmentState.SUBMITTED

        # The other's page is as old as before; a key on it answers nothing, and says why.
        keys(decider, "Alt+ArrowRight")
        keys(decider, "1")
        assert answers(home, draft) == whole
        decider.reload()
        settled(decider, chooses=False)
        decider.get_by_role("button", name="判定する").click()
        dialog = decider.get_by_role("dialog")
        dialog.get_by_text("承認", exact=True).first.click()
        settled(decider, chooses=False)
        dialog.get_by_label("理由（必須）").fill("回答の内容を確かめた。")
        decider.keyboard.press("Tab")
        settled(decider, chooses=False)
        dialog.get_by_role("button", name=re.compile("この内容で判定する")).click()
        expect(decider.get_by_text(re.compile("さんが「承認」と判定しました"))).to_be_visible()
        shot(decider, "colleagues-decided")

        buyer.reload()
        settled(buyer, chooses=False)
        expect(buyer.get_by_text(re.compile("佐藤 美咲さんが「承認」と判定しました"))).to_be_visible()
        shot(buyer, "colleagues-seen")
    decided = assessment_of(home, draft)
    assert (decided.decision, decided.decided_by) == (Decision.APPROVED, DECIDER)
    assert answers(home, draft) == whole
