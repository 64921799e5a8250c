"""Where a relation stands: each step by a named person with a reason; archived instead of deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sakimori.domain.codes import Lifecycle
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import DeletionRefusedError, InvalidValueError, StateError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers, require_standing
from sakimori.services.parties.write import write_result

STEPS: dict[Lifecycle, tuple[Lifecycle, ...]] = {
    Lifecycle.CANDIDATE: (Lifecycle.IN_USE, Lifecycle.DECLINED),
    Lifecycle.IN_USE: (Lifecycle.SUSPENDED, Lifecycle.OFFBOARDING),
    Lifecycle.SUSPENDED: (Lifecycle.IN_USE, Lifecycle.OFFBOARDING),
    Lifecycle.OFFBOARDING: (Lifecycle.ENDED, Lifecycle.IN_USE),
    Lifecycle.ENDED: (Lifecycle.CANDIDATE,),
    Lifecycle.DECLINED: (Lifecycle.CANDIDATE,),
}
"""Which steps may follow; dealing again after an end begins anew as a candidate."""

_BLOCKERS: dict[str, Text] = {
    "service": Text("サービス", "services"),
    "alias": Text("別名", "other names"),
    "contact": Text("連絡先", "contacts"),
    "assessment": Text("審査", "assessments"),
    "evidence": Text("証跡", "evidence"),
    "condition": Text("承認の条件", "conditions"),
    "periodic_review": Text("定期見直し", "periodic reviews"),
    "contract": Text("契約", "contracts"),
    "certificate": Text("認証", "certificates"),
    "data_flow": Text("データフロー", "data flows"),
    "sub_processor_link": Text("再委託先", "sub-processors"),
    "hand_over_release": Text("提供の実施", "hand-overs made"),
    "provision_record": Text("提供の記録", "records of provision"),
    "receipt_record": Text("受領の記録", "records of receipt"),
    "gap": Text("不備", "gaps"),
    "audit_entry": Text("監査記録", "audit entries"),
}
_FIELD = Text("理由", "the reason")
_REASON_NEEDED = Text("理由を書いてください。", "Give a reason.")
_NOT_NEXT = Text("「{before}」から「{after}」へは進めません。", "It cannot go from {before} to {after}.")
_OWN = Text("自社の調書です。", "This is our own dossier.")
_ARCHIVED = Text("保管されています。先に戻してください。", "It is archived. Bring it back first.")
_NOT_ARCHIVED = Text("保管されていません。", "It is not archived.")
_WORDS = {
    Lifecycle.CANDIDATE: Text("候補", "candidate"),
    Lifecycle.IN_USE: Text("利用中", "in use"),
    Lifecycle.SUSPENDED: Text("利用停止", "suspended"),
    Lifecycle.OFFBOARDING: Text("終了手続中", "offboarding"),
    Lifecycle.ENDED: Text("終了", "ended"),
    Lifecycle.DECLINED: Text("見送り", "declined"),
}


@dataclass(frozen=True, slots=True)
class Blocker:
    """Records that stand in the way of a deletion."""

    record_kind: str
    label: Text
    count: int


@needs(Permission.CHANGE_LIFECYCLE)
def change_lifecycle(
    workspace: Workspace,
    third_party_id: str,
    *,
    to: Lifecycle,
    reason: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[ThirdParty]:
    """Take one step of the relation.

    Raises:
        StateError: The step does not follow from where the relation stands.
    """
    why = needed_reason(reason)
    with workspace.change("third_party.lifecycle_changed", actor=actor, at=at, reason=why) as change:
        party = change.as_shown(_standing(change, third_party_id), seen)
        if party.archived_on is not None:
            raise StateError(why=_ARCHIVED)
        if to not in STEPS[party.lifecycle]:
            raise StateError(why=_NOT_NEXT.format(before=_WORDS[party.lifecycle], after=_WORDS[to]))
        stored = change.update(replace(party, lifecycle=to))
    return write_result(stored, change)


@needs(Permission.CHANGE_LIFECYCLE)
def archive(
    workspace: Workspace, third_party_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[ThirdParty]:
    """Put a third party away, for one registered by mistake or long over; its history stays and it can come back."""
    why = needed_reason(reason)
    with workspace.change("third_party.archived", actor=actor, at=at, reason=why) as change:
        party = change.as_shown(_standing(change, third_party_id), seen)
        if party.archived_on is not None:
            raise StateError(why=_ARCHIVED)
        stored = change.update(replace(party, archived_on=change.today))
    return write_result(stored, change)


@needs(Permission.CHANGE_LIFECYCLE)
def restore(
    workspace: Workspace, third_party_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[ThirdParty]:
    """Bring an archived third party back."""
    why = needed_reason(reason)
    with workspace.change("third_party.restored", actor=actor, at=at, reason=why) as change:
        party = change.as_shown(_standing(change, third_party_id), seen)
        if party.archived_on is None:
            raise StateError(why=_NOT_ARCHIVED)
        stored = change.update(replace(party, archived_on=None))
    return write_result(stored, change)


@needs(Permission.READ)
def deletion_blockers(workspace: Workspace, third_party_id: str) -> tuple[Blocker, ...]:
    """What stands in the way of deleting a third party; its own history always does."""
    with workspace.unit() as unit:
        unit.records.get(ThirdParty, third_party_id)
        found = []
        for table, label in _BLOCKERS.items():
            rows = unit.query(f"SELECT COUNT(*) AS n FROM {table} WHERE third_party_id = :id", id=third_party_id)
            found.append(Blocker(table, label, int(str(rows[0]["n"]))))
    return tuple(blocker for blocker in found if blocker.count)


@needs(Permission.CHANGE_LIFECYCLE)
def delete(workspace: Workspace, third_party_id: str, *, actor: Actor) -> None:
    """Refuse to delete: a record that has a history is archived or merged.

    Raises:
        DeletionRefusedError: Always; `items` lists what stands in the way.
    """
    blockers = deletion_blockers(workspace, third_party_id)
    listed = Text(
        "・".join(f"{b.label.ja}{b.count}件" for b in blockers), ", ".join(f"{b.count} {b.label.en}" for b in blockers)
    )
    raise DeletionRefusedError(blockers=listed, items=blockers)


def needed_reason(reason: str) -> str:
    """The reason, which must be there.

    Raises:
        InvalidValueError: It is blank.
    """
    text = clean(reason, one_line=False)
    if not text:
        raise InvalidValueError(field=_FIELD, value="", expected=_REASON_NEEDED, name="reason")
    refuse_personal_numbers("reason", text)
    return text


def _standing(unit: Unit, third_party_id: str) -> ThirdParty:
    party = require_standing(unit, third_party_id)
    if party.is_self:
        raise StateError(why=_OWN)
    return party
