"""Chat of the company and of persons: addresses of channels, which are secrets, and one message handed to one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.mails import in_one_line
from sakimori.services.invitations.post import RefusedMailError

CHAT_VARIABLE: Final = "SAKIMORI_CHAT_FILE"
COMPANY: Final = "company"
"""Stands in that file for the channel of the company, in the place of a login or an id."""

_FIELD: Final = Text(CHAT_VARIABLE, CHAT_VARIABLE)
_NO_FILE: Final = Text("読めるファイルを指定してください。", "Name a file that can be read.")
_LINE: Final = Text(
    "1行に「company か利用者のログイン名 = チャンネルのアドレス（slack://… など）」と書いてください。",
    "Write on each line `company`, or the login of a person, then = and the address of a channel (slack://… and such).",
)
_NOWHERE: Final = Text("送り先が登録されていません。", "No channel is known.")


@dataclass(frozen=True, slots=True)
class Chat:
    """The channels by whose they are: `company`, or a login, address or id of a person."""

    channels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    @property
    def of_company(self) -> str:
        """The channel of the company; empty where there is none."""
        return self.channels.get(COMPANY, "")

    def of(self, *names: str) -> str:
        """The channel of a person, who may be named in several ways."""
        found = (self.channels.get(name.casefold(), "") for name in names if name)
        return next((channel for channel in found if channel), "")


def chat_of(environment: Mapping[str, str] = os.environ) -> Chat:
    """The channels that the file holds which the environment names; it is no file of the workspace.

    Raises:
        InvalidValueError: It cannot be read, or a line of it cannot be used; no address is repeated.
    """
    path = environment.get(CHAT_VARIABLE, "").strip()
    if not path:
        return Chat()
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidValueError(field=_FIELD, value=path, expected=_NO_FILE) from error
    channels: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _, channel = (part.strip() for part in line.partition("="))
        if not name or not _is_channel(channel):
            raise InvalidValueError(field=_FIELD, value=f"{path}:{number}", expected=_LINE)
        channels[name.casefold()] = channel
    return Chat(MappingProxyType(channels))


def tell(channel: str, *, subject: str, body: str) -> None:
    """Hand one message to a channel.

    Raises:
        RefusedMailError: The channel cannot be reached or does not take it; what it said may hold its address.
    """
    if not channel:
        raise RefusedMailError(_NOWHERE.ja, is_final=True)
    from apprise import Apprise, NotifyFormat  # noqa: PLC0415 - it loads some hundred kinds of channels

    service = Apprise()
    service.add(channel)
    if not service.notify(title=in_one_line(subject), body=body, body_format=NotifyFormat.TEXT):
        raise RefusedMailError(f"{channel.partition('://')[0]}: not accepted", is_final=False)


def _is_channel(channel: str) -> bool:
    from apprise import Apprise  # noqa: PLC0415 - see above

    return bool(channel) and Apprise.instantiate(channel, suppress_exceptions=True) is not None
