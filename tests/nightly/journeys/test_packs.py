"""A pack is read, handed out as a file, taken to its newer version on 審査, and withdrawn, in a browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from kit.browsing import Server, settled, shot
from kit.files.question_sheets import book
from nightly.journeys.test_questionnaire import HOSTILE, press
from sakimori.clock import now
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import AssessmentKind, AssessmentState, UserRole
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.pack import Pack
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.packs.shelf import register_private
from sakimori.services.assessments.sheet import load_sheet
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file
from sakimori.services.settings.users import add_user

pytestmark = pytest.mark.browser

ENCRYPTED, TRAINED = "個人データを暗号化していますか。", "年1回の教育をしていますか。"
SENT = (("No.", "質問", "回答"), ("1", ENCRYPTED, ""), ("2", TRAINED, ""), ("3", f"記録していますか。{HOSTILE}", ""))
FORM = NewPack("客先の確認票", Polarity.YES, f"みなも商事 {HOSTILE}", f"転載を禁じます。{HOSTILE}")
ACTOR = Actor("us01", "佐藤", frozenset(UserRole))


@dataclass(frozen=True, slots=True)
class Place:
    """A server, its workspace, and a draft on a private pack of which a later version came in."""

    server: Server
    workspace: Workspace
    draft: Assessment
    pack: Pack


@pytest.fixture
def place(serve: Callable[..., Server], tmp_path: Path) -> Place:
    """A workspace of its own for each journey, for each writes."""
    workspace = Workspace(tmp_path / "demo.db")
    add_user(
        workspace, name="佐藤", department="", roles=frozenset({UserRole.PROCUREMENT}), user_id="us01", actor=ACTOR,
        at=now(),
    )  # fmt: skip
    workspace.set_meta(kind=DEMO_KIND, name="見本の会社")
    plan = plan_questionnaire(
        workspace,
        read_file(workspace, book(*SENT), "客先.xlsx"),
        Target(SELF_ID, kind=AssessmentKind.ASKED),
        FORM,
        actor=ACTOR,
    )
    done = take_in(workspace, plan, FORM, actor=ACTOR, at=now())
    assert done.assessment is not None
    given = [AnswerInput("1", value=("yes",)), AnswerInput("2", value=("yes",))]
    answer_many(workspace, done.assessment.id, given, actor=ACTOR, at=now())
    first, second, *rest = done.pack.questions
    other = replace(second, text=Text("半年ごとの教育をしていますか。", "半年ごとの教育をしていますか。"))
    with workspace.change("pack.registered", actor=ACTOR, at=now()) as change:
        register_private(change, replace(done.pack, version="1.1", questions=(first, other, *rest)))
    return Place(serve("app.py", home=tmp_path), workspace, done.assessment, done.pack)


def test_an_assessment_goes_to_the_newer_version_of_its_pack(page: Page, place: Place) -> None:
    page.goto(f"{place.server.address}/packs?lang=ja")
    settled(page)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("1件の審査が、古い版のまま回答を待っています。")).to_be_visible()
    shot(page, "packs-1-list")
    page.goto(f"{place.server.address}/packs?lang=ja&pack={place.pack.id}&tab=changes")
    settled(page)
    expect(main.get_by_text("半年ごとの教育をしていますか。").first).to_be_visible()
    expect(main.get_by_text(TRAINED).first).to_be_visible()
    shot(page, "packs-2-changes")
    main.get_by_role("button", name="自社（版 1.0）").click()
    settled(page)

    expect(main.get_by_text("新しい版 1.1 があります")).to_be_visible()
    expect(main.get_by_text("そのまま残る回答 1問")).to_be_visible()
    press(page, "take_over_open")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="引き継ぐ")).to_be_disabled()
    dialog.get_by_text("内容を確かめました").click()
    settled(page)
    shot(page, "packs-3-take-over")
    press(page, "take_over_do")
    expect(dialog).to_have_count(0)
    expect(main.get_by_text("1 / 3問")).to_be_visible()
    shot(page, "packs-4-taken-over")
    with place.workspace.unit() as unit:
        begun = next(one for one in unit.records.select(Assessment) if one.pack_version == "1.1")
        assert set(load_sheet(unit, begun.id).answers) == {"1"}
        assert unit.records.get(Assessment, place.draft.id).state is AssessmentState.CANCELLED
    assert f"id={begun.id}" in page.url


def test_files_carry_the_cover_and_none_of_a_senders_words(page: Page, place: Place) -> None:
    page.goto(f"{place.server.address}/packs?lang=ja&pack=jp-cloud&tab=files")
    settled(page)
    page.get_by_label("依頼元").fill("見本の会社 購買部")
    page.get_by_label("依頼元").press("Tab")
    settled(page)
    sheet = load_workbook(io.BytesIO(taken(page, "xlsx")))
    assert any("見本の会社 購買部" in str(cell.value) for row in sheet.worksheets[0] for cell in row)

    page.goto(f"{place.server.address}/packs?lang=ja&pack={place.pack.id}&tab=files")
    settled(page)
    expect(page.get_by_text("この質問票の文言は当社のものではありません。")).to_be_visible()
    shot(page, "packs-5-private-files")
    for form in ("html", "csv", "json", "md", "oscal"):
        written = taken(page, form).decode()
        assert "暗号化" not in written
        assert "客先の確認票" not in written


def test_a_private_pack_is_withdrawn_only_when_nothing_runs_on_it(page: Page, place: Place) -> None:
    page.goto(f"{place.server.address}/packs?lang=ja&pack={place.pack.id}@1.0")
    settled(page)
    dialog = page.get_by_role("dialog")
    press(page, "packs_withdraw")
    dialog.get_by_label("理由").fill("古い")
    dialog.get_by_label("理由").press("Tab")
    settled(page)
    press(page, "packs_withdraw_save")
    expect(dialog.get_by_text("この質問票の審査が進んでいます")).to_be_visible()
    shot(page, "packs-6-refused")
    page.goto(f"{place.server.address}/packs?lang=ja&pack={place.pack.id}@1.1")
    settled(page)
    press(page, "packs_withdraw")
    dialog.get_by_label("理由").fill("取り違え")
    dialog.get_by_label("理由").press("Tab")
    settled(page)
    press(page, "packs_withdraw_save")
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("もう一度取り込むと戻ります。")).to_be_visible()
    shot(page, "packs-7-withdrawn")


def taken(page: Page, form: str) -> bytes:
    """The file behind one of the buttons."""
    with page.expect_download() as waiting:
        page.locator(f".st-key-packs_give_{form} button").click()
    return Path(waiting.value.path()).read_bytes()
