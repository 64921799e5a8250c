"""One server of the interface for all tests of a module, over the demo of a day."""

from __future__ import annotations

import pytest

from kit.builders import TODAY
from kit.demos import DemoIn
from web.api.calling import Programs, programs_of


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Programs:
    """The demo as a company's own workspace, with a server that programs call."""
    folder = tmp_path_factory.mktemp("home")
    return programs_of(folder, demo_in(folder, TODAY))
