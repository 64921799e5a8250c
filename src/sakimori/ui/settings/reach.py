"""How a person is told of what falls due: the address, the language, and the lead; an administrator sees to it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sakimori.clock import now
from sakimori.domain.user import User
from sakimori.domain.values.text import LANGUAGES
from sakimori.services.settings.reach import reach_of, set_reach
from sakimori.ui.frame.session import Page, people
from sakimori.ui.frame.text import t
from sakimori.ui.settings.steps import attempt, turn


def reach(page: Page, user: User) -> None:
    """Where a person is told, and who is told when they let it pass."""
    found = reach_of(page.workspace, user.id)
    leads: dict[str | None, str] = {None: t("fact.not_set")}
    leads.update((one.id, one.name) for one in people() if one.id != user.id)
    words = {code: t(f"reminders.in_{code}") for code in LANGUAGES}
    lead = found.reach.lead_id if found.reach.lead_id in leads else None
    st.markdown(f"**{t('settings.reach')}**")
    st.caption(t("settings.reach_login" if found.is_login else "settings.reach_hint"))
    email = st.text_input(
        t("settings.reach_email"), value=found.reach.email or "", key=f"person_email_{turn()}", max_chars=254
    )
    one, other = st.columns(2)
    language = one.selectbox(
        t("settings.reach_language"), LANGUAGES, index=LANGUAGES.index(found.reach.language),
        format_func=words.__getitem__, key=f"person_language_{turn()}",
    )  # fmt: skip
    lead_id = other.selectbox(
        t("settings.reach_lead"), list(leads), index=list(leads).index(lead), key=f"person_lead_{turn()}",
        format_func=leads.__getitem__,
    )  # fmt: skip
    if st.button(t("settings.reach_keep"), key="person_reach_save"):
        attempt(
            partial(
                set_reach, page.workspace, user.id, email=email, language=language, lead_id=lead_id,
                actor=page.actor, at=now(), seen=found.seen,
            ),
            t("settings.user_saved", who=user.name),
        )  # fmt: skip
