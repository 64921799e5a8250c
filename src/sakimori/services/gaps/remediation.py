"""Remediation 是正: who closes a gap, how, and by when.

A gap itself closes only because the record behind it changed; nothing here, and nothing elsewhere, closes one by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.gap import Gap
from sakimori.domain.user import Actor, User
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import NOTHING_SHOWN, Change, Saved, Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers

LONGEST_PLAN: Final = 2_000

_OWNER: Final = Text("担当", "the owner")
_PLAN: Final = Text("是正計画", "the remediation plan")
_PLAN_DAY: Final = Text("是正の期限", "the day of the remediation")
_GAP: Final = Text("不備", "gap")
_LEFT: Final = Text("在籍している人を選んでください。", "Choose somebody who works here.")
_PAST: Final = Text("本日以降の日にしてください。", "Choose today or a later day.")
_PLAN_NEEDED: Final = Text("期限を決めるときは計画も書いてください。", "A day needs a plan: write what will be done.")
_TOO_LONG: Final = Text("{limit}字までにしてください。", "Use up to {limit} characters.")


def assign(
    workspace: Workspace,
    gap_ids: Sequence[str],
    *,
    owner_id: str | None,
    actor: Actor,
    at: datetime,
    seen: Mapping[str, int] = NOTHING_SHOWN,
) -> Saved[tuple[Gap, ...]]:
    """Say who closes some gaps, all of them or none; nobody named gives them back to the owner of the third party.

    `seen` is the version of each that was shown.

    Raises:
        ConflictError: Somebody else changed one of them since.
    """
    require(actor, Permission.WORK_ON_GAPS)
    batch_id = workspace.ids("ba") if len(gap_ids) > 1 else ""
    with workspace.change("gap.assigned", actor=actor, at=at, batch_id=batch_id) as change:
        _require_here(change, owner_id)
        stored = tuple(
            change.update(replace(change.as_shown(_gap(change, gap_id), seen.get(gap_id)), owner_id=owner_id))
            for gap_id in dict.fromkeys(gap_ids)
        )
    return Saved(stored, tuple(change.opened), tuple(change.closed))


def plan(
    workspace: Workspace,
    gap_id: str,
    *,
    plan: str,
    plan_due_on: date | None,
    version: int,
    actor: Actor,
    at: datetime,
) -> Saved[Gap]:
    """Write down how a gap will be closed and by when; an empty plan takes an earlier one back.

    Raises:
        ConflictError: Somebody else changed the gap since `version` was read.
    """
    require(actor, Permission.WORK_ON_GAPS)
    said = _checked(plan)
    with workspace.change("gap.planned", actor=actor, at=at) as change:
        if plan_due_on is not None and not said:
            raise InvalidValueError(field=_PLAN, value="", expected=_PLAN_NEEDED, name="plan")
        gap = _gap(change, gap_id)
        if plan_due_on is not None and plan_due_on < change.today and plan_due_on != gap.plan_due_on:
            raise InvalidValueError(field=_PLAN_DAY, value=plan_due_on.isoformat(), expected=_PAST, name="plan_due_on")
        stored = change.update(replace(gap, plan=said, plan_due_on=plan_due_on, version=version))
    return Saved(stored, tuple(change.opened), tuple(change.closed))


def _checked(plan: str) -> str:
    said = clean(plan, one_line=False)
    if len(said) > LONGEST_PLAN:
        raise InvalidValueError(
            field=_PLAN, value=f"{said[:80]}…", expected=_TOO_LONG.format(limit=f"{LONGEST_PLAN:,}"), name="plan"
        )
    refuse_personal_numbers("note", said)
    return said


def _gap(change: Change, gap_id: str) -> Gap:
    return change.records.get(Gap, gap_id, what=_GAP)


def _require_here(unit: Unit, owner_id: str | None) -> None:
    if owner_id is None:
        return
    user = unit.records.find(User, owner_id)
    if user is None or user.left_on is not None:
        raise InvalidValueError(field=_OWNER, value=user.name if user else owner_id, expected=_LEFT, name="owner_id")
