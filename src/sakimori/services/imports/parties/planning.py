"""The dry run of an import: each row with what would become of it, every problem at once, nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from sakimori.domain.codes import Lifecycle
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.errors import RefusedError
from sakimori.exchange.lists.source import Source
from sakimori.exchange.parties.fields import ThirdPartyField
from sakimori.exchange.parties.list import ListReading, read_rows
from sakimori.services.imports.parties.comparing import Comparison, PartyWork, lay_over, said_values
from sakimori.services.imports.parties.known import Register, read_register
from sakimori.services.imports.parties.matching import RowMatch, Target, answers_for_alike, match_rows, resolve
from sakimori.services.imports.parties.memory import ListIdentity, RowMemory, list_identity, remember
from sakimori.services.imports.parties.people import Placing
from sakimori.services.imports.parties.plan import Counts, Decisions, PlannedRow, RowAnswer, RowOutcome, counted
from sakimori.services.imports.parties.plan_rows import Saying, refusal_problem, saying_of
from sakimori.services.imports.parties.remarks import ARCHIVED, NAMESAKE, SIMILAR, STEP_BARRED, TOO_LONG, Remark
from sakimori.services.imports.parties.words import (
    AS_BEFORE,
    AS_OURS,
    ASK_WHO,
    ASK_WHOSE,
    IS_CHANGED,
    SKIPPED_BY_PERSON,
    SKIPPED_REASONS,
    kept_as_ours,
    registered_with,
    shown,
    waits_for,
)
from sakimori.services.kernel.unit import Unit
from sakimori.services.parties.check import NAME_LENGTH, clean

F = ThirdPartyField

_BY_PERSON: Final = "repeated_in_file"
"""A warning of the reader that the questions of the plan take the place of."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan rests on and no decision changes: the list as read, the register, and who may be whom."""

    source: Source
    reading: ListReading
    mapping: Mapping[int, ThirdPartyField]
    labels: Mapping[ThirdPartyField, str]
    identity: ListIdentity
    register: Register
    sayings: Mapping[int, Saying]
    refused: tuple[Problem, ...]
    matches: tuple[RowMatch, ...]


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do under some decisions; `decided` gives the same under others."""

    basis: Basis = field(repr=False)
    decisions: Decisions
    rows: tuple[PlannedRow, ...]
    problems: tuple[Problem, ...]
    works: tuple[PartyWork, ...] = field(repr=False)

    @property
    def filename(self) -> str:
        """The name of the file."""
        return self.basis.source.filename

    @property
    def sha256(self) -> str:
        """The digest of the file, by which it is known again."""
        return self.basis.source.sha256

    @cached_property
    def counts(self) -> Counts:
        """How many rows were read, and what becomes of them."""
        return counted(self.rows)

    @property
    def holds_personal_numbers(self) -> bool:
        """Whether a My Number or a card number was seen anywhere in the file."""
        return self.basis.reading.holds_personal_numbers

    @cached_property
    def alike(self) -> dict[int, RowAnswer]:
        """Answers that one press may give: each open row is the third party that is written exactly as it is."""
        rows = (saying.row for saying in self.basis.sayings.values())
        return answers_for_alike(rows, self.basis.matches, self.decisions.rows)

    def of(self, outcome: RowOutcome) -> tuple[PlannedRow, ...]:
        """The rows with one outcome."""
        return tuple(row for row in self.rows if row.outcome is outcome)

    def decided(self, decisions: Decisions) -> ImportPlan:
        """The plan under other decisions; the file is not read again."""
        return make_plan(self.basis, decisions)


def read_basis(
    unit: Unit, source: Source, *, sheet: str, header_row: int, mapping: Mapping[int, ThirdPartyField]
) -> Basis:
    """Read a list and lay it beside the register."""
    reading = read_rows(source, sheet=sheet, header_row=header_row, mapping=mapping)
    labels = {one: reading.header.label(column) for column, one in mapping.items()}
    identity = list_identity(source.filename, sheet, reading.header.labels)
    register = read_register(unit)
    sayings: dict[int, Saying] = {}
    refused: list[Problem] = []
    for row in reading.rows:
        try:
            sayings[row.row] = saying_of(row, labels)
        except RefusedError as error:
            refused.append(refusal_problem(row, error, labels))
    matches = match_rows([saying.row for saying in sayings.values()], register, identity)
    return Basis(source, reading, mapping, labels, identity, register, sayings, tuple(refused), matches)


def make_plan(basis: Basis, decisions: Decisions) -> ImportPlan:
    """Apply decisions: rows in the order of the file, problems in the order of the rows."""
    planner = _Planner(basis, decisions)
    good = {row.row: row for row in planner.plan()}
    refused = {*basis.reading.bad_rows, *(problem.row or 0 for problem in basis.refused)}
    bad = {number: PlannedRow(number, name, RowOutcome.ERROR) for number, name in _names_of(basis, refused)}
    skipped = {
        row.row: PlannedRow(row.row, "", RowOutcome.SKIPPED, reason=SKIPPED_REASONS[row.row_class])
        for row in basis.reading.skipped
    }
    read = (problem for problem in basis.reading.problems if problem.code != _BY_PERSON)
    problems = sorted((*read, *basis.refused, *planner.problems), key=lambda problem: problem.row or 0)
    rows = good | bad | skipped
    return ImportPlan(
        basis=basis,
        decisions=decisions,
        rows=tuple(rows[number] for number in sorted(rows)),
        problems=tuple(problems),
        works=tuple(work for work in planner.works.values() if work.is_begun or work.before is not None),
    )


def _names_of(basis: Basis, numbers: set[int]) -> Iterator[tuple[int, str]]:
    """What stands in the name column of some rows, without numbers of persons, so that people find the rows again."""
    columns = [column for column, one in basis.mapping.items() if one is F.LEGAL_NAME]
    for row in basis.source.grid(basis.reading.sheet).rows:
        if row.number in numbers:
            name = clean(row.masked(basis.reading.header.my_number_columns).cell(columns[0])) if columns else ""
            yield row.number, name[:NAME_LENGTH]


class _Planner:
    """Lays the rows over their third parties, one after the other."""

    def __init__(self, basis: Basis, decisions: Decisions) -> None:
        self._basis, self._decisions = basis, decisions
        self._targets = resolve(basis.matches, decisions.rows)
        self._placing = Placing(basis.register, basis.sayings, self._targets, basis.labels)
        self._rows_of = Counter(target.third_party_id for target in self._targets.values() if target.third_party_id)
        self._keys: Counter[tuple[str, str]] = Counter()
        self.works: dict[str, PartyWork] = {}
        self.problems: list[Problem] = []

    def plan(self) -> Iterator[PlannedRow]:
        for match in self._basis.matches:
            yield self._plan(match, self._targets[match.row])
        self.problems += self._placing.problems

    def _plan(self, match: RowMatch, target: Target) -> PlannedRow:
        saying = self._basis.sayings[match.row]
        name = saying.row.legal_name
        if target.is_skipped:
            return PlannedRow(match.row, name, RowOutcome.SKIPPED, reason=SKIPPED_BY_PERSON, possible=match.possible)
        if target.is_open:
            reason = waits_for(target.waits_for) if target.waits_for else ASK_WHO
            return PlannedRow(match.row, name, RowOutcome.ASK, reason=reason, possible=match.possible)
        saying = self._placing.placed(saying)
        work = self._work(target.third_party_id, saying)
        is_new = work.before is None and not work.is_begun
        memory, key = self._memory(work, saying)
        comparison = lay_over(
            work,
            saying,
            row=match.row,
            memory=memory,
            answers=self._decisions.fields,
            names=self._placing.names,
        )
        if comparison.overflows:
            self._remark(TOO_LONG, saying, value="")
            return PlannedRow(match.row, name, RowOutcome.ERROR)
        if not comparison.is_open:
            self._remember(work, saying, memory, key, comparison)
        if is_new:
            self._warn_of_likeness(match, saying)
        if work.before is not None and work.before.archived_on is not None:
            self._remark(ARCHIVED, saying, value=name)
        if comparison.barred:
            self._remark(STEP_BARRED, saying, value=shown(F.LIFECYCLE, comparison.barred, {}).ja)
        outcome, reason = _said_of(comparison, memory, is_new=is_new)
        if outcome is RowOutcome.NEW:
            reason = registered_with(said_values(saying), self._placing.names)
        return PlannedRow(
            match.row,
            name,
            outcome,
            target=target.third_party_id,
            reason=reason,
            possible=match.possible,
            changes=comparison.changes,
            conflicts=comparison.conflicts,
        )

    def _work(self, third_party_id: str, saying: Saying) -> PartyWork:
        work = self.works.get(third_party_id)
        if work is None or (work.before is None and not work.is_begun):
            self.works[third_party_id] = self._begin(third_party_id, saying)
        return self.works[third_party_id]

    def _begin(self, third_party_id: str, saying: Saying) -> PartyWork:
        register = self._basis.register
        standing = register.parties.get(third_party_id)
        several = self._rows_of[third_party_id] > 1
        if standing is None:
            lifecycle = saying.row.lifecycle or Lifecycle.CANDIDATE
            party = replace(saying.party, id=third_party_id, lifecycle=lifecycle, note=saying.note)
            return PartyWork(third_party_id, party, is_shared=several)
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
        )

    def _memory(self, work: PartyWork, saying: Saying) -> tuple[RowMemory | None, str]:
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
        self, work: PartyWork, saying: Saying, memory: RowMemory | None, key: str, comparison: Comparison
    ) -> None:
        kept = remember(
            work.id,
            said_values(saying),
            identity=memory.identity if memory else self._basis.identity,
            key=key,
            name=saying.row.legal_name,
            before=memory,
            service_id=comparison.service_id,
            contact_id=comparison.contact_id,
        )
        if memory is None or kept.body() != memory.body():
            work.memories.append(kept)

    def _warn_of_likeness(self, match: RowMatch, saying: Saying) -> None:
        for like in match.resembling[:1]:
            is_namesake = bool(like.corporate_number and saying.row.corporate_number)
            self._remark(NAMESAKE if is_namesake else SIMILAR, saying, value=saying.row.legal_name, name=like.name)

    def _remark(self, remark: Remark, saying: Saying, *, value: str, name: str | None = None) -> None:
        self.problems.append(remark.on(saying, self._basis.labels, value=value, name=name))


def _home(work: PartyWork, saying: Saying, memories: list[RowMemory]) -> str:
    """Which of the third parties that were merged into one a row told of, by the name that it gave."""
    homes = {memory.home for memory in memories if memory.gave_name(saying.row.legal_name)}
    return work.id if work.id in homes or len(homes) != 1 else homes.pop()


def _said_of(comparison: Comparison, memory: RowMemory | None, *, is_new: bool) -> tuple[RowOutcome, Text]:
    if comparison.is_open:
        return RowOutcome.ASK, ASK_WHOSE
    if is_new:
        return RowOutcome.NEW, NO_TEXT
    if comparison.changes:
        return RowOutcome.UPDATED, IS_CHANGED
    if comparison.kept:
        return RowOutcome.UNCHANGED, kept_as_ours(comparison.kept)
    return RowOutcome.UNCHANGED, AS_BEFORE if memory else AS_OURS
