"""Answers to flows as they are for whoever decided what they rest on, kept beside those that stand for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from sakimori.store.engine import Engine
from sakimori.store.outcomes import ARE_GOOD


class OwnAnswer(NamedTuple):
    """The row of one answer to one flow for one reader; without a first day it has begun."""

    flow_id: str
    reader_id: str
    third_party_id: str
    begins_on: str | None
    ends_on: str | None
    outcome: str
    reasons: str


def own_answers_kept(engine: Engine, third_party_ids: Sequence[str], on: date) -> frozenset[OwnAnswer]:
    """What is held of some third parties from a day on."""
    params = {f"p{place}": one for place, one in enumerate(third_party_ids)}
    rows = engine.values(
        "SELECT flow_id, reader_id, third_party_id, CASE WHEN begins_on > :day THEN begins_on END, ends_on, outcome, "
        f"reasons FROM own_answer WHERE third_party_id IN ({', '.join(':' + name for name in params)}) "
        "AND (ends_on IS NULL OR ends_on > :day)",
        {**params, "day": on.isoformat()},
    )
    return frozenset(OwnAnswer(*cast("Any", row)) for row in rows)


def keep_own_answers(engine: Engine, third_party_id: str, wanted: Iterable[OwnAnswer], on: date) -> None:
    """Hold these answers of a third party from a day on in the place of others."""
    rows = frozenset(wanted)
    if rows != own_answers_kept(engine, [third_party_id], on):
        engine.execute_later("DELETE FROM own_answer WHERE third_party_id = :id", {"id": third_party_id})
        engine.insert_all("own_answer", [row._asdict() for row in sorted(rows, key=str)])


def parties_that_may_run(engine: Engine) -> list[str]:
    """The third parties to whom some flow may run by what is held; those who wait to be judged have no such answer."""
    rows = engine.values(
        "SELECT DISTINCT third_party_id FROM outcome_span WHERE subject_kind = 'flow' AND known_until IS NULL "
        f"AND outcome IN {ARE_GOOD} ORDER BY third_party_id"
    )
    return [str(row[0]) for row in rows]
