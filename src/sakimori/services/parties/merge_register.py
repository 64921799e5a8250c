"""What a merging does to the register: whose records follow, which covers become one, who is whose sub-processor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, Final

from sakimori.domain.dossier import Merge
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover
from sakimori.domain.records.data_flow import AnnualCheck, DataFlow, ForeignBasis
from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord, Release
from sakimori.domain.records.sharing import JointUse
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service
from sakimori.services.kernel.record_kinds import OF_PARTIES
from sakimori.services.kernel.unit import Change
from sakimori.store.records import TABLES

REGISTER: Final[tuple[type, ...]] = (
    *(kind for kind in OF_PARTIES if kind is not ContractCover), Release, ProvisionRecord, ReceiptRecord,
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
