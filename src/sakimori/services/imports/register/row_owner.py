"""Whose record each row of a list is: told by its words, or asked once for all rows with the same words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sakimori.domain.values.names import fold
from sakimori.exchange.registers.entry import Entry, PartyWords
from sakimori.services.imports.plan import AnswerKind, Decisions, PlannedRow, Possible, RowAnswer, RowOutcome
from sakimori.services.imports.plan_rows import Telling
from sakimori.services.imports.register.known import Known
from sakimori.services.imports.words import (
    ASK_WHO,
    LIKE_PARTY,
    SKIPPED_BY_PERSON,
    UNKNOWN_PARTY,
    UNKNOWN_PARTY_ID,
    WAITS_FOR_ROW,
)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose record an entry is: an id (perhaps of the same file), or the row that ends the matter.

    `possible` holds those whom a person chooses from by the words `asked`, also once the choice is made.
    """

    party_id: str = ""
    row: PlannedRow | None = None
    possible: tuple[Possible, ...] = ()
    asked: str = ""


class PartyOfRow:
    """Finds the third party of each entry that names it in words."""

    def __init__(self, known: Known, entries: Iterable[Entry], decisions: Decisions, telling: Telling) -> None:
        """Find the first entry of each third party, for it is asked once; a skipped one leads nobody."""
        self._known, self._decisions, self._telling = known, decisions, telling
        self._leaders: dict[PartyWords, Entry] = {}
        for entry in entries:
            if isinstance(entry.party, PartyWords) and not is_skipped(decisions.rows.get(entry.key)):
                self._leaders.setdefault(_folded(entry.party), entry)

    def find(self, entry: Entry, words: PartyWords) -> Whose:
        """The third party of an entry, or the row that says why there is none."""
        telling, answer = self._telling, self._decisions.rows.get(entry.key)
        match = self._known.party(words)
        asked = words.name or words.number or words.code
        if is_skipped(answer):
            skipped = telling.said(entry, RowOutcome.SKIPPED, SKIPPED_BY_PERSON)
            return Whose(row=skipped, possible=match.possible, asked=asked)
        if match.sure:
            return Whose(match.sure)
        leader = self._leaders[_folded(words)]
        if not match.possible:
            return Whose(row=self._unknown(entry, words))
        found = answered(self._decisions.rows.get(leader.key), match.possible)
        if leader.key != entry.key:
            return (
                Whose(found)
                if found
                else Whose(row=telling.said(entry, RowOutcome.ASK, WAITS_FOR_ROW.format(row=leader.row)))
            )
        row = None if found else telling.said(entry, RowOutcome.ASK, ASK_WHO)
        return Whose(found, row, match.possible, asked)

    def _unknown(self, entry: Entry, words: PartyWords) -> PlannedRow:
        if words.id and not (words.name or words.number or words.code):
            return self._telling.refused(entry, UNKNOWN_PARTY_ID, "party_id", words.id)
        like = self._known.like(words.name)
        fault = replace(UNKNOWN_PARTY, expected=LIKE_PARTY.format(name=like.legal_name)) if like else UNKNOWN_PARTY
        column = "party_name" if words.name else "party_number" if words.number else "party_code"
        return self._telling.refused(entry, fault, column, words.name or words.number or words.code)


def answered(answer: RowAnswer | None, possible: tuple[Possible, ...]) -> str:
    """The third party that a person chose among those that it may be."""
    if answer is None or answer.kind is not AnswerKind.SAME:
        return ""
    return answer.target if answer.target in {one.target for one in possible} else ""


def is_skipped(answer: RowAnswer | None) -> bool:
    """Whether a person has skipped a row."""
    return answer is not None and answer.kind is AnswerKind.SKIP


def _folded(words: PartyWords) -> PartyWords:
    return PartyWords(fold(words.name), words.number, words.code, words.id)
