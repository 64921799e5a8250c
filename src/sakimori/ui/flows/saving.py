"""The proof of a flow: a document that is filed, or one to be filed at once."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sakimori.clock import now
from sakimori.errors import RefusedError
from sakimori.services.kernel.evidence import LARGEST, file_evidence
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.formats import unknown
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_MEGABYTE = 1024 * 1024


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
