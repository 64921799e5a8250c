"""Litestream, tried: a database replicated to a folder while somebody writes, brought back, and verified.

Ends with 1 if what came back verifies and lacks something; what is damaged is refused by `restore`, and said here.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from kit.builders import AT, a_third_party, an_actor
from kit.killing import acknowledged, names, writing
from sakimori.errors import CorruptError
from sakimori.services.audit.restore import restore
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

LITESTREAM = shutil.which("litestream", path=str(Path(sys.executable).parent)) or shutil.which("litestream")
TRIES = 5


def tried(folder: Path) -> str:
    """What came of one try."""
    path, replica, back, told = (folder / name for name in ("own.db", "replica", "back.db", "told"))
    register(Workspace(path), a_third_party(legal_name="最初の会社"), actor=an_actor(), at=AT)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([str(LITESTREAM), "replicate", path, f"file://{replica}"], **quiet) as copying:  # type: ignore[call-overload]
        time.sleep(3)  # its first copy of the whole comes before the first write
        with writing(path, told):
            time.sleep(5)
        time.sleep(3)  # it looks once a second
        copying.terminate()
    subprocess.run([str(LITESTREAM), "restore", "-o", back, f"file://{replica}"], check=True, **quiet)  # type: ignore[call-overload]
    target = folder / "elsewhere" / "own.db"
    try:
        done = restore(back, target, keys=None, replaces=False, is_forced=False, at=AT)
    except CorruptError:
        return f"{len(acknowledged(told))} written, damaged and refused"
    lost = {"最初の会社", *acknowledged(told)} - names(target)
    return f"{len(acknowledged(told))} written, {len(lost)} lost, {done.report.sentence.en}"


if __name__ == "__main__":
    if LITESTREAM is None:
        sys.exit("litestream is not installed")
    said = []
    for _ in range(TRIES):
        with TemporaryDirectory() as scratch:
            said.append(tried(Path(scratch)))
        print(said[-1])  # noqa: T201 - for who runs it
    sys.exit(any(" 0 lost, No tampering" not in one and "refused" not in one for one in said))
