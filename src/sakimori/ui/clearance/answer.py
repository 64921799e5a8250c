"""The answer beside the form: what is to be done before, by whom and where, asked in place where the asker knows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import streamlit as st

from sakimori.domain.clearance import Reason, ReasonKind, SliceVerdict, Verdict
from sakimori.domain.codes import DataCategory, Outcome, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.services.clearance.judging import ClearanceAnswer
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.clearance.answer_words import duties, needs_in, of_way, open_reasons
from sakimori.ui.clearance.inquiries import ask_about, asks_compliance
from sakimori.ui.clearance.state import CheckQuestion, answers_of, keep_kinds
from sakimori.ui.clearance.words import (
    ask_whom,
    can_be_asked,
    reason_line,
    show_notices,
    who_words,
)
from sakimori.ui.flows.hand_over import show_confirmed
from sakimori.ui.flows.hand_over_questions import BY_STEP, FACTS, RECORD, ask_fact, choose_more
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, label, language, t

_IN_FORM = frozenset(
    {
        ("data_flow", field)
        for field in ("categories", "purpose_id", "data_set_id", "route", "origins", "filing_id", "joint_use_id")
    }
    | {(RECORD, "marketing"), (RECORD, "channels")}
)
"""What the form itself asks."""
_OF_FLOW = frozenset({"data_flow", "foreign_basis", "cloud_facts", "annual_check", RECORD})
_KNOWN_TO_ASKER = frozenset({"first_time", "sealed_carriage", "returns_to_entruster", "at_request", "identity_checked"})
"""Facts of the deed itself; of what kind the data are and which duty falls away is for compliance to say."""
_OWN = frozenset({"purpose", "data_set", "data_set_part", "consent_text", "notice", "joint_use", "filing"})
_ORDER = list(Outcome)
_ROUTES_TOLD = 2


def show_answer(page: Page, asked: CheckQuestion, answer: ClearanceAnswer) -> None:
    """What stands in the way first, then what would help, then what is to be kept; what is in order is folded away."""
    verdict = answer.verdict
    parts = answer.case.parts
    asks = any(_asked_field(page, reason) for reason in open_reasons(verdict))
    way = of_way(asked.comes_in)
    by_when = t(f"check.by_when{way}", day=day(verdict.on, language()))
    if asks:
        by_when = t("check.needs_and", needs=by_when, rest=t("check.answer_here"))
    section(t(f"check.to_do{way}"), by_when)
    drawn = _show_open(page, asked, verdict, parts)
    _show_leaving_out(verdict, asked)
    if not asked.comes_in:
        _show_other_grounds(answer)
    if page.is_editable and not asked.comes_in:
        _show_more(page, asked, drawn, parts)
    if kept := duties(verdict):
        section(t(f"check.duties{way}"))
        for reason in kept:
            st.markdown(reason_line(reason, parts))
    show_confirmed(verdict)
    show_notices(verdict)


def _show_open(page: Page, asked: CheckQuestion, verdict: Verdict, parts: Iterable[DataSetPart]) -> set[str]:
    """What stands in the way, and what was answered before; gives the facts that were asked."""
    reasons = open_reasons(verdict)
    if not reasons:
        st.markdown(f":green[:material/check_circle:] {t('check.nothing_to_do')}")
    drawn: set[str] = set()
    for reason in reasons:
        if field := _asked_field(page, reason):
            if field not in drawn:
                drawn.add(field)
                _question(asked, field, [one for one in reasons if _asked_field(page, one) == field], parts)
            continue
        _open_line(page, asked, reason, parts, reasons)
    for field in answers_of(asked):
        if field not in drawn:
            drawn.add(field)
            _question(asked, field, (), parts)
    return drawn


def _show_more(page: Page, asked: CheckQuestion, drawn: Collection[str], parts: Iterable[DataSetPart]) -> None:
    """Facts that nothing asks for, as far as this person may tell them."""
    known = FACTS if may(page.actor, Permission.DECIDE_CLEARANCE) else _KNOWN_TO_ASKER
    rest = {field for field in known if field not in drawn and (RECORD, field) not in _IN_FORM}
    for field in choose_more(rest, key=f"check_{asked.subject}"):
        _question(asked, field, (), parts)


def _asked_field(page: Page, reason: Reason) -> str:
    """The fact that is asked beside the answer: what the asker may know and the form does not ask already."""
    fix = reason.fix
    if fix is None or fix.record != RECORD or fix.field in BY_STEP or (RECORD, fix.field) in _IN_FORM:
        return ""
    return fix.field if _may_answer(page, reason) else ""


def is_in_form(reason: Reason) -> bool:
    """Whether the form itself has the field that mends it."""
    return reason.fix is not None and (reason.fix.record, reason.fix.field) in _IN_FORM


def _may_answer(page: Page, reason: Reason) -> bool:
    """Facts of the hand-over itself are the asker's to know; others are answered by whom they are for."""
    return page.is_editable and (
        reason.who in {None, UserRole.SALES} or may(page.actor, Permission.DECIDE_CLEARANCE)
        or reason.who in page.actor.roles
    )  # fmt: skip


def _question(asked: CheckQuestion, field: str, reasons: Sequence[Reason], parts: Iterable[DataSetPart]) -> None:
    """One fact, asked in place; below it everything that hangs on it."""
    with st.container(gap="xxsmall"):
        ask_fact(asked.request.facts, field, key=asked.key_of(field))
        if not reasons:
            st.caption(t(f"hand_over.why_{field}"))
        for reason in reasons:
            st.markdown(reason_line(reason, parts, is_small=True))


def _open_line(
    page: Page, asked: CheckQuestion, reason: Reason, parts: Iterable[DataSetPart], open_ones: Sequence[Reason]
) -> None:
    """A line with the way to the record for whoever may read it; anybody else asks those whose matter it is."""
    fix = reason.fix
    if is_in_form(reason):
        st.markdown(reason_line(reason, parts, more=t("check.in_form")))
        return
    place = _place(page, asked, fix) if fix is not None and may(page.actor, Permission.READ) else None
    who = plain(t("check.who", who=who_words(page, reason.who))) if reason.who is not None else ""
    is_asked = place is None and can_be_asked(page, reason)
    is_inquiry = place is None and reason.kind is ReasonKind.CONDITION and asks_compliance(page, reason)
    if place is None and not is_asked and not is_inquiry:
        st.markdown(reason_line(reason, parts, more=who))
        return
    line, way = st.columns([80, 20], vertical_alignment="top", gap="small")
    with line:
        st.markdown(reason_line(reason, parts, more="" if place else who))
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
    if fix.record in _OWN:
        query = {"record": fix.record, "id": fix.record_id}
        return ("purposes", t("check.to_own"), "menu_book", query) if is_ours else None
    if fix.record == "country_profile":
        return ("settings", t("check.to_country"), "public", {"tab": "countries"}) if is_ours else None
    return ("party", t("check.to_party"), "folder_shared", {"party": asked.party.id})


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


def _show_leaving_out(verdict: Verdict, asked: CheckQuestion) -> None:
    """Whose data or which kinds hold the rest back."""
    worst = [one for one in verdict.slices if one.outcome is verdict.outcome]
    rest = [one for one in verdict.slices if one.outcome is not verdict.outcome]
    if not worst or not rest:
        return
    left = min((one.outcome for one in rest), key=_ORDER.index)
    what = dotted(dict.fromkeys(_slice_words(one, rest) for one in worst))
    words = f":material/filter_alt: {plain(t('check.leave_out', what=what, outcome=label(left)))}"
    kinds = asked.request.flow.categories or frozenset()
    out = frozenset[DataCategory]().union(*(one.categories for one in worst)) & kinds
    if not kinds - out:
        st.caption(words)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words, width="stretch")
        st.button(
            t("check.leave_out_do", what=dotted(label(kind) for kind in DataCategory if kind in out)),
            icon=":material/remove_circle_outline:", key="check_leave_out", on_click=keep_kinds,
            args=(asked, kinds - out), type="tertiary",
        )  # fmt: skip


def _slice_words(one: SliceVerdict, rest: Iterable[SliceVerdict]) -> str:
    kinds = dotted(label(kind) for kind in DataCategory if kind in one.categories)
    if one.part_id is None:
        return kinds
    is_whole = all(other.part_id != one.part_id for other in rest)
    return t("check.part", part=one.part_name) if is_whole else t("check.of_part", part=one.part_name, kinds=kinds)
