"""A vendor opens the form from a folder, answers, saves and loads; what is saved says what was answered."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, Route, expect

from kit.packs_out import AT, EVERY, ODD, PACKS, read_back
from sakimori.domain.questions.evaluation import visibilities
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Facts, Pack, Question, QuestionType
from sakimori.exchange.questionnaires.forms.profile import Body
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order, give
from sakimori.exchange.questionnaires.ours.pack_reading import answer_of
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter

pytestmark = pytest.mark.browser
CLOUD = PACKS["jp-cloud"]
LETTER = Letter("例示株式会社", "つむぎクラウド", date(2026, 12, 25), "vendor@example.co.jp")


@pytest.fixture
def context(browser: Browser, foreign: list[str]) -> Iterator[BrowserContext]:
    """A browser that opens files of a folder, and nothing else."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.set_default_timeout(20_000)

    def keep_local(route: Route) -> None:
        if route.request.url.startswith(("file:", "blob:")):
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    context.route("**/*", keep_local)
    yield context
    context.close()
    assert foreign == []


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    assert faults == []


def opened(page: Page, folder: Path, pack: Pack, *, facts: Facts | None = None, language: str = "ja") -> Page:
    path = folder / "form.html"
    path.write_bytes(give(pack, Form.HTML, Order("full", language, AT, LETTER, facts or {})))
    page.goto(path.as_uri())
    return page


def card(page: Page, number: str) -> Locator:
    return page.locator(f"article[id='question-{number}']")


def pressed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def saved(page: Page, folder: Path, name: str = "回答を保存") -> bytes:
    with page.expect_download() as download:
        pressed(page, name)
    assert download.value.suggested_filename.startswith("sakimori-answers_")
    path = folder / "answers.json"
    download.value.save_as(path)
    return path.read_bytes()


def loaded(page: Page, data: bytes, name: str = "answers.json") -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/json", "buffer": data})


def given_in(body: Body) -> dict[str, AnswerValue]:
    return {q.id: found for q in body.questions if (found := answer_of(q)) is not None}


ANSWERS = {
    "C-01": AnswerValue("例株式会社\n<b>東京</b> 不明"),
    "C-02": AnswerValue(("JP", "NA", "US")),
    "C-03": AnswerValue(state=AnswerState.UNDISCLOSED),
    "C-04": AnswerValue("partly", reason="一部の利用者"),
    "X-03": AnswerValue("each_time"),
    "X-05": AnswerValue("yes"),
    "A-08": AnswerValue("1000"),
    "T-04": AnswerValue(state=AnswerState.NA, reason="ログがない"),
}


def test_a_vendor_answers_switches_saves_and_goes_on_the_next_day(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path, CLOUD)
    expect(page.get_by_text("vendor@example.co.jp")).to_be_visible()
    asked = len([one for one in visibilities(CLOUD, "full", {}, {}).values() if one == "visible"])
    expect(page.locator(".progress")).to_have_text(f"回答 0 / {asked}　残り {asked}")
    pressed(page, "次の未回答へ")
    expect(card(page, "C-01").get_by_role("textbox").first).to_be_focused()
    page.keyboard.insert_text("例株式会社\n<b>東京</b> 不明")
    for words in ("日本", "ナミビア、us"):
        card(page, "C-02").get_by_label("国・地域の名前").fill(words)
        page.keyboard.press("Enter")
    card(page, "C-02").get_by_label("国・地域の名前").fill("どこか")
    page.keyboard.press("Enter")
    expect(card(page, "C-02").get_by_role("alert")).to_contain_text("見つかりません")
    card(page, "C-03").get_by_label("非開示").check()
    card(page, "C-04").get_by_label("一部", exact=True).check()
    expect(card(page, "C-04").locator(".mark")).to_have_text("理由が必要")
    page.get_by_label("理由・補足説明").filter(visible=True).fill("一部の利用者")
    expect(card(page, "C-04").locator(".mark")).to_have_text("回答済")

    expect(card(page, "X-05")).to_have_attribute("data-state", "pending")
    expect(card(page, "X-05")).to_contain_text("次の場合に回答：X-03の回答が")
    card(page, "X-05").get_by_label("はい").check()
    card(page, "X-03").get_by_label("接続しない").check()
    expect(card(page, "X-05")).to_be_hidden()
    expect(page.locator(".skipped").filter(has_text="X-05")).to_be_visible()
    before = given_in(read_back(saved(page, tmp_path), CLOUD, name="a.json"))
    assert before["X-05"] == AnswerValue("yes")  # it fell away, and is kept for the case that it comes back

    pressed(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    card(page, "X-03").get_by_label("Each time, by the customer's act").check()
    expect(card(page, "X-05")).to_have_attribute("data-state", "visible")
    expect(card(page, "X-05").get_by_label("Yes")).to_be_checked()
    card(page, "A-08").get_by_role("textbox").first.fill("いつか")
    expect(card(page, "A-08").locator(".mark")).to_have_text("Give a number")
    card(page, "A-08").get_by_role("textbox").first.fill("１,０００")
    card(page, "T-04").get_by_label("N/A").check()
    card(page, "T-04").get_by_role("textbox").first.fill("ログがない")
    card(page, "T-04").get_by_text("Comment").click()
    card(page, "T-04").get_by_label("Comment").fill("来年に見直し")
    data = saved(page, tmp_path, "Save answers")
    body = read_back(data, CLOUD, name="answers.json")
    assert given_in(body) == ANSWERS
    assert body.notes == ()
    assert next(q for q in body.questions if q.id == "T-04").more["note"] == "来年に見直し"

    progress = page.locator(".progress").inner_text()
    opened(page, tmp_path, CLOUD, language="en")
    expect(page.locator(".progress")).to_contain_text("Answered 0 of")
    loaded(page, data)
    expect(page.locator(".told")).to_have_text("answers.json is loaded.")
    expect(page.locator(".progress")).to_have_text(progress)
    expect(card(page, "C-01").get_by_role("textbox").first).to_have_value("例株式会社\n<b>東京</b> 不明")
    assert page.locator("b").count() == 0
    again = read_back(saved(page, tmp_path, "Save answers"), CLOUD, name="answers.json")
    assert given_in(again) == ANSWERS


def test_what_cannot_be_loaded_is_said_and_changes_nothing(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path, ODD)
    card(page, "Q-1").get_by_label("はい").check()
    data = saved(page, tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    opened(page, other, CLOUD)
    strange = saved(page, other)
    opened(page, tmp_path, ODD)
    for wrong, word in (
        (data[: len(data) // 2], "読み込めません"),
        (b"[]", "読み込めません"),
        (b'{"format": "sakimori-answers/1", "answers": 1}', "読み込めません"),
        (strange, "別の質問票"),
    ):
        loaded(page, wrong)
        expect(page.locator(".told")).to_contain_text(word)
        expect(page.locator(".progress")).to_contain_text("回答 0 /")
    content = json.loads(data)
    content["answers"] |= {"Q-2": {"state": "answered", "values": ["z"]}, "__proto__": {"state": "na"}, "Q-9": 1}
    loaded(page, json.dumps(content).encode())
    expect(page.locator(".told")).to_contain_text("3問")
    expect(page.locator(".told")).to_contain_text("Q-2")
    expect(card(page, "Q-1").get_by_label("はい")).to_be_checked()


def test_leaving_asks_while_something_is_not_saved(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path, ODD)
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", agree)
    card(page, "Q-1").get_by_label("はい").check()
    page.reload()
    assert asked == ["beforeunload"]
    card(page, "Q-1").get_by_label("はい").check()
    saved(page, tmp_path)
    page.reload()
    assert asked == ["beforeunload"]


def test_a_draft_is_offered_where_the_browser_keeps_one(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path, ODD)
    card(page, "Q-1").get_by_label("はい").check()
    saved(page, tmp_path)
    page.wait_for_timeout(600)  # the policy of the page forbids what wait_for_function needs
    assert page.evaluate("window.localStorage.length") == 1
    page.reload()
    expect(page.locator(".draft")).to_contain_text("1問")
    pressed(page, "続きから")
    expect(card(page, "Q-1").get_by_label("はい")).to_be_checked()
    saved(page, tmp_path)
    page.reload()
    pressed(page, "消す")
    page.reload()
    expect(page.locator(".draft")).to_have_count(0)
    assert page.evaluate("window.localStorage.length") == 0


def test_the_keyboard_alone_is_enough(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path, ODD)
    page.get_by_role("button", name="次の未回答へ").press("Enter")
    expect(card(page, "Q-1").get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Space")
    expect(card(page, "Q-1").get_by_role("radio").first).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(card(page, "Q-1").get_by_label("いいえ")).to_be_checked()
    expect(card(page, "Q-1").get_by_label("いいえ")).to_be_focused()
    unnamed = page.evaluate(
        "[...document.querySelectorAll('input:not([type=file]), textarea')].filter((one) => !one.labels?.length"
        " && !one.getAttribute('aria-label') && !one.getAttribute('aria-labelledby')).length"
    )
    assert unnamed == 0


def test_a_narrow_screen_shows_all_without_scrolling_sideways(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for language in ("ja", "en"):
        opened(page, tmp_path, CLOUD, language=language)
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def some_answer(question: Question, chance: random.Random) -> AnswerValue:
    open_states = [AnswerState.UNKNOWN, AnswerState.UNDISCLOSED, AnswerState.UNDEFINED]
    takes_na = not question.choices or any(choice.excluded for choice in question.choices)
    if chance.random() < 0.3:
        return AnswerValue(state=chance.choice([*open_states, *([AnswerState.NA] if takes_na else [])]))
    ids = [choice.id for choice in question.choices if not choice.excluded]
    match question.type:
        case QuestionType.MULTI:
            return AnswerValue(tuple(chance.sample(ids, chance.randint(1, len(ids)))))
        case QuestionType.COUNTRY_LIST:
            return AnswerValue(("JP",))
        case QuestionType.DATE:
            return AnswerValue("2026-12-01")
        case QuestionType.NUMBER | QuestionType.DURATION:
            return AnswerValue("3")
        case _:
            return AnswerValue(chance.choice(ids) if ids else "文")


def as_saved(signature: str, answers: Mapping[str, AnswerValue], pack: Pack) -> bytes:
    entries: dict[str, Any] = {}
    for number, answer in answers.items():
        several = pack.question(number).type in {QuestionType.MULTI, QuestionType.COUNTRY_LIST}
        value = {} if answer.value is None else {"values": list(answer.given)} if several else {"value": answer.value}
        entries[number] = {"state": answer.state, **value}
    return json.dumps({"format": "sakimori-answers/1", "signature": signature, "answers": entries}).encode()


@pytest.mark.parametrize("pack", EVERY, ids=lambda pack: pack.id)
def test_the_page_asks_exactly_what_the_pack_asks(pack: Pack, page: Page, tmp_path: Path) -> None:
    chance = random.Random(pack.id)  # noqa: S311 - the same examples each time
    asked = pack.asked_in("full")
    told: tuple[dict[str, str], ...] = (
        {},
        dict.fromkeys((fact.id for fact in pack.facts), "true"),
        {fact.id: "false" for fact in pack.facts[:1]},
    )
    for known in told if pack.facts else told[:1]:
        opened(page, tmp_path, pack, facts=known)
        signature = page.locator("p.signature").inner_text()
        for _ in range(12):
            chosen = [question for question in asked if chance.random() < 0.7]
            answers = {question.id: some_answer(question, chance) for question in chosen}
            loaded(page, as_saved(signature, answers, pack))
            expect(page.locator(".told")).to_contain_text("読み込みました。")
            shown = page.evaluate(
                "Object.fromEntries([...document.querySelectorAll('article.question')]"
                ".map((one) => [one.id.slice(9), one.dataset.state]))"
            )
            expected = visibilities(pack, "full", answers, known)
            assert shown == {number: state.value for number, state in expected.items()}
            counted = [number for number, state in expected.items() if state == "visible"]
            done = sum(number in answers for number in counted)
            expect(page.locator(".progress")).to_contain_text(f"回答 {done} / {len(counted)}　")
