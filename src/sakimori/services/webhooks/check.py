"""Where nothing may be sent: addresses of this machine and of private networks, unless whoever runs the server allows.

A name is looked up once for each try, and what is called is the address that was looked at: a name that answers
otherwise a moment later changes nothing.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.services.webhooks.public_ranges import is_public

ALLOWED_VARIABLE: Final = "SAKIMORI_WEBHOOKS_ALLOWED"
LONGEST_URL: Final = 500
_VARIABLE: Final = Text(ALLOWED_VARIABLE, ALLOWED_VARIABLE)
_URL: Final = Text("Webhook の送り先", "the address of a webhook")
_HTTPS: Final = Text(
    "https:// で始まる、利用者名のないアドレスにしてください。", "Give an address with https:// and no user name."
)
_PRIVATE: Final = Text(
    "社内や自機のアドレスには送りません。サーバーの管理者が SAKIMORI_WEBHOOKS_ALLOWED で許したものだけに送ります。",
    "Nothing is sent to private addresses or this machine, but to those that SAKIMORI_WEBHOOKS_ALLOWED names.",
)
_NETWORKS: Final = Text("ネットワークを 10.1.2.0/24,… の形で並べてください。", "List networks like 10.1.2.0/24,….")

Found = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LookUp = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the address to connect to, and what the other side is called."""

    address: str
    port: int
    host: str
    netloc: str
    scheme: str
    path: str


def allowed_networks(environment: Mapping[str, str] = os.environ) -> tuple[Network, ...]:
    """The private networks to which whoever runs the server lets webhooks go.

    Raises:
        InvalidValueError: One of them is no network.
    """
    given = environment.get(ALLOWED_VARIABLE, "")
    try:
        return tuple(ip_network(one.strip()) for one in given.split(",") if one.strip())
    except ValueError as error:
        raise InvalidValueError(field=_VARIABLE, value=given, expected=_NETWORKS) from error


def look_up(host: str, port: int) -> Sequence[str]:
    """All addresses of a name."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def checked_url(url: str, allowed: Sequence[Network]) -> str:
    """An address as it may be kept.

    Raises:
        InvalidValueError: It is none to which anything is sent.
    """
    parts = _parts(url)
    try:
        literal: Found | None = ip_address(parts.hostname or "")
    except ValueError:
        literal = None
    if literal is not None and not _may_go(literal, allowed):
        raise InvalidValueError(field=_URL, value=url, expected=_PRIVATE, name="url")
    if parts.scheme != "https" and not allowed:
        raise InvalidValueError(field=_URL, value=url, expected=_HTTPS, name="url")
    return url


def target_of(url: str, allowed: Sequence[Network], look: LookUp = look_up) -> Target:
    """Where a try goes; if a name has one address to which nothing may go, it has none.

    Raises:
        InvalidValueError: Nothing may go there.
        OSError: The name is not known.
    """
    parts = _parts(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    found = [ip_address(one.partition("%")[0]) for one in look(host, port)]
    if not found or not all(_may_go(one, allowed) for one in found):
        raise InvalidValueError(field=_URL, value=url, expected=_PRIVATE, name="url")
    if parts.scheme != "https" and not all(_is_among(one, allowed) for one in found):
        raise InvalidValueError(field=_URL, value=url, expected=_HTTPS, name="url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(str(found[0]), port, host, parts.netloc, parts.scheme, path)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_whole = parts.port is None or parts.port > 0
    except ValueError as error:
        raise InvalidValueError(field=_URL, value=url[:LONGEST_URL], expected=_HTTPS, name="url") from error
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url and len(url) <= LONGEST_URL
    if (
        not is_plain or not is_whole or parts.scheme not in {"http", "https"} or not parts.hostname
        or parts.username is not None or parts.password is not None or parts.fragment
    ):  # fmt: skip
        raise InvalidValueError(field=_URL, value=url[:LONGEST_URL], expected=_HTTPS, name="url")
    return parts


def _may_go(one: Found, allowed: Sequence[Network]) -> bool:
    return is_public(one) or _is_among(one, allowed)


def _is_among(one: Found, allowed: Sequence[Network]) -> bool:
    plain = _unwrapped(one)
    return any(plain.version == network.version and plain in network for network in allowed)


def _unwrapped(one: Found) -> Found:
    return one.ipv4_mapped or one if isinstance(one, IPv6Address) else one
