"""キャンペーン: what to do next, the campaigns and the chosen one, and the tags of our sites."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.records.campaigns import AddressBasis, AddressGroup, Campaign, SiteTag
from sakimori.services.own_company.campaign_rows import CampaignRow, CampaignState, TagRow
from sakimori.ui.frame.components import NextStep, empty_state, link_to, section
from sakimori.ui.frame.dialogs import fresh_key, open_dialog
from sakimori.ui.frame.formats import Unit, aside, count, day, no_date, none, plain, short_cites, unknown
from sakimori.ui.frame.listing_state import chosen_row
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import badge
from sakimori.ui.frame.tables import Cell, button_column, chip_column, number_column, table, text_column
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.frame.views import tabs
from sakimori.ui.own_company.campaigns.words import (
    Tab,
    gap_chip,
    gap_chips,
    gap_mark,
    may_write,
    open_fix,
    rows_of,
    state_chip,
    state_chips,
    tags_of,
    title_of,
)

_TO_MEND = frozenset({CampaignState.BARRED, CampaignState.OPEN, CampaignState.TO_DO})


def show_campaigns(page: Page) -> None:
    """The whole view."""
    rows, tags = rows_of(page), tags_of(page)
    if not rows and not tags:
        steps = (
            NextStep(t("campaigns.add"), act=lambda: open_dialog("campaign", record_id="")),
            NextStep(t("campaigns.add_tag"), act=lambda: open_dialog("site_tag", record_id="")),
        )
        empty_state("campaign", t("campaigns.empty"), *(steps if may_write(page) else ()))
        return
    _show_next(page, rows)
    words = {
        Tab.CAMPAIGNS: t("campaigns.tab_campaigns", count=f"{len(rows):,}"),
        Tab.TAGS: t("campaigns.tab_tags", count=f"{len(tags):,}"),
    }
    tab, panel = tabs(words, key="campaigns_tabs")
    with panel:
        if tab is Tab.CAMPAIGNS:
            _show_campaigns(page, rows)
        else:
            _show_tags(page, tags)


def _show_next(page: Page, rows: tuple[CampaignRow, ...]) -> None:
    """The one thing to do first: the gravest of the campaign that begins first among those that may not go."""
    row = next((row for row in rows if row.state in _TO_MEND), None)
    if row is None:
        if any(row.state is CampaignState.READY for row in rows):
            st.success(t("campaigns.all_ready"), icon=":material/check_circle:")
        return
    span, begins = row.gaps[0], row.campaign.begins_on
    when = t("campaigns.on_day", day=day(begins, language())) if begins else no_date(language())
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        head = aside(plain(row.campaign.name), when, language())
        what = f"{badge(gap_mark(span), language())} {plain(title_of(span, row.campaign.name))}"
        st.markdown(f"**{t('campaigns.next')}**　{head}　{what}", width="stretch")
        if may_write(page):
            st.button(
                t("campaigns.mend"), key="campaigns_next", type="primary", icon=":material/edit:", on_click=open_fix,
                args=(span,),
            )  # fmt: skip


def _show_campaigns(page: Page, rows: tuple[CampaignRow, ...]) -> None:
    _add(page, "campaign", "campaigns.add")
    if not rows:
        st.markdown(t("campaigns.none"))
        return
    columns = {
        "state": chip_column(t("campaigns.col_state"), state_chips(), width=112),
        "name": text_column(t("campaigns.col_campaign"), width=168),
        "channel": text_column(record_label(Campaign, "channel"), width=132),
        "sender": text_column(t("campaigns.col_sender"), width=156),
        "begins": text_column(t("campaigns.col_begins"), width=96),
        "persons": text_column(t("campaigns.col_persons"), width=108),
        "open": text_column(t("campaigns.col_open"), width=104),
    }
    place = chosen_row(
        "campaign", [row.campaign.id for row in rows], [_cells(row) for row in rows], columns, key="campaigns_list",
        alt=t("campaigns.alt"),
    )  # fmt: skip
    if place is None:
        st.caption(t("campaigns.row_hint"))
        return
    _show_one(page, rows[place])


def _cells(row: CampaignRow) -> list[Cell]:
    one, lang = row.campaign, language()
    return [
        [state_chip(row.state)],
        one.name,
        label(one.channel) if one.channel else unknown(lang),
        row.party,
        day(one.begins_on, lang) if one.begins_on else unknown(lang),
        count(row.persons, Unit.PERSONS, lang),
        count(len(row.gaps), Unit.CASES, lang) if row.gaps else none(lang),
    ]


def _add(page: Page, kind: str, words: str) -> None:
    st.button(
        t(words), icon=":material/add:", key=f"add_{kind}", disabled=not may_write(page), on_click=open_dialog,
        args=(kind,), kwargs={"record_id": ""}, type="tertiary",
    )  # fmt: skip


def _show_one(page: Page, row: CampaignRow) -> None:
    """The chosen campaign: what keeps it, its groups with their basis, and the way to clearance."""
    one = row.campaign
    with st.container(horizontal=True, vertical_alignment="center"):
        section(one.name, t(f"campaigns.note_{row.state.value}"))
        st.button(
            t("campaigns.edit"), key="campaign_edit", type="tertiary", icon=":material/edit:", on_click=open_dialog,
            args=("campaign",), kwargs={"record_id": one.id},
        )  # fmt: skip
        if one.flow_ids:
            link_to("flow", t("campaigns.to_flow"), icon="account_tree", flow=one.flow_ids[0])
    _show_gaps(page, row)
    _show_groups(page, row)
    days = ("suppression_on", "first_sent_on", "last_sent_on", "records_kept_until")
    said = [f"{record_label(Campaign, field)} {record_shown(Campaign, field, getattr(one, field))}" for field in days]
    st.caption("　".join(said))


def _show_gaps(page: Page, row: CampaignRow) -> None:
    if not row.gaps:
        st.markdown(t("campaigns.no_gaps"))
        return
    st.markdown(t("campaigns.gaps", day=day(max(row.campaign.begins_on or page.on, page.on), language())))
    columns = {
        "state": chip_column(t("campaigns.col_gap"), gap_chips(), width=92),
        "what": text_column(t("campaigns.col_what"), width=430),
        "cites": text_column(t("campaigns.col_basis"), width=230),
    }
    cells: list[list[Cell]] = [
        [[gap_chip(s)], title_of(s, row.campaign.name), short_cites(s.cites.get(language()), language())]
        for s in row.gaps
    ]
    if may_write(page):
        columns["fix"] = button_column(
            t("campaigns.col_mend"), on_row=lambda place: open_fix(row.gaps[place]), width=96
        )
        cells = [[*cell, t("campaigns.mend")] for cell in cells]
    table(cells, columns, key="campaign_gaps_table", alt=t("campaigns.gaps_alt"))


def _show_groups(page: Page, row: CampaignRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{t('campaigns.groups')}**", width="content")
        st.button(
            t("campaigns.add_group"), key="group_add", type="tertiary", icon=":material/add:",
            disabled=not may_write(page), on_click=open_dialog, args=("address_group",),
            kwargs={"record_id": "", "campaign_id": row.campaign.id},
        )  # fmt: skip
    if not row.groups:
        st.markdown(t("campaigns.groups_none"))
        return
    columns = {
        "name": text_column(t("campaigns.col_group"), width=200),
        "basis": text_column(record_label(AddressGroup, "basis"), width=260),
        "persons": number_column(record_label(AddressGroup, "person_count"), width=100),
        "record": text_column(record_label(AddressGroup, "record_where"), width=190),
        "open": text_column(t("campaigns.col_open"), width=96),
    }
    cells: list[list[Cell]] = [
        [
            group.name,
            label(group.basis) if group.basis else unknown(language()),
            group.person_count,
            (group.record_where or unknown(language())) if group.basis is AddressBasis.CONSENT else none(language()),
            count(len(row.of_group(group.id)), Unit.CASES, language()) if row.of_group(group.id) else none(language()),
        ]
        for group in row.groups
    ]
    chosen = table(cells, columns, key=fresh_key("campaign_groups"), alt=t("campaigns.groups"), select="one")
    if chosen:
        open_dialog("address_group", record_id=row.groups[chosen[0]].id)


def _show_tags(page: Page, tags: tuple[TagRow, ...]) -> None:
    _add(page, "site_tag", "campaigns.add_tag")
    st.caption(t("campaigns.tags_note"))
    if not tags:
        st.markdown(t("campaigns.tags_none"))
        return
    columns = {
        "state": chip_column(t("campaigns.col_gap"), gap_chips() | {none(language()): ""}, width=92),
        "name": text_column(t("campaigns.col_tag"), width=140),
        "party": text_column(record_label(SiteTag, "third_party_id"), width=150),
        "flow": text_column(t("campaigns.col_flow"), width=140),
        "notice": text_column(t("campaigns.col_notice"), width=130),
        "what": text_column(t("campaigns.col_what"), width=226),
    }
    chosen = table(
        [_tag_cells(row) for row in tags], columns, key=fresh_key("site_tags"), alt=t("campaigns.tags_alt"),
        select="one",
    )  # fmt: skip
    if chosen:
        open_dialog("site_tag", record_id=tags[chosen[0]].tag.id)


def _tag_cells(row: TagRow) -> list[Cell]:
    lang, first = language(), next(iter(row.gaps), None)
    return [
        [gap_chip(first) if first else none(lang)],
        row.tag.name,
        row.party,
        row.flow or unknown(lang),
        row.notice or unknown(lang),
        title_of(first, row.tag.name) if first else none(lang),
    ]
