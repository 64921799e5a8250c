"""A company whose people are reached by mail, with certificates that run out on chosen days."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from kit.builders import AT, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import UserRole
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.services.calendar.reminders.chat import Chat
from sakimori.services.calendar.reminders.people import Ways
from sakimori.services.calendar.reminders.plan import ReminderPlan
from sakimori.services.calendar.reminders.run import queue_day
from sakimori.services.invitations.outbox import Sending, send_next
from sakimori.services.invitations.post import MailServer
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register, set_owner
from sakimori.services.settings.reach import set_reach
from sakimori.services.settings.users import add_user

ADMIN = an_actor()
OWNER, LEAD, LEGAL = "us02", "us03", "us01"
ADDRESSES = {OWNER: "ken@aoba.example.jp", LEAD: "yuki@aoba.example.jp", LEGAL: "misaki@aoba.example.jp"}
SENDER = Address("先守", "sakimori", "aoba.example.jp")
BASE = "https://sakimori.aoba.example.jp"
MAIL = Ways(has_mail=True)


def at_eight(on: date) -> datetime:
    """The instant of a day at which the server begins to tell people."""
    return datetime.combine(on, time(8), tzinfo=UTC) - timedelta(hours=9)


def a_reminding_workspace() -> Workspace:
    """An owner with a lead, and somebody of compliance, all of whom have an address."""
    workspace = a_workspace()
    workspace.set_meta(name="青葉商事株式会社")
    for user_id, name in ((OWNER, "高橋 健"), (LEAD, "中村 由紀")):
        add_user(
            workspace, name=name, department="調達部", roles=frozenset({UserRole.PROCUREMENT}), user_id=user_id,
            actor=ADMIN, at=AT,
        )  # fmt: skip
    for user_id, email in ADDRESSES.items():
        reach(workspace, user_id, email=email, lead_id=LEAD if user_id == OWNER else None)
    return workspace


def reach(workspace: Workspace, user_id: str, **facts: Any) -> None:
    """Say how a person is told; in Japanese unless said otherwise."""
    given = {"email": ADDRESSES.get(user_id, ""), "language": "ja", "lead_id": None} | facts
    set_reach(workspace, user_id, **given, actor=ADMIN, at=AT)


def runs_out(workspace: Workspace, on: date, *, owner: str | None = OWNER, name: str = "株式会社つむぎ") -> str:
    """A third party whose certificate runs out on a day; gives its id."""
    party = register(workspace, a_third_party(legal_name=name), actor=ADMIN, at=AT).record
    if owner is not None:
        set_owner(workspace, party.id, owner, actor=ADMIN, at=AT)
    held = Certificate("", party.id, Scheme.TRUSTE, issued_on=on - timedelta(days=700), valid_until=on, scope="全社")
    record(workspace, held, actor=ADMIN, at=AT)
    return party.id


@dataclass
class Box:
    """What a mail server on this machine took, and what it does with whom; None as reply takes a mail."""

    mails: list[tuple[str, bytes]] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    on_data: Any = None

    async def handle_RCPT(  # noqa: N802 - as the server names it
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        """Take an address, or give the reply that a test wants."""
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        """Take a mail."""
        if self.on_data is not None:
            said = self.on_data()
            if said:
                return str(said)
        self.mails.append((envelope.rcpt_tos[0], bytes(envelope.content)))
        return "250 OK"

    def to(self, user_id: str) -> list[str]:
        """The texts that a person got, in their order."""
        return [text_of(body) for address, body in self.mails if address == ADDRESSES[user_id]]


def text_of(mail: bytes) -> str:
    """Subject and text of a mail."""
    message = message_from_bytes(mail, policy=default)
    return f"{message['Subject']}\n{message.get_content()}"


def free_port() -> int:
    """A port at which nobody listens."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def by(port: int) -> Sending:
    """What is sent by whoever listens at a port of this machine."""
    return Sending(MailServer("127.0.0.1", port, "smtp", SENDER), BASE, public=BASE)


@contextmanager
def a_mail_server(box: Box, **settings: Any) -> Iterator[Sending]:
    """A mail server on this machine, and what is sent by it."""
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **settings)
    controller.start()
    try:
        yield by(controller.port)
    finally:
        controller.stop()


def by_chat(sending: Sending, channels: Mapping[str, str]) -> Sending:
    """The same, with channels besides."""
    return Sending(sending.server, sending.base, Chat(channels), sending.public)


def send_all(workspace: Workspace, sending: Sending, *, at: datetime) -> list[bool]:
    """Send what waits, and say of each whether it went out."""
    went = []
    while (one := send_next(workspace, sending, at=at)) is not None:
        went.append(one)
    return went


def a_run(workspace: Workspace, sending: Sending, on: date, *, ways: Ways = MAIL) -> ReminderPlan:
    """The run of a day, with what it sends."""
    plan = queue_day(workspace, ways, on=on, at=at_eight(on))
    send_all(workspace, sending, at=at_eight(on))
    return plan
