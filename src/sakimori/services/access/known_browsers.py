"""Browsers with which somebody has signed in before: told by a signed cookie, so that no stranger's tries slow them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import date
from typing import Final

from sakimori.domain.account import Account
from sakimori.services.access.sessions import Sessions

COOKIE: Final = "sakimori_known"
"""The cookie that carries the marks; it opens nothing."""
MOST_MARKS: Final = 5
"""People who share one browser."""
LASTS_DAYS: Final = 180
_PURPOSE: Final = b"sakimori-known-browser-1"
_NONCE, _DAY = 12, 4
_HEAD: Final = _NONCE + _DAY


def marked(sessions: Sessions, given: str, account: Account, *, on: date) -> str:
    """The cookie of a browser with which somebody has just signed in; marks of others stay."""
    if place_of(sessions, given, account, on=on):
        return given
    head = secrets.token_bytes(_NONCE) + on.toordinal().to_bytes(_DAY, "big")
    mark = base64.urlsafe_b64encode(head + _signature(sessions, head, account)).decode("ascii")
    return ".".join((mark, *given.split("."))[:MOST_MARKS]).strip(".")


def place_of(sessions: Sessions, given: str, account: Account, *, on: date) -> str:
    """The name of a browser for one account; empty where it never signed in with it, or not with this password.

    No name stands in the cookie: whoever reads it learns nobody's.
    """
    for mark in given.split(".")[:MOST_MARKS]:
        try:
            made = base64.b64decode(mark.encode("ascii"), altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            continue
        head, signature = made[:_HEAD], made[_HEAD:]
        is_ours = hmac.compare_digest(signature, _signature(sessions, head, account))
        if is_ours and 0 <= on.toordinal() - int.from_bytes(head[_NONCE:], "big") <= LASTS_DAYS:
            return head[:_NONCE].hex()
    return ""


def _signature(sessions: Sessions, head: bytes, account: Account) -> bytes:
    whose = "\n".join((account.user_id, account.password_hash)).encode()
    return hmac.new(sessions.browser_key(), _PURPOSE + head + whose, hashlib.sha256).digest()
