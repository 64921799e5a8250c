"""A salesperson whose training is overdue is stopped, takes the quiz and is let through; a policy is read besides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kit.asking import COMPLIANCE, SALES, a_question, a_workspace_today
from kit.browsing import Server, give_day, pick, settled, shot
from kit.releasing import CONSENT
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.governance import Acknowledgement, PolicyText
from sakimori.domain.records.hand_over import Release
from sakimori.domain.records.training import Attendance
from sakimori.exchange.course import FIFTEEN_POINTS, course_content
from sakimori.services.clearance.slips import issue_slip
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.training import DRAWN, begin_course
from sakimori.services.settings.policy import change_policy

pytestmark = pytest.mark.browser

NUMBER = f"TK-{today().year}-000001"
SALES_ALONE = frozenset({UserRole.SALES})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A sound hand-over with its slip; a course that began long ago, which our policy wants taken; a policy to read."""
    workspace = a_workspace_today(tmp_path, **CONSENT)
    question = a_question(on=today(), recorded_flow=True, **CONSENT)
    assert issue_slip(workspace, question, actor=SALES, at=now()).record.number == NUMBER
    begun = begin_course(workspace, roles=SALES_ALONE, language="ja", actor=COMPLIANCE, at=now()).record
    long_ago = today() - timedelta(days=60)
    record(workspace, replace(begun, held_from=long_ago), actor=COMPLIANCE, at=now())
    strict = replace(DEFAULT_POLICY, training_stops_releases=1)
    change_policy(workspace, strict, reason="研修を徹底する", actor=COMPLIANCE, at=now())
    text = PolicyText("", "個人情報取扱規程", "第1版", in_force_from=long_ago, roles=SALES_ALONE)
    record(workspace, text, actor=COMPLIANCE, at=now())
    return tmp_path


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).last.click()
    settled(page)


def note_hand_over(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/slip?number={NUMBER}&lang=ja")
    settled(page)
    press(page, "提供の実施を記録")
    page.get_by_role("dialog").get_by_label("顧客番号（任意）").fill("K-77001")
    page.keyboard.press("Tab")
    settled(page)
    for day in ("first_on", "last_on"):
        give_day(page, f"release_{day}", today())
    pick(page, "release_method", "ファイル転送")
    press(page, "^記録する$")


def test_from_the_refusal_over_the_quiz_to_the_hand_over(page: Page, serve: Callable[..., Server], home: Path) -> None:
    server = serve("app.py", home=home)
    note_hand_over(page, server)
    expect(page.get_by_text(re.compile("研修「.*」の期限が切れている"))).to_be_visible()
    shot(page, "training-stopped")

    page.goto(f"{server.address}/own?view=training&lang=ja")
    settled(page)
    press(page, "確認問題を受ける")
    answers = {one.text.ja: one.choices[one.right].ja for one in course_content(FIFTEEN_POINTS).questions}
    groups = page.get_by_role("dialog").get_by_role("radiogroup")
    expect(groups).to_have_count(DRAWN)
    for place in range(DRAWN):
        group = groups.nth(place)
        asked = page.get_by_role("dialog").get_by_test_id("stRadio").nth(place).inner_text()
        right = next(choice for text, choice in answers.items() if text in asked)
        group.get_by_text(right, exact=True).click()
        settled(page)
    press(page, "提出して採点する")
    # The words before the questions name the same: that somebody passed is told in green.
    expect(page.get_by_test_id("stAlertContentSuccess").get_by_text("合格です。")).to_be_visible()
    shot(page, "training-passed")
    with Workspace(home / "demo.db").unit() as unit:
        [taken] = unit.records.select(Attendance)
    assert (taken.user_id, taken.score, taken.is_passed) == (SALES.id, 100, True)

    page.goto(f"{server.address}/own?view=governance&lang=ja")
    settled(page)
    press(page, "読んで確認した")
    expect(page.get_by_text(re.compile("個人情報取扱規程 第1版は.*に確認済み"))).to_be_visible()
    with Workspace(home / "demo.db").unit() as unit:
        [read] = unit.records.select(Acknowledgement)
    assert read.user_id == SALES.id

    note_hand_over(page, server)
    expect(page.get_by_text(re.compile("提供の記録を作りました"))).to_be_visible()
    with Workspace(home / "demo.db").unit() as unit:
        assert [one.released_by for one in unit.records.select(Release)] == [SALES.id]
