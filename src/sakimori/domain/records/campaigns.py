"""Campaigns キャンペーン, the addresses they go to, and the tags by which a site sends data to others 外部送信."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CampaignChannel(StrEnum):
    """By which way a campaign reaches persons."""

    MAIL = "mail"
    SMS = "sms"
    PHONE = "phone"
    POST = "post"
    AD_UPLOAD = "ad_upload"


class AddressBasis(StrEnum):
    """Why advertising may be sent to an address (特定電子メール法3条1項各号); NONE was looked for and is not there."""

    CONSENT = "consent"
    OWN_NOTICE = "own_notice"
    RELATION = "relation"
    PUBLISHED = "published"
    NONE = "none"


class TagItem(StrEnum):
    """What a notice says of a tag."""

    DATA = "data"
    RECIPIENT = "recipient"
    PURPOSE = "purpose"


class TagScope(StrEnum):
    """What a person found: whether the service falls under the rule on external transmission, and this tag with it."""

    IN_SCOPE = "in_scope"
    SERVICE_OUTSIDE = "service_outside"
    NEEDED_TO_SHOW = "needed_to_show"
    AGREED = "agreed"
    OPTOUT_OFFERED = "optout_offered"


@dataclass(frozen=True, slots=True)
class Campaign:
    """One advertising campaign, kept with the agency that sends it, or with our own company where we do.

    `flow_ids` are the flows by which the addresses get there. `broker_list` is that addresses were bought, and
    `broker_checked` that the way their seller got them was confirmed (法30条). `refusals_out` says that whoever refused
    was taken out. `platform_ties` is that an ad platform matches what we upload with its own accounts, `ties_consented`
    that the persons' consent to it was confirmed (法31条1項). `records_kept_until` is the day until which what shows
    the consents is kept.
    """

    id: str
    third_party_id: str
    name: str
    channel: CampaignChannel | None = None
    flow_ids: tuple[str, ...] = ()
    contract_id: str | None = None
    in_a_lump: bool | None = None
    mail_order: bool | None = None
    sender: str = ""
    shows_sender: bool | None = None
    shows_refusal: bool | None = None
    refusal_at: str = ""
    shows_address: bool | None = None
    shows_contact: bool | None = None
    broker_list: bool | None = None
    broker_checked: bool | None = None
    refusals_out: bool | None = None
    suppression_on: date | None = None
    we_can_tie: bool | None = None
    platform_ties: bool | None = None
    ties_consented: bool | None = None
    planned_on: date | None = None
    first_sent_on: date | None = None
    last_sent_on: date | None = None
    called_off_on: date | None = None
    records_kept_until: date | None = None
    note: str = ""
    version: int = 1

    @property
    def ended_on(self) -> date | None:
        """The last day on which it goes out; None while that is open."""
        days = [day for day in (self.last_sent_on, self.called_off_on) if day is not None]
        return min(days, default=None)

    @property
    def begins_on(self) -> date | None:
        """The day on which it went out first, else the one for which it is planned."""
        return self.first_sent_on or self.planned_on


@dataclass(frozen=True, slots=True)
class AddressGroup:
    """Addresses of one campaign that came about alike, and why it may be sent to them.

    `refusal_beside` is that a refusal stands beside the published address or on the card; `consent_recorded` that when
    and how consent was given is on record, at `record_where`; `mail_order_asked` that each of them asked for or agreed
    to mail-order advertising.
    """

    id: str
    third_party_id: str
    campaign_id: str
    name: str
    basis: AddressBasis | None = None
    data_set_part_id: str | None = None
    person_count: int | None = None
    refusal_beside: bool | None = None
    consent_recorded: bool | None = None
    record_where: str = ""
    mail_order_asked: bool | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class SiteTag:
    """A tag of a site or module of an app that sends data of its users to a third party, and what notices say of it.

    `stated` are the items that the notice `notice_id` says of it; empty says none of them.
    """

    id: str
    third_party_id: str
    name: str
    flow_id: str | None = None
    sites: str = ""
    scope: TagScope | None = None
    stated: frozenset[TagItem] | None = None
    notice_id: str | None = None
    used_from: date | None = None
    used_until: date | None = None
    note: str = ""
    version: int = 1
