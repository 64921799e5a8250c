"""What the page of our registers stands on: its view of the day, its tabs, and how an address leads to a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.domain.codes import GapKind
from sakimori.domain.gap import Span
from sakimori.services.gaps.counts import GapCounts
from sakimori.services.kernel.access import Permission
from sakimori.services.own_company.registers import OwnRegistersView, Registered, own_registers
from sakimori.services.own_company.unpublished_facts import Sort, UnpublishedFact, unpublished_facts
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import Unit, count, linked, none, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, Mark, badge, chip, mark
from sakimori.ui.frame.text import language, listed, t

_SHOWN_USES = 1
_SHOWN_GAPS = 5


class Tab(StrEnum):
    """The tabs of the page; the address names the open one."""

    PURPOSES = "purposes"
    DATA_SETS = "data_sets"
    CONSENT = "consent"
    NOTICES = "notices"
    SHARED = "shared"
    STOPS = "stops"


TAB_OF: Final[Mapping[str, Tab]] = {
    "purpose": Tab.PURPOSES,
    "data_set": Tab.DATA_SETS,
    "data_set_part": Tab.DATA_SETS,
    "keeping_duty": Tab.DATA_SETS,
    "own_erasure": Tab.DATA_SETS,
    "consent_text": Tab.CONSENT,
    "notice": Tab.NOTICES,
    "joint_use": Tab.SHARED,
    "filing": Tab.SHARED,
    "sharing_change": Tab.SHARED,
}
"""Where each kind of record of ours stands; the key is also the name of its dialog."""


def view_of(page: Page) -> OwnRegistersView:
    """Our registers on the day of the page."""
    return memo(page, "own_registers", lambda: own_registers(page.workspace, on=page.on, number=page.known))


def unpublished_of(page: Page) -> tuple[UnpublishedFact, ...]:
    """What we do but do not say, on the day of the page."""
    return memo(page, "own_unsaid", lambda: unpublished_facts(page.workspace, on=page.on, number=page.known))


def may_write(page: Page) -> bool:
    """Whether this person could write our registers here and now."""
    return page.may(Permission.EDIT_OWN_REGISTER)


def follow_address() -> None:
    """Open the record that an address names (without an id a new one), once: closing it must not bring it back."""
    kind = st.query_params.get("record", "")
    if kind in TAB_OF:
        open_dialog(kind, record_id=st.query_params.get("id", ""))
        st.query_params["tab"] = TAB_OF[kind].value
    for name in ("record", "id"):
        st.query_params.pop(name, None)


def worst_chip(line: Registered, *unsaid: UnpublishedFact) -> list[str]:
    """The gravest known gap of a record, else 未確認; none is said as none, which is no verdict on the record."""
    found = [(span.severity, span.kind is GapKind.UNKNOWN) for span in line.gaps]
    found += [(one.severity, one.is_unknown) for one in unsaid]
    if not found:
        return [none(language())]
    severity, is_unknown = min(found, key=lambda pair: (pair[1], pair[0].rank))
    return [chip(Mark.UNKNOWN if is_unknown else mark(severity), language())]


def counts_of(spans: Iterable[Span]) -> GapCounts:
    """The numbers of gaps that are all open: the known ones by severity, and apart from them the unknown."""
    every = list(spans)
    known = [span for span in every if span.kind is not GapKind.UNKNOWN]
    return GapCounts(Counter(span.severity for span in known), unknown=len(every) - len(known))


def unpublished_about(page: Page, sort: Sort, key: str) -> list[UnpublishedFact]:
    """What no notice says about one record."""
    return [line for line in unpublished_of(page) if (line.sort, line.key) == (sort, key)]


def state_options() -> dict[str, str]:
    """The chips that may stand in a column of gaps."""
    states = (Mark.BLOCK, Mark.HIGH, Mark.MEDIUM, Mark.LOW, Mark.UNKNOWN)
    return {chip(state, language()): LOOKS[state].colour for state in states} | {none(language()): ""}


def show_gaps_of(lines: Iterable[Registered], record_id: str) -> None:
    """The open gaps that a record closes, above its form."""
    spans = {span.gap_id: span for line in lines for span in line.gaps if span.fix_id == record_id and record_id}
    worst_first = sorted(spans.values(), key=lambda span: (span.kind is GapKind.UNKNOWN, span.severity.rank))
    for span in worst_first[:_SHOWN_GAPS]:
        state = Mark.UNKNOWN if span.kind is GapKind.UNKNOWN else mark(span.severity)
        title, cites = plain(span.title.get(language())), linked(span.cites.get(language()))
        st.markdown(f"{badge(state, language())} {title}　:gray[:small[{cites}]]")


def used_by(line: Registered) -> str:
    """Which third parties use a record: the first by name, the others as a number; nobody is なし."""
    names = list(dict.fromkeys(use.third_party for use in line.uses))
    return few_of(names) if names else none(language())


def few_of(names: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    shown = listed(names[:_SHOWN_USES])
    more = len(names) - _SHOWN_USES
    return shown if more <= 0 else t("purposes.and_more", names=shown, count=count(more, Unit.CASES, language()))
