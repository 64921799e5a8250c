"""本人からの請求 as compliance works on it: what is next first, each step in its dialog, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import choose_rows, tables
from sakimori.clock import now, today
from sakimori.domain.codes import ContactKind, UserRole
from sakimori.domain.records.own_registers import Notice, PublicItem
from sakimori.domain.records.passed_on import PassedOn, PassedOnAnswer, PassedOnWay
from sakimori.domain.records.person_requests import (
    IdentityCheck,
    PersonRequest,
    ReplyWay,
    RequestChannel,
    RequestKind,
    RequestResult,
    Searched,
)
from sakimori.domain.records.third_party import SELF_ID, Contact
from sakimori.domain.user import Actor
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import add_contact
from sakimori.services.requests.persons.check import ReplyDraft
from sakimori.services.requests.persons.write import reply_to_request
from sakimori.ui.requests.words import ASKED
from services.requests.persons.desk import CONTACT, NAME, SECRETS, Desk, a_desk

Show = Callable[..., AppTest]
COMPLIANCE, PROCUREMENT, AUDITOR = (
    f"us0{1 + list(UserRole).index(role)}" for role in (UserRole.COMPLIANCE, UserRole.PROCUREMENT, UserRole.AUDITOR)
)
ACTOR = Actor(COMPLIANCE, "担当", frozenset(UserRole))


@pytest.fixture
def desk(empty_home: Path) -> Desk:
    return a_desk(Workspace(empty_home / "demo.db"), at=now())


def words(at: AppTest) -> str:
    """Everything that the page says outside its tables."""
    said: list[Any] = [one for kind in ("markdown", "caption", "subheader", "info") for one in at.get(kind)]
    return "\n".join(str(one.value) for one in said)


def cells(at: AppTest, place: int = 0) -> list[list[str]]:
    frame = tables(at)[place].value
    return [[str(cell) for cell in row] for row in frame.to_numpy().tolist()]


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def stored(desk: Desk, request: PersonRequest) -> PersonRequest:
    with desk.workspace.unit() as unit:
        return unit.records.get(PersonRequest, request.id)


def lines(desk: Desk) -> list[PassedOn]:
    with desk.workspace.unit() as unit:
        return unit.records.select(PassedOn)


@pytest.mark.parametrize(("language", "said"), [("ja", "受付から2週間を過ぎた"), ("en", "Over two weeks")])
def test_the_list_says_first_what_is_next_and_never_who_asked(desk: Desk, show: Show, language: str, said: str) -> None:
    late = desk.receive(received_on=today() - timedelta(days=20))
    desk.searched(received_on=today() - timedelta(days=3))
    at = show("requests", person=COMPLIANCE, language=language)
    everything = words(at) + str(cells(at))
    assert not [secret for secret in SECRETS if secret in everything]
    assert said in everything
    first, second = cells(at)
    assert first[0] == late.number
    assert first[5] == ("20日目 / 社内目標14日" if language == "ja" else "day 20 / target 14")
    assert second[5] == ("3日目 / 社内目標14日" if language == "ja" else "day 3 / target 14")
    assert language == "ja" or not re.search(r"[ぁ-ん]", everything)
    at = press(at, "requests_open_0")
    assert at.query_params[ASKED] in ([late.id], late.id)
    assert "訴えを起こせます" in words(at) or "a suit is possible" in words(at)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_before_anybody_has_asked_the_published_way_stands_there(empty_home: Path, show: Show, language: str) -> None:
    workspace = Workspace(empty_home / "demo.db")
    at = show("requests", person=COMPLIANCE, language=language)
    assert ("登録されていません" if language == "ja" else "No notice in force") in words(at)
    who: dict[str, Any] = {"actor": ACTOR, "at": now()}
    items = frozenset({PublicItem.REQUEST_PROCEDURE})
    record(workspace, Notice("", "Privacy", today() - timedelta(days=9), items=items), **who)
    add_contact(workspace, Contact("", SELF_ID, ContactKind.INCIDENT, email="desk@example.co.jp"), **who)
    at = show("requests", person=COMPLIANCE, language=language)
    assert "desk" in words(at)
    assert ("請求の手続" if language == "ja" else "Procedure") in words(at)
    assert at.button(key="next_contact_mail_0").label


def test_a_request_is_recorded_and_its_page_opens(desk: Desk, show: Show) -> None:
    at = show("requests", person=COMPLIANCE)
    at = press(at, "next_contact_mail_0")
    at.text_input(key="request_person_name").set_value(NAME)
    at.text_input(key="request_contact").set_value(CONTACT)
    at.multiselect(key="request_data_set_ids").set_value([desk.members.id])
    assert at.button(key="request_save").disabled
    at.selectbox(key="request_kind").set_value(RequestKind.DISCLOSURE)
    at.selectbox(key="request_channel").set_value(RequestChannel.LETTER)
    at.date_input(key="request_received_on").set_value(today()).run()
    at = press(at, "request_save")
    with desk.workspace.unit() as unit:
        (request,) = unit.records.select(PersonRequest)
    assert (request.person_name, request.kind, request.data_set_ids) == (
        NAME, RequestKind.DISCLOSURE, (desk.members.id,),
    )  # fmt: skip
    assert request.number in words(at)
    assert NAME not in words(at)


def test_a_disclosure_goes_from_identity_to_reply_on_its_page(desk: Desk, show: Show) -> None:
    request = desk.receive(received_on=today() - timedelta(days=2), data_set_ids=(desk.members.id,))
    at = show("requests", person=COMPLIANCE, request=request.id)
    assert "本人を確認する" in words(at)
    at = press(at, "request_next")
    assert at.button(key="identity_save").disabled
    at.radio(key="identity_how").set_value(IdentityCheck.LOGIN)
    at.date_input(key="identity_on").set_value(today()).run()
    at = press(at, "identity_save")
    assert stored(desk, request).identity_by == COMPLIANCE
    at = press(at, f"search_{desk.members.id}_found")
    assert stored(desk, request).searches[0].found is Searched.FOUND
    at = press(at, "request_ask")
    assert len(lines(desk)) == 3
    for line in lines(desk):
        with desk.workspace.change("passed_on.answered", actor=ACTOR, at=now()) as change:
            change.update(
                replace(
                    line, told_on=today(), told_by=COMPLIANCE, told_how=PassedOnWay.MAIL, answered_on=today(),
                    answer=PassedOnAnswer.FOUND,
                )
            )  # fmt: skip
    at = show("requests", person=COMPLIANCE, request=request.id)
    assert "3/3" in str(tables(show("requests", person=COMPLIANCE))[0].value.to_numpy())
    at = press(at, "request_next")
    assert not at.code
    at.button_group(key="reply_result").set_value(RequestResult.GRANTED).run()
    assert any(NAME in code.value for code in at.code)
    assert at.button(key="reply_save").disabled
    at.selectbox(key="reply_way").set_value(ReplyWay.PAPER)
    at.date_input(key="replied_on").set_value(today()).run()
    at = press(at, "reply_save")
    assert stored(desk, request).result is RequestResult.GRANTED
    assert "回答を記録しました" in "".join(one.value for one in at.success)


def test_a_recipient_is_told_by_the_text_that_stands_there_and_its_answer_is_kept(desk: Desk, show: Show) -> None:
    request = desk.searched(RequestKind.CORRECTION)
    draft = ReplyDraft(RequestResult.GRANTED, today())
    reply_to_request(desk.workspace, request.id, draft, actor=ACTOR, at=now())
    line = lines(desk)[0]
    at = show("requests", person=COMPLIANCE, passed=line.id)
    assert request.number in words(at)
    at.session_state["party_dialog"] = ("request_recipient", {"request_id": request.id, "passed_on_id": line.id})
    at.run()
    assert any("訂正・追加・削除をお願いします" in code.value for code in at.code)
    assert at.button(key="told_save").disabled
    at.selectbox(key="told_how").set_value(PassedOnWay.MAIL)
    at.date_input(key="told_on").set_value(today()).run()
    at = press(at, "told_save")
    assert next(one for one in lines(desk) if one.id == line.id).told_on == today()
    at.session_state["party_dialog"] = ("request_recipient", {"request_id": request.id, "passed_on_id": line.id})
    at.run()
    assert at.button(key="answer_save").disabled
    at.date_input(key="answered_on").set_value(today())
    at.radio(key="answer").set_value(PassedOnAnswer.HOLDS_NONE).run()
    at = press(at, "answer_save")
    assert next(one for one in lines(desk) if one.id == line.id).answer is PassedOnAnswer.HOLDS_NONE


def test_one_press_tells_every_chosen_recipient_and_one_records_their_answers(desk: Desk, show: Show) -> None:
    request = desk.searched(RequestKind.ERASURE)
    reply_to_request(desk.workspace, request.id, ReplyDraft(RequestResult.GRANTED, today()), actor=ACTOR, at=now())
    asked = [line.id for line in lines(desk)]
    dialog = ("request_recipient", {"request_id": request.id, "passed_on_id": asked[0]})
    at = show("requests", person=COMPLIANCE, request=request.id)
    at.session_state["party_dialog"] = dialog
    at.run()
    at = choose_rows(at, *range(len(asked)), table=-1)
    assert at.button(key="told_save").label == "3件に伝えたと記録"
    assert len([one for one in at.expander if one.label.endswith(" 御中")]) == 3
    at.selectbox(key="told_how").set_value(PassedOnWay.MAIL)
    at.date_input(key="told_on").set_value(today()).run()
    at = press(at, "told_save")
    assert {line.told_on for line in lines(desk)} == {today()}
    at.session_state["party_dialog"] = dialog
    at.run()
    at = choose_rows(at, 0, 2, table=-1)
    at.date_input(key="answered_on").set_value(today())
    at.radio(key="answer").set_value(PassedOnAnswer.DONE).run()
    at = press(at, "answer_save")
    assert [line.answer for line in lines(desk)].count(PassedOnAnswer.DONE) == 2
    assert not at.exception


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", RequestKind)
def test_the_page_of_each_kind_stands_in_both_languages(
    desk: Desk, show: Show, kind: RequestKind, language: str
) -> None:
    request = desk.replied(desk.searched(kind, received_on=today() - timedelta(days=2)), on=today())
    at = show("requests", person=COMPLIANCE, language=language, request=request.id)
    said = words(at)
    assert request.number in said
    assert language == "ja" or not re.search(r"[ぁ-ん]", said)
    if not kind.takes_fee:
        assert ("法38条1項" if language == "ja" else "Art. 38(1)") in str(cells(at))


def test_a_refusal_that_the_service_makes_is_said_on_the_page(desk: Desk, show: Show) -> None:
    request = desk.identified(RequestKind.RECORDS, customer_number="")
    at = show("requests", person=COMPLIANCE, request=request.id)
    at = press(at, "records_search")
    assert any("顧客番号が記録されていません" in one.value for one in (*at.error, *at.warning))


def test_who_asked_is_shown_on_demand_and_erased_for_good(desk: Desk, show: Show) -> None:
    request = desk.replied(desk.searched())
    at = show("requests", person=COMPLIANCE, request=request.id)
    assert NAME not in words(at)
    at = press(at, "request_who_open")
    assert NAME in words(at)
    at = show("requests", person=COMPLIANCE, request=request.id)
    at = press(at, "request_erase_open")
    at = press(at, "erase_save")
    assert stored(desk, request).person_name is None
    assert "消去しました" in words(at)


@pytest.mark.parametrize("person", [AUDITOR])
def test_an_auditor_reads_and_changes_nothing(desk: Desk, show: Show, person: str) -> None:
    request = desk.receive()
    at = show("requests", person=person, request=request.id)
    buttons = {key: one.disabled for one in at.button if (key := one.key or "").startswith(("request_", "search_"))}
    assert {key for key, is_off in buttons.items() if not is_off} == {"request_back"}


def test_no_such_request_is_said_so(desk: Desk, show: Show) -> None:
    assert "見つかりません" in words(show("requests", person=COMPLIANCE, request="pr_none"))


def test_the_list_is_narrowed_by_kind_step_person_and_what_is_overdue(desk: Desk, show: Show) -> None:
    late = desk.receive(received_on=today() - timedelta(days=20))
    young = desk.searched(RequestKind.CORRECTION, received_on=today() - timedelta(days=3))

    def shown(**asked: str) -> set[str]:
        return {row[0] for row in cells(show("requests", person=COMPLIANCE, **asked))}

    assert shown() == {late.number, young.number}
    assert shown(kind="correction") == {young.number}
    assert shown(step="identify") == {late.number}
    assert shown(overdue="1") == {late.number}
    assert shown(owner=str(young.owner_id)) == {late.number, young.number}


def test_several_persons_whose_time_is_over_are_erased_from_the_list(desk: Desk, show: Show) -> None:
    long_ago = now() - timedelta(days=400)
    for _ in range(2):
        old = replace(desk, at=long_ago)
        old.replied(old.searched(RequestKind.DISCLOSURE))
    at = press(show("requests", person=COMPLIANCE), "requests_erase_due")
    press(at, "erase_due_save")
    with desk.workspace.unit() as unit:
        assert {one.erased_on for one in unit.records.select(PersonRequest)} == {today()}
