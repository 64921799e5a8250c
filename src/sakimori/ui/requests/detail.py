"""One request: what is next, its clock, what is asked, what was found, the recipients of the data, and the reply."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.person_requests import PersonRequest, RequestKind, Searched
from sakimori.errors import RefusedError
from sakimori.rules.facts.person_requests import ground_article
from sakimori.services.kernel.access import Permission
from sakimori.services.requests.persons.rows import Step
from sakimori.services.requests.persons.view import RequestView, SearchLine, request_view
from sakimori.services.requests.persons.write import ask_recipients, note_search, search_records
from sakimori.ui.frame.components import link_to, refusal, section, tag
from sakimori.ui.frame.dialogs import fresh_key, open_dialog, remember
from sakimori.ui.frame.formats import aside, day, not_set, plain, unknown
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import label, language, t, t_count
from sakimori.ui.requests.words import ASKED, clock_note, elapsed_words, state_words

_REFUSED: Final = "requests_refused"
_DIALOG_OF: Final = {
    Step.IDENTIFY: "request_identity",
    Step.CHOOSE: "request_edit",
    Step.REPLY: "request_reply",
    Step.EXPLAIN: "request_explain",
    Step.ERASE: "request_erase",
}
"""The steps that a dialog takes; the others are taken on the page itself."""


def show_request(page: Page, request_id: str) -> None:
    """The whole page of one request."""
    st.button(t("requests.back"), icon=":material/arrow_back:", type="tertiary", key="request_back", on_click=_leave)
    try:
        view: RequestView = memo(
            page, "person_request",
            lambda: request_view(page.workspace, request_id, on=page.on, number=page.known), request_id,
        )  # fmt: skip
    except RefusedError:
        st.info(t("requests.gone"), icon=":material/search_off:")
        return
    if refused := st.session_state.pop(_REFUSED, None):
        refusal(refused)
    _head(page, view)
    _facts(page, view)
    _found(page, view)
    _recipients(page, view)
    _reply(page, view)


def _leave() -> None:
    st.query_params.pop(ASKED, None)


def _may(page: Page) -> bool:
    return page.may(Permission.HANDLE_REQUESTS)


def _dialog_button(page: Page, view: RequestView, words: str, which: str, *, icon: str, **more: Any) -> None:  # noqa: ANN401 - as the button takes it
    st.button(
        words, key=f"{which}_open", icon=f":material/{icon}:", on_click=open_dialog, args=(which,),
        kwargs={"request_id": view.request.id}, disabled=not _may(page), **more,
    )  # fmt: skip


def _head(page: Page, view: RequestView) -> None:
    row = view.row
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        section(row.request.number)
        tag(label(row.request.kind), icon="person")
        tag(view.article.get(language()), colour="gray", icon="gavel")
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = t(f"requests.step.{row.step.value}")
            st.markdown(f"**{t('requests.next_is', step=words)}**", width="stretch")
            if (found := _dialog_of(view)) is not None:
                which, facts = found
                st.button(
                    t("requests.record_answer") if row.step is Step.AWAIT else words, key="request_next",
                    type="primary", on_click=open_dialog, args=(which,), kwargs=facts, disabled=not _may(page),
                )  # fmt: skip
        if row.request.replied_on is None:
            sign = ":red-badge[:material/gavel:" if row.clock.may_be_sued(page.on) else ""
            sign = sign or (":orange-badge[:material/schedule:" if row.clock.is_warned(page.on) else "")
            elapsed = elapsed_words(row.clock)
            st.markdown(f"{sign} {elapsed}]" if sign else f":material/schedule: {elapsed}")
            st.caption(clock_note(row, page))
        else:
            st.caption(
                t("requests.replied_is", day=day(row.request.replied_on, language()), who=plain(view.replied_by))
                + f"　{elapsed_words(row.clock)}"
            )


def _dialog_of(view: RequestView) -> tuple[str, dict[str, str]] | None:
    """The dialog in which the next step is taken: of recipients, that of the first one who waits or is waited for."""
    request = {"request_id": view.request.id}
    if view.row.step in {Step.TELL, Step.AWAIT}:
        waiting = [one for one in view.row.passed_on if one.answer is None]
        line = min(waiting, key=lambda one: (one.told_on is not None, one.due_on, one.id))
        return "request_recipient", {**request, "passed_on_id": line.id}
    which = _DIALOG_OF.get(view.row.step)
    return (which, request) if which is not None else None


def _facts(page: Page, view: RequestView) -> None:
    request, lang = view.request, language()
    with st.container(horizontal=True, vertical_alignment="center"):
        section(t("requests.facts"))
        if request.is_open:
            _dialog_button(page, view, t("requests.edit"), "request_edit", icon="edit", type="tertiary")
        if request.erased_on is None:
            _dialog_button(page, view, t("requests.who"), "request_who", icon="visibility", type="tertiary")
    rows: list[list[Cell]] = [
        [record_label(PersonRequest, "received_on"), f"{day(request.received_on, lang)}　{label(request.channel)}"],
        [record_label(PersonRequest, "asked_by"), label(request.asked_by) if request.asked_by else unknown(lang)],
        [t("requests.identity"), _identity(view)],
        [record_label(PersonRequest, "owner_id"), view.row.owner or not_set(lang)],
    ]
    if request.method:
        rows.append([record_label(PersonRequest, "method"), label(request.method)])
    if request.claim:
        rows.append([record_label(PersonRequest, "claim"), label(request.claim)])
    rows.append([t("requests.fee"), _fee(request)])
    columns = {
        "field": text_column(t("party.col_field"), width=180),
        "value": text_column(t("party.col_value"), width=480),
    }
    table(rows, columns, key="request_facts", alt=t("requests.facts"))
    with st.container(horizontal=True):
        if request.is_open and not request.is_identified:
            _dialog_button(page, view, t("requests.identity_do"), "request_identity", icon="verified_user")
        if request.is_open and request.kind.takes_fee:
            _dialog_button(page, view, t("requests.fee_do"), "request_fee", icon="payments")


def _identity(view: RequestView) -> str:
    request = view.request
    if request.identity_how is None or request.identity_on is None:
        return t("requests.identity_none")
    said = t(
        "requests.identity_is", how=label(request.identity_how), day=day(request.identity_on, language()),
        who=view.identity_by,
    )  # fmt: skip
    if request.lacks_authority:
        return said + t("requests.authority_none")
    return said + t("requests.authority_is", how=label(request.authority)) if request.authority else said


def _fee(request: PersonRequest) -> str:
    if not request.kind.takes_fee:
        return t("requests.fee_not")
    return t("requests.yen", yen=f"{request.fee_yen:,}") if request.fee_yen else t("requests.fee_none")


def _found(page: Page, view: RequestView) -> None:
    section(t("requests.searches"))
    if view.request.kind is RequestKind.RECORDS:
        _records(page, view)
        return
    if not view.searches:
        st.markdown(t("requests.searches_none"))
    for line in view.searches:
        _search(page, view, line)


def _search(page: Page, view: RequestView, line: SearchLine) -> None:
    """A data set, whether the person is in it, and the two answers."""
    with st.container(horizontal=True, vertical_alignment="center"):
        said = t("requests.search_unknown")
        icon = "help"
        if line.search is not None:
            is_found = line.search.found is Searched.FOUND
            when = t("requests.search_is", day=day(line.search.on, language()), who=plain(line.by))
            said = aside(t("requests.found" if is_found else "requests.not_found"), when, language())
            icon = "check_circle" if is_found else "do_not_disturb_on"
        st.markdown(f"**{plain(line.data_set.name)}**　:material/{icon}: {said}", width="stretch")
        if view.request.is_open:
            for found, key in ((Searched.FOUND, "found"), (Searched.NOT_FOUND, "not_found")):
                st.button(
                    t(f"requests.{key}"), key=f"search_{line.data_set.id}_{key}", disabled=not _may(page),
                    on_click=_try, args=(page, partial(note_search, page.workspace, view.request.id,
                                                       line.data_set.id, found, seen=view.request.version)),
                )  # fmt: skip


def _records(page: Page, view: RequestView) -> None:
    request = view.request
    if request.records_searched_on is None:
        said = t("requests.records_none")
    else:
        day_said = day(request.records_searched_on, language())
        said = t("requests.records_is", count=request.records_found or 0, day=day_said)
    st.markdown(f"**{t('requests.records')}**　{said}")
    with st.container(horizontal=True):
        if request.is_open:
            write = partial(search_records, page.workspace, request.id, seen=request.version)
            st.button(
                t("requests.records_do"), key="records_search", icon=":material/person_search:",
                disabled=not _may(page), on_click=_try, args=(page, write),
            )  # fmt: skip
        if request.records_found:
            link_to("records", t("requests.to_records"), icon="inventory_2")


def _recipients(page: Page, view: RequestView) -> None:
    about = view.request.kind.asks_recipients_for
    section(t("requests.recipients"), t("requests.recipients_note"))
    if about is None:
        st.markdown(t("requests.recipients_no"))
        return
    if not view.recipients:
        st.markdown(t("requests.recipients_none"))
        return
    lines = [line for line in view.recipients if line.asked is not None]
    rows: list[list[Cell]] = [
        [
            line.party.legal_name,
            line.what.get(language()),
            label(line.asked.about if line.asked else about),
            day(line.asked.due_on, language()) if line.asked else t("requests.not_asked"),
            state_words(line.asked, page),
        ]
        for line in view.recipients
    ]
    columns = {
        "party": text_column(t("requests.col_party"), width=210),
        "flow": text_column(t("requests.col_flow"), width=180),
        "about": text_column(t("requests.col_about"), width=150),
        "due": text_column(t("requests.col_due"), width=95),
        "state": text_column(t("requests.col_state"), width=190),
    }
    chosen = table(
        rows, columns, key=fresh_key("request_recipients"), alt=t("requests.recipients_alt"),
        select="one" if _may(page) and lines else "none",
    )  # fmt: skip
    if chosen and chosen[0] < len(lines):
        line = lines[chosen[0]]
        open_dialog("request_recipient", request_id=view.request.id, passed_on_id=line.asked.id if line.asked else "")
    _asking(page, view, has_lines=bool(lines))


def _asking(page: Page, view: RequestView, *, has_lines: bool) -> None:
    if view.unasked and (not view.request.kind.changes_data or not view.request.is_open):
        keys = [line.key for line in view.unasked]
        write = partial(ask_recipients, page.workspace, view.request.id, keys, seen=view.request.version)
        st.button(
            t_count("requests.ask_all", len(keys)), key="request_ask", icon=":material/forward_to_inbox:",
            type="primary" if view.row.step is Step.ASK else "secondary", disabled=not _may(page),
            on_click=_try, args=(page, write), kwargs={"note": t("requests.asked_all")},
        )  # fmt: skip
    elif view.unasked:
        st.caption(t("requests.recipients_later"))
    if has_lines:
        st.caption(t("requests.recipients_hint"))


def _reply(page: Page, view: RequestView) -> None:
    request, lang = view.request, language()
    section(t("requests.reply"))
    if request.result is None or request.replied_on is None:
        st.markdown(t("requests.reply_none"))
        _dialog_button(page, view, t("requests.reply_do"), "request_reply", icon="edit_note")
        return
    way = label(request.reply_way) if request.reply_way else t("requests.not_asked")
    st.markdown(t("requests.reply_is", result=label(request.result), day=day(request.replied_on, lang), way=way))
    if request.grounds:
        named = (aside(label(one), ground_article(one).text.get(lang), lang) for one in sorted(request.grounds))
        told = t("requests.explained" if request.reason_told else "requests.unexplained")
        said = t("requests.grounds_are", grounds="・".join(named) if lang == "ja" else "; ".join(named))
        st.markdown(f"{said}　:gray[{told}]")
    if request.erased_on is not None:
        st.caption(t("requests.who_erased", day=day(request.erased_on, lang)))
    elif request.erase_after is not None:
        st.caption(t("requests.who_until", day=day(request.erase_after, lang)))
        can = page.may(Permission.ERASE_PERSONAL)
        st.button(
            t("requests.erase_do"), key="request_erase_open", icon=":material/delete_forever:", disabled=not can,
            on_click=open_dialog, args=("request_erase",), kwargs={"request_id": request.id},
        )  # fmt: skip


def _try(page: Page, write: Any, *, note: str = "") -> None:  # noqa: ANN401 - a service with all but who and when
    """Write at a press; a refusal, or that somebody was faster, is said on the page that is drawn next."""
    at = now()
    try:
        saved = write(actor=page.actor, at=at)
    except RefusedError as error:
        st.session_state[_REFUSED] = error
        return
    remember(saved, at=at, note=note)
