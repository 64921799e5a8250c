"""Whether an incident is reported: the answer first, then each situation with the fact that decides it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from sakimori.domain.incident import CaseJudged, Reportable, ReportCase
from sakimori.domain.values.text import Text
from sakimori.services.incidents.view import EITHER_AUTHORITY
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.text import language, listed, t, t_count

_LOOKS: Final = {True: ("red", "report"), None: ("gray", "help"), False: ("green", "check")}
"""Colour and icon of a situation that is given, open, or not given; its word stands beside them."""
_FOLDED: Final = {"open": None, "not_given": False}
"""The situations that are counted in one line, and opened from there: what is not known, then what is not given."""
_ANSWERS: Final = {True: "yes", None: "open", False: "no"}


def code_of(case: ReportCase) -> str:
    """What a situation is called for short: BR1 to BR4, or MN for those of the My Number Act."""
    return "MN" if case.name.startswith("MN") else case.value


def answer_of(reportable: Reportable, *, is_free: bool, authority: Text = EITHER_AUTHORITY) -> str:
    """Whether it is reported, in one sentence."""
    key = "free" if is_free else _ANSWERS[reportable.holds]
    said = {"authority": plain(authority.get(language()))} if key == "yes" else {}
    return t(f"incidents.reportable_{key}", **said)


def show_judgement(reportable: Reportable, *, is_free: bool, authority: Text = EITHER_AUTHORITY) -> None:
    """The answer, the situations that make it, what can still turn it, and the other situations folded."""
    icon = {True: "report", None: "help", False: "check_circle"}[reportable.holds]
    st.markdown(f"**:material/{icon}: {answer_of(reportable, is_free=is_free, authority=authority)}**")
    if authority is EITHER_AUTHORITY and reportable.holds is not False and not is_free:
        st.caption(t("incidents.authority_open"))
    for why, citation in reportable.exempt:
        st.markdown(plain(t("incidents.why", why=why.get(language()), cite=citation.text.get(language()))))
    if not reportable.exempt:
        _cases([case for case in reportable.cases if case.holds])
    if reportable.open_facts:
        st.caption(plain(t("incidents.find_out", facts=listed(fact.get(language()) for fact in reportable.open_facts))))
    rest = {key: [case for case in reportable.cases if case.holds is held] for key, held in _FOLDED.items()}
    if counted := [t_count(f"incidents.cases_{key}", len(cases)) for key, cases in rest.items() if cases]:
        with st.expander(listed(counted)):
            _cases([case for cases in rest.values() for case in cases])


def _cases(cases: Sequence[CaseJudged]) -> None:
    """Each situation with its sign; the words of one that is open, or is not given, say so themselves."""
    for case in cases:
        colour, icon = _LOOKS[case.holds]
        word = f" {t('incidents.case_yes')}" if case.holds else ""
        why = t("incidents.why", why=case.why.get(language()), cite=case.citation.text.get(language()))
        st.markdown(f":{colour}-badge[:material/{icon}: {code_of(case.case)}{word}] {plain(why)}")


def turned(before: Reportable, after: Reportable) -> list[str]:
    """What a fact that was just saved has changed in the judgement, a sentence each."""
    stood = {case.case: case.holds for case in before.cases}
    said = [
        t(
            f"incidents.turned_{_ANSWERS[case.holds]}", code=code_of(case.case),
            why=plain(case.why.get(language())), cite=plain(case.citation.text.get(language())),
        )
        for case in after.cases
        if case.holds is not stood.get(case.case)
    ]  # fmt: skip
    if before.holds is not after.holds or bool(before.exempt) is not bool(after.exempt):
        said.append(answer_of(after, is_free=False))
    return said
