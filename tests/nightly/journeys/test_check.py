"""The clearance check in a real browser: allowed, conditional until its condition is met, blocked by Article 28."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kit.asking import ADMIN, AT, COMPLIANCE, PROCUREMENT, SALES, a_workspace_today
from kit.browsing import Server, settled, shot
from sakimori.domain.records.data_flow import DataFlow, TransferMethod
from sakimori.domain.records.hand_over import FactConfirmation, HandOver
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.browser

HOME_PARTY, ABROAD = "株式会社ひなたリサーチ", "Slatework Corporation"
SMALL, LARGE = "満足度調査の名簿", "会員全員への発送"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A processor at home with a flow that may go and one that compliance has to approve, and one abroad."""
    folder = tmp_path_factory.mktemp("check")
    workspace = a_workspace_today(
        folder,
        recipient={"legal_name": HOME_PARTY},
        flow={"name": SMALL, "transfer_method": TransferMethod.FILE_TRANSFER},
        data_set_parts=[{"person_count": 1_001}],
    )
    with workspace.change("register.recorded", actor=ADMIN, at=AT) as change:
        party = change.records.select(ThirdParty, "id = :id", {"id": "tp1"})[0]
        flow, facts = change.records.select(DataFlow)[0], change.records.select(HandOver)[0]
        change.insert(replace(flow, id="fl2", name=LARGE, person_count=1_001))
        change.insert(replace(facts, id="ho2", flow_id="fl2"))
        for one in change.records.select(FactConfirmation):
            change.insert(replace(one, id=f"{one.id}-2", flow_id="fl2", persons=1_001))
        change.insert(replace(party, id="tp2", legal_name=ABROAD, country="US", business_in_japan=False))
        change.insert(replace(flow, id="fl3", third_party_id="tp2", name="顧客管理"))
        change.insert(replace(facts, id="ho3", third_party_id="tp2", flow_id="fl3"))
    return folder


@pytest.fixture(scope="module")
def company(browser: Browser, serve: Callable[..., Server], home: Path) -> Server:
    assert browser.is_connected()
    return serve("app.py", home=home)


def band(page: Page) -> Locator:
    return page.locator(".st-key-check_band")


def find(page: Page, company: Server, words: str, name: str) -> None:
    """Look for a recipient as somebody in sales does, and choose it."""
    page.goto(f"{company.address}/check")
    settled(page)
    expect(band(page)).to_contain_text("渡す相手を選んでください。")
    page.get_by_placeholder("名称・カナ・法人番号で探す").fill(words)
    page.get_by_role("button", name=name).click()
    settled(page)


def begin_with(page: Page, flow: str) -> None:
    """Choose the registered flow that the question begins with."""
    box = page.get_by_role("combobox", name=re.compile("どの提供か"))
    box.click()
    page.get_by_role("option", name=flow).click()
    settled(page)


def act_as(page: Page, name: str, *, now: str) -> None:
    """Look at the page as another person."""
    page.get_by_test_id("stMenuButton").filter(has_text=now).click()
    page.get_by_text(re.compile(rf"^{name}（.*として見る")).click()
    expect(page.get_by_test_id("stMenuButton").filter(has_text=name)).to_be_visible()
    settled(page)


def test_sales_finds_a_recipient_and_the_answer_is_allowed_with_its_last_day(company: Server, page: Page) -> None:
    find(page, company, "ひなた", HOME_PARTY)
    begin_with(page, SMALL)
    expect(band(page).get_by_role("heading", name="可")).to_be_visible()
    expect(band(page)).to_contain_text("渡せます。")
    expect(band(page)).to_contain_text("まで有効")
    expect(page.get_by_text(re.compile(r"問題のない点 \d+件"))).to_be_visible()
    shot(page, "check-allowed")


class Hand:
    """Somebody of sales at the page, whose clicks and inputs are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.inputs = page, 0, 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1
        settled(self.page)

    def choose(self, field: str, option: str) -> None:
        self.click(self.page.get_by_role("combobox", name=re.compile(field)))
        self.click(self.page.get_by_role("option", name=option))
        self.inputs += 1


QUESTION = ".st-key-check_next"


def test_a_new_hand_over_to_a_known_company_takes_four_inputs_and_a_click_for_each_question(
    company: Server, page: Page
) -> None:
    hand = Hand(page)
    page.goto(f"{company.address}/check")
    settled(page)
    page.get_by_placeholder("名称・カナ・法人番号で探す").fill("ひなた")
    hand.click(page.get_by_role("button", name=HOME_PARTY))
    hand.inputs += 1
    hand.choose("どの提供か", "新しい提供")
    hand.choose("渡すデータ", "通販の顧客")
    expect(band(page).get_by_role("heading", name="要照会")).to_be_visible()
    assert (hand.clicks, hand.inputs) == (5, 3), "the first answer, before the purpose is told"
    hand.choose("利用目的", "受注")
    assert (hand.clicks, hand.inputs) == (7, 4)
    expect(page.get_by_text("推定")).to_be_visible()
    shot(page, "check-four-questions")
    asked = 0
    while page.locator(QUESTION).count():
        before = hand.clicks
        box = page.locator(QUESTION)
        fit = box.get_by_role("radio", name=re.compile("^(いいえ|申出なし|兆候なし)$"))
        hand.click(fit.first)
        assert hand.clicks == before + 1
        asked += 1
        assert asked < 12
    shot(page, "check-nothing-decides")
    expect(page.get_by_text(re.compile(r"答えたこと \d+件"))).to_be_visible()  # those of its other flows among them
    assert asked == 1, "what is on record of the recipient is not asked again"


def test_a_company_that_nobody_registered_is_asked_for_done_and_judged(company: Server, page: Page) -> None:
    name = "どこにもない園芸株式会社"
    page.goto(f"{company.address}/check")
    settled(page)
    page.get_by_placeholder("名称・カナ・法人番号で探す").fill(name)
    page.get_by_role("button", name="登録を依頼する").click()
    settled(page)
    expect(page.get_by_text("依頼しました。")).to_be_visible()
    shot(page, "check-asked-to-register")
    act_as(page, PROCUREMENT.name, now=SALES.name)
    page.goto(f"{company.address}/gaps")
    settled(page)
    expect(page.get_by_text(f"「{name}」の登録", exact=True)).to_be_visible()
    shot(page, "gaps-errand")


def test_a_condition_is_met_by_the_approval_of_compliance_and_then_it_is_allowed(
    company: Server, page: Page, home: Path
) -> None:
    find(page, company, "ひなた", HOME_PARTY)
    begin_with(page, LARGE)
    expect(band(page).get_by_role("heading", name="条件付き可")).to_be_visible()
    expect(band(page)).to_contain_text("次の 1件 を満たせば渡せます。")
    expect(page.get_by_text("法務の承認を受ける（1,000人を超える）")).to_be_visible()
    shot(page, "check-conditional")

    act_as(page, COMPLIANCE.name, now=SALES.name)
    page.get_by_role("link", name="提供可否チェック").click()
    settled(page)
    page.get_by_text(re.compile("そのあとに残ること")).click()  # what compliance decided itself bars it for her
    to_flow = page.get_by_role("link", name="フロー", exact=True)
    to_flow.click()
    settled(page)
    if "/check" in page.url:  # a click that came while the page was being drawn for her leads nowhere
        to_flow.click()
        settled(page)
    page.get_by_role("button", name="提供を承認する").click()
    settled(page)
    page.get_by_label("理由").fill("件数と契約を確かめた")
    page.keyboard.press("Tab")
    settled(page)
    page.get_by_role("dialog").get_by_role("button", name="提供を承認する").click()
    settled(page)
    expect(page.get_by_text(re.compile(f"{COMPLIANCE.name}が.*承認しました"))).to_be_visible()
    with Workspace(home / "demo.db").unit() as unit:
        assert unit.records.select(HandOver, "id = 'ho2'")[0].approved_by == COMPLIANCE.id

    act_as(page, SALES.name, now=COMPLIANCE.name)
    expect(band(page).get_by_role("heading", name="可")).to_be_visible()
    expect(band(page)).to_contain_text("渡せます。")


def test_a_recipient_abroad_without_a_basis_is_blocked_by_article_28(company: Server, page: Page) -> None:
    find(page, company, "slatework", ABROAD)
    expect(band(page).get_by_role("heading", name="不可")).to_be_visible()
    expect(band(page)).to_contain_text("いまは渡せません。")
    expect(page.get_by_text("法28条1項").first).to_be_visible()
    expect(page.get_by_role("button", name="提供可否票を発行")).to_have_count(0)
    shot(page, "check-blocked")
