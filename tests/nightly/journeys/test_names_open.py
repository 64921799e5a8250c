"""Every list that the pages lead to: a name opens its record by mouse, by Enter, and by middle click in a new tab."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import Locator, Page

from kit.browsing import NAME, TABLE, Server, settled, the_table
from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.codes import UserRole
from sakimori.ui.frame.pages import FRAME, PAGES, landing
from sakimori.ui.frame.tables import OPEN

pytestmark = pytest.mark.browser

PLACES = ("view", "tab", "part")
"""What an address says of the part of a page; its other words choose rows and records."""
PEOPLE = {UserRole.COMPLIANCE: "us01", UserRole.ADMIN: "us05"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn, serve: Callable[..., Server]) -> Server:
    home: Path = tmp_path_factory.mktemp("names")
    demo_in(home, today())
    return serve("app.py", home=home)


class Shown(NamedTuple):
    """What a page shows: where it is, its title, its dialog, and the name that is chosen on it."""

    place: tuple[str, tuple[tuple[str, str], ...]]
    title: str
    dialog: str
    chosen: str


def shown(at: Page) -> Shown:
    settled(at)
    url = urlsplit(at.url)
    asked = tuple(sorted((name, said) for name, said in parse_qsl(url.query) if name not in FRAME))
    dialog, chosen = at.get_by_role("dialog"), at.locator(f"{NAME}[aria-current]")
    return Shown(
        (url.path, asked),
        at.locator("h1").first.inner_text(),
        dialog.first.inner_text().split("\n")[0] if dialog.count() else "",
        chosen.first.inner_text() if chosen.count() else "",
    )


@dataclass
class Walk:
    """A walk from every page of the menu's table through tabs and first names, which meets each list once."""

    page: Page
    base: str
    ways: deque[str]
    seen: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    cut: list[str] = field(default_factory=list)

    def meet(self) -> Iterator[tuple[str, str, int]]:
        """Each list: its name, the address of its page, and which one of that page it is."""
        while self.ways:
            way = self.ways.popleft()
            if _kind(way) in self.seen:
                continue
            self.seen.add(_kind(way))
            self.open(way)
            here = self.page.url
            self.note_tabs(here)
            for number, title in enumerate(self.titles()):
                if title in self.lists or not the_table(self.page, number).locator(NAME).count():
                    continue
                self.lists.add(title)
                name = the_table(self.page, number).locator(NAME).first
                self.ways.append(urljoin(here, name.get_attribute("href") or ""))
                yield title, here, number
                self.open(here)

    def titles(self) -> list[str]:
        """The tables of the page by path and key, without the numbers that tell its drawings apart."""
        boxes = self.page.locator(TABLE)
        classes = boxes.evaluate_all("boxes => boxes.map(box => box.closest('[class*=st-key-]').className)")
        keys = (re.search(r"st-key-([a-z_]*[a-z])", said) for said in classes)
        return [f"{urlsplit(self.page.url).path} {key[1] if key else ''}" for key in keys]

    def open(self, address: str) -> None:
        self.page.goto(urljoin(self.base, address))
        settled(self.page)

    def note_tabs(self, here: str) -> None:
        """Open each tab once, so that its address is known."""
        for number in range(self.page.locator("[role=tab]").count()):
            tab = self.page.locator("[role=tab]").nth(number)
            if tab.get_attribute("aria-selected") != "true":
                tab.click()
                settled(self.page)
                self.ways.append(self.page.url)
        if self.page.url != here:
            self.open(here)


def _addresses(role: UserRole) -> list[str]:
    """Every page and view that somebody of a role may open."""
    return [f"{spec.within or spec.name}?{urlencode(spec.query)}" for spec in PAGES if role in spec.roles]


def _kind(address: str) -> str:
    """A page with view and tab: one record of a kind stands for all of them."""
    url = urlsplit(address)
    asked = dict(parse_qsl(url.query))
    kept = {name: asked[name] for name in PLACES if name in asked}
    more = sorted(name for name in asked if name not in {*FRAME, *kept, OPEN, "row"})
    return f"{url.path.strip('/')}?{urlencode(kept)} {' '.join(more)}"


def first_name(at: Page, number: int) -> Locator:
    name = the_table(at, number).locator(NAME).first
    name.scroll_into_view_if_needed()
    return name


@pytest.mark.parametrize(("role", "least"), [(UserRole.COMPLIANCE, 70), (UserRole.ADMIN, 3)])
def test_the_first_name_of_every_list_opens_its_record(page: Page, server: Server, role: UserRole, least: int) -> None:
    """At least so many lists the demo leads this person to: a walk that ends early proves nothing."""
    walk, wrong = Walk(page, server.address, deque(_addresses(role))), []
    page.goto(f"{server.address}/{landing(frozenset({role})).name}?lang=ja")
    settled(page, chooses=False)
    page.locator(f".st-key-who_{PEOPLE[role]} button").click()
    settled(page)
    for title, here, number in walk.meet():
        before = shown(page)
        first_name(page, number).click()
        clicked = shown(page)
        if clicked == before:
            wrong.append(f"{title}: a click opens nothing")
            continue
        walk.open(here)
        first_name(page, number).focus()
        page.keyboard.press("Enter")
        entered = shown(page)
        walk.open(here)
        with page.context.expect_page() as coming:
            first_name(page, number).click(button="middle")
        tab = coming.value
        opened = shown(tab)
        tab.close()
        wrong += [
            f"{title}: {how} {other}, a click {clicked}"
            for how, other in (("Enter", entered), ("a middle click", opened))
            if other != clicked
        ]
        if shown(page) != before:
            wrong.append(f"{title}: a middle click changes the page itself")
    assert not wrong, "\n".join(wrong)
    assert len(walk.lists) >= least, walk.lists
