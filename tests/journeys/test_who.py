"""Who is there, in a browser: the first set-up, a second person, reload, tab, restart, and the end of it everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kit.browsing import TABLE, Server, browsing, fill, open_row, settled, shot
from kit.demos import DemoIn
from sakimori.clock import today

pytestmark = pytest.mark.browser

ADMIN, ADMIN_WORD = "hana@sakura.example", "correct horse battery staple"
SECOND, SECOND_WORD = "ken@sakura.example", "umi no mieru machi de kurasu"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Path:
    """A home with the demo in it, and no workspace of one's own yet."""
    home = tmp_path_factory.mktemp("who")
    demo_in(home, today())
    return home


def pictures(page: Page, name: str) -> None:
    """What a page looks like at a desk and on a phone."""
    for size in ({"width": 1280, "height": 800}, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.wait_for_timeout(600)
        shot(page, f"{name}-{size['width']}")
    page.set_viewport_size({"width": 1280, "height": 800})


def user_label(page: Page) -> str:
    """Who the header says is looking."""
    return page.get_by_test_id("stMenuButton").last.inner_text()


def test_from_the_first_set_up_to_the_second_person_and_back_out_everywhere(
    browser: Browser, context: BrowserContext, foreign: list[str], home: Path, serve: Callable[..., Server]
) -> None:
    server = serve("app.py", home=home)
    admin = context.new_page()
    admin.goto(f"{server.address}/?lang=ja")
    settled(admin, chooses=False)
    expect(admin.get_by_role("heading", name="だれとして使いますか")).to_be_visible()
    pictures(admin, "who-demo-ja")
    assert admin.get_by_role("link", name="自社のワークスペースを始める").get_attribute("href") == "/set-up"

    # The first person begins the workspace and is signed in.
    admin.goto(f"{server.address}/set-up")
    fill(admin, company="株式会社さくら", person="創業 花", login=ADMIN, password=ADMIN_WORD)
    settled(admin)
    assert "創業 花" in user_label(admin)

    # They add a second one, who gets a first password.
    admin.goto(f"{server.address}/settings?lang=ja&tab=users")
    settled(admin)
    pictures(admin, "who-people-ja")
    admin.get_by_role("button", name="利用者を加える").click()
    dialog = admin.get_by_role("dialog")
    dialog.get_by_label("氏名（必須）").fill("高橋 健")
    dialog.get_by_text("調達", exact=True).click()
    dialog.get_by_role("textbox", name="ログイン名").fill(SECOND)
    pictures(admin, "who-add-ja")
    dialog.get_by_role("button", name="保存する").click()
    settled(admin)
    first_word = admin.get_by_test_id("stCode").inner_text().strip()
    pictures(admin, "who-first-password-ja")

    with browsing(browser, foreign) as other:
        tab = other.new_page()
        tab.goto(f"{server.address}/gaps?lang=ja")
        assert tab.url.startswith(f"{server.address}/sign-in?next=")
        fill(tab, login=SECOND, password=first_word)
        assert tab.url.endswith("/password")
        fill(tab, password=SECOND_WORD)
        settled(tab)
        assert "高橋 健" in user_label(tab)

        # A reload, a second tab, another start of the server: still the same person.
        tab.goto(f"{server.address}/gaps?lang=ja")
        settled(tab)
        tab.reload()
        settled(tab)
        assert "高橋 健" in user_label(tab)
        server.stop()
        server = serve("app.py", home=home)
        again = other.new_page()
        again.goto(f"{server.address}/parties?lang=en")
        settled(again)
        assert "高橋 健" in user_label(again)

        # The administrator signs them out everywhere: the tab that is open shows nothing any more.
        admin.goto(f"{server.address}/settings?lang=ja&tab=users")
        settled(admin)
        open_row(admin, 1)
        pictures(admin, "who-person-ja")
        admin.get_by_role("button", name="すべての端末からサインアウトさせる").click()
        settled(admin)
        expect(again.get_by_role("heading", name="Sign in")).to_be_visible(timeout=60_000)
        assert again.locator(TABLE).count() == 0
        pictures(again, "who-ended-en")
        again.reload()
        assert "/sign-in" in again.url

        # Signed in once more, they sign out themselves: at once, in the tab where they are.
        fill(again, login=SECOND, password=SECOND_WORD)
        settled(again)
        again.get_by_test_id("stMenuButton").last.click()
        again.get_by_text("Your account", exact=True).click()
        settled(again)
        pictures(again, "who-account-en")
        again.get_by_role("dialog").get_by_role("button", name="Sign out").click()
        expect(again.get_by_role("heading", name="Sign in")).to_be_visible()
