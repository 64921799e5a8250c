"""Who looks, in which workspace, and on what day: where a run of the screens asks; and a workspace of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar, cast

import streamlit as st

from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor, User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.text import ENGLISH, JAPANESE, Text
from sakimori.errors import SakimoriError, StateError
from sakimori.services.kernel.access import Permission, may
from sakimori.services.kernel.workspace import DEMO, OWN, Workspace, database
from sakimori.services.own_company.write import begin_workspace
from sakimori.services.settings.users import list_users
from sakimori.ui.frame.components import AS_OF, LAND, Export, MenuItem, choose_day, judging_line, page_header, refusal
from sakimori.ui.frame.demo_making import Making, demo_making
from sakimori.ui.frame.formats import aside, plain
from sakimori.ui.frame.session_language import choose_language
from sakimori.ui.frame.states import theme
from sakimori.ui.frame.text import dotted, label, language, t

_ASKED = "begin_own"
_BEGUN = "own_begun"


def ask_to_begin() -> None:
    """Open the dialog on the next run."""
    st.session_state[_ASKED] = True


def demo_banner(*, has_own: bool, to_own: Callable[[], None]) -> None:
    """One line on every page of the demo: that it is one, and the way to a workspace of one's own."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="demo_banner"):
        st.caption(f":violet[:material/science:] {t('begin_own.banner')}", width="stretch")
        if has_own:
            st.button(t("frame.to_own"), key="demo_to_own", type="tertiary", on_click=to_own)
        else:
            st.button(t("frame.begin_own"), key="demo_begin_own", type="tertiary", on_click=ask_to_begin)


def begin_own_dialog(*, at: datetime, begun: Callable[[], None]) -> None:
    """The dialog, when somebody asked for it; afterwards `begun` goes to the new workspace."""
    if st.session_state.get(_ASKED):
        st.dialog(t("begin_own.title"), width="medium", on_dismiss=_dismissed)(_fields)(at, begun)
    elif st.session_state.pop(_BEGUN, False):
        st.toast(t("begin_own.begun"), icon=":material/check_circle:")


def _dismissed() -> None:
    st.session_state.pop(_ASKED, None)


def _fields(at: datetime, begun: Callable[[], None]) -> None:
    st.markdown(t("begin_own.lead"))
    with st.form("begin_own_form", border=False):
        company = st.text_input(t("begin_own.company"), key="begin_own_company", max_chars=300)
        person = st.text_input(t("begin_own.person"), key="begin_own_person", max_chars=100)
        department = st.text_input(t("begin_own.department"), key="begin_own_department", max_chars=100)
        st.caption(t("begin_own.roles"))
        wanted = st.form_submit_button(t("begin_own.begin"), key="begin_own_submit", type="primary")
    if not wanted:
        return
    try:
        begin_workspace(database(OWN), company=company, person=person, department=department, at=at)
    except SakimoriError as error:
        refusal(error)
        return
    _dismissed()
    begun()
    st.session_state[_BEGUN] = True
    st.rerun()


T = TypeVar("T")

_CHOICE, _PERSON = "workspace", "person"
_LOOK_SECONDS = 0.2
_NOBODY = Text("操作する人を先に選んでください。", "Choose first who you are.")
_WIDTH, _NAME = 560, 220
_YEARS = 100
"""A day in an address that is farther off is no day that anybody asks about."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one run of a page stands on."""

    workspace: Workspace
    actor: Actor
    on: date
    today: date
    at: datetime
    number: int
    head: str
    is_demo: bool

    @property
    def as_of(self) -> AsOf:
        """The day of the page, with the knowledge that counts for it."""
        return AsOf(self.on, self.number, self.on < self.today)

    @property
    def is_editable(self) -> bool:
        """Whether the page shows today; another day is read-only."""
        return self.on == self.today

    def may(self, permission: Permission) -> bool:
        """Whether this person could do something here and now."""
        return self.is_editable and may(self.actor, permission)

    @property
    def key(self) -> tuple[object, ...]:
        """What a figure on this page depends on: workspace, data version, day, roles, language, theme.

        The head hash stands for the data: a demo made anew may have as many entries as the one before.
        """
        roles = tuple(sorted(self.actor.roles))
        versions = (str(self.workspace.target), self.head, self.number, self.on, self.today)
        return (*versions, roles, language(), theme().value)


def chosen_workspace() -> str:
    """The demo until the company has begun a workspace of its own."""
    fallback = OWN if database(OWN).exists() else DEMO
    return cast("str", st.session_state.get(_CHOICE, fallback))


def choose_workspace(choice: str) -> None:
    """Go to the other workspace, on today; who looks there is asked anew."""
    st.session_state[_CHOICE] = choice
    for key in (_PERSON, AS_OF):
        st.session_state.pop(key, None)


@st.cache_resource(show_spinner=False)
def _workspace(path: str) -> Workspace:
    return Workspace(path)


def workspace() -> Workspace:
    """The open workspace; whoever comes before the demo is made sees how far it is."""
    choice = chosen_workspace()
    path = database(choice)
    if choice == DEMO and not path.exists():
        making = demo_making(path)
        if making is not None:
            _watch(making)
    return _workspace(str(path))


def _watch(making: Making) -> None:
    place = st.empty()
    with place.status(t("frame.demo_making"), expanded=True):
        bar = st.progress(0.0)
        while making.is_alive():
            bar.progress(making.share)
            making.join(_LOOK_SECONDS)
    place.empty()
    making.check()


def people() -> list[User]:
    """The people of ours who still work here."""
    current = today()
    return [user for user in list_users(workspace()) if user.left_on is None or user.left_on > current]


def chosen_person() -> User | None:
    """Who looks: whoever was chosen in this session, or the only person there is, who stays it when others come."""
    known = {user.id: user for user in people()}
    if len(known) == 1:
        st.session_state[_PERSON] = next(iter(known))
    return known.get(st.session_state.get(_PERSON, ""))


def actor() -> Actor:
    """The person who looks and acts.

    Raises:
        StateError: None of several people is chosen; nobody acts for another.
    """
    user = chosen_person()
    if user is None:
        raise StateError(why=_NOBODY)
    return Actor(user.id, user.name, user.roles)


def ask_for_person() -> None:
    """Ask who somebody is, in the place of the page."""
    opened = workspace()
    is_demo = opened.meta("kind") == DEMO
    if is_demo and not database(OWN).exists():
        elsewhere = t("frame.begin_own"), ask_to_begin
    else:
        elsewhere = t("frame.to_own" if is_demo else "frame.to_demo"), partial(_go_to, OWN if is_demo else DEMO)
    company = opened.meta("name") or ""
    _ask_who([user for user in people() if user.roles], company=company, act_as=act_as, elsewhere=elsewhere)
    begin_own_dialog(at=now(), begun=partial(_go_to, OWN))


def act_as(user_id: str) -> None:
    """Look as another person."""
    st.session_state[_PERSON] = user_id


def current_roles() -> frozenset[UserRole]:
    """The roles of the person who looks."""
    return actor().roles


def as_of(current: date) -> date:
    """The day that the pages show: chosen before, or named in the address, else today."""
    if AS_OF not in st.session_state and "on" in st.query_params:
        choose_day(_day_named(st.query_params["on"], current), today=current)
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
    page = Page(opened, actor(), on, current, now(), number, head, is_demo)
    roles = [label(role) for role in UserRole if role in page.actor.roles]
    page_header(
        title,
        on=on,
        today=current,
        demo=is_demo,
        user_label=aside(page.actor.name, roles[0], language()) if len(roles) == 1 else page.actor.name,
        exports=exports(page) if exports else (),
        menu=_menu(page),
    )
    if is_demo:
        demo_banner(has_own=database(OWN).exists(), to_own=partial(_go_to, OWN))
    begin_own_dialog(at=page.at, begun=partial(_go_to, OWN))
    judging_line(opened, on=on, today=current)
    return page


def _go_to(choice: str) -> None:
    choose_workspace(choice)
    for key in set(st.query_params) - {"lang"}:  # days and ids of the workspace that is left
        st.query_params.pop(key, None)
    st.session_state[LAND] = True


def _menu(page: Page) -> list[MenuItem]:
    others = [user for user in people() if user.id != page.actor.id]
    items = [
        MenuItem(
            t("frame.act_as", who=user.name, roles=dotted(label(r) for r in UserRole if r in user.roles)),
            partial(_become, user.id),
        )
        for user in others
        if user.roles
    ]
    if page.is_demo and not database(OWN).exists():
        items.append(MenuItem(t("frame.begin_own"), ask_to_begin))
    elif page.is_demo:
        items.append(MenuItem(t("frame.to_own"), partial(_go_to, OWN)))
    else:
        items.append(MenuItem(t("frame.to_demo"), partial(_go_to, DEMO)))
    return items


def _become(user_id: str) -> None:
    act_as(user_id)
    st.session_state[LAND] = True


_NEWEST: dict[str, str] = {}


@st.cache_resource(max_entries=120, show_spinner=False)
def _made(key: tuple[object, ...], _make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever was made
    return _make()


def memo(page: Page, what: str, make: Callable[[], T], *more: object) -> T:
    """Something read-only that is made once for a data version, day, role, language and theme; never change it.

    It is shared by everybody who looks; what was made of an older version goes with the first look at a newer one.
    """
    target = str(page.workspace.target)
    if _NEWEST.get(target) != page.head:
        _NEWEST[target] = page.head
        _made.clear()
    return cast("T", _made((*page.key, what, *more), make))


def note_refusal(page_name: str) -> None:
    """Note in the second chain that somebody asked for a page of another role."""
    workspace().access("page.refused", actor=actor(), at=now(), what="page", key=page_name)


def _ask_who(
    users: Sequence[User], *, company: str, act_as: Callable[[str], None], elsewhere: tuple[str, Callable[[], None]]
) -> None:
    """Draw the people to choose from in the place of a page; the page that was asked for comes after the choice."""
    other = ENGLISH if language() == JAPANESE else JAPANESE
    with st.container(key="who", width=_WIDTH, gap="small"):
        st.title(t("who.title"), anchor=False)
        st.markdown(t("who.lead", company=plain(company)))
        st.caption(t("who.note"))
        for user in users:
            roles = dotted(label(role) for role in UserRole if role in user.roles)
            about = " / ".join(part for part in (user.department, roles) if part)
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.button(
                    plain(user.name), key=f"who_{user.id}", on_click=act_as, args=(user.id,),
                    icon=":material/account_circle:", width=_NAME,
                )  # fmt: skip
                st.caption(plain(about))
    with st.container(horizontal=True, key="who_else"):
        words, go = elsewhere
        st.button(words, key="other_workspace", type="tertiary", on_click=go)
        st.button(
            t("frame.other_language"), key="other_language", type="tertiary", on_click=choose_language, args=(other,)
        )
