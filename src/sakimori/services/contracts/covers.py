"""Whom a contract covers: a third party is added, or comes back after it was taken out; a person then confirms it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sakimori.domain.records.contract import ContractCover
from sakimori.domain.user import Actor
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Saved
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import saved

_OF = "contract_id = :contract AND third_party_id = :party"


def add_cover(
    workspace: Workspace, contract_id: str, third_party_id: str, *, actor: Actor, at: datetime
) -> Saved[ContractCover]:
    """Note that a contract covers a third party; one that was taken out comes back unconfirmed.

    Raises:
        StateError: It is covered already.
    """
    require(actor, Permission.EDIT_REGISTER)
    with workspace.change("contract_cover.recorded", actor=actor, at=at) as change:
        named = change.records.select(ContractCover, _OF, {"contract": contract_id, "party": third_party_id})
        removed = next((cover for cover in named if cover.removed_on is not None), None)
        item = replace(removed, removed_on=None) if removed else ContractCover("", contract_id, third_party_id)
        stored = put(change, item)
    return saved(stored, change)
