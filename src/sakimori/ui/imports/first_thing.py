"""After an import: one sentence on what to do first and why."""

from __future__ import annotations

import streamlit as st

from sakimori.services.parties.first_thing import ToDoFirst, to_do_first
from sakimori.ui.frame.components import link_to
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import t, t_count


def say_first_thing(current: Page) -> None:
    """One sentence: what to do first and why, with the way there."""
    found: ToDoFirst | None = memo(current, "imports.first", lambda: to_do_first(current.workspace))
    if found is None:
        return
    name = plain(found.begin_with.legal_name)
    st.info(t_count(f"imports.first.{found.thing.value}", found.third_parties, name=name), icon=":material/flag:")
    link_to("party", t("imports.first.open", name=found.begin_with.legal_name), party=found.begin_with.id)
