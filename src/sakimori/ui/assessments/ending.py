"""The end of an assessment: what stands, submit, send back, and the decision with its conditions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.codes import AssessmentState, Decision, GapKind
from sakimori.domain.questions.assessment import Assessment, Condition
from sakimori.services.assessments.decisions import decide, fulfil_condition, send_back, submit
from sakimori.services.assessments.opening import adopt, cancel_assessment
from sakimori.services.assessments.view_parts import AssessmentView
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.unit import WriteResult
from sakimori.ui.assessments.asked_decision import ask_decision_button, show_asked_decisions
from sakimori.ui.assessments.document_answers import show_documents
from sakimori.ui.assessments.state import fresh
from sakimori.ui.assessments.suggestions import show_batch, show_library, show_proposals
from sakimori.ui.assessments.words import score_words
from sakimori.ui.frame.components import tile
from sakimori.ui.frame.dialogs import act, tell_own
from sakimori.ui.frame.formats import Unit, count, day, day_long, distance, lost_words, percent, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import Mark, badge
from sakimori.ui.frame.text import label, language, listed, t, t_count
from sakimori.ui.frame.trail_words import forget_shown

_DIALOG, _DONE = "assess_dialog", "assess_done"


def show_band(page: Page, work: AssessmentView) -> None:
    """Where the assessment stands, above the questions, with what this person can do about it."""
    done: str = st.session_state.pop(_DONE, "")
    if done:
        st.toast(plain(done), icon=":material/task_alt:")
    assessment = work.assessment
    match assessment.state:
        case AssessmentState.SUBMITTED:
            _waiting(page, work)
        case AssessmentState.SENT_BACK:
            st.warning(t("assess.sent_back_line", reason=plain(work.sent_back_reason)), icon=":material/undo:")
        case AssessmentState.DECIDED:
            _decided(page, work)
        case AssessmentState.CANCELLED:
            st.info(t("assess.cancelled_line"), icon=":material/block:")
        case AssessmentState.DRAFT:
            pass
    if assessment.needs_adoption:
        _to_adopt(page, work)
    show_batch(page, assessment.id)
    show_proposals(page, assessment.id)
    show_library(page, assessment.id)
    show_documents(page, assessment.id)
    _show_dialog(page, work)


def show_finish(page: Page, work: AssessmentView) -> None:
    """The way to the end, for whoever fills; disabled with the reason while questions are blank."""
    st.button(
        t("assess.cancel"),
        key="assess_cancel",
        type="tertiary",
        on_click=_open,
        args=("cancel",),
    )
    st.button(
        t("assess.finish"),
        key="assess_finish",
        type="primary" if not work.blanks else "secondary",
        disabled=work.blanks > 0,
        help=t("assess.finish_blanks", count=work.blanks) if work.blanks else None,
        on_click=_open,
        args=("submit",),
    )


def _open(name: str) -> None:
    forget_shown()
    st.session_state[_DIALOG] = name
    st.rerun()


def _close() -> None:
    st.session_state.pop(_DIALOG, None)


def _show_dialog(page: Page, work: AssessmentView) -> None:
    dialogs: dict[str, tuple[str, Callable[[Page, AssessmentView], None]]] = {
        "submit": ("assess.finish_title", _submit_form),
        "send_back": ("assess.send_back", _send_back_form),
        "decide": ("assess.decide_title", partial(decide_form, tell=_tell)),
        "cancel": ("assess.cancel", _cancel_form),
    }
    name = st.session_state.get(_DIALOG, "")
    if name in dialogs:
        title, body = dialogs[name]
        st.dialog(t(title), width="medium", on_dismiss=_close)(body)(fresh(page), work)


def _tell(done: str, saved: WriteResult[Any]) -> None:
    """Close the dialog and have the next run say what changed."""
    forget_shown()
    new = [span for span in saved.opened if span.gap_id not in {one.gap_id for one in saved.closed}]
    opened = len({span.gap_id for span in new if span.kind is not GapKind.UNKNOWN})
    unknown = len({span.gap_id for span in new if span.kind is GapKind.UNKNOWN})
    closed = len({span.gap_id for span in saved.closed} - {span.gap_id for span in saved.opened})
    came = t_count("assess.gaps_opened", opened) if opened else ""
    open_ones = t_count("assess.unknown_opened", unknown) if unknown else ""
    went = t_count("assess.gaps_closed", closed) if closed else ""
    st.session_state[_DONE] = " ".join(part for part in (done, came, open_ones, went) if part)
    _close()


def _submit_form(page: Page, work: AssessmentView) -> None:
    st.markdown(score_words(work))
    st.markdown(t("assess.gaps_title", count=len(work.gaps)))
    unproven = sum(bool(asked.missing) for asked in work.questions)
    if unproven:
        st.markdown(t_count("assess.finish_unproven", unproven))
    st.caption(t("assess.finish_lead"))
    with st.container(horizontal=True):
        if st.button(t("assess.stay_draft"), key="assess_stay"):
            _close()
            st.rerun()
        _step(page, work, submit, t("assess.submit"), t("assess.submitted"), key="assess_submit", shortcut="Ctrl+Enter")


def _send_back_form(page: Page, work: AssessmentView) -> None:
    reason = st.text_area(t("assess.send_back_reason"), key="assess_back_reason", max_chars=2_000)
    _step(page, work, send_back, t("assess.send_back"), t("assess.sent_back"), key="assess_back_save", reason=reason)


def _cancel_form(page: Page, work: AssessmentView) -> None:
    reason = st.text_area(t("assess.cancel_reason"), key="assess_cancel_reason", max_chars=2_000)
    done = t("assess.cancelled_line")
    _step(page, work, cancel_assessment, t("assess.cancel"), done, key="assess_cancel_save", reason=reason)


def _step(
    page: Page, work: AssessmentView, write: Callable[..., WriteResult[Any]], words: str, done: str, **more: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """The button of one step of an assessment; `more` goes to `act`."""
    of = work.assessment
    act(page, words, partial(write, page.workspace, of.id), of=of, then=partial(_tell, done), **more)


def _waiting(page: Page, work: AssessmentView) -> None:
    assessment = work.assessment
    who = plain(work.names.get(assessment.submitted_by or "", assessment.submitted_by or ""))
    when = day_long(assessment.submitted_on, language()) if assessment.submitted_on else ""
    is_own = page.actor.is_among(*work.answered_by)
    may_review = page.may(Permission.REVIEW_ASSESSMENT)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(t("assess.waiting", who=who, day=when), icon=":material/hourglass_top:", width="stretch")
        if is_own or not may_review:
            ask_decision_button(page, work)
        if may_review:
            st.button(t("assess.send_back"), key="assess_send_back", on_click=_open, args=("send_back",))
            st.button(
                t("assess.decide"),
                key="assess_decide",
                type="primary",
                disabled=is_own,
                on_click=_open,
                args=("decide",),
            )
    if may_review and is_own:
        st.caption(f":material/block: {t('assess.own_work')}")
    show_asked_decisions(page, work)


def _decided(page: Page, work: AssessmentView) -> None:
    assessment = work.assessment
    if assessment.decision is None or assessment.decided_on is None:
        return
    until = t("assess.until_line", day=day_long(assessment.valid_until, language())) if assessment.valid_until else ""
    who = plain(work.names.get(assessment.decided_by or "", assessment.decided_by or ""))
    line = t(
        "assess.decided_line",
        day=day_long(assessment.decided_on, language()),
        who=who,
        decision=label(assessment.decision),
        until=until,
    )
    with st.container(border=True, gap="xsmall"):
        look = {Decision.APPROVED: "task_alt", Decision.CONDITIONAL: "change_history", Decision.REJECTED: "cancel"}
        st.markdown(f":material/{look[assessment.decision]}: **{line}**")
        st.markdown(plain(assessment.decision_reason))
        for condition in work.conditions:
            _condition(page, condition)
        if any(condition.fulfilled_on is None for condition in work.conditions):
            tell_own(page, Assessment, assessment.id, Permission.REVIEW_ASSESSMENT)


def _condition(page: Page, condition: Condition) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if condition.fulfilled_on is not None:
            met = t("assess.condition_met", day=day(condition.fulfilled_on, language()))
            st.markdown(f":green[:material/check_box:] {plain(condition.text)}　:gray[{met}]", width="stretch")
            return
        due = t(
            "assess.condition_open",
            day=day(condition.due_on, language()),
            distance=distance(condition.due_on, page.on, language()),
        )
        late = f"{badge(Mark.BLOCK, language())} " if condition.due_on < page.on else ""
        text = f"{late}:material/check_box_outline_blank: {plain(condition.text)}　:gray[{due}]"
        st.markdown(text, width="stretch")
        if page.may(Permission.REVIEW_ASSESSMENT):
            act(
                page, t("assess.condition_fulfil"), partial(fulfil_condition, page.workspace, condition.id),
                key=f"fulfil_{condition.id}", of=condition, type="secondary",
                then=partial(_tell, t("assess.condition_met", day=day(page.today, language()))),
            )  # fmt: skip


def _to_adopt(page: Page, work: AssessmentView) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(t("assess.adopt_line"), icon=":material/merge:", width="stretch")
        if page.may(Permission.REVIEW_ASSESSMENT):
            _step(page, work, adopt, t("assess.adopt"), t("assess.adopt"), key="assess_adopt", type="secondary")


MOST_CONDITIONS = 10
_CONDITION_DAYS = timedelta(days=30)


def decide_form(page: Page, work: AssessmentView, *, tell: Callable[[str, WriteResult[Any]], None]) -> None:
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
    conditions = _conditions(page, work) if decision is Decision.CONDITIONAL else ()
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


def _figures(work: AssessmentView) -> None:
    score = work.score
    with st.grid(4, min_column_width=120):
        tile(t("assess.tile.lost"), lost_words(work.score.risk))
        tile(t("assess.tile.worst"), lost_words(work.score.pessimistic))
        tile(t("assess.tile.coverage"), percent(score.coverage, language()))
        tile(
            t("assess.tile.critical"),
            count(len(score.failed_criticals), Unit.QUESTIONS, language()),
            note=t("assess.critical_unknown", count=len(score.unknown_criticals)) if score.unknown_criticals else None,
        )


def _conditions(page: Page, work: AssessmentView) -> tuple[tuple[str, date], ...]:
    """The conditions as they are typed; first what would mend the failed critical questions, to be kept or changed."""
    failed = set(work.score.failed_criticals)
    proposed = [
        gap.action.get(language()) or gap.title.get(language()) for gap in work.gaps if gap.question_id in failed
    ]
    asked = []
    for number in range(1, MOST_CONDITIONS + 1):
        left, right = st.columns([3, 1])
        first = proposed[number - 1] if number <= len(proposed) else ""
        text = left.text_input(
            t("assess.condition", number=number), value=first, key=f"assess_condition_{number}", max_chars=1_000
        )  # fmt: skip
        due = right.date_input(
            t("assess.condition_due"),
            value=page.today + _CONDITION_DAYS,
            min_value=page.today,
            key=f"assess_condition_due_{number}",
        )
        if text.strip() and isinstance(due, date):
            asked.append((text, due))
        if not text.strip() and number >= len(proposed):
            break
    return tuple(asked)


def _validity(page: Page, work: AssessmentView) -> date:
    last = work.last_possible_day
    return st.date_input(
        t("assess.valid_until"),
        value=last,
        min_value=page.today,
        max_value=last,
        key="assess_valid_until",
        help=t("assess.valid_until_help", day=day(last, language())),
    )
