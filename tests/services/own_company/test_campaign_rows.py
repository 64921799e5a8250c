"""Campaigns and tags as the view lists them: how each stands on a day, and what its forms offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_workspace, an_actor
from sakimori.domain.codes import Role, Severity
from sakimori.domain.records.campaigns import AddressBasis, AddressGroup, Campaign, CampaignChannel, SiteTag, TagScope
from sakimori.domain.records.contract import Contract, ContractCover, ContractKind
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.services.gaps.of_dossier import blocks_of
from sakimori.services.kernel.confirmations import confirm_cover
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.campaign_rows import (
    CampaignRow,
    CampaignState,
    campaign_choices,
    campaign_rows,
    tag_rows,
)
from sakimori.services.parties.write import register

ACTOR = an_actor()
SENDS = TODAY + timedelta(days=10)
WHOLE: dict[str, Any] = {
    "channel": CampaignChannel.MAIL, "mail_order": False, "in_a_lump": False, "sender": "株式会社うみべ",
    "shows_sender": True, "shows_refusal": True, "refusal_at": "https://www.example.jp/stop", "shows_address": True,
    "shows_contact": True, "broker_list": False, "planned_on": SENDS, "suppression_on": SENDS - timedelta(days=1),
}  # fmt: skip
"""A campaign of which everything is answered as it should be."""
GROUP: dict[str, Any] = {"basis": AddressBasis.CONSENT, "person_count": 500, "consent_recorded": True}


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


def put(workspace: Workspace, item: Any) -> Any:
    return record(workspace, item, actor=ACTOR, at=AT).record


@pytest.fixture
def agency(workspace: Workspace) -> ThirdParty:
    found = ThirdParty("", "株式会社さざなみ広告", frozenset({Role.PROCESSOR}), country="JP")
    return register(workspace, found, actor=ACTOR, at=AT).record


def a_campaign(workspace: Workspace, party: str = SELF_ID, **facts: Any) -> Campaign:
    found: Campaign = put(workspace, Campaign("", party, "秋の案内", **(WHOLE | facts)))
    return found


def a_group(workspace: Workspace, campaign: Campaign, **facts: Any) -> AddressGroup:
    given = AddressGroup("", campaign.third_party_id, campaign.id, "会員", **(GROUP | facts))
    found: AddressGroup = put(workspace, given)
    return found


def the_row(workspace: Workspace, on: date = TODAY) -> CampaignRow:
    with workspace.unit() as unit:
        number = unit.number()
    (row,) = campaign_rows(workspace, on=on, number=number)
    return row


def test_a_campaign_of_which_everything_is_in_order_may_go(workspace: Workspace) -> None:
    a_group(workspace, a_campaign(workspace))
    row = the_row(workspace)
    assert (row.state, row.gaps, row.persons) == (CampaignState.READY, (), 500)


def test_a_known_lack_that_is_grave_keeps_a_campaign_long_before_its_day(workspace: Workspace) -> None:
    a_group(workspace, a_campaign(workspace, shows_refusal=False))
    row = the_row(workspace)
    assert row.state is CampaignState.BARRED
    assert [span.fix_field for span in row.gaps] == ["shows_refusal"]


def test_what_nobody_has_answered_leaves_a_campaign_open(workspace: Workspace) -> None:
    a_group(workspace, a_campaign(workspace, shows_refusal=None))
    assert the_row(workspace).state is CampaignState.OPEN


def test_a_list_of_refusals_that_will_be_too_old_on_the_day_is_left_to_be_done(workspace: Workspace) -> None:
    a_group(workspace, a_campaign(workspace, suppression_on=TODAY))
    assert the_row(workspace).state is CampaignState.TO_DO
    assert the_row(workspace, on=SENDS).state is CampaignState.BARRED


def test_a_group_without_basis_is_told_beside_the_group(workspace: Workspace) -> None:
    campaign = a_campaign(workspace)
    a_group(workspace, campaign)
    bad = a_group(workspace, campaign, basis=AddressBasis.NONE, person_count=None)
    row = the_row(workspace)
    assert [span.severity.value for span in row.of_group(bad.id)] == ["block"]
    assert row.persons is None


def test_a_campaign_goes_out_is_over_and_is_called_off_by_its_days(workspace: Workspace) -> None:
    campaign = a_campaign(workspace, planned_on=TODAY, suppression_on=TODAY, first_sent_on=TODAY)
    a_group(workspace, campaign)
    assert the_row(workspace).state is CampaignState.SENDING
    kept = TODAY.replace(year=TODAY.year + 3)
    sent = put(workspace, replace(campaign, last_sent_on=TODAY, records_kept_until=kept))
    assert the_row(workspace).state is CampaignState.SENDING
    assert the_row(workspace, on=TODAY + timedelta(days=1)).state is CampaignState.OVER
    put(workspace, replace(sent, last_sent_on=None, called_off_on=TODAY))
    assert the_row(workspace).state is CampaignState.CALLED_OFF


def test_what_may_not_go_stands_before_what_may(workspace: Workspace) -> None:
    a_group(workspace, a_campaign(workspace))
    a_group(workspace, put(workspace, Campaign("", SELF_ID, "冬の案内", **(WHOLE | {"shows_sender": False}))))
    with workspace.unit() as unit:
        number = unit.number()
    rows = campaign_rows(workspace, on=TODAY, number=number)
    assert [row.campaign.name for row in rows] == ["冬の案内", "秋の案内"]


def test_a_campaign_is_listed_as_it_was_known(workspace: Workspace) -> None:
    campaign = a_campaign(workspace, shows_refusal=False)
    a_group(workspace, campaign)
    with workspace.unit() as unit:
        number = unit.number()
    put(workspace, replace(campaign, shows_refusal=True))
    (before,) = campaign_rows(workspace, on=TODAY, number=number)
    assert before.campaign.shows_refusal is False
    assert the_row(workspace).campaign.shows_refusal is True


def test_the_form_of_a_campaign_offers_what_stands_with_its_agency(workspace: Workspace, agency: ThirdParty) -> None:
    out = put(
        workspace,
        DataFlow("", agency.id, "宛先の受渡し", direction=Direction.OUT, route=LegalRoute.ENTRUST, start_on=TODAY),
    )
    put(workspace, DataFlow("", agency.id, "反応の受取り", direction=Direction.IN))
    contract = put(workspace, Contract("", agency.id, "配信業務委託契約", ContractKind.ENTRUSTMENT, start_on=TODAY))
    with workspace.unit() as unit:
        (cover,) = unit.records.select(ContractCover)
        number = unit.number()
    confirm_cover(workspace, cover.id, actor=ACTOR, at=AT)
    found = campaign_choices(workspace, agency.id, number=number)
    assert (dict(found.flows), dict(found.contracts)) == ({out.id: "宛先の受渡し"}, {contract.id: "配信業務委託契約"})


def test_a_tag_stands_with_its_recipient_and_what_is_open_first(workspace: Workspace, agency: ThirdParty) -> None:
    flow = put(workspace, DataFlow("", agency.id, "閲覧の計測", direction=Direction.OUT, start_on=TODAY))
    put(workspace, SiteTag("", agency.id, "対象でないタグ", flow.id, scope=TagScope.SERVICE_OUTSIDE, used_from=TODAY))
    put(workspace, SiteTag("", agency.id, "判断していないタグ", used_from=TODAY))
    with workspace.unit() as unit:
        number = unit.number()
    rows = tag_rows(workspace, on=TODAY, number=number)
    assert [(row.tag.name, row.party, bool(row.gaps)) for row in rows] == [
        ("判断していないタグ", "株式会社さざなみ広告", True),
        ("対象でないタグ", "株式会社さざなみ広告", False),
    ]


def test_a_campaign_that_may_not_go_stops_the_flow_that_it_uses_and_no_other(
    workspace: Workspace, agency: ThirdParty
) -> None:
    used, other = (
        put(workspace, DataFlow("", agency.id, name, direction=Direction.OUT, start_on=TODAY))
        for name in ("宛先の受渡し", "請求書の発送")
    )
    campaign = a_campaign(workspace, agency.id, flow_ids=(used.id,), planned_on=TODAY, shows_sender=False)
    a_group(workspace, campaign)
    with workspace.unit() as unit:
        blocks = blocks_of(unit, agency.id, on=TODAY, number=unit.number())
        (row,) = campaign_rows(workspace, on=TODAY, number=unit.number())
    bars = {span.gap_id for span in row.gaps if span.severity is Severity.BLOCK}
    assert bars
    assert not bars & {block.gap_id for block in blocks.whole}
    stopped = {flow.id: {block.gap_id for block in flow.blocks} for flow in blocks.stopped}
    assert bars <= stopped[used.id]
    assert not bars & stopped.get(other.id, set())
