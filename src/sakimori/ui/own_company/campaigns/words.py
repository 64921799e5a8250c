"""What the view of campaigns stands on: its rows of the day, the words of states, and where its forms are opened."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.domain.codes import GapKind
from sakimori.domain.gap import Span
from sakimori.services.kernel.access import Permission
from sakimori.services.own_company.campaign_rows import CampaignRow, CampaignState, TagRow, campaign_rows, tag_rows
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, Mark, chip, mark
from sakimori.ui.frame.text import language, t


class Tab(StrEnum):
    """The tabs of the view."""

    CAMPAIGNS = "campaigns"
    TAGS = "tags"


_MARKS: Final = {
    CampaignState.BARRED: Mark.BLOCKED,
    CampaignState.OPEN: Mark.UNKNOWN,
    CampaignState.TO_DO: Mark.CONDITIONAL,
    CampaignState.READY: Mark.ALLOWED,
    CampaignState.SENDING: Mark.ALLOWED,
    CampaignState.OVER: Mark.NOT_APPLICABLE,
    CampaignState.CALLED_OFF: Mark.NOT_APPLICABLE,
}


def rows_of(page: Page) -> tuple[CampaignRow, ...]:
    """The campaigns on the day of the page."""
    return memo(page, "campaigns", lambda: campaign_rows(page.workspace, on=page.on, number=page.known))


def tags_of(page: Page) -> tuple[TagRow, ...]:
    """The tags on the day of the page."""
    return memo(page, "site_tags", lambda: tag_rows(page.workspace, on=page.on, number=page.known))


def may_write(page: Page) -> bool:
    """Whether this person could write campaigns and tags here and now."""
    return page.may(Permission.EDIT_REGISTER)


def state_chip(state: CampaignState) -> str:
    """Glyph and word of a state."""
    return f"{LOOKS[_MARKS[state]].glyph} {t(f'campaigns.state_{state.value}')}"


def state_chips() -> dict[str, str]:
    """Every chip of a state, and its colour."""
    return {state_chip(state): LOOKS[_MARKS[state]].colour for state in CampaignState}


def gap_mark(span: Span) -> Mark:
    """The mark of one thing that is open."""
    return Mark.UNKNOWN if span.kind is GapKind.UNKNOWN else mark(span.severity)


def gap_chip(span: Span) -> str:
    """Glyph and word of one thing that is open."""
    return chip(gap_mark(span), language())


def gap_chips() -> dict[str, str]:
    """Every chip of a gap, and its colour."""
    marks = (Mark.BLOCK, Mark.HIGH, Mark.MEDIUM, Mark.LOW, Mark.UNKNOWN)
    return {chip(one, language()): LOOKS[one].colour for one in marks}


def title_of(span: Span, name: str) -> str:
    """What is open, without the name of the campaign or tag, which stands beside it."""
    return span.title.get(language()).replace(f"：{name}", "").replace(f": {name}", "")


def open_fix(span: Span) -> None:
    """Open the form in which something is mended."""
    if span.fix_field == "address_groups":
        open_dialog("address_group", record_id="", campaign_id=span.fix_id)
    else:
        open_dialog(span.fix_record, record_id=span.fix_id, field=span.fix_field)


def follow_address() -> None:
    """Open the form that an address names, once: closing it must not bring it back."""
    kind, record_id = st.query_params.get("record", ""), st.query_params.get("id", "")
    field = st.query_params.get("field", "")
    if kind == "address_group":
        open_dialog(kind, record_id=record_id, campaign_id=st.query_params.get("campaign", ""), field=field)
    elif kind in {"campaign", "site_tag"}:
        open_dialog(kind, record_id=record_id, field=field)
        if kind == "campaign" and record_id:
            st.query_params["campaign"] = record_id
    if kind == "site_tag":
        st.query_params["tab"] = Tab.TAGS.value
    for name in ("record", "id", "field"):
        st.query_params.pop(name, None)
