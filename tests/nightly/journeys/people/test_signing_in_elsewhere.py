"""A person signs in by the company's provider; a stranger whom the provider knows as well does not come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kit.browsing import Server, browsing, fill, settled, shot
from sakimori.services.kernel.workspace import Workspace
from web.providing import a_provider

pytestmark = pytest.mark.browser

MAIL, PASSWORD = "hana@sakura.example", "correct horse battery staple"


@pytest.fixture
def server(tmp_path: Path, serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that trusts one provider."""
    secret = tmp_path / "secret"
    secret.write_text("secret\n", encoding="utf-8")
    users = {
        "s-1": {"email": MAIL, "email_verified": True},
        "s-2": {"email": "mallory@evil.example", "email_verified": True},
    }
    with a_provider(users) as issuer:
        monkeypatch.setenv("SAKIMORI_OIDC_ISSUER", issuer)
        monkeypatch.setenv("SAKIMORI_OIDC_CLIENT_ID", "sakimori")
        monkeypatch.setenv("SAKIMORI_OIDC_CLIENT_SECRET_FILE", str(secret))
        home = tmp_path / "home"
        home.mkdir()
        Workspace(home / "demo.db")  # nobody looks at the demo here: none is made
        started = serve("app.py", home=home)
        yield started
        started.stop()


def prove(page: Page, subject: str) -> None:
    """Go to the provider, and say there who one is."""
    page.get_by_role("link", name="127.0.0.1でサインイン").click()
    page.locator("input[name=sub]").fill(subject)
    page.get_by_role("button", name="Authorize").click()


def test_who_has_an_account_comes_in_where_they_wanted_to_go_and_a_stranger_does_not(
    browser: Browser, foreign: list[str], server: Server
) -> None:
    with browsing(browser, foreign) as founding:
        page = founding.new_page()
        page.goto(f"{server.address}/set-up?lang=ja")
        fill(page, company="株式会社さくら", person="創業 花", login=MAIL, password=PASSWORD)
        settled(page)

    with browsing(browser, foreign) as theirs:
        page = theirs.new_page()
        page.goto(f"{server.address}/gaps?lang=ja")
        expect(page.get_by_role("heading", name="サインイン")).to_be_visible()
        shot(page, "provider-sign-in")
        prove(page, "s-2")
        expect(page.get_by_role("alert")).to_contain_text("サインインできませんでした")
        shot(page, "provider-refused")
        page.goto(f"{server.address}/gaps?lang=ja")
        expect(page.get_by_role("heading", name="サインイン")).to_be_visible()
        prove(page, "s-1")
        settled(page)
        assert page.url.startswith(f"{server.address}/gaps")
        assert "創業 花" in page.get_by_test_id("stMenuButton").last.inner_text()
        # The page of the stand-in provider asks for a style sheet, in vain.
        foreign[:] = [asked for asked in foreign if not asked.startswith("https://cdn.jsdelivr.net/")]
