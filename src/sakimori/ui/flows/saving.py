"""Storing records of a flow from its dialogs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from sakimori.clock import now
from sakimori.errors import RefusedError
from sakimori.services.kernel.evidence import LARGEST, file_evidence
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.results import Saved
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import save_button, try_write
from sakimori.ui.frame.formats import unknown
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

T = TypeVar("T")

_MEGABYTE = 1024 * 1024


def save_record(page: Page, item: T, changes: Mapping[str, Any], *, key: str) -> None:
    """The button that stores a record: a standing one with its changes, a new one as it is given."""

    def write(changed: T) -> Saved[T]:
        return record(page.workspace, changed, actor=page.actor, at=now())

    if item.id:  # type: ignore[attr-defined]
        save_button(item, changes, write, at=now(), key=key)
    elif st.button(t("party.save"), type="primary", key=f"{key}_save"):
        try_write(lambda: write(replace(item, **changes)), at=now())  # type: ignore[type-var]


def evidence_input(
    page: Page, kind: type, field: str, value: str | None, names: Mapping[str, str], *, third_party_id: str, key: str
) -> str | None:
    """Choose a filed document, or file a new one at once."""
    filed: dict[str, str] = st.session_state.setdefault(f"{key}_filed", {})
    known = {**names, **filed}
    chosen = st.selectbox(
        record_label(kind, field), list(known), index=_place(list(known), next(reversed(filed), value)),
        format_func=known.__getitem__, placeholder=unknown(language()), key=f"{key}_{field}_{len(filed)}",
    )  # fmt: skip
    upload = st.file_uploader(
        t("flows.evidence_new"), key=f"{key}_upload_{len(filed)}", max_upload_size=LARGEST // _MEGABYTE
    )
    if upload is not None and st.button(t("flows.evidence_file"), key=f"{key}_file"):
        try:
            saved = file_evidence(
                page.workspace,
                third_party_id=third_party_id,
                filename=upload.name,
                body=upload.getvalue(),
                media_type=upload.type,
                actor=page.actor,
                at=now(),
            )
        except RefusedError as error:
            refusal(error)
        else:
            filed[saved.record.id] = saved.record.filename
            st.rerun(scope="fragment")
    return chosen


def _place(ids: list[str], wanted: str | None) -> int | None:
    return ids.index(wanted) if wanted in ids else None
