"""The first week: from the first set-up over the five steps and a 委託先台帳 to what is to be done first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kit.browsing import Server, fill, settled, shot
from kit.files.workbooks import workbook_bytes

pytestmark = pytest.mark.browser

HEADER = (
    "No", "委託先名", "業務内容", "担当部署", "契約日", "期間", "Ｐマーク", "個人情報の取扱い", "データの種類", "人数",
)  # fmt: skip
ROWS = (
    ("1", "㈱あおば印刷", "発送", "営業部", "令和6年4月1日", "R6.4.1～R9.3.31", "○", "有", "連絡先", "約12,000件"),
    ("2", "みなと清掃株式会社", "清掃", "総務部", "2025/4/1", "", "×", "なし", "", ""),
    ("3", "きたみ計算株式会社", "給与", "人事部", "", "2025/4/1～2027/3/31", "○", "有", "社員の名簿", "350"),
    ("4", "株式会社そらの", "", "", "", "", "", "", "", ""),
)  # fmt: skip


WORD = "umi no mieru machi de"


@pytest.fixture(scope="module")
def own(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The application on an empty home."""
    return serve("app.py", home=tmp_path_factory.mktemp("week"))


def test_a_founder_comes_from_nothing_to_the_first_thing_to_do(page: Page, own: Server, tmp_path: Path) -> None:
    path = tmp_path / "委託先台帳.xlsx"
    path.write_bytes(workbook_bytes(("委託先管理台帳",), HEADER, *ROWS))
    page.goto(f"{own.address}/set-up")
    fill(page, company="株式会社さくら", person="伊藤 花", login="hana@sakura.example", password=WORD)
    settled(page)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_role("heading", name="はじめる")).to_be_visible()
    expect(main.get_by_text("0/5 済み")).to_be_visible()
    shot(page, "week-1-start-ja")
    page.goto(f"{own.address}/start?lang=en")
    settled(page)
    shot(page, "week-1-start-en")
    page.goto(f"{own.address}/start?lang=ja")
    settled(page)

    # The step leads to the import and back.
    page.locator(".st-key-start_go_vendors button").click()
    settled(page)
    expect(main.get_by_role("link", name="はじめる（0/5）に戻る")).to_be_visible()
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".st-key-imports_confirm button").wait_for()
    settled(page)
    shot(page, "week-2-columns-ja")
    page.locator(".st-key-imports_confirm button").click()
    page.locator(".st-key-imports_run").wait_for()
    settled(page)
    shot(page, "week-3-dry-run-ja")
    expect(page.locator(".st-key-imports_run button")).to_be_disabled()
    main.get_by_text("取引中（利用中）").click()
    settled(page)
    page.get_by_role("tab", name="直すところ").click()
    settled(page)
    shot(page, "week-4-mend-ja")
    page.locator(".st-key-imports_run button").click()
    expect(main.get_by_text("取り込みました。")).to_be_visible()
    settled(page)
    shot(page, "week-5-done-ja")
    expect(main.get_by_text("まず、")).to_be_visible()
    page.locator(".st-key-imports_rest button").click()
    settled(page)
    expect(main.get_by_text("値を書き直して、もう一度試せます。")).to_be_visible()
    shot(page, "week-6-rest-ja")
    main.get_by_role("link", name="はじめる（2/5）に戻る").click()
    settled(page)
    expect(main.get_by_text("2/5 済み")).to_be_visible()
    shot(page, "week-7-start-ja")

    # What is skipped is left out; when nothing is left, the page goes.
    for step in ("own_company", "people", "assessment"):
        page.locator(f".st-key-start_skip_{step} button").click()
        settled(page)
    expect(main.get_by_text("はじめの5つが終わりました。")).to_be_visible()
    page.goto(f"{own.address}/gaps?lang=ja")
    settled(page)
    shot(page, "week-8-board-ja")
    expect(page.get_by_test_id("stSidebarNav").get_by_text("はじめる")).to_have_count(0)
    expect(main.get_by_text("（未着手）").first).to_be_attached()
    page.goto(f"{own.address}/risk?lang=ja")
    settled(page)
    shot(page, "week-9-risk-ja")
