"""What the register knows, as an import meets it, and whose record each row of a list is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.own_registers import ConsentText
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.values.names import Candidate, CandidateIndex, KnownParty, Likeness, fold
from sakimori.exchange.registers.entry import PartyWords, RegisterEntry
from sakimori.services.imports.parties.matching import Register, read_register
from sakimori.services.imports.plan import AnswerKind, Decisions, PlannedRow, Possible, RowAnswer, RowOutcome
from sakimori.services.imports.plan_rows import (
    ASK_WHO,
    LIKE_PARTY,
    SKIPPED_BY_PERSON,
    UNKNOWN_PARTY,
    UNKNOWN_PARTY_ID,
    WAITS_FOR_ROW,
    RowPlanner,
)
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.unit import Unit

NAME_FIELDS: Final[dict[type, str]] = {Contract: "title", Certificate: "number"}
_SHOWN: Final = 5


def name_of(record: Any) -> str:  # noqa: ANN401 - any kind of the register
    """What a record is called."""
    return str(getattr(record, NAME_FIELDS.get(type(record), "name"), ""))


def words_for(record: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Everything by which words may mean a record, its own code among them."""
    names = [name_of(record), getattr(record, "external_key", None)]
    if isinstance(record, ConsentText):
        names.append(f"{record.name} {record.text_version}")
    return tuple(name for name in names if name)


@dataclass(frozen=True, slots=True)
class PartyMatch:
    """Which third party some words mean: one for sure, or those that a person chooses from; neither where none."""

    sure: str = ""
    possible: tuple[Possible, ...] = ()


class KnownRecords:
    """The register after one entry of the trail."""

    def __init__(self, unit: Unit, kinds: Iterable[type]) -> None:
        """Read the third parties, the records of some kinds, and those that these name."""
        self.register: Register = read_register(unit)
        self.number = self.register.number
        self._index = CandidateIndex(self.register.known)
        wanted = dict.fromkeys(kind for kind in kinds if kind in KINDS)
        named = dict.fromkeys(other for kind in wanted for other in KINDS[kind].references.values())
        self.records: dict[type, dict[str, Any]] = {}
        for kind in (*wanted, *named, Service):
            if kind not in {ThirdParty, Evidence} and kind not in self.records:
                found: Sequence[Any] = unit.records.select(kind)
                self.records[kind] = {record.id: record for record in found}
        self._by_name: dict[type, dict[str, list[Any]]] = {
            kind: _by_name(records.values()) for kind, records in self.records.items()
        }
        self.names: dict[str, str] = {p.id: p.legal_name for p in self.register.parties.values()}
        for records in self.records.values():
            self.names.update({record_id: name_of(record) or record_id for record_id, record in records.items()})

    def every(self) -> Iterator[Any]:
        """Every record that was read."""
        yield from self.register.parties.values()
        for records in self.records.values():
            yield from records.values()

    def party(self, words: PartyWords) -> PartyMatch:
        """The third party that words mean: by id, own code, 法人番号 and name together; they must not contradict."""
        register = self.register
        told: list[set[str]] = []
        if words.id:
            told.append({register.standing(words.id)} - {""})
        if words.code:
            told.append(set(register.by_external_key.get(words.code, ())))
        if words.number:
            told.append(set(register.by_number.get(words.number, ())))
        if words.name:
            by_id = register.standing(words.name)
            told.append({by_id} if by_id else set(register.by_name.get(fold(words.name), ())))
        speaking = [found for found in told if found]
        if not speaking:
            return PartyMatch(possible=self._alike(words))
        common = set.intersection(*speaking)
        if len(common) == 1 and not self._has_other_number(next(iter(common)), words):
            return PartyMatch(sure=next(iter(common)))
        return PartyMatch(possible=tuple(map(self._possible, sorted(common or set.union(*speaking))))[:_SHOWN])

    def like(self, name: str) -> KnownParty | None:
        """The third party whose name is nearly that of words that mean nobody."""
        found = self._index.find(names=(name,)) if name else ()
        return found[0].party if found else None

    def named(self, kind: type, words: str) -> list[Any]:
        """The records of a kind that words may mean."""
        by_id = self.records[kind].get(words)
        return [by_id] if by_id is not None else self._by_name[kind].get(fold(words), [])

    def _has_other_number(self, party_id: str, words: PartyWords) -> bool:
        ours = self.register.parties[party_id].corporate_number
        return bool(ours and words.number and ours != words.number)

    def _alike(self, words: PartyWords) -> tuple[Possible, ...]:
        names = (words.name,) if words.name else ()
        found = self._index.find(names=names, corporate_number=words.number or None)
        strong = [c for c in found if c.likeness is not Likeness.WEAK and not c.conflict]
        return tuple(self._possible(c.party.id, c) for c in strong)[:_SHOWN]

    def _possible(self, party_id: str, candidate: Candidate | None = None) -> Possible:
        party = self.register.parties[party_id]
        return Possible(
            target=party_id,
            name=party.legal_name,
            matched_name=candidate.matched_name if candidate else party.legal_name,
            likeness=candidate.likeness if candidate else Likeness.STRONG,
            corporate_number=party.corporate_number,
            country=party.country,
        )


def _by_name(records: Iterable[Any]) -> dict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for record in records:
        for name in dict.fromkeys(map(fold, words_for(record))):
            found[name].append(record)
    return found


@dataclass(frozen=True, slots=True)
class RowOwner:
    """Whose record an entry is: an id (perhaps of the same file), or the row that ends the matter.

    `possible` holds those whom a person chooses from by the words `asked`, also once the choice is made.
    """

    party_id: str = ""
    row: PlannedRow | None = None
    possible: tuple[Possible, ...] = ()
    asked: str = ""


class PartyOfRow:
    """Finds the third party of each entry that names it in words."""

    def __init__(
        self, known: KnownRecords, entries: Iterable[RegisterEntry], decisions: Decisions, row_planner: RowPlanner
    ) -> None:
        """Find the first entry of each third party, for it is asked once; a skipped one leads nobody."""
        self._known, self._decisions, self._row_planner = known, decisions, row_planner
        self._leaders: dict[PartyWords, RegisterEntry] = {}
        for entry in entries:
            if isinstance(entry.party, PartyWords) and not is_skipped(decisions.rows.get(entry.key)):
                self._leaders.setdefault(_folded(entry.party), entry)

    def find(self, entry: RegisterEntry, words: PartyWords) -> RowOwner:
        """The third party of an entry, or the row that says why there is none."""
        row_planner, answer = self._row_planner, self._decisions.rows.get(entry.key)
        match = self._known.party(words)
        asked = words.name or words.number or words.code
        if is_skipped(answer):
            skipped = row_planner.row(entry, RowOutcome.SKIPPED, SKIPPED_BY_PERSON)
            return RowOwner(row=skipped, possible=match.possible, asked=asked)
        if match.sure:
            return RowOwner(match.sure)
        leader = self._leaders[_folded(words)]
        if not match.possible:
            return RowOwner(row=self._unknown(entry, words))
        found = chosen_party(self._decisions.rows.get(leader.key), match.possible)
        if leader.key != entry.key:
            return (
                RowOwner(found)
                if found
                else RowOwner(row=row_planner.row(entry, RowOutcome.ASK, WAITS_FOR_ROW.format(row=leader.row)))
            )
        row = None if found else row_planner.row(entry, RowOutcome.ASK, ASK_WHO)
        return RowOwner(found, row, match.possible, asked)

    def _unknown(self, entry: RegisterEntry, words: PartyWords) -> PlannedRow:
        if words.id and not (words.name or words.number or words.code):
            return self._row_planner.refusal(entry, UNKNOWN_PARTY_ID, "party_id", words.id)
        like = self._known.like(words.name)
        fault = replace(UNKNOWN_PARTY, expected=LIKE_PARTY.format(name=like.legal_name)) if like else UNKNOWN_PARTY
        column = "party_name" if words.name else "party_number" if words.number else "party_code"
        return self._row_planner.refusal(entry, fault, column, words.name or words.number or words.code)


def chosen_party(answer: RowAnswer | None, possible: tuple[Possible, ...]) -> str:
    """The third party that a person chose among those that it may be."""
    if answer is None or answer.kind is not AnswerKind.SAME:
        return ""
    return answer.target if answer.target in {one.target for one in possible} else ""


def is_skipped(answer: RowAnswer | None) -> bool:
    """Whether a person has skipped a row."""
    return answer is not None and answer.kind is AnswerKind.SKIP


def _folded(words: PartyWords) -> PartyWords:
    return PartyWords(fold(words.name), words.number, words.code, words.id)
