"""What a vendor is shown of its assessment: what is asked and why, what was answered, and what follows from it.

Nothing that we alone know stands here: no score, no grave or light, no document of ours, no other assessment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sakimori.domain.codes import AssessmentState
from sakimori.domain.invitation import Invitation, InvitationState
from sakimori.domain.questions.assessment import Answer, CommentKind
from sakimori.domain.questions.evaluation import Visibility
from sakimori.domain.questions.pack import EvidenceRequest, Question
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.services.assessments.sheet import FILLABLE, RUNNING
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.view_parts import FilledQuestion, FilledSection, Remark
from sakimori.services.invitations.links import invitations_to, invited
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class VendorRemark:
    """What somebody said at a question; `is_ours` tells the company that asks from the vendor's people."""

    id: str
    kind: CommentKind
    text: str
    who: str
    at: datetime
    is_ours: bool
    resolved_on: date | None
    replies: tuple[VendorRemark, ...] = ()

    @property
    def takes_reply(self) -> bool:
        """Whether the company that asks said it, and it waits."""
        return self.is_ours and self.resolved_on is None


@dataclass(frozen=True, slots=True)
class VendorDocument:
    """A document that somebody of this vendor sent up for a question; its content is not given out again."""

    id: str
    filename: str
    size: int
    request_id: str | None
    uploaded_on: date
    who: str
    version: int


@dataclass(frozen=True, slots=True)
class VendorGap:
    """What an answer lacks, what would mend it, and whether another measure may take its place."""

    title: Text
    action: Text
    takes_measure: bool


@dataclass(frozen=True, slots=True)
class VendorQuestion:
    """One question; until `is_asked` it waits for the answer to one of `waits_for`, or for facts of ours."""

    question: Question
    is_asked: bool
    waits_for: tuple[str, ...]
    answer: Answer | None
    answered_by: str
    remarks: tuple[VendorRemark, ...]
    documents: tuple[VendorDocument, ...]
    missing: tuple[EvidenceRequest, ...]
    gap: VendorGap | None

    @property
    def seq(self) -> int:
        """The version of the answer that is shown; 0 while there is none."""
        return self.answer.seq if self.answer else 0

    @property
    def is_blank(self) -> bool:
        """Whether it is asked and has no answer."""
        return self.is_asked and self.answer is None

    @property
    def waits_for_reply(self) -> bool:
        """Whether the company that asks said something that nobody has answered yet."""
        return any(remark.takes_reply and not remark.replies for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class VendorSection:
    """One section with its questions."""

    id: str
    title: Text
    questions: tuple[VendorQuestion, ...]

    @property
    def asked(self) -> tuple[VendorQuestion, ...]:
        """Those that can be answered now."""
        return tuple(one for one in self.questions if one.is_asked)

    @property
    def answered(self) -> int:
        """How many of them have an answer."""
        return sum(one.answer is not None for one in self.asked)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else of the vendor who was invited to the same assessment."""

    id: str
    name: str
    state: InvitationState
    is_own: bool

    @property
    def waits(self) -> bool:
        """Whether the company that asks has to let the person in first."""
        return self.state is InvitationState.HELD


@dataclass(frozen=True, slots=True)
class VendorView:
    """The whole of what a vendor sees. `blanks` are the required questions that must be answered before it ends."""

    invitation: Invitation
    company: str
    party_name: str
    service: str
    pack: Text
    state: AssessmentState
    version: int
    due_on: date | None
    sections: tuple[VendorSection, ...]
    blanks: tuple[str, ...]
    sent_back_reason: str
    submitted_on: date | None
    saved_at: datetime | None
    colleagues: tuple[Colleague, ...]

    @property
    def is_fillable(self) -> bool:
        """Whether answers are awaited."""
        return self.state in FILLABLE

    @property
    def is_running(self) -> bool:
        """Whether comments can be answered and documents sent up: nothing is decided yet."""
        return self.state in RUNNING

    @property
    def questions(self) -> tuple[VendorQuestion, ...]:
        """All questions that are shown, in order."""
        return tuple(one for section in self.sections for one in section.questions)

    @property
    def answered(self) -> int:
        """How many of the questions that can be answered now have an answer."""
        return sum(section.answered for section in self.sections)

    @property
    def applicable(self) -> int:
        """How many questions can be answered now."""
        return sum(len(section.asked) for section in self.sections)

    def section(self, section_id: str) -> VendorSection | None:
        """One section; None when it asks nothing."""
        return next((one for one in self.sections if one.id == section_id), None)

    def question(self, question_id: str) -> VendorQuestion | None:
        """One question; None when it is hidden."""
        return next((one for one in self.questions if one.question.id == question_id), None)


@needs(Permission.ANSWER_INVITED)
def vendor_view(workspace: Workspace, *, actor: Actor, at: datetime) -> VendorView:
    """The assessment to which somebody was invited, as it stands.

    Raises:
        StateError: The invitation is over, or the assessment was cancelled.
    """
    with workspace.unit() as unit:
        invitation, assessment = invited(unit, actor, at=at)
        everybody = invitations_to(unit, assessment.id)
        company, number = company_name(unit), unit.number()
    shown = assessment_view(workspace, assessment.id, on=legal_day(at), number=number)
    people = {one.id: one.name or "" for one in everybody}
    return VendorView(
        invitation=invitation,
        company=company,
        party_name=shown.party_name,
        service=shown.service,
        pack=shown.pack,
        state=shown.assessment.state,
        version=shown.assessment.version,
        due_on=shown.assessment.due_on,
        sections=tuple(_section(section, people, company) for section in shown.sections),
        blanks=tuple(one.question.id for one in shown.questions if one.is_blank and one.question.required),
        sent_back_reason=shown.sent_back_reason,
        submitted_on=shown.assessment.submitted_on if shown.assessment.state not in FILLABLE else None,
        saved_at=shown.saved_at,
        colleagues=tuple(
            Colleague(one.id, one.name or "", one.state(at), one.invited_by == actor.id)
            for one in everybody
            if one.id != actor.id and one.is_standing(at)
        ),
    )


def company_name(unit: Unit) -> str:
    """What our own company is called."""
    own = unit.records.find(ThirdParty, SELF_ID)
    return (own.legal_name if own else "") or unit.meta("name") or ""


def _section(section: FilledSection, people: Mapping[str, str], company: str) -> VendorSection:
    shown = (one for one in section.questions if one.visibility is not Visibility.HIDDEN)
    return VendorSection(section.id, section.title, tuple(_question(one, people, company) for one in shown))


def _question(shown: FilledQuestion, people: Mapping[str, str], company: str) -> VendorQuestion:
    own = (one.evidence for one in shown.documents if one.evidence.uploaded_by in people)
    gap = shown.gap
    return VendorQuestion(
        question=shown.question,
        is_asked=shown.visibility is Visibility.VISIBLE,
        waits_for=shown.waits_for_questions,
        answer=shown.answer,
        answered_by=people.get(shown.answer.by, company) if shown.answer else "",
        remarks=_remarks(shown.remarks, people, company),
        documents=tuple(
            VendorDocument(
                one.id, one.filename, one.size, one.request_id, one.uploaded_on, people[one.uploaded_by], one.version
            )
            for one in own
        ),
        missing=shown.missing,
        gap=VendorGap(gap.title, gap.action, gap.takes_measure) if gap else None,
    )


def _remarks(remarks: tuple[Remark, ...], people: Mapping[str, str], company: str) -> tuple[VendorRemark, ...]:
    """What was said, each with the replies to it; of us only the company speaks."""

    def shown(remark: Remark) -> VendorRemark:
        said = remark.comment
        answers = (one for one in remarks if one.comment.reply_to == said.id)
        return VendorRemark(
            id=said.id,
            kind=said.kind,
            text=said.text or "",
            who=people.get(said.by, company),
            at=said.at,
            is_ours=said.by not in people,
            resolved_on=said.resolved_on,
            replies=tuple(shown(one) for one in answers),
        )

    return tuple(shown(one) for one in remarks if one.comment.reply_to is None)
