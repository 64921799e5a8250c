"""取込 of questionnaires: the six steps as a person takes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.files.question_sheets import book
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.domain.questions.questionnaire import KeptProfile, PrivatePack, QuestionnaireImport
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.exchange.questionnaires.forms import caiq
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.ui.questionnaires.page import AnsweredBy

Show = Callable[..., AppTest]

HEADER = ("№", "種別", "サービスレベル項目例", "規定内容", "測定単位", "設定")
METI = (
    ("クラウドサービスレベルのチェックリスト",),
    HEADER,
    ("1", "可用性", "時間帯", "サービスを提供する時間帯", "時間帯", "24時間"),
    ("2", "可用性", "予定通知", "停止を事前に連絡するか", "有無", "有, 5営業日前まで"),
    ("3", "信頼性", "監視", "システムの監視をするか", "有無", "必要"),
    ("4", "信頼性", "障害", "障害を通知するか", "有無", None),
)
TABLE = (
    ("No.", "質問", "回答", "備考"),
    ("1", "暗号化していますか", "はい", ""),
    ("2", "教育をしていますか", "いいえ", ""),
)
SENT = book(*METI)
"""Made once: a workbook holds the time at which it was made."""
FOUNDER = Actor("us01", "担当 1", frozenset(UserRole))


@pytest.fixture
def home(empty_home: Path) -> Path:
    """A home with one third party."""
    party = ThirdParty(id="tp_1", legal_name="青空株式会社", country="JP")
    register(Workspace(empty_home / "demo.db"), party, actor=FOUNDER, at=now())
    return empty_home


def opened(show: Show, **query: str) -> AppTest:
    return show("imports", person="us02", kind="questionnaire", **query)


def hand_in(at: AppTest, data: bytes, name: str = "回答.xlsx") -> AppTest:
    at.file_uploader[0].upload(name, data).run()
    assert not at.exception, at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    parts = (at.markdown, at.caption, at.info, at.success, at.warning, at.error)
    return "\n".join(str(element.value) for group in parts for element in group).replace("\\", "")


def choose(at: AppTest, kind: str, label: str, value: object) -> AppTest:
    found: Any = next(one for one in at.get(kind) if label in getattr(one, "label", ""))
    found.set_value(value).run()
    assert not at.exception, at.exception
    return at


def tiles(at: AppTest) -> dict[str, int]:
    return {metric.label: int(metric.value) for metric in at.metric}


def stored(home: Path, record_type: type) -> list[Any]:
    with Workspace(home / "demo.db").unit() as unit:
        return list(unit.records.select(record_type))


def leave_out(at: AppTest, row: int) -> None:
    """Say in the editor that a column is not read."""
    state = {"edited_rows": {row: {"role": "読まない"}}, "added_rows": [], "deleted_rows": []}
    at.session_state["imports_form_mapping_チェックシート_0"] = state
    at.run()


def to_target(at: AppTest, meaning: Normal | None = None) -> AppTest:
    press(at, "imports_form_to_tokens")
    if meaning is not None:
        choose(at, "selectbox", "の意味", meaning)
        press(at, "imports_form_say")
    return press(at, "imports_form_to_target")


def new_pack(at: AppTest, sound: Polarity = Polarity.YES, *, whose: AnsweredBy = AnsweredBy.PARTY) -> AppTest:
    choose(at, "radio", "だれの回答", whose)
    if whose is AnsweredBy.PARTY:
        choose(at, "selectbox", "取引先", "tp_1")
    choose(at, "radio", "どの質問票", "new")
    return choose(at, "radio", "望ましい回答", sound)


def taken_in(show: Show) -> AppTest:
    at = to_target(hand_in(opened(show), SENT), Normal.YES)
    return press(press(new_pack(at), "imports_form_to_try"), "imports_form_run")


def again(at: AppTest, data: bytes) -> AppTest:
    """The dry run of a further file of the same third party, on the pack that has all of its questions."""
    at = to_target(hand_in(press(at, "imports_form_next"), data), Normal.YES)
    choose(at, "radio", "だれの回答", AnsweredBy.PARTY)
    choose(at, "selectbox", "取引先", "tp_1")
    return press(at, "imports_form_to_try")


@pytest.mark.parametrize(("language", "word"), [("ja", "1問ずつの結果"), ("en", "what happens to each question")])
def test_an_empty_workspace_asks_for_a_file(empty_home: Path, show: Show, language: str, word: str) -> None:
    at = show("imports", language=language, kind="questionnaire")
    assert len(at.file_uploader) == 1
    assert word in said(at)


def test_lists_are_one_press_away_and_remain_the_first(empty_home: Path, show: Show) -> None:
    at = show("imports")
    assert "取込はまだありません。" in said(at)
    at.segmented_control(key="imports_kind_of_file").set_value("questionnaire").run()
    assert "様式と列" in said(at)


def test_what_is_no_questionnaire_is_refused_with_what_to_do(home: Path, show: Show) -> None:
    at = hand_in(opened(show), book(("売上",), ("100",)))
    assert "質問と回答の列がある表にしてください" in at.warning[0].value
    assert len(at.file_uploader) == 1


def test_the_rows_that_were_seen_are_printed_as_a_sum(home: Path, show: Show) -> None:
    text = said(hand_in(opened(show), SENT))
    assert "METI" in text or "経済産業省" in text
    assert "見た行 6 = 質問 4 + 注記 1 + 列の見出し 1" in text


def test_no_way_on_while_a_token_is_open_and_nothing_is_chosen_beforehand(home: Path, show: Show) -> None:
    at = press(hand_in(opened(show), SENT), "imports_form_to_tokens")
    assert "「**必要**」" in said(at)
    asked = next(one for one in at.selectbox if "の意味" in one.label)
    assert asked.value is None
    assert at.button(key="imports_form_say").disabled
    assert not [one for one in at.button if one.key == "imports_form_to_target"]
    asked.set_value(Normal.NO).run()
    press(at, "imports_form_say")
    assert "意味の決まらない語はありません。" in said(at)


def test_two_marks_for_one_question_are_a_token_to_be_said(home: Path, show: Show) -> None:
    rows = (
        ("№", "質問", "はい", "いいえ"),
        ("1", "暗号化していますか", "○", "○"),
        ("2", "教育をしていますか", "○", ""),
    )
    at = press(hand_in(opened(show), book(*rows)), "imports_form_read_columns")
    press(at, "imports_form_to_tokens")
    assert "2つの印があります" in said(at)
    assert at.button(key="imports_form_say").disabled


def test_answers_of_a_vendor_go_into_a_new_assessment(home: Path, show: Show) -> None:
    at = to_target(hand_in(opened(show), SENT), Normal.YES)
    assert at.button(key="imports_form_to_try").disabled
    at = press(new_pack(at), "imports_form_to_try")
    found = tiles(at)
    assert found.pop("ファイルの質問") == sum(found.values()) == 4
    assert (found["新規"], found["無回答"]) == (3, 1)
    assert not stored(home, Assessment)
    press(at, "imports_form_run")
    assert "回答3件を取り込みました" in said(at)
    assert "消した回答はありません" in said(at)
    assert len(stored(home, Answer)) == 3
    assert len(stored(home, QuestionnaireImport)) == 1
    assert len(stored(home, Assessment)) == 1


def test_whether_yes_is_hoped_for_is_asked_and_never_guessed(home: Path, show: Show) -> None:
    at = to_target(hand_in(opened(show), SENT), Normal.YES)
    choose(at, "radio", "だれの回答", AnsweredBy.NOBODY)
    choose(at, "radio", "どの質問票", "new")
    assert "文言は送り手のものです" in said(at)
    assert next(one for one in at.radio if "望ましい回答" in one.label).value is None
    assert at.button(key="imports_form_to_try").disabled


def test_a_form_is_registered_alone_without_its_answers(home: Path, show: Show) -> None:
    at = to_target(hand_in(opened(show), SENT), Normal.YES)
    at = press(new_pack(at, whose=AnsweredBy.NOBODY), "imports_form_to_try")
    assert "回答は取り込みません" in said(at)
    press(at, "imports_form_run")
    assert len(stored(home, PrivatePack)) == 1
    assert not stored(home, Assessment)


def test_our_own_company_answers_what_it_is_asked(home: Path, show: Show) -> None:
    at = to_target(hand_in(opened(show), SENT), Normal.YES)
    at = press(new_pack(at, Polarity.NOT_JUDGED, whose=AnsweredBy.OURS), "imports_form_to_try")
    press(at, "imports_form_run")
    (assessment,) = stored(home, Assessment)
    assert isinstance(assessment, Assessment)
    assert (assessment.third_party_id, assessment.kind.value) == ("self", "asked")


def test_the_same_file_again_says_when_and_by_whom_and_changes_nothing(home: Path, show: Show) -> None:
    at = again(taken_in(show), SENT)
    assert "取込済み（" in said(at)
    assert "担当 2" in said(at)
    assert at.button(key="imports_form_run").disabled
    assert tiles(at)["同じ"] == 3


def test_what_stands_stays_unless_a_person_takes_the_answer_of_the_file(home: Path, show: Show) -> None:
    other = (*METI[:3], (*METI[3][:-1], "無"), *METI[4:])
    at = again(taken_in(show), book(*other))
    assert (tiles(at)["違う回答"], tiles(at)["変更"]) == (1, 0)
    assert "入っている回答（担当 2" in said(at)
    box = next(one for one in at.checkbox if one.label == "ファイルの回答にする")
    assert box.value is False
    box.set_value(True).run()
    assert tiles(at)["変更"] == 1
    press(at, "imports_form_run")
    assert len(stored(home, Answer)) == 4


def test_a_question_in_other_words_counts_once_a_person_has_accepted_it(home: Path, show: Show) -> None:
    other = (*METI[:3], (*METI[3][:3], "停止を事前に連絡していますか", *METI[3][4:]), *METI[4:])
    at = to_target(hand_in(press(taken_in(show), "imports_form_next"), book(*other)), Normal.YES)
    choose(at, "radio", "だれの回答", AnsweredBy.PARTY)
    choose(at, "selectbox", "取引先", "tp_1")
    packs = next(one for one in at.radio if "どの質問票" in one.label)
    assert packs.value is None, "a pack that lacks a question is not chosen for a person"
    packs.set_value(stored(home, PrivatePack)[0].pack_id).run()
    press(at, "imports_form_to_try")
    assert tiles(at)["似た質問"] == 1
    next(one for one in at.checkbox if one.label == "同じ質問とみなす").set_value(True).run()
    assert (tiles(at)["似た質問"], tiles(at)["同じ"]) == (0, 3)
    assert any(one.label == "同じ質問とみなす" and one.value for one in at.checkbox), "it can be taken back"


def test_a_form_in_a_further_version_keeps_the_ids_of_its_questions(home: Path, show: Show) -> None:
    more = (*METI, ("5", "信頼性", "記録", "記録を残すか", "有無", "有"))
    at = to_target(hand_in(press(taken_in(show), "imports_form_next"), book(*more)), Normal.YES)
    choose(at, "radio", "だれの回答", AnsweredBy.NOBODY)
    first = stored(home, PrivatePack)[0].pack_id
    choose(at, "radio", "どの質問票", f"version:{first}")
    choose(at, "radio", "望ましい回答", Polarity.YES)
    press(press(at, "imports_form_to_try"), "imports_form_run")
    assert {(one.pack_id, one.release) for one in stored(home, PrivatePack)} == {(first, "1.0"), (first, "1.1")}


def test_an_archive_is_opened_and_one_of_its_files_read(home: Path, show: Show) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/回答.xlsx", SENT)
        archive.writestr("b.txt", "nothing")
    at = hand_in(opened(show), packed.getvalue(), "束.zip")
    assert at.button(key="imports_form_read_member").disabled
    choose(at, "radio", "読むファイル", "a/回答.xlsx")
    press(at, "imports_form_read_member")
    assert "**回答.xlsx**" in said(at)
    press(at, "imports_form_members")
    choose(at, "radio", "読むファイル", "b.txt")
    press(at, "imports_form_read_member")
    assert at.warning


def test_guessed_columns_are_confirmed_before_anything_else(home: Path, show: Show) -> None:
    at = hand_in(opened(show), book(*TABLE))
    assert not [one for one in at.button if one.key == "imports_form_to_tokens"]
    press(at, "imports_form_read_columns")
    assert "確かめた列のとおりに読みました。" in said(at)
    assert not at.button(key="imports_form_to_tokens").disabled


LOSSY = (*METI, (), (None, None, None, None, None, "いいえ"))
"""With an answer that stands beside no question."""


@pytest.mark.parametrize(
    ("language", "words"),
    [("ja", ("ファイルと見比べてください", "見比べました")), ("en", ("Compare it with the file", "I have compared"))],
)
def test_rows_left_out_that_may_hold_an_answer_are_ticked_before_the_way_goes_on(
    home: Path, show: Show, language: str, words: tuple[str, str]
) -> None:
    at = hand_in(show("imports", person="us02", language=language, kind="questionnaire"), book(*LOSSY))
    assert words[0] in said(at)
    assert at.button(key="imports_form_to_tokens").disabled
    (tick,) = at.checkbox
    assert (words[1] in tick.label, tick.value) == (True, False)
    tick.check().run()
    assert not at.button(key="imports_form_to_tokens").disabled
    press(at, "imports_form_to_tokens")
    at.selectbox[0].set_value(Normal.YES).run()
    press(at, "imports_form_say")
    press(at, "imports_form_back")
    assert not at.button(key="imports_form_to_tokens").disabled


def test_what_was_seen_is_taken_in(home: Path, show: Show) -> None:
    at = hand_in(opened(show), book(*LOSSY))
    at.checkbox[0].check().run()
    to_target(at, Normal.YES)
    press(press(new_pack(at), "imports_form_to_try"), "imports_form_run")
    assert len(stored(home, Answer)) == 3


def test_a_word_of_a_form_may_be_kept_as_words(home: Path, show: Show) -> None:
    rows = (
        TABLE[0],
        *((str(n), f"対策{n}をしていますか", said, "") for n, said in enumerate(("青", "青", "赤", "青"), 1)),
    )
    at = press(press(hand_in(opened(show), book(*rows)), "imports_form_read_columns"), "imports_form_to_tokens")
    chosen = [one for one in at.selectbox if "の意味" in one.label]
    assert len(chosen) == 2
    assert "書かれたまま残す" in str(chosen[0].options)


def test_columns_chosen_otherwise_are_what_is_read(home: Path, show: Show) -> None:
    at = hand_in(opened(show), book(*TABLE))
    at.session_state["imports_form_mapping_チェックシート_0"] = {
        "edited_rows": {2: {"role": "読まない"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    at.run()
    press(at, "imports_form_read_columns")
    press(at, "imports_form_to_tokens")
    assert "無回答 2件" in said(at)


def test_a_sheet_without_a_column_of_questions_says_so(home: Path, show: Show) -> None:
    at = hand_in(opened(show), book(*TABLE))
    at.session_state["imports_form_mapping_チェックシート_0"] = {
        "edited_rows": {1: {"role": "読まない"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    at.run()
    assert "質問の列を選んでください" in said(at)
    assert at.button(key="imports_form_read_columns").disabled


def test_a_kept_form_reads_the_next_file_without_questions_until_withdrawn(home: Path, show: Show) -> None:
    at = press(hand_in(opened(show), book(*TABLE)), "imports_form_read_columns")
    press(at, "imports_form_to_tokens")
    at.text_input(key="imports_form_keep_name").set_value("Kokyaku").run()
    assert at.button(key="imports_form_keep").disabled
    at.text_input(key="imports_form_keep_name").set_value("kokyaku").run()
    at.text_input(key="imports_form_keep_title").set_value("顧客の様式").run()
    press(at, "imports_form_keep")
    assert "様式「顧客の様式」を保存しました。" in said(at)
    press(at, "imports_form_back")
    press(at, "imports_form_other")
    hand_in(at, book(*TABLE, ("3", "監査をしていますか", "はい", "")))
    assert "保存した様式「顧客の様式」で読みました。" in said(at)
    press(at, "imports_form_other")
    (kept,) = stored(home, KeptProfile)
    choose(at, "selectbox", "様式", kept.id)
    at.text_input(key=f"imports_form_withdraw_reason_{kept.id}").set_value("使わない").run()
    press(at, "imports_form_withdraw")
    hand_in(at, book(*TABLE))
    assert not at.button(key="imports_form_read_columns").disabled


def test_what_tokens_mean_in_a_built_in_form_is_kept_and_taken_by_name(home: Path, show: Show) -> None:
    at = hand_in(opened(show), SENT)
    press(at, "imports_form_to_tokens")
    choose(at, "selectbox", "の意味", Normal.YES)
    press(at, "imports_form_say")
    at.text_input(key="imports_form_keep_name").set_value("kosha").run()
    press(at, "imports_form_keep")
    press(at, "imports_form_back")
    press(at, "imports_form_other")
    hand_in(at, SENT)
    assert "経済産業省" in said(at)  # what a token means is one sender's habit: nobody takes it over unasked
    choose(at, "selectbox", "読み方", "kept:kosha")
    assert "で読みました" in said(at)
    press(at, "imports_form_to_tokens")
    assert not [one for one in at.selectbox if "の意味" in str(one.label)]


def test_a_form_that_does_not_fit_is_refused_and_the_reading_stays(home: Path, show: Show) -> None:
    at = hand_in(opened(show), SENT)
    choose(at, "selectbox", "読み方", caiq.CAIQ_4.id)
    assert any("ではありません" in one.value or "見つかりません" in one.value for one in at.warning)
    assert "経済産業省" in said(at)


def test_a_third_party_named_in_the_address_is_chosen(home: Path, show: Show) -> None:
    at = to_target(hand_in(opened(show, party="tp_1"), SENT), Normal.YES)
    assert next(one for one in at.selectbox if one.label == "取引先").value == "tp_1"


def test_every_step_speaks_english(home: Path, show: Show) -> None:
    at = hand_in(show("imports", person="us02", language="en", kind="questionnaire"), SENT)
    press(at, "imports_form_to_tokens")
    choose(at, "selectbox", "What", Normal.YES)
    press(press(at, "imports_form_say"), "imports_form_to_target")
    choose(at, "radio", "Whose", AnsweredBy.PARTY)
    choose(at, "selectbox", "Third party", "tp_1")
    choose(at, "radio", "On which pack", "new")
    choose(at, "radio", "hoped for", Polarity.YES)
    press(at, "imports_form_to_try")
    assert "In the file 4 = New 3" in said(at)
    press(at, "imports_form_run")
    assert "Took 3 answers" in said(at)
