"""The work of a person who leaves: what there is of it, and its hand-over to others in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sakimori.domain.clearance import Inquiry
from sakimori.domain.gap import Gap
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

_SUCCESSOR: Final = Text("引き継ぐ人", "the successor")
_NOT_HERE: Final = Text("在籍している別の人を選んでください。", "Choose somebody else who works here.")
_NO_RIGHT: Final = Text("この仕事ができる役割の人を選んでください。", "Choose somebody whose role may do this work.")
_NOTHING: Final = Text("引き継ぐ仕事はありません。", "There is no work to hand over.")

_OPEN_GAP: Final = (
    "owner_id = :me AND EXISTS (SELECT 1 FROM gap_span s WHERE s.gap_id = gap.id AND s.known_until IS NULL "
    "AND (s.until_on IS NULL OR s.until_on > :today))"
)
_STANDING_INQUIRY: Final = (
    "asked_by = :me AND (state = 'open' OR state = 'approved' "
    "AND NOT EXISTS (SELECT 1 FROM slip s WHERE s.inquiry_id = inquiry.id))"
)


@dataclass(frozen=True, slots=True)
class Work:
    """What a person is responsible for: third parties, services, gaps with their plans, and inquiries.

    Those are open, or approved and not yet made a slip of.
    """

    parties: tuple[ThirdParty, ...]
    services: tuple[Service, ...]
    gaps: tuple[Gap, ...]
    inquiries: tuple[Inquiry, ...]

    @property
    def planned(self) -> int:
        """How many of the gaps have a plan."""
        return sum(bool(gap.plan) for gap in self.gaps)

    @property
    def versions(self) -> Mapping[str, int]:
        """The version of each record, by its id."""
        return {
            record.id: record.version
            for records in (self.parties, self.services, self.gaps, self.inquiries)
            for record in records
        }

    def __bool__(self) -> bool:
        """Whether there is any work."""
        return bool(self.parties or self.services or self.gaps or self.inquiries)


@dataclass(frozen=True, slots=True)
class Successors:
    """Who takes over which part of the work; nobody leaves that part where it is."""

    parties: str | None = None
    gaps: str | None = None
    inquiries: str | None = None


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
    return tuple(u for u in users if u.id != user_id and u.is_here(on) and u.roles & ALLOWED[permission])


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
        work = _work(change, user_id, legal_day(at))
        parts: tuple[tuple[tuple[Any, ...], str | None, Permission, str], ...] = (
            ((*work.parties, *work.services), to.parties, Permission.EDIT_PARTY, "owner_id"),
            (work.gaps, to.gaps, Permission.WORK_ON_GAPS, "owner_id"),
            (work.inquiries, to.inquiries, Permission.ASK_CLEARANCE, "asked_by"),
        )
        moved: list[Any] = []
        for records, successor, permission, field in parts:
            if not records or successor is None:
                continue
            _require_able(change, successor, user_id, permission)
            for record in records:
                shown = change.as_shown(record, seen.get(record.id))
                action = f"{TABLES[type(record)]}.handed_over"
                moved.append(change.update(replace(shown, **{field: successor}), action=action))
        if left_on is not None:
            user = change.as_shown(change.records.get(User, user_id), seen.get(user_id))
            change.update(replace(user, left_on=left_on), action="user.left")
            require_admin(change)
        elif not moved:
            raise StateError(why=_NOTHING)
    return WriteResult(_sorted(moved), tuple(change.opened), tuple(change.closed))


def _work(unit: Unit, user_id: str, on: date) -> Work:
    me = {"me": user_id}
    return Work(
        tuple(unit.records.select(ThirdParty, "owner_id = :me AND merged_into IS NULL", me, order="legal_name")),
        tuple(unit.records.select(Service, "owner_id = :me AND ended_on IS NULL", me, order="name")),
        tuple(unit.records.select(Gap, _OPEN_GAP, {**me, "today": on.isoformat()}, order="id")),
        tuple(unit.records.select(Inquiry, _STANDING_INQUIRY, me, order="asked_at")),
    )


def _sorted(records: list[Any]) -> Work:
    def of(kind: type) -> tuple[Any, ...]:
        return tuple(record for record in records if type(record) is kind)

    return Work(of(ThirdParty), of(Service), of(Gap), of(Inquiry))


def _require_able(change: Change, successor: str, user_id: str, permission: Permission) -> None:
    user = change.records.find(User, successor)
    if user is None or successor == user_id or not user.is_here(change.today):
        raise InvalidValueError(field=_SUCCESSOR, value=successor, expected=_NOT_HERE)
    if not user.roles & ALLOWED[permission]:
        raise InvalidValueError(field=_SUCCESSOR, value=user.name, expected=_NO_RIGHT)
