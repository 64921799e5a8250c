"""The second step of a sign-in: codes of an app (TOTP), whose secrets are kept under a key outside the database."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta
from typing import Final

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sakimori.domain.account import Account
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.access.keys import key_in_use
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.key_files import ACCOUNTS

_STEP: Final = 30
_NONCE: Final = 12

_MISSING: Final = Text(
    "2段階目を確かめる鍵（{name}）がありません。鍵を戻すか、管理者が「user reset」でやり直してください。",
    "The key of second steps ({name}) is missing. Put it back, or let an administrator begin anew with `user reset`.",
)


def new_secret() -> str:
    """A secret for an app."""
    return pyotp.random_base32()


def app_address(secret: str, *, login: str, company: str) -> str:
    """What the picture says that an app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=f"Sakimori {company}".strip())


def sealed(workspace: Workspace, user_id: str, secret: str, *, at: datetime) -> str:
    """A secret as the database holds it; it opens for no other person."""
    nonce = secrets.token_bytes(_NONCE)
    box = AESGCM(key_in_use(workspace, ACCOUNTS, at=at)).encrypt(nonce, secret.encode(), user_id.encode())
    return base64.b64encode(nonce + box).decode("ascii")


def step_of(workspace: Workspace, account: Account, code: str, at: datetime) -> int | None:
    """Which step of time a code is of, this or one beside it; None where it fits none, or was used.

    Raises:
        StateError: The key is missing, or another one than that of the secret.
    """
    totp = pyotp.TOTP(opened(workspace, account))
    now = int(at.timestamp()) // _STEP
    for step in (now - 1, now, now + 1):
        if step > account.totp_step and secrets.compare_digest(
            totp.at(at + timedelta(seconds=_STEP * (step - now))).encode(), code.encode()
        ):
            return step
    return None


def opened(workspace: Workspace, account: Account) -> str:
    """The secret of a person.

    Raises:
        StateError: The key is missing, or another one than that of the secret.
    """
    box = base64.b64decode(account.totp_secret)
    try:
        key = AESGCM(_key(workspace))
        return key.decrypt(box[:_NONCE], box[_NONCE:], account.user_id.encode()).decode("ascii")
    except InvalidTag as error:
        raise _missing(workspace) from error


def _key(workspace: Workspace) -> bytes:
    key = workspace.keys.read(ACCOUNTS)
    if not key:
        raise _missing(workspace)
    return key


def _missing(workspace: Workspace) -> StateError:
    return StateError(why=_MISSING.format(name=workspace.keys.name(ACCOUNTS)))
