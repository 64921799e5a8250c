"""Whoever sells answers every question on the check to his own advantage, and may hand nothing over for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kit.browsing import Server, settled, shot
from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.records.own_registers import DataSet
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.browser

SELLER = "井上 透"
ESTATE, PRINTER, PAYROLL = "株式会社こみち不動産", "あさぎり印刷株式会社", "社会保険労務士法人ことり"
MEMBERS, CONTACTS, BOUGHT, STAFF = "会員", "取引先の担当者", "購入した名簿", "従業者"
DECIDED_BY_NONE_OF_HIS = "本人への提供"
"""Towards a company it is a question whatever the seller answers, so that he is asked nothing."""
TO_HIS_ADVANTAGE = {
    "封緘された状態で運送するだけである": "はい",
    "本人から受けている申出": "申出なし",
    "広告・勧誘に使う": "いいえ",
    "ストレスチェックの結果である": "いいえ",
    "事業承継の形": "事業の承継",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A hand-over that a lawyer found free on the word of whoever asks, with what is answered beside the usual."""

    party: str
    data: str
    purpose: str
    ground: str
    answers: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)


ATTEMPTS = {
    "all members asked for it": Attempt(
        ESTATE,
        MEMBERS,
        "商品と催しの案内",
        "本人の同意",
        added=("本人の求めによる提供である", "本人または代理人であることを確かめた"),
    ),
    "a company is the person": Attempt(ESTATE, MEMBERS, "商品と催しの案内", "本人への提供"),
    "a sealed load goes by API": Attempt(
        ESTATE, MEMBERS, "商品と催しの案内", "提供に当たらない", details={"方法": "API"}
    ),
    "names are no personal data": Attempt(
        PRINTER, CONTACTS, "商品と催しの案内", "委託", details={"項目": "氏名、購入日"}
    ),
    "bought addresses opted in": Attempt(
        PRINTER,
        BOUGHT,
        "商品と催しの案内",
        "委託",
        answers={"広告・勧誘に使う": "はい", "連絡の方法": "メール"},
    ),
    "talks are a succession": Attempt(
        PAYROLL, STAFF, "従業者の雇用管理", "事業承継", answers={"事業承継の形": "承継の交渉の段階"}
    ),
    "My Number goes for marketing": Attempt(
        PAYROLL, STAFF, "従業者の雇用管理", "委託", answers={"広告・勧誘に使う": "はい", "連絡の方法": "メール"}
    ),
}


@pytest.fixture(scope="module")
def sold(
    browser: Browser, serve: Callable[..., Server], demo_in: DemoIn, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Server, dict[str, str]]:
    """The demo on a server, and the ids of its third parties and data sets by name."""
    assert browser.is_connected()
    home: Path = tmp_path_factory.mktemp("sold")
    demo_in(home, today())
    workspace = Workspace(home / "demo.db")
    with workspace.unit() as unit:
        ids = {one.legal_name: one.id for one in unit.records.select(ThirdParty)}
        ids |= {one.name: one.id for one in unit.records.select(DataSet)}
    workspace.close()
    return serve("app.py", home=home), ids


def band(page: Page) -> Locator:
    return page.locator(".st-key-check_band")


def choose(page: Page, name: str, option: str) -> None:
    """Choose an option of the list of a name."""
    box = page.get_by_role("combobox", name=re.compile(f"^{name}")).last
    found = page.get_by_role("option", name=re.compile(f"^{option}")).first
    box.click()
    with suppress(AssertionError):  # a page that was still being drawn closed the list
        expect(found).to_be_visible(timeout=5_000)
    if not found.count():
        box.click()
    found.click()
    settled(page)


def stand_on(page: Page, ground: str) -> None:
    """Choose the ground, among the usual ones or the others."""
    if f"根拠：{ground}" in band(page).inner_text():
        return
    usual = page.get_by_text(ground, exact=True)
    if usual.count():
        usual.last.click()
        settled(page)
        return
    page.get_by_text("ほかの根拠", exact=True).click()
    settled(page)
    choose(page, "どの根拠か", ground)


def answer_all(page: Page, answers: Mapping[str, str]) -> int:
    """Answer each question in turn, or say that it is not known, and give how many were answered."""
    given = 0
    for _ in range(40):
        heading = page.get_by_text(re.compile("判定できます"))
        if not heading.count():
            break
        box = page.get_by_test_id("stVerticalBlock").filter(has=heading).last
        said = box.inner_text()
        wanted = next((answer for fact, answer in answers.items() if f"\n{fact}\n" in said), None)
        if wanted is None:
            box.get_by_text("分からない", exact=True).first.click()
        else:
            words = re.compile(f"^{wanted}")
            box.get_by_role("radio", name=words).or_(box.get_by_role("button", name=words)).first.click()
            given += 1
        settled(page)
    return given


def add(page: Page, fact: str) -> None:
    """State a fact that nobody asked for."""
    if not page.get_by_role("combobox", name="加える事実").count():
        page.get_by_text("ほかに当てはまる事実を加える").click()
        settled(page)
    choose(page, "加える事実", fact)
    page.keyboard.press("Escape")
    page.get_by_role("radiogroup", name=re.compile(fact)).get_by_role("radio", name="はい").click()
    settled(page)


@pytest.mark.parametrize("name", ATTEMPTS)
def test_the_seller_alone_gets_a_question_and_no_slip(
    page: Page, sold: tuple[Server, dict[str, str]], name: str
) -> None:
    server, ids = sold
    tried = ATTEMPTS[name]
    page.goto(f"{server.address}/check?lang=ja&party={ids[tried.party]}&data={ids[tried.data]}")
    settled(page)
    page.get_by_test_id("stMenuButton").last.click()
    page.get_by_text(re.compile(rf"^{SELLER}（.*として見る")).click()
    settled(page)
    choose(page, "どの提供か", "新しい提供")
    choose(page, "利用目的", tried.purpose)
    stand_on(page, tried.ground)
    if tried.details:
        page.get_by_text("くわしく（項目").click()
        settled(page)
    for field_name, value in tried.details.items():
        if field_name == "項目":
            box = page.get_by_role("textbox", name=re.compile(f"^{field_name}"))
            box.fill(value)
            box.press("Tab")
            settled(page)
        else:
            choose(page, field_name, value)
    given = answer_all(page, {**TO_HIS_ADVANTAGE, **tried.answers})
    for fact in tried.added:
        add(page, fact)
        given += 1
    shot(page, f"sales-alone-{name.replace(' ', '-')}")
    expect(band(page)).to_contain_text(f"根拠：{tried.ground}")
    expect(band(page).get_by_role("heading", name=re.compile("要照会|不可"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("提供可否票を発行"))).to_have_count(0)
    assert given or tried.ground == DECIDED_BY_NONE_OF_HIS, "nothing was answered"
    if given and "要照会" in band(page).inner_text():
        expect(page.get_by_text("渡す人の答えだけのため、まだ数えていない事実")).to_be_visible()
        for press, says in (("法務に確認を依頼する", "照会の文"), ("書類を添える", "この書類で分かること")):
            page.get_by_role("button", name=re.compile(press)).click()
            expect(page.get_by_role("dialog").get_by_role("textbox", name=says)).to_be_visible()
            page.keyboard.press("Escape")
            settled(page)
