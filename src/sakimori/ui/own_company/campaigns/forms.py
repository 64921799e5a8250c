"""The forms of a campaign, of a group of its addresses, and of a tag: each asks what the earlier answers make due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from sakimori.domain.records.campaigns import AddressBasis, AddressGroup, Campaign, CampaignChannel, SiteTag, TagScope
from sakimori.domain.records.third_party import SELF_ID
from sakimori.services.kernel.recording import record
from sakimori.services.own_company.campaign_rows import CampaignChoices, campaign_choices
from sakimori.services.parties.rows import party_names
from sakimori.ui.frame.dialogs import Dialogs, save_button
from sakimori.ui.frame.formats import linked, plain
from sakimori.ui.frame.record_fields import record_inputs, record_label
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import badge
from sakimori.ui.frame.text import language, t
from sakimori.ui.own_company.campaigns.words import gap_mark, may_write, rows_of, tags_of, title_of
from sakimori.ui.own_company.forms import said_input

_ELECTRONIC = frozenset({CampaignChannel.MAIL, CampaignChannel.SMS})
_DISPLAY = ("shows_sender", "sender", "shows_refusal", "refusal_at", "shows_address", "shows_contact")
_DAYS = ("planned_on", "suppression_on", "first_sent_on", "last_sent_on", "called_off_on")


def campaign_dialogs(page: Page) -> Dialogs:
    """The forms that this view opens."""
    return {
        "campaign": ("campaigns.dialog", lambda record_id, field="": campaign_dialog(page, record_id, field)),
        "address_group": (
            "campaigns.dialog_group",
            lambda record_id, campaign_id="", field="": group_dialog(page, record_id, campaign_id, field),
        ),
        "site_tag": ("campaigns.dialog_tag", lambda record_id, field="": tag_dialog(page, record_id, field)),
    }


def _choices(page: Page, third_party_id: str) -> CampaignChoices:
    return memo(
        page,
        "campaign_choices",
        lambda: campaign_choices(page.workspace, third_party_id, number=page.known),
        third_party_id,
    )


def _party(page: Page, kind: type, *, with_us: bool) -> str:
    """Whose a new record is: chosen once, before anything else is asked."""
    names = memo(page, "campaign_parties", lambda: party_names(page.workspace, page.as_of))
    offered = ([SELF_ID] if with_us else []) + sorted((i for i in names if i != SELF_ID), key=names.__getitem__)
    words = {i: t("campaigns.ourselves") if i == SELF_ID else names[i] for i in offered}
    chosen = st.selectbox(
        record_label(kind, "third_party_id"), offered, index=None, format_func=words.__getitem__,
        placeholder=t("campaigns.choose_party"), key=f"{kind.__name__}_party",
    )  # fmt: skip
    return chosen or ""


def _show_open(page: Page, record_id: str) -> None:
    """What is open about a record, above its form."""
    about = [(row.campaign.name, span) for row in rows_of(page) for span in row.gaps]
    about += [(row.tag.name, span) for row in tags_of(page) for span in row.gaps]
    for name, span in about:
        if record_id and span.fix_id == record_id:
            cites = linked(span.cites.get(language()))
            st.markdown(f"{badge(gap_mark(span), language())} {plain(title_of(span, name))}　:gray[:small[{cites}]]")


def campaign_dialog(page: Page, record_id: str, field: str) -> None:
    """One campaign: who sends it and how, what its channel asks for, its days, and the `field` that closes a gap."""
    can = may_write(page)
    standing = next((row.campaign for row in rows_of(page) if row.campaign.id == record_id), None)
    party = standing.third_party_id if standing else _party(page, Campaign, with_us=True)
    if not party:
        return
    item = standing or Campaign("", party, "")
    _show_open(page, record_id)
    found = _choices(page, party)
    ask = _Asking(item, can, {"flow_ids": found.flows, "contract_id": found.contracts})
    ask("name", "channel")
    if party != SELF_ID:
        ask("flow_ids", "contract_id")
    channel = ask.given("channel")
    if channel in _ELECTRONIC:
        _ask_mail(ask, by_agency=party != SELF_ID)
    elif channel is not None:
        ask("refusals_out")
    if channel is CampaignChannel.AD_UPLOAD:
        _ask_upload(ask)
    ask("broker_list")
    if ask.given("broker_list"):
        st.caption(t("campaigns.why_broker"))
        ask("broker_checked")
    st.caption(t("campaigns.why_days"))
    ask(*_DAYS)
    if channel in _ELECTRONIC:
        st.caption(t("campaigns.why_kept"))
        ask("records_kept_until")
    if field and field not in ask.changes:
        ask(field)
    ask("note")
    if can:
        save_button(page, item, ask.changes, record, key="campaign")


class _Asking:
    """Asks for fields of a campaign and keeps what is given."""

    def __init__(self, item: Campaign, can: bool, names: Mapping[str, Mapping[str, str]]) -> None:  # noqa: FBT001
        self._item, self._can, self._names = item, can, names
        self.changes: dict[str, Any] = {}

    def __call__(self, *fields: str) -> None:
        self.changes |= record_inputs(self._item, fields, key="campaign", choices=self._names, disabled=not self._can)

    def given(self, field: str) -> Any:  # noqa: ANN401 - whatever the field holds
        """What stands in a field now."""
        return self.changes.get(field, getattr(self._item, field))


def _ask_mail(ask: _Asking, *, by_agency: bool) -> None:
    st.caption(t("campaigns.why_mail_order"))
    ask("mail_order")
    if by_agency and ask.given("mail_order"):
        ask("in_a_lump")
    st.caption(t("campaigns.why_display"))
    ask(*_DISPLAY)


def _ask_upload(ask: _Asking) -> None:
    """The provider's side first: only what we cannot tie to persons is asked by 31条."""
    st.caption(t("campaigns.why_upload"))
    ask("we_can_tie", "platform_ties")
    if ask.given("we_can_tie") is False and ask.given("platform_ties"):
        ask("ties_consented")


def group_dialog(page: Page, record_id: str, campaign_id: str, field: str) -> None:
    """Addresses that came about alike, and why it may be sent to them."""
    rows = rows_of(page)
    standing = next((group for row in rows for group in row.groups if group.id == record_id), None)
    of = standing.campaign_id if standing else campaign_id
    campaign = next((row.campaign for row in rows if row.campaign.id == of), None)
    if campaign is None:
        st.info(t("campaigns.gone"), icon=":material/info:")
        return
    can, item = may_write(page), standing or AddressGroup("", campaign.third_party_id, campaign.id, "")
    _show_open(page, record_id)
    st.caption(plain(campaign.name))
    names = {"data_set_part_id": _choices(page, campaign.third_party_id).parts}
    fields = ("name", "basis", "data_set_part_id", "person_count")
    changes = record_inputs(item, fields, key="group", choices=names, disabled=not can)
    more: tuple[str, ...] = ()
    if changes["basis"] in {AddressBasis.OWN_NOTICE, AddressBasis.PUBLISHED}:
        more += ("refusal_beside",)
    if changes["basis"] is AddressBasis.CONSENT:
        more += ("consent_recorded", "record_where")
    if campaign.mail_order:
        more += ("mail_order_asked",)
    if field and field not in {*fields, *more}:
        more += (field,)
    if changes["basis"] is AddressBasis.NONE:
        st.warning(t("campaigns.no_basis"), icon=":material/person_off:")
    changes |= record_inputs(item, more, key="group", disabled=not can)
    if can:
        save_button(page, item, changes, record, key="group")


def tag_dialog(page: Page, record_id: str, field: str) -> None:
    """A tag: what it sends where, whether a person finds it in scope, and what a notice says of it."""
    can = may_write(page)
    standing = next((row.tag for row in tags_of(page) if row.tag.id == record_id), None)
    party = standing.third_party_id if standing else _party(page, SiteTag, with_us=False)
    if not party:
        return
    item = standing or SiteTag("", party, "")
    _show_open(page, record_id)
    found = _choices(page, party)
    names = {"flow_id": found.flows, "notice_id": found.notices}
    changes = record_inputs(item, ("name", "sites", "flow_id"), key="tag", choices=names, disabled=not can)
    st.caption(t("campaigns.why_scope"))
    changes |= record_inputs(item, ("scope",), key="tag", disabled=not can)
    if changes["scope"] is TagScope.IN_SCOPE or field in {"stated", "notice_id"}:
        changes["stated"] = said_input(item, "stated", key="tag", disabled=not can)
        changes |= record_inputs(item, ("notice_id",), key="tag", choices=names, disabled=not can)
    changes |= record_inputs(item, ("used_from", "used_until", "note"), key="tag", disabled=not can)
    if can:
        save_button(page, replace(item), changes, record, key="tag")
