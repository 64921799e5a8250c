"""The invitations to an assessment as we see them, and what a vendor would see of what stands there already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sakimori.domain.codes import AssessmentState
from sakimori.domain.invitation import Invitation, InvitationState
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import Contact
from sakimori.services.assessments.sheet import find_assessment, load_sheet
from sakimori.services.invitations.links import begotten_by, invitations_to
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.outgoing.outbox import Outbox, OutgoingMail
from sakimori.store.reads.naming import names_of_people


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One invitation; `mail` is the last that was to go out, None where none ever was."""

    invitation: Invitation
    state: InvitationState
    invited_by: str
    mail: OutgoingMail | None
    begotten: tuple[Invitation, ...] = ()
    """Whom the person invited, whom these invited, and so on: those that were not taken back."""

    @property
    def is_queued(self) -> bool:
        """Whether a mail waits to go out."""
        return self.mail is not None and self.mail.waits

    @property
    def has_failed(self) -> bool:
        """Whether a mail was given up, and no link was made since."""
        return self.mail is not None and self.mail.is_given_up


@dataclass(frozen=True, slots=True)
class StandsAlready:
    """How much a vendor would see that was written before it came, whom of it we know by mail, and its language."""

    answers: int
    notes: int
    remarks: int
    contacts: tuple[Contact, ...]
    language: str


@needs(Permission.READ)
def invitations_of(workspace: Workspace, assessment_id: str, *, at: datetime) -> list[InvitationRow]:
    """The invitations to an assessment, in the order in which they were made."""
    with workspace.unit() as unit:
        assessment = find_assessment(unit, assessment_id)
        found = invitations_to(unit, assessment_id)
        names = names_of_people(unit.engine) if found else {}
        mails = Outbox(unit.engine).last_of([one.id for one in found])
    return [
        InvitationRow(
            one,
            _state(one, assessment, at),
            names.get(one.invited_by, one.invited_by),
            mails.get(one.id),
            tuple(child for child in begotten_by(one.id, found) if child.revoked_at is None),
        )
        for one in found
    ]


@needs(Permission.READ)
def stands_already(workspace: Workspace, assessment_id: str) -> StandsAlready:
    """What a vendor would see of what we wrote into an assessment, and whom we could invite."""
    with workspace.unit() as unit:
        sheet = load_sheet(unit, assessment_id)
        contacts = unit.records.select(Contact, "third_party_id = :id", {"id": sheet.party.id})
    return StandsAlready(
        answers=len(sheet.answers),
        notes=sum(bool(answer.note or answer.reason) for answer in sheet.answers.values()),
        remarks=sum(bool(comment.text) for comment in sheet.comments),
        contacts=tuple(one for one in contacts if one.email),
        language="ja" if sheet.party.country in {None, "JP"} else "en",
    )


def _state(invitation: Invitation, assessment: Assessment, at: datetime) -> InvitationState:
    """How far it is; what was sent back is being answered again."""
    state = invitation.state(at)
    if state is InvitationState.SUBMITTED and assessment.state is AssessmentState.SENT_BACK:
        return InvitationState.STARTED if invitation.opens(at) else InvitationState.EXPIRED
    return state
