"""What was checked and filed: completed periodic reviews, and evidence."""

from __future__ import annotations

import streamlit as st

from sakimori.clock import now
from sakimori.domain.questions.assessment import Evidence, PeriodicReview
from sakimori.services.kernel.evidence import read_evidence
from sakimori.services.parties.view import DossierView
from sakimori.ui.frame.components import go_to, section
from sakimori.ui.frame.formats import day, none
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import language, t


def show_evidence(page: Page, view: DossierView, names: dict[str, str]) -> None:
    """Reviews with who completed them, then the documents; a row opens its assessment or gives the file."""
    section(t("party.reviews"))
    if view.reviews:
        columns = {
            "done": text_column(t("party.col_done"), width=110),
            "kind": text_column(t("party.col_lane"), width=180),
            "by": text_column(t("party.col_by"), width=180),
            "note": text_column(t("party.field.note"), width=420),
        }
        rows = [_review_cells(review, names) for review in view.reviews]
        table(rows, columns, key="party_reviews", alt=t("party.reviews_alt"))
    else:
        st.caption(t("party.reviews_none"))
    section(t("party.evidence"))
    if not view.evidence:
        st.caption(t("party.evidence_none"))
        return
    columns = {
        "file": text_column(t("party.col_file"), width=300),
        "question": text_column(t("party.col_question"), width=110),
        "filed": text_column(t("party.col_filed"), width=110),
        "by": text_column(t("party.col_by"), width=140),
        "valid": text_column(t("party.col_valid"), width=200),
    }
    chosen = table(
        [_evidence_cells(evidence, names) for evidence in view.evidence],
        columns,
        key="party_evidence",
        alt=t("party.evidence_alt"),
        select="one",
    )
    if chosen:
        _offer(page, view.evidence[chosen[0]])


def _offer(page: Page, evidence: Evidence) -> None:
    with st.container(horizontal=True):
        st.download_button(
            plain(evidence.filename),
            lambda: read_evidence(page.workspace, evidence.id, actor=page.actor, at=now()).body,
            file_name=evidence.filename,
            mime=evidence.media_type,
            key=f"evidence_{evidence.id}",
            icon=":material/download:",
            on_click="ignore",
        )
        if evidence.assessment_id and st.button(t("party.open_assessment"), key=f"evidence_at_{evidence.id}"):
            go_to("assess", id=evidence.assessment_id)


def _review_cells(review: PeriodicReview, names: dict[str, str]) -> list[Cell]:
    return [
        day(review.completed_on, language()),
        t(f"party.review_{review.kind.value}"),
        names.get(review.by, review.by),
        review.note or none(language()),
    ]


def _evidence_cells(evidence: Evidence, names: dict[str, str]) -> list[Cell]:
    lang = language()
    if evidence.withdrawn_on is not None:
        until = t("party.withdrawn", day=day(evidence.withdrawn_on, lang))
    elif evidence.valid_until is not None:
        until = day(evidence.valid_until, lang)
    else:
        until = t("party.no_expiry")
    return [
        evidence.filename,
        evidence.question_id or none(lang),
        day(evidence.uploaded_on, lang),
        names.get(evidence.uploaded_by, evidence.uploaded_by),
        until,
    ]
