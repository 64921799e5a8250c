"""リスト照合 on the check page: dropped, compared, taken back; the question goes on with the objectors taken out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from kit.asking import ADMIN, AT, SALES, a_workspace_today
from kit.tables import tables
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.services.requests.stops import record_stop
from sakimori.ui.frame.components import OPEN_DIALOG
from sakimori.ui.frame.pages import page as page_named

Show = Callable[..., AppTest]
LIST = "氏名,メールアドレス\n花,hana@example.jp\n空,sora@example.jp\n誰か,\n".encode()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show: Show) -> Callable[..., AppTest]:
    """The dialog on the check of a sound hand-over; somebody of the list has asked us to stop."""

    def opening(language: str = "ja", *, stops: bool = True) -> AppTest:
        monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
        workspace = a_workspace_today(tmp_path)
        if stops:
            person = Identifier(IdentifierKind.MAIL_ADDRESS, "Sora@example.jp")
            other = Identifier(IdentifierKind.CUSTOMER_NUMBER, "M-1")
            for one in (person, other):
                record_stop(workspace, one, StopChannel.USE, received_on=AT.date(), actor=ADMIN, at=AT)
        at = show("check", person=SALES.id, party="tp1", language=language)
        at.button(key="check_screen").click().run()
        assert not at.exception
        return at

    return opening


def drop(at: AppTest, data: bytes, name: str = "list.csv") -> AppTest:
    at.file_uploader(key="screen_file").set_value((name, data, "text/csv")).run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    return "\n".join(
        str(one.value) for kind in (at.markdown, at.caption, at.info, at.warning, at.error, at.success) for one in kind
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("3行のうち2行を除き、1行を渡せます。", "顧客番号の列がありません")),
        ("en", ("Of 3 rows, 2 are left out; 1 row may go.", "The list has no column for")),
    ],
)
def test_the_dialog_says_how_many_are_left_out_and_why(
    opened: Callable[..., AppTest], language: str, words: tuple[str, ...]
) -> None:
    at = drop(opened(language), LIST)
    assert [one for one in words if one not in said(at)] == []
    reasons = tables(at)[-1].value
    assert list(reasons["rows"]) == [1, 1]
    assert {"screen_rows", "screen_take"} <= {one.key for one in at.get("download_button")}


def test_a_list_of_persons_who_asked_for_nothing_goes_whole(opened: Callable[..., AppTest]) -> None:
    at = drop(opened(stops=False), b"name,e-mail\nA,a@example.jp\n")
    assert "外す本人はいません。" in said(at)


def test_the_question_goes_on_with_the_objectors_taken_out(opened: Callable[..., AppTest]) -> None:
    at = drop(opened(), LIST)
    at.button(key="screen_settle").click().run()
    assert not at.exception
    kept = at.session_state["check_answers"]
    assert [value for (_, fact), value in kept.items() if fact == "objectors_removed"] == [True]
    assert "screen_done" not in at.session_state


@pytest.fixture
def let_go(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that the server forgets, by their ids."""
    gone: list[str] = []

    def note(_manager: object, session_id: str, file_id: str) -> None:
        gone.append(file_id)

    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", note)
    return gone


def test_the_list_is_gone_from_the_server_once_the_dialog_is(opened: Callable[..., AppTest], let_go: list[str]) -> None:
    at = drop(opened(), LIST).run()
    held = at.session_state["screen_file"].file_id
    assert let_go == []
    at.button(key="screen_settle").click().run()
    assert let_go == [held]
    at.run()
    assert let_go == [held]


def test_the_list_is_gone_as_well_where_somebody_turns_to_another_page(
    opened: Callable[..., AppTest], let_go: list[str]
) -> None:
    at = drop(opened(), LIST)
    held = at.session_state["screen_file"].file_id
    del at.session_state[OPEN_DIALOG]
    at.switch_page(str(page_named("approved").file)).run().run()
    assert let_go == [held]


def test_a_list_that_cannot_be_compared_is_refused_in_the_dialog(opened: Callable[..., AppTest]) -> None:
    at = drop(opened(), b"a,b\n1,2\n")
    assert "本人を見分ける列が見つかりません" in said(at)
    assert not [one for one in at.get("download_button") if one.key == "screen_take"]


def test_without_a_column_that_goes_nothing_can_be_taken(opened: Callable[..., AppTest]) -> None:
    at = drop(opened(), LIST)
    at.multiselect(key="screen_columns").set_value([]).run()
    assert not [one for one in at.get("download_button") if one.key == "screen_take"]
    assert "渡さない列：氏名 (A)（選んでいません）" in said(at)


def test_each_column_beyond_what_was_judged_says_why_it_stays(opened: Callable[..., AppTest]) -> None:
    at = drop(opened(), "氏名,メールアドレス,購入履歴,病歴\n花,hana@example.jp,茶,なし\n".encode())
    assert at.multiselect(key="screen_columns").value == [0]
    assert "渡さない列：メールアドレス (B)・購入履歴 (C)・病歴 (D)（判定した項目に挙がっていません）" in said(at)
