"""A program of a later version, and what people see while servers go over to it one after the other."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from nightly.behind import Site, say
from nightly.crowd import lost
from nightly.visiting import ROOT
from nightly.visitors import PEOPLE, Visitor
from sakimori.errors import OlderProgramError

_STEP: Final = '("9998_later", ("CREATE TABLE later (id TEXT PRIMARY KEY)",)),'
_STEPS: Final = "    *GOVERNANCE_STEPS,\n"
_RULES: Final = "text = json.dumps([versions, "
BOTH_S: Final = 20.0
"""How long the older and the newer program stand side by side."""


def newer_program(folder: Path) -> Path:
    """A checkout of a later version: one more step of the schema, and rules by which all is judged anew."""
    for name in ("src", "data", "questionnaires", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "local"))
    shutil.copy(ROOT / "app.py", folder)
    inside = folder / "src" / "sakimori"
    _put(inside / "store" / "schema" / "newest.py", _STEPS, f"    {_STEP}\n{_STEPS}")
    _put(inside / "rules" / "evaluation.py", _RULES, f'{_RULES}"later", ')
    return folder


def _put(file: Path, text: str, other: str) -> None:
    before = file.read_text(encoding="utf-8")
    assert text in before, f"{file} has changed"
    file.write_text(before.replace(text, other), encoding="utf-8")


def updated(site: Site) -> None:
    """Start one server after the other from a newer program while people work, and say what they saw."""
    site.program = newer_program(site.home / "newer")
    people = [Visitor(number, site) for number in range(PEOPLE)]
    seen = asyncio.run(_while_they_work(site, people))
    gone = [one for each in people for one in lost(site.place, each.waited.saved)]
    told = sum((each.waited.errors for each in people), Counter[str]())
    for when, (pages, saves, refused) in seen.items():
        say(f"{when}: {pages} pages, {saves} answers saved, {refused} refused")
    say(f"told: {dict(told)}")
    site.check(f"an update: {len(gone)} saved answers lost", is_right=not gone)
    site.check("an update: older servers refused in words",
               is_right=seen["both"][2] > 0 and set(told) == {f"refused: {OlderProgramError.__name__}"})  # fmt: skip
    site.check("an update: pages were read at both", is_right=seen["both"][0] > 0)
    site.check("an update: nobody was refused afterwards", is_right=seen["after"][1] > 0 == seen["after"][2])
    most = max(each.reloads for each in people)
    site.check(f"an update: at most {most} reloads a person", is_right=most <= len(site.screens))
    judged = subprocess.run(
        [sys.executable, "-c", "from sakimori.cli.app import main; main()", "recompute", "--check"],
        env={**os.environ, "PYTHONPATH": str(site.program / "src")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    site.check(f"an update: recompute --check by the newer program: {judged.stdout.strip()}{judged.stderr.strip()}",
               is_right=judged.returncode == 0)  # fmt: skip


async def _while_they_work(site: Site, people: Sequence[Visitor]) -> dict[str, tuple[int, int, int]]:
    """Pages, saves and refusals before the update, while the older and the newer stand side by side, and after it."""
    is_over, seen = asyncio.Event(), dict[str, tuple[int, int, int]]()
    last = (0, 0, 0)

    def note(when: str) -> None:
        nonlocal last
        now = (
            sum(len(one.waited.pages) for one in people),
            sum(one.waited.saved.total() for one in people),
            sum(one.waited.errors.total() for one in people),
        )
        seen[when] = (now[0] - last[0], now[1] - last[1], now[2] - last[2])
        last = now

    async with asyncio.TaskGroup() as group:
        for one in people:
            group.create_task(one.work_until(is_over))
        await asyncio.sleep(BOTH_S)
        note("before")
        for number in range(len(site.screens)):
            await asyncio.to_thread(site.screens[number].stop)
            await asyncio.to_thread(site.starts_again, number)
            if number == 0:
                note("while the first was started")
                await asyncio.sleep(BOTH_S)
                note("both")
        note("while the others were started")
        await asyncio.sleep(BOTH_S)
        is_over.set()
    note("after")
    return seen
