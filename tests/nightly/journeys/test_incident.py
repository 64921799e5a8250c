"""A breach from the first call to its end: sales reports it on a phone, compliance works on it until it is closed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import product
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect

from kit.asking import COMPLIANCE, SALES, a_workspace_today
from kit.browsing import Server, browsing, give_day, pick, settled, shot, the_table
from kit.demos import DemoIn
from nightly.journeys.test_accessible import OF_STREAMLIT, grave
from nightly.journeys.test_looks import SIDEWAYS
from sakimori.clock import today
from sakimori.domain.incident import Report, ReportWay
from sakimori.domain.records.incidents import CauseKind, Incident, IncidentReport
from sakimori.exchange.registers.words import code_word
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.incidents.desk import Tab

pytestmark = pytest.mark.browser

WHAT = "配送先の名簿を預けた会社から、不正アクセスの連絡があった"
TO_BE_REPORTED = "個人情報保護委員会（権限が委任されている場合は事業所管大臣等）への報告と、本人への通知が要ります。"
OUTLINE = "名簿の処理を任せた会社のサーバーに外部から侵入され、氏名と連絡先が閲覧されたおそれがある。"
REST = ("data", "persons", "secondary", "response", "publication", "prevention", "other")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A recipient with a flow of 500 persons."""
    a_workspace_today(tmp_path)
    return tmp_path


@pytest.fixture
def reporter(browser: Browser) -> Iterator[Page]:
    """Somebody of sales, with a phone in the hand."""
    with browsing(browser, [], viewport={"width": 390, "height": 844}) as context:
        yield context.new_page()


def become(page: Page, server: Server, name: str, path: str) -> None:
    page.goto(f"{server.address}{path}")
    settled(page, chooses=False)
    page.locator(".st-key-who").get_by_role("button", name=name).click()
    settled(page)
    expect(page.get_by_test_id("stMenuButton").last).to_contain_text(name)


def key(page: Page, part: str) -> Locator:
    """What has a key that holds this, as the fields of an incident do beside its id."""
    return page.locator(f"[class*='st-key-'][class*='{part}']").last


def press(page: Page, part: str) -> None:
    key(page, part).get_by_role("button").last.click()
    settled(page)


def type_into(page: Page, part: str, words: str) -> None:
    field = key(page, part).locator("input, textarea").last
    field.fill(words)
    field.press("Tab")
    settled(page)


def choose(page: Page, part: str, option: str) -> None:
    box, wanted = key(page, part).get_by_role("combobox"), page.get_by_role("option", name=option).first
    box.press("ArrowDown")
    with suppress(Error):  # a key that came while the page was being drawn opens nothing
        wanted.wait_for(timeout=5_000)
    if not wanted.is_visible():
        box.press("ArrowDown")
    wanted.click()
    settled(page)
    page.keyboard.press("Tab")
    settled(page)


def say(page: Page, part: str, word: str) -> None:
    key(page, part).get_by_role("radio", name=word).or_(key(page, part).get_by_role("button", name=word)).first.click()
    settled(page)


def go(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=re.compile(tab)).click()
    settled(page)


def download(page: Page, part: str) -> bytes:
    with page.expect_download() as taken:
        key(page, part).get_by_role("button").click()
    return Path(taken.value.path()).read_bytes()


def words_of(body: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(body)).pages)


def held(home: Path) -> tuple[Incident, list[IncidentReport]]:
    with Workspace(home / "demo.db").unit() as unit:
        (incident,) = unit.records.select(Incident, "1 = 1", {})
        return incident, unit.records.select(IncidentReport, "1 = 1", {})


def sent_today(page: Page, way: ReportWay) -> None:
    give_day(page, "incident_sent_on", today())
    pick(page, "incident_way", code_word(way).ja)


def report_it(page: Page) -> int:
    """Report by the menu, the longer of both ways; how many presses that took beside the typing."""
    page.get_by_test_id("stMenuButton").last.click()
    page.get_by_text("事案を報告", exact=True).last.click()
    settled(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("何が起きましたか").fill(WHAT)
    give_day(page, "report_incident_on", today())
    shot(page, "incident-report-phone")
    dialog.get_by_role("button", name="報告する").click()
    expect(dialog.get_by_text("報告しました。")).to_be_visible()
    expect(dialog.get_by_text("広げない")).to_be_visible()
    return 3


def test_from_the_first_call_to_the_end(page: Page, reporter: Page, serve: Callable[..., Server], home: Path) -> None:
    server = serve("app.py", home=home)
    become(reporter, server, SALES.name, "/approved?lang=ja")
    assert report_it(reporter) <= 3
    reporter.get_by_role("dialog").get_by_role("button", name="閉じる", exact=True).last.click()
    settled(reporter)
    expect(reporter.get_by_role("dialog")).to_have_count(0)

    # Compliance finds it on the list; what is next stands first, and with it the clocks.
    incident, _ = held(home)
    assert (incident.name, incident.reported_by) == (WHAT, SALES.id)
    become(page, server, COMPLIANCE.name, "/incidents?lang=ja")
    expect(the_table(page)).to_be_visible()
    page.goto(f"{server.address}/incidents?incident={incident.id}&lang=ja")
    settled(page)
    first = key(page, "incident_next")
    expect(first).to_contain_text("被害の拡大を止め")
    place = first.bounding_box()
    assert place is not None
    assert place["y"] + place["height"] < 800
    expect(page.get_by_text("速やかに").first).to_be_visible()
    shot(page, "incident-desk")

    # The first step is done.
    press(page, "incident_do_next")
    page.get_by_role("button", name="開く", exact=True).nth(1).click()
    settled(page)
    give_day(page, "incident_done_on", today())
    page.get_by_role("dialog").get_by_role("button", name="済みにする").click()
    settled(page)
    expect(page.get_by_text("対応を済みにしました。")).to_be_visible()

    # Facts are saved one by one; each judges anew.
    go(page, "事実")
    choose(page, "_place", "取引先")
    choose(page, "_third_party_id", "株式会社みなも")
    choose(page, "_categories", "氏名・連絡先")
    say(page, "_is_improper_purpose", "はい")
    expect(page.get_by_text(TO_BE_REPORTED).first).to_be_visible()
    type_into(page, "_persons", "1001")
    choose(page, "_owner_id", COMPLIANCE.name)
    expect(page.get_by_text("BR4 に該当").first).to_be_visible()
    shot(page, "incident-br4")

    # What lay there is drawn and listed.
    go(page, "影響範囲")
    expect(page.get_by_text("500人").first).to_be_visible()
    expect(key(page, "incident_bands").locator(".js-plotly-plot")).to_be_visible()
    shot(page, "incident-scope")

    # Half is known: enough for the preliminary report.
    go(page, "報告事項")
    type_into(page, "_item_outline", OUTLINE)
    press(page, "not_yet_item_cause")
    go(page, "報告・通知")
    said = words_of(download(page, "incident_pdf"))
    assert "漏えい等の報告の案（速報）" in said
    assert OUTLINE in said
    assert "4原因内容調査中（未判明）" in said
    assert "7公表の実施状況内容未記入" in said
    assert "規則7条3号、規則7条4号" in said
    press(page, "incident_sent")
    type_into(page, "incident_number", "R-0001")
    sent_today(page, ReportWay.WEB_FORM)
    press(page, "incident_sent_save")
    expect(page.get_by_text(f"{today():%Y/%m/%d} 済み").first).to_be_visible()

    # The persons are told, in the words of the draft.
    say(page, "incident_draft_ic", "本人への通知")
    type_into(page, "incident_contact", "個人情報相談室 03-0000-0000")
    expect(page.get_by_test_id("stCode")).to_contain_text("個人情報相談室 03-0000-0000")
    press(page, "incident_sent")
    sent_today(page, ReportWay.MAIL)
    type_into(page, "incident_persons_reached", "1001")
    press(page, "incident_sent_save")
    incident, sent = held(home)
    assert incident.persons_told_on == today()
    assert "個人情報相談室 03-0000-0000" in next(one.note for one in sent if one.kind is Report.PERSONS)

    # All items are written; the final report says them.
    go(page, "報告事項")
    for item in (*REST, "cause"):
        type_into(page, f"_item_{item}", f"{item} について分かったこと")
    go(page, "報告・通知")
    say(page, "incident_draft_ic", "確報")
    said = words_of(download(page, "incident_pdf"))
    assert "漏えい等の報告の案（確報）" in said
    assert "未判明" not in said.partition("1概要")[2]
    assert all(f"{item}について分かったこと" in said for item in REST)
    press(page, "incident_sent")
    sent_today(page, ReportWay.WEB_FORM)
    press(page, "incident_sent_save")

    # A measure is decided, and the incident closed with its cause.
    go(page, "対応と再発防止")
    press(page, "incident_measure_add")
    dialog = page.get_by_role("dialog")
    dialog.locator("input").first.fill("委託先の点検に、外部からの接続の制限を加える")
    choose(page, "measure_owner_id", COMPLIANCE.name)
    give_day(page, "measure_due_on", today() + timedelta(days=30))
    dialog.get_by_role("button", name="保存").click()
    settled(page)
    # What is left of the response is done, or said to be not needed.
    for _ in range(3):
        key(page, "incident_step_is").get_by_role("button").click()
        settled(page)
        give_day(page, "incident_done_on", today())
        page.get_by_role("dialog").get_by_role("button", name="済みにする").click()
        settled(page)
    key(page, "incident_step_is").get_by_role("button").click()
    settled(page)
    page.get_by_role("dialog").get_by_text("不要として理由を記録").first.click()
    type_into(page, "step_needless", "報告は速報と確報の記録に残した。")
    press(page, "step_skip")
    go(page, "終結")
    choose(page, "incident_cause", "不正アクセス")
    type_into(page, "incident_closing", "侵入の口を閉じ、通知と報告を終えた。")
    press(page, "incident_close")
    expect(page.get_by_text("が終結しました").first).to_be_visible()
    shot(page, "incident-closed")
    incident, sent = held(home)
    assert (incident.closed_on, incident.cause) == (today(), CauseKind.INTRUSION)
    assert {one.kind for one in sent} == {Report.PRELIMINARY, Report.PERSONS, Report.FINAL}
    assert len({one.sha256 for one in sent}) == 3


@pytest.fixture
def demo(serve: Callable[..., Server], demo_in: DemoIn, tmp_path: Path) -> tuple[Server, dict[bool, str]]:
    """The demo, with one incident that is open and one that is closed."""
    demo_in(tmp_path, today())
    with Workspace(tmp_path / "demo.db").unit() as unit:
        found = {one.closed_on is not None: one.id for one in unit.records.select(Incident, "1 = 1", {})}
    assert found.keys() == {True, False}
    return serve("app.py", home=tmp_path), found


def test_every_part_of_the_desk_is_accessible_in_both_themes_and_fits_a_phone(
    browser: Browser, demo: tuple[Server, dict[bool, str]]
) -> None:
    server, found = demo
    for theme, language in (("light", "ja"), ("dark", "en")):
        settings: dict[str, object] = {"color_scheme": theme}
        with browsing(browser, [], **settings) as context:
            page = context.new_page()
            for tab, is_closed in product(Tab, (False, True)):
                page.set_viewport_size({"width": 1280, "height": 800})
                page.goto(f"{server.address}/incidents?incident={found[is_closed]}&tab={tab}&lang={language}")
                settled(page)
                assert grave(page).keys() <= OF_STREAMLIT.keys(), (tab, grave(page))
                page.set_viewport_size({"width": 390, "height": 844})
                settled(page)
                assert page.evaluate(SIDEWAYS) == [], tab
