"""A backup while people work, put back after something went wrong: everybody signs in as before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kit.browsing import TABLE, Server, browsing, fill, settled
from kit.homes import ENGINE, POSTGRES, sakimori
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.browser

MAIL, PASSWORD = "hana@sakura.example", "correct horse battery staple"


def facts(page: Page) -> Locator:
    """The table with the facts of our own company."""
    return page.get_by_role("tabpanel").locator(TABLE)


def rename(page: Page, server: Server, address: str) -> None:
    """Write down another address of our own company."""
    page.goto(f"{server.address}/own?lang=ja&tab=facts")
    settled(page)
    page.get_by_role("button", name="基本情報を直す").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("住所").fill(address)
    page.keyboard.press("Tab")
    settled(page)
    dialog.get_by_role("button", name="保存する").click()
    expect(dialog).to_have_count(0)
    settled(page)
    expect(facts(page)).to_contain_text(address)


@pytest.mark.skipif(ENGINE == POSTGRES, reason="`restore` is for files: to a server a backup comes back by `copy`")
def test_what_was_copied_while_the_server_ran_stands_again_after_it_is_put_back(
    browser: Browser, foreign: list[str], tmp_path: Path, serve: Callable[..., Server]
) -> None:
    home, copies = tmp_path / "home", tmp_path / "copies"
    home.mkdir()
    copies.mkdir()
    Workspace(home / "demo.db")  # nobody looks at the demo here: none is made
    server = serve("app.py", home=home)
    with browsing(browser, foreign) as context:
        page = context.new_page()
        page.goto(f"{server.address}/set-up?lang=ja")
        fill(page, company="株式会社さくら", person="創業 花", login=MAIL, password=PASSWORD)
        settled(page)
        rename(page, server, "東京都架空区一丁目1番1号")

        backup, keys = copies / "own.backup", copies / "own.keys"
        made = sakimori(home, "backup", str(backup), "--with-key", str(keys))
        assert (made.returncode, backup.exists(), keys.exists()) == (0, True, True), made.stderr
        rename(page, server, "大阪府架空市二丁目2番2号")

        # While people work nothing is put back.
        refused = sakimori(home, "restore", str(backup), "--key", str(keys), "--replace")
        assert refused.returncode != 0
        server.stop()
        restored = sakimori(home, "restore", str(backup), "--key", str(keys), "--replace")
        assert restored.returncode == 0, restored.stderr + restored.stdout

        server = serve("app.py", home=home)
    with browsing(browser, foreign) as context:
        page = context.new_page()
        page.goto(f"{server.address}/own?lang=ja&tab=facts")
        expect(page.get_by_role("heading", name="サインイン")).to_be_visible()
        fill(page, login=MAIL, password=PASSWORD)
        settled(page)
        assert "創業 花" in page.get_by_test_id("stMenuButton").last.inner_text()
        page.goto(f"{server.address}/own?lang=ja&tab=facts")
        settled(page)
        expect(facts(page)).to_contain_text("東京都架空区一丁目1番1号")
        rename(page, server, "京都府架空市三丁目3番3号")
        page.goto(f"{server.address}/audit?lang=ja")
        settled(page)
        expect(page.get_by_text("改ざんは見つかりません")).to_be_visible()
        expect(page.get_by_text("署名の鍵が")).to_have_count(0)  # it came back with the backup
