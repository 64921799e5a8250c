"""The forms of our registers and notices: each asks only what the earlier answers make relevant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

import streamlit as st

from sakimori.domain.records.own_registers import (
    ConsentKind,
    ConsentText,
    DataSet,
    DataSetPart,
    Notice,
    PublicItem,
    Purpose,
)
from sakimori.domain.records.sharing import Filing, JointUse, OptoutItem
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.confirmations import judge_purpose_change
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.own_company.registers import take_over_purpose
from sakimori.services.own_company.unpublished_facts import Sort
from sakimori.services.own_company.write import publish_version
from sakimori.ui.countries.facts import show_draft
from sakimori.ui.frame.dialogs import act, open_dialog, save_button, tell_own
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.record_fields import record_input, record_inputs, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.frame.trail_words import first_shown
from sakimori.ui.own_company.state import may_write, show_gaps_of, view_of

T = TypeVar("T")

_PURPOSE = ("name", "wording", "published_since", "published_until", "published_where", "states_provision")
_DATA_SET = (
    "name", "department", "source_system", "retention_months", "retention_reason", "retention_law",
    "last_verified_on", "other_laws", "ended_on", "note",
)  # fmt: skip
_PART = ("name", "position", "origin", "collected_from", "collected_until", "purpose_ids", "purpose_told", "categories")
_PART_MORE = (
    "consent_text_id", "age_band", "person_count", "acquired_properly", "special_care_basis", "receipt_recorded",
    "history", "onward_limited", "agreed_from", "agreed_until", "entruster",
)  # fmt: skip
_CONSENT = ("name", "text_version", "wording", "kinds", "purpose_ids", "categories", "channel")
_CONSENT_DAYS = ("used_from", "used_until")
_ABROAD = (
    "countries", "names_country", "tells_regime", "tells_measures", "information_on", "country_unknown_reason",
    "country_substitute", "measures_unknown_reason",
)  # fmt: skip
_JOINT_USE = (
    "name", "states_fact", "data_items", "users_scope", "purpose", "responsible", "responsible_address",
    "responsible_representative", "responsible_id", "told_how", "told_on", "published_on", "published_until",
    "changed_on", "change_told_on", "identity_changed_on", "identity_told_on",
)  # fmt: skip
_FILING = (
    "name", "number", "filed_on", "published_on", "provision_from", "ended_on", "data_items", "acquired_how",
    "provided_how", "notified_how", "notified_on", "notified_where", "items",
)  # fmt: skip
_FILING_CHANGES = (
    "changed_on", "change_told_on", "change_filed_on", "identity_changed_on", "identity_told_on", "identity_filed_on",
    "end_told_on", "end_filed_on",
)  # fmt: skip


def purpose_dialog(page: Page, *, record_id: str, name: str = "", flow_ids: tuple[str, ...] = ()) -> None:
    """One purpose, the flows that it takes over, and the judgement of a change."""
    lines = view_of(page).purposes
    standing = next((line.purpose for line in lines if line.purpose.id == record_id), None)
    purpose = standing or Purpose("", "", "")
    others = {line.purpose.id: line.purpose.name for line in lines if line.purpose.id != record_id}
    can = may_write(page)
    show_gaps_of(lines, record_id)
    shown = replace(purpose, name=name) if name and standing is None else purpose
    changes = record_inputs(shown, _PURPOSE, key="purpose", disabled=not can)
    if others:
        st.caption(t("purposes.why_replaces"))
        changes |= record_inputs(
            shown, ("replaces_id",), key="purpose", choices={"replaces_id": others}, disabled=not can
        )
    taken = _ask_flows(page, flow_ids) if can else ()
    if can:
        save_button(page, purpose, changes, partial(take_over_purpose, flow_ids=taken), key="purpose")
        if standing is not None:
            _link_button(page, standing, taken)
    if standing is not None and standing.replaces_id is not None:
        _judgement(page, standing)


def _ask_flows(page: Page, flow_ids: tuple[str, ...]) -> tuple[str, ...]:
    loose = {use.flow_id: f"{use.third_party}　{use.flow}" for use in view_of(page).without_purpose}
    if not loose:
        return ()
    chosen = st.multiselect(
        t("purposes.takes_over"), list(loose), default=[i for i in flow_ids if i in loose],
        format_func=loose.__getitem__, key="purpose_flows", placeholder=t("purposes.takes_over_none"),
    )  # fmt: skip
    return tuple(chosen)


def _link_button(page: Page, standing: Purpose, taken: tuple[str, ...]) -> None:
    """A standing purpose may take flows over without a change of its own."""
    if taken:
        write = partial(take_over_purpose, page.workspace, first_shown(standing, key="purpose_save"), taken)
        act(page, t("purposes.link"), write, key="purpose_link", icon=":material/link:", type="secondary")


def _judgement(page: Page, purpose: Purpose) -> None:
    """Whether the change is reasonably related to the purpose before it: a person says so, with the reason."""
    if purpose.related_judged_on and purpose.related_judged_by and purpose.related_judgement:
        st.markdown(
            t(
                "purposes.judged",
                day=day(purpose.related_judged_on, language()),
                reason=plain(purpose.related_judgement),
            )
        )
        return
    st.markdown(t("purposes.judge"))
    if not page.may(Permission.DECIDE_REGISTER):
        return
    reason = st.text_area(t("purposes.judge_reason"), key="purpose_judgement", height=80).strip()
    tell_own(page, Purpose, purpose.id, Permission.DECIDE_REGISTER)
    write = partial(judge_purpose_change, page.workspace, purpose.id, judgement=reason)
    act(page, t("purposes.judge_save"), write, key="purpose_judge", of=purpose, disabled=not reason, type="secondary")


def data_set_dialog(page: Page, *, record_id: str) -> None:
    """One data set."""
    found = next((line.data_set for line in view_of(page).data_sets if line.data_set.id == record_id), None)
    item = found or DataSet("", "")
    show_gaps_of(view_of(page).data_sets, record_id)
    _form(page, item, record_inputs(item, _DATA_SET, key="data_set", disabled=not may_write(page)))


def part_dialog(page: Page, *, record_id: str, data_set_id: str = "") -> None:
    """One part of a data set; the consent text is asked with its age band, because age decides who may consent."""
    view = view_of(page)
    parts = {part.id: part for line in view.data_sets for part in line.parts}
    item = parts.get(record_id) or DataSetPart("", data_set_id, "")
    names = {
        "purpose_ids": {line.purpose.id: line.purpose.name for line in view.purposes},
        "consent_text_id": {line.text.id: f"{line.text.name} {line.text.text_version}" for line in view.consent_texts},
    }
    can = may_write(page)
    show_gaps_of(view.data_sets, record_id)
    st.caption(t("purposes.why_parts"))
    changes = record_inputs(item, _PART, key="part", choices=names, disabled=not can)
    st.caption(t("purposes.why_age"))
    changes |= record_inputs(item, _PART_MORE, key="part", choices=names, disabled=not can)
    _form(page, item, changes)
    if item.id and can:
        st.button(
            t("keeping.note"), key="part_erase", icon=":material/delete_forever:", on_click=open_dialog,
            args=("own_erasure",), kwargs={"record_id": item.id},
        )  # fmt: skip


def consent_dialog(page: Page, *, record_id: str) -> None:
    """One version of a consent text; what 規則17条 asks is asked of texts for provision abroad only."""
    view = view_of(page)
    found = next((line.text for line in view.consent_texts if line.text.id == record_id), None)
    item, can = found or ConsentText("", "", ""), may_write(page)
    show_gaps_of(view.consent_texts, record_id)
    names = {"purpose_ids": {line.purpose.id: line.purpose.name for line in view.purposes}}
    changes = record_inputs(item, _CONSENT, key="consent", choices=names, disabled=not can)
    kinds = changes["kinds"] or frozenset()
    if kinds & {ConsentKind.PROVISION_27, ConsentKind.FOREIGN_28, ConsentKind.RELATED_31}:
        st.caption(t("purposes.why_range"))
        changes |= record_inputs(item, ("recipient_range",), key="consent", disabled=not can)
    if ConsentKind.FOREIGN_28 in kinds:
        st.caption(t("purposes.why_rules_17"))
        changes |= record_inputs(item, _ABROAD, key="consent", disabled=not can)
        for code in sorted(changes["countries"] or ()):
            show_draft(page, code, is_elsewhere=True)
    st.caption(t("purposes.why_version"))
    changes |= record_inputs(item, _CONSENT_DAYS, key="consent", disabled=not can)
    _form(page, item, changes)


def joint_use_dialog(page: Page, *, record_id: str) -> None:
    """The five items of a joint use."""
    found = next((line.joint_use for line in view_of(page).joint_uses if line.joint_use.id == record_id), None)
    item = found or JointUse("", "")
    show_gaps_of(view_of(page).joint_uses, record_id)
    st.caption(t("purposes.why_joint_use"))
    names = {"responsible_id": view_of(page).parties}
    _form(page, item, record_inputs(item, _JOINT_USE, key="joint_use", choices=names, disabled=not may_write(page)))


def filing_dialog(page: Page, *, record_id: str) -> None:
    """One opt-out filing."""
    found = next((line.filing for line in view_of(page).filings if line.filing.id == record_id), None)
    item = found or Filing("", "")
    show_gaps_of(view_of(page).filings, record_id)
    can = may_write(page)
    st.caption(t("purposes.why_filing"))
    changes = record_inputs(item, _FILING, key="filing", disabled=not can)
    st.caption(t("purposes.why_filing_changes"))
    _form(page, item, changes | record_inputs(item, _FILING_CHANGES, key="filing", disabled=not can))


def _form(page: Page, item: T, changes: Mapping[str, Any]) -> None:
    """The button that stores a record, for whoever may write our registers today."""
    if may_write(page):
        save_button(page, item, changes, record, key="own_record")


_FIELDS = ("name", "published_on", "published_until", "url")
_WRITTEN: Final[Mapping[PublicItem, tuple[str, ...]]] = {
    PublicItem.NAME_ADDRESS_REPRESENTATIVE: ("operator_name", "operator_address", "operator_representative"),
    PublicItem.REQUEST_PROCEDURE: ("fee",),
    PublicItem.SECURITY_MEASURES: ("security_content",),
}
"""What is copied from a notice that states an item, to be compared with what holds."""


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
    changes["items"] = said_input(shown, "items", key="notice", disabled=not can)
    st.caption(t("purposes.why_written"))
    written = [field for item, fields in _WRITTEN.items() if item in (changes["items"] or ()) for field in fields]
    changes |= record_inputs(shown, [*written, "complaint_contact", "accredited_body"], key="notice", disabled=not can)
    st.caption(t("purposes.why_answers"))
    changes |= record_inputs(shown, ("answers_on_request",), key="notice", disabled=not can)
    if view.filings:
        st.caption(t("purposes.why_optout_items"))
        changes["optout_items"] = said_input(shown, "optout_items", key="notice", disabled=not can)
    st.caption(t("purposes.why_countries"))
    changes["countries"] = said_input(shown, "countries", key="notice", disabled=not can)
    ends = False
    if before is not None and changes["name"].strip() == before.name:
        st.caption(t("purposes.notice_version"))
        ends = True
    elif before is not None:
        ends = st.checkbox(t("purposes.notice_ends", name=before.name), key="notice_ends", disabled=not can)
    if can:
        # What was to be added is a change already; without it a copy of the version before says nothing new.
        origin = Notice("", "") if standing is None and adds else shown
        write: Callable[..., WriteResult[Notice]] = (
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


def said_input(record: object, field: str, *, key: str, disabled: bool) -> Any:  # noqa: ANN401 - countries or items
    """What a notice states of a list: some, none of it, or nobody has read it for that."""
    value = getattr(record, field)
    words = {True: t("purposes.said_some"), False: t("purposes.said_none")}
    says = st.segmented_control(
        t("purposes.said", what=record_label(type(record), field)), [True, False],
        default=None if value is None else bool(value), format_func=words.__getitem__, key=f"{key}_{field}_said",
        disabled=disabled,
    )  # fmt: skip
    if says is None:
        return None
    return record_input(record, field, key=key, disabled=disabled) if says else frozenset()
