"""A CRM asks by a token of the page, is told when an answer turns, and takes a slip that is verified."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from kit.browsing import Server, browsing, settled, shot
from kit.builders import an_actor, signed_in
from kit.demos import DemoIn
from nightly.journeys.test_accessible import OF_STREAMLIT, grave
from sakimori.client import Question, Sakimori
from sakimori.clock import today
from sakimori.services.access.sessions import COOKIE
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.webhooks.rows import webhooks
from web.crm import Crm, an_allowed_flow, own_of_demo

pytestmark = pytest.mark.browser

ADMIN, COMPLIANCE = "us05", "us01"
PATIENCE = 60.0


@pytest.fixture
def workspace(tmp_path: Path, demo_in: DemoIn, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    monkeypatch.setenv("SAKIMORI_WEBHOOKS_ALLOWED", "127.0.0.1/32")
    return own_of_demo(tmp_path, demo_in, today())


class Inbox(HTTPServer):
    """Where webhooks arrive for the CRM."""

    crm: Crm | None = None


class Arriving(BaseHTTPRequestHandler):
    """One webhook at a time."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        crm = self.server.crm  # type: ignore[attr-defined]
        self.send_response(crm.receive(body, self.headers) if crm else 503)
        self.end_headers()

    def log_request(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def an_inbox() -> Iterator[Inbox]:
    inbox = Inbox(("127.0.0.1", 0), Arriving)
    thread = Thread(target=inbox.serve_forever)
    thread.start()
    try:
        yield inbox
    finally:
        inbox.shutdown()
        thread.join()
        inbox.server_close()


def sits_down(context: BrowserContext, server: Server, user_id: str) -> Page:
    token = signed_in(Path(os.environ["SAKIMORI_HOME"]), user_id)
    context.add_cookies([{"name": COOKIE, "value": token, "url": server.address}])
    return context.new_page()


def typed(dialog: Locator, key: str, words: str) -> None:
    field = dialog.locator(f".st-key-{key} input")
    field.fill(words)
    field.press("Tab")


def shown_secret(page: Page, press: str) -> str:
    """The secret that comes once a dialog is done."""
    page.get_by_role("dialog").get_by_role("button", name=press, exact=True).click()
    code = page.get_by_role("dialog").locator("[data-testid=stCode] code")
    expect(code).to_be_visible()
    return code.inner_text().strip()


def a_token(page: Page, server: Server) -> str:
    page.goto(f"{server.address}/settings?tab=tokens&lang=ja")
    settled(page)
    page.get_by_role("button", name="プログラムのトークンを作る").click()
    dialog = page.get_by_role("dialog")
    typed(dialog, "token_name", "CRM連携")
    dialog.get_by_role("button", name="営業", exact=True).click()
    settled(page)
    dialog.get_by_role("button", name="提供可否票を出す・取り消す").click()
    settled(page)
    return shown_secret(page, "作る")


def a_webhook(page: Page, server: Server, url: str) -> str:
    page.goto(f"{server.address}/settings?tab=webhooks&lang=ja")
    settled(page)
    page.get_by_role("button", name="知らせる先を加える").click()
    dialog = page.get_by_role("dialog")
    typed(dialog, "webhook_name", "CRM")
    typed(dialog, "webhook_url", url)
    settled(page)
    dialog.get_by_role("button", name="判定が変わった").click()
    settled(page)
    return shown_secret(page, "加える")


def changes_status(page: Page, server: Server, party_id: str, to: str) -> None:
    page.goto(f"{server.address}/party?party={party_id}&lang=ja")
    settled(page)
    page.locator(".st-key-party_menu button").first.click()
    page.get_by_text("状態を変える", exact=True).first.click()
    settled(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=to).or_(dialog.get_by_role("button", name=to, exact=True)).first.click()
    settled(page)
    reason = dialog.locator(".st-key-act_reason textarea")
    reason.fill("契約の見直しのため")
    reason.press("Tab")
    settled(page)
    dialog.locator(".st-key-lifecycle_do button").click()
    settled(page)


def turned(crm: Crm, field: str) -> bool:
    """Whether the field turns while one waits: the server looks for what happened every few seconds."""
    until = time.monotonic() + PATIENCE
    while crm.field != field and time.monotonic() < until:
        time.sleep(0.2)
    return crm.field == field


def standing(page: Page, server: Server, number: str) -> str:
    page.goto(f"{server.address}/slip?number={number}&lang=ja")
    settled(page)
    expect(page.get_by_text("発行したときの内容のままです")).to_be_visible()
    return page.locator("h2").first.inner_text()


def test_a_field_follows_the_answer_and_a_slip_is_taken_and_verified(
    browser: Browser, foreign: list[str], serve: Callable[..., Server], workspace: Workspace
) -> None:
    server = serve("app.py", home=Path(os.environ["SAKIMORI_HOME"]))
    with browsing(browser, foreign) as theirs:
        page = sits_down(theirs, server, ADMIN)
        secret = a_token(page, server)
        shot(page, "crm-token")
        page.keyboard.press("Escape")
        settled(page)
        expect(page.get_by_text(secret)).to_have_count(0)
        assert grave(page).keys() <= OF_STREAMLIT.keys()
    with (
        Sakimori(server.address, secret) as sakimori,
        an_inbox() as inbox,
        browsing(browser, foreign) as theirs,
    ):
        flow_id, party_id = an_allowed_flow(workspace, sakimori, today())
        page = sits_down(theirs, server, COMPLIANCE)
        signing = a_webhook(page, server, f"http://127.0.0.1:{inbox.server_port}/in")
        inbox.crm = crm = Crm(sakimori, flow_id, signing)
        assert crm.field == "green"
        early = sakimori.issue_slip(Question(flow_id=flow_id))
        assert "有効" in standing(page, server, early.number)

        changes_status(page, server, party_id, "利用停止")
        assert turned(crm, "red (blocked)")
        assert "失効" in standing(page, server, early.number)

        changes_status(page, server, party_id, "利用中")
        assert turned(crm, "green")
        slip = sakimori.issue_slip(Question(flow_id=flow_id))
        assert "有効" in standing(page, server, slip.number)
        assert sakimori.slip_pdf(slip.id).startswith(b"%PDF")

        (hook,) = webhooks(workspace, actor=an_actor(user_id=COMPLIANCE))
        page.goto(f"{server.address}/settings?tab=webhooks&hook={hook.id}&lang=ja")
        settled(page)
        expect(page.get_by_role("heading", name="送信の記録")).to_be_visible()
        shot(page, "crm-log")
