"""The answer beside the form: what bars it and the ways out, what is open, what is to be done by whom, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from sakimori.domain.clearance import Reason, ReasonKind, Verdict
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.gap import Fix
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.rules.clearance.answers.points import Point
from sakimori.services.clearance.judging import ClearanceAnswer
from sakimori.services.clearance.reason_words import of_way
from sakimori.services.clearance.short_answer import later_in, leave_out_in, way_in
from sakimori.services.dashboard.points import points_of
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.clearance.answer_words import duties, needs_in, open_reasons
from sakimori.ui.clearance.asking import (
    ask_open,
    asked_field,
    is_in_form,
    is_marked,
    mark_fields,
    show_answered,
    show_conditions,
    show_next,
)
from sakimori.ui.clearance.inquiries import ask_about, asks_compliance
from sakimori.ui.clearance.own_words import show_second_person, show_unconfirmed
from sakimori.ui.clearance.screening import screen_button
from sakimori.ui.clearance.state import CheckQuestion, keep_kinds, left_open, ticked
from sakimori.ui.clearance.talk.inquiry_send import SEND
from sakimori.ui.clearance.words import (
    ask_whom,
    can_be_asked,
    duty_line,
    reason_line,
    show_law_changes,
    who_words,
)
from sakimori.ui.flows.hand_over import show_confirmed
from sakimori.ui.flows.hand_over_questions import RECORD
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.pages import page as page_named
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, label, language, point_label, t
from sakimori.ui.own_company.address import FIXED_IN_OWN, own_address

_OF_FLOW = frozenset({"data_flow", "foreign_basis", "cloud_facts", "annual_check", RECORD})
_TO_FIND = (ReasonKind.UNKNOWN, ReasonKind.QUESTION)
_ROUTES_TOLD = 2
_GUIDES = 3


def show_answer(page: Page, asked: CheckQuestion, answer: ClearanceAnswer) -> None:
    """The question that decides next, what bars it with the ways out, what is open, what is to be done and kept."""
    verdict, parts = answer.verdict, answer.case.parts
    mark_fields(asked, verdict)
    if page.is_editable:
        show_second_person(page, answer)
        show_unconfirmed(page, asked.request, answer, send=SEND)
    drawn = show_next(page, asked, answer)
    (_show_bars if verdict.outcome is Outcome.BLOCKED else _show_open)(page, asked, answer, drawn)
    if kept := duties(verdict):
        section(t(f"check.duties{of_way(asked.comes_in)}"))
        for reason in kept:
            st.markdown(duty_line(reason, parts))
    if page.is_editable and not asked.comes_in:
        screen_button(page, asked)
        show_answered(page, asked, answer, drawn)
    show_confirmed(verdict)
    show_law_changes(verdict)
    _show_guides(verdict)


def _show_guides(verdict: Verdict) -> None:
    """The guides to the points of which the open reasons speak, the gravest first."""
    kinds = (ReasonKind.BAR, *_TO_FIND, ReasonKind.CONDITION)
    reasons = (reason for kind in kinds for reason in verdict.of_kind(kind))
    points = dict.fromkeys(point for reason in reasons for point in points_of(reason))
    if not points:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("check.guides"), width="content")
        for point in list(points)[:_GUIDES]:
            link_to("guide", point_label(point), icon="menu_book", point=point)


def _show_bars(page: Page, asked: CheckQuestion, answer: ClearanceAnswer, drawn: set[str]) -> None:
    """Why it may not go, with the ways out; what would still be open once nothing bars it is folded away."""
    section(t("check.reasons"))
    _show_points(page, asked, answer, answer.points.open, drawn)
    _show_ways_out(asked, answer)
    if later := answer.points.later:
        with st.expander(later_in(len(later), language()), icon=":material/schedule:", type="compact"):
            _show_points(page, asked, answer, later, drawn)


def _show_open(page: Page, asked: CheckQuestion, answer: ClearanceAnswer, drawn: set[str]) -> None:
    """The points that decide, to be found out or done before anything goes; those that remain are folded away."""
    verdict, way, points = answer.verdict, of_way(asked.comes_in), answer.points
    is_asked = verdict.outcome is Outcome.REVIEW
    if is_asked:
        section(t("check.to_find"))
        _show_points(page, asked, answer, points.open, drawn)
    elif points.open or ticked(asked):
        section(t(f"check.to_do{way}"), t(f"check.by_when{way}", day=day(verdict.on, language())))
        _show_conditions(page, asked, answer, points.open, drawn)
    _show_ways_out(asked, answer)
    if points.later or (is_asked and ticked(asked)):
        with st.expander(later_in(len(points.later), language()), icon=":material/schedule:", type="compact"):
            _show_points(page, asked, answer, [one for one in points.later if one.kind in _TO_FIND], drawn)
            conditions = [one for one in points.later if one.kind is ReasonKind.CONDITION]
            if is_asked:
                _show_conditions(page, asked, answer, conditions, drawn)
            else:
                _show_points(page, asked, answer, conditions, drawn)


def _show_conditions(
    page: Page, asked: CheckQuestion, answer: ClearanceAnswer, points: Iterable[Point], drawn: set[str]
) -> None:
    """Boxes for what this person can say is met, and a line for what others meet."""
    reasons = [reason for point in points for reason in point.reasons]
    drawn |= _show_lines(page, asked, answer, show_conditions(page, asked, reasons))


def _show_points(
    page: Page, asked: CheckQuestion, answer: ClearanceAnswer, points: Iterable[Point], drawn: set[str]
) -> None:
    """The points in their order; one that the form or the next question asks stands there, his others in their turn."""
    alone, parts = left_open(asked), answer.case.parts
    for reason in (reason for point in points for reason in point.reasons):
        fact = asked_field(page, reason)
        if is_marked(asked, reason) or (fact and fact in drawn):
            continue
        if fact and fact not in alone and reason.kind is not ReasonKind.BAR:
            st.markdown(reason_line(reason, parts))
        else:
            drawn |= _show_lines(page, asked, answer, (reason,))


def _show_ways_out(asked: CheckQuestion, answer: ClearanceAnswer) -> None:
    _show_leaving_out(answer, asked)
    if not asked.comes_in:
        _show_other_grounds(answer)


def _show_lines(page: Page, asked: CheckQuestion, answer: ClearanceAnswer, reasons: Iterable[Reason]) -> set[str]:
    """A line each, or the question in place where this person may know; gives the facts that were asked."""
    drawn = set[str]()
    everything, parts = open_reasons(answer.verdict), answer.case.parts
    for reason in reasons:
        fact = asked_field(page, reason)
        if not fact:
            _open_line(page, asked, reason, parts, everything)
        elif fact not in drawn:
            drawn.add(fact)
            ask_open(asked, fact, [one for one in everything if asked_field(page, one) == fact], parts)
    return drawn


def _open_line(
    page: Page, asked: CheckQuestion, reason: Reason, parts: Iterable[DataSetPart], open_ones: Sequence[Reason]
) -> None:
    """A line with the way to the record for whoever may read it; anybody else asks those whose matter it is."""
    fix = reason.fix
    if is_in_form(reason):
        st.markdown(reason_line(reason, parts, more=t("check.in_form")))
        return
    place = _place(page, asked, fix) if fix is not None and may(page.actor, Permission.READ) else None
    deed = way_in(reason, language())
    out = plain(deed[:1].upper() + deed[1:])
    whose = plain(t("check.who", who=who_words(page, reason.who))) if reason.who is not None else ""
    who = "　".join(filter(None, (out, whose)))
    is_asked = place is None and can_be_asked(page, reason)
    is_inquiry = place is None and reason.kind is ReasonKind.CONDITION and asks_compliance(page, reason)
    if place is None and not is_asked and not is_inquiry:
        st.markdown(reason_line(reason, parts, more=who))
        return
    line, way = st.columns([80, 20], vertical_alignment="top", gap="small")
    with line:
        st.markdown(reason_line(reason, parts, more=out if place else who))
    with way:
        if place:
            name, words, icon, query = place
            link_to(name, words, icon=icon, **query)
        elif is_inquiry:
            ask_about(page, asked.request, reason)
        else:
            ask_whom(page, asked, reason, open_ones)


def _place(page: Page, asked: CheckQuestion, fix: Fix) -> tuple[str, str, str, dict[str, str]] | None:
    """The page on which something is recorded, if this person may open it."""
    if fix.record in _OF_FLOW:
        return ("flow", t("check.to_flow"), "account_tree", {"flow": asked.like.id}) if asked.like else None
    is_ours = may(page.actor, Permission.DECIDE_CLEARANCE)
    if fix.record in FIXED_IN_OWN:
        name, query = own_address(fix)
        spec = page_named(name)
        return (name, t("check.to_own"), spec.icon, query) if spec.is_for(page.actor.roles) else None
    if fix.record == "passed_on":
        query = {"tab": "stops", "line": fix.record_id}
        return ("purposes", t("check.to_stops"), "campaign", query) if is_ours else None
    if fix.record == "country_profile":
        return ("settings", t("check.to_country"), "public", {"tab": "countries"}) if is_ours else None
    tab = {"tab": "services"} if fix.record == "ai_facts" else {}
    return ("party", t("check.to_party"), "folder_shared", {"party": asked.party.id} | tab)


def _show_other_grounds(answer: ClearanceAnswer) -> None:
    """A hint, never a choice made for the asker: the ground follows from what is really done."""
    lines = []
    for route, other in answer.others[:_ROUTES_TOLD]:
        needs = needs_in(other, answer.verdict, language())
        takes = t("check.needs", needs=needs) if needs else ""
        lines.append(t("check.other_ground", route=label(route), outcome=label(other.outcome), needs=takes))
    if lines:
        lines.append(t("check.choose_by_fact"))
    elif answer.verdict.outcome is Outcome.BLOCKED:
        lines.append(t("check.no_other_ground"))
    if lines:
        st.caption("  \n".join(f":material/lightbulb: {plain(line)}" for line in lines))


def _show_leaving_out(answer: ClearanceAnswer, asked: CheckQuestion) -> None:
    """Whose data or which kinds hold the rest back."""
    found = answer.leaving_out
    if found is None:
        return
    words = f":material/filter_alt: {plain(leave_out_in(found, language()))}"
    if not found.kinds:
        st.caption(words)
        return
    rest = (asked.request.flow.categories or frozenset()) - found.kinds
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words, width="stretch")
        st.button(
            t("check.leave_out_do", what=dotted(label(kind) for kind in DataCategory if kind in found.kinds)),
            icon=":material/remove_circle_outline:", key="check_leave_out", on_click=keep_kinds,
            args=(asked, rest), type="tertiary",
        )  # fmt: skip
