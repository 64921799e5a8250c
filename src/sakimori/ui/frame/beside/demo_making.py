"""The demo made beside the screens: begun when the server starts or by whoever comes first, watched by everybody."""

from __future__ import annotations

from threading import Lock, Thread
from typing import Final

from sakimori.clock import now
from sakimori.demo.beside import make_demo_beside
from sakimori.domain.values.days import legal_day
from sakimori.errors import SakimoriError, StoreError
from sakimori.services.kernel.demos import DEMOS, OWN, Place, database, first_demo, language_of

_MAKING: Final[dict[Place, Making]] = {}
_BEGINNING: Final = Lock()


class Making(Thread):
    """One demo on its way into its place; `share` says how far it is."""

    def __init__(self, choice: str) -> None:
        """Begin with `start`."""
        super().__init__(name="sakimori-demo", daemon=True)
        self.share = 0.0
        self._path, self._language = database(choice), language_of(choice)
        self._refusal: SakimoriError = StoreError()

    def run(self) -> None:
        """Make it."""
        try:
            moment = now()
            make_demo_beside(
                self._path, on=legal_day(moment), until=moment, language=self._language, progress=self._note
            )
        except SakimoriError as refusal:
            self._refusal = refusal

    def _note(self, share: float) -> None:
        self.share = share

    def check(self) -> None:
        """Say why it does not stand, if it does not.

        Raises:
            SakimoriError: It could not be made, or not be put into its place.
        """
        if not self._path.exists():
            raise self._refusal


def demo_making(choice: str) -> Making | None:
    """The demo that is being made, begun if nobody has; None where it stands already."""
    path = database(choice)
    with _BEGINNING:
        making = _MAKING.get(path)
        if making is not None and making.is_alive():
            return making
        if path.exists():
            return None
        making = _MAKING[path] = Making(choice)
        making.start()
        return making


def share_made() -> float | None:
    """How much is made of the demo that is on its way; None where none is."""
    return next((making.share for making in list(_MAKING.values()) if making.is_alive()), None)


def make_demo_ahead() -> Making | None:
    """Begin with the demo where there is no workspace at all: whoever comes first sees one."""
    if any(database(choice).exists() for choice in (OWN, *DEMOS.values())):
        return None
    return demo_making(first_demo())
