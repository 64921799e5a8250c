"""The form of a notice: what it states, told apart from what nobody has read it for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.records.own_registers import Notice, PublicItem
from sakimori.domain.records.sharing import OptoutItem
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.unit import Saved
from sakimori.services.own_company.unpublished_facts import Sort
from sakimori.services.own_company.write import publish_version
from sakimori.ui.frame.dialogs import save_button
from sakimori.ui.frame.record_fields import record_input, record_inputs, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t
from sakimori.ui.own_company.state import may_write, show_gaps_of, view_of

_FIELDS = ("name", "published_on", "published_until", "url")


def notice_dialog(page: Page, *, record_id: str, adds: str = "") -> None:
    """One version of a notice; a new one begins with what the one in force says, and with what was to be added."""
    view, can = view_of(page), may_write(page)
    standing = next((line.notice for line in view.notices if line.notice.id == record_id), None)
    before = view.standing_notice if standing is None else None
    shown = standing or next_version(before, adds)
    show_gaps_of(view.notices, record_id)
    if before is not None:
        st.caption(t("purposes.notice_new", name=before.name))
    changes = record_inputs(shown, _FIELDS, key="notice", disabled=not can)
    names = {"purpose_ids": {line.purpose.id: line.purpose.name for line in view.purposes}}
    changes |= record_inputs(shown, ("purpose_ids",), key="notice", choices=names, disabled=not can)
    st.caption(t("purposes.why_items"))
    changes["items"] = _said(shown, "items", disabled=not can)
    st.caption(t("purposes.why_answers"))
    changes |= record_inputs(shown, ("answers_on_request",), key="notice", disabled=not can)
    if view.filings:
        st.caption(t("purposes.why_optout_items"))
        changes["optout_items"] = _said(shown, "optout_items", disabled=not can)
    st.caption(t("purposes.why_countries"))
    changes["countries"] = _said(shown, "countries", disabled=not can)
    ends = False
    if before is not None and changes["name"].strip() == before.name:
        st.caption(t("purposes.notice_version"))
        ends = True
    elif before is not None:
        ends = st.checkbox(t("purposes.notice_ends", name=before.name), key="notice_ends", disabled=not can)
    if can:
        # What was to be added is a change already; without it a copy of the version before says nothing new.
        origin = Notice("", "") if standing is None and adds else shown
        write: Callable[..., Saved[Notice]] = (
            partial(publish_version, replaces=before) if ends and before is not None else record
        )
        save_button(page, origin, changes, write, key="own_record")


def next_version(standing: Notice | None, adds: str) -> Notice:
    """A version that says what the standing one says and what was to be added; it is not published yet."""
    base = replace(
        standing or Notice("", ""), id="", version=1, published_on=None, published_until=None, external_key=None
    )
    sort, _, key = adds.partition("/")
    match sort:
        case Sort.PURPOSE:
            return replace(base, purpose_ids=(*base.purpose_ids, key))
        case Sort.COUNTRY:
            return replace(base, countries=(base.countries or frozenset()) | {key})
        case Sort.ITEM:
            return replace(base, items=(base.items or frozenset()) | {PublicItem(key)})
        case Sort.OPTOUT:
            return replace(base, optout_items=frozenset(OptoutItem))
        case _:
            return base


def _said(notice: Notice, field: str, *, disabled: bool) -> Any:  # noqa: ANN401 - countries or items
    """What a notice states of a list: some, none of it, or nobody has read it for that."""
    value = getattr(notice, field)
    words = {True: t("purposes.said_some"), False: t("purposes.said_none")}
    says = st.segmented_control(
        t("purposes.said", what=record_label(Notice, field)), [True, False],
        default=None if value is None else bool(value), format_func=words.__getitem__, key=f"notice_{field}_said",
        disabled=disabled,
    )  # fmt: skip
    if says is None:
        return None
    return record_input(notice, field, key="notice", disabled=disabled) if says else frozenset()
