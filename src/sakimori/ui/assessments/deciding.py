"""The dialog in which a reviewer decides: the figures first, then decision, conditions, validity, reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.codes import Decision
from sakimori.domain.questions.assessment import Assessment
from sakimori.services.assessments.decisions import decide
from sakimori.services.assessments.view_parts import Filling
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.unit import Saved
from sakimori.ui.assessments.score import figure
from sakimori.ui.frame.components import tile
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.formats import Unit, count, day, percent
from sakimori.ui.frame.own_decision import tell_own
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, listed, t

MOST_CONDITIONS = 10
_CONDITION_DAYS = timedelta(days=30)


def decide_form(page: Page, work: Filling, *, tell: Callable[[str, Saved[Any]], None]) -> None:
    """The body of the dialog."""
    _figures(work)
    failed = work.score.failed_criticals
    if failed:
        st.warning(t("assess.critical_caps"), icon=":material/warning:")
    unruled = [plain(asked.question.id) for asked in work.questions if asked.waits_for_ruling]
    if unruled:
        st.info(t("assess.na_unruled", questions=listed(unruled)), icon=":material/rule:")
    words = {choice: label(choice) for choice in Decision if not (failed and choice is Decision.APPROVED)}
    decision = st.segmented_control(
        t("assess.decision"),
        list(words),
        format_func=words.__getitem__,
        key="assess_decision",
        width="stretch",
        wrap=True,
    )
    conditions = _conditions(page) if decision is Decision.CONDITIONAL else ()
    until = _validity(page, work) if decision in {Decision.APPROVED, Decision.CONDITIONAL} else None
    reason = st.text_area(t("assess.decision_reason"), key="assess_decision_reason", max_chars=2_000, height=80)
    tell_own(page, Assessment, work.assessment.id, Permission.REVIEW_ASSESSMENT)
    is_ready = decision is not None and (decision is not Decision.CONDITIONAL or bool(conditions))
    chosen = Decision(decision or Decision.REJECTED)
    write = partial(
        decide, page.workspace, work.assessment.id, decision=chosen, valid_until=until, conditions=conditions
    )
    act(
        page, t("assess.decide_save"), write, key="assess_decide_save", of=work.assessment, reason=reason,
        disabled=not is_ready, shortcut="Ctrl+Enter", then=partial(tell, t("assess.decided", decision=label(chosen))),
    )  # fmt: skip


def _figures(work: Filling) -> None:
    score = work.score
    with st.grid(4, min_column_width=120):
        tile(t("assess.tile.risk"), figure(score.risk))
        tile(t("assess.tile.worst"), figure(score.pessimistic))
        tile(t("assess.tile.coverage"), percent(score.coverage, language()))
        tile(
            t("assess.tile.critical"),
            count(len(score.failed_criticals), Unit.QUESTIONS, language()),
            note=t("assess.critical_unknown", count=len(score.unknown_criticals)) if score.unknown_criticals else None,
        )


def _conditions(page: Page) -> tuple[tuple[str, date], ...]:
    asked = []
    for number in range(1, MOST_CONDITIONS + 1):
        left, right = st.columns([3, 1])
        text = left.text_input(t("assess.condition", number=number), key=f"assess_condition_{number}", max_chars=1_000)
        due = right.date_input(
            t("assess.condition_due"),
            value=page.today + _CONDITION_DAYS,
            min_value=page.today,
            key=f"assess_condition_due_{number}",
        )
        if text.strip() and isinstance(due, date):
            asked.append((text, due))
        if not text.strip():
            break
    return tuple(asked)


def _validity(page: Page, work: Filling) -> date:
    last = work.last_possible_day
    return st.date_input(
        t("assess.valid_until"),
        value=last,
        min_value=page.today,
        max_value=last,
        key="assess_valid_until",
        help=t("assess.valid_until_help", day=day(last, language())),
    )
