"""The queue of dossiers to be judged anew: who waits, since which entry of the trail, and how far the queue is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sakimori.store.engine import Engine

UNTOLD = 0
"""Stands for the entry of those whom a migration put into the queue: it can write none."""


_AT_ONCE = 1_000


class Waiting(NamedTuple):
    """How many dossiers wait, and how many waited together when most of them were put into the queue."""

    left: int
    total: int

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return 1 - self.left / self.total if self.total else 1.0


class ToJudge:
    """The queue of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def put(self, third_party_ids: Sequence[str], *, number: int) -> None:
        """Put third parties into the queue with an entry of the trail; who waits already waits from this one on."""
        self._engine.execute_all(
            "INSERT INTO to_judge (third_party_id, since, waiting) VALUES (:id, :number, 0) "
            "ON CONFLICT (third_party_id) DO UPDATE SET since = excluded.since",
            [{"id": third_party_id, "number": number} for third_party_id in third_party_ids],
        )
        self._engine.execute(
            "UPDATE to_judge SET waiting = (SELECT COUNT(*) FROM to_judge) WHERE since = :number", {"number": number}
        )

    def take_out(self, third_party_ids: Sequence[str]) -> None:
        """End the waiting of third parties that were judged."""
        params = {f"i{place}": one for place, one in enumerate(third_party_ids)}
        names = ", ".join(":" + name for name in params)
        self._engine.execute_later(f"DELETE FROM to_judge WHERE third_party_id IN ({names})", params)

    def first(self, most: int) -> list[str]:
        """Those who have waited longest."""
        sql = "SELECT third_party_id FROM to_judge ORDER BY since, third_party_id LIMIT :most"
        return [str(row["third_party_id"]) for row in self._engine.query(sql, {"most": most})]

    def among(self, third_party_ids: Iterable[str]) -> frozenset[str]:
        """Those of some third parties who wait."""
        wanted, found = list(third_party_ids), set[str]()
        for start in range(0, len(wanted), _AT_ONCE):
            params = {f"i{place}": one for place, one in enumerate(wanted[start : start + _AT_ONCE])}
            of_them = ", ".join(":" + name for name in params)
            rows = self._engine.query(
                f"SELECT third_party_id FROM to_judge WHERE third_party_id IN ({of_them})", params
            )
            found.update(str(row["third_party_id"]) for row in rows)
        return frozenset(found)

    def untold(self) -> list[str]:
        """Those whom a migration put into the queue."""
        rows = self._engine.query("SELECT third_party_id FROM to_judge WHERE since = :none", {"none": UNTOLD})
        return [str(row["third_party_id"]) for row in rows]

    def waiting(self) -> Waiting:
        """How far the queue is."""
        row = self._engine.query("SELECT COUNT(*) AS n, MAX(waiting) AS most FROM to_judge")[0]
        return Waiting(int(str(row["n"])), int(str(row["most"] or 0)))
