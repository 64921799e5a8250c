"""What a reading of a questionnaire leaves out, and the tick of whoever has compared it with the file."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.exchange.questionnaires.reading.result import SeenRow
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.questionnaires.state import FormIntake, key_of, see
from sakimori.ui.questionnaires.words import cut


def show_left_out(intake: FormIntake) -> None:
    """What may be a question after all, with a tick once somebody has looked; then all that was left out."""
    if not intake.needs_columns:
        _to_see(intake)
    rows = intake.read.reading.left_out
    if rows:
        with st.expander(t_count("intake.left_out", len(rows))):
            _table(rows, key="imports_form_left_out", alt=t("intake.left_out_alt"))


def _to_see(intake: FormIntake) -> None:
    reading = intake.read.reading
    if not intake.to_see:
        return
    with st.container(border=True):
        st.warning(t_count("intake.to_see", len(intake.to_see)), icon=":material/visibility:")
        for one in reading.skipped:
            if one.is_doubtful:
                st.markdown(plain(t("intake.sheet_skipped", name=one.name, why=one.why.get(language()))))
        if reading.to_see:
            _table(reading.to_see, key="imports_form_to_see", alt=t("intake.to_see_alt"))
        st.caption(t("intake.to_see_how"))
        key = key_of("imports_form_seen")
        st.checkbox(
            t("intake.seen"), value=intake.is_seen, key=key,
            on_change=lambda: see(intake, is_seen=bool(st.session_state[key])),
        )  # fmt: skip


def _table(rows: Sequence[SeenRow], *, key: str, alt: str) -> None:
    columns = {
        "at": text_column(t("intake.col_at"), width=140),
        "text": text_column(t("intake.col_text"), width=380),
        "class": text_column(t("intake.col_class"), width=110),
        "why": text_column(t("intake.col_why"), width=320),
    }
    table(list(map(_cells, rows)), columns, key=key_of(key), alt=alt)


def _cells(row: SeenRow) -> list[Cell]:
    why = row.why.get(language()) if row.why else "–"
    return [str(row.at), cut(row.text), t(f"intake.row_{row.row_class.value}"), why]
