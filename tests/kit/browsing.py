"""A real browser, a real server on a port of its own, and nothing else on the net."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime

from kit.examples import ALL
from kit.homes import environment_of
from sakimori.domain.values.text import LANGUAGES

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "microsoft-edge")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE / 2)
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]:not(:has([data-testid=stSkeleton]))"
"""The script has run, and every part of the page program that it draws with has come."""


TABLE, NAME = ".rows-box", "a.rows-name"
"""A table, and the name of a row of it, which is a link."""


def browser_program() -> str:
    """The installed browser; without one the test is skipped at home and fails in CI, for the same reason."""
    found = os.environ.get("E2E_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        why = "no Chromium: apt-get install chromium-headless-shell fonts-noto-cjk, or set E2E_BROWSER"
        if os.environ.get("CI"):
            pytest.fail(why, pytrace=False)
        pytest.skip(why)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = browser_program()
    as_root = getattr(os, "geteuid", lambda: 1)() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=[*QUIET, *(["--no-sandbox"] if as_root else [])]
        )
        yield browser
        browser.close()


class Server:
    """One running server: its address, and its log for when something goes wrong."""

    def __init__(self, script: Path, home: Path, health: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.log_file = home / "server.log"
        self._log: IO[bytes] = self.log_file.open("wb")
        command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment_of(home), stdout=self._log, stderr=self._log
        )
        self._wait(f"{self.address}{health}")

    @property
    def log(self) -> str:
        """What the server has said."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def _wait(self, health: str) -> None:
        until = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(health, timeout=1) as answer:  # noqa: S310 - our own address
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.stop()
        pytest.fail(f"the server did not come up:\n{self.log}", pytrace=False)

    def stop(self) -> None:
        """End the process and close its log."""
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


@pytest.fixture(scope="module")
def serve(homes: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start a server for a script of the project, with a home of its own; all are stopped at the end."""
    running: list[Server] = []

    def start(script: str, health: str = "/healthz", home: Path | None = None) -> Server:
        running.append(Server(ROOT / script, home or tmp_path_factory.mktemp("home"), health))
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture(scope="module")
def server(browser: Browser, serve: Callable[..., Server]) -> Server:
    """The whole application, on an empty home."""
    return serve("app.py")


SETTINGS: dict[str, object] = {
    "locale": "ja-JP",
    "timezone_id": "Asia/Tokyo",
    "reduced_motion": "reduce",
    "viewport": {"width": 1280, "height": 800},
}
OURS = re.compile(r"(http://(127\.0\.0\.1|localhost):(?!9/)|data:|blob:)")


@contextmanager
def browsing(browser: Browser, foreign: list[str], **settings: object) -> Iterator[BrowserContext]:
    """A browser of a new person; at its end nothing has asked for anything beyond our servers.

    What would leave the machine is seen, and refused by the browser: to intercept requests would end its cache.
    """
    context = browser.new_context(**{**SETTINGS, **settings})  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE / 2)

    def notice(request: Request) -> None:
        if not OURS.match(request.url):
            foreign.append(request.url)

    context.on("request", notice)
    yield context
    context.close()
    assert foreign == [], f"left the machine: {foreign}"


@pytest.fixture
def context_settings() -> dict[str, object]:
    """How the browser introduces itself; override by parametrize or in a module."""
    return {}


@pytest.fixture
def foreign() -> list[str]:
    """The requests that would have left the machine; each test that opens a page ends with none."""
    return []


@pytest.fixture
def context(browser: Browser, foreign: list[str], context_settings: dict[str, object]) -> Iterator[BrowserContext]:
    with browsing(browser, foreign, **context_settings) as context:
        yield context


@pytest.fixture(scope="module")
def kept_page(browser: Browser) -> Iterator[Page]:
    """One tab for all tests of a module, which keeps what it loaded and compiled once."""
    with browsing(browser, []) as context:
        yield context.new_page()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def in_turn(places: Sequence[str]) -> list[tuple[str, str]]:
    """Places with the language to see each in: every other one in the other; in the nightly run each in both."""
    return [
        (place, language)
        for at, place in enumerate(places)
        for language in (LANGUAGES if ALL else [LANGUAGES[at % len(LANGUAGES)]])
    ]


def settled(page: Page, *, chooses: bool = True) -> Page:
    """Wait until the script has run and the page stands still; who looks is the first person, where that is asked."""
    page.wait_for_selector(SETTLED)
    page.wait_for_timeout(150)
    page.wait_for_selector(SETTLED)
    asked = page.locator(".st-key-who button")
    if chooses and asked.count():
        asked.first.click()
        asked.first.wait_for(state="detached")
        return settled(page, chooses=False)
    return page


def fill(page: Page, **fields: str) -> None:
    """Fill a form of the door and send it."""
    for name, value in fields.items():
        page.locator(f"input[name={name}]").fill(value)
    page.locator("form button").first.click()


def the_table(page: Page, place: int = 0) -> Locator:
    """A table of the page, by its place among them; a negative one counts from the end."""
    return page.locator(TABLE).nth(place)


def open_row(page: Page, row: int = 0, *, table: int = 0) -> None:
    """Open a row of a table by its name."""
    the_table(page, table).locator(NAME).nth(row).click()
    settled(page)


def press_in_row(page: Page, row: int = 0, *, table: int = 0) -> None:
    """Press the button in a row of a table."""
    the_table(page, table).locator("tbody tr").nth(row).locator(".rows-button button").last.click()
    settled(page)


def press_mark(page: Page, mark: Locator) -> None:
    """Click a mark of a chart: plotly lays a sheet over its marks, so the click goes by place."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settled(page)


def shot(page: Page, name: str) -> None:
    """Keep a picture in the folder that SAKIMORI_SHOTS names; without it, do nothing."""
    if folder := os.environ.get("SAKIMORI_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


def give_day(page: Page, key: str, on: date) -> None:
    """Type a day into the field of a key, as a form of what happened asks for it."""
    page.locator(f".st-key-{key}").get_by_role("spinbutton").first.click()
    page.keyboard.type(f"{on:%Y%m%d}")
    for _ in range(3):  # past its buttons: the day counts once its field is left, and its calendar goes with it
        page.keyboard.press("Tab")
    expect(page.locator(f".st-key-{key} :focus")).to_have_count(0)
    settled(page)


def pick(page: Page, key: str, option: str) -> None:
    """Choose one out of the list of a key that begins empty."""
    box = page.locator(f".st-key-{key}").get_by_role("combobox").last
    wanted = page.get_by_role("option", name=option, exact=True).first
    box.scroll_into_view_if_needed()
    for _ in range(3):  # a list that opens while something moves closes again
        box.click()
        with suppress(NotInTime):
            wanted.wait_for(timeout=3_000)
            break
    wanted.click()
    settled(page)
