"""What waits for whoever came in, above their first page: each thing with the way to where it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.errors import RefusedError
from sakimori.services.clearance.view import inquiry_paper
from sakimori.services.talk.waiting import WaitKind, Waits, waits_for
from sakimori.ui.frame.components import link_to, refusal, section
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import dotted, language, t
from sakimori.ui.frame.views import say_in_address

_SHOWN: Final = 3
_INQUIRY: Final = "inquiry"


def show_waiting(page: Page) -> None:
    """The first few things, the others folded; nothing where nothing waits, or on another day."""
    if not page.is_editable:
        return
    rows = memo(page, "waits", partial(waits_for, page.workspace, actor=page.actor), page.actor.id)
    if not rows:
        return
    with st.container(border=True, key="waits_for_me", gap="xsmall"):
        section(t("waits.title", count=len(rows)))
        _lines(rows[:_SHOWN])
        if rows[_SHOWN:]:
            with st.expander(t("waits.more", count=len(rows) - _SHOWN), type="compact"):
                _lines(rows[_SHOWN:])


def _lines(rows: Iterable[Waits]) -> None:
    for one in rows:
        with st.container(horizontal=True, vertical_alignment="center", key=f"waits_{one.kind.value}_{one.record_id}"):
            st.markdown(_words(one), width="stretch")
            _WAY[one.kind](one)


def _words(one: Waits) -> str:
    what = one.what.get(language()) if one.what else ""
    title = plain(t(f"waits.{one.kind.value}", party=one.party, what=what))
    since = t(f"waits.{one.kind.value}_since", who=one.who, day=day(one.since, language()))
    due = t("waits.due", day=day(one.due_on, language())) if one.due_on else ""
    return f"**{title}**　:gray[:small[{plain(dotted(filter(None, (since, due))))}]]"


def _to_assessment(one: Waits) -> None:
    link_to("assess", t("waits.to_assessment"), icon="checklist", id=one.record_id)


_WAY: Final[dict[WaitKind, Callable[[Waits], None]]] = {
    WaitKind.ASKED: _to_assessment,
    WaitKind.SUBMITTED: _to_assessment,
    WaitKind.INQUIRY: lambda one: link_to("inbox", t("waits.to_answer"), icon="inbox", inquiry=one.record_id),
    WaitKind.QUESTION: lambda one: link_to("check", t("waits.to_reply"), icon="reply", inquiry=one.record_id),
}


def open_asked(page: Page, dialog: str) -> None:
    """Open the inquiry that the address names, once; of one that this person may not read only this is said."""
    inquiry_id = st.query_params.get(_INQUIRY, "")
    if not inquiry_id:
        return
    say_in_address(_INQUIRY, "")
    facts: dict[str, Any] = {"inquiry_id": inquiry_id}
    try:
        inquiry_paper(page.workspace, on=page.on, actor=page.actor, **facts)
    except RefusedError as error:
        refusal(error)
    else:
        open_dialog(dialog, **facts)
