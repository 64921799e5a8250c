"""A customer's ○×△ sheet comes in, is answered from the library, and goes back in its own form."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from kit.browsing import Server, settled, shot
from kit.files.question_sheets import book
from nightly.journeys.test_questionnaire import HOSTILE, press
from sakimori.clock import now
from sakimori.demo import DEMO_KIND
from sakimori.domain.codes import AssessmentKind, UserRole
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
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
