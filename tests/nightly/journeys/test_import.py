"""A newcomer brings a list: file, columns, dry run, import, and the same list once more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kit.browsing import Server, settled, shot
from kit.files.workbooks import workbook_bytes
from kit.lists import HEADER, a_row
from sakimori.clock import now
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user

pytestmark = pytest.mark.browser

HOSTILE = "![x](http://127.0.0.1:9/x) 株式会社"


@pytest.fixture(scope="module")
def own(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The application on a workspace with one person and nothing else."""
    home = tmp_path_factory.mktemp("home")
    workspace = Workspace(home / "demo.db")
    founder = Actor("us01", "佐藤", frozenset(UserRole))
    add_user(
        workspace, name="佐藤", department="", roles=frozenset({UserRole.PROCUREMENT}), user_id="us01", actor=founder,
        at=now(),
    )  # fmt: skip
    workspace.set_meta(kind=DEMO_KIND, name="空の会社")
    return serve("app.py", home=home)


def hand_in(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".st-key-imports_confirm button").click()
    page.locator(".st-key-imports_run").wait_for()
    settled(page)


def test_a_list_goes_in_and_the_same_list_changes_nothing(page: Page, own: Server, tmp_path: Path) -> None:
    path = tmp_path / "委託先一覧.xlsx"
    good = [a_row(f"株式会社取引先{n}", 国="日本", 役割="委託先", サービス名="業務") for n in range(12)]
    path.write_bytes(workbook_bytes(HEADER, *good, a_row(HOSTILE), a_row("かもめ", 国="どこか")))
    page.goto(f"{own.address}/imports?lang=ja")
    settled(page)
    shot(page, "import-1-file")
    hand_in(page, path)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("まだ何も取り込んでいません。13行は取り込めます。1行は直してください。")).to_be_visible()
    box = page.locator(".st-key-imports_run").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 800
    shot(page, "import-3-dry-run")
    expect(page.locator(".st-key-imports_run button")).to_be_disabled()
    main.get_by_text("取引中（利用中）").click()
    settled(page)
    page.locator(".st-key-imports_run button").click()
    expect(main.get_by_text("取り込みました。新しく登録 13社、更新 0社です。")).to_be_visible()
    shot(page, "import-4-done")
    page.locator(".st-key-imports_next button").click()
    settled(page)
    hand_in(page, path)
    expect(main.get_by_text("この内容は取込済みです")).to_be_visible()
    expect(page.locator(".st-key-imports_run button")).to_be_disabled()
    for tab in page.get_by_role("tab").all():
        tab.click()
        settled(page)
    expect(main.locator("img[src*='127.0.0.1:9']")).to_have_count(0)


@pytest.mark.parametrize("context_settings", [{"viewport": {"width": 390, "height": 800}}], ids=["phone"])
def test_nothing_scrolls_sideways_on_a_phone(page: Page, own: Server, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook_bytes(HEADER, a_row("株式会社電話"), a_row("㈱電話"), a_row("かもめ", 国="どこか")))
    page.goto(f"{own.address}/imports?lang=en")
    settled(page)
    hand_in(page, path)
    for tab in page.get_by_role("tab").all():
        tab.click()
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(page, "import-phone")
