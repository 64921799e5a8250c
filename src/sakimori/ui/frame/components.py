"""The parts that every page is made of: header, tiles, tabs, files, empty states, refusals and failures."""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Literal, ParamSpec

import streamlit as st

from sakimori.domain.codes import UserRole
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.errors import SakimoriError
from sakimori.services.kernel.judge_queue import waiting
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.browser import once_a_run, runs_alone
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import Unit, count, day, day_long, plain
from sakimori.ui.frame.pages import PageSpec, page
from sakimori.ui.frame.session_language import choose_language
from sakimori.ui.frame.text import dotted, label, language, t

P = ParamSpec("P")

AS_OF = "as_of"
"""Where the session keeps the chosen 基準日; nothing there means today."""

LAND = "land"
"""Set by whoever changes the person that looks: the next run goes to the landing page of the new one."""

OPEN_DIALOG = "party_dialog"
"""Where the session keeps which dialog is open, with what it asks about."""

OPEN_PAGE = "open_page"
"""Where the session keeps the name of the page that is drawn."""

REPORT_INCIDENT = "report_incident"
"""The dialog in which anybody reports an incident, and what the keys of its fields begin with."""

_DAY_FIELD = "frame_day"
_MENU = "frame_menu"
_LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Export:
    """A file that the page can give; it is made when somebody asks for it."""

    label: str
    file_name: str
    mime: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the user menu and what it does."""

    label: str
    act: Callable[[], None]


def apart(draw: Callable[P, None], *, key: str | None = None) -> Callable[P, None]:
    """A part of a page that is drawn again by itself at a press in it; a dialog that it opens is drawn by the page."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
        if OPEN_DIALOG in st.session_state and runs_alone():
            st.rerun()
        draw(*args, **kwargs)

    return st.fragment(drawn, key=key)


def page_header(
    title: str,
    *,
    on: date,
    today: date,
    demo: Callable[[], None] | None,
    user_label: str,
    exports: Sequence[Export] = (),
    menu: Sequence[MenuItem] = (),
    search: Callable[[], None] | None = None,
    views: Callable[[], None] | None = None,
) -> None:
    """One line: title, デモ, search, 基準日, 出力, the person; below it, unless it is today, which day it is.

    `demo` says what a demo is and where else to go, once somebody asks; None where it is none.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="frame_header"):
        st.title(plain(title), anchor=False, width="stretch")
        if demo is not None:
            words = f":violet[:material/science: {t('frame.demo')}]"
            with st.popover(words, type="tertiary", key="frame_demo", help=t("frame.demo_help")):
                demo()
        if search is not None:
            search()
        said = t("frame.as_of", day=day_long(on, language()))
        with st.popover(said, icon=":material/event:", type="tertiary", key=f"frame_as_of_{on}"):  # closes for another
            _day_field(on, today)
        if views is not None:
            views()
        if exports:
            with st.popover(t("frame.export"), icon=":material/download:", type="tertiary"):
                for export in exports:
                    _export_button(export)
        _user_menu(user_label, menu)
    as_of_line(on, today)


def _day_field(on: date, today: date) -> None:
    def chosen() -> None:
        choose_day(st.session_state[_DAY_FIELD], today=today)

    st.session_state[_DAY_FIELD] = on
    # What is typed counts when it is sent, by the button or Enter (`steps.js`), not when the field is left.
    with st.form("frame_day_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(t("frame.as_of_label"), key=_DAY_FIELD, help=t("frame.as_of_help"), width=170)
        st.form_submit_button(t("frame.show_day"), key="frame_show_day", type="primary", on_click=chosen)


def ask_for_report() -> None:
    """Have the next run open the dialog, blank, in which an incident is reported, whatever the page."""
    for key in [key for key in st.session_state if str(key).startswith(REPORT_INCIDENT)]:
        del st.session_state[key]
    st.session_state[OPEN_DIALOG] = (REPORT_INCIDENT, {})  # a page shows one dialog at a time


def choose_day(wanted: date | None, *, today: date) -> None:
    """Make every page show another day, or today again; the address says so too, so that it can be sent on."""
    if wanted is None or wanted == today:
        st.session_state.pop(AS_OF, None)
        st.query_params.pop("on", None)
    else:
        st.session_state[AS_OF] = wanted
        if st.query_params.get("on") != wanted.isoformat():
            st.query_params["on"] = wanted.isoformat()


def _export_button(export: Export) -> None:
    file_button(
        export.label, export.make, name=export.file_name, mime=export.mime, key=f"export_{export.file_name}",
        type="tertiary", icon=None,
    )  # fmt: skip


def _user_menu(user_label: str, menu: Sequence[MenuItem]) -> None:
    other = ENGLISH if language() == JAPANESE else JAPANESE
    items = (*menu, MenuItem(t("frame.other_language"), lambda: choose_language(other)))

    def chosen() -> None:
        items[st.session_state[_MENU]].act()

    st.menu_button(
        plain(user_label),
        range(len(items)),
        format_func=lambda place: plain(items[place].label),
        key=_MENU,
        on_click=chosen,
        icon=":material/account_circle:",
        type="tertiary",
    )


def as_of_line(on: date, today: date) -> None:
    """Which other day the page shows, and the way back; nothing on today itself."""
    if on == today:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        sentence = t("frame.past" if on < today else "frame.future", day=day(on, language()))
        st.info(sentence, icon=":material/history:" if on < today else ":material/update:", width="stretch")
        st.button(
            t("frame.back_to_today"),
            key="frame_back_to_today",
            on_click=choose_day,
            args=(None,),
            kwargs={"today": today},
        )


def tile(
    label: str,
    value: str,
    *,
    note: str | None = None,
    change: int | None = None,
    change_note: str | None = None,
    history: Sequence[int] | None = None,
    more: Literal["worse", "better", "neutral"] = "worse",
    help_text: str | None = None,
) -> None:
    """A figure in a box, with a grey note, or with its change and history; `more` says what a rise means."""
    if note is not None:
        st.metric(
            plain(label),
            plain(value),
            plain(note),
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
            help=help_text,
        )
        return
    st.metric(
        plain(label),
        plain(value),
        change,
        delta_color={"worse": "inverse", "better": "normal", "neutral": "off"}[more],  # type: ignore[arg-type]
        delta_description=change_note,
        border=True,
        height="stretch",
        chart_data=history,
        chart_type="area",
        help=help_text,
    )


def tag(text: str, *, colour: str = "blue", icon: str = "", help_text: str | None = None) -> None:
    """A word on a tint, for roles, tiers and the like; `st.badge` escapes by half and lets links through."""
    shown = f":material/{icon}: {plain(text)}" if icon else plain(text)
    st.markdown(f":{colour}-badge[{shown}]", width="content", help=help_text)


def section(title: str, note: str = "") -> None:
    """A heading within a page, for eye and screen reader, with a grey remark beside it."""
    if not note:
        st.subheader(plain(title), anchor=False)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(plain(title), anchor=False, width="content")
        st.markdown(f":gray[:small[{plain(note)}]]", width="content")


@dataclass(frozen=True, slots=True)
class NextStep:
    """A button of an empty page: to a page of ours by name, with the query that it takes, or an act."""

    label: str
    to: str = ""
    act: Callable[[], None] | None = None
    query: tuple[tuple[str, str], ...] = ()


def empty_state(icon: str, sentence: str, *steps: NextStep) -> None:
    """What a page without rows says: an icon, one sentence, the next step as primary button, other ways beside it."""
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.space("small")
        st.markdown(f"### :gray[:material/{icon}:]", width="content")
        st.markdown(plain(sentence), width="content", text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center"):
            for place, step in enumerate(steps):
                _step_button(step, key=f"next_{icon}_{place}", primary=place == 0)
        st.space("small")


def _step_button(step: NextStep, *, key: str, primary: bool) -> None:
    pressed = st.button(plain(step.label), key=key, type="primary" if primary else "secondary", on_click=step.act)
    if pressed and step.to:
        go_to(step.to, **dict(step.query))


def go_to(name: str, **query: str) -> None:
    """Open another page or view of ours now."""
    spec = page(name)
    st.switch_page(spec.file, query_params={**spec.query, **query})


def link_to(name: str, label: str, *, icon: str = "arrow_forward", **query: str) -> None:
    """A link to another page or view of ours, with the query that it takes.

    Streamlit draws each link to the page that is open as the place where one is, so there it is a button.
    """
    spec = page(name)
    said, sign = {**spec.query, **query}, f":material/{icon}:"
    if st.session_state.get(OPEN_PAGE) != spec.file.stem:
        st.page_link(spec.file, label=plain(label), icon=sign, query_params=said)
    elif st.button(plain(label), icon=sign, key=_own_key(f"to_{name}_{label}_{said}"), type="tertiary"):
        go_to(name, **query)


def _own_key(key: str) -> str:
    """The key, with a number where a link of this run has it: two may lead to the same place."""
    drawn = once_a_run("links", Counter[str])
    drawn[key] += 1
    return f"{key}_{drawn[key]}"


def not_for_you(roles: Iterable[UserRole], *, instead: PageSpec) -> None:
    """Say to whom a page belongs that this person may not open, and lead to one that they may."""
    names = dotted(label(role) for role in UserRole if role in set(roles))
    st.warning(t("frame.not_for_you", roles=names), icon=":material/block:")
    link_to(instead.name, t(f"page.{instead.name}"), icon=instead.icon)


def judging_line(workspace: Workspace, *, on: date, today: date) -> None:
    """While dossiers wait to be judged anew: how many, and how far that is; at its end the way to what came out."""
    if on >= today and waiting(workspace).left:
        st.fragment(_judging, run_every=_LOOK_SECONDS)(workspace)


def _judging(workspace: Workspace) -> None:
    queue = waiting(workspace)
    if queue.left:
        st.progress(queue.share, text=t("frame.judging", left=count(queue.left, Unit.COMPANIES, language())))
    elif st.button(t("frame.judged"), key="frame_judged", icon=":material/refresh:", type="tertiary"):
        st.rerun()


def refusal(error: SakimoriError) -> None:
    """Say why we will not do something, in the words of the error."""
    st.warning(plain(error.message(language())), icon=":material/block:")


def failure(reference: str) -> None:
    """Say that something went wrong that we did not foresee, with the number under which the log has it."""
    st.error(f"{t('frame.failed')}\n\n`{t('frame.reference', reference=reference)}`", icon=":material/report:")


_log = logging.getLogger(__name__)


def on_script_error(error: Exception) -> bool:
    """Draw the refusal, or log the fault under a fresh reference and show that; True keeps Streamlit's own box away."""
    if isinstance(error, SakimoriError):
        refusal(error)
        return True
    reference = secrets.token_hex(4)
    _log.error("fault %s", reference, exc_info=error)
    failure(reference)
    return True
