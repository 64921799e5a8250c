"""What is told before: one's own decision does not count for the third parties and the questions of one's own."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.rules.clearance.case import Case
from sakimori.services.clearance.own_view import own_decision, own_in_answer
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.formats import aside
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, language, t

_NAMED = 3


def tell_own(page: Page, kind: type, record_id: str, permission: Permission) -> None:
    """Say beside a decision that it does not count for the answers of one's own third parties, and who else may."""
    if not page.may(permission):
        return
    found = own_decision(page.workspace, kind, record_id, permission, actor=page.actor, on=page.today)
    if found is None:
        return
    names, others = _named(found.parties), _named(found.others)
    _say(t("own_decision.others", names=names, others=others) if others else t("own_decision.nobody", names=names))


def tell_asker(page: Page, case: Case) -> None:
    """Say beside an answer that what the asker decided himself does not count in it, and who else may decide."""
    others = own_in_answer(page.workspace, case, actor=page.actor, on=page.today)
    if others is not None:
        _say(t("own_decision.asker", others=_named(others)) if others else t("own_decision.asker_alone"))


def _say(words: str) -> None:
    st.caption(f":orange[:material/person_off:] {words}")


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    first = plain(dotted(names[:_NAMED]))
    return aside(first, t("own_decision.more", count=more), language()) if more > 0 else first
