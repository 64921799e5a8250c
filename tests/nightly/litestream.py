"""Litestream, tried: a database replicated to a folder while somebody writes, brought back, and verified.

The writer is killed, and Litestream goes on or is killed with it. Where it goes on, most replicas come back damaged,
whether or not our engine writes back the log by itself; now and then one of a plain program on SQLite does too. Where
both die, what comes back is whole and lacks what was not copied yet. Ends with 1 if what Litestream had time to copy
comes back as if sound and lacks something; what is damaged is refused by `restore`, and said here.
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


def tried(folder: Path, *, goes_on: bool) -> str:
    """What came of one try, in which Litestream goes on after the writer was killed or is killed before."""
    path, replica, back, told = (folder / name for name in ("own.db", "replica", "back.db", "told"))
    register(Workspace(path), a_third_party(legal_name="最初の会社"), actor=an_actor(), at=AT)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([str(LITESTREAM), "replicate", path, f"file://{replica}"], **quiet) as copying:  # type: ignore[call-overload]
        time.sleep(3)  # its first copy of the whole comes before the first write
        with writing(path, told):
            time.sleep(5)
            if not goes_on:
                copying.kill()
        if goes_on:
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
    for goes_on in (True, False):
        print("the writer killed, Litestream goes on" if goes_on else "both killed")  # noqa: T201 - for who runs it
        for _ in range(TRIES):
            with TemporaryDirectory() as scratch:
                came = tried(Path(scratch), goes_on=goes_on)
            said += [came] if goes_on else []
            print(f"    {came}")  # noqa: T201 - see above
    sys.exit(any(" 0 lost, No tampering" not in one and "refused" not in one for one in said))
