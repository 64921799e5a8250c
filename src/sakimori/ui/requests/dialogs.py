"""The form of a request, when it comes in and until it is answered."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeVar

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.person_requests import (
    AskedBy,
    ClaimGround,
    PersonRequest,
    ReplyWay,
    RequestChannel,
    RequestKind,
)
from sakimori.services.kernel.access import ALLOWED, Permission
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.requests.persons.check import RequestDraft
from sakimori.services.requests.persons.stopping import STOPS
from sakimori.services.requests.persons.view import data_sets_of, request_view, who_asked
from sakimori.services.requests.persons.write import edit_request, receive_request
from sakimori.services.settings.policy import policy_known
from sakimori.ui.frame.choices import ask_day
from sakimori.ui.frame.dialogs import act, close_dialog
from sakimori.ui.frame.formats import unknown
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page, people
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.requests.words import ASKED

C = TypeVar("C", bound=StrEnum)
_DISCLOSING: Final = frozenset({RequestKind.DISCLOSURE, RequestKind.RECORDS})
_KEY: Final = "request"


def receive_dialog(page: Page) -> None:
    """Record a request that came in; then its page opens."""
    draft = _fields(page, None)

    def opened(saved: WriteResult[Any]) -> None:
        close_dialog()
        st.query_params[ASKED] = saved.record.id

    write = partial(receive_request, page.workspace, draft)
    act(page, t("requests.receive"), write, key="request_save", then=opened, needs=_needs(draft))


def edit_dialog(page: Page, request_id: str) -> None:
    """Correct what was noted of a request."""
    request = asked(page, request_id)
    who = who_asked(page.workspace, request_id, actor=page.actor, at=now())
    standing = RequestDraft(
        request.kind, request.received_on, request.channel, request.asked_by, request.method, request.claim,
        request.data_set_ids, who.name, who.customer_number, who.contact, who.wish, request.owner_id,
    )  # fmt: skip
    draft = _fields(page, standing)
    write = partial(edit_request, page.workspace, request_id, draft)
    act(page, t("requests.save"), write, key="request_save", of=request, needs=_needs(draft))


def _needs(draft: RequestDraft) -> dict[str, object]:
    """What a person asks for, when and how it came: nobody chooses that but whoever took it in."""
    return {record_label(PersonRequest, field): getattr(draft, field) for field in ("kind", "received_on", "channel")}


def _fields(page: Page, standing: RequestDraft | None) -> RequestDraft:
    nothing: Any = None
    draft = standing or RequestDraft(nothing, nothing, nothing)
    kind: Any = choose_or_none("kind", RequestKind, draft.kind)
    one, other = st.columns(2)
    with one:
        words = record_label(PersonRequest, "received_on")
        received_on: Any = ask_day(words, key=f"{_KEY}_received_on", standing=draft.received_on)
        asked_by = choose_or_none("asked_by", AskedBy, draft.asked_by)
    with other:
        channel: Any = choose_or_none("channel", RequestChannel, draft.channel)
        method = choose_or_none("method", ReplyWay, draft.method) if kind in _DISCLOSING else None
        claim = choose_or_none("claim", ClaimGround, draft.claim) if kind in STOPS else None
    names = {one.id: one.name for one in data_sets_of(page.workspace, number=page.known)}
    sets = st.multiselect(
        record_label(PersonRequest, "data_set_ids"), list(names), key=f"{_KEY}_data_set_ids",
        default=[i for i in draft.data_set_ids if i in names], format_func=names.__getitem__,
        placeholder=unknown(language()),
    )  # fmt: skip
    months = policy_known(page.workspace, number=page.known).request_keep_months
    st.caption(t("requests.person_note", months=months))
    one, other = st.columns(2)
    with one:
        name = _text("person_name", draft.person_name)
        contact = _text("contact", draft.contact)
    with other:
        number = _text("customer_number", draft.customer_number, hint=t("requests.number_hint"))
    wish = st.text_area(
        record_label(PersonRequest, "wish"), value=draft.wish, key=f"{_KEY}_wish", height=96,
        placeholder=t("requests.wish_hint"),
    )  # fmt: skip
    owner = _owner(page, draft)
    return RequestDraft(
        kind, received_on, channel, asked_by, method, claim, tuple(sets), name, number, contact, wish, owner
    )


def _owner(page: Page, draft: RequestDraft) -> str | None:
    """Who sees to it, among those who may."""
    names = {one.id: one.name for one in people() if one.roles & ALLOWED[Permission.HANDLE_REQUESTS]}
    standing = draft.owner_id or page.actor.id
    chosen: Any = st.selectbox(
        record_label(PersonRequest, "owner_id"), list(names), format_func=names.__getitem__, key=f"{_KEY}_owner_id",
        index=list(names).index(standing) if standing in names else None, placeholder=unknown(language()),
    )  # fmt: skip
    return str(chosen) if chosen else None


def asked(page: Page, request_id: str) -> PersonRequest:
    """The request as it stands now, without who asked."""
    return request_view(page.workspace, request_id, on=page.on, number=page.known).request


def _text(field: str, value: str, *, hint: str = "") -> str:
    return st.text_input(
        record_label(PersonRequest, field), value=value, key=f"{_KEY}_{field}", placeholder=hint, autocomplete="off"
    )


def choose_or_none(field: str, codes: type[C], value: C | None) -> C | None:
    """One of a closed list, or none where nobody has said."""
    words = {code: label(code) for code in codes}
    chosen: Any = st.selectbox(
        record_label(PersonRequest, field), list(words), index=list(words).index(value) if value else None,
        format_func=words.__getitem__, key=f"{_KEY}_{field}", placeholder=unknown(language()),
    )  # fmt: skip
    return codes(chosen) if chosen is not None else None
