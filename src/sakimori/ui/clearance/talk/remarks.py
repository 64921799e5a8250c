"""What was said over an inquiry, and the fields in which compliance asks back and the asker replies."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sakimori.domain.clearance import Inquiry
from sakimori.services.clearance.view import InquiryPaper
from sakimori.services.talk.remarks import LONGEST, ask_back, reply
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.formats import moment, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t


def show_remarks(paper: InquiryPaper) -> None:
    """Who said what when, the first first; nothing where nobody said anything."""
    if not paper.remarks:
        return
    section(t("talk.title"))
    for remark, who in paper.remarks:
        with st.container(border=True, gap="xxsmall"):
            key = "talk.question_of" if remark.is_question else "talk.reply_of"
            st.caption(plain(t(key, who=who, at=moment(remark.at, language()))))
            st.text(remark.text)


def ask_back_form(page: Page, inquiry: Inquiry) -> None:
    """The field in which compliance asks the asker something before it answers, folded until it is wanted."""
    with st.expander(t("talk.ask_back"), icon=":material/contact_support:"):
        st.caption(t("talk.ask_back_note"))
        write = partial(ask_back, page.workspace, inquiry.id, text=_text(inquiry, "talk.question"))
        act(
            page,
            t("talk.send_question"),
            write,
            key="talk_ask_back",
            of=inquiry,
            note=t("talk.send_question_done"),
            type="secondary",
            icon=":material/send:",
        )


def reply_form(page: Page, inquiry: Inquiry) -> None:
    """The field in which the asker replies, or adds something unasked."""
    text = _text(inquiry, "talk.reply" if inquiry.awaits_reply else "talk.add")
    act(
        page,
        t("talk.send_reply"),
        partial(reply, page.workspace, inquiry.id, text=text),
        key="talk_reply",
        of=inquiry,
        note=t("talk.send_reply_done"),
        type="primary" if inquiry.awaits_reply else "secondary",
        icon=":material/send:",
    )


def _text(inquiry: Inquiry, words: str) -> str:
    """Of each version a field of its own: what was sent is no longer in it."""
    key = f"talk_text_{inquiry.id}_{inquiry.version}"
    return st.text_area(t(words), key=key, height=90, max_chars=LONGEST, help=t("talk.no_names"))
