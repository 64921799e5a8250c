"""The mail server of the company, as the environment names it, and one mail handed to it."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.lists.values import parse_email
from sakimori.exchange.mails import CheckedMail, UnwritableMailError, written_mail
from sakimori.services.access.address import is_loopback

URL_VARIABLE: Final = "SAKIMORI_SMTP_URL"
PASSWORD_FILE_VARIABLE: Final = "SAKIMORI_SMTP_PASSWORD_FILE"  # noqa: S105 - the name of a variable
FROM_VARIABLE: Final = "SAKIMORI_MAIL_FROM"

_TIMEOUT_SECONDS: Final = 30
_PORTS: Final = {"smtps": 465, "starttls": 587, "smtp": 25}
_OK: Final = frozenset({250, 251})
_PERMANENT: Final = 500

UNWRITABLE: Final = "宛名・件名・本文をメールとして正しく書けません / cannot be written as a mail"
"""Why a mail failed that would read otherwise than it was meant; shown beside its invitation."""

_URL: Final = Text(
    "smtps://利用者@ホスト:465 か smtp://利用者@ホスト:587?starttls=1 の形にしてください。",
    "Write it as smtps://user@host:465 or smtp://user@host:587?starttls=1.",
)
_IN_THE_CLEAR: Final = Text(
    "パスワードが暗号化されずに送られます。smtps:// にするか ?starttls=1 を付けてください。",
    "The password would go in the clear. Use smtps:// or add ?starttls=1.",
)
_PLAIN: Final = Text(
    "利用者名とパスワードは半角の英数字と記号だけにしてください。", "User and password must be plain ASCII."
)
_FROM: Final = Text(
    "差出人のメールアドレスを入れてください（例 審査窓口 <shinsa@example.co.jp>）。",
    "Give the address of the sender (such as Due diligence <dd@example.co.jp>).",
)
_NO_FILE: Final = Text("読めるファイルを指定してください。", "Name a file that can be read.")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails go first; `way` is smtps, starttls, or smtp for a server on this machine or in our own network."""

    host: str
    port: int
    way: str
    sender: Address
    user: str = ""
    password: str = field(default="", repr=False)


class DroppedMailError(Exception):
    """A mail that is not sent any more: what it was about ended, or was told otherwise, while it was on its way."""


class RefusedMailError(Exception):
    """The server did not take a mail; `is_final` when it never will."""

    def __init__(self, why: str, *, is_final: bool) -> None:
        """Keep what it said."""
        super().__init__(why)
        self.is_final = is_final


def mail_server_of(environment: Mapping[str, str] = os.environ) -> MailServer | None:
    """The server that the environment names; None where no mail is sent.

    Raises:
        InvalidValueError: It cannot be used as it is named.
    """
    given = environment.get(URL_VARIABLE, "").strip()
    if not given:
        return None
    try:
        url = urlsplit(given)
        port, options = url.port, parse_qs(url.query, strict_parsing=bool(url.query))
    except ValueError as error:
        raise _refused(URL_VARIABLE, "", _URL) from error
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or url.path.strip("/") or options.keys() - {"starttls"}:
        raise _refused(URL_VARIABLE, url.hostname or "", _URL)
    starts = options.get("starttls", ["0"])[-1] == "1"
    way = "smtps" if url.scheme == "smtps" else "starttls" if starts else "smtp"
    password = _password(url, environment)
    if password and way == "smtp" and not is_loopback(url.hostname):
        raise _refused(URL_VARIABLE, url.hostname, _IN_THE_CLEAR)
    user = unquote(url.username or "")
    if not f"{user}{password}".isascii():
        raise _refused(URL_VARIABLE, url.hostname, _PLAIN)
    return MailServer(url.hostname, port or _PORTS[way], way, _sender(environment), user, password)


def post(server: MailServer, to: str, write: Callable[[], CheckedMail]) -> None:
    """Hand one mail over; it is written only once the server has taken the address, so that no link dies for nothing.

    Raises:
        RefusedMailError: The server cannot be reached or does not take it, or it cannot be written.
    """
    try:
        with _connected(server) as smtp:
            _address(smtp, server, to)
            _accepted(smtp.data(write().data))
    except smtplib.SMTPResponseException as error:
        raise _said(error.smtp_code, error.smtp_error, is_final=False) from error
    except (smtplib.SMTPException, OSError) as error:
        raise RefusedMailError(_short(str(error) or type(error).__name__), is_final=False) from error


def message(server: MailServer, *, name: str, to: str, subject: str, body: str, at: datetime) -> CheckedMail:
    """A mail of plain text, which says what it is meant to say and nothing else.

    Raises:
        RefusedMailError: It cannot be written so.
    """
    try:
        return written_mail(server.sender, name=name, to=to, subject=subject, body=body, at=at)
    except UnwritableMailError as error:
        raise RefusedMailError(UNWRITABLE, is_final=True) from error


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.way == "smtps":
        opened: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT_SECONDS, context=context)
    else:
        opened = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_SECONDS)
    with opened as smtp:
        if server.way == "starttls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
        yield smtp


def _address(smtp: smtplib.SMTP, server: MailServer, to: str) -> None:
    if not to.isascii() or smtplib.quoteaddr(to) != f"<{to}>":  # the library would take a part of it
        raise RefusedMailError(UNWRITABLE, is_final=True)
    _accepted(smtp.mail(server.sender.addr_spec))
    _accepted(smtp.rcpt(to))


def _accepted(reply: tuple[int, bytes]) -> None:
    code, words = reply
    if code not in _OK:
        raise _said(code, words, is_final=code >= _PERMANENT)


def _said(code: int, words: bytes | str, *, is_final: bool) -> RefusedMailError:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return RefusedMailError(_short(f"{code} {text}"), is_final=is_final)


def _short(text: str) -> str:
    """What a server said, on one line: it is shown to people."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:300]


def _password(url: SplitResult, environment: Mapping[str, str]) -> str:
    file = environment.get(PASSWORD_FILE_VARIABLE, "").strip()
    if not file:
        return unquote(url.password or "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(PASSWORD_FILE_VARIABLE, file, _NO_FILE) from error


def _sender(environment: Mapping[str, str]) -> Address:
    given = environment.get(FROM_VARIABLE, "").strip()
    name, address = parseaddr(given)
    parsed = parse_email(address)
    if parsed.fault is not None or not parsed.value:
        raise _refused(FROM_VARIABLE, given, _FROM)
    user, _, domain = parsed.value.rpartition("@")
    return Address(name, user, domain)


def _refused(variable: str, value: str, expected: Text) -> InvalidValueError:
    return InvalidValueError(field=Text(variable, variable), value=value, expected=expected)
