"""The main job from end to end: a list comes in, an assessment is filled and decided, and counts as valid."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from kit.browsing import Server, settled, shot
from kit.demos import DemoIn
from kit.homes import ON_BOTH
from kit.packs_out import SHIPPED
from sakimori.clock import today
from sakimori.domain.questions.pack import Question, QuestionType
from sakimori.exchange.packs.folder import latest_versions

pytestmark = [pytest.mark.browser, ON_BOTH]

NAME = "しおかぜ園芸株式会社"
LIST = (
    "取引先名,役割,国,データの種類,人数,要配慮個人情報,外国での取扱い,重要度\n"
    f"{NAME},提供先,日本,氏名・連絡先,１２０人,なし,なし,軽微\n"
    "もみじ測量株式会社,提供先,どこか,氏名・連絡先,30,なし,なし,軽微\n"
)
PACK = next(p for p in latest_versions(SHIPPED) if p.id == "jp-recipient")


def act_as(page: Page, name: str) -> None:
    """Choose another person in the menu at the right of the header."""
    page.get_by_test_id("stMenuButton").last.click()
    page.get_by_text(re.compile(rf"^{name}（.*として見る")).click()
    settled(page)


def open_page(page: Page, name: str) -> None:
    """Choose a page in the menu at the left."""
    page.get_by_role("link", name=name, exact=True).click()
    settled(page)


def press(page: Page, name: str, *, within: Locator | None = None) -> None:
    """Press the button of a name."""
    (within or page).get_by_role("button", name=re.compile(name)).last.click()
    settled(page)


def valid_ones(page: Page) -> int:
    """How many assessments the list counts as valid."""
    open_page(page, "審査")
    filters = page.get_by_text(re.compile(r"^有効 [\d,]+$"))
    return int(re.sub(r"\D", "", filters.first.inner_text()))


def answer_with_keys(page: Page, box: Locator, question: Question) -> None:
    """Give the expected answer (or the last one, where none is): a figure key for はい, words and Tab for a field."""
    if question.type is QuestionType.CHOICE:
        real = [choice for choice in question.choices if not choice.excluded]
        wanted = next((choice for choice in real if choice.id in question.expect), real[-1])
        if wanted.label.ja == "はい":
            page.keyboard.press("1")
        else:
            box.get_by_role("button", name=re.compile(f"^{wanted.label.ja}")).click()
    else:
        box.locator("input").first.fill("72" if question.bound else "架空の回答")
        page.keyboard.press("Tab")
    expect(page.locator(f".st-key-box_{question.id}").filter(has_text="▶")).to_have_count(0)
    settled(page)


def fill(page: Page) -> int:
    """Answer question after question until none is open, and give how many there were."""
    for count in range(60):
        box = page.locator('[class*="st-key-box_"]').filter(has_text="▶")
        if page.get_by_text("未回答はありません").count():
            return count
        if box.count() == 0:
            page.keyboard.press("Alt+ArrowRight")
            settled(page)
        found = re.search(r"[A-Z]-\d+", box.first.inner_text())
        assert found is not None
        answer_with_keys(page, box.first, PACK.question(found[0]))
    pytest.fail("the questionnaire has no end")


def test_a_list_comes_in_is_assessed_and_counts_as_valid(
    serve: Callable[..., Server], demo_in: DemoIn, page: Page, tmp_path: Path
) -> None:
    demo_in(tmp_path, today())
    server = serve("app.py", home=tmp_path)
    file = tmp_path / "取引先台帳.csv"
    file.write_bytes(LIST.encode("cp932"))

    # Start: the demo opens on the dashboard of compliance, and says that it is a demo.
    page.goto(server.address)
    settled(page)
    expect(page.get_by_role("heading", name="リスク・ダッシュボード")).to_be_visible()
    expect(page.get_by_role("button", name="デモ")).to_be_visible()
    valid_before = valid_ones(page)

    # Procurement takes the list in: one row is good, the other says what is wrong with it.
    act_as(page, "高橋 健")
    open_page(page, "取込")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("CP932").first).to_be_visible()
    settled(page)
    press(page, "試し取込へ")
    expect(page.get_by_text("まだ何も取り込んでいません。").first).to_be_visible()
    shot(page, "journey-dry-run")
    page.get_by_test_id("stMain").get_by_text("取引中（利用中）").click()
    settled(page)
    press(page, "1行を取り込む")
    expect(page.get_by_text("取り込みました。").first).to_be_visible()

    # The assessment: the tier proposes the light group of the recipients' pack; it is filled with keys.
    open_page(page, "審査")
    press(page, "審査を始める")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").first.fill(NAME)
    page.get_by_role("option", name=NAME).first.click()
    settled(page)
    expect(dialog.get_by_text("この取引先に必要です")).to_be_visible()
    press(page, "審査を始める", within=dialog)
    expect(page.get_by_role("heading", name=f"審査：{NAME}")).to_be_visible()
    address = page.url
    assert fill(page) >= 10
    expect(page.get_by_text("確認できた割合 100%")).to_be_visible()
    shot(page, "journey-filled")
    press(page, "提出して判定へ")
    press(page, "提出する", within=page.get_by_role("dialog"))
    expect(page.get_by_text("判定を待っています。").first).to_be_visible()

    # Compliance decides, and one more assessment counts as valid.
    act_as(page, "佐藤 美咲")
    page.goto(address)
    settled(page)
    press(page, "判定する")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("承認", exact=True).first.click()
    dialog.get_by_role("textbox").first.fill("必要な措置を確認しました。")
    page.keyboard.press("Tab")
    settled(page)
    shot(page, "journey-deciding")
    press(page, "この内容で判定する", within=dialog)
    open_page(page, "リスク・ダッシュボード")
    expect(page.get_by_text("提供できない取引先")).to_be_visible()
    settled(page)
    shot(page, "journey-dashboard")
    assert valid_ones(page) == valid_before + 1
