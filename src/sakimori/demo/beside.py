"""`python -m sakimori.demo.beside`: make a demo in a process beside the server, and say on its output how far it is.

Python lets one thread of a process work at a time: made in the server, the demo would keep its first page waiting.
"""

from __future__ import annotations

import base64
import contextlib
import os
import pickle
import sys
from collections.abc import Callable
from datetime import date, datetime
from subprocess import PIPE, Popen
from typing import Final

from sakimori.errors import SakimoriError, StoreError
from sakimori.store.engine import ServerSchema
from sakimori.store.engine.places import Place, place_of

_ADDRESS: Final = "SAKIMORI_DEMO_PLACE"
_REFUSED: Final = "refused "


def make_demo_beside(
    place: Place, *, on: date, until: datetime, language: str, progress: Callable[[float], None]
) -> None:
    """Make the demo of a day as `make_demo` does, in a process of its own.

    Raises:
        SakimoriError: It could not be made, or not be put into its place.
    """
    # The address of a server may hold a password, which nobody is to read in the list of processes.
    address = f"{place.url}#{place.schema}" if isinstance(place, ServerSchema) else str(place)
    command = [sys.executable, "-m", __name__, on.isoformat(), until.isoformat(), language]
    with Popen(command, stdout=PIPE, text=True, env=os.environ | {_ADDRESS: address}) as process:  # noqa: S603 - ours
        for line in process.stdout or ():
            if line.startswith(_REFUSED):
                kind, details = pickle.loads(base64.b64decode(line.removeprefix(_REFUSED)))  # noqa: S301 - of ours
                raise kind(**details)
            progress(float(line))
    if process.returncode:
        raise StoreError


def main() -> None:
    """Make it; whoever started this has gone where nobody hears any more how far it is."""
    from sakimori.demo.company import make_demo  # noqa: PLC0415 - the server starts this and makes none itself

    on, until, language = date.fromisoformat(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3]
    told = -1

    def tell(share: float) -> None:
        nonlocal told
        if int(share * 100) > told:
            told = int(share * 100)
            print(share, flush=True)  # noqa: T201 - it is heard by the server

    try:
        make_demo(place_of(os.environ[_ADDRESS]), on=on, until=until, language=language, progress=tell)
    except SakimoriError as refusal:
        said = base64.b64encode(pickle.dumps((type(refusal), refusal.details))).decode("ascii")
        print(f"{_REFUSED}{said}", flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        main()
