"""A vendor on a phone: from the link to the copy; two of them at once; and one whose browser runs no script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kit.assessing import FILLER, REVIEWER, a_draft, an_assessing_workspace
from kit.browsing import Server, browsing, settled, shot
from kit.demos import DemoIn
from kit.drafts import for_keys
from sakimori.clock import now, today
from sakimori.services.assessments.write import comment
from sakimori.services.invitations.write import invite, new_link
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}}
DESK = {"viewport": {"width": 1280, "height": 800}}


@dataclass
class Asking:
    """A server of its own with one assessment, and the links that lead to it."""

    server: Server
    workspace: Workspace
    assessment_id: str

    def link(self, name: str, language: str = "ja") -> str:
        """A new link."""
        at, email = now(), f"{name.encode().hex()}@vendor.example"
        made = invite(
            self.workspace, self.assessment_id, name=name, email=email, language=language, actor=FILLER, at=at
        ).record
        token = new_link(self.workspace, made.id, actor=FILLER, at=at).token
        return f"{self.server.address}/answer#{token}"

    def answer(self, question: str) -> tuple[str, ...]:
        """What stands."""
        with self.workspace.unit() as unit:
            found = {one.question_id: one for one in unit.records.current_answers(self.assessment_id)}
        return found[question].value if question in found else ()


@pytest.fixture
def asking(serve: Callable[..., Server], tmp_path: Path) -> Asking:
    workspace, party = an_assessing_workspace()
    assessment_id = a_draft(workspace, party)
    workspace.save_as(tmp_path / "own.db")
    return Asking(serve("app.py", home=tmp_path), Workspace(tmp_path / "own.db"), assessment_id)


@contextmanager
def person(browser: Browser, **settings: object) -> Iterator[Page]:
    with browsing(browser, [], **settings) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        yield page
        _no_stranger(context)


def _no_stranger(context: BrowserContext) -> None:
    """The cookie of these pages is all that a vendor's browser was given."""
    assert [one["name"] for one in context.cookies()] == ["sakimori_answer"]


def choose(page: Page, question: str, words: str) -> None:
    page.locator(f"[id='q-{question}']").get_by_text(words, exact=True).click()


def saved(page: Page, words: str = "保存しました") -> None:
    expect(page.locator("#saved")).to_contain_text(words)


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]  # type: ignore[index]


def test_a_vendor_answers_on_a_phone_from_the_link_to_the_copy(browser: Browser, asking: Asking) -> None:
    comment(asking.workspace, asking.assessment_id, "Q-3", text="方式も教えてください。", actor=REVIEWER, at=now())
    with person(browser, **PHONE) as page:
        page.goto(asking.link("田中 一郎"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("からの質問票")
        assert "#" not in page.url
        fits(page)
        shot(page, "vendor-phone-overview")
        page.get_by_role("link", name="回答を始める").click()

        choose(page, "Q-1", "はい")
        saved(page)
        expect(page.locator("[id='q-Q-2'] input[type=radio]").first).to_be_visible()  # it waited for this answer
        expect(page.locator("#section-progress")).to_have_text("1 / 3")
        choose(page, "Q-2", "一部")
        saved(page, "保存していません")
        page.locator("[name='r.Q-2']").fill("一部の拠点のみ")
        page.locator("[name='r.Q-2']").blur()
        saved(page)
        choose(page, "Q-3", "いいえ")
        expect(page.get_by_text("暗号化がない")).to_be_visible()
        fits(page)
        page.locator("[name='m.Q-3']").fill("専用線だけで送受信しています。")
        page.locator("[id='q-Q-3']").get_by_role("button", name="対策を伝える").click()
        expect(page.locator("[id='q-Q-3'] .said")).to_contain_text("専用線だけ")
        page.locator("[id='q-Q-3'] textarea[name^='c.']").fill("AES-256です。")
        page.locator("[id='q-Q-3']").get_by_role("button", name="返事を送る").click()
        expect(page.locator("[id='q-Q-3'] .remark")).to_contain_text("AES-256です。")
        shot(page, "vendor-phone-gap")

        page.locator("[id='q-Q-1']").get_by_role("button", name="証跡を添える").click()
        page.locator("#file").set_input_files({"name": "方針.pdf", "mimeType": "", "buffer": b"%PDF-1.4\n%%EOF\n"})
        page.get_by_role("button", name="送る").click()
        expect(page.get_by_text("「方針.pdf」を受け取りました。")).to_be_visible()
        fits(page)
        shot(page, "vendor-phone-file")
        page.get_by_role("link", name="質問へ戻る").click()
        page.get_by_role("button", name="保存して次へ").click()

        page.locator("[name='a.Q-4']").fill("２４")
        page.locator("[name='a.Q-4']").blur()
        saved(page)
        page.get_by_placeholder("国名で絞り込む").fill("ベトナム")
        page.locator(".countries").get_by_text("ベトナム", exact=True).click()
        saved(page)
        fits(page)
        shot(page, "vendor-phone-countries")
        page.get_by_role("button", name="保存して一覧へ").click()

        page.get_by_role("link", name="同僚を招待する").click()
        page.get_by_label("氏名").fill("山本 花子")
        page.get_by_label("メールアドレス").fill("hanako@vendor.example")
        page.get_by_role("button", name="招待する").click()
        link = re.findall(r"http://\S+#\S+", page.get_by_label("同僚に送る文面").input_value())
        assert len(link) == 1
        fits(page)
        with person(browser, **DESK) as other:
            other.goto(link[0])
            expect(other.get_by_text("田中 一郎")).to_be_visible()

        page.get_by_role("link", name="一覧へ戻る").click()
        page.get_by_role("link", name="提出する").click()
        expect(page.get_by_label("回答を確かめました。")).to_be_visible()
        fits(page)
        shot(page, "vendor-phone-submit")
        page.get_by_label("回答を確かめました。").check()
        page.get_by_role("button", name="提出する").click()
        expect(page.get_by_text("提出済み（確認中）")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="控えを保存する").click()
        assert download.value.suggested_filename.endswith(".xlsx")
    assert (asking.answer("Q-2"), asking.answer("Q-4"), asking.answer("Q-5")) == (("partly",), ("24",), ("VN",))


def test_two_people_of_a_vendor_at_once_lose_nothing(browser: Browser, asking: Asking) -> None:
    with person(browser, **PHONE) as one, person(browser, **DESK, locale="en-US") as other:
        one.goto(asking.link("田中 一郎"))
        other.goto(asking.link("Kate Brown", "en"))
        for page in (one, other):
            page.locator("a.button.first").click()
            page.locator(".question").first.wait_for()
        choose(one, "Q-1", "はい")
        saved(one)
        choose(other, "Q-3", "No")
        saved(other, "Saved")
        choose(other, "Q-1", "No")
        expect(other.locator(".conflict")).to_contain_text("田中 一郎 answered the same question")
        shot(other, "vendor-desk-conflict")
        assert asking.answer("Q-1") == ("yes",)
        other.get_by_text("Replace it by mine").click()
        saved(other, "Saved")
        assert asking.answer("Q-1") == ("no",)
        one.locator("[id='q-Q-3']").get_by_text("はい", exact=True).click()
        expect(one.locator(".conflict")).to_contain_text("Kate Brown")
        one.get_by_text("先に保存された回答のままにする").click()
        expect(one.locator("[id='q-Q-3'] input[value=no]")).to_be_checked()
    assert (asking.answer("Q-1"), asking.answer("Q-3")) == (("no",), ("no",))


def test_without_script_a_vendor_pastes_the_link_and_answers_by_the_button(browser: Browser, asking: Asking) -> None:
    with person(browser, **PHONE, java_script_enabled=False) as page:
        page.goto(asking.link("田中 一郎"))
        page.get_by_label("リンクまたはコード").fill(page.url)
        page.get_by_role("button", name="開く").click()
        page.get_by_role("link", name="回答を始める").click()
        choose(page, "Q-1", "はい")
        choose(page, "Q-3", "いいえ")
        page.get_by_role("button", name="保存", exact=True).last.click()
        expect(page.locator("p.note")).to_contain_text("保存しました")
        expect(page.get_by_text("暗号化がない")).to_be_visible()
        expect(page.locator("[id='q-Q-2'] input[type=radio]").first).to_be_visible()
        fits(page)
    assert (asking.answer("Q-1"), asking.answer("Q-3")) == (("yes",), ("no",))


def test_what_was_typed_outlives_a_new_link(browser: Browser, asking: Asking) -> None:
    with person(browser, **DESK) as page:
        page.goto(asking.link("田中 一郎"))
        page.get_by_role("link", name="回答を始める").click()
        page.locator(".question").first.wait_for()
        page.context.clear_cookies()
        choose(page, "Q-1", "はい")
        saved(page, "まだ保存できていません")
        page.get_by_role("button", name="保存", exact=True).last.click()
        expect(page.get_by_text("入力した内容はこの画面に残っています。")).to_be_visible()
        shot(page, "vendor-desk-over")
        page.get_by_label("リンクまたはコード").fill(asking.link("山本 花子"))
        page.get_by_role("button", name="続ける").click()
        expect(page.get_by_text("入力した内容を戻しました。")).to_be_visible()
        expect(page.locator("[id='q-Q-1'] input[value=yes]")).to_be_checked()
        page.get_by_role("button", name="保存", exact=True).last.click()
        expect(page.locator("p.note")).to_contain_text("保存しました")
    assert asking.answer("Q-1") == ("yes",)


def test_procurement_invites_in_the_demo_and_sees_what_comes_back(
    browser: Browser, serve: Callable[..., Server], demo_in: DemoIn, tmp_path: Path
) -> None:
    """Both in one browser, where neither disturbs the other."""
    demo_in(tmp_path, today())
    server, assessment_id = serve("app.py", home=tmp_path), for_keys(Workspace(tmp_path / "demo.db"))
    with browsing(browser, []) as context:
        ours = context.new_page()
        ours.goto(f"{server.address}/assess?id={assessment_id}")
        settled(ours)
        ours.get_by_role("button", name="取引先に回答を依頼").click()
        dialog = ours.get_by_role("dialog")
        dialog.get_by_label("氏名（必須）").fill("西村 遥")
        dialog.get_by_label("メールアドレス（必須）").fill("nishimura@vendor.example.jp")
        dialog.get_by_label("メールアドレス（必須）").press("Enter")
        settled(ours)
        dialog.get_by_role("button", name="依頼文を作る").click()
        settled(ours)
        [link] = re.findall(r"http://127\.0\.0\.1:\d+/answer#[\w-]+", dialog.inner_text().replace("\u2060", ""))
        dialog.get_by_role("button", name="閉じる").click()
        settled(ours)

        theirs = context.new_page()
        theirs.goto(link)
        expect(theirs.locator(".facts")).to_contain_text("西村 遥")
        shot(theirs, "vendor-demo-overview")
        theirs.locator("a.button.first").click()
        question = theirs.locator(".question").first
        number = question.get_attribute("data-question")
        question.locator("input[value=no]").check()
        saved(theirs, "Saved")  # a company abroad is asked in English
        question.locator("summary").click()
        question.locator("textarea[name^='n.']").fill("来月整備します。")
        question.locator("textarea[name^='n.']").blur()
        saved(theirs, "Saved")
        shot(theirs, "vendor-demo-section")

        ours.goto(f"{server.address}/assess?id={assessment_id}")
        settled(ours)
        expect(ours.get_by_text("回答中").first).to_be_visible()
        theirs.reload()
        expect(theirs.locator(f"[id='q-{number}'] .outcome")).to_contain_text("西村 遥")
        assert {"sakimori_answer", "sakimori_session"} <= {one["name"] for one in context.cookies()}
