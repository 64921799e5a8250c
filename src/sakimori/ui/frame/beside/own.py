"""Our own workspace for work beside the screens, opened once for as long as the same database stands."""

from __future__ import annotations

from sakimori.services.kernel.workspace import OWN, Workspace, database, standing


class OwnWorkspace:
    """Finds our own workspace where it stands now; a restored or replaced one is opened anew."""

    def __init__(self) -> None:
        self._known: dict[object, Workspace] = {}

    def find(self) -> Workspace | None:
        """Our own workspace, or nothing while there is none.

        Raises:
            SakimoriError: It cannot be opened now.
        """
        path = database(OWN)
        found = standing(path)
        if found is not None and found not in self._known:
            self._known = {found: Workspace(path)}
        return None if found is None else self._known[found]
