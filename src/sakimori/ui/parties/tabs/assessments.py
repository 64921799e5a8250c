"""The assessments of a dossier, their conditions, and what makes up the risk value."""

from __future__ import annotations

import streamlit as st

from sakimori.services.assessments.comparisons.pairs import pair_of
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.scores import ScoreLine
from sakimori.services.parties.view import AssessmentLine, DossierView
from sakimori.ui.charts import Contribution, contribution_bars, draw
from sakimori.ui.frame.components import go_to, link_to, section
from sakimori.ui.frame.dialogs import fresh_key, open_dialog
from sakimori.ui.frame.formats import (
    aside,
    day,
    exact_words,
    no_date,
    none,
    not_set,
    plain,
    risk_scale,
    risk_words,
)
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import theme
from sakimori.ui.frame.tables import Cell, number_column, table, text_column
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.parties.risk import show_weights, view_reason

_DRAWN = 15


def show_assessments(page: Page, view: DossierView) -> None:
    """The assessments, newest first, then conditions and score; a row opens the assessment."""
    if page.may(Permission.FILL_ASSESSMENT):
        _ways_in(page, view)
    _ways_to_compare(view)
    if not view.assessments:
        st.markdown(t("party.assessments_none"))
        return
    columns = {
        "pack": text_column(t("party.col_pack"), width=272),
        "kind": text_column(t("party.col_kind"), width=74),
        "stage": text_column(t("party.col_stage"), width=122),
        "decision": text_column(t("party.col_decision"), width=166),
        "decided": text_column(t("party.col_decided"), width=88),
        "valid": text_column(t("party.col_valid"), width=88),
        "counts": text_column(t("party.col_state"), width=96),
    }
    chosen = table(
        [assessment_cells(line) for line in view.assessments],
        columns,
        key="party_assessments",
        alt=t("party.assessments_alt"),
        select="one",
    )
    if chosen:
        go_to("assess", id=view.assessments[chosen[0]].assessment.id)
    _show_conditions(page, view)
    for score in view.scores:
        _show_score(page, score)


def _ways_in(page: Page, view: DossierView) -> None:
    """Begin one, or take in a questionnaire that the third party has filled."""
    with st.container(horizontal=True):
        if st.button(t("party.begin_assessment"), icon=":material/add:", key="assessment_add"):
            open_dialog("begin_assessment")
            st.rerun()
        if page.may(Permission.IMPORT) and st.button(
            t("assess.import"), icon=":material/upload_file:", key="assessment_import"
        ):
            go_to("imports", kind="questionnaire", party=view.party.id)


def _ways_to_compare(view: DossierView) -> None:
    """Hold two of them against each other, or see what of a framework they cover."""
    with st.container(horizontal=True):
        pair = pair_of([line.assessment for line in view.assessments])
        if pair is not None:
            words = t("compare.with_last" if pair.is_cycle else "compare.with_other")
            link_to("compare", words, icon="compare_arrows", left=pair.left_id, right=pair.right_id)
        link_to("compare", t("compare.view_coverage"), icon="rule", part="coverage", party=view.party.id)
        link_to("library", t("page.library"), icon="library_books", party=view.party.id)


def assessment_cells(line: AssessmentLine) -> list[Cell]:
    """Questionnaire, kind, stage, decision, its day, its end, and whether it counts."""
    a, lang = line.assessment, language()
    title = line.pack_title.get(lang)
    if line.service:
        title = aside(title, line.service, lang)
    state = t("party.needs_adoption") if a.needs_adoption else t("party.counts") if line.counts else ""
    return [
        title,
        label(a.kind),
        label(a.state),
        label(a.decision) if a.decision else not_set(lang),
        day(a.decided_on, lang) if a.decided_on else not_set(lang),
        day(a.valid_until, lang) if a.valid_until else no_date(lang),
        state or none(lang),
    ]


def _show_conditions(page: Page, view: DossierView) -> None:
    if not view.conditions:
        return
    section(t("party.conditions"))
    may = page.may(Permission.REVIEW_ASSESSMENT)
    lang = language()
    columns = {
        "text": text_column(t("party.col_condition"), width=520),
        "due": text_column(t("party.col_due"), width=110),
        "state": text_column(t("party.col_state"), width=180),
    }
    rows: list[list[Cell]] = [
        [
            c.text,
            day(c.due_on, lang),
            t("party.fulfilled", day=day(c.fulfilled_on, lang)) if c.fulfilled_on else t("party.not_fulfilled"),
        ]
        for c in view.conditions
    ]
    select = "one" if may else "none"
    chosen = table(rows, columns, key=fresh_key("party_conditions"), alt=t("party.conditions_alt"), select=select)  # type: ignore[arg-type]
    if chosen and view.conditions[chosen[0]].fulfilled_on is None:
        open_dialog("fulfil", condition_id=view.conditions[chosen[0]].id)


def risk_dialog(page: Page, view: DossierView) -> None:
    """What the risk value of the third party is made of, then the points that answers lose, which do not enter it."""
    st.markdown(f"## {risk_words(view.risk)}")
    st.markdown(plain(view_reason(view)))
    st.caption(risk_scale())
    show_weights(page, view)
    for score in view.scores:
        _show_score(page, score, key="risk")


def _show_score(page: Page, score: ScoreLine, *, key: str = "party") -> None:
    lang = language()
    section(t("party.score"), score.pack_title.get(lang))
    if score.risk is None:
        st.caption(t("party.tile_no_score"))
        return
    if not score.shares:
        st.caption(t("party.score_clean"))
        return
    total = score.risk
    drawing = memo(
        page,
        "party_score",
        lambda: contribution_bars(
            [Contribution(s.question_id, s.text.get(lang), s.points, s.is_open) for s in score.shares[:_DRAWN]],
            total=total,
            theme=theme(),
            language=lang,
        ),
        score.assessment_id,
        of=score,
    )
    draw(drawing, f"{key}_score_{score.assessment_id}")
    st.caption(t("party.score_note", risk=exact_words(score.risk), formula=score.formula))
    with st.expander(t("chart.as_table")):
        columns = {
            "question": text_column(t("party.score_question"), width=560),
            "points": number_column(t("party.score_points"), width=90),
            "state": text_column(t("party.col_state"), width=120),
        }
        rows: list[list[Cell]] = [
            [
                f"{s.question_id} {s.text.get(lang)}",
                round(s.points, 1),
                t("party.score_open" if s.is_open else "party.score_lost"),
            ]
            for s in score.shares
        ]
        table(rows, columns, key=f"{key}_shares_{score.assessment_id}", alt=t("party.score_alt"))
