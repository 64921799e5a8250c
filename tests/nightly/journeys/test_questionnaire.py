"""A vendor's checklist comes in: read, its tokens said, tried, taken in, submitted, and decided by somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kit.browsing import Server, settled, shot
from kit.files.question_sheets import book
from sakimori.clock import now
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user

pytestmark = pytest.mark.browser

HOSTILE = "![x](http://127.0.0.1:9/x)"
SHEET = (
    ("クラウドサービスレベルのチェックリスト 2026年版",),
    ("№", "種別", "サービスレベル項目例", "規定内容", "測定単位", "設定"),
    ("1", "可用性", "時間帯", "サービスを提供する時間帯", "時間帯", f"24時間 {HOSTILE}"),
    ("2", "可用性", "予定通知", "計画停止を事前に連絡するか", "有無", "有, 5営業日前まで"),
    ("3", "信頼性", "監視", "システムの監視をするか", "有無", "必要"),
    ("4", "信頼性", "障害", "障害を通知するか", "有無", "無"),
)


@pytest.fixture(scope="module")
def own(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The application on a workspace with one third party, somebody who buys and somebody who decides."""
    home = tmp_path_factory.mktemp("home")
    workspace = Workspace(home / "demo.db")
    founder = Actor("us01", "佐藤", frozenset(UserRole))
    for user_id, name, role in (("us01", "佐藤", UserRole.PROCUREMENT), ("us02", "鈴木", UserRole.COMPLIANCE)):
        add_user(workspace, name=name, department="", roles=frozenset({role}), user_id=user_id, actor=founder, at=now())
    register(
        workspace, ThirdParty(id="tp_1", legal_name="青空クラウド株式会社", country="JP"), actor=founder, at=now()
    )  # fmt: skip
    workspace.set_meta(kind=DEMO_KIND, name="見本の会社")
    return serve("app.py", home=home)


def press(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").click()
    settled(page)


def test_a_vendors_checklist_becomes_a_decided_assessment(page: Page, own: Server, tmp_path: Path) -> None:
    path = tmp_path / "青空クラウド 回答.xlsx"
    path.write_bytes(book(*SHEET))
    page.goto(f"{own.address}/imports?lang=ja&kind=questionnaire&party=tp_1")
    settled(page)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("決めるまで何も書き込みません。")).to_be_visible()
    shot(page, "questionnaire-1-file")
    page.locator("input[type=file]").first.set_input_files(path)
    page.locator(".st-key-imports_form_to_tokens").wait_for()
    settled(page)
    expect(main.get_by_text("見た行 6 = 質問 4 + 注記 1 + 列の見出し 1")).to_be_visible()
    shot(page, "questionnaire-2-form")

    press(page, "imports_form_to_tokens")
    expect(page.locator(".st-key-imports_form_say button")).to_be_disabled()
    main.get_by_label("「必要」の意味").click()
    page.get_by_role("option", name="はい", exact=True).click()
    settled(page)
    shot(page, "questionnaire-3-tokens")
    press(page, "imports_form_say")
    press(page, "imports_form_to_target")

    main.get_by_text("新しい質問票として登録する").click()
    settled(page)
    expect(main.get_by_text("文言は送り手のものです。")).to_be_visible()
    expect(page.locator(".st-key-imports_form_to_try button")).to_be_disabled()
    group = main.get_by_role("radiogroup", name="はいが望ましい回答ですか")
    group.get_by_text("はい", exact=True).click()
    settled(page)
    shot(page, "questionnaire-4-target")
    press(page, "imports_form_to_try")
    expect(main.get_by_text("ファイルの質問 4 = 新規 4")).to_be_visible()
    shot(page, "questionnaire-5-dry-run")
    press(page, "imports_form_run")
    expect(main.get_by_text("回答4件を取り込みました。")).to_be_visible()
    shot(page, "questionnaire-6-done")

    main.get_by_role("link", name="審査を開く").click()
    settled(page)
    expect(main.get_by_text(re.compile("4 / 4問"))).to_be_visible()
    shot(page, "questionnaire-7-assessment")
    expect(main.get_by_text("この審査の不備 1件").first).to_be_visible()
    press(page, "assess_finish")
    press(page, "assess_submit")
    expect(main.get_by_text("判定を待って").first).to_be_visible()

    page.get_by_test_id("stMenuButton").filter(has_text="佐藤").click()
    page.get_by_text(re.compile("^鈴木（.*として見る")).click()
    expect(page.get_by_test_id("stMenuButton").filter(has_text="鈴木")).to_be_visible()
    settled(page)
    page.go_back()
    expect(main.get_by_role("heading", name=re.compile("青空クラウド株式会社"))).to_be_visible()
    settled(page)
    page.get_by_role("button", name="判定する").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("条件付き承認").click()
    settled(page)
    dialog.get_by_label("条件1").fill("障害の通知の手順を定める")
    page.keyboard.press("Tab")
    settled(page)
    dialog.get_by_label("理由（必須）").fill("条件を満たすことを前提に承認します。")
    page.keyboard.press("Tab")
    settled(page)
    dialog.get_by_role("button", name=re.compile("この内容で判定する")).click()
    expect(page.get_by_text(re.compile("さんが「条件付き承認」と判定しました"))).to_be_visible()
    shot(page, "questionnaire-8-decided")


@pytest.mark.parametrize("context_settings", [{"viewport": {"width": 390, "height": 844}}])
def test_columns_are_confirmed_on_a_phone_in_english(page: Page, own: Server, tmp_path: Path) -> None:
    path = tmp_path / "checks.xlsx"
    path.write_bytes(book(("Nr", "Question", "Answer"), ("1", "Do you encrypt?", "Yes"), ("2", "Do you train?", "x")))
    page.goto(f"{own.address}/imports?lang=en&kind=questionnaire")
    settled(page)
    page.locator("input[type=file]").first.set_input_files(path)
    page.locator(".st-key-imports_form_read_columns").wait_for()
    settled(page)
    shot(page, "questionnaire-phone-columns")
    press(page, "imports_form_read_columns")
    expect(page.get_by_text("Read by the columns that you confirmed.")).to_be_visible()
    press(page, "imports_form_to_tokens")
    expect(page.get_by_text("“x”").first).to_be_visible()
    shot(page, "questionnaire-phone-tokens")
    expect(page.locator(".st-key-imports_form_say button")).to_be_disabled()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


HOPED = (
    ("No.", "確認事項", "模範回答", "備考"),
    ("1", "個人情報保護の責任者を定めていますか。", "はい", ""),
    ("2", "保存するデータを暗号化していますか。", "はい", "バックアップは未実施"),
    ("3", "多要素認証を使っていますか。", "いいえ", ""),
)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_whose_answers_they_are_and_what_a_remark_takes_back_is_asked(
    page: Page, own: Server, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "委託先チェック.xlsx"
    path.write_bytes(book(*HOPED))
    page.goto(f"{own.address}/imports?lang={language}&kind=questionnaire&party=tp_1")
    settled(page)
    page.locator("input[type=file]").first.set_input_files(path)
    page.locator(".st-key-imports_form_say_labels").wait_for()
    settled(page)
    expect(page.locator(".st-key-imports_form_say_labels button")).to_be_disabled()
    expect(page.locator(".st-key-imports_form_read_columns button")).to_be_disabled()
    shot(page, f"questionnaire-labels-1-asked-{language}")
    words = {"ja": "今回の回答です", "en": "Yes, it was answered here"}
    page.get_by_test_id("stMain").get_by_text(words[language], exact=True).click()
    settled(page)
    press(page, "imports_form_say_labels")
    press(page, "imports_form_read_columns")
    press(page, "imports_form_to_tokens")
    expect(page.locator(".st-key-imports_form_say button")).to_be_disabled()
    shot(page, f"questionnaire-labels-2-taken-back-{language}")
