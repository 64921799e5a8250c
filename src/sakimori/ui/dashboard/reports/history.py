"""発行の履歴: every file that was issued, the newest first, with the hash by which it is known again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import streamlit as st

from sakimori.domain.values.quarter import quarter_named
from sakimori.services.dashboard.reports.history import IssuedRow, issued_page
from sakimori.services.dashboard.reports.kinds import ReportKind
from sakimori.services.settings.policy import policy_known
from sakimori.ui.dashboard.reports.quarter_events import quarter_label
from sakimori.ui.frame.components import Export, empty_state
from sakimori.ui.frame.formats import day, moment, none, plain
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, language, t

_SHORT: Final = 10
"""So many signs of a hash stand in the list; the chosen row and the file have it whole."""
_AT_ONCE: Final = 500
_KINDS: Final = tuple(kind.value for kind in ReportKind)


def kind_word(kind: ReportKind) -> str:
    """What a report is called."""
    return t(f"reports.kind.{kind.value}")


def about(row: IssuedRow, page: Page) -> str:
    """Whom or what it is about; nothing where it is about all of them."""
    if row.kind is not ReportKind.QUARTER:
        return row.third_party or none(language())
    quarter = quarter_named(row.key, policy_known(page.workspace, number=page.known).fiscal_year_month)
    return quarter_label(quarter) if quarter else row.key


HISTORY: Final[Listing[IssuedRow]] = Listing(
    name="issued",
    link="kind",
    words="issued",
    alt="reports.tab_history",
    title="reports.tab_history",
    record="report",
    identity=lambda row: str(row.seq),
    choice="file",
    controls=(Control(name="kind", options=_KINDS, default=None),),
    columns=(
        Column(name="at", widths=(124, 136), both=lambda row, _: moment(row.at, language())),
        Column(name="kind", widths=(150, 188), both=lambda row, _: kind_word(row.kind), file_width=28),
        Column(name="about", widths=(150, 106), both=about, file_width=32),
        Column(name="on", widths=(92, 96), cell=lambda row, _: day(row.on, language()), file=lambda row, _: row.on),
        Column(name="language", widths=(58, 70), both=lambda row, _: t(f"reports.language_{row.language}")),
        Column(name="form", widths=(52, 52), both=lambda row, _: t(f"reports.form_{row.form.value}")),
        Column(name="who", widths=(92, 84), both=lambda row, _: row.who),
        Column(name="number", widths=(68, 56), cell=lambda row, _: f"{row.number:,}", file=lambda row, _: row.number),
        Column(name="head", file=lambda row, _: row.head, file_width=66),
        Column(
            name="sha256", widths=(98, 98), cell=lambda row, _: row.sha256[:_SHORT], file=lambda row, _: row.sha256,
            file_width=66,
        ),
    ),
)  # fmt: skip


def show_history(page: Page) -> None:
    """The list under its filter, and the hashes of the chosen file."""
    HISTORY.take_address()
    words = {kind.value: kind_word(kind) for kind in ReportKind}
    st.selectbox(
        t("issued.kind"), list(words), index=None, key=HISTORY.key("kind"), width=260, placeholder=t("issued.all"),
        format_func=words.__getitem__,
    )  # fmt: skip
    HISTORY.keep_address()
    wanted = _kind()

    def read(first: int, limit: int) -> tuple[list[IssuedRow], int]:
        return issued_page(page.workspace, on=page.on, kind=wanted, first=first, limit=limit)

    if not read(0, 1)[1]:
        empty_state("history", t("issued.none" if wanted is None else "issued.none_of_kind"))
        return
    for row in HISTORY.draw(page, read, of=wanted)[:1]:
        st.caption(plain(t("reports.entry", seq=f"{row.seq:,}")))
        st.code(t("issued.hashes", sha256=row.sha256, head=row.head), language=None, wrap_lines=True)


def history_exports(page: Page) -> Sequence[Export]:
    """Every file that the filter leaves."""
    wanted = _kind()
    words = [kind_word(wanted)] if wanted else []
    return HISTORY.exports(page, lambda: _all(page, wanted), lambda: [dotted(words) or none(language())])


def _kind() -> ReportKind | None:
    chosen = HISTORY.chosen("kind")
    return ReportKind(chosen) if chosen else None


def _all(page: Page, wanted: ReportKind | None) -> Iterator[IssuedRow]:
    first, total = 0, 1
    while first < total:
        some, total = issued_page(page.workspace, on=page.on, kind=wanted, first=first, limit=_AT_ONCE)
        yield from some
        first += _AT_ONCE
