"""An inquiry as it is read: by whoever asked, and by those who answer it or look over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.clearance import ClearanceRequest, Inquiry, Slip, Verdict
from sakimori.domain.user import Actor, User
from sakimori.exchange.request.as_json import from_json
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_for
from sakimori.services.clearance.inquiries import Decided, completed_by, find_inquiry, request_of, with_decisions
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class InquiryPaper:
    """An inquiry with what the procedure said on the day of asking, and what it says of the same question now.

    `completed_by` are those who added facts to it: they approve no high risk. `slip` is the last one issued from it.
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


def inquiry_paper(
    workspace: Workspace, inquiry_id: str, *, on: date, actor: Actor, decided: Sequence[Decided] = ()
) -> InquiryPaper:
    """An inquiry as it stands; with decisions that are only weighed, as if they were taken.

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
        case = case_for(unit, request, asked_by=inquiry.asked_by)
        slips = unit.records.select(Slip, "inquiry_id = :id", {"id": inquiry_id}, order="number")
        return InquiryPaper(
            inquiry,
            request,
            case,
            from_json(Verdict, inquiry.verdict),
            Judging(case, unit.policy()).on(request.on),
            unit.records.find(User, inquiry.asked_by),
            unit.user_name(inquiry.answered_by),
            completed_by(unit, inquiry_id),
            slips[-1] if slips else None,
        )
