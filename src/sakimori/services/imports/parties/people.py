"""Names in a list that mean records of ours: the owner of a third party among our people, its parent among all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import Problem
from sakimori.exchange.parties.fields import FIELD_LABELS, ThirdPartyField
from sakimori.services.imports.parties.known import Register
from sakimori.services.imports.parties.matching import Target, row_of
from sakimori.services.imports.parties.plan_rows import Saying, note_line
from sakimori.services.imports.parties.remarks import NO_PARENT, NO_USER, PARENT_LOOP

F = ThirdPartyField


class Placing:
    """Finds owner and parent of each row; a name that finds nobody goes into the note, with a warning."""

    def __init__(
        self,
        register: Register,
        sayings: Mapping[int, Saying],
        targets: Mapping[int, Target],
        labels: Mapping[ThirdPartyField, str],
    ) -> None:
        """Learn the names of the rows that will be registered."""
        self._register, self._targets, self._labels = register, targets, labels
        self._new: dict[str, list[str]] = {}
        self._parents = {party.id: party.parent_id for party in register.parties.values()}
        self.problems: list[Problem] = []
        self.names = register.user_names | {party.id: party.legal_name for party in register.parties.values()}
        for number, target in targets.items():
            name = sayings[number].row.legal_name
            if row_of(target.third_party_id) == number:
                self._new.setdefault(fold(name), []).append(target.third_party_id)
                self.names[target.third_party_id] = name

    def placed(self, saying: Saying) -> Saying:
        """The row with owner and parent as ids where they are known, and as lines of the note where not."""
        row = saying.row
        unplaced = list(saying.unplaced)
        owner = self._register.user_of(row.owner) if row.owner else None
        if row.owner and owner is None:
            unplaced.append(note_line(self._label(F.OWNER), row.owner))
            self.problems.append(NO_USER.on(saying, self._labels, value=row.owner))
        parent = self._parent(saying, row.parent) if row.parent else None
        if row.parent and parent is None:
            unplaced.append(note_line(self._label(F.PARENT), row.parent))
        return replace(saying, party=replace(saying.party, owner_id=owner, parent_id=parent), unplaced=tuple(unplaced))

    def _parent(self, saying: Saying, name: str) -> str | None:
        found = dict.fromkeys((*self._register.by_name.get(fold(name), ()), *self._new.get(fold(name), ())))
        if len(found) != 1:
            self.problems.append(NO_PARENT.on(saying, self._labels, value=name))
            return None
        own = self._targets[saying.row.row].third_party_id
        parent: str = next(iter(found))
        above: str | None = parent
        while above is not None and above != own:
            above = self._parents.get(above)
        if above is not None:
            self.problems.append(PARENT_LOOP.on(saying, self._labels, value=name))
            return None
        self._parents[own] = parent
        return parent

    def _label(self, one: ThirdPartyField) -> str:
        return self._labels.get(one, FIELD_LABELS[one].ja)
