"""はじめる: where each of the five steps stands, why it matters, and the way to the page on which it is done."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.codes import UserRole
from sakimori.services.kernel.access import Permission, may
from sakimori.services.settings.first_steps import (
    StartStep,
    StepState,
    is_starting,
    skip_step,
    start_steps,
    take_up_step,
)
from sakimori.ui.frame.components import go_to, link_to
from sakimori.ui.frame.pages import PageSpec, landing, page
from sakimori.ui.frame.session import Page, chosen_actor, workspace
from sakimori.ui.frame.text import dotted, label, t

PLACE_OF: Final = {
    StartStep.OWN_COMPANY: "own",
    StartStep.PEOPLE: "settings",
    StartStep.VENDORS: "imports",
    StartStep.PAPERS: "contracts",
    StartStep.ASSESSMENT: "assess",
}
"""The page on which each step is done."""

QUERY: Final = {StartStep.PEOPLE: {"tab": "users", "add": "person"}}
"""The part of a page to which a step leads, with the dialog that it opens."""

_LED: Final = "start_led"
_START: Final = "start"


def begins_here(roles: frozenset[UserRole]) -> bool:
    """Whether this person comes in on the first steps, and finds them in the menu."""
    if not page(_START).is_for(roles):
        return False
    actor = chosen_actor()
    return actor is not None and may(actor, Permission.READ) and is_starting(workspace())


def landing_of(roles: frozenset[UserRole]) -> PageSpec:
    """Where a person comes in: on the first steps while one is open."""
    return page(_START) if begins_here(roles) else landing(roles)


def show_way_back(name: str) -> None:
    """Above a page to which a step has led: how far it all is, and the way back."""
    if st.session_state.get(_LED) != name:
        return
    steps = start_steps(workspace())
    if not steps:
        return
    words = t("start.way_back", done=_settled(steps), total=len(steps))
    st.page_link(page(_START).file, label=words, icon=":material/arrow_back:")


def show_steps(current: Page) -> None:
    """The steps in their order; the first open one stands out and has the one button that leads on."""
    steps = start_steps(current.workspace)
    st.session_state.pop(_LED, None)
    if not steps:  # the demo has begun long ago
        go_to(landing(current.actor.roles).name)
    if not any(state.is_open for state in steps):
        st.success(t("start.all_done"), icon=":material/check_circle:")
        spec = landing(current.actor.roles)
        link_to(spec.name, t(f"page.{spec.name}"), icon=spec.icon)
    else:
        st.caption(t("start.lead"))
        done = _settled(steps)
        st.progress(done / len(steps), text=t("start.progress", done=done, total=len(steps)))
    following = next((state.step for state in steps if state.is_open), None)
    for number, state in enumerate(steps, start=1):
        _show(current, number, state, is_next=state.step is following)


def _settled(steps: tuple[StepState, ...]) -> int:
    return sum(not state.is_open for state in steps)


def _show(current: Page, number: int, state: StepState, *, is_next: bool) -> None:
    step, name = state.step, PLACE_OF[state.step]
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"{_sign(number, state, is_next=is_next)}  \n{t(f'start.why.{step.value}')}", width="stretch")
        if not page(name).is_for(current.actor.roles):
            who = dotted(label(role) for role in UserRole if role in page(name).roles)
            st.caption(t("start.ask", roles=who), width="content")
        elif st.button(
            t(f"start.go.{step.value}"), key=f"start_go_{step.value}", type="primary" if is_next else "secondary"
        ):
            st.session_state[_LED] = name
            go_to(name, **QUERY.get(step, {}))
        if not state.is_done:
            _skip_button(current, state)


def _sign(number: int, state: StepState, *, is_next: bool) -> str:
    words = f"**{number}　{t(f'start.step.{state.step.value}')}**"
    if state.is_done:
        return f"{words}　:green-badge[:material/check: {t('start.done')}]"
    if state.is_skipped:
        return f"{words}　:gray-badge[{t('start.skipped')}]"
    return f"{words}　:blue-badge[{t('start.now')}]" if is_next else words


def _skip_button(current: Page, state: StepState) -> None:
    do = take_up_step if state.is_skipped else skip_step
    st.button(
        t("start.again" if state.is_skipped else "start.skip"), key=f"start_skip_{state.step.value}", type="tertiary",
        on_click=partial(do, current.workspace, state.step, actor=current.actor, at=current.at),
        disabled=not current.may(Permission.IMPORT),
    )  # fmt: skip
