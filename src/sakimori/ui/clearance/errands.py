"""Errands on a page: asked of somebody by a day, listed for whoever is to see to them and for whoever asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial

import streamlit as st

from sakimori.domain.codes import UserRole
from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.gap import Fix
from sakimori.domain.values.names import match_key
from sakimori.services.clearance.choices import whom_to_ask
from sakimori.services.clearance.errands import ErrandRow, ask_errand, close_errand, errands_of
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.formats import aside, day, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_SHOWN = 3
_LONGEST = 2_000
_NOTES = {ErrandKind.DECISION: "errand.asked_decision_note"}
"""Where whoever was asked finds it, if it is not on the gap board."""


def ask_errand_form(
    page: Page,
    errand: Errand,
    *roles: UserRole,
    key: str,
    fixes: Collection[Fix] = (),
    without: Collection[str] = (),
) -> bool:
    """Person, day and text, each filled in already, and the text once more to copy; False where nobody has a role.

    Some people may be left out, as whoever asks is.
    """
    left_out = {page.actor.id, *without}
    people = [one for one in whom_to_ask(page.workspace, *roles, on=page.today) if one.id not in left_out]
    if not people:
        return False
    names = {one.id: aside(one.name, one.department, language()) if one.department else one.name for one in people}
    first = list(names).index(errand.person_id) if errand.person_id in names else 0
    person = st.selectbox(
        t("errand.person"), list(names), index=first, format_func=names.__getitem__, key=f"{key}_person"
    )  # fmt: skip
    due = st.date_input(
        t("errand.due"), value=max(errand.due_on, page.today), min_value=page.today, format="YYYY/MM/DD",
        key=f"{key}_due",
    )  # fmt: skip
    text = st.text_area(
        t("errand.text"), value=errand.text, key=f"{key}_{errand.about}_text", height=110, max_chars=_LONGEST,
        help=t(f"errand.help_{errand.kind.value}"),
    )  # fmt: skip
    asked = replace(errand, person_id=person, due_on=due, text=text)
    act(
        page, t(f"errand.ask_{errand.kind.value}"), partial(ask_errand, page.workspace, asked, fixes=fixes),
        key=f"{key}_do", note=t(_NOTES.get(errand.kind, "errand.asked_note")), icon=":material/send:", type="secondary",
        disabled=not page.may(Permission.ASK_CLEARANCE),
    )  # fmt: skip
    st.caption(t("errand.copy"))
    st.code(text, language=None, wrap_lines=True)
    return True


def open_registration(page: Page, name: str) -> ErrandRow | None:
    """The open errand of this person to register a company of a name."""
    asked = errands_of(page.workspace, actor=page.actor, on=page.today).asked
    return next(
        (
            row
            for row in asked
            if row.errand.kind is ErrandKind.REGISTER
            and row.errand.state is ErrandState.OPEN
            and match_key(row.errand.about) == match_key(name)
        ),
        None,
    )


def show_errands_for_me(page: Page) -> None:
    """What others asked of this person, the earliest day first."""
    if not page.may(Permission.ASK_CLEARANCE):
        return
    found = errands_of(page.workspace, actor=page.actor, on=page.today).to_do
    rows = tuple(row for row in found if row.errand.kind is not ErrandKind.DECISION)  # they wait above
    if not rows:
        return
    with st.container(border=True, key="errands_for_me"):
        section(t("errand.for_me", count=len(rows)))
        _lines(page, rows[:_SHOWN])
        if rows[_SHOWN:]:
            with st.expander(t("errand.for_me", count=len(rows) - _SHOWN), type="compact"):
                _lines(page, rows[_SHOWN:])


def _lines(page: Page, rows: Iterable[ErrandRow]) -> None:
    for row in rows:
        one = row.errand
        from_whom = t("errand.from", who=row.asked_by, day=day(one.due_on, language()))
        with st.container(horizontal=True, vertical_alignment="center", key=f"errand_{one.id}"):
            st.markdown(f"**{_title(one)}**　:gray[:small[{plain(from_whom)}]]  \n:small[{plain(one.text)}]")
            if one.kind is ErrandKind.REGISTER:
                link_to("parties", t("errand.to_register"), icon="domain_add")
            elif one.kind is ErrandKind.EVIDENCE:
                _to_question(one)
            elif one.third_party_id:
                link_to("party", t("errand.to_party"), icon="folder_shared", party=one.third_party_id)
            _close(page, one, ErrandState.DONE, "errand.done", "errand.done_note")


def show_asked_errands(page: Page) -> None:
    """What this person asked of others, with the way on where it is done."""
    rows = errands_of(page.workspace, actor=page.actor, on=page.today).asked
    rows = tuple(row for row in rows if row.errand.state is not ErrandState.WITHDRAWN)
    if not rows:
        return
    st.markdown(f"**{t('errand.mine')}**")
    for row in rows:
        one = row.errand
        is_done = one.state is ErrandState.DONE
        state = f":{'green' if is_done else 'blue'}-badge[{t(f'errand.state_{one.state.value}')}]"
        to_whom = t("errand.to", who=row.person, day=day(one.due_on, language()))
        with st.container(horizontal=True, vertical_alignment="center", key=f"errand_{one.id}"):
            st.markdown(f"{state} {_title(one)}　:gray[:small[{plain(to_whom)}]]", width="stretch")
            if one.kind is ErrandKind.EVIDENCE:
                _to_question(one)
            elif one.kind is ErrandKind.DECISION:
                if page.may(Permission.READ):
                    link_to("assess", t("errand.to_assessment"), icon="checklist", id=one.assessment_id or "")
            elif is_done and one.third_party_id:
                link_to("check", t("errand.to_check"), icon="fact_check", party=one.third_party_id)
            if not is_done:
                take_back_button(page, one)


def _to_question(errand: Errand) -> None:
    """The question at which the document is to be filed."""
    link_to(
        "assess", t("errand.to_question"), icon="attach_file", id=errand.assessment_id or "", q=errand.question_id or ""
    )  # fmt: skip


def take_back_button(page: Page, errand: Errand) -> None:
    """The button with which whoever asked takes the errand back."""
    _close(page, errand, ErrandState.WITHDRAWN, "errand.withdraw", "errand.withdrawn_note")


def _close(page: Page, errand: Errand, state: ErrandState, words: str, note: str) -> None:
    close = partial(close_errand, page.workspace, errand.id, state=state)
    act(
        page, t(words), close, key=f"errand_{state.value}_{errand.id}", of=errand, note=t(note), type="tertiary",
        disabled=not page.may(Permission.ASK_CLEARANCE),
    )  # fmt: skip


def _title(errand: Errand) -> str:
    return plain(t(f"errand.kind_{errand.kind.value}", about=errand.about, question=errand.question_id or ""))
