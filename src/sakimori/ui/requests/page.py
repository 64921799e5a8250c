"""本人からの請求: which request waits, what is next, and by when; a row opens the request."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.records.own_registers import PublicItem
from sakimori.services.kernel.access import Permission
from sakimori.services.requests.persons.rows import RequestRow, Step, request_rows
from sakimori.services.requests.persons.view import Procedure, published_procedure
from sakimori.ui.frame.components import Export, NextStep, empty_state, go_to, link_to, section, tile
from sakimori.ui.frame.dialogs import Dialogs, open_dialog
from sakimori.ui.frame.formats import Unit, count, day, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import label, language, listed, t, t_count
from sakimori.ui.frame.views import View
from sakimori.ui.requests.detail import show_request
from sakimori.ui.requests.dialogs import receive_dialog
from sakimori.ui.requests.listing import list_exports, open_request, show_list, step_words
from sakimori.ui.requests.steps import DIALOG_OF_FIELD, STEP_DIALOGS
from sakimori.ui.requests.words import ASKED, FIELD, LINE, elapsed_words

_FIRST: Final = 3
"""So many requests stand above the list with their next step."""


def rows_of(page: Page) -> tuple[RequestRow, ...]:
    """Every request as known on the day of the page."""
    return memo(page, "person_requests", lambda: request_rows(page.workspace, on=page.on, number=page.known))


def show_requests(page: Page) -> None:
    """One request where the address names one, else what is next and the list."""
    rows = rows_of(page)
    _follow_fix(page, rows)
    if asked := st.query_params.get(ASKED, ""):
        show_request(page, asked)
        return
    if not rows:
        _show_empty(page)
        return
    _next(page, rows)
    _tiles(page, rows)
    _erase_due(page, rows)
    show_list(page, rows)
    with st.expander(t("requests.procedure")):
        _procedure(_published(page))
    st.caption(t("requests.lead"))


def _follow_fix(page: Page, rows: Sequence[RequestRow]) -> None:
    """Open the dialog that closes the gap from which somebody came, once."""
    field, line = st.query_params.pop(FIELD, ""), st.query_params.pop(LINE, "")
    can = page.may(Permission.HANDLE_REQUESTS)
    if line:
        found = next((row.request.id for row in rows if line in {one.id for one in row.passed_on}), "")
        if found:
            st.query_params[ASKED] = found
            if can:
                open_dialog("request_recipient", request_id=found, passed_on_id=line)
        else:  # it comes of no request but of the register of stops
            go_to("purposes", tab="stops", line=line)
    elif field in DIALOG_OF_FIELD and can:
        open_dialog(DIALOG_OF_FIELD[field], request_id=st.query_params.get(ASKED, ""))


def _next(page: Page, rows: Sequence[RequestRow]) -> None:
    """The first things to do, each with its way there, and the button for a new request."""
    waiting = [row for row in rows if row.step is not Step.NOTHING]
    with st.container(border=True, gap="small"):
        section(t("requests.next"))
        if not waiting:
            st.markdown(f":material/task_alt: {t('requests.nothing_next')}")
        for place, row in enumerate(waiting[:_FIRST]):
            with st.container(horizontal=True, vertical_alignment="center"):
                words = f"**{step_words(row)}**　{label(row.request.kind)}　:gray[{elapsed_words(row.clock)}]"
                st.markdown(words, width="stretch")
                if row.clock.may_be_sued(page.on):
                    st.markdown(f":red-badge[:material/gavel: {t('requests.tile_suit')}]", width="content")
                elif row.request.is_open and row.clock.is_warned(page.on):
                    target = t("requests.target_is", day=day(row.clock.target_on, language()))
                    st.markdown(f":orange-badge[:material/schedule: {target}]", width="content")
                if st.button(
                    t("requests.open_one", number=row.request.number), key=f"requests_open_{place}",
                    type="primary" if place == 0 else "secondary",
                ):  # fmt: skip
                    open_request(row)
        _receive(page, is_first=not waiting)


def _receive(page: Page, *, is_first: bool) -> None:
    st.button(
        t("requests.receive"), key="requests_receive", icon=":material/add:", on_click=open_dialog,
        args=("request_receive",), disabled=not page.may(Permission.HANDLE_REQUESTS),
        type="primary" if is_first else "secondary",
    )  # fmt: skip


def _erase_due(page: Page, rows: Sequence[RequestRow]) -> None:
    """The button that erases who asked of every request whose time is over, where there are several."""
    due = sum(row.step is Step.ERASE for row in rows)
    if due > 1:
        st.button(
            t_count("requests.erase_all", due), key="requests_erase_due", icon=":material/delete_forever:",
            on_click=open_dialog, args=("request_erase_due",), disabled=not page.may(Permission.ERASE_PERSONAL),
        )  # fmt: skip


def _tiles(page: Page, rows: Sequence[RequestRow]) -> None:
    numbers = {
        "open": sum(row.request.is_open for row in rows),
        "target": sum(row.request.is_open and row.clock.is_over_target(page.on) for row in rows),
        "suit": sum(row.clock.may_be_sued(page.on) for row in rows),
        "recipients": sum(row.late(page.on) for row in rows),
    }
    with st.grid(len(numbers), min_column_width=150, gap="small"):
        for name, number in numbers.items():
            note = t(f"requests.tile_{name}_note")
            tile(t(f"requests.tile_{name}"), count(number, Unit.CASES, language()), note=note)


def _show_empty(page: Page) -> None:
    """Nobody has asked yet: how it is recorded, and where persons are told to turn to."""
    can = page.may(Permission.HANDLE_REQUESTS)
    step = NextStep(t("requests.receive"), act=lambda: open_dialog("request_receive"))
    empty_state("contact_mail", t("requests.empty"), *((step,) if can else ()))
    _procedure(_published(page))


def _published(page: Page) -> Procedure:
    return memo(page, "request_procedure", lambda: published_procedure(page.workspace, on=page.on, number=page.known))


def _procedure(known: Procedure) -> None:
    """What our notice says of requests, and our contacts, each with the way to where it is kept."""
    reached = listed(plain(one.department or one.email or one.phone or one.name or "") for one in known.contacts)
    st.markdown(f"**{t('requests.contact_is')}**　{reached}" if reached else t("requests.contact_none"))
    notice = known.notice
    if notice is None:
        st.markdown(t("requests.procedure_none"))
    else:
        if notice.items is None:
            key = "requests.procedure_unknown"
        elif PublicItem.REQUEST_PROCEDURE in notice.items:
            key = "requests.procedure_said"
        else:
            key = "requests.procedure_unsaid"
        st.markdown(f"**{t('requests.procedure')}**　{t(key, name=plain(notice.name))}　{plain(notice.url)}")
    with st.container(horizontal=True):
        link_to("own", t("requests.to_contacts"), icon="contact_phone", tab="contacts")
        link_to("purposes", t("requests.to_notices"), icon="policy", tab="notices")


def exports(page: Page) -> Sequence[Export]:
    """The list as a workbook and as a CSV, without anybody's name."""
    return list_exports(page, lambda: rows_of(page))


def dialogs(page: Page) -> Dialogs:
    """Every dialog of the desk."""
    return {
        "request_receive": ("requests.receive", partial(receive_dialog, page)),
        **{name: (title, partial(body, page)) for name, (title, body) in STEP_DIALOGS.items()},
    }


REQUESTS_VIEW: Final = View(draw=show_requests, dialogs=dialogs, exports=exports)
"""The desk as a view of whichever page holds it."""
