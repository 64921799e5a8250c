"""The clearance check as a whole: the answer above, the question at its left, what is to be done at its right."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sakimori.domain.clearance import ReasonKind, Verdict
from sakimori.domain.codes import Outcome, UserRole
from sakimori.errors import RefusedError
from sakimori.services.clearance.choices import open_desk
from sakimori.services.clearance.judging import Answer, judge
from sakimori.ui.clearance.answer import is_in_form, show_answer
from sakimori.ui.clearance.answer_words import first_in, of_way
from sakimori.ui.clearance.forms import ask_question, begin_with, choose_data_first
from sakimori.ui.clearance.inquiries import show_buttons
from sakimori.ui.clearance.recipient import ask_recipient, show_chosen
from sakimori.ui.clearance.state import Asked, follow_address
from sakimori.ui.clearance.whom import who_words
from sakimori.ui.clearance.words import outcome_on_tint, said, stands_until
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.own_decision import tell_asker
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.text import ENGLISH, JAPANESE, language, t, t_count

__all__ = ["follow_address", "show_check"]

_BAND = {JAPANESE: [24, 48, 28], ENGLISH: [33, 39, 28]}
"""How word, sentences and buttons share the band; the longest word stays on one line."""
_GOOD = frozenset({Outcome.ALLOWED, Outcome.CONDITIONAL})


def show_check(page: Page) -> None:
    """The check; on a past day it says why it judges by today's records only."""
    if page.on < page.today:
        st.info(t("check.past"), icon=":material/history:")
        return
    _check(page)


@st.fragment
def _check(page: Page) -> None:
    band = st.container(border=True, key="check_band")
    left, right = st.columns([38, 62], gap="medium")
    with left, st.container(gap="xsmall"):
        asked = _ask(page)
    if asked is None or not asked.is_whole:
        _show_empty(band, asked)
        return
    try:
        answer = judge(page.workspace, asked.request, actor=page.actor, with_others=not asked.comes_in)
    except RefusedError as error:
        with band:
            refusal(error)
        return
    _show_band(page, band, asked, answer)
    with right:
        tell_asker(page, answer.case)
        show_answer(page, asked, answer)


def _ask(page: Page) -> Asked | None:
    found = ask_recipient(page)
    desk = kept(page, "check_desk", lambda: open_desk(page.workspace, actor=page.actor, on=page.on))
    if found is None:
        choose_data_first(desk)
        return None
    head = st.container()
    like = begin_with(found, desk)
    with head:
        show_chosen(found, comes_in=like is not None and like.comes_in)
    return ask_question(page, desk, found, like)


def _show_empty(band: DeltaGenerator, asked: Asked | None) -> None:
    with band:
        words = t("check.empty") if asked is None else t(f"check.choose_data{of_way(asked.comes_in)}")
        st.markdown(f":gray[:material/fact_check:] {words}")


def _show_band(page: Page, band: DeltaGenerator, asked: Asked, answer: Answer) -> None:
    verdict = answer.verdict
    with band:
        word, words, buttons = st.columns(_BAND[language()], vertical_alignment="center")
    with word:
        st.markdown(f"## {outcome_on_tint(verdict.outcome)}")
    with words:
        until, why = stands_until(verdict)
        lines = [_sentence(page, verdict, of_way(asked.comes_in))]
        if until:
            lines.append(f"**{plain(until)}**　:gray[:small[{plain(why)}]]")
        elif verdict.outcome in _GOOD:
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
                return t(f"check.say_blocked_form{way}", why=said(first))
            who = who_words(page, first.who or UserRole.COMPLIANCE)
            return t(f"check.say_blocked{way}", why=said(first), who=plain(who))
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
