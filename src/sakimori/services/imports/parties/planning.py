"""The dry run of a list of third parties: each row with what would become of it, every problem, nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sakimori.domain.codes import Lifecycle
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.errors import RefusedError
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.entry import RegisterReading
from sakimori.exchange.registers.fields import field_words
from sakimori.services.imports.parties.comparing import PartyWork, RowComparison, compare_row
from sakimori.services.imports.parties.matching import (
    Register,
    RowMatch,
    RowTarget,
    answers_for_alike,
    match_rows,
    read_register,
    resolve,
)
from sakimori.services.imports.parties.memory import ListIdentity, RowMemory, list_identity, remember
from sakimori.services.imports.parties.plan_rows import (
    ARCHIVED,
    AS_BEFORE,
    NAMESAKE,
    NO_PARENT,
    NO_USER,
    PARENT_LOOP,
    SIMILAR,
    STEP_BARRED,
    TOO_LONG,
    RowRecords,
    differing_fields,
    row_records,
    value_words,
    why_unchanged,
)
from sakimori.services.imports.plan import (
    Decisions,
    OnConflict,
    Plan,
    PlannedRow,
    Progress,
    RowOutcome,
    key_of,
    telling,
    untold,
)
from sakimori.services.imports.plan_rows import (
    AS_OURS,
    ASK_WHO,
    ASK_WHOSE,
    IS_CHANGED,
    SKIPPED_BY_PERSON,
    SKIPPED_FOR_CONFLICT,
    WAITS_FOR_ROW,
    RowPlanner,
    every_row,
    note_line,
    refusal_of,
    registered_with,
    with_values,
)
from sakimori.services.kernel.unit import Unit


class Placing:
    """Finds owner and parent of each row; a name that finds nobody goes into the note, with a warning."""

    def __init__(
        self,
        register: Register,
        sayings: Mapping[int, RowRecords],
        targets: Mapping[int, RowTarget],
        row_planner: RowPlanner,
    ) -> None:
        """Learn the names of the rows that will be registered."""
        self._register, self._targets, self._row_planner = register, targets, row_planner
        self._new: dict[str, list[str]] = {}
        self._parents = {party.id: party.parent_id for party in register.parties.values()}
        self.names = register.user_names | {party.id: party.legal_name for party in register.parties.values()}
        for number, target in targets.items():
            name = sayings[number].row.legal_name
            if key_of(target.third_party_id) == number:
                self._new.setdefault(fold(name), []).append(target.third_party_id)
                self.names[target.third_party_id] = name

    def place(self, saying: RowRecords) -> RowRecords:
        """The row with owner and parent as ids where they are known, and as lines of the note where not."""
        row = saying.row
        unplaced = list(saying.unplaced)
        owner = self._register.user_of(row.owner) if row.owner else None
        if row.owner and owner is None:
            unplaced.append(note_line(saying.entry.labels["owner"], row.owner))
            self._row_planner.note(saying.entry, NO_USER, "owner", row.owner)
        parent = self._parent(saying, row.parent) if row.parent else None
        if row.parent and parent is None:
            unplaced.append(note_line(saying.entry.labels["parent"], row.parent))
        return replace(saying, party=replace(saying.party, owner_id=owner, parent_id=parent), unplaced=tuple(unplaced))

    def _parent(self, saying: RowRecords, name: str) -> str | None:
        found = dict.fromkeys((*self._register.by_name.get(fold(name), ()), *self._new.get(fold(name), ())))
        if len(found) != 1:
            self._row_planner.note(saying.entry, NO_PARENT, "parent", name)
            return None
        own = self._targets[saying.entry.key].third_party_id
        parent: str = next(iter(found))
        above: str | None = parent
        while above is not None and above != own:
            above = self._parents.get(above)
        if above is not None:
            self._row_planner.note(saying.entry, PARENT_LOOP, "parent", name)
            return None
        self._parents[own] = parent
        return parent


@dataclass(frozen=True, slots=True)
class PlanBasis:
    """What a plan rests on and no decision changes: the list as read, the register, and who may be whom."""

    filename: str
    sha256: str
    reading: RegisterReading
    identity: ListIdentity
    register: Register
    sayings: Mapping[int, RowRecords]
    refused: tuple[PlannedRow, ...]
    problems: tuple[Problem, ...]
    matches: tuple[RowMatch, ...]


@dataclass(frozen=True, kw_only=True)
class PartyPlan(Plan):
    """The plan of a list of third parties; other decisions give another one of the same basis."""

    basis: PlanBasis = field(repr=False)
    works: tuple[PartyWork, ...] = field(repr=False)

    @property
    def has_work(self) -> bool:
        """Whether anything is to be stored or remembered."""
        return any(work.writes or work.memories for work in self.works)


def read_basis(
    unit: Unit, reading: RegisterReading, *, filename: str, sha256: str, progress: Progress = untold
) -> PlanBasis:
    """Lay a list as read beside the register."""
    identity = list_identity(filename, reading.sheets[0], reading.heads)
    register, row_planner = read_register(unit), RowPlanner()
    sayings: dict[int, RowRecords] = {}
    refused: list[PlannedRow] = []
    for entry in telling(reading.entries, progress, len(reading.entries), 0.0, _CHECKED):
        try:
            sayings[entry.key] = row_records(entry)
        except RefusedError as error:
            refused.append(row_planner.refusal(entry, *refusal_of(error)))
    found = match_rows({key: saying.row for key, saying in sayings.items()}, register, identity)
    matches = tuple(telling(found, progress, len(sayings), _CHECKED, _MATCHED))
    return PlanBasis(
        filename, sha256, reading, identity, register, sayings, tuple(refused), tuple(row_planner.problems), matches
    )  # fmt: skip


_CHECKED, _MATCHED = 0.4, 0.6
"""How much of the work is done when every row has been checked, and when every row has been looked up."""


def plan_parties(
    basis: PlanBasis, decisions: Decisions, on_conflict: OnConflict, progress: Progress = untold
) -> PartyPlan:
    """Apply decisions: rows in the order of the file, problems in the order of the rows."""
    planner = _Planner(basis, decisions, on_conflict)
    planned = telling(planner.plan(), progress, len(basis.matches), _MATCHED)
    rows = every_row(basis.reading, (*planned, *basis.refused))
    problems = (*basis.reading.problems, *basis.problems, *planner.row_planner.problems)
    return PartyPlan(
        filename=basis.filename,
        sha256=basis.sha256,
        reading=basis.reading,
        number=basis.register.number,
        decisions=decisions,
        on_conflict=on_conflict,
        rows=rows,
        problems=tuple(sorted(problems, key=lambda problem: problem.row or 0)),
        asks_lifecycle=planner.asks_lifecycle,
        alike=answers_for_alike({key: s.row for key, s in basis.sayings.items()}, basis.matches, decisions.rows),
        basis=basis,
        works=tuple(work for work in planner.works.values() if work.is_begun or work.before is not None),
    )


class _Planner:
    """Lays the rows over their third parties, one after the other."""

    def __init__(self, basis: PlanBasis, decisions: Decisions, on_conflict: OnConflict) -> None:
        self._basis, self._decisions, self.row_planner = basis, decisions, RowPlanner()
        self._on_conflict = on_conflict
        self._targets = resolve(basis.matches, decisions.rows)
        self._placing = Placing(basis.register, basis.sayings, self._targets, self.row_planner)
        self._rows_of = Counter(target.third_party_id for target in self._targets.values() if target.third_party_id)
        self._differing = differing_fields(
            basis.sayings, {key: one.third_party_id for key, one in self._targets.items()}
        )
        self._keys: Counter[tuple[str, str]] = Counter()
        self.works: dict[str, PartyWork] = {}
        self.asks_lifecycle = 0

    def plan(self) -> Iterator[PlannedRow]:
        for match in self._basis.matches:
            row = self._plan(self._basis.sayings[match.row], match, self._targets[match.row])
            yield replace(row, possible=match.possible)

    def _plan(self, saying: RowRecords, match: RowMatch, target: RowTarget) -> PlannedRow:
        entry, planned = saying.entry, self.row_planner.row
        if target.is_skipped:
            return planned(entry, RowOutcome.SKIPPED, SKIPPED_BY_PERSON, may_be_new=True)
        if target.is_open:
            reason = WAITS_FOR_ROW.format(row=target.waits_for) if target.waits_for else ASK_WHO
            return planned(entry, RowOutcome.ASK, reason, may_be_new=True)
        saying = self._placing.place(saying)
        work = self._work(target.third_party_id, saying)
        is_new = work.before is None and not work.is_begun
        memory, key = self._memory(work, saying)
        comparison = compare_row(
            work,
            saying,
            memory=memory,
            answers=self._decisions.fields,
            on_conflict=self._on_conflict,
            names=self._placing.names,
        )
        if comparison.overflows:
            return self.row_planner.refusal(entry, TOO_LONG, "note")
        if comparison.is_open and self._on_conflict is OnConflict.SKIP:
            skipped = planned(entry, RowOutcome.SKIPPED, SKIPPED_FOR_CONFLICT, target=target.third_party_id)
            return replace(skipped, conflicts=comparison.conflicts)
        if not comparison.is_open:
            self._remember(work, saying, memory, key, comparison)
        if is_new:
            self._warn_of_likeness(match, saying)
        if work.before is not None and work.before.archived_on is not None:
            self.row_planner.note(entry, ARCHIVED, "legal_name", entry.name)
        if comparison.barred:
            self.row_planner.note(entry, STEP_BARRED, "lifecycle", value_words("lifecycle", comparison.barred, {}).ja)
        outcome, reason = _said_of(comparison, memory, is_new=is_new)
        if outcome is RowOutcome.NEW:
            reason = registered_with(_facts(saying, self._placing.names))
        row = planned(entry, outcome, reason, target=target.third_party_id, may_be_new=True)
        return replace(row, changes=comparison.changes, conflicts=comparison.conflicts)

    def _work(self, third_party_id: str, saying: RowRecords) -> PartyWork:
        work = self.works.get(third_party_id)
        if work is None or (work.before is None and not work.is_begun):
            self.works[third_party_id] = self._begin(third_party_id, saying)
        return self.works[third_party_id]

    def _begin(self, third_party_id: str, saying: RowRecords) -> PartyWork:
        register = self._basis.register
        standing = register.parties.get(third_party_id)
        several = self._rows_of[third_party_id] > 1
        if standing is None:
            self.asks_lifecycle += saying.row.lifecycle is None
            lifecycle = saying.row.lifecycle or self._decisions.lifecycle or Lifecycle.CANDIDATE
            party = replace(saying.party, id=third_party_id, lifecycle=lifecycle, note=saying.note)
            return PartyWork(third_party_id, party, is_shared=several, differing=self._differing[third_party_id])
        services = {service.id: service for service in register.services.get(third_party_id, ())}
        contacts = {contact.id: contact for contact in register.contacts.get(third_party_id, ())}
        return PartyWork(
            third_party_id,
            standing,
            before=standing,
            services=dict(services),
            contacts=dict(contacts),
            names=[alias.name for alias in register.aliases.get(third_party_id, ())],
            standing={**services, **contacts},
            is_shared=several or len(register.memories.get(third_party_id, ())) > 1,
            differing=self._differing[third_party_id],
        )

    def _memory(self, work: PartyWork, saying: RowRecords) -> tuple[RowMemory | None, str]:
        """What this row said in an earlier edition of the list, and the key that tells it from its neighbours."""
        of_list = [
            memory
            for memory in self._basis.register.memories.get(work.id, ())
            if memory.identity.is_same_list(self._basis.identity)
        ]
        home = _home(work, saying, of_list)
        service = fold(saying.service.name) if saying.service else ""
        self._keys[home, service] += 1
        key = f"{service}#{self._keys[home, service]}"
        exact = [memory for memory in of_list if (memory.home, memory.key) == (home, key)]
        if not exact and len(of_list) == 1 and self._rows_of[work.id] == 1:
            exact = of_list
        return (exact[-1], exact[-1].key) if exact else (None, key)

    def _remember(
        self, work: PartyWork, saying: RowRecords, memory: RowMemory | None, key: str, comparison: RowComparison
    ) -> None:
        kept = remember(
            work.id,
            saying.values(),
            identity=memory.identity if memory else self._basis.identity,
            key=key,
            name=saying.row.legal_name,
            before=memory,
            service_id=comparison.service_id,
            contact_id=comparison.contact_id,
        )
        if memory is None or kept.body() != memory.body():
            work.memories.append(kept)

    def _warn_of_likeness(self, match: RowMatch, saying: RowRecords) -> None:
        for like in match.resembling[:1]:
            is_namesake = bool(like.corporate_number and saying.row.corporate_number)
            fault = with_values(NAMESAKE if is_namesake else SIMILAR, name=like.name)
            self.row_planner.note(saying.entry, fault, "legal_name", saying.entry.name)


def _home(work: PartyWork, saying: RowRecords, memories: list[RowMemory]) -> str:
    """Which of the third parties that were merged into one a row told of, by the name that it gave."""
    homes = {memory.home for memory in memories if memory.gave_name(saying.row.legal_name)}
    return work.id if work.id in homes or len(homes) != 1 else homes.pop()


def _said_of(comparison: RowComparison, memory: RowMemory | None, *, is_new: bool) -> tuple[RowOutcome, Text]:
    if comparison.is_open:
        return RowOutcome.ASK, ASK_WHOSE
    if is_new:
        return RowOutcome.NEW, NO_TEXT
    if comparison.changes:
        return RowOutcome.UPDATED, IS_CHANGED
    if comparison.kept:
        return RowOutcome.UNCHANGED, why_unchanged(comparison.kept)
    return RowOutcome.UNCHANGED, AS_BEFORE if memory else AS_OURS


def _facts(saying: RowRecords, names: Mapping[str, str]) -> list[tuple[Text, Text]]:
    """Label and value of everything that a row says besides the name, as its cells were understood."""
    said = (
        (one, value) for one, value in saying.values().items() if one != "legal_name" and value not in {None, "", ()}
    )
    return [(field_words(ThirdPartyRow, one), value_words(one, value, names)) for one, value in said]
