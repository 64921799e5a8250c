"""A row against what Sakimori holds and against what the file said last time: who changed what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any, Final

from sakimori.domain.codes import Lifecycle
from sakimori.domain.records.third_party import Contact, Service, ThirdParty
from sakimori.domain.values.names import fold
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.columns import RegisterColumn, column_of
from sakimori.services.imports.parties.memory import RowMemory, Value
from sakimori.services.imports.parties.plan_rows import (
    CONTACT_FIELDS,
    PARTY_FIELDS,
    SERVICE_FIELDS,
    RowRecords,
    value_words,
)
from sakimori.services.imports.plan import FieldAnswer, FieldChange, FieldConflict, OnConflict, answer_of
from sakimori.services.parties.check import TEXT_LENGTH
from sakimori.services.parties.lifecycle import STEPS

_SETS: Final = frozenset({"roles", "data_categories"})
_NEW_SERVICE: Final = "service"
_NEW_CONTACT: Final = "contact"


class FieldVerdict(Enum):
    """What to do about one field."""

    LEAVE = auto()
    TAKE = auto()
    ASK = auto()


@dataclass
class PartyWork:
    """One third party while the rows of a file are laid over it; `before` is None for one that the file registers.

    `differing` are the fields of which the rows of the file say several things, each with the service or the person
    whose field it is; it is empty for fields of the third party itself.
    """

    id: str
    party: ThirdParty
    before: ThirdParty | None = None
    services: dict[str, Service] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    new_names: list[str] = field(default_factory=list)
    standing: dict[str, Service | Contact] = field(default_factory=dict)
    memories: list[RowMemory] = field(default_factory=list)
    is_shared: bool = False
    differing: frozenset[tuple[str, str]] = frozenset()
    is_begun: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the third party itself says something else than before."""
        return self.before is None or self.party != self.before

    def changed_parts(self) -> Iterator[Service | Contact]:
        """The services and contacts that are new or say something else."""
        parts: list[Service | Contact] = [*self.services.values(), *self.contacts.values()]
        for part in parts:
            if self.standing.get(part.id) != part:
                yield part

    @property
    def writes(self) -> bool:
        """Whether anything is to be stored."""
        return self.is_changed or bool(self.new_names) or any(True for _ in self.changed_parts())


@dataclass(frozen=True, slots=True)
class RowComparison:
    """What one row would change, what a person must choose, and which records it belongs to."""

    changes: tuple[FieldChange, ...]
    conflicts: tuple[FieldConflict, ...]
    service_id: str
    contact_id: str
    kept: tuple[str, ...] = ()
    barred: Lifecycle | None = None
    overflows: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a choice is missing."""
        return any(conflict.answer is None for conflict in self.conflicts)


def field_verdict(field: str, said: Value, current: Value, memory: RowMemory | None) -> FieldVerdict:
    """Three ways: the file now, the file last time, Sakimori now.

    A blank never blanks; what the file did not change never overwrites; what both changed is asked.
    """
    if _is_blank(said) or said == current or (memory is not None and memory.holds(field, said)):
        return FieldVerdict.LEAVE
    if memory is None and isinstance(said, frozenset) and isinstance(current, frozenset) and said < current:
        return FieldVerdict.LEAVE  # a list of one kind of dealings does not know of the others
    is_first_word = memory is None or not memory.gave(field)
    if is_first_word and (_is_blank(current) or (memory is not None and current is Lifecycle.CANDIDATE)):
        return FieldVerdict.TAKE
    return FieldVerdict.TAKE if memory is not None and memory.holds(field, current) else FieldVerdict.ASK


def compare_row(
    work: PartyWork,
    saying: RowRecords,
    *,
    memory: RowMemory | None,
    answers: Mapping[tuple[int, RegisterColumn], FieldAnswer],
    on_conflict: OnConflict,
    names: Mapping[str, str],
) -> RowComparison:
    """Lay one row over a third party; nothing of it is kept while a choice is missing."""
    layer = _Layer(work, saying, memory, answers, on_conflict, names)
    comparison = layer.compare()
    if not (comparison.is_open or comparison.overflows):
        layer.keep()
    return comparison


@dataclass
class _Layer:
    """One row on its way onto one third party."""

    _work: PartyWork
    _saying: RowRecords
    _memory: RowMemory | None
    _answers: Mapping[tuple[int, RegisterColumn], FieldAnswer]
    _on_conflict: OnConflict
    _names: Mapping[str, str]

    def __post_init__(self) -> None:
        self._said, self._party = self._saying.values(), self._work.party
        self._service: Service | None = None
        self._contact: Contact | None = None
        self._changes: list[FieldChange] = []
        self._conflicts: list[FieldConflict] = []
        self._new_names: list[str] = []
        self._kept: list[str] = []
        self._barred: Lifecycle | None = None

    def compare(self) -> RowComparison:
        for one, attribute in PARTY_FIELDS.items():
            self._compare_party(one, attribute)
        for name in self._saying.aliases:
            self._add_name(name)
        self._compare_service()
        self._compare_contact()
        return RowComparison(
            tuple(self._changes),
            tuple(self._conflicts),
            self._service.id if self._service else "",
            self._contact.id if self._contact else "",
            tuple(self._kept),
            self._barred,
            overflows=len(self._party.note) > TEXT_LENGTH,
        )

    def keep(self) -> None:
        work = self._work
        work.is_begun = True
        work.party = self._party
        work.names += self._new_names
        work.new_names += self._new_names
        if self._service:
            work.services[self._service.id] = self._service
        if self._contact:
            work.contacts[self._contact.id] = self._contact

    def _compare_party(self, one: str, attribute: str) -> None:
        said, current = self._said[one], getattr(self._party, attribute)
        if self._work.is_shared and self._is_none_against_some(one, said, current):
            if self._asks(one, said, current):
                self._note_change(one, current, said)
                self._party = _with(self._party, attribute, said)
            return
        if self._work.is_shared and one in {*_SETS, "note"}:
            said = self._joined(one, said, current)
        elif one == "legal_name" and not self._is_rename(str(said), current):
            # The name of the file finds the third party as well; which of the two it bears is not for a list to say.
            self._add_name(str(said))
            return
        if one == "lifecycle" and self._is_barred(said, current):
            return
        if self._takes(one, said, current):
            if one == "legal_name":
                self._new_names.append(current)
            self._party = _with(self._party, attribute, said)

    def _is_none_against_some(self, one: str, said: Value, current: Value) -> bool:
        """Whether one row says that there is none of what another names: that joins to nothing."""
        if self._memory is not None and self._memory.holds(one, said):
            return False
        return isinstance(said, frozenset) and isinstance(current, frozenset) and bool(said) != bool(current)

    def _joined(self, one: str, said: Value, current: Value) -> Value:
        """What several rows of one third party say together; the memory of one row is no reason to take away."""
        if _is_blank(said) or (self._memory is not None and self._memory.holds(one, said)):
            return None
        if isinstance(said, frozenset):
            joined: Value = said | current if isinstance(current, frozenset) else said
        else:
            standing = str(current or "").split("\n")
            added = [line for line in str(said).split("\n") if line not in standing]
            joined = "\n".join(filter(None, [*standing, *added]))
        if joined != current:
            self._note_change(one, current, joined)
            self._party = _with(self._party, PARTY_FIELDS[one], joined)
        return None

    def _is_rename(self, said: str, current: str) -> bool:
        memory = self._memory
        if memory is None or memory.holds("legal_name", said) or fold(said) == fold(current):
            return False
        return memory.gave("legal_name")

    def _is_barred(self, said: Value, current: Lifecycle) -> bool:
        """Whether the step does not follow from where the relation stands; a person takes it on its own page then."""
        if self._work.before is None or not isinstance(said, Lifecycle):
            return False
        may_step = said in STEPS[current] and self._work.before.archived_on is None
        if may_step or field_verdict("lifecycle", said, current, self._memory) is FieldVerdict.LEAVE:
            return False
        self._barred = said
        return True

    def _add_name(self, name: str) -> None:
        known = {fold(known) for known in (self._party.legal_name, *self._work.names, *self._new_names)}
        # A name that an earlier edition brought and that is gone since was taken away by somebody.
        if fold(name) in known or (self._memory is not None and self._memory.gave_name(name)):
            return
        self._new_names.append(name)
        self._note_change("aliases", None, (name,))

    def _compare_service(self) -> None:
        said = self._saying.service
        if said is None:
            return
        standing = self._work.services.get(self._memory.service_id) if self._memory else None
        if standing is None:
            standing = next((s for s in self._work.services.values() if fold(s.name) == fold(said.name)), None)
        if standing is None:
            party = self._work.id
            self._service = replace(said, id=f"{_NEW_SERVICE}:{self._saying.entry.key}", third_party_id=party)
            self._note_change("service_name", None, said.name)
            return
        self._service = standing
        for one, attribute in SERVICE_FIELDS.items():
            current = getattr(standing, attribute)
            if one == "service_name" and fold(str(current)) == fold(said.name):
                continue
            if self._takes(one, self._said[one], current):
                self._service = replace(self._service, **{attribute: getattr(said, attribute)})

    def _compare_contact(self) -> None:
        said = self._saying.contact
        if said is None:
            return
        standing = self._work.contacts.get(self._memory.contact_id) if self._memory else None
        if standing is None:
            standing = next((c for c in self._work.contacts.values() if _is_same_person(c, said)), None)
        if standing is None:
            if self._memory and all(self._memory.holds(one, self._said[one]) for one in CONTACT_FIELDS):
                return  # the file says nothing new about somebody who was taken off our records
            self._contact = replace(said, id=f"{_NEW_CONTACT}:{self._saying.entry.key}", third_party_id=self._work.id)
            self._note_change("contact_name", None, said.name or said.email or said.phone)
            return
        self._contact = standing
        for one, attribute in CONTACT_FIELDS.items():
            if self._takes(one, self._said[one], getattr(standing, attribute)):
                self._contact = replace(self._contact, **{attribute: getattr(said, attribute)})

    def _takes(self, one: str, said: Value, current: Value) -> bool:
        """Whether the value of the file is stored; a conflict is noted with its answer."""
        found = field_verdict(one, said, current, self._memory)
        if found is FieldVerdict.TAKE and self._differs(one) and not _is_blank(current):
            found = FieldVerdict.ASK  # another row of this file says otherwise
        if found is FieldVerdict.ASK:
            if not self._asks(one, said, current):
                return False
        elif found is FieldVerdict.LEAVE:
            if not _is_blank(said) and said != current:
                self._kept.append(one)
            return False
        self._note_change(one, current, said)
        return True

    def _differs(self, one: str) -> bool:
        return (one, self._saying.part_of(one)) in self._work.differing

    def _asks(self, one: str, said: Value, current: Value) -> bool:
        """Whether a person chose the value of the file; the conflict is noted with the answer.

        That the file wins in all does not say which of its rows does.
        """
        column = column_of(ThirdPartyRow, one)
        otherwise = OnConflict.STOP if self._differs(one) else self._on_conflict
        answer = answer_of(self._answers, self._saying.entry.key, column, otherwise)
        words = (value_words(one, current, self._names), value_words(one, said, self._names))
        self._conflicts.append(FieldConflict(column, *words, answer, is_within_file=self._work.before is None))
        return answer is FieldAnswer.FILE

    def _note_change(self, one: str, before: Value, after: Value) -> None:
        if self._work.before is not None or self._work.is_begun:
            words = (value_words(one, before, self._names), value_words(one, after, self._names))
            self._changes.append(FieldChange(column_of(ThirdPartyRow, one), *words))


def _with(party: ThirdParty, attribute: str, value: Value) -> ThirdParty:
    given: dict[str, Any] = {attribute: value}
    return replace(party, **given)


def _is_blank(value: Value) -> bool:
    return value is None or value in {"", ()}


def _is_same_person(one: Contact, other: Contact) -> bool:
    """Whether two contacts share a mail address, or a name where one of them has no address."""
    if one.email and other.email:
        return one.email.casefold() == other.email.casefold()
    return bool(one.name and other.name and fold(one.name) == fold(other.name))
