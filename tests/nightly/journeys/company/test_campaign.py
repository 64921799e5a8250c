"""A campaign that shows no way to refuse keeps its addresses here; once it is mended the agency may get them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kit.asking import ADMIN, a_workspace_today
from kit.browsing import Server, settled, shot, the_table
from sakimori.clock import now, today
from sakimori.domain.records.campaigns import AddressBasis, AddressGroup, Campaign, CampaignChannel
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow, TransferMethod
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.browser

AGENCY, NAME = "株式会社さざなみ広告", "年末の案内"
REASON = f"キャンペーン「{NAME}」：受信拒否ができる旨と宛先を表示しない"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An agency that may get addresses, and a campaign of tomorrow in which one thing is amiss."""
    workspace = a_workspace_today(
        tmp_path,
        recipient={"legal_name": AGENCY},
        flow={"name": "宛先の受渡し", "transfer_method": TransferMethod.FILE_TRANSFER},
        facts={
            "marketing": True, "channels": ["mail"], "optin_basis": True, "optin_record": True, "mail_order_ad": False,
            "refusal_display": True, "suppression_on": today(),
        },
    )  # fmt: skip
    _add_campaign(workspace)
    return tmp_path


def _add_campaign(workspace: Workspace) -> None:
    with workspace.change("register.recorded", actor=ADMIN, at=now()) as change:
        (flow,), (contract,) = change.records.select(DataFlow), change.records.select(Contract)
        party = change.records.get(ThirdParty, flow.third_party_id)
        campaign = Campaign(
            "cp1", party.id, NAME, CampaignChannel.MAIL, (flow.id,), contract.id, in_a_lump=False, mail_order=False,
            sender="検査の会社", shows_sender=True, shows_refusal=False, shows_address=True, shows_contact=True,
            broker_list=False, suppression_on=today(), planned_on=today() + timedelta(days=1),
        )  # fmt: skip
        change.insert(campaign)
        change.insert(AddressGroup("ag1", party.id, "cp1", "取引のある人", AddressBasis.RELATION, person_count=500))


def act_as(page: Page, name: str, *, now: str) -> None:
    """Look at the page as another person."""
    page.get_by_test_id("stMenuButton").filter(has_text=now).click()
    page.get_by_text(re.compile(rf"^{name}（.*として見る")).click()
    settled(page)


def ask(page: Page, server: Server) -> None:
    """Ask about the hand-over to the agency."""
    page.goto(f"{server.address}/check?party=tp1&flow=fl1")
    settled(page)


def test_a_campaign_is_blocked_and_then_allowed(page: Page, serve: Callable[..., Server], home: Path) -> None:
    server = serve("app.py", home=home)
    ask(page, server)
    band = page.locator(".st-key-check_band")
    expect(band.get_by_role("heading", name="不可")).to_be_visible()
    expect(page.get_by_text(REASON).first).to_be_visible()
    shot(page, "campaign-blocked")

    act_as(page, "調達 海", now="営業 花")
    page.goto(f"{server.address}/own?view=campaigns")
    settled(page)
    expect(the_table(page)).to_contain_text("送れない")
    expect(page.get_by_text("受信拒否ができる旨と宛先を表示しない").first).to_be_visible()
    shot(page, "campaign-next")
    page.get_by_role("button", name="直す").first.click()
    settled(page)
    dialog = page.get_by_role("dialog")
    shows = dialog.get_by_role("radiogroup", name="受信拒否ができる旨と宛先を表示する")
    shows.get_by_role("radio", name="はい").click()
    settled(page)
    where = dialog.get_by_label("受信拒否の宛先（メールアドレス・URL）")
    where.fill("https://www.example.jp/stop")
    where.press("Tab")
    settled(page)
    dialog.get_by_role("button", name="保存する").click()
    settled(page)
    expect(the_table(page)).to_contain_text("送れる")
    shot(page, "campaign-ready")

    act_as(page, "営業 花", now="調達 海")
    ask(page, server)
    expect(band.get_by_role("heading", name="不可")).to_have_count(0)
    expect(band).to_contain_text("渡せます。")
    expect(page.get_by_text(REASON)).to_have_count(0)
    shot(page, "campaign-allowed")
