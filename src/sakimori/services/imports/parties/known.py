"""The register as an import meets it: who is known, by what, and what earlier imports said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.names import KnownParty, fold
from sakimori.services.imports.parties.memory import ListIdentity, RowMemory, recall
from sakimori.services.kernel.unit import Unit
from sakimori.services.parties.name_matching import known_parties

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Register:
    """What stands in the workspace after one entry of the trail; `users` are the people who still work here."""

    number: int
    parties: dict[str, ThirdParty]
    services: dict[str, tuple[Service, ...]]
    aliases: dict[str, tuple[Alias, ...]]
    contacts: dict[str, tuple[Contact, ...]]
    known: tuple[KnownParty, ...]
    users: dict[str, str]
    user_names: dict[str, str]
    memories: dict[str, tuple[RowMemory, ...]]
    by_number: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_external_key: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_memory: dict[str, tuple[RowMemory, ...]] = field(default_factory=dict)
    by_name: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_user_name: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def user_of(self, name: str) -> str | None:
        """The one person of ours with a name."""
        found = self.by_user_name.get(fold(name), ())
        return found[0] if len(found) == 1 else None

    def standing(self, third_party_id: str) -> str:
        """The id under which a third party stands today, through every merging."""
        party = self.parties.get(third_party_id)
        while party is not None and party.merged_into is not None:
            party = self.parties.get(party.merged_into)
        return party.id if party else ""

    def is_of_list(self, third_party_id: str, identity: ListIdentity) -> bool:
        """Whether a row of an earlier edition of a list went into a third party."""
        return any(memory.identity.is_same_list(identity) for memory in self.memories.get(third_party_id, ()))

    def remembered(self, name: str, identity: ListIdentity) -> tuple[str, ...]:
        """The third parties into which rows of this name went in earlier editions of the same list."""
        found = (
            memory.third_party_id
            for memory in self.by_memory.get(fold(name), ())
            if memory.identity.is_same_list(identity)
        )
        return tuple(dict.fromkeys(found))


def read_register(unit: Unit) -> Register:
    """Everything that the rows of a list are compared with."""
    parties = {party.id: party for party in unit.records.select(ThirdParty)}
    standing = [party for party in parties.values() if party.merged_into is None and not party.is_self]
    people = unit.records.select(User)
    register = Register(
        number=unit.number(),
        parties=parties,
        services=_grouped(unit.records.select(Service)),
        aliases=_grouped(unit.records.select(Alias, "removed_on IS NULL")),
        contacts=_grouped(unit.records.select(Contact)),
        known=tuple(known_parties(unit)),
        users={user.id: user.name for user in people if user.left_on is None},
        user_names={user.id: user.name for user in people},
        memories={},
    )
    memories: defaultdict[str, list[RowMemory]] = defaultdict(list)
    by_memory: defaultdict[str, list[RowMemory]] = defaultdict(list)
    rows = unit.query(
        "SELECT r.third_party_id, r.body, r.batch_id FROM imported_row r JOIN import_batch b "
        "ON b.id = r.batch_id ORDER BY b.made_at, r.third_party_id, r.source"
    )
    for row in rows:
        home = str(row["third_party_id"])
        if standing_id := register.standing(home):
            memory = recall(standing_id, str(row["body"]), str(row["batch_id"]), home=home)
            memories[standing_id].append(memory)
            by_memory[memory.name].append(memory)
    register.memories.update({key: tuple(found) for key, found in memories.items()})
    register.by_memory.update({key: tuple(found) for key, found in by_memory.items()})
    merged = [party for party in parties.values() if party.merged_into is not None]
    for index, attribute in ((register.by_number, "corporate_number"), (register.by_external_key, "external_key")):
        # A code of one that was merged away names the one it went into, unless somebody else bears it by now.
        index.update(_indexed((getattr(party, attribute), register.standing(party.id)) for party in merged))
        index.update(_indexed((getattr(party, attribute), party.id) for party in standing))
    named = [(fold(party.legal_name), party.id) for party in standing]
    named += [(fold(alias.name), alias.third_party_id) for group in register.aliases.values() for alias in group]
    register.by_user_name.update(_indexed((fold(name), user_id) for user_id, name in register.users.items()))
    register.by_name.update(_indexed(named))
    return register


def _grouped(records: Sequence[T]) -> dict[str, tuple[T, ...]]:
    grouped: defaultdict[str, list[T]] = defaultdict(list)
    for record in records:
        grouped[record.third_party_id].append(record)  # type: ignore[attr-defined]
    return {key: tuple(group) for key, group in grouped.items()}


def _indexed(pairs: Iterable[tuple[str | None, str]]) -> dict[str, tuple[str, ...]]:
    index: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for key, record_id in pairs:
        if key:
            index[key][record_id] = None
    return {key: tuple(ids) for key, ids in index.items()}
