"""The menu of saved views in the header of a list: open one, keep what is shown now, rename, delete, send its link."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import streamlit as st

from sakimori.clock import now
from sakimori.domain.user import Actor, SavedView
from sakimori.errors import RefusedError
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.saved_views import LONGEST_NAME, remove_view, rename_view, save_view
from sakimori.ui.frame.components import OPEN_PAGE, refusal
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.pages import FRAME, VIEW, opened, page
from sakimori.ui.frame.text import t

LISTS: Final = frozenset(
    {
        "inbox", "approved", "records", "parties", "assess", "packs", "library", "contracts", "flows", "gaps",
        "calendar", "incidents", "audit",
    }
)  # fmt: skip
"""The pages and views on which a person narrows and orders a list."""
_NOT_KEPT: Final = frozenset({*FRAME, "p", "row"})
"""Of the frame, or of the moment."""
_RECORDS: Final = frozenset({"id", "contract", "incident", "pack"})
"""What names one record, which is no list."""
_NAME, _WHICH, _NEW_NAME, _REFUSED = "view_name", "view_which", "view_new_name", "view_refused"


def open_list(actor: Actor) -> str:
    """The list that is open; empty where the page shows something else."""
    shown = str(st.session_state.get(OPEN_PAGE, ""))
    if not shown or _RECORDS & set(st.query_params):
        return ""
    name = opened(shown, st.query_params.get(VIEW, ""), actor.roles).name
    return name if name in LISTS else ""


def views_menu(workspace: Workspace, actor: Actor, views: Callable[[], list[SavedView]]) -> None:
    """The menu, on a list."""
    if not open_list(actor):
        return
    with st.popover(t("views.open"), icon=":material/bookmark:", type="tertiary", key="frame_views"):
        mine = views()
        st.markdown(f"**{t('views.title')}**")
        if not mine:
            st.caption(t("views.none"))
        for view in mine:
            if st.button(plain(view.name), key=f"view_{view.id}", icon=":material/bookmark:", type="tertiary"):
                _show(view)
        error = st.session_state.pop(_REFUSED, None)
        if error is not None:
            refusal(error)
        _saving(workspace, actor)
        if mine:
            _changing(workspace, actor, {view.id: view for view in mine})


def _show(view: SavedView) -> None:
    spec = page(view.page)
    st.switch_page(spec.file, query_params={**spec.query, **parse_qs(view.query)})


def _saving(workspace: Workspace, actor: Actor) -> None:
    with st.form("view_form", border=False, clear_on_submit=True, enter_to_submit=False):
        st.text_input(t("views.name"), key=_NAME, max_chars=LONGEST_NAME)
        st.form_submit_button(t("views.save"), key="view_save", on_click=_save, args=(workspace, actor))


def _save(workspace: Workspace, actor: Actor) -> None:
    """Keep what the address says by now: the controls that were drawn below the menu have had their say."""
    name, said = open_list(actor), st.query_params
    pairs = [(key, value) for key in said if key not in _NOT_KEPT for value in said.get_all(key)]
    query = [pair for pair in pairs if pair != (VIEW, name)]
    _try(partial(save_view, page=name, query=query), workspace, st.session_state[_NAME], actor=actor)


def _changing(workspace: Workspace, actor: Actor, mine: dict[str, SavedView]) -> None:
    with st.expander(t("views.change")):
        chosen = mine[
            st.selectbox(t("views.which"), list(mine), key=_WHICH, format_func=lambda one: mine[one].name)
        ]  # fmt: skip
        new = st.text_input(t("views.name"), value=chosen.name, key=f"{_NEW_NAME}_{chosen.id}", max_chars=LONGEST_NAME)
        with st.container(horizontal=True):
            of = {"actor": actor, "seen": chosen.version}
            st.button(
                t("views.rename"),
                key="view_rename",
                on_click=partial(_try, rename_view, workspace, chosen.id, new, **of),
            )
            st.button(
                t("views.remove"), key="view_remove", on_click=partial(_try, remove_view, workspace, chosen.id, **of)
            )
        st.code(_link(chosen), language=None)
        st.caption(t("views.link"))


def _try(write: Callable[..., Any], workspace: Workspace, *given: str, **more: Any) -> None:  # noqa: ANN401 - as it takes
    try:
        write(workspace, *given, at=now(), **more)
    except RefusedError as error:
        st.session_state[_REFUSED] = error


def _link(view: SavedView) -> str:
    """The address of a view, as this browser reaches it."""
    here, spec = urlsplit(st.context.url or ""), page(view.page)
    query = "&".join(filter(None, (urlencode(spec.query), view.query)))
    return urlunsplit((here.scheme, here.netloc, f"/{spec.file.stem}", query, ""))
