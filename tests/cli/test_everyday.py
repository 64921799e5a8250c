"""The answers to twenty everyday questions, pinned in full: what is read, and every reason with its rule."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from typer.testing import CliRunner

from kit.demos import DemoIn
from kit.everyday import EVERYDAY, PUT_ON
from kit.pins import compare, standing_clock
from sakimori import clock
from sakimori.cli.app import app

PINNED = Path(__file__).parent / "pinned" / "everyday"


@pytest.fixture(scope="module", autouse=True)
def _put_on_the_day(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", standing_clock(PUT_ON))
        folder = tmp_path_factory.mktemp("everyday")
        demo_in(folder, PUT_ON)
        patch.setenv("SAKIMORI_HOME", str(folder))
        patch.delenv("SAKIMORI_DB", raising=False)
        patch.setenv("LC_ALL", "ja_JP.UTF-8")
        yield


def read(number: str) -> tuple[int, list[str]]:
    """The exit code and the lines that people read."""
    done = CliRunner().invoke(app, ["clear", *EVERYDAY[number]], terminal_width=160)
    return done.exit_code, [line.rstrip() for line in done.output.splitlines()]


def body(number: str) -> dict[str, Any]:
    """What programs read; nothing where the question was refused."""
    done = CliRunner().invoke(app, ["clear", *EVERYDAY[number], "--json"])
    found: dict[str, Any] = json.loads(done.stdout) if done.stdout else {"open": [], "later": []}
    return found


@pytest.mark.parametrize("number", EVERYDAY)
def test_an_everyday_question_is_answered_as_pinned(number: str) -> None:
    code, lines = read(number)
    found = body(number)
    points = [
        f"{place}: {one['kind']} {' '.join(one['rules'])} {one['line']['ja']}"
        for place in ("open", "later")
        for one in found[place]
    ]
    compare(PINNED / f"{number}.txt", [" ".join(EVERYDAY[number]), f"exit {code}", *lines, "---", *points])


def test_an_everyday_answer_is_short() -> None:
    counts = sorted(len(body(number)["open"]) for number in EVERYDAY)
    assert counts[-1] <= MOST
    assert median(counts) <= MIDDLE


MIDDLE, MOST = 3, 7
"""So many points are open in an answer of the middle, and in the longest one."""
