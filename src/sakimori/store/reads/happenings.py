"""What has become other between two moments: answers and gaps, each moment an entry of the trail and a day."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from sakimori.store.engine import Engine, Row, Value


class Moment(NamedTuple):
    """What was known after an entry, of a day."""

    number: int
    on: date


_TOUCHED: Final = (
    "known_from > :n0 OR known_until > :n0 OR (from_on > :d0 AND from_on <= :d1) "
    "OR (until_on > :d0 AND until_on <= :d1)"
)


def _held(alias: str, end: int) -> str:
    return (
        f"{alias}.known_from <= :n{end} AND ({alias}.known_until IS NULL OR {alias}.known_until > :n{end}) "
        f"AND ({alias}.from_on IS NULL OR {alias}.from_on <= :d{end}) "
        f"AND ({alias}.until_on IS NULL OR {alias}.until_on > :d{end})"
    )


def _params(before: Moment, after: Moment) -> dict[str, Value]:
    return {
        "n0": before.number, "n1": after.number, "d0": before.on.isoformat(), "d1": after.on.isoformat(),
    }  # fmt: skip


def verdicts(engine: Engine, before: Moment, after: Moment) -> list[Row]:
    """The standing answers that are others now: kind, id, third party, what it was and what it is."""
    return engine.query(
        "SELECT t.subject_kind AS kind, t.subject_id AS id, COALESCE(a.third_party_id, b.third_party_id) AS party, "
        "b.outcome AS was, a.outcome AS is_now, a.until_on AS until_on FROM (SELECT DISTINCT subject_kind, subject_id "
        f"FROM outcome_span WHERE {_TOUCHED}) t "
        "LEFT JOIN outcome_span b ON b.subject_kind = t.subject_kind AND b.subject_id = t.subject_id "
        f"AND {_held('b', 0)} "
        "LEFT JOIN outcome_span a ON a.subject_kind = t.subject_kind AND a.subject_id = t.subject_id "
        f"AND {_held('a', 1)} WHERE COALESCE(b.outcome, '') <> COALESCE(a.outcome, '') ORDER BY party, kind, id",
        _params(before, after),
    )


def gaps(engine: Engine, before: Moment, after: Moment) -> list[Row]:
    """The gaps that are open now and were not, or were and are not any more, with the gravest of their words."""
    return engine.query(
        "SELECT s.gap_id AS id, s.third_party_id AS party, s.rule_id, s.severity, s.kind, s.title_ja, s.title_en, "
        "s.cites_ja, s.cites_en, s.due_on, t.is_now FROM (SELECT g.gap_id, "
        f"EXISTS (SELECT 1 FROM gap_span b WHERE b.gap_id = g.gap_id AND {_held('b', 0)}) AS was, "
        f"EXISTS (SELECT 1 FROM gap_span a WHERE a.gap_id = g.gap_id AND {_held('a', 1)}) AS is_now "
        f"FROM (SELECT DISTINCT gap_id FROM gap_span WHERE {_TOUCHED}) g) t "
        "JOIN gap_span s ON s.id = (SELECT MAX(x.id) FROM gap_span x WHERE x.gap_id = t.gap_id AND ("
        f"(t.is_now AND {_held('x', 1)}) OR (NOT t.is_now AND {_held('x', 0)}))) "
        "WHERE t.was <> t.is_now ORDER BY party, id",
        _params(before, after),
    )
