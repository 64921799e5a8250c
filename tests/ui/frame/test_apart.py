"""Parts of a page that are drawn again by themselves: a dialog that a press in one opens is drawn by the page."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException

import sakimori.ui
from sakimori.ui.frame import components

UI = Path(sakimori.ui.__file__).parent
BY_THE_CLOCK = "run_every"


def _parts() -> Iterator[tuple[str, bool]]:
    """Each place where Streamlit is told to draw a part alone, and whether that happens by the clock."""
    for file in sorted(UI.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        calls = {
            id(node.func): any(word.arg == BY_THE_CLOCK for word in node.keywords)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "fragment":
                yield str(file.relative_to(UI)), calls.get(id(node), False)


def test_what_a_press_draws_alone_goes_one_way() -> None:
    by_press = [file for file, is_by_clock in _parts() if not is_by_clock]
    assert by_press == ["frame/components.py"]


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("alone", [False, True])
def test_the_page_is_drawn_where_a_part_opened_a_dialog(
    monkeypatch: pytest.MonkeyPatch, *, is_open: bool, alone: bool
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(st, "fragment", lambda draw, **_: draw)
    monkeypatch.setattr(st, "session_state", {components.OPEN_DIALOG: ("any", {})} if is_open else {})
    monkeypatch.setattr(components, "runs_alone", lambda: alone)
    monkeypatch.setattr(st, "rerun", lambda: (_ for _ in ()).throw(RerunException(None)))  # type: ignore[arg-type]
    part = components.apart(drawn.append, key="part")
    if is_open and alone:
        with pytest.raises(RerunException):
            part("row")
    else:
        part("row")
    assert drawn == ([] if is_open and alone else ["row"])
