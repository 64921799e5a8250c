"""キャンペーン as a person uses it: what to do first, the chosen one with its groups, the forms, and the tags."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import Role, UserRole
from sakimori.domain.records.campaigns import AddressBasis, AddressGroup, Campaign, CampaignChannel, SiteTag, TagScope
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

Show = Callable[..., AppTest]

ACTOR = Actor("us02", "担当 2", frozenset(UserRole))
COMPLIANCE, AUDITOR = (f"us0{1 + list(UserRole).index(role)}" for role in (UserRole.COMPLIANCE, UserRole.AUDITOR))
WHOLE: dict[str, Any] = {
    "channel": CampaignChannel.MAIL, "mail_order": False, "sender": "株式会社うみべ", "shows_sender": True,
    "shows_refusal": True, "refusal_at": "https://www.example.jp/stop", "shows_address": True, "shows_contact": True,
    "broker_list": False, "planned_on": today() + timedelta(days=1), "suppression_on": today(),
}  # fmt: skip


def opened(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def put(home: Path, item: Any) -> Any:
    return record(opened(home), item, actor=ACTOR, at=now()).record


def a_campaign(home: Path, *, basis: AddressBasis = AddressBasis.RELATION, **facts: Any) -> Campaign:
    found: Campaign = put(home, Campaign("", SELF_ID, "秋の案内", **(WHOLE | facts)))
    put(home, AddressGroup("", SELF_ID, found.id, "会員", basis, person_count=500))
    return found


def sentences(at: AppTest) -> str:
    return " ".join(str(box.value) for box in [*at.success, *at.warning, *at.info, *at.markdown, *at.caption])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_view_says_its_next_step(empty_home: Path, show: Show, language: str) -> None:
    at = show("campaigns", person=COMPLIANCE, language=language)
    assert at.title[0].value == {"ja": "キャンペーン", "en": "Campaigns"}[language]
    at.button(key="next_campaign_0").click().run()
    assert not at.exception
    assert at.selectbox(key="Campaign_party").label


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_keeps_a_campaign_stands_first_with_the_form_that_mends_it(
    empty_home: Path, show: Show, language: str
) -> None:
    campaign = a_campaign(empty_home, shows_refusal=False)
    at = show("campaigns", person=COMPLIANCE, language=language, campaign=campaign.id)
    assert {"ja": "送れない", "en": "May not go"}[language] in tables(at)[0].value.to_string()
    assert {"ja": "受信拒否ができる旨と宛先を表示しない", "en": "How to refuse is not shown"}[language] in sentences(at)
    at.button(key="campaigns_next").click().run()
    at.segmented_control(key="campaign_shows_refusal").set_value(True)
    at.button(key="campaign_save").click().run()
    assert not at.exception
    with opened(empty_home).unit() as unit:
        assert unit.records.get(Campaign, campaign.id).shows_refusal is True
    assert {"ja": "送れる", "en": "May go"}[language] in tables(at)[0].value.to_string()


def test_a_group_without_basis_is_mended_in_its_own_form(empty_home: Path, show: Show) -> None:
    campaign = a_campaign(empty_home, basis=AddressBasis.NONE)
    at = show("campaigns", person=COMPLIANCE, campaign=campaign.id)
    at.button(key="campaigns_next").click().run()
    assert "根拠のない宛先には送れません" in sentences(at)
    at.selectbox(key="group_basis").set_value(AddressBasis.CONSENT).run()
    at.segmented_control(key="group_consent_recorded").set_value(True)
    at.button(key="group_save").click().run()
    assert not at.exception
    with opened(empty_home).unit() as unit:
        (group,) = unit.records.select(AddressGroup)
    assert (group.basis, group.consent_recorded) == (AddressBasis.CONSENT, True)


def test_an_address_opens_the_form_of_a_new_group_of_its_campaign(empty_home: Path, show: Show) -> None:
    campaign = put(empty_home, Campaign("", SELF_ID, "秋の案内", **WHOLE))
    at = show("campaigns", person=COMPLIANCE, record="address_group", campaign=campaign.id)
    at.text_input(key="group_name").set_value("会員")
    at.button(key="group_save").click().run()
    with opened(empty_home).unit() as unit:
        (group,) = unit.records.select(AddressGroup)
    assert (group.campaign_id, group.third_party_id) == (campaign.id, SELF_ID)


def test_a_channel_is_asked_only_what_it_needs(empty_home: Path, show: Show) -> None:
    campaign = a_campaign(empty_home, channel=CampaignChannel.AD_UPLOAD)
    at = show("campaigns", person=COMPLIANCE, record="campaign", id=campaign.id)
    asked = {box.key for box in at.segmented_control}
    assert {"campaign_we_can_tie", "campaign_platform_ties", "campaign_refusals_out"} <= asked
    assert not {"campaign_shows_refusal", "campaign_mail_order", "campaign_ties_consented"} & asked


def test_whoever_may_only_read_sees_it_without_a_way_to_mend(empty_home: Path, show: Show) -> None:
    a_campaign(empty_home, shows_refusal=False)
    at = show("campaigns", person=AUDITOR)
    assert tables(at)
    assert "campaigns_next" not in {button.key for button in at.button}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_tag_is_listed_and_its_form_asks_what_the_notice_says(empty_home: Path, show: Show, language: str) -> None:
    party = register(
        opened(empty_home), ThirdParty("", "Tidepool", frozenset({Role.PROCESSOR}), country="DE"), actor=ACTOR, at=now()
    ).record
    tag = put(empty_home, SiteTag("", party.id, "計測タグ", scope=TagScope.IN_SCOPE, used_from=today()))
    at = show("campaigns", person=COMPLIANCE, language=language, tab="tags", record="site_tag", id=tag.id)
    assert "計測タグ" in tables(at)[0].value.to_string()
    at.segmented_control(key="tag_stated_said").set_value(False).run()
    at.button(key="tag_save").click().run()
    assert not at.exception
    with opened(empty_home).unit() as unit:
        assert unit.records.get(SiteTag, tag.id).stated == frozenset()
