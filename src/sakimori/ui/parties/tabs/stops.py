"""What stops hand-overs to a third party, as the head of its dossier says it: the gravest reason, and the way to it."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from sakimori.services.gaps.hand_over_stops import Blocks
from sakimori.services.parties.view import DossierView
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, listed, t, t_count
from sakimori.ui.parties.tabs.gaps import fix_words

_NAMED = 2


def stop_sentences(blocks: Blocks) -> Iterator[str]:
    """What a valid assessment does not say: that everything is stopped, or some flows, or what a waiver carries."""
    lang, gravest = language(), blocks.gravest
    if blocks.is_stopped and gravest is not None:
        key = "party.stopped_unknown" if gravest.is_unknown else "party.stopped"
        yield t(key, what=plain(gravest.title.get(lang)), cites=plain(gravest.cites.get(lang)))
        if blocks.count > 1:
            yield t_count("party.stopped_more", blocks.count - 1)
    elif blocks.stopped:
        names = listed((plain(flow.name) for flow in blocks.stopped), most=_NAMED)
        yield t("party.stopped_some", flows=blocks.flows, count=len(blocks.stopped), names=names)
    for waived in blocks.waived[:1]:
        yield t("party.stopped_waived", what=plain(waived.title.get(lang)), day=day(waived.last_day, lang))


def show_stop_step(page: Page, view: DossierView) -> bool:
    """The button that leads to what closes the gravest reason, or to the flows that must stop."""
    blocks, gravest = view.blocks, view.blocks.gravest
    if gravest is None:
        return False
    if not blocks.is_stopped:
        if st.button(t("party.stopped_flows"), icon=":material/account_tree:", key="party_stopped", type="primary"):
            first = blocks.stopped[0].id
            if len(blocks.stopped) == 1:
                go_to("flow", flow=first)
            go_to("party", party=view.party.id, tab="flows")
        return True
    line = next((line for line in view.gaps if line.span.gap_id == gravest.gap_id), None)
    if line is None or not page.is_editable:
        return False
    if st.button(fix_words(line), icon=":material/build:", key="party_stopped", type="primary"):
        open_dialog("fix", gap_id=gravest.gap_id)
    return True
