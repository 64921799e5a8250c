"""What a merging does to the records of the register, and how it is taken back from the trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from sakimori.domain.dossier import Merge
from sakimori.domain.invitation import Invitation
from sakimori.domain.questions.assessment import Assessment, Comment, Condition, Evidence
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover
from sakimori.domain.records.data_flow import AnnualCheck, DataFlow, ForeignBasis
from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord, Release
from sakimori.domain.records.incidents import Incident
from sakimori.domain.records.sharing import JointUse
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Alias, Service, ThirdParty
from sakimori.domain.trail import ERASED
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.record_table import OF_PARTIES
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.store.records import RECORD_TYPES, TABLES, from_row, to_row
from sakimori.store.trail import TrailLine

REGISTER: Final[tuple[type, ...]] = (
    *(kind for kind in OF_PARTIES if kind is not ContractCover), Release, ProvisionRecord, ReceiptRecord,
    Incident,
)  # fmt: skip
"""Records of the register that follow a third party as they are; covers follow by `move_covers`."""

_USED_BY: Final[dict[type, tuple[tuple[type, str], ...]]] = {
    Service: (
        (Assessment, "service_id"),
        (DataFlow, "service_id"),
        (SubProcessorLink, "service_id"),
        (Contract, "service_ids"),
        (Certificate, "service_ids"),
    ),
    Certificate: ((ForeignBasis, "certificate_id"),),
}
"""Which records name one of a kind, and in which field: what came with a merging and is used since stays."""

_BELONG_TO: Final[dict[type, tuple[tuple[type, str], ...]]] = {
    Contract: ((ContractClause, "contract_id"),),
    DataFlow: tuple((kind, "flow_id") for kind in REGISTER if any(f.name == "flow_id" for f in fields(kind))),
    SubProcessorLink: ((SubProcessorLink, "parent_id"),),
}
"""Which records are parts of one of a kind: they go where it goes, also when they were added later."""


def move_covers(change: Change, from_id: str, into_id: str) -> Iterator[tuple[str, str]]:
    """Have the contracts that cover one cover the other, each once; gives what was re-pointed.

    Where both were covered, the cover of the one that stays stands, with what the two say together: a confirmation of
    either holds for both, but what was taken out of a contract on the one side has to be confirmed anew.
    """
    standing = {cover.contract_id: cover for cover in _covers(change, into_id)}
    for cover in _covers(change, from_id):
        other = standing.get(cover.contract_id)
        if other is None:
            change.update(replace(cover, third_party_id=into_id))
            yield TABLES[ContractCover], cover.id
            continue
        change.update(_one_cover(other, cover))
        if cover.removed_on is None:
            change.update(replace(cover, removed_on=change.today))


def _covers(change: Change, third_party_id: str) -> list[ContractCover]:
    return change.records.select(ContractCover, "third_party_id = :id", {"id": third_party_id}, order="id")


def _one_cover(kept: ContractCover, gone: ContractCover) -> ContractCover:
    note = kept.note or gone.note
    if (kept.removed_on is None) == (gone.removed_on is None):
        if kept.confirmed_on is not None or kept.removed_on is not None:
            return replace(kept, note=note)
        return replace(kept, note=note, confirmed_by=gone.confirmed_by, confirmed_on=gone.confirmed_on)
    return replace(kept, note=note, confirmed_by=None, confirmed_on=None, removed_on=None)


def repoint_sub_processors(change: Change, from_id: str, into_id: str) -> None:
    """Have links of any dossier, and joint uses, name the one that stays; nobody becomes its own sub-processor."""
    where, params = "sub_third_party_id IN (:gone, :kept)", {"gone": from_id, "kept": into_id}
    for link in change.records.select(SubProcessorLink, where, params, order="id"):
        named = None if link.third_party_id in {from_id, into_id} else into_id
        change.update(replace(link, sub_third_party_id=named))
    for joint_use in change.records.select(JointUse, "responsible_id = :gone", {"gone": from_id}, order="id"):
        change.update(replace(joint_use, responsible_id=into_id))


def is_in_use(change: Change, record: Any, merge: Merge) -> bool:  # noqa: ANN401 - any stored record
    """Whether something that did not come with a merging names a record that did: then the record stays."""
    moved = set(merge.moved)
    return any(
        (TABLES[kind], user.id) not in moved
        for kind, field in _USED_BY.get(type(record), ())
        for user in _select(change, kind, "third_party_id = :id", {"id": merge.into_id})
        if record.id in _named(getattr(user, field))
    )


def send_parts(change: Change, record: Any, merge: Merge) -> None:  # noqa: ANN401 - any stored record
    """Send the parts of a record back with it, at every depth."""
    for kind, field in _BELONG_TO.get(type(record), ()):
        where, params = f"{field} = :id AND third_party_id = :into", {"id": record.id, "into": merge.into_id}
        for part in _select(change, kind, where, params):
            change.update(replace(part, third_party_id=merge.from_id))
            send_parts(change, part, merge)
    if isinstance(record, DataFlow):
        _send_checks(change, record, merge)


def _send_checks(change: Change, flow: DataFlow, merge: Merge) -> None:
    """A check of flows that all go back goes with them; one that looked at others as well stays."""
    going = {record_id for kind, record_id in merge.moved if kind == TABLES[DataFlow]}
    for check in change.records.select(AnnualCheck, "third_party_id = :into", {"into": merge.into_id}):
        if flow.id in check.flow_ids and set(check.flow_ids) <= going:
            change.update(replace(check, third_party_id=merge.from_id))


def _select(change: Change, kind: type, where: str, params: dict[str, Any]) -> list[Any]:
    return change.records.select(kind, where, params)


def _named(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


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
class MergeUndo:
    """A merging that was taken back, and what was left as it is because it was changed since."""

    merge: Merge
    kept: tuple[KeptField, ...]


@needs(Permission.MERGE)
def undo_merge(
    workspace: Workspace, merge_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[MergeUndo]:
    """Take a merging back.

    Raises:
        StateError: It was taken back already, or the third party that it went into was merged in turn.
    """
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
    return write_result(MergeUndo(stored, tuple(kept)), change)


def _take_back(change: Change, line: TrailLine, merge: Merge) -> list[KeptField]:
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
    followers: list[Comment | Evidence | Condition | Invitation] = [
        *change.records.select(Comment, where, params),
        *change.records.select(Evidence, where, params),
        *change.records.select(Condition, where, params),
        *change.records.select(Invitation, where, params),
    ]
    for record in followers:
        change.update(replace(record, third_party_id=merge.from_id))
