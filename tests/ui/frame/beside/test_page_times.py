"""The pages that `sakimori bench` times; how long they take is told by the bench alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimori.ui.frame.beside import page_times
from ui.conftest import MAIN


@pytest.mark.parametrize("name", ["risk", *page_times._LISTS])
def test_the_bench_finds_each_page_that_it_times(name: str, tmp_path: Path) -> None:
    assert page_times._page(name, tmp_path)._script_path == str(MAIN)
