"""A list of our people that is taken in: the file, and what taking it in would do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from sakimori.errors import RefusedError
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.services.kernel.evidence import MEGABYTE
from sakimori.services.own_company.named_rows import ListPlan
from sakimori.ui.frame.browser import hold_upload
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.tables import number_column, table, text_column
from sakimori.ui.frame.text import language, t

_TYPES: Final = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods"]
_SHOWN_FAULTS: Final = 20


def planned_list(
    plan: Callable[[bytes, str], ListPlan], *, key: str, label: str, note: str
) -> tuple[bytes, str, ListPlan] | None:
    """Ask for the file and say what taking it in would do; None while there is none, or where it is refused."""
    file = st.file_uploader(label, type=_TYPES, key=f"{key}_file", max_upload_size=MAX_FILE_BYTES // MEGABYTE)
    st.caption(note)
    if file is None:
        return None
    hold_upload(file.file_id)
    data = file.getvalue()
    try:
        found = plan(data, file.name)
    except RefusedError as error:
        refusal(error)
        return None
    _show(found, key)
    return data, file.name, found


def _show(plan: ListPlan, key: str) -> None:
    numbers = {"read": plan.read, "new": plan.new, "already": plan.already, "faults": len(plan.faults)}
    st.markdown(t("training.plan", **{name: count(number, Unit.ROWS, language()) for name, number in numbers.items()}))
    if plan.faults:
        table(
            [(fault.row, fault.why.get(language())) for fault in plan.faults[:_SHOWN_FAULTS]],
            {"row": number_column(t("training.row"), width=70), "why": text_column(t("training.why_not"), width=480)},
            key=f"{key}_faults",
            alt=t("training.why_not"),
        )
