"""Mails that tell of one thing: who gets one, what it says when it goes out, and when none goes out any more."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from kit.asking import ADMIN, AT, COMPLIANCE, OTHER_SALES, SALES, a_question, a_workspace_of
from sakimori.domain.user import Actor, User
from sakimori.services.audit.view import verify
from sakimori.services.clearance.inquiries import answer_inquiry, send_inquiry, withdraw_inquiry
from sakimori.services.invitations.outbox import Sending, send_next
from sakimori.services.invitations.post import MailServer
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.reach import set_reach
from sakimori.services.settings.users import add_user
from sakimori.services.talk.remarks import ask_back, reply
from sakimori.store.outgoing.outbox import Kind, Outbox

SECRET = "録画には顧客の声が入ります"
BASE = "https://sakimori.example.jp"
LATER = AT + timedelta(hours=1)
SECOND = replace(COMPLIANCE, id="us6", name="法務 二")


def reached_by_mail(*people: Actor, language: str = "ja") -> Workspace:
    """A workspace in which some people have an address."""
    workspace = a_workspace_of()
    add_user(workspace, name=SECOND.name, department="", roles=SECOND.roles, user_id=SECOND.id, actor=ADMIN, at=AT)
    for one in people:
        email = f"{one.id}@aoba.example.jp"
        set_reach(workspace, one.id, email=email, language=language, lead_id=None, actor=ADMIN, at=AT)
    return workspace


def waiting(workspace: Workspace) -> list[tuple[str | None, str | None]]:
    with workspace.unit() as unit:
        return [(mail.person_id, mail.inquiry_id) for mail in Outbox(unit.engine).due(LATER, 99, {Kind.NOTICE})]


class Letterbox:
    """A handler of a mail server that keeps what it takes."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str, str]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(bytes(envelope.content), policy=default)
        self.got.append((envelope.rcpt_tos[0], str(mail["Subject"]), str(mail.get_content())))
        return "250 OK"


@contextmanager
def a_letterbox() -> Iterator[tuple[Letterbox, Callable[..., int]]]:
    """A letterbox, and what sends all that waits into it, and says how many mails went out."""
    box = Letterbox()
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()

    def send(workspace: Workspace, *, public: str = BASE) -> int:
        server = MailServer("127.0.0.1", port, "smtp", Address("先守", "dd", "aoba.example.jp"))
        count = 0
        while send_next(workspace, Sending(server, BASE, public=public), at=LATER):
            count += 1
        return count

    try:
        yield box, send
    finally:
        controller.stop()


def test_everybody_who_may_answer_is_told_of_an_inquiry_but_who_has_no_address() -> None:
    workspace = reached_by_mail(COMPLIANCE, SALES, OTHER_SALES)
    inquiry = send_inquiry(workspace, a_question(), message=SECRET, actor=SALES, at=AT).record
    assert waiting(workspace) == [(COMPLIANCE.id, inquiry.id)]
    with a_letterbox() as (box, send):
        assert send(workspace) == 1
    ((to, subject, body),) = box.got
    assert to == "us2@aoba.example.jp"
    assert subject == "【先守】照会が回答を待っています（株式会社みなも）"
    assert f"{BASE}/check?view=inbox&inquiry={inquiry.id}" in body
    assert SALES.name in body
    assert SECRET not in subject + body, "what people write stays on the page"
    assert waiting(workspace) == []


def test_each_turn_tells_the_other_and_the_answer_tells_the_asker() -> None:
    workspace = reached_by_mail(COMPLIANCE, SECOND, SALES, OTHER_SALES, language="en")
    inquiry = send_inquiry(workspace, a_question(), message="", actor=SALES, at=AT).record
    with a_letterbox() as (box, send):
        assert send(workspace) == 2
        ask_back(workspace, inquiry.id, text=SECRET, actor=COMPLIANCE, at=AT)
        assert send(workspace) == 1
        reply(workspace, inquiry.id, text=SECRET, actor=SALES, at=AT)
        assert send(workspace) == 1, "whoever asked back, not everybody"
        answer_inquiry(workspace, inquiry.id, approve=False, reason=SECRET, actor=SECOND, at=AT)
        assert send(workspace) == 1
    assert [to.partition("@")[0] for to, _, _ in box.got[2:]] == [SALES.id, COMPLIANCE.id, SALES.id]
    assert [subject.partition(": ")[0] for _, subject, _ in box.got[2:]] == [
        "[Sakimori] A question about your inquiry",
        "[Sakimori] An inquiry waits for your answer",
        "[Sakimori] Your inquiry was answered",
    ]
    assert not [body for _, _, body in box.got if SECRET in body]
    assert verify(workspace).is_intact


@pytest.mark.parametrize("end", ["withdrawn", "answered", "asked back", "left"])
def test_what_was_settled_meanwhile_is_told_no_more(end: str) -> None:
    workspace = reached_by_mail(COMPLIANCE)
    inquiry = send_inquiry(workspace, a_question(), message="", actor=SALES, at=AT).record
    if end == "withdrawn":
        withdraw_inquiry(workspace, inquiry.id, actor=SALES, at=AT)
    elif end == "answered":
        answer_inquiry(workspace, inquiry.id, approve=False, reason="不要", actor=SECOND, at=AT)
    elif end == "asked back":
        ask_back(workspace, inquiry.id, text="件数は", actor=SECOND, at=AT)
    else:
        with workspace.change("user.left", actor=ADMIN, at=AT) as change:
            gone = change.records.get(User, COMPLIANCE.id)
            change.update(replace(gone, left_on=AT.date()), runs_rules=False)
    with a_letterbox() as (box, send):
        assert send(workspace) == 0
    assert box.got == []
    assert waiting(workspace) == []


def test_of_one_thing_one_mail_waits_for_a_person() -> None:
    workspace = reached_by_mail(COMPLIANCE)
    inquiry = send_inquiry(workspace, a_question(), message="", actor=SALES, at=AT).record
    reply(workspace, inquiry.id, text="一つ目", actor=SALES, at=AT)
    reply(workspace, inquiry.id, text="二つ目", actor=SALES, at=AT)
    assert waiting(workspace) == [(COMPLIANCE.id, inquiry.id)]


def test_without_a_public_address_a_mail_has_no_link() -> None:
    workspace = reached_by_mail(COMPLIANCE)
    send_inquiry(workspace, a_question(), message="", actor=SALES, at=AT)
    with a_letterbox() as (box, send):
        assert send(workspace, public="") == 1
    ((_, _, body),) = box.got
    assert "http" not in body
    assert "サインイン" in body


def test_that_a_mail_was_put_out_stands_in_the_trail_without_its_address() -> None:
    workspace = reached_by_mail(COMPLIANCE)
    inquiry = send_inquiry(workspace, a_question(), message="", actor=SALES, at=AT).record
    with workspace.unit() as unit:
        (line,) = unit.trail.lines(record_kind="outgoing_mail")
    assert line.entry.action == "notice.queued"
    assert line.after == {"person_id": COMPLIANCE.id, "inquiry_id": inquiry.id}
