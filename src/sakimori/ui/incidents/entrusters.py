"""Whose data an incident concerns, where we handle them for others: the list, and who was told on which day."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.incident import Entruster
from sakimori.services.incidents.shapes import IncidentView
from sakimori.services.incidents.write import save_fact
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.record_fields import record_shown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, listed, t
from sakimori.ui.incidents.state import view_of

_SHOWN: Final = 5
"""So many of those that were told stand on the page; whoever was not stands there in any case."""


def show_entrusters(view: IncidentView, *, may_edit: bool) -> None:
    """Those that were not told first, then how many were; the list is changed in a dialog."""
    every, untold = view.incident.every_entruster, view.incident.facts.untold
    if not every:
        st.warning(t("incidents.entrusters_none"), icon=":material/help:")
    if untold:
        names = listed(one.name for one in untold)
        st.warning(plain(t("incidents.entrusters_untold", count=len(untold), names=names)), icon=":material/mail:")
    told = [one for one in every if one.told_on is not None]
    for one in told[:_SHOWN]:
        st.markdown(plain(_told(one)))
    if len(told) > _SHOWN:
        st.caption(plain(t("incidents.entrusters_told_more", count=len(told) - _SHOWN)))
    if may_edit:
        st.button(
            t("incidents.entrusters_edit"),
            key="incident_entrusters",
            icon=":material/edit:",
            on_click=open_dialog,
            args=("incident_entrusters",),
            kwargs={"incident_id": view.incident.id},
        )


def _told(one: Entruster) -> str:
    on, name = record_shown(Entruster, "told_on", one.told_on), one.name or t("incidents.entruster_unnamed")
    way = "" if one.way is None else label(one.way)
    return (
        t("incidents.entruster_told", name=name, day=on, way=way)
        if way
        else t("incidents.entruster_told_on", name=name, day=on)
    )


def entrusters_dialog(page: Page, *, incident_id: str) -> None:
    """The list as lines, one company each, as it may be pasted; a day of telling that was noted wrong is taken back."""
    view = view_of(page, incident_id)
    every = view.incident.every_entruster
    st.caption(t("incidents.entrusters_about"))
    given = st.text_area(
        t("incidents.entrusters_lines"),
        "\n".join(one.name for one in every if one.name),
        key="incident_entruster_lines",
        height=200,
    )
    told = [one.name for one in every if one.told_on is not None and one.name]
    again = (
        st.multiselect(
            t("incidents.entrusters_untell"), told, key="incident_entruster_untell", placeholder=t("frame.choose")
        )
        if told
        else []
    )
    write = partial(save_fact, page.workspace, incident_id, "entrusters", _listed(given, every, again))
    act(page, t("party.save"), write, key="incident_entrusters_save", of=view.incident)


def _listed(given: str, every: Sequence[Entruster], again: Sequence[str]) -> tuple[Entruster, ...]:
    """Who stands in the lines, each with the day on which it was told unless that is taken back."""
    standing = {one.name: one for one in every}
    names = dict.fromkeys(filter(None, (line.strip() for line in given.splitlines())))
    kept = (standing.get(name, Entruster(name)) for name in names)
    return tuple(replace(one, told_on=None, way=None) if one.name in again else one for one in kept)


def choose_entruster(view: IncidentView) -> str:
    """Whose letter is shown: that of the first who was not told, unless somebody chooses another."""
    every = view.incident.every_entruster
    names = [one.name for one in sorted(every, key=lambda one: one.told_on is not None) if one.name]
    if not names:
        st.warning(t("incidents.entrusters_none"), icon=":material/help:")
        return ""
    title = t("incidents.entruster_of_letter")
    chosen = st.selectbox(title, names, index=None, key="incident_entruster", placeholder=names[0])
    return str(chosen or names[0])


def ask_untold(view: IncidentView) -> list[str]:
    """Who was told now; that all were is said by a tick, for nobody is taken to be."""
    names = [one.name for one in view.incident.facts.untold]
    if st.checkbox(t("incidents.entrusters_all_now", count=len(names)), key="incident_told_all"):
        return names
    return st.multiselect(
        t("incidents.entrusters_now"), names, key="incident_told_entrusters", placeholder=t("frame.choose")
    )


def letters_button(view: IncidentView, letter_to: Callable[[str], bytes], name: str) -> None:
    """Every letter that is still to be sent, a file each, in one archive."""
    names = [one.name for one in view.incident.facts.untold]
    if len(names) > 1:
        file_button(
            t("incidents.entrusters_letters", count=len(names)),
            lambda: archive({one: letter_to(one) for one in names}),
            name=f"{name}.zip",
            mime="application/zip",
            key="incident_letters",
        )


def archive(letters: Mapping[str, bytes]) -> bytes:
    """Letters as numbered PDF files: a name of a company is no name of a file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, body in enumerate(letters.values(), start=1):
            packed.writestr(zipfile.ZipInfo(f"{number:03}.pdf"), body)
    return out.getvalue()
