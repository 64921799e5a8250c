"""P-16: the campaigns for which a hand-over is made; one that is not in order keeps its addresses from its agency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import GapKind, Severity, UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.campaigns import Campaign, CampaignChannel
from sakimori.domain.records.own_registers import RECEIVED
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.data.marketing import BOUGHT_ADDRESSES
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Look,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    fact_fix,
    question,
    unknown,
)
from sakimori.rules.facts.campaigns import ELECTRONIC, Lack, Topic, lacks_of
from sakimori.rules.facts.citations import (
    ACT_27_1,
    ACT_30,
    ACT_31_1,
    ACT_35_5,
    EMAIL_ACT_3_1,
    EMAIL_ACT_3_2,
    EMAIL_ACT_3_3,
    EMAIL_ACT_4,
    TRANSACTIONS_12_3_1,
    TRANSACTIONS_17,
)

_MENDS: Final = UserRole.PROCUREMENT
"""Who keeps the records of third parties, and with them those of campaigns."""
_NAMED: Final = Text("キャンペーン「{name}」：{what}", "Campaign “{name}”: {what}")


def going_out(case: Case, on: date) -> Iterator[Campaign]:
    """The campaigns that use the flow and are not over; of those that are over nothing more is sent."""
    for campaign in case.dossier.campaigns:
        if case.flow.id in campaign.flow_ids and (campaign.ended_on is None or on <= campaign.ended_on):
            yield campaign


def campaign_ends(case: Case, _policy: Policy) -> Iterator[date | None]:
    """The days after which nothing more is sent."""
    for campaign in case.dossier.campaigns:
        if case.flow.id in campaign.flow_ids and campaign.ended_on is not None:
            yield next_day(campaign.ended_on)


def _statement(campaign: Campaign, lack: Lack) -> Statement:
    text = _NAMED.format(name=campaign.name, what=lack.text)
    if lack.kind is GapKind.UNKNOWN:
        return unknown(text, lack.fix, who=_MENDS)
    if lack.kind is GapKind.DECISION:
        return question(text, fix=lack.fix)
    if lack.severity is Severity.BLOCK:
        return bar(text, fix=lack.fix, who=_MENDS)
    return condition(text, fix=lack.fix, who=_MENDS)


def _lacking(topic: Topic, *, by_phone: bool | None = None) -> Look:
    def look(case: Case, _part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
        """A known lack that is grave bars, another is a condition; what nobody answered stays open."""
        for campaign in going_out(case, on):
            if by_phone is not None and (campaign.channel is CampaignChannel.PHONE) is not by_phone:
                continue
            for lack in lacks_of(case.dossier, campaign):
                if lack.topic is topic:
                    yield _statement(campaign, lack)

    return look


def _addresses(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """Bought addresses have no basis towards us by being bought, whatever the group of addresses says."""
    yield from _lacking(Topic.BASIS)(case, part, on, policy)
    for campaign in going_out(case, on):
        if campaign.channel in ELECTRONIC and (campaign.broker_list or part.position in RECEIVED):
            yield question(_NAMED.format(name=campaign.name, what=BOUGHT_ADDRESSES))


def _setting(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """A flow that a campaign uses advertises, whatever its facts say; what is in order is told as well."""
    for campaign in going_out(case, on):
        if case.facts.marketing is False:
            what = Text(
                "広告・勧誘に使わないと登録されたデータフローを使う",
                "it uses a data flow that is recorded as not for advertising",
            )
            yield unknown(_NAMED.format(name=campaign.name, what=what), fact_fix(case, "marketing"), who=UserRole.SALES)
        elif not lacks_of(case.dossier, campaign):
            yield confirmed(
                _NAMED.format(name=campaign.name, what=Text("根拠・表示・記録がそろっている", "it is in order"))
            )
    yield from _lacking(Topic.SETTING)(case, part, on, policy)


_TITLES = """
    C-CA5 | キャンペーンとデータフローの用途 | The campaign and what the flow is used for
    M-01B | キャンペーンの宛先の根拠 | Basis of the addresses of a campaign
    M-02B | キャンペーンの同意の記録 | Record of the consents of a campaign
    M-04B | キャンペーンの、断る記載のある宛先 | Addresses with a refusal beside them
    M-11B | キャンペーンの通信販売の広告の承諾 | Consent to the mail-order advertising of a campaign
    M-05B | キャンペーンの表示 | What the mails of a campaign display
    M-22B | キャンペーンと、断った人 | Those who refused, and the campaign
    M-17B | 電話のキャンペーンと、断った人 | Those who refused calls, and the campaign
    A-30B | キャンペーンのために買った名簿 | A list that was bought for the campaign
    A-31B | 広告事業者へのアップロード | Upload to an ad platform
"""
_rule = StepRules(Step.MARKETING, _TITLES)

CAMPAIGNS: tuple[ClearanceRule, ...] = (
    _rule("C-CA5", _setting, cuts=campaign_ends),
    _rule("M-01B", _addresses, EMAIL_ACT_3_1, cuts=campaign_ends, revision=2),
    _rule("M-02B", _lacking(Topic.RECORD), EMAIL_ACT_3_2, cuts=campaign_ends),
    _rule("M-04B", _lacking(Topic.REFUSAL), EMAIL_ACT_3_3, cuts=campaign_ends),
    _rule("M-11B", _lacking(Topic.MAIL_ORDER), TRANSACTIONS_12_3_1, cuts=campaign_ends),
    _rule("M-05B", _lacking(Topic.DISPLAY), EMAIL_ACT_4, cuts=campaign_ends),
    _rule("M-22B", _lacking(Topic.REFUSED, by_phone=False), COMPANY_POLICY, ACT_35_5, cuts=campaign_ends, revision=2),
    _rule(
        "M-17B", _lacking(Topic.REFUSED, by_phone=True), COMPANY_POLICY, ACT_35_5, TRANSACTIONS_17, cuts=campaign_ends
    ),
    _rule("A-30B", _lacking(Topic.BROKER), ACT_30, cuts=campaign_ends),
    _rule("A-31B", _lacking(Topic.UPLOAD), ACT_31_1, ACT_27_1, cuts=campaign_ends),
)
