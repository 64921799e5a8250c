"""Names in a list that mean records of ours: the owner of a third party among our people, its parent among all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sakimori.domain.values.names import fold
from sakimori.services.imports.parties.known import Register
from sakimori.services.imports.parties.matching import Target
from sakimori.services.imports.parties.plan_rows import Saying
from sakimori.services.imports.parties.words import NO_PARENT, NO_USER, PARENT_LOOP
from sakimori.services.imports.plan import key_of
from sakimori.services.imports.plan_rows import Telling, note_line


class Placing:
    """Finds owner and parent of each row; a name that finds nobody goes into the note, with a warning."""

    def __init__(
        self,
        register: Register,
        sayings: Mapping[int, Saying],
        targets: Mapping[int, Target],
        telling: Telling,
    ) -> None:
        """Learn the names of the rows that will be registered."""
        self._register, self._targets, self._telling = register, targets, telling
        self._new: dict[str, list[str]] = {}
        self._parents = {party.id: party.parent_id for party in register.parties.values()}
        self.names = register.user_names | {party.id: party.legal_name for party in register.parties.values()}
        for number, target in targets.items():
            name = sayings[number].row.legal_name
            if key_of(target.third_party_id) == number:
                self._new.setdefault(fold(name), []).append(target.third_party_id)
                self.names[target.third_party_id] = name

    def placed(self, saying: Saying) -> Saying:
        """The row with owner and parent as ids where they are known, and as lines of the note where not."""
        row = saying.row
        unplaced = list(saying.unplaced)
        owner = self._register.user_of(row.owner) if row.owner else None
        if row.owner and owner is None:
            unplaced.append(note_line(saying.entry.labels["owner"], row.owner))
            self._telling.note(saying.entry, NO_USER, "owner", row.owner)
        parent = self._parent(saying, row.parent) if row.parent else None
        if row.parent and parent is None:
            unplaced.append(note_line(saying.entry.labels["parent"], row.parent))
        return replace(saying, party=replace(saying.party, owner_id=owner, parent_id=parent), unplaced=tuple(unplaced))

    def _parent(self, saying: Saying, name: str) -> str | None:
        found = dict.fromkeys((*self._register.by_name.get(fold(name), ()), *self._new.get(fold(name), ())))
        if len(found) != 1:
            self._telling.note(saying.entry, NO_PARENT, "parent", name)
            return None
        own = self._targets[saying.entry.key].third_party_id
        parent: str = next(iter(found))
        above: str | None = parent
        while above is not None and above != own:
            above = self._parents.get(above)
        if above is not None:
            self._telling.note(saying.entry, PARENT_LOOP, "parent", name)
            return None
        self._parents[own] = parent
        return parent
