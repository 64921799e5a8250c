"""Who looks, in which workspace, and on what day: where a run of the screens asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor, User
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.access.sign_in import SignIn
from sakimori.services.access.who import who_is
from sakimori.services.kernel.access import Permission, may
from sakimori.services.kernel.demos import DEMOS, first_demo, is_demo
from sakimori.services.kernel.workspace import DEMO, OWN, Place, Workspace, database
from sakimori.services.settings.delegations import actor_of
from sakimori.services.settings.saved_views import saved_views
from sakimori.services.settings.users import list_users
from sakimori.ui.frame import browser
from sakimori.ui.frame.beside.demo_making import Making, demo_making
from sakimori.ui.frame.components import (
    AS_OF,
    LAND,
    Export,
    MenuItem,
    ask_for_report,
    choose_day,
    judging_line,
    page_header,
)
from sakimori.ui.frame.formats import aside, plain
from sakimori.ui.frame.saved_views import views_menu
from sakimori.ui.frame.search import search_button, search_dialog
from sakimori.ui.frame.states import theme
from sakimori.ui.frame.text import dotted, label, language, t

T = TypeVar("T")

_LOOK_SECONDS = 0.2
_NOBODY = Text("操作する人を先に選んでください。", "Choose first who you are.")
_YEARS = 100
"""A day in an address that is farther off is no day that anybody asks about."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one run of a page stands on."""

    workspace: Workspace
    drawn_for: Actor
    on: date
    today: date
    at: datetime
    number: int
    head: str
    is_demo: bool

    @property
    def actor(self) -> Actor:
        """Who acts now, with the roles of now: a part of the page may run alone long after the whole was drawn.

        Once somebody else looks, or nobody, that part ends and the page is drawn for them.
        """
        if get_script_run_ctx(suppress_warning=True) is None:
            return self.drawn_for
        current = chosen_actor()
        if current is None or current.id != self.drawn_for.id:
            st.rerun()
        return current

    @property
    def as_of(self) -> AsOf:
        """The day of the page, with the knowledge that counts for it."""
        return AsOf(self.on, self.known, self.on < self.today)

    @property
    def known(self) -> int:
        """The entry after which everything is read: of today the last one, also by a part that is drawn again later."""
        return self.number if self.on < self.today else NEWEST

    @property
    def is_editable(self) -> bool:
        """Whether the page shows today; another day is read-only."""
        return self.on == self.today

    def may(self, permission: Permission) -> bool:
        """Whether this person could do something here and now."""
        return self.is_editable and may(self.actor, permission)

    @property
    def key(self) -> tuple[object, ...]:
        """What a figure on this page depends on beside the records: day, knowledge, roles, language, theme."""
        who = self.actor
        rights = (tuple(sorted(who.roles)), tuple(sorted(who.lent)))
        return (self.as_of, self.today, rights, language(), theme().value)


def choose_workspace(choice: str) -> None:
    """Go to the other workspace, on today; who looks there is asked anew."""
    browser.change(workspace=choice)
    st.session_state.pop(AS_OF, None)


@st.cache_resource(show_spinner=False)
def _workspace(place: str, _path: Place) -> Workspace:
    return Workspace(_path)


def workspace() -> Workspace:
    """The open workspace; whoever comes before the demo is made sees how far it is."""
    choice = browser.chosen_workspace()
    path = database(choice)
    if is_demo(choice) and not path.exists():
        making = demo_making(choice)
        if making is not None:
            _watch(making)
    return _workspace(str(path), path)


def _watch(making: Making) -> None:
    place = st.empty()
    with place.status(t("frame.demo_making"), expanded=True):
        bar = st.progress(0.0)
        while making.is_alive():
            bar.progress(making.share, text=t("frame.demo_far", share=making.share))
            making.join(_LOOK_SECONDS)
    place.empty()
    making.check()


def people() -> list[User]:
    """The people of ours who still work here."""
    current = today()
    return [user for user in list_users(workspace()) if user.works_here(current)]


def chosen_person() -> User | None:
    """Who looks: whoever is signed in, or in the demo was chosen; nobody else."""
    return browser.once_a_run("person", lambda: who_is(browser.session(), workspace(), on=today()))


def chosen_actor() -> Actor | None:
    """The same person as somebody who acts, with what was lent to them."""
    user = chosen_person()
    if user is None:
        return None
    return browser.once_a_run("actor", lambda: actor_of(workspace(), user, on=today()))


def actor() -> Actor:
    """The person who looks and acts.

    Raises:
        StateError: Nobody is signed in, or in the demo chosen; nobody acts for another.
    """
    found = chosen_actor()
    if found is None:
        raise StateError(why=_NOBODY)
    return found


def act_as(user_id: str) -> None:
    """Look as another person of the demo; in our own workspace nobody is chosen, people sign in."""
    if is_demo(browser.chosen_workspace()):
        browser.change(user_id=user_id)


def sign_out() -> None:
    """End this session, in every tab of the browser."""
    SignIn(workspace(), browser.sessions()).sign_out(browser.token(), at=now())
    browser.changed()


def current_roles() -> frozenset[UserRole]:
    """The roles of the person who looks."""
    return actor().roles


def as_of(current: date) -> date:
    """The day that the pages show: named in the address, else chosen before, which that then says, else today."""
    if "on" in st.query_params:
        choose_day(_day_named(st.query_params["on"], current), today=current)
    elif AS_OF in st.session_state:  # the menu leads to addresses without it
        st.query_params["on"] = st.session_state[AS_OF].isoformat()
    return cast("date", st.session_state.get(AS_OF, current))


def _day_named(text: str, current: date) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if abs(day.year - current.year) <= _YEARS else None


@contextmanager
def open_page(title: str, *, exports: Callable[[Page], Sequence[Export]] | None = None) -> Iterator[Page]:
    """Draw the frame, and give the page what it stands on; all that it reads is of one state of the records."""
    opened = workspace()
    with opened.look():
        yield _drawn_frame(opened, title, exports)


def _drawn_frame(opened: Workspace, title: str, exports: Callable[[Page], Sequence[Export]] | None) -> Page:
    current = today()
    on = as_of(current)
    with opened.unit() as unit:
        number = unit.number_on(on, today=current)
        head = unit.trail.head()[1]
    is_demo = opened.meta("kind") == DEMO
    who = actor()
    page = Page(opened.seen_by(who), who, on, current, now(), number, head, is_demo)
    roles = [label(role) for role in UserRole if role in page.actor.roles]
    page_header(
        title,
        on=on,
        today=current,
        demo=_about_demo if is_demo else None,
        user_label=aside(page.actor.name, roles[0], language()) if len(roles) == 1 else page.actor.name,
        exports=exports(page) if exports else (),
        menu=_menu(page),
        search=partial(search_button, page.actor),
        views=partial(_views, page),
    )
    search_dialog(page.workspace, page.actor, page.today)
    if not is_demo:
        _account_dialog(page)
    judging_line(opened, on=on, today=current)
    return page


def _views(page: Page) -> None:
    """The saved views of whoever looks, read once a data version."""
    read = partial(saved_views, page.workspace, actor=page.actor)
    views_menu(page.workspace, page.actor, lambda: memo(page, "saved_views", read, page.actor.id))


def go_to_workspace(choice: str) -> None:
    """Go to the other workspace, and to the landing page of whoever looks there."""
    choose_workspace(choice)
    for key in set(st.query_params) - {"lang"}:  # days and ids of the workspace that is left
        st.query_params.pop(key, None)
    st.session_state[LAND] = True


def _about_demo() -> None:
    """That this is a demo, and the way to a workspace of one's own."""
    st.markdown(t("begin_own.banner"))
    other_demo_button("demo_to_other")
    own_workspace_button("demo_to_own")


def other_demo_button(key: str) -> None:
    """The way to the demo in the language of the page, where the one that is open speaks another."""
    choice = DEMOS[language()]
    if browser.chosen_workspace() != choice:
        st.button(t("frame.other_demo"), key=key, type="tertiary", on_click=go_to_workspace, args=(choice,))


def own_workspace_button(key: str) -> None:
    """The way from the demo to our own workspace, or to the page where one is begun."""
    if database(OWN).exists():
        st.button(t("frame.to_own"), key=key, type="tertiary", on_click=go_to_workspace, args=(OWN,))
    else:
        st.link_button(t("frame.begin_own"), "/set-up", key=key, type="tertiary")


def _menu(page: Page) -> list[MenuItem]:
    if not page.is_demo:
        return [
            MenuItem(t("report_incident.open"), ask_for_report),
            MenuItem(t("frame.account"), ask_for_account),
            *([MenuItem(t("frame.to_demo"), partial(go_to_workspace, first_demo()))] if browser.is_local() else []),
            MenuItem(t("frame.sign_out"), sign_out),
        ]
    items = [MenuItem(t("report_incident.open"), ask_for_report)]
    items += [
        MenuItem(
            t("frame.act_as", who=user.name, roles=dotted(label(r) for r in UserRole if r in user.roles)),
            partial(_become, user.id),
        )
        for user in people()
        if user.roles and user.id != page.actor.id
    ]
    if database(OWN).exists():
        items.append(MenuItem(t("frame.to_own"), partial(go_to_workspace, OWN)))
    return items


def _become(user_id: str) -> None:
    act_as(user_id)
    st.session_state[LAND] = True


_ACCOUNT = "account_open"


def ask_for_account() -> None:
    """Open the account on the next run."""
    st.session_state[_ACCOUNT] = True


def _account_dialog(page: Page) -> None:
    if st.session_state.pop(_ACCOUNT, False):
        st.dialog(t("frame.account"), width="small")(_account)(page)


def _account(page: Page) -> None:
    actor = page.actor
    st.markdown(f"**{plain(actor.name)}**")
    st.markdown(dotted(label(role) for role in UserRole if role in actor.roles))
    for code in sorted(actor.lent):
        st.caption(t("frame.lent", permission=t(f"permission.{code}")))
    with st.container(horizontal=True):
        st.link_button(t("frame.change_password"), "/password", icon=":material/key:", key="account_password")
        st.link_button(t("frame.tokens"), "/tokens", icon=":material/api:", key="account_tokens")
        st.button(t("frame.sign_out"), key="account_sign_out", icon=":material/logout:", on_click=sign_out)


def memo(page: Page, what: str, make: Callable[[], T], *more: object, of: object = None) -> T:
    """Something read-only that is made once for a day, role, language and theme; never change it.

    It is shared by everybody who looks, and stays until a write touches what was read for it. Where it is made `of`
    something that was read before, it stays while that is the same object.
    """
    return page.workspace.shared((*page.key, what, *more), make, () if of is None else (of,))


def note_refusal(page_name: str) -> None:
    """Note in the second chain that somebody asked for a page of another role."""
    workspace().access("page.refused", actor=actor(), at=now(), what="page", key=page_name)
