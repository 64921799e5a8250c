"""A document in the browser: its pages are seen, its file is taken out, and after signing out neither is given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kit.browsing import Server, settled, shot
from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.contract import Contract
from sakimori.services.access.sessions import COOKIE
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.browser


@pytest.fixture
def home(tmp_path: Path, demo_in: DemoIn) -> Path:
    demo_in(tmp_path, today())
    return tmp_path


def filed(home: Path) -> tuple[str, Evidence, bytes]:
    """A contract with a document, the document, and its bytes."""
    with Workspace(home / "demo.db").unit() as unit:
        contract = next(one for one in unit.records.select(Contract, order="id") if one.document_ids)
        document = unit.records.get(Evidence, contract.document_ids[0])
        return contract.id, document, unit.files.get(document.sha256)


def test_the_pages_are_seen_and_the_file_is_taken_out_while_somebody_is_there(
    page: Page, serve: Callable[..., Server], home: Path
) -> None:
    server = serve("app.py", home=home)
    contract_id, document, body = filed(home)
    for _ in range(2):  # the first time who looks is asked
        page.goto(f"{server.address}/contracts?lang=ja&contract={contract_id}")
        settled(page)
    page.locator(f".st-key-contract_file_{document.id} button").click()
    settled(page)
    dialog = page.get_by_role("dialog")
    picture = dialog.locator("img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1200
    shot(page, "document")
    with page.expect_download() as taken:
        dialog.locator(".st-key-evidence_take a").click()
    assert (taken.value.suggested_filename, Path(taken.value.path()).read_bytes()) == (document.filename, body)
    dialog.locator(".st-key-evidence_accept button").click()
    expect(dialog).to_have_count(0)

    address = f"{server.address}/evidence/{document.id}"
    [kept] = [one["value"] for one in page.context.cookies() if one["name"] == COOKIE]
    assert page.request.get(address).status == 200
    for path in (address, f"{address}/page/1.png"):
        stranger = page.request.get(path, headers={"cookie": f"{COOKIE}={kept[::-1]}", "accept": "image/*"})
        assert stranger.status == 403
