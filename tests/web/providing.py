"""A provider of sign-ins (OpenID Connect) on a free port of this machine."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from socket import socket
from typing import Any

import httpx2
import pytest


@contextmanager
def a_provider(users: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Its address; it knows some users by their subject, and what it says of each."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/.well-known/openid-configuration")
        for sub, claims in users.items():
            assert httpx2.put(f"{address}/users/{sub}", json=claims, trust_env=False).status_code == 204
        yield address
    finally:
        running.terminate()
        running.wait(10)


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            httpx2.get(address, trust_env=False)
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the provider of the tests does not answer")
