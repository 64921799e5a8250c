"""取込: the four steps as a person takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.files.workbooks import Value
from kit.lists import HEADER, MY_NUMBER, a_row, file_of
from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import Lifecycle
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.judge_queue import judge_all_waiting, waiting
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.imports.mending import mendable
from sakimori.ui.imports.state import mend

Show = Callable[..., AppTest]

SALES = "us03"


def hand_in(at: AppTest, *rows: Sequence[Value], name: str = "台帳.xlsx") -> AppTest:
    at.file_uploader[0].upload(name, file_of(HEADER, *rows)).run()
    assert not at.exception, at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def answer(at: AppTest, place: int = 0) -> AppTest:
    """Say that we deal with the new third parties already, or (1) not yet."""
    at.radio[0].set_value((Lifecycle.IN_USE, Lifecycle.CANDIDATE)[place]).run()
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    parts = (at.markdown, at.caption, at.info, at.success, at.warning, at.error)
    return "\n".join(str(element.value) for group in parts for element in group)


def tiles(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


def names(home: Path) -> set[str]:
    with Workspace(home / "demo.db").unit() as unit:
        return {party.legal_name for party in unit.records.select(ThirdParty, "id <> 'self'")}


@pytest.mark.parametrize(
    ("language", "word"), [("ja", "取込はまだありません。"), ("en", "Nothing has been imported yet.")]
)
def test_an_empty_workspace_asks_for_a_file(empty_home: Path, show: Show, language: str, word: str) -> None:
    at = show("imports", language=language)
    assert len(at.file_uploader) == 1
    assert word in said(at)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_list_goes_in_by_four_steps(empty_home: Path, show: Show, language: str) -> None:
    at = hand_in(show("imports", language=language), a_row("青空株式会社", 国="日本"), a_row("かもめ", 国="どこか"))
    assert "台帳.xlsx" in said(at)
    press(at, "imports_confirm")
    assert list(tiles(at).values()) == ["2", "1", "0", "0", "0", "1", "0"]
    assert names(empty_home) == set()
    assert at.button(key="imports_run").disabled, "whether we deal with them is asked, not guessed"
    press(answer(at), "imports_run")
    assert names(empty_home) == {"青空株式会社"}
    assert at.success
    press(at, "imports_next")
    assert len(tables(at)) == 1, "the history names the import"


def test_the_figures_are_printed_as_a_sum(empty_home: Path, show: Show) -> None:
    at = press(hand_in(show("imports"), a_row("青空株式会社"), [""] * len(HEADER), a_row("北斗")), "imports_confirm")
    assert "読んだ行 3 = 新規 2 + 更新 0 + 変更なし 0 + 飛ばす 1 + 誤り 0 + 要確認 0" in said(at).replace("\\", "")


def test_the_same_file_again_says_when_and_by_whom(empty_home: Path, show: Show) -> None:
    at = press(answer(press(hand_in(show("imports"), a_row("青空株式会社")), "imports_confirm")), "imports_run")
    at = press(hand_in(press(at, "imports_next"), a_row("青空株式会社")), "imports_confirm")
    assert "取込済みです" in said(at)
    assert "担当 1" in said(at)
    assert tiles(at)["変更なし"] == "1"
    assert at.button(key="imports_run").disabled


def test_a_question_is_answered_on_the_page(demo_home: Path, show: Show) -> None:
    known = sorted(names(demo_home))[0]
    at = press(hand_in(show("imports"), a_row(known, 備考="台帳から")), "imports_confirm")
    assert tiles(at)["要確認"] == "1"
    assert at.button(key="imports_run").disabled
    press(at, "imports_all_alike")
    assert tiles(at)["要確認"] == "0"


def test_one_bad_row_can_keep_all_others_out(empty_home: Path, show: Show) -> None:
    at = hand_in(show("imports"), a_row("青空株式会社"), a_row("かもめ", 国="どこか"))
    answer(press(at, "imports_confirm"))
    assert not at.button(key="imports_run").disabled
    at.checkbox[0].check().run()
    assert at.button(key="imports_run").disabled


def test_rows_that_wait_are_not_called_nothing_to_change(empty_home: Path, show: Show) -> None:
    at = press(hand_in(show("imports"), a_row("ワールド商店", 国="Worldwide")), "imports_confirm")
    assert "1行は直してください" in said(at)
    assert "変わるところはありません" not in said(at)


def test_a_my_number_is_named_but_never_shown(empty_home: Path, show: Show) -> None:
    at = hand_in(show("imports"), a_row("青空株式会社", 備考=MY_NUMBER))
    frames = [str(frame.value.to_dict()) for frame in tables(at)]
    press(at, "imports_confirm")
    frames += [str(frame.value.to_dict()) for frame in tables(at)]
    assert "マイナンバー" in said(at)
    assert MY_NUMBER not in said(at) + "".join(frames)


def test_a_file_that_cannot_be_read_says_what_to_do(empty_home: Path, show: Show) -> None:
    at = show("imports")
    at.file_uploader[0].upload("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600).run()
    assert not at.exception
    assert at.warning
    assert len(at.file_uploader) == 1


def test_another_day_is_for_looking_only(empty_home: Path, show: Show) -> None:
    at = show("imports", on=(today() - timedelta(days=40)).isoformat())
    assert at.file_uploader[0].disabled


def test_sales_are_led_elsewhere(empty_home: Path, show: Show) -> None:
    at = show("imports", person=SALES)
    assert not at.file_uploader
    assert at.warning


def test_a_long_list_is_in_at_once_and_every_page_says_that_it_waits_to_be_judged(empty_home: Path, show: Show) -> None:
    rows = [a_row(f"青空{n:02}株式会社", 役割="委託先") for n in range(60)]
    press(answer(press(hand_in(show("imports"), *rows), "imports_confirm")), "imports_run")
    workspace = Workspace(empty_home / "demo.db")
    assert len(names(empty_home)) == 60
    assert waiting(workspace).left == 60

    board = said(show("gaps"))
    assert "60社が判定を待っています。不備は、判定が終わると並びます。" in board
    assert "不備はありません" not in board
    party = said(show("party", party=party_named(workspace, "青空07株式会社")))
    assert "判定を待っています" in party
    assert "いま分かっている不備はありません" not in party

    for _ in judge_all_waiting(workspace, clock=now):
        pass
    assert "判定を待っています" not in said(show("gaps"))


def party_named(workspace: Workspace, name: str) -> str:
    with workspace.unit() as unit:
        return unit.records.select(ThirdParty, "legal_name = :name", {"name": name})[0].id


def test_after_an_import_one_sentence_says_what_to_do_first_and_the_rest_can_be_mended(
    empty_home: Path, show: Show
) -> None:
    at = hand_in(show("imports"), a_row("青空株式会社"), a_row("かもめ", 国="どこか"))
    press(answer(press(at, "imports_confirm")), "imports_run")
    assert "渡すデータの種類が分からない1社に答えてください（青空株式会社から）" in said(at)
    press(at, "imports_rest")
    assert tiles(at)["変更なし"] == "1"
    assert tiles(at)["誤り"] == "1"
    assert "値を書き直して" in said(at)
    assert at.button(key="imports_mend").disabled
    with Workspace(empty_home / "demo.db").unit() as unit:
        (party,) = unit.records.select(ThirdParty, "id <> 'self'")
    assert party.lifecycle is Lifecycle.IN_USE


def test_a_mended_cell_is_read_again_and_the_row_goes_in(empty_home: Path, show: Show) -> None:
    at = hand_in(show("imports"), a_row("かもめ", 国="どこか"))
    press(at, "imports_confirm")
    intake = at.session_state["imports"]
    ((problem, cell),) = mendable(intake, intake.plan)
    assert problem.value == "どこか"
    mend(intake, {cell: "日本"})
    at.run()
    assert tiles(at)["誤り"] == "0"
    press(answer(at), "imports_run")
    assert names(empty_home) == {"かもめ"}
