"""Everything about one document: its days, its review, what rests on it, and who took it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.user import Actor, User
from sakimori.exchange.evidence.show import can_be_shown
from sakimori.services.evidence.giving import Taking, Use, takings_of, uses_of
from sakimori.services.kernel.access import Permission, may, needs
from sakimori.services.kernel.evidence import find_evidence
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as a person sees it; `takings` is None for who may not read the audit trail."""

    evidence: Evidence
    has_pictures: bool
    uses: tuple[Use, ...]
    takings: tuple[Taking, ...] | None
    people: Mapping[str, str]


@needs(Permission.READ)
def document_view(workspace: Workspace, evidence_id: str, *, actor: Actor) -> DocumentView:
    """A document with what is known about it.

    Raises:
        NotPermittedError: The role may not read evidence.
        NotFoundError: There is none with this id.
    """
    with workspace.unit() as unit:
        filed = find_evidence(unit, evidence_id)
        people = {user.id: user.name for user in unit.records.select(User, order="id")}
    return DocumentView(
        filed,
        can_be_shown(filed.media_type),
        uses_of(workspace, evidence_id, actor=actor),
        takings_of(workspace, evidence_id, actor=actor) if may(actor, Permission.READ_TRAIL) else None,
        people,
    )
