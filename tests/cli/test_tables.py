"""Tables of commands: words wrap where a terminal is narrow, and no figure, id or login is cut or broken."""

from __future__ import annotations

import io
import re
from itertools import product

import pytest
from rich.cells import cell_len
from rich.console import Console

from sakimori.cli.output.tables import print_rows

HEADS = ("figure", "ms", "before (sqlite)", "login", "since")
SEARCH = "A search over all 5,000 third parties, by a part of a name"
ROWS = [
    (SEARCH, "1,234.5", "12,345.67", "admin@example.co.jp", "2026-12-02"),
    ("期限を過ぎた不備1,234件を数える", "0.31", "0.30", "a.very.long.login@sub.example.co.jp", "2025-03-03"),
    ("the page of a third party (tp_963f214145a6)", "98.6", None, "", "2024-01-01"),
]
_FIGURES = re.compile(r"[A-Za-z_@.]*[0-9@][\w.,@-]*[\w]")


def printed(width: int) -> str:
    out = io.StringIO()
    print_rows(Console(file=out, width=width), "times", HEADS, ROWS)
    return out.getvalue()


@pytest.mark.parametrize("width", [30, 60, 80, 100, 200])
def test_each_figure_stands_whole_in_one_line_whatever_the_width(width: int) -> None:
    said = printed(width)
    assert "…" not in said
    for cell in (str(cell) for row in ROWS for cell in row if cell):
        for figure in _FIGURES.findall(cell):
            assert figure in said, (width, figure)


def test_each_word_is_there_though_the_terminal_is_narrow() -> None:
    letters = re.sub(r"[^A-Za-z]", "", printed(60))
    assert len(letters) == len(re.sub(r"[^A-Za-z]", "", printed(300)))


def test_a_table_is_no_wider_than_the_terminal_unless_figures_need_it() -> None:
    narrow = [("word " * 20, "1,234.5"), ("語" * 60, "2026-12-02")]
    for width, heads in product((40, 80), [("what", "figure")]):
        out = io.StringIO()
        print_rows(Console(file=out, width=width), "", heads, narrow)
        assert max(cell_len(line) for line in out.getvalue().splitlines()) <= width
