"""What was said over an inquiry, and the fields in which compliance asks back and the asker replies."""

from __future__ import annotations

from functools import partial
from typing import Any

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
        text = _text(inquiry, "talk.question", key="talk_question")
        _button(page, inquiry, ask_back, text, "talk.send_question", key="talk_ask_back")


def reply_form(page: Page, inquiry: Inquiry) -> None:
    """The field in which the asker replies, or adds something unasked."""
    text = _text(inquiry, "talk.reply" if inquiry.awaits_reply else "talk.add", key="talk_reply")
    look = {} if inquiry.awaits_reply else {"type": "secondary"}
    _button(page, inquiry, reply, text, "talk.send_reply", key="talk_reply_do", **look)


def _text(inquiry: Inquiry, words: str, *, key: str) -> str:
    """Of each version a field of its own: what was sent is no longer in it."""
    return st.text_area(
        t(words), key=f"{key}_{inquiry.id}_{inquiry.version}", height=90, max_chars=LONGEST, help=t("talk.no_names")
    )


def _button(page: Page, inquiry: Inquiry, say: Any, text: str, words: str, *, key: str, **look: Any) -> None:  # noqa: ANN401
    write = partial(say, page.workspace, inquiry.id, text=text)
    act(page, t(words), write, key=key, of=inquiry, note=t(f"{words}_done"), icon=":material/send:", **look)
