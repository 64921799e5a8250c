"""An assessment filled by keyboard alone in a real browser, and decided by somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kit.assessing import assessment_rows
from kit.browsing import Server, settled, shot
from kit.demos import DemoIn
from kit.drafts import for_keys
from sakimori.clock import today
from sakimori.domain.codes import AssessmentState
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.browser
DRAFT = AssessmentState.DRAFT


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Path:
    folder = tmp_path_factory.mktemp("assess")
    demo_in(folder, today())
    return folder


@pytest.fixture(scope="module")
def demo(browser: Browser, serve: Callable[..., Server], home: Path) -> Server:
    assert browser.is_connected()
    return serve("app.py", home=home)


def draft(home: Path) -> str:
    return for_keys(Workspace(home / "demo.db"))


def answered(page: Page) -> int:
    """The number of answered questions, as the progress line says it."""
    line = page.get_by_text(re.compile(r"\d+ / \d+問")).first.inner_text()
    return int(line.split("/")[0])


def current(page: Page) -> str:
    """The question that the keys answer now."""
    return page.locator("strong", has_text="▶").first.inner_text().split()[1]


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    page.wait_for_timeout(300)
    settled(page)


def test_keys_answer_move_on_and_stay_silent_while_typing(demo: Server, page: Page, home: Path) -> None:
    page.goto(f"{demo.address}/assess?id={draft(home)}")
    settled(page)
    expect(page.get_by_text("▶").first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("次の未回答へ"))).to_be_in_viewport()
    shot(page, "assess-fill")
    before, first = answered(page), current(page)

    press(page, "1")
    assert answered(page) == before + 1
    assert current(page) != first
    expect(page.get_by_role("button", name=re.compile("^一部"))).not_to_have_count(0)

    press(page, "2")
    reason = page.get_by_label("できていない部分（必須）")
    expect(reason).to_be_visible()
    expect(page.get_by_text("理由を書くと保存します。")).to_be_visible()
    assert answered(page) == before + 1
    expect(reason).to_be_focused()
    page.keyboard.type("12345 のうち3拠点")
    page.wait_for_timeout(300)
    assert answered(page) == before + 1, "keys answer nothing while somebody types"
    page.keyboard.press("Enter")
    expect(page.get_by_text("までに是正").first).to_be_visible()
    settled(page)
    assert answered(page) == before + 2
    shot(page, "assess-reason")

    page.get_by_role("heading", name=re.compile("^審査")).click()
    there = current(page)
    press(page, "Alt+ArrowRight")
    assert current(page) != there
    press(page, "Alt+ArrowLeft")
    expect(page.get_by_text("▶")).to_have_count(0)


def test_the_question_that_the_keys_answer_is_always_in_sight_and_no_digit_lands_in_a_reason(
    demo: Server, page: Page, home: Path
) -> None:
    workspace = Workspace(home / "demo.db")
    drafts = [row.id for row in assessment_rows(workspace, number=workspace.head()[0]) if row.state is DRAFT]
    page.goto(f"{demo.address}/assess?id={next(one for one in drafts if one != draft(home))}")
    settled(page)
    page.get_by_role("heading", name=re.compile("^審査")).click()
    card = page.locator("[class*='st-key-box_']", has=page.locator("[class*='st-key-assess_current_']"))
    sections: list[str] = []
    reasons: list[str] = []
    for turn in range(40):
        if len(set(sections)) > 1:
            break
        expect(card).to_have_count(1)
        expect(card).to_be_in_viewport(ratio=1)
        bar = page.get_by_test_id("stBottom").bounding_box()
        where = card.bounding_box()
        assert bar
        assert where
        assert where["y"] + where["height"] <= bar["y"], "it stands clear of the bar at the foot"
        sections.append(page.get_by_role("heading", level=3).first.inner_text())
        if card.get_by_role("button", name="一部").count() == 0:
            press(page, "1" if card.get_by_role("button", name="はい").count() else "5")  # in a field: 不明
            continue
        press(page, "2" if turn % 3 == 0 else "1")
        if turn % 3 == 0:
            expect(card.get_by_role("textbox")).to_be_focused()
            page.keyboard.type(f"理由{turn}")
            page.keyboard.press("Enter")
            page.wait_for_timeout(300)
            settled(page)
            reasons.append(f"理由{turn}")
    assert len(set(sections)) > 1, "the keys go on at the end of a section"
    frame = page.locator(".stMain").evaluate("main => getComputedStyle(main, '::before').boxShadow")
    assert frame == "none"
    with workspace.unit() as unit:
        said = [str(row["reason"]) for row in unit.query("SELECT reason FROM answer WHERE reason LIKE '理由%'")]
    assert sorted(said) == sorted(reasons)


def test_a_submitted_assessment_is_decided_with_a_condition(demo: Server, page: Page, home: Path) -> None:
    workspace = Workspace(home / "demo.db")
    rows = assessment_rows(workspace, number=workspace.head()[0])
    waiting = next(r for r in rows if r.state is AssessmentState.SUBMITTED)
    page.goto(f"{demo.address}/assess?id={waiting.id}")
    settled(page)
    page.get_by_role("button", name="判定する").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("条件付き承認")).to_be_visible()
    settled(page)
    dialog.get_by_text("条件付き承認").click()
    settled(page)
    dialog.get_by_label("条件1").fill("再委託先の一覧を出す")
    page.keyboard.press("Tab")
    settled(page)
    dialog.get_by_label("理由（必須）").fill("条件を満たすことを前提に承認します。")
    page.keyboard.press("Tab")
    settled(page)
    shot(page, "assess-decide")
    dialog.get_by_role("button", name=re.compile("この内容で判定する")).click()
    expect(page.get_by_text(re.compile("さんが「条件付き承認」と判定しました"))).to_be_visible()
    expect(page.get_by_text("再委託先の一覧を出す")).to_be_visible()
    shot(page, "assess-decided")
