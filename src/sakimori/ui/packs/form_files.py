"""Files of a pack for others: the forms in which it goes out, and the button that makes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from sakimori.domain.questions.pack import Pack
from sakimori.exchange.questionnaires.ours.giving import Form, Order, give
from sakimori.ui.frame.components import in_session
from sakimori.ui.frame.text import t

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
