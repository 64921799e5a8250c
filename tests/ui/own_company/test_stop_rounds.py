"""The recipients of stops: who is late first, told with a file or a text, and asked until it answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.asking import ADMIN, AUDITOR, COMPLIANCE, a_workspace_today
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.passed_on import PassedOn, PassedOnAnswer, PassedOnWay
from sakimori.domain.records.person_requests import RequestKind
from sakimori.domain.user import User
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.stops import record_stop
from services.requests.persons.desk import a_desk
from services.requests.test_copies import a_record

Show = Callable[..., AppTest]
DAYS = 9


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show: Show) -> Callable[..., AppTest]:
    """The tab of stops, where a stop of some days ago reached one recipient that nobody has told."""
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    workspace = a_workspace_today(tmp_path, recipient={"legal_name": "株式会社みなも"})
    person = Identifier(IdentifierKind.MAIL_ADDRESS, "sora@example.jp")
    at = now() - timedelta(days=DAYS)
    record_stop(workspace, person, StopChannel.USE, received_on=at.date(), actor=ADMIN, at=at)
    workspace.close()

    def opening(person: str = COMPLIANCE.id, language: str = "ja") -> AppTest:
        at = show("own", person=person, language=language, view="purposes", tab="stops")
        assert not at.exception
        return at

    return opening


def said(at: AppTest) -> str:
    parts = (at.markdown, at.caption, at.info, at.warning, at.error, at.success, at.code)
    return "\n".join(str(one.value) for kind in parts for one in kind)


def tellings(home: Path) -> list[PassedOn]:
    workspace = Workspace(home / "demo.db")
    with workspace.unit() as unit:
        found = unit.records.select(PassedOn)
    workspace.close()
    return found


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("1社に連絡が残っています。うち1社は期限を過ぎたか、応じていません。", "株式会社みなもに伝える")),
        ("en", ("Recipients still to be told or heard: 1; overdue or refusing: 1.", "Tell 株式会社みなも")),
    ],
)
def test_the_recipient_that_is_late_is_the_next_action(
    opened: Callable[..., AppTest], language: str, words: tuple[str, str]
) -> None:
    at = opened(language=language)
    assert words[0] in said(at)
    assert at.button(key="stop_rounds_next").label == words[1]


def test_a_recipient_is_told_and_answers(opened: Callable[..., AppTest], tmp_path: Path) -> None:
    at = opened()
    at.button(key="stop_rounds_next").click().run()
    assert "貴社の名簿と再委託先の名簿から除いてください" in said(at)
    assert at.button(key="round_told").disabled
    at.selectbox(key="round_how").set_value(PassedOnWay.FILE)
    at.date_input(key="round_told_on").set_value(today()).run()
    at.button(key="round_told").click().run()
    assert not at.exception
    (told,) = tellings(tmp_path)
    assert (told.told_on, told.told_how, told.told_by) == (today(), PassedOnWay.FILE, COMPLIANCE.id)
    assert at.button(key="stop_rounds_next").label == "株式会社みなもの回答を記録する"
    at.button(key="stop_rounds_next").click().run()
    assert at.button(key="round_answered").disabled
    at.radio(key="round_answer").set_value(PassedOnAnswer.DONE)
    at.date_input(key="round_answered_on").set_value(today()).run()
    at.button(key="round_answered").click().run()
    (answered,) = tellings(tmp_path)
    assert (answered.answer, answered.answered_on) == (PassedOnAnswer.DONE, today())
    assert "すべての渡し先が停止を反映しています。" in said(at)


def test_the_list_of_stops_is_made_out_of_a_list_that_somebody_has(opened: Callable[..., AppTest]) -> None:
    at = opened()
    at.button(key="stop_rounds_next").click().run()
    data = b"mail\nhana@example.jp\nSORA@example.jp\n"
    at.file_uploader(key="stop_rounds_file").set_value(("list.csv", data, "text/csv")).run()
    assert not at.exception
    assert "2行のうち1行が停止中です。" in said(at)
    assert "screen_suppression" in {one.key for one in at.get("download_button")}
    at.radio(key="screen_form").set_value("plain").run()
    assert "screen_suppression" not in {one.key for one in at.get("download_button")}
    at.checkbox(key="screen_plain").check().run()
    assert "screen_suppression" in {one.key for one in at.get("download_button")}


def test_the_list_of_stops_is_made_out_of_our_records_without_any_list(
    opened: Callable[..., AppTest], tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path / "demo.db")
    at_day = now() - timedelta(days=DAYS)
    person = Identifier(IdentifierKind.CUSTOMER_NUMBER, "M-1")
    record_stop(workspace, person, StopChannel.USE, received_on=at_day.date(), actor=ADMIN, at=at_day)
    with workspace.unit() as unit:
        (flow, *_) = unit.records.select(DataFlow)
    a_record(workspace, flow, "m-1", "m-2", at=now())
    workspace.close()
    at = opened()
    at.button(key="stop_rounds_next").click().run()
    assert "提供記録に顧客番号がある1人が停止中です。" in said(at)
    assert "record_suppression" not in {one.key for one in at.get("download_button")}
    at.text_input(key="record_key").set_value("agreed-with-them").run()
    assert not at.exception
    assert "record_suppression" in {one.key for one in at.get("download_button")}


def test_recipients_asked_by_a_persons_request_are_in_the_same_count(
    opened: Callable[..., AppTest], show: Show, tmp_path: Path
) -> None:
    opened()
    workspace = Workspace(tmp_path / "demo.db")
    with workspace.change("user.added", actor=ADMIN, at=now()) as change:
        change.insert(User("us01", "佐藤 美咲", roles=frozenset(UserRole)))
    desk = a_desk(workspace, at=now())
    request = desk.searched(RequestKind.STOP_USE)
    desk.replied(request)
    with workspace.unit() as unit:
        others = {one.third_party_id for one in unit.records.select(PassedOn) if one.request_id == request.id}
        batches = {one.third_party_id for one in unit.records.select(PassedOn) if one.stop_batch_id}
    workspace.close()
    at = show("own", person=COMPLIANCE.id, view="purposes", tab="stops")
    assert len(others) == 3
    assert f"{len(others | batches)}社に連絡が残っています。" in said(at)
    (link,) = at.get("page_link")
    assert link.proto.label == f"うち本人の請求 {request.number} によるもの：3社（請求のページで伝えます）"
    assert f"request={request.id}" in link.proto.query_string


def test_who_may_not_tell_sees_how_it_stands(opened: Callable[..., AppTest]) -> None:
    at = opened(person=AUDITOR.id)
    assert "1社に連絡が残っています。" in said(at)
    assert "stop_rounds_next" not in {one.key for one in at.button}


def test_an_address_leads_to_the_recipient_that_it_names(
    opened: Callable[..., AppTest], show: Show, tmp_path: Path
) -> None:
    assert callable(opened)
    (line,) = tellings(tmp_path)
    at = show("purposes", person=COMPLIANCE.id, tab="stops", line=line.id)
    assert not at.exception
    assert "round_told" in {one.key for one in at.button}


def test_a_gap_of_a_stop_leads_there_from_the_desk_for_requests(
    opened: Callable[..., AppTest], show: Show, tmp_path: Path
) -> None:
    assert callable(opened)
    (line,) = tellings(tmp_path)
    at = show("requests", person=COMPLIANCE.id, passed=line.id)
    assert "round_told" in {one.key for one in at.button}
