"""The way to もし…なら: from a third party, a certificate, a contract, a country or a rule to what would turn."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.ui.frame.dialogs import close_dialog, open_dialog
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t

WHAT_IF: Final = "what_if"


class About(StrEnum):
    """What a supposition speaks of."""

    PARTY = "party"
    CERTIFICATE = "certificate"
    CONTRACT = "contract"
    COUNTRY = "country"
    RULE = "rule"


def open_what_if(about: About, record_id: str) -> None:
    """Have the next run open the dialog."""
    open_dialog(WHAT_IF, about=about, record_id=record_id)


def what_if_button(page: Page, about: About, record_id: str) -> None:
    """The button that leads there, also out of another dialog; the past is what it was."""
    pressed = st.button(
        t(f"what_if.open_{about.value}"), icon=":material/alt_route:", key=f"what_if_{about.value}",
        disabled=not page.is_editable,
    )  # fmt: skip
    if pressed:
        close_dialog()  # else the row that opened the other dialog would open it again
        open_what_if(about, record_id)
        st.rerun()
