"""A document read for the person who looks at it, and what is told where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sakimori.clock import now
from sakimori.domain.questions.assessment import Evidence
from sakimori.errors import RefusedError
from sakimori.exchange.documents.reading import DocumentReading
from sakimori.exchange.progress import Progress, Teller, told_to
from sakimori.services.evidence.reading import reading_of, reading_of_upload
from sakimori.services.kernel.evidence import Paper
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_PATIENCE: Final = timedelta(seconds=1)
_EACH: Final = timedelta(seconds=0.25)


def read_filed(page: Page, filed: Evidence) -> DocumentReading | None:
    """What was read in a filed document; None after saying why nothing was."""
    return _read(filed.filename, lambda: reading_of(page.workspace, filed.id, actor=page.actor, at=now()))


def read_upload(page: Page, paper: Paper) -> DocumentReading | None:
    """What is read in a document that was just handed in; None after saying why nothing is."""
    return _read(paper.filename, lambda: reading_of_upload(page.workspace, paper.body, actor=page.actor))


def _read(filename: str, read: Callable[[], DocumentReading]) -> DocumentReading | None:
    place = st.empty()
    try:
        with st.spinner(t("proposals.reading", name=plain(filename)), show_time=True), told_to(_bar(place)):
            return read()
    except RefusedError as error:
        st.caption(f":material/search_off: {t('proposals.unread', why=plain(error.message(language())))}")
        return None
    finally:
        place.empty()


def _bar(place: DeltaGenerator) -> Teller:
    """What shows how far it is, from the first second on and a few times a second: each time costs a message."""
    shown = now() + _PATIENCE - _EACH

    def show(progress: Progress) -> None:
        nonlocal shown
        if (at := now()) - shown < _EACH:
            return
        shown = at
        words = t(f"proposals.progress.{progress.step}", done=progress.done, of=progress.of)
        place.progress(progress.share, text=words)

    return show
