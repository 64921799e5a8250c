"""What a campaign lacks before it may go out, asked alike by the board of gaps and by clearance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Fix, Stage
from sakimori.domain.policy import Policy
from sakimori.domain.records.campaigns import AddressBasis, AddressGroup, Campaign, CampaignChannel
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.facts.flow_facts import overlap

ELECTRONIC: Final = frozenset({CampaignChannel.MAIL, CampaignChannel.SMS})
"""The channels that 特定電子メール法 speaks of."""
_WITH_A_REFUSAL: Final = frozenset({AddressBasis.OWN_NOTICE, AddressBasis.PUBLISHED})
"""Bases that a refusal printed beside the address takes away (M-04)."""


class Topic(StrEnum):
    """What a lack is about; each has a rule of its own, by which its source is cited."""

    BASIS = "basis"
    REFUSAL = "refusal"
    MAIL_ORDER = "mail_order"
    DISPLAY = "display"
    RECORD = "record"
    REFUSED = "refused"
    BROKER = "broker"
    UPLOAD = "upload"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that a campaign lacks, as grave as it is on the days on which it goes out."""

    topic: Topic
    kind: GapKind
    severity: Severity
    text: Text
    fix: Fix
    group_id: str = ""


_WORDS: Final = table_of("""
    channel | 手段が未登録 | The channel is not recorded
    flow_ids | 宛先を渡すデータフローが選ばれていない | No data flow of the addresses is chosen
    groups | 宛先の区分と送ってよい根拠が未登録 | No address group with its basis is recorded
    basis | 「{group}」に送ってよい根拠がない | “{group}”: no basis to send to them
    basis_unknown | 「{group}」に送ってよい根拠が未確認 | “{group}”: the basis is not known
    refusal_beside | 「{group}」に、広告を断る記載のある宛先がある | “{group}”: a refusal stands beside some addresses
    refusal_beside_unknown | 「{group}」に、広告を断る記載がないか未確認 | “{group}”: whether a refusal stands beside is not known
    mail_order_unknown | 通信販売の広告か未確認 | Whether it advertises mail-order sales is not known
    mail_order_asked | 「{group}」に、通信販売の広告を請求も承諾もしていない人がいる | “{group}”: some neither asked for nor agreed to mail-order advertising
    mail_order_asked_unknown | 「{group}」が通信販売の広告を請求・承諾したか未確認 | “{group}”: whether they asked for or agreed to mail-order advertising is not known
    consent_recorded | 「{group}」の同意の記録がない | “{group}”: no record of their consent
    consent_recorded_unknown | 「{group}」の同意の記録があるか未確認 | “{group}”: whether their consent is on record is not known
    shows_sender | 送信者の名称を表示しない | The sender's name is not shown
    shows_sender_unknown | 送信者の名称を表示するか未確認 | Whether the sender's name is shown is not known
    shows_refusal | 受信拒否ができる旨と宛先を表示しない | How to refuse is not shown
    shows_refusal_unknown | 受信拒否ができる旨と宛先を表示するか未確認 | Whether the way to refuse is shown is not known
    shows_address | 送信者の住所を表示しない | The sender's address is not shown
    shows_address_unknown | 送信者の住所を表示するか未確認 | Whether the sender's address is shown is not known
    shows_contact | 苦情・問合せの窓口を表示しない | No contact for complaints is shown
    shows_contact_unknown | 苦情・問合せの窓口を表示するか未確認 | Whether a contact for complaints is shown is not known
    sender_unknown | 表示する送信者の名称が未登録 | Which sender's name is shown is not recorded
    refusal_at_unknown | 受信拒否の宛先が未登録 | Where to refuse is not recorded
    refusals_out | 断った人を対象から除いていない | Those who refused were not taken out
    refusals_out_unknown | 断った人を対象から除いたか未確認 | Whether those who refused were taken out is not known
    broker_list_unknown | 買った宛先を含むか未確認 | Whether addresses were bought is not known
    broker_checked | 買った名簿の取得の経緯を確かめていない | How the seller of the list got it was not confirmed
    broker_checked_unknown | 買った名簿の取得の経緯を確かめたか未確認 | Whether the seller's way of getting the list was confirmed is not known
    we_can_tie_unknown | 渡す識別子を当社が本人に結び付けられるか未確認 | Whether we can tie what is uploaded to persons is not known
    platform_ties_unknown | 広告事業者が自社の会員と突き合わせるか未確認 | Whether the platform matches it with its accounts is not known
    ties_consented | 広告事業者での突き合わせに、本人の同意がない | The persons did not agree to the platform's matching
    ties_consented_unknown | 広告事業者での突き合わせに、本人の同意を確認したか未確認 | Whether the consent to the platform's matching was confirmed is not known
    not_entrusted | 広告事業者が自社の会員と突き合わせるのに、委託として渡している | It goes as entrusted although the platform matches it with its accounts
""")  # noqa: E501 - a wording is one line


def groups_of(dossier: Dossier, campaign: Campaign) -> tuple[AddressGroup, ...]:
    """The address groups of a campaign."""
    return tuple(group for group in dossier.address_groups if group.campaign_id == campaign.id)


def lacks_of(dossier: Dossier, campaign: Campaign) -> tuple[Lack, ...]:
    """Everything that a campaign lacks: what its channel asks for, as far as that is known."""
    own = _Asking(campaign)
    if campaign.channel is None:
        return (own.unknown(Topic.SETTING, Severity.HIGH, "channel"),)
    found = [*_of_setting(dossier, own)]
    if campaign.channel in ELECTRONIC:
        found += [*_of_addresses(groups_of(dossier, campaign), own), *_of_display(own)]
    else:
        found += own.asked(Topic.REFUSED, Severity.HIGH, "refusals_out")
    if campaign.channel is CampaignChannel.AD_UPLOAD:
        found += _of_upload(dossier, own)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Asking:
    """Makes the lacks of one campaign, or of one group of its addresses."""

    campaign: Campaign
    group: AddressGroup | None = None

    def asked(self, topic: Topic, severity: Severity, field: str, *, good: bool = True) -> list[Lack]:
        """A yes-or-no fact: nothing where it is as it should be."""
        value = getattr(self.group or self.campaign, field)
        if value is None:
            return [self.unknown(topic, severity, f"{field}_unknown", field)]
        return [] if value is good else [self.defect(topic, severity, field)]

    def defect(
        self, topic: Topic, severity: Severity, word: str, field: str = "", kind: GapKind = GapKind.DEFECT
    ) -> Lack:
        """Something that is known to be amiss."""
        record = ("address_group", self.group.id) if self.group else ("campaign", self.campaign.id)
        text = _WORDS[word].format(group=self.group.name if self.group else "")
        return Lack(topic, kind, severity, text, Fix(*record, field or word), self.group.id if self.group else "")

    def unknown(self, topic: Topic, severity: Severity, word: str, field: str = "") -> Lack:
        """Something that nobody has answered."""
        return self.defect(topic, severity, word, field, GapKind.UNKNOWN)


def _of_setting(dossier: Dossier, own: _Asking) -> Iterator[Lack]:
    """Addresses that go to an agency go by flows; those that were bought come with the way they were got (M-24)."""
    if not dossier.third_party.is_self and not own.campaign.flow_ids:
        yield own.unknown(Topic.SETTING, Severity.HIGH, "flow_ids")
    if own.campaign.broker_list is None:
        yield own.unknown(Topic.BROKER, Severity.MEDIUM, "broker_list_unknown", "broker_list")
    elif own.campaign.broker_list:
        yield from own.asked(Topic.BROKER, Severity.BLOCK, "broker_checked")


def _of_addresses(groups: tuple[AddressGroup, ...], own: _Asking) -> Iterator[Lack]:
    if not groups:
        yield own.unknown(Topic.BASIS, Severity.BLOCK, "groups", "address_groups")
    if own.campaign.mail_order is None:
        yield own.unknown(Topic.MAIL_ORDER, Severity.HIGH, "mail_order_unknown", "mail_order")
    for group in groups:
        yield from _of_group(_Asking(own.campaign, group), group)


def _of_group(asking: _Asking, group: AddressGroup) -> Iterator[Lack]:
    """M-01, M-02, M-04, M-11: a basis for each address, its record, no refusal beside it; mail-order asks for more."""
    if group.basis is None:
        yield asking.unknown(Topic.BASIS, Severity.BLOCK, "basis_unknown", "basis")
    elif group.basis is AddressBasis.NONE:
        yield asking.defect(Topic.BASIS, Severity.BLOCK, "basis")
    elif group.basis in _WITH_A_REFUSAL:
        yield from asking.asked(Topic.REFUSAL, Severity.BLOCK, "refusal_beside", good=False)
    elif group.basis is AddressBasis.CONSENT:
        yield from asking.asked(Topic.RECORD, Severity.HIGH, "consent_recorded")
    if asking.campaign.mail_order:
        yield from asking.asked(Topic.MAIL_ORDER, Severity.BLOCK, "mail_order_asked")


def _of_display(own: _Asking) -> Iterator[Lack]:
    """M-05: who sends, how to refuse; address and contact may stand behind a link."""
    yield from own.asked(Topic.DISPLAY, Severity.BLOCK, "shows_sender")
    yield from own.asked(Topic.DISPLAY, Severity.BLOCK, "shows_refusal")
    yield from own.asked(Topic.DISPLAY, Severity.HIGH, "shows_address")
    yield from own.asked(Topic.DISPLAY, Severity.HIGH, "shows_contact")
    if own.campaign.shows_sender and not is_given(own.campaign.sender):
        yield own.unknown(Topic.DISPLAY, Severity.HIGH, "sender_unknown", "sender")
    if own.campaign.shows_refusal and not is_given(own.campaign.refusal_at):
        yield own.unknown(Topic.DISPLAY, Severity.HIGH, "refusal_at_unknown", "refusal_at")


def _of_upload(dossier: Dossier, own: _Asking) -> Iterator[Lack]:
    """M-25, M-26: what we can tie to persons are personal data (27条・28条); what the platform alone ties, 31条."""
    campaign = own.campaign
    if campaign.we_can_tie is None:
        yield own.unknown(Topic.UPLOAD, Severity.BLOCK, "we_can_tie_unknown", "we_can_tie")
    if campaign.platform_ties is None:
        yield own.unknown(Topic.UPLOAD, Severity.BLOCK, "platform_ties_unknown", "platform_ties")
    if not campaign.platform_ties or campaign.we_can_tie is None:
        return
    if not campaign.we_can_tie:
        yield from own.asked(Topic.UPLOAD, Severity.BLOCK, "ties_consented")
    elif any(flow.id in campaign.flow_ids and flow.route is LegalRoute.ENTRUST for flow in dossier.flows):
        yield own.defect(Topic.UPLOAD, Severity.HIGH, "not_entrusted", "platform_ties", GapKind.DECISION)


def while_planned(campaign: Campaign, severity: Severity, policy: Policy) -> tuple[Stage, ...]:
    """The days until a campaign is over: a low matter until some days before it begins, then as grave as it is."""
    end = next_day(campaign.ended_on) if campaign.ended_on else None
    if campaign.begins_on is None or severity is Severity.LOW:
        return overlap(severity, None, end)
    ready = campaign.begins_on - timedelta(days=policy.campaign_ready_days)
    return (*overlap(Severity.LOW, None, end, until=ready), *overlap(severity, None, end, begins=ready))
