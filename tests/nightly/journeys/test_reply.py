"""A customer's ○×△ sheet comes in, is answered from the library, and goes back in its own form."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from exchange.questionnaires.replies.test_ods_answers import members
from kit.browsing import Server, settled, shot
from kit.files.question_sheets import book
from kit.files.word_documents import box, cell, choice, paragraph, row, run, table, word_document
from nightly.journeys.test_questionnaire import HOSTILE, press
from sakimori.clock import now
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import AssessmentKind, UserRole
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import submit
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file
from sakimori.services.settings.users import add_user

pytestmark = pytest.mark.browser

ENCRYPTED, TRAINED, LOGGED = (
    "個人データを暗号化していますか。",
    "年1回の教育をしていますか。",
    "操作の記録を取得していますか。",
)
FIRST = (("No.", "質問", "回答"), ("1", ENCRYPTED, ""), ("2", TRAINED, ""), ("3", LOGGED, ""))
SHEET = (
    ("委託先 安全管理チェックシート",),
    ("凡例：○ 実施している　△ 一部実施　× 実施していない　－ 対象外",),
    ("大項目", "中項目", "小項目", "No.", "確認事項", "回答", "備考"),
    ("人的", "教育", "年次", "1-1", TRAINED, "", ""),
    ("技術的", "暗号", "保存時", "2-1", ENCRYPTED, "", ""),
    ("", "", "通信時", "2-2", f"通信を暗号化していますか。{HOSTILE}", "", ""),
    ("", "記録", "操作", "2-3", "操作の記録を全て取得していますか。", "", ""),
)
MERGED = ("A1:G1", "A2:G2", "A5:A7", "B5:B6")


@pytest.fixture(scope="module")
def own(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The application on a workspace in which our own company has answered one customer before."""
    home = tmp_path_factory.mktemp("home")
    workspace = Workspace(home / "demo.db")
    founder = Actor("us01", "佐藤", frozenset(UserRole))
    add_user(
        workspace, name="佐藤", department="", roles=frozenset({UserRole.PROCUREMENT}), user_id="us01", actor=founder,
        at=now(),
    )  # fmt: skip
    workspace.set_meta(kind=DEMO_KIND, name="見本の会社")
    file = read_file(workspace, book(*FIRST), "客先A.xlsx")
    form = NewPack("客先Aの確認票", Polarity.YES)
    plan = plan_questionnaire(workspace, file, Target(SELF_ID, kind=AssessmentKind.ASKED), form, actor=founder)
    asked = take_in(workspace, plan, form, actor=founder, at=now()).assessment
    assert asked is not None
    given = [
        AnswerInput("1", value=("yes",), note="鍵は国内で管理"),
        AnswerInput("2", value=("partly",), note="新入社員のみ"),
        AnswerInput("3", value=("yes",)),
    ]
    answer_many(workspace, asked.id, given, actor=founder, at=now())
    submit(workspace, asked.id, actor=founder, at=now())
    return serve("app.py", home=home)


def test_a_customers_sheet_is_answered_from_the_library_and_goes_back(page: Page, own: Server, tmp_path: Path) -> None:
    path = tmp_path / "御社用チェックシート.xlsx"
    path.write_bytes(book(*SHEET, merged=MERGED, lists={"F4:F7": ("○", "△", "×", "－")}))
    page.goto(f"{own.address}/own?lang=ja&tab=asked")
    settled(page)
    press(page, "own_take_in")
    main = page.get_by_test_id("stMain")
    page.locator("input[type=file]").first.set_input_files(path)
    page.locator(".st-key-imports_form_read_columns").wait_for()
    settled(page)
    shot(page, "reply-1-columns")
    press(page, "imports_form_read_columns")
    shot(page, "reply-1-form")
    press(page, "imports_form_to_tokens")
    shot(page, "reply-2-tokens")
    press(page, "imports_form_to_target")
    shot(page, "reply-3-target")
    main.get_by_text("新しい質問票として登録する").click()
    settled(page)
    group = main.get_by_role("radiogroup", name="はいが望ましい回答ですか")
    group.get_by_text("はい", exact=True).click()
    settled(page)
    shot(page, "reply-4-target")
    press(page, "imports_form_to_try")
    shot(page, "reply-5-try")
    press(page, "imports_form_run")
    shot(page, "reply-6-done")
    main.get_by_role("link", name="審査を開く").click()
    settled(page)
    expect(main.get_by_text(re.compile("0 / 4問"))).to_be_visible()
    shot(page, "reply-7-assessment")

    press(page, "assess_library")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="印を付けた2問に回答する")).to_be_visible()
    shot(page, "reply-8-suggestions")
    press(page, "assess_library_save")
    expect(main.get_by_text(re.compile("2 / 4問"))).to_be_visible()

    main.get_by_text("相手の書式で返す").click()
    settled(page)
    press(page, "reply_make")
    expect(main.get_by_text("2件の回答を書きました。2件は書いていません。")).to_be_visible()
    shot(page, "reply-9-reply")
    with page.expect_download() as waiting:
        page.locator(".st-key-reply_get button").click()
    returned = Path(waiting.value.path()).read_bytes()
    sheet = load_workbook(io.BytesIO(returned)).worksheets[0]
    assert [[sheet.cell(row, column).value for column in (6, 7)] for row in range(4, 8)] == [
        ["△", "新入社員のみ"], ["○", "鍵は国内で管理"], [None, None], [None, None],
    ]  # fmt: skip
    assert sorted(str(one) for one in sheet.merged_cells.ranges) == sorted(MERGED)
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["F4:F7"]


BOXES = cell(inner=paragraph(inner=f"{box()}{run('はい　')}{box()}{run('いいえ')}"))
LISTED = cell(inner=paragraph(inner=choice("実施済み", "一部実施", "未実施")))
HEAD = ("区分", "No.", "確認事項", "回答", "備考")
CONTACT = "インシデントの連絡窓口を記載してください。"


def letter(sender: str) -> bytes:
    """A customer's letter with a table of boxes and one of lists."""
    return word_document(
        paragraph(f"{sender}　情報セキュリティ照会書", style="1"),
        paragraph("以下の表にご回答ください。ご不明な点は担当までお問い合わせください。"),
        paragraph("1. 体制"),
        table(
            HEAD,
            row(cell("組織", merge="restart"), "1-1", f"責任者を定めていますか。{HOSTILE}", BOXES, cell()),
            row(cell(merge="continue"), "1-2", TRAINED, BOXES, cell()),
        ),
        paragraph("2. 技術"),
        table(
            HEAD, ("暗号", "2-1", ENCRYPTED, LISTED, ""), ("記録", "2-2", LOGGED, LISTED, ""),
            ("連絡先", "2-3", CONTACT, "", ""),
        ),
    )  # fmt: skip


def choose(page: Page, question: str, answer: str) -> None:
    """Choose an answer of a question on the page of its assessment."""
    page.locator(f".st-key-box_{question}").get_by_role("button", name=re.compile(f"^{answer}")).first.click()
    settled(page)


WORDS = {
    "ja": ("新しい質問票として登録する", "はいが望ましい回答ですか", "はい", "審査を開く", "相手の書式で返す",
           "4件の回答を書きました。1件は書いていません。"),
    "en": ("Register it as a new pack", "Is “yes” the answer that is hoped for?", "Yes", "Open the assessment",
           "Answer in the sender's own form", "Answers written: 4. Questions that go back unanswered: 1."),
}  # fmt: skip


@pytest.mark.parametrize("language", WORDS)
def test_a_customers_letter_of_word_is_answered_on_the_page_and_goes_back_as_word(
    page: Page, own: Server, tmp_path: Path, language: str
) -> None:
    register, is_sound, yes, to_assessment, give_back, done = WORDS[language]
    sent = letter("株式会社みどり" if language == "ja" else "Midori Inc.")
    path = tmp_path / f"照会書-{language}.docx"
    path.write_bytes(sent)
    page.goto(f"{own.address}/own?lang={language}&tab=asked")
    settled(page)
    press(page, "own_take_in")
    main = page.get_by_test_id("stMain")
    page.locator("input[type=file]").first.set_input_files(path)
    page.locator(".st-key-imports_form_read_columns").wait_for()
    settled(page)
    shot(page, f"word-{language}-1-columns")
    for step in ("read_columns", "to_tokens", "to_target"):
        press(page, f"imports_form_{step}")
    main.get_by_text(register).click()
    settled(page)
    main.get_by_role("radiogroup", name=is_sound).get_by_text(yes, exact=True).click()
    settled(page)
    press(page, "imports_form_to_try")
    press(page, "imports_form_run")
    shot(page, f"word-{language}-2-done")
    main.get_by_role("link", name=to_assessment).click()
    settled(page)
    shot(page, f"word-{language}-3-assessment")
    for question, answer in (("1-1", yes), ("1-2", "いいえ|No"), ("2-1", "実施済み"), ("2-2", "未実施")):
        choose(page, question, answer)
    shot(page, f"word-{language}-4-answered")
    main.get_by_text(give_back).click()
    settled(page)
    press(page, "reply_make")
    expect(main.get_by_text(done)).to_be_visible()
    main.get_by_text(done).scroll_into_view_if_needed()
    shot(page, f"word-{language}-5-reply")
    with page.expect_download() as waiting:
        page.locator(".st-key-reply_get button").click()
    assert waiting.value.suggested_filename == path.name
    returned = Path(waiting.value.path()).read_bytes()
    given = [found.cells[3] for sheet in open_document(returned, path.name).sheets for found in sheet.grid.rows[1:]]
    assert given == ["☑はい　☐いいえ", "☐はい　☑いいえ", "実施済み", "未実施", ""]
    assert [one.text for one in docx.Document(io.BytesIO(returned)).paragraphs][2:] == ["1. 体制", "2. 技術"]
    was, is_now = dict(members(sent)), dict(members(returned))
    assert {name for name in was if was[name] != is_now[name]} == {"word/document.xml"}
