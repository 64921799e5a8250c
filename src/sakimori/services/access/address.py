"""Under which names this server is reached: those of this machine, and the public one behind which TLS ends."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError

PUBLIC_URL_VARIABLE: Final = "SAKIMORI_PUBLIC_URL"
_LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_LOOPBACK_PEERS: Final = frozenset({"127.0.0.1", "::1"})
_FIELD: Final = Text(PUBLIC_URL_VARIABLE, PUBLIC_URL_VARIABLE)
_EXPECTED: Final = Text(
    "https:// で始まる、パスのないアドレスにしてください（例 https://sakimori.example.co.jp）。",
    "Give an address that begins with https:// and has no path (such as https://sakimori.example.co.jp).",
)
_DEFAULT_PORT: Final = re.compile(r":443$")


@dataclass(frozen=True, slots=True)
class Address:
    """`public` is scheme and name with port, empty while only this machine itself is served."""

    public: str = ""

    @property
    def is_public(self) -> bool:
        """Whether others reach this server; then the demo does not open, and cookies go by TLS alone."""
        return bool(self.public)

    def serves(self, host: str) -> bool:
        """Whether a name with port, as a request gives it, is one of ours."""
        return is_loopback(host) or (self.is_public and _with_port(host) == self.public.removeprefix("https://"))

    def is_own_origin(self, origin: str, host: str) -> bool:
        """Whether a page with this origin came from under the name that a request gives: same port, same scheme."""
        if is_loopback(host):
            return origin.lower() == f"http://{host.lower()}"
        return self.is_public and self.serves(host) and _DEFAULT_PORT.sub("", origin.lower()) == self.public


def is_loopback(host: str) -> bool:
    """Whether a name, with or without port, is this machine's own."""
    return re.sub(r":\d{1,5}$", "", host.lower()) in _LOOPBACK_NAMES


def is_at_this_machine(*, host: str, peer: str, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from a browser on this machine, and not through a proxy from elsewhere."""
    return is_loopback(host) and peer in _LOOPBACK_PEERS and not any(
        name in headers for name in ("x-forwarded-for", "forwarded", "x-real-ip")
    )  # fmt: skip


def address_of(environment: Mapping[str, str] = os.environ) -> Address:
    """The address that `SAKIMORI_PUBLIC_URL` names.

    Raises:
        InvalidValueError: It is none by TLS.
    """
    given = environment.get(PUBLIC_URL_VARIABLE, "").strip()
    if not given:
        return Address()
    try:
        url = urlsplit(given.lower())
        is_good = _is_bare(url) and url.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        raise InvalidValueError(field=_FIELD, value=given, expected=_EXPECTED)
    return Address(f"https://{_with_port(url.netloc)}")


def _is_bare(url: SplitResult) -> bool:
    extra = url.username or url.password or url.path.strip("/") or url.query or url.fragment
    return url.scheme == "https" and bool(url.hostname) and not extra


def _with_port(host: str) -> str:
    return _DEFAULT_PORT.sub("", host.lower())
