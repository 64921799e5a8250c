"""Records out of the store and into it; a write names the version that it read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from sakimori.domain.questions.assessment import Answer
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.store.engine import Engine, Params, Row
from sakimori.store.mapping import TABLES, columns, from_row, to_row

T = TypeVar("T")


class Records:
    """Reads and writes records of one engine; permission, trail and gaps are the services' concern."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def find(self, kind: type[T], record_id: str) -> T | None:
        """The record, or None."""
        rows = self._engine.query(f"SELECT * FROM {TABLES[kind]} WHERE id = :id", {"id": record_id})
        return from_row(kind, rows[0]) if rows else None

    def get(self, kind: type[T], record_id: str, *, what: Text | None = None) -> T:
        """The record; `what` names its kind to the person who asked for one that is not there.

        Raises:
            NotFoundError: There is none with this id.
        """
        record = self.find(kind, record_id)
        if record is None:
            raise NotFoundError(what=what or TABLES[kind], key=record_id)
        return record

    def select(
        self, kind: type[T], where: str = "1 = 1", params: Params | None = None, *, order: str = "id"
    ) -> list[T]:
        """The records that a portable condition picks."""
        rows = self._engine.query(f"SELECT * FROM {TABLES[kind]} WHERE {where} ORDER BY {order}", params)
        return [from_row(kind, row) for row in rows]

    def insert(self, record: object) -> dict[str, Any]:
        """Store a new record and give its row."""
        row = to_row(record)
        self._engine.insert_all(TABLES[type(record)], [row])
        return row

    def update(self, record: T) -> T | None:
        """Store a changed record under the version that it carries; None when another write was faster."""
        version = record.version  # type: ignore[attr-defined]
        changed = replace(record, version=version + 1)  # type: ignore[type-var]
        row = to_row(changed)
        sets = ", ".join(f"{c.name} = :{c.name}" for c in columns(type(record)) if c.name != "id")
        done = self._engine.execute(
            f"UPDATE {TABLES[type(record)]} SET {sets} WHERE id = :id AND version = :read_version",
            row | {"read_version": version},
        )
        return changed if done else None

    def current_answers(self, assessment_id: str) -> list[Answer]:
        """The last version of each answer of one assessment."""
        return self.select(
            Answer,
            "assessment_id = :id AND seq = (SELECT MAX(a.seq) FROM answer a WHERE a.assessment_id = :id "
            "AND a.question_id = answer.question_id)",
            {"id": assessment_id},
            order="question_id",
        )


def changed_fields(before: Row, after: Row) -> dict[str, Any]:
    """What stood before in the fields that differ; the version alone is no difference."""
    return {key: before[key] for key in before if key != "version" and before[key] != after[key]}
