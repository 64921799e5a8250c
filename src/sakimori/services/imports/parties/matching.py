"""Which third party each row of a list names: known for sure, asked of a person, or new; never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.names import Candidate, CandidateIndex, KnownParty, Likeness, fold
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.services.imports.parties.known import Register
from sakimori.services.imports.parties.memory import ListIdentity
from sakimori.services.imports.plan import AnswerKind, Possible, RowAnswer, key_of, new_id

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class RowMatch:
    """What is known of one row before anybody is asked; `sure` names the third party, `resembling` warns only."""

    row: int
    sure: str | None
    possible: tuple[Possible, ...] = ()
    resembling: tuple[Possible, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a row goes: to a third party, nowhere (skipped), or nobody knows yet; `waits_for` is the row to answer."""

    third_party_id: str = ""
    is_skipped: bool = False
    is_open: bool = False
    waits_for: int | None = None


def match_rows(rows: Mapping[int, ThirdPartyRow], register: Register, identity: ListIdentity) -> tuple[RowMatch, ...]:
    """Look every row up in the register and among the rows above it."""
    return tuple(_Matcher(register, identity).match(rows))


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
            found.update(dict.fromkeys(register.remembered(row.legal_name, self._identity)))
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


def resolve(matches: Sequence[RowMatch], answers: Mapping[int, RowAnswer]) -> dict[int, Target]:
    """Where each row goes, by what is sure and by what a person answered."""
    resolved: dict[int, Target] = {}
    heirs: dict[int, Target] = {}
    for match in matches:
        target = _resolve(match, answers.get(match.row), resolved)
        leader = key_of(target.third_party_id)
        if leader is not None and leader != match.row and resolved[leader].is_skipped:
            # Whoever skips the first row of a third party has not skipped the others: the next one leads them.
            target = heirs.setdefault(leader, Target(new_id(match.row)))
        resolved[match.row] = target
    return resolved


def _resolve(match: RowMatch, answer: RowAnswer | None, above: Mapping[int, Target]) -> Target:
    if answer is not None and answer.kind is AnswerKind.SKIP:
        return Target(is_skipped=True)
    wanted = match.sure
    if wanted is None and answer is not None and answer.kind is AnswerKind.SAME:
        wanted = answer.target if answer.target in {possible.target for possible in match.possible} else ""
    if wanted is None:
        is_open = bool(match.possible) and answer is None
        return Target(is_open=True) if is_open else Target(new_id(match.row))
    row = key_of(wanted)
    if row is None:
        return Target(wanted, is_open=not wanted)
    leader = above[row]
    if leader.is_open:
        return Target(is_open=True, waits_for=row)
    return Target(wanted) if leader.is_skipped else leader


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
