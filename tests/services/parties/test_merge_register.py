"""The register follows a merging of two third parties, and comes back when that is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import UserRole
from sakimori.domain.dossier import Merge
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, ContractKind
from sakimori.domain.records.data_flow import (
    AnnualCheck,
    CloudFacts,
    DataFlow,
    Erasure,
    ErasureKind,
    ForeignBasis,
    ForeignBasisKind,
)
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.domain.records.third_party import Service
from sakimori.services.audit.view import verify
from sakimori.services.kernel.confirmations import confirm_cover, decide_sub_processor, remove_cover
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.merge import merge, merge_preview
from sakimori.services.parties.merge_records import MergeUndo, undo_merge
from sakimori.services.parties.write import add_service, register

COMPLIANCE = an_actor(UserRole.COMPLIANCE)
KINDS = (
    Contract,
    ContractCover,
    ContractClause,
    Certificate,
    DataFlow,
    CloudFacts,
    ForeignBasis,
    AnnualCheck,
    Erasure,
    SubProcessorLink,
)


def three(workspace: Workspace) -> tuple[str, str, str]:
    """The one that goes, the one that stays, and a bystander."""
    names = ("株式会社つむぎ", "つむぎ株式会社", "株式会社はやて")
    return tuple(  # type: ignore[return-value]
        register(workspace, a_third_party(legal_name=name), actor=an_actor(), at=AT).record.id for name in names
    )


def put(workspace: Workspace, item: Any) -> Any:
    return record(workspace, item, actor=an_actor(), at=AT).record


def stored(workspace: Workspace, kind: Any) -> dict[str, Any]:
    with workspace.unit() as unit:
        return {item.id: item for item in unit.records.select(kind)}


def covers(workspace: Workspace, contract_id: str) -> dict[str, ContractCover]:
    return {c.third_party_id: c for c in stored(workspace, ContractCover).values() if c.contract_id == contract_id}


def merged(workspace: Workspace, gone: str, kept: str) -> Merge:
    done = merge(workspace, from_id=gone, into_id=kept, choices={}, reason="同じ会社", actor=COMPLIANCE, at=AT)
    return done.record


def undone(workspace: Workspace, record_of: Merge) -> MergeUndo:
    return undo_merge(workspace, record_of.id, reason="別の会社", actor=COMPLIANCE, at=AT).record


def is_sound(workspace: Workspace) -> bool:
    in_step = not [d for *_, found in recompute(workspace, on=TODAY) for d in found]
    return in_step and verify(workspace).is_intact


def a_full_register(workspace: Workspace, party: str) -> None:
    """One record of every kind, each naming the others."""
    service = add_service(workspace, Service("", party, "受電"), actor=an_actor(), at=AT).record
    contract = put(workspace, Contract("", party, "業務委託契約", ContractKind.ENTRUSTMENT, service_ids=(service.id,)))
    put(workspace, ContractClause("", contract.id, party, "ITK-01"))
    certificate = put(workspace, Certificate("", party, Scheme.CBPR, service_ids=(service.id,)))
    flow = put(workspace, DataFlow("", party, "顧客名簿", service_id=service.id))
    put(workspace, CloudFacts("", party, flow.id))
    basis = ForeignBasis("", party, flow.id, ForeignBasisKind.EQUIV_CBPR, contract.id, certificate.id)
    put(workspace, basis)
    put(workspace, AnnualCheck("", party, TODAY, "佐藤", (flow.id,)))
    put(workspace, Erasure("", party, flow.id, ErasureKind.ERASED, TODAY))
    link = put(workspace, SubProcessorLink("", party, "印刷社", service_id=service.id))
    put(workspace, SubProcessorLink("", party, "封入社", parent_id=link.id))


def whole_register(workspace: Workspace) -> dict[str, Any]:
    """Every record but its version."""
    return {key: replace(item, version=1) for kind in KINDS for key, item in stored(workspace, kind).items()}


def test_every_kind_of_record_follows_and_the_preview_counts_them() -> None:
    workspace = a_workspace()
    gone, kept, _ = three(workspace)
    a_full_register(workspace, gone)
    preview = merge_preview(workspace, from_id=gone, into_id=kept)
    assert (preview.contracts, preview.certificates, preview.flows, preview.sub_processors) == (1, 1, 1, 2)
    merged(workspace, gone, kept)
    for kind in KINDS:
        owners = {item.third_party_id for item in stored(workspace, kind).values()}
        assert owners == {kept}, kind
    assert is_sound(workspace)


def test_taking_it_back_leaves_every_record_as_it_was() -> None:
    workspace = a_workspace()
    gone, kept, other = three(workspace)
    a_full_register(workspace, gone)
    a_full_register(workspace, kept)
    shared = put(workspace, Contract("", other, "グループ契約", ContractKind.DPA))
    for party in (gone, kept):
        put(workspace, ContractCover("", shared.id, party))
    put(workspace, SubProcessorLink("", other, "つむぎ", sub_third_party_id=gone))
    put(workspace, SubProcessorLink("", kept, "つむぎ", sub_third_party_id=gone))
    before = whole_register(workspace)
    done = merged(workspace, gone, kept)
    assert whole_register(workspace) != before
    assert undone(workspace, done).kept == ()
    assert whole_register(workspace) == before
    assert is_sound(workspace)


@pytest.mark.parametrize(
    ("of_gone", "of_kept", "stands", "is_confirmed"),
    [
        ("open", "open", True, False),
        ("confirmed", "open", True, True),
        ("open", "confirmed", True, True),
        ("confirmed", "confirmed", True, True),
        ("removed", "confirmed", True, False),
        ("confirmed", "removed", True, False),
        ("open", "removed", True, False),
        ("removed", "removed", False, False),
    ],
)
def test_a_contract_that_covered_both_covers_once_with_what_both_covers_say(
    of_gone: str, of_kept: str, stands: bool, is_confirmed: bool
) -> None:
    workspace = a_workspace()
    gone, kept, other = three(workspace)
    contract = put(workspace, Contract("", other, "グループ契約", ContractKind.DPA))
    for party, how in ((gone, of_gone), (kept, of_kept)):
        cover = put(workspace, ContractCover("", contract.id, party))
        if how == "confirmed":
            confirm_cover(workspace, cover.id, actor=an_actor(), at=AT)
        if how == "removed":
            remove_cover(workspace, cover.id, actor=an_actor(), at=AT, reason="別の業務")
    merged(workspace, gone, kept)
    found = covers(workspace, contract.id)
    assert (found[kept].removed_on is None) is stands
    assert (found[kept].confirmed_on is not None) is is_confirmed
    assert found[gone].removed_on is not None
    assert is_sound(workspace)


def test_links_of_other_dossiers_name_the_one_that_stays_and_keep_their_approval() -> None:
    workspace = a_workspace()
    gone, kept, other = three(workspace)
    link = put(workspace, SubProcessorLink("", other, "つむぎ", sub_third_party_id=gone))
    decide_sub_processor(workspace, link.id, Approval.APPROVED, actor=COMPLIANCE, at=AT)
    merged(workspace, gone, kept)
    after = stored(workspace, SubProcessorLink)[link.id]
    assert (after.third_party_id, after.sub_third_party_id) == (other, kept)
    assert after.approval is Approval.APPROVED
    assert is_sound(workspace)


@pytest.mark.parametrize("owner", ["gone", "kept"])
def test_nobody_becomes_a_sub_processor_of_itself(owner: str) -> None:
    workspace = a_workspace()
    gone, kept, _ = three(workspace)
    sides = (gone, kept) if owner == "gone" else (kept, gone)
    link = put(workspace, SubProcessorLink("", sides[0], "つむぎ", sub_third_party_id=sides[1]))
    done = merged(workspace, gone, kept)
    after = stored(workspace, SubProcessorLink)[link.id]
    assert (after.third_party_id, after.sub_third_party_id) == (kept, None)
    undone(workspace, done)
    assert replace(stored(workspace, SubProcessorLink)[link.id], version=1) == replace(link, version=1)


def test_parts_that_were_added_since_go_back_with_what_they_belong_to() -> None:
    workspace = a_workspace()
    gone, kept, _ = three(workspace)
    contract = put(workspace, Contract("", gone, "業務委託契約", ContractKind.ENTRUSTMENT))
    flow = put(workspace, DataFlow("", gone, "顧客名簿"))
    link = put(workspace, SubProcessorLink("", gone, "印刷社"))
    done = merged(workspace, gone, kept)
    later = [
        put(workspace, ContractClause("", contract.id, kept, "ITK-02")),
        put(workspace, CloudFacts("", kept, flow.id)),
        put(workspace, ForeignBasis("", kept, flow.id, ForeignBasisKind.CONSENT_28)),
        put(workspace, Erasure("", kept, flow.id, ErasureKind.ERASED, TODAY)),
        put(workspace, AnnualCheck("", kept, TODAY, "佐藤", (flow.id,))),
        put(workspace, SubProcessorLink("", kept, "封入社", parent_id=link.id)),
    ]
    deepest = put(workspace, SubProcessorLink("", kept, "配送社", parent_id=later[-1].id))
    undone(workspace, done)
    for item in (*later, deepest):
        assert stored(workspace, type(item))[item.id].third_party_id == gone, item
    assert is_sound(workspace)


def test_what_was_recorded_since_for_itself_stays_and_so_does_a_check_of_other_flows() -> None:
    workspace = a_workspace()
    gone, kept, _ = three(workspace)
    flow = put(workspace, DataFlow("", gone, "顧客名簿"))
    done = merged(workspace, gone, kept)
    own = put(workspace, DataFlow("", kept, "社員名簿"))
    check = put(workspace, AnnualCheck("", kept, TODAY, "佐藤", (flow.id, own.id)))
    certificate = put(workspace, Certificate("", kept, Scheme.PMARK, issued_on=date(2026, 4, 1)))
    undone(workspace, done)
    assert stored(workspace, DataFlow)[own.id].third_party_id == kept
    assert stored(workspace, AnnualCheck)[check.id].third_party_id == kept
    assert stored(workspace, Certificate)[certificate.id].third_party_id == kept
    assert stored(workspace, DataFlow)[flow.id].third_party_id == gone


@pytest.mark.parametrize("kind", ["flow", "link", "contract", "certificate"])
def test_a_service_that_is_used_since_stays_with_its_user_and_is_named(kind: str) -> None:
    workspace = a_workspace()
    gone, kept, _ = three(workspace)
    service = add_service(workspace, Service("", gone, "受電"), actor=an_actor(), at=AT).record
    done = merged(workspace, gone, kept)
    put(
        workspace,
        {
            "flow": DataFlow("", kept, "社員名簿", service_id=service.id),
            "link": SubProcessorLink("", kept, "印刷社", service_id=service.id),
            "contract": Contract("", kept, "DPA", ContractKind.DPA, service_ids=(service.id,)),
            "certificate": Certificate("", kept, Scheme.PMARK, service_ids=(service.id,)),
        }[kind],
    )
    assert [(k.record_kind, k.field) for k in undone(workspace, done).kept] == [("service", "third_party_id")]
    assert stored(workspace, Service)[service.id].third_party_id == kept


def test_a_certificate_on_which_a_later_basis_rests_stays() -> None:
    workspace = a_workspace()
    gone, kept, _ = three(workspace)
    certificate = put(workspace, Certificate("", gone, Scheme.CBPR))
    done = merged(workspace, gone, kept)
    flow = put(workspace, DataFlow("", kept, "社員名簿"))
    put(workspace, ForeignBasis("", kept, flow.id, ForeignBasisKind.EQUIV_CBPR, certificate_id=certificate.id))
    assert [k.record_id for k in undone(workspace, done).kept] == [certificate.id]
    assert stored(workspace, Certificate)[certificate.id].third_party_id == kept
