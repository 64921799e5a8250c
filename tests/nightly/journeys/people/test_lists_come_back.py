"""Every list with a filter, an order, its second page and a chosen row: Back, reload and a sent link show the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from kit.browsing import TABLE, Server, open_row, settled
from kit.demos import DemoIn
from sakimori.clock import today

pytestmark = pytest.mark.browser

LISTS = {
    "parties": "parties?q=株式会社&focus=unknowns&sort=-name",
    "gaps": "gaps?sev=medium,low&p=2",
    "groups": "gaps?group=rule&sev=high",
    "calendar": "gaps?view=calendar&kinds=validity",
    "contracts": "contracts?q=契約&sort=-notice",
    "uncovered": "contracts?focus=without",
    "assessments": "assess?tab=valid&sort=-due",
    "packs": "assess?view=packs&focus=ours",
    "library": "assess?view=library&q=個人",
    "coverage": "assess?view=coverage",
    "inbox": "check?view=inbox&which=closed",
    "approved": "approved?sort=-valid",
    "records": "records?q=会員",
    "trail": "audit?q=株式会社&p=2",
    "flows": "flows?route=entrust",
    "flows_table": "flows?view=list&verdict=blocked,review",
    "flows_of_services": "flows?view=services&abroad=1",
    "flows_by_country": "flows?view=countries&abroad=1",
}
"""A list as a link names it. Where a list has more rows than a page holds, its second page."""

CHOICES = {"row", "of", "country"}
"""What an address says of the chosen rows of a page."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn, serve: Callable[..., Server]) -> Server:
    home: Path = tmp_path_factory.mktemp("lists")
    demo_in(home, today())
    return serve("app.py", home=home)


def where(page: Page) -> tuple[str, dict[str, list[str]]]:
    """Path and what the address says, in whatever order."""
    address = urlsplit(page.url)
    return address.path, parse_qs(address.query)


def shown(page: Page) -> dict[str, list[str]]:
    """What the list shows: its cells, the chosen rows, what its controls hold, and which rows of how many these are."""
    settled(page)
    main = page.get_by_test_id("stMain")
    table = main.locator(TABLE).first
    table.scroll_into_view_if_needed()
    expect(table.locator("td").first).to_be_attached()
    settled(page)
    words = [one.inner_text() for one in main.get_by_test_id("stCaptionContainer").all()]
    return {
        "cells": table.locator("td").all_text_contents(),
        "chosen": table.locator("tr.rows-chosen").all_text_contents(),
        "controls": [field.input_value() for field in main.locator("input:visible:not([type=checkbox])").all()],
        "pressed": main.locator("[role=radio][aria-checked=true], button[aria-pressed=true]").all_inner_texts(),
        "range": [word for word in words if "件目" in word],
    }


@pytest.mark.parametrize("name", LISTS)
def test_back_reload_and_a_sent_link_show_the_list_as_it_was(page: Page, server: Server, name: str) -> None:
    page.goto(f"{server.address}/{LISTS[name]}")
    settled(page)
    page.goto(f"{server.address}/{LISTS[name]}")
    settled(page)
    assert where(page) == where_of(LISTS[name]), "the address stays as it was sent"
    before = shown(page)

    open_row(page)
    asked = where_of(LISTS[name])
    if where(page)[1].keys() - CHOICES != asked[1].keys() or where(page)[0] != asked[0]:
        page.go_back()  # the row opened its record
    elif page.get_by_role("dialog").count():
        page.keyboard.press("Escape")  # the row opened a dialog
        expect(page.get_by_role("dialog")).to_have_count(0)
    elif where(page)[1].keys() & CHOICES:  # the row shows something below: the address names the choice too
        before = shown(page)
        assert before["chosen"] != []
    left = where(page)
    assert shown(page) == before

    page.locator("[data-testid=stSidebarNavLink][href$='/settings']").click()  # a page without a list of these
    page.wait_for_url(lambda url: urlsplit(url).path != left[0])
    settled(page)
    page.go_back()
    settled(page)
    assert (where(page), shown(page)) == (left, before), "Back"
    page.reload()
    assert (shown(page), where(page)) == (before, left), "a reload"
    sent = page.context.new_page()
    sent.goto(page.url)
    assert (shown(sent), where(sent)) == (before, left), "a sent link"
    sent.close()


def where_of(address: str) -> tuple[str, dict[str, list[str]]]:
    path, _, query = address.partition("?")
    return f"/{path}", parse_qs(query)
