"""A contract and a certificate from their PDF to the gaps that they close, the clicks and keys of a person counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kit.browsing import Server, settled, shot
from kit.files.documents.made import made, named
from sakimori.clock import now
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import Lifecycle, Role, UserRole
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user

pytestmark = pytest.mark.browser

COUNTING = """
    window.__done = {clicks: 0, keys: 0};
    addEventListener("click", (event) => { if (event.isTrusted && event.detail) window.__done.clicks += 1; }, true);
    addEventListener("keydown", (event) => { if (event.isTrusted) window.__done.keys += 1; }, true);
"""
CONTRACT, CERTIFICATE = "contract_ja_payroll", "certificate_en_isms"
FOUNDER = Actor("us09", "創業者", frozenset(UserRole))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with one person, and the processor whose papers came in."""
    home = tmp_path_factory.mktemp("papers")
    workspace = Workspace(home / "demo.db")
    procurement = frozenset({UserRole.PROCUREMENT})
    add_user(
        workspace, name="高橋 健", department="", roles=procurement, user_id="us01", actor=FOUNDER, at=now()
    )  # fmt: skip
    workspace.set_meta(kind=DEMO_KIND, name="架空の会社")
    party = ThirdParty(
        "", "株式会社ひいらぎ給与サービス", roles=frozenset({Role.PROCESSOR}), country="JP", lifecycle=Lifecycle.IN_USE
    )
    register(workspace, party, actor=FOUNDER, at=now())
    return home


@pytest.fixture(scope="module")
def own_server(browser: Browser, serve: Callable[..., Server], home: Path) -> Server:
    return serve("app.py", home=home)


def at_the_dossier(page: Page, server: Server, home: Path) -> str:
    with Workspace(home / "demo.db").unit() as unit:
        party = next(one for one in unit.records.select(ThirdParty) if not one.is_self)
    page.add_init_script(COUNTING)
    for _ in range(2):  # the first time who looks is asked
        page.goto(f"{server.address}/party?lang=ja&party={party.id}")
        settled(page)
    return party.id


def done(page: Page) -> tuple[int, int]:
    """Clicks and keys of the person since the page was loaded."""
    counted = page.evaluate("window.__done")
    return counted["clicks"], counted["keys"]


def handed_in(page: Page, name: str) -> None:
    """Choose a file: one click, which the test spares itself."""
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(
        {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": made(named(name))}
    )
    page.evaluate("window.__done.clicks += 1")
    page.locator("[class*='st-key-offers_']").wait_for()
    settled(page)


def open_gaps(home: Path, party_id: str) -> set[str]:
    with Workspace(home / "demo.db").unit() as unit:
        return {span.gap_id for span in unit.spans.known_now(party_id)}


def test_a_contract_is_read_by_one_key_a_clause_and_closes_its_gaps(page: Page, own_server: Server, home: Path) -> None:
    party_id = at_the_dossier(page, own_server, home)
    before = open_gaps(home, party_id)
    page.get_by_role("tab", name=re.compile("^契約")).click()
    settled(page)
    page.locator(".st-key-party_contract_add button").click()
    settled(page)
    handed_in(page, CONTRACT)
    shot(page, "read-1-proposals")
    assert page.get_by_label("契約の名称").input_value() == "", "nothing is filled before somebody takes it"
    page.get_by_role("dialog").get_by_role("checkbox").check(force=True)  # whom it covers is said by a person
    settled(page)
    page.locator(".st-key-contract_take_save button").click()
    page.locator("[class*='st-key-box_reading_']").wait_for()
    settled(page)

    # One clause after the other: its passage is marked on the page beside it, and in sight.
    clicks, keys = done(page)
    marked = page.locator("[class*='st-key-passage_'] img").first
    expect(marked).to_be_visible()
    assert marked.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1200
    shot(page, "read-2-clause")
    for _ in range(20):
        card = page.locator("[class*='st-key-box_reading_']")
        key = re.search(r"st-key-(box_reading_\S+)", str(card.get_attribute("class")))
        assert key is not None
        page.keyboard.press("1" if card.locator("blockquote").count() else "3")
        expect(page.locator(f".st-key-{key[1]}")).to_have_count(0)
        settled(page)
    assert page.locator("[class*='st-key-box_reading_']").count() == 0
    assert done(page) == (clicks, keys + 20)
    assert clicks <= 5
    shot(page, "read-3-done")
    with Workspace(home / "demo.db").unit() as unit:
        (contract,) = unit.records.select(Contract)
        found = unit.records.select(ContractClause)
    assert str(contract.start_on) == "2026-04-01"
    assert len(found) == 20
    assert sum(one.state is ClauseState.PRESENT for one in found) >= 10
    assert before - open_gaps(home, party_id), "the gaps for which it was handed in are gone"


def test_digits_that_are_typed_into_a_field_answer_nothing(page: Page, own_server: Server, home: Path) -> None:
    at_the_dossier(page, own_server, home)
    with Workspace(home / "demo.db").unit() as unit:
        (contract,) = unit.records.select(Contract)
        before = {one.id: one.version for one in unit.records.select(ContractClause)}
    page.goto(f"{own_server.address}/contracts?lang=ja&contract={contract.id}")
    settled(page)
    page.locator(".st-key-clause_read_ITK-03 button").click()
    settled(page)
    page.get_by_role("button", name="メモ").first.click()
    field = page.locator("textarea").first
    field.click()
    page.keyboard.type("123n")
    settled(page)
    assert field.input_value() == "123n"
    with Workspace(home / "demo.db").unit() as unit:
        assert {one.id: one.version for one in unit.records.select(ContractClause)} == before


def test_a_certificate_is_registered_from_its_document_in_four_clicks(
    page: Page, own_server: Server, home: Path
) -> None:
    at_the_dossier(page, own_server, home)
    page.get_by_role("tab", name=re.compile("^認証")).click()
    settled(page)
    page.get_by_role("button", name="認証を登録").click()
    settled(page)
    handed_in(page, CERTIFICATE)
    shot(page, "read-4-certificate")
    page.locator(".st-key-certificate_take_save button").click()
    page.get_by_role("dialog").wait_for(state="detached")
    settled(page)
    assert done(page)[0] <= 4
    expect(page.get_by_text("保存しました").first).to_be_visible()
    shot(page, "read-5-certificate-done")
    with Workspace(home / "demo.db").unit() as unit:
        (certificate,) = unit.records.select(Certificate)
    assert (certificate.number, str(certificate.valid_until)) == ("NB-ISMS-20457", "2029-05-03")
    assert certificate.evidence_id is not None
