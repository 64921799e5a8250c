"""Links by mail: what goes out to a real server on this machine, what is tried again, and what is never sent."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import Message
from email.policy import default
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kit.assessing import FILLER, PACKS, REVIEWER, a_draft, a_party, an_assessing_workspace, later
from kit.builders import AT, everything_stored
from kit.inviting import an_invited_vendor
from sakimori.clock import now
from sakimori.errors import InvalidValueError, NotFoundError, StateError
from sakimori.exchange import mails
from sakimori.exchange.mails import UnwritableMailError
from sakimori.services.assessments.opening import cancel_assessment
from sakimori.services.invitations.links import enter
from sakimori.services.invitations.outbox import Sending, pause_after, send_next
from sakimori.services.invitations.post import (
    UNWRITABLE,
    MailServer,
    RefusedMailError,
    mail_server_of,
    message,
    post,
)
from sakimori.services.invitations.rows import InvitationRow, invitations_of
from sakimori.services.invitations.vendor import invite_colleague, mail_colleague
from sakimori.services.invitations.write import erase_invited, invite, new_link, revoke, send_by_mail
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

SENDER = Address("審査窓口", "shinsa", "aoba.example.jp")
BASE = "https://sakimori.aoba.example.jp"


@dataclass
class Received:
    """A handler of the server: keeps what it takes, and refuses as a test wants."""

    mails: list[tuple[list[str], bytes]] = field(default_factory=list)
    to_refuse: dict[str, str] = field(default_factory=dict)
    on_data: Any = None

    async def handle_RCPT(  # noqa: N802 - as the server names it
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        if address in self.to_refuse:
            return self.to_refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        if self.on_data is not None:
            return str(self.on_data())
        self.mails.append((list(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 OK"

    @property
    def messages(self) -> list[Message]:
        return [message_from_bytes(body, policy=default) for _, body in self.mails]

    def token(self, place: int = -1) -> str:
        """What follows the # of the link in a mail."""
        text = self.messages[place].get_content()  # type: ignore[attr-defined]
        return str(text).partition(f"{BASE}/answer#")[2].split()[0]


@dataclass(frozen=True)
class BySmtp(Sending):
    """What is sent by a server."""

    server: MailServer


@contextmanager
def a_server(received: Received, **settings: Any) -> Iterator[BySmtp]:
    """A mail server on this machine."""
    controller = Controller(received, hostname="127.0.0.1", port=free_port(), **settings)
    controller.start()
    try:
        yield BySmtp(MailServer("127.0.0.1", controller.port, "smtp", SENDER), BASE)
    finally:
        controller.stop()


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def queued(workspace: Workspace, assessment_id: str, *, language: str = "ja", **changed: str) -> str:
    """An invitation whose mail waits."""
    given = {"name": "西村 遥", "email": "nishimura@vendor.example.jp", "language": language} | changed
    made = invite(workspace, assessment_id, **given, actor=FILLER, at=AT).record
    send_by_mail(workspace, made.id, actor=FILLER, at=AT)
    return made.id


def a_queue() -> tuple[Workspace, str, str]:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    return workspace, draft, queued(workspace, draft)


def row(workspace: Workspace, assessment_id: str) -> InvitationRow:
    return invitations_of(workspace, assessment_id, at=AT)[-1]


def test_a_mail_brings_a_link_that_opens_and_stands_nowhere_else() -> None:
    workspace, draft, key = a_queue()
    workspace.set_meta(name="青葉商事株式会社")
    assert row(workspace, draft).is_queued
    received = Received()
    with a_server(received) as sending:
        assert send_next(workspace, sending, at=AT) is True
        assert send_next(workspace, sending, at=AT) is None
    (mail,) = received.messages
    assert received.mails[0][0] == ["nishimura@vendor.example.jp"]
    assert str(mail["To"]) == "西村 遥 <nishimura@vendor.example.jp>"
    assert str(mail["From"]) == "審査窓口 <shinsa@aoba.example.jp>"
    assert str(mail["Subject"]) == "【青葉商事株式会社】質問票「小さな質問票」へのご回答のお願い"
    assert mail["Auto-Submitted"] == "auto-generated"
    vendor = enter(workspace, received.token(), at=AT)
    assert vendor is not None
    assert vendor.id == key
    assert received.token() not in everything_stored(workspace)
    done = row(workspace, draft)
    assert done.mail is not None
    assert (done.is_queued, done.mail.sent_at, done.mail.tries) == (False, AT, 1)


def test_the_english_letter_says_the_same() -> None:
    workspace, party = an_assessing_workspace()
    queued(workspace, a_draft(workspace, party), language="en", name="Haruka Nishimura")
    received = Received()
    with a_server(received) as sending:
        send_next(workspace, sending, at=AT)
    (mail,) = received.messages
    text = mail.get_content()  # type: ignore[attr-defined]
    assert "Haruka Nishimura" in text
    assert "You need no account" in text
    assert "until 25 December 2026, 12:00 (Japan time)" in text


def test_the_outbox_keeps_neither_address_nor_link_nor_text() -> None:
    workspace, _, _ = a_queue()
    with workspace.unit() as unit:
        (stored,) = unit.query("SELECT * FROM outgoing_mail")
    assert set(stored.keys()) == {
        "id", "kind", "invitation_id", "created_at", "tries", "next_at", "sent_at", "last_error", "digest_id",
        "inquiry_id", "errand_id", "person_id",
    }  # fmt: skip
    assert "nishimura" not in str(tuple(stored))


def test_a_server_that_is_down_costs_nobody_the_link_that_works() -> None:
    place = an_invited_vendor()
    send_by_mail(place.workspace, place.vendor.id, actor=FILLER, at=AT)
    nowhere = Sending(MailServer("127.0.0.1", free_port(), "smtp", SENDER), BASE)
    assert send_next(place.workspace, nowhere, at=AT) is False
    assert enter(place.workspace, place.token, at=AT) is not None
    waiting = row(place.workspace, place.assessment_id)
    assert waiting.is_queued
    assert waiting.mail is not None
    assert waiting.mail.last_error


def test_it_is_tried_again_ever_more_slowly_and_given_up_after_a_day() -> None:
    workspace, draft, _ = a_queue()
    nowhere = Sending(MailServer("127.0.0.1", free_port(), "smtp", SENDER), BASE)
    at, waits = AT, []
    while (mail := row(workspace, draft).mail) is not None and mail.next_at is not None:
        waits.append(mail.next_at - at)
        at = mail.next_at
        if len(waits) > 1:
            assert send_next(workspace, nowhere, at=at - timedelta(seconds=1)) is None
        assert send_next(workspace, nowhere, at=at) is False
    assert waits[1:8] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16, 32, 60)]
    assert at - AT >= timedelta(hours=24)
    assert at - AT < timedelta(hours=26)
    given_up = row(workspace, draft)
    assert (given_up.is_queued, given_up.has_failed) == (False, True)


def test_pauses_double_up_to_an_hour() -> None:
    assert [pause_after(tries) for tries in (1, 2, 6, 7, 8, 500)] == [
        timedelta(minutes=minutes) for minutes in (1, 2, 32, 60, 60, 60)
    ]


def test_an_address_that_is_refused_for_good_is_told_at_once() -> None:
    workspace, draft, key = a_queue()
    received = Received(to_refuse={"nishimura@vendor.example.jp": "550 5.1.1 no such user\there"})
    with a_server(received) as sending:
        assert send_next(workspace, sending, at=AT) is False
        assert send_next(workspace, sending, at=later(1)) is None
    failed = row(workspace, draft)
    assert failed.has_failed
    assert failed.mail is not None
    assert failed.mail.last_error == "550 5.1.1 no such user here"
    new_link(workspace, key, actor=FILLER, at=AT)
    assert not row(workspace, draft).has_failed


def test_an_address_that_is_refused_for_now_is_tried_again() -> None:
    workspace, draft, _ = a_queue()
    received = Received(to_refuse={"nishimura@vendor.example.jp": "450 try later"})
    with a_server(received) as sending:
        assert send_next(workspace, sending, at=AT) is False
        received.to_refuse.clear()
        assert send_next(workspace, sending, at=AT + timedelta(minutes=1)) is True
    assert row(workspace, draft).mail is not None
    assert enter(workspace, received.token(), at=AT + timedelta(minutes=1)) is not None


def test_a_mail_refused_at_its_end_leaves_no_link_that_nobody_has() -> None:
    """The link was made already: the next try makes another one, and only that one opens."""
    workspace, _, _ = a_queue()
    received = Received(on_data=lambda: "451 disk full")
    with a_server(received) as sending:
        assert send_next(workspace, sending, at=AT) is False
        received.on_data = None
        assert send_next(workspace, sending, at=AT + timedelta(minutes=1)) is True
    assert enter(workspace, received.token(), at=AT + timedelta(minutes=1)) is not None


@pytest.mark.parametrize("end", ["revoked", "erased", "cancelled", "handed over"])
def test_what_was_ended_is_not_sent_any_more(end: str) -> None:
    workspace, draft, key = a_queue()
    if end == "revoked":
        revoke(workspace, key, reason="担当が代わった", actor=FILLER, at=AT)
    elif end == "erased":
        erase_invited(workspace, key, actor=REVIEWER, at=AT)
    elif end == "cancelled":
        cancel_assessment(workspace, draft, reason="取引をやめた", actor=REVIEWER, at=AT)
    else:
        new_link(workspace, key, actor=FILLER, at=AT)
    received = Received()
    with a_server(received) as sending:
        assert send_next(workspace, sending, at=AT) is None
        assert not row(workspace, draft).is_queued
    assert received.mails == []


def test_revoking_while_the_server_is_being_asked_stops_the_mail() -> None:
    workspace, _, key = a_queue()
    received = Received()

    class Slow(Received):
        async def handle_RCPT(self, *given: Any) -> str:  # noqa: N802
            revoke(workspace, key, reason="急ぎ", actor=FILLER, at=AT)
            return await super().handle_RCPT(*given)

    received = Slow()
    with a_server(received) as sending:
        assert send_next(workspace, sending, at=AT) is None
    assert received.mails == []


def test_asking_twice_sends_once() -> None:
    workspace, _, key = a_queue()
    send_by_mail(workspace, key, actor=FILLER, at=AT)
    received = Received()
    with a_server(received) as sending:
        while send_next(workspace, sending, at=AT) is not None:
            pass
    assert len(received.mails) == 1


def test_two_servers_send_each_mail_once(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    workspace = Workspace(path, pack_folder=PACKS)
    party = register(workspace, a_party(an_assessing_workspace()[0]), actor=FILLER, at=AT).record
    draft = a_draft(workspace, party)
    for number in range(6):
        queued(workspace, draft, name=f"担当{number}", email=f"p{number}@vendor.example.jp")
    received, gate = Received(), Barrier(2)
    with a_server(received) as sending:

        def serve() -> None:
            own = Workspace(path, pack_folder=PACKS)
            gate.wait()
            while send_next(own, sending, at=AT) is not None:
                pass

        threads = [Thread(target=serve) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(to for (to,) in (addresses for addresses, _ in received.mails)) == [
        f"p{number}@vendor.example.jp" for number in range(6)
    ]
    for place in range(6):
        assert enter(workspace, received.token(place), at=AT) is not None


def test_a_mail_whose_sender_died_is_taken_up_again() -> None:
    workspace, _, _ = a_queue()

    class Dead(Exception):  # noqa: N818 - no error of ours
        pass

    def die() -> str:
        raise Dead

    received = Received()
    with a_server(received) as sending, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sakimori.services.invitations.outbox.post", lambda *_: die())
        with pytest.raises(Dead):
            send_next(workspace, sending, at=AT)
    with a_server(received) as sending:
        assert send_next(workspace, sending, at=AT + timedelta(minutes=5)) is None
        assert send_next(workspace, sending, at=AT + timedelta(minutes=10)) is True
    assert len(received.mails) == 1


def test_a_vendor_has_the_link_mailed_to_its_own_colleague_alone() -> None:
    place = an_invited_vendor()
    made = invite_colleague(
        place.workspace, name="小林 蓮", email="k@vendor.example.jp", language="ja", actor=place.vendor, at=AT
    ).record
    mail_colleague(place.workspace, made.id, actor=place.vendor, at=AT)
    with pytest.raises(NotFoundError):
        mail_colleague(place.workspace, place.vendor.id, actor=place.vendor, at=AT)
    received = Received()
    with a_server(received) as sending:
        assert send_next(place.workspace, sending, at=AT) is True
    assert "西村 遥様が" in received.messages[0].get_content()  # type: ignore[attr-defined]


def test_no_mail_for_what_takes_no_answers() -> None:
    workspace, draft, key = a_queue()
    cancel_assessment(workspace, draft, reason="取引をやめた", actor=REVIEWER, at=AT)
    with pytest.raises(StateError):
        send_by_mail(workspace, key, actor=FILLER, at=AT)


# The server and the headers


def test_a_server_is_signed_in_to_with_the_password_of_the_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("pass & %:/\n", encoding="utf-8")
    seen: list[LoginPassword] = []

    def check(_server: object, _session: object, _envelope: object, _way: str, data: Any) -> AuthResult:
        seen.append(data)
        return AuthResult(success=data.password == b"pass & %:/")

    received = Received()
    with a_server(received, authenticator=check, auth_require_tls=False) as sending:
        server = mail_server_of(
            {
                "SAKIMORI_SMTP_URL": f"smtp://shinsa%40aoba@127.0.0.1:{sending.server.port}",
                "SAKIMORI_SMTP_PASSWORD_FILE": str(secret),
                "SAKIMORI_MAIL_FROM": "審査窓口 <shinsa@aoba.example.jp>",
            }
        )
        assert server is not None
        written = message(server, name="西村", to="n@vendor.example.jp", subject="件名", body="本文", at=AT)
        post(server, "n@vendor.example.jp", lambda: written)
    assert seen[0].login == b"shinsa@aoba"
    assert len(received.mails) == 1
    assert "pass" not in repr(server).replace("password", "")


def test_who_may_not_send_is_told_so_without_a_trace_of_the_password() -> None:
    received = Received()

    def check(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    with a_server(received, authenticator=check, auth_require_tls=False) as sending:
        server = MailServer("127.0.0.1", sending.server.port, "smtp", SENDER, "shinsa", "secret-word")
        with pytest.raises(RefusedMailError) as refused:
            post(server, "n@vendor.example.jp", lambda: pytest.fail("nothing is written"))
    assert "535" in str(refused.value)
    assert "secret-word" not in str(refused.value)
    assert not refused.value.is_final


@pytest.mark.parametrize("way", ["smtps", "starttls"])
def test_a_mail_goes_by_tls_to_a_server_that_proves_its_name(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    given = {"ssl_context": context} if way == "smtps" else {"tls_context": context, "require_starttls": True}
    received = Received()
    with a_server(received, **given) as sending:
        server = replace(sending.server, way=way, host="localhost")
        written = message(server, name="西村", to="n@vendor.example.jp", subject="件名", body="本文", at=AT)
        with pytest.raises(RefusedMailError, match="CERTIFICATE_VERIFY_FAILED"):
            post(server, "n@vendor.example.jp", lambda: written)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        post(server, "n@vendor.example.jp", lambda: written)
    assert len(received.mails) == 1


def self_signed(folder: Path) -> Path:
    """A certificate of this machine with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin = now() - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_server_that_has_no_tls_where_it_is_asked_for_gets_nothing() -> None:
    received = Received()
    with a_server(received) as sending:
        server = MailServer("127.0.0.1", sending.server.port, "starttls", SENDER, "shinsa", "secret-word")
        with pytest.raises(RefusedMailError):
            post(server, "n@vendor.example.jp", lambda: pytest.fail("nothing is written"))
    assert received.mails == []


def test_headers_stay_on_their_lines() -> None:
    server = MailServer("127.0.0.1", 25, "smtp", SENDER)
    written = message(
        server, name='西村\r\nBcc: evil@example.com" <x@y>', to="n@vendor.example.jp",
        subject="件名\r\nBcc: evil@example.com", body="本文\r\n.\r\nMAIL FROM:<x>", at=AT,
    )  # fmt: skip
    read = message_from_bytes(written.data, policy=default)
    assert read["Bcc"] is None
    assert set(read.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
        "MIME-Version",
    }  # fmt: skip
    assert [one.addr_spec for one in read["To"].addresses] == ["n@vendor.example.jp"]
    assert str(make_header(decode_header(str(read["Subject"])))) == "件名 Bcc: evil@example.com"


def test_a_mail_that_cannot_be_written_is_told_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    keys = [
        queued(workspace, draft, name=name, email=f"p{place}@vendor.example.jp") for place, name in enumerate("甲乙")
    ]
    kept = new_link(workspace, keys[0], actor=FILLER, at=AT)
    send_by_mail(workspace, keys[0], actor=FILLER, at=AT)
    written = mails.written_mail

    def fails_on_one(*given: Any, name: str, **more: Any) -> Any:
        if name == "甲":
            raise UnwritableMailError
        return written(*given, name=name, **more)

    monkeypatch.setattr("sakimori.services.invitations.post.written_mail", fails_on_one)
    received = Received()
    with a_server(received) as sending:
        assert sorted(went for _ in range(2) if (went := send_next(workspace, sending, at=AT)) is not None) == [
            False,
            True,
        ]
        assert send_next(workspace, sending, at=later(1)) is None
    assert [to for to, _ in received.mails] == [["p1@vendor.example.jp"]]
    failed, _ = invitations_of(workspace, draft, at=AT)
    assert failed.has_failed
    assert failed.mail is not None
    assert failed.mail.last_error == UNWRITABLE
    assert enter(workspace, kept.token, at=AT) is not None  # what was not sent costs nobody the link that works


def test_an_address_that_no_line_of_the_protocol_holds_is_given_up() -> None:
    received = Received()
    with a_server(received) as sending:
        for to in ("a@b.example\r\nRCPT TO:<x@evil.example>", "西村@vendor.example.jp"):
            with pytest.raises(RefusedMailError) as refused:
                post(sending.server, to, lambda: pytest.fail("nothing is written"))
            assert refused.value.is_final
    assert received.mails == []


@pytest.mark.parametrize(
    "environment",
    [
        {"SAKIMORI_SMTP_URL": "http://mail.example.jp"},
        {"SAKIMORI_SMTP_URL": "smtp://"},
        {"SAKIMORI_SMTP_URL": "smtp://mail.example.jp:99999"},
        {"SAKIMORI_SMTP_URL": "smtp://mail.example.jp/path"},
        {"SAKIMORI_SMTP_URL": "smtps://mail.example.jp?startls=1"},
        {"SAKIMORI_SMTP_URL": "smtp://user:password@mail.example.jp"},
        {"SAKIMORI_SMTP_URL": "smtps://user:%E5%90%88@mail.example.jp"},
        {"SAKIMORI_SMTP_URL": "smtps://mail.example.jp", "SAKIMORI_MAIL_FROM": ""},
        {"SAKIMORI_SMTP_URL": "smtps://mail.example.jp", "SAKIMORI_MAIL_FROM": "no address"},
        {"SAKIMORI_SMTP_URL": "smtps://mail.example.jp", "SAKIMORI_SMTP_PASSWORD_FILE": "/no/such/file"},
    ],
)
def test_a_server_that_is_badly_named_is_refused_without_its_password(environment: dict[str, str]) -> None:
    given = {"SAKIMORI_MAIL_FROM": "shinsa@aoba.example.jp"} | environment
    with pytest.raises(InvalidValueError) as refused:
        mail_server_of(given)
    assert "password@" not in refused.value.message("ja")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtps://mail.example.jp", ("mail.example.jp", 465, "smtps", "", "")),
        ("smtp://mail.example.jp?starttls=1", ("mail.example.jp", 587, "starttls", "", "")),
        ("smtp://relay.example.jp", ("relay.example.jp", 25, "smtp", "", "")),
        ("smtps://a%40b:p%3Aw@mail.example.jp:2465", ("mail.example.jp", 2465, "smtps", "a@b", "p:w")),
    ],
)
def test_the_ways_to_name_a_server(url: str, expected: tuple[str, int, str, str, str]) -> None:
    server = mail_server_of({"SAKIMORI_SMTP_URL": url, "SAKIMORI_MAIL_FROM": "審査 <shinsa@aoba.example.jp>"})
    assert server is not None
    assert (server.host, server.port, server.way, server.user, server.password) == expected
    assert server.sender.addr_spec == "shinsa@aoba.example.jp"


def test_without_a_server_no_mail_is_sent() -> None:
    assert mail_server_of({}) is None
