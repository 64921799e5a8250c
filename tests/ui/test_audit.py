"""監査記録: the finding first, then who did what; each entry opens with its before and after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

Show = Callable[..., AppTest]
AUDITOR = "us04"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("home", ["demo_home", "empty_home"])
def test_the_page_opens_full_and_empty(home: str, language: str, show: Show, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(home)
    at = show("audit", person=AUDITOR, language=language)
    finding = {"ja": "改ざんは見つかりません", "en": "No tampering was found"}[language]
    assert any(finding in m.value for m in at.markdown)
