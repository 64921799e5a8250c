"""What makes up the risk value: a bar and a row a question, adding up to it."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.questions.evaluation import Score
from sakimori.services.assessments.view_parts import Filling
from sakimori.ui.charts import Contribution, contribution_bars, draw
from sakimori.ui.frame.formats import percent, unknown
from sakimori.ui.frame.states import theme
from sakimori.ui.frame.tables import number_column, table, text_column
from sakimori.ui.frame.text import language, t


def show_score(work: Filling) -> None:
    """The value in words, and its parts when somebody opens them."""
    title = f"{t('assess.score_title')}　{score_words(work.score)}"
    box = st.expander(title, icon=":material/bar_chart:", key="assess_score", on_change="rerun")
    if box.open:
        with box:
            _parts(work)


def score_words(score: Score) -> str:
    """Risk, what it could be at worst, and how much is settled."""
    return t(
        "assess.score_line",
        risk=figure(score.risk),
        worst=figure(score.pessimistic),
        coverage=percent(score.coverage, language()),
    )


def figure(value: float | None) -> str:
    """A risk value; nothing scored yet is 未確認."""
    return unknown(language()) if value is None else f"{value:.1f}"


def _parts(work: Filling) -> None:
    texts = {question.id: question.topic.get(language()) for question in work.asked_questions}
    parts = [
        Contribution(part.question, texts[part.question], float(part.risk))
        for part in work.score.contributions
        if part.risk
    ]
    if work.score.risk is None:
        st.caption(t("assess.score_none"))
        return
    st.caption(t("assess.score_formula", formula=work.score.formula))
    drawing = contribution_bars(parts, total=work.score.risk, theme=theme(), language=language())
    if parts:
        draw(drawing, "assess_score_bars")
        rows = [(part.code, part.title, round(part.points, 2)) for part in sorted(parts, key=lambda p: -p.points)]
        rows.append(("", t("assess.score_total"), round(work.score.risk, 2)))
        columns = {
            "id": text_column(t("assess.batch_col.question"), width=80),
            "text": text_column(t("assess.batch_col.text"), width=420),
            "value": number_column(t("assess.score_col.value"), width=80),
        }
        table(rows, columns, key="assess_score_rows", alt=t("assess.score_alt"))
    else:
        st.caption(drawing.alt)
