"""Servers with a door of their own; passwords are compared at no cost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from sakimori.services.access import passwords
from sakimori.services.access.address import Address
from sakimori.web.door import Door
from web.serving import PUBLIC_ORIGIN, Clock, Server


@pytest.fixture(autouse=True)
def _cheap_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def serve(tmp_path: Path) -> Callable[..., Server]:
    def made(public: str = "") -> Server:
        clock = Clock()
        return Server(Door(folder=tmp_path, address=Address(public), clock=clock), clock)

    return made


@pytest.fixture
def server(serve: Callable[..., Server]) -> Server:
    """Served to this machine alone."""
    return serve()


@pytest.fixture
def public(serve: Callable[..., Server]) -> Server:
    """Served to a network, behind a proxy with TLS."""
    return serve(PUBLIC_ORIGIN)
