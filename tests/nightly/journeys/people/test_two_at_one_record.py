"""Two people change one record: the second is told of the first, sees both values, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kit.browsing import Server, browsing, settled, shot
from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.browser

FIRST, SECOND = "us02", "us06"
THEIRS, MINE, SITE = "東京都架空区二丁目2番2号", "東京都架空区三丁目3番3号", "https://new.example.jp"


@pytest.fixture
def home(tmp_path: Path, demo_in: DemoIn) -> Path:
    demo_in(tmp_path, today())
    return tmp_path


def party(home: Path) -> ThirdParty:
    with Workspace(home / "demo.db").unit() as unit:
        [found] = unit.records.select(ThirdParty, "legal_name LIKE '%つむぎ%'", order="id")[:1]
    return found


def opens(page: Page, server: Server, person: str, third_party_id: str) -> Locator:
    """A person of the demo opens the form of a third party."""
    page.goto(f"{server.address}/party?lang=ja&party={third_party_id}&tab=facts")
    settled(page, chooses=False)
    page.locator(f".st-key-who_{person} button").click()
    settled(page)
    page.goto(f"{server.address}/party?lang=ja&party={third_party_id}&tab=facts")
    settled(page)
    page.locator(".st-key-facts_edit button").click()
    settled(page)
    return page.get_by_role("dialog")


def write(page: Page, dialog: Locator, label: str, value: str) -> None:
    dialog.get_by_label(label).fill(value)
    page.keyboard.press("Tab")
    settled(page)


def test_the_second_is_told_in_words_sees_both_values_and_keeps_what_they_typed(
    browser: Browser, foreign: list[str], serve: Callable[..., Server], home: Path
) -> None:
    server, standing = serve("app.py", home=home), party(home)
    with browsing(browser, foreign) as one, browsing(browser, foreign) as other:
        first, second = one.new_page(), other.new_page()
        early, late = opens(first, server, FIRST, standing.id), opens(second, server, SECOND, standing.id)
        write(second, late, "住所", MINE)
        write(second, late, "ウェブサイト", SITE)
        write(first, early, "住所", THEIRS)
        early.get_by_role("button", name="保存する").click()
        expect(early).to_have_count(0)
        settled(first)
        assert party(home).address == THEIRS

        late.get_by_role("button", name="保存する").click()
        settled(second)
        expect(late).to_contain_text("高橋 健さんが先に同じ項目を変えました")
        expect(late).to_contain_text(f"自分：{MINE}")
        expect(late).to_contain_text(f"相手：{THEIRS}")
        expect(late.get_by_label("住所")).to_have_value(MINE)
        expect(late.get_by_label("ウェブサイト")).to_have_value(SITE)
        shot(second, "two-conflict")
        assert party(home).address == THEIRS

        late.get_by_role("button", name="自分の値にする").click()
        expect(late).to_have_count(0)
        settled(second)
        assert (party(home).address, party(home).website) == (MINE, SITE)
    with Workspace(home / "demo.db").unit() as unit:
        noted = unit.query(
            "SELECT actor FROM audit_entry WHERE record_id = :id ORDER BY seq DESC LIMIT 2", id=standing.id
        )
    assert [str(row["actor"]) for row in noted] == [SECOND, FIRST]
