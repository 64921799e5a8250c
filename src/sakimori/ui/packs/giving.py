"""A pack as files for others: how deep, in which language, what the cover says; then one button for each form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import streamlit as st

from sakimori.domain.questions.pack import Pack, TextRights
from sakimori.exchange.questionnaires.ours.giving import Form, Order, give
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter
from sakimori.services.packs.questions import languages_of
from sakimori.ui.frame.components import in_session, section
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import LANGUAGES, language, t

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

    st.download_button(
        t(f"packs.form.{form.value}"),
        in_session(made),
        file_name=f"{name}.{_ENDINGS.get(form, form.value)}",
        mime=_MIMES[form],
        key=f"{key}_{form.value}",
        icon=f":material/{_ICONS[form]}:",
        type="primary" if form is Form.XLSX else "secondary",
        width=170,
        on_click="ignore",
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
