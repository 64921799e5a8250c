"""Mails in which strangers' words stand: whatever these hold, a mail says what was meant, or is not written at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from email import charset, message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.policy import compat32, default
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sakimori.exchange import mails
from sakimori.exchange.mails import UnwritableMailError, in_one_line, written_mail

AT = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)
SENDER = Address("審査窓口", "shinsa", "aoba.example.jp")
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]
WRITER = "=?utf-8?q?=0d=0aContent-Type:text/html=0d=0a=0d=0a<a_href=3dhttp://evil.example>Sign_in</a>?="
"""The name by which a vendor once wrote the body of a mail of ours."""
COPY = "=?utf-8?q?=0d=0aBcc:spy@evil.example?="
SPLIT = "会社 =?utf-8?b?DQpCY2M6eEB5?= \r\n Bcc: x@y"

hostile = st.text(
    alphabet=st.sampled_from("=?utf8qQbB0daDA_\r\n\t :;,<>@()[]\"'\\.あ西é😀\u2028\u202e\u0085\x00 -"), max_size=90
)
words = st.one_of(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=90), hostile)


def says_what_was_meant(data: bytes, *, name: str, to: str, subject: str, body: str) -> None:
    for policy in (default, compat32):
        assert message_from_bytes(data, policy=policy).keys() == HEADERS
    head, _, text = data.partition(b"\r\n\r\n")
    assert data.isascii()
    assert all(line.split(b":")[0].decode() in HEADERS or line[:1] == b" " for line in head.split(b"\r\n"))
    read = message_from_bytes(data, policy=compat32)
    assert str(make_header(decode_header(str(read["Subject"])))) == in_one_line(subject)
    shown = str(make_header(decode_header("".join(str(read["To"]).splitlines()))))
    assert shown.replace(" ", "") == (f"{in_one_line(name)}<{to}>" if in_one_line(name) else to).replace(" ", "")
    payload = read.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().splitlines() == body.splitlines() or not body
    assert b"<" not in text


@given(name=words, subject=words, body=words)
@example(name=WRITER, subject=WRITER, body=WRITER)
@example(name=COPY, subject=COPY, body="\r\n.\r\nBcc: x@y\r\n\r\n<b>x</b>")
@example(name=SPLIT, subject=SPLIT, body=SPLIT)
@example(name="a\r\nBcc: x@y", subject="s\r\n\r\n<b>", body="")
@example(name='"; x', subject="[" * 90, body="\u2028")
@example(name="長" * 90, subject="件名 " * 18, body="x" * 90)
def test_a_mail_has_our_headers_alone_and_says_what_was_meant(name: str, subject: str, body: str) -> None:
    data = written_mail(SENDER, name=name, to="k@vendor.example.jp", subject=subject, body=body, at=AT).data
    says_what_was_meant(data, name=name, to="k@vendor.example.jp", subject=subject, body=body)


@given(to=hostile)
@example(to="a@b.example>\r\nBcc: <x@y")
@example(to="a@b.example, c@d.example")
@example(to="=?utf-8?q?a?=@b.example")
@example(to="@")
def test_an_address_that_is_none_is_not_written_to(to: str) -> None:
    try:
        data = written_mail(SENDER, name="小林 蓮", to=to, subject="件名", body="本文", at=AT).data
    except UnwritableMailError:
        return
    [one] = message_from_bytes(data, policy=default)["To"].addresses
    assert message_from_bytes(data).keys() == HEADERS
    assert one.addr_spec == to


@given(words)
def test_no_encoded_word_is_left_in_a_header_for_a_second_reader(text: str) -> None:
    line = in_one_line(text)
    assert "=?" not in line
    assert len(line.splitlines()) <= 1
    assert in_one_line(line) == line


def test_a_mail_that_reads_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each thing that a library could do wrong, done to a mail that was written."""
    whole = written_mail(SENDER, name="小林 蓮", to="k@vendor.example.jp", subject="件名", body="本文", at=AT).data
    head, _, text = whole.partition(b"\r\n\r\n")
    wrong = [
        whole.replace(b"Subject:", b"Bcc: x@evil.example\r\nSubject:"),
        whole.replace(b"text/plain", b"text/html"),
        whole.replace(b"k@vendor", b"k@evil"),
        whole.replace(b"=?utf-8?b?5Lu25ZCN?=", b"=?utf-8?b?5ZCN?="),
        head + b"\r\n\r\n<b>x</b>\r\n\r\n" + text,
        head + b"\r\n\r\n" + text + text,
        head.replace(b"\r\nDate", b"\nDate") + b"\r\n\r\n" + text,
        head + b"\r\nTo: x@evil.example\r\n\r\n" + text,
        head,
    ]
    for data in wrong:
        assert data != whole
        monkeypatch.setattr(mails, "_bytes_of", lambda _, data=data: data)
        with pytest.raises(UnwritableMailError):
            written_mail(SENDER, name="小林 蓮", to="k@vendor.example.jp", subject="件名", body="本文", at=AT)


def test_what_a_library_raises_at_writing_is_told_as_one_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    for fault in mails._FAULTS:

        def fail(_: object, fault: type[Exception] = fault) -> bytes:
            raise fault

        monkeypatch.setattr(mails, "_bytes_of", fail)
        with pytest.raises(UnwritableMailError):
            written_mail(SENDER, name="小林 蓮", to="k@vendor.example.jp", subject="件名", body="本文", at=AT)


@pytest.mark.parametrize("shared", [(charset.QP, charset.QP, None), (None, None, None)])
def test_what_another_library_does_to_shared_encodings_changes_no_mail(
    shared: tuple[int | None, int | None, None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = {"name": "小林 蓮", "to": "k@vendor.example.jp", "subject": "件名 x", "body": "本文\nx"}
    monkeypatch.setattr(mails, "make_msgid", lambda **_: "<1@aoba.example.jp>")
    before = written_mail(SENDER, **mail, at=AT)
    monkeypatch.setitem(charset.CHARSETS, "utf-8", shared)
    assert written_mail(SENDER, **mail, at=AT) == before


OTHERS = [one for number in range(11, 20) if (one := shutil.which(f"python3.{number}", path="/usr/bin:/usr/local/bin"))]


@pytest.mark.parametrize("python", OTHERS or [sys.executable])
def test_every_python_of_this_machine_writes_the_same_words(python: str, tmp_path: Path) -> None:
    """The writer needs the standard library alone, so that versions without our packages can try it."""
    given_names = [WRITER, COPY, SPLIT, "長" * 90, '"q" <a@b>, c@d', "a\r\nBcc: x@y", ""]
    script = tmp_path / "write.py"
    script.write_text(
        "import runpy, sys\nfrom datetime import datetime, timezone\nfrom email.headerregistry import Address\n"
        f"mails = runpy.run_path({mails.__file__!r})\n"
        f"for text in {given_names!r}:\n"
        "    mail = mails['written_mail'](Address('審査窓口', 'shinsa', 'aoba.example.jp'), name=text, subject=text,\n"
        "        to='k@vendor.example.jp', body=text, at=datetime(2026, 12, 2, 3, tzinfo=timezone.utc))\n"
        "    sys.stdout.write(mail.data.hex() + '\\n')\n",
        encoding="utf-8",
    )
    ran = subprocess.run([python, "-I", str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    for text, line in zip(given_names, ran.stdout.split(), strict=True):
        says_what_was_meant(bytes.fromhex(line), name=text, to="k@vendor.example.jp", subject=text, body=text)


def test_mails_are_written_and_posted_in_one_place_each() -> None:
    """Whatever goes out (links, digests, heads of the trail) is a `CheckedMail`, which the writer alone makes."""
    source = Path(mails.__file__).parents[1]
    texts = {path.relative_to(source).as_posix(): path.read_text(encoding="utf-8") for path in source.rglob("*.py")}

    def using(*words: str) -> set[str]:
        return {name for name, text in texts.items() if any(word in text for word in words)}

    assert using("email.message", "email.mime", "EmailMessage(", "MIMEText", "as_bytes(") == {"exchange/mails.py"}
    assert using("CheckedMail(") == {"exchange/mails.py"}
    assert using("import smtplib") == using(".data(write()") == {"services/invitations/post.py"}
