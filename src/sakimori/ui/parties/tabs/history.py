"""What was checked and filed, two days of a dossier side by side, and what was written, newest first."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from sakimori.domain.questions.assessment import Evidence, EvidenceReview, PeriodicReview
from sakimori.services.audit.rows import record_type
from sakimori.services.parties.history import ChangeKind, DayChange, HistoryEntry, compare_days, party_history
from sakimori.services.parties.view import DossierView
from sakimori.ui.evidence.document import document_button, take_link
from sakimori.ui.frame.components import go_to, section
from sakimori.ui.frame.formats import day, headed, moment, none
from sakimori.ui.frame.record_fields import record_shown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import TEXTS, language, t
from sakimori.ui.frame.trail_words import field

_BACK = timedelta(days=90)


def show_history(page: Page, view: DossierView, names: dict[str, str]) -> None:
    """Compare two days, then list the entries of the trail."""
    section(t("party.compare"))
    latest = min(page.on, page.today)
    with st.container(horizontal=True):
        earlier = _ask_day("party.earlier", latest - _BACK, latest)
        later = _ask_day("party.later", latest, latest)
    changes = memo(
        page,
        "party_compare",
        lambda: compare_days(page.workspace, view.party.id, earlier=earlier, later=later),
        view.party.id,
        earlier,
        later,
    )
    if changes:
        columns = {
            "record": text_column(t("party.col_record"), width=330),
            "field": text_column(t("party.col_field"), width=146),
            "before": text_column(day(earlier, language()), width=210),
            "after": text_column(day(later, language()), width=210),
        }
        table([_change(c, names) for c in changes], columns, key="party_compare", alt=t("party.compare_alt"))
    else:
        st.caption(t("party.no_change"))
    section(t("party.happenings"))
    lines = memo(
        page,
        "party_happenings",
        lambda: party_history(page.workspace, view.party.id, number=page.known),
        view.party.id,
    )
    columns = {
        "when": text_column(t("party.col_when"), width=132),
        "who": text_column(t("party.col_by"), width=80),
        "action": text_column(t("party.col_action"), width=178),
        "record": text_column(t("party.col_record"), width=290),
        "reason": text_column(t("party.col_reason"), width=232),
    }
    table([_happening(line) for line in lines], columns, key="party_happened", alt=t("party.happenings_alt"))


def _ask_day(key: str, value: date, latest: date) -> date:
    return st.date_input(t(key), value=value, max_value=latest, key=key, width=170)


def _change(change: DayChange, names: dict[str, str]) -> list[Cell]:
    record = headed(_record(change.record_kind), change.record.get(language()), language())
    if change.kind is not ChangeKind.CHANGED:
        there = [t("party.absent"), t("party.present")]
        return [
            record,
            t(f"party.record_{change.kind.value}"),
            *(there if change.kind is ChangeKind.ADDED else there[::-1]),
        ]
    before, after = (_shown(change, value, names) for value in (change.before, change.after))
    return [record, field(change.field, change.record_kind), before, after]


def _shown(change: DayChange, value: object, names: dict[str, str]) -> str:
    """A value in words; what an assessment has not come to yet is no unknown fact."""
    if (value is None or value == "") and change.record_kind == "assessment":
        return t("assess.not_yet")
    return record_shown(record_type(change.record_kind) or object, change.field, value, names)


def _happening(line: HistoryEntry) -> list[Cell]:
    key = f"action.{line.action}"
    return [
        moment(line.at, language()),
        line.who,
        t(key) if key in TEXTS else _record(line.record_kind),
        _named(line),
        line.reason,
    ]


def _named(line: HistoryEntry) -> str:
    """The kind of a record with its name; of the third party the page says the name already."""
    name = "" if line.record_kind == "third_party" else line.label.get(language())
    return headed(_record(line.record_kind), name, language()) if name else _record(line.record_kind)


def _record(kind: str) -> str:
    own, common = f"party.record.{kind}", f"audit.kind.{kind}"
    return t(own if own in TEXTS else common if common in TEXTS else "party.record_unnamed")


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
        document_button(page, evidence.id, evidence.filename, key=f"evidence_{evidence.id}")
        take_link(evidence, key=f"evidence_take_{evidence.id}")
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
    elif evidence.review is EvidenceReview.REFUSED and evidence.reviewed_on is not None:
        until = t("party.evidence_refused", day=day(evidence.reviewed_on, lang), why=evidence.review_reason)
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
