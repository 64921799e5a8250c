"""What lists join of a third party and is kept beside it: its tier, and whether the rules look at it."""

from __future__ import annotations

from typing import NamedTuple

from sakimori.store.engine import Engine


class KeptHead(NamedTuple):
    """What the rules say of a third party, whatever the day; no tier where nobody can tell."""

    tier: int | None
    is_watched: bool


def read_head(engine: Engine, third_party_id: str) -> KeptHead | None:
    """What is kept of a third party; None where nothing has been kept yet."""
    rows = engine.query("SELECT tier, is_watched FROM party_head WHERE third_party_id = :id", {"id": third_party_id})
    if not rows:
        return None
    level = rows[0]["tier"]
    return KeptHead(None if level is None else int(str(level)), bool(rows[0]["is_watched"]))


def keep_head(engine: Engine, third_party_id: str, head: KeptHead) -> None:
    """Keep what is said of a third party now."""
    engine.execute(
        "INSERT INTO party_head (third_party_id, tier, is_watched) VALUES (:id, :tier, :is_watched) "
        "ON CONFLICT (third_party_id) DO UPDATE SET tier = excluded.tier, is_watched = excluded.is_watched",
        {"id": third_party_id, "tier": head.tier, "is_watched": int(head.is_watched)},
    )
