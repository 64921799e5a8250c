"""設定・Webhook: addresses that are told what happens, and the log of what was sent to the chosen one."""

from __future__ import annotations

from typing import Final

import streamlit as st

from sakimori.domain.webhook import Delivery, Webhook, WebhookEvent
from sakimori.services.webhooks.rows import DeliveryState, WebhookRow, deliveries, webhook_page
from sakimori.ui.frame.components import NextStep, empty_state, section
from sakimori.ui.frame.dialogs import open_dialog, show_dialog, show_done
from sakimori.ui.frame.formats import moment, none, plain
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.settings.programs.webhook_dialogs import (
    CHANGE,
    DELIVERY,
    END,
    MAKE,
    REMOVE,
    RESUME,
    SECRET_AGAIN,
    event_word,
    state_of,
    webhook_dialogs,
    why_not,
)
from sakimori.ui.settings.programs.writing import first_few

_ENDED: Final = "ended"
_STATES: Final = {DeliveryState.ARRIVED: "green", DeliveryState.WAITING: "blue", DeliveryState.GIVEN_UP: "red"}


HOOKS: Final[Listing[WebhookRow]] = Listing(
    name="webhooks",
    words="webhooks",
    alt="webhooks.alt",
    identity=lambda row: row.webhook.id,
    none_left="webhooks.none_left",
    choice="hook",
    controls=(Control(name=_ENDED, default=False),),
    columns=(
        Column(name="name", widths=(124, 124), cell=lambda row, _: row.webhook.name),
        Column(
            name="state", widths=(66, 70),
            cell=lambda row, _: [t("webhooks.ended" if row.webhook.ended_at else "webhooks.stands")],
            chips=lambda: {t("webhooks.stands"): "green", t("webhooks.ended"): "gray"},
        ),
        Column(name="url", widths=(216, 216), cell=lambda row, _: row.webhook.url),
        Column(
            name="events", widths=(178, 178),
            cell=lambda row, _: first_few(event_word(event) for event in WebhookEvent if event in row.webhook.events),
        ),
        Column(name="waiting", widths=(70, 66), is_number=True, cell=lambda row, _: row.waiting),
        Column(name="given_up", widths=(96, 84), is_number=True, cell=lambda row, _: row.given_up),
        Column(
            name="arrived", widths=(124, 136),
            cell=lambda row, _: moment(row.arrived_at, language()) if row.arrived_at else none(language()),
        ),
        Column(name="made_by", widths=(100, 110), cell=lambda row, _: row.made_by),
    ),
)  # fmt: skip

LOG: Final[Listing[Delivery]] = Listing(
    name="deliveries",
    link="event",
    words="deliveries",
    alt="deliveries.alt",
    identity=lambda row: row.id,
    address="dp",
    none_left="deliveries.none_left",
    opens=lambda row: open_dialog(DELIVERY, delivery=row),
    controls=(Control(name="state", options=tuple(DeliveryState), default=None),),
    columns=(
        Column(name="at", widths=(124, 136), cell=lambda row, _: moment(row.created_at, language())),
        Column(name="event", widths=(140, 160), cell=lambda row, _: event_word(row.event)),
        Column(
            name="state", widths=(100, 96), cell=lambda row, _: [_state_word(state_of(row))],
            chips=lambda: {_state_word(state): colour for state, colour in _STATES.items()},
        ),
        Column(name="tries", widths=(60, 56), is_number=True, cell=lambda row, _: row.tries),
        Column(
            name="next", widths=(124, 136),
            cell=lambda row, _: moment(row.next_at, language()) if row.next_at else none(language()),
        ),
        Column(
            name="sent", widths=(124, 136),
            cell=lambda row, _: moment(row.sent_at, language()) if row.sent_at else none(language()),
        ),
        Column(name="error", widths=(200, 200), cell=lambda row, _: why_not(row) or none(language())),
    ),
)  # fmt: skip


def _state_word(state: DeliveryState) -> str:
    return t(f"deliveries.state_{state.value}")


def show_webhooks(page: Page) -> None:
    """The addresses; the chosen one with what can be done about it, and its log."""
    show_done()
    st.caption(t("webhooks.lead"))
    if page.is_demo:
        st.caption(t("webhooks.demo"))
    if webhook_page(page.workspace, with_ended=True, first=0, limit=1, actor=page.actor)[1]:
        _list(page)
    else:
        steps = [NextStep(t("webhooks.make"), act=lambda: open_dialog(MAKE))] if page.is_editable else []
        empty_state("webhook", t("webhooks.empty"), *steps)
    show_dialog(webhook_dialogs(page))


def _list(page: Page) -> None:
    HOOKS.take_address()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("webhooks.make"), icon=":material/add:", key="webhooks_make", type="primary", on_click=open_dialog,
            args=(MAKE,), disabled=not page.is_editable,
        )  # fmt: skip
        with_ended = st.toggle(t("webhooks.with_ended"), key=HOOKS.key(_ENDED))
    HOOKS.keep_address()

    def read(first: int, limit: int) -> tuple[list[WebhookRow], int]:
        return webhook_page(page.workspace, with_ended=with_ended, first=first, limit=limit, actor=page.actor)

    chosen = HOOKS.draw(page, read, of=with_ended)
    if chosen:
        _one(page, chosen[0].webhook)
    else:
        st.caption(t("webhooks.choose"))


def _one(page: Page, webhook: Webhook) -> None:
    section(webhook.name)
    st.markdown(plain(webhook.url))
    if page.is_editable:
        with st.container(horizontal=True):
            names = (CHANGE, SECRET_AGAIN, END) if webhook.ended_at is None else (RESUME, CHANGE, REMOVE)
            for name in names:
                st.button(
                    t(f"webhooks.{name}"), key=f"webhooks_{name}", on_click=open_dialog, args=(name,),
                    kwargs={"webhook": webhook},
                )  # fmt: skip
    _log(page, webhook)


def _log(page: Page, webhook: Webhook) -> None:
    section(t("deliveries.title"))
    if not deliveries(page.workspace, webhook.id, first=0, limit=1, actor=page.actor)[1]:
        st.caption(t("deliveries.empty"))
        return
    LOG.take_address()
    st.segmented_control(
        t("deliveries.col_state"), list(DeliveryState), key=LOG.key("state"), format_func=_state_word,
        label_visibility="collapsed",
    )  # fmt: skip
    LOG.keep_address()
    state: DeliveryState | None = LOG.chosen("state")

    def read(first: int, limit: int) -> tuple[list[Delivery], int]:
        return deliveries(page.workspace, webhook.id, first=first, limit=limit, actor=page.actor, state=state)

    LOG.draw(page, read, of=(webhook.id, state))
