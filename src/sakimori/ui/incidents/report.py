"""An incident reported by whoever sees one, from every page: the button, and the dialog that takes a minute."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.incidents import IncidentPlace
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.errors import RefusedError
from sakimori.services.incidents.own_reports import own_reports
from sakimori.services.incidents.report import IncidentDraft, report_incident
from sakimori.services.kernel.access import Permission, may
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import party_names
from sakimori.ui.frame.choices import ask_day, tell_missing
from sakimori.ui.frame.components import OPEN_DIALOG, REPORT_INCIDENT, ask_for_report, go_to, refusal
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.text import language, t, t_count

_KEY: Final = REPORT_INCIDENT
_TOLD: Final = f"{_KEY}_told"
_ICON: Final = ":material/emergency_home:"
_OURS, _PARTY = "ours", "tp"
_SHOWN: Final = 20


def show_report(workspace: Workspace, actor: Actor, today: date) -> None:
    """The button below the menu, which every page has, and the dialog until somebody closes it."""
    if not may(actor, Permission.REPORT_INCIDENT):
        return
    with st.sidebar:
        st.button(
            t("report_incident.open"), key="frame_report_incident", icon=_ICON, on_click=ask_for_report, width="stretch"
        )
    if st.session_state.get(OPEN_DIALOG, ("",))[0] == REPORT_INCIDENT:
        body = partial(_report, workspace, actor, today)
        st.dialog(t("report_incident.open"), width="medium", on_dismiss=_close)(body)()


def _close() -> None:
    st.session_state.pop(OPEN_DIALOG, None)


def _report(workspace: Workspace, actor: Actor, today: date) -> None:
    told = st.session_state.get(_TOLD)
    if told:
        _told(actor, told)
        return
    st.caption(t("report_incident.about"))
    what = st.text_area(
        t("report_incident.what"), key=f"{_KEY}_what", height=96, placeholder=t("report_incident.what_hint")
    )
    left, right = st.columns([1, 2])
    with left:
        known_on = ask_day(t("report_incident.when"), key=f"{_KEY}_on", last=today)
    with right:
        where = _where(workspace, actor, today)
    more = st.text_area(
        t("report_incident.more"), key=f"{_KEY}_more", height=68, placeholder=t("report_incident.more_hint")
    )
    waits = tell_missing({t("report_incident.when"): known_on})
    sends = st.button(
        t("report_incident.send"), key=f"{_KEY}_send", type="primary", icon=":material/send:", disabled=waits
    )
    if sends and known_on is not None:
        _send(workspace, actor, _draft(what, more, where, known_on))
    _own(workspace, actor)


def _own(workspace: Workspace, actor: Actor) -> None:
    """What this person reported before, and how it stands; nothing where there is none."""
    reports = own_reports(workspace, actor=actor)
    if not reports:
        return
    lang = language()
    with st.expander(t_count("report_incident.own", len(reports))):
        for one in reports[:_SHOWN]:
            state = t(f"report_incident.state_{one.state.value}", day=day(one.closed_on, lang) if one.closed_on else "")
            st.markdown(f"**{day(one.known_on, lang)}　{state}**")
            st.text(one.what)
            contact = one.contact or t("report_incident.contact_none")
            st.caption(t("report_incident.contact", who=plain(contact)))


def _where(workspace: Workspace, actor: Actor, today: date) -> str:
    """Where it happened: one of our third parties, ours, or in words for whoever may not see their list."""
    if not may(actor, Permission.READ):
        return st.text_input(t("report_incident.where"), key=f"{_KEY}_where").strip()
    names = party_names(workspace, AsOf(today, NEWEST, is_past=False))
    words = {_OURS: t("report_incident.where_ours"), **names}
    chosen = st.selectbox(
        t("report_incident.where"), list(words), index=None, format_func=words.__getitem__, key=f"{_KEY}_where",
        placeholder=t("report_incident.where_unknown"),
    )  # fmt: skip
    return str(chosen or "")


def _draft(what: str, more: str, where: str, known_on: date) -> IncidentDraft:
    is_party = where.startswith(_PARTY)
    said = [what.strip(), more.strip()]
    if where and where != _OURS and not is_party:
        said.insert(1, t("report_incident.where_said", where=where))
    return IncidentDraft(
        "\n".join(filter(None, said)) if what.strip() else "",
        known_on,
        where if is_party else None,
        IncidentPlace.OURS if where == _OURS else None,
    )


def _send(workspace: Workspace, actor: Actor, draft: IncidentDraft) -> None:
    try:
        saved = report_incident(workspace, draft, actor=actor, at=now())
    except RefusedError as error:
        refusal(error)
        return
    st.session_state[_TOLD] = saved.record.id
    st.rerun()


def _told(actor: Actor, incident_id: str) -> None:
    """That it was reported, what helps now, and the way on."""
    st.success(t("report_incident.done"), icon=":material/task_alt:")
    lines = [f"- {t(f'report_incident.now_{one}')}" for one in ("stop", "keep", "ask")]
    st.markdown(f"**{t('report_incident.now')}**\n\n" + "\n".join(lines))
    with st.container(horizontal=True):
        if may(actor, Permission.READ_INCIDENTS) and st.button(
            t("report_incident.to_desk"), key=f"{_KEY}_desk", type="primary"
        ):
            _close()
            go_to("incidents", incident=incident_id)
        if st.button(t("report_incident.close"), key=f"{_KEY}_close", on_click=_close):
            st.rerun()
