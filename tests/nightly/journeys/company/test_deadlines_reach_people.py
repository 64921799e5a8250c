"""Deadlines reach people who open nothing: a calendar that follows, and a digest by a mail server that was down."""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from icalendar import Calendar
from playwright.sync_api import Page, expect

from kit.browsing import Server, settled, shot
from kit.builders import signed_in
from kit.homes import sakimori
from kit.reminding import LEGAL, OWNER, Box, a_reminding_workspace, free_port, runs_out
from sakimori.clock import today
from sakimori.services.access.sessions import COOKIE
from sakimori.services.calendar.open_days import is_closed
from sakimori.services.kernel.workspace import OWN, Workspace

pytestmark = pytest.mark.browser

DAY = next(day for n in range(12) if not is_closed(day := today() - timedelta(days=n)))
PATIENCE = 120.0


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A company of its own, whose only mail server is not there yet."""
    port = free_port()
    monkeypatch.setenv("SAKIMORI_SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("SAKIMORI_MAIL_FROM", "先守 <sakimori@aoba.example.jp>")
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    made = a_reminding_workspace()
    runs_out(made, DAY)
    runs_out(made, today() + timedelta(days=20), owner=LEGAL, name="株式会社あおば")
    made.save_as(tmp_path / f"{OWN}.db")
    return tmp_path


def sits_down(page: Page, server: Server, home: Path, user_id: str) -> None:
    token = signed_in(home, user_id)
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": server.address}])


def fetched(address: str, **headers: str) -> tuple[int, bytes, str]:
    """What a program of calendars gets, which has no session."""
    asked = urllib.request.Request(address, headers={"accept": "text/calendar", **headers})  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - our own address
            return answer.status, answer.read(), answer.headers["etag"]
    except urllib.error.HTTPError as error:
        return error.code, error.read(), ""


def test_a_calendar_follows_by_an_address_until_it_is_revoked(
    page: Page, serve: Callable[..., Server], home: Path
) -> None:
    server = serve("app.py", home=home)
    sits_down(page, server, home, LEGAL)
    page.goto(f"{server.address}/gaps?view=calendar&lang=ja&whose=me")
    settled(page)
    page.get_by_role("button", name="自分のカレンダーに登録").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("佐藤 美咲の担当分")).to_be_visible()
    dialog.get_by_role("button", name="アドレスを作る").click()
    settled(page)
    link = dialog.get_by_role("link", name="カレンダーで開く").get_attribute("href") or ""
    shot(page, "calendar-followed")
    assert link.startswith("webcal://")
    address = link.replace("webcal://", "http://")

    status, body, tag = fetched(address)
    assert status == 200
    calendar = Calendar.from_ical(body)
    assert str(calendar["x-wr-calname"]) == "青葉商事株式会社 期限（佐藤 美咲の担当分）"
    (event,) = calendar.walk("VEVENT")
    assert "認証の有効期限：株式会社あおば" in str(event["summary"])
    assert event.decoded("dtstart") == today() + timedelta(days=20)
    assert fetched(address, **{"if-none-match": tag})[0] == 304

    page.goto(str(event["url"]))
    settled(page)
    expect(page.get_by_role("heading", name="株式会社あおば").first).to_be_visible()

    page.goto(f"{server.address}/gaps?view=calendar&lang=ja")
    settled(page)
    page.get_by_role("button", name="自分のカレンダーに登録").click()
    dialog.get_by_role("button", name="取り消す").click()
    settled(page)
    expect(dialog.get_by_role("button", name="取り消す")).to_have_count(0)
    gone = fetched(address)
    assert gone == fetched(address.replace("sakimori_", "sakimori_x"))
    assert gone[0] == 404
    secret = address.partition("sakimori_")[2].partition(".ics")[0]
    assert secret not in server.log


def test_a_digest_waits_for_the_mail_server_and_arrives_once(
    page: Page, serve: Callable[..., Server], home: Path
) -> None:
    server = serve("app.py", home=home)
    sits_down(page, server, home, LEGAL)
    page.goto(f"{server.address}/gaps?view=reminders&lang=ja")
    settled(page)
    expect(page.get_by_text("自動送信は切っています")).to_be_visible()
    expect(page.get_by_text("まだ送っていません。")).to_be_visible()

    assert remind(home) == 1, "the mail server is down"
    page.reload()
    settled(page)
    shot(page, "reminders-waiting")
    assert states(home) == {OWNER: None, LEGAL: None}

    box = Box()
    port = int(os.environ["SAKIMORI_SMTP_URL"].rpartition(":")[2])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        until = time.monotonic() + PATIENCE
        while len(box.mails) < 2 and time.monotonic() < until:
            time.sleep(0.5)
        assert remind(home) == 0
        time.sleep(6)
    finally:
        controller.stop()
    assert [len(box.to(one)) for one in (OWNER, LEGAL)] == [1, 1], (
        "the server itself tried again, and nobody sent it twice"
    )
    assert "認証の有効期限：株式会社つむぎ" in box.to(OWNER)[0]
    assert None not in states(home).values()
    page.reload()
    settled(page)
    expect(page.get_by_text("まだ送っていません。")).to_have_count(0)
    shot(page, "reminders-sent")


def remind(home: Path) -> int:
    """The command, as a timer calls it."""
    return sakimori(home, "remind", "--on", DAY.isoformat()).returncode


def states(home: Path) -> dict[str, object]:
    """When the digest of each person went out."""
    with Workspace(home / f"{OWN}.db").unit() as unit:
        rows = unit.query(
            "SELECT d.user_id, m.sent_at FROM outgoing_mail m JOIN reminder_digest d ON d.id = m.digest_id"
        )
    return {str(row["user_id"]): row["sent_at"] for row in rows}
