"""What compliance makes of a document: accepted, or refused with a reason; until then nobody has looked at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from sakimori.domain.questions.assessment import Evidence, EvidenceReview
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.evidence import find_evidence
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result

_WITHDRAWN: Final = Text("取り下げられた証跡です。", "The document was withdrawn.")


@needs(Permission.REVIEW_ASSESSMENT)
def accept_evidence(
    workspace: Workspace, evidence_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Evidence]:
    """Say that a document shows what it is filed for; an earlier refusal is taken back.

    Raises:
        NotPermittedError: The role does not review.
        StateError: It was withdrawn.
    """
    return _judged(workspace, evidence_id, EvidenceReview.ACCEPTED, "", actor, at, seen)


@needs(Permission.REVIEW_ASSESSMENT)
def refuse_evidence(
    workspace: Workspace, evidence_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Evidence]:
    """Say that a document does not show it, and why; from now on it proves nothing.

    Raises:
        InvalidValueError: There is no reason.
        NotPermittedError: The role does not review.
        StateError: It was withdrawn.
    """
    return _judged(workspace, evidence_id, EvidenceReview.REFUSED, needed_reason(reason), actor, at, seen)


def _judged(  # noqa: PLR0917 - what a judgement is made of
    workspace: Workspace,
    evidence_id: str,
    review: EvidenceReview,
    reason: str,
    actor: Actor,
    at: datetime,
    seen: int | None,
) -> WriteResult[Evidence]:
    with workspace.change(f"evidence.{review.value}", actor=actor, at=at, reason=reason) as change:
        filed = change.as_shown(find_evidence(change, evidence_id), seen)
        if filed.withdrawn_on is not None:
            raise StateError(why=_WITHDRAWN)
        judged = replace(
            filed, review=review, reviewed_on=change.today, reviewed_by=change.actor.id, review_reason=reason
        )
        stored = change.update(judged)
    return write_result(stored, change)
