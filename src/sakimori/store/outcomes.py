"""Outcome spans in the store: the answers of standing requests as known now and then, and what a write changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sakimori.domain.codes import GOOD, Outcome
from sakimori.domain.values.quick import quick
from sakimori.store.engine import Engine, Row, Value
from sakimori.store.spans import AS_KNOWN, TRUE_ON

ARE_GOOD: Final = str(tuple(sorted(one.value for one in GOOD)))
"""The answers with which data may be handed over, as a list of a statement."""


@quick
@dataclass(frozen=True, slots=True)
class StoredOutcome:
    """One answer of one standing request; without a first day it holds from when it became known.

    `subject_kind` is `flow`, `receipt` or `slip`; `reasons` is their JSON, with what was merely confirmed left out.
    `is_against` says of a slip whether the answer speaks against it.
    """

    subject_kind: str
    subject_id: str
    third_party_id: str
    from_on: date | None
    until_on: date | None
    outcome: Outcome
    reasons: str
    is_against: bool | None = None


_COLUMNS: Final = (
    "id, subject_kind, subject_id, third_party_id, from_on, until_on, outcome, reasons, is_against, known_from"
)


class Outcomes:
    """The outcome spans of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def known_now(self, third_party_id: str) -> list[StoredOutcome]:
        """What is held of one third party now."""
        return self.known_of([third_party_id])[third_party_id]

    def known_of(self, third_party_ids: Sequence[str]) -> dict[str, list[StoredOutcome]]:
        """What is held of each of some third parties now."""
        params = {f"p{place}": one for place, one in enumerate(third_party_ids)}
        rows = self._engine.query(
            f"SELECT {_COLUMNS} FROM outcome_span WHERE known_until IS NULL "
            # The order of an index: to sort their reasons costs more than to read them.
            f"AND third_party_id IN ({', '.join(':' + name for name in params)}) ORDER BY third_party_id, id",
            params,
        )
        found: dict[str, list[StoredOutcome]] = {one: [] for one in third_party_ids}
        for one in map(stored_outcome, rows):
            found[one.third_party_id].append(one)
        return found

    def as_known(
        self, number: int, day: date, *, third_party_id: str | None = None, kind: str | None = None
    ) -> list[StoredOutcome]:
        """The answers of a day as known after an entry; those to one third party, or to flows or slips alone."""
        narrow = " AND third_party_id = :id" if third_party_id else ""
        params: dict[str, Value] = {"number": number, "day": day.isoformat()}
        if third_party_id:
            params["id"] = third_party_id
        if kind:
            narrow += " AND subject_kind = :kind"
            params["kind"] = kind
        rows = self._engine.query(
            f"SELECT * FROM outcome_span WHERE {AS_KNOWN} AND {TRUE_ON}{narrow} ORDER BY id", params
        )
        return [stored_outcome(row) for row in rows]

    def tell_against(self, span_id: int, *, is_against: bool) -> None:
        """Keep of an answer to a slip whether it speaks against the slip."""
        self._engine.execute(
            "UPDATE outcome_span SET is_against = :is_against WHERE id = :id",
            {"is_against": int(is_against), "id": span_id},
        )

    def keep_in_step(self, third_party_id: str, wanted: Sequence[StoredOutcome], *, number: int, on: date) -> None:
        """Store only the differences to what is held; what ended before the day stays as it was known."""
        standing = self.known_now(third_party_id)
        if set(from_today(standing, on)) == set(wanted):
            return
        kept = set(wanted)
        for row in self._engine.query(
            f"SELECT {_COLUMNS} FROM outcome_span WHERE known_until IS NULL AND third_party_id = :id",
            {"id": third_party_id},
        ):
            now = from_today([stored_outcome(row)], on)
            if now and now[0] in kept:
                kept.discard(now[0])
                continue
            self._engine.execute_later(
                "UPDATE outcome_span SET known_until = :number WHERE id = :id",
                {"number": number, "id": int(str(row["id"]))},
            )
        self._engine.insert_all(
            "outcome_span", [{**outcome_row(held), "known_from": number} for held in wanted if held in kept]
        )

    def hold_back(self, *, number: int, on: date, reasons: str) -> None:
        """Say 要照会 from an entry on where those who were put into the queue with it have 可 or 条件付き可."""
        good = (
            f"known_until IS NULL AND outcome IN {ARE_GOOD} AND (until_on IS NULL OR until_on > :day) "
            "AND third_party_id IN (SELECT third_party_id FROM to_judge WHERE since = :number)"
        )
        params: dict[str, Value] = {"day": on.isoformat(), "number": number}
        self._engine.execute(
            "INSERT INTO outcome_span (subject_kind, subject_id, third_party_id, from_on, until_on, outcome, reasons, "
            "is_against, known_from) SELECT subject_kind, subject_id, third_party_id, from_on, until_on, :review, "
            f":reasons, CASE WHEN subject_kind = 'slip' THEN 1 END, :number FROM outcome_span WHERE {good} ORDER BY id",
            params | {"review": Outcome.REVIEW.value, "reasons": reasons},
        )
        self._engine.execute(f"UPDATE outcome_span SET known_until = :number WHERE {good}", params)


def from_today(held: Sequence[StoredOutcome], on: date) -> list[StoredOutcome]:
    """What is left of spans from a day on; one that has begun needs no first day."""
    return [
        replace(one, from_on=None) if one.from_on is not None and one.from_on <= on else one
        for one in held
        if one.until_on is None or one.until_on > on
    ]


def stored_outcome(row: Row) -> StoredOutcome:
    """A span out of its row."""
    return StoredOutcome(
        str(row["subject_kind"]),
        str(row["subject_id"]),
        str(row["third_party_id"]),
        _day(row["from_on"]),
        _day(row["until_on"]),
        Outcome(str(row["outcome"])),
        str(row["reasons"]),
        None if row["is_against"] is None else bool(row["is_against"]),
    )


def _day(value: Value) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def outcome_row(held: StoredOutcome) -> dict[str, Value]:
    """The row of a span."""
    return {
        "subject_kind": held.subject_kind,
        "subject_id": held.subject_id,
        "third_party_id": held.third_party_id,
        "from_on": held.from_on.isoformat() if held.from_on else None,
        "until_on": held.until_on.isoformat() if held.until_on else None,
        "outcome": held.outcome.value,
        "reasons": held.reasons,
        "is_against": None if held.is_against is None else int(held.is_against),
    }
