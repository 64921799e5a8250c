"""Delegation: a person lends a permission to another until a day; where two are needed, both count as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from sakimori.domain.user import Actor, Delegation, User
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotPermittedError, StateError
from sakimori.services.kernel.access import ALLOWED, Permission, may, needs
from sakimori.services.kernel.unit import Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason

LENDABLE: Final = (
    Permission.DECIDE_CLEARANCE,
    Permission.DECIDE_REGISTER,
    Permission.REVIEW_ASSESSMENT,
    Permission.DECIDE_WAIVER,
)
"""What can be lent: deciding for a time. Who our people are, the policy and erasing stay with their roles."""
LONGEST: Final = timedelta(days=366)

_BORROWER: Final = Text("代わりに決める人", "who decides instead")
_LENDER: Final = Text("権限を貸す人", "the lender")
_DAYS: Final = Text("代行の期間", "the days of the delegation")
_PERMISSION: Final = Text("貸す権限", "the permission lent")
_CANNOT_LEND: Final = Text("この権限をもつ在籍者を選んでください。", "Choose somebody here whose own role has it.")
_CANNOT_BORROW: Final = Text(
    "この権限をもたず、社内の記録を読める別の在籍者を選んでください。",
    "Choose somebody else here who may read our records and does not have it yet.",
)
_NOT_LENDABLE: Final = Text("決める権限だけを貸せます。", "Only a permission to decide can be lent.")
_WRONG_DAYS: Final = Text(
    "初日は本日以降、最終日は初日から1年以内にしてください。",
    "Begin today or later, and end within a year of the first day.",
)
_LENT: Final = Text("この権限はすでに貸されています。", "This permission is lent to this person already.")
_OVER: Final = Text("この代行は終わっています。", "This delegation is over.")


@needs(Permission.READ_SETTINGS)
def delegations(workspace: Workspace) -> list[Delegation]:
    """All delegations, the latest first."""
    with workspace.unit() as unit:
        return unit.records.select(Delegation, order="from_on DESC, id")


@needs(Permission.ENTER)
def actor_of(workspace: Workspace, user: User, *, on: date) -> Actor:
    """A person as they act on a day: their roles, what was lent to them, and with whom they count as one."""
    with workspace.unit() as unit:
        return _actor(unit, user, on)


@needs(Permission.READ_SETTINGS)
def lend(
    workspace: Workspace,
    *,
    lender_id: str,
    borrower_id: str,
    permission: Permission,
    from_on: date,
    last_on: date,
    reason: str,
    actor: Actor,
    at: datetime,
) -> WriteResult[Delegation]:
    """Lend a permission; the lender does it, or an administrator for somebody who is away.

    Raises:
        InvalidValueError: It is no permission to decide, the days cannot be, the lender's roles lack it, or the
            borrower has it or reads nothing.
        NotPermittedError: It is somebody else's to lend.
        StateError: It is lent to the borrower on one of those days already.
    """
    _require_own(actor, lender_id)
    why = needed_reason(reason)
    if permission not in LENDABLE:
        raise InvalidValueError(field=_PERMISSION, value=permission.value, expected=_NOT_LENDABLE)
    with workspace.change("delegation.lent", actor=actor, at=at, reason=why) as change:
        if not change.today <= from_on <= last_on <= from_on + LONGEST:
            raise InvalidValueError(field=_DAYS, value=last_on.isoformat(), expected=_WRONG_DAYS)
        lender, borrower = (change.records.find(User, one) for one in (lender_id, borrower_id))
        if lender is None or not lender.works_here(from_on) or not lender.roles & ALLOWED[permission]:
            raise InvalidValueError(field=_LENDER, value=lender.name if lender else "", expected=_CANNOT_LEND)
        if borrower is None or not can_borrow(borrower, permission, on=from_on):
            raise InvalidValueError(field=_BORROWER, value=borrower.name if borrower else "", expected=_CANNOT_BORROW)
        made = Delegation(
            change.new_id("dg"), lender.id, borrower.id, permission.value, from_on, last_on, why, actor.id
        )
        if any(_is_same(one, made) for one in change.records.select(Delegation)):
            raise StateError(why=_LENT)
        stored = change.insert(made)
    return WriteResult(stored, tuple(change.opened), tuple(change.closed))


@needs(Permission.READ_SETTINGS)
def take_back(
    workspace: Workspace, delegation_id: str, *, actor: Actor, at: datetime, seen: int | None = None, reason: str = ""
) -> WriteResult[Delegation]:
    """End a delegation today, before its last day.

    Raises:
        NotPermittedError: It is somebody else's.
        StateError: It is over.
    """
    with workspace.change("delegation.ended", actor=actor, at=at, reason=reason) as change:
        standing = change.as_shown(change.records.get(Delegation, delegation_id), seen)
        _require_own(actor, standing.lender_id)
        if standing.ended_on is not None or standing.last_on < change.today:
            raise StateError(why=_OVER)
        stored = change.update(replace(standing, ended_on=change.today))
    return WriteResult(stored, tuple(change.opened), tuple(change.closed))


def can_borrow(user: User, permission: Permission, *, on: date) -> bool:
    """Whether a permission could be lent to a person: here on the day, reading our records, and without it."""
    return user.works_here(on) and bool(user.roles & ALLOWED[Permission.READ]) and not user.roles & ALLOWED[permission]


def _actor(unit: Unit, user: User, on: date) -> Actor:
    where = "(lender_id = :me OR borrower_id = :me) AND from_on <= :on AND last_on >= :on"
    standing = [
        one for one in unit.records.select(Delegation, where, {"me": user.id, "on": on.isoformat()}) if one.covers(on)
    ]
    lenders = {one.id: one for one in unit.records.with_ids(User, {one.lender_id for one in standing})}
    borrowed = [one for one in standing if one.borrower_id == user.id and one.stands(on)]
    lent = (one for one in borrowed if _still_has(lenders[one.lender_id], one, on))
    others = (person for one in standing for person in (one.lender_id, one.borrower_id))
    return Actor(
        user.id,
        user.name,
        user.roles,
        frozenset(one.permission for one in lent),
        frozenset(others) - {user.id},
    )


def _still_has(lender: User, lent: Delegation, on: date) -> bool:
    """Whether the lender could still decide: nobody lends what he has no more."""
    return lender.is_here(on) and bool(lender.roles & ALLOWED[Permission(lent.permission)])


def _require_own(actor: Actor, lender_id: str) -> None:
    if actor.id != lender_id and not may(actor, Permission.MANAGE_USERS):
        raise NotPermittedError(roles=_OWN)


_OWN: Final = Text("本人・管理者", "the person themselves or the administrator")


def _is_same(standing: Delegation, made: Delegation) -> bool:
    return (
        (standing.lender_id, standing.borrower_id, standing.permission)
        == (made.lender_id, made.borrower_id, made.permission)
        and standing.ended_on is None
        and standing.from_on <= made.last_on
        and made.from_on <= standing.last_on
    )
