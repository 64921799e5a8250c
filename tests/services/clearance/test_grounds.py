"""The ground that is proposed: from flows, contracts or the role, only where they agree, and told from a choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kit.asking import ADMIN, AT, COMPLIANCE, SALES, a_question, a_workspace_of
from kit.clearing import TODAY
from sakimori.domain.clearance import ClearanceRequest, GroundBy
from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.records.contract import Contract, ContractCover, ContractKind
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.third_party import ThirdParty
from sakimori.exchange.request.as_json import from_json, to_json
from sakimori.services.clearance.choices import recipient
from sakimori.services.clearance.grounds import ProposedGround, likely_grounds, proposed_ground
from sakimori.services.clearance.inquiries import answer_inquiry, send_inquiry
from sakimori.services.clearance.slips import issue_slip

R, K = LegalRoute, ContractKind
BLANK = DataFlow("", "tp1", "", direction=Direction.OUT, data_set_id="ds1")


def a_party(*roles: Role) -> ThirdParty:
    return ThirdParty("tp1", "株式会社みなも", frozenset(roles), country="JP")


def a_flow(route: LegalRoute, data_set_id: str = "ds2") -> DataFlow:
    return replace(BLANK, id=f"fl_{route}", name=f"流れ {route}", route=route, data_set_id=data_set_id)


def a_contract(kind: ContractKind) -> Contract:
    return Contract(f"co_{kind}", "tp1", f"契約 {kind}", kind)


@pytest.mark.parametrize(
    ("roles", "flows", "contracts", "proposed"),
    [
        ([Role.PROCESSOR], [], [], (R.ENTRUST, GroundBy.ROLE)),
        ([Role.PROCESSOR, Role.SUB_PROCESSOR], [], [], (R.ENTRUST, GroundBy.ROLE)),
        ([Role.JOINT_USER], [], [], (R.JOINT, GroundBy.ROLE)),
        ([], [], [], None),
        ([Role.RECIPIENT], [], [], None),
        ([Role.CLOUD_PROVIDER], [], [], None),
        ([Role.PROCESSOR, Role.RECIPIENT], [], [], None),
        ([Role.PROCESSOR], [], [K.ENTRUSTMENT], (R.ENTRUST, GroundBy.CONTRACT)),
        ([Role.CLOUD_PROVIDER], [], [K.DPA], (R.ENTRUST, GroundBy.CONTRACT)),
        ([Role.PROCESSOR, Role.RECIPIENT], [], [K.ENTRUSTMENT], (R.ENTRUST, GroundBy.CONTRACT)),
        ([Role.PROCESSOR, Role.JOINT_USER], [], [K.ENTRUSTMENT, K.JOINT_USE], None),
        ([Role.RECIPIENT], [], [K.ENTRUSTMENT], None),
        ([Role.PROCESSOR], [], [K.NDA], (R.ENTRUST, GroundBy.ROLE)),
        ([Role.RECIPIENT], [R.CONSENT], [], (R.CONSENT, GroundBy.FLOW)),
        ([Role.PROCESSOR], [R.ENTRUST], [K.JOINT_USE], (R.ENTRUST, GroundBy.FLOW)),
        ([Role.RECIPIENT], [R.CONSENT, R.OPTOUT], [], None),
        ([Role.RECIPIENT], [R.UNDECIDED], [], None),
        ([Role.RECIPIENT], [R.EXC_LAW], [], None),
        ([Role.RECIPIENT], [R.SUCCESSION], [], None),
        ([Role.RECIPIENT], [R.JOINT], [], None),
    ],
)
def test_a_ground_is_proposed_only_where_what_is_on_record_leaves_one(
    roles: list[Role], flows: list[LegalRoute], contracts: list[ContractKind], proposed: Any
) -> None:
    found = proposed_ground(BLANK, a_party(*roles), map(a_flow, flows), map(a_contract, contracts))
    assert (found and (found.route, found.by)) == proposed
    if found and found.by is not GroundBy.ROLE:
        assert found.name.startswith({GroundBy.FLOW: "流れ", GroundBy.CONTRACT: "契約"}[found.by])


def test_a_flow_of_the_same_data_goes_before_the_others() -> None:
    flows = (a_flow(R.CONSENT), a_flow(R.OPTOUT, "ds1"))
    found = proposed_ground(BLANK, a_party(Role.RECIPIENT), flows, ())
    assert found == ProposedGround(R.OPTOUT, GroundBy.FLOW, "流れ OPTOUT")


def test_kinds_of_data_that_close_a_ground_leave_no_proposal_of_it() -> None:
    special = replace(BLANK, categories=frozenset({DataCategory.PI_SPECIAL}))
    assert proposed_ground(special, a_party(Role.RECIPIENT), (a_flow(R.OPTOUT),), ()) is None
    assert proposed_ground(replace(BLANK, direction=Direction.IN), a_party(Role.PROCESSOR), (), ()) is None


def test_the_proposed_ground_stands_first_and_none_stands_undecided() -> None:
    party = a_party(Role.RECIPIENT)
    routes = likely_grounds(BLANK, party, ProposedGround(R.ENTRUST, GroundBy.CONTRACT))
    assert routes[0] is R.ENTRUST
    assert R.UNDECIDED not in routes
    assert R.CONSENT in likely_grounds(BLANK, party, None)


def test_only_contracts_in_force_that_are_confirmed_to_cover_it_count() -> None:
    workspace = a_workspace_of()
    assert [one.kind for one in recipient(workspace, "tp1", actor=SALES, on=TODAY).contracts] == [K.ENTRUSTMENT]
    ended = a_workspace_of(contracts=[{"end_on": TODAY - timedelta(days=1)}])
    assert recipient(ended, "tp1", actor=SALES, on=TODAY).contracts == ()
    with workspace.change("register.recorded", actor=ADMIN, at=AT) as change:
        (cover,) = change.records.select(ContractCover)
        change.update(replace(cover, confirmed_on=None, confirmed_by=None))
    assert recipient(workspace, "tp1", actor=SALES, on=TODAY).contracts == ()


def test_a_slip_keeps_that_its_ground_was_only_proposed() -> None:
    workspace = a_workspace_of()
    for by, is_proposed in ((None, False), (GroundBy.ASKER, False), (GroundBy.CONTRACT, True), (GroundBy.ROLE, True)):
        slip = issue_slip(workspace, replace(a_question(), ground_by=by), actor=SALES, at=AT).record
        kept = from_json(ClearanceRequest, slip.request)
        assert (kept.ground_by, kept.is_ground_proposed) == (by, is_proposed)


def test_a_ground_that_compliance_approved_is_a_proposal_no_more() -> None:
    workspace = a_workspace_of()
    asked = replace(a_question(), ground_by=GroundBy.ROLE)
    inquiry = send_inquiry(workspace, asked, message="", actor=SALES, at=AT).record
    done = answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=COMPLIANCE, at=AT).record
    assert not from_json(ClearanceRequest, done.request).is_ground_proposed


def test_a_question_that_was_kept_without_its_ground_being_told_is_still_read() -> None:
    text = to_json(ClearanceRequest, a_question()).replace(',"ground_by":null', "")
    assert "ground_by" not in text
    assert from_json(ClearanceRequest, text).ground_by is None
