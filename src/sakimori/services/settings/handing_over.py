"""The work of a person who leaves: what there is of it, and its hand-over to others in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from sakimori.domain.clearance import Inquiry
from sakimori.domain.errand import Errand
from sakimori.domain.gap import Gap
from sakimori.domain.records.governance import AuditFinding, MeetingDecision, PolicyText
from sakimori.domain.records.incidents import Incident, IncidentMeasure, IncidentStep
from sakimori.domain.records.person_requests import PersonRequest
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.services.kernel.access import ALLOWED, Permission, needs
from sakimori.services.kernel.unit import NOTHING_SHOWN, Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import require_admin
from sakimori.store.records import TABLES

T = TypeVar("T")

_SUCCESSOR: Final = Text("引き継ぐ人", "the successor")
_NOT_HERE: Final = Text("在籍している別の人を選んでください。", "Choose somebody else who works here.")
_NO_RIGHT: Final = Text("この仕事ができる役割の人を選んでください。", "Choose somebody whose role may do this work.")
_NOTHING: Final = Text("引き継ぐ仕事はありません。", "There is no work to hand over.")

_OPEN_GAP: Final = (
    "EXISTS (SELECT 1 FROM gap_span s WHERE s.gap_id = gap.id AND s.known_until IS NULL "
    "AND (s.until_on IS NULL OR s.until_on > :today))"
)
_STANDING_INQUIRY: Final = (
    "(state = 'open' OR state = 'approved' AND NOT EXISTS (SELECT 1 FROM slip s WHERE s.inquiry_id = inquiry.id))"
)


class WorkPart(StrEnum):
    """A part of somebody's work that goes to one successor."""

    PARTIES = "parties"
    GAPS = "gaps"
    INQUIRIES = "inquiries"
    ERRANDS = "errands"
    DOCUMENTS = "documents"
    DECISIONS = "decisions"
    REQUESTS = "requests"
    INCIDENTS = "incidents"
    GOVERNANCE = "governance"


@dataclass(frozen=True, slots=True)
class _Owned:
    """The records of a kind that are somebody's to see to: which, in which order, and the field that names him."""

    kind: type
    open_where: str
    order: str = "id"
    field: str = "owner_id"


_PARTS: Final[Mapping[WorkPart, tuple[_Owned, ...]]] = {
    WorkPart.PARTIES: (
        _Owned(ThirdParty, "merged_into IS NULL", "legal_name"), _Owned(Service, "ended_on IS NULL", "name"),
    ),
    WorkPart.GAPS: (_Owned(Gap, _OPEN_GAP),),
    WorkPart.INQUIRIES: (_Owned(Inquiry, _STANDING_INQUIRY, "asked_at", "asked_by"),),
    WorkPart.ERRANDS: (_Owned(Errand, "state = 'open' AND kind IN ('register', 'mend')", "due_on", "person_id"),),
    WorkPart.DOCUMENTS: (_Owned(Errand, "state = 'open' AND kind = 'evidence'", "due_on", "person_id"),),
    WorkPart.DECISIONS: (_Owned(Errand, "state = 'open' AND kind = 'decision'", "due_on", "person_id"),),
    WorkPart.REQUESTS: (_Owned(PersonRequest, "replied_on IS NULL", "received_on"),),
    WorkPart.INCIDENTS: (
        _Owned(Incident, "closed_on IS NULL"), _Owned(IncidentStep, "done_on IS NULL AND needless_reason = ''"),
        _Owned(IncidentMeasure, "done_on IS NULL"),
    ),
    WorkPart.GOVERNANCE: (
        _Owned(PolicyText, "(in_force_until IS NULL OR in_force_until >= :today)", "name"),
        _Owned(AuditFinding, "fixed_on IS NULL"), _Owned(MeetingDecision, "done_on IS NULL"),
    ),
}  # fmt: skip
RIGHT_OF: Final[Mapping[WorkPart, Permission]] = {
    WorkPart.PARTIES: Permission.EDIT_PARTY,
    WorkPart.GAPS: Permission.WORK_ON_GAPS,
    WorkPart.INQUIRIES: Permission.ASK_CLEARANCE,
    WorkPart.ERRANDS: Permission.READ_APPROVED,
    WorkPart.DOCUMENTS: Permission.FILL_ASSESSMENT,
    WorkPart.DECISIONS: Permission.REVIEW_ASSESSMENT,
    WorkPart.REQUESTS: Permission.HANDLE_REQUESTS,
    WorkPart.INCIDENTS: Permission.EDIT_INCIDENT,
    WorkPart.GOVERNANCE: Permission.READ,
}
"""What a successor must be allowed to do."""

Successors = Mapping[WorkPart, str]
"""Who takes over which part of the work; a part for which nobody is named stays where it is."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a person has to see to, by part; a part of which there is nothing is left out.

    An inquiry counts while it is open, or approved and not yet made a slip of.
    """

    parts: Mapping[WorkPart, tuple[Any, ...]]

    def of(self, kind: type[T]) -> tuple[T, ...]:
        """The records of one kind."""
        return tuple(record for record in self.records if type(record) is kind)

    @property
    def records(self) -> tuple[Any, ...]:
        """All of it."""
        return tuple(record for records in self.parts.values() for record in records)

    @property
    def planned(self) -> int:
        """How many of the gaps have a plan."""
        return sum(bool(gap.plan) for gap in self.of(Gap))

    @property
    def versions(self) -> Mapping[str, int]:
        """The version of each record, by its id."""
        return {record.id: record.version for record in self.records}

    def __bool__(self) -> bool:
        """Whether there is any work."""
        return bool(self.parts)


@needs(Permission.MANAGE_USERS)
def work_of(workspace: Workspace, user_id: str, *, on: date) -> Work:
    """The work of a person on a day."""
    with workspace.unit() as unit:
        return _work(unit, user_id, on)


@needs(Permission.MANAGE_USERS)
def possible_successors(workspace: Workspace, user_id: str, permission: Permission, *, on: date) -> tuple[User, ...]:
    """Who else is here on a day and could do work that takes a permission."""
    with workspace.unit() as unit:
        users = unit.records.select(User, order="name, id")
    return tuple(u for u in users if u.id != user_id and u.works_here(on) and u.roles & ALLOWED[permission])


@needs(Permission.MANAGE_USERS)
def hand_over(
    workspace: Workspace,
    user_id: str,
    *,
    to: Successors,
    actor: Actor,
    at: datetime,
    reason: str = "",
    left_on: date | None = None,
    seen: Mapping[str, int] = NOTHING_SHOWN,
) -> WriteResult[Work]:
    """Give the work of a person to others, all of it or none; what came since it was shown goes along.

    With `left_on` the day from which they are no longer here is recorded in the same step.

    An inquiry is judged for whoever has it now: he decides nothing in it, as the asker before him did not.

    Raises:
        ConflictError: Somebody else changed a record since it was shown.
        InvalidValueError: A successor has left, is the person, or may not do that work.
        StateError: Nothing is there to hand over, or nobody would be an administrator any more.
    """
    batch_id = workspace.ids("ba")
    with workspace.change("work.handed_over", actor=actor, at=at, reason=reason, batch_id=batch_id) as change:
        moved: dict[WorkPart, tuple[Any, ...]] = {}
        for part, records in _work(change, user_id, legal_day(at)).parts.items():
            if (successor := to.get(part)) is None:
                continue
            _require_able(change, successor, user_id, RIGHT_OF[part])
            moved[part] = tuple(_handed(change, record, _field_of(part, record), successor, seen) for record in records)
        if left_on is not None:
            user = change.as_shown(change.records.get(User, user_id), seen.get(user_id))
            change.update(replace(user, left_on=left_on), action="user.left")
            require_admin(change)
        elif not moved:
            raise StateError(why=_NOTHING)
    return WriteResult(Work(moved), tuple(change.opened), tuple(change.closed))


def _work(unit: Unit, user_id: str, on: date) -> Work:
    params = {"me": user_id, "today": on.isoformat()}

    def found(one: _Owned) -> list[Any]:
        where = f"{one.field} = :me AND {one.open_where}"
        used = {name: value for name, value in params.items() if f":{name}" in where}
        return unit.records.select(one.kind, where, used, order=one.order)

    parts = {part: tuple(record for one in owned for record in found(one)) for part, owned in _PARTS.items()}
    return Work({part: records for part, records in parts.items() if records})


def _field_of(part: WorkPart, record: object) -> str:
    return next(one.field for one in _PARTS[part] if type(record) is one.kind)


def _handed(change: Change, record: Any, field: str, successor: str, seen: Mapping[str, int]) -> Any:  # noqa: ANN401 - a record of any kind
    shown = change.as_shown(record, seen.get(record.id))
    return change.update(replace(shown, **{field: successor}), action=f"{TABLES[type(record)]}.handed_over")


def _require_able(change: Change, successor: str, user_id: str, permission: Permission) -> None:
    user = change.records.find(User, successor)
    if user is None or successor == user_id or not user.works_here(change.today):
        raise InvalidValueError(field=_SUCCESSOR, value=successor, expected=_NOT_HERE)
    if not user.roles & ALLOWED[permission]:
        raise InvalidValueError(field=_SUCCESSOR, value=user.name, expected=_NO_RIGHT)
