"""Whether two mail addresses are of people of one company: whom a stranger invites elsewhere is looked at first."""

from __future__ import annotations

from typing import Final

_EVERYBODYS: Final = frozenset(
    {
        "aol.com",
        "au.com",
        "biglobe.ne.jp",
        "docomo.ne.jp",
        "ezweb.ne.jp",
        "gmail.com",
        "gmx.com",
        "gmx.de",
        "googlemail.com",
        "hotmail.co.jp",
        "hotmail.com",
        "i.softbank.jp",
        "icloud.com",
        "live.com",
        "live.jp",
        "mac.com",
        "mail.com",
        "me.com",
        "msn.com",
        "nifty.com",
        "ocn.ne.jp",
        "outlook.com",
        "outlook.jp",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "rakuten.jp",
        "softbank.ne.jp",
        "so-net.ne.jp",
        "yahoo.co.jp",
        "yahoo.com",
        "yahoo.ne.jp",
        "ymail.ne.jp",
        "163.com",
    }
)
"""Domains at which anybody gets an address: to share one says nothing. Company policy; what lacks here is caught by
whoever sees the list of invitations."""


def is_same_company(one: str | None, other: str | None) -> bool:
    """Whether both addresses are of one domain, and not of a domain that is everybody's."""
    domain = _domain(one)
    return bool(domain) and domain == _domain(other) and domain not in _EVERYBODYS


def _domain(address: str | None) -> str:
    return (address or "").rpartition("@")[2].casefold()
