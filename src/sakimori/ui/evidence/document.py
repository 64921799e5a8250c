"""One document in a dialog: its pages as pictures, what is known of it, the review, and the way to the file."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.questions.assessment import Evidence, EvidenceReview
from sakimori.errors import RefusedError
from sakimori.exchange.documents.reading import can_be_read
from sakimori.exchange.evidence.look import PDF, PICTURES
from sakimori.services.evidence.giving import Taking, Use
from sakimori.services.evidence.review import accept_evidence, refuse_evidence
from sakimori.services.evidence.view import DocumentView, document_view
from sakimori.services.kernel.access import Permission
from sakimori.ui.evidence.pages import address_of, show_pages
from sakimori.ui.evidence.reading import read_filed
from sakimori.ui.evidence.sub_services import show_sub_services
from sakimori.ui.frame.components import go_to, refusal
from sakimori.ui.frame.dialogs import act, close_dialog, is_open, open_dialog
from sakimori.ui.frame.formats import day, headed, moment, plain, unknown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.frame.trail_words import record_kind

_DIALOG: Final = "document"
_TAKINGS: Final = 8
_KILOBYTE: Final = 1024
_LINKS: Final = {"contract": ("contracts", "contract"), "assessment": ("assess", "id"), "data_flow": ("flow", "flow")}
"""Records with a page of their own: its name, and what its address calls the record."""


def document_button(page: Page, evidence_id: str, filename: str, *, key: str, words: str = "") -> None:
    """A button that opens a document in a dialog."""
    _button(key, words)
    show_opened(page, evidence_id, filename, key=key)


def button_in_popover(*, key: str, popover: str) -> None:
    """The same button within a popover, which closes, so that it does not lie over the dialog.

    Whoever draws the popover draws the dialog beside it, by `show_opened`.
    """
    _button(key, "", popover)


def show_opened(page: Page, evidence_id: str, filename: str, *, key: str) -> None:
    """Draw the dialog of a document, if the button of this key has opened it."""
    if (is_open(_DIALOG) or {}).get("by") == key:
        st.dialog(plain(filename), width="large", on_dismiss=close_dialog)(_body)(page, evidence_id)


def _button(key: str, words: str, popover: str = "") -> None:
    def pressed() -> None:
        open_dialog(_DIALOG, by=key)
        if popover:
            st.session_state[popover] = False

    icon = ":material/visibility:"
    st.button(words or t("evidence.show"), key=key, on_click=pressed, type="tertiary", icon=icon)


def take_link(filed: Evidence, *, key: str) -> None:
    """The way to the file itself, which leaves by an address of ours that asks who it is."""
    st.link_button(t("evidence.take"), address_of(filed.id), key=key, icon=":material/download:", type="tertiary")


def _body(page: Page, evidence_id: str) -> None:
    try:
        found = document_view(page.workspace, evidence_id, actor=page.actor)
    except RefusedError as error:
        refusal(error)
        return
    left, right = st.columns([62, 38], gap="medium")
    with left:
        if found.has_pictures:
            show_pages(page, found.evidence)
        else:
            st.info(t("evidence.no_pictures"), icon=":material/description:")
    with right:
        take_link(found.evidence, key="evidence_take")
        _facts(found)
        _review(page, found)
        _read(page, found)
        _uses(found.uses)
        if found.takings is not None:
            _takings(found.takings, found)


def _facts(found: DocumentView) -> None:
    filed, lang = found.evidence, language()
    who = plain(found.people.get(filed.uploaded_by, filed.uploaded_by))
    facts = [
        (t("evidence.filed"), t("evidence.filed_by", day=day(filed.uploaded_on, lang), name=who)),
        (t("evidence.effective"), day(filed.effective_on, lang) if filed.effective_on else unknown(lang)),
        (t("evidence.valid"), day(filed.valid_until, lang) if filed.valid_until else t("evidence.no_end")),
        (t("evidence.kind"), t("evidence.sized", kind=_kind(filed), size=f"{-(-filed.size // _KILOBYTE):,}")),
        (t("evidence.state"), _state(found)),
        *([(t("evidence.note"), plain(filed.note))] if filed.note else []),
    ]
    st.markdown("  \n".join(f":gray[{name}]　{said}" for name, said in facts))
    if filed.review_reason and filed.review is EvidenceReview.REFUSED:
        st.caption(t("evidence.state_why", why=plain(filed.review_reason)))
    if filed.withdrawn_on is not None:
        words = t("evidence.withdrawn", day=day(filed.withdrawn_on, lang), why=plain(filed.withdrawn_reason))
        st.warning(words, icon=":material/block:")


def _kind(filed: Evidence) -> str:
    if filed.media_type == PDF:
        return t("evidence.kind_pdf")
    return t("evidence.kind_picture" if filed.media_type in PICTURES else "evidence.kind_other")


def _state(found: DocumentView) -> str:
    filed = found.evidence
    state = t(f"evidence.state_{filed.review.value}")
    if filed.reviewed_on is None:
        return state
    who = plain(found.people.get(filed.reviewed_by or "", filed.reviewed_by or ""))
    return t("evidence.state_by", state=state, day=day(filed.reviewed_on, language()), name=who)


def _review(page: Page, found: DocumentView) -> None:
    """What compliance says of a document that it looks at; a refusal needs its reason."""
    filed = found.evidence
    if not page.may(Permission.REVIEW_ASSESSMENT) or filed.withdrawn_on is not None:
        return
    why = st.text_input(t("evidence.why_not"), key="evidence_why_not")
    with st.container(horizontal=True):
        act(
            page, t("evidence.accept"), partial(accept_evidence, page.workspace, filed.id), key="evidence_accept",
            of=filed, disabled=filed.review is EvidenceReview.ACCEPTED,
        )  # fmt: skip
        act(
            page, t("evidence.refuse"), partial(refuse_evidence, page.workspace, filed.id), key="evidence_refuse",
            of=filed, reason=why, type="secondary",
        )  # fmt: skip


def _read(page: Page, found: DocumentView) -> None:
    """Whom the document names below the third party, read when somebody asks for it."""
    filed = found.evidence
    if not page.may(Permission.EDIT_REGISTER) or filed.gone_on is not None or not can_be_read(filed.media_type):
        return
    key = f"evidence_read_{filed.id}"
    if not st.session_state.get(key):
        st.button(
            t("sub_services.read"), key=f"{key}_do", type="tertiary", icon=":material/find_in_page:",
            on_click=st.session_state.__setitem__, args=(key, True),
        )  # fmt: skip
        return
    reading = read_filed(page, filed)
    if reading is None:
        return
    if reading.is_scan:
        st.caption(t("proposals.scan"))
    elif not show_sub_services(page, filed, reading):
        st.caption(t("sub_services.none"))


def _uses(uses: tuple[Use, ...]) -> None:
    st.markdown(f"**{t('evidence.uses')}**")
    if not uses:
        st.caption(t("evidence.uses_none"))
    for use in uses:
        words = headed(record_kind(use.record_kind), use.name, language()) if use.name else record_kind(use.record_kind)
        if use.question_id:
            words = t("evidence.use_question", question=use.question_id)
        if use.record_kind in _LINKS:
            _way_to(use, words)
        else:
            st.caption(plain(words))


def _way_to(use: Use, words: str) -> None:
    to, name = _LINKS[use.record_kind]
    key = f"evidence_use_{use.record_id}_{use.question_id}"
    if st.button(plain(words), key=key, type="tertiary", icon=":material/arrow_forward:"):
        close_dialog()
        go_to(to, **{name: use.record_id, **({"q": use.question_id} if use.question_id else {})})


def _takings(takings: tuple[Taking, ...], found: DocumentView) -> None:
    with st.expander(t("evidence.takings")):
        if not takings:
            st.caption(t("evidence.takings_none"))
        for taking in takings[:_TAKINGS]:
            words = "evidence.looked" if taking.was_shown else "evidence.took"
            who = plain(found.people.get(taking.by, taking.by))
            st.caption(t(words, moment=moment(taking.at, language()), name=who))
        if len(takings) > _TAKINGS:
            st.caption(t("evidence.takings_more", count=len(takings) - _TAKINGS))
