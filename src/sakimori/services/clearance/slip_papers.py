"""A slip to be read and printed: by whoever issued it, and by those who read the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sakimori.domain.clearance import ClearanceRequest, Inquiry, Slip, Verdict
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor, User
from sakimori.domain.values.text import Text
from sakimori.errors import NotPermittedError
from sakimori.exchange.paper.pdf import SlipSheet, slip_pdf
from sakimori.exchange.request.as_json import from_json
from sakimori.rules.clearance.case import Case
from sakimori.services.clearance.slip_cases import case_of_slip, verdict_of
from sakimori.services.clearance.slips import SlipStanding, find_slip, may_read, slip_standing
from sakimori.services.kernel.access import ALLOWED, ROLE_NAMES, Permission
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """A slip with all that it is told from; `ask` are the people of compliance, the one who answered it first."""

    slip: Slip
    request: ClearanceRequest
    case: Case
    verdict: Verdict
    standing: SlipStanding
    issued_by: User | None
    revoked_by: str
    ask: tuple[User, ...]


def slip_paper(workspace: Workspace, slip_id: str, *, on: date, actor: Actor, known: int | None = None) -> SlipPaper:
    """The slip as it is read on a day.

    Raises:
        NotFoundError: There is none with this id.
        NotPermittedError: It is somebody else's.
    """
    with workspace.unit() as unit:
        slip = _readable(unit, slip_id, actor)
        return SlipPaper(
            slip,
            from_json(ClearanceRequest, slip.request),
            case_of_slip(slip).case,
            verdict_of(slip),
            slip_standing(unit, slip, on, number=known),
            unit.records.find(User, slip.issued_by),
            unit.user_name(slip.revoked_by),
            _whom_to_ask(unit, slip, on),
        )


def print_slip(workspace: Workspace, slip_id: str, sheet: SlipSheet, *, actor: Actor, at: datetime) -> bytes:
    """The slip as PDF; who took it is noted in the second chain.

    Raises:
        NotPermittedError: It is somebody else's.
    """
    with workspace.unit() as unit:
        slip = _readable(unit, slip_id, actor)
    made = slip_pdf(sheet, made_at=slip.issued_at)
    workspace.access("slip.downloaded", actor=actor, at=at, what="slip", key=slip_id)
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
        if UserRole.COMPLIANCE in user.roles and (user.left_on is None or user.left_on > on)
    ]
    return tuple(sorted(people, key=lambda user: inquiry is None or user.id != inquiry.answered_by))
