"""A pack as files for others: how deep, in which language, what the cover says; then one button for each form."""

from __future__ import annotations

from datetime import date

import streamlit as st

from sakimori.domain.questions.pack import Pack, TextRights
from sakimori.exchange.questionnaires.ours.giving import Form, Order
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter
from sakimori.services.packs.questions import languages_of
from sakimori.ui.frame.components import section
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import LANGUAGES, language, t
from sakimori.ui.packs.form_files import form_button

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
