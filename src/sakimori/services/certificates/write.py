"""What registers a certificate, the document that shows it with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sakimori.domain.records.certificate import Certificate
from sakimori.domain.user import Actor
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.evidence import Paper, checked_paper, file_document
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result


@needs(Permission.EDIT_REGISTER)
def register_certificate(
    workspace: Workspace, certificate: Certificate, *, paper: Paper | None = None, actor: Actor, at: datetime
) -> WriteResult[Certificate]:
    """Register a new certificate, and the document that shows it.

    Raises:
        InvalidValueError: A field or the document holds what it cannot.
        NotPermittedError: The role may not register certificates, or file documents.
    """
    checked = checked_paper(paper, certificate.third_party_id, actor=actor, note=certificate.number)
    with workspace.change("certificate.recorded", actor=actor, at=at) as change:
        if checked is not None:
            certificate = replace(certificate, evidence_id=file_document(change, *checked).id)
        stored = put(change, certificate)
    return write_result(stored, change)
