"""Keys beside the database that are lost, damaged or were replaced: told to whoever can see to them."""

from __future__ import annotations

import streamlit as st

from sakimori.clock import now
from sakimori.services.audit.keys_told import keys_for
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language


def tell_keys(page: Page) -> None:
    """One warning for each key."""
    for words in keys_for(page.workspace, actor=page.actor, at=now()):
        st.warning(plain(words.get(language())), icon=":material/key_off:")
