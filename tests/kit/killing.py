"""Other processes that write, copy and put back, to be killed at any moment; what they had acknowledged must stand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.workspace import Workspace

_WRITER = """
import sys
from pathlib import Path
from kit.builders import AT, a_third_party, an_actor
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
workspace = Workspace(sys.argv[1])
for number in range(100_000):
    name = f"{sys.argv[2]}{number}"
    party = register(workspace, a_third_party(legal_name=name), actor=an_actor(), at=AT).record
    file_evidence(workspace, third_party_id=party.id, filename="a.pdf", body=b"%PDF" + name.encode() * 5000,
                  actor=an_actor(), at=AT)
    print(name, flush=True)
"""
_COMMAND = "import sys; from sakimori.cli.app import main; sys.argv[0] = 'sakimori'; main()"


@contextmanager
def writing(database: Path, told: Path, prefix: str = "会社") -> Iterator[None]:
    """Somebody who registers third parties with documents all the while, and notes in a file which are in."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", _WRITER, str(database), prefix]
    with told.open("wb") as out, subprocess.Popen(command, stdout=out, env=env) as one:
        try:
            while told.stat().st_size == 0 and one.poll() is None:
                time.sleep(0.02)
            assert one.poll() is None
            yield
        finally:
            one.kill()


def acknowledged(told: Path) -> set[str]:
    """What the writer had been told is in; a last line without its end was not."""
    return set(told.read_bytes().decode(errors="ignore").split("\n")[:-1])


def names(database: Path) -> set[str]:
    """The third parties that stand in a database."""
    workspace = Workspace(database)
    with workspace.unit() as unit:
        found = {party.legal_name for party in unit.records.select(ThirdParty)} - {""}
    workspace.close()
    return found


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, to its end."""
    return subprocess.run(
        [sys.executable, "-c", _COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False,
        timeout=300, env={**os.environ, "LC_ALL": "en_US.UTF-8"},
    )  # fmt: skip


def killed_after(seconds: float, *arguments: str | Path) -> bool:
    """Whether a command was killed at a moment, and not at its end before."""
    with subprocess.Popen(
        [sys.executable, "-c", _COMMAND, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as one:
        try:
            one.wait(seconds)
        except subprocess.TimeoutExpired:
            one.send_signal(signal.SIGKILL)
            return True
    return False
