"""Heads of both chains noted where whoever changes the database does not reach: in a file elsewhere, or by mail."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sakimori.domain.trail import GENESIS
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.lists.values import parse_email
from sakimori.services.invitations.post import MailServer, message, post
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace, home
from sakimori.store.reads.trail import has_hash
from sakimori.store.trail import ACCESS, CHANGES, Trail

FILE_VARIABLE: Final = "SAKIMORI_HEADS_FILE"
TO_VARIABLE: Final = "SAKIMORI_HEADS_TO"
EVERY: Final = timedelta(hours=1)
"""So often heads are noted, where anything was written since."""

_WORDS: Final = 5
"""Of a noted line: the instant, and the length and head of either chain."""

_ELSEWHERE: Final = Text(
    "データベースのフォルダーの外にある、書き込めるファイルにしてください。",
    "Name a file that can be written, outside of the folder of the databases.",
)
_MAIL: Final = Text(
    "メールアドレスを入れ、SAKIMORI_SMTP_URL も設定してください。",
    "Give a mail address, and set SAKIMORI_SMTP_URL as well.",
)
_SUBJECT: Final = Text("先守 監査記録の先頭ハッシュ", "Sakimori: heads of the audit trail")


@dataclass(frozen=True, slots=True)
class Heads:
    """How long both chains were at an instant, and the hashes of their last entries."""

    entries: int
    head: str
    reads: int
    access_head: str

    def line(self, at: datetime) -> str:
        """As it is noted."""
        return f"{at:%Y-%m-%dT%H:%M:%SZ} {self.entries} {self.head} {self.reads} {self.access_head}"


@dataclass(frozen=True, slots=True)
class Noting:
    """Where heads are noted: at the end of a file, by a mail, or both."""

    file: Path | None = None
    to: str = ""
    server: MailServer | None = None


def noting_of(server: MailServer | None, environment: Mapping[str, str] = os.environ) -> Noting | None:
    """Where the environment wants heads to be noted; None where nowhere.

    Raises:
        InvalidValueError: It cannot be done as it is named.
    """
    file, to = (environment.get(name, "").strip() for name in (FILE_VARIABLE, TO_VARIABLE))
    if not file and not to:
        return None
    path = Path(file).absolute() if file else None
    if path is not None and (path.parent.resolve() == home().resolve() or not _can_be_written(path)):
        raise InvalidValueError(field=Text(FILE_VARIABLE, FILE_VARIABLE), value=file, expected=_ELSEWHERE)
    if to and (server is None or parse_email(to).fault is not None):
        raise InvalidValueError(field=Text(TO_VARIABLE, TO_VARIABLE), value=to, expected=_MAIL)
    return Noting(path, to, server)


@needs(Permission.READ_TRAIL)
def heads_of(workspace: Workspace) -> Heads:
    """The heads as they stand now."""
    with workspace.unit() as unit:
        return Heads(*unit.trail.head(), *Trail(unit.engine, ACCESS).head())


def note_heads(noting: Noting, heads: Heads, *, at: datetime) -> None:
    """Note heads outside.

    Raises:
        OSError: The file cannot be written.
        RefusedMailError: The mail server does not take the mail.
    """
    line = heads.line(at)
    if noting.file is not None:
        with noting.file.open("a", encoding="ascii") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
    if noting.server is not None and noting.to:
        server, subject = noting.server, f"{_SUBJECT.ja} / {_SUBJECT.en}"
        post(server, noting.to, lambda: message(server, name="", to=noting.to, subject=subject, body=line, at=at))


@needs(Permission.READ_TRAIL)
def lines_not_found(workspace: Workspace, lines: Iterable[str]) -> tuple[str, ...]:
    """Those of the noted lines of which a head stands in neither chain any more, or that are none."""
    with workspace.unit() as unit:

        def stands(line: str) -> bool:
            words = line.split()
            chains = zip((CHANGES, ACCESS), words[2::2], strict=False)
            return len(words) == _WORDS and all(
                hash_ == GENESIS or has_hash(unit.engine, chain, hash_) for chain, hash_ in chains
            )

        return tuple(line for line in _said(lines) if not stands(line))


def _said(lines: Iterable[str]) -> Iterator[str]:
    return (line.strip() for line in lines if line.strip())


def _can_be_written(path: Path) -> bool:
    return os.access(path if path.exists() else path.parent, os.W_OK)
