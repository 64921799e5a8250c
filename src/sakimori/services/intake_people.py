"""Names in a list that mean records of ours: the owner of a third party among our people, its parent among all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sakimori.domain.names import fold
from sakimori.domain.problem import Problem, ProblemSeverity
from sakimori.domain.text import Text
from sakimori.exchange.third_party_fields import FIELD_LABELS, ThirdPartyField
from sakimori.services.intake_matching import Target, row_of
from sakimori.services.intake_register import Register
from sakimori.services.intake_saying import Saying, note_line

F = ThirdPartyField

_NO_USER: Final = Text("この名前の利用者がいません。", "No person of ours has this name.")
_NO_USER_EXPECTED: Final = Text(
    "メモに残します。取込の後に担当を決めてください。", "It is kept in the note. Choose an owner afterwards."
)
_NO_PARENT: Final = Text(
    "この名前の取引先がないか、2社以上あります。", "No third party, or more than one, has this name."
)
_PARENT_LOOP: Final = Text("親会社の並びが輪になります。", "The parents would form a circle.")
_NO_PARENT_EXPECTED: Final = Text(
    "メモに残します。取込の後に親会社を選んでください。", "It is kept in the note. Choose the parent afterwards."
)


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
        self.names = register.users | {party.id: party.legal_name for party in register.parties.values()}
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
            self._warn(saying, F.OWNER, row.owner, _NO_USER, _NO_USER_EXPECTED)
        parent = self._parent(saying, row.parent) if row.parent else None
        if row.parent and parent is None:
            unplaced.append(note_line(self._label(F.PARENT), row.parent))
        return replace(saying, party=replace(saying.party, owner_id=owner, parent_id=parent), unplaced=tuple(unplaced))

    def _parent(self, saying: Saying, name: str) -> str | None:
        found = dict.fromkeys((*self._register.by_name.get(fold(name), ()), *self._new.get(fold(name), ())))
        if len(found) != 1:
            self._warn(saying, F.PARENT, name, _NO_PARENT, _NO_PARENT_EXPECTED)
            return None
        own = self._targets[saying.row.row].third_party_id
        parent: str = next(iter(found))
        above: str | None = parent
        while above is not None and above != own:
            above = self._parents.get(above)
        if above is not None:
            self._warn(saying, F.PARENT, name, _PARENT_LOOP, _NO_PARENT_EXPECTED)
            return None
        self._parents[own] = parent
        return parent

    def _label(self, one: ThirdPartyField) -> str:
        return self._labels.get(one, FIELD_LABELS[one].ja)

    def _warn(self, saying: Saying, one: ThirdPartyField, value: str, message: Text, expected: Text) -> None:
        self.problems.append(
            Problem(
                code=f"{one.value}_not_found",
                message=message,
                expected=expected,
                sheet=saying.row.sheet,
                row=saying.row.row,
                column=self._label(one),
                value=value,
                severity=ProblemSeverity.WARNING,
            )
        )
