"""Pages on paper: the page of Streamlit links to a style that leaves out what is pressed; other answers stay whole."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from sakimori.web import screen_page
from sakimori.web.screen_page import BROUGHT, ScreenPage

OF_STREAMLIT = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><div id="root"></div></body></html>'
OURS = "<html><head><title>先守</title></head><body><main>扉</main></body></html>"
ADDRESS = "/screen/print.css"
PAGE = {"accept": "text/html,*/*"}
STYLE = (Path(screen_page.__file__).parent / "screen" / "print.css").read_text(encoding="utf-8")


async def _page(_request: Request) -> Response:
    return HTMLResponse(OF_STREAMLIT)


async def _streamed(_request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield OF_STREAMLIT.encode()
        await asyncio.sleep(0)
        yield b"<!-- and more -->"

    return StreamingResponse(parts(), media_type="text/html")


@pytest.fixture
def client() -> TestClient:
    async def own(_request: Request) -> Response:
        return HTMLResponse(OURS)

    addresses = {"/": _page, "/streamed": _streamed, "/own": own}
    routes = [Route(path, answer) for path, answer in addresses.items()]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(ScreenPage)]))


def test_the_page_of_streamlit_links_to_the_style_for_paper_and_says_its_new_length(client: TestClient) -> None:
    answer = client.get("/", headers=PAGE)
    links = re.findall(r"<link [^>]*>|<script [^>]*></script>", answer.text)
    assert len(links) == len(BROUGHT)
    assert f'<link rel="stylesheet" media="print" href="{ADDRESS}">' in links
    rest = answer.text
    for link in links:
        rest = rest.replace(link, "")
    assert rest.replace('lang="ja"', 'lang="en"') == OF_STREAMLIT
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_an_answer_in_parts_is_linked_in_its_first_and_whole(client: TestClient) -> None:
    answer = client.get("/streamed", headers=PAGE)
    assert answer.text.count(ADDRESS) == 1
    assert answer.text.endswith("<!-- and more -->")


def test_pages_of_ours_stay_as_they_are(client: TestClient) -> None:
    assert client.get("/own", headers=PAGE).text == OURS


def test_what_no_browser_shows_stays_as_it_is(client: TestClient) -> None:
    assert client.get("/", headers={"accept": "application/json"}).text == OF_STREAMLIT


@pytest.mark.parametrize("part", ["stSidebar", "stHeader", "stButton", "stDownloadButton", "stPopover", "stPageLink"])
def test_the_style_leaves_out_the_menu_and_what_is_pressed(part: str) -> None:
    hidden = next(rule for rule in STYLE.split("}") if "display: none" in rule)
    assert f'[data-testid="{part}"]' in hidden
