"""One assessment to which a vendor was invited."""

from __future__ import annotations

import pytest

from web.serving import Server
from web.vendor.answering import Asked, an_asked_vendor


@pytest.fixture
def asked(server: Server) -> Asked:
    """Served to this machine alone."""
    return an_asked_vendor(server)
