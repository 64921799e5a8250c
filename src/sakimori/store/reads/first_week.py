"""What stands in a workspace that has only begun: how much there is of each thing that a company starts with."""

from __future__ import annotations

from typing import Final

from sakimori.store.engine import Engine

_BEGUN: Final = (
    "SELECT (SELECT COUNT(*) FROM third_party WHERE id = :own AND COALESCE(address, '') <> '' "
    "AND EXISTS (SELECT 1 FROM purpose)) AS own_company, "
    "(SELECT COUNT(*) FROM app_user WHERE left_on IS NULL) - 1 AS people, "
    "(SELECT COUNT(*) FROM third_party WHERE id <> :own) AS vendors, "
    "(SELECT COUNT(*) FROM contract WHERE third_party_id <> :own) + "
    "(SELECT COUNT(*) FROM certificate WHERE third_party_id <> :own) AS papers, "
    "(SELECT COUNT(*) FROM assessment WHERE third_party_id <> :own AND state = 'decided') AS assessment"
)


def begun_with(engine: Engine, own: str) -> dict[str, int]:
    """By what a company starts with, how much of it is on record; of people, those beside the first one."""
    return {name: int(str(value)) for name, value in dict(engine.query(_BEGUN, {"own": own})[0]).items()}
