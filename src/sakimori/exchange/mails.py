"""Writer of every mail that goes out: its bytes are read again, and a mail that says anything else is refused.

Names, subjects and texts of strangers stand in mails of ours. A library that folds headers itself once let through an
encoded word that held line breaks; here whatever a stranger wrote is encoded before the library sees it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.charset import BASE64, SHORTEST, Charset
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import compat32, default
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Final

_ENCODED_WORD: Final = "=?"
_DEFUSED: Final = "＝？"
"""Stands for the beginning of an encoded word, which a second reader would decode again."""
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Controls, marks that turn the direction, halves of characters and breaks of lines: no header shows them."""
_WORDS: Final = "utf-8"
_LINES: Final = compat32.clone(linesep="\r\n")
_BODY: Final = re.compile(rb"(?:[A-Za-z0-9+/=]{1,76}\r\n)*")
_HEADERS: Final = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
)
"""Header fields of a mail of ours, in their order, and no others."""
_FAULTS: Final = (MessageError, ValueError, LookupError, AttributeError, TypeError)
"""Kinds of exception with which one version of the library or another gives up on a text."""


class UnwritableMailError(Exception):
    """A mail that cannot be written, or reads otherwise than it was meant once it is."""


@dataclass(frozen=True, slots=True)
class CheckedMail:
    """Bytes of one mail, read again after writing; `written_mail` alone makes any."""

    data: bytes


@dataclass(frozen=True, slots=True)
class _Meant:
    """Contents that a mail is to have: header values as a reader shows them, and the text."""

    sender: Address
    to: Address
    subject: str
    date: str
    message_id: str
    body: str


def written_mail(sender: Address, *, name: str, to: str, subject: str, body: str, at: datetime) -> CheckedMail:
    """A mail of plain text that says what it is meant to say, and nothing else.

    Raises:
        UnwritableMailError: It cannot be written, or reads otherwise once it is.
    """
    try:
        user, _, domain = to.rpartition("@")
        meant = _Meant(
            sender=Address(in_one_line(sender.display_name), sender.username, sender.domain),
            to=Address(in_one_line(name), user, domain),
            subject=in_one_line(subject),
            date=format_datetime(at),
            message_id=make_msgid(domain=sender.domain),
            body="\n".join(body.splitlines()) + "\n",
        )
        data = _bytes_of(meant)
        is_as_meant = meant.to.addr_spec == to and _reads_as(data, meant)
    except _FAULTS as error:
        raise UnwritableMailError from error
    if not is_as_meant:
        raise UnwritableMailError
    return CheckedMail(data)


def in_one_line(text: str) -> str:
    """A text as a header may hold it: on one line, without hidden characters, and no encoded word begins in it."""
    shown = "".join(" " if unicodedata.category(char) in _HIDDEN else char for char in text)
    return " ".join(shown.split()).replace(_ENCODED_WORD, _DEFUSED)


def _bytes_of(meant: _Meant) -> bytes:
    mail: Message[str, str | Header] = Message(policy=_LINES)
    mail["From"] = _mailbox("From", meant.sender)
    mail["To"] = _mailbox("To", meant.to)
    mail["Subject"] = Header(meant.subject, _encoded(), header_name="Subject")
    mail["Date"] = meant.date
    mail["Message-ID"] = meant.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["MIME-Version"] = "1.0"
    mail.set_payload(meant.body, _encoded())  # adds what is left of the headers, and encodes it in base64
    return mail.as_bytes(policy=_LINES)


def _encoded() -> Charset:
    """UTF-8 as mails here encode it; other libraries of the process change the encodings that all of it shares."""
    words = Charset(_WORDS)
    words.header_encoding, words.body_encoding = SHORTEST, BASE64
    words.output_charset = words.output_codec = _WORDS
    return words


def _mailbox(header: str, address: Address) -> Header:
    """Name and address, the name in encoded words whatever stands in it."""
    if not address.display_name:
        return Header(address.addr_spec, "us-ascii", header_name=header)
    field = Header(address.display_name, _encoded(), header_name=header)
    field.append(f"<{address.addr_spec}>", "us-ascii")
    return field


def _reads_as(data: bytes, meant: _Meant) -> bool:
    """Whether a mail, read again from its bytes, has these headers, these values and this text alone."""
    head, between, text = data.partition(b"\r\n\r\n")
    lines = head.replace(b"\r\n", b"")
    if not between or b"\r" in lines or b"\n" in lines or not _BODY.fullmatch(text):
        return False
    new, old = message_from_bytes(data, policy=default), message_from_bytes(data, policy=compat32)
    if new.defects or old.defects or new.is_multipart():
        return False
    body = old.get_payload(decode=True)
    told = (str(old["Date"]), str(old["Message-ID"]), str(old["Auto-Submitted"]))
    return (
        tuple(new.keys()) == tuple(old.keys()) == _HEADERS
        and _reads_as_mailbox(new, old, "From", meant.sender)
        and _reads_as_mailbox(new, old, "To", meant.to)
        and _decoded(str(old["Subject"])) == meant.subject
        and told == (meant.date, meant.message_id, "auto-generated")
        and (new.get_content_type(), new.get_content_charset()) == ("text/plain", _WORDS)
        and isinstance(body, bytes)
        and body.decode(_WORDS) == meant.body
    )


def _reads_as_mailbox(new: EmailMessage, old: Message, header: str, meant: Address) -> bool:
    """Whether a field names one mailbox, by either reader; the newer one parts a long name with blanks of its own."""
    name, address = parseaddr("".join(str(old[header]).splitlines()))
    addresses = [one.addr_spec for one in new[header].addresses]
    return (_decoded(name), address, addresses) == (meant.display_name, meant.addr_spec, [meant.addr_spec])


def _decoded(field: str) -> str:
    return str(make_header(decode_header(field)))
