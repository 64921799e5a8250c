"""Stops reach three recipients and block a list that is stale; 100,000 customers are compared, noted and taken."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from kit.asking import ADMIN, COMPLIANCE, SALES, a_workspace_today
from kit.browsing import Server, give_day, pick, settled, shot
from kit.releasing import CONSENT
from nightly.screening import a_list
from sakimori.clock import now, today
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver, ProvisionRecord, Release
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.stops import record_stop

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)
NAMES = ("株式会社みなも", "株式会社あさぎり印刷", "株式会社かささぎメール")
MARKETING = {
    "marketing": True, "channels": ["mail"], "optin_basis": True, "optin_record": True, "mail_order_ad": False,
    "refusal_display": True, "objectors_removed": True,
}  # fmt: skip
ROWS, STOPPED = 100_000, 12


def act_as(page: Page, name: str, *, now: str) -> None:
    page.get_by_test_id("stMenuButton").filter(has_text=now).click()
    page.get_by_text(re.compile(rf"^{name}（.*として見る")).click()
    settled(page)


def band(page: Page) -> Locator:
    return page.locator(".st-key-check_band")


@pytest.fixture
def mailing(tmp_path: Path) -> Path:
    """Three recipients that write to our customers, with a list of refusals from before somebody refused."""
    facts = MARKETING | {"suppression_on": today() - 5 * DAY}
    workspace = a_workspace_today(tmp_path, recipient={"legal_name": NAMES[0]}, facts=facts)
    with workspace.change("register.recorded", actor=ADMIN, at=now()) as change:
        (party,) = change.records.select(ThirdParty, "id = :id", {"id": "tp1"})
        (flow,), (told,) = change.records.select(DataFlow), change.records.select(HandOver)
        for number, name in enumerate(NAMES[1:], 2):
            change.insert(replace(party, id=f"tp{number}", legal_name=name))
            change.insert(replace(flow, id=f"fl{number}", third_party_id=f"tp{number}"))
            change.insert(replace(told, id=f"ho{number}", third_party_id=f"tp{number}", flow_id=f"fl{number}"))
    person = Identifier(IdentifierKind.MAIL_ADDRESS, "umi@example.jp")
    at = now() - 3 * DAY
    record_stop(workspace, person, StopChannel.MAIL, received_on=at.date(), actor=ADMIN, at=at)
    workspace.close()
    return tmp_path


def ask_of(page: Page, company: Server) -> None:
    page.goto(f"{company.address}/check?party=tp1&flow=fl1")
    settled(page)


def test_a_stop_reaches_three_recipients_and_blocks_a_stale_list(
    serve: Callable[..., Server], mailing: Path, page: Page
) -> None:
    company = serve("app.py", home=mailing)
    ask_of(page, company)
    expect(band(page).get_by_role("heading", name="不可")).to_be_visible()
    expect(page.get_by_text(re.compile("配信停止リストが古い")).first).to_be_visible()
    shot(page, "stale-list")

    act_as(page, COMPLIANCE.name, now=SALES.name)
    page.goto(f"{company.address}/own?view=purposes&tab=stops")
    settled(page)
    expect(page.get_by_text("3社に連絡が残っています。うち3社は期限を過ぎたか、応じていません。")).to_be_visible()
    page.get_by_role("button", name="停止請求を登録").click()
    settled(page)
    pick(page, "stop_channel", "メール")
    give_day(page, "stop_received_on", today())
    page.locator(".st-key-stop_value input").fill("sora@example.jp")
    page.locator(".st-key-stop_value input").press("Enter")
    settled(page)
    page.locator(".st-key-stop_save button").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)
    shot(page, "stops-three-recipients")
    for width, name in ((390, "stops-phone"), (1280, "stops-wide")):
        page.set_viewport_size({"width": width, "height": 800})
        settled(page)
        shot(page, name)
    for _ in NAMES:
        page.get_by_role("button", name=re.compile("に伝える$")).click()
        settled(page)
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text(re.compile("伝える停止："))).to_be_visible()
        shot(page, "stops-tell")
        pick(page, "round_how", "ファイル")
        give_day(page, "round_told_on", today())
        dialog.get_by_role("button", name="伝えたと記録する").click()
        settled(page)
    expect(page.get_by_role("button", name=re.compile("の回答を記録する$"))).to_be_visible()
    shot(page, "stops-told")
    workspace = Workspace(mailing / "demo.db")
    with workspace.unit() as unit:
        tellings = unit.records.select(PassedOn)
    workspace.close()
    assert {one.third_party_id for one in tellings} == {"tp1", "tp2", "tp3"}
    assert [one for one in tellings if one.told_on is None] == []
    assert len(tellings) == 6

    page.goto(f"{company.address}/own?view=purposes&tab=stops&lang=en")
    settled(page)
    shot(page, "stops-en")
    page.goto(f"{company.address}/own?view=purposes&tab=stops&lang=ja")
    settled(page)
    act_as(page, SALES.name, now=COMPLIANCE.name)
    ask_of(page, company)
    stale = f"配信停止リストが古い（{today() - 5 * DAY:%Y/%m/%d}現在）"
    expect(page.get_by_text(stale)).to_have_count(0)
    expect(band(page)).to_contain_text("渡せます。")
    shot(page, "fresh-list")


@pytest.fixture
def club(tmp_path: Path) -> Path:
    """A recipient to whom customers agreed that their data go; some of them asked us to stop."""
    given = CONSENT | {
        "recipient": {"legal_name": NAMES[0], "roles": ["recipient"]},
        "flow": CONSENT["flow"] | {"data_items": ["顧客番号", "氏名", "メールアドレス"], "person_count": ROWS},
        "facts": {"objectors_removed": True, "approved_by": COMPLIANCE.id, "approved_on": today() - 9 * DAY},
        "data_set_parts": [{"consent_text_id": "co1", "person_count": ROWS}],
    }  # fmt: skip
    workspace = a_workspace_today(tmp_path, **given)
    for number in range(STOPPED):
        person = Identifier(IdentifierKind.MAIL_ADDRESS, f"hana{number * 7}@example.co.jp")
        record_stop(workspace, person, StopChannel.PROVISION, received_on=today(), actor=ADMIN, at=now())
    workspace.close()
    (tmp_path / "list.csv").write_bytes(a_list(ROWS))
    return tmp_path


def test_a_hundred_thousand_customers_are_compared_noted_and_taken(
    serve: Callable[..., Server], club: Path, page: Page
) -> None:
    company = serve("app.py", home=club)
    ask_of(page, company)
    shot(page, "list-before")
    page.get_by_role("button", name="渡すリストを照合する").click()
    settled(page)
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(club / "list.csv")
    expect(dialog.get_by_text(re.compile("リストを読んでいます|照合しています"))).to_be_visible()
    shot(page, "list-reading")
    result = dialog.get_by_text(f"{ROWS:,}行のうち{STOPPED}行を除き、{ROWS - STOPPED:,}行を渡せます。")
    expect(result).to_be_visible(timeout=90_000)
    staying = "渡さない列：電話番号 (D)・住所 (E)・生年月日 (F)・同意の版 (G)（判定した項目に挙がっていません）"
    expect(dialog.get_by_text(staying)).to_be_visible()
    settled(page)
    shot(page, "list-compared")
    dialog.get_by_text("本日渡すものとして記録する").click()
    settled(page)
    pick(page, "screen_method", "ファイル転送")
    dialog.get_by_text("人の顧客番号を記録に残す").click()
    settled(page)
    shot(page, "list-note")
    dialog.get_by_role("button", name="記録する", exact=True).click()
    expect(dialog.get_by_text("人分の提供を記録しました。")).to_be_visible()
    settled(page)
    dialog.get_by_text("渡し先に渡す停止リスト").click()
    settled(page)
    shot(page, "list-noted")
    with page.expect_download() as waiting:
        dialog.get_by_role("button", name=re.compile("行のリスト")).click()
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["顧客番号", "氏名", "メールアドレス"]
    assert len(rows) == ROWS - STOPPED + 1
    workspace = Workspace(club / "demo.db")
    with workspace.unit() as unit:
        (release,), (record,) = unit.records.select(Release), unit.records.select(ProvisionRecord)
    workspace.close()
    assert (release.person_count, release.record_id) == (ROWS - STOPPED, record.id)
    assert len(record.persons) == ROWS - STOPPED
    assert "c-000000" not in record.persons
