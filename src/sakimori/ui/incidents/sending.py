"""Reports and notices of an incident: draft, then the note that it was sent, and what was sent before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.domain.incident import Report, ReportWay
from sakimori.domain.records.incidents import IncidentReport, ItemState, PersonsTold
from sakimori.exchange.registers.words import code_word
from sakimori.services.incidents.reports import add_receipt, content_of, note_reached, send_report, tell_entrusters
from sakimori.services.incidents.shapes import ActionKind, IncidentView, ReportView
from sakimori.services.incidents.view import EITHER_AUTHORITY
from sakimori.services.incidents.write import tell_persons
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.choices import ask_day, pick_one
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.formats import Unit, count, day, none, plain, unknown
from sakimori.ui.frame.record_fields import count_input, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, listed, t
from sakimori.ui.incidents.drafts import KINDS, REPORTS, Draft, in_full, letter_of, show_draft, source_of
from sakimori.ui.incidents.entrusters import ask_untold
from sakimori.ui.incidents.items import state_word
from sakimori.ui.incidents.state import view_of

_FIRST: Final = {
    ActionKind.SEND_FINAL: Draft.FINAL, ActionKind.TELL_PERSONS: Draft.PERSONS,
    ActionKind.TELL_ENTRUSTER: Draft.ENTRUSTER,
}  # fmt: skip
"""Which draft is open at first where this is to be done next."""
_WAYS: Final = {
    Draft.PERSONS: (ReportWay.MAIL, ReportWay.LETTER, ReportWay.PHONE, ReportWay.OTHER),
    Draft.PUBLICATION: (ReportWay.PUBLICATION, ReportWay.OTHER),
    Draft.ENTRUSTER: (ReportWay.MAIL, ReportWay.LETTER, ReportWay.PHONE, ReportWay.OTHER),
}
_TO_AUTHORITY: Final = frozenset(REPORTS.values())
_WAYS_OF_REPORT: Final = (ReportWay.WEB_FORM, ReportWay.DELEGATED, ReportWay.OTHER)


def show_sending(page: Page, view: IncidentView, *, may_edit: bool) -> None:
    """What was sent, then one draft at a time."""
    _told(page, view)
    section(t("incidents.drafts"), t("incidents.drafts_note"))
    if view.incident.closed_on is None:
        st.caption(t("incidents.beyond"))
    drafts = list(_drafts(view))
    first = _first(view, drafts)
    words = {one: t(f"incidents.draft_{one.value}") for one in drafts}
    chosen = st.segmented_control(
        t("incidents.draft_kind"), drafts, default=first, key=f"incident_draft_{view.incident.id}_{first}",
        format_func=words.__getitem__, required=True, wrap=True, label_visibility="collapsed",
    )  # fmt: skip
    draft = chosen or first
    if may_edit:
        _sent_button(view, draft)
    show_draft(page, view, draft, may_edit=may_edit)


def _drafts(view: IncidentView) -> Iterator[Draft]:
    """What can be drafted now, in the order in which it is sent."""
    sent = {one.kind for one in view.reports}
    if view.incident.is_processor:
        yield Draft.ENTRUSTER
    if not sent & {Report.PRELIMINARY, Report.FINAL}:
        yield Draft.PRELIMINARY
    yield Draft.SUPPLEMENT if Report.FINAL in sent else Draft.FINAL
    yield Draft.PERSONS
    yield Draft.PUBLICATION


def _first(view: IncidentView, drafts: list[Draft]) -> Draft:
    wanted = _FIRST.get(view.next.kind) if view.next is not None else None
    return wanted if wanted in drafts else drafts[0]


def _told(page: Page, view: IncidentView) -> None:
    """What was sent already, and how the persons were told."""
    incident, lang = view.incident, language()
    if incident.persons_told is not None:
        on = day(incident.persons_told_on, lang) if incident.persons_told_on else none(lang)
        st.markdown(plain(t("incidents.persons_told", how=label(incident.persons_told), day=on)))
        if incident.persons_told_reason:
            st.caption(plain(incident.persons_told_reason))
    if not view.reports:
        return
    section(t("incidents.sent"))
    for one in reversed(view.reports):
        with st.container(border=True, gap="xsmall"):
            _sent(page, one)


def _sent(page: Page, one: ReportView) -> None:
    report, lang = one.report, language()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":green[:material/check_circle:] **{plain(label(one.kind))}**", width="content")
        words = t("incidents.sent_line", day=day(report.sent_on, lang), way=label(report.way), who=one.who)
        st.markdown(plain(words), width="content")
        if one.kind is Report.ENTRUSTER and report.addressee:
            st.markdown(plain(report.addressee), width="content")
        if one.kind in _TO_AUTHORITY:
            _receipt(page, report)
        if one.kind is Report.PERSONS:
            _reached(page, report)
        st.space("stretch")
        with st.popover(t("incidents.content"), key=f"incident_content_{report.id}", type="tertiary"):
            st.code(_said(report), language=None, wrap_lines=True)
    whole = "incidents.content_whole" if one.is_whole else "incidents.content_changed"
    st.caption(plain(t(whole, hash=report.sha256[:16])))


def _receipt(page: Page, report: IncidentReport) -> None:
    """The number under which the authority took a report in, or the way to add it."""
    st.caption(plain(t("incidents.receipt", number=report.receipt_number or none(language()))), width="content")
    if not report.receipt_number and page.may(Permission.EDIT_INCIDENT):
        st.button(
            t("incidents.receipt_add"), key=f"incident_receipt_{report.id}", type="tertiary", on_click=open_dialog,
            args=("incident_receipt",), kwargs={"incident_id": report.incident_id, "report_id": report.id},
        )  # fmt: skip


def _reached(page: Page, report: IncidentReport) -> None:
    """How many persons a notice reached, or the way to say it."""
    if report.person_count is not None:
        st.caption(count(report.person_count, Unit.PERSONS, language()), width="content")
    elif page.may(Permission.EDIT_INCIDENT):
        st.button(
            t("incidents.reached_add"), key=f"incident_reached_{report.id}", type="tertiary", on_click=open_dialog,
            args=("incident_reached",), kwargs={"incident_id": report.incident_id, "report_id": report.id},
        )  # fmt: skip


def _said(report: IncidentReport) -> str:
    """What it said: a notice in its wording, a report in its items."""
    if report.note:
        return report.note
    lines = [
        f"{one.number}　{label(one.item)}\n{one.text or state_word(one.state)}" for one in content_of(report).items
    ]
    return "\n\n".join(lines)


def _sent_button(view: IncidentView, draft: Draft) -> None:
    of = {"incident_id": view.incident.id, "draft": draft}
    with st.container(horizontal=True):
        st.button(
            t("incidents.mark_sent"), key="incident_sent", type="primary", icon=":material/send:",
            on_click=open_dialog, args=("incident_sent",), kwargs=of,
        )  # fmt: skip
        if draft in {Draft.PERSONS, Draft.PUBLICATION}:
            st.button(
                t("incidents.no_notice"), key="incident_told", on_click=open_dialog, args=("incident_told",),
                kwargs={"incident_id": view.incident.id},
            )  # fmt: skip


def sent_dialog(page: Page, *, incident_id: str, draft: Draft) -> None:
    """That a report or a notice was sent: when, how, to whom; what it says is kept as it stands now."""
    view, kind = view_of(page, incident_id), KINDS[draft]
    st.caption(t("incidents.sent_about"))
    on_words, way_words = record_label(IncidentReport, "sent_on"), record_label(IncidentReport, "way")
    on: Any = ask_day(on_words, key="incident_sent_on", last=page.today)
    way = pick_one(way_words, _WAYS.get(draft, _WAYS_OF_REPORT), key="incident_way")
    if draft is Draft.ENTRUSTER:
        _told_each(page, view, on, way, {on_words: on, way_words: way})
        return
    standing = "" if draft not in REPORTS or view.authority is EITHER_AUTHORITY else view.authority.get(language())
    addressee = st.text_input(record_label(IncidentReport, "addressee"), standing, key="incident_addressee")
    more: dict[str, Any] = {"sent_on": on, "way": way, "addressee": addressee}
    if draft in REPORTS:
        more["receipt_number"] = st.text_input(record_label(IncidentReport, "receipt_number"), key="incident_number")
    else:
        more["text"] = _letter(page, view, draft)
    needs: dict[str, object] = {on_words: on, way_words: way}
    if draft is Draft.PERSONS:
        words = record_label(IncidentReport, "person_count")
        needs[words] = more["person_count"] = count_input(
            words, None, key="incident_persons_reached", blank=unknown(language())
        )
    if draft is Draft.FINAL and any(one.state is ItemState.NOT_YET for one in view.items):
        more["to_follow"] = st.checkbox(t("incidents.to_follow"), key="incident_to_follow")
    write: Callable[..., Any] = partial(send_report, page.workspace, incident_id, kind, **more)
    if draft is Draft.PUBLICATION:
        write = _told_instead(page, view, on, more)
    is_blank = view.items[0].state is not ItemState.WRITTEN
    if is_blank:
        st.caption(t("incidents.outline_needed"))
    blanks = listed(_blanks(page, view, draft))
    if blanks and draft is Draft.FINAL:
        is_blank = True
        st.caption(plain(t("incidents.final_blank", items=blanks)))
    elif blanks:
        words = t("incidents.blank_sent", items=blanks)
        needs[words] = st.checkbox(plain(words), key="incident_blank_sent") or None
    done = t("incidents.sent_done")
    act(
        page, t("incidents.mark_sent"), write, key="incident_sent_save", of=view.incident, note=done, disabled=is_blank,
        needs=needs,
    )  # fmt: skip


def _blanks(page: Page, view: IncidentView, draft: Draft) -> Iterator[str]:
    """The items that are blank in what is sent."""
    if draft in REPORTS:
        yield from (one.name.get(language()) for one in view.items if one.state is ItemState.UNTOUCHED)
        return
    letter = letter_of(page, source_of(page, view, ""), draft, _lang())
    yield from (code_word(item).get(language()) for item in letter.blanks)


def _told_each(page: Page, view: IncidentView, on: date, way: Any, needs: dict[str, object]) -> None:  # noqa: ANN401 - a way, or none yet
    """Which entrusters were told by these letters, each by its own."""
    names = ask_untold(view)
    is_blank = view.items[0].state is not ItemState.WRITTEN
    if is_blank:
        st.caption(t("incidents.outline_needed"))
    letters = {one: _letter(page, view, Draft.ENTRUSTER, one) for one in names}
    write: Callable[..., Any] = partial(tell_entrusters, page.workspace, view.incident.id, letters, sent_on=on, way=way)
    act(
        page,
        t("incidents.mark_sent"),
        write,
        key="incident_sent_save",
        of=view.incident,
        note=t("incidents.sent_done"),
        disabled=is_blank or not names,
        needs=needs,
    )


def _letter(page: Page, view: IncidentView, draft: Draft, entruster: str = "") -> str:
    """The wording of a letter as it stands on the page."""
    contact = str(st.session_state.get("incident_contact", ""))
    return in_full(letter_of(page, source_of(page, view, contact), draft, _lang(), entruster))


def _lang() -> str:
    return str(st.session_state.get("incident_draft_language") or language())


def _told_instead(page: Page, view: IncidentView, on: date, more: dict[str, Any]) -> Callable[..., Any]:
    """A publication is noted as what was done in place of the notice, with the reason; then what it said."""
    reason = st.text_area(t("incidents.substitute_reason"), key="incident_substitute", height=80)

    def write(*, seen: int, **by: Any) -> Any:  # noqa: ANN401 - who and when, and what was stored
        told = tell_persons(
            page.workspace, view.incident.id, PersonsTold.SUBSTITUTE, on, reason=reason, seen=seen, **by
        )
        return send_report(page.workspace, view.incident.id, Report.PERSONS, **more, seen=told.record.version, **by)

    return write


def told_dialog(page: Page, *, incident_id: str) -> None:
    """That no notice is needed, and why."""
    view = view_of(page, incident_id)
    st.caption(t("incidents.no_notice_about"))
    reason = st.text_area(t("incidents.no_notice_reason"), key="incident_no_notice", height=100)
    write = partial(tell_persons, page.workspace, incident_id, PersonsTold.NOT_NEEDED, page.today)
    act(page, t("incidents.no_notice_save"), write, key="incident_no_notice_save", of=view.incident, reason=reason)


def receipt_dialog(page: Page, *, incident_id: str, report_id: str) -> None:
    """The number under which a report was taken in."""
    report = next(one.report for one in view_of(page, incident_id).reports if one.report.id == report_id)
    number = st.text_input(record_label(IncidentReport, "receipt_number"), key="incident_receipt_number")
    write = partial(add_receipt, page.workspace, report_id, number)
    act(page, t("party.save"), write, key="incident_receipt_save", of=report, disabled=not number.strip())


def reached_dialog(page: Page, *, incident_id: str, report_id: str) -> None:
    """How many persons a notice reached."""
    report = next(one.report for one in view_of(page, incident_id).reports if one.report.id == report_id)
    words = record_label(IncidentReport, "person_count")
    reached: Any = count_input(words, None, key="incident_reached_count", blank=unknown(language()))
    write = partial(note_reached, page.workspace, report_id, reached)
    act(page, t("party.save"), write, key="incident_reached_save", of=report, needs={words: reached})
