"""Whose matter an open point is, and what to tell them: the names, and words to copy that carry the question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from sakimori.domain.clearance import Reason
from sakimori.domain.codes import DataCategory, UserRole
from sakimori.services.clearance.choices import whom_to_ask
from sakimori.ui.clearance.answer_words import of_way
from sakimori.ui.clearance.state import Asked
from sakimori.ui.clearance.words import told
from sakimori.ui.frame.formats import aside, day
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, label, language, t

_BY_INQUIRY: Final = frozenset({UserRole.COMPLIANCE})
"""They are asked by an inquiry, which carries the whole question."""


def who_words(page: Page, role: UserRole) -> str:
    """Whose matter it is: the departments of those who have the role, else the role itself."""
    departments = dict.fromkeys(u.department for u in whom_to_ask(page.workspace, role, on=page.today) if u.department)
    return dotted(departments) if departments else label(role)


def can_be_asked(page: Page, reason: Reason) -> bool:
    """Whether somebody else is to be told of it, other than by an inquiry."""
    return reason.who is not None and reason.who not in page.actor.roles and reason.who not in _BY_INQUIRY


def ask_whom(page: Page, asked: Asked, reason: Reason, open_ones: Iterable[Reason]) -> None:
    """Who can mend it by name, and one text to send them: everything that is open with them, this point first."""
    role = reason.who
    if role is None:
        return
    theirs = [reason, *(one for one in open_ones if one.who is role and one is not reason)]
    with st.popover(t("check.ask"), icon=":material/forward_to_inbox:", type="tertiary"):
        people = whom_to_ask(page.workspace, role, on=page.today)
        if not people:
            st.markdown(plain(t("check.ask_nobody", role=label(role))))
            return
        names = dotted(aside(u.name, u.department, language()) if u.department else u.name for u in people)
        st.markdown(plain(t("check.ask_whom", who=names)))
        st.caption(t("check.ask_copy"))
        st.code(_message(asked, theirs), language=None, wrap_lines=True)


def _message(asked: Asked, theirs: Sequence[Reason]) -> str:
    flow = asked.request.flow
    own = asked.desk.of(flow.data_set_id)
    kinds = dotted(label(kind) for kind in DataCategory if kind in (flow.categories or ()))
    data = aside(own.data_set.name, kinds, language()) if own else kinds
    lines = [
        t(
            f"check.ask_open{of_way(asked.comes_in)}",
            party=asked.party.legal_name,
            data=data,
            day=day(asked.request.on, language()),
        ),
        *(t("check.ask_line", what=told(one), cites=one.cites.get(language())) for one in theirs),
    ]
    if st.context.url:
        query = {"party": asked.party.id, "flow": asked.like.id if asked.like else "", "data": flow.data_set_id or ""}
        address = f"{st.context.url}?{urlencode({key: value for key, value in query.items() if value})}"
        lines.append(t("check.ask_link", address=address))
    return "\n".join(lines)
