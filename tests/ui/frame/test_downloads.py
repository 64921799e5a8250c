"""A file that is made later is made as the session that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.ui.frame.browser import TOKEN

MADE: list[Callable[[], bytes]] = []


def script() -> None:
    import streamlit as st  # noqa: PLC0415 - the script runs by itself

    from sakimori.ui.frame.components import in_session  # noqa: PLC0415
    from sakimori.ui.frame.text import t  # noqa: PLC0415
    from ui.frame import test_downloads  # noqa: PLC0415

    def make() -> bytes:
        return f"{t('page.records')} {st.session_state['filter']}".encode()

    st.session_state["filter"] = "みなも"
    test_downloads.MADE.append(in_session(make))


@pytest.mark.parametrize(("language", "title"), [("ja", "記録簿"), ("en", "Records (Art. 29/30)")])
def test_language_and_filters_of_the_session_hold_in_another_thread(language: str, title: str) -> None:
    from ui.frame import test_downloads  # noqa: PLC0415

    test_downloads.MADE.clear()
    at = AppTest.from_function(script)
    at.session_state[TOKEN] = "nobody's"
    at.query_params["lang"] = language
    at.run()
    assert not at.exception
    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(test_downloads.MADE[0]).result().decode() == f"{title} みなも"
