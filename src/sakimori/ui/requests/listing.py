"""The list of requests of persons, what it is narrowed by, and its files; nobody is named in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from sakimori.domain.records.person_requests import RequestKind
from sakimori.services.requests.persons.rows import RequestRow, Step
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import Unit, count, day, not_set
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.requests.words import ASKED, elapsed_words, recipients_words

_KIND, _STEP, _OWNER, _OVERDUE = "kind", "step", "owner", "overdue"
_NOBODY: Final = "-"


def open_request(row: RequestRow) -> None:
    """The address names the request; the page is drawn again with it."""
    st.query_params[ASKED] = row.request.id
    st.rerun()


def step_words(row: RequestRow) -> str:
    """What is to be done next on a request."""
    return t(f"requests.step.{row.step.value}")


LIST: Final[Listing[RequestRow]] = Listing(
    name="person_requests",
    words="requests",
    title="page.person_requests",
    alt="requests.alt",
    record="person_request",
    identity=lambda row: row.request.id,
    none_left="requests.none_left",
    leads=lambda row, _: ("requests", {ASKED: row.request.id}),
    controls=(
        Control(name=_KIND, options=tuple(RequestKind)),
        Control(name=_STEP, options=tuple(Step)),
        Control(name=_OWNER),
        Control(name=_OVERDUE, default=False),
    ),
    columns=(
        Column(name="number", widths=(104, 98), both=lambda row, _: row.request.number, file_width=16),
        Column(name="step", widths=(132, 128), both=lambda row, _: step_words(row)),
        Column(name="received", widths=(84, 88), both=lambda row, _: day(row.request.received_on, language())),
        Column(name="kind", widths=(144, 186), both=lambda row, _: label(row.request.kind)),
        Column(name="owner", widths=(84, 98), both=lambda row, _: row.owner or not_set(language())),
        Column(name="elapsed", widths=(142, 114), both=lambda row, _: elapsed_words(row.clock)),
        Column(name="recipients", widths=(118, 96), both=recipients_words),
        Column(name="result", widths=(72, 72), both=lambda row, _: _result(row)),
        Column(name="method", file=lambda row, _: _method(row)),
    ),
)


def _method(row: RequestRow) -> str:
    return label(row.request.method) if row.request.method else t("requests.not_asked")


def _result(row: RequestRow) -> str:
    return label(row.request.result) if row.request.result else t("requests.not_asked")


def wanted(page: Page, rows: Sequence[RequestRow]) -> list[RequestRow]:
    """The rows that the controls leave."""
    kind, step, owner = (LIST.chosen(name) for name in (_KIND, _STEP, _OWNER))
    return [
        row
        for row in rows
        if (not kind or row.request.kind is kind)
        and (not step or row.step is step)
        and (not owner or (row.request.owner_id or _NOBODY) == owner)
        and (not LIST.chosen(_OVERDUE) or row.is_overdue(page.on))
    ]


def show_list(page: Page, rows: Sequence[RequestRow]) -> None:
    """The controls and the list."""
    LIST.take_address()
    with st.container(horizontal=True, vertical_alignment="center"):
        _choose(_KIND, {"": t("requests.every_kind")} | {one: label(one) for one in RequestKind}, 210)
        _choose(_STEP, {"": t("requests.every_step")} | {one: t(f"requests.step.{one.value}") for one in Step}, 210)
        _choose(_OWNER, {"": t("requests.every_owner"), **_owners(rows)}, 180)
        st.toggle(t("requests.overdue_only"), key=LIST.key(_OVERDUE))
    LIST.keep_address()
    found = wanted(page, rows)
    LIST.draw(
        page, lambda first, most: (found[first : first + most], len(found)), of=tuple(r.request.id for r in found)
    )


def _choose(name: str, words: dict[str, str], width: int) -> None:
    key = LIST.key(name)
    if st.session_state.get(key, "") not in words:
        st.session_state[key] = ""
    st.selectbox(
        t(f"requests.col_{name}"), list(words), key=key, format_func=words.__getitem__, label_visibility="collapsed",
        width=width,
    )  # fmt: skip


def _owners(rows: Sequence[RequestRow]) -> dict[str, str]:
    """Who sees to any request, by name, and nobody where that is so of one."""
    named = {row.request.owner_id or _NOBODY: row.owner or not_set(language()) for row in rows}
    return dict(sorted(named.items(), key=lambda one: (one[0] == _NOBODY, one[1])))


def list_exports(page: Page, read: Callable[[], Sequence[RequestRow]]) -> tuple[Export, ...]:
    """The rows that the controls leave as a workbook and as a CSV, without anybody's name."""
    LIST.take_address()
    return LIST.exports(page, lambda: wanted(page, read()), lambda: _narrowed(page, read))


def _narrowed(page: Page, read: Callable[[], Sequence[RequestRow]]) -> list[str]:
    kind, step, owner = (LIST.chosen(name) for name in (_KIND, _STEP, _OWNER))
    said = [
        label(kind) if kind else "",
        t(f"requests.step.{step.value}") if step else "",
        _owners(read()).get(owner, "") if owner else "",
        t("requests.overdue_only") if LIST.chosen(_OVERDUE) else "",
    ]
    return [word for word in said if word] or [count(len(wanted(page, read())), Unit.CASES, language())]
