"""Saving what the guided entry asked: a flow with its cloud facts and its foreign basis, in one step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sakimori.domain.records.data_flow import CloudFacts, DataFlow, ForeignBasis
from sakimori.domain.user import Actor
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Saved
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import saved


def save_flow(
    workspace: Workspace,
    flow: DataFlow,
    *,
    cloud: CloudFacts | None = None,
    basis: ForeignBasis | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Saved[DataFlow]:
    """Store a flow and what belongs to it, all or nothing; what is None was not asked and stays as it is.

    Raises:
        ConflictError: Somebody else saved one of them since it was read.
        InvalidValueError: A field holds what it cannot.
    """
    require(actor, Permission.EDIT_REGISTER)
    action = "data_flow.edited" if flow.id else "data_flow.recorded"
    with workspace.change(action, actor=actor, at=at, reason=reason) as change:
        stored = put(change, flow)
        for part in (cloud, basis):
            if part is not None:
                put(change, replace(part, flow_id=stored.id, third_party_id=stored.third_party_id))
    return saved(stored, change)
