"""取込 of questionnaires: labels that may head answers or not, and answers that their remark takes back, are asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.files.question_sheets import book
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.ui.frame.formats import day

Show = Callable[..., AppTest]

ROWS = (("1", "暗号化していますか", "はい", ""), ("2", "教育をしていますか", "いいえ", ""))
HOPED = book(("No.", "質問", "模範回答", "備考"), *ROWS)
METI = (
    ("№", "種別", "サービスレベル項目例", "規定内容", "測定単位", "設定例"),
    ("1", "可用性", "時間帯", "サービスを提供する時間帯", "時間帯", "24時間"),
    ("2", "可用性", "予定通知", "停止を事前に連絡するか", "有無", "有"),
    ("3", "信頼性", "監視", "システムの監視をするか", "有無", "無"),
)
FOUNDER = Actor("us01", "担当 1", frozenset(UserRole))


@pytest.fixture
def home(empty_home: Path) -> Path:
    party = ThirdParty(id="tp_1", legal_name="青空株式会社", country="JP")
    register(Workspace(empty_home / "demo.db"), party, actor=FOUNDER, at=now())
    return empty_home


def handed_in(show: Show, data: bytes, **query: str) -> AppTest:
    at = show("imports", person="us02", kind="questionnaire", **query)
    at.file_uploader[0].upload("回答.xlsx", data).run()
    assert not at.exception, at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def say(at: AppTest, *, is_answer: bool) -> AppTest:
    asked = next(one for one in at.radio if "模範回答" in one.label or "設定例" in one.label)
    asked.set_value(is_answer).run()
    return press(at, "imports_form_say_labels")


def said(at: AppTest) -> str:
    parts = (at.markdown, at.caption, at.info, at.success, at.warning, at.error)
    return "\n".join(str(element.value) for group in parts for element in group).replace("\\", "")


def keys(at: AppTest) -> set[str | None]:
    return {one.key for one in at.button}


def test_no_way_on_while_nobody_has_said_whether_a_label_heads_the_answers(home: Path, show: Show) -> None:
    at = handed_in(show, HOPED)
    assert "「**模範回答**」" in said(at)
    assert next(one for one in at.radio if "模範回答" in one.label).value is None
    assert at.button(key="imports_form_say_labels").disabled
    assert at.button(key="imports_form_read_columns").disabled
    assert "imports_form_to_tokens" not in keys(at)


def test_a_known_form_waits_just_the_same(home: Path, show: Show) -> None:
    at = handed_in(show, book(*METI))
    assert "imports_form_to_tokens" not in keys(at)
    say(at, is_answer=True)
    assert not at.button(key="imports_form_to_tokens").disabled


def test_once_said_that_it_does_its_answers_are_read(home: Path, show: Show) -> None:
    at = say(handed_in(show, HOPED), is_answer=True)
    press(at, "imports_form_read_columns")
    press(at, "imports_form_to_tokens")
    assert "無回答 0件" in said(at)


def test_once_said_that_it_does_not_nothing_below_it_is_read(home: Path, show: Show) -> None:
    at = say(handed_in(show, HOPED), is_answer=False)
    press(at, "imports_form_read_columns")
    press(at, "imports_form_to_tokens")
    assert "無回答 2件" in said(at)


def test_an_answer_that_its_remark_takes_back_waits_among_the_tokens(home: Path, show: Show) -> None:
    data = book(("No.", "質問", "回答", "備考"), (*ROWS[0][:3], "海外拠点は未実施"), ROWS[1])
    at = press(handed_in(show, data), "imports_form_read_columns")
    press(at, "imports_form_to_tokens")
    assert "説明が回答を打ち消しています" in said(at)
    assert at.button(key="imports_form_say").disabled
    assert "imports_form_to_target" not in keys(at)


def test_the_question_is_asked_in_english_too(home: Path, show: Show) -> None:
    at = handed_in(show, HOPED, language="en")
    assert "Is “模範回答” what was answered?" in [one.label.replace("\\", "") for one in at.radio]


def keep(at: AppTest, name: str) -> AppTest:
    at.text_input(key="imports_form_keep_name").input(name).run()
    return press(at, "imports_form_keep")


@pytest.mark.parametrize(("is_answer", "word", "missing"), [(True, "今回の回答です", 0), (False, "ではありません", 2)])
def test_what_was_said_of_a_label_is_kept_and_shown_with_who_said_it(
    home: Path, show: Show, *, is_answer: bool, word: str, missing: int
) -> None:
    at = say(handed_in(show, HOPED), is_answer=is_answer)
    press(at, "imports_form_read_columns")
    keep(press(at, "imports_form_to_tokens"), "kokyaku-a")
    again = handed_in(show, book(("No.", "質問", "模範回答", "備考"), *reversed(ROWS)))
    assert not [one for one in again.radio if "模範回答" in one.label]
    shown = said(again)
    assert "保存した様式では、「模範回答」は" in shown
    assert word in shown
    assert f"担当 2が{day(now().date(), 'ja')}に確認" in shown
    press(again, "imports_form_to_tokens")
    assert f"無回答 {missing}件" in said(again)


def test_a_known_form_read_by_a_kept_one_does_not_ask_again(home: Path, show: Show) -> None:
    keep(press(say(handed_in(show, book(*METI)), is_answer=True), "imports_form_to_tokens"), "saas-a")
    again = handed_in(show, book(*METI))
    box, place = next(
        (box, place) for box in again.selectbox for place, option in enumerate(box.options) if "saas-a" in option
    )
    box.select_index(place).run()
    assert not again.exception
    assert "保存した様式では、「設定例」は今回の回答です" in said(again)
    assert not again.button(key="imports_form_to_tokens").disabled
