"""What lists ask of a contract and is kept beside it: the days that its terms come to, and its title as it is found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sakimori.domain.records.contract import Contract
from sakimori.domain.values.names import fold
from sakimori.store.engine import Engine, Value
from sakimori.store.records import Records

STALE: Final = (
    "NOT EXISTS (SELECT 1 FROM contract_head h WHERE h.contract_id = contract.id AND h.version = contract.version)"
)
"""The contracts of which nothing is kept, or what an earlier version came to."""


def contract_head(contract: Contract) -> dict[str, Value]:
    """What is kept of a contract; `decide_on` is the last day for notice, else the end of the undecided term."""
    undecided = contract.undecided_term_end
    notice = contract.notice_day(undecided) if undecided else None
    return {
        "contract_id": contract.id,
        "version": contract.version,
        "title_key": fold(contract.title),
        "begins_on": _text(contract.begins_on),
        "last_on": _text(contract.last_day),
        "is_term_known": int(contract.is_term_known),
        "decide_on": _text(notice or undecided),
        "notice_on": _text(notice),
    }


def keep_contract_heads(engine: Engine, contracts: Sequence[Contract]) -> None:
    """Keep what some contracts come to now."""
    for contract in contracts:
        engine.execute("DELETE FROM contract_head WHERE contract_id = :id", {"id": contract.id})
    engine.insert_all("contract_head", [contract_head(contract) for contract in contracts])


def contract_heads_are_kept(engine: Engine, third_party_id: str) -> bool:
    """Whether what is kept of the contracts of a third party is what they come to."""
    where, params = "third_party_id = :id", {"id": third_party_id}
    rows = engine.query(
        "SELECT h.* FROM contract_head h JOIN contract c ON c.id = h.contract_id "
        "WHERE c.third_party_id = :id ORDER BY c.id",
        params,
    )
    return [dict(row) for row in rows] == [
        contract_head(one) for one in Records(engine).select(Contract, where, params)
    ]


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
