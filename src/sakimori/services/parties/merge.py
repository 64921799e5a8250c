"""Merging one third party into another, field by field, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from sakimori.domain.clearance import Inquiry, InquiryRemark
from sakimori.domain.codes import AssessmentState
from sakimori.domain.dossier import Merge, Side
from sakimori.domain.errand import Errand
from sakimori.domain.gap import Waiver
from sakimori.domain.invitation import Invitation
from sakimori.domain.questions.assessment import Assessment, Comment, Condition, Evidence
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.clearance.slips import revoke_slips_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import NOTHING_SHOWN, Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_party, require_place, require_standing
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.merge_records import REGISTER, move_covers, repoint_sub_processors
from sakimori.services.parties.write import insert_alias, write_result
from sakimori.store.records import TABLES

_KEPT: Final = frozenset(
    {"id", "lifecycle", "merged_into", "archived_on", "created_on", "version"},
)
MERGEABLE: Final = tuple(spec.name for spec in fields(ThirdParty) if spec.name not in _KEPT)
"""The fields of which a person may choose a side; where the relation stands is changed by its own step only."""

_MOVED: Final[tuple[type, ...]] = (
    Service, Alias, Contact, Assessment, Comment, Evidence, Condition, Inquiry, InquiryRemark, Errand, Invitation,
    *REGISTER,
)  # fmt: skip
"""Records that follow; periodic reviews only grow and stay where they were made."""

_JUDGED: Final = frozenset({AssessmentState.SUBMITTED, AssessmentState.DECIDED})

_SAME: Final = Text("同じ取引先です。", "They are the same third party.")
_OWN: Final = Text("自社の調書は統合できません。", "Our own dossier cannot be merged.")
_ARCHIVED: Final = Text("統合先が保管されています。", "The one to keep is archived.")


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field in which the two differ, and the side that would be kept unless somebody chooses."""

    field: str
    from_value: Any
    into_value: Any
    proposed: Side


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merging would do, before it is done."""

    from_party: ThirdParty
    into_party: ThirdParty
    differences: tuple[FieldDifference, ...]
    services: int
    aliases: int
    contacts: int
    assessments: int
    to_adopt: int
    evidence: int
    conditions: int
    contracts: int
    certificates: int
    flows: int
    sub_processors: int
    children: int
    lapsing_waivers: int
    new_aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandingMerge:
    """A merging that holds, with the name of the third party that went."""

    merge: Merge
    from_name: str


@needs(Permission.READ)
def merge_preview(workspace: Workspace, *, from_id: str, into_id: str) -> MergePreview:
    """Count what a merging would move, and list the fields in which the two differ."""
    with workspace.unit() as unit:
        gone, kept = _pair(unit, from_id, into_id)
        assessments = _of(unit, Assessment, from_id)
        return MergePreview(
            from_party=gone,
            into_party=kept,
            differences=_differences(gone, kept),
            services=len(_of(unit, Service, from_id)),
            aliases=len(_of(unit, Alias, from_id)),
            contacts=len(_of(unit, Contact, from_id)),
            assessments=len(assessments),
            to_adopt=sum(a.state in _JUDGED for a in assessments),
            evidence=len(_of(unit, Evidence, from_id)),
            conditions=len(_of(unit, Condition, from_id)),
            contracts=len(_of(unit, Contract, from_id)),
            certificates=len(_of(unit, Certificate, from_id)),
            flows=len(_of(unit, DataFlow, from_id)),
            sub_processors=len(_of(unit, SubProcessorLink, from_id)),
            children=len(_children(unit, gone, kept)),
            lapsing_waivers=len(_standing_waivers(unit, from_id)),
            new_aliases=_new_names(unit, gone, kept, kept.legal_name),
        )


@needs(Permission.MERGE)
def merge(
    workspace: Workspace,
    *,
    from_id: str,
    into_id: str,
    choices: Mapping[str, str],
    reason: str,
    actor: Actor,
    at: datetime,
    seen: Mapping[str, int] = NOTHING_SHOWN,
) -> WriteResult[Merge]:
    """Merge one third party into another; the first stays as a redirect.

    Its services, names, contacts, assessments, evidence, inquiries and register follow; its assessments count only
    after a reviewer adopts them, its waivers lapse and its slips are revoked. A field without a choice keeps what is
    known, of sets both. `seen` is the version of either that was shown.

    Raises:
        ConflictError: Somebody else changed one of the two since.
    """
    why = needed_reason(reason)
    unknown = choices.keys() - set(MERGEABLE)
    if unknown:
        raise ValueError(f"no field to choose: {sorted(unknown)}")
    merge_id = workspace.ids("mg")
    with workspace.change("third_party.merged", actor=actor, at=at, reason=why, batch_id=merge_id) as change:
        gone, kept = (change.as_shown(one, seen.get(one.id)) for one in _pair(change, from_id, into_id))
        joined = _joined(gone, kept, choices)
        names = _new_names(change, gone, kept, joined.legal_name)
        moved = _move_records(change, from_id, into_id)
        _lapse_waivers(change, from_id)
        revoke_slips_of(change, from_id)
        for child in _children(change, gone, kept):
            change.update(replace(child, parent_id=into_id))
        change.update(replace(gone, merged_into=into_id))
        if joined.parent_id == from_id:
            joined = replace(joined, parent_id=None)
        joined = checked_party(joined)
        require_place(change, joined)
        change.update(joined)
        for name in names:
            insert_alias(change, into_id, name)
        change.touched.update({from_id, into_id})
        change.renamed.update({from_id, into_id})
        record = change.insert(
            Merge(merge_id, from_id, into_id, by=actor.id, at=at, reason=why, moved=moved), third_party_id=into_id
        )
    return write_result(record, change)


@needs(Permission.READ)
def merges_of(workspace: Workspace, third_party_id: str) -> tuple[StandingMerge, ...]:
    """The mergings into a third party that still hold, newest first."""
    with workspace.unit() as unit:
        found = unit.records.select(
            Merge, "into_id = :id AND undone_at IS NULL", {"id": third_party_id}, order="made_at DESC"
        )
        return tuple(StandingMerge(m, unit.records.get(ThirdParty, m.from_id).legal_name) for m in found)


def final_id(unit: Unit, third_party_id: str) -> str:
    """Where the trail of mergings from a third party ends; its own id if it was not merged away."""
    party = unit.records.get(ThirdParty, third_party_id)
    while party.merged_into is not None:
        party = unit.records.get(ThirdParty, party.merged_into)
    return party.id


def _pair(unit: Unit, from_id: str, into_id: str) -> tuple[ThirdParty, ThirdParty]:
    if from_id == into_id:
        raise StateError(why=_SAME)
    gone, kept = require_standing(unit, from_id), require_standing(unit, into_id)
    if gone.is_self or kept.is_self:
        raise StateError(why=_OWN)
    if kept.archived_on is not None:
        raise StateError(why=_ARCHIVED)
    return gone, kept


def _differences(gone: ThirdParty, kept: ThirdParty) -> tuple[FieldDifference, ...]:
    return tuple(
        FieldDifference(field, getattr(gone, field), getattr(kept, field), _proposed(gone, kept, field))
        for field in MERGEABLE
        if getattr(gone, field) != getattr(kept, field)
    )


def _proposed(gone: ThirdParty, kept: ThirdParty, field: str) -> Side:
    """What is known before what is not; of two sets both."""
    theirs, ours = getattr(gone, field), getattr(kept, field)
    if isinstance(theirs, frozenset) and isinstance(ours, frozenset):
        return Side.BOTH
    return Side.FROM if ours in (None, "", frozenset()) else Side.INTO


def _joined(gone: ThirdParty, kept: ThirdParty, choices: Mapping[str, str]) -> ThirdParty:
    values: dict[str, Any] = {}
    for field in MERGEABLE:
        theirs, ours = getattr(gone, field), getattr(kept, field)
        match Side(choices.get(field) or _proposed(gone, kept, field)):
            case Side.FROM:
                values[field] = theirs
            case Side.INTO:
                values[field] = ours
            case Side.BOTH:
                values[field] = ours | theirs
    days = [party.created_on for party in (gone, kept) if party.created_on is not None]
    return replace(kept, **values, created_on=min(days, default=None))


def _new_names(unit: Unit, gone: ThirdParty, kept: ThirdParty, final_name: str) -> tuple[str, ...]:
    """The names of both that the merged one would not be found by otherwise."""
    known = {fold(a.name) for party in (gone, kept) for a in _of(unit, Alias, party.id) if a.removed_on is None}
    known.add(fold(final_name))
    names = {fold(name): name for name in (kept.legal_name, gone.legal_name)}
    return tuple(name for key, name in names.items() if key not in known)


def _move_records(change: Change, from_id: str, into_id: str) -> tuple[tuple[str, str], ...]:
    moved: list[tuple[str, str]] = []
    for kind in _MOVED:
        for record in _of(change, kind, from_id):
            pointed = replace(record, third_party_id=into_id)
            if isinstance(pointed, Assessment) and pointed.state in _JUDGED:
                pointed = replace(pointed, needs_adoption=True)
            change.update(pointed)
            moved.append((TABLES[kind], record.id))
    moved.extend(move_covers(change, from_id, into_id))
    repoint_sub_processors(change, from_id, into_id)
    return tuple(moved)


def _lapse_waivers(change: Change, third_party_id: str) -> None:
    for waiver in _standing_waivers(change, third_party_id):
        change.update(replace(waiver, lapsed_on=change.today, lapse_reason="merged"), action="waiver.lapsed")


def _standing_waivers(unit: Unit, third_party_id: str) -> list[Waiver]:
    where = "third_party_id = :id AND lapsed_on IS NULL AND (approved IS NULL OR approved = 1)"
    return unit.records.select(Waiver, where, {"id": third_party_id})


def _children(unit: Unit, gone: ThirdParty, kept: ThirdParty) -> list[ThirdParty]:
    children = unit.records.select(ThirdParty, "parent_id = :id", {"id": gone.id})
    return [child for child in children if child.id != kept.id]


def _of(unit: Unit, kind: type, third_party_id: str) -> list[Any]:
    return unit.records.select(kind, "third_party_id = :id", {"id": third_party_id})
