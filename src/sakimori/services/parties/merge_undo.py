"""Taking a merging back, from the trail: every field that nobody changed since is again what it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sakimori.domain.dossier import Merge
from sakimori.domain.questions.assessment import Assessment, Comment, Condition, Evidence
from sakimori.domain.records.third_party import Alias, ThirdParty
from sakimori.domain.trail import ERASED
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import Change, Saved
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.merge_register import is_in_use, send_parts
from sakimori.services.parties.write import saved
from sakimori.store.records import RECORD_TYPES, from_row, to_row
from sakimori.store.trail import Line

_UNDONE: Final = Text("この統合はすでに取り消されています。", "This merging was taken back already.")
_LATER: Final = Text(
    "統合先がさらに統合されています。新しい統合から順に取り消してください。",
    "The one it went into was merged in turn. Take back the later merging first.",
)


@dataclass(frozen=True, slots=True)
class KeptField:
    """A field that somebody changed after the merging: it keeps its present value."""

    record_kind: str
    record_id: str
    field: str
    before: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Undone:
    """A merging that was taken back, and what was left as it is because it was changed since."""

    merge: Merge
    kept: tuple[KeptField, ...]


def undo_merge(
    workspace: Workspace, merge_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> Saved[Undone]:
    """Take a merging back.

    Raises:
        StateError: It was taken back already, or the third party that it went into was merged in turn.
    """
    require(actor, Permission.MERGE)
    why = needed_reason(reason)
    batch = workspace.ids("mg")
    with workspace.change("third_party.unmerged", actor=actor, at=at, reason=why, batch_id=batch) as change:
        merge = change.as_shown(change.records.get(Merge, merge_id), seen)
        if merge.undone_at is not None:
            raise StateError(why=_UNDONE)
        if change.records.get(ThirdParty, merge.into_id).merged_into is not None:
            raise StateError(why=_LATER)
        kept: list[KeptField] = []
        for line in change.trail.lines(batch_id=merge_id, limit=1_000_000):
            kept.extend(_take_back(change, line, merge))
        stored = change.update(replace(merge, undone_at=at), third_party_id=merge.into_id)
        change.touched.update({merge.from_id, merge.into_id})
        change.renamed.update({merge.from_id, merge.into_id})
    return saved(Undone(stored, tuple(kept)), change)


def _take_back(change: Change, line: Line, merge: Merge) -> list[KeptField]:
    """Give one record back what it held before; what was changed since stays and is named."""
    kind = RECORD_TYPES.get(line.entry.record_kind)
    if kind is None or kind is Merge or line.after is None:
        return []
    record = change.records.find(kind, line.entry.record_id)
    if record is None:
        return []
    if not line.before:
        if isinstance(record, Alias) and record.removed_on is None:
            change.update(replace(record, removed_on=change.today))
        return []
    now = to_row(record)
    kept = [
        KeptField(line.entry.record_kind, line.entry.record_id, field, before, now[field])
        for field, before in line.before.items()
        if now[field] not in (line.after[field], before) or before == ERASED
    ]
    if "third_party_id" in line.before and is_in_use(change, record, merge):
        kept.append(
            KeptField(line.entry.record_kind, line.entry.record_id, "third_party_id", merge.from_id, merge.into_id)
        )
    left = {item.field for item in kept}
    restored = {field: before for field, before in line.before.items() if field not in left}
    change.update(from_row(kind, now | restored))
    if "third_party_id" in restored:
        send_parts(change, record, merge)
        if isinstance(record, Assessment):
            _send_followers(change, record.id, merge)
    return kept


def _send_followers(change: Change, assessment_id: str, merge: Merge) -> None:
    """What belongs to an assessment goes where it goes, also when it was added after the merging."""
    where, params = (
        "assessment_id = :assessment AND third_party_id = :into",
        {
            "assessment": assessment_id,
            "into": merge.into_id,
        },
    )
    followers: list[Comment | Evidence | Condition] = [
        *change.records.select(Comment, where, params),
        *change.records.select(Evidence, where, params),
        *change.records.select(Condition, where, params),
    ]
    for record in followers:
        change.update(replace(record, third_party_id=merge.from_id))
