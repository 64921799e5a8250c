"""The register as an import meets it, and which third party each row of a list names; never guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.names import Candidate, CandidateIndex, KnownParty, Likeness, fold
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.services.imports.parties.memory import ListIdentity, RowMemory, recall
from sakimori.services.imports.plan import AnswerKind, Possible, RowAnswer, key_of, new_id
from sakimori.services.kernel.unit import Unit
from sakimori.services.parties.search import known_parties

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

    def remembered_parties(self, name: str, identity: ListIdentity) -> tuple[str, ...]:
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
        users={user.id: user.name for user in people if user.left_on is None and not user.is_program},
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


_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class RowMatch:
    """What is known of one row before anybody is asked; `sure` names the third party, `resembling` warns only."""

    row: int
    sure: str | None
    possible: tuple[Possible, ...] = ()
    resembling: tuple[Possible, ...] = ()


@dataclass(frozen=True, slots=True)
class RowTarget:
    """Where a row goes: to a third party, nowhere (skipped), or nobody knows yet; `waits_for` is the row to answer."""

    third_party_id: str = ""
    is_skipped: bool = False
    is_open: bool = False
    waits_for: int | None = None


def match_rows(rows: Mapping[int, ThirdPartyRow], register: Register, identity: ListIdentity) -> Iterator[RowMatch]:
    """Look every row up in the register and among the rows above it."""
    return _Matcher(register, identity).match(rows)


class _Matcher:
    """Walks the rows once; each row becomes known to those below it."""

    def __init__(self, register: Register, identity: ListIdentity) -> None:
        self._register = register
        self._identity = identity
        self._index = CandidateIndex(register.known)
        self._numbers: dict[str, str] = {}
        self._external_keys: dict[str, str] = {}
        self._sure: dict[str, str] = {}
        self._names: dict[int, str] = {}

    def match(self, rows: Mapping[int, ThirdPartyRow]) -> Iterator[RowMatch]:
        for key, row in rows.items():
            match = self._match(key, row)
            own = new_id(key)
            self._names[key] = row.legal_name
            if match.sure:
                self._sure[own] = match.sure
            where = match.sure or own
            if row.corporate_number:
                self._numbers.setdefault(row.corporate_number, where)
            if row.external_key:
                self._external_keys.setdefault(row.external_key, where)
            names = tuple(name for name in (row.english_name, *row.aliases, row.service_name) if name)
            self._index.add(KnownParty(own, row.legal_name, names, row.corporate_number, row.country))
            yield match

    def _match(self, key: int, row: ThirdPartyRow) -> RowMatch:
        found = self._index.find(names=row.names, corporate_number=row.corporate_number, country=row.country)
        certain = self._certain(row)
        if len(certain) == 1 and not self._contradicts(row, certain[0], found):
            return RowMatch(key, certain[0])
        by_id = {c.party.id: c for c in found}
        named = [by_id.get(target) or self._by_code(target) for target in certain]
        strong = [c for c in found if c.likeness is not Likeness.WEAK and not c.conflict]
        possible = self._possible([*named, *strong])
        resembling = () if possible else self._possible([c for c in found if c not in strong])
        return RowMatch(key, None, possible, resembling)

    def _certain(self, row: ThirdPartyRow) -> list[str]:
        """The third parties that a number, a code of ours or an earlier import names."""
        register, found = self._register, dict[str, None]()
        if own := register.standing(row.register_id or ""):
            return [own]
        for key, known, above in (
            (row.corporate_number, register.by_number, self._numbers),
            (row.external_key, register.by_external_key, self._external_keys),
        ):
            if key:
                found.update(dict.fromkeys(known.get(key, ())))
                if key in above and not known.get(key):
                    found[above[key]] = None
        if not found:
            found.update(dict.fromkeys(register.remembered_parties(row.legal_name, self._identity)))
        return list(found)

    def _contradicts(self, row: ThirdPartyRow, target: str, found: Sequence[Candidate]) -> bool:
        """Whether somebody must look: the 法人番号 differ, or a mere code of another list meets another name."""
        party = self._register.parties.get(target)
        if party is None or target in self._register.by_number.get(row.corporate_number or "", ()):
            return False
        if party.corporate_number and row.corporate_number:
            return True
        if row.register_id and self._register.standing(row.register_id) == target:
            return False
        has_its_name = any(c.party.id == target and c.likeness is not Likeness.WEAK for c in found)
        return not has_its_name and not self._register.is_of_list(target, self._identity)

    def _by_code(self, target: str) -> Candidate:
        party, row = self._register.parties.get(target), key_of(target)
        name = party.legal_name if party else ""
        known = KnownParty(
            target,
            name or self._names.get(row or 0, ""),
            corporate_number=party.corporate_number if party else None,
            country=party.country if party else None,
        )
        return Candidate(known, Likeness.CERTAIN, known.legal_name, 1.0)

    def _possible(self, candidates: Sequence[Candidate]) -> tuple[Possible, ...]:
        seen: dict[str, Possible] = {}
        for candidate in candidates:
            party = candidate.party
            target = self._sure.get(party.id, party.id)
            seen.setdefault(
                target,
                Possible(
                    target=target,
                    name=party.legal_name,
                    matched_name=candidate.matched_name,
                    likeness=candidate.likeness,
                    row=key_of(target),
                    corporate_number=party.corporate_number,
                    country=party.country,
                ),
            )
        return tuple(seen.values())[:_SHOWN]


def resolve(matches: Sequence[RowMatch], answers: Mapping[int, RowAnswer]) -> dict[int, RowTarget]:
    """Where each row goes, by what is sure and by what a person answered."""
    resolved: dict[int, RowTarget] = {}
    heirs: dict[int, RowTarget] = {}
    for match in matches:
        target = _resolve(match, answers.get(match.row), resolved)
        leader = key_of(target.third_party_id)
        if leader is not None and leader != match.row and resolved[leader].is_skipped:
            # Whoever skips the first row of a third party has not skipped the others: the next one leads them.
            target = heirs.setdefault(leader, RowTarget(new_id(match.row)))
        resolved[match.row] = target
    return resolved


def _resolve(match: RowMatch, answer: RowAnswer | None, above: Mapping[int, RowTarget]) -> RowTarget:
    if answer is not None and answer.kind is AnswerKind.SKIP:
        return RowTarget(is_skipped=True)
    wanted = match.sure
    if wanted is None and answer is not None and answer.kind is AnswerKind.SAME:
        wanted = answer.target if answer.target in {possible.target for possible in match.possible} else ""
    if wanted is None:
        is_open = bool(match.possible) and answer is None
        return RowTarget(is_open=True) if is_open else RowTarget(new_id(match.row))
    row = key_of(wanted)
    if row is None:
        return RowTarget(wanted, is_open=not wanted)
    leader = above[row]
    if leader.is_open:
        return RowTarget(is_open=True, waits_for=row)
    return RowTarget(wanted) if leader.is_skipped else leader


def answers_for_alike(
    rows: Mapping[int, ThirdPartyRow], matches: Iterable[RowMatch], answers: Mapping[int, RowAnswer]
) -> dict[int, RowAnswer]:
    """One answer for every open row that is written exactly as one registered third party, or as a row above it."""
    found: dict[int, RowAnswer] = {}
    for match in matches:
        if match.row in answers or not match.possible:
            continue
        alike = [p for p in match.possible if fold(p.name) == fold(rows[match.row].legal_name)]
        registered = [possible for possible in alike if possible.row is None]
        if len(alike) == len(match.possible) and len(registered) <= 1:
            found[match.row] = RowAnswer(AnswerKind.SAME, (registered or alike)[0].target)
    return found
