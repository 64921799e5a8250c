"""How one of our people proves who they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """The way in of one person; without a password they come by the provider alone.

    `totp_step` is the last code used, which opens nothing again.
    """

    user_id: str
    login: str
    password_hash: str = ""
    must_change: bool = True
    disabled: bool = False
    totp_secret: str = ""
    totp_on: bool = False
    totp_step: int = 0
    provider_subject: str | None = None
