"""Sending a question to compliance: the whole request, a line to go with it, and to whom it goes."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.clearance import ClearanceRequest, Reason
from sakimori.domain.codes import UserRole
from sakimori.services.clearance.choices import whom_to_ask
from sakimori.services.clearance.inbox import waits_already
from sakimori.services.clearance.inquiries import send_inquiry
from sakimori.services.clearance.judging import ClearanceAnswer, judge
from sakimori.ui.clearance.answer_words import open_reasons
from sakimori.ui.clearance.words import (
    outcome_on_tint,
    reason_line,
    reason_text,
    request_rows,
    show_rows,
    stands_until,
)
from sakimori.ui.frame.dialogs import act, tell_asker
from sakimori.ui.frame.formats import aside, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, language, t

SEND: Final = "inquiry_send"
KEYS: Final = "Ctrl+Enter"
_LONGEST: Final = 2_000


def send_body(page: Page, request: ClearanceRequest, about: Reason | None = None) -> None:
    """The whole request as it will be sent, a line to go with it, and to whom it goes."""
    answer = judge(page.workspace, request, actor=page.actor)
    show_request(page, request, answer)
    for reason in open_reasons(answer.verdict):
        st.markdown(reason_line(reason, answer.case.parts))
    if waits_already(page.workspace, request, actor=page.actor):
        st.info(t("inquiry.waits_already"), icon=":material/hourglass_top:")
        return
    message = st.text_area(
        t("inquiry.message"), value=t("inquiry.about_what", what=reason_text(about)) if about else "",
        key="inquiry_message", height=90, max_chars=_LONGEST, help=t("check.no_names"),
    )  # fmt: skip
    people = people_of(page, UserRole.COMPLIANCE)
    st.caption(plain(t("inquiry.goes_to", who=people)) if people else t("inquiry.nobody"))
    write = partial(send_inquiry, page.workspace, request, message=message)
    act(page, t("inquiry.send"), write, key="inquiry_send_do", shortcut=KEYS, note=t("inquiry.sent"))


def show_request(page: Page, request: ClearanceRequest, answer: ClearanceAnswer) -> None:
    """The answer of today, until when it stands, and what was asked."""
    until, why = stands_until(answer.verdict)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"## {outcome_on_tint(answer.verdict.outcome)}", width="content")
        if until:
            st.markdown(f"**{plain(until)}**　:gray[:small[{plain(why)}]]", width="stretch")
    show_rows(request_rows(request, answer.case), small=True)
    tell_asker(page, answer.case)


def people_of(page: Page, role: UserRole) -> str:
    """The others who have a role, by name and department."""
    people = [u for u in whom_to_ask(page.workspace, role, on=page.today) if u.id != page.actor.id]
    return dotted(aside(u.name, u.department, language()) if u.department else u.name for u in people)
