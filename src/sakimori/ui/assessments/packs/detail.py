"""One pack: whose it is, which version is read, what stands in it, and its files for others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.questions.pack import Pack, TextRights
from sakimori.domain.values.text import LANGUAGES
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order, give
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter
from sakimori.services.assessments.packs.questions import languages_of, pack_changes
from sakimori.services.assessments.packs.rows import PackOrigin, PackRow, PackVersion, title_of_pack
from sakimori.services.assessments.packs.shelf import withdraw_private
from sakimori.services.kernel.access import Permission
from sakimori.ui.assessments.packs.listing import WHOSE_LOOKS, languages_words, pack_title, rows_of, show_problems
from sakimori.ui.assessments.packs.versions import (
    behind_links,
    earlier_versions,
    show_changes,
    show_questions,
    show_uses,
)
from sakimori.ui.assessments.packs.words import is_asked
from sakimori.ui.frame.components import NextStep, empty_state, go_to, link_to, section, tag
from sakimori.ui.frame.dialogs import Dialogs, act, open_dialog
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import aside, day, plain, unknown
from sakimori.ui.frame.session import Page, workspace
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.frame.trail_words import first_version
from sakimori.ui.frame.views import tabs

_MIMES: Final[Mapping[Form, str]] = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.HTML: "text/html",
    Form.CSV: "text/csv",
    Form.JSON: "application/json",
    Form.MARKDOWN: "text/markdown",
    Form.OSCAL: "application/json",
}
_ENDINGS: Final[Mapping[Form, str]] = {Form.OSCAL: "oscal.json"}
_ICONS: Final[Mapping[Form, str]] = {
    Form.XLSX: "table_view", Form.HTML: "web", Form.CSV: "csv", Form.JSON: "data_object", Form.MARKDOWN: "article",
    Form.OSCAL: "policy",
}  # fmt: skip


def form_button(
    pack: Pack, form: Form, order: Order, *, key: str, name: str, noted: Callable[[], None] = lambda: None
) -> None:
    """A button that makes the file when somebody takes it; `name` is its name without an ending, `noted` logs it."""

    def made() -> bytes:
        data = give(pack, form, order)
        noted()
        return data

    file_button(
        t(f"packs.form.{form.value}"),
        made,
        name=f"{name}.{_ENDINGS.get(form, form.value)}",
        mime=_MIMES[form],
        key=f"{key}_{form.value}",
        icon=f":material/{_ICONS[form]}:",
        type="primary" if form is Form.XLSX else "secondary",
        width=170,
    )


_LONGEST = 200


def show_giving(page: Page, pack: Pack) -> None:
    """What may leave the house of this pack, the order, and the files."""
    if pack.source.text_rights is not TextRights.FULL:
        st.warning(t("packs.ids_only"), icon=":material/lock:")
    groups = {group.id: group.title.get(language()) for group in pack.groups if pack.asked_in(group.id)}
    if not groups:
        st.info(t("packs.asks_nothing"), icon=":material/block:")
        return
    group, tongue = _which(pack, groups)
    letter = _letter(pack)
    order = Order(group, tongue, page.at, letter)
    section(t("packs.files"), t("packs.files_note"))
    for form in Form:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            name = f"{pack.id}-{pack.version}-{order.group}-{order.language}"
            form_button(pack, form, order, key="packs_give", name=name)
            st.caption(t(f"packs.form_note.{form.value}"), width="stretch")


def _which(pack: Pack, groups: dict[str, str]) -> tuple[str, str]:
    words = {one: t("packs.depth_count", depth=plain(groups[one]), count=len(pack.asked_in(one))) for one in groups}
    tongues = languages_of(pack) or LANGUAGES
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        group = st.segmented_control(
            t("packs.depth"),
            list(words),
            default=next(reversed(words)),
            format_func=words.__getitem__,
            key=f"packs_give_depth_{pack.id}_{pack.version}",
            required=True,
        )
        tongue = st.segmented_control(
            t("packs.language"),
            list(tongues),
            default=language() if language() in tongues else tongues[0],
            format_func=lambda one: t(f"packs.language.{one}"),
            key=f"packs_give_language_{pack.id}_{pack.version}",
            required=True,
        )
    return group or next(iter(groups)), tongue or tongues[0]


def _letter(pack: Pack) -> Letter:
    key = f"packs_give_{pack.id}"
    section(t("packs.letter"), t("packs.letter_note"))
    left, right = st.columns(2, gap="small")
    lower_left, lower_right = st.columns(2, gap="small")  # Tab goes through the fields as they are read
    asker = left.text_input(t("packs.asker"), key=f"{key}_asker", max_chars=_LONGEST)
    about = right.text_input(t("packs.about"), key=f"{key}_about", max_chars=_LONGEST)
    due: date | None = lower_left.date_input(t("packs.due_by"), value=None, key=f"{key}_due")
    send_to = lower_right.text_input(t("packs.send_to"), key=f"{key}_send_to", max_chars=_LONGEST)
    return Letter(asker.strip(), about.strip(), due, send_to.strip())


_VERSION = "packs_version"
_REASON_LENGTH = 2_000


class Tab(StrEnum):
    """The parts of the page."""

    QUESTIONS = "questions"
    CHANGES = "changes"
    USES = "uses"
    FILES = "files"


def find_row(page: Page, name: str) -> tuple[PackRow | None, str]:
    """The pack that an address names as `id` or `id@version`, and the version."""
    pack_id, _, version = name.partition("@")
    return next((row for row in rows_of(page) if row.id == pack_id), None), version


def named_title(name: str) -> str:
    """The title of the pack that an address names, to head its page."""
    pack_id = name.partition("@")[0]
    title = title_of_pack(workspace(), pack_id)
    return (title.get(language()) if title else "") or pack_id


def show_pack(page: Page, name: str) -> None:
    """One pack on the day of the page, or that there is none."""
    row, version = find_row(page, name)
    held = row.version(version) if row is not None else None
    if row is not None:
        _head(page, row, held)
        show_problems(row.problems)
    if row is None or held is None:
        if row is None or not row.problems:
            empty_state("quiz", t("packs.not_found"), NextStep(t("packs.to_list"), to="packs"))
        return
    _notices(page, row, held)
    before = earlier_versions(row, held)
    changed = len(pack_changes(before[0].pack, held.pack).changes) if before else 0
    counts = {
        Tab.QUESTIONS: sum(map(is_asked, held.pack.questions)),
        Tab.CHANGES: changed,
        Tab.USES: len(row.uses),
        Tab.FILES: 0,
    }
    words = {tab: t(f"packs.tab_{tab.value}", count=counts[tab]) for tab in Tab}
    opened, panel = tabs(words, key="packs_tabs", whose=f"{row.id}@{held.pack.version}")
    with panel:
        match opened:
            case Tab.QUESTIONS:
                show_questions(held.pack)
            case Tab.CHANGES:
                show_changes(row, held)
            case Tab.USES:
                show_uses(row)
            case Tab.FILES:
                show_giving(page, held.pack)


def withdraw_form(page: Page, *, record_id: str, version: int, title: str, whose: PackOrigin) -> None:
    """Take a private pack off the shelf, with the reason."""
    st.markdown(f"{t('packs.withdraw_lead', title=plain(title))} {_way_back(whose)}")
    seen = first_version(record_id, version, key="packs_withdraw_save")
    reason = st.text_area(t("packs.withdraw_reason"), key="packs_withdraw_reason", max_chars=_REASON_LENGTH)
    write, done = (
        partial(withdraw_private, page.workspace, record_id, seen=seen),
        t("packs.withdrawn_done", title=title),
    )
    act(page, t("packs.withdraw"), write, key="packs_withdraw_save", reason=reason, note=done)


def _head(page: Page, row: PackRow, held: PackVersion | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(t("packs.to_list"), key="packs_back", icon=":material/arrow_back:", type="tertiary"):
            go_to("packs")
        colour, icon = WHOSE_LOOKS[row.whose]
        tag(t(f"packs.whose.{row.whose.value}"), colour=colour, icon=icon)
        if held is None:
            return
        if not held.is_on_shelf:
            tag(t("packs.off_shelf"), colour="gray", icon="archive")
        st.caption(_origin(held), width="stretch")
        _version_picker(row, held)
        record = held.record
        if record is not None and held.is_on_shelf and page.may(Permission.FILL_ASSESSMENT):
            st.button(
                t("packs.withdraw"),
                key="packs_withdraw",
                icon=":material/archive:",
                on_click=open_dialog,
                args=("pack_withdraw",),
                kwargs={
                    "record_id": record.id,
                    "version": record.version,
                    "title": pack_title(row),
                    "whose": row.whose,
                },
            )


def _way_back(whose: PackOrigin) -> str:
    return t("packs.back.gaps" if whose is PackOrigin.GAPS else "packs.back.private")


def _origin(held: PackVersion) -> str:
    """Id, languages, and since when we have it in this form."""
    parts = [held.pack.id, languages_words(held.pack)]
    if held.changed_on is not None:
        parts.append(t(_since(held), day=day(held.changed_on, language())))
    return "　".join(map(plain, parts))


def _since(held: PackVersion) -> str:
    """What happened on the day on which it last changed."""
    if held.record is None:
        return "packs.file_of"
    if not held.is_on_shelf:
        return "packs.withdrawn_on"
    return "packs.gap_pack_made" if held.record.derived_from else "packs.came_in"


def _version_picker(row: PackRow, held: PackVersion) -> None:
    versions = [one.pack.version for one in reversed(row.versions)]
    key = f"{_VERSION}_{row.id}"

    def chosen() -> None:
        st.query_params["pack"] = f"{row.id}@{st.session_state[key]}"

    if len(versions) == 1:
        st.caption(t("packs.version_is", version=versions[0]), width="content")
        return
    st.session_state[key] = held.pack.version
    st.caption(t("packs.version"), width="content")
    st.selectbox(
        t("packs.version"),
        versions,
        key=key,
        on_change=chosen,
        label_visibility="collapsed",
        width=90,
    )


def _notices(page: Page, row: PackRow, held: PackVersion) -> None:
    """What has to be known before it is read: whose words, a later version, an edited file, another day."""
    lang = language()
    if held.pack.source.text_rights is not TextRights.FULL:
        sender = held.pack.source.name or t("packs.sender_unknown")
        licence = held.pack.source.licence or unknown(lang)
        st.info(t("packs.private_notice", sender=plain(sender), licence=plain(licence)), icon=":material/lock:")
    if held.record is not None and held.record.derived_from:
        link_to("assess", t("packs.to_original"), icon="checklist", id=held.record.derived_from)
    if not held.is_on_shelf:
        withdrawn = f"{t('packs.off_shelf_notice')} {_way_back(row.whose)}"
        st.info(withdrawn if held.record else t("packs.frozen_notice"), icon=":material/archive:")
    if held in row.altered:
        st.error(t("packs.altered_notice", file=plain(held.file), version=held.pack.version), icon=":material/warning:")
    newest = row.newest
    if newest is not None and newest.pack.release > held.pack.release:
        st.info(t("packs.older_notice", version=newest.pack.version), icon=":material/update:")
    if row.behind and newest is not None:
        with st.container(border=True, gap="xsmall"):
            said = t_count("packs.behind_notice", len(row.behind), version=newest.pack.version)
            st.markdown(f":orange[:material/sync_problem:] **{said}**")
            behind_links(row)
    if page.on != page.today:
        st.caption(aside(t("packs.files_are_todays"), day(page.today, lang), lang))


def pack_dialogs(page: Page) -> Dialogs:
    """The dialog of the list and of one pack."""
    return {"pack_withdraw": ("packs.withdraw_title", partial(withdraw_form, page))}
