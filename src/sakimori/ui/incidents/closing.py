"""The end of an incident: its cause and why it is closed; and opening it again."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.records.incidents import CauseKind, Incident
from sakimori.services.incidents.closing import close_incident, missing_for_closing, reopen_incident
from sakimori.services.incidents.shapes import IncidentView
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.choices import forget_typed, keep_typed
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import label, language, t


def show_closing(page: Page, view: IncidentView, *, may_edit: bool) -> None:
    """How it was closed, or the form that closes it."""
    incident = view.incident
    if incident.closed_on is not None:
        _closed(page, view)
        return
    st.caption(t("incidents.closing_about"))
    if not may_edit:
        return
    words = {one: label(one) for one in CauseKind}
    cause_key, reason_key = _keys(incident)
    for key in (cause_key, reason_key):
        keep_typed(key)
    cause: Any = st.selectbox(
        record_label(Incident, "cause"), list(CauseKind), index=None, format_func=words.__getitem__, key=cause_key,
        placeholder=t("incidents.cause_hint"),
    )  # fmt: skip
    reason = st.text_area(t("incidents.closing_reason"), key=reason_key, height=100)
    missing = memo(page, "incident_missing", lambda: missing_for_closing(page.workspace, incident.id), incident.id)
    if missing:
        lines = "\n".join(f"- {plain(one.get(language()))}" for one in missing)
        st.warning(f"{t('incidents.closing_missing')}\n\n{lines}", icon=":material/checklist:")

    write = partial(close_incident, page.workspace, incident.id, cause)
    act(
        page,
        t("incidents.close"),
        write,
        key="incident_close",
        of=incident,
        reason=reason,
        disabled=bool(missing),
        needs={record_label(Incident, "cause"): cause},
    )


def _keys(incident: Incident) -> tuple[str, str]:
    return f"incident_cause_{incident.id}", f"incident_closing_{incident.id}"


def _closed(page: Page, view: IncidentView) -> None:
    incident, lang = view.incident, language()
    if incident.closed_on is None:
        return
    forget_typed(*_keys(incident))
    st.success(
        plain(t("incidents.closed_by", day=day(incident.closed_on, lang), who=view.closed_by_name)),
        icon=":material/task_alt:",
    )
    if incident.cause is not None:
        st.markdown(plain(t("incidents.closed_cause", cause=label(incident.cause))))
    st.markdown(plain(incident.closing_reason))
    if page.may(Permission.EDIT_INCIDENT):
        reason = st.text_area(t("incidents.reopen_reason"), key="incident_reopen_reason", height=80)
        write = partial(reopen_incident, page.workspace, incident.id)
        act(page, t("incidents.reopen"), write, key="incident_reopen", of=incident, reason=reason, type="secondary")
