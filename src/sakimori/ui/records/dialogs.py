"""One record in a dialog: what stands in it, what is missing, until when it is kept; and the steps of compliance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import Release
from sakimori.rules.facts.record_terms import Item
from sakimori.services.kernel.access import Permission
from sakimori.services.records.book import print_records
from sakimori.services.records.choices import slip_of_flow
from sakimori.services.records.corrections import CORRECTABLE, correct_record, purge_record
from sakimori.services.records.provisions import listed_lines
from sakimori.services.records.releases import review_release
from sakimori.services.records.rows import Uncleared
from sakimori.ui.frame.components import go_to, in_session, section
from sakimori.ui.frame.dialogs import act, close_dialog
from sakimori.ui.frame.formats import Unit, count, day, day_long, none
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.record_fields import record_input, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.records.release_dialog import change_dialog, release_body
from sakimori.ui.records.sheet import checklist, kind_word, paper, rows_of, state_sentence
from sakimori.ui.records.state import AnyKept, book_of, may_read_numbers, numbers_in, period, record_of

_NUMBERS: Final = "persons"
_FIELDS: Final = {
    Item.CONSENT: "consented", Item.INFORMED: "informed", Item.PUBLISHED: "ppc_published", Item.PERSONS: "persons_how",
    Item.DATA_ITEMS: "items", Item.CONFIRMED: "confirmed_how", Item.ACQUIRED: "acquired_how",
}  # fmt: skip
"""The field in which an item stands; name, address and representative have theirs by both sides."""


def record_body(page: Page, record_id: str) -> None:
    """The whole record."""
    kept = record_of(page, record_id)
    if kept is None:
        st.markdown(t("records.gone"))
        return
    st.markdown(f"**{plain(kind_word(kept))}**　{plain(kept.party)}")
    if said := state_sentence(kept):
        st.warning(plain(said), icon=":material/warning:" if kept.is_current else ":material/history:")
    section(t("records.checklist"), t("records.checklist_note", ground=label(kept.record.route)))
    st.markdown("　".join(_check(words, is_there=is_there) for words, is_there in checklist(kept)))
    _table(rows_of(page, kept))
    _steps(page, kept)


def correct_body(page: Page, record_id: str) -> None:
    """A new record in the place of one that is wrong: only what may be changed, and why."""
    kept = record_of(page, record_id)
    if kept is None:
        st.markdown(t("records.gone"))
        return
    record: Any = replace(kept.record, persons=numbers_in(page, [kept]).get(record_id, ()))
    kind: Any = type(record)
    st.caption(t("records.correct_note"))
    given: dict[str, Any] = {}
    lacking = {_FIELDS.get(item, f"_{item.value}") for item in kept.missing}
    for field in sorted(CORRECTABLE[kind], key=lambda name: not name.endswith(tuple(lacking) or ("-",))):
        if field == _NUMBERS:
            typed = st.text_area(
                record_label(kind, field), value="\n".join(record.persons), key="correct_persons", height=96
            )
            given[field] = tuple(listed_lines(typed))
        else:
            given[field] = record_input(record, field, key="correct")
    changes = {field: value for field, value in given.items() if value != getattr(record, field)}
    if changes.get(_NUMBERS):
        changes.pop("person_count", None)
    reason = st.text_area(t("records.correct_why"), key="correct_why", height=72)
    write = partial(correct_record, page.workspace, kind, record_id, changes, reason=reason)
    act(page, t("records.correct"), write, key="correct_save", of=kept.record)


def purge_body(page: Page, record_id: str) -> None:
    """Destroy a record after its last day; before it the service refuses."""
    kept = record_of(page, record_id)
    if kept is None:
        st.markdown(t("records.gone"))
        return
    st.warning(
        t("records.purge_note", day=day_long(kept.kept_until, language()), party=plain(kept.party)),
        icon=":material/delete_forever:",
    )
    reason = st.text_area(t("records.purge_why"), key="purge_why", height=72)
    kind: Any = type(kept.record)
    write = partial(purge_record, page.workspace, kind, record_id, reason=reason)
    act(page, t("records.purge"), write, key="purge_do", of=kept.record)


def review_body(page: Page, release_id: str) -> None:
    """A hand-over without clearance: what went, why, and what compliance found."""
    found = next((one for one in book_of(page).uncleared if one.release.id == release_id), None)
    if found is None:
        st.markdown(t("records.gone"))
        return
    _table(_of_release(found))
    made = found.release
    if made.reviewed_on is not None:
        st.success(
            t("records.reviewed", day=day(made.reviewed_on, language()), who=plain(found.reviewed_by)),
            icon=":material/check_circle:",
        )
        return
    if not page.may(Permission.DECIDE_CLEARANCE):
        st.info(t("records.review_by"), icon=":material/info:")
        return
    is_own = made.released_by == page.actor.id
    if is_own:
        st.info(t("records.review_not_you"), icon=":material/block:")
    reason = st.text_area(t("records.review_why"), key="review_why", height=72, disabled=is_own)
    write = partial(review_release, page.workspace, release_id, reason=reason)
    act(page, t("records.review"), write, key="review_save", of=made, disabled=is_own)


def lacking_body(page: Page, flow_id: str) -> None:
    """A flow that needs a record and has none: by its slip at once, else the way to one."""
    slip = slip_of_flow(page.workspace, flow_id, on=page.on, actor=page.actor)
    if slip is not None:
        release_body(page, slip.slip.id)
        return
    found = next((one for one in (*book_of(page).lacking, *book_of(page).coming) if one.flow.id == flow_id), None)
    if found is None:
        st.markdown(t("records.gone"))
        return
    st.markdown(t("records.lacking", party=plain(found.party), flow=plain(found.flow.name)))
    with st.container(horizontal=True):
        if st.button(t("release.to_check"), type="primary", key="lacking_check", icon=":material/fact_check:"):
            close_dialog()
            go_to("check", party=found.flow.third_party_id, flow=flow_id)
        if st.button(t("release.to_uncleared"), key="lacking_uncleared"):
            change_dialog("release_uncleared", flow_id=flow_id)


def _check(words: str, *, is_there: bool) -> str:
    if is_there:
        return f":green-badge[:material/check: {plain(words)}]"
    return f":orange-badge[:material/warning: {plain(t('records.not_there', item=words))}]"


def _table(rows: Iterable[tuple[str, str]]) -> None:
    frame = pd.DataFrame([[f":gray[{plain(head)}]", plain(said)] for head, said in rows], columns=["head", "said"])
    st.table(frame, border="horizontal", hide_index=True, hide_header=True)


def _steps(page: Page, kept: AnyKept) -> None:
    record, made = kept.record, kept.release
    is_each = record.route is LegalRoute.OPTOUT and not record.is_related
    is_own = made is not None and (made.released_by == page.actor.id or may_read_numbers(page))
    may_extend = page.may(Permission.RELEASE) and kept.is_current and is_own and not is_each
    with st.container(horizontal=True):
        if may_read_numbers(page):
            st.download_button(
                t("records.print"),
                in_session(lambda: _printed(page, kept)),
                file_name=f"sakimori-{record.id}.pdf", mime="application/pdf", key="record_pdf", type="primary",
                icon=":material/picture_as_pdf:", on_click="ignore",
            )  # fmt: skip
        if may_extend and made is not None:
            _go("release_extend", t("release.extend"), release_id=made.id)
        if page.may(Permission.PURGE_RECORDS):
            if kept.is_current:
                _go("record_correct", t("records.correct"), record_id=record.id)
            is_over = kept.kept_until < page.today
            _go("record_purge", t("records.purge"), is_off=not is_over, record_id=record.id)
    if page.may(Permission.PURGE_RECORDS) and kept.kept_until >= page.today:
        st.caption(t("records.kept_until", day=day_long(kept.kept_until, language())))


def _printed(page: Page, kept: AnyKept) -> bytes:
    return print_records(page.workspace, paper(page, [kept], title=kind_word(kept)), actor=page.actor, at=now())


def _go(which: str, words: str, *, is_off: bool = False, **facts: str) -> None:
    if st.button(words, key=f"record_to_{which}", disabled=is_off):
        change_dialog(which, **facts)


def _of_release(found: Uncleared) -> Iterable[tuple[str, str]]:
    made, lang = found.release, language()
    yield t("records.col_recipient"), found.party
    yield record_label(Release, "flow_id"), found.flow or none(lang)
    yield t("records.col_period"), period(made.first_on, made.last_on)
    if made.uncleared_on is not None:
        yield record_label(Release, "uncleared_on"), day_long(made.uncleared_on, lang)
    yield record_label(Release, "items"), "、".join(made.items)
    yield record_label(Release, "person_count"), count(made.person_count, Unit.PERSONS, lang)
    yield record_label(Release, "method"), label(made.method)
    yield record_label(Release, "released_by"), found.released_by
    yield t("records.why_without"), made.note
