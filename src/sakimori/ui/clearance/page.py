"""The clearance check as a whole: to whom, the answer above, the question at its left, what is to do at its right."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sakimori.domain.clearance import ReasonKind, Verdict
from sakimori.domain.codes import GOOD, Outcome, UserRole
from sakimori.domain.errand import Errand, ErrandKind
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.errors import NotFoundError, RefusedError
from sakimori.services.clearance.choices import Recipient, candidates, first_flow, own_choices, recipient, recipient_of
from sakimori.services.clearance.judged_line import judged_line
from sakimori.services.clearance.judging import ClearanceAnswer, judge
from sakimori.services.clearance.reason_words import of_way
from sakimori.services.kernel.access import Permission
from sakimori.services.own_company.training import overdue_of
from sakimori.ui.clearance.answer import show_answer
from sakimori.ui.clearance.answer_words import first_in
from sakimori.ui.clearance.asking import asking, is_in_form
from sakimori.ui.clearance.errands import ask_errand_form, open_registration, show_asked_errands
from sakimori.ui.clearance.forms import ask_question, begin_with, choose_data_first
from sakimori.ui.clearance.inquiries import show_buttons, show_own
from sakimori.ui.clearance.state import PARTY, CheckQuestion, choose_recipient, follow_address, named_flow
from sakimori.ui.clearance.words import outcome_on_tint, reason_markdown, stands_until, who_words
from sakimori.ui.frame.components import apart, link_to, refusal
from sakimori.ui.frame.dialogs import tell_asker
from sakimori.ui.frame.formats import country, day, plain
from sakimori.ui.frame.record_fields import roles_in_words
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import dotted, language, point_label, t, t_count


def ask_recipient(page: Page) -> Recipient | None:
    """The chosen recipient, or the search for one."""
    asked = str(st.session_state.get(PARTY, ""))
    if not asked and named_flow():
        asked = recipient_of(page.workspace, named_flow(), actor=page.actor)
    if not asked:
        _search(page)
        return None
    try:
        found = recipient(page.workspace, asked, actor=page.actor, on=page.on)
    except NotFoundError as error:
        refusal(error)
        _search(page)
        return None
    return found


def show_chosen(found: Recipient, *, comes_in: bool) -> None:
    """The other side with its role, and the way to another one."""
    party = found.party
    what = dotted(filter(None, (roles_in_words(party.roles), country(party.country, language()))))
    with st.container(gap="xxsmall", key="check_chosen"):
        with st.container(horizontal=True, vertical_alignment="center"):
            whom = t(f"check.recipient{of_way(comes_in)}")
            st.markdown(f":small[{whom}]　:gray[:small[{plain(what)}]]", width="stretch")
            st.button(
                t("check.change_recipient"), key="check_change", type="tertiary", on_click=choose_recipient, args=("",)
            )
        st.markdown(f":material/domain: **{plain(party.legal_name)}**")


def _search(page: Page) -> None:
    text = st.text_input(
        t("check.recipient"), type="search", live="250ms", key="check_q", placeholder=t("check.recipient_hint"),
        help=t("check.recipient_help"),
    )  # fmt: skip
    if not text.strip():
        return
    shown = candidates(page.workspace, text, actor=page.actor)
    if not shown.found:
        _show_unknown(page, text)
        return
    st.caption(t("check.near" if shown.is_near else "check.candidates"))
    with st.container(gap="xxsmall"):
        for one in shown.found:
            st.button(
                plain(one.name), key=f"check_pick_{one.id}", icon=":material/domain:", type="tertiary",
                on_click=choose_recipient, args=(one.id,),
            )  # fmt: skip
            if one.word:
                st.caption(plain(t("check.matched", word=one.word)))
    if shown.is_near:
        _show_unknown(page, text)


def _show_unknown(page: Page, name: str) -> None:
    """Nobody but procurement registers a company: whoever asks is told whom to turn to, and what to say."""
    if page.may(Permission.EDIT_PARTY):
        st.info(t("check.unknown_own"), icon=":material/domain_add:")
        link_to("parties", t("check.register"), icon="add")
        return
    if (waiting := open_registration(page, name)) is not None:
        by_day = day(waiting.errand.due_on, language())
        st.info(plain(t("check.unknown_asked", who=waiting.person, day=by_day)), icon=":material/hourglass_top:")
        return
    st.info(t("check.unknown"), icon=":material/domain_add:")
    text = t("check.ask_register", name=name.strip())
    blank = Errand("", ErrandKind.REGISTER, name.strip(), text, "", page.at, "", page.today + _WEEK)
    if not ask_errand_form(page, blank, UserRole.PROCUREMENT, key="check_register"):
        st.markdown(t("check.nobody"))


__all__ = ["follow_address", "show_check"]

_WEEK = timedelta(days=7)
_BAND = {JAPANESE: [24, 48, 28], ENGLISH: [33, 39, 28]}
"""How word, sentences and buttons share the band; the longest word stays on one line."""


def show_all(page: Page) -> None:
    """The check, and below it what this person asked last."""
    show_check(page)
    show_own(page)
    show_asked_errands(page)


def show_check(page: Page) -> None:
    """The check; on a past day it says why it judges by today's records only."""
    if page.on < page.today:
        st.info(t("check.past"), icon=":material/history:")
        return
    _warn_of_training(page)
    _check(page)


_TRAINING: Final = "A7"
"""The point that the training is about."""


def _warn_of_training(page: Page) -> None:
    """That a course of whoever asks is overdue, with the way to it: seed point A7."""
    courses = memo(
        page, "check.training", lambda: overdue_of(page.workspace, actor=page.actor, on=page.on), page.actor.id
    )
    if courses:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":orange[:material/school:] {plain(t('training.warn', course=courses[0]))}", width="content")
            link_to("training", t("training.go"), icon="quiz")
            link_to("guide", point_label(_TRAINING), icon="menu_book", point=_TRAINING)


@apart
def _check(page: Page) -> None:
    band = st.container(border=True, key="check_band")
    left, right = st.columns([38, 62], gap="medium")
    with left, st.container(gap="xsmall"):
        asked = _ask(page)
    if asked is None or not asked.is_whole:
        _show_empty(band, asked)
        return
    try:
        answer = judge(
            page.workspace, asked.request, actor=page.actor, with_others=not asked.comes_in, asking=asking(page, asked)
        )  # fmt: skip
    except RefusedError as error:
        with band:
            refusal(error)
        return
    _show_band(page, band, asked, answer)
    with right:
        tell_asker(page, answer.case)
        show_answer(page, asked, answer)


def _ask(page: Page) -> CheckQuestion | None:
    found = ask_recipient(page)
    choices = memo(page, "check_desk", lambda: own_choices(page.workspace, actor=page.actor, on=page.on))
    if found is None:
        choose_data_first(choices)
        return None
    head = st.container()
    like = begin_with(found, choices)
    with head:
        show_chosen(found, comes_in=first_flow(found, like).comes_in)
    return ask_question(page, choices, found, like)


def _show_empty(band: DeltaGenerator, asked: CheckQuestion | None) -> None:
    with band:
        words = t("check.empty") if asked is None else t(f"check.choose_data{of_way(asked.comes_in)}")
        st.markdown(f":gray[:material/fact_check:] {words}")


def _show_band(page: Page, band: DeltaGenerator, asked: CheckQuestion, answer: ClearanceAnswer) -> None:
    verdict = answer.verdict
    with band:
        word, words, buttons = st.columns(_BAND[language()], vertical_alignment="center")
    with word:
        st.markdown(f"## {outcome_on_tint(verdict.outcome)}")
    with words:
        st.caption(plain(judged_line(answer.case, verdict.on, language())))
        until, why = stands_until(verdict)
        lines = [_sentence(page, verdict, of_way(asked.comes_in))]
        if until:
            lines.append(f"**{plain(until)}**　:gray[:small[{plain(why)}]]")
        elif verdict.outcome in GOOD:
            lines.append(f":gray[:small[{t('check.no_end')}]]")
        st.markdown("  \n".join(lines))
    with buttons:
        show_buttons(page, asked, answer)


def _sentence(page: Page, verdict: Verdict, way: str) -> str:
    match verdict.outcome:
        case Outcome.ALLOWED:
            return t(f"check.say_allowed{way}")
        case Outcome.CONDITIONAL:
            return t_count(f"check.say_conditional{way}", len(verdict.of_kind(ReasonKind.CONDITION)))
        case Outcome.BLOCKED:
            first = verdict.of_kind(ReasonKind.BAR)[0]
            if is_in_form(first):
                return t(f"check.say_blocked_form{way}", why=reason_markdown(first))
            who = who_words(page, first.who or UserRole.COMPLIANCE)
            return t(f"check.say_blocked{way}", why=reason_markdown(first), who=plain(who))
        case Outcome.REVIEW:
            parts = [
                t(key, what=plain(first_in(found, language())))
                for key, kind in (
                    ("check.say_unknown", ReasonKind.UNKNOWN),
                    ("check.say_question", ReasonKind.QUESTION),
                )
                if (found := verdict.of_kind(kind))
            ]
            return "  \n".join((*parts, t(f"check.say_review{way}")))
