"""A person who leaves: the day, what they leave behind, and who takes it over, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.user import User
from sakimori.services.kernel.keep_in_step import SYNCHRONOUS_DOSSIERS
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.settings.handing_over import (
    RIGHT_OF,
    Successors,
    Work,
    WorkPart,
    hand_over,
    possible_successors,
    work_of,
)
from sakimori.services.settings.users import UserRow, record_leaving
from sakimori.ui.frame.choices import ask_day
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import COMMAS, listed, t
from sakimori.ui.frame.trail_words import first_version
from sakimori.ui.settings.steps import attempt, turn

_NAMED = 5


def leaving(page: Page, row: UserRow) -> None:
    """The work of a person with its successors, and the day from which they are not here; or the way back."""
    user = row.user
    if user.left_on is not None and st.button(t("settings.return"), key="person_return"):
        attempt(partial(_return, page, user), t("settings.user_saved", who=user.name))
    left_on = None
    if user.left_on is None:
        left_on = ask_day(t("settings.left_on"), key=f"person_left_{turn()}")
    work = work_of(page.workspace, user.id, on=page.today)
    if row.dossiers and user.left_on is None:
        st.caption(t("settings.left_help", count=f"{row.dossiers:,}"))
    if not work:
        st.caption(t("settings.work_none"))
    to = _successors(page, user, work) if work else {}
    if left_on is None and not to:
        return
    words = "settings.leave_over" if to else "settings.leave"
    if st.button(t("settings.hand_over" if left_on is None else words), key="person_leave"):
        attempt(partial(_leave, page, user, work, to, left_on), lambda saved: _told(row, saved, left_on))


def _successors(page: Page, user: User, work: Work) -> Successors:
    """What there is, part by part, and who takes it."""
    st.markdown(f"**{t('settings.work')}**")
    chosen = {}
    for part, records in work.parts.items():
        services = len(work.of(Service)) if part is WorkPart.PARTIES else 0
        words = t(
            f"settings.work_{part.value}", count=len(records) - services, services=services, planned=work.planned
        )  # fmt: skip
        here = possible_successors(page.workspace, user.id, RIGHT_OF[part], on=page.today)
        chosen[part] = _successor(part.value, words, here)
        if part is WorkPart.PARTIES:
            names = [*(one.legal_name for one in work.of(ThirdParty)), *(one.name for one in work.of(Service))]
            st.caption(plain(listed(names, COMMAS, most=_NAMED)))
    return {part: successor for part, successor in chosen.items() if successor is not None}


def _successor(part: str, words: str, people: Sequence[User]) -> str | None:
    names = {user.id: user.name for user in people}
    chosen: str | None = st.selectbox(
        words, list(names), index=None, format_func=names.__getitem__, key=f"person_over_{part}_{turn()}",
        placeholder=t("settings.work_stays"),
    )  # fmt: skip
    return chosen


def _leave(
    page: Page, user: User, work: Work, to: Successors, left_on: date | None
) -> WriteResult[Work]:  # fmt: skip
    seen = {of: first_version(of, version, key="person_leave") for of, version in work.versions.items()}
    seen[user.id] = user.version
    return hand_over(
        page.workspace, user.id, to=to, left_on=left_on, actor=page.actor, at=now(), seen=seen
    )  # fmt: skip


def _return(page: Page, user: User) -> WriteResult[User]:
    return record_leaving(
        page.workspace, user.id, left_on=None, actor=page.actor, at=now(), seen=user.version
    )  # fmt: skip


def _told(row: UserRow, saved: WriteResult[Work], left_on: date | None) -> str:
    moved = t("settings.handed_over", count=f"{len(saved.record.versions):,}") if saved.record else ""
    if left_on is None:
        return moved
    if row.dossiers > SYNCHRONOUS_DOSSIERS:
        left = t("settings.user_left_later", who=row.user.name)
    else:
        opened = f"{len({span.gap_id for span in saved.opened}):,}"
        left = t("settings.user_left", who=row.user.name, count=opened)
    return "　".join(part for part in (left, moved) if part)
