"""Services of one third party that learn: their facts as known at a number of the trail."""

from __future__ import annotations

from sakimori.domain.records.ai_service import AiFacts
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import records_of
from sakimori.services.kernel.workspace import Workspace


@needs(Permission.READ)
def ai_facts_of(workspace: Workspace, third_party_id: str, *, number: int) -> dict[str, AiFacts]:
    """The facts of each service that learns, by the id of the service."""
    with workspace.unit() as unit:
        return {facts.service_id: facts for facts in records_of(unit, AiFacts, third_party_id, number=number)}
