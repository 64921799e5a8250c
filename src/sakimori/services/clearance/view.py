"""What one inquiry or one slip shows, to whoever asked or issued it and to those who answer or read the register."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sakimori.domain.clearance import ClearanceRequest, Inquiry, InquiryRemark, Slip, Verdict
from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.domain.values.text import Text
from sakimori.errors import NotPermittedError
from sakimori.exchange.paper.pdf import SlipSheet, slip_pdf
from sakimori.exchange.request.as_json import from_json
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.gate import uncounted_facts
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_for
from sakimori.services.clearance.confirming import weighed
from sakimori.services.clearance.inquiries import Ruling, completed_by, find_inquiry, request_of, with_decisions
from sakimori.services.clearance.slips import SlipStanding, case_of_slip, find_slip, may_read, slip_standing
from sakimori.services.clearance.standing_requests import verdict_of
from sakimori.services.dashboard.reports.issuing import Issue, note_issued
from sakimori.services.dashboard.reports.kinds import ReportForm, ReportKind
from sakimori.services.kernel.access import ALLOWED, ROLE_NAMES, Permission, needs, require
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.talk.remarks import remarks_on


@dataclass(frozen=True, slots=True)
class InquiryPaper:
    """An inquiry with what the procedure said on the day of asking, and what it says of the same question now.

    `completed_by` are those who added facts to it: they approve no high risk. `slip` is the last one issued from it.
    `unconfirmed` are the facts that only the asker says, `remarks` what was said over it and by whom.
    """

    inquiry: Inquiry
    request: ClearanceRequest
    case: Case
    then: Verdict
    now: Verdict
    asker: User | None
    answerer: str
    completed_by: frozenset[str]
    slip: Slip | None
    unconfirmed: tuple[str, ...] = ()
    remarks: tuple[tuple[InquiryRemark, str], ...] = ()


@needs(Permission.ENTER)
def inquiry_paper(
    workspace: Workspace,
    inquiry_id: str,
    *,
    on: date,
    actor: Actor,
    decided: Sequence[Ruling] = (),
    confirmed: Collection[str] = (),
) -> InquiryPaper:
    """An inquiry as it stands; with decisions and confirmations that are only weighed, as if they were taken.

    Raises:
        NotFoundError: There is none with this id.
        NotPermittedError: It is somebody else's.
    """
    with workspace.unit() as unit:
        inquiry = find_inquiry(unit, inquiry_id)
        if inquiry.asked_by != actor.id:
            require(actor, Permission.READ_RECORDS)
        request = request_of(inquiry, today=on)
        if decided:
            request = with_decisions(request, decided, why="", who=actor.id, today=on, new_id=lambda prefix: prefix)
        if confirmed:
            request = replace(request, confirmations=weighed(unit, request, confirmed, who=actor.id, on=on))
        case, policy = case_for(unit, request, asked_by=inquiry.asked_by), unit.policy()
        slips = unit.records.select(Slip, "inquiry_id = :id", {"id": inquiry_id}, order="number")
        return InquiryPaper(
            inquiry,
            request,
            case,
            from_json(Verdict, inquiry.verdict),
            Judging(case, policy).on(request.on),
            unit.records.find(User, inquiry.asked_by),
            unit.user_name(inquiry.answered_by),
            completed_by(unit, inquiry_id),
            slips[-1] if slips else None,
            uncounted_facts(case, request.on, policy),
            tuple((one, unit.user_name(one.by)) for one in remarks_on(unit, inquiry_id)),
        )


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """A slip with all that it is told from; `ask` are the people of compliance, the one who answered it first.

    `company` is our own name.
    """

    slip: Slip
    request: ClearanceRequest
    case: Case
    verdict: Verdict
    standing: SlipStanding
    issued_by: User | None
    revoked_by: str
    ask: tuple[User, ...]
    company: str = ""


@needs(Permission.ENTER)
def slip_paper(
    workspace: Workspace, slip_id: str, *, on: date, actor: Actor, at: datetime, known: int | None = None
) -> SlipPaper:
    """The slip as it is read on a day; that somebody read it is noted in the second chain.

    Raises:
        NotFoundError: There is none with this id.
        NotPermittedError: It is somebody else's.
    """
    with workspace.unit() as unit:
        slip = _readable(unit, slip_id, actor)
        paper = SlipPaper(
            slip,
            from_json(ClearanceRequest, slip.request),
            case_of_slip(slip).case,
            verdict_of(slip),
            slip_standing(unit, slip, on, number=known),
            unit.records.find(User, slip.issued_by),
            unit.user_name(slip.revoked_by),
            _whom_to_ask(unit, slip, on),
            own.legal_name if (own := unit.records.find(ThirdParty, SELF_ID)) else "",
        )
    workspace.looked_at("slip.read", actor=actor, at=at, what="slip", key=slip_id, third_party_id=slip.third_party_id)
    return paper


@needs(Permission.ENTER)
def print_slip(workspace: Workspace, slip_id: str, sheet: SlipSheet, *, actor: Actor, at: datetime) -> bytes:
    """The slip as PDF; who took it is noted in the second chain.

    Raises:
        NotPermittedError: It is somebody else's.
    """
    with workspace.unit() as unit:
        slip = _readable(unit, slip_id, actor)
    made = slip_pdf(sheet, made_at=slip.issued_at)
    of = Issue(
        kind=ReportKind.SLIP, form=ReportForm.PDF, language=sheet.language, on=slip.judged_on,
        number=slip.audit_number, key=slip_id, third_party_id=slip.third_party_id,
    )  # fmt: skip
    note_issued(workspace, made, of, actor=actor, at=at)
    return made


def _readable(unit: Unit, slip_id: str, actor: Actor) -> Slip:
    slip = find_slip(unit, slip_id)
    if not may_read(slip, actor):
        names = [ROLE_NAMES[role] for role in UserRole if role in ALLOWED[Permission.READ]]
        raise NotPermittedError(roles=Text("・".join(n.ja for n in names), " or ".join(n.en for n in names)))
    return slip


def _whom_to_ask(unit: Unit, slip: Slip, on: date) -> tuple[User, ...]:
    inquiry = unit.records.find(Inquiry, slip.inquiry_id) if slip.inquiry_id else None
    people = [
        user
        for user in unit.records.select(User, order="department, name")
        if UserRole.COMPLIANCE in user.roles and user.works_here(on)
    ]
    return tuple(sorted(people, key=lambda user: inquiry is None or user.id != inquiry.answered_by))
