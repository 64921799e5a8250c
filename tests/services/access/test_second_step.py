"""Secrets of second steps lie under a key outside the database, and open for nobody else."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest

from kit.builders import AT
from sakimori.domain.account import Account
from sakimori.errors import StateError
from sakimori.services.access.second_step import app_address, new_secret, sealed, step_of
from sakimori.services.kernel.workspace import Workspace


def test_the_database_alone_gives_no_code(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "own.db")
    secret = new_secret()
    account = Account("us01", "misaki", totp_secret=sealed(workspace, "us01", secret, at=AT))
    assert secret not in account.totp_secret
    code = pyotp.TOTP(secret).at(AT)
    assert step_of(workspace, account, code, AT) == int(AT.timestamp()) // 30
    assert stat.S_IMODE((tmp_path / "own.account.key").stat().st_mode) == 0o600
    workspace.save_as(tmp_path / "taken.db")
    with pytest.raises(StateError):
        step_of(Workspace(tmp_path / "taken.db"), account, code, AT)
    with pytest.raises(StateError):
        step_of(workspace, replace(account, user_id="us02"), code, AT)


def test_a_key_that_is_gone_is_not_made_anew_to_answer_wrong(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "own.db")
    account = Account("us01", "misaki", totp_secret=sealed(workspace, "us01", new_secret(), at=AT))
    (tmp_path / "own.account.key").unlink()
    with pytest.raises(StateError, match=r"own\.account\.key"):
        step_of(workspace, account, "000000", AT)


def test_the_picture_says_whose_account_it_is() -> None:
    secret = new_secret()
    address = app_address(secret, login="misaki@tsumugi.example", company="株式会社つむぎ商事")
    parsed = pyotp.parse_uri(address)
    assert (parsed.name, parsed.issuer, parsed.secret) == (
        "misaki@tsumugi.example",
        "Sakimori 株式会社つむぎ商事",
        secret,
    )
