"""Whom a report names below the third party, proposed as its sub-processors: each with its passage, taken singly."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sakimori.clock import now
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.names import fold
from sakimori.errors import RefusedError
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.reading import DocumentKind, DocumentReading
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.recording import record
from sakimori.services.parties.sub_processor_tree import sub_processor_tree
from sakimori.ui.evidence.proposals import show_passage
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t

_FIELD, _TROUBLE = "sub_processors", "sub_services_trouble"


def show_sub_services(page: Page, filed: Evidence, reading: DocumentReading) -> bool:
    """The names, each on record or with the button that puts it there, and whether there are any.

    Nobody has agreed to one by putting it on record.
    """
    named = [fact for fact in reading.facts_of(DocumentKind.REPORT) if fact.field == _FIELD]
    if not named or filed.third_party_id == SELF_ID:
        return False
    tree = sub_processor_tree(page.workspace, filed.third_party_id, on=page.on, number=page.known)
    known = {fold(row.link.name) for row in tree.running}
    st.markdown(f"**{t('sub_services.title', count=len(named))}**")
    st.caption(t("sub_services.note"))
    trouble: RefusedError | None = st.session_state.pop(_TROUBLE, None)
    if trouble is not None:
        refusal(trouble)
    for place, fact in enumerate(named):
        _show(page, filed, fact, key=f"sub_service_{filed.id}_{place}", is_known=fold(fact.value) in known)
    return True


def _show(page: Page, filed: Evidence, fact: FactProposal, *, key: str, is_known: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        st.markdown(f"**{plain(fact.value)}**", width="stretch")
        page_words = t("proposals.page", page=fact.passage.page)
        with st.popover(page_words, icon=":material/format_quote:", type="tertiary", key=f"{key}_passage"):
            show_passage(fact.passage)
        if is_known:
            st.caption(f":green[:material/check_circle:] {t('sub_services.known')}", width="content")
        elif page.may(Permission.EDIT_REGISTER):
            st.button(t("sub_services.take"), key=key, on_click=partial(_take, page, filed, fact))


def _take(page: Page, filed: Evidence, fact: FactProposal) -> None:
    link = SubProcessorLink(
        "", filed.third_party_id, fact.value, source=filed.filename, source_seen_on=page.today
    )  # fmt: skip
    try:
        record(page.workspace, link, actor=page.actor, at=now())
    except RefusedError as error:
        st.session_state[_TROUBLE] = error
